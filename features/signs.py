"""One look over a text for the signs of disguise, so that a plain text costs nothing more."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from features.characters import FOREIGN_LETTERS, SMALL_CAPITALS, shape_tables
from features.views import code_points, in_tables

CONJOINING_SIGN, DECORATED_SIGN, FOREIGN_SIGN, INVISIBLE_SIGN, LETTER_SIGN, PICTURE_SIGN = (
    1 << i for i in range(6)
)
SPACED_SIGN, DIGIT_LETTER_SIGN, WIDE_SPACE_SIGN, SHAPE_SIGN = (1 << i for i in range(6, 10))
_SIZE = 0x20000

_HANGUL, _DIGIT, _LATIN, _SPACE = 1, 2, 4, 8


def signs_in(text: str) -> int:
    """The signs that `text` holds, as bits."""
    known = in_tables(code_points(text))
    signs = int(np.bitwise_or.reduce(_signs()[known], initial=0))
    kinds = _kinds()[known]
    if len(kinds) > 4:
        alone = (
            (kinds[1:-1] & _SPACE == 0)
            & (kinds[:-2] & _SPACE > 0)
            & (kinds[2:] & _SPACE > 0)
            & (kinds[1:-1] > 0)
        )
        if np.any(alone[:-2] & alone[2:]):
            signs |= SPACED_SIGN
        underscore = known == 95
        if np.any(underscore[1:] & (kinds[:-1] & _SPACE > 0)) or np.any(
            underscore[:-1] & (kinds[1:] & _SPACE > 0)
        ):
            signs |= SPACED_SIGN
        digits = kinds & _DIGIT > 0
        letters = _zero_letters()[known]
        if np.any((digits[:-1] | (known[:-1] == 44)) & letters[1:]) or np.any(
            letters[:-1] & (digits[1:] | (known[1:] == 44))
        ):
            signs |= DIGIT_LETTER_SIGN
    return signs


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
        (
            DECORATED_SIGN,
            (
                (0x20E3, 0x20E3),
                (0x2460, 0x24FF),
                (0x2776, 0x277E),
                (0x3200, 0x327F),
                (0xFF01, 0xFF5E),
                (0xFFA1, 0xFFDC),
            )
            + ((0x1D400, 0x1D7FF), (0x1F130, 0x1F189)),
        ),
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


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(_SIZE, np.uint8)
    table[0xAC00:0xD7A4] = _HANGUL
    table[ord("0") : ord("9") + 1] = _DIGIT
    table[ord("A") : ord("Z") + 1] = table[ord("a") : ord("z") + 1] = _LATIN
    table[[9, 10, 13, 32, 0xA0, 0x3000]] = _SPACE
    return table


@cache
def _zero_letters() -> NDArray[np.bool_]:
    table = np.zeros(_SIZE, np.bool_)
    table[[ord(letter) for letter in "OolI"]] = True
    return table
