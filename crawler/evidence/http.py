"""What went over the wire, as far as evidence may show it."""

from http.client import responses
from urllib.parse import urlsplit

from scrapy.http import Request, Response

SHOWN = frozenset(
    b"Accept Accept-Encoding Accept-Language If-Modified-Since If-None-Match Range Referer User-Agent".split()
)
"""Headers of ours that are kept. Not a list of secret ones: a key in a new header must not slip through."""
ORIGINAL = b"X-Archive-Orig-"
"""The web archives' prefix for a header that no longer describes the body (Heritrix, pywb)."""


def response_head(response: Response) -> bytes:
    """Status line and headers as received, fitted to the body as Scrapy hands it on: unpacked.

    Scrapy has dropped a Content-Encoding that it undid; one that it could not undo stays.
    """
    version = response.protocol if (response.protocol or "").startswith("HTTP/1") else "HTTP/1.1"
    lines = [f"{version} {response.status} {responses.get(response.status, '')}".rstrip().encode()]
    length = b"%d" % len(response.body)
    for name, values in response.headers.items():
        unfit = name == b"Transfer-Encoding" or (name == b"Content-Length" and values != [length])
        lines.extend((ORIGINAL if unfit else b"") + name + b": " + value for value in values)
    if response.headers.getlist("Content-Length") != [length]:
        lines.append(b"Content-Length: " + length)
    return _head(lines)


def request_head(response: Response) -> bytes:
    """The request without anything that could hold a key: no query but that of the page's own address."""
    request = response.request or Request(response.url)
    parts = urlsplit(response.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {target} HTTP/1.1".encode(), b"Host: " + parts.netloc.encode()]
    for name, values in request.headers.items():
        if name in SHOWN:
            lines.extend(name + b": " + value for value in values)
    return _head(lines)


def _head(lines: list[bytes]) -> bytes:
    """A header's value stays on its line."""
    return b"\r\n".join(line.replace(b"\r", b" ").replace(b"\n", b" ") for line in lines) + b"\r\n\r\n"
