"""Korean business registration numbers, told from other numbers by their check digit."""

import re

_NUMBER = re.compile(r"(?<!\d)(\d{3})-?(\d{2})-?(\d{5})(?!\d)")
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def has_valid_registration(text: str) -> bool:
    if "-" not in text and "등록번호" not in text and "사업자" not in text:
        return False
    return any(is_valid_registration("".join(found.groups())) for found in _NUMBER.finditer(text))


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
