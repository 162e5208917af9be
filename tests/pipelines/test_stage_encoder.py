import json
from contextlib import chdir
from pathlib import Path

import pytest
import torch
import yaml
from huggingface_hub import constants
from transformers import AutoModel, AutoTokenizer, BertConfig, BertForMaskedLM

from models.encoder import write_bundled
from models.encoder_folder import WEIGHTS
from models.tokens import AdTokenizer
from pipelines.encoder import run
from pipelines.faults import Stop
from records.jsonl import BadFile
from tests.pipelines.workspace import HERE


def run_stage(root: Path, **params: object) -> str:
    section = {"name": "bundled", "revision": None, "layers": None} | params
    (root / "params.yaml").write_text(yaml.safe_dump({"encoder": section}), encoding="utf-8")
    with chdir(root):
        return run(HERE)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small BERT of somebody else's, saved with the head it was pre-trained with."""
    folder = tmp_path_factory.mktemp("other") / "small-bert"
    write_bundled(folder, 1)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2, "num_hidden_layers": 3}
    vocabulary = AdTokenizer.load(folder).vocabulary
    BertForMaskedLM(BertConfig(vocab_size=vocabulary, **sizes)).save_pretrained(folder)
    return folder


def test_the_bundled_encoder_becomes_a_folder_that_transformers_loads(tmp_path: Path) -> None:
    line = run_stage(tmp_path, layers=1)
    folder = tmp_path / "data/encoder"
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    facts = json.loads((folder / "origin.json").read_text())
    assert facts["name"] == "bundled"
    assert facts["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert facts["vocabulary"] == len(AutoTokenizer.from_pretrained(folder))
    assert line == (
        f"encoder: bundled, {facts['parameters']:,} parameters, 1 layers, {facts['vocabulary']:,} tokens"
    )


def test_the_same_settings_give_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "data/encoder"
    run_stage(tmp_path, layers=1)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    run_stage(tmp_path, layers=1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert [path.name for path in folder.parent.iterdir()] == ["encoder"]


def test_an_encoder_in_a_folder_is_taken_without_its_heads(tmp_path: Path, other: Path) -> None:
    line = run_stage(tmp_path, name=str(other))
    folder = tmp_path / "data/encoder"
    ours = AutoModel.from_pretrained(folder, add_pooling_layer=False).state_dict()
    theirs = AutoModel.from_pretrained(other, add_pooling_layer=False).state_dict()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    assert "3 layers" in line
    facts = json.loads((folder / "origin.json").read_text())
    assert (facts["name"], facts["revision"]) == (str(other), None)
    assert AdTokenizer.load(folder).read(["캄보디아"])[0].ids.tolist()


def test_its_lowest_layers_alone(tmp_path: Path, other: Path) -> None:
    assert "2 layers" in run_stage(tmp_path, name=str(other), layers=2)
    model = AutoModel.from_pretrained(tmp_path / "data/encoder", add_pooling_layer=False)
    assert model.config.num_hidden_layers == 2


def test_more_layers_than_there_are(tmp_path: Path, other: Path) -> None:
    with pytest.raises(Stop, match="has 12 layers: 13 cannot be had"):
        run_stage(tmp_path, layers=13)
    with pytest.raises(Stop, match=r"cannot be had: It has 3 layers, not 4\."):
        run_stage(tmp_path, name=str(other), layers=4)


def test_weights_that_are_no_safetensors_are_refused(tmp_path: Path, other: Path) -> None:
    folder = tmp_path / "pickled"
    folder.mkdir()
    for path in other.iterdir():
        if path.name != WEIGHTS:
            (folder / path.name).write_bytes(path.read_bytes())
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(Stop, match=r"cannot be had: Error no file named model\.safetensors"):
        run_stage(tmp_path, name=str(folder))


def test_weights_that_lack_a_part_are_refused(tmp_path: Path, other: Path) -> None:
    folder = tmp_path / "thin"
    folder.mkdir()
    for path in other.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 4}))
    with pytest.raises(Stop, match=r"Its weights lack encoder\.layer\.3"):
        run_stage(tmp_path, name=str(folder))


def test_a_folder_without_an_encoder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Stop, match="empty cannot be had: Unrecognized model"):
        run_stage(tmp_path, name=str(tmp_path / "empty"))


def test_no_model_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(
        Stop, match=r"^The encoder klue/bert-base cannot be had: We couldn't connect to"
    ) as raised:
        run_stage(tmp_path, name="klue/bert-base", revision="0" * 40)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "data/encoder").exists()


def test_the_bundled_encoder_has_no_revision(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="has no revision"):
        run_stage(tmp_path, revision="main")


def test_settings_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"encoder\.layers"):
        run_stage(tmp_path, layers=0)
