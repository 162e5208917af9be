"""A source whose pages are filled by scripts, crawled with Debian's Chromium as an operator does."""

from pathlib import Path

import pytest

from crawler import javascript
from records.reports import SourceReport
from tests.crawler.conftest import NIGHT, Crawl, Crawled
from tests.crawler.scripted import Scripted, scripted_board

with_chromium = pytest.mark.skipif(javascript.lacks() is not None, reason=str(javascript.lacks()))
SOURCES = """\
contact: "operator@lurewatch.example"
sources:
  - name: scripted
    platform: gnuboard
    start: ["{base}/bbs/board.php?bo_table=job"]
    local: true
    javascript: true
"""


def crawl_board(crawl: Crawl, board: Scripted, folder: Path) -> tuple[Crawled, SourceReport]:
    sources = folder / "sources.yml"
    sources.write_text(SOURCES.format(base=board.base))
    done = crawl(sources, folder / "data", NIGHT)
    return done, done.report()["scripted"]


@with_chromium
def test_pages_that_scripts_fill_are_read_and_only_text_is_fetched(crawl: Crawl, tmp_path: Path) -> None:
    with scripted_board(1, 6) as board:
        done, report = crawl_board(crawl, board, tmp_path)
    assert (report.seen, report.new, report.error) == (2, 2, None), done.log
    ads = {ad.ad_id: ad for ad in done.ads()}
    assert ads["scripted:job/1"].title == "캄보디아 고수익 1"
    assert ads["scripted:job/1"].body.startswith("월 1000 보장\n텔레 @demo0\n")
    assert ads["scripted:job/1"].url == f"{board.base}/bbs/board.php?bo_table=job&wr_id=1"
    # The page of post 6 says what post 1 left behind in the browser.
    assert "seen=1" not in ads["scripted:job/6"].body
    assert {path.partition("?")[0] for path in board.asked} == {
        *("/robots.txt", "/bbs/board.php", "/app.js", "/api/list", "/api/post")
    }
    assert len(board.agents) == 1
    assert board.agents.pop() in ads["scripted:job/1"].body  # the browser calls itself what we are


@with_chromium
def test_scripts_reach_nothing_that_a_link_could_not(crawl: Crawl, tmp_path: Path) -> None:
    with scripted_board(2, 3, 4) as board:
        done, report = crawl_board(crawl, board, tmp_path)
    assert (report.seen, report.new, report.error) == (3, 3, None), done.log
    assert board.reached == []
    assert not [path for path in board.asked if "POST" in path or path in ("/file.zip", "/api/secret")]
    assert "private address: 169.254.169.254:80" in done.log
    assert "reached" not in "".join(ad.body for ad in done.ads())
    assert "neighbour.example:80" in done.log
    assert "Traceback" not in done.log


@with_chromium
def test_a_page_that_never_ends_is_a_reject_and_the_others_are_read(crawl: Crawl, tmp_path: Path) -> None:
    with scripted_board(5, 1) as board:
        done, report = crawl_board(crawl, board, tmp_path)
    assert (report.new, report.rejected) == (1, {"too slow": 1}), done.log
    assert "Traceback" not in done.log


def test_without_a_browser_the_source_is_skipped_with_one_sentence(
    crawl: Crawl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.crawler.conftest.ENVIRONMENT", {"PATH": str(tmp_path)})
    with scripted_board(1) as board:
        done, report = crawl_board(crawl, board, tmp_path)
    assert done.code == 0
    assert report.error
    assert report.error.startswith("scripted: skipped: ")
    assert board.asked == []
