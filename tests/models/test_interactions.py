"""Trees over the features: they learn what a sum cannot say, and each answer is the doing of its features."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models import bundle
from models.bundle import TREES, BadBundle, Threshold
from models.interaction_fitting import InteractionSettings, fit_interactions
from models.interactions import Interactions
from models.risk import RiskModel

SETTINGS = InteractionSettings(trees=40, least_ads=5, rate=0.2)
THRESHOLD = Threshold(value=0.5, budget=0.01, on="tests", chosen="2026-11-28")
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def either_but_not_both() -> tuple[Floats, NDArray[np.int64]]:
    """300 ads of three features; a lure has exactly one of the first two. No sum of them can tell."""
    values = np.random.default_rng(7).integers(0, 2, (300, 3)).astype(np.float64)
    return values, (values[:, 0] != values[:, 1]).astype(np.int64)


@pytest.fixture(scope="module")
def trees(either_but_not_both: tuple[Floats, NDArray[np.int64]]) -> Interactions:
    values, labels = either_but_not_both
    return fit_interactions(values, labels, np.zeros(len(labels)), SETTINGS)


def answer(trees: Interactions, values: Floats) -> Floats:
    return np.asarray(trees.shares(values).sum(axis=1) + trees.bias)


def test_what_two_features_say_together_is_learned(
    trees: Interactions, either_but_not_both: tuple[Floats, NDArray[np.int64]]
) -> None:
    values, labels = either_but_not_both
    odds = answer(trees, values)
    assert odds[labels == 1].min() > 1
    assert odds[labels == 0].max() < -1


def test_a_feature_that_says_nothing_has_little_share(trees: Interactions) -> None:
    shares = np.abs(trees.shares(np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]])))
    assert (shares[:, 2] < 0.1 * shares[:, :2].sum(axis=1)).all()


def test_the_same_ads_give_the_same_trees(
    trees: Interactions, either_but_not_both: tuple[Floats, NDArray[np.int64]]
) -> None:
    values, labels = either_but_not_both
    again = fit_interactions(values, labels, np.zeros(len(labels)), SETTINGS)
    assert np.array_equal(again.value, trees.value)


def test_what_the_base_already_knows_is_left_alone(
    either_but_not_both: tuple[Floats, NDArray[np.int64]],
) -> None:
    values, labels = either_but_not_both
    known = fit_interactions(values, labels, np.where(labels == 1, 9.0, -9.0), SETTINGS)
    assert np.abs(known.shares(values)).max() < 0.1


def test_an_ad_alone_is_judged_as_among_others(trees: Interactions) -> None:
    values = np.random.default_rng(3).random((20, 3))
    together = trees.shares(values)
    assert np.array_equal(together, np.vstack([trees.shares(row[None]) for row in values]))
    assert trees.shares(values[:0]).shape == (0, 3)


def save(folder: Path, model: RiskModel) -> None:
    bundle.save(folder, model, version="v", threshold=THRESHOLD, card="card", about={})


def test_a_bundle_keeps_the_trees(small_model: RiskModel, tmp_path: Path) -> None:
    assert small_model.interactions is not None
    save(tmp_path / "b", small_model)
    loaded, _ = bundle.load(tmp_path / "b")
    assert loaded.interactions is not None
    values = np.random.default_rng(1).random((5, len(small_model.feature_names)))
    assert np.array_equal(loaded.interactions.shares(values), small_model.interactions.shares(values))


def test_trees_that_lead_out_of_their_arrays_are_refused(small_model: RiskModel, tmp_path: Path) -> None:
    assert small_model.interactions is not None
    astray = replace(small_model.interactions, left=small_model.interactions.left + 10_000)
    save(tmp_path / "b", replace(small_model, interactions=astray))
    with pytest.raises(BadBundle, match=f"{TREES} does not fit its manifest"):
        bundle.load(tmp_path / "b")


def test_a_bundle_without_trees_is_read(small_model: RiskModel, tmp_path: Path) -> None:
    save(tmp_path / "b", replace(small_model, interactions=None))
    assert bundle.load(tmp_path / "b")[0].interactions is None
