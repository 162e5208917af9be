"""Phone numbers, also in Hangul digits and with letters for digits, in E.164."""

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers

from features.lexicon import load

_WORDS = {
    "공": "0",
    "영": "0",
    "빵": "0",
    "일": "1",
    "이": "2",
    "삼": "3",
    "사": "4",
    "오": "5",
    "육": "6",
    "륙": "6",
    "칠": "7",
    "팔": "8",
    "구": "9",
}
_LETTERS = {"O": "0", "o": "0", "Q": "0", "ㅇ": "0", "〇": "0", "l": "1", "I": "1", "|": "1", "ㅣ": "1"}
_AS_DIGIT = str.maketrans(_WORDS | _LETTERS)

_DIGIT = rf"[0-9{re.escape(''.join(_LETTERS))}]"
_ANY_DIGIT = rf"[0-9{re.escape(''.join(_LETTERS))}{''.join(_WORDS)}]"
_GAP = r"(?:[ ]?[\-.·)~–—ㅡ_*][ ]?\(?|[ ]{1,2}\(?|\()?"
_BEFORE = r"(?<![0-9A-Za-z@_.,/+\-])\(?"
_AFTER = r"(?![0-9A-Za-z@_])"
_NUMBER = re.compile(rf"{_BEFORE}{_DIGIT}(?:{_GAP}{_DIGIT}){{6,14}}{_AFTER}")
_SPELLED = re.compile(rf"{_BEFORE}{_ANY_DIGIT}(?:{_GAP}{_ANY_DIGIT}){{6,14}}")
_SPELLED_SIGN = re.compile(
    rf"[{''.join(_WORDS)}]{{3}}|[0-9][{''.join(_WORDS)}][0-9]|[{''.join(_WORDS)}][0-9][{''.join(_WORDS)}]"
)
_ABROAD = re.compile(
    r"(?:\+|(?<![0-9])00)\s?\(?(855|856|976|971|886|852|95|66|84|63|86|60|62|65|81|82|61|91|49|44|1)\)?"
    rf"((?:{_GAP}{_DIGIT}){{6,13}}){_AFTER}"
)
_KOREAN = re.compile(r"0(?:1[016-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d|80)\d{7,8}")
_SERVICE = re.compile(r"1[5689]\d{2}[ -]?\d{4}")
_LENGTHS = {
    "855": (8, 9),
    "82": (8, 10),
    "66": (8, 9),
    "84": (9, 10),
    "63": (9, 10),
    "86": (10, 11),
    "1": (10, 10),
}
"""Digits behind the country code, where they are known: what follows them is not the number's."""

_BAR = re.compile(r"[|ㅣ]\s+")
"""Stands between two contacts, and is no 1."""

_REFUSAL = re.compile(r"(?:수신|무료)\s?거부\s?[:：]?\s?$")
_HAS_DIGITS = re.compile(
    rf"{_ANY_DIGIT}[0-9{re.escape(''.join(_LETTERS))}{''.join(_WORDS)}\-.·()~,–—ㅡ_* ]{{6}}"
)


def find_phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and E.164 value of every phone number; public hot-lines are left out."""
    if not _HAS_DIGITS.search(text):
        return
    taken = -1
    for start, end, value in sorted(_all_phones(text)):
        if (
            start >= taken
            and value not in public_lines()
            and not _REFUSAL.search(text, max(0, start - 10), start)
        ):
            yield start, end, value
            taken = end


def _all_phones(text: str) -> Iterator[tuple[int, int, str]]:
    if "+" in text or "00" in text:
        for found in _ABROAD.finditer(text):
            least, most = _LENGTHS.get(found[1], (7, 11))
            end, digits = _digits_up_to(text, found.start(2), found.end(2), most)
            while len(digits) > least and text[end : end + 1].isdigit():
                end, digits = _without_last(text, end, digits)
            if len(digits) >= least:
                national = digits.lstrip("0") if found[1] == "82" else digits
                yield found.start(), end, f"+{found[1]}{national}"
    for found in _NUMBER.finditer(text):
        yield from _korean(text, found.start(), found.end())
    if _SPELLED_SIGN.search(text):
        for found in _SPELLED.finditer(text):
            if sum(char in _WORDS for char in found[0]) > 1:
                yield from _korean(text, found.start(), found.end())


def _korean(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The Korean number that a run of digits begins with, or nothing."""
    bar = _BAR.match(text, start, end)
    start = bar.end() if bar else start
    run = text[start:end]
    if _SERVICE.fullmatch(run):
        yield start, end, e164("".join(filter(str.isdigit, run)))
        return
    for most in (11, 12, 10, 9):
        stop, digits = _digits_up_to(text, start, end, most)
        if len(digits) == most and _KOREAN.fullmatch(digits):
            yield start, stop, e164(digits)
            return


def _digits_up_to(text: str, start: int, end: int, most: int) -> tuple[int, str]:
    """The first `most` digits from `start` on, and where they end."""
    digits = ""
    for at in range(start, end):
        digit = text[at].translate(_AS_DIGIT)
        if digit.isdigit():
            digits += digit
            if len(digits) == most:
                return at + 1, digits
    return end, digits


def _without_last(text: str, end: int, digits: str) -> tuple[int, str]:
    """Without the group of digits that the number was cut in: it is the next number's."""
    while digits and text[end - 1].translate(_AS_DIGIT).isdigit():
        end, digits = end - 1, digits[:-1]
    while end and not text[end - 1].translate(_AS_DIGIT).isdigit():
        end -= 1
    return end, digits


@cache
def public_lines() -> frozenset[str]:
    """Hot-lines of the state, in E.164 or as dialled: nobody's contact."""
    return frozenset(load("channels")["public_lines"]["numbers"])


def e164(digits: str) -> str:
    """A number as dialled in Korea, with the country code; service numbers have no other form."""
    number = phonenumbers.parse(digits, "KR")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
