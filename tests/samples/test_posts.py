"""The invented posts: enough of them, of all kinds, and nobody real in them."""

import re
from collections import Counter

import pytest

from samples.board import Board
from samples.channel import Channel
from samples.portal import Portal
from samples.posts import Post, read_posts

SITES = ("portal", "board", "channel")
PHONE = re.compile(r"\+?\d[\d .\-]{7,}\d")
HANDLES_ON_ALL_SITES = ("sunny_k0914", "haneul2pm", "ryan_h0033")


def words(post: Post) -> str:
    facts = " ".join(str(value) for value in post.facts.values())
    return f"{post.title}\n{post.body}\n{facts}"


@pytest.fixture(scope="module")
def posts() -> dict[str, list[Post]]:
    return {site: read_posts(site, 1) for site in SITES}


def test_there_are_enough_posts_and_about_a_quarter_are_lures(posts: dict[str, list[Post]]) -> None:
    every = [post for site in posts.values() for post in site]
    lures = sum(post.fact("lure", False) for post in every)
    assert len(every) >= 150
    assert 0.24 <= lures / len(every) <= 0.34


def test_no_text_stands_twice_but_as_a_repost(posts: dict[str, list[Post]]) -> None:
    bodies = Counter(post.body for site in posts.values() for post in site if post.body)
    assert [body for body, times in bodies.items() if times > 1] == []


def test_campaigns_cross_the_sites(posts: dict[str, list[Post]]) -> None:
    for handle in HANDLES_ON_ALL_SITES:
        assert {site for site in SITES if any(handle in words(post) for post in posts[site])} == set(SITES)


@pytest.mark.parametrize("edition", [1, 2])
@pytest.mark.parametrize("site", SITES)
def test_every_phone_has_a_block_of_zeros(site: str, edition: int) -> None:
    found = [phone for post in read_posts(site, edition) for phone in PHONE.findall(words(post))]
    dates = re.compile(r"20\d\d[-.]\d\d|\d{1,3}(,\d{3})+")
    assert [phone for phone in found if "0000" not in phone and not dates.search(phone)] == []


@pytest.mark.parametrize("site", SITES)
def test_addresses_are_on_reserved_names(site: str) -> None:
    text = "\n".join(words(post) for post in read_posts(site, 1))
    hosts = set(re.findall(r"(?:https?://|@)([a-z0-9.-]+\.[a-z]{2,})", text))
    assert {host for host in hosts if not host.endswith(".example")} <= {"t.me", "open.kakao.com"}


@pytest.mark.parametrize(
    ("site", "edited", "gone", "new"), [("portal", 1, 1, 2), ("board", 1, 1, 2), ("channel", 1, 1, 2)]
)
def test_a_day_later_one_is_edited_one_gone_and_two_are_new(
    site: str, edited: int, gone: int, new: int
) -> None:
    before = {post.id: post for post in read_posts(site, 1)}
    after = {post.id: post for post in read_posts(site, 2)}
    changed = [number for number in before.keys() & after.keys() if before[number].body != after[number].body]
    assert (len(changed), len(before.keys() - after.keys()), len(after.keys() - before.keys())) == (
        edited,
        gone,
        new,
    )


def test_the_label_is_never_shown() -> None:
    base = "http://127.0.0.1:1"
    board = Board(1).answer("/bbs/board.php", {"bo_table": "job", "wr_id": "3104"}, base)
    portal = Portal(1).answer("/jobs/20414", {}, base)
    channel = Channel(1).answer("/s/yaja_ilgam", {}, base)
    assert all(b"lure" not in answer.body for answer in (board, portal, channel))


def test_the_board_is_cp949_with_references_for_what_it_lacks() -> None:
    answer = Board(1).answer("/bbs/board.php", {"bo_table": "job", "wr_id": "3110"}, "")
    text = answer.body.decode("cp949")
    assert answer.content_type == "text/html; charset=euc-kr"
    assert "★캄보X★ 태국 방콕본사" in text
    assert "…</span>" in text, "the skin cuts the title"


def test_pages_that_are_not_there_are_404() -> None:
    sites = (Portal(1), Board(1), Channel(1))
    assert [site.answer("/nothing", {}, "").status for site in sites] == [404, 404, 404]
