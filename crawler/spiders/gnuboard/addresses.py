"""What a GNUBoard address leads to. One post has one id and one address, wherever it was found."""

import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from crawler.page import Page
from crawler.results import Post

BOARD = re.compile(r"&bo_table=([A-Za-z0-9_]{1,20})(?=&|$)")
NUMBER = re.compile(r"&wr_id=([0-9]{1,12})(?=&|$)")
SHORT = re.compile(r"/([A-Za-z0-9_]{1,20})/(?:([0-9]{1,12})|([^/]+)/)$")
TITLE = re.compile(r"[^\s/.\\%&?#<>\"']{1,255}")
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)


def read_post_address(page: Page, href: str) -> Post | None:
    """The post that a link leads to, its address without the list that it was found on.

    `?bo_table=job&wr_id=12` and the short `/job/12` are both `job/12`. The short form made of the
    title, `/job/some-title/`, holds no number, nor does any list page: that post is
    `job/some-title/`. Its last slash is the site's own, since a title may be a number.
    """
    if ".php" in href and "wr_id=" not in href:
        return None
    address, _, query = page.join(href).partition("#")[0].partition("?")
    if "wr_id=" in query:
        board, number = BOARD.search(f"&{query}"), NUMBER.search(f"&{query}")
        if not board or not number:
            return None
        wr_id = int(number[1])
        return Post(f"{board[1]}/{wr_id}", f"{address}?bo_table={board[1]}&wr_id={wr_id}")
    short = SHORT.search(address)
    if not short:
        return None
    if short[2]:
        return Post(f"{short[1]}/{int(short[2])}", address)
    title = unquote(short[3])
    named = title.isprintable() and TITLE.fullmatch(title)
    return Post(f"{short[1]}/{title}/", address) if named else None


def original_picture(page: Page, href: str, src: str) -> str:
    """The picture as uploaded, where the link around it (`view_image.php?fn=`) says where it lies.

    `fn` is a path below the site (below its host where the editor wrote such a path) for a picture in
    the text, a bare file name for an attached one; what is shown is often a thumbnail in the same
    folder. "" where the link does not say.
    """
    url = page.join(href)
    base, found, query = url.partition("/bbs/view_image.php?")
    if not found:
        return url if PICTURE_NAME.search(urlsplit(url).path) else ""
    name = parse_qs(query).get("fn", [""])[0]
    if name.startswith(("http://", "https://")):
        return page.join(name)
    if name.startswith("/"):
        return base + quote(name.removeprefix(urlsplit(base).path))
    folder = page.join(src).rpartition("/")[0]
    return f"{folder}/{quote(name)}" if folder and PICTURE_NAME.search(name) and "/" not in name else ""
