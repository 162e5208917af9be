"""The written forms of the lexicon, prepared for one pass over a text."""

import re
from dataclasses import dataclass
from typing import Literal

from features.hangul import is_syllable
from features.views import is_kept

Kind = Literal["cue", "place", "channel", "word"]


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling that is looked for: `word` without spaces and signs, in lower case."""

    word: str
    written: str
    kind: Kind
    owner: str
    gaps: frozenset[int]
    left_edge: bool
    right_edge: bool
    coded: bool = False
    entry: int = 0
    by_sound: bool = False

    @property
    def is_latin(self) -> bool:
        return self.word.isascii()


_EDGE = re.compile(r"^[|]|[| ]$")


def form_of(
    written: str, kind: Kind, owner: str, *, coded: bool = False, entry: int = 0, by_sound: bool = False
) -> Form:
    """Reads a form as a lexicon file writes it: a bar, or a space at the end, marks the edge of a word."""
    left, right = written.startswith("|"), written.endswith(("|", " "))
    plain = written.strip("| ")
    letters = [(at, char) for at, char in enumerate(plain.lower()) if is_kept(char)]
    gaps = frozenset(
        index for index in range(1, len(letters)) if letters[index][0] - letters[index - 1][0] > 1
    )
    word = "".join(char for _, char in letters)
    short_latin = word.isascii() and len(word) < 8
    return Form(
        word, plain, kind, owner, gaps, left or short_latin, right or short_latin, coded, entry, by_sound
    )


WATCHED = frozenset({"KH", "MM", "LA", "TH", "VN", "PH"})
"""Countries that lure ads send people to."""


def counts_as_sound(form: Form) -> bool:
    """Whether a form may be known by its sound alone: long, and of a kind that is hidden often."""
    return form.by_sound and len(form.word) >= 3 and all(map(is_syllable, form.word))


def may_be_heard(form: Form) -> bool:
    """Whether a form is read by its sound in a text that is known to hide words."""
    return len(form.word) >= 2 and form.owner != "KR" and all(map(is_syllable, form.word))
