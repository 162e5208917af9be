"""The named facts of the lexicon, and where they stand in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from features.forms import Form, form_of
from features.lexicon import load
from features.matching import Hit
from features.views import View, lowered, without_spaces

Lean = Literal["lure", "honest", "frame"]

BEFORE, AFTER = 16, 48
"""How far around a trigger a pattern looks, in characters without spaces."""

MOST_TRIES = 60
"""Triggers of one entry that are looked at in one ad; keeps a hostile text from costing more than its
length."""


@dataclass(frozen=True, slots=True)
class CueKind:
    """A named fact: what it says in words, the group it belongs to, and which way it leans."""

    name: str
    korean: str
    english: str
    group: str
    lean: Lean


@dataclass(frozen=True, slots=True)
class CueWord:
    """One entry of the lexicon under a cue."""

    cue: str
    forms: tuple[str, ...]
    triggers: tuple[str, ...]
    pattern: re.Pattern[str] | None
    starts_at_trigger: bool
    meaning: str
    source: str
    match: str
    no_match: str


class FoundCue(NamedTuple):
    name: str
    start: int
    end: int


FILES = ("cues_lure", "cues_honest", "cues_frame")


class Cues(Mapping[str, CueKind]):
    """All cues by name, read from the lexicon when first asked for."""

    def __getitem__(self, name: str) -> CueKind:
        return _kinds()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_kinds())

    def __len__(self) -> int:
        return len(_kinds())


CUES = Cues()


@cache
def _kinds() -> dict[str, CueKind]:
    return {
        cue["name"]: CueKind(cue["name"], cue["korean"], cue["english"], cue["group"], cue["lean"])
        for file in FILES
        for cue in load(file)["cue"]
    }


@cache
def leaning(lean: Lean) -> frozenset[str]:
    """The names of the cues that lean that way."""
    return frozenset(name for name, kind in _kinds().items() if kind.lean == lean)


@cache
def cue_words() -> tuple[CueWord, ...]:
    """Every entry of the cue files, in their order; `Form.entry` counts in it."""
    return tuple(
        CueWord(
            cue["name"],
            tuple(word.get("forms", ())),
            tuple(word.get("triggers", ())),
            re.compile(word["pattern"]) if "pattern" in word else None,
            word.get("starts_at_trigger", False),
            word["meaning"],
            word["source"],
            word["match"],
            word["no_match"],
        )
        for file in FILES
        for cue in load(file)["cue"]
        for word in cue["word"]
    )


def cue_forms() -> Iterator[Form]:
    for entry, word in enumerate(cue_words()):
        for written in word.forms:
            by_sound = CUES[word.cue].lean == "lure" and sum(map(str.isalnum, written)) > 3
            yield form_of(written, "cue", word.cue, entry=entry, by_sound=by_sound)
        for written in word.triggers:
            if not is_literal(written):
                yield form_of(written, "cue", f"?{entry}", entry=entry)


def is_literal(trigger: str) -> bool:
    """Whether a trigger is looked for as it stands, because its signs are what it is known by: (주), 1:1."""
    return sum(map(str.isalnum, trigger)) < 2 or trigger[0].isdigit()


@cache
def _literals() -> tuple[tuple[str, int], ...]:
    return tuple(
        (trigger, entry)
        for entry, word in enumerate(cue_words())
        for trigger in word.triggers
        if is_literal(trigger)
    )


def find_cues(text: str, hits: Iterable[Hit]) -> list[FoundCue]:
    """The cues among the hits, patterns tried around their triggers; in reading order, the longest kept."""
    found: list[FoundCue] = []
    triggered: dict[int, list[int]] = defaultdict(list)
    for hit in hits:
        if hit.form.owner.startswith("?"):
            triggered[hit.form.entry].append(hit.start)
        else:
            found.append(FoundCue(hit.form.owner, hit.start, hit.end))
    small = lowered(text)
    for trigger, entry in _literals():
        at = small.find(trigger)
        while at >= 0 and len(triggered[entry]) < MOST_TRIES:
            triggered[entry].append(at)
            at = small.find(trigger, at + 1)
    if triggered:
        dense = without_spaces(text)
        for entry, places in triggered.items():
            by_pattern = _by_pattern(cue_words()[entry], sorted(places)[:MOST_TRIES], dense)
            found.extend(_with_whole_number(cue, text) for cue in by_pattern)
    return _longest_of_each(found)


def _with_whole_number(cue: FoundCue, text: str) -> FoundCue:
    """A pattern that ends in a number may end inside it; what is shown does not: 1등 4,500."""
    end = cue.end
    if not text[end - 1].isdigit():
        return cue
    while text[end : end + 1].isdigit() or (text[end : end + 1] == "," and text[end + 1 : end + 2].isdigit()):
        end += 1
    return cue._replace(end=end) if end > cue.end else cue


def _by_pattern(word: CueWord, places: list[int], dense: View) -> Iterator[FoundCue]:
    if word.pattern is None:
        return
    if word.starts_at_trigger:
        for place in places:
            at = dense.position(place)
            match = word.pattern.match(dense.text, at, at + AFTER)
            if match and match.end() > at:
                yield FoundCue(word.cue, dense.index[at], dense.index[match.end() - 1] + 1)
        return
    for low, high in _around([dense.position(place) for place in places], len(dense.text)):
        for found in word.pattern.finditer(dense.text, low, high):
            if found.end() > found.start():
                yield FoundCue(word.cue, dense.index[found.start()], dense.index[found.end() - 1] + 1)


def _around(places: list[int], length: int) -> Iterator[tuple[int, int]]:
    """The stretches around the triggers, overlapping ones made one."""
    low = high = -1
    for place in places:
        if low >= 0 and place - BEFORE <= high:
            high = min(length, place + AFTER)
            continue
        if low >= 0:
            yield low, high
        low, high = max(0, place - BEFORE), min(length, place + AFTER)
    if low >= 0:
        yield low, high


def _longest_of_each(found: list[FoundCue]) -> list[FoundCue]:
    """For each cue the spans that do not overlap, the longest first; all in reading order."""
    kept: list[FoundCue] = []
    last: dict[str, FoundCue] = {}
    for cue in sorted(found, key=lambda cue: (cue.start, -cue.end)):
        before = last.get(cue.name)
        if before is not None and cue.start < before.end:
            continue
        last[cue.name] = cue
        kept.append(cue)
    return kept


def describe_cue(name: str, language: Literal["ko", "en"] = "ko") -> str:
    """What a cue says, in the reader's language."""
    return CUES[name].korean if language == "ko" else CUES[name].english
