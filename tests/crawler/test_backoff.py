"""A site that refuses is asked more slowly, and then no more: over a real crawl of a loopback site."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

import pytest

from crawler.backoff import asked_wait, known_post
from crawler.memory import Memory
from crawler.walk import Walk
from records.layout import Layout
from tests.crawler.conftest import NIGHT, Crawl
from tests.crawler.hostile import AD
from tests.crawler.test_hostile_site import write_sources
from tests.crawler.test_incremental import SOURCE
from tests.crawler.test_memory import ad

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


Asked = list[tuple[str, float]]


def posts_asked(asked: Asked) -> int:
    return sum(path.startswith("/jobs/") for path, _ in asked)


Refuses = Callable[[str, int], bool]
"""Of a post's letter, and of how many posts have been asked for by then."""


@contextmanager
def refusing(
    status: int, refuses: Refuses, headers: dict[str, str], posts: int = 1
) -> Iterator[tuple[str, Asked]]:
    """A portal that answers some of its posts, a, b, c..., with `status`."""
    asked: Asked = []

    class Visit(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, monotonic()))
            refused = self.path.startswith("/jobs/") and refuses(self.path[-1], posts_asked(asked))
            body = b"".join(b'<a href="/jobs/%c">x</a>' % (97 + n) for n in range(posts))
            body = (AD % '"x"').encode() if self.path.startswith("/jobs/") else b"<html>%s</html>" % body
            self.send_response(404 if "robots" in self.path else status if refused else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Visit)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/jobs", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_pause_that_a_site_asks_for_is_kept_and_the_page_asked_for_again(
    crawl: Crawl, tmp_path: Path
) -> None:
    with refusing(429, lambda _, count: count <= 1, {"Retry-After": "2"}) as (url, asked):
        done = crawl(write_sources(tmp_path / "s.yml", url, local=True), tmp_path / "data", NIGHT)
    first, second = (moment for path, moment in asked if path == "/jobs/a")
    # Scrapy varies a pause by half either way, so that its requests make no pattern.
    assert second - first >= 1
    report = done.report()["hostile"]
    assert (report.new, report.error) == (1, None)
    assert "hostile: HTTP 429; the next page in 2 s" in done.log


def test_a_source_that_only_refuses_is_left_for_the_night_with_one_sentence(
    crawl: Crawl, tmp_path: Path
) -> None:
    with refusing(403, lambda *_: True, {"Retry-After": "0"}, posts=20) as (url, asked):
        done = crawl(write_sources(tmp_path / "s.yml", url, local=True), tmp_path / "data", NIGHT)
    report = done.report()["hostile"]
    assert report.error == "hostile: the site refuses (HTTP 403); left for tonight."
    assert 5 <= posts_asked(asked) < 10
    assert report.rejected.keys() == {"refused by the site"}


def test_closed_posts_in_a_row_are_no_ban(crawl: Crawl, tmp_path: Path) -> None:
    closed = "bcdefghijklmn"
    with refusing(403, lambda post, _: post in closed, {"Retry-After": "0"}, posts=16) as (url, asked):
        done = crawl(write_sources(tmp_path / "s.yml", url, local=True), tmp_path / "data", NIGHT)
    report = done.report()["hostile"]
    assert report.error is None
    assert (report.new, report.rejected) == (3, {"refused by the site": len(closed)})
    assert {path[-1] for path, _ in asked if path.startswith("/jobs/")} == set("abcdefghijklmnop")


def test_a_ban_that_begins_on_the_way_ends_the_walk(crawl: Crawl, tmp_path: Path) -> None:
    with refusing(403, lambda _, count: count > 3, {"Retry-After": "0"}, posts=20) as (url, asked):
        done = crawl(write_sources(tmp_path / "s.yml", url, local=True), tmp_path / "data", NIGHT)
    report = done.report()["hostile"]
    assert report.error == "hostile: the site refuses (HTTP 403); left for tonight."
    assert report.new == 3
    assert posts_asked(asked) <= 3 + 9


def test_closed_posts_are_no_ban_on_a_night_that_brings_no_others(crawl: Crawl, tmp_path: Path) -> None:
    open_posts = "abc"
    for night, posts in ((NIGHT, 3), ("2026-11-22", 13)):
        with refusing(403, lambda post, _: post not in open_posts, {"Retry-After": "0"}, posts) as (url, _):
            sources = write_sources(tmp_path / "s.yml", url, local=True)
            report = crawl(sources, tmp_path / "data", night).report(night)["hostile"]
        assert report.error is None
    assert (report.unchanged, report.rejected) == (3, {"refused by the site": 10})


def test_a_site_that_asks_for_a_whole_night_is_left_at_once(crawl: Crawl, tmp_path: Path) -> None:
    with refusing(429, lambda *_: True, {"Retry-After": "86400"}, posts=20) as (url, asked):
        done = crawl(write_sources(tmp_path / "s.yml", url, local=True), tmp_path / "data", NIGHT)
    assert done.report()["hostile"].error == "hostile: the site refuses (HTTP 429); left for tonight."
    assert posts_asked(asked) <= 2


def test_a_post_without_a_page_of_its_own_is_not_asked_for(tmp_path: Path) -> None:
    with closing(Memory(Layout(tmp_path), "board", NIGHT)) as memory:
        walk = Walk(SOURCE, memory)
        assert known_post(walk) is None
        memory.keep("job/1", ad())
        page = known_post(walk)
        assert page is not None
        assert page.url == "https://board.example/bbs/board.php?wr_id=1"
        walk.posts_have_pages = False
        assert known_post(walk) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 7 ", 7.0),
        (b"Sat, 21 Nov 2026 15:01:00 GMT", 60.0),
        (b"Sat, 21 Nov 2026 14:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"\xff", None),
        (b"9" * 400, 999_999_999.0),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: bytes | None, seconds: float | None) -> None:
    assert asked_wait(header, NOW) == seconds
