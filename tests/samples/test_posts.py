"""The invented posts: enough of them, of all kinds, and nobody real in them."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from samples.posts import FOLDER, Post, read_posts

FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
SECOND_DAY = {
    "portal": (1, 1, 2), "board": (1, 1, 2), "photo": (0, 0, 1), "channel": (2, 1, 2), "forum": (1, 0, 2),
    "chamber": (1, 0, 1), "newsletter": (1, 0, 1), "palmboard": (1, 0, 1), "calendar": (0, 0, 1),
    "submission": (0, 0, 1), "saramin": (0, 0, 0), "worldjob": (0, 0, 1),
}  # fmt: skip
"""How many are edited, gone and new a day later."""
PHONE = re.compile(r"\+?\d[\d .\-]{7,}\d")
HANDLES_OF_CAMPAIGNS = {
    "sunny_k0914": ("portal", "board", "channel", "forum", "palmboard"),
    "haneul2pm": ("portal", "board", "channel", "calendar"),
    "ryan_h0033": ("portal", "board", "channel", "forum"),
    "blue_otter88": ("board", "channel", "forum", "palmboard", "submission"),
    "coral_desk00": ("channel", "forum"),
}


def words(post: Post) -> str:
    facts = " ".join(str(value) for value in post.facts.values())
    return f"{post.title}\n{post.body}\n{facts}"


def every_post() -> Iterator[tuple[str, Post]]:
    return ((file, post) for file in FILES for post in read_posts(file, 1))


def test_there_are_enough_posts_and_about_a_quarter_are_lures() -> None:
    lures = [post.fact("lure", False) for _, post in every_post()]
    assert len(lures) >= 250
    assert 0.24 <= sum(lures) / len(lures) <= 0.34


def test_no_text_stands_twice_but_as_a_repost() -> None:
    bodies = Counter(post.body for _, post in every_post() if post.body)
    assert [body for body, times in bodies.items() if times > 1] == []


@pytest.mark.parametrize("handle", HANDLES_OF_CAMPAIGNS)
def test_campaigns_cross_the_sites(handle: str) -> None:
    sites = {file for file, post in every_post() if post.fact("lure", False) and handle in words(post)}
    assert sites >= set(HANDLES_OF_CAMPAIGNS[handle])


@pytest.mark.parametrize("edition", [1, 2])
@pytest.mark.parametrize("file", FILES)
def test_every_phone_has_a_block_of_zeros(file: str, edition: int) -> None:
    found = [phone for post in read_posts(file, edition) for phone in PHONE.findall(words(post))]
    hotlines = ("+82-2-3210-0404",)
    dates = re.compile(r"20\d\d[-.]?\d\d|\d{1,3}(,\d{3})+")
    others = [phone for phone in found if "0000" not in phone and not dates.search(phone)]
    assert [phone for phone in others if phone not in hotlines] == []


@pytest.mark.parametrize("file", FILES)
def test_addresses_are_on_reserved_names(file: str) -> None:
    text = "\n".join(words(post) for post in read_posts(file, 1))
    hosts = set(re.findall(r"(?:https?://|@)([a-z0-9.-]+\.[a-z]{2,})", text))
    assert {host for host in hosts if not host.endswith(".example")} <= {"t.me", "open.kakao.com"}


@pytest.mark.parametrize("file", FILES)
def test_a_day_later_some_are_edited_gone_and_new(file: str) -> None:
    before = {post.id: post for post in read_posts(file, 1)}
    after = {post.id: post for post in read_posts(file, 2)}
    changed = [number for number in before.keys() & after.keys() if before[number].body != after[number].body]
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    assert (len(changed), len(gone), len(new)) == SECOND_DAY[file]
