"""Near-copies: texts that share most of their character 5-grams."""

from collections.abc import Sequence

from rensa import RMinHash, RMinHashLSH

SHINGLE = 5
PERMUTATIONS, BANDS = 256, 64
"""Bands of 4 rows: a pair of Jaccard 0.5 is met with probability 0.98, one of 0.2 with 0.10."""


def shingle(text: str) -> frozenset[str]:
    """The character 5-grams of a text without its white space; a shorter text is its own."""
    packed = "".join(text.split())
    return frozenset(packed[at : at + SHINGLE] for at in range(max(1, len(packed) - SHINGLE + 1)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def find_near_copies(texts: Sequence[str], least: float) -> list[tuple[int, int]]:
    """Pairs of indices, lower first, whose Jaccard is `least` or more.

    The bands only propose; every pair returned was measured on the 5-grams themselves.
    """
    shingles = [shingle(text) for text in texts]
    hashes = RMinHash.from_token_sets(shingles, PERMUTATIONS, 0)
    index = RMinHashLSH(least, PERMUTATIONS, BANDS)
    index.insert_pairs(list(enumerate(hashes)))
    return [
        (low, high)
        for high, candidates in enumerate(index.query_all(hashes))
        for low in sorted(candidates)
        if low < high and jaccard(shingles[low], shingles[high]) >= least
    ]
