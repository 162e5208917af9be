"""Which posts of a list are fetched: those that are new, that the list shows changed, or that are due."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.entries import GnuboardSource
from crawler.memory import Memory
from crawler.results import Post, Sighting
from crawler.storage import EVERY, Storage
from crawler.walk import Walk
from records.layout import Layout
from tests.crawler.test_memory import NEXT, NIGHT, NOW, ad

SOURCE = GnuboardSource(name="board", platform="gnuboard", start=("https://board.example/?bo_table=job",))


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.fixture
def first_night(layout: Layout) -> Iterator[Memory]:
    """A memory in which job/1 was collected while the list showed the marker `a`."""
    with closing(Memory(layout, "board", NIGHT)) as memory:
        assert fetched(Walk(SOURCE, memory, Clock()), listed("a")) == ["job/1"]
        memory.keep("job/1", ad())
        yield memory


@pytest.fixture
def memory(first_night: Memory, layout: Layout) -> Iterator[Memory]:
    first_night.close()
    with closing(Memory(layout, "board", NEXT)) as later:
        yield later


def listed(marker: str = "", number: int = 1) -> Post:
    return Post(f"job/{number}", f"https://board.example/?wr_id={number}", marker=marker)


def fetched(walk: Walk, *posts: Post, kind: str = "list") -> list[str]:
    return [post.native_id for post in walk.to_fetch(posts, kind)]


def test_a_known_post_that_the_list_shows_unchanged_is_counted_and_not_fetched(memory: Memory) -> None:
    assert fetched(Walk(SOURCE, memory, Clock()), listed("a"), listed("x", 2)) == ["job/2"]
    assert memory.report().unchanged == 1


def test_a_known_post_that_the_list_shows_changed_is_fetched_once(memory: Memory) -> None:
    walk = Walk(SOURCE, memory, Clock())
    assert fetched(walk, listed("b")) == ["job/1"]
    assert fetched(walk, listed("b")) == []
    assert memory.report().seen == 0


def test_a_list_that_shows_nothing_to_compare_leaves_known_posts_alone(memory: Memory) -> None:
    assert fetched(Walk(SOURCE, memory, Clock()), listed()) == []


def test_two_kinds_of_list_are_each_compared_with_themselves(memory: Memory) -> None:
    walk = Walk(SOURCE, memory, Clock())
    assert fetched(walk, listed("digest 1"), kind="feed") == []
    assert fetched(walk, listed("a")) == []
    assert fetched(Walk(SOURCE, memory, Clock()), listed("digest 2"), kind="feed") == ["job/1"]
    assert fetched(Walk(SOURCE, memory, Clock()), listed("a")) == []


def test_after_some_days_a_post_is_fetched_although_nothing_shows_a_change(memory: Memory) -> None:
    clock = Clock()
    clock.now = NOW + timedelta(days=SOURCE.recheck_days)
    assert fetched(Walk(SOURCE, memory, clock), listed("a")) == ["job/1"]


def test_a_post_that_was_gone_and_is_listed_again_is_fetched(memory: Memory) -> None:
    memory.mark_gone("job/1", NOW, "blocked")
    assert fetched(Walk(SOURCE, memory, Clock()), listed("a")) == ["job/1"]


def test_lists_that_go_on_after_the_last_page_of_a_run_are_said_once(
    memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    walk = Walk(SOURCE.model_copy(update={"max_pages": 1}), memory, Clock())
    asked = [
        request.url for page in (1, 2, 3) for request in walk.ask_for_list(f"{SOURCE.start[0]}&page={page}")
    ]
    assert len(asked) == 1
    assert caplog.messages == ["board: the lists go on after 1 pages (max_pages)."]
    assert not walk.whole_list


def test_what_is_stored_is_written_down_while_the_walk_waits(memory: Memory, layout: Layout) -> None:
    """For the pause before the next page, say: a kill then must not lose it."""

    async def store_and_wait() -> list[str]:
        storage = Storage(Walk(SOURCE, memory, Clock()))
        storage.open_spider()
        await storage.process_item(Sighting(Post("job/7", ad(7).url), ad(7)))
        await asyncio.sleep(3 * EVERY)
        with closing(sqlite3.connect(f"{layout.crawl_state('board').as_uri()}?mode=ro", uri=True)) as other:
            found = [row[0] for row in other.execute("SELECT native_id FROM posts ORDER BY native_id")]
        storage.close_spider()
        return found

    assert asyncio.run(store_and_wait()) == ["job/1", "job/7"]


def test_a_comment_goes_with_its_post(memory: Memory) -> None:
    memory.keep("job/9", ad(9), parent="job/1")
    assert [known.native_id for known in memory.still_there()] == ["job/1"]
    assert [known.native_id for known in memory.comments_of("job/1")] == ["job/9"]


def test_a_memory_of_an_earlier_version_is_taken_over(layout: Layout, first_night: Memory) -> None:
    base = first_night._base
    base.execute("DROP INDEX comments")
    for column in ("gone_how", "fetched_at", "parent"):
        base.execute(f"ALTER TABLE posts DROP COLUMN {column}")
    base.execute("DROP TABLE markers")
    first_night.close()
    with closing(Memory(layout, "board", NEXT)) as memory:
        known = memory.known("job/1")
        assert known is not None
        assert (known.fetched_at, known.markers) == (None, {})
        assert fetched(Walk(SOURCE, memory, lambda: datetime.now(UTC)), listed("a")) == ["job/1"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("job/60", True), ("job/40", False), ("free/9000", True), ("free/60", False), ("other/60", False)],
)
def test_each_board_is_judged_by_how_far_its_own_lists_reach(
    memory: Memory, missing: str, expected: bool
) -> None:
    walk = Walk(SOURCE, memory, Clock())
    walk.whole_list = False
    for native_id, pinned in (("job/70", False), ("job/50", False), ("job/3", True), ("free/8000", False)):
        walk.listed[native_id] = Post(native_id, "https://board.example/", pinned)
    assert walk.should_be_listed(missing, walk.oldest_listed()) is expected
