"""Which platform a page belongs to, by the marks that each leaves in its pages."""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

from crawler.page import Page
from crawler.schema_org import BrokenData, find_job_postings

LOOKED_FOR = (
    "a Telegram channel, a feed, a sitemap, GNUBoard, Rhymix or XE, KBoard, and schema.org JobPosting"
    " (of a job portal name the sitemap, or one of its posts)"
)
TELEGRAM_HOSTS = ("t.me", "telegram.me", "telegram.dog")
CHANNEL = re.compile(r"/(?:s/)?([A-Za-z]\w{3,31})(?:/\d+)?/?", re.ASCII)
FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
SITEMAP = re.compile(r"<(?:urlset|sitemapindex)\b")
ROOT_WITHIN = 2_000
"""Characters in which a feed's or sitemap's root element begins."""
MARKS = {
    "gnuboard": re.compile(r"""id=["']bo_(?:list|gall|v)["']|\bg5_(?:url|bbs_url)\b"""),
    "rhymix": re.compile(
        r"""<meta[^>]+generator[^>]+(?:XpressEngine|Rhymix)|\bvar\s+(?:default_url|current_mid)\b"""
        r"""|\b(?:xe|rhymix)_content\b|\bxe-mobilelayout\b""",
        re.IGNORECASE,
    ),
    "kboard": re.compile(r"""(?:id|class)=["'][^"']*\bkboard-|/plugins/kboard/"""),
}
REPEATED = 3
"""So many addresses of one shape are a list of posts."""
NUMBER = re.compile(r"\d+")


def telegram_preview(url: str) -> str | None:
    """The public preview of the channel that an address names; None for a private one, or another site."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") not in TELEGRAM_HOSTS:
        return None
    found = CHANNEL.fullmatch(parts.path)
    return f"https://t.me/s/{found.group(1)}" if found else None


def is_telegram_preview(url: str) -> bool:
    return telegram_preview(url) is not None and urlsplit(url).path.startswith("/s/")


def detect(page: Page) -> dict[str, str] | None:
    """`platform`, and `post` where the platform needs one; None where nothing is recognised."""
    start = page.text[:ROOT_WITHIN]
    if is_telegram_preview(page.url) or "tgme_widget_message" in page.text:
        return {"platform": "telegram"}
    if SITEMAP.search(start):
        return with_pattern(page, page.selector.css("loc::text").getall())
    if page.is_xml and FEED.search(start):
        return {"platform": "feed"}
    for platform, mark in MARKS.items():
        if mark.search(page.text):
            return {"platform": platform}
    if holds_job_posting(page):
        return with_pattern(page, page.selector.css("a::attr(href)").getall(), of_this_page=True)
    return None


def holds_job_posting(page: Page) -> bool:
    try:
        return bool(find_job_postings(page))
    except BrokenData:
        return True


def with_pattern(page: Page, hrefs: Iterable[str], *, of_this_page: bool = False) -> dict[str, str] | None:
    """A job portal, with the shape of its posts' addresses; None where no shape repeats itself.

    `of_this_page`: the page is itself a post, so its own address tells the shape.
    """
    addresses = [urldefrag(page.join(href)).url for href in hrefs]
    pattern = shape_of(page.url) if of_this_page else repeated_shape(filter(None, addresses))
    return {"platform": "jobposting", "post": pattern} if pattern else None


def repeated_shape(addresses: Iterable[str]) -> str | None:
    """The shape that most of the addresses share, each counted once."""
    shapes: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        if shape := shape_of(address):
            shapes[shape].add(address)
    most = max(shapes, key=lambda shape: len(shapes[shape]), default=None)
    return most if most and len(shapes[most]) >= REPEATED else None


def shape_of(address: str) -> str | None:
    """The path up to its last number, or else the query up to its first: `/jobs/(\\d+)(?!\\d)`."""
    parts = urlsplit(address)
    in_path = list(NUMBER.finditer(parts.path))
    if in_path:
        return bounded(parts.path[: in_path[-1].start()])
    in_query = NUMBER.search(parts.query)
    return bounded(f"{parts.path}?{parts.query[: in_query.start()]}") if in_query else None


def bounded(before: str) -> str:
    """What stands before the number, other numbers in it left open."""
    literal = (re.escape(piece).replace(r"\-", "-") for piece in NUMBER.split(before))
    return r"\d+".join(literal) + r"(\d+)(?!\d)"
