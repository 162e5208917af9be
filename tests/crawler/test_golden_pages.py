"""Each spider against saved pages: a folder holds the page, where it came from, and what it says.

A case without expected.json gets one written and fails once, so that a person reads it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject
from crawler.spiders import gnuboard, jobposting, telegram
from records import JobAd

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/meta.json"))
FETCHED = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def read(case: Path) -> dict[str, Any]:
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    page = Page.of(meta["url"], (case / "page.html").read_bytes(), meta["content_type"])
    if meta["kind"] == "post":
        post = Post(meta["native_id"], meta["url"])
        reader = {"gnuboard": gnuboard, "jobposting": jobposting}[case.parent.name].read_post
        return as_json(reader(page, post, "golden", FETCHED))
    match case.parent.name:
        case "gnuboard":
            return list_as_json(gnuboard.read_list(page))
        case "jobposting":
            return list_as_json(jobposting.read_list(page, meta["post"]))
    return list_as_json(telegram.read_list(page, "golden", FETCHED))


def as_json(result: JobAd | Reject | Gone) -> dict[str, Any]:
    match result:
        case JobAd():
            return {"ad": json.loads(result.model_dump_json(exclude_none=True))}
        case Reject():
            return {"reject": result.reason}
    return {"gone": True}


def list_as_json(listing: Listing) -> dict[str, Any]:
    return {
        "posts": [[post.native_id, post.url, *(["pinned"] if post.pinned else [])] for post in listing.posts],
        "sightings": [as_json(sighting.result) for sighting in listing.sightings],
        "more": list(listing.more),
    }


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_saved_page_reads_as_it_did(case: Path) -> None:
    found = read(case)
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
        pytest.fail(f"{expected} was missing; it is written now: read it, then run again")
    assert found == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_same_page_gives_the_same_record(case: Path) -> None:
    assert read(case) == read(case)


def test_every_spider_has_pages() -> None:
    assert {case.parent.name for case in CASES} == {"gnuboard", "jobposting", "telegram"}
