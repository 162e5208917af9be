"""How every spider walks a site: list pages first, then each post once, then what is missing.

A platform says how its pages read; the walk, the refusals and the counts are the same for all.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.entries import Source
from crawler.failures import in_a_sentence, read_failure
from crawler.memory import Known, Memory
from crawler.page import Page, is_html
from crawler.pictures.fetching import Pictures
from crawler.results import Gone, Listing, Post, Reason, Reject, Sighting
from crawler.tally import Tally
from records import JobAd
from records.jsonl import BadFile

logger = logging.getLogger(__name__)

LIST_FIRST = 10
MAX_CHECKS = 500
"""Known posts a run that are looked up because no list shows them any more."""


READER_FAULT: Reason = "reader fault"


def utc_now() -> datetime:
    return datetime.now(UTC)


class Walk(Spider):
    """The walk over one source. Subclasses read pages; both readers are pure functions of a page."""

    source: Source
    memory: Memory
    clock: Callable[[], datetime]
    stopped_by: str | None = None
    """Why the walk ended before all was read: one sentence for the report."""
    ended: str | None = None
    """Scrapy's word for how it ended."""
    posts_have_pages = True
    """False where the list pages are all there is: what they no longer show is gone."""
    lists_everything = True
    """False where a post leaves the list without being gone: a feed, the answer to a search."""

    pictures: Pictures | None
    """What fetches and reads the ads' pictures; None where only addresses are wanted."""

    def __init__(
        self,
        source: Source,
        memory: Memory,
        clock: Callable[[], datetime] = utc_now,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(name=source.name, source=source, memory=memory, clock=clock, pictures=pictures)
        self.tally = Tally()
        self.list_pages: set[str] = set()
        self.listed: dict[str, Post] = {}
        self.asked: set[str] = set()
        self.whole_list = True
        self.checked = False
        self.ending: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "Walk":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.look_for_missing, signal=signals.spider_idle)
        crawler.signals.connect(spider.reader_failed, signal=signals.spider_error)
        return spider

    def read_list(self, page: Page) -> Listing:
        raise NotImplementedError

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        raise NotImplementedError

    def read_comments(self, page: Page, post: Post) -> tuple[Sighting, ...]:
        """Comments under a post that advertise: each is a post of its own."""
        return ()

    def shows_all_comments(self, page: Page) -> bool:
        """False where a post's page has only some of its comments: the absence of one says nothing."""
        return True

    def page_of(self, response: Response) -> Page:
        return Page.of(response.url, response.body, content_type(response), self.source.zone)

    def is_readable_list(self, response: Response) -> bool:
        kind = content_type(response)
        return is_html(response.body, kind) or "xml" in kind

    async def start(self) -> AsyncIterator[Request]:
        for url in self.source.first_pages:
            for request in self.ask_for_list(url):
                yield request

    def ask_for_list(self, url: str) -> Iterator[Request]:
        if url in self.list_pages:
            return
        if len(self.list_pages) >= self.source.max_pages:
            if self.whole_list:
                logger.warning(
                    f"{self.name}: the lists go on after {self.source.max_pages:,} pages (max_pages)."
                )
            self.whole_list = False
            return
        self.list_pages.add(url)
        yield Request(
            url, self.parse_list, errback=self.list_failed, priority=LIST_FIRST, dont_filter=True,
            cb_kwargs={"address": url},
        )  # fmt: skip

    def ask_for_post(self, post: Post) -> Request:
        return Request(
            post.url, self.parse_post, errback=self.post_failed, dont_filter=True, cb_kwargs={"post": post}
        )

    def parse_list(self, response: Response, address: str) -> Iterator[Request | Sighting]:
        self.count_page()
        if not self.is_readable_list(response):
            kind = content_type(response)
            self.list_is_broken(f"{self.name}: the list page {address} is of the wrong kind ({kind}).")
            return
        page = self.page_of(response)
        listing = self.read_list(page)
        for sighting in listing.sightings:
            if sighting.post.native_id not in self.listed:
                self.listed[sighting.post.native_id] = sighting.post
                yield replace(sighting, response=response)
        with self.memory_at_work():
            for post in self.to_fetch(listing.posts, "feed" if page.is_xml else "list"):
                yield self.ask_for_post(post)
        if listing.says:
            self.list_is_broken(f"{self.name}: the list page {address} {listing.says}.")
        elif listing.says is None and is_bare(listing) and address in self.source.first_pages:
            self.list_is_broken(
                f"{self.name}: the list page {address} shows no posts; its layout may be new."
            )
        for url in listing.more:
            yield from self.ask_for_list(url)

    def to_fetch(self, posts: Sequence[Post], kind: str) -> list[Post]:
        """The posts of a list page that are new, changed, or due for another look; the others are counted."""
        wanted, passed = [], []
        now = self.clock()
        for post in posts:
            first, known = post.native_id not in self.listed, self.memory.known(post.native_id)
            self.listed.setdefault(post.native_id, post)
            if post.native_id in self.asked or not (first or post.marker):
                continue
            if known is None or self.has_changed(known, post, kind) or self.is_due(known, now):
                self.asked.add(post.native_id)
                wanted.append(post)
            elif first:
                passed.append(post.native_id)
        self.memory.pass_over(passed, now)
        self.memory.mark(kind, [(post.native_id, post.marker) for post in posts if post.marker])
        return wanted

    def has_changed(self, known: Known, post: Post, kind: str) -> bool:
        """Lists of different kinds show different things of one post: each is compared with itself."""
        return bool(post.marker) and known.markers.get(kind, post.marker) != post.marker

    def is_due(self, known: Known, now: datetime) -> bool:
        return known.fetched_at is None or now - known.fetched_at >= timedelta(days=self.source.recheck_days)

    def list_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        self.list_is_broken(in_a_sentence(self.name, request.cb_kwargs["address"], read_failure(failure)))

    def list_is_broken(self, sentence: str) -> None:
        logger.error(sentence)
        self.whole_list = False
        with self.memory_at_work():
            self.memory.fail(sentence)

    def parse_post(self, response: Response, post: Post) -> Iterator[Request | Sighting]:
        self.count_page()
        kind = content_type(response)
        if not is_html(response.body, kind):
            yield Sighting(post, Reject("not HTML", kind))
            return
        page = self.page_of(response)
        found = Sighting(post, self.read_post(page, post), response)
        yield found
        if isinstance(found.result, Reject):
            return
        comments = self.read_comments(page, post)
        yield from (replace(comment, response=response) for comment in comments)
        if not self.shows_all_comments(page):
            return
        there = {comment.post.native_id for comment in comments}
        with self.memory_at_work():
            for known in self.memory.comments_of(post.native_id):
                if known.native_id not in there:
                    yield Sighting(Post(known.native_id, post.url, parent=post.native_id), Gone("deleted"))

    def post_failed(self, failure: Failure) -> Iterator[Sighting]:
        request: Request = failure.request  # type: ignore[attr-defined]
        yield Sighting(request.cb_kwargs["post"], read_failure(failure))

    def reader_failed(self, failure: Failure, response: Response) -> None:
        """A fault of ours on one page: the log has the traceback, the counts still add up."""
        asked = response.cb_kwargs
        if "post" in asked:
            with self.memory_at_work():
                self.memory.reject(asked["post"].native_id, READER_FAULT)
        else:
            self.list_is_broken(
                f"{self.name}: the list page {asked['address']} could not be read; see the log."
            )

    def count_page(self) -> None:
        self.tally.pages += 1
        self.memory.count_page()

    @contextmanager
    def memory_at_work(self) -> Iterator[None]:
        """A disk that is full or broken ends this source's walk with one sentence; others go on."""
        try:
            yield
        except (sqlite3.Error, BadFile) as error:
            self.give_up(f"{self.name}: the posts cannot be stored: {str(error).rstrip('.')}.")

    def give_up(self, sentence: str) -> None:
        """Ends this source's walk; what has been written down by now is kept."""
        if self.stopped_by is not None:
            return
        self.stopped_by = sentence
        logger.error(sentence)
        engine = self.crawler.engine
        if engine is not None and engine.running:
            self.ending = asyncio.ensure_future(engine.close_spider_async(reason="given up"))

    def look_for_missing(self) -> None:
        """When all that is listed has been read: asks once for known posts that no list shows."""
        too_few = len(self.listed) < self.source.least_ads
        if self.checked or self.stopped_by or too_few or not self.lists_everything:
            return
        self.checked = True
        missing: list[Post] = []
        oldest = self.oldest_listed()
        with self.memory_at_work():
            missing = [
                Post(known.native_id, urljoin(self.source.first_pages[0], known.path))
                for known in self.memory.still_there()
                if known.native_id not in self.listed and self.should_be_listed(known.native_id, oldest)
            ]
            if not self.posts_have_pages:
                for post in missing:
                    self.memory.mark_gone(post.native_id, self.clock())
                return
        engine = self.crawler.engine
        if not missing or engine is None:
            return
        for post in missing[:MAX_CHECKS]:
            engine.crawl(self.ask_for_post(post))
        raise DontCloseSpider

    def oldest_listed(self) -> dict[str, int]:
        """By board: the lowest number that its lists reached."""
        oldest: dict[str, int] = {}
        for post in self.listed.values():
            board, number = _place(post.native_id)
            if number and not post.pinned:
                oldest[board] = min(number, oldest.get(board, number))
        return oldest

    def should_be_listed(self, native_id: str, oldest: dict[str, int]) -> bool:
        """False for a post older than its board's lists reach: its absence says nothing."""
        if self.whole_list:
            return True
        board, number = _place(native_id)
        return board in oldest and (number or 0) >= oldest[board]


def _place(native_id: str) -> tuple[str, int | None]:
    """`job/12` is number 12 of the board `job`."""
    board, _, digits = native_id.rpartition("/")
    return board, int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def is_bare(listing: Listing) -> bool:
    return not (listing.posts or listing.sightings or listing.more)


def content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")
