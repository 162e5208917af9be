"""What the golden pages cannot show of GNUBoard: one post under many addresses, markers, ordinary talk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.advertising import advertises
from crawler.entries import ENTRY
from crawler.page import Page
from crawler.results import Post
from crawler.spiders.gnuboard import GnuboardSpider
from crawler.spiders.gnuboard.addresses import original_picture, read_post_address
from crawler.spiders.gnuboard.lists import read_list
from records import JobAd

PAGES = Path(__file__).parents[1] / "fixtures" / "pages" / "gnuboard"
LIST = Page("https://board.example/bbs/board.php?bo_table=job&page=3", "")


def spider(*start: str) -> GnuboardSpider:
    entry = ENTRY.validate_python({"name": "board", "platform": "gnuboard", "start": start})
    return GnuboardSpider(entry, None, lambda: datetime(2026, 11, 21, tzinfo=UTC))  # type: ignore[arg-type]


def saved(case: str) -> Page:
    (path,) = (PAGES / case).glob("page.*")
    return Page.of(LIST.url, path.read_bytes(), "")


@pytest.mark.parametrize(
    "href",
    [
        "https://board.example/bbs/board.php?bo_table=job&wr_id=12",
        "./board.php?bo_table=job&wr_id=12&sca=%EA%B5%AC%EC%9D%B8&sfl=wr_subject&stx=tm&page=3",
        "/bbs/board.php?wr_id=012&bo_table=job&device=mobile#c_15",
        "https://board.example/job/12",
        "https://board.example/job/12?page=3&stx=tm#bo_vc",
        "/community/job/12",
    ],
)
def test_a_post_has_one_id_under_every_numbered_address(href: str) -> None:
    post = read_post_address(LIST, href)
    assert post
    assert post.native_id == "job/12"


def test_the_list_that_a_post_was_found_on_is_not_in_its_address() -> None:
    found = read_post_address(LIST, "./board.php?bo_table=job&wr_id=12&sca=a&stx=b&page=3#c_1")
    assert found == Post("job/12", "https://board.example/bbs/board.php?bo_table=job&wr_id=12")
    assert read_post_address(LIST, "/job/12?page=3") == Post("job/12", "https://board.example/job/12")


def test_an_address_made_of_the_title_is_the_id_even_where_the_title_is_a_number() -> None:
    named = read_post_address(LIST, "/job/%ED%95%B4%EC%99%B8-tm/?page=2")
    assert named == Post("job/해외-tm/", "https://board.example/job/%ED%95%B4%EC%99%B8-tm/")
    numbered, plain = read_post_address(LIST, "/job/2026/"), read_post_address(LIST, "/job/2026")
    assert numbered
    assert plain
    assert (numbered.native_id, plain.native_id) == ("job/2026/", "job/2026")


@pytest.mark.parametrize(
    "href",
    [
        "/bbs/board.php?bo_table=job",
        "/bbs/board.php?bo_table=job&sfl=mb_id,1&stx=palm01",
        "/bbs/profile.php?mb_id=palm01",
        "/bbs/board.php?bo_table=../etc&wr_id=1",
        "/bbs/board.php?bo_table=job&wr_id=1%0a2",
        "/bbs/board.php?bo_table=job&wr_id=9999999999999",
        "/job/%2e%2e%2fetc/",
        "/job/a%0aINFO%20forged/",
        "/job/write",
        "/job",
        "javascript:void(0)",
        "http://[",
        "#",
        "",
    ],
)
def test_what_is_no_post_is_not_taken_for_one(href: str) -> None:
    assert read_post_address(LIST, href) is None


def test_a_marker_says_nothing_that_only_time_or_readers_change() -> None:
    page = saved("list-pc-short-numbers")
    text = page.text
    for badge in ('<span class="new_icon">N<span class="sound_only">새글</span></span>', "11-18", ">40<"):
        assert badge in text
        text = text.replace(badge, "")
    assert read_list(Page(page.url, text)) == read_list(page)


@pytest.mark.parametrize(
    ("shown", "becomes"), [("빵집 오전", "빵집 오후"), (">12<", ">13<"), (">구인<", ">구직<")]
)
def test_an_edit_of_title_or_category_and_a_comment_change_the_marker(shown: str, becomes: str) -> None:
    page = saved("list-pc-short-numbers")
    before = read_list(page).posts[1]
    after = read_list(Page(page.url, page.text.replace(shown, becomes))).posts[1]
    assert (before.native_id, before.url) == (after.native_id, after.url)
    assert before.marker != after.marker


def test_found_words_do_not_change_the_marker() -> None:
    page = saved("list-pc-5.1-search")
    plain = page.text.replace('<b class="sch_word">', "").replace("</b>", "")
    assert read_list(page) == read_list(Page(page.url, plain))


def test_a_writers_homepage_is_no_post_of_the_board() -> None:
    """Neither one elsewhere nor one that looks like another post, in any skin."""
    for skin in ("list-pc-short-numbers", "list-mobile-5.5", "gallery-5.5"):
        page = saved(skin)
        menu = '<span class="sv">\n'
        homepages = [
            f'{menu}<a href="{home}">홈페이지</a>' for home in ("https://blog.example/free/12", "/job/9")
        ]
        assert menu in page.text
        for homepage in homepages:
            assert read_list(Page(page.url, page.text.replace(menu, homepage))) == read_list(page)


def test_pc_and_mobile_lists_and_galleries_name_the_same_posts() -> None:
    skins = ["list-pc-block-end", "list-mobile-5.1", "list-mobile-5.3", "gallery-5.0", "gallery-5.1"]
    assert len({read_list(saved(skin)).posts for skin in skins}) == 1


def test_a_post_is_the_same_on_its_pc_and_mobile_pages() -> None:
    post = Post("job/903", "https://board.example/bbs/board.php?bo_table=job&wr_id=903")
    found = [spider(LIST.url).read_post(saved(f"post-{skin}"), post) for skin in ("mobile-5.1", "mobile-5.3")]
    assert isinstance(found[0], JobAd)
    assert found[0] == found[1]


def test_a_name_that_looks_like_a_date_is_not_the_posts_time() -> None:
    post = Post("job/903", "https://board.example/bbs/board.php?bo_table=job&wr_id=903")
    for skin in ("post-pc-5.5", "post-mobile-5.1", "post-mobile-5.5"):
        page = saved(skin)
        named = Page(page.url, page.text.replace("텔 dallim_desk00", "24-01-02"))
        dated = [spider(LIST.url).read_post(one, post) for one in (page, named)]
        assert [ad.posted_at for ad in dated if isinstance(ad, JobAd)] == [
            datetime(2026, 11, 18, 14, 4, tzinfo=UTC)
        ] * 2


@pytest.mark.parametrize(
    "said",
    [
        "텔레 palmbeach_hr00",
        "텔: palmbeach_hr00",
        "ㅌㄹ palmbeach00",
        "카톡 아이디 palmhr00 주세요",
        "카톡으로 palmhr00",
        "라인 palm_hr00",
        "line id: palm_hr00",
        "@palmbeach_hr00 로 연락",
        "https://open.kakao.com/o/sample00",
        "t.me/palmbeach_hr00",
        "010-0000-1234",
        "+82 10 0000 1234",
        "+855 12 0000 81",
        "공일공 0000 1234",
    ],
)
def test_a_comment_that_names_a_channel_advertises(said: str) -> None:
    assert advertises(f"관심 있으면 {said}")


@pytest.mark.parametrize(
    "said",
    [
        "텔레그램은 위험해요",
        "카톡 주세요",
        "온라인 casino 는 불법입니다",
        "호텔 manager 출신입니다",
        "인텔 cpu 조립해요",
        "online marketing 경력 있어요",
        "월 3000000 맞나요",
        "2026-11-18 23:04 에 봤어요",
        "someone@company 는 메일인가요",
        "비밀글 입니다.",
        "영일공고 나왔어요",
    ],
)
def test_ordinary_talk_does_not(said: str) -> None:
    assert not advertises(said)


@pytest.mark.parametrize(
    ("href", "original"),
    [
        ("/bbs/view_image.php?fn=%2Fdata%2Feditor%2F2611%2Fa%20b.JPG", "/data/editor/2611/a%20b.JPG"),
        ("/bbs/view_image.php?bo_table=job&fn=99_flyer.jpeg", "/data/file/job/99_flyer.jpeg"),
        ("/bbs/view_image.php?bo_table=job&fn=../../config.php", ""),
        ("/bbs/view_image.php?bo_table=job", ""),
        ("/g5/bbs/view_image.php?fn=%2Fdata%2Feditor%2F2611%2Fa.jpg", "/g5/data/editor/2611/a.jpg"),
        ("/g5/bbs/view_image.php?fn=%2Fg5%2Fdata%2Feditor%2F2611%2Fa.jpg", "/g5/data/editor/2611/a.jpg"),
        ("/data/editor/2611/big.png", "/data/editor/2611/big.png"),
        ("https://elsewhere.example/", ""),
    ],
)
def test_a_picture_is_taken_as_uploaded(href: str, original: str) -> None:
    found = original_picture(LIST, href, "/data/file/job/thumb-99_flyer_835x1180.jpg")
    assert found == (f"https://board.example{original}" if original else "")


@pytest.mark.parametrize(
    ("start", "everything"),
    [
        (["https://board.example/bbs/rss.php?bo_table=job"], False),
        (["https://board.example/rss/job"], False),
        (["https://board.example/rss/job", "https://board.example/job"], True),
        (["https://board.example/bbs/board.php?bo_table=rss"], True),
    ],
)
def test_a_feed_alone_does_not_tell_what_is_gone(start: list[str], everything: bool) -> None:
    assert spider(*start).lists_everything is everything


def test_an_empty_board_is_told_from_a_page_that_is_not_understood() -> None:
    assert read_list(saved("list-empty")).says == ""
    assert read_list(saved("feed-forbidden")).says is None
    assert read_list(saved("members-only")).says == "is not for guests"
    assert read_list(saved("deleted-board")).says == "names a board that is not there"
