"""A Rhymix board with the xedition skin: short addresses, extra vars, files, comments."""

from collections.abc import Mapping
from html import escape

from samples.answers import TEXT, Answer, missing, odd_answer, page
from samples.html import fill, linked, published
from samples.images import picture
from samples.posts import Post, read_posts

PER_PAGE = 12
ROBOTS = b"User-agent: *\nDisallow: /index.php?act=dispMember\nDisallow: /index.php?module=file\n"
EXTRA_VARS = {"pay": "급여", "place": "근무지", "contact": "연락처"}
NOT_THERE = "요청하신 문서를 찾을 수 없습니다."
REMOVED = '<p class="blinded">관리자에 의해 블라인드 처리된 게시물입니다.</p>'


class Forum:
    name = "forum"

    def __init__(self, edition: int) -> None:
        self.posts = {post.id: post for post in read_posts("forum", edition)}

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return Answer(ROBOTS, TEXT)
            case ["jobs"]:
                return page(self.list_page(int(query.get("page", "1"))))
            case ["index.php"] if query.get("mid") == "jobs" and "act" not in query:
                if "document_srl" in query:
                    return self.read(query["document_srl"], base)
                return page(self.list_page(int(query.get("page", "1"))))
            case ["jobs", number]:
                return self.read(number, base)
            case ["files", "attach", "images", "118", name]:
                return picture(name)
        return missing()

    def read(self, number: str, base: str) -> Answer:
        post = self.posts.get(int(number)) if number.isdecimal() else None
        if post is None:
            return page(fill("forum/message.html", {"text": NOT_THERE}), 404)
        return odd_answer(post.page) or post_page(post, base)

    def list_page(self, number: int) -> str:
        listed = [post for post in self.posts.values() if post.is_listed]
        ordinary = [post for post in listed if not post.fact("notice", False)]
        first = (number - 1) * PER_PAGE
        rows = [list_row(post, "공지") for post in listed if post.fact("notice", False)]
        rows += [
            list_row(post, str(len(ordinary) - first - place))
            for place, post in enumerate(ordinary[first : first + PER_PAGE])
        ]
        last = -(-len(ordinary) // PER_PAGE)
        pages = "\n".join(
            f"\t\t<strong>{at}</strong>"
            if at == number
            else f'\t\t<a href="/index.php?mid=jobs&amp;page={at}">{at}</a>'
            for at in range(1, last + 1)
        )
        return fill("forum/list.html", {"rows": "\n".join(rows), "pages": pages, "last": str(last)})


def list_row(post: Post, number: str) -> str:
    count = len(post.fact("replies", []))
    notice = post.fact("notice", False)
    replies = f'<a href="/jobs/{post.id}#comment" class="replyNum" title="Replies">[{count}]</a>'
    places = {
        "class": ' class="notice"' if notice else "",
        "kind": "notice" if notice else "no",
        "number": number,
        "href": f"/jobs/{post.id}" if post.id % 2 else f"/index.php?mid=jobs&amp;document_srl={post.id}",
        "title": escape(post.title),
        "replies": replies if count else "",
        "member": str(post.id % 997),
        "writer": escape(post.fact("writer")),
        "pay": escape(post.fact("pay")),
        "place": escape(post.fact("place")),
        "date": f"{post.posted:%Y.%m.%d}",
        "hits": str(post.fact("hits", 30)),
    }
    return fill("forum/row.html", places)


def post_page(post: Post, base: str) -> Answer:
    category = post.fact("category")
    replies: list[dict[str, object]] = post.fact("replies", [])
    places = {
        "base": base,
        "id": str(post.id),
        "title": escape(post.title),
        "category": f'<a href="/index.php?mid=jobs&amp;category=7" class="category">{escape(category)}</a>',
        "member": str(post.id % 997),
        "writer": escape(post.fact("writer")),
        "posted": f"{post.posted:%Y.%m.%d %H:%M}",
        "hits": str(post.fact("hits", 30)),
        "extra": extra_vars(post),
        "body": REMOVED if post.page == "removed" else published(post),
        "images": "\n".join(
            f'<p><img src="/files/attach/images/118/{name}" alt="{name}" /></p>'
            for name in post.fact("images", [])
        ),
        "files": fill("forum/file.html", {"id": str(post.id), "name": escape(post.fact("file"))})
        if post.fact("file")
        else "",
        "count": str(len(replies)),
        "replies": "\n".join(fill("forum/comment.html", reply_places(reply)) for reply in replies),
    }
    return page(fill("forum/post.html", places))


def extra_vars(post: Post) -> str:
    """What the writer filled in beside the text; empty ones are left out, as the skin does."""
    rows = "\n".join(
        fill("forum/extra_row.html", {"name": name, "value": linked(post.fact(key))}).rstrip()
        for key, name in EXTRA_VARS.items()
        if post.fact(key)
    )
    return fill("forum/extra.html", {"rows": rows}) if rows else ""


def reply_places(reply: Mapping[str, object]) -> dict[str, str]:
    body = "".join(f"<p>{linked(line)}</p>" for line in str(reply["body"]).strip("\n").split("\n"))
    moment = f"{reply['posted']:%Y.%m.%d %H:%M}"
    return {"id": str(reply["id"]), "writer": escape(str(reply["writer"])), "time": moment, "body": body}
