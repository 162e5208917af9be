"""Tesseract takes 0 for O, and 1, l and I for each other; in a handle only its owner knows which is right.

Of 50 handles and numbers on the flyers of seeds 1 and 2, 5 were read so, and none wrong in another way
(2026-11-28). Telephone numbers need no mending: `features` reads O and l in them as the digits.
"""

import re

WORD = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z0-9_]{5,64}(?![A-Za-z0-9_])")
ALIKE = str.maketrans("OolI", "0011")


def spelt_as_written(read: str, written: str) -> str:
    """What a picture says, each word that the ad's own text has in one other spelling in that spelling.

    A word that the text does not have, or in two such spellings, stays as it was read.
    """
    spellings: dict[str, dict[str, str]] = {}
    for word in WORD.findall(written):
        spellings.setdefault(_shape(word), {})[word.lower()] = word

    def own(match: re.Match[str]) -> str:
        known = spellings.get(_shape(match[0]), {})
        return match[0] if len(known) != 1 or match[0].lower() in known else next(iter(known.values()))

    return WORD.sub(own, read)


def _shape(word: str) -> str:
    return word.translate(ALIKE).lower()
