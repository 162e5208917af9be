"""XE 1.x and Rhymix boards: default, xedition, xe_default and sketchbook5, and the shipped mobile skins.

Layouts are those of rhymix/rhymix and xpressengine/xe-core: modules/board/skins, modules/board/m.skins.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.entries import Source
from crawler.failures import read_failure
from crawler.feed_lists import read_feed_list
from crawler.page import Page, is_html
from crawler.results import Gone, Listing, Post, Reject, Sighting
from crawler.spiders.rhymix.comments import other_pages, read_comments, shows_all_comments
from crawler.spiders.rhymix.lists import read_list, read_post_address
from crawler.spiders.rhymix.posts import read_post
from crawler.walk import Walk, content_type
from records import JobAd

logger = logging.getLogger(__name__)

FEED_ADDRESS = re.compile(r"[/=](?:rss|atom)(?:[&?/]|$)")


class RhymixSpider(Walk):
    def __init__(self, source: Source, *others: Any, **named: Any) -> None:
        super().__init__(source, *others, **named)
        self.lists_everything = not all(map(FEED_ADDRESS.search, source.start))

    def read_list(self, page: Page) -> Listing:
        return read_feed_list(page, read_post_address) if page.is_xml else read_list(page)

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        return read_post(page, post, self.name, self.clock())

    def read_comments(self, page: Page, post: Post) -> tuple[Sighting, ...]:
        return read_comments(page, post, self.name, self.clock())

    def shows_all_comments(self, page: Page) -> bool:
        return shows_all_comments(page)

    def parse_post(self, response: Response, post: Post) -> Iterator[Request | Sighting]:
        yield from super().parse_post(response, post)
        if b"cpage=" in response.body:
            for url in other_pages(self.page_of(response), post):
                yield self.ask_for_comments(url, post)

    def ask_for_comments(self, url: str, under: Post) -> Request:
        return Request(
            url, self.parse_comments, errback=self.comments_failed, dont_filter=True,
            cb_kwargs={"address": url, "under": under},
        )  # fmt: skip

    def parse_comments(self, response: Response, address: str, under: Post) -> Iterator[Sighting]:
        self.count_page()
        if is_html(response.body, content_type(response)):
            for comment in self.read_comments(self.page_of(response), under):
                yield replace(comment, response=response)

    def comments_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        logger.info("%s: the comments %r were not read: %s", self.name, request.url, read_failure(failure))
