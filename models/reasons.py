"""The words that moved a risk, in the published text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

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


class _Found(NamedTuple):
    """A reason before it is known to be among the strongest."""

    what: str
    weight: float
    start: int
    end: int


def find_reasons(
    ad: JobAd, reading: Reading, judged: Judgement, feature_names: Sequence[str]
) -> tuple[Reason, ...]:
    """What raised the risk most, strongest first, then the little that lowered it.

    Features seen in the same words are one reason, named after the strongest and weighing
    what they and the words' characters weigh together.
    """
    named = _from_features(reading, judged, feature_names)
    found = _with_wording(named, _from_wording(reading, judged))
    found.sort(key=lambda one: -one.weight)
    raising = [one for one in found if one.weight >= LEAST_WEIGHT][:MOST_RAISING]
    lowering = [one for one in reversed(found) if one.weight <= -LEAST_WEIGHT][:MOST_LOWERING]
    return tuple(
        Reason(
            what=one.what,
            weight=round(one.weight, 4),
            span=Span(start=one.start, end=one.end, text=ad.text[one.start : one.end]),
        )
        for one in (*raising, *lowering)
    )


def _from_features(reading: Reading, judged: Judgement, feature_names: Sequence[str]) -> list[_Found]:
    evidence = evidence_of(reading, feature_names)
    seen = sorted(
        (span.start, span.end, name, float(weight))
        for name, weight in zip(feature_names, judged.by_feature, strict=True)
        if (span := evidence.get(name))
    )
    found = []
    for (start, end), same in groupby(seen, key=lambda entry: entry[:2]):
        entries = list(same)
        *_, name, _ = max(entries, key=lambda entry: abs(entry[3]))
        found.append(_Found(name, sum(entry[3] for entry in entries), start, end))
    return found


def _with_wording(named: list[_Found], wording: Iterable[_Found]) -> list[_Found]:
    """A word that a named fact already points at adds its weight there; the others stand alone."""
    weights = [one.weight for one in named]
    pointed_at = bytearray(max((one.end for one in named), default=0))
    for one in named:
        pointed_at[one.start : one.end] = b"\1" * (one.end - one.start)
    alone = []
    for word in wording:
        if pointed_at.find(1, word.start, word.end) < 0:
            alone.append(word)
            continue
        shared = [min(one.end, word.end) - max(one.start, word.start) for one in named]
        weights[shared.index(max(shared))] += word.weight
    return [*(one._replace(weight=weight) for one, weight in zip(named, weights, strict=True)), *alone]


def _from_wording(reading: Reading, judged: Judgement) -> Iterator[_Found]:
    """One reason a word, weighing what its characters weigh."""
    spans = [word.span() for word in _WORD.finditer(reading.normalised)]
    words = np.array(spans, dtype=np.int64).reshape(-1, 2)
    summed = np.concatenate([[0.0], np.cumsum(judged.by_character)])[words]
    weights = summed[:, 1] - summed[:, 0]
    heavy = np.abs(weights) >= LEAST_WEIGHT
    for weight, word in zip(weights[heavy].tolist(), words[heavy].tolist(), strict=True):
        start, end = reading.published(*word)
        if start < end:
            yield _Found(WORDING, weight, start, end)
