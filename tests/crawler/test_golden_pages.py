"""Each spider against saved pages: a folder holds the page, where it came from, and what it says.

A case without expected.json gets one written and fails once, so that a person reads it.
"""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.entries import ENTRY
from crawler.page import Page
from crawler.results import Gone, Listing, Post, Reject
from crawler.spiders import SPIDERS
from crawler.walk import Walk
from records import JobAd

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/meta.json"))
FETCHED = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def page_file(case: Path) -> Path:
    (path,) = case.glob("page.*")
    return path


def spider(case: Path, meta: dict[str, Any]) -> Walk:
    """The platform's spider over a source as `meta.json` describes it; the readers ask nothing else of it."""
    platform = case.parent.name
    said = {"name": "golden", "platform": platform, "start": [meta["url"]], **meta.get("source", {})}
    return SPIDERS[platform](ENTRY.validate_python(said), None, lambda: FETCHED)  # type: ignore[arg-type]


def read(case: Path, body: bytes | None = None) -> dict[str, Any]:
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    body = page_file(case).read_bytes() if body is None else body
    page = Page.of(meta["url"], body, meta["content_type"])
    walk = spider(case, meta)
    if meta["kind"] == "list":
        return list_as_json(walk.read_list(page))
    post = Post(meta["native_id"], meta["url"])
    found = as_json(walk.read_post(page, post))
    comments = [[one.post.native_id, as_json(one.result)] for one in walk.read_comments(page, post)]
    return {**found, **({"comments": comments} if comments else {})}


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


def damage(body: bytes, seed: int) -> bytes:
    """The page cut, with bytes changed, doubled or dropped, as a broken line or a hostile site sends it."""
    chance = random.Random(seed)
    broken = bytearray(body[: chance.randrange(len(body) + 1)] if seed % 2 else body)
    for _ in range(chance.randrange(1, 30)):
        at = chance.randrange(len(broken) + 1)
        piece = chance.choice(
            [b"", b"\0", b"<", b'"', b"]]>", b"</script>", b"\xff", b"&#0;", b"\xc0\x80", b"{"]
        )
        broken[at : at + chance.randrange(12)] = piece
    return bytes(broken)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_damaged_page_is_an_ad_or_a_reject_but_never_a_crash(case: Path) -> None:
    body = page_file(case).read_bytes()
    for seed in range(40):
        assert read(case, damage(body, seed))


def test_every_spider_has_pages() -> None:
    assert {case.parent.name for case in CASES} == set(SPIDERS)
