"""From web pages to the review queue over the sample web, as `make run` does it."""

import signal
import sqlite3
import time
from collections import Counter

from pipelines.crawl import read_report
from pipelines.night.night_state import load_state
from records import Alert, JobAd
from records.jsonl import read_records
from records.layout import Layout

FIRST, SECOND = "2026-11-01", "2026-11-02"


def test_two_nights_over_the_sample_web_of_which_the_first_is_killed(lurewatch, tmp_path):
    """Chromium is out of sight on the first, which would have half a hundred pages to picture."""
    browserless = {"PATH": str(tmp_path)}
    layout = Layout(lurewatch.data)
    kill_while_it_crawls(lurewatch, layout)

    first = lurewatch.run("nightly", "--sample", "--night", FIRST, env=browserless)
    again = lurewatch.run("nightly", "--sample", "--night", FIRST, env=browserless)
    second = lurewatch.run("nightly", "--sample", "--night", SECOND)

    assert [ran.status for ran in (first, again, second)] == [0, 0, 0], first.err + again.err + second.err
    assert again.out == first.out
    check_that_nothing_is_lost_or_doubled(layout, FIRST)
    check_that_nothing_is_lost_or_doubled(layout, SECOND)
    report = read_report(layout, SECOND)
    assert sum(source.edited for source in report.sources) > 0
    assert sum(source.gone for source in report.sources) > 0
    assert "screenshot: skipped: " in first.err
    assert report.evidence_head != read_report(layout, FIRST).evidence_head
    assert queued(layout) == {
        alert.alert_id for night in (FIRST, SECOND) for alert in read_records(layout.alerts(night), Alert)
    }
    assert last_seen_of_an_unchanged_ad(layout) > load_state(layout, SECOND).began_at.isoformat()


def kill_while_it_crawls(lurewatch, layout: Layout) -> None:
    process = lurewatch.start("nightly", "--sample", "--night", FIRST)
    seen = layout.crawl_state("sample-board")
    until = time.monotonic() + 60
    while not (seen.exists() and posts_in(seen) > 5) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert "crawl" not in load_state(layout, FIRST).steps


def posts_in(path) -> int:
    base = sqlite3.connect(path)
    try:
        return base.execute("SELECT count(*) FROM posts").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        base.close()


def check_that_nothing_is_lost_or_doubled(layout: Layout, night: str) -> None:
    found = [ad.ad_id for path in layout.raw_of_night(night) for ad in read_records(path, JobAd)]
    report = read_report(layout, night)
    counts = load_state(layout, night).steps
    assert Counter(found).most_common(1)[0][1] == 1
    assert len(found) == sum(source.new + source.edited for source in report.sources)
    assert counts["score"].counts["scored"] == len(found)
    assert counts["link"].counts["ads"] == len(found)


def queued(layout: Layout) -> set[str]:
    base = sqlite3.connect(layout.root / "review.sqlite3")
    names = {name for (name,) in base.execute("SELECT alert_id FROM review_alert")}
    base.close()
    return names


def last_seen_of_an_unchanged_ad(layout: Layout) -> str:
    base = sqlite3.connect(layout.ledger)
    (moment,) = base.execute(
        "SELECT last_seen FROM ads WHERE night = ? ORDER BY last_seen DESC", (FIRST,)
    ).fetchone()
    base.close()
    return moment
