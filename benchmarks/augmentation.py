"""Whether training on changed copies helps, on written ads of writers that the model never read.

    python benchmarks/augmentation.py [--seed 1] [--by writers|campaigns] [--only NAME …]

Every row trains on the ads of some writers with their copies, and ranks the others' ads: clean; disguised by
the rules that training used; disguised by five rules that no training ad was; and with noise and lines
around, other contacts and places. Cells are the mean over the folds of AUC and of recall where 5% of the
held-out ordinary ads are flagged. Below stands the gain in AUC over the first row, as a 95% interval from
resampled campaigns. The calibration, which changes no rank, is left out.
"""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from features import read
from models.ngrams import Ngrams, NgramSettings, as_seen, count_ngrams
from models.training import FitSettings, inverse_document_frequency, text_matrix
from pipelines.corpus import CorpusParams, build_corpus
from pipelines.dataset import DatasetParams
from pipelines.fit import FitParams
from pipelines.judging.metrics import auc
from pipelines.params import read_section
from pipelines.written.augment import augment
from pipelines.written.labelled import LabelledAd
from pipelines.written.labels import Judged
from pipelines.written.seed import read_seed

NEVER_TRAINED = (
    "with_symbols",
    "letters_from_other_scripts",
    "vowel_replaced",
    "final_inserted",
    "romanised",
)
"""Two rules seen in the wild and three of KOTOX, kept from training in every row."""
BUDGET = 0.05
RESAMPLES = 200
NOTHING = {"disguised": 0, "redrawn": 0, "moved": 0, "scanned": 0, "surrounded": 0}
FACTS = {"redrawn": 0.5, "moved": 0.3}
AROUND = {"scanned": 0.1, "surrounded": 0.2}
ALL = {**FACTS, **AROUND, "disguised": 0.8}
ROWS: dict[str, Mapping[str, float]] = {
    "no copies": {"copies": 0},
    "2 unchanged copies": {"unchanged": 2},
    "contacts and places": FACTS,
    "noise and lines around": AROUND,
    "disguised 0.5": {"disguised": 0.5},
    "disguised 1.0": {"disguised": 1.0},
    "all, disguised 0.5": {**ALL, "disguised": 0.5},
    "all, disguised 0.8": ALL,
    "all, disguised 0.8, 2 copies": {**ALL, "copies": 2},
    "all, disguised 0.8, 4 copies": {**ALL, "copies": 4},
    "the same, more lines around": {**ALL, "copies": 4, "surrounded": 0.4, "scanned": 0.2},
}
"""Rates other than none, for one copy of every ad. Unchanged copies tell what mere repetition does:
it weakens the penalty, and keeps n-grams that one ad alone holds.
"""


@dataclass(frozen=True)
class Seen:
    """Ads as the model sees them."""

    ads: Sequence[LabelledAd]
    counted: Sequence[Ngrams]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, ads: Sequence[LabelledAd], ngrams: NgramSettings) -> "Seen":
        readings = [read(one.ad) for one in ads]
        counted = [count_ngrams(as_seen(reading), ngrams) for reading in readings]
        return cls(ads, counted, np.array([reading.values for reading in readings], dtype=np.float64))

    @property
    def labels(self) -> NDArray[np.int64]:
        return np.array([one.label for one in self.ads])

    def pick(self, at: Sequence[int]) -> "Seen":
        return Seen([self.ads[i] for i in at], [self.counted[i] for i in at], self.values[at])

    def of_parents(self, parents: frozenset[str]) -> "Seen":
        return self.pick([i for i, one in enumerate(self.ads) if (one.parent or one).ad.ad_id in parents])

    def beside(self, other: "Seen") -> "Seen":
        if not other.ads:
            return self
        return Seen(
            [*self.ads, *other.ads], [*self.counted, *other.counted], np.vstack([self.values, other.values])
        )


class Ranker:
    """What models.training.fit does, without the calibration."""

    def __init__(self, train: Seen, settings: FitSettings) -> None:
        self.idf = inverse_document_frequency(train.counted, settings.ngrams.bits)
        self.centre = train.values.mean(axis=0)
        spread = train.values.std(axis=0)
        self.scale = np.where(spread > 0, spread, 1.0) / settings.feature_scale
        self.model = LogisticRegression(C=settings.c, max_iter=2000).fit(self.matrix(train), train.labels)

    def matrix(self, ads: Seen) -> csr_array:
        scaled = csr_array((ads.values - self.centre) / self.scale)
        return hstack([text_matrix(ads.counted, self.idf), scaled], format="csr")

    def rank(self, ads: Seen) -> "Ranked":
        return Ranked(
            ads.labels,
            np.asarray(self.model.decision_function(self.matrix(ads))),
            np.array([one.group for one in ads.ads]),
        )


@dataclass(frozen=True)
class Ranked:
    """One held-out set in one fold, all of shape (n,)."""

    labels: NDArray[np.int64]
    ranks: NDArray[np.float64]
    groups: NDArray[np.str_]

    @property
    def auc(self) -> float:
        return auc(self.labels, self.ranks, np.ones(len(self.ranks)))

    @property
    def recall(self) -> float:
        ordinary = np.sort(self.ranks[self.labels == 0])[::-1]
        return float((self.ranks[self.labels == 1] > ordinary[int(BUDGET * len(ordinary))]).mean())

    def auc_drawn(self, seed: int) -> NDArray[np.float64]:
        """AUC in each of RESAMPLES draws of whole campaigns; the same seed draws the same campaigns."""
        names, group_of = np.unique(self.groups, return_inverse=True)
        random = np.random.default_rng(seed)
        draws = random.integers(0, len(names), (RESAMPLES, len(names)))
        weights = (np.bincount(draw, minlength=len(names))[group_of].astype(np.float64) for draw in draws)
        return np.array([auc(self.labels, self.ranks, weight) for weight in weights])


def folds_of(ads: Sequence[LabelledAd], by: str) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Four folds that share no writer and no campaign, or five that share no campaign."""
    labels, groups = [one.label for one in ads], [one.group for one in ads]
    if by == "campaigns":
        yield from StratifiedGroupKFold(5, shuffle=True, random_state=1).split(groups, labels, groups)
        return
    for train, held in GroupKFold(4).split(groups, labels, [one.writer for one in ads]):
        held_groups = {groups[i] for i in held}
        yield [i for i in train if groups[i] not in held_groups], held


def main() -> None:
    parser = argparse.ArgumentParser(description="Whether training on changed copies helps")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by", choices=("writers", "campaigns"), default="writers")
    parser.add_argument("--only", nargs="*", choices=tuple(ROWS), default=tuple(ROWS))
    arguments = parser.parse_args()
    settings = read_section("fit", FitParams).settings
    shipped = read_section("dataset", DatasetParams).augment
    rules = {name: weight for name, weight in shipped.rules.items() if name not in NEVER_TRAINED}
    plain = shipped.model_copy(update={**NOTHING, "copies": 1, "rules": rules, "seed": arguments.seed})

    def seen(ads: Sequence[LabelledAd], **changed: object) -> Seen:
        return Seen.of(augment(ads, plain.model_copy(update=changed)), settings.ngrams)

    seed = list(read_seed(Path("data/seed/ads.jsonl")))
    ads = build_corpus(seed, Judged(), read_section("corpus", CorpusParams)).ads
    clean = Seen.of(ads, settings.ngrams)
    other = {"seed": arguments.seed + 1000}
    held_sets = {
        "clean": clean,
        "disguised": seen(ads, disguised=1.0, **other),
        "new rules": seen(ads, disguised=1.0, rules=dict.fromkeys(NEVER_TRAINED, 1.0), **other),
        "other": seen(ads, redrawn=1.0, moved=1.0, scanned=0.5, surrounded=1.0, **other),
    }
    print(f"{len(ads):,} ads, by {arguments.by}; AUC and recall at {BUDGET:.0%} false alarms", flush=True)
    print(f"{'training':30}", *(f"{name:>14}" for name in held_sets), f"{'seconds':>8}", flush=True)
    measured: dict[str, list[list[Ranked]]] = {}
    for row in arguments.only:
        started = time.monotonic()
        unchanged = int(ROWS[row].get("unchanged", 0))
        copies = Seen.of(ads * unchanged, settings.ngrams) if unchanged else seen(ads, **ROWS[row])
        measured[row] = measure(clean, copies, held_sets, settings, arguments.by)
        cells = (
            f"{np.mean([f.auc for f in one]):8.3f} {np.mean([f.recall for f in one]):5.2f}"
            for one in measured[row]
        )
        print(f"{row:30}", *cells, f"{time.monotonic() - started:8.0f}", flush=True)
        if row != arguments.only[0]:
            gains = map(gain, measured[row], measured[arguments.only[0]])
            print(" " * 30, *(f"{low:+7.3f}{high:+7.3f}" for low, high in gains), flush=True)


def measure(
    clean: Seen, copies: Seen, held_sets: Mapping[str, Seen], settings: FitSettings, by: str
) -> list[list[Ranked]]:
    """Every held-out set in every fold."""
    folds = []
    for train, held in folds_of(clean.ads, by):
        learned = frozenset(clean.ads[i].ad.ad_id for i in train)
        kept = frozenset(clean.ads[i].ad.ad_id for i in held)
        ranker = Ranker(clean.pick(train).beside(copies.of_parents(learned)), settings)
        folds.append([ranker.rank(one.of_parents(kept)) for one in held_sets.values()])
    return [list(one) for one in zip(*folds, strict=True)]


def gain(row: Sequence[Ranked], first: Sequence[Ranked]) -> tuple[float, float]:
    """The 95% interval of the mean gain in AUC."""
    pairs = enumerate(zip(row, first, strict=True))
    drawn = [one.auc_drawn(seed) - other.auc_drawn(seed) for seed, (one, other) in pairs]
    low, high = np.quantile(np.mean(drawn, axis=0), [0.025, 0.975])
    return float(low), float(high)


if __name__ == "__main__":
    main()
