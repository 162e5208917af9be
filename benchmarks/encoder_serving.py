"""The encoder that serves, beside the same weights in torch: how near, how fast, in what memory.

    python benchmarks/encoder_serving.py ADS.jsonl.gz [--model data/model] [--count 2000]

Near: risks of the fitted bundle and of the same bundle with torch's float32 log-odds, every ad asked.
Fast: onnxruntime, window by window, against transformers' text-classification pipeline (torch
float32, batches of 32, as its documentation shows), both on all cores, the same windows of ads, one after
the other in turns; the best of three. Memory is the peak of a process that only serves.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from detect import load
from numpy.typing import NDArray
from rich.progress import track

from features import read
from models import bundle
from models.classifier import AdClassifier
from models.finetuned import WINDOWS, FinetunedEncoder, Windows
from models.ngrams import as_seen
from models.risk import RiskModel
from models.tokens import AdTokenizer, cut_windows
from pipelines.finetune import hush_transformers
from records import Reading

TURNS = 3
NEAR = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ads", type=Path)
    parser.add_argument("--model", type=Path, default=Path("data/model"))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--timed", type=int, default=512)
    parser.add_argument("--speed-only", action="store_true")
    parser.add_argument("--serve-only", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    ads = load(asked.ads)
    random.Random(20261128).shuffle(ads)
    folder = asked.model / "finetuned/final"
    readings = [read(ad) for ad in track(ads[: asked.count], description="reading", transient=True)]
    texts = [as_seen(reading) for reading in readings]
    if asked.serve_only:
        FinetunedEncoder.load(folder, threads=os.cpu_count() or 1).judge(texts)
        return
    if not asked.speed_only:
        show_memory(asked.ads)
    hush_transformers()
    classifier = AdClassifier(folder / "torch", dropout=0.0).eval()
    if not asked.speed_only:
        show_nearness(asked.model / "fitted", folder, classifier, readings, texts)
    show_speed(folder, classifier, texts[: asked.timed])


def show_memory(ads: Path) -> None:
    command = [sys.executable, __file__, str(ads), "--serve-only"]
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    print(f"memory     peak {int(done.stdout.split()[-1]):,} MiB, reading and torch's import included")


def show_nearness(
    fitted: Path, folder: Path, classifier: AdClassifier, readings: Sequence[Reading], texts: Sequence[str]
) -> None:
    model, _ = bundle.load(fitted)
    if model.part is None:
        print("near       no encoder joins the model")
        return
    linear = np.array([one.logit for one in replace(model, part=None).judge(readings)])
    served = np.array([one.logit for one in FinetunedEncoder.load(folder).judge(texts)])
    exact = torch_log_odds(folder, classifier, texts)
    weight = model.part.weight
    apart = np.abs(risks(model, linear + weight * served) - risks(model, linear + weight * exact))
    asked = float((linear >= model.part.asked_from).mean())
    print(
        f"near       {(apart <= NEAR).mean():.2%} of {len(texts):,} ads within {NEAR} in risk, "
        f"largest {apart.max():.4f}, mean {apart.mean():.5f}; {asked:.1%} of them are asked when it serves"
    )


def risks(model: RiskModel, logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([model.calibrate(logit) for logit in logits])


def torch_log_odds(folder: Path, classifier: AdClassifier, texts: Sequence[str]) -> NDArray[np.float64]:
    """In float32, of each text's most innocent window."""
    tokenizer = AdTokenizer.load(folder)
    cut = Windows.model_validate_json((folder / WINDOWS).read_bytes())
    windows, owners = [], []
    for place, tokens in enumerate(tokenizer.read(texts)):
        for window in cut_windows(tokens, cut.size, cut.overlap):
            windows.append(window)
            owners.append(place)
    found = np.full(len(texts), np.inf)
    order = np.argsort([len(window) for window in windows])
    batches = [order[at : at + 32].tolist() for at in range(0, len(order), 32)]
    for rows in track(batches, description="torch", transient=True):
        batch = tokenizer.pad([windows[row] for row in rows])
        with torch.inference_mode():
            said = classifier(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask)).sum(dim=1)
        np.minimum.at(found, [owners[row] for row in rows], said.double().numpy())
    return found


def show_speed(folder: Path, classifier: AdClassifier, texts: Sequence[str]) -> None:
    threads = os.cpu_count() or 1
    torch.set_num_threads(threads)
    texts = windows_as_texts(folder, texts)
    pipeline = transformers_pipeline(folder, classifier)
    ways: dict[str, Callable[[], object]] = {
        "transformers": lambda: pipeline(list(texts)),
        "onnxruntime": lambda: FinetunedEncoder.load(folder, threads=threads).judge(texts),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(TURNS):
        for name, run in ways.items():
            began = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - began)
    ratio = best["transformers"] / best["onnxruntime"]
    for name, seconds in best.items():
        print(f"speed      {name:13s} {len(texts) / seconds:7,.1f} windows a second on {threads} cores")
    print(f"speed      onnxruntime, loading and windows included, is {ratio:.2f} x")


def windows_as_texts(folder: Path, texts: Sequence[str]) -> list[str]:
    """What each window is read from: the pipeline would cut a long ad at its first."""
    cut = Windows.model_validate_json((folder / WINDOWS).read_bytes())
    return [
        text[window.starts[0] : window.ends[-1]]
        for text, tokens in zip(texts, AdTokenizer.load(folder).read(texts), strict=True)
        for window in cut_windows(tokens, cut.size, cut.overlap)
        if len(window)
    ]


def transformers_pipeline(folder: Path, classifier: AdClassifier) -> Callable[[list[str]], object]:
    """The same encoder under transformers' own classification head."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

    model = AutoModelForSequenceClassification.from_pretrained(folder / "torch", num_labels=2)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    size = Windows.model_validate_json((folder / WINDOWS).read_bytes()).size + 2
    classify = pipeline("text-classification", model=model.eval(), tokenizer=tokenizer, device="cpu")
    return lambda texts: classify(texts, batch_size=32, truncation=True, max_length=size)


if __name__ == "__main__":
    main()
