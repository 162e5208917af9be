"""Scrapy's item pipeline: every sighting is kept, counted as a reject, or dated as gone."""

import logging

from scrapy.crawler import Crawler

from crawler.memory import Memory
from crawler.results import Gone, Reject, Sighting
from crawler.walk import Walk
from records import JobAd

logger = logging.getLogger(__name__)


class Storage:
    def __init__(self, spider: Walk) -> None:
        self.spider = spider
        self.memory: Memory = spider.memory

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Storage":
        if not isinstance(crawler.spider, Walk):
            raise TypeError(f"{crawler.spider} walks no source")
        return cls(crawler.spider)

    def open_spider(self) -> None:
        """Takes up what a killed run has left in the journal."""
        with self.spider.memory_at_work():
            self.memory.finish()

    def process_item(self, item: Sighting) -> Sighting:
        with self.spider.memory_at_work():
            self._store(item)
        return item

    def close_spider(self) -> None:
        with self.spider.memory_at_work():
            self.memory.finish()

    def _store(self, item: Sighting) -> None:
        native_id = item.post.native_id
        match item.result:
            case JobAd() as ad:
                self.memory.keep(native_id, ad, item.post.parent)
            case Reject(reason=reason, detail=detail):
                logger.info("%s: %s rejected: %s %s", self.spider.name, native_id, reason, detail)
                self.memory.reject(native_id, reason)
            case Gone(how=how):
                if not self.memory.mark_gone(native_id, self.spider.clock(), how):
                    self.memory.reject(native_id, "deleted")
