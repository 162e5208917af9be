"""Scrapy's item pipeline: every sighting is kept, counted as a reject, or dated as gone."""

import logging

from scrapy.crawler import Crawler

from crawler.evidence.archive import Archive
from crawler.memory import Memory
from crawler.results import Gone, Reject, Sighting
from crawler.walk import Walk
from records import JobAd

logger = logging.getLogger(__name__)


class Storage:
    def __init__(self, spider: Walk) -> None:
        self.spider = spider
        self.memory: Memory = spider.memory
        self.archive = Archive(self.memory.layout, spider.name, self.memory.night)

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
            self.archive.close()
        with self.spider.memory_at_work():
            self.memory.finish()

    def _store(self, item: Sighting) -> None:
        native_id = item.post.native_id
        match item.result:
            case JobAd() as ad:
                self.memory.keep(native_id, self._with_evidence(item, ad), item.post.parent)
            case Reject(reason=reason, detail=detail):
                logger.info("%s: %s rejected: %s %s", self.spider.name, native_id, reason, detail)
                self.memory.reject(native_id, reason)
            case Gone(how=how):
                if not self.memory.mark_gone(native_id, self.spider.clock(), how):
                    self.memory.reject(native_id, "deleted")

    def _with_evidence(self, item: Sighting, ad: JobAd) -> JobAd:
        """The ad that names its page, which is kept before the ad is; a known ad's page is there already."""
        if item.response is None or self.memory.what_is(item.post.native_id, ad) == "unchanged":
            return ad
        return ad.model_copy(update={"snapshot": self.archive.add(item.response, ad.ad_id, ad.fetched_at)})
