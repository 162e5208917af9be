"""What is hidden by the rules seen in the wild is still read."""

from random import Random

import pytest

from features import CUES
from pipelines.obfuscation import HIDING_IN_THE_WILD, RULES
from records import Reading
from tests.features.ads import reading_of

ADS = (
    "캄보디아 프놈펜 상담 직원 급구\n월 700~1200 숙식 제공, 항공권 지원\n초보 환영, 여권만 있으면 됩니다\n"
    "텔레그램 test_desk_01",
    "방콕 본사 TM 직원 모집\n월 2000 보장, 매일 정산\n감금 없음, 외박 가능, 빚 있으신 분 환영\n"
    "문의 텔레 test_desk_02",
    "시아누크빌 온라인 카지노 직원\n남녀 무관, 경력 무관, 숙소 무료\n비자는 도착해서 회사가 처리\n"
    "카톡 test_desk_03",
    "골든트라이앵글 무역회사 통역 직원\n월 400 숙식 제공, 비행기표 회사 부담\n여권 사진 먼저 보내주세요\n"
    "라인 test_desk_04",
    "마닐라 채팅 상담 여직원 2명\n20~35세, 1인실, 왕복 항공 제공\n중도 퇴사 시 위약금 있음\n"
    "위챗 test_desk_05",
    "개인장 법인장 매입, 통장이랑 OTP 지참\n호치민 호텔 2주, 당일 정산\n010-0000-1234",
)


def facts_of(reading: Reading) -> set[tuple[str, str]]:
    return (
        {("cue", cue.name) for cue in reading.cues if CUES[cue.name].lean == "lure"}
        | {("place", place.country) for place in reading.places}
        | {(contact.type, contact.value) for contact in reading.contacts}
    )


@pytest.mark.parametrize("name", HIDING_IN_THE_WILD)
def test_nearly_every_fact_is_found_behind_the_disguise(name: str) -> None:
    random = Random(20261122)
    found = total = 0
    for ad in ADS:
        plain = facts_of(reading_of(ad))
        hidden = facts_of(reading_of(RULES[name](ad, random)))
        found += len(plain & hidden)
        total += len(plain)
    assert found >= 0.95 * total, f"{found} of {total}"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_repeatable_and_leaves_the_handle_alone(name: str) -> None:
    hidden = RULES[name](ADS[0], Random(7))
    assert hidden == RULES[name](ADS[0], Random(7))
    if name != "full_width":
        assert "test_desk_01" in hidden


@pytest.mark.parametrize(
    "name", [name for name in RULES if name not in ("in_hanja", "by_meaning", "rotated")]
)
def test_a_rule_hides_something(name: str) -> None:
    assert RULES[name](" ".join(ADS), Random(7)) != " ".join(ADS)
