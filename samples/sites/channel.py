"""The public preview of a Telegram channel, as t.me/s/CHANNEL shows it."""

import re
from collections.abc import Mapping
from datetime import UTC
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from samples.answers import TEXT, Answer, missing, page
from samples.html import fill
from samples.images import picture
from samples.posts import Post, read_posts

CHANNEL = "yaja_ilgam"
PER_PAGE = 20
SEOUL = ZoneInfo("Asia/Seoul")
MARKED = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)|(?P<bare>\bt\.me/[\w+/]+)|(?P<handle>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<tag>#\w+)|(?P<emoji>[\U0001F300-\U0001FAFF\u2600-\u27BF]\ufe0f?|[\U0001F1E6-\U0001F1FF]{2})"
)


class Channel:
    name = "channel"

    def __init__(self, edition: int) -> None:
        self.posts = read_posts("channel", edition)

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /share/\n", TEXT)
        if path.startswith("/file/"):
            return picture(path.removeprefix("/file/"))
        if path != f"/s/{CHANNEL}":
            return missing()
        before = int(query.get("before", str(1 << 31)))
        older = [post for post in self.posts if post.id < before]
        return page(self.preview(older[:PER_PAGE], bool(older[PER_PAGE:]), base))

    def preview(self, shown: list[Post], goes_on: bool, base: str) -> str:
        """A page shows its posts oldest first, and above them the way to older ones."""
        more = fill("channel/more.html", {"channel": CHANNEL, "before": str(shown[-1].id)}) if goes_on else ""
        messages = "\n".join(message(post, base) for post in reversed(shown))
        return fill("channel/page.html", {"more": more, "messages": messages})


def message(post: Post, base: str) -> str:
    if post.page == "service":
        return fill(
            "channel/service.html", {"channel": CHANNEL, "id": str(post.id), "text": escape(post.body)}
        )
    forwarded = post.fact("forwarded", None)
    utc = post.posted.replace(tzinfo=SEOUL).astimezone(UTC)
    places = {
        "channel": CHANNEL,
        "id": str(post.id),
        "forwarded": fill("channel/forwarded.html", forwarded) if forwarded else "",
        "reply": fill("channel/reply.html", {"text": escape(post.fact("reply"))})
        if post.fact("reply")
        else "",
        "photo": photos(post, base),
        "text": f'<div class="tgme_widget_message_text js-message_text" dir="auto">{marked(post.body)}</div>'
        if post.body
        else "",
        "button": fill("channel/button.html", post.fact("button")) if post.fact("button", None) else "",
        "views": str(post.fact("views", "1.2K")),
        "edited": "edited&nbsp;" if post.fact("edit_mark", False) else "",
        "time": f"{utc:%Y-%m-%dT%H:%M:%S}+00:00",
        "clock": f"{utc:%H:%M}",
    }
    return fill("channel/message.html", places)


def photos(post: Post, base: str) -> str:
    """A photo as Telegram shows it, or several as an album, which takes as many post numbers."""
    names: list[str] = post.fact("images", [])
    places = [
        {"channel": CHANNEL, "id": str(post.id + at), "url": f"{base}/file/{name}"}
        for at, name in enumerate(names)
    ]
    if len(places) < 2:
        return "".join(fill("channel/photo.html", place) for place in places)
    shown = "\n".join(fill("channel/album_photo.html", place).rstrip() for place in places)
    return fill("channel/album.html", {"photos": shown})


def marked(text: str) -> str:
    """Links, handles, hashtags and emoji as the preview marks them up."""
    pieces = []
    last = 0
    for match in MARKED.finditer(text):
        pieces += [escape(text[last : match.start()]), _mark(match)]
        last = match.end()
    return "".join([*pieces, escape(text[last:])]).replace("\n", "<br/>")


def _mark(match: re.Match[str]) -> str:
    shown = escape(match.group())
    match match.lastgroup:
        case "emoji":
            picture = "background-image:url('//telegram.org/img/emoji/40/E.png')"
            return f'<i class="emoji" style="{picture}"><b>{shown}</b></i>'
        case "tag":
            return f'<a href="?q={quote(shown)}">{shown}</a>'
        case "handle":
            return f'<a href="https://t.me/{shown[1:]}" target="_blank">{shown}</a>'
        case "bare":
            return f'<a href="https://{shown}" target="_blank" rel="noopener">{shown}</a>'
    return f'<a href="{shown}" target="_blank" rel="noopener">{shown}</a>'
