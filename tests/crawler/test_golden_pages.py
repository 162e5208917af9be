"""Each spider against saved pages: a folder holds the page, where it came from, and what it says.

A case without expected.json gets one written and fails once, so that a person reads it.
"""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.desk.golden import Meta, page_file, read_case, read_page, write_json
from crawler.spiders import SPIDERS

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/meta.json"))


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_saved_page_reads_as_it_did(case: Path) -> None:
    found = read_case(case)
    expected = case / "expected.json"
    if not expected.exists():
        write_json(expected, found)
        pytest.fail(f"{expected} was missing; it is written now: read it, then run again")
    assert found == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_same_page_gives_the_same_record(case: Path) -> None:
    assert read_case(case) == read_case(case)


@pytest.mark.parametrize(
    ("case", "hours"),
    [
        ("gnuboard/plain-post", 9),
        ("rhymix/post-mobile", 9),
        ("rhymix/post-xe-default", 9),
        ("kboard/post-default", 9),
        ("jobposting/json-ld", 9),
        ("rhymix/post-xedition", 0),
    ],
)
def test_a_time_without_an_offset_is_read_by_the_clock_of_its_site(case: str, hours: int) -> None:
    """With `timezone: UTC` nine hours later than Seoul's; where the page names an offset, the same."""
    folder = PAGES / case
    meta = Meta.model_validate_json((folder / "meta.json").read_bytes())
    elsewhere = meta.model_copy(update={"source": {**meta.source, "timezone": "UTC"}})
    body = page_file(folder).read_bytes()
    there, here = (read_page(folder.parent.name, one, body) for one in (elsewhere, meta))
    assert posted(there) - posted(here) == timedelta(hours=hours)


def posted(found: dict[str, Any]) -> datetime:
    ad = found["ad"] if "ad" in found else found["sightings"][0]["ad"]
    return datetime.fromisoformat(ad["posted_at"])


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
        assert read_case(case, damage(body, seed))


def test_every_spider_has_pages() -> None:
    assert {case.parent.name for case in CASES} == set(SPIDERS) - {"submission"}  # which reads files
