"""Comments that advertise: each is a post of its own. Ordinary comments are not collected."""

import re
from datetime import datetime

from lxml import etree

from crawler.page import Page
from crawler.results import Post, Sighting, make_ad
from crawler.spiders.gnuboard.posts import read_nickname, shown, words
from crawler.times import read_iso

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
COMMENT_ID = re.compile(r"c_(\d{1,12})", re.ASCII)


def read_comments(page: Page, post: Post, source: str, fetched_at: datetime) -> tuple[Sighting, ...]:
    """The comments that name a channel, numbered as the board numbers its posts."""
    if 'id="c_' not in page.text:
        return ()
    articles = page.selector.root.iter("article")
    found = (read_comment(page, post, article, source, fetched_at) for article in articles)
    return tuple(filter(None, found))


def read_comment(
    page: Page, post: Post, comment: etree._Element, source: str, fetched_at: datetime
) -> Sighting | None:
    number = COMMENT_ID.fullmatch(comment.get("id", ""))
    text, time = next(comment.iter("p"), None), next(comment.iter("time"), None)
    if not number or text is None or not ADVERTISES.search(words(text)):
        return None
    native_id = f"{post.native_id.partition('/')[0]}/{int(number[1])}"
    links = (page.join(link.get("href", "")) for link in text.iter("a"))
    result = make_ad(
        ad_id=f"{source}:{native_id}",
        source=source,
        url=f"{post.url}#c_{number[1]}",
        fetched_at=fetched_at,
        posted_at=None if time is None else read_iso(time.get("datetime")),
        body=shown(text),
        contact=read_nickname(comment),
        links=tuple(dict.fromkeys(filter(None, links))),
    )
    return Sighting(Post(native_id, f"{post.url}#c_{number[1]}", parent=post.native_id), result)
