"""Filling in masked words is learned, from words alone, and gives back an encoder."""

from pathlib import Path

import numpy as np
import pytest
from transformers import AutoModel

from models.pretraining import UNMASKED, PretrainRun, PretrainSettings, pretrain
from models.tokens import AdTokenizer
from tests.models.ads import LURES, OTHERS

TEXTS = [text + ending for text in LURES + OTHERS for ending in ("", " 문의 주세요", " 지금 모집 중")]
SETTINGS = PretrainSettings(
    epochs=6, batch=12, window=40, learning_rate=5e-4, warm_up=0.1, weight_decay=0.01, masked=0.3, seed=7
)


def test_masked_words_are_learned(encoder_folder: Path, tmp_path: Path) -> None:
    model, losses = pretrain(encoder_folder, TEXTS, SETTINGS, tmp_path / "run.pt", lambda *_: None)
    assert np.mean(losses[-3:]) < 0.75 * np.mean(losses[:3])
    model.save_pretrained(tmp_path / "encoder")
    before = AutoModel.from_pretrained(encoder_folder, add_pooling_layer=False)
    after = AutoModel.from_pretrained(tmp_path / "encoder", add_pooling_layer=False)
    assert {name for name, _ in before.named_parameters()} == {name for name, _ in after.named_parameters()}
    name = "encoder.layer.0.output.dense.weight"
    assert not np.allclose(*(one.state_dict()[name].numpy() for one in (before, after)), atol=1e-4)


def test_words_alone_are_hidden_and_some_word_always_is(encoder_folder: Path) -> None:
    tokenizer = AdTokenizer.load(encoder_folder)
    run = PretrainRun.__new__(PretrainRun)
    run._tokenizer, run._settings = tokenizer, SETTINGS
    batch = tokenizer.pad(tokenizer.read([*TEXTS, "해외"]))
    given, wanted = run._hide(batch.ids, np.random.default_rng(1))
    chosen = wanted != UNMASKED
    assert chosen.any(axis=1).all()
    assert not np.isin(batch.ids[chosen], tokenizer.special_ids).any()
    assert (wanted[chosen] == batch.ids[chosen]).all()
    assert (given[~chosen] == batch.ids[~chosen]).all()
    assert (given[chosen] == tokenizer.mask_id).mean() == pytest.approx(0.8, abs=0.1)
