"""List pages: tables, webzines, galleries and the mobile list; which post an address leads to."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.elements import classes, words
from crawler.page import Page
from crawler.results import Listing, Post, Reject
from crawler.spiders.rhymix.refusals import read_refusal

QUERY = re.compile(r"[?&]document_srl=([0-9]{1,12})(?=[&#]|$)")
BOARD = re.compile(r"[?&]mid=([A-Za-z0-9_-]{1,40})(?=[&#]|$)")
SHORT = re.compile(r"(?:^|/)(?<!category/)(?<!page/)(?<!comment/)([0-9]{1,12})/?$")
MAY_LEAD = re.compile(r"document_srl=|(?:^|/)[0-9]+/?(?:[?#]|$)")
ACTION = re.compile(r"[?&]act=")
PAGE_NUMBER = re.compile(r"(?:[?&]page=|/page/)([0-9]{1,6})(?=[&#?/]|$)")

LISTS = ("div", "table", "ul", "ol")
ROWS_IN = frozenset({"board_list", "boardList", "bd_lst", "lt", "thumbList"})
"""default and xedition; xe_default; sketchbook5; the mobile skins; xe_default's gallery."""
PAGES_IN = frozenset({"pagination", "boardPagination", "bd_pg", "pn"})
COUNTS = frozenset({"replyNum", "replyAndTrackback"})


def read_post_address(page: Page, href: str) -> Post | None:
    """The post that a link leads to, its address without the list that it was found on.

    `?mid=job&document_srl=12`, `/job/12` and `/12` are all post `12`: a number is given once in a
    whole site, and a post that is moved to another board keeps it.
    """
    if not MAY_LEAD.search(href):
        return None
    address, _, query = page.join(href).partition("#")[0].partition("?")
    if ACTION.search(f"?{query}"):
        return None
    if named := QUERY.search(f"?{query}"):
        board = BOARD.search(f"?{query}")
        mid = f"mid={board[1]}&" if board else ""
        return Post(str(int(named[1])), f"{address}?{mid}document_srl={int(named[1])}")
    path = address.partition("://")[2].partition("/")[2]
    short = SHORT.search(path)
    return Post(str(int(short[1])), address) if short else None


def read_list(page: Page) -> Listing:
    """The posts of a list page, notices too: on boards that sell ads the pinned ones are the paid ones."""
    posts: dict[str, Post] = {}
    root = page.selector.root
    for row in rows_of(root):
        if post := read_row(page, row):
            posts.setdefault(post.native_id, post)
    following = next_page(page, root)
    return Listing(
        posts=tuple(posts.values()),
        more=(following,) if following else (),
        says=None if posts else read_excuse(page),
    )


def read_excuse(page: Page) -> str | None:
    """Why a list shows no posts, as it says itself: there are none, or they are not for guests."""
    lists = list(filter(holds_rows, page.selector.root.iter(*LISTS)))
    if lists and not any(map(leads_somewhere, lists)):
        return ""
    refusal = read_refusal(page)
    return "is not open to guests" if isinstance(refusal, Reject) and refusal.reason == "not public" else None


def holds_rows(part: etree._Element) -> bool:
    return not ROWS_IN.isdisjoint(classes(part))


def leads_somewhere(part: etree._Element) -> bool:
    """Whether a list has a link below its head; an empty one has a sentence there, in any language."""
    return any(next(link.iterancestors("thead"), None) is None for link in part.iter("a"))


def rows_of(root: etree._Element) -> Iterator[etree._Element]:
    for part in root.iter(*LISTS):
        if holds_rows(part):
            yield from part.iterchildren("li") if part.tag in ("ul", "ol") else part.iter("tr")


def read_row(page: Page, row: etree._Element) -> Post | None:
    """The post of a row. What a list shows of it: title, summary, comments, added columns; never hits."""
    posts, said, pinned = list[Post](), list[str](), "notice" in classes(row)
    for part in row.iter("a", "span", "td"):
        names = classes(part)
        pinned = pinned or (part.tag == "span" and "notice" in names)
        if part.tag == "a" and (found := read_post_address(page, part.get("href", ""))):
            posts.append(found)
            said.append(words(part))
        elif not COUNTS.isdisjoint(names) or (part.tag == "td" and not names):
            said.append(words(part))
    if not posts:
        return None
    elsewhere = linked_in_added(page, row)
    post = next((one for one in posts if one.native_id not in elsewhere), posts[0])
    return Post(post.native_id, post.url, pinned, " ".join(" ".join(said).split()))


def linked_in_added(page: Page, row: etree._Element) -> frozenset[str]:
    """What the links in added columns, which have no class, seem to lead to: `https://site.example/2026`."""
    cells = (cell for cell in row.iter("td") if not classes(cell))
    found = (read_post_address(page, link.get("href", "")) for cell in cells for link in cell.iter("a"))
    return frozenset(post.native_id for post in found if post)


def next_page(page: Page, root: etree._Element) -> str:
    """The page after this one, or the next part of a search.

    A board may show so few numbers that the next page's is none of them: then a later one leads on.
    """
    here = PAGE_NUMBER.search(page.url)
    wanted = int(here[1]) + 1 if here else 2
    later, further = dict[int, str](), ""
    for part in root.iter("div", "form"):
        names = classes(part)
        if PAGES_IN.isdisjoint(names) and "board_search" not in names:
            continue
        for link in part.iter("a"):
            href = link.get("href", "")
            number = PAGE_NUMBER.search(href)
            if number and int(number[1]) >= wanted and not PAGES_IN.isdisjoint(names):
                later.setdefault(int(number[1]), f"{href[: number.start(1)]}{wanted}{href[number.end(1) :]}")
            if "division=" in href and "계속" in words(link):
                further = page.join(href)
    return page.join(later[min(later)]) if later else further
