"""Any site with schema.org JobPosting, found from its sitemaps, its feeds or its lists."""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number

from crawler.entries import JobPostingSource
from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, Sighting, make_ad
from crawler.salary import pay_text, place_text, text_of
from crawler.schema_org import BrokenData, Node, find_job_postings
from crawler.settings import MAX_BODY
from crawler.text import shown_text
from crawler.times import read_iso
from crawler.walk import Walk
from crawler.xml_documents import local_name, parse_xml, said_in
from records import JobAd

SAYS_GONE = re.compile(r"(삭제|종료)된 (채용)?\s*(공고|게시물)|존재하지 않는 (채용)?\s*공고")
XML = re.compile(r"<(?:urlset|sitemapindex|rss|feed|rdf:RDF)[\s>]")
WHOLE = re.compile(r"https?://[\w.-]+(?::\d{1,5})?/[^\s\\]*", re.ASCII)
FEEDS = ("rss", "feed", "RDF")


def read_list(page: Page, pattern: str) -> Listing:
    """The posts that a sitemap, a feed or an HTML list links to, and the further list pages."""
    root = parse_xml(page.text) if XML.search(page.text[:1000]) else None
    match local_name(root):
        case "sitemapindex":
            return Listing(more=tuple(filter(None, (page.join(loc) for loc, _ in locations(root)))))
        case "urlset":
            return Listing(posts=read_posts(page, locations(root), pattern))
        case name if name in FEEDS:
            return Listing(posts=read_posts(page, items_of(root), pattern))
    # No marker: what an HTML list says of a post is mixed with views, remaining days and the like.
    links = ((href, "") for href in page.selector.xpath("//a/@href").getall())
    following = page.selector.css("a[rel~=next], link[rel~=next]").xpath("@href").getall()
    more = tuple(dict.fromkeys(filter(None, map(page.join, following))))
    return Listing(posts=read_posts(page, links, pattern), more=more)


def locations(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The addresses of a sitemap (sitemaps.org, protocol 0.9), each with when it was last changed."""
    for entry in root:
        said = {local_name(part): (part.text or "").strip() for part in entry}
        yield said.get("loc", ""), said.get("lastmod", "")


def items_of(root: etree._Element) -> Iterator[tuple[str, str]]:
    for item in root.iter("{*}item", "{*}entry"):
        links = item.iterchildren("{*}link")
        ways = [link.get("href") or link.text for link in links if link.get("rel") in (None, "alternate")]
        address = next(filter(None, ways), "") or said_in(item, "guid")
        digest = blake2b("\n".join(item.itertext()).encode("utf-8", "replace"), digest_size=8)
        yield address.strip(), digest.hexdigest()


def read_posts(page: Page, addresses: Iterable[tuple[str, str]], pattern: str) -> tuple[Post, ...]:
    looks_like = re.compile(pattern)
    posts: dict[str, Post] = {}
    for said, marker in addresses:
        address = in_full(page, said)
        if not (found := looks_like.search(address)):
            continue
        post = Post(found.group(1), address, marker=marker)
        # Of two addresses of one post the shorter one has fewer marks of where it was found.
        posts[post.native_id] = min(posts.get(post.native_id, post), post, key=lambda one: len(one.url))
    return tuple(posts.values())


def in_full(page: Page, said: str) -> str:
    """The address without its fragment; joining is the dearest step of a long sitemap, and seldom needed."""
    said = said.partition("#")[0]
    return said if WHOLE.fullmatch(said) else page.join(said)


def read_post(page: Page, post: Post, source: str, fetched_at: datetime) -> JobAd | Reject | Gone:
    try:
        postings = find_job_postings(page)
    except BrokenData:
        return Reject("broken JSON-LD")
    if not postings:
        return Gone() if SAYS_GONE.search(shown_text(page.selector)) else Reject("no job posting")
    # The others are advertised beside it, and have pages of their own.
    posting = next((one for one in postings if is_about(one, post)), postings[0])
    # Left out on purpose: the identifier says nothing; industry, employmentType and the logo are
    # the portal's own form fields. A posting that has expired is an ad all the same.
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        posted_at=read_iso(posting.get("datePosted"), page.zone),
        title=text_of(posting.get("title") or posting.get("name")),
        body=read_body(posting),
        employer=text_of(posting.get("hiringOrganization")) or None,
        location=place_text(posting.get("jobLocation")) or None,
        pay=pay_text(posting.get("baseSalary") or posting.get("estimatedSalary")) or None,
        contact=read_contact(posting) or None,
        valid_through=text_of(posting.get("validThrough")) or None,
        links=read_links(page, posting),
        images=tuple({"url": url} for url in read_images(page, posting)),
    )


def is_about(posting: Node, post: Post) -> bool:
    """Whether a posting says by its address or its identifier that it is this post."""
    identifier = posting.get("identifier")
    number = identifier.get("value") if isinstance(identifier, dict) else identifier
    if isinstance(number, str | int) and str(number).strip() == post.native_id:
        return True
    where = urlsplit(post.url)[2:4]
    return any(path_of(posting.get(key)) == where for key in ("url", "@id", "mainEntityOfPage"))


def path_of(address: Any) -> tuple[str, str] | None:
    """The path and the query of an address; None for what is none."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        return None
    return (parts.path, parts.query) if parts else None


def read_body(posting: Node) -> str:
    """The description, and the parts that some sites keep beside it."""
    parts = (
        "description",
        "responsibilities",
        "qualifications",
        "skills",
        "experienceRequirements",
        "jobBenefits",
    )
    texts = [text_of(posting.get(part)) for part in parts]
    return "\n".join(dict.fromkeys(filter(None, texts)))


def read_contact(posting: Node) -> str:
    organization = posting.get("hiringOrganization")
    sides: list[Any] = [posting.get("applicationContact"), organization]
    said = [
        text_of(side.get(key))
        for side in sides
        if isinstance(side, dict)
        for key in ("telephone", "email", "contactPoint")
    ]
    return ", ".join(dict.fromkeys(filter(None, said)))


def read_links(page: Page, posting: Node) -> tuple[str, ...]:
    organization = posting.get("hiringOrganization")
    named = [organization.get("sameAs")] if isinstance(organization, dict) else []
    flat = [link for value in named for link in (value if isinstance(value, list) else [value])]
    written = re.findall(r'href\s*=\s*["\']([^"\']+)', str(posting.get("description") or ""))
    urls = (page.join(link) for link in [*flat, *written] if isinstance(link, str))
    return tuple(dict.fromkeys(filter(None, urls)))


def read_images(page: Page, posting: Node) -> tuple[str, ...]:
    image = posting.get("image")
    named = [
        part.get("url") if isinstance(part, dict) else part
        for part in (image if isinstance(image, list) else [image])
    ]
    written = re.findall(r'<img[^>]+src\s*=\s*["\']([^"\']+)', str(posting.get("description") or ""))
    urls = (page.join(link) for link in [*named, *written] if isinstance(link, str))
    return tuple(dict.fromkeys(filter(None, urls)))


class JobPostingSpider(Walk):
    def is_readable_list(self, response: Response) -> bool:
        return gzip_magic_number(response) or super().is_readable_list(response)

    def parse_list(self, response: Response, address: str) -> Iterator[Request | Sighting]:
        try:
            response = unpacked(response)
        except (OSError, EOFError, ValueError, zlib.error, struct.error) as error:
            self.count_page()
            self.list_is_broken(f"{self.name}: the list page {address} cannot be unpacked: {error}.")
            return
        yield from super().parse_list(response, address)

    def read_list(self, page: Page) -> Listing:
        if not isinstance(self.source, JobPostingSource):
            raise TypeError(f"{self.name} is not a jobposting source")
        return read_list(page, self.source.post)

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        return read_post(page, post, self.name, self.clock())


def unpacked(response: Response) -> Response:
    """A sitemap that lies compressed on its site, as the XML that it is. Raises OSError and the like."""
    if not gzip_magic_number(response):
        return response
    body = gunzip(response.body, max_size=MAX_BODY)
    return response.replace(body=body, headers={"Content-Type": "application/xml"})
