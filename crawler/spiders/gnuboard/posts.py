"""A post's own page, in every shipped skin; and why a page is no post."""

import re
from datetime import UTC, datetime

from lxml import etree

from crawler.advertising import channel_name
from crawler.elements import picture_address, shown, words
from crawler.page import Page
from crawler.results import Gone, Post, Reject, make_ad
from crawler.spiders.gnuboard.addresses import PICTURE_NAME, original_picture
from crawler.text import shown_text
from records import JobAd

CUT = "…"
CUT_ENTITY = re.compile(r"(?:&#?\w{0,6}|[\x00-\x1f\ufffd])$")
"""The skins cut a title after they have escaped it: `&am…`; `&#03…` is read as a control character."""
WRITERS = frozenset({"sv_member", "sv_guest", "member", "guest"})
IP_ADDRESS = re.compile(r"\s*\((?:\d{1,3}|♡)(?:\.(?:\d{1,3}|♡)){3}\)$")
SAYS_GONE = re.compile(r"글이 존재하지 않습니다|글이 삭제되었거나|존재하지 않는 게시[물글판]")
SAYS_CLOSED = re.compile(r"권한이 없|로그인 ?후|회원만|본인확인|성인인증|포인트|비밀글 기능으로 보호된")
ALERT = re.compile(r"""alert\(\s*(["'])(.{1,500}?)\1\s*\)""", re.DOTALL)
WRITTEN_TIME = re.compile(
    r"(?<![\d.-])(\d{4}|\d\d)([-./])(\d\d)\2(\d\d)(?:\s+(\d\d):(\d\d)(?::\d\d)?)?(?![\d.-])"
)

Parts = dict[str, etree._Element]


def read_post(page: Page, post: Post, source: str, fetched_at: datetime) -> JobAd | Reject | Gone:
    parts = read_parts(page)
    if "bo_v" not in parts:
        return read_refusal(page)
    # Hits, votes, comment counts and the category say nothing of the ad; comments are other
    # people's words.
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        posted_at=read_time(page, parts),
        title=read_title(page, parts),
        body=shown(parts["bo_v_con"]) if "bo_v_con" in parts else "",
        contact=read_nickname(parts["bo_v_info"]) if "bo_v_info" in parts else None,
        links=read_links(page, parts),
        images=tuple({"url": url} for url in read_images(page, parts)),
    )


def read_parts(page: Page) -> Parts:
    """The parts of a post's page by id, the first of each: `bo_v` the whole, `bo_v_con` the text, …"""
    parts: Parts = {}
    for found in page.selector.root.iter("article", "section", "div", "h1", "h2"):
        if found.get("id", "").startswith("bo_v"):
            parts.setdefault(found.get("id"), found)
    return parts


def read_refusal(page: Page) -> Reject | Gone:
    """GNUBoard says in an alert, with status 200, that a post is gone or not for guests."""
    alerts = " ".join(match[2] for match in ALERT.finditer(page.text)).replace("\\n", " ")
    asked = page.selector.css("form[name=fboardpassword], form[name=flogin], #mb_login")
    said = alerts + shown_text(page.selector.css("#validation_check"))
    if SAYS_GONE.search(said):
        return Gone()
    if asked or SAYS_CLOSED.search(said):
        return Reject("not public", " ".join(alerts.split())[:100])
    return Reject("no post on the page")


def read_title(page: Page, parts: Parts) -> str:
    """The whole title. Every skin cuts it at 70 characters, those before 5.3 put `CATEGORY | ` before it.

    <title> has it whole, before ` > BOARD | SITE`.
    """
    if "bo_v_title" not in parts:
        return ""
    named = first_of_class(parts["bo_v_title"], frozenset({"bo_v_tit"}), "span")
    title = words(parts["bo_v_title"] if named is None else named)
    if named is not None and not title.endswith(CUT):
        return title
    head = words(next(page.selector.root.iter("title"), None))
    for candidate in (title, title.partition(" | ")[2] if named is None else ""):
        start = candidate.removesuffix(CUT)
        if candidate.endswith(CUT):
            start = CUT_ENTITY.sub("", start)
        if candidate and head.startswith(start) and " > " in head[len(start) :]:
            whole = start + head[len(start) :].rpartition(" > ")[0]
            return whole if candidate.endswith(CUT) else candidate
    return title


def read_time(page: Page, parts: Parts) -> datetime | None:
    """`26-11-21 23:04` or `2026-11-21 23:04:05`; by itself or after the writer's name."""
    places = [parts["bo_v_info"]] if "bo_v_info" in parts else []
    for place in [*parts["bo_v"].iterfind("header/p"), *places]:
        for match in reversed(list(WRITTEN_TIME.finditer(words(place)))):
            year, month, day, hour, minute = (int(match[group] or 0) for group in (1, 3, 4, 5, 6))
            try:
                whole_year = year if len(match[1]) == 4 else 2000 + year
                return datetime(whole_year, month, day, hour, minute, tzinfo=page.zone).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
    return None


def read_nickname(place: etree._Element) -> str | None:
    """The writer's name where it names a channel; an ordinary name is personal data that no case needs."""
    named = first_of_class(place, WRITERS, "a", "span")
    name = IP_ADDRESS.sub("", words(next(place.iter("strong"), None) if named is None else named))
    return channel_name(name)


def first_of_class(part: etree._Element, names: frozenset[str], *tags: str) -> etree._Element | None:
    return next((found for found in part.iter(*tags) if found.get("class") in names), None)


def read_links(page: Page, parts: Parts) -> tuple[str, ...]:
    """The related links by what they show, since their href is a counter on the board itself; the
    links of the text; and attached files by name, which the writer chose: their address is the board's.
    """
    found = []
    for link in links_in(parts, "bo_v_link"):
        address = words(next(link.iter("strong"), None))
        whole = address.startswith(("http://", "https://")) and not address.endswith(CUT)
        found.append(address if whole else page.join(link.get("href")))
    found += [
        page.join(link.get("href"))
        for link in links_in(parts, "bo_v_con")
        if "view_image" not in link.get("class", "")
    ]
    found += [name for name, _ in read_files(page, parts) if not PICTURE_NAME.search(name)]
    return tuple(dict.fromkeys(filter(None, found)))


def links_in(parts: Parts, name: str) -> list[etree._Element]:
    """The links of a part that lead away from the page."""
    links = parts[name].iter("a") if name in parts else ()
    return [link for link in links if link.get("href", "#").strip()[:1] not in ("#", "")]


def read_files(page: Page, parts: Parts) -> list[tuple[str, str]]:
    """Attached files that the page does not show: their own names, where they are downloaded."""
    links = (link for link in links_in(parts, "bo_v_file") if "download" in link.get("class", ""))
    return [(words(next(link.iter("strong"), None)), page.join(link.get("href"))) for link in links]


def read_images(page: Page, parts: Parts) -> tuple[str, ...]:
    """Attached pictures, then those in the text, each as uploaded where that is known."""
    found = []
    for name in ("bo_v_img", "bo_v_con"):
        for image in parts[name].iter("img") if name in parts else ():
            src, around = picture_address(page, image), image.getparent()
            whole = original_picture(page, around.get("href", ""), src) if src and around.tag == "a" else ""
            found.append(whole or src)
    found += [url for name, url in read_files(page, parts) if PICTURE_NAME.search(name)]
    return tuple(dict.fromkeys(filter(None, found)))
