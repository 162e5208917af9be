"""RSS 2.0, RSS 1.0 and Atom: each entry is an ad by itself, with all the text that the feed has of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from io import BytesIO
from typing import Any

import feedparser
from parsel import Selector
from scrapy.http import Response

from crawler.advertising import channel_name
from crawler.elements import images_in, links_in
from crawler.page import Page
from crawler.results import Listing, Post, Reject, Sighting, make_ad
from crawler.text import html_text
from crawler.times import read_iso
from crawler.walk import Walk
from records import JobAd

Entry = dict[str, Any]
PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
CLOSED = re.compile(r"</(?:rss|feed|[\w.-]+:RDF|RDF)\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL)
XML = {"content-type": "application/xml; charset=utf-8"}
"""The page is decoded already; what its own declaration says no longer counts."""


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    """Every entry of a feed, malformed ones as far as they go; and a paged one's next page (RFC 5005)."""
    try:
        # As a stream: a string could be taken for an address or a file name and opened.
        feed = feedparser.parse(
            BytesIO(page.text.encode("utf-8", "replace")),
            response_headers=XML,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (LookupError, ValueError, TypeError, AttributeError):
        # Its loose parser trips over some broken feeds.
        return Listing(says="is too broken to be read")
    sightings: dict[str, Sighting] = {}
    # Where a feed is cut off, its last entry is half of one.
    for entry in feed.entries if CLOSED.search(page.text) else feed.entries[:-1]:
        sighting = read_entry(page, entry, source, fetched_at)
        sightings.setdefault(sighting.post.native_id, sighting)
    following = [page.join(said(link, "href")) for link in feed.feed.get("links", []) if is_next(link)]
    return Listing(
        sightings=tuple(sightings.values()),
        more=tuple(filter(None, following[:1])),
        says=None if sightings else "" if feed.get("version") else "is no feed",
    )


def is_next(link: Entry) -> bool:
    return said(link, "rel") == "next"


def read_entry(page: Page, entry: Entry, source: str, fetched_at: datetime) -> Sighting:
    url = page.join(said(entry, "link")) or page.url
    markup = longest_text(entry)
    title = " ".join(html_text(said(entry, "title")).split())
    native_id = read_id(entry, title + markup)
    # Its links and pictures are relative to where the entry leads.
    there, fragment = Page(url, ""), Selector(text=f"<div>{markup}</div>", type="html").root
    images = [*images_in(there, fragment), *enclosed_images(there, entry)]
    result = make_ad(
        ad_id=f"{source}:{native_id}",
        source=source,
        url=url,
        fetched_at=fetched_at,
        posted_at=read_time(entry, page.zone),
        title=title,
        body=html_text(markup),
        contact=channel_name(" ".join(said(entry, "author").split())),
        links=tuple(dict.fromkeys(links_in(there, fragment))),
        images=tuple({"url": address} for address in dict.fromkeys(images)),
    )
    return Sighting(Post(native_id, url), result)


def said(entry: Entry, name: str) -> str:
    """What is really there: feedparser's own `get` gives one field for another."""
    value = dict.get(entry, name)
    return value if isinstance(value, str) else ""


def longest_text(entry: Entry) -> str:
    """The whole text where the feed has it; many have a summary beside it, or only that."""
    texts = [said(part, "value") for part in entry.get("content", [])]
    return max([said(entry, "summary"), *texts], key=len)


def read_id(entry: Entry, text: str) -> str:
    """The feed's own id where it is a plain one; else a digest of id, address or text, what there is."""
    named = said(entry, "id") or said(entry, "link") or text
    if PLAIN_ID.fullmatch(named):
        return named
    return blake2b(named.encode("utf-8", "replace"), digest_size=12).hexdigest()


def read_time(entry: Entry, zone: tzinfo) -> datetime | None:
    """When it was published."""
    written = said(entry, "published") or said(entry, "updated") or said(entry, "created")
    if moment := read_iso(written, zone):
        return moment
    try:
        moment = parsedate_to_datetime(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def enclosed_images(page: Page, entry: Entry) -> Iterator[str]:
    for part in [*entry.get("enclosures", []), *entry.get("media_content", [])]:
        if said(part, "type").startswith("image/") or said(part, "medium") == "image":
            yield from filter(None, [page.join(said(part, "href") or said(part, "url"))])


class FeedSpider(Walk):
    posts_have_pages = False
    lists_everything = False

    def is_readable_list(self, response: Response) -> bool:
        return super().is_readable_list(response) or self.page_of(response).is_xml

    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())

    def read_post(self, page: Page, post: Post) -> JobAd | Reject:
        raise NotImplementedError("a feed shows whole entries; none has a page of its own here")
