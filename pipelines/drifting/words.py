"""The words of the ads, and which of them rose most: for an eye, never for an alarm."""

import re
from collections import Counter

import numpy as np
from pydantic import BaseModel, ConfigDict

from models.ngrams import as_seen
from records import Reading

WORD = re.compile(r"[^\W\d_]\w+")
LONGEST = 20
MOST = 100_000
"""Words that are remembered, the commonest; a Korean word has endless endings."""
SURE = 3.0
"""Standard errors from which a rise is told."""
LEAST_ADS = 5
"""A word in fewer of the last ads is chance, or one person's name."""


class Risen(BaseModel):
    """A word, in how many of the ads it stands, and how surely it rose, in standard errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    now: int
    before: int
    z: float


def words_of(reading: Reading) -> set[str]:
    """As the model sees them: handles and digits are masked, so that no contact comes out here."""
    return {word for word in WORD.findall(as_seen(reading)) if len(word) <= LONGEST}


def common(words: Counter[str]) -> Counter[str]:
    return words if len(words) <= MOST else Counter(dict(words.most_common(MOST)))


def risen_words(
    now: Counter[str], ads_now: int, before: Counter[str], ads_before: int, most: int
) -> tuple[Risen, ...]:
    """The words whose log-odds of standing in an ad rose most surely, by the standard error
    (Monroe, Colaresi and Quinn 2008, without their prior), as many as `most`.
    """
    risen = [
        Risen(word=word, now=count, before=before[word], z=round(z, 2))
        for word, count in now.items()
        if count >= LEAST_ADS and (z := _rise(count, ads_now, before[word], ads_before)) >= SURE
    ]
    return tuple(sorted(risen, key=lambda one: (-one.z, one.word))[:most])


def _rise(now: int, ads_now: int, before: int, ads_before: int) -> float:
    cells = np.array([now, ads_now - now, before, ads_before - before]) + 0.5
    return float(np.log(cells) @ [1, -1, -1, 1] / np.sqrt(np.sum(1 / cells)))
