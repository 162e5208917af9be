"""What a sample site answers to a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
NOT_A_PAGE = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PRIVATE = "http://10.0.0.1/internal/recruit"
REGULATOR = "http://warning.or.kr/i1.html"
"""Where readers are led to of what the Korean regulator has blocked; not on loopback, so never fetched."""
LEGAL_REASONS = "<html><body><h1>451</h1><p>관계 법령에 따라 접속이 제한된 게시물입니다.</p></body></html>"


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


def odd_answer(kind: str) -> Answer | None:
    """What stands in a post's place on any site, by what its `page` says; None for an ordinary page."""
    match kind:
        case "redirect":
            return redirect(PRIVATE)
        case "pdf":
            return Answer(NOT_A_PAGE, "application/pdf")
        case "blocked":
            return page(LEGAL_REASONS, 451)
        case "regulator":
            return redirect(REGULATOR)
    return None
