"""What an ad says, its contacts left out: the text by which copies are known, and its signature."""

import re
import zlib
from dataclasses import dataclass
from hashlib import blake2b

from rensa import RMinHash

from models.ngrams import as_seen
from pipelines.near_copies import shingle
from records import Reading

PERMUTATIONS, BANDS, SEED = 128, 32, 20261122
"""Bands of 4 rows: a pair of Jaccard 0.5 is met with probability 0.87, one of 0.7 with 0.9998."""
NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Wording:
    """`signature` is None where the text is too short for its 5-grams to say much."""

    key: str
    text: str
    signature: bytes | None


def digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def wording_of(reading: Reading, least_characters: int) -> Wording:
    """Letters and digits as the model sees them: handles masked, each digit 0.

    Reposts change the handle, the sum and the emoji first; none of them makes another text.
    """
    text = NOT_LETTERS.sub("", as_seen(reading))
    enough = len(text) >= least_characters
    return Wording(digest(text), text, sign(text) if enough else None)


def sign(text: str) -> bytes:
    signature = RMinHash(PERMUTATIONS, SEED)
    signature.update(shingle(text))
    return bytes(signature.__getstate__())


def restore(signature: bytes) -> RMinHash:
    restored = RMinHash(PERMUTATIONS, SEED)
    restored.__setstate__(signature)
    return restored


def pack(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpack(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
