"""Naver's search API for cafe posts, blogs, 지식iN and web pages: title and passage of each hit.

cafearticle, blog, kin and webkr .json, as described under developers.naver.com/docs/serviceapi/search:
`display` at most 100 an answer, `start` at most 1,000, 25,000 questions a day. An error is
`{"errorMessage": ..., "errorCode": ...}` with a status of 4xx or 5xx.

The passage is cut for the words that were asked: the same post found by another word reads otherwise,
and the first word's answer stands. Only blog posts are dated. Naver has offered the same searches with
other headers as NAVER API HUB since 2026; that address is not asked here.
"""

import re
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from w3lib.url import url_query_cleaner

from crawler.advertising import channel_name
from crawler.page import Page
from crawler.results import Listing, Sighting
from crawler.spiders.open_api import (
    ApiWalk,
    objects_in,
    parameter,
    read_day,
    read_json,
    refusal,
    show,
    text_at,
    turned_to,
    whole_number,
)

LAST_START = 1000
NAVERS_OWN = re.compile(r"(?:^|\.)naver\.com$")
NAMES_A_POST = ("docId", "dirId", "d1id", "logNo", "blogId", "articleid", "clubid")
"""Of the parameters in Naver's own addresses; the others tell where in which answer it was found."""


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    answer = read_json(page)
    if answer is None:
        return Listing(says="is not JSON")
    if "items" not in answer:
        return Listing(says=refusal(text_at(answer, "errorMessage"), text_at(answer, "errorCode")))
    found = objects_in(answer["items"])
    start, shown = parameter(page.url, "start") or 1, parameter(page.url, "display") or 10
    following = start + shown
    follows = found and following <= min(whole_number(answer.get("total")), LAST_START)
    return Listing(
        sightings=tuple(read_hit(page, hit, source, fetched_at) for hit in found),
        more=(turned_to(page.url, "start", following),) if follows else (),
        says=None if found else "",
    )


def read_hit(page: Page, hit: dict[str, Any], source: str, fetched_at: datetime) -> Sighting:
    url = address_of(text_at(hit, "link"))
    return show(
        page,
        source,
        fetched_at,
        native_id=blake2b(url.partition("://")[2].encode("utf-8", "replace"), digest_size=10).hexdigest(),
        url=url,
        posted_at=read_day(text_at(hit, "postdate")),
        title=text_at(hit, "title"),
        body=text_at(hit, "description"),
        contact=channel_name(text_at(hit, "bloggername")),
    )


def address_of(link: str) -> str:
    """The address of a hit, the same in each answer that shows it."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return url_query_cleaner(link, NAMES_A_POST) if NAVERS_OWN.search(host) else link


class NaverSpider(ApiWalk):
    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())
