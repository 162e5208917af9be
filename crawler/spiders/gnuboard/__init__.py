"""GNUBoard 5 boards with the skins that are shipped: basic and gallery, for PC and mobile, 5.0 to 5.6.

Layouts are those of gnuboard/gnuboard5: skin/board, mobile/skin/board, theme/basic, theme/responsive.
"""

import re
from typing import Any

from crawler.entries import Source
from crawler.feed_lists import read_feed_list
from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, Sighting
from crawler.spiders.gnuboard.addresses import read_post_address
from crawler.spiders.gnuboard.comments import read_comments
from crawler.spiders.gnuboard.lists import read_list
from crawler.spiders.gnuboard.posts import read_post
from crawler.walk import Walk
from records import JobAd

FEED_ADDRESS = re.compile(r"/rss(?:\.php\?|/\w+$)")


class GnuboardSpider(Walk):
    def __init__(self, source: Source, *others: Any, **named: Any) -> None:
        super().__init__(source, *others, **named)
        self.lists_everything = not all(map(FEED_ADDRESS.search, source.start))

    def read_list(self, page: Page) -> Listing:
        return read_feed_list(page, read_post_address) if page.is_xml else read_list(page)

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        return read_post(page, post, self.name, self.clock())

    def read_comments(self, page: Page, post: Post) -> tuple[Sighting, ...]:
        return read_comments(page, post, self.name, self.clock())
