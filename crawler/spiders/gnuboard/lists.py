"""List pages: tables, the mobile lists, galleries."""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.page import Page
from crawler.results import Gone, Listing, Post
from crawler.spiders.gnuboard.addresses import read_post_address
from crawler.spiders.gnuboard.posts import read_refusal

TABLES = frozenset({"bo_list", "bo_list_admin"})
SAYS_EMPTY = re.compile(r'class="empty_(?:table|list)"')
WRITER_MENUS = frozenset({"sv_wrap", "sv"})
GALLERIES = frozenset({"gall_ul", "bo_img_list"})


def read_list(page: Page) -> Listing:
    """The posts of a list page, notices too: on boards that sell ads the pinned ones are the paid ones."""
    root = page.selector.root
    posts = tuple(filter(None, (read_row(page, row) for row in rows_of(root))))
    following = next(filter(None, map(page.join, following_pages(root))), "")
    return Listing(
        posts=posts,
        more=(following,) if following else (),
        says=None if posts else instead_of_posts(page),
    )


def instead_of_posts(page: Page) -> str | None:
    """What a page without posts says: that there are none, or why it shows none."""
    if SAYS_EMPTY.search(page.text):
        return ""
    refusal = read_refusal(page)
    if isinstance(refusal, Gone):
        return "names a board that is not there"
    return "is not for guests" if refusal.reason == "not public" else None


def rows_of(root: etree._Element) -> Iterator[etree._Element]:
    """What holds one post each: table rows, items of the mobile lists from 5.3, pictures of a gallery."""
    for part in root.iter("div", "ul"):
        if part.get("id") in TABLES:
            yield from part.iter("tr")
            for items in part.iter("ul"):
                if "list_01" in items.getparent().get("class", ""):
                    yield from items.iterchildren("li")
        elif part.get("id") in GALLERIES:
            yield from part.iterchildren("li")


def read_row(page: Page, row: etree._Element) -> Post | None:
    """The post of a row. Its title stands in the last link to it: a gallery has one around the picture."""
    category, pinned, found = "", "bo_notice" in row.get("class", ""), []
    for link in row.iter("a"):
        if "bo_cate_link" in link.get("class", ""):
            category = own_words(link)
        elif (post := read_post_address(page, link.get("href", ""))) and not is_of_writer(link):
            found.append((post, link))
    if not found:
        return None
    post, title = found[-1]
    pinned = pinned or (len(found) > 1 and "".join(found[0][1].itertext()).strip() == "공지")
    counts = (span.text or "" for span in row.iter("span") if "cnt_cmt" in span.get("class", ""))
    marker = f"{category}|{own_words(title)}|{next(counts, '').strip(' +') or 0}"
    return Post(post.native_id, post.url, pinned, marker)


def is_of_writer(link: etree._Element) -> bool:
    """In the menu under the writer's name: a homepage is an address of the writer's choice."""
    return any(around.get("class") in WRITER_MENUS for around in link.iterancestors("span", "div"))


def own_words(link: etree._Element) -> str:
    """The words of a link, found words too (`b.sch_word`), without the badges in it: new, hot, comments."""
    pieces = [link.text or ""]
    for child in link:
        pieces += [child.text or "" if child.tag == "b" else "", child.tail or ""]
    return " ".join("".join(pieces).split())


def following_pages(root: etree._Element) -> Iterator[str]:
    """The page after the current one; after the last, the next part of the board that is searched."""
    following: list[etree._Element] = []
    for pages in root.iter("nav"):
        for link in pages.iter("a", "strong") if "pg_wrap" in pages.get("class", "") else ():
            following = [] if link.tag == "strong" else [*following, link]
    for link in following:
        kinds = link.get("class", "").split()
        to_the_end = "pg_end" in kinds and "검색" not in (link.text or "")
        if not (to_the_end or "pg_start" in kinds or "pg_prev" in kinds):
            yield link.get("href", "")
