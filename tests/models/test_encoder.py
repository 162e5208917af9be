import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from models.encoder import (
    BLOCKS,
    ENCODER_BASE,
    PACKED_TOKENIZER,
    BadEncoder,
    digest_parts,
    read_provenance,
    unpack,
    write_bundled,
)
from models.tokens import AdTokenizer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encoder")
    write_bundled(path)
    return path


@pytest.fixture(scope="module")
def model(folder: Path) -> torch.nn.Module:
    return AutoModel.from_pretrained(folder, add_pooling_layer=False).eval()


def embed(model: torch.nn.Module, folder: Path, texts: list[str]) -> NDArray[np.float32]:
    """As multilingual-e5 is used: the mean of the tokens of "query: …", of length one."""
    tokenizer = AdTokenizer.load(folder)
    batch = tokenizer.pad(tokenizer.read([f"query: {text}" for text in texts]))
    mask = torch.from_numpy(batch.mask)
    with torch.no_grad():
        states = model(input_ids=torch.from_numpy(batch.ids), attention_mask=mask).last_hidden_state
    means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(means).numpy()


def test_the_shipped_blocks_unpack_to_the_weights_that_they_were_made_from() -> None:
    provenance = read_provenance()
    weights = unpack(provenance.layers)
    assert digest_parts(weights) == provenance.unpacked_sha256
    assert sum(array.size for array in weights.values()) == provenance.parameters
    assert len(weights["embeddings.word_embeddings.weight"]) == provenance.vocabulary
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float32)}


def test_transformers_loads_all_of_it(folder: Path) -> None:
    model, report = AutoModel.from_pretrained(folder, add_pooling_layer=False, output_loading_info=True)
    assert not any(report.values())
    found = {name: array.numpy() for name, array in model.state_dict().items()}
    assert digest_parts(found) == read_provenance().unpacked_sha256


def test_a_paraphrase_is_closer_than_a_stranger(model: torch.nn.Module, folder: Path) -> None:
    texts = [
        "캄보디아에서 일할 콜센터 상담원을 구합니다",
        "캄보디아 콜센터 직원 모집해요",
        "오늘 저녁에는 김치찌개를 끓여 먹었다",
        "Call centre staff wanted in Cambodia",
    ]
    vectors = embed(model, folder, texts)
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    same, stranger, translated = vectors[1:] @ vectors[0]
    assert same > 0.93 > 0.85 > stranger
    assert translated > stranger + 0.03


def test_the_lowest_layers_are_the_same_layers(tmp_path: Path) -> None:
    write_bundled(tmp_path, 2)
    model = AutoModel.from_pretrained(tmp_path, add_pooling_layer=False)
    found = digest_parts({name: array.numpy() for name, array in model.state_dict().items()})
    whole = read_provenance().unpacked_sha256
    assert found == {part: whole[part] for part in ("embeddings", "encoder.layer.0", "encoder.layer.1")}


def test_transformers_reads_an_ad_as_we_do(folder: Path) -> None:
    text = "프놈펜 TM 상담원 모집 </s> <mask> 월 1,000만원 💰"
    ours, theirs = AdTokenizer.load(folder), AutoTokenizer.from_pretrained(folder)
    assert theirs(text)["input_ids"] == ours.pad(ours.read([text])).ids[0].tolist()
    assert theirs.mask_token_id == ours.vocabulary - 1


@pytest.mark.parametrize("layers", [0, 13])
def test_layers_that_there_are_not_are_refused(tmp_path: Path, layers: int) -> None:
    with pytest.raises(BadEncoder, match=f"has 12 layers: {layers} cannot be had"):
        write_bundled(tmp_path, layers)


def turn_one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize("name", [BLOCKS, PACKED_TOKENIZER])
@pytest.mark.parametrize("damage", [turn_one_bit, cut_short, Path.unlink])
def test_a_damaged_base_is_refused(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    base = tmp_path / "base"
    shutil.copytree(ENCODER_BASE, base)
    damage(base / name)
    with pytest.raises(BadEncoder, match=f"{name} is (missing or )?damaged"):
        write_bundled(tmp_path / "out", base=base)


def test_no_base_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(BadEncoder, match="holds no encoder"):
        write_bundled(tmp_path / "out", 1, tmp_path)
