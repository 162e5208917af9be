"""The words that moved a risk, in the published text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from features.evidence import evidence_of
from models.risk import Judgement
from records import JobAd, Reading, Reason, Span

MOST_RAISING = 12
MOST_LOWERING = 3
LEAST_WEIGHT = 0.02
"""Log-odds below which a reason is not worth an analyst's glance."""

WORDING = "wording"
"""The name of a reason that comes from the run of characters and not from a named fact."""

_WORD = re.compile(r"\S+")


def find_reasons(
    ad: JobAd, reading: Reading, judged: Judgement, feature_names: Sequence[str]
) -> tuple[Reason, ...]:
    """What raised the risk most, strongest first, then the little that lowered it.

    Features seen in the same words are one reason, named after the strongest and weighing
    what they and the words' characters weigh together.
    """
    named = list(_from_features(reading, judged, feature_names))
    found = _with_wording(named, _from_wording(ad, reading, judged))
    found.sort(key=lambda reason: -reason.weight)
    raising = [reason for reason in found if reason.weight >= LEAST_WEIGHT]
    lowering = [reason for reason in reversed(found) if reason.weight <= -LEAST_WEIGHT]
    return (*raising[:MOST_RAISING], *lowering[:MOST_LOWERING])


def _from_features(reading: Reading, judged: Judgement, feature_names: Sequence[str]) -> Iterator[Reason]:
    evidence = evidence_of(reading, feature_names)
    seen = sorted(
        (span.start, span.end, name, float(weight))
        for name, weight in zip(feature_names, judged.by_feature, strict=True)
        if (span := evidence.get(name))
    )
    for _, same in groupby(seen, key=lambda entry: entry[:2]):
        entries = list(same)
        *_, name, _ = max(entries, key=lambda entry: abs(entry[3]))
        yield Reason(what=name, weight=sum(entry[3] for entry in entries), span=evidence[name])


def _with_wording(named: list[Reason], wording: Iterable[Reason]) -> list[Reason]:
    """A word that a named fact already points at adds its weight there; the others stand alone."""
    weights = [reason.weight for reason in named]
    places = [(reason.span.start, reason.span.end) for reason in named]
    alone = []
    for word in wording:
        start, end = word.span.start, word.span.end
        shared = [min(last, end) - max(first, start) for first, last in places]
        most = max(shared, default=0)
        if most > 0:
            weights[shared.index(most)] += word.weight
        else:
            alone.append(word)
    together = (
        reason.model_copy(update={"weight": round(weight, 4)})
        for reason, weight in zip(named, weights, strict=True)
    )
    return [*together, *alone]


def _from_wording(ad: JobAd, reading: Reading, judged: Judgement) -> Iterator[Reason]:
    """One reason a word, weighing what its characters weigh."""
    summed = np.concatenate([[0.0], np.cumsum(judged.by_character)])
    for word in _WORD.finditer(reading.normalised):
        weight = float(summed[word.end()] - summed[word.start()])
        if abs(weight) < LEAST_WEIGHT:
            continue
        start, end = reading.published(word.start(), word.end())
        if start < end:
            span = Span(start=start, end=end, text=ad.text[start:end])
            yield Reason(what=WORDING, weight=round(weight, 4), span=span)
