"""The sample web as a process."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import yaml

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
        assert set(bases) == {"portal", "board", "channel"}
        assert all(base.startswith("http://127.0.0.1:") for base in bases.values())
        with urllib.request.urlopen(bases["portal"] + "/robots.txt", timeout=10) as answer:
            assert b"Disallow: /resume/" in answer.read()
        sources = yaml.safe_load((tmp_path / "new" / "s.yml").read_text())["sources"]
        assert [source["start"][0].partition("/")[0] for source in sources] == ["http:"] * 3
        assert sources[1]["start"][0].startswith(bases["board"])
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
