"""What a sample site answers to a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
NOT_A_PAGE = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PRIVATE = "http://10.0.0.1/internal/recruit"


@dataclass(frozen=True)
class Answer:
    body: bytes
    content_type: str = HTML
    status: int = 200
    location: str | None = None


class Site(Protocol):
    name: str

    def answer(self, path: str, query: Mapping[str, str], base: str) -> Answer:
        """The page at a path; `base` is the site's own http://host:port."""
        ...


def page(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status=status)


def redirect(location: str) -> Answer:
    return Answer(b"", TEXT, 302, location)


def missing() -> Answer:
    return Answer(b"<html><body><h1>404 Not Found</h1></body></html>", status=404)
