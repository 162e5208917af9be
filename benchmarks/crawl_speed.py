"""What a crawl costs beyond the download: our spider against a bare Scrapy spider over the same pages.

    python benchmarks/crawl_speed.py [--posts 1000] [--pairs 5]

Both fetch every list and post page of one loopback GNUBoard, with menus and footers as real boards
have them (about 30 KB a page), one connection at a time, in turn. The bare spider asks for the same
addresses and drops the answers; ours lists, reads, keeps and archives. Start-up is measured by a
crawl of one page and taken off both. OCR has no part: the posts hold no pictures. Neighbours on a shared
machine only ever add processor time, by up to half, so the least of several runs says most.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from multiprocessing import Process, Queue
from pathlib import Path
from statistics import median

from process_tree import Watched, run_and_watch

from records import JobAd
from records.jsonl import read_records
from records.layout import Layout
from samples.answers import Answer
from samples.posts import Post
from samples.server import open_sites, serve
from samples.sites.board import Board

NIGHT = "2026-11-21"
MENU = "".join(
    f'<li class="gnb_1dli"><a href="/bbs/board.php?bo_table=b{n}" class="gnb_1da">게시판 {n}번 바로가기</a>\n'
    for n in range(200)
)
"""About 22 KB of menu in EUC-KR; a default theme with its latest posts and outlogin has as much."""
BARE = """
import sys, scrapy
from scrapy.crawler import CrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    start_urls = open(sys.argv[1]).read().split()
    def parse(self, response):
        pass
process = CrawlerProcess({"CONCURRENT_REQUESTS": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False})
process.crawl(Bare)
process.start()
"""


class BigBoard(Board):
    """The sample board's posts again and again, under as many numbers, with a menu on every page."""

    def __init__(self, posts: int) -> None:
        super().__init__(1)
        ordinary = self.posts["job"].values()
        models = [post for post in ordinary if not post.page and not post.facts.get("notice")]
        self.posts["job"] = {
            number: renumbered(models[number % len(models)], number) for number in range(posts, 0, -1)
        }

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        answer = super().answer(path, query, base)
        menu = f'<body>\n<nav id="gnb"><ul>\n{MENU}</ul></nav>\n'.encode("cp949")
        return Answer(answer.body.replace(b"<body>\n", menu, 1), answer.content_type, answer.status)


def renumbered(post: Post, number: int) -> Post:
    facts = {name: value for name, value in post.facts.items() if name not in ("images", "replies")}
    return Post(number, post.posted, f"{post.title} {number}", post.body, "", facts)


def serve_board(posts: int, told: "Queue[str]") -> None:
    with Path("/dev/null").open("w") as nowhere, redirect_stderr(nowhere):  # a line a request
        servers = open_sites([BigBoard(posts)], 0, 0)
        told.put(servers["board"].base)
        serve(list(servers.values()))


@contextmanager
def big_board(posts: int) -> Iterator[str]:
    told: Queue[str] = Queue()
    server = Process(target=serve_board, args=(posts, told), daemon=True)
    server.start()
    try:
        yield told.get(timeout=30)
    finally:
        server.kill()


@dataclass(frozen=True)
class Cost:
    """Processor milliseconds and wall milliseconds a page, start-up taken off."""

    cpu: float
    wall: float
    peak_mib: float


def cost(whole: Watched, one: Watched, pages: int) -> Cost:
    cpu, wall = whole.cpu_seconds - one.cpu_seconds, whole.seconds - one.seconds
    return Cost(1000 * cpu / pages, 1000 * wall / pages, whole.peak_mib)


def run_bare(base: str, posts: int, folder: Path) -> Watched:
    board = f"{base}/bbs/board.php?bo_table=job"
    pages = [f"{board}&page={number}" for number in range(1, list_pages(posts) + 1)]
    addresses = folder / "addresses.txt"
    addresses.write_text("\n".join([*pages, *(f"{board}&wr_id={number}" for number in range(posts, 0, -1))]))
    return watched([sys.executable, "-c", BARE, str(addresses)])


def run_ours(base: str, posts: int, folder: Path) -> Watched:
    sources = folder / "sources.yml"
    sources.write_text(
        "contact: me@watch.example\nsources:\n  - name: board\n    platform: gnuboard\n"
        f"    start: ['{base}/bbs/board.php?bo_table=job']\n    local: true\n    max_pages: 10000\n"
    )
    data = folder / "data"
    crawl = [
        sys.executable,
        "-m",
        "crawler",
        "--sources",
        str(sources),
        "--night",
        NIGHT,
        "--data",
        str(data),
    ]
    done = watched(crawl)
    found = sum(1 for _ in read_records(Layout(data).raw("board", NIGHT), JobAd))
    if found != posts:
        sys.exit(f"{found:,} of {posts:,} posts were collected.")
    return done


def watched(command: list[str]) -> Watched:
    done = run_and_watch(command, quiet=True)
    if done.status != 0:
        sys.exit(f"{command[1:3]} ended with {done.status}.")
    return done


def list_pages(posts: int) -> int:
    return -(-posts // 15)


def pairs(posts: int, count: int) -> list[tuple[Cost, Cost]]:
    found = []
    with big_board(1) as tiny, big_board(posts) as whole:
        for _ in range(count):
            costs = []
            for run in (run_bare, run_ours):
                with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as all_:
                    began = run(tiny, 1, Path(one))
                    costs.append(cost(run(whole, posts, Path(all_)), began, posts + list_pages(posts)))
            found.append((costs[0], costs[1]))
            bare, ours = costs
            ratio = ours.cpu / bare.cpu
            print(f"bare {bare.cpu:.2f} ms, ours {ours.cpu:.2f} ms of processor a page: {ratio:.2f} x")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--pairs", type=int, default=5)
    asked = parser.parse_args()
    found = pairs(asked.posts, asked.pairs)
    least = min(ours.cpu for _, ours in found) / min(bare.cpu for bare, _ in found)
    middle = median(ours.cpu / bare.cpu for bare, ours in found)
    wall = median(1000 / ours.wall for _, ours in found)
    print(
        f"processor time a page beside a bare download: {least:.2f} x, the least of {len(found)} each; "
        f"{middle:.2f} x, the median of the pairs"
    )
    print(
        f"{wall:,.0f} pages a second over loopback, peak {max(ours.peak_mib for _, ours in found):,.0f} MiB"
    )


if __name__ == "__main__":
    main()
