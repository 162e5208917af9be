"""The chain: one line a crawl run, each with the digest of the line before, over all nights.

A line is never changed; a night's file of lines is only added to. Who has noted the newest line's
digest, the head, can prove that nothing up to it has changed since.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from crawler.evidence.entries import (
    INDEX_ENDING,
    Entry,
    evidence_root,
    index_of,
    nights,
    read_index,
    warcs_of,
)
from crawler.evidence.warc import members
from records.jsonl import BadFile, explain, write_whole
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


@dataclass(frozen=True)
class Sealed:
    """What `seal` named, and the head to note elsewhere; None when there is no evidence yet."""

    lines: tuple[ManifestLine, ...]
    head: str | None

    def sentence(self) -> str:
        files = [file for line in self.lines for file in line.files]
        records = sum(file.records for file in files if not file.name.endswith(INDEX_ENDING))
        return f"evidence: {len(files):,} files, {records:,} records sealed; head {self.head or 'none yet'}"


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


def seal(layout: Layout, now: datetime | None = None) -> Sealed:
    """Names every finished file that no line names yet, also a killed run's, which is first made whole.

    To be called before a crawl and after it; a night that brought nothing gets no line. Files that
    are still being written are left for their own run. Raises BadFile.
    """
    root = evidence_root(layout)
    if not root.is_dir():
        return Sealed((), None)
    with _alone(root):
        chain = read_chain(layout)
        named = {(link.line.night, file.name) for link in chain for file in link.line.files}
        made: list[ManifestLine] = []
        for night in nights(layout):
            finished = [
                path for path in warcs_of(night) if (night.name, path.name) not in named and _made_whole(path)
            ]
            if finished:
                chain.append(_add_line(night, finished, chain, now or datetime.now(UTC)))
                made.append(chain[-1].line)
        return Sealed(tuple(made), chain[-1].digest if chain else None)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    try:
        lock = (root / LOCK).open("w")
    except OSError as error:
        raise BadFile(f"{root} cannot be written: {error.strerror}.") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _add_line(night: Path, warcs: list[Path], chain: list[Link], now: datetime) -> Link:
    path = night / MANIFEST
    earlier = path.read_bytes() if path.exists() else b""
    line = ManifestLine(
        sequence=chain[-1].line.sequence + 1 if chain else 1,
        night=night.name,
        run=earlier.count(b"\n") + 1,
        made_at=now,
        previous=chain[-1].digest if chain else BEFORE_THE_FIRST,
        files=tuple(file for warc in warcs for file in _named_files(warc)),
    )
    raw = line.model_dump_json() + "\n"
    with write_whole(path) as stream:
        stream.write(earlier.decode() + raw)
    return Link(line, raw.encode(), path, line.run)


def _named_files(warc: Path) -> Iterator[NamedFile]:
    yield _named(warc, sum(1 for _ in members(warc)))
    yield _named(index_of(warc), sum(1 for _ in read_index(warc)))


def _named(path: Path, records: int) -> NamedFile:
    return NamedFile(name=path.name, sha256=digest_of(path), bytes=path.stat().st_size, records=records)


def digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _made_whole(warc: Path) -> bool:
    """Cuts off what a kill left torn. False for a file still being written, or one that holds nothing."""
    with warc.open("r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        end = max((end for end, _ in members(warc)), default=0)
        if end == 0:
            warc.unlink()
            index_of(warc).unlink(missing_ok=True)
            return False
        stream.truncate(end)
    _make_index_whole(warc, end)
    return True


def _make_index_whole(warc: Path, end: int) -> None:
    """Leaves the lines whose record is there."""
    index = index_of(warc)
    lines = index.read_bytes().splitlines(keepends=True) if index.exists() else []
    whole = [line for line in lines if line.endswith(b"\n") and _is_there(line, warc.name, end)]
    if whole != lines or not lines:
        with write_whole(index) as stream:
            stream.writelines(line.decode() for line in whole)


def _is_there(line: bytes, warc: str, end: int) -> bool:
    try:
        entry = Entry.model_validate_json(line)
    except ValidationError:
        return False
    return entry.file != warc or entry.offset + entry.length <= end
