"""KBoard: addresses, markers, refusals; the layouts are golden pages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.entries import KboardSource
from crawler.page import Page
from crawler.results import Post
from crawler.spiders.kboard import KboardSpider
from crawler.spiders.kboard.lists import read_list, read_post_address
from crawler.spiders.kboard.posts import read_post
from records import JobAd

PAGES = Path(__file__).parents[1] / "fixtures" / "pages" / "kboard"
HOME = "https://wp.example"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


def page(markup: str = "", url: str = f"{HOME}/jobs/") -> Page:
    return Page(url, markup)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("?pageid=3&category1=x&mod=document&uid=12", "/jobs/?mod=document&uid=12"),
        ("/?page_id=7&pageid=2&mod=document&uid=012", "/?page_id=7&mod=document&uid=12"),
        ("/?kboard_id=1&mod=document&uid=12", "/?kboard_id=1&mod=document&uid=12"),
        (f"{HOME}?kboard_content_redirect=12", "/?kboard_content_redirect=12"),
    ],
)
def test_one_post_has_one_number_whatever_its_address(href: str, address: str) -> None:
    assert read_post_address(page(), href) == Post("12", HOME + address)


@pytest.mark.parametrize(
    "href",
    [
        "/jobs/?mod=list&category1=x",
        "/jobs/?mod=editor&uid=12",
        "/jobs/?uid=12",
        "/jobs/?mod=document&uid=",
        "/jobs/?mod=document&uid=1%0A2",
        "/jobs/?mod=document&uid=１２",
        "/?action=kboard_file_download&uid=12&file=file1",
        "javascript:alert('mod=document&uid=12')",
    ],
)
def test_other_links_lead_to_no_post(href: str) -> None:
    assert read_post_address(page(), href) is None


def test_the_badge_of_a_new_post_hits_and_votes_change_no_marker() -> None:
    before = (PAGES / "list-default" / "page.html").read_text("utf-8")
    later = before.replace('<span class="kboard-default-new-notify">New</span>', "").replace(
        "조회 31", "조회 99"
    )
    assert before != later
    assert read_list(page(before)) == read_list(page(later))
    assert read_list(page(before)) != read_list(page(before.replace("(2)", "(3)")))


def test_a_title_of_two_lines_keeps_its_words_apart() -> None:
    markup = '<div class="kboard-title"><h1>급구<br>홀 서빙</h1></div><div class="content-view">두 분</div>'
    found = read_post(page(markup), Post("5", f"{HOME}/jobs/?mod=document&uid=5"), "s", NOW)
    assert isinstance(found, JobAd)
    assert found.title == "급구 홀 서빙"


def test_a_source_of_feeds_alone_takes_no_absence_for_a_deletion() -> None:
    def lists_everything(*start: str) -> bool:
        source = KboardSource(name="board", platform="kboard", start=start)
        return KboardSpider(source, None).lists_everything  # type: ignore[arg-type]

    feed = f"{HOME}/wp-content/plugins/kboard/rss.php"
    assert not lists_everything(feed)
    assert lists_everything(feed, f"{HOME}/jobs/")


def test_a_list_that_is_empty_or_closed_says_so() -> None:
    def says(case: str) -> str | None:
        return read_list(page((PAGES / case / "page.html").read_text("utf-8"))).says

    assert says("list-empty") == ""
    assert says("login-needed") == "is not open to guests"
    assert says("layout-only") is None
    assert says("list-in-a-frame") is None
