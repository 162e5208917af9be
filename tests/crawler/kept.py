"""Evidence for the tests: pages as Scrapy hands them over, kept and sealed."""

from datetime import UTC, datetime
from pathlib import Path

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from warcio.archiveiterator import ArchiveIterator

from crawler.evidence.archive import Archive
from crawler.evidence.seal import Sealed, seal
from records.layout import Layout

NIGHT, NEXT, THIRD = "2026-11-21", "2026-11-22", "2026-11-23"
NOW = datetime(2026, 11, 21, 15, 4, 5, 678, tzinfo=UTC)
BOARD = "https://board.example/bbs/board.php?bo_table=job&wr_id="


def page(number: int = 1, body: bytes | None = None, **change: object) -> HtmlResponse:
    url = f"{BOARD}{number}"
    said = body if body is not None else f"<html><body>구인 {number}</body></html>".encode()
    fields = {
        "status": 200,
        "headers": {"Content-Type": "text/html; charset=utf-8"},
        "request": Request(url, headers={"User-Agent": "lurewatch/0.1"}),
        **change,
    }
    return HtmlResponse(url, body=said, **fields)  # type: ignore[arg-type]


def keep(layout: Layout, night: str, *numbers: int, source: str = "board") -> Sealed:
    """One crawl run that keeps these posts."""
    archive = Archive(layout, source, night)
    for number in numbers:
        archive.add(page(number), f"{source}:job/{number}", NOW)
    archive.close()
    return seal(layout, NOW)


def picture(url: str, body: bytes, media_type: str = "image/png") -> Response:
    return Response(url, body=body, headers={"Content-Type": media_type}, request=Request(url))


def records(path: Path) -> list[tuple[str, str, bytes]]:
    """Kind, HTTP head and body of each record, as another program reads them."""
    with path.open("rb") as stream:
        return [
            (record.rec_type, str(record.http_headers or ""), record.raw_stream.read())
            for record in ArchiveIterator(stream)
        ]
