"""Hangul that a vocabulary lacks, spelled with syllables and letters that it has (닼 → 다ㅋ, 왤 → 왜ㄹ).

A tokenizer of 1,725 syllables sees nothing in the other 9,447, and those are what misspelling and
disguise are made of. Letters that NFKC joins to the one beside them (ㄴㅕ → 녀) are left to it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.hangul import FIRST, LAST, VOWELS, letters_of, syllable_of

_PAIRS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
    "ㅃ": "ㅂㅂ",
}
"""Double finals stand apart, or NFKC would join them to the syllable again; multilingual-e5 has no ㅃ."""
_SYLLABLES = tuple(map(chr, range(FIRST, LAST + 1)))
_LETTERS = (*_PAIRS, *VOWELS)
_LONE_LETTER = "ㅃ(?![ㅏ-ㅣ])|(?<![가-힣])[ㄳㄵㄶㄺ-ㅀㅄ]|(?<![ㄱ-ㅎ])[ㅏ-ㅣ]"

AreKnown = Callable[[Sequence[str]], Sequence[bool]]
"""Which of some short texts a tokenizer knows whole."""


@dataclass(frozen=True)
class Spelling:
    """`table` has what stands for each character that is not known; `places` finds them in a text."""

    table: dict[str, str]
    places: re.Pattern[str]

    @classmethod
    def of(cls, are_known: AreKnown) -> "Spelling":
        """The nearest spelling that is known; a character without one stays as it is."""
        known = {char for char, is_known in zip(_SYLLABLES, are_known(_SYLLABLES), strict=True) if is_known}
        spelled = {char: spell(char, known) for char in _SYLLABLES if char not in known}
        letters = zip(_LETTERS, are_known(_LETTERS), strict=True)
        spelled |= {char: spell_letter(char) for char, is_known in letters if not is_known}
        better = are_known(list(spelled.values()))
        table = {
            char: text for (char, text), is_better in zip(spelled.items(), better, strict=True) if is_better
        }
        syllables = "".join(char for char in table if char not in _LETTERS)
        return cls(table, re.compile(f"[{syllables}]|{_LONE_LETTER}" if syllables else _LONE_LETTER))

    def spell_out(self, text: str) -> tuple[str, NDArray[np.int64]]:
        """The text with its unknown characters spelled, and for each character the one it came from."""
        positions = np.arange(len(text))
        found = list(self._find(text))
        if not found:
            return text, positions
        pieces = list(text)
        for place, piece in found:
            pieces[place] = piece
        return "".join(pieces), np.repeat(positions, [len(piece) for piece in pieces])

    def _find(self, text: str) -> Iterator[tuple[int, str]]:
        for match in self.places.finditer(text):
            if match[0] in self.table:
                yield match.start(), self.table[match[0]]


def spell(syllable: str, known: set[str]) -> str:
    """The syllable without its final, then the final (닼 → 다ㅋ); 쨰, not known either, is ㅉ얘."""
    initial, vowel, final = letters_of(syllable)
    opening = syllable_of(initial, vowel)
    if opening not in known:
        opening = _PAIRS.get(initial, initial) + spell_letter(vowel)
    return opening + _PAIRS.get(final, final)


def spell_letter(letter: str) -> str:
    """A double consonant as two, a vowel with the silent ㅇ."""
    return _PAIRS[letter] if letter in _PAIRS else syllable_of("ㅇ", letter)
