"""When a source is next crawled: by its hours, and more often at night in Seoul."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from crawler.due import due_sources, is_due, last_start, next_due
from crawler.entries import ENTRY, Source
from records.layout import SEOUL, Layout
from tests.crawler.conftest import NIGHT, Crawl, Crawled, SampleWeb


def source(**hours: float) -> Source:
    start = ["https://board.example/bbs/board.php?bo_table=job"]
    return ENTRY.validate_python({"name": "board", "platform": "gnuboard", "start": start, **hours})


def seoul(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SEOUL)


def test_what_never_ran_is_due() -> None:
    assert is_due(source(), None, seoul(21, 12))
    assert next_due(source(), None) is None


def test_a_day_is_a_day_give_or_take_the_seconds_of_a_timer() -> None:
    assert not is_due(source(), seoul(20, 3), seoul(21, 2, 50))
    assert is_due(source(), seoul(20, 3), seoul(21, 3) - timedelta(seconds=30))


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (seoul(20, 1), seoul(20, 3)),
        (seoul(20, 5), seoul(20, 17)),  # two hours later it is day, and the next night is further off
        (seoul(20, 13), seoul(21, 0)),  # twelve hours would be 01:00
        (seoul(20, 23), seoul(21, 1)),
    ],
)
def test_at_night_a_board_is_read_more_often(last: datetime, due: datetime) -> None:
    board = source(every_hours=12, night_every_hours=2)
    assert next_due(board, last) == due
    assert is_due(board, last, due)
    assert not is_due(board, last, due - timedelta(minutes=10))


def test_what_the_night_has_missed_is_made_good_by_day() -> None:
    assert is_due(source(every_hours=24, night_every_hours=2), seoul(20, 1), seoul(20, 9))


def test_a_broken_memory_is_due_so_that_the_crawl_says_what_is_wrong(tmp_path: Path) -> None:
    state = Layout(tmp_path).crawl_state("board")
    state.parent.mkdir(parents=True)
    state.write_bytes(b"no database" * 100)
    assert due_sources([source()], Layout(tmp_path), seoul(21, 9)) == (source(),)


def test_only_what_is_due_is_crawled(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path, dirs_exist_ok=True)
    assert last_start(Layout(tmp_path), "sample-board") is not None
    none = crawl(sample_web.sources, tmp_path, NIGHT, "--due")
    assert (none.code, none.progress) == (0, [])
    assert none.log.startswith("0 of 8 sources are due.\n")
    assert none.report() == unbroken.report()
    with closing(sqlite3.connect(Layout(tmp_path).crawl_state("sample-channel"))) as base, base:
        base.execute("DELETE FROM runs")
    one = crawl(sample_web.sources, tmp_path, NIGHT, "--due")
    assert {line["source"] for line in one.progress} == {"sample-channel"}
    assert last_start(Layout(tmp_path), "sample-channel") > datetime.now(UTC) - timedelta(minutes=5)  # type: ignore[operator]
