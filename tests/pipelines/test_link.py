"""Campaigns over several nights, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

LURE = (
    "프놈펜 본사 티엠 직원 모집합니다. 월 1500 보장, 숙식 제공, 왕복 항공권 선지급. "
    "여권만 있으면 바로 출국 가능하고 초보자도 환영합니다."
)
LURE_ELSEWHERE = LURE.replace("프놈펜", "시하누크빌").replace("1500", "2000") + " 친구 동반 환영!"
OTHER_LURE = (
    "해외 채팅 상담원 구합니다. 하루 여덟 시간 앉아서 하는 일이고 비자는 도착해서 해 드립니다. "
    "빚 있는 분도 새출발 하실 수 있게 도와 드립니다."
)
CAFE = (
    "망원동 카페에서 주말 직원을 구합니다. 시급 11000원, 점심 제공, 오전 열 시부터 여섯 시까지. "
    "경력자 우대하고 면접은 매장에서 봅니다."
)


def test_near_copies_of_one_night_are_one_campaign(nights, made):
    nights.work("2026-11-20", made("a", LURE), made("b", LURE_ELSEWHERE), made("c", CAFE, risk=0.01))

    assert nights.campaign_of("a") == nights.campaign_of("b")
    assert nights.campaign_of("c") != nights.campaign_of("a")


def test_a_near_copy_of_an_earlier_night_joins_its_campaign(nights, made):
    nights.work("2026-11-18", made("a", LURE))
    first = nights.campaign_of("a")

    done = nights.work("2026-11-20", made("b", LURE_ELSEWHERE))

    assert nights.campaign_of("b") == first
    assert (done.linked.founded, done.linked.merged) == (0, 0)


def test_one_contact_joins_lures_that_read_differently(nights, made):
    nights.work("2026-11-18", made("a", LURE, telegram=("kh_fake01",)))
    nights.work("2026-11-20", made("b", OTHER_LURE, telegram=("kh_fake01",)))

    assert nights.campaign_of("a") == nights.campaign_of("b")


def test_contacts_of_ordinary_ads_join_nothing(nights, made):
    nights.work(
        "2026-11-20",
        made("a", CAFE, risk=0.01, telegram=("jobcentre",)),
        made("b", OTHER_LURE, risk=0.02, telegram=("jobcentre",)),
    )

    assert nights.campaign_of("a") != nights.campaign_of("b")


def test_a_warning_that_lists_many_handles_does_not_make_one_campaign_of_them(nights, made):
    handles = tuple(f"kh_fake{number:02}" for number in range(12))
    nights.work(
        "2026-11-20",
        made("a", LURE, telegram=("kh_fake01",)),
        made("b", OTHER_LURE, telegram=("kh_fake02",)),
        made("list", "이 아이디들을 조심하세요. 모두 캄보디아로 사람을 부르는 곳입니다.", telegram=handles),
    )

    assert nights.campaign_of("a") != nights.campaign_of("b")


def test_a_contact_on_too_many_unrelated_texts_joins_nothing(nights, made):
    texts = [
        f"{word} " * 12
        for word in ["가나다라", "마바사아", "자차카타", "파하거너", "더러머버", "서어저처", "커터퍼허"]
    ]
    nights.link = nights.link.model_copy(update={"contact_texts": 5})
    ads = [made(str(place), body, telegram=("hotline_fake",)) for place, body in enumerate(texts)]

    done = nights.work("2026-11-20", *ads)

    assert done.linked.common_contacts == 1
    assert len({nights.campaign_of(str(place)) for place in range(len(texts))}) == len(texts)


def test_two_campaigns_that_turn_out_one_keep_the_older_name_and_record_the_merge(nights, made):
    nights.work("2026-11-17", made("a", LURE, telegram=("kh_fake01",)))
    nights.work("2026-11-18", made("b", OTHER_LURE, telegram=("kh_fake02",)))
    older, younger = nights.campaign_of("a"), nights.campaign_of("b")

    done = nights.work(
        "2026-11-20", made("c", "두 곳 모두 저희입니다 연락 주세요", telegram=("kh_fake01", "kh_fake02"))
    )

    assert {nights.campaign_of(name) for name in "abc"} == {older}
    assert nights.ask("SELECT * FROM merges") == [(younger, older, "2026-11-20")]
    assert done.linked.merged == 1


def test_short_texts_are_no_sign_of_a_campaign(nights, made):
    nights.work("2026-11-20", made("a", "직원 구합니다 연락 주세요"), made("b", "직원 구합니다 연락 주세요"))

    assert nights.campaign_of("a") != nights.campaign_of("b")


def test_a_hundred_copies_are_one_campaign_under_one_name(nights, made):
    ads = [made(f"n{number:03}", f"{LURE} {number}번 자리", minute=number) for number in range(100)]
    nights.work("2026-11-20", *ads[50:])
    nights.work("2026-11-21", *ads[:50])

    assert len(nights.ask("SELECT DISTINCT campaign_id FROM ads")) == 1


def test_the_same_night_twice_changes_nothing(nights, made):
    ads = (made("a", LURE), made("b", LURE_ELSEWHERE), made("c", OTHER_LURE, telegram=("kh_fake01",)))
    first = nights.work("2026-11-20", *ads)
    before = {table: nights.ask(f"SELECT * FROM {table}") for table in TABLES}

    second = nights.work("2026-11-20", *ads)

    assert {table: nights.ask(f"SELECT * FROM {table}") for table in TABLES} == before
    assert (second.linked, second.raised, second.alerts) == (first.linked, first.raised, first.alerts)
    assert second.remembered.known == 3


TABLES = ("ads", "revisions", "wordings", "contacts", "campaigns", "merges", "alerts", "copies")


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_campaigns_are_named_for_their_first_ad_whatever_the_order(nights, made, names):
    ads = {"a": made("a", LURE, minute=1), "b": made("b", LURE_ELSEWHERE, minute=2)}

    nights.work("2026-11-20", *(ads[name] for name in names))

    assert nights.ask("SELECT founder FROM campaigns") == [("board:a",)]


def test_the_ledger_file_stands_where_the_data_are(nights, tmp_path: Path):
    if nights.ledger.name.startswith("sqlite"):
        assert (tmp_path / "ledger.sqlite3").exists()
