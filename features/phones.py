"""Phone numbers, also in Hangul digits and with letters for digits, in E.164."""

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers

from features.lexicon import load

_DIGIT_WORDS = {"공": "0", "영": "0", "빵": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5", "육": "6", "륙": "6", "칠": "7", "팔": "8", "구": "9"}  # fmt: skip
_DIGIT_LETTERS = {"O": "0", "o": "0", "Q": "0", "D": "0", "ㅇ": "0", "〇": "0", "l": "1", "I": "1", "|": "1", "ㅣ": "1", "i": "1", "S": "5", "B": "8"}  # fmt: skip
_AS_DIGIT = str.maketrans(_DIGIT_WORDS | _DIGIT_LETTERS)

_D = r"[0-9OoQㅇ〇lIㅣ|공영빵일이삼사오육륙칠팔구]"
_GAP = r"[ \-.·)_~/,–—ㅡ*]{0,3}"
_CANDIDATE = re.compile(rf"{_D}(?:{_GAP}\(?{_D}){{6,14}}(?![0-9A-Za-z@_])")
_ABROAD = re.compile(
    r"(?:\+|00)\s?\(?(855|856|95|66|84|63|86|852|60|62|65|81|82|1|44|61|971|886|91|49)\)?"
    rf"{_GAP}((?:{_GAP}\(?{_D}){{6,13}})(?![0-9A-Za-z@_])"
)
_KOREAN = re.compile(
    r"(?<![0-9.,/])\(?(0(?:10|11|1[6-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d|80))\)?"
    r"[ \-.·)_~/]{0,3}(\d{3,4})[ \-.·)_~/]{0,3}(\d{4})(?![0-9])"
)
_SERVICE = re.compile(r"(?<![0-9.,/\-])(1[5689]\d{2})[ \-.]?(\d{4})(?![0-9\-])")
_HAS_DIGITS = re.compile(r"\d{3}|[공영빵일이삼사오육칠팔구OoㅇlI]{3}")


def find_phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and E.164 value of every phone number; public hot-lines are left out."""
    if not _HAS_DIGITS.search(text):
        return
    taken = -1
    for start, end, value in sorted(_all_phones(text)):
        if start >= taken and value not in public_lines():
            yield start, end, value
            taken = end


def _all_phones(text: str) -> Iterator[tuple[int, int, str]]:
    if "+" in text or "00" in text:
        for found in _ABROAD.finditer(text):
            digits = re.sub(r"\D", "", found[2].translate(_AS_DIGIT))
            yield found.start(), found.end(), f"+{found[1]}{digits}"
    for found in _CANDIDATE.finditer(text):
        spelled = found[0]
        if not _digits_enough(spelled):
            continue
        plain = spelled.translate(_AS_DIGIT)
        number = _KOREAN.search(plain) or _SERVICE.search(plain)
        if number:
            digits = "".join(number.groups())
            yield found.start() + number.start(), found.start() + number.end(), e164(digits)


def _digits_enough(spelled: str) -> bool:
    """Whether a run of digit signs is a number and not words: real digits, or no syllable besides digits."""
    words = sum(char in _DIGIT_WORDS for char in spelled)
    digits = sum(char.isdigit() for char in spelled)
    letters = sum(char in _DIGIT_LETTERS for char in spelled)
    return (
        digits + letters >= 7 or words >= 7 or (words + digits + letters >= 9 and spelled[0] in "0공영O빵ㅇo")
    )


@cache
def public_lines() -> frozenset[str]:
    """Hot-lines of the state, in E.164 or as dialled: nobody's contact."""
    return frozenset(load("channels")["public_lines"]["numbers"])


def e164(digits: str) -> str:
    """A number as dialled in Korea, with the country code; service numbers have no other form."""
    number = phonenumbers.parse(digits, "KR")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
