"""Edits of an ad's published text, carried out in the fields that the text is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from records import JobAd

WRITTEN_FIELDS = ("title", "body", "pay", "location", "contact", "employer")
"""What the poster wrote. Links and pictures stay as they were found."""


@dataclass(frozen=True)
class TextEdit:
    """Characters `start` to `end` of `JobAd.text` become `becomes`."""

    start: int
    end: int
    becomes: str


def apply_edits(ad: JobAd, edits: Sequence[TextEdit]) -> JobAd:
    """The ad with the edits made; an edit that lies across fields or outside them is left out."""
    changed: dict[str, str] = {}
    offset = 0
    for field, text in ad.parts:
        if field in WRITTEN_FIELDS:
            inside = [one for one in edits if offset <= one.start and one.end <= offset + len(text)]
            changed[field] = _edited(text, inside, offset)
        offset += len(text) + 1
    return with_fields(ad, changed)


def _edited(text: str, edits: Sequence[TextEdit], offset: int) -> str:
    pieces, reached = [], 0
    for one in sorted(edits, key=lambda one: one.start):
        if one.start - offset >= reached:
            pieces += [text[reached : one.start - offset], one.becomes]
            reached = one.end - offset
    return "".join([*pieces, text[reached:]])


def rewrite_ad(ad: JobAd, change: Callable[[str], str]) -> JobAd:
    """The ad with every written field changed."""
    return with_fields(ad, {field: change(text) for field, text in ad.parts if field in WRITTEN_FIELDS})


def with_fields(ad: JobAd, fields: dict[str, str]) -> JobAd:
    """A new record: `model_copy` would keep the cached text of the old one."""
    return JobAd.model_validate(ad.model_dump() | fields)
