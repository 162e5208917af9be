"""The measures of drift, each with its limit and its verdict.

Scores, flagged share, sources and yield are compared with earlier nights alone. The training ads are a
written corpus, four lures in ten and of no source, so that every ordinary night lies far from them, and an
alarm that always rings is none. What they can say is how much of the language the champion knows: that has a
limit, from the first night on. Their contacts and features are shown beside, without a limit.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from features import FEATURE_NAMES
from pipelines.drifting.counts import NO_CONTACT, Counts
from pipelines.drifting.distances import Distance, jensen_shannon, kolmogorov_smirnov, proven_factor, psi
from pipelines.drifting.windows import Window
from pipelines.params import Section
from records import ContactType

Against = Literal["earlier", "training"]
Verdict = Literal["normal", "alarm", "shown", "not_compared"]
Name = Literal[
    "score_psi",
    "score_ks",
    "flagged",
    "unknown_psi",
    "unknown_share",
    "contacts",
    "sources",
    "sources_gone",
    "sources_new",
    "yield",
    "features",
]
CONTACT_KINDS = (*get_args(ContactType), NO_CONTACT)
MOVED = 5
"""How many of what moved most a measure names."""


class DriftParams(Section):
    psi: Annotated[float, Field(gt=0)]
    ks: Annotated[float, Field(gt=0, le=1)]
    flagged_factor: Annotated[float, Field(gt=1)]
    unknown_share: Annotated[float, Field(gt=0, le=1)]
    contacts: Annotated[float, Field(gt=0, le=1)]
    sources: Annotated[float, Field(gt=0, le=1)]
    silence: Annotated[float, Field(gt=0, lt=1)]
    yield_factor: Annotated[float, Field(gt=1)]
    least_ads: Annotated[int, Field(ge=1)]
    least_nights: Annotated[int, Field(ge=1)]


class Moved(BaseModel):
    """One thing before and now: a share, a mean, or ads a night. None where there was nothing to compare."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    before: float | None
    now: float


class Measure(BaseModel):
    """`value` from `limit` on is an alarm; `p` is for an eye. No value where too little can be compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    against: Against
    value: float | None
    limit: float | None
    verdict: Verdict
    p: float | None = None
    moved: tuple[Moved, ...] = ()


def measure(
    name: Name,
    distance: Distance | float,
    limit: float | None,
    moved: Sequence[Moved] = (),
    against: Against = "earlier",
) -> Measure:
    value, p = (distance.value, distance.p) if isinstance(distance, Distance) else (distance, None)
    return Measure(
        name=name,
        against=against,
        value=round(value, 4) + 0.0,  # no -0.0
        limit=limit,
        verdict="shown" if limit is None else "alarm" if value >= limit else "normal",
        p=p,
        moved=tuple(moved),
    )


def not_compared(name: Name, against: Against = "earlier") -> Measure:
    return Measure(name=name, against=against, value=None, limit=None, verdict="not_compared")


def measure_drift(
    now: Window, before: Window, training: Counts | None, limits: DriftParams
) -> tuple[Measure, ...]:
    return (
        *measure_scores(now.counts, before.counts, limits),
        *measure_vocabulary(now.counts, before.counts, training, limits),
        *measure_contacts(now.counts, before.counts, training, limits),
        *measure_sources(now, before, limits),
        *measure_features(now.counts, before.counts, training, limits),
    )


def measure_scores(now: Counts, before: Counts, limits: DriftParams) -> list[Measure]:
    scored, scored_before = now.risks.total, before.risks.total
    if min(scored, scored_before) < limits.least_ads:
        return [not_compared("score_psi"), not_compared("score_ks"), not_compared("flagged")]
    means = [Moved(name="risk", before=before.risks.mean, now=now.risks.mean)]
    shares = [Moved(name="flagged", before=before.flagged / scored_before, now=now.flagged / scored)]
    factor = proven_factor(now.flagged, scored, before.flagged, scored_before)
    return [
        measure("score_psi", psi(now.risks, before.risks), limits.psi, means),
        measure("score_ks", kolmogorov_smirnov(now.risks, before.risks), limits.ks, means),
        measure("flagged", factor, limits.flagged_factor, shares),
    ]


def measure_vocabulary(
    now: Counts, before: Counts, training: Counts | None, limits: DriftParams
) -> list[Measure]:
    share = now.unknown.mean
    expected = training.unknown.mean if training else None
    told = [Moved(name="unknown", before=expected, now=share)]
    known = measure("unknown_share", share, limits.unknown_share, told, "training")
    if before.ads < limits.least_ads:
        return [not_compared("unknown_psi"), known]
    means = [Moved(name="unknown", before=before.unknown.mean, now=share)]
    return [measure("unknown_psi", psi(now.unknown, before.unknown), limits.psi, means), known]


def measure_contacts(
    now: Counts, before: Counts, training: Counts | None, limits: DriftParams
) -> list[Measure]:
    def compare(other: Counts, limit: float | None, against: Against) -> Measure:
        moved = most_moved(shares_of(now.contacts, now.ads), shares_of(other.contacts, other.ads))
        return measure("contacts", jensen_shannon(now.contacts, other.contacts), limit, moved, against)

    return [
        compare(before, limits.contacts, "earlier")
        if before.ads >= limits.least_ads
        else not_compared("contacts"),
        compare(training, None, "training") if training else not_compared("contacts", "training"),
    ]


def shares_of(counted: Counter[str], ads: int) -> dict[str, float]:
    return {name: count / ads for name, count in counted.items()}


def most_moved(now: dict[str, float], before: dict[str, float]) -> list[Moved]:
    names = sorted(now.keys() | before.keys())
    pairs = {name: (before.get(name, 0.0), now.get(name, 0.0)) for name in names}
    moved = [name for name, (one, other) in pairs.items() if one != other]
    top = sorted(moved, key=lambda name: -abs(pairs[name][1] - pairs[name][0]))[:MOVED]
    return [Moved(name=name, before=pairs[name][0], now=pairs[name][1]) for name in top]


def measure_sources(now: Window, before: Window, limits: DriftParams) -> list[Measure]:
    counts, earlier = now.counts, before.counts
    shares, shares_before = shares_of(counts.sources, counts.ads), shares_of(earlier.sources, earlier.ads)
    mixed = not_compared("sources")
    if earlier.ads >= limits.least_ads:
        distance = jensen_shannon(counts.sources, earlier.sources)
        mixed = measure("sources", distance, limits.sources, most_moved(shares, shares_before))
    if len(before.nights) < limits.least_nights:
        return [mixed, not_compared("sources_gone"), not_compared("sources_new"), not_compared("yield")]
    gone = [
        Moved(name=name, before=shares_before[name], now=0.0) for name in gone_silent(now, before, limits)
    ]
    new = [Moved(name=name, before=0.0, now=shares[name]) for name in sorted(shares.keys() - shares_before)]
    return [
        mixed,
        measure("sources_gone", len(gone), 1, gone),
        measure("sources_new", len(new), None, new),  # the operator added it: nothing to be woken for
        measure_yield(now, before, limits),
    ]


def gone_silent(now: Window, before: Window, limits: DriftParams) -> list[str]:
    """Sources without an ad in any of the last nights, which by chance would be rarer than `silence`.

    The chance that a source gives something in a night is (k + 1) / (n + 2) where it did in k of n.
    """
    gave = Counter(name for night in before.nights for name in night.sources)
    silent = sorted(gave.keys() - now.counts.sources.keys())
    nights = len(before.nights)
    return [
        name for name in silent if (1 - (gave[name] + 1) / (nights + 2)) ** len(now.nights) < limits.silence
    ]


def measure_yield(now: Window, before: Window, limits: DriftParams) -> Measure:
    """By medians, which the first night, when all ads are new, does not move."""
    one, other = (median(night.ads for night in window.nights) for window in (now, before))
    factor = (max(one, other) + 1) / (min(one, other) + 1)  # one more: no ads at all is a factor too
    return measure("yield", factor, limits.yield_factor, [Moved(name="ads", before=other, now=one)])


def measure_features(
    now: Counts, before: Counts, training: Counts | None, limits: DriftParams
) -> list[Measure]:
    def compare(other: Counts, limit: float | None, against: Against) -> Measure:
        apart = psi_by_feature(now, other)
        top = sorted((name for name, one in apart.items() if one > 0), key=lambda name: -apart[name])[:MOVED]
        means = {
            name: (other.features[at].mean, now.features[at].mean) for at, name in enumerate(FEATURE_NAMES)
        }
        moved = [Moved(name=name, before=means[name][0], now=means[name][1]) for name in top]
        return measure("features", max(apart.values()), limit, moved, against)

    def enough(other: Counts | None) -> bool:
        return other is not None and min(now.features[0].total, other.features[0].total) >= limits.least_ads

    return [
        compare(before, limits.psi, "earlier") if enough(before) else not_compared("features"),
        compare(training, None, "training")
        if training and enough(training)
        else not_compared("features", "training"),
    ]


def psi_by_feature(now: Counts, before: Counts) -> dict[str, float]:
    """In FEATURE_NAMES order."""
    pairs = zip(FEATURE_NAMES, now.features, before.features, strict=True)
    return {name: round(psi(one, other), 4) for name, one, other in pairs}
