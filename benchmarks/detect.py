"""How well lures are told from other ads in a labelled file, and how many ordinary ads are flagged.

python benchmarks/detect.py GOLD.jsonl [--ordinary ADS.jsonl.gz] [--bundle FOLDER]

GOLD holds `label` (1 lure) beside title and body, and `obfuscated` where known. The last lines are those of a
baseline, TF-IDF and logistic regression on the same written corpus.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from features import read
from models import BUNDLED
from models.scorer import Scorer
from pipelines.written.seed import SeedAd, read_seed
from records import JobAd
from records.intake import Admitted, read_ads

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEED = Path(__file__).parents[1] / "data/seed/ads.jsonl"


def load(path: Path) -> list[JobAd]:
    return [row.ad for row in read_ads(path, NOW) if isinstance(row, Admitted)]


def risks(scorer: Scorer, ads: list[JobAd]) -> NDArray[np.float64]:
    readings = [read(ad) for ad in track(ads, description="reading", transient=True)]
    return scorer.model.risk(readings)


def show(name: str, labels: NDArray[np.int64], scores: NDArray[np.float64], threshold: float) -> None:
    lures, others = scores[labels == 1], scores[labels == 0]
    auc = roc_auc_score(labels, scores) if len(lures) and len(others) else float("nan")
    print(
        f"{name:28} AUC {auc:.4f}  recall {np.mean(lures >= threshold):.3f} of {len(lures)}"
        f"  false alarms {np.mean(others >= threshold):.3f} of {len(others)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Lures told from other ads")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--ordinary", type=Path)
    parser.add_argument("--bundle", type=Path, default=BUNDLED)
    asked = parser.parse_args()

    rows = {row["ad_id"]: row for row in map(json.loads, asked.gold.read_text(encoding="utf-8").splitlines())}
    gold = load(asked.gold)
    labels = np.array([rows[ad.ad_id]["label"] for ad in gold])
    hidden = np.array([bool(rows[ad.ad_id].get("obfuscated")) for ad in gold])
    scorer = Scorer.load(asked.bundle)
    scored = risks(scorer, gold)
    show(scorer.version, labels, scored, scorer.threshold)
    show("  obfuscated", labels[hidden], scored[hidden], scorer.threshold)
    show("  the rest", labels[~hidden], scored[~hidden], scorer.threshold)
    if asked.ordinary:
        ordinary = risks(scorer, load(asked.ordinary))
        flagged = int((ordinary >= scorer.threshold).sum())
        print(f"{'ordinary ads flagged':28} {flagged} of {len(ordinary):,} = {flagged / len(ordinary):.3%}")
        strict = float(np.nextafter(np.quantile(ordinary, 0.999, method="higher"), 1))
        show("where 0.1% would be flagged", labels, scored, strict)

    written = [row for row in read_seed(SEED) if isinstance(row, SeedAd)]
    baseline = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000),
    ).fit([row.ad.text for row in written], [row.label for row in written])
    show("TF-IDF, logistic regression", labels, baseline.predict_proba([ad.text for ad in gold])[:, 1], 0.5)


if __name__ == "__main__":
    main()
