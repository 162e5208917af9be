"""Comments that advertise: each is a post of its own. Ordinary comments are not collected."""

import re
from datetime import datetime

from lxml import etree

from crawler.advertising import advertises
from crawler.elements import classes, images_in, links_in, shown, words
from crawler.page import Page
from crawler.results import Post, Sighting, make_ad
from crawler.spiders.rhymix.lists import read_post_address
from crawler.spiders.rhymix.posts import Parts, read_nickname, written_beside

TEXTS = etree.XPath("//div[contains(@class, 'comment_') and contains(@class, 'xe_content')]")
NUMBER = re.compile(r"comment_([0-9]{1,12})_[0-9]{1,12}")
PAGE_NUMBER = re.compile(r"[?&]cpage=([0-9]{1,6})(?=[&#]|$)")
MOST_PAGES = 5
"""Fetched for one post besides its own page; XE shows 50 comments a page."""


def read_comments(page: Page, post: Post, source: str, fetched_at: datetime) -> tuple[Sighting, ...]:
    """The comments that name a channel. XE numbers posts and comments in one row."""
    found: dict[str, Sighting] = {}
    for text in TEXTS(page.selector.root):
        number = next(filter(None, map(NUMBER.fullmatch, classes(text))), None)
        if number and advertises(words(text)):
            native_id = str(int(number[1]))
            found.setdefault(native_id, read_comment(page, post, native_id, text, source, fetched_at))
    return tuple(found.values())


def shows_all_comments(page: Page) -> bool:
    """False on a page of many comments (`cpage`), and in the mobile skins, which load them by a script."""
    return "cpage=" not in page.text and not ('id="clb"' in page.text and 'id="cl"' not in page.text)


def other_pages(page: Page, post: Post) -> list[str]:
    """Where the other pages of a post's comments are, the newest first: XE begins with the last one."""
    found: dict[int, str] = {}
    for link in page.selector.root.iter("a"):
        href = link.get("href", "")
        number = PAGE_NUMBER.search(href)
        if not number or number[1] in map(words, link.getparent().iterchildren("strong")):
            continue
        leads = read_post_address(page, href)
        if leads and leads.native_id == post.native_id:
            found.setdefault(int(number[1]), page.join(href).partition("#")[0])
    return [found[number] for number in sorted(found, reverse=True)[:MOST_PAGES]]


def read_comment(
    page: Page, post: Post, native_id: str, text: etree._Element, source: str, fetched_at: datetime
) -> Sighting:
    url = f"{post.url}#comment_{native_id}"
    parts = Parts(text, around_comment(text))
    result = make_ad(
        ad_id=f"{source}:{native_id}",
        source=source,
        url=url,
        fetched_at=fetched_at,
        posted_at=written_beside(page, parts),
        body=shown(text),
        contact=read_nickname(parts),
        links=tuple(dict.fromkeys(links_in(page, text))),
        images=tuple({"url": address} for address in dict.fromkeys(images_in(page, text))),
    )
    return Sighting(Post(native_id, url, parent=post.native_id), result)


def around_comment(text: etree._Element) -> list[etree._Element]:
    """The rest of a comment: its writer and its time, in the mobile skins below the text."""
    item = next(text.iterancestors("li"), None)
    return [] if item is None else [part for part in item.iter(etree.Element) if part is not text]
