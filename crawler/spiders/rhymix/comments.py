"""Comments that advertise: each is a post of its own. Ordinary comments are not collected."""

import re
from datetime import datetime

from lxml import etree

from crawler.advertising import advertises
from crawler.elements import classes, images_in, links_in, shown, words
from crawler.page import Page
from crawler.results import Post, Sighting, make_ad
from crawler.spiders.rhymix.posts import Parts, read_nickname, written_beside

TEXTS = etree.XPath("//div[contains(@class, 'comment_') and contains(@class, 'xe_content')]")
NUMBER = re.compile(r"comment_([0-9]{1,12})_[0-9]{1,12}")


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
        posted_at=written_beside(parts),
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
