"""What is remembered of a source, and that a kill at any point neither loses nor doubles an ad."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.memory import Memory, text_digest
from records import JobAd
from records.jsonl import read_records
from records.layout import Layout

NIGHT, NEXT = "2026-11-21", "2026-11-22"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


def ad(number: int = 1, **change: object) -> JobAd:
    fields = {
        "ad_id": f"board:job/{number}",
        "source": "board",
        "url": f"https://board.example/bbs/board.php?wr_id={number}",
        "fetched_at": NOW,
        "title": "구인",
        "body": "월 250",
    }
    return JobAd.model_validate({**fields, **change})


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.fixture
def memory(layout: Layout) -> Iterator[Memory]:
    with closing(Memory(layout, "board", NIGHT)) as opened:
        yield opened


def on_disk(layout: Layout, night: str = NIGHT) -> list[JobAd]:
    return list(read_records(layout.raw("board", night), JobAd))


def test_a_post_is_new_then_unchanged_then_edited(layout: Layout, memory: Memory) -> None:
    assert memory.keep("job/1", ad()) == "new"
    assert memory.keep("job/1", ad()) == "unchanged"
    assert memory.keep("job/1", ad(body="월 300")) == "edited"
    memory.finish()
    assert [kept.body for kept in on_disk(layout)] == ["월 250", "월 300"]


def test_a_post_counts_once_a_night(layout: Layout, memory: Memory) -> None:
    memory.keep("job/1", ad())
    memory.keep("job/1", ad())
    memory.reject("job/2", "server error")
    memory.keep("job/2", ad(2))
    memory.reject("job/3", "not HTML")
    memory.reject("job/3", "not HTML")
    report = memory.report()
    assert (report.seen, report.new, report.rejected) == (3, 2, {"not HTML": 1})


def test_a_gone_post_is_dated_once_and_may_come_back(layout: Layout, memory: Memory) -> None:
    memory.keep("job/1", ad())
    memory.close()
    with closing(Memory(layout, "board", NEXT)) as later:
        assert later.mark_gone("job/1", NOW)
        assert not later.mark_gone("job/1", NOW)
        assert not later.mark_gone("job/99", NOW)
        assert later.still_there() == []
        assert (later.report().gone, later.report().seen) == (1, 0)
    with closing(Memory(layout, "board", "2026-11-23")) as third:
        assert third.keep("job/1", ad()) == "unchanged"
        assert [known.native_id for known in third.still_there()] == ["job/1"]


def test_what_a_killed_run_left_is_taken_up(layout: Layout, memory: Memory) -> None:
    memory.keep("job/1", ad())
    memory.close()
    with closing(Memory(layout, "board", NEXT)) as later:
        later.keep("job/2", ad(2))
        later.finish()
    assert [kept.ad_id for kept in on_disk(layout)] == ["board:job/1"]
    assert [kept.ad_id for kept in on_disk(layout, NEXT)] == ["board:job/2"]


def test_a_kill_loses_the_last_moment_whole(layout: Layout, memory: Memory, tmp_path: Path) -> None:
    """What comes fast is written together: a post that is lost has left no line, and is fetched anew."""
    for number in (1, 2, 3):
        memory.count_page()
        memory.keep(f"job/{number}", ad(number))
        if number == 1:
            memory.write_down()
    copied = Layout(tmp_path / "killed")
    shutil.copytree(layout.crawl_state("board").parent, copied.crawl_state("board").parent)
    with closing(Memory(copied, "board", NIGHT)) as killed:
        assert [known.native_id for known in killed.still_there()] == ["job/1"]
        assert (killed.report().new, killed.report().pages) == (1, 1)
        killed.finish()
    assert [kept.ad_id for kept in on_disk(copied)] == ["board:job/1"]
    assert (memory.report().new, memory.report().pages) == (3, 3)


def test_a_sighting_that_fails_takes_no_other_with_it(layout: Layout, memory: Memory) -> None:
    memory.keep("job/1", ad())
    with pytest.raises(UnicodeEncodeError):
        memory.reject("\ud800", "not HTML")
    memory.reject("job/2", "not HTML")
    memory.finish()
    assert [kept.ad_id for kept in on_disk(layout)] == ["board:job/1"]
    assert (memory.report().new, memory.report().rejected) == (1, {"not HTML": 1})


def test_a_kill_between_writing_and_forgetting_doubles_nothing(layout: Layout, memory: Memory) -> None:
    memory.keep("job/1", ad())
    memory.keep("job/2", ad(2))
    memory._write_raw(NIGHT)
    memory.finish()
    memory.finish()
    assert [kept.ad_id for kept in on_disk(layout)] == ["board:job/1", "board:job/2"]


def test_later_runs_of_a_night_add_to_its_file(layout: Layout, memory: Memory) -> None:
    memory.keep("job/1", ad())
    memory.finish()
    memory.keep("job/2", ad(2))
    memory.finish()
    assert [kept.ad_id for kept in on_disk(layout)] == ["board:job/1", "board:job/2"]


def test_the_first_fault_of_a_source_is_kept_until_its_next_run(layout: Layout, memory: Memory) -> None:
    memory.fail("board: first.")
    memory.fail("board: second.")
    assert memory.report().error == "board: first."
    with closing(Memory(layout, "board", NIGHT)) as again:
        assert again.report().error is None


def test_a_site_that_moves_keeps_its_posts(memory: Memory) -> None:
    memory.keep("job/1", ad())
    (known,) = memory.still_there()
    assert known.path == "/bbs/board.php?wr_id=1"
    assert memory.keep("job/1", ad(url="https://new.example/bbs/board.php?wr_id=1")) == "unchanged"


def test_an_edit_is_a_change_of_words_or_of_where_they_lead() -> None:
    same = text_digest(ad())
    own = ("https://board.example/download?token=1",)
    assert (
        text_digest(ad(fetched_at=NOW.replace(day=22), links=own, images=({"url": "https://cdn.example/1"},)))
        == same
    )
    assert text_digest(ad(title="구인!")) != same
    assert text_digest(ad(links=("https://t.me/other00",))) != same
    assert text_digest(ad(title="구", body="인월 250")) != same


def test_what_a_picture_says_tells_a_submission_apart_but_no_page() -> None:
    def said(url: str, text: str | None) -> str:
        return text_digest(ad(url=url, images=({"url": f"{url}/1", "text": text},)))

    assert said("submission:0a", "월 500") != said("submission:0a", None)
    assert said("https://board.example/1", "월 500") == said("https://board.example/1", None)
