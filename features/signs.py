"""One look over a text for the signs of disguise, so that a plain text costs nothing more."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from features.characters import FOREIGN_LETTERS, SMALL_CAPITALS, shape_tables
from features.views import code_points, in_tables

(
    CONJOINING_SIGN,
    DECORATED_SIGN,
    FOREIGN_SIGN,
    INVISIBLE_SIGN,
    LETTER_SIGN,
    PICTURE_SIGN,
    WIDE_SPACE_SIGN,
    SHAPE_SIGN,
    FULL_WIDTH_SIGN,
    ENCLOSED_SIGN,
    SPACED_SIGN,
    DIGIT_LETTER_SIGN,
) = (1 << place for place in range(12))
_SIZE = 0x20000

_SPACE, _DIGIT, _COMMA, _ROUND, _STROKE, _UNDERSCORE, _RING = 1, 2, 4, 8, 16, 32, 64


def signs_in(text: str) -> int:
    """The signs that `text` holds, as bits."""
    known = in_tables(code_points(text))
    signs = int(np.bitwise_or.reduce(_signs()[known], initial=0))
    if len(known) > 1:
        kinds = _kinds()[known]
        pairs = _pairs()[kinds[:-1], kinds[1:]]
        signs |= int(np.bitwise_or.reduce(pairs))
        spaces = kinds == _SPACE
        if (spaces[:-4] & spaces[2:-2] & spaces[4:] & ~spaces[1:-3]).any():
            signs |= SPACED_SIGN
    return signs


@cache
def _kinds() -> NDArray[np.uint8]:
    """Characters that stand where digits or single letters do."""
    table = np.zeros(_SIZE, np.uint8)
    table[[9, 10, 13, 32, 0xA0, 0x3000]] = _SPACE
    table[ord("0") : ord("9") + 1] = _DIGIT
    for letters, kind in ((",", _COMMA), ("Oo", _ROUND), ("lI", _STROKE), ("_", _UNDERSCORE), ("ㅇ", _RING)):
        for letter in letters:
            table[ord(letter)] = kind
    return table


@cache
def _pairs() -> NDArray[np.uint16]:
    """For two neighbouring kinds: whether a letter may stand for a digit, or a handle is spaced."""
    table = np.zeros((65, 65), np.uint16)
    for one, other in (
        (_DIGIT, _ROUND),
        (_COMMA, _ROUND),
        (_STROKE, _DIGIT),
        (_STROKE, _COMMA),
        (_DIGIT, _RING),
    ):
        table[one, other] = DIGIT_LETTER_SIGN
    table[_SPACE, _UNDERSCORE] = table[_UNDERSCORE, _SPACE] = SPACED_SIGN
    return table


@cache
def _signs() -> NDArray[np.uint16]:
    table = np.zeros(_SIZE, np.uint16)
    for sign, ranges in (
        (CONJOINING_SIGN, ((0x1100, 0x11FF), (0xA960, 0xA97C), (0xD7B0, 0xD7FB))),
        (
            WIDE_SPACE_SIGN,
            (
                (0xA0, 0xA0),
                (0x1680, 0x1680),
                (0x2000, 0x200A),
                (0x202F, 0x202F),
                (0x205F, 0x205F),
                (0x3000, 0x3000),
            ),
        ),
        (LETTER_SIGN, ((0x3131, 0x3163), (0x3165, 0x318E))),
        (DECORATED_SIGN, ((0x20E3, 0x20E3), (0xFFA1, 0xFFDC), (0x1D400, 0x1D7FF))),
        (ENCLOSED_SIGN, ((0x2460, 0x24FF), (0x2776, 0x277E), (0x3200, 0x327F), (0x1F130, 0x1F189))),
        (FULL_WIDTH_SIGN, ((0xFF01, 0xFF5E),)),
        (
            INVISIBLE_SIGN,
            (
                (0xAD, 0xAD),
                (0x300, 0x36F),
                (0x61C, 0x61C),
                (0x115F, 0x1160),
                (0x17B4, 0x17B5),
                (0x180E, 0x180E),
            )
            + ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F))
            + ((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (_SIZE - 1, _SIZE - 1)),
        ),
        (
            PICTURE_SIGN,
            ((0x2190, 0x21FF), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2B00, 0x2BFF), (0x1F300, 0x1FAFF)),
        ),
    ):
        for first, last in ranges:
            table[first : last + 1] |= sign
    for letter in SMALL_CAPITALS:
        table[ord(letter)] |= DECORATED_SIGN
    for sign in shape_tables()[2]:
        table[ord(sign)] |= SHAPE_SIGN
    for code in FOREIGN_LETTERS:
        table[code] |= FOREIGN_SIGN
    return table


def shares_in(text: str) -> tuple[float, float, float]:
    """The shares of pictures, Latin letters and digits among the characters."""
    counts = np.bincount(_scripts()[in_tables(code_points(text))], minlength=4)
    length = max(1, len(text))
    return float(counts[1] / length), float(counts[2] / length), float(counts[3] / length)


@cache
def _scripts() -> NDArray[np.uint8]:
    table = np.zeros(_SIZE, np.uint8)
    table[0x2600:0x27C0] = table[0x1F300:0x1FB00] = 1
    table[ord("A") : ord("Z") + 1] = table[ord("a") : ord("z") + 1] = 2
    table[ord("0") : ord("9") + 1] = 3
    return table
