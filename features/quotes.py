"""What an ad quotes from another text: the voice of reports, warnings and people who ask."""

import re
from collections.abc import Iterable

LEAST, MOST = 12, 800
"""Characters of a quotation: shorter is a name or a word, longer is no longer one quotation."""
WHOLE = 0.9
"""The share of a text from which its quotation is the text itself, and nobody speaks around it."""

_QUOTED = re.compile("|".join(
    f"{left}([^{left}{right}]{{{LEAST},{MOST}}}){right}" for left, right in ("“”", '""', "『』", "「」", "«»")
))  # fmt: skip
_MARKS = '"“『「«'


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where the text quotes, in reading order; none where a quotation is nearly all of it."""
    if not any(mark in text for mark in _MARKS):
        return []
    spans = [found.span() for found in _QUOTED.finditer(text)]
    return spans if sum(end - start for start, end in spans) < WHOLE * len(text) else []


def share_within(places: Iterable[int], spans: list[tuple[int, int]]) -> float:
    """The share of `places`, positions in the text, that stand within the spans."""
    inside = [any(start <= place < end for start, end in spans) for place in places]
    return sum(inside) / len(inside) if inside else 0.0
