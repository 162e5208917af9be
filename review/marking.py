"""Ad text as HTML: escaped, its evidence marked, and nothing in it able to hide or to reorder.

The output holds the published characters one for one, save those that cannot be seen: each of
them becomes `<span class="ctl" data-code="U+202E">RLO</span>` or the like.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

SHORT_NAMES = {
    "\u00ad": "SHY",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
REASONS = frozenset({"raises", "lowers"})
"""Kinds that give way to a named fact (a contact, a pay) over the same words."""

BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that Unicode calls letters, marks or symbols and that show nothing."""


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` are evidence: of what kind, and what an analyst calls it."""

    start: int
    end: int
    kind: str
    label: str
    short: str = ""
    """One word, shown in the text itself."""


@dataclass(frozen=True)
class Segment:
    """A stretch of text that the same marks (by number) cover from end to end."""

    start: int
    end: int
    marks: tuple[int, ...]


def cut(length: int, marks: Sequence[Mark], borders: Iterable[int] = ()) -> Iterator[Segment]:
    """Cuts 0..length wherever a mark begins or ends and at `borders`. Marks may overlap in any way.

    A mark beyond the text is clipped; an empty one marks nothing.
    """
    edges = {0, length, *(border for border in borders if 0 < border < length)}
    for mark in marks:
        edges |= {min(mark.start, length), min(mark.end, length)}
    starting: dict[int, list[int]] = {}
    for number, mark in enumerate(marks):
        starting.setdefault(mark.start, []).append(number)
    active: list[int] = []
    for start, end in pairwise(sorted(edges)):
        active = [number for number in active if marks[number].end > start]
        active += [number for number in starting.get(start, []) if marks[number].end > start]
        yield Segment(start, end, tuple(sorted(active)))


def is_unseen(char: str) -> bool:
    """Whether a character shows nothing or reorders its neighbours (line breaks and tabs are seen)."""
    if char in "\n\t":
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Cn", "Co", "Zl", "Zp"} or char in BLANK_LETTERS


def show(text: str) -> SafeString:
    """Text escaped, with the characters that cannot be seen made visible."""
    if text.isascii() and text.isprintable():
        return escape(text)
    pieces: list[str] = []
    plain = 0
    for position, char in enumerate(text):
        if is_unseen(char):
            pieces.append(escape(text[plain:position]))
            # The carriage return of a CR LF is the line break that is already seen.
            quiet = char == "\r" and text[position + 1 : position + 2] == "\n"
            pieces.append(_unseen_mark(char, quiet))
            plain = position + 1
    pieces.append(escape(text[plain:]))
    return mark_safe("".join(pieces))  # noqa: S308 (each piece is escaped above)


def _unseen_mark(char: str, quiet: bool) -> SafeString:
    code = f"U+{ord(char):04X}"
    if quiet:
        return format_html('<span class="cr" data-code="{}"></span>', code)
    name = unicodedata.name(char, code)
    return format_html(
        '<span class="ctl" data-code="{}" title="{} {}">{}</span>',
        code,
        code,
        name,
        SHORT_NAMES.get(char, code),
    )


def mark_up(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> SafeString:
    """The HTML of `text[start:end]`; `marks` count in the whole text.

    A marked stretch is one `<mark>` whose classes name the kinds over it (the narrowest mark
    first, which decides the colour) and whose `data-marks` numbers them.
    """
    end = len(text) if end is None else end
    pieces: list[str] = []
    for segment in cut(len(text), marks, (start, end)):
        if segment.start < start or segment.end > end:
            continue
        shown = show(text[segment.start : segment.end])
        pieces.append(_marked(shown, segment, marks) if segment.marks else shown)
    return mark_safe("".join(pieces))  # noqa: S308 (escaped by show and format_html)


def _rank(mark: Mark) -> tuple[bool, int, bool]:
    """Which mark shows above the others: never what only says the kind of text; then the narrowest."""
    return mark.kind == "frame", mark.end - mark.start, mark.kind in REASONS


def _marked(shown: SafeString, segment: Segment, marks: Sequence[Mark]) -> SafeString:
    covering = [(marks[number], number) for number in segment.marks]
    covering.sort(key=lambda pair: (_rank(pair[0]), pair[1]))
    kinds = list(dict.fromkeys(mark.kind for mark, _ in covering))
    classes = " ".join([f"is-{kinds[0]}", *(f"also-{kind}" for kind in kinds[1:])])
    # Only the stretch where the mark begins wears its label, so that a mark cut in pieces has one.
    above = covering[0][0]
    begins = " begins" if above.start == segment.start else ""
    labels = list(dict.fromkeys(mark.label for mark, _ in covering))
    return format_html(
        '<mark class="{}{}" data-marks="{}" data-name="{}" title="{}">{}</mark>',
        classes,
        begins,
        " ".join(str(number) for number in segment.marks),
        above.short,
        " · ".join(labels),
        shown,
    )
