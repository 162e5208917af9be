"""A portal on loopback that does everything wrong: what each of its posts does is in its address."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = "text/html; charset=utf-8"
AD = """<html><head><script type="application/ld+json">
{"@type": "JobPosting", "title": %s, "description": "월 250 주5일", "datePosted": "2026-11-20"}
</script></head></html>"""
TITLE = '"급구\\n2026-11-21 ERROR crawler: forged\\u001b[31m"'


@dataclass
class Hostile:
    port: int
    posts: tuple[str, ...]
    asked: list[str] = field(default_factory=list)


class Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hostile: Hostile

    def do_GET(self) -> None:
        self.hostile.asked.append(self.path)
        name = self.path.rpartition("/")[2]
        if self.path == "/jobs":
            links = "".join(f'<a href="/jobs/{post}">x</a>' for post in self.hostile.posts)
            self.say(f"<html>{links}</html>".encode())
        elif self.path == "/robots.txt":
            self.say(b"not a robots file \xff\xfe\n<html>", "text/html")
        elif name in ANSWERS:
            status, headers, body = ANSWERS[name]
            self.say(body, headers.get("Content-Type", HTML), status, headers)
        elif name == "cut-off":
            self.send_response(200)
            self.send_header("Content-Type", HTML)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(AD.encode()[:40])
            self.close_connection = True
        else:
            self.say(b"<html>404</html>", HTML, 404)

    def say(
        self, body: bytes, kind: str = HTML, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            if name != "Content-Type":
                self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # the crawler hangs up on what is too large
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


def to(location: str) -> tuple[int, dict[str, str], bytes]:
    return 302, {"Location": location}, b""


ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "honest": (200, {}, (AD % '"정상 공고"').encode()),
    "forged-title": (200, {}, (AD % TITLE).encode()),
    "metadata": to("http://169.254.169.254/latest/meta-data"),
    "decimal-ip": to("http://2130706433:22/"),
    "own-port": to("http://127.0.0.1:1/"),
    "elsewhere": to("https://elsewhere.example/jobs/1"),
    "file": to("file:///etc/passwd"),
    "circle": to("/jobs/circle"),
    "meta-refresh": (200, {}, b'<html><meta http-equiv="refresh" content="0; url=http://10.0.0.1/"></html>'),
    "forbidden": (403, {}, b"<html>no</html>"),
    "broken-server": (500, {}, b"<html>oops</html>"),
    "missing": (404, {}, b"<html>none</html>"),
    "huge": (200, {}, b"<html>" + b"a" * (9 * 1024 * 1024)),
    "bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<html>" + b"a" * (64 * 1024 * 1024))),
    "false-gzip": (200, {"Content-Encoding": "gzip"}, b"<html>not gzip"),
    "five-megabytes": (200, {}, (AD % '"긴 공고"').replace("월 250", "가" * 1_700_000).encode()),
    "empty": (200, {}, b""),
    "zip-called-html": (200, {}, b"PK\x03\x04" + b"\0" * 64),
    "json": (200, {"Content-Type": "application/json"}, b"{}"),
    "list-of-lists": (
        200,
        {},
        AD.replace('"JobPosting"', '["JobPosting", 7, null]').encode() % b'[[["a"]], 3]',
    ),
}


@contextmanager
def hostile_portal(*posts: str) -> Iterator[Hostile]:
    class Here(Visit):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    server.daemon_threads = True
    Here.hostile = Hostile(server.server_address[1], posts)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Here.hostile
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
