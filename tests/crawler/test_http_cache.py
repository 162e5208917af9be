"""The developer's cache: a site is asked once while its reader is being written, and never by accident."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from records import JobAd
from records.reports import SourceReport
from tests.crawler.conftest import NIGHT, Crawled, SampleWeb, Serve, run_crawl
from tests.crawler.test_desk import desk

NAME = "sample-board"


def said(ads: list[JobAd]) -> set[str]:
    return {ad.model_dump_json(exclude={"fetched_at", "snapshot"}) for ad in ads}


@pytest.fixture
def web(serve: Serve) -> Iterator[SampleWeb]:
    """A board of one list page."""
    with serve() as web:
        one_page = "platform: gnuboard\n    max_pages: 1\n"
        web.sources.write_text(web.sources.read_text().replace("platform: gnuboard\n", one_page))
        yield web


def report_of(crawled: Crawled) -> SourceReport:
    assert crawled.code == 0, crawled.log
    return crawled.report()[NAME]


def test_a_second_crawl_with_the_cache_asks_the_site_nothing_and_is_no_evidence(
    web: SampleWeb, tmp_path: Path
) -> None:
    cache = ("--cache", str(tmp_path / "cache"))
    first = run_crawl(web.sources, tmp_path / "first", NIGHT, *cache, NAME)
    asked = web.asked()
    again = run_crawl(web.sources, tmp_path / "again", NIGHT, *cache, NAME)
    assert web.asked() == asked
    assert report_of(first).warnings == ()
    assert report_of(first).new == report_of(again).new >= 10
    assert said(first.ads()) == said(again.ads())
    (warning,) = report_of(again).warnings
    assert warning.endswith(" pages came from the cache, not from the site; they are no evidence.")
    assert warning in again.log
    assert all(ad.snapshot for ad in first.ads())
    assert not any(ad.snapshot for ad in again.ads())
    assert not again.layout.evidence(NIGHT).exists()


def test_a_second_look_with_the_cache_asks_the_site_nothing(web: SampleWeb, tmp_path: Path) -> None:
    look, asked = ("test", NAME, "--cache", tmp_path / "cache"), []
    for _ in range(2):
        assert desk(web.sources, tmp_path, *look).returncode == 0
        asked.append(web.asked())
    assert asked[0] == asked[1] != []
