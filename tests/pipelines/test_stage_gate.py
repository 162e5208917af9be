from contextlib import chdir
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models import bundle
from pipelines.card import release
from pipelines.evaluate import Evaluation, load_evaluation
from pipelines.faults import Stop
from pipelines.gate import GateParams, Tolerance, judge, load_judgement
from pipelines.gate import run as run_gate
from pipelines.judging.floors import Floor
from pipelines.judging.metrics import Figure, Prior, SliceFigures, measures_at
from pipelines.judging.rival import Rival, measure_rival
from pipelines.judging.split_tables import load_split
from pipelines.judging.splits import TEST
from pipelines.life.release import ship
from records.layout import Layout
from tests.pipelines.workspace import HERE, read_params, run_stages, write_params

TOLERANCE = Tolerance(slice="test", metric="auc", tolerance=0.01)


def measured(version: str = "new", digest: str = "aaa", **figures: float) -> Evaluation:
    shown = {name: Figure(value=value, low=value, high=value) for name, value in figures.items()}
    test = SliceFigures(digest=digest, lures=10, ordinary=10, figures=shown)
    return Evaluation(version=version, threshold=0.5, slices={"test": test}, baselines={})


def rival(digest: str = "aaa", floors: tuple[Floor, ...] = (), **figures: float) -> Rival:
    return Rival("old", {"test": figures}, {"test": digest}, floors)


def floor(value: float, digest: str = "aaa", **more: str) -> Floor:
    return Floor(slice="test", metric="auc", floor=value, digest=digest, **more)


def params(*floors: Floor, tolerances: tuple[Tolerance, ...] = (TOLERANCE,)) -> GateParams:
    return GateParams(tolerances=tolerances, floors=floors)


def turn_labels(table: Path) -> None:
    """A training table from which only a bad model can be learned."""
    frame = pd.read_parquet(table)
    frame.assign(label=1 - frame["label"]).to_parquet(table, index=False)


def test_the_first_model_passes_without_a_champion() -> None:
    judgement = judge(measured(auc=0.9), None, params())
    assert judgement.passed
    assert "no earlier model" in judgement.sentence


def test_a_worse_model_is_refused_with_both_figures() -> None:
    judgement = judge(measured(auc=0.90), rival(auc=0.95), params())
    assert not judgement.passed
    assert judgement.sentence == "new may not go live: test auc is 0.9000, the champion's 0.9500."


def test_a_model_within_the_tolerance_passes() -> None:
    assert judge(measured(auc=0.94), rival(auc=0.95), params()).passed


def test_more_false_alarms_are_worse() -> None:
    tolerance = Tolerance(slice="test", metric="false_alarms", tolerance=0.0)
    asked = params(tolerances=(tolerance,))
    assert not judge(measured(false_alarms=0.02), rival(false_alarms=0.01), asked).passed
    assert judge(measured(false_alarms=0.01), rival(false_alarms=0.02), asked).passed


def test_figures_of_another_set_are_not_compared_and_it_is_said() -> None:
    judgement = judge(measured(auc=0.90), rival(digest="bbb", auc=0.95), params())
    assert judgement.passed
    assert judgement.notes == ("test was not compared: the champion's figures are of another set",)


def test_a_figure_below_its_floor_is_refused() -> None:
    judgement = judge(measured(auc=0.90), None, params(floor(0.92)))
    assert judgement.reasons == ("test auc is 0.9000, its floor 0.9200",)


def test_a_floor_pinned_on_another_set_holds_and_says_so() -> None:
    judgement = judge(measured(auc=0.93), None, params(floor(0.92, digest="old")))
    assert judgement.passed
    assert "pinned on set old, today's set is aaa" in judgement.notes[0]


def test_a_floor_without_its_figure_is_refused() -> None:
    judgement = judge(measured(recall=0.9), None, params(floor(0.92)))
    assert judgement.reasons == ("test auc has a floor but could not be measured",)


def test_a_floor_is_not_lowered_quietly() -> None:
    held = rival(floors=(floor(0.92),), auc=0.93)
    quiet = judge(measured(auc=0.93), held, params(floor(0.90)))
    assert "lowered from 0.9200 to 0.9000" in quiet.sentence
    assert not judge(measured(auc=0.93), held, params()).passed
    explained = floor(0.90, lowered_because="three mislabelled ads were struck")
    assert judge(measured(auc=0.93), held, params(explained)).passed


def test_the_stage_compares_with_the_champions_bundle_on_todays_ads(trained: Path) -> None:
    champion = trained / "champion"
    layout = Layout(trained / "data")
    model, manifest = bundle.load(layout.fitted)
    save = {"threshold": manifest.threshold, "card": "", "about": manifest.about}
    bundle.save(champion, model, version="champion-1", **save)
    for name in ("train", "final"):
        turn_labels(layout.dataset / f"{name}.parquet")
    run_stages(trained, "fit", "evaluate")
    with chdir(trained):
        line = run_gate(HERE, champion)
    judgement = load_judgement(layout.eval / "gate.json")
    assert judgement.compared_with == "champion-1"
    assert not judgement.passed
    assert "may not go live: " in line
    assert "the champion's" in line


def test_ads_that_taught_the_champion_are_left_out_of_the_comparison(trained: Path) -> None:
    layout, champion = Layout(trained / "data"), trained / "champion"
    model, manifest = bundle.load(layout.fitted)
    test = load_split(layout, TEST)
    taught = {**manifest.about, "train.marks": " ".join(test.marks[:5])}
    bundle.save(champion, model, version="v", threshold=manifest.threshold, card="", about=taught)
    measures = partial(measures_at, bins=10, prior=Prior(calibrated=0.4, night=0.01))
    slices = {"test": test, "taught": test.where(np.arange(len(test.frame)) < 5)}
    rival = measure_rival(champion, lambda _: (model, manifest.threshold.value), slices, measures)
    assert rival is not None
    assert rival.notes[0] == "5 ads of test taught the champion and were left out of the comparison"
    assert rival.against["test"] == rival.figures["test"]
    assert "taught" not in rival.figures


def test_a_champion_of_other_features_is_taken_by_its_recorded_figures(trained: Path) -> None:
    layout = Layout(trained / "data")
    with chdir(trained):
        release(HERE)
    champion = trained / "champion"
    layout.release.rename(champion)
    manifest = champion / bundle.MANIFEST
    first = bundle.read_manifest(champion).feature_names[0]
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(f'"{first}"', '"forgotten"', 1), encoding="utf-8")
    with chdir(trained):
        run_gate(HERE, champion)
    judgement = load_judgement(layout.eval / "gate.json")
    assert judgement.passed
    assert judgement.compared_with == load_evaluation(layout.eval / "evaluation.json").version
    assert "another feature list" in judgement.notes[0]


def test_only_a_gated_model_is_shipped(trained: Path) -> None:
    layout, bundled = Layout(trained / "data"), trained / "bundled"
    with chdir(trained):
        release(HERE)
    assert "commit it" in ship(layout, bundled)
    assert bundle.read_manifest(bundled).about["gate"] == "passed"
    settings = read_params(trained)
    settings["gate"]["floors"] = [{"slice": "test", "metric": "auc", "floor": 1.0, "digest": "any"}]
    write_params(trained, settings)
    run_stages(trained, "gate")
    with chdir(trained):
        release(HERE)
    with pytest.raises(Stop, match="did not pass the gate"):
        ship(layout, bundled)
