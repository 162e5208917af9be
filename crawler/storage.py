"""Scrapy's item pipeline: every sighting is kept, counted as a reject, or dated as gone."""

import logging

from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from crawler.evidence.archive import Archive
from crawler.memory import Memory
from crawler.proposals import named_channels
from crawler.results import Gone, Reject, Sighting
from crawler.walk import Walk
from records import JobAd

logger = logging.getLogger(__name__)

EVERY = 0.2
"""Seconds of posts that a kill may lose, to be fetched anew: a transaction for each costs twice as much."""


class Storage:
    def __init__(self, spider: Walk) -> None:
        self.spider = spider
        self.memory: Memory = spider.memory
        self.archive = Archive(self.memory.layout, spider.name, self.memory.night)
        self.writing = create_looping_call(self.write_down)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Storage":
        if not isinstance(crawler.spider, Walk):
            raise TypeError(f"{crawler.spider} walks no source")
        return cls(crawler.spider)

    def open_spider(self) -> None:
        """Takes up what a killed run has left in the journal."""
        with self.spider.memory_at_work():
            self.memory.finish()
        self.writing.start(EVERY, now=False)

    def write_down(self) -> None:
        with self.spider.memory_at_work():
            self.memory.write_down()

    async def process_item(self, item: Sighting) -> Sighting:
        with self.spider.memory_at_work():
            await self._store(item)
        self.spider.tally.add(item.result)
        return item

    def close_spider(self) -> None:
        self.writing.stop()
        with self.spider.memory_at_work():
            self.archive.close()
        with self.spider.memory_at_work():
            self.memory.finish()

    async def _store(self, item: Sighting) -> None:
        native_id = item.post.native_id
        match item.result:
            case JobAd() as ad:
                await self._keep(item, ad)
            case Reject(reason=reason, detail=detail):
                logger.info("%s: %s rejected: %s %s", self.spider.name, native_id, reason, detail)
                self.memory.reject(native_id, reason)
            case Gone(how=how):
                if not self.memory.mark_gone(native_id, self.spider.clock(), how):
                    self.memory.reject(native_id, "deleted")

    async def _keep(self, item: Sighting, ad: JobAd) -> None:
        """A new or edited ad after its originals, so that none is ever without them."""
        if self.memory.what_is(item.post.native_id, ad) != "unchanged":
            ad = self._with_evidence(item, await self._with_pictures(ad))
            for address in named_channels(ad):
                self.memory.propose(address, ad.ad_id, ad.fetched_at)
        self.memory.keep(item.post.native_id, ad, item.post.parent)

    async def _with_pictures(self, ad: JobAd) -> JobAd:
        pictures, source = self.spider.pictures, self.spider.source
        if pictures is None or not ad.images:
            return ad
        filled = await pictures.fill(ad, self.spider.crawler, self.spider.clock(), source.recheck_days)
        for response in filter(is_from_site, filled.responses):
            self.archive.add(response, ad.ad_id, ad.fetched_at)
        return filled.ad

    def _with_evidence(self, item: Sighting, ad: JobAd) -> JobAd:
        """The ad that names what says so; where several originals do, the first."""
        pages = [item.response] if item.response and is_from_site(item.response) else []
        kept = [self.archive.add(page, ad.ad_id, ad.fetched_at) for page in pages]
        kept += [
            self.archive.add_resource(one.uri, one.body, one.media_type, ad.ad_id, ad.fetched_at)
            for one in item.originals
        ]
        return ad.model_copy(update={"snapshot": kept[0]}) if kept else ad


def is_from_site(response: Response) -> bool:
    """False for a page out of the developer's cache: it says nothing of what the site shows now."""
    return "cached" not in response.flags
