"""Ad text on a terminal: shown as it is, but for what would command the terminal."""

import re

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but for tab and line feed, and those that turn the direction of writing."""


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def shown(text: str) -> str:
    """`text` with one harmless character in the place of each unsafe one: spans still fit."""
    return UNSAFE.sub(_picture, text)


def shown_in_line(text: str) -> str:
    """As `shown`, on one line."""
    return " ".join(shown(text).split())
