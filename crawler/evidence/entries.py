"""The files of a night, and the index line that says where an ad's original lies."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from records.jsonl import read_records
from records.layout import Layout
from records.types import Id, Record, Sha256, UtcTime

WARC = re.compile(r"([a-z0-9][a-z0-9-]{0,40})-(\d{3,6})\.warc\.gz")
INDEX_ENDING = ".index.jsonl"
Count = Annotated[int, Field(ge=0)]


class Entry(Record):
    """One original of one ad. Its record and its request are `length` bytes of `file` from `offset` on."""

    ad_id: Id
    sha256: Sha256
    """Of the body: what `sha256sum` says of the page or picture."""
    uri: str
    media_type: str
    fetched_at: UtcTime
    file: Annotated[str, Field(pattern=WARC.pattern)]
    offset: Count
    length: Count
    revisit: bool = False
    """The record holds headers only; the same body came before in the night, in another entry."""

    @property
    def plain_type(self) -> str:
        """`text/html`, of what the server called `Text/HTML; charset=euc-kr`."""
        return self.media_type.partition(";")[0].strip().lower()


def evidence_root(layout: Layout) -> Path:
    return layout.evidence("night").parent


def nights(layout: Layout) -> list[Path]:
    root = evidence_root(layout)
    return sorted(path for path in root.glob("????-??-??") if path.is_dir()) if root.is_dir() else []


def index_of(warc: Path) -> Path:
    return warc.with_name(warc.name.removesuffix(".warc.gz") + INDEX_ENDING)


def warcs_of(night: Path, source: str | None = None) -> list[Path]:
    """The WARC files of a night, or of one source in it, oldest first."""
    found = [(match, path) for path in night.glob("*.warc.gz") if (match := WARC.fullmatch(path.name))]
    return [path for match, path in sorted(found, key=_by_run) if source is None or match[1] == source]


def _by_run(found: tuple[re.Match[str], Path]) -> tuple[str, int]:
    return found[0][1], int(found[0][2])


def next_name(source: str, earlier: list[Path]) -> str:
    last = WARC.fullmatch(earlier[-1].name) if earlier else None
    return f"{source}-{int(last[2]) + 1 if last else 1:03}.warc.gz"


def read_index(warc: Path) -> Iterator[Entry]:
    """Raises BadFile at a line that is none of ours."""
    index = index_of(warc)
    return read_records(index, Entry) if index.exists() else iter(())
