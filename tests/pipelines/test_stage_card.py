from contextlib import chdir
from pathlib import Path

import pytest

from models import bundle
from models.scorer import Scorer
from pipelines.card import release
from pipelines.dataset import load_about
from pipelines.evaluate import load_evaluation
from pipelines.judging.metrics import Figure
from pipelines.judging.rival import recorded_floors, recorded_rival
from pipelines.judging.splits import FINAL
from records.layout import Layout
from tests.pipelines.workspace import HERE, copy_of


@pytest.fixture(scope="module")
def released(trained_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    root = copy_of(trained_once, tmp_path_factory.mktemp("card") / "work")
    with chdir(root):
        release(HERE)
    return Layout(root / "data")


def in_brackets(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def test_the_card_says_who_wrote_the_training_ads(released: Layout) -> None:
    card = (released.release / bundle.CARD).read_text(encoding="utf-8")
    assert "The training ads are written by us." in card
    assert "학습한 글은 우리가 썼습니다." in card
    copies = load_about(released).splits[FINAL].copies
    assert f"{copies:,} changed copies" in card
    assert f"사본 {copies:,}건" in card
    assert "## Not known" in card
    assert "## 모르는 것" in card


def test_the_card_holds_the_measured_figures_in_both_languages(released: Layout) -> None:
    card = (released.release / bundle.CARD).read_text(encoding="utf-8")
    evaluation = load_evaluation(released.eval / "evaluation.json")
    for one in evaluation.slices.values():
        assert (
            card.count(f"| {in_brackets(one.figures['auc'])} | {in_brackets(one.figures['recall'])} |") >= 2
        )
        assert card.count(one.digest) >= 2


def test_the_card_states_threshold_budget_date_and_data(released: Layout) -> None:
    card = (released.release / bundle.CARD).read_text(encoding="utf-8")
    threshold = bundle.read_manifest(released.release).threshold
    assert card.count(f"{threshold.value:.4f}") == 2
    assert card.count(f"{threshold.budget:.2%}") == 2
    assert threshold.chosen in card
    assert threshold.on in card


def test_the_release_scores_and_keeps_its_figures(released: Layout) -> None:
    manifest = bundle.read_manifest(released.release)
    evaluation = load_evaluation(released.eval / "evaluation.json")
    kept = recorded_rival(manifest, note="")
    assert Scorer.load(released.release).version == evaluation.version
    assert kept.value("test", "auc") == evaluation.value("test", "auc")
    assert kept.sets["test"] == evaluation.slices["test"].digest
    assert recorded_floors(manifest) == ()
    assert manifest.about["gate"] == "passed"
