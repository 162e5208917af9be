"""One crawl by two processes with a data folder each, over a Redis of their own."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import many
from crawler.many.messages import BadMessage, fingerprint, pack, unpack
from crawler.many.queue import SharedQueue
from crawler.many.sharing import SharedMemory
from crawler.memory import Memory, own_path
from crawler.night import CannotRun, crawl_night
from crawler.results import Post
from crawler.sources import read_sources
from crawler.spiders import SPIDERS
from crawler.walk import Walk
from records import JobAd
from records.jsonl import read_records
from records.layout import Layout
from tests.crawler.conftest import ENVIRONMENT, NIGHT, ROOT, Crawled, SampleWeb, Serve, command

redis = pytest.importorskip("redis", reason="scrapy-redis is not installed (pip install 'lurewatch[scale]')")
THEN = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
NEXT_NIGHT = "2026-11-22"
SERVER = shutil.which("redis-server")
OVER = 600
WITH_A_SHORT_LEASE = f"""
import sys
from crawler.many import queue
queue.LEASE, queue.OVER = 3, {OVER}
from crawler.__main__ import main
sys.exit(main())
"""
Published = Callable[[list[JobAd]], set[str]]


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A redis-server that keeps nothing on disk, and its address."""
    if SERVER is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([SERVER, *options, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as client:
            for _ in range(100):
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    time.sleep(0.05)
        yield server, f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def redis_at(redis_server: tuple[object, str]) -> str:
    return redis_server[1]


Machine = subprocess.Popen[str]
Start = Callable[..., Machine]


@pytest.fixture
def start(redis_at: str) -> Iterator[Start]:
    """Starts one of several crawls: `start(web, data folder, night, source names…)`."""
    started: list[Machine] = []

    def one_more(web: SampleWeb, data: Path, night: str = NIGHT, *names: str) -> Machine:
        python, _, _, *arguments = command(web.sources, data, night, *names)
        machine = subprocess.Popen(
            [python, "-c", WITH_A_SHORT_LEASE, *arguments], cwd=ROOT,
            env={**ENVIRONMENT, "LUREWATCH_REDIS": redis_at},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(machine)
        return machine

    yield one_more
    for machine in started:
        machine.kill()
        machine.communicate()


def ended(machine: Machine, data: Path) -> Crawled:
    out, log = machine.communicate(timeout=120)
    assert machine.returncode == 0, log
    assert "Traceback" not in log
    return Crawled(machine.returncode, [json.loads(line) for line in out.splitlines()], log, Layout(data))


def asked_for_pages(web: SampleWeb) -> Counter[str]:
    """How often each page but robots.txt was asked for: `board GET '/bbs/…'`."""
    # A client that was killed makes the server log a traceback, too.
    return Counter(
        line.rpartition(" ")[0] for line in web.asked() if " GET '/" in line and "/robots.txt" not in line
    )


def test_two_machines_fetch_each_page_once_and_find_together_what_one_finds(
    unbroken: Crawled, serve: Serve, start: Start, redis_at: str, published: Published, tmp_path: Path
) -> None:
    sites = [name for name in unbroken.report() if name != "sample-inbox"]  # a folder, which each would read
    whole = [ad for ad in unbroken.ads() if ad.source in sites]
    with serve("--pause", "0.05") as web:
        machines = [start(web, tmp_path / name, NIGHT, *sites) for name in ("one", "two")]
        one, two = ended(machines[0], tmp_path / "one"), ended(machines[1], tmp_path / "two")
        asked = asked_for_pages(web)
    assert {page: times for page, times in asked.items() if times > 1} == {}
    assert min(len(one.ads()), len(two.ads())) > 5
    assert len(one.ads()) + len(two.ads()) == len(whole)
    assert published(one.ads() + two.ads()) == published(whole)
    for name in sites:
        alone = unbroken.report()[name]
        reports = [crawled.report()[name] for crawled in (one, two)]
        assert [report.error for report in reports] == [None, None]
        assert sum(report.seen for report in reports) == alone.seen
        assert sum(report.pages for report in reports) == alone.pages
    with redis.Redis.from_url(redis_at) as server:
        kept = {key.decode().partition(":")[2] for key in server.keys("*") if server.ttl(key) < 0}
        assert max(server.ttl(key) for key in server.keys("*")) <= OVER
    assert kept <= {"posts", "markers", "told"}


@pytest.mark.parametrize("how", ["killed", "stopped for longer than its lease"])
def test_a_machine_that_falls_silent_loses_nothing_and_each_post_is_recorded_once(
    how: str,
    unbroken: Crawled,
    serve: Serve,
    start: Start,
    redis_at: str,
    published: Published,
    tmp_path: Path,
) -> None:
    names = ("sample-portal", "sample-channel")
    whole = [ad for ad in unbroken.ads() if ad.source in names]
    with serve("--pause", "0.1") as web:
        machines = {folder: start(web, folder, NIGHT, *names) for folder in (tmp_path / "1", tmp_path / "2")}
        with redis.Redis.from_url(redis_at) as server:
            silent, in_hand = stop_one_that_is_at_it(server, machines, names)
        if how == "killed":
            machines[silent].kill()
            machines.pop(silent).communicate()
        other = (machines.keys() - {silent}).pop()
        lived = ended(machines[other], other)
        if how == "killed":
            again = ended(start(web, silent, NIGHT, *names), silent)
        else:
            machines[silent].send_signal(signal.SIGCONT)
            again = ended(machines[silent], silent)
        twice = {
            page.partition("'")[2].rstrip("'") for page, times in asked_for_pages(web).items() if times > 1
        }
    ads = again.ads() + lived.ads()
    assert again.ads()
    assert len({ad.ad_id for ad in ads}) == len(ads) == len(whole)
    assert published(ads) == published(whole)
    pictures = {page for page in twice if page.startswith("/file/")}
    assert twice - pictures <= in_hand
    assert not pictures or any(page.startswith("/s/") for page in in_hand)


def stored_by(data: Path, source: str) -> int:
    """The ads in a process's own journal, which are not in its raw file yet."""
    try:
        with closing(sqlite3.connect(f"file:{Layout(data).crawl_state(source)}?mode=ro", uri=True)) as base:
            return int(base.execute("SELECT count(*) FROM journal").fetchone()[0])
    except sqlite3.OperationalError:  # it has not begun
        return 0


def stop_one_that_is_at_it(
    server: "redis.Redis[bytes]", machines: dict[Path, Machine], names: Iterable[str]
) -> tuple[Path, set[str]]:
    """The folder of a process with posts stored, stopped with pages in hand, and their paths."""
    run = f"sample-portal:{NIGHT}"
    end = time.monotonic() + 100
    while time.monotonic() < end:
        for folder, machine in machines.items():
            if stored_by(folder, "sample-portal") > 3 and server.zcard(f"{run}:workers") == 2:
                machine.send_signal(signal.SIGSTOP)
                time.sleep(0.05)  # what it said last has arrived
                if in_hand := held_by(server, machine, names):
                    return folder, in_hand
                machine.send_signal(signal.SIGCONT)
        time.sleep(0.02)
    raise AssertionError("the two never met")


def held_by(server: "redis.Redis[bytes]", machine: Machine, names: Iterable[str]) -> set[str]:
    """The paths of the pages that a machine has in hand."""
    held = [one for name in names for one in server.hgetall(f"{name}:{NIGHT}:taken").items()]
    asked = [message.partition(b" ")[2] for message, owner in held if f":{machine.pid}:".encode() in owner]
    return {own_path(json.loads(message)["url"]) for message in asked}


def test_a_run_is_judged_by_what_all_machines_found_and_one_that_comes_late_asks_nothing(
    serve: Serve, start: Start, tmp_path: Path
) -> None:
    with serve("--pause", "0.02") as web:
        floors = "platform: gnuboard\n    max_pages: 1\n    least_ads: 80\n    fill: {employer: 0.99}\n"
        web.sources.write_text(web.sources.read_text().replace("platform: gnuboard\n", floors))
        machines = {place: start(web, tmp_path / place, NIGHT, "sample-board") for place in ("one", "two")}
        crawled = [ended(machine, tmp_path / place) for place, machine in machines.items()]
        asked = web.asked()
        crawled.append(ended(start(web, tmp_path / "late", NIGHT, "sample-board"), tmp_path / "late"))
        assert web.asked() == asked
    reports = [one.report()["sample-board"] for one in crawled]
    new = sum(report.new for report in reports)
    assert new >= 10
    assert len({(report.error, report.warnings) for report in reports}) == 1
    assert (reports[2].new, reports[2].pages) == (0, 0)
    assert "posts, and at least 80 are expected" in (reports[0].error or "")
    assert reports[0].warnings[0].endswith(f" of {new} ads, below the 99% asked.")


def test_the_next_night_two_machines_know_each_others_posts_and_notice_once_what_has_gone(
    serve: Serve, start: Start, tmp_path: Path
) -> None:
    names = {"sample-board": (3, 1), "sample-channel": (2, 1)}
    with serve() as web:
        ended(start(web, tmp_path / "one", NIGHT, *names), tmp_path / "one")
    with serve("--edition", "2") as web:
        machines = [start(web, tmp_path / place, NEXT_NIGHT, *names) for place in ("one", "two")]
        one, two = (ended(machines[0], tmp_path / "one"), ended(machines[1], tmp_path / "two"))
        posts = {page: times for page, times in asked_for_pages(web).items() if "wr_id" in page}
    for name, expected in names.items():
        reports = [crawled.report(NEXT_NIGHT)[name] for crawled in (one, two)]
        assert (sum(report.new for report in reports), sum(report.gone for report in reports)) == expected
    # Two new ones, the one that has gone, perhaps an edit, and the three that never gave an ad.
    assert 3 <= len(posts) <= 7
    assert max(posts.values()) == 1


def test_a_redis_that_is_lost_half_way_ends_the_crawl_with_one_sentence_and_keeps_what_there_is(
    serve: Serve, start: Start, redis_server: tuple["subprocess.Popen[bytes]", str], tmp_path: Path
) -> None:
    with serve("--pause", "0.05") as web:
        machine = start(web, tmp_path, NIGHT, "sample-portal")
        while stored_by(tmp_path, "sample-portal") < 3:
            time.sleep(0.01)
        redis_server[0].kill()
        done = ended(machine, tmp_path)
    report = done.report()["sample-portal"]
    assert (report.error or "").startswith("sample-portal: the shared queue is lost: ")
    assert 3 <= report.new == len(done.ads()) < 50


def test_a_redis_that_does_not_answer_is_said_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LUREWATCH_REDIS", "redis://127.0.0.1:9/0")
    with pytest.raises(CannotRun, match=r"^The Redis of LUREWATCH_REDIS does not answer: .*\.$"):
        crawl_night("a@b.example", [], NIGHT, Layout(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_a_silent_worker_took_is_taken_by_another(
    redis_at: str, monkeypatch: pytest.MonkeyPatch, walk: Walk
) -> None:
    monkeypatch.setattr("crawler.many.queue.LEASE", 1)
    with redis.Redis.from_url(redis_at) as server:
        silent, living = (SharedQueue(server, walk, "a:night", name) for name in ("silent", "living"))
        assert silent.push_once('{"priority": 0}', "post 1", 0)
        assert not living.push_once('{"priority": 0}', "post 1", 0)
        message, _ = silent.take()
        assert message
        assert living.take()[0] is None
        assert not living.is_empty()
        time.sleep(2)
        assert living.take() == (message, 0)
        assert not silent.done(message, 0, {"a:posts": {"1": "{}"}})
        assert not living.is_empty()
        assert living.done(message, 0, {"a:markers": {"list 1": "급구 [3]", "list 2": ""}})
        assert living.is_empty()
        assert not living.leave()
        assert server.hgetall("a:posts") == {}
        assert server.hgetall("a:markers")[b"list 1"].decode() == "급구 [3]"
        assert 0 < server.ttl("a:night:dupefilter") <= OVER


def test_who_leaves_early_hears_that_others_go_on(redis_at: str, walk: Walk) -> None:
    with redis.Redis.from_url(redis_at) as server:
        early, living = (SharedQueue(server, walk, "a:night", name) for name in ("early", "living"))
        early.push_once('{"priority": 0}', "post 1", 0)
        early.take()
        living.take()
        assert early.leave()
        assert not living.leave()


def test_what_was_stored_but_not_put_away_is_forgotten(tmp_path: Path) -> None:
    ads = [
        JobAd(
            ad_id=f"a:job/{number}",
            source="a",
            url=f"https://a.example/{number}",
            fetched_at=THEN,
            title="TM",
        )
        for number in (1, 2)
    ]
    with closing(SharedMemory(Layout(tmp_path), "a", NIGHT)) as memory:
        memory.keep("job/1", ads[0])
        put_away, name = memory.last_line(), memory.machine
        memory.keep("job/2", ads[1])
    with closing(SharedMemory(Layout(tmp_path), "a", NIGHT)) as memory:
        assert memory.machine == name
        memory.forget_after(put_away)
        memory.finish()
        assert (memory.known("job/2"), memory.report().new, memory.last_line()) == (None, 1, 0)
    assert list(read_records(Layout(tmp_path).raw("a", NIGHT), JobAd)) == ads[:1]


def test_a_site_is_asked_by_one_worker_at_a_time_in_turns_and_after_its_pause(
    redis_at: str, walk: Walk
) -> None:
    with redis.Redis.from_url(redis_at) as server:
        one, two = (SharedQueue(server, walk, "a:night", name) for name in ("one", "two"))
        for number in range(3):
            one.push_once(f'{{"priority": 0, "n": {number}}}', f"post {number}", 0)
        one.push_once('{"priority": 10}', "list", 10)
        first, _ = one.take()
        assert first
        assert first.endswith('{"priority": 10}')
        assert two.take()[0] is None  # one is at it; two waits for its turn
        one.done(first, 0.2, {})
        assert 0 < two.take()[1] <= 0.2  # the pause
        time.sleep(0.21)
        assert one.take()[0] is None  # it is the turn of two
        second, _ = two.take()
        assert second
        assert second.endswith('"n": 0}')


@pytest.fixture
def walk(sample_web: SampleWeb, tmp_path: Path) -> Iterator[Walk]:
    source = read_sources(sample_web.sources).chosen(["sample-board"])[0]
    memory = Memory(Layout(tmp_path), source.name, NIGHT)
    yield SPIDERS[source.platform](source, memory)
    memory.close()


def test_a_request_comes_out_of_its_message_as_it_went_in(walk: Walk) -> None:
    asked = walk.ask_for_post(Post("job/1", "http://a.example/bbs/?wr_id=1", marker="급구 [3]"))
    asked.meta["retry_times"] = 1
    asked.headers["Accept"] = "text/html"
    came = unpack(pack(asked, walk), walk)
    assert (came.url, came.callback, came.errback) == (asked.url, walk.parse_post, walk.post_failed)
    assert (came.cb_kwargs, came.meta, came.headers) == (asked.cb_kwargs, asked.meta, asked.headers)
    assert fingerprint(came) == fingerprint(asked)
    assert pack(came, walk) == pack(asked, walk)


@pytest.mark.parametrize(
    "change",
    [
        {"callback": "give_up"},
        {"errback": "__init__"},
        {"callback": "parse_nothing"},
        {"cb_kwargs": {"post": {"post": {"no": "post"}}}},
        {"_class": "subprocess.Popen", "callback": "close"},
        {"url": "no address"},
    ],
)
def test_a_message_that_is_not_ours_is_refused(walk: Walk, change: dict[str, object]) -> None:
    message = json.loads(pack(walk.ask_for_post(Post("1", "http://a.example/1")), walk))
    with pytest.raises(BadMessage):
        unpack(json.dumps(message | change), walk)


def test_without_a_redis_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUREWATCH_REDIS", raising=False)
    assert many.settings() == {}
    assert many.lacks() is None
