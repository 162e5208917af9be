"""Progress on stdout, one JSON line at a time: what a program that started the crawl shows."""

import json
import sys
import time

from scrapy import signals
from scrapy.crawler import Crawler

EVERY = 0.5
"""Seconds between two lines of one source."""


class Progress:
    def __init__(self, source: str) -> None:
        self.source, self.pages, self.ads, self.last = source, 0, 0, 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        progress = cls(crawler.spider.name if crawler.spider else "")
        crawler.signals.connect(progress.page_came, signal=signals.response_received)
        crawler.signals.connect(progress.post_came, signal=signals.item_scraped)
        crawler.signals.connect(progress.show, signal=signals.spider_closed)
        return progress

    def page_came(self) -> None:
        self.pages += 1
        if time.monotonic() - self.last >= EVERY:
            self.show()

    def post_came(self) -> None:
        self.ads += 1

    def show(self) -> None:
        self.last = time.monotonic()
        line = json.dumps({"source": self.source, "pages": self.pages, "ads": self.ads})
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
