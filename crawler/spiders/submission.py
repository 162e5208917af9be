"""A drop folder, for platforms behind a login: what people paste, photograph or forward becomes ads.

The folder is named in the sources file, as an absolute path or from where the crawl is started.
"""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler

from crawler.entries import SubmissionSource
from crawler.page import Page
from crawler.results import Gone, Listing, Original, Post, Reject, Sighting, make_ad
from crawler.submissions.folder import read_folder
from crawler.submissions.posts import Refusal, Submission
from crawler.walk import Walk
from records import Image, JobAd

STARTS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp", b"GIF8": "image/gif"}


class SubmissionSpider(Walk):
    lists_everything = False  # a file that was cleared away is not an ad that has gone

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SubmissionSpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not isinstance(spider, SubmissionSpider):
            raise TypeError(f"{spider} reads no drop folder")
        crawler.signals.connect(spider.item_is_kept, signal=signals.item_scraped)
        return spider

    def item_is_kept(self) -> None:
        asyncio.get_running_loop().call_later(0.05, self.let_scrapy_close)

    def let_scrapy_close(self) -> None:
        """Told to close while an item without a response is being kept, Scrapy 2.19 waits for ever: only
        after a response does it look whether all is done.
        """
        slot = self.crawler.engine.scraper.slot if self.crawler.engine else None
        if slot and slot.closing and not slot.closing.called and slot.is_idle():
            slot.closing.callback(self)

    async def start(self) -> AsyncIterator[Request | Sighting]:  # type: ignore[override]
        if not isinstance(self.source, SubmissionSource):
            raise TypeError(f"{self.name} is not a submission source")
        try:
            for found in read_folder(Path(self.source.folder)):
                if sighting := await self.look_at(found):
                    yield sighting
        except OSError as error:
            self.list_is_broken(f"{self.name}: {self.source.folder} cannot be read: {error.strerror}.")

    async def look_at(self, found: Submission | Refusal) -> Sighting | None:
        """The post, or None when it has been seen, its pictures read too: its id is its content."""
        post = Post(found.native_id, f"submission:{found.native_id}")
        if post.native_id in self.listed:
            return None
        self.count_page()
        self.listed[post.native_id] = post
        if isinstance(found, Refusal):
            return Sighting(post, found.reject)
        with self.memory_at_work():
            if self.memory.known(post.native_id) and not self.says_more_now(found):
                self.memory.pass_over([post.native_id], self.clock())
                return None
            return Sighting(post, await self.read(found, post), originals=originals_of(found, post))
        return None

    def says_more_now(self, found: Submission) -> bool:
        """Whether it has a picture that could not be read when it was handed in, and can be now."""
        return self.pictures is not None and any(map(self.pictures.can_now_read, found.pictures))

    async def read(self, found: Submission, post: Post) -> JobAd | Reject:
        ad_id = f"{self.name}:{post.native_id}"
        images = [
            await self.look_at_picture(picture, f"{post.url}/{place}", ad_id)
            for place, picture in enumerate(found.pictures, 1)
        ]
        body = "\n\n".join(filter(None, found.texts))
        # A screenshot that cannot be read here is kept, for a machine or a person that can.
        readable = [image for image in images if image.phash]
        if not (found.title or body.strip() or readable):
            return Reject("no text")
        return make_ad(
            ad_id=ad_id,
            source=self.name,
            url=post.url,
            fetched_at=self.clock(),
            posted_at=found.posted_at,
            title=found.title,
            body=body,
            links=(found.link,) if found.link else (),
            images=tuple(images),
        )

    async def look_at_picture(self, body: bytes, url: str, ad_id: str) -> Image:
        if self.pictures is None:
            return Image(url=url, sha256=sha256(body).hexdigest())
        return await self.pictures.look_at(body, url, ad_id, self.clock())

    def read_list(self, page: Page) -> Listing:
        raise NotImplementedError("a drop folder has no list pages")

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        raise NotImplementedError("a drop folder has no pages")


def originals_of(found: Submission, post: Post) -> tuple[Original, ...]:
    """The texts and pictures as they were handed in; of a mail not its head, which names its sender."""
    texts = [Original(f"{post.url}/text", "\n\n".join(found.texts).encode(), "text/plain; charset=utf-8")]
    pictures = (
        Original(f"{post.url}/{place}", body, media_type(body))
        for place, body in enumerate(found.pictures, 1)
    )
    return (*(texts if found.texts else ()), *pictures)


def media_type(body: bytes) -> str:
    return next(
        (kind for start, kind in STARTS.items() if body.startswith(start)), "application/octet-stream"
    )
