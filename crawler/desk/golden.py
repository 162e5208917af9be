"""Golden pages: a folder holds a saved page, where it came from, and what its spider reads in it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crawler.entries import ENTRY, Source, SourceEntry
from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject
from crawler.spiders import SPIDERS
from crawler.walk import Walk
from records import JobAd

FETCHED = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
"""All golden pages are read as if fetched at this moment."""
REPLACE_PEOPLE = (
    "Before you commit it: replace every real name, handle, number, address and picture in the page by an"
    " invented one, delete expected.json, and let the test write it anew."
)


class BadCase(Exception):
    """A golden page cannot be made; the message is one sentence for a person."""


class Meta(BaseModel):
    """Where a page came from. `source` sets fields of the source entry that its spider asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["list", "post"]
    url: str
    content_type: str
    native_id: str = ""
    source: dict[str, Any] = Field(default_factory=dict)


def read_case(case: Path, body: bytes | None = None) -> dict[str, Any]:
    """What the spider of PLATFORM/CASE reads, as JSON; in another body where one is given."""
    meta = Meta.model_validate_json((case / "meta.json").read_bytes())
    return read_page(case.parent.name, meta, page_file(case).read_bytes() if body is None else body)


def page_file(case: Path) -> Path:
    (path,) = case.glob("page.*")
    return path


def read_page(platform: str, meta: Meta, body: bytes) -> dict[str, Any]:
    walk = spider(platform, meta)
    page = Page.of(meta.url, body, meta.content_type, walk.source.zone)
    if meta.kind == "list":
        return list_as_json(walk.read_list(page))
    post = Post(meta.native_id, meta.url)
    found = as_json(walk.read_post(page, post))
    comments = [[one.post.native_id, as_json(one.result)] for one in walk.read_comments(page, post)]
    return {**found, **({"comments": comments} if comments else {})}


def spider(platform: str, meta: Meta) -> Walk:
    """The platform's spider over a source as `meta` describes it; the readers ask nothing else of it."""
    said = {"name": "golden", "platform": platform, "start": [meta.url], **meta.source}
    return SPIDERS[platform](ENTRY.validate_python(said), None, lambda: FETCHED)  # type: ignore[arg-type]


def as_json(result: JobAd | Reject | Gone) -> dict[str, Any]:
    match result:
        case JobAd():
            return {"ad": json.loads(result.model_dump_json(exclude_none=True))}
        case Reject():
            return {"reject": result.reason}
    return {"gone": result.how}


def post_as_json(post: Post) -> dict[str, Any]:
    said = {"native_id": post.native_id, "url": post.url, "pinned": post.pinned, "marker": post.marker}
    return {key: value for key, value in said.items() if value}


def list_as_json(listing: Listing) -> dict[str, Any]:
    return {
        "posts": [post_as_json(post) for post in listing.posts],
        "sightings": [as_json(sighting.result) for sighting in listing.sightings],
        "more": list(listing.more),
        **({} if listing.says is None else {"says": listing.says}),
    }


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def of_platform(source: Source) -> dict[str, Any]:
    """What a source says beyond the facts that every source has: what its spider reads pages by."""
    own = type(source).model_fields.keys() - SourceEntry.model_fields.keys() - {"platform"}
    return source.model_dump(mode="json", include=own, exclude_unset=True)


def case_folder(pages: Path, platform: str, name: str) -> Path:
    """The folder of a new case. Raises BadCase where it is none, or is there already."""
    if not pages.is_dir():
        raise BadCase(f"{pages} is no folder; run this in a checkout of lurewatch, or name one by --pages.")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,60}", name):
        raise BadCase(f"'{name}' cannot name a case: small letters, digits, dots and - only.")
    if (folder := pages / platform / name).exists():
        raise BadCase(f"{folder} is there already.")
    return folder


def write_case(folder: Path, meta: Meta, body: bytes) -> dict[str, Any]:
    """Makes the golden page and gives what its spider reads in it."""
    expected = read_page(folder.parent.name, meta, body)
    folder.mkdir(parents=True)
    (folder / f"page.{suffix_of(body, meta)}").write_bytes(body)
    write_json(folder / "meta.json", meta.model_dump(exclude_defaults=True))
    write_json(folder / "expected.json", expected)
    return expected


def suffix_of(body: bytes, meta: Meta) -> str:
    if "json" in meta.content_type:
        return "json"
    return "xml" if Page.of(meta.url, body, meta.content_type).is_xml else "html"
