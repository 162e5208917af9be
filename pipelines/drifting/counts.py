"""What is counted in ads: of a batch, a night or many nights alike, since counts add up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from features import FEATURE_NAMES
from models.risk import RiskModel
from pipelines.drifting.spread import NOTHING, Floats, Spread, spread_of
from pipelines.drifting.words import common, words_of
from pipelines.scored import Scored
from records import Reading, Score

BATCH = 1000
NO_CONTACT = "none"
CERTAIN = 1e-9
"""Risks are kept this far from 0 and 1, so that their log-odds are finite."""


@dataclass(frozen=True)
class Counts:
    """Ads by what can be compared. An ad counts once for each type of contact that it names.

    `risks` are the log-odds of the ads that the model in question scored, `flagged` of them are over
    its threshold. `unknown` is the share of an ad's n-grams that the champion has never met.
    `features` stand in FEATURE_NAMES order.
    """

    ads: int
    sources: Counter[str]
    contacts: Counter[str]
    words: Counter[str]
    unknown: Spread
    features: tuple[Spread, ...]
    risks: Spread
    flagged: int

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            ads=self.ads + other.ads,
            sources=self.sources + other.sources,
            contacts=self.contacts + other.contacts,
            words=common(self.words + other.words),
            unknown=self.unknown + other.unknown,
            features=tuple(one + two for one, two in zip(self.features, other.features, strict=True)),
            risks=self.risks + other.risks,
            flagged=self.flagged + other.flagged,
        )


def no_ads() -> Counts:
    nothing = (NOTHING,) * len(FEATURE_NAMES)
    return Counts(0, Counter(), Counter(), Counter(), NOTHING, nothing, NOTHING, 0)


def count_readings(readings: Sequence[Reading], model: RiskModel) -> Counts:
    """What can be counted without a score, as of the training ads."""
    return replace(
        no_ads(),
        ads=len(readings),
        contacts=Counter(kind for reading in readings for kind in contact_kinds(reading)),
        words=Counter(word for reading in readings for word in words_of(reading)),
        unknown=spread_of([model.unknown_share(reading) for reading in readings], decimals=4),
        features=spread_features(readings),
    )


def count_scored(scored: Iterable[Scored], model: RiskModel, version: str) -> Counts:
    """Scores of another model than `version` are no risks to compare: only their ads are counted."""
    counts = no_ads()
    for batch in _in_batches(scored):
        scores = [one.score for one in batch if one.score.model_version == version]
        counts += replace(
            count_readings([one.reading for one in batch], model),
            sources=Counter(source_of(one.score) for one in batch),
            risks=spread_of(log_odds([score.risk for score in scores])),
            flagged=sum(score.flagged for score in scores),
        )
    return counts


def _in_batches(scored: Iterable[Scored]) -> Iterator[list[Scored]]:
    stream = iter(scored)
    while batch := list(islice(stream, BATCH)):
        yield batch


def source_of(score: Score) -> str:
    """An ad_id is `source:native-id`."""
    return score.ad_id.partition(":")[0]


def contact_kinds(reading: Reading) -> set[str]:
    return {contact.type for contact in reading.contacts} or {NO_CONTACT}


def log_odds(risks: Sequence[float]) -> Floats:
    clipped = np.clip(risks, CERTAIN, 1 - CERTAIN)
    return np.asarray(np.log(clipped / (1 - clipped)))


def spread_features(readings: Sequence[Reading]) -> tuple[Spread, ...]:
    """Readings of a time when the feature list had another length are left out."""
    rows = [reading.values for reading in readings if len(reading.values) == len(FEATURE_NAMES)]
    table = np.array(rows, dtype=np.float64).reshape(-1, len(FEATURE_NAMES))
    return tuple(spread_of(column) for column in table.T)
