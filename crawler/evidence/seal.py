"""Ends a run: names its files in the chain, after making whole what a kill has torn."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from crawler.evidence.entries import (
    INDEX_ENDING,
    Entry,
    evidence_root,
    index_of,
    nights,
    read_index,
    warcs_of,
)
from crawler.evidence.manifest import (
    BEFORE_THE_FIRST,
    LOCK,
    MANIFEST,
    Link,
    ManifestLine,
    NamedFile,
    digest_of,
    read_chain,
)
from crawler.evidence.warc import members
from records.jsonl import BadFile, write_whole
from records.layout import Layout


@dataclass(frozen=True)
class Sealed:
    """What `seal` named, and the head to note elsewhere; None when there is no evidence yet."""

    lines: tuple[ManifestLine, ...]
    head: str | None

    def sentence(self) -> str:
        files = [file for line in self.lines for file in line.files]
        records = sum(file.records for file in files if not file.name.endswith(INDEX_ENDING))
        return f"evidence: {len(files):,} files, {records:,} records sealed; head {self.head or 'none yet'}"


def seal(layout: Layout, now: datetime | None = None) -> Sealed:
    """Names every finished file that no line names yet, also a killed run's, which is first made whole.

    To be called before a crawl and after it; a night that brought nothing gets no line. Files that
    are still being written are left for their own run. Raises BadFile.
    """
    root = evidence_root(layout)
    if not root.is_dir():
        return Sealed((), None)
    try:
        return _seal_alone(layout, root, now or datetime.now(UTC))
    except OSError as error:
        raise BadFile(f"{error.filename or root} cannot be sealed: {error.strerror or error}.") from None


def _seal_alone(layout: Layout, root: Path, now: datetime) -> Sealed:
    with _alone(root):
        chain = read_chain(layout)
        named = {(link.line.night, file.name) for link in chain for file in link.line.files}
        made: list[ManifestLine] = []
        for night in nights(layout):
            finished = [
                path for path in warcs_of(night) if (night.name, path.name) not in named and _made_whole(path)
            ]
            if finished:
                chain.append(_add_line(night, finished, chain, now))
                made.append(chain[-1].line)
        return Sealed(tuple(made), chain[-1].digest if chain else None)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / LOCK).open("w") as lock:
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
