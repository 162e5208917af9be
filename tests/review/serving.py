"""A running `python -m review serve`, on any free port, ended when the block ends."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener


class Server:
    def __init__(self, log: Path) -> None:
        self.log = log
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str | None:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said())
        return found.group() if found else None

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(path, None)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """With the token of the page's form, as a browser would."""
        page = self.get(path)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page
        return self._ask(path, urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode())

    def _ask(self, path: str, body: bytes | None) -> tuple[int, str]:
        try:
            with self.opener.open(f"{self.address}{path}", body, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[Server]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "review", "serve", "--port", "0"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(log)
    try:
        deadline = time.monotonic() + 60
        while server.address is None:
            assert process.poll() is None, server.said()
            assert time.monotonic() < deadline, server.said()
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(30)
