"""The encoder that serves says what torch says, for each character, whatever stands beside it."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.classifier import AdClassifier
from models.encoder import BadEncoder
from models.finetuned import FILES, ONNX, FinetunedEncoder
from models.tokens import AdTokenizer, cut_windows
from tests.models.ads import LURES, OTHERS

TEXTS = [*LURES, *OTHERS, "ㅋ", "", "닼왤 뷁", "여러 줄\n둘째 줄 t.me/\x01\x01\x01"]
LONG = LURES[0] + " 텔레 문의" * 60 + " " + OTHERS[0] + " 프놈펜 직원 모집" * 60


def log_odds(classifier: AdClassifier, tokenizer: AdTokenizer, text: str) -> float:
    """By torch, of the most innocent window."""
    batch = tokenizer.pad(list(cut_windows(tokenizer.read([text])[0], 40, 8)))
    with torch.no_grad():
        shares = classifier(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask))
    return float(shares.sum(dim=1).min())


def test_it_says_what_torch_says(
    encoder: FinetunedEncoder, classifier: AdClassifier, encoder_folder: Path
) -> None:
    tokenizer = AdTokenizer.load(encoder_folder)
    texts = [*TEXTS, LONG]
    exact = [log_odds(classifier, tokenizer, text) for text in texts]
    said = [one.logit for one in encoder.judge(texts)]
    assert np.abs(np.subtract(said, exact)).max() < 0.4  # int8, and log-odds as large as these
    assert np.corrcoef(said, exact)[0, 1] > 0.999


def test_the_characters_share_the_log_odds(encoder: FinetunedEncoder) -> None:
    for text, one in zip([*TEXTS, LONG], encoder.judge([*TEXTS, LONG]), strict=True):
        assert one.by_character.shape == (len(text),)
        if text:
            assert one.by_character.sum() == pytest.approx(one.logit, abs=1e-4)


def test_of_a_long_text_the_most_innocent_window_speaks(encoder: FinetunedEncoder) -> None:
    (one,) = encoder.judge([LONG])
    shown = np.flatnonzero(one.by_character)
    place = LONG.index(OTHERS[0])
    assert shown[0] < place + len(OTHERS[0])
    assert shown[-1] > place
    assert len(shown) < len(LONG) / 2


def test_the_company_of_a_text_does_not_matter(served_folder: Path) -> None:
    alone = [FinetunedEncoder.load(served_folder).judge([text])[0].logit for text in TEXTS]
    together = [one.logit for one in FinetunedEncoder.load(served_folder).judge([*TEXTS, LONG])][: len(TEXTS)]
    assert together == pytest.approx(alone, abs=1e-9)
    threaded = FinetunedEncoder.load(served_folder, threads=3).judge([*TEXTS, LONG])
    assert [one.logit for one in threaded][: len(TEXTS)] == pytest.approx(alone, abs=1e-9)


def test_a_text_is_judged_once(encoder: FinetunedEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = encoder.judge([TEXTS[0], TEXTS[1], TEXTS[0]])
    monkeypatch.setattr(encoder, "_session", None)
    assert encoder.judge([TEXTS[1], TEXTS[0]]) == [first[1], first[0]]


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_lacks_a_file_is_refused(encoder: FinetunedEncoder, tmp_path: Path, name: str) -> None:
    encoder.save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(BadEncoder, match=r"missing or damaged|holds no tokenizer"):
        FinetunedEncoder.load(tmp_path)


def test_a_damaged_graph_is_refused(encoder: FinetunedEncoder, tmp_path: Path) -> None:
    encoder.save(tmp_path)
    (tmp_path / ONNX).write_bytes(b"no graph")
    with pytest.raises(BadEncoder, match=r"encoder\.onnx is missing or damaged"):
        FinetunedEncoder.load(tmp_path)
