"""What the measures of drift come to by chance alone, and between boards: behind the limits in params.yaml.

python benchmarks/drift_by_chance.py ADS.jsonl.gz

The file holds JSON lines with ad_id (`source:id`), title and body; the bundled model scores them.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from models import BUNDLED
from models.scorer import Scorer
from pipelines.drifting.counts import Counts, count_scored
from pipelines.drifting.distances import jensen_shannon, kolmogorov_smirnov, psi
from pipelines.drifting.measures import psi_by_feature
from pipelines.scored import Scored
from records import JobAd

SIZES = ((200, 200), (200, 1000), (1000, 4000))
MEASURES = ("score_psi", "score_ks", "unknown_psi", "contacts", "sources", "features")
LEAST = 100


def score_ads(path: Path, scorer: Scorer) -> Iterator[Scored]:
    now = datetime.now(UTC)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        for row in rows:
            if row["body"].strip():
                facts = {name: row[name] for name in ("ad_id", "title", "body")}
                ((score, reading),) = scorer.score([JobAd(**facts, source="b", url="", fetched_at=now)], now)
                yield Scored(score=score, reading=reading)


def compare(now: Counts, before: Counts) -> list[float]:
    return [
        psi(now.risks, before.risks),
        kolmogorov_smirnov(now.risks, before.risks).value,
        psi(now.unknown, before.unknown),
        jensen_shannon(now.contacts, before.contacts).value,
        jensen_shannon(now.sources, before.sources).value,
        max(psi_by_feature(now, before).values()),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures of drift by chance alone and between boards")
    parser.add_argument("ads", type=Path)
    parser.add_argument("--draws", type=int, default=30)
    asked = parser.parse_args()
    scorer = Scorer.load(BUNDLED)
    ads = list(score_ads(asked.ads, scorer))
    random = np.random.default_rng(20261122)

    def count(some: list[Scored]) -> Counts:
        return count_scored(some, scorer.model, scorer.version)

    print(f"{len(ads):,} ads; {asked.draws} draws, of each measure the mean and the largest")
    print(f"{'':26}" + "".join(f"{name:>15}" for name in MEASURES))
    for now, before in SIZES:
        drawn = [
            [ads[place] for place in random.permutation(len(ads))[: now + before]] for _ in range(asked.draws)
        ]
        found = np.array([compare(count(some[:now]), count(some[now:])) for some in drawn])
        cells = zip(found.mean(axis=0), found.max(axis=0), strict=True)
        print(
            f"{now:,} against {before:,}".ljust(26)
            + "".join(f"{mean:8.3f}{most:7.3f}" for mean, most in cells)
        )
    boards = sorted({one.score.ad_id.partition(":")[0] for one in ads})
    counts = [count([one for one in ads if one.score.ad_id.startswith(f"{board}:")]) for board in boards]
    large = [one for one in counts if one.ads >= LEAST]
    apart = np.array([compare(one, other) for one, other in combinations(large, 2)])
    cells = zip(apart.min(axis=0), apart.max(axis=0), strict=True)
    print(f"{len(large)} boards, least, most".ljust(26) + "".join(f"{a:8.3f}{b:7.3f}" for a, b in cells))
    shares = ", ".join(f"{board} {one.unknown.mean:.3f}" for board, one in zip(boards, counts, strict=True))
    print(f"unknown n-grams: {shares}")


if __name__ == "__main__":
    main()
