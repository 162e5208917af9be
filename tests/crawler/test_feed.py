"""Feeds: ids, times, what is never opened or trusted; whole feeds are golden pages."""

from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from crawler.entries import FeedSource
from crawler.page import Page
from crawler.results import Listing
from crawler.spiders.feed import FeedSpider, read_id, read_list, read_time
from records.layout import SEOUL

HOME = "https://news.example"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


def read(items: str, end: str = "</channel></rss>") -> Listing:
    return read_list(Page(f"{HOME}/feed/", f'<rss version="2.0"><channel>{items}{end}'), "s", NOW)


@pytest.mark.parametrize(
    "written",
    [
        "Wed, 18 Nov 2026 14:04:10 +0000",
        "Wed, 18 Nov 2026 23:04:10 +0900",
        "Wed, 18 Nov 2026 23:04:10 KST",
        "Wed, 18 Nov 2026 23:04:10",
        "2026-11-18T23:04:10+09:00",
        "2026-11-18T14:04:10Z",
        "2026-11-18 23:04:10",
    ],
)
def test_a_time_without_an_offset_is_seouls(written: str) -> None:
    assert read_time({"published": written}, SEOUL) == datetime(2026, 11, 18, 14, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "어제", "Wed, 99 Nov 2026 99:99:99 +9999", "0000-00-00 00:00:00"])
def test_a_time_that_cannot_be_read_is_left_out(written: str) -> None:
    assert read_time({"published": written}, SEOUL) is None


def test_the_time_of_posting_stands_before_that_of_the_last_edit() -> None:
    entry = {"published": "2026-11-18T14:04:10Z", "updated": "2026-11-20T00:00:00Z"}
    assert read_time(entry, SEOUL) == datetime(2026, 11, 18, 14, 4, 10, tzinfo=UTC)


def test_a_plain_id_is_kept_and_any_other_becomes_a_digest() -> None:
    assert read_id({"id": "post-12_a"}, "") == "post-12_a"
    for hostile in ("../../etc/passwd", "a\nb", "=1+1", "-x", "9" * 65, "https://news.example/?p=1", "가"):
        assert read_id({"id": hostile}, "").isalnum()
        assert len(read_id({"id": hostile}, "")) == 24


def test_without_an_id_the_address_and_then_the_text_tells_entries_apart() -> None:
    assert read_id({"link": "https://x.example/1"}, "a") == read_id({"link": "https://x.example/1"}, "b")
    assert read_id({}, "a") != read_id({}, "b")


def test_an_entry_that_comes_twice_is_read_once() -> None:
    item = "<item><guid>one</guid><title>글</title></item>"
    assert len(read(item + item).sightings) == 1


def test_the_half_entry_of_a_feed_that_is_cut_off_waits_for_the_next_run() -> None:
    whole = "<item><guid>one</guid><title>온전한 글</title></item>"
    found = read(whole + "<item><guid>two</guid><description>반만 온 글", end="")
    assert [sighting.post.native_id for sighting in found.sightings] == ["one"]


@pytest.mark.parametrize("text", ["/etc/passwd", "https://127.0.0.1:1/feed", "file:///etc/passwd", ""])
def test_a_text_that_looks_like_an_address_is_never_opened(text: str) -> None:
    assert read_list(Page(f"{HOME}/feed/", text), "s", NOW) == Listing(says="is no feed")


def test_an_entry_that_leaves_the_feed_is_not_gone() -> None:
    assert not FeedSpider.lists_everything
    assert not FeedSpider.posts_have_pages


def test_a_feed_that_the_server_calls_plain_text_is_read() -> None:
    source = FeedSource(name="feed", platform="feed", start=(f"{HOME}/feed/",))
    spider = FeedSpider(source, None)  # type: ignore[arg-type]
    plain = {"Content-Type": "text/plain"}
    assert spider.is_readable_list(Response(f"{HOME}/feed/", headers=plain, body=b"<rss></rss>"))
    assert not spider.is_readable_list(Response(f"{HOME}/feed/", headers=plain, body=b"hello"))


def test_an_empty_feed_is_told_from_a_page_that_is_none() -> None:
    assert read("").says == ""
    assert (
        read_list(Page(f"{HOME}/feed/", "<html><body>점검 중</body></html>"), "s", NOW).says == "is no feed"
    )
