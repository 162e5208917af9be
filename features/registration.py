"""Korean business registration numbers, told from other numbers by their check digit."""

import re

_HYPHENED = re.compile(r"([0-9]{3})-([0-9]{2})-([0-9]{5})(?![0-9])")
_ANY = re.compile(r"([0-9]{3})-?([0-9]{2})-?([0-9]{5})(?![0-9])")
_TEN_DIGITS = re.compile(r"[0-9]{3}[-0-9]{7}")
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def has_valid_registration(text: str) -> bool:
    """A number without hyphens counts only where the text speaks of registration."""
    if not _TEN_DIGITS.search(text):
        return False
    number = _ANY if "등록번호" in text or "사업자" in text else _HYPHENED
    return any(is_valid_registration("".join(found.groups())) for found in number.finditer(text))


def is_valid_registration(digits: str) -> bool:
    """Whether the ten digits satisfy the tax office's check sum.

    The ninth digit counts five times, and the tens of that product are added once more.
    """
    numbers = [int(digit) for digit in digits]
    if not any(numbers):
        return False
    total = sum(number * weight for number, weight in zip(numbers[:9], _WEIGHTS, strict=True))
    total += numbers[8] * 5 // 10
    return (10 - total % 10) % 10 == numbers[9]
