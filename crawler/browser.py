"""The download handler for JavaScript pages: a browser that runs a page but never speaks to the network.

The page comes the way every page comes. Then Chromium runs it, and what its scripts ask for is
fetched by Scrapy too (door.py), so a script reaches no more than a link could. What Chromium might
ask for past that goes to a proxy that is not there.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.door import Door, refuse
from crawler.page import is_html

TIME = 60.0
"""Seconds for a page, the pauses between its scripts' requests included."""
ANSWER = 5.0
"""Seconds in which a page's scripts must let the text be read."""
IDLE = 3_000
"""Milliseconds in which Chromium should call a page idle when nothing is asked for any more."""
CONTEXT = {
    "accept_downloads": False,
    "service_workers": "block",
    "locale": "ko-KR",
    "timezone_id": "Asia/Seoul",
}


class Browser(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # has no types
    """One browser a source; each page in a context of its own, so that no page sees another's traces."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.context = {**CONTEXT, "user_agent": crawler.settings["USER_AGENT"]}
        self.most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.count = 0
        # It shows a traceback for each page that fails; we say why, in one line.
        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)

    async def download_request(self, request: Request) -> Response:
        """The page as the browser has it in the end; as it came, when it is no HTML or an error.

        Raises Scrapy's exceptions of a failed download.
        """
        if request.callback in (None, NO_CALLBACK):  # robots.txt, pictures, and what scripts ask for
            plain: Response = await super().download_request(request)
            return plain
        door = Door(self.crawler, request)
        first = await door.fetch(request.url)
        kind = (first.headers.get("Content-Type") or b"").decode("latin-1")
        if first.status != 200 or not is_html(first.body, kind):
            return first.replace(request=request)
        request.meta["dont_retry"] = True  # it came; to run it again would end the same way
        text = await self.run(request, door.opened_for(first))
        if len(text) > self.most:
            raise DownloadCancelledError("the page grew too large in the browser")
        return HtmlResponse(first.url, body=text, encoding="utf-8", request=request)

    async def run(self, request: Request, door: Door) -> bytes:
        self.count += 1
        name = f"page {self.count}"
        meta = {
            "playwright": True, "playwright_context": name, "playwright_context_kwargs": self.context,
            "door": door,
        }  # fmt: skip
        try:
            async with asyncio.timeout(TIME):
                done: Response = await super().download_request(request.replace(meta=meta))
        except (TimeoutError, BrowserTimeout):
            raise DownloadTimeoutError("its scripts do not end") from None
        except BrowserError as error:
            raise DownloadFailedError(f"the browser: {error.message.splitlines()[0]}") from None
        finally:
            if wrapper := self.context_wrappers.get(name):
                with suppress(BrowserError):
                    await wrapper.context.close()
        return done.body

    async def _download_request_with_page(self, request: Request, page: Page, spider: Any) -> Response:
        """What scrapy-playwright does with a page once it is open: here, all goes through our door."""
        door: Door = request.meta["door"]
        await page.context.route("**", refuse)  # of windows that the page opens
        await page.route("**", door.answer)
        await page.goto(door.address, wait_until="commit")
        while True:
            await door.until_quiet()
            with suppress(BrowserTimeout):
                await page.wait_for_load_state("networkidle", timeout=IDLE)
            if door.is_quiet():
                break
        text = await asyncio.wait_for(page.content(), ANSWER)
        return Response(door.address, body=text.encode("utf-8", "replace"))
