"""What drift.json holds: the verdicts, and the figures behind them."""

from pydantic import BaseModel, ConfigDict

from pipelines.drifting.counts import Counts
from pipelines.drifting.measures import DriftParams, Measure, measure_drift, psi_by_feature, shares_of
from pipelines.drifting.windows import NightFigures, Window
from pipelines.drifting.words import Risen, risen_words

WORDS = 20
"""How many risen words are named."""


class Drift(BaseModel):
    """`contacts` and `sources` are shares of the ads of each side: now, earlier, training.

    `features` are PSIs against the earlier nights; they and `words` are empty where those have too few ads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_version: str
    alarm: bool
    nights: tuple[NightFigures, ...]
    earlier_nights: tuple[NightFigures, ...]
    ads: int
    earlier_ads: int
    training_ads: int
    measures: tuple[Measure, ...]
    contacts: dict[str, dict[str, float]]
    sources: dict[str, dict[str, float]]
    features: dict[str, float]
    words: tuple[Risen, ...]


def describe_drift(
    version: str, now: Window, before: Window, training: Counts | None, limits: DriftParams
) -> Drift:
    measures = measure_drift(now, before, training, limits)
    sides = {"now": now.counts, "earlier": before.counts}
    learned = {"training": training} if training else {}
    enough = before.counts.ads >= limits.least_ads
    return Drift(
        model_version=version,
        alarm=any(one.verdict == "alarm" for one in measures),
        nights=now.nights,
        earlier_nights=before.nights,
        ads=now.counts.ads,
        earlier_ads=before.counts.ads,
        training_ads=training.ads if training else 0,
        measures=measures,
        contacts={name: shares_of(side.contacts, side.ads) for name, side in {**sides, **learned}.items()},
        sources={name: shares_of(side.sources, side.ads) for name, side in sides.items()},
        features=psi_by_feature(now.counts, before.counts) if enough else {},
        words=risen(now.counts, before.counts) if enough else (),
    )


def risen(now: Counts, before: Counts) -> tuple[Risen, ...]:
    return risen_words(now.words, now.ads, before.words, before.ads, WORDS)
