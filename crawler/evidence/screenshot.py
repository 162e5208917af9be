"""Pictures of kept pages, as a browser shows them. A picture is evidence too: sealed, and never redone."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from crawler.evidence.archive import Archive
from crawler.evidence.browser import Answer, browser, draw
from crawler.evidence.entries import Entry
from crawler.evidence.originals import Original, originals_of
from crawler.evidence.seal import seal
from crawler.page import decode
from records.layout import Layout

VIEW = "urn:view:"
"""Before a page's address: the page as drawn. Browsertrix's name for it."""
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp")
PAGES = ("text/html", "application/xhtml+xml")


def utc_now() -> datetime:
    return datetime.now(UTC)


def take_screenshots(layout: Layout, ads: Sequence[str], clock: Callable[[], datetime] = utc_now) -> str:
    """Draws every kept page of the ads that has no picture yet, and seals the pictures; says how many.

    They lie in a WARC file beside that of the page. Raises NoBrowser, and BadFile where a page has
    changed or the disk is full.
    """
    asked = {ad_id: originals_of(layout, ad_id) for ad_id in ads}
    pages = [(page, _answers(page, kept)) for kept in asked.values() for page in _undrawn(kept)]
    drawn = _draw_all(layout, pages, clock) if pages else 0
    without = sum(not any(is_page(original.entry) for original in kept) for kept in asked.values())
    return (
        f"{len(asked):,} ads asked for, {without:,} of them without a kept page:"
        f" {len(pages):,} pages to draw = {drawn:,} drawn + {len(pages) - drawn:,} not drawn"
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
    layout: Layout, pages: list[tuple[Original, dict[str, Answer]]], clock: Callable[[], datetime]
) -> int:
    archives: dict[tuple[str, str], Archive] = {}
    drawn = 0
    try:
        with browser(as_root=os.geteuid() == 0) as opened:
            for page, answers in pages:
                if (picture := draw(opened, page.entry.uri, answers)) is None:
                    continue
                source, night = page.entry.ad_id.partition(":")[0], page.night.name
                archive = archives.setdefault((source, night), Archive(layout, source, night))
                archive.add_resource(view_of(page.entry), picture, "image/png", page.entry.ad_id, clock())
                drawn += 1
    finally:
        for archive in archives.values():
            archive.close()
    seal(layout)
    return drawn
