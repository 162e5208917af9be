import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from models import bundle
from pipelines.evaluate import load_evaluation
from pipelines.judging.calibration import CALIBRATIONS
from pipelines.judging.metrics import (
    Prior,
    auc,
    average_precision,
    calibration_error,
    calibration_error_at,
    flag_rate,
    measure_slice,
)
from pipelines.judging.split_tables import load_split
from pipelines.judging.splits import TEST, UNSEEN_WRITER, VALIDATION
from records.jsonl import BadFile
from records.layout import Layout
from tests.pipelines.workspace import copy_of, run_stages

ALIKE = np.ones(4)
LABELS = np.array([0, 0, 1, 1])


def test_weighted_figures_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        labels = random.integers(0, 2, 50)
        risks = random.integers(0, 12, 50) / 12
        weights = random.integers(0, 4, 50).astype(float)
        expected = roc_auc_score(labels, risks, sample_weight=weights)
        assert auc(labels, risks, weights) == pytest.approx(expected)
        expected = average_precision_score(labels, risks, sample_weight=weights)
        assert average_precision(labels, risks, weights) == pytest.approx(expected)


def test_flag_rate_counts_the_threshold_itself_as_flagged() -> None:
    risks = np.array([0.1, 0.5, 0.5, 0.9])
    assert flag_rate(1, 0.5)(LABELS, risks, ALIKE) == 1.0
    assert flag_rate(0, 0.5)(LABELS, risks, ALIKE) == 0.5


def test_calibration_error_is_the_gap_between_risk_and_lures() -> None:
    assert calibration_error(10)(LABELS, np.array([0.0, 0.0, 1.0, 1.0]), ALIKE) == 0.0
    assert calibration_error(10)(LABELS, np.array([0.9, 0.9, 0.9, 0.9]), ALIKE) == pytest.approx(0.4)


def test_a_chance_moves_with_the_share_of_lures() -> None:
    """Of 100 ads 40 were lures; where 1 of 100 is, the odds of each fall by (1/99) / (40/60)."""
    prior = Prior(calibrated=0.4, night=0.01)
    assert prior.shift(np.array([0.0, 0.4, 1.0])) == pytest.approx([0.0, 0.01, 1.0])
    assert prior.shift(np.array([0.8])) == pytest.approx([4 / 66 / (1 + 4 / 66)])
    weights = prior.weigh(LABELS, np.array([1.0, 3.0, 1.0, 1.0]))
    assert weights == pytest.approx([0.99 / 4, 0.99 * 3 / 4, 0.005, 0.005])


def test_a_calibrated_risk_stays_calibrated_where_lures_are_rare() -> None:
    random = np.random.default_rng(7)
    risks = random.beta(0.5, 0.75, 40_000)
    labels = (random.random(40_000) < risks).astype(int)
    prior = Prior(calibrated=float(labels.mean()), night=0.01)
    alike = np.ones(40_000)
    assert calibration_error(10)(labels, risks, alike) < 0.01
    assert calibration_error_at(prior, 10)(labels, risks, alike) < 0.005
    assert calibration_error_at(prior, 10)(labels, np.sqrt(risks), alike) > 0.01


def test_every_calibration_mends_a_risk_that_is_bent() -> None:
    random = np.random.default_rng(7)
    chances = random.beta(0.7, 1.0, 8_000)
    labels = (random.random(8_000) < chances).astype(int)
    bent = chances**2 / (chances**2 + (1 - chances) ** 2)
    for name, calibrate in CALIBRATIONS.items():
        mended = calibrate(bent[:4000], labels[:4000], bent[4000:])
        assert calibration_error(10)(labels[4000:], mended, np.ones(4000)) < 0.035, name
    assert calibration_error(10)(labels[4000:], bent[4000:], np.ones(4000)) > 0.05


def test_what_the_shipping_model_learned_from_is_measured_on_its_rehearsal(trained_once: Path) -> None:
    layout = Layout(trained_once / "data")
    evaluation = load_evaluation(layout.eval / "evaluation.json")
    for name, folder in ((UNSEEN_WRITER, layout.rehearsal), (TEST, layout.fitted)):
        split = load_split(layout, name)
        risks = bundle.load(folder)[0].risk(split.readings)
        expected = roc_auc_score(split.labels, risks)
        assert evaluation.slices[name].figures["auc"].value == pytest.approx(expected, abs=1e-4)
    taught = set(bundle.read_manifest(layout.fitted).about["train.marks"].split())
    assert taught >= set(load_split(layout, UNSEEN_WRITER).marks)
    assert not taught & set(load_split(layout, TEST).marks)


def test_a_slice_with_one_label_has_no_figures() -> None:
    assert measure_slice(np.ones(4, dtype=np.int64), ALIKE, list("abcd"), {"auc": auc}, 20, 1) == {}


def test_intervals_resample_campaigns_not_ads() -> None:
    risks = np.array([0.2, 0.8, 0.6, 0.9])
    alone = measure_slice(LABELS, risks, list("abcd"), {"auc": auc}, 200, 1)["auc"]
    assert alone.low < alone.value <= alone.high
    one_campaign = measure_slice(LABELS, risks, list("aaaa"), {"auc": auc}, 200, 1)["auc"]
    assert one_campaign.low == one_campaign.high == one_campaign.value


def test_the_threshold_keeps_the_budget_on_ordinary_ads(trained_once: Path) -> None:
    layout = Layout(trained_once / "data")
    model, manifest = bundle.load(layout.rehearsal)
    validation = load_split(layout, VALIDATION)
    ordinary = validation.where(validation.labels == 0)
    flagged = (model.risk(ordinary.readings) >= manifest.threshold.value).mean()
    assert flagged <= manifest.threshold.budget
    assert ordinary.digest in manifest.threshold.on


def test_every_slice_is_measured_beside_the_baselines(trained_once: Path) -> None:
    layout = Layout(trained_once / "data")
    evaluation = load_evaluation(layout.eval / "evaluation.json")
    wanted = {"validation", "test", "test_disguised", "obfuscated", "unseen_kind", "unseen_writer"}
    assert wanted <= set(evaluation.slices)
    for name, one in evaluation.slices.items():
        assert set(one.figures) == {
            "auc",
            "average_precision",
            "recall",
            "false_alarms",
            "ece",
            "ece_at_night",
        }
        assert {"features_alone", "ngrams_alone", "length_alone"} == set(evaluation.baselines)
        assert all(0 <= slices[name]["auc"] <= 1 for slices in evaluation.baselines.values())
    bare = json.loads((layout.eval / "metrics.json").read_text(encoding="utf-8"))
    assert bare["test"]["auc"] == evaluation.value("test", "auc")
    assert evaluation.slices["test"].digest == load_split(layout, TEST).digest


def test_the_curves_are_drawn_and_kept_as_tables(trained_once: Path) -> None:
    plots = Layout(trained_once / "data").eval / "plots"
    for name in ("pr", "roc", "reliability", "threshold"):
        assert (plots / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert len(pd.read_csv(plots / f"{name}.csv")) > 1
    assert pd.read_csv(plots / "threshold.csv")["recall"].is_monotonic_decreasing


def test_two_runs_agree(trained_once: Path, tmp_path: Path) -> None:
    again = copy_of(trained_once, tmp_path / "again")
    run_stages(again)
    for name in ("model/fitted/weights.npz", "model/fitted/manifest.json", "eval/evaluation.json"):
        assert (again / "data" / name).read_bytes() == (trained_once / "data" / name).read_bytes()


def test_evaluating_before_fitting_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="run the evaluate stage first"):
        load_evaluation(tmp_path / "evaluation.json")
