"""A GNUBoard 5 site in EUC-KR (CP949), as old ones still are: a jobs board and a gallery with short URLs."""

from collections.abc import Mapping
from html import escape

from samples.answers import Answer, missing, odd_answer
from samples.html import fill, published
from samples.images import picture
from samples.posts import Post, read_posts
from samples.sites.board_lists import LISTS, feed, page_of_list

EUC_KR = "text/html; charset=euc-kr"
ROBOTS = b"User-agent: *\nDisallow: /adm/\nDisallow: /bbs/member.php\n"
BOARDS = {"job": ("board", "구인구직"), "photo": ("photo", "사진장터")}
"""Each board by its `bo_table`: the file of its posts, and its name on the page."""
CUT = 70


def encoded(text: str, content_type: str = EUC_KR, status: int = 200) -> Answer:
    """CP949, with what it lacks (emoji, Khmer) as character references, as the board software stores it."""
    return Answer(text.encode("cp949", "xmlcharrefreplace"), content_type, status)


class Board:
    name = "board"

    def __init__(self, edition: int) -> None:
        self.posts = {
            table: {post.id: post for post in read_posts(file, edition)}
            for table, (file, _) in BOARDS.items()
        }

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        table = query.get("bo_table", "")
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return Answer(ROBOTS, "text/plain")
            case ["bbs", "board.php"] if table in BOARDS:
                return self.read(table, query.get("wr_id", ""), query)
            case ["bbs", "rss.php"] if table in BOARDS:
                return Answer(feed(self.listed(table), base, table).encode(), "text/xml")
            case [table] if table in BOARDS:
                return self.read(table, "", query)
            case [table, number] if table in BOARDS:
                return self.read(table, number, query)
            case ["data", "file", table, name] if table in BOARDS:
                return picture(name)
        return missing()

    def read(self, table: str, number: str, query: Mapping[str, str]) -> Answer:
        if not number:
            text = page_of_list(self.listed(table), int(query.get("page", "1")), LISTS[table])
            return encoded(text)
        post = self.posts[table].get(int(number)) if number.isdecimal() else None
        return post_page(post, table) if post else alert()

    def listed(self, table: str) -> list[Post]:
        return [post for post in self.posts[table].values() if post.is_listed]


def alert() -> Answer:
    return encoded(fill("board/alert.html", {}))


def post_page(post: Post, table: str) -> Answer:
    if odd := odd_answer(post.page):
        return odd
    if post.page in ("deleted", "removed"):
        return alert()
    category = post.fact("category")
    replies: list[dict[str, str]] = post.fact("replies", [])
    places = {
        "board": BOARDS[table][1],
        "table": table,
        "title": escape(post.title),
        "shown": escape(post.title if len(post.title) <= CUT else post.title[:CUT] + "…"),
        "category": f'<span class="bo_v_cate">{escape(category)}</span>' if category else "",
        "writer": escape(post.fact("writer", "익명")),
        "comments": str(len(replies) or post.fact("comments", 0)),
        "hits": f"{post.fact('hits', 40):,}",
        "posted": f"{post.posted:%y-%m-%d %H:%M}",
        "images": "\n".join(attached(table, name) for name in post.fact("images", [])),
        "body": published(post),
        "links": related_links(post, table),
        "replies": "\n".join(fill("board/comment.html", reply_places(reply)) for reply in replies),
    }
    text = fill("board/post.html", places)
    if post.page == "broken":
        start = text.index('id="bo_v_con"')
        return encoded(text[: start + (len(places["body"]) * 2) // 3])
    return encoded(text, "text/html; charset=utf-8" if post.page == "mislabelled" else EUC_KR)


def attached(table: str, name: str) -> str:
    """An attached picture as the skins show it: linked to its viewer."""
    viewer = f"/bbs/view_image.php?bo_table={table}&amp;fn={name}"
    picture = f'<img src="/data/file/{table}/{name}" alt="">'
    return f'<a href="{viewer}" target="_blank" class="view_image">{picture}</a>'


def related_links(post: Post, table: str) -> str:
    if not post.fact("links", []):
        return ""
    items = "\n".join(
        fill("board/link.html", {"table": table, "id": str(post.id), "no": str(place), "link": escape(link)})
        for place, link in enumerate(post.fact("links"), 1)
    )
    return f'<section id="bo_v_link">\n<h2>관련링크</h2>\n<ul>\n{items}\n</ul>\n</section>'


def reply_places(reply: Mapping[str, object]) -> dict[str, str]:
    moment = f"{reply['posted']:%Y-%m-%dT%H:%M:%S+09:00}"
    body = escape(str(reply["body"]).strip("\n")).replace("\n", "<br>\n")
    return {"id": str(reply["id"]), "writer": escape(str(reply["writer"])), "time": moment, "body": body}
