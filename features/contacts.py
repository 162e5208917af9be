"""Ways to reach the poster, also split, spelled out or without the name of the messenger."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from features.lexicon import load
from features.phones import find_phones
from records import ContactType


@dataclass(frozen=True, slots=True)
class FoundContact:
    type: ContactType
    value: str
    start: int
    end: int


RESERVED = frozenset(
    "joinchat s c addlist addstickers addemoji addtheme addstyle auction auth boost call confirmphone contact"
    " giftcode invoice login m nft proxy setlanguage share socks www web a k z iv bg".split()
)
"""First parts of a t.me path that are no handle [S112]."""

_HANDLE = r"[A-Za-z][A-Za-z0-9_]{3,31}"
_TELEGRAM_LINK = re.compile(
    r"(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?)?(?<![A-Za-z0-9@.])(?:t|telegram)\s?[.,]\s?(?:me|dog)\s?[/⁄]\s?"
    r"(?:(joinchat)/|s/)?(\+?[A-Za-z0-9_\-]{4,64})",
    re.I,
)
_TELEGRAM_SCHEME = re.compile(
    r"tg://(?:resolve\?domain=|join\?invite=(?P<invite>))([A-Za-z0-9_\-]{4,64})", re.I
)
_KAKAO_OPEN = re.compile(
    r"(?:https?://)?open\s?\.\s?kakao\s?\.\s?com\s?/\s?(o|me)\s?/\s?([A-Za-z0-9_\-]{3,40})", re.I
)
_KAKAO_CHANNEL = re.compile(r"(?:https?://)?pf\.kakao\.com/(_?[A-Za-z0-9]{3,30})", re.I)
_LINE_LINK = re.compile(
    r"(?:https?://)?line\.me/(?:R/)?ti/p/[~@%40]*([A-Za-z0-9._\-]{3,40})|(?:https?://)?lin\.ee/([A-Za-z0-9]{4,20})",
    re.I,
)
_SIGNAL_LINK = re.compile(r"(?:https?://)?signal\.me/#(?:p/(\+\d{8,15})|eu/([A-Za-z0-9_\-]{8,120}))", re.I)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-@])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,5}[A-Za-z]{2,12}(?![A-Za-z0-9])"
)
_EMAIL_SPELLED = re.compile(
    r"(?<![A-Za-z0-9._@])([A-Za-z0-9][A-Za-z0-9._\-]{1,63})\s?(?:골뱅이|\(at\)|\[at\]|\(골뱅이\)|\s@\s?|@\s)\s?([A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\s?(?:\.|닷|점)\s?){1,4}[A-Za-z]{2,12})(?![A-Za-z0-9])"
)
_URL = re.compile(
    r"(?:h(?:tt|xx)ps?://|www\.)[^\s<>\"'()\[\]{}가-힣ㄱ-ㅣ]{4,300}|(?<![A-Za-z0-9@._\-/])(?:[A-Za-z0-9\-]{1,63}\.){1,4}(?:com|net|org|kr|co|io|me|app|site|shop|xyz|club|top|vip|info|biz|link|page|live|online|store|asia|cc|tv|example|test)(?![A-Za-z0-9.\-@])(?:/[^\s<>\"'()\[\]{}가-힣ㄱ-ㅣ]{0,300})?",
    re.I,
)
_AT = re.compile(rf"(?<![A-Za-z0-9_@./])[@＠]\s?({_HANDLE})(?![A-Za-z0-9_]|\.[A-Za-z])")

_SPLIT_HANDLE = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z](?: [A-Za-z0-9_]){3,31}(?![A-Za-z0-9_])")
_ID = r"(?:아이디|아디|\(?ID\)?|주소|문의|연락|검색|상담|추가|친추|톡)"
_LINK_WORDS = r"[ \t]{0,3}(?:%s[ \t]{0,2}){0,2}[:;=\-–—→▶>(\[「【<|/~.]{0,4}[ \t]{0,3}" % _ID
_BARE = re.compile(r"(?<![A-Za-z0-9_@./:\-가-힣])[A-Za-z][A-Za-z0-9_]{4,31}(?![A-Za-z0-9_@./:\-]|\.[A-Za-z])")


@cache
def _channel_patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, ContactType]]:
    """A messenger's word before a handle, behind one, and which messenger each word is."""
    types: dict[str, ContactType] = {
        form: channel["type"] for channel in load("channels")["channel"] for form in channel["forms"]
    }
    words = "|".join(
        re.escape(form) if not form.isascii() else rf"(?<![A-Za-z0-9_]){re.escape(form)}"
        for form in sorted(types, key=len, reverse=True)
    )
    handle = r"([A-Za-z0-9][A-Za-z0-9_.\-]{2,38}[A-Za-z0-9_])"
    before = re.compile(rf"({words})(?![a-z]){_LINK_WORDS}@?{handle}(?![A-Za-z0-9_@])", re.I)
    behind = re.compile(
        rf"(?<![A-Za-z0-9_@.])@?{handle}[ \t]{{0,2}}[(\[/,:\-]?[ \t]?(?:으로|로|이고|,)?[ \t]?({words})(?![A-Za-z])",
        re.I,
    )
    return before, behind, types


def find_contacts(text: str, is_ad: bool) -> list[FoundContact]:
    """Every way to reach the poster, once each, in reading order.

    A handle that stands alone counts only where the text makes it a contact: `is_ad` says that the
    text asks to be answered, and the handle must look like one and stand where one would.
    """
    taken: list[tuple[int, int]] = []
    found: dict[tuple[str, str], FoundContact] = {}

    def add(type_: ContactType, value: str, start: int, end: int) -> None:
        if any(start < high and low < end for low, high in taken):
            return
        taken.append((start, end))
        found.setdefault((type_, value), FoundContact(type_, value, start, end))

    if not _may_hold_contact(text):
        return []
    for type_, value, start, end in _linked(text):
        add(type_, value, start, end)
    for start, end, value in find_phones(text):
        add("phone", value, start, end)
    for type_, value, start, end in _named(text):
        add(type_, value, start, end)
    for match in _AT.finditer(text):
        add("telegram", match[1].lower(), match.start(), match.end())
    if is_ad:
        for value, start, end in _bare(text, bool(found)):
            add("telegram", value, start, end)
    return sorted(found.values(), key=lambda contact: contact.start)


_CONTACT_SIGN = re.compile(r"[A-Za-z]{2}|\d{3}|[공영빵일이삼사오육칠팔구]{3}")


def _may_hold_contact(text: str) -> bool:
    return _CONTACT_SIGN.search(text) is not None


def _linked(text: str) -> Iterator[tuple[ContactType, str, int, int]]:
    if "/" in text or "⁄" in text:
        for match in _TELEGRAM_LINK.finditer(text):
            value = match[2]
            if match[1]:
                value = "+" + value.lstrip("+")
            if not value.startswith("+"):
                value = value.lower().rstrip("_")
                if value in RESERVED or not value[0].isalpha():
                    continue
            yield "telegram", value, match.start(), match.end()
        for match in _TELEGRAM_SCHEME.finditer(text):
            yield (
                "telegram",
                ("+" if match["invite"] is not None else "") + match[2],
                match.start(),
                match.end(),
            )
        for match in _KAKAO_OPEN.finditer(text):
            yield "kakao_open", f"open.kakao.com/{match[1].lower()}/{match[2]}", match.start(), match.end()
        for match in _KAKAO_CHANNEL.finditer(text):
            yield "url", f"pf.kakao.com/{match[1]}", match.start(), match.end()
        for match in _LINE_LINK.finditer(text):
            yield "line", (match[1] or match[2]).lower(), match.start(), match.end()
        for match in _SIGNAL_LINK.finditer(text):
            yield "signal", match[1] or match[2], match.start(), match.end()
    if "@" in text or "골뱅이" in text or "(at)" in text:
        for match in _EMAIL.finditer(text):
            yield "email", match[0].lower(), match.start(), match.end()
        for match in _EMAIL_SPELLED.finditer(text):
            domain = re.sub(r"\s", "", match[2]).replace("닷", ".").replace("점", ".")
            yield "email", f"{match[1]}@{domain}".lower(), match.start(), match.end()
    if "." in text:
        for match in _URL.finditer(text):
            url = match[0].rstrip(".,;:!?")
            yield (
                "url",
                re.sub(r"^h(?:tt|xx)ps?://", "", url, flags=re.I).rstrip("/"),
                match.start(),
                match.start() + len(url),
            )


def _named(text: str) -> Iterator[tuple[ContactType, str, int, int]]:
    before, behind, types = _channel_patterns()
    for match in before.finditer(text):
        value = match[2].lower().rstrip("_.-")
        type_ = types[match[1].lower()]
        if _is_handle(value, type_):
            yield type_, value, match.start(2), match.start(2) + len(value)
    for match in behind.finditer(text):
        value = match[1].lower().rstrip("_.-")
        type_ = types[match[2].lower()]
        if _is_handle(value, type_):
            yield type_, value, match.start(1), match.start(1) + len(value)


_NOT_HANDLES = frozenset(
    "telegram kakao kakaotalk line wechat signal http https open chat start game hotel korea center service team tele"
    " email mail phone tel fax id contact world friends pay bank play shop studio works crew".split()
)


def _is_handle(value: str, type_: ContactType) -> bool:
    if value in _NOT_HANDLES or len(value) < 4:
        return False
    if "." in value and type_ == "telegram":
        return False
    return any(char.isalpha() for char in value) or type_ in ("kakao", "line", "wechat")


def _bare(text: str, has_contact: bool) -> Iterator[tuple[str, int, int]]:
    """Handles without a messenger's name: with a digit or underscore, or alone at the end of a short text."""
    for match in _BARE.finditer(text):
        value = match[0]
        if value.lower() in _NOT_HANDLES:
            continue
        stands = _stands_as_contact(text, match.start(), match.end())
        if not stands:
            continue
        marked = "_" in value.strip("_") or bool(re.search(r"[a-z]\d", value, re.I))
        if value.isupper() or (value[0].isupper() and not marked):
            continue
        if marked and (stands == "end" or stands == "asked"):
            yield value.lower(), match.start(), match.end()
        elif (
            not marked
            and not has_contact
            and value.islower()
            and len(value) >= 6
            and (stands == "asked" or match.end() >= len(text.rstrip()))
        ):
            yield value.lower(), match.start(), match.end()


_ASKED_BEFORE = re.compile(
    r"(?:문의|연락|예약|지원|보낼\s?곳|신청|상담|면접|접수|댓글\s?말고)[^\n가-힣A-Za-z0-9]{0,6}(?:은|는|처)?[^\n가-힣A-Za-z0-9]{0,6}$"
)
_ASKED_AFTER = re.compile(
    r"[ \t]?(?:으로|로|에게|한테)?[ \t]?(?:문의|연락|메시지|추가|검색|주세요|오세요|톡)"
)


def _stands_as_contact(text: str, start: int, end: int) -> str:
    """ "asked" where words ask to write to it, "end" where a line or the text ends with it, else ""."""
    if _ASKED_BEFORE.search(text, max(0, start - 20), start) or _ASKED_AFTER.match(text, end):
        return "asked"
    rest = text[end : end + 12].split("\n", 1)[0]
    if not re.search(r"[0-9A-Za-z가-힣]", rest):
        return "end"
    line_start = text.rfind("\n", 0, start) + 1
    if not re.search(r"[0-9A-Za-z가-힣]", text[line_start:start]):
        return "end"
    return ""
