"""Texts of which none is a near-copy of another, taken one at a time."""

from rensa import RMinHashLSH

from pipelines.night.wordings import BANDS, PERMUTATIONS, Wording, restore


class DistinctTexts:
    """Near-copies are known by signature (standard error 0.044), so that no text has to be held."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._keys: set[str] = set()
        self._signatures: list[bytes] = []
        self._index = RMinHashLSH(least, PERMUTATIONS, BANDS)

    def take(self, wording: Wording) -> bool:
        """Whether the text was new; a text too short for a signature is a copy of the very same only."""
        if wording.key in self._keys:
            return False
        self._keys.add(wording.key)
        if wording.signature is None:
            return True
        signature = restore(wording.signature)
        for place in self._index.query(signature):
            if signature.jaccard(restore(self._signatures[place])) >= self._least:
                return False
        self._index.insert(len(self._signatures), signature)
        self._signatures.append(wording.signature)
        return True
