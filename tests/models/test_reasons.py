from hypothesis import given, settings
from hypothesis import strategies as st

from features import read
from models.reasons import find_reasons
from models.risk import RiskModel
from tests.models.ads import LURES, OTHERS, make_ad


def reasons_for(model: RiskModel, text: str, title: str = ""):
    ad = make_ad(text, title=title)
    reading = read(ad)
    return ad, find_reasons(ad, reading, *model.judge([reading]), model.feature_names)


def test_a_lure_has_reasons_that_raised_its_risk(small_model: RiskModel) -> None:
    _, reasons = reasons_for(small_model, LURES[0])
    assert any(reason.weight > 0 for reason in reasons)


def test_every_reason_points_at_the_published_words(small_model: RiskModel) -> None:
    for text in LURES + OTHERS:
        ad, reasons = reasons_for(small_model, text, title="모집")
        for reason in reasons:
            assert ad.text[reason.span.start : reason.span.end] == reason.span.text != ""


def test_a_disguised_word_is_shown_as_it_was_published(small_model: RiskModel) -> None:
    ad, reasons = reasons_for(small_model, "캄.보.디.아 TM 직원 모집 월 1500 텔레 kim_0000 숙식 제공")
    shown = "".join(reason.span.text for reason in reasons)
    assert "캄.보.디.아" in ad.text
    assert "캄.보.디.아" in shown


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reasons(small_model: RiskModel, text: str) -> None:
    ad, reasons = reasons_for(small_model, f"모집 {text}")
    for reason in reasons:
        assert ad.text[reason.span.start : reason.span.end] == reason.span.text
