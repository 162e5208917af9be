"""What reading a page gives: ads, posts that are not ads, and the way on."""

from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError
from scrapy.http import Response

from records import JobAd
from records.jsonl import explain

Reason = Literal[
    "no text",
    "too long",
    "bad field",
    "no job posting",
    "broken JSON-LD",
    "no post on the page",
    "deleted",
    "not public",
    "not HTML",
    "not found",
    "refused by the site",
    "server error",
    "page not read",
    "forbidden by robots.txt",
    "private address",
    "host not allowed",
    "scheme not allowed",
    "too many redirects",
    "too large",
    "too slow",
    "connection lost",
    "reader fault",
    "unknown kind of file",
    "symbolic link",
    "file not readable",
]


@dataclass(frozen=True)
class Reject:
    """A post that gave no ad. `reason` is counted; `detail` is for the person who looks."""

    reason: Reason
    detail: str = ""


How = Literal["gone", "deleted", "blocked"]


@dataclass(frozen=True)
class Gone:
    """The post is no longer there: simply not found, deleted by its writer or a moderator, or shut away."""

    how: How = "gone"


@dataclass(frozen=True)
class Post:
    """A post as a list page names it. `native_id` is unique within its source.

    A pinned post (a notice) stands out of the list's order. `marker` is what the list shows of
    the post that an edit would change (its title, its count of comments, a sitemap's lastmod):
    while it stays, a known post is not fetched again. "" where the list shows nothing of the kind.
    `parent` is the post under which a comment stands.
    """

    native_id: str
    url: str
    pinned: bool = False
    marker: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Original:
    """What came by no HTTP: a text or screenshot that was handed in."""

    uri: str
    body: bytes
    media_type: str


@dataclass(frozen=True)
class Sighting:
    """One post, what became of it, and what says so: what the spiders hand to storage."""

    post: Post
    result: JobAd | Reject | Gone
    response: Response | None = None
    originals: tuple[Original, ...] = ()


@dataclass(frozen=True)
class Listing:
    """One list page: posts to fetch, posts it shows in full, and further list pages.

    `says` is what the site itself says in place of posts, to end a report's sentence with ("has no
    public preview"); "" where it says that there are simply none.
    """

    posts: tuple[Post, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    more: tuple[str, ...] = ()
    says: str | None = None


def make_ad(**fields: object) -> JobAd | Reject:
    """The ad with these fields, or why they make none."""
    try:
        return JobAd.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "string_too_long":
            return Reject("too long", explain(error))
        if not first["loc"]:
            return Reject("no text")
        return Reject("bad field", explain(error))
