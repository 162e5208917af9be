"""Public Telegram channels that ads name: proposals of further sources, for a person to look at.

Nothing here is followed. A link names a channel or a person, which only t.me itself could tell; a
bare @handle is mostly a person's and counts only where the words before it say 채널 (channel).
"""

import re

from records import JobAd

FLAGS = re.IGNORECASE | re.ASCII
MOST = 20
"""Of one ad; a post that names more wants to fill the list."""

NAME = r"([A-Za-z][A-Za-z0-9_]{3,31})(?![A-Za-z0-9_])"
"""Telegram's rule is 5 to 32 characters; names of 4 were sold by auction."""
FORMS = tuple(
    re.compile(form + NAME, FLAGS)
    for form in (
        r"(?<![\w.@-])(?:www\.)?(?:t ?[.,] ?me|telegram\.(?:me|dog)) ?/ ?(?:s/)?",
        r"tg://resolve/?\?domain=",
        r"(?:채널|channel)[^\n@]{0,12}@",
    )
)
SUBDOMAIN = re.compile(rf"(?<![\w.@-]){NAME}\.t\.me(?![\w.-])", FLAGS)
RESERVED = frozenset({
    "joinchat", "addlist", "addstickers", "addemoji", "addtheme", "auth", "boost", "call", "confirmphone",
    "contact", "giftcode", "invoice", "login", "proxy", "setlanguage", "share", "socks",
})  # fmt: skip
"""First parts of t.me addresses that name no one (core.telegram.org/api/links)."""


def named_channels(ad: JobAd) -> tuple[str, ...]:
    """The addresses https://t.me/s/NAME of the channels that an ad names, lower case, its own left out.

    Invitations (t.me/+HASH), bots and reserved words are none.
    """
    said = "\n".join([ad.text, *ad.links])
    found = [match for form in (*FORMS, SUBDOMAIN) for match in form.finditer(said)]
    names = (match[1].lower() for match in sorted(found, key=lambda match: match.start()))
    own = [form.match(ad.url.partition("://")[2]) for form in FORMS[:1]]
    unwanted = RESERVED | {match[1].lower() for match in own if match}
    channels = (name for name in names if name not in unwanted and not name.endswith(("_", "bot")))
    return tuple(f"https://t.me/s/{name}" for name in list(dict.fromkeys(channels))[:MOST])
