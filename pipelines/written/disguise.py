"""Hiding words as spam does: part of them, each by one of a few rules, and never evenly."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pipelines.obfuscation import RULES

_WORD = re.compile(r"[가-힣]{2,}|(?<![\w@./:+-])[A-Z0-9]{2,}(?![\w@./:+-])")
_TWICE = 0.15
"""Share of the hidden words that a second rule hides further."""
_TRIES = 3


@dataclass(frozen=True)
class Disguise:
    """How one poster hides words: by which rules, and how large a share of them."""

    rules: tuple[str, ...]
    share: float

    def hide(self, text: str, keep: Sequence[str], random: Random) -> str:
        """The text with some words hidden; the strings in `keep` (handles, phones) stay readable."""
        kept = "|".join(map(re.escape, sorted(filter(None, keep), key=len, reverse=True)))
        parts = re.split(f"({kept})", text) if kept else [text]
        return "".join(
            part if at % 2 else _WORD.sub(lambda found: self._hide_word(found[0], random), part)
            for at, part in enumerate(parts)
        )

    def _hide_word(self, word: str, random: Random) -> str:
        if random.random() >= self.share:
            return word
        hidden = self._by_one_rule(word, random)
        return self._by_one_rule(hidden, random) if random.random() < _TWICE else hidden

    def _by_one_rule(self, word: str, random: Random) -> str:
        """Rules leave many words as they are, so a few are tried."""
        for _ in range(_TRIES):
            hidden = RULES[random.choice(self.rules)](word, random)
            if hidden != word:
                return hidden
        return word


def draw_disguise(
    weights: Mapping[str, float], most_rules: int, shares: tuple[float, float], random: Random
) -> Disguise:
    """One to `most_rules` different rules, likelier the heavier, and a share of words between `shares`."""
    left = dict(weights)
    chosen = []
    for _ in range(min(random.randint(1, most_rules), len(left))):
        rule = random.choices(list(left), list(left.values()))[0]
        del left[rule]
        chosen.append(rule)
    return Disguise(tuple(chosen), random.uniform(*shares))
