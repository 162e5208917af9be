import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from models import bundle
from pipelines.evaluate import load_evaluation
from pipelines.judging.metrics import auc, average_precision, calibration_error, flag_rate, measure_slice
from pipelines.judging.split_tables import load_split
from pipelines.judging.splits import TEST, VALIDATION
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
    model, manifest = bundle.load(layout.fitted)
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
        assert set(one.figures) == {"auc", "average_precision", "recall", "false_alarms", "ece"}
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
