"""The night as a process: it resumes, adds nothing twice, and says in a sentence why it stopped."""

import fcntl
import json
import os
import random
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipelines.night.night_files import scored_night
from pipelines.night.night_state import NightState, Step, load_state, save_state
from records import Alert, JobAd
from records.jsonl import part_of, read_records, write_records
from records.layout import Layout
from records.reports import CrawlReport, SourceReport

NIGHT = "2026-11-22"
LURE = "프놈펜 TM 직원 모집 월 1500 숙식 항공권 제공 초보 환영 바로 출국 가능 텔레 kh_fake01"
CAFE = "홍대 카페 주말 알바 구합니다 시급 10030원 이력서 지참 오전 근무"


def job_ad(number: int, body: str) -> JobAd:
    return JobAd(
        ad_id=f"board:{number}",
        source="board",
        url=f"http://127.0.0.1/{number}",
        fetched_at=datetime(2026, 11, 22, 3, tzinfo=UTC),
        body=body,
    )


def crawled(data: Path, ads: Sequence[JobAd], night: str = NIGHT) -> Layout:
    """A night whose crawl is done, as the crawler would have left it."""
    layout = Layout(data)
    write_records(layout.raw("board", night), ads)
    report = SourceReport(source="board", pages=1, seen=len(ads), new=len(ads))
    write_records(layout.crawl_report(night), [CrawlReport(night=night, sources=(report,))])
    state = NightState(night=night, began_at=datetime.now(UTC), sources="crawler/sources.yml")
    save_state(layout, state.done("crawl", Step(counts={"seen": len(ads), "new": len(ads)})))
    return layout


def alerts_in(layout: Layout, night: str = NIGHT) -> list[Alert]:
    return list(read_records(layout.alerts(night), Alert))


def queued(layout: Layout) -> int:
    base = sqlite3.connect(layout.root / "review.sqlite3")
    (count,) = base.execute("SELECT count(*) FROM review_alert").fetchone()
    base.close()
    return count


def test_a_night_is_scored_linked_alerted_and_queued(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE), job_ad(2, LURE + " 급구"), job_ad(3, CAFE)])

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert ran.status == 0, ran.err
    assert "점수를 매긴 광고 3건 = 새 글 3 + 고친 글 0" in ran.out
    assert "의심 광고 2건 = 새 경보 1 + 이미 올린 경보의 사본 1" in ran.out
    assert str(layout.alerts(NIGHT)) in ran.out
    assert ".venv/bin/python -m review serve" in ran.out
    (alert,) = alerts_in(layout)
    assert len(alert.copies) == 1
    assert queued(layout) == 1
    assert [ad.ad_id for ad, _ in scored_night(layout, NIGHT)] == ["board:1", "board:2", "board:3"]


def test_the_same_night_twice_adds_nothing_and_says_so(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE), job_ad(2, CAFE)])
    first = lurewatch.run("nightly", "--night", NIGHT)
    before = {path: path.read_bytes() for path in lurewatch.data.rglob("*.jsonl*")}

    second = lurewatch.run("nightly", "--night", NIGHT, "--lang", "en")

    assert "was done already; nothing was added" in second.err
    assert {path: path.read_bytes() for path in lurewatch.data.rglob("*.jsonl*")} == before
    assert first.status == second.status == 0
    assert queued(layout) == 1


def test_a_night_killed_while_it_scores_comes_to_the_same_end(lurewatch, tmp_path):
    ads = [
        job_ad(number, f"{LURE} {number}번 자리" if number % 9 else f"{CAFE} {number}")
        for number in range(2500)
    ]
    layout = crawled(lurewatch.data, ads)
    process = lurewatch.start("nightly", "--night", NIGHT)
    while not part_of(layout.scores(NIGHT)).exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not layout.scores(NIGHT).exists()

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert ran.status == 0, ran.err
    assert "점수를 매긴 광고 2,500건 = 새 글 2,500 + 고친 글 0" in ran.out
    assert len(list(scored_night(layout, NIGHT))) == 2500
    assert len({alert.alert_id for alert in alerts_in(layout)}) == len(alerts_in(layout)) == queued(layout)


@pytest.mark.parametrize("lost", [("alerts", "queue", "notify"), ("link", "alerts", "queue", "notify")])
def test_a_step_that_was_done_but_not_recorded_is_done_again_without_doubling(lurewatch, lost):
    layout = crawled(lurewatch.data, [job_ad(1, LURE), job_ad(2, LURE + " 급구"), job_ad(3, CAFE)])
    lurewatch.run("nightly", "--night", NIGHT)
    before = layout.alerts(NIGHT).read_bytes()
    state = load_state(layout, NIGHT)
    save_state(layout, state.without(*lost))

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert "의심 광고 2건 = 새 경보 1 + 이미 올린 경보의 사본 1" in ran.out
    assert layout.alerts(NIGHT).read_bytes() == before
    assert queued(layout) == 1


def test_ads_that_come_into_a_finished_night_are_not_lost(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE)])
    lurewatch.run("nightly", "--night", NIGHT)
    write_records(
        layout.raw("other", NIGHT), [job_ad(7, "해외 고수익 알바 초보 환영 월 2000 보장 텔레그램 @lee_0000")]
    )

    lurewatch.run("nightly", "--night", NIGHT)

    assert len(list(scored_night(layout, NIGHT))) == 2
    assert queued(layout) == 2


def test_an_earlier_night_that_was_killed_is_finished_first(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE)], "2026-11-21")
    crawled(lurewatch.data, [job_ad(2, LURE + " 급구")])

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert "끝나지 않은 2026-11-21 밤" in ran.err
    assert load_state(layout, "2026-11-21").finished
    (alert,) = alerts_in(layout, "2026-11-21")
    (again,) = alerts_in(layout)
    assert again.alert_id == alert.alert_id
    assert [copy.ad_id for copy in again.copies] == ["board:2"]
    assert queued(layout) == 1


def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(lurewatch):
    letters = [chr(code) for code in range(0xAC00, 0xD7A4)]
    draw = random.Random(7)
    ads = [job_ad(number, LURE + "".join(draw.choices(letters, k=300))) for number in range(900)]
    layout = crawled(lurewatch.data, ads)

    ran = lurewatch.run(
        "nightly",
        "--night",
        NIGHT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)),
    )

    assert ran.status == 2
    assert ran.err.splitlines()[-1] == f"lurewatch: {layout.scores(NIGHT)} was not written: File too large."
    assert not list(layout.scores(NIGHT).parent.glob("*"))
    assert lurewatch.run("nightly", "--night", NIGHT).status == 0
    assert len(list(scored_night(layout, NIGHT))) == 900


def test_two_nights_at_once_are_refused(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE)])
    lock = os.open(layout.nights / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.pwrite(lock, str(os.getpid()).encode(), 0)

    assert (
        lurewatch.run("nightly").sentence == f"lurewatch: Another night is at work (process {os.getpid()})."
    )

    os.close(lock)
    assert lurewatch.run("nightly", "--night", NIGHT).status == 0


def test_the_lock_of_a_killed_night_holds_nobody_up(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE)])
    (layout.nights / "lock").write_text("999999")

    assert lurewatch.run("nightly", "--night", NIGHT).status == 0


def test_a_source_that_is_down_is_a_warning(lurewatch, tmp_path):
    sources = tmp_path / "sources.yml"
    sources.write_text(
        "contact: operator@lurewatch.example\n"
        "sources:\n"
        "  - {name: down, platform: gnuboard, start: ['http://127.0.0.1:9/bbs/board.php'], local: true}\n"
    )

    ran = lurewatch.run("nightly", "--night", NIGHT, "--sources", sources)

    assert ran.status == 0, ran.err
    assert "경고: down: " in ran.out
    assert "본 글 0 = " in ran.out


def test_a_sources_file_that_cannot_be_used_is_one_sentence(lurewatch, tmp_path):
    ran = lurewatch.run("nightly", "--night", NIGHT, "--sources", tmp_path / "none.yml")

    assert ran.status == 2
    assert ran.err.splitlines()[-1].startswith("lurewatch: The crawler stopped: ")
    assert "none.yml" in ran.err.splitlines()[-1]


def test_a_night_that_never_came_to_an_ad_is_not_finished_by_a_later_one(lurewatch, tmp_path):
    lurewatch.run("nightly", "--night", "2026-11-21", "--sources", tmp_path / "none.yml")
    layout = crawled(lurewatch.data, [job_ad(1, LURE)])

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert ran.status == 0, ran.err
    assert "2026-11-21" not in ran.out + ran.err
    assert not layout.scores("2026-11-21").exists()


def test_an_away_ledger_is_one_sentence(lurewatch):
    crawled(lurewatch.data, [job_ad(1, LURE)])

    ran = lurewatch.run("nightly", "--night", NIGHT, env={"LEDGER_URL": "postgresql://127.0.0.1:1/ledger"})

    assert ran.sentence.startswith(
        "lurewatch: The ledger postgresql+psycopg://127.0.0.1:1/ledger cannot be used:"
    )


def test_an_away_review_database_is_one_sentence_and_the_next_run_queues(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE)])

    ran = lurewatch.run("nightly", "--night", NIGHT, env={"DATABASE_URL": "postgres://127.0.0.1:1/review"})

    assert ran.status == 2
    assert ran.err.splitlines()[-1].startswith("lurewatch: python -m review failed: ")
    assert "Traceback" not in ran.err
    lurewatch.run("nightly", "--night", NIGHT)
    assert queued(layout) == 1


def test_a_damaged_model_is_one_sentence(lurewatch):
    crawled(lurewatch.data, [job_ad(1, LURE)])
    (lurewatch.data / "champion" / "weights.npz").write_bytes(b"x")

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert ran.sentence.endswith("is damaged: weights.npz is not the file that was saved.")


def test_a_damaged_raw_file_is_one_sentence_with_its_line(lurewatch):
    layout = crawled(lurewatch.data, [job_ad(1, LURE)])
    raw = layout.raw("board", NIGHT)
    raw.write_bytes(raw.read_bytes()[:-20])

    assert str(raw) in lurewatch.run("nightly", "--night", NIGHT).sentence


@pytest.mark.parametrize("night", ["yesterday", "2026-13-01"])
def test_a_night_is_a_date(lurewatch, night):
    assert lurewatch.run("nightly", "--night", night).sentence == (
        f"lurewatch: '{night}' is no night; a night is a date such as 2026-11-22."
    )


def test_people_are_told_counts_and_no_contact(lurewatch):
    crawled(lurewatch.data, [job_ad(1, LURE)])
    with Listener() as listener:
        ran = lurewatch.run("nightly", "--night", NIGHT, env={"LUREWATCH_NOTIFY": listener.address})

    assert ran.status == 0
    (message,) = listener.messages
    assert "새 경보 1건" in message["message"]
    assert "kh_fake01" not in json.dumps(message)


def test_a_message_that_fails_does_not_fail_the_night(lurewatch):
    crawled(lurewatch.data, [job_ad(1, LURE)])

    ran = lurewatch.run("nightly", "--night", NIGHT, env={"LUREWATCH_NOTIFY": "json://127.0.0.1:9/"})

    assert ran.status == 0
    assert "notify: failed" in ran.err


class Listener:
    """A loopback web hook that keeps what it is told."""

    def __init__(self) -> None:
        self.messages: list[dict] = []
        messages = self.messages

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.server = HTTPServer(("127.0.0.1", 0), Hook)
        self.address = f"json://127.0.0.1:{self.server.server_port}/"

    def __enter__(self) -> "Listener":
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
