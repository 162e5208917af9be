from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from records import Edit, Image, JobAd, Reading
from records.layout import night_of
from records.policy import GROUNDS
from records.reports import SourceReport

NOW = datetime(2026, 11, 22, 1, tzinfo=timezone(timedelta(hours=9)))


def test_times_are_kept_in_utc() -> None:
    ad = JobAd(ad_id="a:1", source="a", url="", fetched_at=NOW, body="x")
    assert ad.fetched_at == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert ad.fetched_at.tzinfo == UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        JobAd(ad_id="a:1", source="a", url="", fetched_at=datetime(2026, 1, 1), body="x")


def test_a_night_is_its_date_in_seoul() -> None:
    assert night_of(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)) == "2026-11-22"
    assert night_of(datetime(2026, 11, 21, 14, 59, tzinfo=UTC)) == "2026-11-21"


def test_the_text_holds_every_published_part_once() -> None:
    ad = JobAd(
        ad_id="a:1",
        source="a",
        url="",
        fetched_at=NOW,
        title="제목",
        body="본문 https://t.me/x",
        pay="월 300",
        links=("https://t.me/x", "https://t.me/y"),
        images=(Image(url="i", text="그림 글자"), Image(url="j")),
    )
    assert ad.text == "제목\n본문 https://t.me/x\n월 300\nhttps://t.me/y\n그림 글자"


def test_an_ad_with_nothing_to_read_is_refused() -> None:
    with pytest.raises(ValidationError, match="no text"):
        JobAd(ad_id="a:1", source="a", url="", fetched_at=NOW, title=" ", body="\n")


@pytest.mark.parametrize("bad", ["", " a:1", "a:1\n", "a\x1b[31m:1"])
def test_an_id_cannot_forge_a_line(bad: str) -> None:
    with pytest.raises(ValidationError):
        JobAd(ad_id=bad, source="a", url="", fetched_at=NOW, body="x")


def test_a_normalised_span_points_back_at_the_published_characters() -> None:
    published = "텔.레 ab 캄☆보"
    edits = (Edit(start=1, end=2, becomes=""), Edit(start=8, end=9, becomes=""))
    reading = Reading(ad_id="a:1", normalised="텔레 ab 캄보", edits=edits, values=())
    start, end = reading.published(0, 2)
    assert published[start:end] == "텔.레"
    start, end = reading.published(3, 5)
    assert published[start:end] == "ab"
    start, end = reading.published(6, 8)
    assert published[start:end] == "캄☆보"


def test_a_longer_replacement_points_back_at_what_it_replaced() -> None:
    reading = Reading(
        ad_id="a:1", normalised="월 300만원 지급", edits=(Edit(start=5, end=6, becomes="만원"),), values=()
    )
    assert reading.published(2, 7) == (2, 6)
    assert reading.published(5, 6) == (5, 6)
    assert reading.published(8, 10) == (7, 9)


def test_counts_that_do_not_add_up_are_refused() -> None:
    assert SourceReport(source="a", seen=3, new=2, rejected={"no text": 1}).seen == 3
    with pytest.raises(ValidationError, match="3 seen, but the parts give 2"):
        SourceReport(source="a", seen=3, new=2)


def test_every_ground_is_named_in_both_languages() -> None:
    assert all(ground.korean and ground.english for ground in GROUNDS.values())
    assert {ground.supports for ground in GROUNDS.values()} == {"lure", "not_lure"}
