"""What the spiders of the official APIs share: an answer is a list page that shows its posts in full.

An answer to a search is a window: what leaves it is not gone.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scrapy import Request
from scrapy.http import Response
from w3lib.url import add_or_replace_parameters

from crawler.logs import printable
from crawler.page import Page
from crawler.results import Gone, Post, Reject, Sighting, make_ad
from crawler.text import html_text
from crawler.walk import Walk, content_type
from records import JobAd
from records.layout import SEOUL

NATIVE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
MOST_SAID = 200


class ApiWalk(Walk):
    posts_have_pages = False
    lists_everything = False
    handle_httpstatus_list = (400, 401, 403, 404, 429, 500)
    """Refusals whose body says why."""

    def is_readable_list(self, response: Response) -> bool:
        return any(kind in content_type(response) for kind in ("json", "xml", "text/"))

    def parse_list(self, response: Response, address: str) -> Iterator[Request | Sighting]:
        if response.status < 400:
            yield from super().parse_list(response, address)
            return
        self.count_page()
        why = self.read_list(self.page_of(response)).says or "refuses"
        self.list_is_broken(f"{self.name}: the list page {address} {why} (HTTP {response.status}).")

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        raise NotImplementedError("an answer shows whole posts; none has a page of its own here")


def show(page: Page, source: str, fetched_at: datetime, native_id: str, url: str, **said: Any) -> Sighting:
    """A post as an answer shows it, or why it is none."""
    post = Post(native_id, page.join(url) if url else "")
    if not NATIVE_ID.fullmatch(native_id) or not post.url:
        nameless = blake2b(repr(said).encode("utf-8", "replace"), digest_size=8).hexdigest()
        return Sighting(Post(nameless, page.url), Reject("bad field", "no number or no address"))
    common = {"ad_id": f"{source}:{native_id}", "source": source, "url": post.url, "fetched_at": fetched_at}
    return Sighting(post, make_ad(**common, **{name: value for name, value in said.items() if value}))


def read_json(page: Page) -> dict[str, Any] | None:
    """The object that an answer is; None when it is none."""
    try:
        answer = json.loads(page.text, strict=False)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def objects_in(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def text_at(node: Any, *path: str) -> str:
    """The text at the end of a path of keys; "" where there is none."""
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return html_text(str(node)) if isinstance(node, str | int | float) and not isinstance(node, bool) else ""


def refusal(message: str, code: str = "") -> str:
    """An API's own words on why it gives nothing, fit for the end of a sentence."""
    said = printable(" ".join(message.split()))[:MOST_SAID].rstrip(". ")
    return f"refuses: {said or 'no reason is given'}{f' ({printable(code)[:20]})' if code else ''}"


def whole_number(value: Any) -> int:
    """A count as JSON or XML has it; 0 for what is none."""
    digits = str(value if value is not None else "").strip().replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0


def parameter(url: str, name: str) -> int:
    return whole_number(parse_qs(urlsplit(url).query).get(name, [""])[0])


def turned_to(url: str, name: str, value: int) -> str:
    """The same question for another page of the answer."""
    return add_or_replace_parameters(url, {name: str(value)})


def read_day(text: str) -> datetime | None:
    """`20261120`, `2026-11-20` or `26.11.20`: the beginning of that day in Seoul."""
    digits = re.sub(r"\D", "", text)[:8]
    try:
        day = datetime.strptime(digits if len(digits) == 8 else f"20{digits}", "%Y%m%d")
    except ValueError:
        return None
    return day.replace(tzinfo=SEOUL).astimezone(UTC)
