"""Progress on stdout, one JSON line at a time: what a program that started the crawl shows."""

import json
import sys

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from crawler.walk import Walk

EVERY = 0.5
"""Seconds between two lines of one source."""


class Progress:
    def __init__(self, walk: Walk) -> None:
        self.walk, self.ticking, self.shown = walk, create_looping_call(self.show), ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        if not isinstance(crawler.spider, Walk):
            raise TypeError(f"{crawler.spider} walks no source")
        progress = cls(crawler.spider)
        crawler.signals.connect(progress.opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.closed, signal=signals.spider_closed)
        return progress

    def opened(self) -> None:
        self.ticking.start(EVERY)

    def closed(self) -> None:
        self.ticking.stop()
        self.show()

    def show(self) -> None:
        tally = self.walk.tally
        line = json.dumps({"source": self.walk.name, "pages": tally.pages, "ads": tally.posts})
        if line != self.shown:
            self.shown = line
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
