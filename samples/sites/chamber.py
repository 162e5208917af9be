"""A WordPress site with KBoard: a chamber of commerce whose members post jobs."""

from collections.abc import Mapping
from html import escape

from samples.answers import TEXT, Answer, missing, odd_answer, page
from samples.html import fill, linked, published
from samples.images import picture
from samples.posts import Post, read_posts

PER_PAGE = 10
ROBOTS = b"User-agent: *\nDisallow: /wp-admin/\nDisallow: /wp-login.php\n"
UPLOADS = ["wp-content", "uploads", "kboard_attached", "3", "202611"]


class Chamber:
    name = "chamber"

    def __init__(self, edition: int) -> None:
        self.posts = {post.id: post for post in read_posts("chamber", edition)}

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return Answer(ROBOTS, TEXT)
            case ["recruit"] if query.get("mod", "list") == "list":
                return page(self.list_page(int(query.get("pageid", "1"))))
            case ["recruit"] if query.get("mod") == "document":
                return self.read(query.get("uid", ""))
            case [*folders, name] if folders == UPLOADS:
                return picture(name)
        return missing()

    def read(self, number: str) -> Answer:
        """A post's page; of one that is gone KBoard says nothing and sends the reader to the list."""
        post = self.posts.get(int(number)) if number.isdecimal() else None
        if post is None or post.page == "removed":
            return page(fill("chamber/gone.html", {}))
        return odd_answer(post.page) or post_page(post)

    def list_page(self, number: int) -> str:
        listed = [post for post in self.posts.values() if post.is_listed]
        first = (number - 1) * PER_PAGE
        rows = [
            list_row(post, str(len(listed) - first - place))
            for place, post in enumerate(listed[first : first + PER_PAGE])
        ]
        pages = paging(number, -(-len(listed) // PER_PAGE))
        places = {"rows": "\n".join(rows), "pages": pages, "total": str(len(listed))}
        return fill("chamber/list.html", places)


def list_row(post: Post, number: str) -> str:
    count = len(post.fact("replies", []))
    places = {
        "class": "",
        "number": number,
        "id": str(post.id),
        "title": escape(post.title),
        "count": f"({count})" if count else "",
        "writer": escape(post.fact("writer")),
        "date": f"{post.posted:%Y.%m.%d}",
        "hits": str(post.fact("hits", 30)),
    }
    return fill("chamber/row.html", places)


def post_page(post: Post) -> Answer:
    replies: list[dict[str, object]] = post.fact("replies", [])
    folder = "/".join(UPLOADS)
    places = {
        "id": str(post.id),
        "title": escape(post.title),
        "writer": escape(post.fact("writer")),
        "posted": f"{post.posted:%Y-%m-%d %H:%M}",
        "hits": str(post.fact("hits", 30)),
        "body": published(post),
        "images": "\n".join(
            f'<p><img class="alignnone size-full" src="/{folder}/{name}" alt="" /></p>'
            for name in post.fact("images", [])
        ),
        "file": fill("chamber/file.html", {"id": str(post.id), "name": escape(post.fact("file"))})
        if post.fact("file")
        else "",
        "count": str(len(replies)),
        "replies": "\n".join(fill("chamber/comment.html", reply_places(reply)) for reply in replies),
    }
    return page(fill("chamber/post.html", places))


def paging(number: int, last: int) -> str:
    """KBoard's page links: every page is a list item, the current one and the way on have a class."""
    link = '<li class="{0}"><a href="?pageid={1}&amp;mod=list">{2}</a></li>'
    parts = [link.format("active" if at == number else "", at, at) for at in range(1, last + 1)]
    if number < last:
        parts.append(link.format("next-page", number + 1, "»"))
        parts.append(link.format("last-page", last, "마지막"))
    return "".join(parts)


def reply_places(reply: Mapping[str, object]) -> dict[str, str]:
    body = "<br>\n".join(linked(line) for line in str(reply["body"]).strip("\n").split("\n"))
    return {
        "writer": escape(str(reply["writer"])),
        "created": f"{reply['posted']:%Y%m%d%H%M%S}",
        "time": f"{reply['posted']:%Y-%m-%d %H:%M}",
        "body": body,
    }
