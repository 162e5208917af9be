import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from features.hangul import FIRST, LAST
from models.encoder import read_provenance, read_tokenizer, write_bundled
from models.tokens import AdTokenizer, BadTokenizer, Tokens, cut_windows

PROJECT = Path(__file__).parents[2]
SPECIAL = ("<s>", "</s>", "<pad>", "<unk>", "<mask>")
HANGUL = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3) | st.sampled_from(
    "ㄱㄵㅃㅄㅏㅕㅢㅖ \u200b"
)


@pytest.fixture(scope="module")
def tokenizer() -> AdTokenizer:
    return AdTokenizer(Tokenizer.from_str(read_tokenizer(read_provenance()).decode()), "<pad>", "<unk>")


def pieces(tokenizer: AdTokenizer, text: str) -> list[tuple[str | None, str]]:
    """Each token with the published characters that it was read from."""
    (tokens,) = tokenizer.read([text])
    names = map(tokenizer.piece, tokens.ids.tolist())
    return [(name, text[a:b]) for name, a, b in zip(names, tokens.starts, tokens.ends, strict=True)]


def special_ids(tokenizer: AdTokenizer) -> set[int]:
    return {0, 1, 2, tokenizer.vocabulary - 1}


@pytest.mark.parametrize("name", [*SPECIAL, "＜/s＞", "<\u200bmask>", "x<s>y", "<pad><pad>", "</s></s>"])
def test_the_name_of_a_special_token_is_text(tokenizer: AdTokenizer, name: str) -> None:
    (tokens,) = tokenizer.read([f"모집 {name} 텔레"])
    assert not special_ids(tokenizer) & set(tokens.ids.tolist())
    assert tokenizer.unknown_id not in tokens.ids


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("닼", [("▁다", "닼"), ("ᄏ", "닼")]),
        ("왤케", [("▁왜", "왤"), ("ᄅ", "왤"), ("케", "케")]),
        ("가쨰", [("▁가", "가"), ("ᄍ", "쨰"), ("얘", "쨰")]),
        ("가ㄴㅕ", [("▁가", "가"), ("녀", "ㄴㅕ")]),
        ("ㅕ ㅃ", [("▁여", "ㅕ"), ("▁", " "), ("ᄇ", "ㅃ"), ("ᄇ", "ㅃ")]),
    ],
)
def test_unknown_hangul_is_spelled_out(
    tokenizer: AdTokenizer, text: str, read: list[tuple[str, str]]
) -> None:
    assert pieces(tokenizer, text) == read


def test_no_syllable_is_unknown(tokenizer: AdTokenizer) -> None:
    for tokens in tokenizer.read([chr(code) for code in range(FIRST, LAST + 1)]):
        assert tokenizer.unknown_id not in tokens.ids


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60) | st.text(HANGUL, max_size=40) | st.text("</spadmkun>＜ ", max_size=40))
def test_any_text_is_covered_in_order_and_has_no_special_token(tokenizer: AdTokenizer, text: str) -> None:
    (tokens,) = tokenizer.read([text])
    assert len(tokens.ids) == len(tokens.starts) == len(tokens.ends)
    assert not special_ids(tokenizer) & set(tokens.ids.tolist())
    if len(tokens) == 0:
        return
    assert (np.diff(tokens.starts) >= 0).all()
    assert (np.diff(tokens.ends) >= 0).all()
    assert (tokens.starts <= tokens.ends).all()
    assert (tokens.starts[1:] <= tokens.ends[:-1]).all()
    assert tokens.starts[0] == 0
    assert tokens.ends[-1] == len(text)


def test_half_a_surrogate_pair_breaks_nothing(tokenizer: AdTokenizer) -> None:
    assert [text for _, text in pieces(tokenizer, "모집\ud83d")][-1].endswith("\ud83d")


def test_texts_read_together_are_read_alike(tokenizer: AdTokenizer) -> None:
    texts = ["캄보디아 TM", "", "월 1,000 닼"]
    for one, text in zip(tokenizer.read(texts), texts, strict=True):
        assert one.ids.tolist() == tokenizer.read([text])[0].ids.tolist()


def test_windows_are_padded_with_their_special_tokens(tokenizer: AdTokenizer) -> None:
    batch = tokenizer.pad(tokenizer.read(["", "캄보디아 TM 모집"]))
    assert batch.ids[0, :2].tolist() == [0, 2]
    assert batch.ids[0, 2:].tolist() == [tokenizer.pad_id] * (batch.ids.shape[1] - 2)
    assert batch.ids[1, 0] == 0
    assert batch.ids[1, -1] == 2
    assert batch.mask.sum(axis=1).tolist() == [2, batch.ids.shape[1]]


@pytest.fixture(scope="module")
def word_piece() -> AdTokenizer:
    """A tokenizer of another make, as a Korean BERT has it."""
    known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "모집", "다", "##다", "##ㅋ", "[", "]", "mask"]
    made = Tokenizer(WordPiece({piece: number for number, piece in enumerate(known)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = Lowercase(), BertPreTokenizer()
    made.add_special_tokens(known[:5])
    made.post_processor = BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    made.enable_truncation(4)
    return AdTokenizer(made, "[PAD]", "[UNK]")


def test_a_tokenizer_of_another_make_is_held_to_the_same(word_piece: AdTokenizer) -> None:
    assert pieces(word_piece, "모집 [MASK] 닼 뷁") == [
        ("모집", "모집 "),
        ("[", "["),
        ("mask", "MASK"),
        ("]", "] "),
        ("다", "닼"),
        ("##ㅋ", "닼 "),
        ("[UNK]", "뷁"),
    ]
    assert word_piece.pad(word_piece.read(["모집"])).ids.tolist() == [[2, 5, 3]]


def test_no_torch_is_imported() -> None:
    asked = "import sys, models.encoder, models.tokens; print({'torch', 'transformers'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def numbered(count: int) -> Tokens:
    return Tokens(np.arange(count), np.arange(count), np.arange(1, count + 1))


@given(st.integers(0, 200), st.integers(1, 50), st.data())
def test_windows_overlap_and_leave_nothing_out(count: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    windows = [window.ids.tolist() for window in cut_windows(numbered(count), size, overlap)]
    assert [number for number in range(count) if not any(number in window for window in windows)] == []
    assert all(len(window) == min(size, count) for window in windows)
    for one, other in pairwise(windows):
        assert len(set(one) & set(other)) >= overlap
        assert one[-1] < other[-1]


def test_a_window_cannot_be_all_overlap() -> None:
    with pytest.raises(ValueError, match="cannot overlap"):
        list(cut_windows(numbered(9), 4, 4))


def test_a_folder_is_read_without_torch(tmp_path: Path) -> None:
    write_bundled(tmp_path, 1)
    assert AdTokenizer.load(tmp_path).special_tokens_a_window == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tokenizer.json", None, r"holds no tokenizer: tokenizer\.json is missing"),
        ("tokenizer_config.json", None, r"holds no tokenizer: tokenizer_config\.json is missing"),
        ("tokenizer.json", "{", r"tokenizer\.json is damaged"),
        ("tokenizer_config.json", "[]", r"tokenizer_config\.json is damaged"),
        ("tokenizer_config.json", "{}", "names no pad_token"),
        ("tokenizer_config.json", '{"pad_token": "[P]", "unk_token": "<unk>"}', r"own token '\[P\]'"),
    ],
)
def test_a_folder_without_a_tokenizer_is_refused(
    tmp_path: Path, name: str, content: str | None, sentence: str
) -> None:
    write_bundled(tmp_path, 1)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(content)
    with pytest.raises(BadTokenizer, match=sentence):
        AdTokenizer.load(tmp_path)
