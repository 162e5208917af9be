"""Pictures of ads, fetched by a running crawl from a site on loopback."""

import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tesserocr")

from PIL import Image

from crawler.pictures.reading import what_is_missing
from samples.flyers import draw_flyers, fonts

pytestmark = pytest.mark.skipif(
    what_is_missing() is not None or not any("Nanum" in name for name in fonts()),
    reason="needs tesseract-ocr-kor and fonts-nanum",
)
ROOT = Path(__file__).parents[2]
FLYER, OTHER, *_ = draw_flyers(41)


def smaller(body: bytes) -> bytes:
    stream = io.BytesIO()
    picture = Image.open(io.BytesIO(body))
    picture.resize((picture.width * 3 // 4, picture.height * 3 // 4)).save(stream, "JPEG", quality=60)
    return stream.getvalue()


def spacer() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (1, 1)).save(stream, "GIF")
    return stream.getvalue()


FILES: dict[str, bytes] = {
    "/a.jpg": FLYER.picture,
    "/renamed.jpg": FLYER.picture,
    "/smaller.jpg": smaller(FLYER.picture),
    "/other.jpg": OTHER.picture,
    "/spacer.gif": spacer(),
    "/page.jpg": b"<html>not found</html>",
    "/secret/x.jpg": OTHER.picture,
}
JOBS = {
    1: ["/a.jpg", "/spacer.gif"],
    2: ["/renamed.jpg", "/a.jpg", "/missing.jpg", "/page.jpg"],
    3: ["/smaller.jpg", "http://169.254.169.254/x.png", "http://elsewhere.example/x.png", "/secret/x.jpg"],
    4: ["/other.jpg", *(f"/many/{number}.jpg" for number in range(20))],
}
JOB = """<html><head><script type="application/ld+json">
{"@type": "JobPosting", "title": "해외 근무 %d", "description": "월 250",
"datePosted": "2026-11-20", "image": %s}
</script></head></html>"""


class Shop(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        number = self.path.rpartition("/")[2]
        if self.path == "/robots.txt":
            return self.say(b"User-agent: *\nDisallow: /secret/\n", "text/plain")
        if self.path == "/jobs":
            links = "".join(f'<a href="/jobs/{one}">x</a>' for one in JOBS)
            return self.say(f"<html>{links}</html>".encode(), "text/html")
        if self.path.startswith("/jobs/"):
            return self.say((JOB % (int(number), json.dumps(JOBS[int(number)]))).encode(), "text/html")
        body = FILES.get(self.path)
        return self.say(body or b"none", "image/jpeg", 200 if body else 404)

    def say(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def shop() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Shop,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def crawl(port: int, folder: Path) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.picture_crawl", str(port), str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *ads, counts = (json.loads(line) for line in (folder / "said.jsonl").read_text().splitlines())
    return {one["ad"]["ad_id"]: one for one in ads}, counts


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, list[str], list[str]]:
    """Two crawls of one shop, one after the other, and what each asked for."""
    folder = tmp_path_factory.mktemp("pictures")
    with shop() as (port, asked):
        first = crawl(port, folder)
        once = list(asked)
        second = crawl(port, folder)
    return first, second, once, asked[len(once) :]


def images(crawled: Any, number: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crawled[0][f"shop:{number}"]["ad"]["images"]
    return found


def test_a_flyer_is_fetched_hashed_and_read(crawls: Any) -> None:
    flyer, _ = images(crawls[0], 1)
    assert flyer["sha256"] == sha256(FLYER.picture).hexdigest()
    assert len(flyer["phash"]) == 16
    assert flyer["text"].splitlines()[0] == FLYER.headline
    assert crawls[0][0]["shop:1"]["answers"] == 2


def test_a_spacer_is_not_read(crawls: Any) -> None:
    assert images(crawls[0], 1)[1]["text"] == ""
    assert crawls[0][1]["pictures/too small"] == 1


def test_copies_lead_to_the_ad_that_showed_the_flyer_first(crawls: Any) -> None:
    firsts = {number: images(crawls[0], number)[0]["same_as"] for number in JOBS}
    (first,) = [number for number in (1, 2, 3) if firsts[number] is None]
    assert {firsts[number] for number in (1, 2, 3) if number != first} == {f"shop:{first}"}
    assert firsts[4] is None


def test_what_cannot_be_had_keeps_its_address_only(crawls: Any) -> None:
    missing = images(crawls[0], 2)[2]
    assert missing["url"].endswith("/missing.jpg")
    assert missing["sha256"] is missing["text"] is None
    for image in images(crawls[0], 3)[1:]:
        assert image["sha256"] is None
    assert images(crawls[0], 2)[3]["text"] is None
    counts = crawls[0][1]
    assert counts["pictures/not a picture"] == 1
    assert counts["pictures/not fetched: private address"] == 1
    assert counts["pictures/not fetched: host not allowed"] == 1
    assert counts["pictures/not fetched: forbidden by robots.txt"] == 1


def test_robots_are_obeyed_and_twelve_pictures_an_ad_are_enough(crawls: Any) -> None:
    asked = crawls[2]
    assert not [path for path in asked if path.startswith("/secret/")]
    assert len([path for path in asked if path.startswith("/many/")]) == 11
    assert len(images(crawls[0], 4)) == 21


def test_a_second_crawl_asks_for_no_picture_that_it_has(crawls: Any) -> None:
    first, second, _, asked = crawls
    assert not {"/a.jpg", "/renamed.jpg", "/smaller.jpg", "/other.jpg", "/spacer.gif"} & set(asked)
    assert {key: one["ad"]["images"] for key, one in second[0].items()} == {
        key: one["ad"]["images"] for key, one in first[0].items()
    }
