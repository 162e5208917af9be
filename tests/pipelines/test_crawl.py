"""`lurewatch crawl`: the crawler started as a program, its report shown."""

import signal
import time

from pipelines.night.sample_web import sample_sources
from records.layout import Layout

NIGHT = "2026-11-01"


def test_the_named_sources_are_crawled_and_their_counts_shown(lurewatch):
    layout = Layout(lurewatch.data)
    with sample_sources(layout, NIGHT) as sources:
        ran = lurewatch.run("crawl", "sample-channel", "--sources", sources, "--night", NIGHT, "--lang", "en")

    assert ran.status == 0, ran.err
    assert "sample-channel" in ran.out
    assert "sample-board" not in ran.out
    assert layout.raw("sample-channel", NIGHT).exists()
    assert "Rejected: " in ran.out


def test_a_source_that_nobody_named_is_one_sentence(lurewatch, tmp_path):
    ran = lurewatch.run("crawl", "nobody", "--night", NIGHT)

    assert ran.status == 2
    assert ran.err.splitlines()[-1].startswith("lurewatch: The crawler stopped: ")
    assert "nobody" in ran.err.splitlines()[-1]


def test_an_interrupted_night_says_that_it_goes_on(lurewatch):
    process = lurewatch.start("nightly", "--sample", "--night", NIGHT)
    at_work = Layout(lurewatch.data).crawl_state("sample-board")
    while not at_work.exists():
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err.splitlines()[-1] == "멈췄습니다. 다시 실행하면 이어서 합니다."
    assert "Traceback" not in err


def test_what_a_run_lacks_is_a_warning_and_what_is_not_due_is_left_alone(lurewatch, tmp_path):
    with sample_sources(Layout(lurewatch.data), NIGHT) as web:
        sources = tmp_path / "sources.yml"
        more = "platform: telegram\n    fill: {employer: 0.5}"
        sources.write_text(web.read_text().replace("platform: telegram", more))
        crawl = ("crawl", "sample-channel", "--sources", sources, "--night", NIGHT)
        first = lurewatch.run(*crawl)
        again = lurewatch.run(*crawl, "--due")

    warning = "경고: sample-channel: employer is filled in 0 of 61 ads, below the 50% asked.\n"
    assert warning in first.out
    assert warning in again.out
    assert "0 of 1 sources are due." in Layout(lurewatch.data).crawl_log(NIGHT).read_text()


def test_the_desk_of_the_sources_is_the_crawlers_own(lurewatch, tmp_path):
    shown = lurewatch.run("sources", "list")
    refused = lurewatch.run("sources", "--sources", tmp_path / "none.yml", "list")

    assert shown.status == 0
    assert "example-portal" in shown.out
    assert (refused.status, refused.err) == (
        2,
        f"{tmp_path}/none.yml cannot be read: No such file or directory.\n",
    )
