"""A calendar of job posts that leads on for ever, a day a page; some of its pages are damaged."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from html import escape

from samples.answers import TEXT, Answer, missing, page
from samples.html import fill, published
from samples.posts import Post, read_posts
from samples.sites.portal import job_posting

FIRST = date(2026, 11, 18)


class Calendar:
    name = "calendar"

    def __init__(self, edition: int) -> None:
        self.posts = {post.id: post for post in read_posts("calendar", edition)}

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        match path.strip("/").split("/"):
            case ["robots.txt"]:
                return Answer(b"User-agent: *\nDisallow: /login\n", TEXT)
            case ["calendar"]:
                return page(self.day_page(FIRST))
            case ["calendar", day]:
                return page(self.day_page(date.fromisoformat(day)))
            case ["ad", number] if number.isdecimal():
                post = self.posts.get(int(number))
                return post_page(post) if post else missing()
        return missing()

    def day_page(self, day: date) -> str:
        rows = "\n".join(
            f'<li><a href="/ad/{post.id}">{escape(post.title)}</a> {escape(post.fact("employer"))}</li>'
            for post in self.posts.values()
            if post.posted.date() == day
        )
        places = {"day": f"{day}", "rows": rows}
        places |= {"before": f"{day - timedelta(1)}", "after": f"{day + timedelta(1)}"}
        return fill("calendar/list.html", places)


def post_page(post: Post) -> Answer:
    places = {
        "title": escape(post.title),
        "employer": escape(post.fact("employer")),
        "data": job_posting(post),
        "body": published(post),
    }
    return Answer(damaged(fill("calendar/post.html", places).encode(), post.page))


def damaged(whole: bytes, how: str) -> bytes:
    """The page as it comes from a site with a fault: each keeps what a patient reader needs, but one."""
    match how:
        case "unclosed":
            return re.sub(rb"</(?!script|head|title)\w+>", b"", whole)
        case "deep":
            return whole.replace(b"<main>", b"<div><font><b>" * 1500)
        case "nul":
            return whole.replace(b"<main>", b"<main>\0\0<!-- \xff\xfe -->\x1b[2J")
        case "cut":
            return whole[: whole.index(b'"hiringOrganization"')]
    return whole
