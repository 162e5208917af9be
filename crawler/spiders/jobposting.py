"""Any site with schema.org JobPosting, found from its sitemaps or its lists."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag

from crawler.entries import JobPostingSource
from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject, make_ad
from crawler.salary import pay_text, place_text, text_of
from crawler.schema_org import BrokenData, Node, find_job_posting
from crawler.text import shown_text
from crawler.times import read_iso
from crawler.walk import Walk
from records import JobAd

SAYS_GONE = re.compile(r"(삭제|종료)된 (채용)?\s*(공고|게시물)|존재하지 않는 (채용)?\s*공고")
SITEMAP = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(urlset|sitemapindex)\b", re.DOTALL)


def read_list(page: Page, pattern: str) -> Listing:
    """The posts that a sitemap or an HTML list links to, and the next list page."""
    kind = SITEMAP.match(page.text)
    if kind:
        addresses = [page.join(loc) for loc in page.selector.css("loc::text").getall()]
        if kind.group(1) == "sitemapindex":
            return Listing(more=tuple(filter(None, addresses)))
        return Listing(posts=tuple(read_posts(addresses, pattern)))
    addresses = [page.join(href) for href in page.selector.css("a::attr(href)").getall()]
    following = page.selector.css("a[rel~=next]::attr(href), link[rel~=next]::attr(href)").getall()
    more = tuple(dict.fromkeys(filter(None, map(page.join, following))))
    return Listing(posts=tuple(read_posts(addresses, pattern)), more=more)


def read_posts(addresses: list[str], pattern: str) -> list[Post]:
    posts: dict[str, Post] = {}
    for address in addresses:
        address = urldefrag(address).url
        if not (found := re.search(pattern, address)):
            continue
        post = Post(found.group(1), address)
        # Of two addresses of one post the shorter one has fewer marks of where it was found.
        posts[post.native_id] = min(posts.get(post.native_id, post), post, key=lambda one: len(one.url))
    return list(posts.values())


def read_post(page: Page, post: Post, source: str, fetched_at: datetime) -> JobAd | Reject | Gone:
    try:
        posting = find_job_posting(page)
    except BrokenData:
        return Reject("broken JSON-LD")
    if posting is None:
        return Gone() if SAYS_GONE.search(shown_text(page.selector)) else Reject("no job posting")
    # Left out on purpose: validThrough and identifier change without an edit of the text;
    # industry, employmentType and the logo are the portal's own form fields.
    return make_ad(
        ad_id=f"{source}:{post.native_id}",
        source=source,
        url=post.url,
        fetched_at=fetched_at,
        posted_at=read_iso(posting.get("datePosted")),
        title=text_of(posting.get("title") or posting.get("name")),
        body=read_body(posting),
        employer=text_of(posting.get("hiringOrganization")) or None,
        location=place_text(posting.get("jobLocation")) or None,
        pay=pay_text(posting.get("baseSalary") or posting.get("estimatedSalary")) or None,
        contact=read_contact(posting) or None,
        links=read_links(page, posting),
        images=tuple({"url": url} for url in read_images(page, posting)),
    )


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
    def read_list(self, page: Page) -> Listing:
        if not isinstance(self.source, JobPostingSource):
            raise TypeError(f"{self.name} is not a jobposting source")
        return read_list(page, self.source.post)

    def read_post(self, page: Page, post: Post) -> JobAd | Reject | Gone:
        return read_post(page, post, self.name, self.clock())
