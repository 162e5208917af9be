"""What each part of the detector gives: one table of AUC, on slices that no row has learned from.

    python benchmarks/ablation.py [--only NAME ...] [--gold GOLD.jsonl] [--kept data/ablation]

Every row learns from the training split alone, its settings from params.yaml. The first column is the mean
of a grouped 5-fold over that split, where that takes no fine-tuning. Rows with an encoder are fine-tuned
(5 to 20 minutes each on two cores) and joined on the validation split, as the pipeline does; what was
fine-tuned is kept, and a run that was stopped goes on. Run `dvc repro encoder dataset` first.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from detect import load
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from features import FEATURE_NAMES, read
from models.encoder import write_bundled
from models.finetuned import FinetunedEncoder, Windows
from models.finetuning import FinetuneSettings, Taught, finetune
from models.ngrams import as_seen
from models.onnx_export import export_int8
from models.pretraining import PretrainSettings, pretrain
from models.risk import RiskModel
from models.training import fit, log_odds_out_of_fold
from models.training_loop import Told
from pipelines.console.progress import watch_known
from pipelines.finetune import FinetuneParams
from pipelines.fit import FitParams
from pipelines.judging.baselines import features_alone, ngrams_alone
from pipelines.judging.metrics import auc
from pipelines.judging.slices import load_slices
from pipelines.judging.split_tables import Split, load_split
from pipelines.judging.splits import TRAIN, VALIDATION
from pipelines.params import read_section
from pipelines.pretrain import PretrainParams
from records import Reading
from records.layout import Layout

LAYOUT = Layout(Path("data"))
GOLD = "gold"
Rank = Callable[[Split], NDArray[np.float64]]
View = Callable[[Reading], str]


@dataclass(frozen=True)
class EncoderRow:
    """One way to fine-tune. `alone` leaves the n-grams and features out, of the loss as of the risk.

    `pretrained` is epochs of masked words on the training split. Twelve layers learn nothing at the rate
    that suits six, hence one of their own.
    """

    layers: int = 6
    copies: bool = True
    alone: bool = False
    view: str = "seen"
    pretrained: int = 0
    learning_rate: float | None = None


VIEWS = {"seen": as_seen, "normalised": lambda reading: reading.normalised}
ENCODERS = {
    "encoder alone, 6 layers": EncoderRow(alone=True),
    "all, 6 layers": EncoderRow(),
    "all, 6 layers, no copies": EncoderRow(copies=False),
    "all, 6 layers, normalised text": EncoderRow(view="normalised"),
    "all, 6 layers, pre-trained": EncoderRow(pretrained=2),
    "all, 12 layers": EncoderRow(layers=12, learning_rate=1e-4),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--kept", type=Path, default=LAYOUT.root / "ablation")
    asked = parser.parse_args()
    train, slices = load_split(LAYOUT, TRAIN), load_slices(LAYOUT)
    if asked.gold:
        slices[GOLD] = gold_split(asked.gold)
    print(f"{'':32}" + "".join(f"{name:>15}" for name in ("5-fold", *slices)))
    for name, make in rows(train, slices[VALIDATION], asked.kept):
        if not asked.only or name in asked.only:
            folds = f"{five_fold(make, train):15.4f}" if name not in ENCODERS else f"{'':15}"
            rank = make(train)
            cells = "".join(f"{score(rank, one):15.4f}" for one in slices.values())
            print(f"{name:32}{folds}{cells}", flush=True)


def rows(train: Split, validation: Split, kept: Path) -> Iterator[tuple[str, Callable[[Split], Rank]]]:
    yield "TF-IDF + LR", lambda split: ngrams_alone(split.as_published, 1)
    yield "features alone", lambda split: features_alone(split.as_published, 1)
    yield "n-grams + features, no trees", partial(linear_rank, trees=0)
    yield "n-grams + features, no copies", lambda split: linear_rank(split.as_published)
    yield "n-grams + features", linear_rank
    for name, row in ENCODERS.items():
        folder = kept / name.replace(" ", "-")
        yield name, partial(encoder_rank, validation=validation, row=row, kept=folder)


def score(rank: Rank, split: Split) -> float:
    return auc(split.labels, rank(split), np.ones(len(split.frame)))


def five_fold(make: Callable[[Split], Rank], train: Split) -> float:
    """The mean AUC on the ads as published of each fifth of the campaigns."""
    found = []
    for seen, held in StratifiedGroupKFold(5, shuffle=True, random_state=1).split(
        train.labels, train.labels, train.groups
    ):
        rank = make(train.where(np.isin(np.arange(len(train.frame)), seen)))
        found.append(score(rank, train.where(np.isin(np.arange(len(train.frame)), held)).as_published))
    return float(np.mean(found))


def linear_model(split: Split, trees: int | None = None) -> RiskModel:
    """The model without the encoder, with the interactions' trees; `trees` says how many, 0 none."""
    settings = read_section("fit", FitParams).settings
    grown = settings.interactions.trees if trees is None else trees
    settings = replace(settings, interactions=replace(settings.interactions, trees=grown))
    return fit(split.readings, split.labels, split.groups, FEATURE_NAMES, settings)


def linear_rank(split: Split, trees: int | None = None) -> Rank:
    model = linear_model(split, trees)
    return lambda other: linear_odds(model, other)


def linear_odds(model: RiskModel, split: Split) -> NDArray[np.float64]:
    return np.array([model.slope * one.logit + model.offset for one in model.judge(split.readings)])


def encoder_rank(train: Split, validation: Split, row: EncoderRow, kept: Path) -> Rank:
    split = train if row.copies else train.as_published
    encoder = fine_tuned(split, row, kept)

    def said(other: Split) -> NDArray[np.float64]:
        texts = [VIEWS[row.view](reading) for reading in other.readings]
        return np.array([one.logit for one in encoder.judge(texts)])

    if row.alone:
        return said
    linear = linear_model(split)

    def both(other: Split) -> NDArray[np.float64]:
        return np.column_stack((linear_odds(linear, other), said(other)))

    join = LogisticRegression().fit(both(validation), validation.labels)
    return lambda other: np.asarray(join.decision_function(both(other)))


def fine_tuned(split: Split, row: EncoderRow, kept: Path) -> FinetunedEncoder:
    params = read_section("finetune", FinetuneParams)
    if not (kept / "encoder.onnx").exists():
        kept.mkdir(parents=True, exist_ok=True)
        base = kept / "base"
        write_bundled(base, row.layers)
        settings = FinetuneSettings(**params.model_dump(exclude={"overlap"}))
        if row.learning_rate:
            settings = replace(settings, learning_rate=row.learning_rate)
        taught = taught_by(split, row)
        with watch_known(kept.name) as told:
            if row.pretrained:
                read_on(base, sorted(set(taught.texts)), row.pretrained, kept / "pretraining.pt", told)
            found = finetune(base, taught, settings, kept / "run.pt", told)
        windows = Windows(size=params.window, overlap=params.overlap)
        export_int8(found.classifier, base, windows, kept / "part")
        for path in (kept / "part").iterdir():
            path.rename(kept / path.name)
        shutil.rmtree(base)
        (kept / "run.pt").unlink()
    return FinetunedEncoder.load(kept, threads=2)


def read_on(base: Path, texts: list[str], epochs: int, checkpoint: Path, told: Told) -> None:
    """Goes on pre-training the encoder in `base`, where it stays with its tokens."""
    params = read_section("pretrain", PretrainParams)
    settings = PretrainSettings(**params.model_dump() | {"epochs": epochs})
    model, losses = pretrain(base, texts, settings, checkpoint, told)
    print(f"{len(texts):,} texts, loss {losses[0]:.2f} to {losses[-1]:.2f}", file=sys.stderr)
    model.save_pretrained(base)  # type: ignore[operator]


def taught_by(split: Split, row: EncoderRow) -> Taught:
    settings = read_section("fit", FitParams).settings
    base = log_odds_out_of_fold(split.readings, split.labels, split.groups, settings)
    return Taught(
        texts=[VIEWS[row.view](reading) for reading in split.readings],
        labels=split.labels.astype(np.float32),
        base=(base * (not row.alone)).astype(np.float32),
        ads=list(split.frame["parent"].fillna(split.frame["ad_id"])),
    )


def gold_split(path: Path) -> Split:
    """The measuring ads as a split: nothing learns from it."""
    ads = load(path)
    labels = [json.loads(line)["label"] for line in path.read_text(encoding="utf-8").splitlines()]
    readings = [read(ad) for ad in ads]
    frame = pd.DataFrame(
        {
            "ad_id": [ad.ad_id for ad in ads],
            "text": [ad.text for ad in ads],
            "values": [list(reading.values) for reading in readings],
            "label": labels,
            "reading": [reading.model_dump_json() for reading in readings],
        }
    )
    return Split(frame)


if __name__ == "__main__":
    main()
