"""Elements of a parsed page: what they show, their classes, their links and pictures."""

from collections.abc import Iterator

from lxml import etree
from parsel import Selector

from crawler.page import Page
from crawler.text import shown_text

WORDS = etree.XPath("normalize-space()")
LAZY = ("data-original", "data-src", "src")
"""Where a page loads its pictures late, `src` holds a placeholder."""


def words(part: etree._Element | None) -> str:
    """All its words on one line; "" for None."""
    return "" if part is None else str(WORDS(part))


def shown(part: etree._Element) -> str:
    """Its text with line breaks, as a browser shows it."""
    return shown_text(Selector(root=part, type="html"))


def classes(part: etree._Element) -> list[str]:
    return str(part.get("class", "")).split()


def links_in(page: Page, part: etree._Element) -> Iterator[str]:
    """The addresses that its links lead to, those within the page left out."""
    hrefs = (link.get("href", "").strip() for link in part.iter("a"))
    return filter(None, (page.join(href) for href in hrefs if href and not href.startswith("#")))


def images_in(page: Page, part: etree._Element) -> Iterator[str]:
    return filter(None, (picture_address(page, image) for image in part.iter("img")))


def picture_address(page: Page, image: etree._Element) -> str:
    """Where the picture lies; "" for an image that is not fetched, such as data:."""
    found = (page.join(image.get(name, "")) for name in LAZY if image.get(name))
    return next(filter(None, found), "")
