"""What keeping a page as evidence costs: our records against warcio's writer, same page, one run.

    python benchmarks/evidence_speed.py [--pages 500] [--rounds 7]

A Korean board page of 30 KB made of the golden pages. CPU time a page, the best round of each, since other
work on the machine only ever adds to it.
"""

import argparse
import io
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from scrapy import Request
from scrapy.http import HtmlResponse
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from crawler.evidence.archive import Archive
from crawler.evidence.http import request_head, response_head
from crawler.evidence.warc import LEVEL, exchange
from records.layout import Layout

GOLDEN = Path(__file__).parents[1] / "tests" / "fixtures" / "pages" / "gnuboard"
SIZE = 30_000
URL = "https://board.example/bbs/board.php?bo_table=job&wr_id="
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Server": "nginx", "Cache-Control": "no-store"}
ASKED = {"User-Agent": "lurewatch/0.1", "Accept": "text/html", "Accept-Language": "ko"}


class Sha256Writer(WARCWriter):
    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


def responses(pages: int) -> list[HtmlResponse]:
    text = b"".join(path.read_bytes() for path in sorted(GOLDEN.glob("*/page.html")))
    body = (text * (SIZE // len(text) + 1))[:SIZE]
    return [
        HtmlResponse(
            f"{URL}{n}", body=body + b"%d" % n, headers=HEADERS, request=Request(f"{URL}{n}", headers=ASKED)
        )
        for n in range(pages)
    ]


def by_archive(pages: list[HtmlResponse]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Layout(Path(folder)), "board", "2026-11-21")
        for number, page in enumerate(pages):
            archive.add(page, f"board:job/{number}", datetime.now(UTC))
        archive.close()
        return sum(path.stat().st_size for path in Path(folder).rglob("*.warc.gz"))


def by_us(pages: list[HtmlResponse]) -> int:
    return sum(
        len(
            exchange(
                page.url, datetime.now(UTC), "", request_head(page), response_head(page), page.body,
                sha256(page.body).hexdigest(),
            )
        )
        for page in pages
    )  # fmt: skip


def by_warcio(pages: list[HtmlResponse], level: int | None) -> int:
    """At a level of ours each record is packed by hand; else as warcio packs it, at 9."""
    size = 0
    for page in pages:
        out = io.BytesIO()
        writer = Sha256Writer(out, gzip=level is None, warc_version="1.1")
        head = StatusAndHeaders("200 OK", list(HEADERS.items()), protocol="HTTP/1.1")
        asked = StatusAndHeaders(f"GET {page.url} HTTP/1.1", list(ASKED.items()), is_http_request=True)
        body = io.BytesIO(page.body)
        response = writer.create_warc_record(
            page.url, "response", payload=body, length=len(page.body), http_headers=head
        )
        writer.write_request_response_pair(
            writer.create_warc_record(page.url, "request", http_headers=asked), response
        )
        size += len(out.getvalue() if level is None else zlib.compress(out.getvalue(), level, 31))
    return size


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    pages = responses(asked.pages)
    ways: dict[str, Callable[[], int]] = {
        "the whole archive, index and disk": lambda: by_archive(pages),
        f"its records, level {LEVEL}": lambda: by_us(pages),
        f"warcio, level {LEVEL}": lambda: by_warcio(pages, LEVEL),
        "warcio as it comes": lambda: by_warcio(pages, None),
    }
    best = dict.fromkeys(ways, float("inf"))
    sizes = {}
    for _ in range(asked.rounds):
        for name, way in ways.items():
            before = time.process_time()
            sizes[name] = way()
            best[name] = min(best[name], time.process_time() - before)
    for name in ways:
        sys.stdout.write(
            f"{name}: {best[name] / asked.pages * 1e6:.0f} µs CPU and"
            f" {sizes[name] / asked.pages:,.0f} bytes a page\n"
        )


if __name__ == "__main__":
    main()
