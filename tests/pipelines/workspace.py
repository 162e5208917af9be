"""A folder to run the stages in: some of the seed, no labels, and settings that are quick."""

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import chdir
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from pipelines import corpus, dataset, encoder, evaluate, finetune, fit, gate, pretrain
from pipelines.written.labels import Judged, JudgedAd
from pipelines.written.seed import SeedAd
from records import JobAd, Verdict
from records.jsonl import write_records
from records.layout import Layout

PROJECT = Path(__file__).parents[2]
HERE = Layout(Path("data"))
NOWHERE = Path("data/no-champion")
WRITTEN_ADS = 240
FIRST_WRITER, OTHER_WRITER = "w1", "w4"
NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)


def make_workspace(root: Path) -> None:
    lines = some_of_the_seed()
    kinds = sorted({json.loads(line)["kind"] for line in lines})
    (root / "data/seed").mkdir(parents=True)
    (root / "data/seed/ads.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(PROJECT / "data/seed/POLICY.md", root / "data/seed/POLICY.md")
    (root / "data/labels").mkdir()
    params = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    params["dataset"]["unseen_kinds"] = [kind for kind in ("guard", "family", "companion") if kind in kinds]
    params["dataset"]["unseen_writers"] = [OTHER_WRITER]
    params["fit"] |= {"ngram_bits": 14, "ngram_sizes": [2, 3], "folds": 3}
    params["encoder"]["layers"] = 1
    params["finetune"] |= {"epochs": 1, "rows_an_ad": 1, "window": 48, "overlap": 8}
    params["evaluate"]["resamples"] = 20
    params["gate"]["floors"] = []
    write_params(root, params)


def some_of_the_seed() -> list[str]:
    """Ads of the first writer, and a sixth as many of another."""
    lines = (PROJECT / "data/seed/ads.jsonl").read_text(encoding="utf-8").splitlines()
    others = [line for line in lines if json.loads(line)["writer"] == OTHER_WRITER][: WRITTEN_ADS // 6]
    first = [line for line in lines if json.loads(line)["writer"] == FIRST_WRITER]
    return [*first[: WRITTEN_ADS - len(others)], *others]


def read_params(root: Path) -> dict:
    return yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))


def write_params(root: Path, params: dict) -> None:
    (root / "params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")


def run_stages(root: Path, *names: str) -> list[str]:
    """Runs the stages in the folder, and gives the line that each ends with."""
    stages = {
        "corpus": lambda: corpus.run(HERE),
        "dataset": lambda: dataset.run(HERE),
        "encoder": lambda: encoder.run(HERE),
        "pretrain": lambda: pretrain.run(HERE),
        "finetune": lambda: finetune.run(HERE),
        "fit": lambda: fit.run(HERE),
        "evaluate": lambda: evaluate.run(HERE),
        "gate": lambda: gate.run(HERE, NOWHERE),
    }
    with chdir(root):
        return [stages[name]() for name in names or stages]


def copy_of(root: Path, to: Path) -> Path:
    shutil.copytree(root, to, symlinks=True, copy_function=copy_or_link)
    return to


def copy_or_link(source: str, to: str) -> str:
    """Weights are large, and nothing changes them where they lie."""
    if source.endswith((".safetensors", ".onnx")):
        os.link(source, to)
        return to
    return str(shutil.copy2(source, to))


def written(ad_id: str, body: str, label: int = 1, **more: object) -> SeedAd:
    facts = {"kind": "tm", "channel": "board", "writer": "w1", **more}
    return SeedAd.model_validate({"ad_id": ad_id, "body": body, "label": label, **facts})


def found(ad_id: str, body: str) -> JobAd:
    return JobAd(ad_id=ad_id, source="board", url="", fetched_at=NOON, body=body)


def verdict(ad_id: str, decision: str, minute: int = 0) -> Verdict:
    return Verdict(
        alert_id=f"alert:{ad_id}",
        ad_id=ad_id,
        decision=decision,
        reviewer="r1",
        decided_at=NOON + timedelta(minutes=minute),
        model_version="test",
    )


def judged(*pairs: tuple[JobAd, str]) -> Judged:
    return Judged(tuple(JudgedAd(ad, verdict(ad.ad_id, decision)) for ad, decision in pairs))


def write_labels(folder: Path, ads: Sequence[JobAd], verdicts: Sequence[Verdict]) -> None:
    write_records(folder / "ads.jsonl", ads)
    write_records(folder / "verdicts.jsonl", verdicts)
