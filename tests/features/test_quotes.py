"""What an ad quotes is told from what it says itself."""

import pytest

from features import FEATURE_NAMES
from features.quotes import quoted_spans, share_within
from tests.features.ads import reading_of

LURE = "방콕 본사 TM 직원 모집, 월 2000 보장, 항공권 숙소 전액 지원, 텔레 test_desk_01"


def quoted_in(text: str) -> float:
    return reading_of(text).values[FEATURE_NAMES.index("offer_quoted")]


@pytest.mark.parametrize("marks", ['""', "“”", "『』", "「」"])
def test_an_ad_that_somebody_asks_about_is_quoted(marks: str) -> None:
    quoted = f"{marks[0]}{LURE}{marks[1]}"
    assert quoted_in(f"이 글 사기인가요? 동생이 간다고 해서요\n{quoted}\n말려야 할까요") == 1.0


def test_an_ad_that_speaks_for_itself_is_not() -> None:
    assert quoted_in(LURE) == 0.0


def test_an_ad_set_in_quotation_marks_throughout_speaks_for_itself() -> None:
    assert quoted_in(f'"{LURE}"') == 0.0


def test_what_stands_outside_the_quotation_counts_against_it() -> None:
    text = '형이 그러더라 "숙식 제공에 항공권 지원" 진짜임. 월 2000 보장, 감금 없음, 텔레 test_desk_01'
    assert 0.0 < quoted_in(text) < 0.5


def test_a_name_in_quotation_marks_is_no_quotation() -> None:
    assert quoted_spans("씨엠립 '느릅돌' \"느릅돌게스트\" 직원 구함") == []


def test_no_places_have_no_share_within() -> None:
    assert share_within([], [(0, 5)]) == 0.0
