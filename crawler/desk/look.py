"""A look at one page: by the same spider, gate, robots.txt and pauses as at night, and nothing is kept."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.entries import Source
from crawler.memory import Memory
from crawler.page import Page
from crawler.results import Listing, Post, Sighting
from crawler.settings import for_process, for_source
from crawler.spiders import SPIDERS
from crawler.walk import Walk, content_type
from records.layout import Layout, tonight

SILENT = {"crawler.progress.Progress": None, "crawler.watch.Watch": None}
FOUND = 200
MOST_TRIES = 3


@dataclass(frozen=True)
class Fetched:
    """A page as it came."""

    kind: Literal["list", "post"]
    url: str
    content_type: str
    body: bytes
    native_id: str = ""


@dataclass
class Looked:
    """The pages that came, what they say, and what went wrong with the list page, as one sentence."""

    pages: list[Fetched] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    listed: tuple[Post, ...] = ()
    error: str | None = None

    def page_came(self, response: Response, request: Request) -> None:
        """Keeps list and post pages; robots.txt has neither mark."""
        asked = request.cb_kwargs
        if response.status != FOUND or not asked.keys() & {"address", "post"}:
            return
        kind: Literal["list", "post"] = "post" if "post" in asked else "list"
        native_id = asked["post"].native_id if kind == "post" else ""
        self.pages.append(Fetched(kind, response.url, content_type(response), response.body, native_id))

    def post_came(self, item: Sighting) -> None:
        self.sightings.append(item)


class Fetch(Walk):
    """Reads nothing in a page: its platform is not known yet."""

    def read_list(self, page: Page) -> Listing:
        return Listing()

    def is_readable_list(self, response: Response) -> bool:
        return True


class OneLook(Walk):
    """Stands before a platform's spider: one list page and the first of its posts, or one post page."""

    page = ""
    """The page to read; the source's first where it is empty."""
    native_id = ""
    """The post whose page it is, when it is no list page."""
    waiting: list[Post]

    async def start(self) -> AsyncIterator[Request]:
        self.waiting = []
        if self.native_id:
            yield self.ask_for_post(Post(self.native_id, self.page))
        elif self.page:
            for request in self.ask_for_list(self.page):
                yield request
        else:
            async for request in super().start():
                yield request

    def to_fetch(self, posts: Sequence[Post], kind: str) -> list[Post]:
        """Of the posts the first that is an ad like others, and not a notice pinned above them."""
        self.waiting = sorted(super().to_fetch(posts, kind), key=lambda post: post.pinned)[:MOST_TRIES]
        return [self.waiting.pop(0)] if self.waiting else []

    def post_failed(self, failure: Failure) -> Iterator[Any]:
        """A post that may not be asked for, or is gone, gives way to the next."""
        yield from super().post_failed(failure)
        if self.waiting:
            yield self.ask_for_post(self.waiting.pop(0))


def looking(platform: str, page: str = "", native_id: str = "") -> type[Walk]:
    """The platform's spider for one look."""
    return type("Look", (OneLook, SPIDERS[platform]), {"page": page, "native_id": native_id})


def look_at(contact: str, source: Source, walk: type[Walk], cache: Path | None = None) -> Looked:
    """Fetches one list page of the source, and at most one post. One call a process: Scrapy starts once."""
    source = source.model_copy(update={"max_pages": 1})
    process = AsyncCrawlerProcess(for_process(contact, [source], cache))
    settings = Settings(process.settings.copy())
    settings.setdict(for_source(source), priority="spider")
    settings.set("ITEM_PIPELINES", {}, priority="spider")
    settings.set("EXTENSIONS", {**settings.getdict("EXTENSIONS"), **SILENT}, priority="spider")
    settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", priority="spider")  # shared with nobody
    crawler, looked = Crawler(walk, settings), Looked()
    crawler.signals.connect(looked.page_came, signal=signals.response_received)
    crawler.signals.connect(looked.post_came, signal=signals.item_scraped)
    with (
        TemporaryDirectory(prefix="lurewatch-") as folder,
        closing(Memory(Layout(Path(folder)), source.name, tonight())) as memory,
    ):
        process.crawl(crawler, source=source, memory=memory)
        process.start()
        looked.error = memory.report().error
    if isinstance(crawler.spider, Walk):
        looked.listed = tuple(crawler.spider.listed.values())
        looked.error = crawler.spider.stopped_by or looked.error
    return looked
