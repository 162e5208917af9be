"""The published text with its evidence marked: what stands where, and what it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.text import Text

from pipelines.console.language import Say
from pipelines.console.names import CONTACT_NAMES, HOW_NAMES, WORDING, reason_name
from pipelines.console.terminal import shown
from records import Reading, Score, Span

STYLES = {"reason": "bold red", "pay": "yellow", "place": "magenta", "contact": "cyan"}


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` of the published text and what they are called."""

    start: int
    end: int
    labels: tuple[str, ...]
    style: str


def find_marks(score: Score, reading: Reading, say: Say) -> list[Mark]:
    """All evidence in reading order; marks that overlap become one with all their labels."""
    marks = [
        _mark(reason.span, reason_name(reason.what, say), "reason")
        for reason in score.reasons
        if reason.weight > 0
    ]
    if reading.pay is not None:
        marks.append(_mark(reading.pay.span, say("급여", "pay"), "pay"))
    for place in reading.places:
        label = f"{place.country} {say(*HOW_NAMES[place.how])}"
        marks.append(_mark(place.span, label, "place"))
    marks += [_mark(c.span, say(*CONTACT_NAMES[c.type]), "contact") for c in reading.contacts]
    return join_overlapping(mark for mark in marks if mark.start < mark.end)


def _mark(span: Span, label: str, kind: str) -> Mark:
    return Mark(span.start, span.end, (label,), STYLES[kind])


def join_overlapping(marks: Iterable[Mark]) -> list[Mark]:
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if joined and mark.start < joined[-1].end:
            last = joined[-1]
            labels = _together(last.labels, mark.labels)
            joined[-1] = Mark(last.start, max(last.end, mark.end), labels, last.style)
        else:
            joined.append(mark)
    return joined


def _together(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Each label once; where something is named, that its wording counts as well goes without saying."""
    labels = tuple(dict.fromkeys((*one, *other)))
    return tuple(label for label in labels if label not in WORDING) or labels


def marked_text(text: str, marks: Iterable[Mark], *, coloured: bool) -> Text:
    """Colours with the label after the words on a terminal; `⟦words⟧{label}` elsewhere."""
    result = Text()
    place = 0
    for mark in marks:
        result.append(shown(text[place : mark.start]))
        words, label = shown(text[mark.start : mark.end]), ", ".join(mark.labels)
        if coloured:
            result.append(words, style=f"{mark.style} underline")
            result.append(f" {label} ", style="dim italic")
        else:
            result.append(f"⟦{words}⟧{{{label}}}")
        place = mark.end
    result.append(shown(text[place:]))
    return result
