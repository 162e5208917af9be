import numpy as np
import pytest

from features import FEATURE_NAMES, read
from models.risk import RiskModel
from models.threshold import threshold_for
from models.training import FitSettings, fit
from tests.models.ads import LURES, OTHERS, make_ad


def test_lures_come_out_above_other_ads(small_model: RiskModel) -> None:
    lures = small_model.risk([read(make_ad(text)) for text in LURES])
    others = small_model.risk([read(make_ad(text)) for text in OTHERS])
    assert lures.min() > others.max()


def test_the_parts_sum_to_the_logit(small_model: RiskModel) -> None:
    (judged,) = small_model.judge([read(make_ad(LURES[0]))])
    assert judged.logit == pytest.approx(small_model.intercept + judged.text + judged.features)
    assert judged.by_feature.sum() == pytest.approx(judged.features)
    assert judged.by_character.sum() == pytest.approx(judged.text)


def test_the_same_ads_give_the_same_model(small_model: RiskModel) -> None:
    reading = read(make_ad("해외 상담원 모집 텔레 a_0000"))
    assert small_model.risk([reading])[0] == small_model.risk([reading])[0]


def test_one_label_alone_cannot_be_fitted() -> None:
    readings = [read(make_ad(text)) for text in LURES]
    with pytest.raises(ValueError, match="Both lures and other ads"):
        fit(readings, np.ones(len(LURES), dtype=int), list(LURES), FEATURE_NAMES, FitSettings())


@pytest.mark.parametrize("budget", [0.01, 0.1, 0.5])
def test_a_threshold_keeps_to_its_budget(budget: float) -> None:
    risks = np.random.default_rng(7).random(1000)
    assert np.mean(risks >= threshold_for(budget, risks)) <= budget


def test_equal_risks_do_not_break_the_budget() -> None:
    risks = np.array([0.9] * 50 + [0.1] * 50)
    assert np.mean(risks >= threshold_for(0.1, risks)) == 0


def test_a_budget_for_a_part_of_the_next_ad_lowers_the_threshold_towards_it() -> None:
    risks = np.array([0.9, 0.5, *[0.1] * 98])
    strict, lenient = threshold_for(0.011, risks), threshold_for(0.019, risks)
    assert 0.5 < lenient < strict < 0.9


def test_a_threshold_needs_ordinary_ads() -> None:
    with pytest.raises(ValueError, match="ordinary ads"):
        threshold_for(0.01, np.array([]))
