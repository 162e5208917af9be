"""Contacts that carry their own address: links of messengers, e-mail, web pages."""

import re
from collections.abc import Iterator

from features.views import lowered
from records import ContactType

FoundLink = tuple[ContactType, str, int, int]

RESERVED = frozenset(
    [
        "joinchat",
        "s",
        "c",
        "addlist",
        "addstickers",
        "addemoji",
        "addtheme",
        "addstyle",
        "auction",
        "auth",
        "boost",
        "call",
        "confirmphone",
        "contact",
        "giftcode",
        "invoice",
        "login",
        "m",
        "nft",
        "proxy",
        "setlanguage",
        "share",
        "socks",
        "www",
        "web",
        "a",
        "k",
        "z",
        "iv",
        "bg",
    ]
)
"""First parts of a t.me path that are no handle [S112]."""

_TELEGRAM_SIGN = re.compile(r"[.,점]\s?(?:me|dog)\s?[/⁄]|tg://|\.t\.me", re.I)
_TELEGRAM_LINK = re.compile(
    r"(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?)?(?<![A-Za-z0-9@.])(?:t|telegram)\s?[.,점]\s?(?:me|dog)\s?[/⁄]\s?"
    r"(?:(joinchat)/|s/)?(\+?\s?[A-Za-z0-9_\-]{4,64})",
    re.I,
)
_TELEGRAM_SCHEME = re.compile(r"tg://(?:resolve\?domain=|(join\?invite=))([A-Za-z0-9_\-]{4,64})", re.I)
_TELEGRAM_HOST = re.compile(r"(?<![A-Za-z0-9_.])([A-Za-z][A-Za-z0-9_]{3,31})\.t\.me(?![A-Za-z0-9])", re.I)
_KAKAO_OPEN = re.compile(
    r"(?:https?://)?open\s?\.\s?kakao\s?\.\s?com\s?/\s?(o|me)\s?/\s?([A-Za-z0-9_\-]{3,40})", re.I
)
_KAKAO_CHANNEL = re.compile(r"(?:https?://)?pf\.kakao\.com/(_?[A-Za-z0-9]{3,30})", re.I)
_LINE_LINK = re.compile(
    r"(?:https?://)?(?:line\.me/(?:R/)?ti/p/(?:~|@|%40)?|lin\.ee/)([A-Za-z0-9._\-]{3,40})", re.I
)
_SIGNAL_LINK = re.compile(r"(?:https?://)?signal\.me/#(?:p/(\+\d{8,15})|eu/([A-Za-z0-9_\-]{8,120}))", re.I)
_WHATSAPP = re.compile(r"(?:https?://)?wa\.me/(\d{8,15})", re.I)

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}$")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,5}[A-Za-z]{2,12}(?![A-Za-z0-9\-])")
_SPELLED_AT = re.compile(
    r"\s?(?:골뱅이|\(\s?골뱅이\s?\)|[(\[]\s?(?:at|@)\s?[)\]]|\s[@＠]\s?|[@＠]\s)\s?", re.I
)
_SPELLED_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9\-]{0,62}\s?(?:\.|닷|점)\s?){1,4}[A-Za-z]{2,12}(?![A-Za-z0-9])"
)

_TOP_LEVEL = re.compile(
    r"\.(?:com|net|org|kr|co|io|me|app|site|shop|xyz|club|top|vip|info|biz|link|page|live|online|store|asia"
    r"|cc|tv|ai|gg|cn|jp|vn|ph|th|kh|la|example|test)(?![A-Za-z0-9.\-@])",
    re.I,
)
_SCHEME = re.compile(r"h(?:tt|xx)ps?://|www\.", re.I)
_NOT_IN_URL = re.compile(r"[\s<>\"'()\[\]{}|\\^`가-힣ㄱ-ㅣ，。】』」]")
_HOST_BACKWARDS = re.compile(r"(?<![A-Za-z0-9._\-])[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.?){0,4}$")
_FILE_NAME = re.compile(
    r"(?:node|vue|next|nuxt|react|three|d3|express|asp|ado|vb|socket)\.(?:js|net|io)", re.I
)

_TELEGRAM_SITE = re.compile(r"(?:t|telegram)\.(?:me|dog)(?![a-z])", re.I)

LONGEST_URL = 300


def find_links(text: str) -> Iterator[FoundLink]:
    """Links and addresses, the more telling ones first: what they cover is no plain web page."""
    small = lowered(text)
    if ("/" in text or "⁄" in text or ".t.me" in small) and _TELEGRAM_SIGN.search(text):
        yield from _telegram_links(text)
    if "kakao" in small:
        for match in _KAKAO_OPEN.finditer(text):
            yield "kakao_open", f"open.kakao.com/{match[1].lower()}/{match[2]}", match.start(), match.end()
        for match in _KAKAO_CHANNEL.finditer(text):
            yield "url", f"pf.kakao.com/{match[1]}", match.start(), match.end()
    if "line.me" in small or "lin.ee" in small:
        for match in _LINE_LINK.finditer(text):
            yield "line", match[1].lower(), match.start(), match.end()
    if "signal.me" in small:
        for match in _SIGNAL_LINK.finditer(text):
            yield "signal", match[1] or match[2], match.start(), match.end()
    if "wa.me/" in small:
        for match in _WHATSAPP.finditer(text):
            yield "phone", f"+{match[1]}", match.start(), match.end()
    yield from _emails(text)
    if "." in text:
        yield from _web_addresses(text, small)


def _telegram_links(text: str) -> Iterator[FoundLink]:
    for match in _TELEGRAM_LINK.finditer(text):
        value = match[2].replace(" ", "")
        if match[1] and not value.startswith("+"):
            value = f"+{value}"
        if not value.startswith("+"):
            value = value.lower().rstrip("_-")
            if value in RESERVED or not value[:1].isalpha():
                continue
        yield "telegram", value, match.start(), match.end()
    for match in _TELEGRAM_SCHEME.finditer(text):
        yield "telegram", f"+{match[2]}" if match[1] else match[2].lower(), match.start(), match.end()
    for match in _TELEGRAM_HOST.finditer(text):
        yield "telegram", match[1].lower(), match.start(), match.end()


def _emails(text: str) -> Iterator[FoundLink]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and text[local.start() - 1 : local.start()] != "@":
            yield "email", f"{local[0]}@{domain[0]}".lower(), local.start(), domain.end()
        at = text.find("@", at + 1)
    for spelled in _SPELLED_AT.finditer(text) if _may_spell_at(text) else ():
        local = _LOCAL.search(text, max(0, spelled.start() - 64), spelled.start())
        domain = _SPELLED_DOMAIN.match(text, spelled.end())
        if local and domain:
            host = re.sub(r"\s", "", domain[0]).replace("닷", ".").replace("점", ".")
            yield "email", f"{local[0]}@{host}".lower(), local.start(), domain.end()


def _may_spell_at(text: str) -> bool:
    return "골뱅이" in text or "@" in text or "＠" in text or "(at" in text or "[at" in text or "(AT" in text


def _web_addresses(text: str, small: str) -> Iterator[FoundLink]:
    done = 0
    for scheme in _SCHEME.finditer(text) if "://" in text or "www." in small else ():
        if scheme.start() >= done:
            done = _end_of_url(text, scheme.end())
            yield from _url(text, scheme.start(), done)
    done = 0
    for ending in _TOP_LEVEL.finditer(text):
        if ending.start() < done:
            continue
        host = _HOST_BACKWARDS.search(text, max(0, ending.start() - 100), ending.start())
        if (
            host is None
            or text[host.start() - 1 : host.start()] == "@"
            or _FILE_NAME.fullmatch(text, host.start(), ending.end())
        ):
            continue
        done = (
            _end_of_url(text, ending.end())
            if text[ending.end() : ending.end() + 1] in ("/", "?")
            else ending.end()
        )
        yield from _url(text, host.start(), done)


def _url(text: str, start: int, end: int) -> Iterator[FoundLink]:
    url = text[start:end].rstrip(".,;:!?~-")
    value = re.sub(r"^h(?:tt|xx)ps?://", "", url, flags=re.I).rstrip("/")
    if "." in value and len(value) > 4 and not _TELEGRAM_SITE.match(value):
        yield "url", value, start, start + len(url)


def _end_of_url(text: str, start: int) -> int:
    stop = _NOT_IN_URL.search(text, start, min(len(text), start + LONGEST_URL))
    return stop.start() if stop else min(len(text), start + LONGEST_URL)
