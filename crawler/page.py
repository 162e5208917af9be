"""A fetched page: its address and its text, read in the charset that it is really in."""

import codecs
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from records.layout import SEOUL

SINGLE_BYTE = ("cp1252", "iso8859-15")
XML_STARTS = ("<?xml", "<rss", "<feed", "<rdf:RDF", "<urlset", "<sitemapindex")
PARSER = etree.HTMLParser(recover=True, encoding="utf-8", huge_tree=True, collect_ids=False)
"""As parsel's, which makes one anew for each page at a quarter of the parsing's cost."""
BINARY_STARTS = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page. Declared charsets are often wrong on Korean sites, so bytes decide.

    What is valid UTF-8 is UTF-8: CP949 Hangul practically never is. Else the charset that
    leaves the fewest unreadable characters, the declared ones first; `euc-kr` is read as
    CP949, as browsers do.
    """
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return body[len(bom) :].decode(bom_encoding, errors="replace")
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body[:4096]))
    names = ["utf-8", *(resolve_encoding(name) for name in declared if name), "cp949"]
    # A single-byte charset never fails, and is often only the server's default.
    names.sort(key=lambda name: name in SINGLE_BYTE)
    usable = list(dict.fromkeys(name for name in names if name and _is_text_codec(name)))
    for name in usable:
        with suppress(UnicodeDecodeError):
            return body.decode(name)
    return min((body.decode(name, errors="replace") for name in usable), key=_unreadable)


def _unreadable(text: str) -> int:
    return text.count("\ufffd")


def _is_text_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def is_html(body: bytes, content_type: str) -> bool:
    """Whether a body can be read as HTML, by what the server says and by its first bytes."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml"):
        return False
    return not body.startswith(BINARY_STARTS) and b"\0" not in body[:1024]


@dataclass(frozen=True)
class Page:
    url: str
    text: str
    zone: tzinfo = SEOUL
    """Whose clock its times show, where they name no offset."""

    @classmethod
    def of(cls, url: str, body: bytes, content_type: str = "", zone: tzinfo = SEOUL) -> "Page":
        return cls(url, decode(body, content_type), zone)

    @property
    def is_xml(self) -> bool:
        """A feed or a sitemap, by how it begins."""
        return self.text.lstrip("\ufeff \r\n\t").startswith(
            ("<?xml", "<rss", "<feed", "<urlset", "<sitemapindex")
        )

    @cached_property
    def selector(self) -> Selector:
        """The parsed page; NUL ends a document for the parser, so it is taken out."""
        text = self.text.replace("\0", "").strip().encode()
        root = etree.fromstring(text or b"<html/>", PARSER)
        return Selector(root=etree.Element("html") if root is None else root, type="html")

    def join(self, address: str) -> str:
        """An address on this page in full, or "" when it is none that can be fetched."""
        try:
            joined = urljoin(self.url, address.strip())
        except ValueError:
            return ""
        return joined if joined.startswith(("http://", "https://")) else ""
