"""One look over a text for the signs of disguise, so that a plain text costs nothing more."""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from features.characters import FOREIGN_LETTERS, SMALL_CAPITALS, shape_tables
from features.views import table_places

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

_DIGIT, _ROUND, _UNDERSCORE = (1 << place for place in range(12, 15))

_ONE_BY_ONE = re.compile(r"[ \n]\w \w \w(?!\w)")
_SPLIT_UNDERSCORE = re.compile(r" _|_ ")
_SPACED_ZEROS = " (?:[Oo]{2}|[0-9lIOo] [Oo])"
LETTER_AT_DIGIT = re.compile(
    rf"[0-9](?:[Oo]|ㅇㅇ|{_SPACED_ZEROS})|,(?:[Oo]|ㅇㅇ)|[lI](?:[0-9,]|인|{_SPACED_ZEROS})|인 ?[lI]실"
)


def signs_in(text: str) -> int:
    """The signs that `text` holds, as bits."""
    signs = int(np.bitwise_or.reduce(_signs()[table_places(text)], initial=0))
    if signs & _DIGIT and signs & _ROUND and LETTER_AT_DIGIT.search(text):
        signs |= DIGIT_LETTER_SIGN
    if (
        _ONE_BY_ONE.search(text)
        or (text[1:2] == text[3:4] == " ")
        or (signs & _UNDERSCORE and _SPLIT_UNDERSCORE.search(text))
    ):
        signs |= SPACED_SIGN
    return signs


_RANGES = (
    (CONJOINING_SIGN, "1100-11FF A960-A97C D7B0-D7FB"),
    (WIDE_SPACE_SIGN, "00A0 1680 2000-200A 202F 205F 3000"),
    (LETTER_SIGN, "3131-3163 3165-318E"),
    (DECORATED_SIGN, "20E3 FFA1-FFDC 1D400-1D7FF"),
    (ENCLOSED_SIGN, "2460-24FF 2776-277E 3200-327F 1F130-1F189"),
    (FULL_WIDTH_SIGN, "FF01-FF5E"),
    (
        INVISIBLE_SIGN,
        "AD 300-36F 61C 115F-1160 17B4-17B5 180E 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0"
        " 1FFFF",
    ),
    (PICTURE_SIGN, "2190-21FF 2300-23FF 25A0-27BF 2B00-2BFF 1F300-1FAFF"),
    (_DIGIT, "2C 30-39"),
    (_UNDERSCORE, "5F"),
)
"""Code points of each sign. The last of the table, 1FFFF, also stands for all above it: tags, among
others."""


@cache
def _signs() -> NDArray[np.uint16]:
    table = np.zeros(_SIZE, np.uint16)
    for sign, ranges in _RANGES:
        for stretch in ranges.split():
            first, _, last = stretch.partition("-")
            table[int(first, 16) : int(last or first, 16) + 1] |= sign
    for sign, characters in (
        (DECORATED_SIGN, SMALL_CAPITALS),
        (SHAPE_SIGN, shape_tables()[2]),
        (FOREIGN_SIGN, map(chr, FOREIGN_LETTERS)),
        (_ROUND, "OolIㅇ"),
    ):
        for character in characters:
            table[ord(character)] |= sign
    return table


def shares_in(text: str) -> tuple[float, float, float]:
    """The shares of pictures, Latin letters and digits among the characters."""
    scripts = _scripts()[table_places(text)].tobytes()
    length = max(1, len(text))
    return scripts.count(1) / length, scripts.count(2) / length, scripts.count(3) / length


@cache
def _scripts() -> NDArray[np.uint8]:
    table = np.zeros(_SIZE, np.uint8)
    table[0x2600:0x27C0] = table[0x1F300:0x1FB00] = 1
    table[ord("A") : ord("Z") + 1] = table[ord("a") : ord("z") + 1] = 2
    table[ord("0") : ord("9") + 1] = 3
    return table
