"""List pages, on whatever WordPress page the board stands; which post an address leads to."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from lxml import etree

from crawler.elements import classes
from crawler.page import Page
from crawler.results import Listing, Post

NUMBER = re.compile(r"[0-9]{1,12}")
PLACE = ("page_id", "p", "kboard_id")
"""With plain permalinks these say which page the board stands on."""
SAYS_CLOSED = re.compile(r"alert\([\"'](?:[^\"']*(?:로그인|권한이 없|log in|permission))", re.IGNORECASE)
FLICKERS = re.compile(r"-new-notify$|^kboard-mobile-contents$")
"""A badge that goes by itself; a second thumbnail."""


def read_post_address(page: Page, href: str) -> Post | None:
    """The post that a link leads to: `?mod=document&uid=12`, or its permanent `?kboard_content_redirect=12`.

    A uid is given once in a whole site.
    """
    if "uid=" not in href and "kboard_content_redirect=" not in href:
        return None
    address, _, query = page.join(href).partition("#")[0].partition("?")
    said = dict(parse_qsl(query))
    uid = said.get("kboard_content_redirect") or (said.get("mod") == "document" and said.get("uid")) or ""
    if not address or not NUMBER.fullmatch(uid):
        return None
    address += "/" if address.count("/") == 2 else ""
    if "kboard_content_redirect" in said:
        return Post(str(int(uid)), f"{address}?kboard_content_redirect={int(uid)}")
    place = {name: said[name] for name in PLACE if name in said}
    return Post(str(int(uid)), f"{address}?{urlencode({**place, 'mod': 'document', 'uid': int(uid)})}")


def read_list(page: Page) -> Listing:
    """The posts of a list page, notices and replies too; or the frame that holds the board."""
    posts: dict[str, Post] = {}
    root = page.selector.root
    for row in rows_of(root):
        if post := read_row(page, row):
            posts.setdefault(post.native_id, post)
    more = next_page(page, root) or ("" if posts else board_frame(page, root))
    return Listing(
        posts=tuple(posts.values()),
        more=(more,) if more else (),
        says=None if posts or more else read_excuse(page, root),
    )


def read_excuse(page: Page, root: etree._Element) -> str | None:
    """Why a list shows no posts: its table is empty, or a script sends guests away."""
    if any("kboard-list" in classes(part) for part in root.iter("div")):
        return ""
    return "is not open to guests" if SAYS_CLOSED.search(page.text) else None


def rows_of(root: etree._Element) -> Iterator[etree._Element]:
    for part in root.iter("div", "ul"):
        if "kboard-list" in classes(part):
            yield from part.iter("tr", "li")


def read_row(page: Page, row: etree._Element) -> Post | None:
    """The post of a row; its marker is title and count of comments."""
    post, said = None, list[str]()
    for link in row.iter("a"):
        if found := read_post_address(page, link.get("href", "")):
            post = post or found
            said += lasting_words(link)
    if post is None:
        return None
    pinned = any("notice" in name for name in classes(row))
    return Post(post.native_id, post.url, pinned, " ".join(" ".join(said).split()))


def lasting_words(part: etree._Element) -> Iterator[str]:
    yield part.text or ""
    for child in part.iterchildren(etree.Element):
        if not any(FLICKERS.search(name) for name in classes(child)):
            yield from lasting_words(child)
        yield child.tail or ""


def next_page(page: Page, root: etree._Element) -> str:
    """The page after the current one (`li.active`); the last items lead to the next window and the end."""
    for part in root.iter("ul"):
        if "kboard-pagination-pages" not in classes(part):
            continue
        items = list(part.iterchildren("li"))
        current = next((at for at, item in enumerate(items) if "active" in classes(item)), len(items))
        for item in items[current + 1 :]:
            link = next(item.iter("a"), None)
            if link is not None and "last-page" not in classes(item):
                return page.join(link.get("href", ""))
    return ""


def board_frame(page: Page, root: etree._Element) -> str:
    frames = (frame for frame in root.iter("iframe") if frame.get("id", "").startswith("kboard-iframe"))
    return next((page.join(frame.get("src", "")) for frame in frames), "")
