"""A text seen without the characters that do not count, and the way back to where each letter stood."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from features.hangul import sound_table

_SIZE = 0x20000
"""Code points with an entry of their own; those above share the last one, and are no letters here."""

Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class View:
    """`text[i]` stood at `index[i]` of the text that was looked at; `places` are its `table_places`."""

    text: str
    index: list[int]
    places: Codes

    def position(self, place: int) -> int:
        """Where in the view the first character at or after `place` stands."""
        return bisect_left(self.index, place)


def code_points(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@lru_cache(maxsize=4)
def table_places(text: str) -> Codes:
    """The code points of a text as they are looked up in a table of `_SIZE` entries.

    Kept for the texts looked at last: the same one is looked at for signs, letters and sounds.
    """
    return np.minimum(code_points(text), np.uint32(_SIZE - 1))


def letters_only(text: str) -> View:
    """Letters, digits and flags, in lower case: 캄.보 디★아 is 캄보디아."""
    known = table_places(text)
    kept = np.flatnonzero(_kept()[known])
    return _view(known, kept)


def without_spaces(text: str) -> View:
    """Everything but spaces, in lower case; line breaks stay."""
    known = table_places(text)
    shown = np.flatnonzero(_shown()[known])
    return _view(known, shown)


def _view(known: Codes, chosen: NDArray[np.intp]) -> View:
    places = _lower()[known[chosen]]
    return View(_text_of(places), chosen.tolist(), places)


def sounds_of(view: View) -> str:
    """The skeleton of sounds of a view, as `hangul.sound_table` gives it."""
    sounds = _sounds()[view.places]
    return _text_of(sounds[sounds != 0])


def sound_offsets(view: View) -> list[int]:
    """Where the sound of each character of a view begins in its skeleton, and where the last one ends."""
    return [0, *np.cumsum(_sound_lengths()[view.places], dtype=np.int64).tolist()]


@lru_cache(maxsize=2)
def lowered(text: str) -> str:
    """Lower case, character for character."""
    small = text.lower()
    return (
        small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def _text_of(codes: Codes) -> str:
    return codes.astype(np.uint32, copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def is_kept(char: str) -> bool:
    """Whether a character counts when spaces and signs are left out."""
    return (
        char.isalnum()
        or "\U0001f1e6" <= char <= "\U0001f1ff"
        or "\u3200" <= char <= "\u321c"
        or "\u3260" <= char <= "\u327b"
    )


@cache
def _kept() -> NDArray[np.bool_]:
    return np.array([is_kept(chr(code)) for code in range(_SIZE)])


@cache
def _shown() -> NDArray[np.bool_]:
    return np.array([not chr(code).isspace() or code == 10 for code in range(_SIZE)])


@cache
def _lower() -> Codes:
    small = (chr(code).lower() for code in range(_SIZE))
    return np.array([ord(to) if len(to) == 1 else code for code, to in enumerate(small)], np.uint32)


@cache
def _sounds() -> Codes:
    """For every character the up to three letters it is heard as, and 0 for none."""
    sounds = np.zeros((_SIZE, 3), np.uint32)
    sounds[:, 0] = np.arange(_SIZE)
    sounds[0, 0] = 0xFFFD
    for code, heard in sound_table().items():
        sounds[code] = [*map(ord, heard), 0, 0][:3]
    return sounds


@cache
def _sound_lengths() -> NDArray[np.int64]:
    return np.asarray(np.count_nonzero(_sounds(), axis=1), np.int64)
