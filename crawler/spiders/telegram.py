"""Telegram's public previews, https://t.me/s/CHANNEL: whole posts on list pages, paged by `before`."""

import re
from datetime import datetime

from parsel import Selector

from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, Sighting, make_ad
from crawler.text import one_line, shown_text
from crawler.times import read_iso
from crawler.walk import Walk
from records import JobAd

BACKGROUND = re.compile(r"background-image:\s*url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
PICTURES = ".tgme_widget_message_photo_wrap::attr(style), .tgme_widget_message_video_thumb::attr(style)"
NATIVE_ID = re.compile(r"[A-Za-z0-9_]{1,64}/\d{1,18}", re.ASCII)


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    sightings = []
    for message in page.selector.css(".tgme_widget_message[data-post]:not(.service_message)"):
        native_id = message.attrib["data-post"]
        if NATIVE_ID.fullmatch(native_id):
            post = Post(native_id, page.join(f"/{native_id}"))
            sightings.append(Sighting(post, read_message(page, message, post, source, fetched_at)))
    older = page.selector.css("a.tme_messages_more[data-before]::attr(href)").getall()
    return Listing(sightings=tuple(sightings), more=tuple(filter(None, map(page.join, older[:1]))))


def read_message(
    page: Page, message: Selector, post: Post, source: str, fetched_at: datetime
) -> JobAd | Reject:
    """One post. Views, the channel's own name, the reply quote and the link preview are not its text."""
    texts = [shown_text(part) for part in message.css(".tgme_widget_message_text.js-message_text")]
    texts += [shown_text(part) for part in message.css(".tgme_widget_message_poll_question")]
    texts += [shown_text(part) for part in message.css(".tgme_widget_message_document_title")]
    texts += [one_line(part) for part in message.css(".tgme_widget_message_inline_button_text")]
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        # An edit does not change the time of posting.
        posted_at=read_iso(message.css(".tgme_widget_message_date time::attr(datetime)").get()),
        body="\n".join(filter(None, texts)),
        links=read_links(page, message),
        images=tuple({"url": url} for url in read_images(page, message)),
    )


def read_links(page: Page, message: Selector) -> tuple[str, ...]:
    """Links that the text does not show, and the post or channel that a forward came from."""
    written = message.css(".tgme_widget_message_text.js-message_text a[href]")
    beside = message.css("a.tgme_widget_message_inline_button, a.tgme_widget_message_forwarded_from_name")
    hrefs = [link.attrib["href"] for link in written if not is_shown(link)]
    hrefs += [link.attrib["href"] for link in beside if "href" in link.attrib]
    return tuple(dict.fromkeys(filter(None, map(page.join, hrefs))))


def is_shown(link: Selector) -> bool:
    """Whether the words of a link say where it leads: a handle, a hashtag, an address."""
    href, words = link.attrib["href"], one_line(link)
    bare = href.removeprefix("https://").removeprefix("http://").rstrip("/").lower()
    shown = words.removeprefix("https://").removeprefix("http://").rstrip("/").lower()
    return href.startswith("?") or bare == shown or (words[:1] == "@" and bare == f"t.me/{shown[1:]}")


def read_images(page: Page, message: Selector) -> tuple[str, ...]:
    styles = message.css(PICTURES).getall()
    found = (page.join(match.group(1)) for style in styles for match in BACKGROUND.finditer(style))
    return tuple(dict.fromkeys(filter(None, found)))


class TelegramSpider(Walk):
    posts_have_pages = False

    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        raise NotImplementedError("a preview shows whole posts; none has a page of its own")
