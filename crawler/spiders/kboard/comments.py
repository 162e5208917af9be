"""Comments of the plugin kboard-comments that advertise: each is a post of its own."""

import re
from datetime import datetime

from lxml import etree

from crawler.advertising import advertises, channel_name
from crawler.elements import classes, images_in, links_in, shown, words
from crawler.page import Page
from crawler.results import Post, Sighting, make_ad
from crawler.times import find_written_time

NUMBER = re.compile(r"kboard[-_]comments?[-_]reply[-_]form[-_]([0-9]{1,12})")


def read_comments(page: Page, post: Post, source: str, fetched_at: datetime) -> tuple[Sighting, ...]:
    """The comments that name a channel; they are numbered apart from the posts, within the whole site."""
    items = page.selector.root.iter("li") if "kboard-comments-item" in page.text else ()
    comments = (item for item in items if "kboard-comments-item" in classes(item))
    found = (read_comment(page, post, item, source, fetched_at) for item in comments)
    return tuple(filter(None, found))


def read_comment(
    page: Page, post: Post, item: etree._Element, source: str, fetched_at: datetime
) -> Sighting | None:
    """Replies stand inside a comment, after its own parts."""
    parts: dict[str, etree._Element] = {}
    for part in item.iter("div"):
        for name in classes(part):
            parts.setdefault(name, part)
    forms = (NUMBER.fullmatch(form.get("id", "")) for form in item.iterchildren("form"))
    number, text = next(filter(None, forms), None), parts.get("comments-list-content")
    if number is None or text is None or not advertises(words(text)):
        return None
    comment = Post(f"{post.native_id}/c{int(number[1])}", f"{post.url}#{number[0]}", parent=post.native_id)
    result = make_ad(
        ad_id=f"{source}:{comment.native_id}",
        source=source,
        url=comment.url,
        fetched_at=fetched_at,
        posted_at=find_written_time(words(parts.get("comments-list-create")), page.zone),
        body=shown(text),
        contact=channel_name(words(parts.get("comments-list-username"))),
        links=tuple(dict.fromkeys(links_in(page, text))),
        images=tuple({"url": url} for url in dict.fromkeys(images_in(page, text))),
    )
    return Sighting(comment, result)
