"""schema.org data on a page: every JobPosting, from JSON-LD or else from microdata, through extruct.

Its two readers are used by themselves: `extruct.extract` runs those of all syntaxes. RDFa waits for a
site that needs it.
"""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import jstyleson
from extruct.jsonld import JsonLdExtractor
from extruct.w3cmicrodata import MicrodataExtractor
from lxml import etree
from parsel import Selector

from crawler.page import Page
from crawler.text import shown_text

Node = dict[str, Any]
KIND = "JobPosting"
MAX_REPAIR = 1_000_000
"""Characters of a broken script that are looked through for what can be mended."""
HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
"""Where a page puts its objects into others."""


class BrokenData(Exception):
    """The page has JSON-LD that cannot be read, and no JobPosting besides."""


def find_job_postings(page: Page) -> list[Node]:
    """The JobPostings of a page, in its order. Raises BrokenData when what might hold one is unreadable."""
    if KIND not in page.text:
        return []
    reader = TolerantJsonLd()
    found = [node for node in reader.extract_items(page.selector.root) if is_job_posting(node)]
    found = found or [node for node in read_microdata(page) if is_job_posting(node)]
    if reader.broken and not found:
        raise BrokenData
    return found


class TolerantJsonLd(JsonLdExtractor):  # type: ignore[misc]
    """extruct's reader, script by script: a broken one does not spoil the others; nested objects too."""

    _xp_jsonld = etree.XPath(
        "descendant-or-self::script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
    )
    broken = False

    def _extract_items(self, node: Any) -> Iterator[Node]:
        try:
            yield from list(nodes_of(read_json(node.text or "")))
        except (ValueError, RecursionError):
            self.broken = True


def read_json(text: str) -> Any:
    """The JSON in a script as sites publish it: in HTML comments, with raw line breaks, comments, trailing
    commas, a semicolon, or escaped as HTML. Raises ValueError for what is none even so.
    """
    text = text.replace("<![CDATA[", "")
    if '"' not in text:
        text = unescape(text)
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    text = text[min(starts, default=0) :]
    decoder = json.JSONDecoder(strict=False)
    try:
        return decoder.raw_decode(text)[0]
    except ValueError:
        return decoder.raw_decode(jstyleson.dispose(text[:MAX_REPAIR]))[0]


def nodes_of(data: Any) -> Iterator[Node]:
    """Every object that stands at the top, in a list, or where pages put one into another."""
    if isinstance(data, list):
        for item in data:
            yield from nodes_of(item)
    elif isinstance(data, dict):
        yield data
        for key in HOLDERS:
            yield from nodes_of(data.get(key))


def is_job_posting(node: Node) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.rpartition("/")[2].rpartition(":")[2] == KIND
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
    except (etree.LxmlError, ValueError):
        return
    yield from nodes_of([flatten(item) for item in items])


def flatten(item: Any) -> Any:
    if isinstance(item, list):
        return [flatten(part) for part in item]
    if isinstance(item, dict) and "properties" in item:
        return {
            "@type": item.get("type"),
            "@id": item.get("id"),
            **{key: flatten(value) for key, value in item["properties"].items()},
        }
    return item
