"""A board's own feed as a cheap first look: which posts are new or changed."""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from html import unescape

from lxml import etree
from parsel import Selector

from crawler.page import Page
from crawler.results import Listing, Post

SAYS = frozenset({"title", "description", "encoded", "summary", "content"})


def read_feed_list(page: Page, read_address: Callable[[Page, str], Post | None]) -> Listing:
    """The posts that RSS 2.0, RSS 1.0 or Atom links to; an edit changes the digest of title and text."""
    root = Selector(text=page.text.lstrip("\ufeff \r\n\t"), type="xml").root
    items = () if root is None else root.iter("{*}item", "{*}entry")
    posts = (read_item(page, item, read_address) for item in items)
    return Listing(posts=tuple(filter(None, posts)))


def read_item(
    page: Page, item: etree._Element, read_address: Callable[[Page, str], Post | None]
) -> Post | None:
    # Some boards escape the address twice.
    found = (read_address(page, unescape(address)) for address in addresses_of(item))
    post = next(filter(None, found), None)
    if post is None:
        return None
    said = [f"{name}\n{text}" for name, text in texts_of(item)]
    marker = blake2b("\n".join(said).encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Post(post.native_id, post.url, marker=marker)


def addresses_of(item: etree._Element) -> Iterator[str]:
    for link in item.iterchildren("{*}link"):
        if link.get("rel", "alternate") == "alternate":
            yield (link.get("href") or link.text or "").strip()


def texts_of(item: etree._Element) -> Iterator[tuple[str, str]]:
    for part in item.iterchildren("{*}*"):
        name = re.split("[}:]", part.tag)[-1]
        if name in SAYS:
            yield name, "".join(part.itertext())
