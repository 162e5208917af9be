"""Pictures of kept pages, as a browser shows them. A picture is evidence too: sealed, and never redone."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from crawler.evidence.archive import Archive
from crawler.evidence.browser import Answer, browser, draw
from crawler.evidence.entries import Entry
from crawler.evidence.originals import Original, originals_of
from crawler.evidence.seal import seal
from crawler.page import decode
from records.jsonl import BadFile
from records.layout import Layout

if TYPE_CHECKING:
    from playwright.sync_api import Browser

logger = logging.getLogger(__name__)

VIEW = "urn:view:"
"""Before a page's address: the page as drawn. Browsertrix's name for it."""
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp")
PAGES = ("text/html", "application/xhtml+xml")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Drawn:
    """What was done: each kept page of the ads was drawn before, is drawn now, or is left for another run."""

    ads: int
    without_page: int
    """Ads of which no page is kept: those of APIs, feeds and submissions."""
    before: int
    drawn: int
    left: int
    head: str | None
    """Of the chain, where pictures were sealed."""

    def sentence(self) -> str:
        return (
            f"{self.ads:,} ads asked for, {self.without_page:,} of them without a kept page:"
            f" {self.drawn + self.left:,} pages to draw = {self.drawn:,} drawn + {self.left:,} not drawn"
        )


def take_screenshots(
    layout: Layout,
    ads: Sequence[str],
    clock: Callable[[], datetime] = utc_now,
    night: str | None = None,
    seconds: float = inf,
) -> Drawn:
    """Draws every kept page of the ads that has no picture yet, and seals the pictures.

    They lie in a WARC file beside that of the page. With `night` only what that night kept is looked
    at; after so many seconds no further page is begun. Raises NoBrowser, and BadFile when the disk is
    full or the chain broken.
    """
    until = monotonic() + seconds
    asked = [originals_of(layout, ad_id, night) for ad_id in dict.fromkeys(ads)]
    pages = [(page, kept) for kept in asked for page in _undrawn(kept)]
    of_ads = [{one.entry.sha256 for one in kept if is_page(one.entry)} for kept in asked]
    drawn, head = _draw_all(layout, pages, clock, until) if pages else (0, None)
    return Drawn(
        ads=len(asked),
        without_page=of_ads.count(set()),
        before=sum(map(len, of_ads)) - len(pages),
        drawn=drawn,
        left=len(pages) - drawn,
        head=head,
    )


def is_page(entry: Entry) -> bool:
    return entry.uri.startswith(("http://", "https://")) and entry.plain_type in PAGES


def view_of(page: Entry) -> str:
    """The name of a page's picture; the digest tells the revisions of one address apart."""
    return f"{VIEW}{page.uri}#sha256:{page.sha256}"


def _undrawn(kept: list[Original]) -> list[Original]:
    drawn = {original.entry.uri for original in kept}
    pages = {page.entry.sha256: page for page in kept if is_page(page.entry)}
    return [page for page in pages.values() if view_of(page.entry) not in drawn]


def _answers(page: Original, kept: list[Original]) -> dict[str, Answer]:
    """What the browser is given: the page in the charset that it is really in, and the ad's pictures."""
    pictures = {
        original.entry.uri: Answer(original.body(), original.entry.plain_type)
        for original in kept
        if original.entry.plain_type in PICTURES
    }
    text = decode(page.body(), page.entry.media_type)
    return {**pictures, page.entry.uri: Answer(text.encode(), "text/html; charset=utf-8")}


def _draw_all(
    layout: Layout,
    pages: list[tuple[Original, list[Original]]],
    clock: Callable[[], datetime],
    until: float,
) -> tuple[int, str | None]:
    """How many were drawn, and the head of the chain that names them."""
    archives: dict[tuple[str, str], Archive] = {}
    drawn = 0
    try:
        with browser(as_root=os.geteuid() == 0) as opened:
            for page, kept in pages:
                if monotonic() > until:
                    break
                if (picture := _picture(opened, page, kept)) is None:
                    continue
                source, night = page.entry.ad_id.partition(":")[0], page.night.name
                archive = archives.setdefault((source, night), Archive(layout, source, night))
                archive.add_resource(view_of(page.entry), picture, "image/png", page.entry.ad_id, clock())
                drawn += 1
    finally:
        for archive in archives.values():
            archive.close()
    return drawn, seal(layout).head


def _picture(opened: "Browser", page: Original, kept: list[Original]) -> bytes | None:
    """None where it cannot be drawn, as when the page or a picture of it has changed."""
    try:
        return draw(opened, page.entry.uri, _answers(page, kept))
    except BadFile as error:
        logger.warning("%s", error)
        return None
