"""schema.org data on a page: every JobPosting, from JSON-LD or else from microdata."""

import json
import re
from collections.abc import Iterator
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml.etree import LxmlError
from parsel import Selector

from crawler.page import Page
from crawler.text import shown_text

Node = dict[str, Any]
COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", re.DOTALL)
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


class BrokenData(Exception):
    """The page has JSON-LD that cannot be read, and no JobPosting besides."""


def find_job_posting(page: Page) -> Node | None:
    """The first JobPosting of a page. Raises BrokenData when what might hold one is unreadable."""
    broken = False
    for script in page.selector.css('script[type*="ld+json" i]::text').getall():
        try:
            data = read_json(script)
        except (ValueError, RecursionError):
            broken = True
            continue
        for node in nodes_of(data):
            if is_job_posting(node):
                return node
    for node in read_microdata(page):
        if is_job_posting(node):
            return node
    if broken:
        raise BrokenData
    return None


def read_json(text: str) -> Any:
    """JSON as sites publish it: in HTML comments, with raw line breaks and trailing commas."""
    text = COMMENT.sub("", text.strip())
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(TRAILING_COMMA.sub("", text), strict=False)


def nodes_of(data: Any) -> Iterator[Node]:
    """Every object that stands at the top, in a list, or under @graph or mainEntity."""
    if isinstance(data, list):
        for item in data:
            yield from nodes_of(item)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from nodes_of(data.get(key))


def is_job_posting(node: Node) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.rpartition("/")[2] == "JobPosting"
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


class ShownMicrodata(MicrodataExtractor):  # type: ignore[misc]
    """extruct's reader, with the texts as all other texts are read here."""

    def _extract_textContent(self, node: Any) -> str:  # noqa: N802
        return shown_text(Selector(root=node, type="html"))


def read_microdata(page: Page) -> Iterator[Node]:
    """Microdata in JSON-LD's shape."""
    if "itemscope" not in page.text:
        return
    try:
        items = ShownMicrodata().extract_items(page.selector.root, page.url)
    except (LxmlError, ValueError):
        return
    for item in items:
        yield flatten(item)


def flatten(item: Any) -> Any:
    if isinstance(item, list):
        return [flatten(part) for part in item]
    if isinstance(item, dict) and "properties" in item:
        return {
            "@type": item.get("type"),
            **{key: flatten(value) for key, value in item["properties"].items()},
        }
    return item
