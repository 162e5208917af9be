"""The stages that train an encoder: what they leave, what they go on from, and how they are left out."""

from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from models import bundle, training_loop
from models.finetuned import FILES
from pipelines import finetune
from pipelines.finetune import CURVE, TORCH
from pipelines.judging.split_tables import load_split
from pipelines.judging.splits import FINAL, LEARNED_BY_FINAL, TEST, TRAIN
from records.layout import Layout
from tests.pipelines.workspace import HERE, read_params, run_stages, write_params

pytestmark = pytest.mark.timeout(600)


def test_two_encoders_are_left_that_can_serve(trained_once: Path) -> None:
    layout = Layout(trained_once / "data")
    for name in (TRAIN, FINAL):
        held = {path.name for path in (layout.finetuned / name).iterdir()}
        assert held == {*FILES, CURVE, TORCH}
        curve = pd.read_csv(layout.finetuned / name / CURVE)
        assert curve["loss"].between(0, 5).all()
        assert list(curve["step"]) == list(range(1, len(curve) + 1))
    assert not list((layout.root / "model").glob("checkpoints/*"))


def test_the_shipping_model_learns_from_all_but_the_test_split(trained_once: Path) -> None:
    layout = Layout(trained_once / "data")
    final = load_split(layout, FINAL).as_published
    expected = {
        ad_id for name in LEARNED_BY_FINAL for ad_id in load_split(layout, name).as_published.frame["ad_id"]
    }
    assert set(final.frame["ad_id"]) == expected
    assert not set(final.groups) & set(load_split(layout, TEST).groups)
    assert len(load_split(layout, FINAL).frame) > 3 * len(final.frame)


def test_a_killed_stage_does_not_begin_anew(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_loop, "STEPS_A_CHECKPOINT", 1)
    steps = pd.read_csv(trained / "data/model/finetuned/train" / CURVE)["step"].max()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, chdir(trained):
        patched.setattr("models.onnx_export.export_int8", killed)
        with pytest.raises(KeyboardInterrupt):
            finetune.run(HERE)
    taken: list[int] = []
    step = training_loop.Run.step
    monkeypatch.setattr(
        training_loop.Run, "step", lambda run, number: taken.append(number) or step(run, number)
    )
    with chdir(trained):
        line = finetune.run(HERE)
    assert line.startswith(f"finetune: train in {steps} steps, loss ")
    assert len(taken) == pd.read_csv(trained / "data/model/finetuned/final" / CURVE)["step"].max()


def test_without_epochs_no_encoder_joins(trained: Path) -> None:
    params = read_params(trained)
    params["finetune"]["epochs"] = 0
    write_params(trained, params)
    lines = run_stages(trained, "finetune", "fit")
    assert lines[0] == "finetune: no epochs, so that no encoder joins the model"
    assert "no encoder joins it" in lines[1]
    assert bundle.read_manifest(Layout(trained / "data").fitted).encoder is None


def test_the_encoder_can_be_pretrained_first(trained: Path) -> None:
    layout = Layout(trained / "data")
    before = (layout.pretrained / "model.safetensors").read_bytes()
    params = read_params(trained)
    params["pretrain"] |= {"epochs": 1, "window": 24, "batch": 64}
    write_params(trained, params)
    (line,) = run_stages(trained, "pretrain")
    assert line.startswith("pretrain: ")
    assert (layout.pretrained / "model.safetensors").read_bytes() != before
    assert (layout.pretrained / CURVE).exists()
    assert (layout.pretrained / "tokenizer.json").read_bytes() == (
        layout.encoder / "tokenizer.json"
    ).read_bytes()
