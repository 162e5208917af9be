"""GNUBoard's list pages, with the basic and the gallery skin, and its RSS."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from samples.html import fill, published
from samples.posts import Post

CUT = 70


@dataclass(frozen=True)
class Skin:
    """How a board lists: its templates, the posts a page, and the addresses of its pages and posts."""

    page: str
    row: str
    per_page: int
    page_href: str
    post_href: str


LISTS = {
    "job": Skin(
        "board/list.html", "board/row.html", 15,
        "./board.php?bo_table=job&amp;page={0}", "/bbs/board.php?bo_table=job&amp;wr_id={0}&amp;page=1",
    ),
    "photo": Skin("board/gallery.html", "board/gallery_row.html", 6, "/photo?page={0}", "/photo/{0}?page=1"),
}  # fmt: skip


def page_of_list(posts: Sequence[Post], number: int, skin: Skin) -> str:
    ordinary = [post for post in posts if not post.fact("notice", False)]
    notices = [post for post in posts if post.fact("notice", False)]
    first = (number - 1) * skin.per_page
    shown = ordinary[first : first + skin.per_page]
    rows = [row(post, "<strong>공지</strong>", "bo_notice", skin) for post in notices]
    rows += [row(post, str(len(ordinary) - first - place), "", skin) for place, post in enumerate(shown)]
    pages = paging(number, -(-len(ordinary) // skin.per_page), skin.page_href)
    places = {"rows": "\n".join(rows), "page": str(number), "total": str(len(ordinary)), "pages": pages}
    return fill(skin.page, places)


def row(post: Post, number: str, kind: str, skin: Skin) -> str:
    category = escape(post.fact("category"))
    link = f'<a href="/bbs/board.php?bo_table=job&amp;sca={category}" class="bo_cate_link">{category}</a>'
    count = len(post.fact("replies", [])) or post.fact("comments", 0)
    images = post.fact("images", [])
    places = {
        "class": kind,
        "number": number,
        "category": link if category else "",
        "href": skin.post_href.format(post.id),
        "title": escape(post.title if len(post.title) <= CUT else post.title[:CUT] + "…"),
        "count": fill("board/count.html", {"count": str(count)}).rstrip() if count else "",
        "thumb": f'<img src="/data/file/photo/{images[0]}" alt="" width="200">' if images else "no image",
        "writer": escape(post.fact("writer", "익명")),
        "date": f"{post.posted:%m-%d}",
        "hits": str(post.fact("hits", 40)),
    }
    return fill(skin.row, places)


def paging(number: int, last: int, href: str) -> str:
    """GNUBoard's page links: the current one is a <strong>, the jumps carry pg_end."""
    link = '<a href="{0}" class="pg_page{1}">{2}</a>'
    parts = [
        f'<strong class="pg_current">{at}</strong>'
        if at == number
        else link.format(href.format(at), "", f'{at}<span class="sound_only">페이지</span>')
        for at in range(1, last + 1)
    ]
    if number < last:
        parts.append(link.format(href.format(last), " pg_end", "맨끝"))
    return f'<nav class="pg_wrap"><span class="pg">{"".join(parts)}</span></nav>'


def feed(posts: Sequence[Post], base: str, table: str) -> str:
    """The newest posts as `bbs/rss.php` writes them: UTF-8, the addresses escaped twice."""
    skin = LISTS[table]
    ordinary = [post for post in posts if not post.fact("notice", False)]
    items = "\n".join(
        fill(
            "board/feed_item.xml",
            {
                "title": escape(post.title, quote=False),
                "link": escape(
                    base + skin.post_href.format(post.id).removesuffix("&amp;page=1"), quote=False
                ),
                "body": published(post),
                "writer": escape(post.fact("writer", "익명")),
                "date": f"{post.posted:%a, %d %b %Y %H:%M:%S} +0900",
            },
        )
        for post in ordinary[: skin.per_page]
    )
    return fill("board/feed.xml", {"base": base, "table": table, "items": items})


def feed_item(post: Post, base: str, skin: Skin) -> str:
    link = base + skin.post_href.format(post.id).removesuffix("&amp;page=1")
    places = {
        "title": escape(post.title, quote=False),
        "link": escape(link, quote=False),
        "body": published(post),
        "writer": escape(post.fact("writer", "익명")),
        "date": f"{post.posted:%a, %d %b %Y %H:%M:%S} +0900",
    }
    return fill("board/feed_item.xml", places)
