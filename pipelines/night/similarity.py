"""How much two remembered texts have in common, measured on their 5-grams."""

from collections.abc import Iterable
from functools import lru_cache

from rensa import RMinHash
from sqlalchemy import Connection, select

from pipelines.near_copies import jaccard, shingle
from pipelines.night import ledger
from pipelines.night.wordings import restore, unpack

CACHED = 4096
MARGIN = 0.2
"""A signature of 128 is off by more than this once in 100,000 pairs (standard error 0.044)."""


class Similarity:
    """Jaccard of wordings in the ledger; texts are fetched when signatures say that they may be alike."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shingles = lru_cache(CACHED)(self._load_shingles)
        self.signature = lru_cache(CACHED)(self._load_signature)

    def at_least(self, one: str, other: str, least: float) -> float | None:
        """The Jaccard of two wordings, None below `least` or where one is too short to compare."""
        if one == other:
            return 1.0
        first, second = self.signature(one), self.signature(other)
        if first is None or second is None or first.jaccard(second) < least - MARGIN:
            return None
        exact = jaccard(self._shingles(one), self._shingles(other))
        return exact if exact >= least else None

    def count_unrelated(self, wordings: Iterable[str], least: float, limit: int) -> int:
        """How many of the texts are no near-copy of another, by signature; stops past `limit`.

        Short texts that differ count as unrelated.
        """
        leaders: list[RMinHash] = []
        short = 0
        for wording in wordings:
            signature = self.signature(wording)
            if signature is None:
                short += 1
            elif all(signature.jaccard(leader) < least for leader in leaders):
                leaders.append(signature)
            if len(leaders) + short > limit:
                break
        return len(leaders) + short

    def _load_shingles(self, wording: str) -> frozenset[str]:
        table = ledger.wordings
        packed = self._connection.execute(select(table.c.text).where(table.c.wording == wording)).scalar_one()
        return shingle(unpack(packed))

    def _load_signature(self, wording: str) -> RMinHash | None:
        table = ledger.wordings
        found = self._connection.execute(
            select(table.c.signature).where(table.c.wording == wording)
        ).scalar_one()
        return None if found is None else restore(found)
