"""Character n-grams of an ad, hashed: what `TfidfVectorizer(analyzer="char")` counts, without
its vocabulary and, done on arrays, fast enough for the nightly path.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records import Reading

HANDLE_TYPES = {"telegram", "kakao", "kakao_open", "line", "wechat", "signal", "email", "url"}
MASK = "\x01"


@dataclass(frozen=True)
class NgramSettings:
    """Lengths of the n-grams in characters, and the table's size as a power of two."""

    sizes: tuple[int, ...] = (1, 2, 3, 4)
    bits: int = 18


def as_seen(reading: Reading) -> str:
    """The text as the model sees it, character for character as long as `normalised`.

    Handles are masked and digits are 0, so that no invented or real handle, phone or price is
    learned by heart; contacts and pay reach the model as features.
    """
    text = reading.normalised
    lowered = text.lower()
    if len(lowered) != len(text):  # İ grows when lowered
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    masked = _hide_digits(lowered)
    for contact in reading.contacts:
        shown = contact.value.lower()
        if contact.type in HANDLE_TYPES and len(shown) > 3:
            masked = masked.replace(_hide_digits(shown), MASK * len(shown))
    return masked


def _hide_digits(text: str) -> str:
    for digit in "123456789":  # str.translate takes 38 times as long
        text = text.replace(digit, "0")
    return text


def hash_ngrams(text: str, size: int, bits: int) -> NDArray[np.int64]:
    """The bucket of the n-gram that starts at each character, shape (len(text) - size + 1,)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    hashed = np.full(count, size, dtype=np.uint64)
    for offset in range(size):
        hashed = (hashed ^ codes[offset : offset + count]) * np.uint64(0x9E3779B97F4A7C15)
        hashed ^= hashed >> np.uint64(29)
    return (hashed >> np.uint64(64 - bits)).astype(np.int64)


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of one text: `terms` are the distinct buckets, in order, `counts` how often each occurs.

    `occurring[k]` has the bucket of the n-gram of length `sizes[k]` that starts at each character;
    all are below `buckets`.
    """

    buckets: int
    terms: NDArray[np.int64]
    counts: NDArray[np.int64]
    sizes: tuple[int, ...]
    occurring: tuple[NDArray[np.int64], ...]


def count_ngrams(text: str, settings: NgramSettings) -> Ngrams:
    occurring = tuple(hash_ngrams(text, size, settings.bits) for size in settings.sizes)
    terms, counts = np.unique(np.concatenate(occurring), return_counts=True)
    return Ngrams(
        buckets=2**settings.bits, terms=terms, counts=counts, sizes=settings.sizes, occurring=occurring
    )


def tfidf(ngrams: Ngrams, idf: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sublinear tf times idf, of length 1, one value for each of `ngrams.terms`."""
    values: NDArray[np.float64] = (1 + np.log(ngrams.counts)) * idf[ngrams.terms].astype(np.float64)
    norm = float(np.sqrt(np.sum(values**2)))
    return values / norm if norm > 0 else values
