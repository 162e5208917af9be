"""What names a channel: the comments and the writers' names that are kept for it."""

import re

ADVERTISES = re.compile(
    r"(?<![\w.])@[a-z]\w{3,}"
    r"|(?<![\w.])(?:t\.me|open\.kakao\.com|pf\.kakao\.com|line\.me|lin\.ee|wa\.me)/"
    r"|(?:텔레그램|텔레|텔렉|(?<![호모인])텔|ㅌㄹ|카카오톡|카톡|ㅋㅌ|톡|(?<!온)라인|위챗"
    r"|(?<![a-z])(?:telegram|kakaotalk|wechat))(?:으로|로|은|는)?\s*(?:아이디|id)?\W{0,4}[a-z]\w[\w.]{2,}"
    r"|(?<![a-z])(?:kakao|line|signal)\s*(?:id)?\s*[:：=@]\s*\w[\w.]{3,}"
    r"|(?<!\d)(?:\+82[-. ]?|0)(?:10|1[16789]|70|50\d)[-. )]{0,2}\d{3,4}[-. ]?\d{4}(?!\d)"
    r"|\+\d{2,3}(?:[-. ]?\d){7,11}"
    r"|[공영]일[공영][-. ]?[\d공영일이삼사오육칠팔구]{3,4}",
    re.IGNORECASE,
)
"""A handle, a chat link, a messenger's name with an id, a phone number. The bare word is ordinary talk."""
NAMES_A_CHANNEL = re.compile(r"@|텔|ㅌㄹ|톡|라인|위챗|t\.me|\d{4}", re.IGNORECASE)


def advertises(text: str) -> bool:
    return bool(ADVERTISES.search(text))


def channel_name(writer: str) -> str | None:
    """A writer's name where it names a channel; an ordinary name is personal data that no case needs."""
    return writer if NAMES_A_CHANNEL.search(writer) else None
