"""An ad's pictures: fetched by the crawl that found the ad, read, and matched to known flyers."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import read_failure, read_status
from crawler.pictures.known import Flyers
from crawler.pictures.readers import Readers
from crawler.pictures.reading import Picture, what_is_missing
from crawler.pictures.spelling import spelt_as_written
from crawler.results import Gone
from records import Image, JobAd

logger = logging.getLogger(__name__)

MOST = 12
"""Pictures of one ad that are fetched."""


@dataclass(frozen=True)
class Filled:
    """An ad with what its pictures say, and the answers that brought them, for the archive."""

    ad: JobAd
    responses: tuple[Response, ...] = ()


class Pictures:
    """One for all sources of a process: the readers, and the table of flyers. Raises sqlite3.Error."""

    def __init__(self, table: Path, readers: Readers | None = None) -> None:
        self.flyers = Flyers(table)
        self.readers = readers or Readers()
        self._at_work: dict[str, asyncio.Task[Picture]] = {}
        if sentence := what_is_missing():
            logger.warning(sentence)

    async def fill(self, ad: JobAd, crawler: Crawler, now: datetime, recheck_days: float = 7) -> Filled:
        """Fetches through the running engine, so by its robots.txt, gate, pace, limits and budget.

        An address that the source showed within `recheck_days` is not asked for again. A picture
        that cannot be had keeps its address only.
        """
        images, responses = [], []
        for image in ad.images[:MOST]:
            filled, response = await self._fill(image, ad, crawler, now, recheck_days)
            images.append(filled)
            responses += [response] if response else []
        written = "\n".join(text for field, text in ad.parts if field != "image")
        spelt = [_spelt(image, written) for image in images]
        return Filled(with_images(ad, (*spelt, *ad.images[MOST:])), tuple(responses))

    async def _fill(
        self, image: Image, ad: JobAd, crawler: Crawler, now: datetime, days: float
    ) -> tuple[Image, Response | None]:
        response = None
        if image.sha256:  # a spider that had the bytes has looked at them
            return image, None
        if picture := self.flyers.at(ad.source, image.url, now, days):
            count(crawler, "known address")
        elif response := await fetch(image.url, crawler):
            picture = await self.read(response.body)
            count(crawler, picture.reason or "read")
            self.flyers.place(ad.source, image.url, picture.sha256, now)
        if picture is None:
            return image, None
        return self._match(image.url, picture, ad.ad_id, now), response

    async def look_at(self, body: bytes, url: str, ad_id: str, now: datetime) -> Image:
        """A picture of an ad that came by no address."""
        return self._match(url, await self.read(body), ad_id, now)

    def _match(self, url: str, picture: Picture, ad_id: str, now: datetime) -> Image:
        first = self.flyers.first_like(picture, ad_id)
        self.flyers.keep(picture, ad_id, now)
        return Image(url=url, sha256=picture.sha256, phash=picture.phash, text=picture.text, same_as=first)

    def can_now_read(self, body: bytes) -> bool:
        """Whether bytes that were looked at on a machine without a reader can be read on this one."""
        return what_is_missing() is None and self.flyers.lacked_reader(sha256(body).hexdigest())

    async def read(self, body: bytes) -> Picture:
        """Reads bytes once, however many ads show them, and at once or years apart."""
        digest = sha256(body).hexdigest()
        if known := self.flyers.recall(digest):
            return known
        task = self._at_work.get(digest) or asyncio.ensure_future(self.readers.read(body))
        self._at_work[digest] = task
        try:
            return await task
        finally:
            self._at_work.pop(digest, None)

    def close(self) -> None:
        self.readers.close()
        self.flyers.close()


async def fetch(url: str, crawler: Crawler) -> Response | None:
    """The answer with the picture, or None: why not is counted and logged."""
    engine = crawler.engine
    # A slot that is closing counts its last request down to the end of the crawl: none may be added.
    if engine is None or engine._slot is None or engine._slot.closing:
        count(crawler, "not fetched: the crawl is ending")
        return None
    try:
        response = await engine.download_async(Request(url))
    except Exception as error:
        why = read_failure(Failure(error))  # type: ignore[no-untyped-call]  # raises what it cannot name
    else:
        if response.status == 200:
            return response
        why = read_status(response.status)
    reason = why.how if isinstance(why, Gone) else why.reason
    logger.info("the picture %r was not fetched: %s", url, reason)
    count(crawler, f"not fetched: {reason}")
    return None


def with_images(ad: JobAd, images: tuple[Image, ...]) -> JobAd:
    """A new record: a copy (`model_copy`) would keep the text that the ad had without them."""
    fields = {name: getattr(ad, name) for name in JobAd.model_fields}
    return JobAd.model_validate({**fields, "images": images})


def _spelt(image: Image, written: str) -> Image:
    if not image.text:
        return image
    return image.model_copy(update={"text": spelt_as_written(image.text, written)})


def count(crawler: Crawler, outcome: str) -> None:
    if crawler.stats:
        crawler.stats.inc_value(f"pictures/{outcome}")
