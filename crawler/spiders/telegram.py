"""Telegram's public previews, https://t.me/s/CHANNEL: whole posts on list pages, paged by `before`.

Layout as served in 2026. A group, a person and a channel that has switched its preview off have
none: t.me/s/NAME then leads to t.me/NAME, a page about the name (.tgme_page) without posts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from parsel import Selector

from crawler.advertising import channel_name
from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, Sighting, make_ad
from crawler.text import one_line, shown_text
from crawler.times import read_iso
from crawler.walk import Walk
from records import JobAd

BACKGROUND = re.compile(r"background-image:\s*url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
NATIVE_ID = re.compile(r"[A-Za-z0-9_]{1,64}/\d{1,18}", re.ASCII)
SHUT = re.compile(
    r"\s*This (?:channel|group|post|message) (?:can.t be displayed because|is unavailable due to)\b.{1,200}"
)
"""Telegram's own words in place of what it has shut away for its terms or a country's law."""

GROUPS = {
    "texts": frozenset({
        "js-message_text", "poll_question", "poll_option_text", "document_title",
        "contact_name", "contact_phone", "location_title", "location_address",
    }),
    "pictures": frozenset({"photo_wrap", "video_thumb", "roundvideo_thumb"}),
}  # fmt: skip
Parts = dict[str, list[etree._Element]]
"""A message's elements by class, the prefix left out, in the order of the page."""


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    sightings = []
    for message in page.selector.css(".tgme_widget_message[data-post]:not(.service_message)"):
        native_id = message.attrib["data-post"]
        if NATIVE_ID.fullmatch(native_id):
            post = Post(native_id, page.join(f"/{native_id}"))
            sightings.append(Sighting(post, read_message(page, message.root, post, source, fetched_at)))
    older = page.selector.css("a.tme_messages_more[data-before], link[rel=prev]").xpath("@href").getall()
    more = tuple(filter(None, map(page.join, older[:1])))
    return Listing(sightings=tuple(sightings), more=more, says=None if sightings else read_excuse(page))


def read_excuse(page: Page) -> str | None:
    """Why a page shows no post, in our words: the page's own may be its owner's."""
    if page.selector.css(".tme_no_messages_found"):
        return "shows no posts: there are none, or Telegram was asked too often"
    about = page.selector.css(".tgme_page")
    if not about:
        return None
    if SHUT.match(shown_text(about.css(".tgme_page_description"))):
        return "was shut away by Telegram"
    return "has no public preview: no such channel, a group, a person, or a channel that shows none"


def read_message(
    page: Page, message: etree._Element, post: Post, source: str, fetched_at: datetime
) -> JobAd | Reject | Gone:
    """One post. Views, reactions, votes, the channel's name, the reply quote and the words of a link's
    preview are not its text; that it was edited shows in the text itself.
    """
    parts = parts_of(message)
    texts = dict.fromkeys(shown_text(Selector(root=part, type="html")) for part in parts["texts"])
    buttons = (in_one_line(part) for part in parts["inline_button_text"])
    body = "\n".join(filter(None, (*texts, *buttons)))
    if SHUT.fullmatch(body):
        return Gone("blocked")
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        # An edit does not change the time of posting.
        posted_at=read_time(parts),
        body=body,
        contact=read_signature(parts),
        links=read_links(page, parts),
        images=tuple({"url": url} for url in read_images(page, parts)),
    )


def parts_of(message: etree._Element) -> Parts:
    """One walk over the message: a search for each of its parts costs more than all else."""
    parts: Parts = defaultdict(list)
    for element in message.iter(etree.Element):
        names = {name.removeprefix("tgme_widget_message_") for name in element.get("class", "").split()}
        names.update(group for group, members in GROUPS.items() if names & members)
        for name in names:
            parts[name].append(element)
    return parts


def in_one_line(element: etree._Element) -> str:
    return one_line(Selector(root=element, type="html"))


def read_time(parts: Parts) -> datetime | None:
    shown = (time for date in parts["date"] for time in date.iter("time"))
    return next((read_iso(time.get("datetime")) for time in shown), None)


def read_signature(parts: Parts) -> str | None:
    """The author that a channel signs its posts with, where that names a channel and not only a person."""
    return next(filter(None, (channel_name(in_one_line(part)) for part in parts["from_author"])), None)


def read_links(page: Page, parts: Parts) -> tuple[str, ...]:
    """Links that the text does not show, the post or channel that a forward came from, and the target
    of a link's preview where that is another address than the text's.
    """
    written = [link for text in parts["js-message_text"] for link in text.iter("a")]
    beside = [*parts["inline_button"], *parts["forwarded_from_name"]]
    known = {bare(href) for href in hrefs_of([*written, *beside])}
    hrefs = hrefs_of([*(link for link in written if not is_shown(link)), *beside])
    hrefs += [href for href in hrefs_of(parts["link_preview"]) if bare(href) not in known]
    return tuple(dict.fromkeys(filter(None, map(page.join, hrefs))))


def hrefs_of(links: Iterable[etree._Element]) -> list[str]:
    return [href for link in links if (href := link.get("href"))]


def bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/").lower()


def is_shown(link: etree._Element) -> bool:
    """Whether the words of a link say where it leads: a handle, a hashtag, an address."""
    href, words = link.get("href", ""), in_one_line(link)
    if href.startswith("?"):
        return True
    return bare(href) == (f"t.me/{words[1:].lower()}" if words[:1] == "@" else bare(words))


def read_images(page: Page, parts: Parts) -> tuple[str, ...]:
    """Photos, all of an album, and the stills of videos; not stickers nor the pictures of links' previews."""
    styles = (part.get("style", "") for part in parts["pictures"])
    found = (page.join(match.group(1)) for style in styles for match in BACKGROUND.finditer(style))
    return tuple(dict.fromkeys(filter(None, found)))


class TelegramSpider(Walk):
    posts_have_pages = False

    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        raise NotImplementedError("a preview shows whole posts; none has a page of its own")
