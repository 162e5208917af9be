"""The chain: one line a crawl run, each with the digest of the line before, over all nights.

A line is never changed; a night's file of lines is only added to. Who has noted the newest line's
digest, the head, can prove that nothing up to it has changed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from crawler.evidence.entries import nights
from records.jsonl import BadFile, explain
from records.layout import Layout
from records.types import Night, Record, Sha256, UtcTime

MANIFEST = "manifest.jsonl"
LOCK = "lock"
BEFORE_THE_FIRST = "0" * 64


class NamedFile(Record):
    """A file as it was when it was sealed; `records` are WARC records, or lines of an index."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]+$")]
    sha256: Sha256
    bytes: int
    records: int


class ManifestLine(Record):
    sequence: Annotated[int, Field(ge=1)]
    night: Night
    run: Annotated[int, Field(ge=1)]
    """The how-manieth line of its night."""
    made_at: UtcTime
    previous: Sha256
    """Of the line before, its line break included: what `sha256sum` says of it."""
    files: tuple[NamedFile, ...]


@dataclass(frozen=True)
class Link:
    """A manifest line as it stands in its file."""

    line: ManifestLine
    raw: bytes
    path: Path
    number: int

    @property
    def digest(self) -> str:
        return sha256(self.raw).hexdigest()

    @property
    def where(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}, line {self.number}"


def read_manifest(path: Path) -> Iterator[Link]:
    """Raises BadFile with the line number where a line is none of ours."""
    number = 0
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            try:
                yield Link(ManifestLine.model_validate_json(raw), raw, path, number)
            except ValidationError as error:
                raise BadFile(f"{path}, line {number}: {explain(error)}") from None
            if not raw.endswith(b"\n"):
                raise BadFile(f"{path}, line {number}: its end is missing")


def read_chain(layout: Layout) -> list[Link]:
    """All lines in the order of their sequence. Raises BadFile."""
    paths = (night / MANIFEST for night in nights(layout))
    links = (link for path in paths if path.exists() for link in read_manifest(path))
    return sorted(links, key=lambda link: link.line.sequence)


def digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
