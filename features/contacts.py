"""Ways to reach the poster, also split, spelled out or without the name of the messenger."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick

from features.hangul import is_syllable
from features.lexicon import load
from features.links import find_links
from features.phones import find_phones
from features.views import lowered
from records import ContactType


@dataclass(frozen=True, slots=True)
class FoundContact:
    type: ContactType
    value: str
    start: int
    end: int


_ID = r"(?:아이디|아디|\(?ID\)?|주소|문의|연락|검색|상담|추가|친추|톡|채널)"
_LINK_WORDS = (
    rf"(?:은|는|으로|로|만|이|도)?[ \t]{{0,3}}(?:{_ID}[ \t]{{0,2}}){{0,2}}"
    r"[:;=\-–—→▶>(\[「【<|/~.]{0,4}[ \t]{0,3}"
)
_NAME = r"([A-Za-z0-9][A-Za-z0-9_.\-]{2,38}[A-Za-z0-9_])"
_HANDLE_BEHIND = re.compile(rf"{_LINK_WORDS}@?{_NAME}(?![A-Za-z0-9_@])", re.I)
_HANDLE_BEFORE = re.compile(
    rf"(?<![A-Za-z0-9_@.\-])@?{_NAME}[ \t]{{0,2}}[(\[/:\-←<〈]?[ \t]?(?:으로|로|이고)?[ \t]?\Z", re.I
)
_AT = re.compile(r"(?<![A-Za-z0-9_@./])[@＠]\s?([A-Za-z][A-Za-z0-9_]{3,31})(?![A-Za-z0-9_]|\.[A-Za-z])")
_BARE = re.compile(r"(?<![A-Za-z0-9_@./:\-가-힣])[A-Za-z][A-Za-z0-9_]{4,31}(?![A-Za-z0-9_@./:\-]|\.[A-Za-z])")
_CONTACT_SIGN = re.compile(r"[A-Za-z]{2}|\d{3}|[공영빵일이삼사오육칠팔구]{3}")
_TECHNICAL = frozenset(
    [
        "java8",
        "java11",
        "java17",
        "java21",
        "python2",
        "python3",
        "html5",
        "css3",
        "vue2",
        "vue3",
        "angular2",
        "mysql8",
        "php5",
        "php7",
        "php8",
        "covid19",
        "log4j",
        "web3",
        "utf8",
        "base64",
        "x86",
        "ipv4",
        "ipv6",
        "oauth2",
        "http2",
        "gpt3",
        "gpt4",
        "junit5",
        "junit4",
        "querydsl5",
        "swift5",
        "kotlin1",
        "ubuntu20",
        "ubuntu22",
        "win10",
        "win11",
        "office365",
        "d365",
        "m365",
        "ps4",
        "ps5",
        "h264",
        "mp3",
        "mp4",
    ]
)
_MARKED = re.compile(r"[A-Za-z]\d|[A-Za-z0-9]_[A-Za-z0-9]")


def find_contacts(text: str) -> list[FoundContact]:
    """Every way to reach the poster that is marked as one, once each, in reading order."""
    found = _Collection()
    if _CONTACT_SIGN.search(text):
        for link in find_links(text):
            found.add(*link)
        for start, end, value in find_phones(text):
            found.add("phone", value, start, end)
        for named in _named(text):
            found.add(*named)
        if "@" in text or "＠" in text:
            for match in _AT.finditer(text):
                found.add("telegram", match[1].lower(), match.start(), match.end())
    if "오픈" in text:
        for match in _ROOM_NAME.finditer(text):
            found.add("kakao_open", match[1].strip(), match.start(1), match.end(1))
    return found.in_order()


def with_bare_handles(text: str, contacts: list[FoundContact]) -> list[FoundContact]:
    """The contacts, and with them the handles that stand alone: for a text that asks to be answered.

    A handle alone must look like one and stand where a contact would. It belongs to the one messenger
    that the text names; where it names none, or several, to Telegram.
    """
    found = _Collection()
    for contact in contacts:
        found.add(contact.type, contact.value, contact.start, contact.end)
    for value, start, end in _bare(text, bool(contacts)):
        found.add(_only_channel(text), value, start, end)
    return found.in_order()


_LINE_MEANT = re.compile(
    r"라인\s?(?:으로|아이디|id|톡|주세요|연락|추가|만\b)|(?<![A-Za-z])LINE(?![A-Za-z])", re.I
)


def _only_channel(text: str) -> ContactType:
    types = {type_ for _, _, type_ in _channels(lowered(text))}
    if "line" in types and not _LINE_MEANT.search(text):
        types.discard("line")
    return types.pop() if len(types) == 1 else "telegram"


class _Collection:
    """Contacts so far; what lies across one of them is not another, and each value counts once."""

    def __init__(self) -> None:
        self._contacts: dict[tuple[ContactType, str], FoundContact] = {}
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, type_: ContactType, value: str, start: int, end: int) -> None:
        at = bisect_left(self._ends, start + 1)
        if at < len(self._starts) and self._starts[at] < end:
            return
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        self._contacts.setdefault((type_, value), FoundContact(type_, value, start, end))

    def in_order(self) -> list[FoundContact]:
        return sorted(self._contacts.values(), key=lambda contact: contact.start)


@cache
def _channel_words() -> ahocorasick.Automaton:
    """Every word for a messenger, with the type it stands for and whether it must begin a word."""
    automaton = ahocorasick.Automaton()
    for channel in load("channels")["channel"]:
        for form in channel["forms"]:
            word = form.removeprefix("|")
            automaton.add_word(word, (len(word), channel["type"], word != form))
    automaton.make_automaton()
    return automaton


def _named(text: str) -> Iterator[tuple[ContactType, str, int, int]]:
    """Handles with the name of the messenger before them, or else straight behind them."""
    for start, end, type_ in _channels(lowered(text)):
        if type_ == "signal" and _TRADE_SIGNAL.search(text, max(0, start - 6), start):
            continue
        match = _HANDLE_BEHIND.match(text, end)
        if match is None or not _is_handle(match[1], type_):
            match = _HANDLE_BEFORE.search(text, max(0, start - 45), start)
            if (
                match is None
                or not _is_handle(match[1], type_)
                or not (match[1].islower() or _MARKED.search(match[1]))
            ):
                continue
        value = match[1].lower().rstrip("_.-")
        yield type_, value, match.start(1), match.start(1) + len(value)


def _channels(text: str) -> Iterator[tuple[int, int, ContactType]]:
    """The longest words for messengers, whole words where they are Latin."""
    best: tuple[int, int, ContactType] | None = None
    for last, (length, type_, begins) in _channel_words().iter(text):
        start, end = last - length + 1, last + 1
        if text[start].isascii() and _inside_latin(text, start, end):
            continue
        if begins and is_syllable(text[start - 1 : start]):
            continue
        if best and start >= best[1]:
            yield best
            best = None
        if best is None or start <= best[0]:
            best = (start, end, type_)
    if best:
        yield best


def _inside_latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and (before.isalnum() or before == "_")) or "a" <= after <= "z"


_NOT_HANDLES = frozenset(
    [
        "telegram",
        "kakao",
        "kakaotalk",
        "line",
        "wechat",
        "signal",
        "http",
        "https",
        "open",
        "chat",
        "start",
        "game",
        "hotel",
        "korea",
        "center",
        "service",
        "team",
        "tele",
        "email",
        "mail",
        "phone",
        "tel",
        "fax",
        "id",
        "contact",
        "world",
        "friends",
        "pay",
        "bank",
        "play",
        "shop",
        "studio",
        "works",
        "crew",
        "te1egram",
        "llne",
        "video",
        "interview",
        "channel",
        "group",
        "only",
        "message",
        "call",
        "via",
        "dm",
        "bot",
        "and",
        "or",
        "me",
        "us",
        "lounge",
    ]
)


def _is_handle(written: str, type_: ContactType) -> bool:
    value = written.lower().rstrip("_.-")
    if value in _NOT_HANDLES or len(value) < 4 or ("." in value and type_ == "telegram"):
        return False
    return any(char.isalpha() for char in value) or (type_ != "telegram" and len(value) >= 5)


_ROOM_NAME = re.compile(
    r"오픈\s?(?:카톡|채팅|톡|카카오톡)\s?방?\s?(?:이름|제목|명)?\s?[:은]?\s?['\"‘“「『<〈]([^'\"’”」』>〉\n]{2,24})['\"’”」』>〉]"
)
_TRADE_SIGNAL = re.compile(r"(?:무료|매매|코인|매수|급등|선물)[ ]?\Z")


def _bare(text: str, has_contact: bool) -> Iterator[tuple[str, int, int]]:
    """Handles without a messenger's name: with a digit or underscore, or alone at the end of a text."""
    last = len(text.rstrip())
    for match in _BARE.finditer(text):
        value, start, end = match[0], match.start(), match.end()
        if value.isupper() or value.lower() in _NOT_HANDLES or value.lower() in _TECHNICAL:
            continue
        if _MARKED.search(value):
            if _is_asked_for(text, start, end) or _stands_alone(text, start, end):
                yield value.lower(), start, end
        elif (
            not has_contact
            and value.islower()
            and len(value) >= 6
            and (end >= last or _is_asked_for(text, start, end))
        ):
            yield value, start, end


_ASKED_BEFORE = re.compile(
    r"(?:문의|연락|예약|지원|보낼\s?곳|신청|상담|면접|접수|댓글\s?말고)[^\n가-힣A-Za-z0-9]{0,6}(?:은|는|처)?[^\n가-힣A-Za-z0-9]{0,6}\Z"
)
_ASKED_AFTER = re.compile(
    r"[ \t]?(?:으로|로|에게|한테)?[ \t]?(?:문의|연락|메시지|추가|검색|주세요|오세요|톡)"
)
_SIGN_BEHIND = re.compile(r"[ \t]{0,2}[(/|👉→←<〈]")
_WORD = re.compile(r"[0-9A-Za-z가-힣]")


def _is_asked_for(text: str, start: int, end: int) -> bool:
    """Whether words around ask to write to it."""
    return bool(_ASKED_BEFORE.search(text, max(0, start - 20), start) or _ASKED_AFTER.match(text, end))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing but signs follows it on its line."""
    if _SIGN_BEHIND.match(text, end) and text[max(0, start - 3) : start].strip(" \t👉▶→-*·") in ("", "\n"):
        return True
    stop = text.find("\n", end)
    return not _WORD.search(text, end, len(text) if stop < 0 else min(stop, end + 12))
