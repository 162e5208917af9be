"""A site read by its feeds: a newsletter's RSS 2.0, a small board's Atom."""

from collections.abc import Mapping
from datetime import datetime
from html import escape

from samples.answers import TEXT, Answer, missing, odd_answer, page
from samples.html import fill, published
from samples.images import picture
from samples.posts import Post, read_posts

SHOWN = 20
SECTIONS = {"jobs": "newsletter", "board": "palmboard"}
"""The two halves of the site by their path, each with the file of its posts."""


class Feed:
    name = "feed"

    def __init__(self, edition: int) -> None:
        self.posts = {section: read_posts(file, edition) for section, file in SECTIONS.items()}

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return Answer(b"User-agent: *\nDisallow: /admin/\n", TEXT)
            case ["jobs.rss"]:
                return Answer(self.rss(base).encode(), "application/rss+xml; charset=utf-8")
            case ["board.atom"]:
                return Answer(self.atom(base).encode(), "application/atom+xml; charset=utf-8")
            case ["images", name]:
                return picture(name)
            case [section, number] if section in SECTIONS:
                found = [post for post in self.posts[section] if str(post.id) == number]
                return (odd_answer(found[0].page) or post_page(found[0])) if found else missing()
        return missing()

    def rss(self, base: str) -> str:
        items = "\n".join(rss_item(post, base) for post in shown(self.posts["jobs"]))
        return fill("feed/rss.xml", {"base": base, "items": items})

    def atom(self, base: str) -> str:
        posts = shown(self.posts["board"])
        items = "\n".join(atom_entry(post, base) for post in posts)
        updated = max(iso(post.changed) for post in posts)
        return fill("feed/atom.xml", {"base": base, "items": items, "updated": updated})


def shown(posts: list[Post]) -> list[Post]:
    return [post for post in posts if post.is_listed][:SHOWN]


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}+09:00"


def rss_item(post: Post, base: str) -> str:
    """An item with a summary and the whole text; its guid is no address."""
    places = {
        "id": str(post.id),
        "title": escape(post.title, quote=False),
        "link": f"{base}/jobs/{post.id}",
        "writer": post.fact("writer"),
        "posted": f"{post.posted:%a, %d %b %Y %H:%M:%S} +0900",
        "summary": escape(post.body.partition("\n")[0], quote=False),
        "body": published(post),
        "enclosure": enclosures(post, base),
    }
    return fill("feed/item.xml", places)


def atom_entry(post: Post, base: str) -> str:
    places = {
        "id": str(post.id),
        "title": escape(post.title, quote=False),
        "link": f"{base}/board/{post.id}",
        "writer": escape(post.fact("writer"), quote=False),
        "posted": iso(post.posted),
        "updated": iso(post.changed),
        "body": escape(published(post), quote=False),
    }
    return fill("feed/entry.xml", places)


def enclosures(post: Post, base: str) -> str:
    return "\n".join(
        f'<enclosure url="{base}/images/{name}" length="20480" type="image/{name.rpartition(".")[2]}"/>'
        for name in post.fact("images", [])
    )


def post_page(post: Post) -> Answer:
    places = {
        "title": escape(post.title),
        "writer": escape(post.fact("writer")),
        "posted": iso(post.posted),
        "body": published(post),
    }
    return page(fill("feed/post.html", places))
