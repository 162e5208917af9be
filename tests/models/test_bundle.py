import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from features import read
from models import BUNDLED
from models.bundle import BadBundle, Threshold, digest_of, load, save
from models.risk import RiskModel
from models.scorer import Scorer
from tests.models.ads import LURES, NOW, OTHERS, make_ad

THRESHOLD = Threshold(value=0.5, budget=0.01, on="twelve written ads", chosen="2026-11-22")


@pytest.fixture
def folder(tmp_path: Path, small_model: RiskModel) -> Path:
    path = tmp_path / "model"
    save(path, small_model, version="7", threshold=THRESHOLD, card="# Card", about={"ads": 36})
    return path


def test_a_model_comes_back_as_it_was_saved(folder: Path, small_model: RiskModel) -> None:
    model, manifest = load(folder)
    readings = [read(make_ad(text)) for text in LURES + OTHERS]
    assert np.allclose(model.risk(readings), small_model.risk(readings), atol=1e-6)
    assert manifest.threshold == THRESHOLD
    assert manifest.about == {"ads": 36}


def test_saving_again_replaces_the_folder_whole(folder: Path, small_model: RiskModel) -> None:
    save(folder, small_model, version="8", threshold=THRESHOLD, card="# Card", about={})
    assert load(folder)[1].version == "8"
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def cut_weights(folder: Path) -> None:
    weights = folder / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:100])


def drop_weights(folder: Path) -> None:
    (folder / "weights.npz").unlink()


def drop_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def garble_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (cut_weights, "weights.npz is not the file that was saved"),
        (drop_weights, "weights.npz is missing"),
        (drop_manifest, "holds no model: manifest.json is missing"),
        (garble_manifest, "manifest.json is damaged"),
        (lambda folder: change_manifest(folder, format=99), "has format 99"),
        (lambda folder: change_manifest(folder, files={"../../etc/passwd": "0"}), "passwd is missing"),
        (
            lambda folder: change_manifest(folder, feature_names=["star_sign"]),
            r"fitted on another feature list \(it knows star_sign, it lacks",
        ),
    ],
)
def test_a_damaged_or_foreign_bundle_is_refused(
    folder: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    damage(folder)
    with pytest.raises(BadBundle, match=sentence):
        Scorer.load(folder)


def test_no_pickle_is_read(folder: Path) -> None:
    np.savez(folder / "weights.npz", idf=np.array([{"a": 1}], dtype=object))
    change_manifest(folder, files={"weights.npz": digest_of(folder / "weights.npz")})
    with pytest.raises(BadBundle, match=r"weights\.npz is damaged"):
        load(folder)


@pytest.mark.parametrize("name", ["idf", "text_weights", "centre", "scale", "feature_weights"])
def test_weights_of_another_size_are_refused(folder: Path, name: str) -> None:
    with np.load(folder / "weights.npz") as arrays:
        weights = {key: arrays[key] for key in arrays.files}
    np.savez(folder / "weights.npz", **weights | {name: weights[name][:-1]})
    change_manifest(folder, files={"weights.npz": digest_of(folder / "weights.npz")})
    with pytest.raises(BadBundle, match="does not fit its manifest"):
        load(folder)


def test_a_file_in_a_models_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").touch()
    with pytest.raises(BadBundle, match="model holds no model: Not a directory"):
        load(tmp_path / "model")


def test_the_shipped_model_loads_and_knows_a_lure() -> None:
    scorer = Scorer.load(BUNDLED)
    (lure, _), (other, _) = scorer.score(
        [make_ad(LURES[0], "t:1"), make_ad("홍대 카페 주말 알바 시급 10030원", "t:2")], NOW
    )
    assert lure.flagged
    assert not other.flagged
    assert lure.risk > other.risk
    assert lure.model_version == scorer.version
