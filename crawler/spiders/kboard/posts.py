"""A post's own page, in every shipped skin; and why a page is no post."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

from lxml import etree

from crawler.advertising import channel_name
from crawler.custom_fields import sort_fields
from crawler.elements import classes, images_in, links_in, shown, words
from crawler.page import Page
from crawler.results import Gone, Post, Reject, make_ad
from crawler.spiders.kboard.lists import SAYS_CLOSED
from crawler.times import find_written_time
from records import JobAd

PARTS = frozenset(
    {"kboard-title", "detail-writer", "detail-date", "content-view", "kboard-document-add-option-value-wrap"}
)
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
DOWNLOAD = re.compile(r"""location\.href\s*=\s*(["'])(.{1,500}?)\1""")
SENT_AWAY = re.compile(r"""<script>\s*window\.location\.href\s*=\s*["'][^"']*[?&]mod=list\b""")


def read_post(page: Page, post: Post, source: str, fetched_at: datetime) -> JobAd | Reject | Gone:
    parts = read_parts(page)
    if "content-view" not in parts:
        return read_refusal(page)
    text = parts["content-view"]
    fields = sort_fields(read_fields(parts.get("kboard-document-add-option-value-wrap")))
    files = list(read_files(page))
    links = [*links_in(page, text), *(name for name, _ in files if not PICTURE_NAME.search(name))]
    images = [*images_in(page, text), *(url for name, url in files if PICTURE_NAME.search(name))]
    writer = channel_name(value_of(parts.get("detail-writer")))
    # Views, votes, the categories and the writer's ordinary name say nothing of the ad.
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        posted_at=find_written_time(value_of(parts.get("detail-date")), page.zone),
        title=read_title(parts.get("kboard-title")),
        body="\n".join(filter(None, [shown(without_fields(text)), *fields.lines])),
        contact=", ".join(filter(None, [fields.known.get("contact"), writer])) or None,
        pay=fields.known.get("pay"),
        location=fields.known.get("location"),
        employer=fields.known.get("employer"),
        links=tuple(dict.fromkeys(links)),
        images=tuple({"url": url} for url in dict.fromkeys(filter(None, images))),
    )


def read_parts(page: Page) -> dict[str, etree._Element]:
    """The parts of the document by class, the first of each."""
    parts: dict[str, etree._Element] = {}
    for part in page.selector.root.iter("div"):
        for name in PARTS.intersection(classes(part)):
            parts.setdefault(name, part)
    return parts


def read_title(title: etree._Element | None) -> str:
    """On one line; KBoard lets `<br>` stand in it."""
    return "" if title is None else shown(title).replace("\n", " ")


def value_of(detail: etree._Element | None) -> str:
    """The value beside a detail's name."""
    found = () if detail is None else (part for part in detail.iter("div") if "detail-value" in classes(part))
    return words(next(iter(found), None))


def without_fields(text: etree._Element) -> etree._Element:
    """The text alone: the added fields stand in it, before the first word."""
    if not any("kboard-document-add-option-value-wrap" in classes(part) for part in text.iterchildren("div")):
        return text
    alone = deepcopy(text)
    for part in alone.iterchildren("div"):
        if "kboard-document-add-option-value-wrap" in classes(part):
            part.tag = "dropped"
    etree.strip_elements(alone, "dropped", with_tail=False)
    return alone


def read_fields(wrap: etree._Element | None) -> Iterator[tuple[str, str]]:
    for part in () if wrap is None else wrap.iter("div"):
        if "kboard-document-add-option-value" in classes(part):
            spans = {name: span for span in part.iter("span") for name in classes(span)}
            if {"option-name", "option-value"} <= spans.keys():
                yield words(spans["option-name"]), shown(spans["option-value"])


def read_files(page: Page) -> Iterator[tuple[str, str]]:
    """Attached files by name, and where they are downloaded: buttons, in old skins links."""
    for part in page.selector.root.iter("div"):
        if "kboard-attach" in classes(part):
            for item in part.iter("button", "a"):
                found = DOWNLOAD.search(item.get("onclick", ""))
                yield words(item), page.join(found[2] if found else item.get("href", ""))


def read_refusal(page: Page) -> Reject | Gone:
    """A script sends the reader of a deleted post to the list; a secret one asks for its password."""
    if SAYS_CLOSED.search(page.text):
        return Reject("not public")
    if SENT_AWAY.search(page.text):
        return Gone()
    if any("kboard-confirm-row" in classes(part) for part in page.selector.root.iter("div")):
        return Reject("not public", "a password")
    return Reject("no post on the page")
