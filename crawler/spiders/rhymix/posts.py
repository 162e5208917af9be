"""A post's own page, found in any skin by the mark that XE itself puts around each text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from crawler.advertising import channel_name
from crawler.custom_fields import sort_fields
from crawler.elements import classes, links_in, picture_address, shown, words
from crawler.page import Page
from crawler.results import Gone, Post, Reject, make_ad
from crawler.spiders.rhymix.lists import read_post_address
from crawler.spiders.rhymix.refusals import note_in_its_place, read_refusal
from crawler.times import find_written_time, read_iso
from records import JobAd

TEXTS = etree.XPath("//div[contains(@class, 'xe_content') and contains(@class, 'document_')]")
HEADINGS = ("h1", "h2", "h3", "h4")
TIMES = frozenset({"time", "date", "ex", "regdate"})
FIELDS = frozenset({"exOut", "et_vars", "xv", "extraVarsList"})
DOWNLOAD = re.compile(r"act=procFileDownload&(?:.*&)?file_srl=([0-9]+)|/files/download/(?:link/)?([0-9]+)/")
ALONE = re.compile(r"\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d")
PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
SITE_PICTURE = re.compile(r"/(?:common|modules|widgets|addons|layouts)/")
"""Icons and emoticons of the site itself: XE makes no thumbnails of them either (document.item.php)."""


@dataclass(frozen=True)
class Parts:
    """A post's text, and what stands before it in the same post: title, writer, time, added fields."""

    text: etree._Element
    before: list[etree._Element]


def read_post(page: Page, post: Post, source: str, fetched_at: datetime) -> JobAd | Reject | Gone:
    parts = read_parts(page, f"document_{post.native_id}_")
    if parts is None:
        return read_refusal(page)
    body = read_text(parts.text)
    if taken_down := note_in_its_place(body):
        return taken_down
    tables = [part for part in parts.before if not FIELDS.isdisjoint(classes(part))]
    fields = sort_fields(field for table in tables for field in read_fields(table))
    files = list(read_files(page, parts.text))
    links = list(links_in(page, parts.text))
    links += [link for table in tables for link in links_in(page, table) if not DOWNLOAD.search(link)]
    links += [name for name, _ in files if not PICTURE_NAME.search(name)]
    # Hits, votes, tags, the signature and the category say nothing of the ad.
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        posted_at=read_time(page, parts),
        title=read_title(page, parts, post),
        body="\n".join(filter(None, [body, *fields.lines])),
        contact=", ".join(filter(None, [fields.known.get("contact"), read_nickname(parts)])) or None,
        pay=fields.known.get("pay"),
        location=fields.known.get("location"),
        employer=fields.known.get("employer"),
        links=tuple(dict.fromkeys(links)),
        images=tuple({"url": url} for url in read_images(page, parts.text, files)),
    )


def read_parts(page: Page, prefix: str) -> Parts | None:
    """The text whose class begins so, and the elements before it in the least part that has a heading."""
    for text in TEXTS(page.selector.root):
        if any(name.startswith(prefix) for name in classes(text)):
            return Parts(text, elements_before(text))
    return None


def read_text(text: etree._Element) -> str:
    """Old skins have XE put a menu for the reader below the text."""
    menus = (part for part in text.iterchildren("div") if "document_popup_menu" in classes(part))
    return shown(text).removesuffix(words(next(menus, None))).rstrip("\n")


def elements_before(text: etree._Element) -> list[etree._Element]:
    for around in text.iterancestors():
        before: list[etree._Element] = []
        for part in around.iter(etree.Element):
            if part is text:
                break
            before.append(part)
        if any(part.tag in HEADINGS for part in before):
            return before
    return []


def read_title(page: Page, parts: Parts, post: Post) -> str:
    """The heading's link to the post; else what follows its links to the board and the category."""
    heading = next((part for part in parts.before if part.tag in HEADINGS), None)
    if heading is None:
        named = page.selector.css('meta[property="og:title"]::attr(content)').get("")
        return " ".join(named.split())
    links = list(heading.iterchildren("a"))
    for link in reversed(links):
        leads = read_post_address(page, link.get("href", ""))
        if leads and leads.native_id == post.native_id:
            return words(link)
    if not links:
        return words(heading)
    rest = [links[-1].tail or ""]
    for part in links[-1].itersiblings(etree.Element):
        rest += ["".join(part.itertext()), part.tail or ""]
    return " ".join("".join(rest).split()).removeprefix("›").strip()


def read_time(page: Page, parts: Parts) -> datetime | None:
    """What Rhymix tells other sites, with seconds and offset; else beside the title; in xe_default below.

    XE's modules for search engines tell it by another name, and with the server's offset: they come last.
    """
    if moment := read_told(page, "og:article:published_time") or written_beside(page, parts):
        return moment
    for part in parts.text.getroottree().iter("dd"):
        if part.get("title") == "등록일":
            return find_written_time(f"{words(part)} {words(part.getnext())}".partition(" (")[0], page.zone)
    return read_told(page, "article:published_time")


def read_told(page: Page, name: str) -> datetime | None:
    return read_iso(page.selector.css(f'meta[property="{name}"]::attr(content)').get(), page.zone)


def written_beside(page: Page, parts: Parts) -> datetime | None:
    """`2026.11.18 23:04`; the mobile skin simpleGray marks it by nothing."""
    beside = [words(part) for part in parts.before if not TIMES.isdisjoint(classes(part))]
    beside += [said for part in parts.before if part.tag == "span" and ALONE.fullmatch(said := words(part))]
    return next(filter(None, (find_written_time(said, page.zone) for said in beside)), None)


def read_nickname(parts: Parts) -> str | None:
    """The writer's name where it names a channel."""
    for part in parts.before:
        names = classes(part)
        if any(name.startswith("member_") or name in ("author", "nick", "nickname") for name in names):
            return channel_name(words(part))
        if "meta" in names and part.find(".//a") is None:
            return channel_name(" ".join((part.text or "").split()))
        if "ex" in names:
            return channel_name(words(part).partition(" | ")[0])
    return None


def read_fields(table: etree._Element) -> Iterator[tuple[str, str]]:
    """Names and values of the fields that the board has added: a table, or a list for mobile."""
    for name in table.iter("th", "dt"):
        value = name.getnext()
        if value is not None and value.tag in ("td", "dd"):
            yield words(name), shown(value)


def read_files(page: Page, text: etree._Element) -> Iterator[tuple[str, str]]:
    """Attached files by the names that the writer gave them, and where they are downloaded."""
    for link in text.getroottree().iter("a"):
        href = link.get("href", "")
        if DOWNLOAD.search(href) and not in_a_comment(link) and text not in link.iterancestors():
            yield " ".join((link.text or "").split()), page.join(href)


def in_a_comment(part: etree._Element) -> bool:
    return any(around.get("id", "").startswith("comment") for around in part.iterancestors())


def read_images(page: Page, text: etree._Element, files: list[tuple[str, str]]) -> tuple[str, ...]:
    """The pictures of the text, then attached ones that it does not show."""
    images = list(text.iter("img"))
    found = [picture_address(page, image) for image in images]
    known = {image.get(name) for image in images for name in ("data-file-srl", "alt")} - {None, ""}
    for name, address in files:
        numbers = DOWNLOAD.search(address)
        if PICTURE_NAME.search(name) and known.isdisjoint((name, *(numbers.groups() if numbers else ()))):
            found.append(address)
    return tuple(dict.fromkeys(url for url in found if url and not of_the_site(page, url)))


def of_the_site(page: Page, url: str) -> bool:
    shown, own = urlsplit(url), urlsplit(page.url)
    return shown.netloc == own.netloc and SITE_PICTURE.search(shown.path) is not None
