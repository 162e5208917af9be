"""XE 1.x and Rhymix boards: default, xedition, xe_default and sketchbook5, and the shipped mobile skins.

Layouts are those of rhymix/rhymix and xpressengine/xe-core: modules/board/skins, modules/board/m.skins.
"""

import re
from collections.abc import Callable
from datetime import datetime

from crawler.entries import Source
from crawler.feed_lists import read_feed_list
from crawler.memory import Memory
from crawler.page import Page
from crawler.pictures.fetching import Pictures
from crawler.results import Gone, Listing, Post, Reject, Sighting
from crawler.spiders.rhymix.comments import read_comments, shows_all_comments
from crawler.spiders.rhymix.lists import read_list, read_post_address
from crawler.spiders.rhymix.posts import read_post
from crawler.walk import Walk, utc_now
from records import JobAd

FEED_ADDRESS = re.compile(r"[/=](?:rss|atom)(?:[&?/]|$)")


class RhymixSpider(Walk):
    def __init__(
        self,
        source: Source,
        memory: Memory,
        clock: Callable[[], datetime] = utc_now,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(source, memory, clock, pictures)
        self.lists_everything = not all(map(FEED_ADDRESS.search, source.start))

    def read_list(self, page: Page) -> Listing:
        return read_feed_list(page, read_post_address) if page.is_xml else read_list(page)

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        return read_post(page, post, self.name, self.clock())

    def read_comments(self, page: Page, post: Post) -> tuple[Sighting, ...]:
        return read_comments(page, post, self.name, self.clock())

    def shows_all_comments(self, page: Page) -> bool:
        return shows_all_comments(page)
