"""The sample web as a process."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from crawler.open_apis import OPEN_APIS
from crawler.sources import read_sources
from crawler.spiders import SPIDERS
from samples.sites import SITES
from samples.sources import drop_submissions

ROOT = Path(__file__).parents[2]


def start(*options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "samples", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_says_where_it_serves_and_writes_the_sources(tmp_path: Path) -> None:
    server = start("--write-sources", str(tmp_path / "new" / "s.yml"))
    try:
        assert server.stdout
        bases = json.loads(server.stdout.readline())
        assert set(bases) == {site.name for site in SITES}
        assert all(base.startswith("http://127.0.0.1:") for base in bases.values())
        with urllib.request.urlopen(bases["portal"] + "/robots.txt", timeout=10) as answer:
            assert b"Disallow: /resume/" in answer.read()
        sources = {one.name: one for one in read_sources(tmp_path / "new" / "s.yml").sources}
        assert sources["sample-board"].start[0].startswith(bases["board"])
        assert {one.platform for one in sources.values()} == set(SPIDERS) - set(OPEN_APIS)
        assert "전달-메일.eml" in {path.name for path in Path(sources["sample-inbox"].folder).iterdir()}
    finally:
        server.kill()
        server.communicate()


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start("--port", str(port))
        out, err = server.communicate(timeout=30)
    assert (server.returncode, out) == (2, "")
    assert err == f"The sample web cannot use port {port}: Address already in use.\n"


def test_submissions_lie_beside_the_sources(tmp_path: Path) -> None:
    drop_submissions(tmp_path, 1)
    first = {path.name for path in tmp_path.iterdir()}
    drop_submissions(tmp_path, 2)
    assert {path.name for path in tmp_path.iterdir()} - first == {"디엠.txt"}
    assert "screenshot-0001.webp" in first
    assert "연남동" in (tmp_path / "cafe-hall.txt").read_text("cp949")
