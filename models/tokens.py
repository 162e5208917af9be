"""Ad text as the encoder reads it: token ids that lead back to the text, in windows that overlap.

Training and serving tokenise here. The folder is any that transformers writes; only `tokenizers` reads it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.spelling_out import Spelling

TOKENIZER = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
_SURROGATE = re.compile("[\ud800-\udfff]")
Ids = NDArray[np.int64]


class BadTokenizer(Exception):
    """The folder holds no tokenizer that can be used; the message is one sentence for a person."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text, or of a window of it: arrays of one length.

    Token i was read from characters `starts[i]` to `ends[i]` of the text given in. Both never fall, and no
    character is between two tokens: what leaves no trace (a zero-width space) goes with the one before.
    """

    ids: Ids
    starts: Ids
    ends: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, first: int, last: int) -> "Tokens":
        return Tokens(self.ids[first:last], self.starts[first:last], self.ends[first:last])


@dataclass(frozen=True)
class Batch:
    """Windows side by side, shape (windows, tokens of the longest); `mask` is 0 where there is none."""

    ids: Ids
    mask: Ids


class AdTokenizer:
    """Nothing that an ad says becomes a special token, and unknown Hangul syllables are spelled out."""

    def __init__(self, tokenizer: Tokenizer, pad: str, unknown: str, mask: str | None = None) -> None:
        """Raises BadTokenizer when the tokenizer knows no such tokens."""
        tokenizer.no_truncation()
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self._mask = mask
        self.vocabulary = tokenizer.get_vocab_size()
        self.pad_id = self._id_of(pad)
        self.unknown_id = self._id_of(unknown)
        added = tokenizer.get_added_tokens_decoder()
        self._special = [n for n, token in added.items() if token.special and n != self.unknown_id]
        self._before, self._after = self._surroundings()
        self._spelling = Spelling.of(self._are_known)

    @classmethod
    def load(cls, folder: Path) -> "AdTokenizer":
        """Raises BadTokenizer."""
        named, whole = _read_json(folder / TOKENIZER_CONFIG), _read_json(folder / TOKENIZER)
        tokenizer = Tokenizer.from_str(json.dumps(whole))
        mask = _token_text(named, "mask_token") if named.get("mask_token") else None
        return cls(tokenizer, _token_text(named, "pad_token"), _token_text(named, "unk_token"), mask)

    @property
    def special_tokens_a_window(self) -> int:
        return len(self._before) + len(self._after)

    @property
    def special_ids(self) -> list[int]:
        """Of the tokens that no text becomes: padding, beginning, end, mask."""
        return self._special

    @property
    def mask_id(self) -> int:
        """Raises BadTokenizer when the tokenizer cannot mask a word."""
        if self._mask is None:
            raise BadTokenizer(f"{TOKENIZER_CONFIG} names no mask_token.")
        return self._id_of(self._mask)

    @property
    def special_tokens_before(self) -> int:
        return len(self._before)

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text, without special tokens."""
        spelled = [self._spelling.spell_out(_SURROGATE.sub("\ufffd", text)) for text in texts]
        encoded = self._tokenizer.encode_batch([text for text, _ in spelled], add_special_tokens=False)
        return [
            self._tokens(encoding.ids, encoding.offsets, sources)
            for encoding, (_, sources) in zip(encoded, spelled, strict=True)
        ]

    def pad(self, windows: Sequence[Tokens]) -> Batch:
        """The windows with their special tokens, padded to the longest."""
        length = max((len(window) for window in windows), default=0) + self.special_tokens_a_window
        ids = np.full((len(windows), length), self.pad_id, dtype=np.int64)
        mask = np.zeros((len(windows), length), dtype=np.int64)
        for row, window in enumerate(windows):
            whole = np.concatenate((self._before, window.ids, self._after))
            ids[row, : len(whole)] = whole
            mask[row, : len(whole)] = 1
        return Batch(ids, mask)

    def piece(self, number: int) -> str | None:
        """The token of an id, as the vocabulary writes it."""
        return self._tokenizer.id_to_token(number)

    def _tokens(self, ids: list[int], offsets: list[tuple[int, int]], sources: Ids) -> Tokens:
        found = np.array(ids, dtype=np.int64)
        if not ids:
            return Tokens(found, found, found)
        found[np.isin(found, self._special)] = self.unknown_id
        begins, stops = np.array(offsets, dtype=np.int64).T
        last = len(sources) - 1
        starts = np.maximum.accumulate(sources[np.minimum(begins, last)])
        starts[0] = 0
        ends = np.maximum(starts, sources[np.clip(stops - 1, 0, last)] + 1)
        ends = np.maximum.accumulate(np.maximum(ends, np.append(starts[1:], sources[last] + 1)))
        return Tokens(found, starts, ends)

    def _id_of(self, token: str) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise BadTokenizer(f"The tokenizer does not know its own token {token!r}.")
        return number

    def _surroundings(self) -> tuple[Ids, Ids]:
        """The special tokens that stand before and after a text."""
        encoding = self._tokenizer.encode("1")
        inner = [place for place, special in enumerate(encoding.special_tokens_mask) if not special]
        ids = np.array(encoding.ids, dtype=np.int64)
        return ids[: inner[0]], ids[inner[-1] + 1 :]

    def _are_known(self, texts: Sequence[str]) -> list[bool]:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [self.unknown_id not in encoding.ids for encoding in encoded]


def cut_windows(tokens: Tokens, size: int, overlap: int) -> Iterator[Tokens]:
    """Windows of at most `size` tokens, of which at least `overlap` are those of the window before.

    Every token is in one: a text that is longer than a window ends in a whole window. A text without
    tokens is one empty window.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"Windows of {size} tokens cannot overlap by {overlap}.")
    first = 0
    while first + size < len(tokens):
        yield tokens.part(first, first + size)
        first += size - overlap
    yield tokens.part(max(0, len(tokens) - size), len(tokens))


def _token_text(named: dict[str, object], name: str) -> str:
    """A special token as tokenizer_config.json gives it: its text, or an object that holds it."""
    match named.get(name):
        case str(text) | {"content": str(text)}:
            return text
        case _:
            raise BadTokenizer(f"{TOKENIZER_CONFIG} names no {name}.")


def _read_json(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadTokenizer(f"{path.parent} holds no tokenizer: {path.name} is missing.") from None
    except ValueError as fault:
        raise BadTokenizer(f"{path} is damaged: {fault}.") from None
    if not isinstance(content, dict):
        raise BadTokenizer(f"{path} is damaged: it holds no object.")
    return content
