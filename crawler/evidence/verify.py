"""Proves that nothing has changed, or says exactly what has."""

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crawler.evidence.entries import evidence_root, nights
from crawler.evidence.manifest import BEFORE_THE_FIRST, LOCK, MANIFEST, Link, NamedFile, read_manifest
from crawler.evidence.night_files import Meter, NightFiles
from records.jsonl import BadFile
from records.layout import Layout


@dataclass
class Verdict:
    """What was checked, and what differs or is missing."""

    nights: int = 0
    runs: int = 0
    files: int = 0
    records: int = 0
    head: str = "none"
    faults: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        checked = (
            f"{self.nights:,} nights, {self.runs:,} runs, {self.files:,} files, {self.records:,} records"
        )
        count = len(self.faults)
        found = "unchanged." if not count else f"{count:,} fault{'s' * (count > 1)}."
        return f"{checked}: {found} Head {self.head}"


def verify(layout: Layout, noted_head: str | None = None, meter: Meter = lambda _: None) -> Verdict:
    """Recomputes every digest: of the chain, the files, each record, and what the index says of it.

    `meter` is told how many bytes have been checked, out of `size_of_evidence`.
    """
    verdict = Verdict(nights=len(nights(layout)))
    links = _read_links(layout, verdict)
    verdict.faults += _chain_faults(links, noted_head)
    verdict.runs = len(links)
    if links:
        verdict.head = links[-1].digest
    named: dict[Path, list[NamedFile]] = {night: [] for night in nights(layout)}
    for link in links:
        named[link.path.parent].extend(link.line.files)
    for night, files in named.items():
        checked = NightFiles(night, files)
        checked.check(meter)
        verdict.files += len(files)
        verdict.records += checked.records
        verdict.faults += checked.faults
    verdict.faults += _foreign(layout, named)
    return verdict


def size_of_evidence(layout: Layout) -> int:
    return sum(path.stat().st_size for night in nights(layout) for path in night.glob("*") if path.is_file())


def _read_links(layout: Layout, verdict: Verdict) -> list[Link]:
    links: list[Link] = []
    for night in nights(layout):
        try:
            links.extend(read_manifest(night / MANIFEST) if (night / MANIFEST).is_file() else ())
        except BadFile as error:
            verdict.faults.append(str(error))
    return sorted(links, key=lambda link: link.line.sequence)


def _chain_faults(links: list[Link], noted_head: str | None) -> Iterator[str]:
    before, sequence, digest = "", 0, BEFORE_THE_FIRST
    for link in links:
        if link.line.night != link.path.parent.name:
            yield f"{link.where}: is a line of the night {link.line.night}"
        if link.line.sequence != sequence + 1:
            yield f"{link.where}: is run {link.line.sequence} of the chain, but the run before it is missing"
        elif link.line.previous != digest:
            yield f"{before or link.where}: has changed since {link.where} was written, or that line has"
        before, sequence, digest = link.where, link.line.sequence, link.digest
    if noted_head and noted_head.strip().lower() not in {link.digest for link in links}:
        yield f"the head {noted_head!a} is not in the chain: lines were changed or removed since it was noted"


def _foreign(layout: Layout, named: dict[Path, list[NamedFile]]) -> Iterator[str]:
    """What no line names. The files of a crawl that is running are left out."""
    root = evidence_root(layout)
    if not root.is_dir():
        return
    known = {root / LOCK, *named, *(night / MANIFEST for night in named)}
    known |= {night / file.name for night, files in named.items() for file in files}
    for path in sorted(root.rglob("*")):
        if path not in known and not _is_being_written(path):
            yield f"{path.relative_to(root)}: no manifest names it; if a killed crawl left it, the next will"


def _is_being_written(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
