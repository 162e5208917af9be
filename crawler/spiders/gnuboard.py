"""GNUBoard 5 boards with the default skin (gnuboard/gnuboard5, skin/board/basic)."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from parsel import Selector

from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, make_ad
from crawler.text import one_line, shown_text
from crawler.walk import Walk
from records import JobAd
from records.layout import SEOUL

CUT = "…"
SAYS_GONE = re.compile(r"글이 존재하지 않습니다|글이 삭제되었거나|존재하지 않는 게시[물글]")
NAMES_A_CHANNEL = re.compile(r"@|텔|ㅌㄹ|톡|라인|위챗|t\.me|\d{4}", re.IGNORECASE)


def read_post_address(page: Page, href: str) -> Post | None:
    """The post that a link leads to, its address without the list page that it was found on."""
    url = page.join(href)
    query = parse_qs(urlsplit(url).query)
    board, number = query.get("bo_table", [""])[0], query.get("wr_id", [""])[0]
    if not re.fullmatch(r"\w{1,20}", board, re.ASCII) or not re.fullmatch(r"\d{1,12}", number, re.ASCII):
        return None
    address = urlsplit(url)._replace(query=urlencode({"bo_table": board, "wr_id": number}), fragment="")
    return Post(f"{board}/{int(number)}", address.geturl())


def read_list(page: Page) -> Listing:
    """The posts of a list page, notices too: on boards that sell ads the pinned ones are the paid ones."""
    posts = []
    for row in page.selector.css("#bo_list tbody tr"):
        links = row.css("td.td_subject a:not(.bo_cate_link)::attr(href)").getall()
        found = [post for href in links if (post := read_post_address(page, href))]
        if found:
            pinned = "bo_notice" in row.attrib.get("class", "").split()
            posts.append(Post(found[-1].native_id, found[-1].url, pinned))
    following = page.selector.css(".pg_wrap .pg_current").xpath(
        "following-sibling::a[contains(@class, 'pg_page') and not(contains(@class, 'pg_end'))][1]/@href"
    )
    more = tuple(filter(None, (page.join(href) for href in following.getall()[:1])))
    return Listing(posts=tuple(posts), more=more)


def read_post(page: Page, post: Post, source: str, fetched_at: datetime) -> JobAd | Reject | Gone:
    found = page.selector.css("#bo_v")
    if not found:
        said = (
            shown_text(page.selector.css("#validation_check")) or page.selector.css("script::text").getall()
        )
        return Gone() if SAYS_GONE.search(str(said)) else Reject("no post on the page")
    article = found[0]
    # Hits, votes, comment counts, the category and the attached files' names say nothing of the
    # ad; comments are other people's words.
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        posted_at=read_time(article),
        title=read_title(page, article),
        body=shown_text(article.css("#bo_v_con")),
        contact=read_nickname(article),
        links=read_links(page, article),
        images=tuple({"url": url} for url in read_images(page, article)),
    )


def read_title(page: Page, article: Selector) -> str:
    """The whole title: the skin cuts it at 70 characters, but <title> has it before ` > BOARD | SITE`."""
    shown = one_line(article.css(".bo_v_tit"))
    if not shown.endswith(CUT):
        return shown
    whole = " ".join("".join(page.selector.css("title::text").getall()).split())
    start = shown.removesuffix(CUT)
    if not whole.startswith(start):
        return shown
    return start + whole[len(start) :].rpartition(" > ")[0] if " > " in whole[len(start) :] else shown


def read_time(article: Selector) -> datetime | None:
    """`26-11-21 23:04`, in Seoul."""
    found = re.search(r"(\d\d)-(\d\d)-(\d\d) (\d\d):(\d\d)", shown_text(article.css("#bo_v_info .if_date")))
    if not found:
        return None
    year, month, day, hour, minute = map(int, found.groups())
    try:
        return datetime(2000 + year, month, day, hour, minute, tzinfo=SEOUL).astimezone(UTC)
    except ValueError:
        return None


def read_nickname(article: Selector) -> str | None:
    """The writer's name where it names a channel; an ordinary name is personal data that no case needs."""
    named = article.css("#bo_v_info .sv_member, #bo_v_info .sv_guest")
    name = one_line(named or article.css("#bo_v_info strong"))
    name = re.sub(r"\s*\((?:\d{1,3}|♡)(?:\.(?:\d{1,3}|♡)){3}\)$", "", name)  # the IP address
    return name if name and NAMES_A_CHANNEL.search(name) else None


def read_links(page: Page, article: Selector) -> tuple[str, ...]:
    """The related links by what they show: their href is a counter on the board itself."""
    listed = []
    for link in article.css("#bo_v_link li a"):
        shown, href = one_line(link.css("strong")), link.attrib.get("href", "")
        listed.append(page.join(href) if shown.endswith(CUT) or not shown else shown)
    written = (page.join(href) for href in article.css("#bo_v_con a:not(.view_image)::attr(href)").getall())
    return tuple(dict.fromkeys(filter(None, [*listed, *written])))


def read_images(page: Page, article: Selector) -> tuple[str, ...]:
    found = (
        page.join(src) for src in article.css("#bo_v_img img::attr(src), #bo_v_con img::attr(src)").getall()
    )
    return tuple(dict.fromkeys(filter(None, found)))


class GnuboardSpider(Walk):
    def read_list(self, page: Page) -> Listing:
        return read_list(page)

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        return read_post(page, post, self.name, self.clock())
