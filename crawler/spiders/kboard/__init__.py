"""KBoard, the WordPress board plugin: the skins default, thumbnail, avatar and customer, and kboard-comments.

Layouts are those of cosmosfarm/KBoard-wordpress-plugin: plugins/kboard/skin, plugins/kboard-comments/skin.
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
from crawler.spiders.kboard.comments import read_comments
from crawler.spiders.kboard.lists import read_list, read_post_address
from crawler.spiders.kboard.posts import read_post
from crawler.walk import Walk, utc_now
from records import JobAd

FEED_ADDRESS = re.compile(r"/kboard/rss\.php(?:\?|$)")


class KboardSpider(Walk):
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
