"""The Reading as a whole: pure, whole, true to the published text, and quick on hostile input."""

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import features
from features import CUES, FEATURE_NAMES, FEATURES, describe_cue, read
from features.alignment import compose, rewrite
from features.text import normalise
from records import JobAd, Reading
from tests.features.ads import ad_of, reading_of

LURE = "캄*보디아 TM 직원 급구!! 월 15OO~3OOO 숙식·항공 제공, 여권만 있으면 됨. ㅌㄹ test_desk_01"
PIECES = st.sampled_from(
    [
        *LURE.split(),
        "ㅋㅂㄷㅇ",
        "캄보X",
        "\u200b",
        "ㅌㅔㄹ",
        "1OO",
        "🇰🇭",
        "공일공",
        "\n",
        "@",
        "월",
        "~",
        "천",
        "①",
        "Ａ",
        "한",
    ]
)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=120),
    st.lists(PIECES, min_size=1, max_size=30).map(" ".join),
    st.lists(PIECES, min_size=1, max_size=30).map("".join),
).filter(str.strip)


def spans_of(reading: Reading) -> list[object]:
    found = [part.span for part in (*reading.places, *reading.contacts, *reading.cues)]
    return [*found, reading.pay.span] if reading.pay else found


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_every_span_is_true(text: str) -> None:
    ad = ad_of(text)
    reading = read(ad)
    for span in spans_of(reading):
        assert 0 <= span.start < span.end <= len(ad.text)  # type: ignore[attr-defined]
        assert ad.text[span.start : span.end] == span.text  # type: ignore[attr-defined]
    assert len(reading.values) == len(FEATURE_NAMES)
    assert all(map(math.isfinite, reading.values))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_the_edits_make_the_normalised_text(text: str) -> None:
    ad = ad_of(text)
    reading = read(ad)
    carried_out = ad.text
    for edit in reversed(reading.edits):
        carried_out = carried_out[: edit.start] + edit.becomes + carried_out[edit.end :]
    assert carried_out == reading.normalised


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_the_map_back_runs_forward(text: str) -> None:
    result = compose(rewrite(text, []), normalise(text))
    starts = [result.to_source(at, at + 1)[0] for at in range(len(result.text))]
    assert starts == sorted(starts)


def test_reading_is_a_pure_function() -> None:
    assert reading_of(LURE) == reading_of(LURE)


def test_a_lure_is_read_as_an_investigator_reads_it() -> None:
    reading = reading_of(LURE)
    assert reading.pay is not None
    assert (reading.pay.min, reading.pay.max) == (15_000_000, 30_000_000)
    assert {place.country for place in reading.places} == {"KH"}
    assert [(contact.type, contact.value) for contact in reading.contacts] == [("telegram", "test_desk_01")]
    assert {"scam_work", "travel_paid", "lodging_stressed", "passport_needed", "urgency"} <= {
        cue.name for cue in reading.cues
    }


def value_of(reading: Reading, name: str) -> float:
    return reading.values[FEATURE_NAMES.index(name)]


def test_pay_stands_out_by_the_work_and_the_skill_asked() -> None:
    chat = reading_of("프놈펜 단순 채팅 상담 직원 월 400 + 숙식, 경력 무관, 텔레 test_desk_01")
    site = reading_of("프놈펜 현장소장 채용, 건설 경력 15년 이상, 월 900만원, (주)한빛건설 hr@hanbit.example")
    assert value_of(chat, "pay_without_skill") > 0.3
    assert value_of(site, "pay_without_skill") == 0.0
    assert value_of(chat, "pay_over_norm") > value_of(site, "pay_over_norm")


def test_a_valid_registration_number_is_told_from_any_ten_digits() -> None:
    assert value_of(reading_of("사업자등록번호 124-81-00998"), "valid_registration") == 1.0
    assert value_of(reading_of("사업자등록번호 123-45-67890"), "valid_registration") == 0.0


def test_not_stated_and_stated_absent_are_different_facts() -> None:
    silent = reading_of("프놈펜 상담 직원 모집 텔레 test_desk_01")
    absent = reading_of("프놈펜 상담 직원 모집, 감금 없음, 여권 본인 보관. 텔레 test_desk_01")
    assert value_of(silent, "cue_safety_denial") == value_of(silent, "cue_passport_handed_over") == 0.0
    assert value_of(absent, "cue_safety_denial") == 1.0
    assert value_of(absent, "cue_passport_handed_over") == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "경찰은 캄보디아에서 콜센터를 운영한 일당 12명을 구속 송치했다고 밝혔다.",
        "[안내] 해외 취업 사기 주의하세요. 항공권을 먼저 보내면 의심하고 112에 신고하세요.",
        "동생이 캄보디아에 갔는데 연락이 끊겼어요. 여권을 뺏긴 것 같아요. 도와주실 분 계신가요?",
        "이 구인글 사기인가요? 월 500에 숙식 제공이라는데 괜찮을까요?",
    ],
)
def test_a_report_is_told_from_an_ad(text: str) -> None:
    assert value_of(reading_of(text), "report_voice") == 1.0
    assert value_of(reading_of(LURE), "report_voice") == 0.0


def test_every_feature_is_named_and_described_in_korean() -> None:
    assert len(set(FEATURE_NAMES)) == len(FEATURES)
    for feature in FEATURES:
        assert feature.name.isidentifier()
        assert feature.korean.strip()
        assert any("가" <= char <= "힣" for char in feature.korean), feature.name


def test_cues_are_described_in_both_languages() -> None:
    for name in CUES:
        assert describe_cue(name) == CUES[name].korean
        assert describe_cue(name, "en") == CUES[name].english


def test_an_unknown_name_of_the_package_is_refused() -> None:
    with pytest.raises(AttributeError):
        features.nothing  # noqa: B018


HOSTILE = {
    "digits": "1" * 1_000_000,
    "ranges": "1~" * 500_000,
    "quotes": '"1' * 500_000,
    "handles": "텔레 abc_12 " * 60_000,
    "loose letters": "ㅌㅔ" * 200_000,
    "invisible": "캄\u200b" * 200_000,
    "signs": "캄*보*디*아*" * 60_000,
    "spaced": "캄 " * 300_000,
    "triggers": "여권 " * 200_000,
    "phones": "+855 " * 200_000,
    "addresses": "a@a." * 250_000,
    "respelled": "깜뽀띠아" * 80_000,
    "links": "t.me/" * 200_000,
    "numerals": "천" * 330_000,
    "full width": "Ａ" * 330_000,
    "underscores": "a _ " * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_is_read_in_a_second(name: str) -> None:
    """In one of three tries: what grows with the square of the length fails them all."""
    ad = ad_of(HOSTILE[name])
    reading_of("준비")
    assert any(seconds_to_read(ad) < 1.0 for _ in range(3))


def seconds_to_read(ad: JobAd) -> float:
    started = time.process_time()
    read(ad)
    return time.process_time() - started


def test_of_a_text_no_person_would_read_the_beginning_and_the_end_are_read() -> None:
    reading = reading_of("프놈펜 상담 직원 모집\n" + "가나다 " * 100_000 + "\n텔레 test_desk_01")
    assert {place.country for place in reading.places} == {"KH"}
    assert [contact.value for contact in reading.contacts] == ["test_desk_01"]


def test_a_cue_that_ends_in_a_number_shows_the_whole_number() -> None:
    shown = {cue.name: cue.span.text for cue in reading_of("상담 직원 모집\n지난달 1등 4,500 가져감").cues}
    assert shown["pay_guaranteed"] == "1등 4,500"
