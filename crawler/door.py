"""What answers the requests of one page that runs in the browser: Scrapy, through the crawler's own gate.

Allowed hosts only, no private address, robots.txt, the source's pace and budget, the limits of
size and time hold for a script as for a link. Only what a text needs is fetched, and only by GET.
"""

import asyncio
import logging
import time
import zlib
from contextlib import suppress

from playwright.async_api import Error as BrowserError
from playwright.async_api import Request as Asked
from playwright.async_api import Route
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

logger = logging.getLogger(__name__)

RUN = ("script", "xhr", "fetch")
"""Kinds of requests that may bring text; pictures, fonts, styles and frames are not fetched."""
MOST_ASKED = 40
"""Requests a page, beyond itself."""
QUIET = 0.5
"""Seconds without a request after which a page is taken to have asked for all it needs."""
NOT_PASSED_ON = (b"Content-Encoding", b"Content-Length", b"Transfer-Encoding", b"Set-Cookie", b"Connection")

CANNOT_BE_HAD = (
    IgnoreRequest, UnsupportedURLSchemeError, CannotResolveHostError, DownloadConnectionRefusedError,
    DownloadTimeoutError, DownloadCancelledError, DownloadFailedError, ResponseDataLossError, OSError,
    ValueError, zlib.error,
)  # fmt: skip


class Door:
    def __init__(self, crawler: Crawler, page: Request) -> None:
        self.crawler, self.page = crawler, page
        self.first: Response | None = None
        self.address = page.url
        self.left = MOST_ASKED
        self.open = 0
        self.last = time.monotonic()

    def opened_for(self, first: Response) -> "Door":
        """The page itself has come: it answers the browser's first request."""
        self.first, self.address = first, first.url
        return self

    async def fetch(self, url: str) -> Response:
        """Through all of Scrapy's middlewares, in a slot beside the page's, which is taken by the page."""
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("no crawl is going on")
        meta = {"download_slot": f"{self.page.meta.get('download_slot', '')} in the browser"}
        return await engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True))

    async def answer(self, route: Route, asked: Asked) -> None:
        if asked.is_navigation_request():
            page, self.first = self.first, None
            # A script that leads away, and a frame, get "no content": the page stays as it is.
            await (hand_over(route, page) if page else hand_over(route, Response(asked.url, status=204)))
        elif asked.resource_type not in RUN or asked.method != "GET" or self.left == 0:
            await refuse(route)
        else:
            self.left -= 1
            self.open += 1
            try:
                await self.ask(route, asked.url)
            finally:
                self.open -= 1
                self.last = time.monotonic()

    async def ask(self, route: Route, url: str) -> None:
        try:
            response = await self.fetch(url)
        except CANNOT_BE_HAD as error:
            logger.info("%s asks for %s: %s", self.page.url, url, error)
            await refuse(route)
        else:
            await hand_over(route, response)

    def is_quiet(self) -> bool:
        return not self.open and time.monotonic() - self.last >= QUIET

    async def until_quiet(self) -> None:
        while not self.is_quiet():
            await asyncio.sleep(QUIET / 5)


async def hand_over(route: Route, response: Response) -> None:
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name not in NOT_PASSED_ON
    }
    with suppress(BrowserError):  # the page is closed by now
        await route.fulfill(status=response.status, headers=headers, body=response.body)


async def refuse(route: Route) -> None:
    with suppress(BrowserError):
        await route.abort("blockedbyclient")
