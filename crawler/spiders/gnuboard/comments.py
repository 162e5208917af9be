"""Comments that advertise: each is a post of its own. Ordinary comments are not collected."""

import re
from datetime import datetime

from lxml import etree

from crawler.advertising import advertises
from crawler.elements import shown, words
from crawler.page import Page
from crawler.results import Post, Sighting, make_ad
from crawler.spiders.gnuboard.posts import read_nickname
from crawler.times import read_iso

COMMENT_ID = re.compile(r"c_(\d{1,12})", re.ASCII)


def read_comments(page: Page, post: Post, source: str, fetched_at: datetime) -> tuple[Sighting, ...]:
    """The comments that name a channel, numbered as the board numbers its posts."""
    if 'id="c_' not in page.text:
        return ()
    articles = page.selector.root.iter("article")
    found = (read_comment(page, post, article, source, fetched_at) for article in articles)
    return tuple(filter(None, found))


def read_comment(
    page: Page, post: Post, comment: etree._Element, source: str, fetched_at: datetime
) -> Sighting | None:
    number = COMMENT_ID.fullmatch(comment.get("id", ""))
    text, time = next(comment.iter("p"), None), next(comment.iter("time"), None)
    if not number or text is None or not advertises(words(text)):
        return None
    native_id = f"{post.native_id.partition('/')[0]}/{int(number[1])}"
    links = (page.join(link.get("href", "")) for link in text.iter("a"))
    result = make_ad(
        ad_id=f"{source}:{native_id}",
        source=source,
        url=f"{post.url}#c_{number[1]}",
        fetched_at=fetched_at,
        posted_at=None if time is None else read_iso(time.get("datetime"), page.zone),
        body=shown(text),
        contact=read_nickname(comment),
        links=tuple(dict.fromkeys(filter(None, links))),
    )
    return Sighting(Post(native_id, f"{post.url}#c_{number[1]}", parent=post.native_id), result)
