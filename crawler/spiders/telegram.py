"""Telegram's public previews, https://t.me/s/CHANNEL: whole posts on list pages, paged by `before`."""

import re
from datetime import datetime

from parsel import Selector

from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, Sighting, make_ad
from crawler.text import one_line, shown_text
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
        posted_at=read_time(message),
        body="\n".join(filter(None, texts)),
        links=read_links(page, message),
        images=tuple({"url": url} for url in read_images(page, message)),
    )


def read_time(message: Selector) -> str | None:
    """The time of posting, with its offset; an edit does not change it."""
    return message.css(".tgme_widget_message_date time::attr(datetime)").get()


def read_links(page: Page, message: Selector) -> tuple[str, ...]:
    """Links in the text and on buttons, and the post or channel that a forward came from."""
    found = message.css(
        ".tgme_widget_message_text.js-message_text a::attr(href),"
        "a.tgme_widget_message_inline_button::attr(href),"
        "a.tgme_widget_message_forwarded_from_name::attr(href)"
    ).getall()
    # A hashtag is a search within the channel, `?q=#tag`.
    urls = (page.join(href) for href in found if not href.startswith("?"))
    return tuple(dict.fromkeys(filter(None, urls)))


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
