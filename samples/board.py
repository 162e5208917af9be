"""A GNUBoard 5 board with the default skin's markup, in EUC-KR (CP949) as old boards still are."""

from collections.abc import Mapping
from html import escape

from samples.answers import NOT_A_PAGE, PRIVATE, Answer, missing, redirect
from samples.html import broken_lines, fill, paragraphs
from samples.posts import Post, read_posts

PER_PAGE = 15
CUT = 70
EUC_KR = "text/html; charset=euc-kr"
ROBOTS = b"User-agent: *\nDisallow: /adm/\nDisallow: /bbs/member.php\n"


def encoded(text: str, content_type: str = EUC_KR, status: int = 200) -> Answer:
    """CP949, with what it lacks (emoji, Khmer) as character references, as the board software stores it."""
    return Answer(text.encode("cp949", "xmlcharrefreplace"), content_type, status)


def cut(title: str) -> str:
    return title if len(title) <= CUT else title[:CUT] + "…"


class Board:
    name = "board"

    def __init__(self, edition: int) -> None:
        self.posts = {post.id: post for post in read_posts("board", edition)}

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        if path == "/robots.txt":
            return Answer(ROBOTS, "text/plain")
        if path != "/bbs/board.php" or query.get("bo_table") != "job":
            return missing()
        if "wr_id" not in query:
            return encoded(self.list_page(int(query.get("page", "1"))))
        post = self.posts.get(int(query["wr_id"]))
        return self.post_page(post) if post else self.alert()

    def list_page(self, number: int) -> str:
        ordinary = [post for post in self.posts.values() if not post.fact("notice", False)]
        notices = [post for post in self.posts.values() if post.fact("notice", False)]
        first = (number - 1) * PER_PAGE
        shown = ordinary[first : first + PER_PAGE]
        rows = [list_row(post, "<strong>공지</strong>", "bo_notice") for post in notices]
        rows += [list_row(post, str(len(ordinary) - first - place), "") for place, post in enumerate(shown)]
        if not ordinary:
            rows.append('<tr><td colspan="5" class="empty_table">게시물이 없습니다.</td></tr>')
        places = {"rows": "\n".join(rows), "page": str(number), "total": str(len(ordinary))}
        return fill("board_list.html", places | {"pages": paging(number, -(-len(ordinary) // PER_PAGE))})

    def post_page(self, post: Post) -> Answer:
        match post.page:
            case "redirect":
                return redirect(PRIVATE)
            case "pdf":
                return Answer(NOT_A_PAGE, EUC_KR)
            case "deleted":
                return self.alert()
        places = {
            "title": escape(post.title),
            "shown": escape(cut(post.title)),
            "category": f'<span class="bo_v_cate">{escape(post.fact("category"))}</span>'
            if post.fact("category")
            else "",
            "writer": escape(post.fact("writer", "익명")),
            "comments": str(post.fact("comments", 0)),
            "hits": f"{post.fact('hits', 40):,}",
            "posted": f"{post.posted:%y-%m-%d %H:%M}",
            "images": "\n".join(f'<img src="{escape(src)}" alt="">' for src in post.fact("images", [])),
            "body": paragraphs(post.body) if post.id % 3 else broken_lines(post.body),
            "links": related_links(post),
        }
        text = fill("board_post.html", places)
        if post.page == "broken":
            start = text.index('id="bo_v_con"')
            return encoded(text[: start + (len(places["body"]) * 2) // 3])
        return encoded(text, "text/html; charset=utf-8" if post.page == "mislabelled" else EUC_KR)

    def alert(self) -> Answer:
        return encoded(fill("board_alert.html", {}))


def list_row(post: Post, number: str, kind: str) -> str:
    category = (
        f'<a href="/bbs/board.php?bo_table=job&amp;sca={escape(post.fact("category"))}" class="bo_cate_link">'
    )
    places = {
        "class": kind,
        "number": number,
        "category": f"{category}{escape(post.fact('category'))}</a>" if post.fact("category") else "",
        "href": f"/bbs/board.php?bo_table=job&amp;wr_id={post.id}&amp;page=1",
        "title": escape(cut(post.title)),
        "writer": escape(post.fact("writer", "익명")),
        "date": f"{post.posted:%m-%d}",
        "hits": str(post.fact("hits", 40)),
    }
    return fill("board_row.html", places)


def related_links(post: Post) -> str:
    if not post.fact("links", []):
        return ""
    items = "\n".join(
        fill("board_link.html", {"id": str(post.id), "no": str(place), "link": escape(link)})
        for place, link in enumerate(post.fact("links"), 1)
    )
    return f'<section id="bo_v_link">\n<h2>관련링크</h2>\n<ul>\n{items}\n</ul>\n</section>'


def paging(number: int, last: int) -> str:
    """GNUBoard's page links: the current one is a <strong>, the jumps carry pg_end."""
    link = '<a href="./board.php?bo_table=job&amp;page={0}" class="pg_page{1}">{2}</a>'
    parts = [
        f'<strong class="pg_current">{at}</strong>' if at == number else link.format(at, "", at)
        for at in range(1, last + 1)
    ]
    if number < last:
        parts.append(link.format(last, " pg_end", "맨끝"))
    return f'<nav class="pg_wrap"><span class="pg">{"".join(parts)}</span></nav>'
