"""Draws a page out of given bytes, with Debian's Chromium and no way to the network."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from crawler.evidence.warc import as_uri

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

logger = logging.getLogger(__name__)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT, TALLEST = 1280, 1000, 8000
"""Pixels: of the window, and of what a picture shows of a long page."""
PATIENCE = 20_000
"""Milliseconds a page."""
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # What no route sees, a preconnect or a DNS prefetch, finds neither a name nor a way out.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
)  # fmt: skip


class NoBrowser(Exception):
    """Nothing can draw here; the message is one sentence for a person."""


class Answer(NamedTuple):
    body: bytes
    content_type: str


@contextmanager
def browser(as_root: bool) -> Iterator["Browser"]:
    """Raises NoBrowser where Chromium or its driver is missing."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    missing = [] if program else ["Chromium (apt-get install chromium)"]
    if find_spec("playwright") is None:
        missing.append("playwright (scripts/setup.sh review,ocr,browser)")
    if missing:
        raise NoBrowser(f"No screenshots, for want of {' and '.join(missing)}.")
    from playwright.sync_api import Error, sync_playwright

    sandbox = ("--no-sandbox",) if as_root else ()  # Chromium refuses to start its sandbox for root
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *sandbox])
        except Error as error:
            raise NoBrowser(f"No screenshots: {_first_line(error)}") from None
        try:
            yield opened
        finally:
            opened.close()


def draw(opened: "Browser", url: str, answers: Mapping[str, Answer]) -> bytes | None:
    """The page at `url` as a PNG; what is not among the answers is not there. None when it fails."""
    from playwright.sync_api import Error

    def answer(route: "Route") -> None:
        given = answers.get(as_uri(route.request.url)) if route.request.method == "GET" else None
        if given is None:
            route.abort()
        else:
            route.fulfill(body=given.body, content_type=given.content_type)

    context = opened.new_context(
        java_script_enabled=False, service_workers="block", accept_downloads=False, locale="ko-KR",
        timezone_id="Asia/Seoul", viewport={"width": WIDTH, "height": HEIGHT},
    )  # fmt: skip
    try:
        context.route("**/*", answer)
        tab = context.new_page()
        tab.set_default_timeout(PATIENCE)
        tab.goto(url)
        return tab.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": TALLEST})
    except Error as error:
        logger.warning("%s was not drawn: %s", url, _first_line(error))
        return None
    finally:
        context.close()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
