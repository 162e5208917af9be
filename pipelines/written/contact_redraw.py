"""New handles, phones and addresses in the place of an ad's own, so that nothing learns invented forms."""

import re
from collections.abc import Callable, Iterator
from random import Random

from pipelines.written.text_edits import TextEdit
from records import Contact, ContactType, JobAd, Reading

_SYLLABLES = (
    "ba", "bo", "chan", "da", "do", "eun", "gi", "ha", "hee", "ho", "hyun", "in", "ja", "ji", "jin",
    "joo", "ki", "kim", "ko", "lee", "mi", "min", "na", "oh", "park", "rim", "ryu", "se", "seo", "shin",
    "so", "soo", "su", "tae", "won", "woo", "ya", "yeon", "yo", "yu",
)  # fmt: skip
_WORDS = (
    "job", "work", "tm", "cs", "team", "boss", "king", "star", "moon", "gold", "lucky", "happy", "top",
    "one", "best", "global", "asia", "sky", "blue", "day", "open", "hr", "desk",
)  # fmt: skip
_MOBILE = re.compile(r"01[016-9]")
_AREA = re.compile(r"0(?:2|70|50\d|80|[3-6]\d)")
_ABROAD = re.compile(r"(\+|00)(855|856|976|971|886|852|95|66|84|63|86|60|62|65|81)")


def redraw_contacts(ad: JobAd, reading: Reading, random: Random) -> Iterator[TextEdit]:
    """An edit for every showing of every contact that can be redrawn; one contact becomes one other."""
    for contact in reading.contacts:
        shown = contact.span.text
        drawn = redraw(contact, random)
        if drawn is not None and len(shown) > 3:
            for found in re.finditer(rf"(?<![A-Za-z0-9_.]){re.escape(shown)}(?![A-Za-z0-9_])", ad.text):
                yield TextEdit(found.start(), found.end(), drawn)


def redraw(contact: Contact, random: Random) -> str | None:
    """Another contact of the same type as it might be shown; None for one that is left alone:
    links, rooms with a Korean name, service numbers.
    """
    if contact.type == "phone":
        return draw_phone(contact.span.text, random)
    draw = _DRAWN.get(contact.type)
    if draw is None or not contact.span.text.isascii():
        return None
    return draw(contact.span.text, random)


def draw_phone(shown: str, random: Random) -> str | None:
    """A number of the same country and kind with 0000 for a block, grouped in one of the usual ways."""
    plain = re.sub(r"[^\d+]", "", shown)
    joint = random.choice(["-", "-", "-", " ", ".", ""])
    digits = f"{random.randrange(1, 10_000):04}"
    if abroad := _ABROAD.match(plain):
        head = f"{abroad[1]}{abroad[2]}{joint if joint != '' else ' '}"
        return f"{head}{random.randint(11, 98)}{joint}0000{joint}{digits[:3]}"
    if mobile := _MOBILE.match(plain):
        blocks = [mobile[0], "0000", digits] if random.random() < 0.5 else [mobile[0], digits, "0000"]
        return joint.join(blocks)
    if area := _AREA.match(plain):
        return joint.join([area[0], "0000", digits])
    return None


def draw_handle(shown: str, random: Random) -> str:
    """A handle in one of the shapes that people choose; an @ in front stays."""
    name = "".join(random.choices(_SYLLABLES, k=random.randint(1, 3)))
    word = random.choice(_WORDS)
    digits = str(random.choice([random.randint(1, 99), random.randint(100, 9999), random.randint(80, 99)]))
    shapes = (
        f"{name}{digits}",
        f"{name}_{digits}",
        f"{word}_{name}",
        f"{name}_{word}{digits}",
        f"{word}{digits}",
        f"{name}{word}",
        f"{word}.{name}{digits}" if len(name) < 6 else f"{name}{digits}",
        f"{name[0]}{name[0]}_{name}{digits}",
    )
    handle = random.choice(shapes)
    handle = handle if len(handle) >= 5 else handle + digits + word
    if random.random() < 0.15:
        handle = handle.capitalize()
    return "@" + handle if shown.startswith("@") else handle


def draw_email(shown: str, random: Random) -> str:
    """Another name at the same kind of address: a free mail service stays, a firm's domain is redrawn."""
    name, _, domain = shown.partition("@")
    drawn = random.choice([draw_handle("", random), random.choice(["hr", "job", "recruit", "info", "admin"])])
    if domain.lower().split(".")[0] in _FREE_MAIL or not domain:
        return f"{draw_handle('', random)}@{domain}" if domain else name
    firm = "".join(random.choices(_SYLLABLES, k=3))
    return f"{drawn}@{firm}.{domain.partition('.')[2] or 'com'}"


_FREE_MAIL = {
    "naver",
    "gmail",
    "daum",
    "hanmail",
    "kakao",
    "nate",
    "outlook",
    "hotmail",
    "proton",
    "protonmail",
}

_DRAWN: dict[ContactType, Callable[[str, Random], str]] = {
    "telegram": draw_handle,
    "kakao": draw_handle,
    "line": draw_handle,
    "wechat": draw_handle,
    "signal": draw_handle,
    "email": draw_email,
}
