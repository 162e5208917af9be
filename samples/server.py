"""The sites on 127.0.0.1, one port each, in one process."""

import sys
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from samples.answers import Site

LOOPBACK = "127.0.0.1"


class SiteServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Site, port: int, pause: float) -> None:
        self.site, self.pause = site, pause
        super().__init__((LOOPBACK, port), Visit)

    @property
    def base(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"


class Visit(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        time.sleep(self.server.pause)
        parts = urlsplit(self.path)
        answer = self.server.site.answer(parts.path, dict(parse_qsl(parts.query)), self.server.base)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """One line a request, `board GET /robots.txt 200`, so that a test can see what was never asked."""
        sys.stderr.write(f"{self.server.site.name} {self.command} {self.path!a} {args[1]}\n")


def open_sites(sites: Sequence[Site], port: int, pause: float) -> Mapping[str, SiteServer]:
    """Binds the sites to ports that follow on each other, or to free ones when `port` is 0."""
    return {
        site.name: SiteServer(site, port + place if port else 0, pause) for place, site in enumerate(sites)
    }


def serve(servers: Sequence[SiteServer]) -> None:
    """Serves until the process is told to stop."""
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
