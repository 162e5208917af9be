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
