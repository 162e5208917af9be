"""XE and Rhymix: addresses, markers, comments, feeds; the layouts are golden pages."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.entries import RhymixSource
from crawler.page import Page
from crawler.results import Gone, Post
from crawler.spiders.rhymix import RhymixSpider
from crawler.spiders.rhymix.comments import MOST_PAGES, other_pages
from crawler.spiders.rhymix.lists import read_list, read_post_address
from crawler.spiders.rhymix.posts import read_post
from records import JobAd
from tests.crawler.conftest import NIGHT, Crawl
from tests.crawler.loopback import Answer, Asked, site

PAGES = Path(__file__).parents[1] / "fixtures" / "pages" / "rhymix"
HOME = "https://board.example"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


def page(markup: str, url: str = f"{HOME}/job") -> Page:
    return Page(url, markup)


def saved(case: str, url: str) -> Page:
    return Page.of(url, (PAGES / case / "page.html").read_bytes(), "text/html")


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/index.php?mid=job&page=2&document_srl=123", "/index.php?mid=job&document_srl=123"),
        ("?document_srl=123&category=5&mid=job", "/job?mid=job&document_srl=123"),
        ("/index.php?document_srl=00123", "/index.php?document_srl=123"),
        ("/job/123?page=2#comment", "/job/123"),
        ("/job/123/", "/job/123/"),
        ("/xe/job/123", "/xe/job/123"),
        ("/123", "/123"),
    ],
)
def test_one_post_has_one_number_whatever_its_address(href: str, address: str) -> None:
    assert read_post_address(page(""), href) == Post("123", HOME + address)


@pytest.mark.parametrize(
    "href",
    [
        "/job",
        "/job/category/71",
        "/job/page/7",
        "/job/512/comment/601",
        "/job/123/edit",
        "/index.php?mid=job&act=dispBoardWrite&document_srl=123",
        "/index.php?module=file&act=procFileDownload&file_srl=801",
        "/index.php?mid=job&document_srl=",
        "/index.php?mid=job&document_srl=12x",
        "/index.php?mid=job&document_srl=1234567890123",
        "/index.php?mid=job&document_srl=%EF%BC%91",
        "/job/entry/slug",
        "#popup_menu_area",
        "javascript:void(0)/123",
        "http://[broken/123",
        "mailto:1@x/123",
    ],
)
def test_other_links_lead_to_no_post(href: str) -> None:
    assert read_post_address(page(""), href) is None


def test_a_board_number_that_could_break_an_address_is_left_out() -> None:
    found = read_post_address(page(""), "/index.php?mid=../../x&document_srl=123")
    assert found == Post("123", f"{HOME}/index.php?document_srl=123")


def test_hits_votes_dates_and_icons_change_no_marker() -> None:
    before = (PAGES / "list-default" / "page.html").read_text("utf-8")
    later = before.replace(">31<", ">99<").replace(">0<", ">5<").replace("2026.11.18", "2026.11.19")
    later = re.sub(r'<img src="/modules/document/tpl/icons/new.gif"[^>]*>', "", later)
    assert before != later
    assert read_list(page(before)) == read_list(page(later))


def test_a_new_comment_and_an_added_field_change_the_marker() -> None:
    before = (PAGES / "list-default" / "page.html").read_text("utf-8")
    for old, new in (("[3]", "[4]"), ("월 1,300불", "월 1,500불"), ("홀 서빙 구합니다", "홀 서빙 마감")):
        assert read_list(page(before)) != read_list(page(before.replace(old, new)))


def test_the_page_after_the_tenth_follows_from_its_number() -> None:
    links = "".join(
        f'<a href="/index.php?mid=job&page={number}">{number}</a>' for number in (1, 9, 11, 12, 50)
    )
    found = read_list(page(f'<div class="pagination">{links}</div>', f"{HOME}/index.php?mid=job&page=10"))
    assert found.more == (f"{HOME}/index.php?mid=job&page=11",)


def test_a_board_that_shows_two_page_numbers_is_walked_page_by_page() -> None:
    links = "".join(f'<a href="/job/page/{number}">{number}</a>' for number in (4, 5, 24))
    found = read_list(page(f'<div class="pagination">{links}</div>', f"{HOME}/job/page/5"))
    assert found.more == (f"{HOME}/job/page/6",)


def test_page_links_outside_the_paging_are_not_followed() -> None:
    assert read_list(page('<p><a href="/index.php?mid=free&page=2">2</a></p>')).more == ()


def test_posts_of_other_boards_in_the_layout_are_not_listed() -> None:
    found = read_list(saved("list-default", f"{HOME}/index.php?mid=job"))
    assert "901" not in {post.native_id for post in found.posts}


@pytest.mark.parametrize(
    "text",
    [
        "관리자에 의해 삭제된 글이 많지만 저희는 정식 업체입니다. " * 3,
        "관리자에 의해 삭제된 글 다시 올립니다. 텔레그램 @abcjobs_kh",
        "방송심의위원회 사무 보조 구합니다",
        "접속 차단 없는 사이트 관리 직원 모집",
    ],
)
def test_a_text_that_only_speaks_of_deletion_is_an_ad(text: str) -> None:
    markup = f'<div><h1>글</h1><div class="document_5_1 xe_content">{text}</div></div>'
    assert isinstance(read_post(page(markup), Post("5", f"{HOME}/5"), "s", NOW), JobAd)


@pytest.mark.parametrize(
    ("note", "how"),
    [
        ("관리자에 의해 삭제되었습니다.", "deleted"),
        ("신고에 의해 블라인드 처리된 글입니다.", "deleted"),
        ("정보통신망법에 따라 임시조치된 게시물입니다.", "blocked"),
        ("방송통신심의위원회의 요청으로 차단되었습니다", "blocked"),
    ],
)
def test_a_moderators_note_in_the_place_of_the_text_says_how_it_went(note: str, how: str) -> None:
    markup = f'<div><h1>글</h1><div class="document_5_1 xe_content"><p>{note}</p></div></div>'
    assert read_post(page(markup), Post("5", f"{HOME}/5"), "s", NOW) == Gone(how)  # type: ignore[arg-type]


def spider(*start: str) -> RhymixSpider:
    return RhymixSpider(RhymixSource(name="board", platform="rhymix", start=start), None)  # type: ignore[arg-type]


def test_a_source_of_feeds_alone_takes_no_absence_for_a_deletion() -> None:
    feeds = (f"{HOME}/job/rss", f"{HOME}/?mid=job&act=atom", f"{HOME}/rss?page=2")
    assert not spider(*feeds).lists_everything
    assert spider(f"{HOME}/job", *feeds).lists_everything
    assert spider(f"{HOME}/rssjobs").lists_everything


def test_a_feed_and_a_list_name_one_post_alike() -> None:
    feed = spider(f"{HOME}/job").read_list(
        Page.of(f"{HOME}/job/rss", (PAGES / "feed-rss20" / "page.xml").read_bytes(), "text/xml")
    )
    table = read_list(saved("list-default", f"{HOME}/index.php?mid=job"))
    assert {post.native_id for post in feed.posts} < {post.native_id for post in table.posts}


def test_a_comment_that_a_page_does_not_show_is_taken_for_deleted_only_where_all_are_shown() -> None:
    board = spider(f"{HOME}/job")
    assert board.shows_all_comments(saved("post-xedition", f"{HOME}/job/512"))
    assert not board.shows_all_comments(saved("post-default", f"{HOME}/job/510"))
    assert not board.shows_all_comments(saved("post-mobile", f"{HOME}/job/512"))
    assert board.shows_all_comments(saved("post-mobile-comments", f"{HOME}/job/512"))


def test_a_list_that_is_empty_or_closed_says_so() -> None:
    assert read_list(saved("list-empty", f"{HOME}/job")).says == ""
    assert read_list(page('<ul class="lt">\n</ul>')).says == ""
    assert read_list(saved("not-permitted", f"{HOME}/job")).says == "is not open to guests"
    assert read_list(saved("layout-only", f"{HOME}/job")).says is None


def comment_pages(*links: str) -> list[str]:
    anchors = "".join(f'<a href="{link}#comment">x</a>' for link in links)
    found = page(f'<div class="pagination">{anchors}<strong>9</strong></div>', f"{HOME}/job/510")
    return other_pages(found, Post("510", f"{HOME}/job/510"))


def test_the_newest_of_the_other_comment_pages_are_fetched_and_not_the_one_at_hand() -> None:
    post = "/index.php?mid=job&amp;document_srl=510&amp;cpage="
    found = comment_pages(f"{post}1", *(f"{post}{number}" for number in range(1, 9)), f"{post}9")
    assert len(found) == MOST_PAGES
    assert found[0] == f"{HOME}/index.php?mid=job&document_srl=510&cpage=8"


def test_comment_pages_of_other_posts_are_not_followed() -> None:
    assert comment_pages("/job/511?cpage=1", "/job/510?act=dispBoardDelete&amp;cpage=2", "/job?cpage=3") == []
    assert comment_pages("/job/510?cpage=3") == [f"{HOME}/job/510?cpage=3"]


def comment(number: int, text: str) -> str:
    return f"""<li class="fbItem" id="comment_{number}"><h3 class="author"><strong>손님</strong></h3>
        <p class="time">2026.11.17 10:00</p>
        <div class="comment_{number}_0 rhymix_content xe_content">{text}</div></li>"""


def board_with_comment_pages(asked: Asked) -> Answer:
    """One post; its last page of comments is shown first, an earlier one advertises, one is missing."""
    if "robots" in asked.path or asked.query.get("cpage") == "2":
        return Answer(b"", status=404)
    if "document_srl" not in asked.query:
        row = '<tr><td><a href="/?mid=job&amp;document_srl=5">구인</a></td></tr>'
        return Answer(f'<table class="board_list">{row}</table>'.encode())
    first = asked.query.get("cpage") == "1"
    said = comment(60, "고수익 텔레 @demo0") if first else comment(90, "좋은 정보 감사합니다")
    pages = "".join(
        f'<a href="/?mid=job&amp;document_srl=5&amp;cpage={number}#comment">x</a>' for number in (1, 2)
    )
    post = '<div><h1>구인</h1><div class="document_5_1 xe_content">홀 서빙</div></div>'
    return Answer(f"{post}<ul>{said}</ul>{pages}".encode())


def test_an_advertising_comment_on_an_earlier_page_is_an_ad(crawl: Crawl, tmp_path: Path) -> None:
    with site(board_with_comment_pages) as board:
        (tmp_path / "s.yml").write_text(
            "contact: me@watch.example\nsources:\n"
            f"  - {{name: board, platform: rhymix, start: ['{board.base}/?mid=job'], local: true}}\n"
        )
        done = crawl(tmp_path / "s.yml", tmp_path / "data", NIGHT)
    assert done.report()["board"].error is None
    assert {ad.ad_id: ad.body for ad in done.ads()} == {
        "board:5": "홀 서빙",
        "board:60": "고수익 텔레 @demo0",
    }
    assert [asked.query["cpage"] for asked in board.asked if "cpage" in asked.query] == ["2", "1"]
