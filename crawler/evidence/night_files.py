"""Checks the files of one night against what the manifest and the index say of them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crawler.evidence.entries import INDEX_ENDING, Entry
from crawler.evidence.manifest import NamedFile, digest_of
from crawler.evidence.originals import read_record, read_span
from crawler.evidence.warc import members
from records.jsonl import BadFile, read_records

Meter = Callable[[int], None]
"""Is told how many bytes have been checked."""


class NightFiles:
    """One night's check: `faults` says what differs, `records` how many WARC records were read."""

    def __init__(self, night: Path, named: Sequence[NamedFile]) -> None:
        self.night, self.named = night, named
        self.records = 0
        self.faults: list[str] = []
        self._bodies: dict[tuple[str, int], str] = {}
        """By file and place: the digest of each body that was read."""
        self._damaged: set[str] = set()

    def check(self, meter: Meter) -> None:
        entries = {file.name: self._entries(file.name) for file in self.named if is_index(file)}
        listed = [entry for of_file in entries.values() for entry in of_file]
        for file in self.named:
            path = self.night / file.name
            if not path.is_file():
                self._fault(file.name, "is missing")
                self._damaged.add(file.name)
                continue
            self._check_file(file, path, [entry for entry in listed if entry.file == file.name])
            meter(file.bytes)
        for name, of_file in entries.items():
            self._check_entries(name, of_file)

    def _fault(self, name: str, what: str) -> None:
        self.faults.append(f"{self.night.name}/{name}: {what}")

    def _entries(self, name: str) -> list[Entry]:
        path = self.night / name
        try:
            return list(read_records(path, Entry)) if path.is_file() else []
        except BadFile as error:
            self.faults.append(str(error))
            return []

    def _check_file(self, file: NamedFile, path: Path, own: list[Entry]) -> None:
        same = (digest := digest_of(path)) == file.sha256
        if not same:
            self._damaged.add(file.name)
            self._fault(file.name, f"has SHA-256 {digest}, the manifest says {file.sha256}")
        if is_index(file):
            return
        count = self._read_records(path)
        self.records += count
        if not same:
            for entry in self._lost(path, own):
                self._fault(
                    file.name, f"byte {entry.offset}, {entry.uri!a} of {entry.ad_id}: changed or missing"
                )
        elif count != file.records:
            self._fault(file.name, f"holds {count:,} sound records, the manifest says {file.records:,}")

    def _read_records(self, path: Path) -> int:
        """Checks the digests of each record that can be read, and notes which body lies where."""
        start, count = 0, 0
        for end, record in members(path):
            if read := read_record(record):
                self._bodies[path.name, start] = read[0]
                count += 1
            else:
                self._fault(path.name, f"the record at byte {start} differs from its own digest")
            start = end
        return count

    def _lost(self, path: Path, own: list[Entry]) -> Iterator[Entry]:
        """The originals of a changed file that are neither at their place nor, moved, at another."""
        elsewhere = {digest for (name, _), digest in self._bodies.items() if name == path.name}
        for entry in {entry.offset: entry for entry in own}.values():
            read = read_record(read_span(path, entry))
            if entry.sha256 not in elsewhere and (read is None or read[0] != entry.sha256):
                yield entry

    def _check_entries(self, name: str, entries: list[Entry]) -> None:
        for number, entry in enumerate(entries, 1):
            if entry.file in self._damaged:
                continue
            if self._bodies.get((entry.file, entry.offset)) != entry.sha256:
                self._fault(name, f"line {number}: does not fit {entry.file}, byte {entry.offset}")


def is_index(file: NamedFile) -> bool:
    return file.name.endswith(INDEX_ENDING)
