"""What is said of a run that went wrong without an error: too few ads, empty fields, a new layout."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.entries import ENTRY, Source
from crawler.monitors import Seen, watch
from crawler.runs import Run, filled_fields, runs_in_file
from records import JobAd
from records.layout import Layout
from tests.crawler.conftest import NIGHT, Crawl, Crawled, SampleWeb

THEN = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
USUAL = Run(night=NIGHT, started=THEN, ended=THEN, listed=40, new=20, ads=20, filled={"pay": 18, "links": 2})


def source(**said: object) -> Source:
    start = ["https://board.example/bbs/board.php?bo_table=job"]
    return ENTRY.validate_python({"name": "board", "platform": "gnuboard", "start": start, **said})


def told(
    run: dict[str, object], earlier: tuple[Run, ...] = (), **entry: object
) -> tuple[list[str], list[str]]:
    return watch(Seen(source(**entry), USUAL.model_copy(update=run), earlier))


def test_a_usual_run_gives_rise_to_nothing() -> None:
    assert told({}, (USUAL, USUAL), least_ads=20, most_ads=20, fill={"pay": 0.9}) == ([], [])


def test_a_run_below_its_minimum_fails() -> None:
    assert told({"listed": 39}, least_ads=40) == (
        [
            "board: the lists show 39 posts, and at least 40 are expected;"
            " what was known is kept, and nothing is called gone."
        ],
        [],
    )


def test_lists_that_have_become_empty_fail_the_run() -> None:
    assert told({"listed": 0}, (USUAL,)) == (
        ["board: the lists show no posts, and showed 40 before; their layout may be new."],
        [],
    )
    assert told({"listed": 0}) == ([], [])


WARNINGS = [
    ({"new": 21}, {"most_ads": 20}, "21 new posts, and at most 20 are expected"),
    ({"filled": {"pay": 9}}, {"fill": {"pay": 0.5}}, "pay is filled in 9 of 20 ads, below the 50% asked"),
    ({"filled": {"pay": 8}}, {}, "the layout may be new: pay is filled in 8 of 20 ads, usually 90%"),
    ({"rejected": 9}, {}, "9 of the 29 posts that were read gave no ad"),
    (
        {"refusals": {403: 1, 429: 1200}},
        {},
        "the site refused some requests (1 x HTTP 403, 1,200 x HTTP 429);"
        " ask for leave, or ask it less often",
    ),
]


@pytest.mark.parametrize(("run", "entry", "said"), WARNINGS)
def test_each_warning_is_one_line(run: dict[str, object], entry: dict[str, object], said: str) -> None:
    assert told(run, (USUAL, USUAL, USUAL), **entry) == ([], [f"board: {said}."])


def test_a_few_posts_say_nothing_of_shares() -> None:
    few = {"ads": 9, "filled": {}, "rejected": 0}
    assert told(few, (USUAL,), fill={"pay": 0.5}) == ([], [])
    assert told({"ads": 4, "filled": {}, "rejected": 5}, (USUAL,)) == ([], [])


def test_one_odd_run_does_not_move_what_is_usual() -> None:
    odd = USUAL.model_copy(update={"filled": {}})
    assert told({"filled": {"pay": 18}}, (odd, USUAL, USUAL, USUAL, odd)) == ([], [])
    assert told({"filled": {}}, (odd, odd, odd, USUAL, USUAL)) == ([], [])


def test_a_field_counts_as_filled_when_it_says_something() -> None:
    ad = JobAd(ad_id="a:1", source="a", url="https://a.example/1", fetched_at=THEN, title="TM", pay="월 400")
    assert filled_fields(ad) == ["title", "pay"]


def test_what_several_machines_found_is_one_run() -> None:
    other = Run(night=NIGHT, started=THEN, ended=THEN, listed=44, ads=4, filled={"pay": 1}, refusals={429: 2})
    whole = USUAL.with_others([other, other])
    assert (whole.listed, whole.new, whole.ads) == (44, 20, 28)
    assert (whole.filled, whole.refusals) == ({"pay": 20, "links": 2}, {429: 4})
    assert USUAL.with_others([]) == USUAL


def run_of(layout: Layout, name: str) -> Run:
    return runs_in_file(layout.crawl_state(name), 1)[0]


def test_a_crawl_remembers_each_run(unbroken: Crawled) -> None:
    run = run_of(unbroken.layout, "sample-board")
    assert (run.night, run.listed, run.new, run.ads, run.rejected) == (NIGHT, 76, 74, 74, 2)
    assert (run.filled["title"], run.filled["body"], run.error, run.warnings) == (73, 74, None, ())
    assert run.started < run.ended


def test_a_crawl_below_its_minimum_says_so_and_calls_nothing_gone(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.yml"
    more = "platform: telegram\n    least_ads: 70\n    fill: {employer: 0.5}"
    sources.write_text(sample_web.sources.read_text().replace("platform: telegram", more))
    done = crawl(sources, tmp_path / "data", NIGHT, "sample-channel")
    report = done.report()["sample-channel"]
    assert done.code == 0
    assert (report.new, report.gone) == (61, 0)
    assert (report.error or "").startswith("sample-channel: the lists show 61 posts, and at least 70")
    assert report.warnings == ("sample-channel: employer is filled in 0 of 61 ads, below the 50% asked.",)
    assert f"{report.error}\n{report.warnings[0]}\n" in done.log
    run = run_of(done.layout, "sample-channel")
    assert (run.error, run.warnings) == (report.error, report.warnings)
