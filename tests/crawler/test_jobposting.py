"""What golden pages cannot hold of JobPosting: packed sitemaps, markers over nights, the closing date."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.desk.golden import FETCHED
from crawler.memory import text_digest
from crawler.page import Page
from crawler.results import Post
from crawler.spiders.jobposting import read_list, read_post
from records import JobAd
from tests.crawler.conftest import Crawl
from tests.crawler.loopback import Answer, Asked, site

AD = """<html><script type="application/ld+json">{"@type": "JobPosting", "title": "공고 %s",
"description": "월 250 주5일", "datePosted": "2026-11-20", "validThrough": "2026-12-%s"}</script></html>"""


def sitemap(lastmods: dict[str, str]) -> bytes:
    urls = "".join(
        f"<url><loc>/jobs/{number}</loc><lastmod>{day}</lastmod></url>" for number, day in lastmods.items()
    )
    return gzip.compress(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )


def portal(packed: Callable[[], bytes]) -> Callable[[Asked], Answer]:
    def answer(asked: Asked) -> Answer:
        if asked.path == "/sitemap.xml.gz":
            return Answer(packed(), "application/octet-stream")
        if asked.path == "/robots.txt":
            return Answer(b"", "text/plain")
        return Answer((AD % (asked.path.rpartition("/")[2], "31")).encode())

    return answer


def sources(folder: Path, base: str) -> Path:
    path = folder / "s.yml"
    path.write_text(
        f"contact: me@watch.example\nsources:\n  - {{name: portal, platform: jobposting, local: true,"
        f" post: '/jobs/([0-9]+)$', start: ['{base}/sitemap.xml.gz']}}\n"
    )
    return path


def test_a_packed_sitemap_is_read(crawl: Crawl, tmp_path: Path) -> None:
    with site(portal(lambda: sitemap({"1": "2026-11-20", "2": "2026-11-20"}))) as here:
        report = crawl(sources(tmp_path, here.base), tmp_path / "data").report()["portal"]
    assert (report.error, report.new) == (None, 2)


def test_a_post_is_fetched_again_when_the_sitemap_says_that_it_changed(crawl: Crawl, tmp_path: Path) -> None:
    lastmods = {"1": "2026-11-20", "2": "2026-11-20"}
    with site(portal(lambda: sitemap(lastmods))) as here:
        file = sources(tmp_path, here.base)
        crawl(file, tmp_path / "data")
        lastmods["2"] = "2026-11-21"
        here.asked.clear()
        crawl(file, tmp_path / "data", "2026-11-22")
    assert [asked.path for asked in here.asked if asked.path.startswith("/jobs")] == ["/jobs/2"]


@pytest.mark.parametrize(
    ("packed", "sentence"),
    [
        (b"\x1f\x8b\x08not gzip at all", "cannot be unpacked"),
        (gzip.compress(b"<urlset>" + b" " * (64 * 1024 * 1024)), "cannot be unpacked"),
    ],
)
def test_a_broken_or_a_bomb_of_a_sitemap_is_said(
    crawl: Crawl, tmp_path: Path, packed: bytes, sentence: str
) -> None:
    with site(portal(lambda: packed)) as here:
        report = crawl(sources(tmp_path, here.base), tmp_path / "data").report()["portal"]
    assert sentence in (report.error or "")


def read(number: str, day: str) -> JobAd:
    page = Page(f"https://portal.example/jobs/{number}", AD % (number, day))
    ad = read_post(page, Post(number, page.url), "portal", FETCHED)
    assert isinstance(ad, JobAd)
    return ad


def test_the_closing_date_is_kept_and_its_move_is_no_edit() -> None:
    first, later = read("1", "01"), read("1", "31")
    assert (first.valid_through, later.valid_through) == ("2026-12-01", "2026-12-31")
    assert first.text == later.text
    assert text_digest(first) == text_digest(later)


def test_entities_of_a_sitemap_are_not_expanded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    told = f'<!DOCTYPE urlset [<!ENTITY e0 "/jobs/9">{bomb}<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset>'
    said = "<url><loc>&%s;</loc></url><url><loc>/jobs/7</loc></url></urlset>"
    for name, numbers in (("x", {"7"}), ("e11", set())):
        listing = read_list(Page("https://portal.example/s.xml", told + said % name), r"/jobs/(\d+)$")
        assert {post.native_id for post in listing.posts} == numbers
