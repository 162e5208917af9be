"""How many lures are still flagged when an ad is hidden by one rule, against how many are as published.

    python benchmarks/detect_robustness.py ADS.jsonl [--model models/bundled] [--seeds 3] [--threshold 0.5]

ADS is a file of ads with labels (gold, or data/seed/ads.jsonl). Lures that are not hidden already are
hidden whole, by each rule of the reader's robustness table; rules seen in the wild are marked *. Beside the
recall stand the false alarms on the other ads, hidden alike: a model that flags all that is hidden finds
every lure.
"""

import argparse
import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from detect import NOW
from rich.progress import track

from features import read
from models.scorer import Scorer
from pipelines.obfuscation import HIDING_IN_THE_WILD, RULES
from records import JobAd

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ads", type=Path)
    parser.add_argument("--model", type=Path, default=Path("models/bundled"))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threshold", type=float, help="the bundle's own by default")
    asked = parser.parse_args()
    scorer = Scorer.load(asked.model)
    threshold = scorer.threshold if asked.threshold is None else asked.threshold
    rows = [json.loads(line) for line in asked.ads.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if not row.get("obfuscated")]
    labels = np.array([row["label"] for row in rows])

    def rates(ads: list[JobAd]) -> tuple[float, float]:
        flagged = scorer.model.risk([read(ad) for ad in ads]) >= threshold
        return float(flagged[labels == 1].mean()), float(flagged[labels == 0].mean())

    clean, alarms = rates([made(row["title"], row["body"]) for row in rows])
    print(
        f"{labels.sum()} lures and {(labels == 0).sum()} other ads, none hidden; flagged from {threshold:.4f}"
    )
    print(f"{'rule':28} {'recall':>7} {'of clean':>9} {'false alarms':>13}")
    print(f"{'as published':28} {clean:7.3f} {1:9.1%} {alarms:13.3f}", flush=True)
    for name, rule in track(RULES.items(), description="rules", transient=True):
        drawn = []
        for seed in range(asked.seeds):
            random = Random(f"{name} {seed}")
            drawn.append(rates([made(rule(row["title"], random), rule(row["body"], random)) for row in rows]))
        recall, false_alarms = np.mean(drawn, axis=0)
        mark = "*" if name in HIDING_IN_THE_WILD else ""
        print(f"{name + mark:28} {recall:7.3f} {recall / clean:9.1%} {false_alarms:13.3f}", flush=True)


def made(title: str, body: str) -> JobAd:
    return JobAd(ad_id="x", source="x", url="", fetched_at=NOW, title=title, body=body)


if __name__ == "__main__":
    main()
