"""The sites of the sample web: what their pages say, and what becomes of a post a day later."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from samples.answers import Answer, Site
from samples.posts import read_posts
from samples.sites import SITES, sites_of

BASE = "http://127.0.0.1:1"


def site(name: str, edition: int = 1) -> Site:
    return next(one for one in sites_of(edition) if one.name == name)


def ask(name: str, address: str, edition: int = 1) -> Answer:
    parts = urlsplit(address)
    return site(name, edition).answer(parts.path, dict(parse_qsl(parts.query)), BASE)


def text(answer: Answer) -> str:
    return answer.body.decode("cp949" if "euc-kr" in answer.content_type else "utf-8")


def listed(name: str, start: str, following: str, post: str, edition: int = 1) -> set[str]:
    """The numbers of all posts that the pages from `start` on link to."""
    found: set[str] = set()
    address = start
    while address:
        shown = text(ask(name, address, edition))
        found |= set(re.findall(post, shown))
        further = re.search(following, shown)
        address = urljoin(address, unescape(further[1])) if further else ""
    return found


GNUBOARD = r'pg_current">\d+</strong><a href="([^"]+)" class="pg_page"'
TELEGRAM = r'href="([^"]+)" class="tme_messages_more'
PAGED = {
    "portal": ("/jobs", r'rel="next" href="([^"]+)"', r'href="/jobs/(\d+)"', "portal"),
    "board": ("/bbs/board.php?bo_table=job", GNUBOARD, r"wr_id=(\d+)", "board"),
    "gallery": ("/photo", GNUBOARD, r"/photo/(\d+)\?", "photo"),
    "channel": ("/s/yaja_ilgam", TELEGRAM, r'data-post="yaja_ilgam/(\d+)"', "channel"),
    "forum": (
        "/jobs",
        r'<strong>\d+</strong>\s*<a href="([^"]+)">\d',
        r'(?:/jobs/|document_srl=)(\d+)"',
        "forum",
    ),
    "chamber": ("/recruit/", r'class="next-page"><a href="([^"]+)"', r"uid=(\d+)", "chamber"),
}
"""Where each list begins, how a page names the next one and its posts, and the file of the posts."""


@pytest.mark.parametrize("name", PAGED)
@pytest.mark.parametrize("edition", [1, 2])
def test_the_lists_lead_to_every_post_but_those_withdrawn(name: str, edition: int) -> None:
    start, following, post, file = PAGED[name]
    found = listed("board" if name == "gallery" else name, start, following, post, edition)
    albums = {"202"} if name == "channel" else set()
    assert found - albums == {str(one.id) for one in read_posts(file, edition) if one.is_listed}


def test_the_label_is_never_shown() -> None:
    answers = [
        ask("board", "/bbs/board.php?bo_table=job&wr_id=3104"),
        ask("board", "/bbs/board.php?bo_table=job&wr_id=3103"),
        ask("portal", "/jobs/20414"),
        ask("channel", "/s/yaja_ilgam"),
        ask("forum", "/jobs/51223"),
        ask("chamber", "/recruit/?mod=document&uid=311"),
        ask("feed", "/jobs.rss"),
        ask("api", "/job-search?access-key=sample-key"),
    ]
    assert all(answer.status == 200 and b"lure" not in answer.body for answer in answers)


def test_the_board_is_cp949_with_references_for_what_it_lacks() -> None:
    answer = ask("board", "/bbs/board.php?bo_table=job&wr_id=3110")
    assert answer.content_type == "text/html; charset=euc-kr"
    assert "★캄보X★ 태국 방콕본사" in text(answer)
    assert "…</span>" in text(answer), "the skin cuts the title"


def test_an_edit_shows_in_the_lists_or_the_feed() -> None:
    for name, address in {
        "portal": "/sitemap.xml",
        "board": "/bbs/rss.php?bo_table=job",
        "forum": "/jobs",
        "chamber": "/recruit/",
        "feed": "/board.atom",
    }.items():
        assert text(ask(name, address)) != text(ask(name, address, 2))
    assert "2026-11-22T08:30:00+09:00" in text(ask("portal", "/sitemap.xml", 2))
    assert "1900불" in text(ask("board", "/bbs/rss.php?bo_table=job", 2))


@pytest.mark.parametrize(
    ("name", "address", "status", "said"),
    [
        ("portal", "/jobs/20463", 404, ""),
        ("portal", "/jobs/20459", 451, "접속이 제한된"),
        ("board", "/bbs/board.php?bo_table=job&wr_id=3158", 200, "글이 존재하지 않습니다"),
        ("forum", "/jobs/51310", 302, ""),
        ("forum", "/jobs/51314", 200, "관리자에 의해 블라인드 처리된"),
        ("chamber", "/recruit/?mod=document&uid=333", 200, 'location.href="/recruit/?mod=list"'),
    ],
)
def test_posts_go_in_different_ways(name: str, address: str, status: int, said: str) -> None:
    assert ask(name, address).status == 200
    later = ask(name, address, 2)
    assert later.status == status
    assert said in text(later)


def test_the_same_flyer_hangs_on_two_sites_in_two_codings() -> None:
    on_forum = ask("forum", "/files/attach/images/118/flyer-call-team.png")
    on_board = ask("board", "/data/file/photo/flyer-call-team.webp")
    assert (on_forum.content_type, on_board.content_type) == ("image/png", "image/webp")
    assert on_forum.body[:4] == b"\x89PNG"
    assert on_board.body[8:12] == b"WEBP"
    assert "flyer-call-team.png" in text(ask("forum", "/jobs/51230"))
    assert "flyer-call-team.webp" in text(ask("board", "/photo/804"))


def test_pictures_that_mean_harm_are_small_on_the_wire() -> None:
    harmful = [
        ask("board", f"/data/file/photo/{name}.png").body
        for name in ("hundred-megapixels", "bomb", "truncated", "not-a-picture")
    ]
    assert all(len(body) < 1_000_000 for body in harmful)
    assert [body[:4] for body in harmful] == [b"\x89PNG"] * 3 + [b"%PDF"]
    assert int.from_bytes(harmful[0][16:20], "big") == 10_000
    assert int.from_bytes(harmful[1][16:20], "big") == 60_000
    assert b"IEND" not in harmful[2]


@pytest.mark.parametrize("name", ["../posts/board.toml", "%2e%2e", "nothing.png", "a/b.png"])
def test_only_pictures_are_served_as_pictures(name: str) -> None:
    assert ask("board", f"/data/file/photo/{name}").status == 404


def test_the_calendar_has_no_end() -> None:
    assert 'href="/calendar/2999-01-02"' in text(ask("calendar", "/calendar/2999-01-01"))


def test_damaged_pages_are_really_damaged() -> None:
    unclosed, deep, nul, cut = (ask("calendar", f"/ad/{number}").body for number in (6001, 6002, 6003, 6004))
    assert b"</li>" not in unclosed
    assert b"</main>" not in unclosed
    assert deep.count(b"<div>") > 1000
    assert b"\0" in nul
    assert b"</script>" not in cut


def test_saramin_answers_by_key_and_page() -> None:
    assert json.loads(ask("api", "/job-search?keywords=x").body)["code"] == 3
    first = json.loads(ask("api", "/job-search?access-key=sample-key&start=0&count=4").body)["jobs"]
    second = json.loads(ask("api", "/job-search?access-key=sample-key&start=1&count=4").body)["jobs"]
    assert (first["count"], second["count"], first["total"]) == (4, 2, "6")
    assert first["job"][0]["position"]["location"]["name"] == "아시아·중동 &gt; 대만"


def test_worldjob_answers_by_key_and_page() -> None:
    address = "/B490007/worldjob30/openApi30?numOfRows=2&pageNo="
    assert "SERVICE_KEY_IS_NOT_REGISTERED_ERROR" in text(ask("api", f"{address}1"))
    shown = text(ask("api", f"{address}2&serviceKey=sample-key"))
    assert "<totalCount>3</totalCount><lastPageNo>2</lastPageNo>" in shown
    assert shown.count("<ITEM>") == 1


def test_what_is_not_there_is_404_on_every_site() -> None:
    assert [one.answer("/nothing", {}, BASE).status for one in sites_of(1)] == [404] * len(SITES)
