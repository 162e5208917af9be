"""Reading originals back out of the WARC files."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.evidence.entries import Entry, nights, read_index, warcs_of
from records.jsonl import BadFile
from records.layout import Layout

DAMAGE = (ArchiveLoadFailed, OSError, EOFError, ValueError)


@dataclass(frozen=True)
class Original:
    """One entry of an ad, and the entry of the same night that holds its body."""

    night: Path
    entry: Entry
    whole: Entry

    def records(self) -> bytes:
        """The gzip members as they lie in the archive."""
        return read_span(self.night / self.entry.file, self.entry)

    def whole_records(self) -> bytes:
        return read_span(self.night / self.whole.file, self.whole)

    def body(self) -> bytes:
        """Raises BadFile when it is no longer what it was."""
        read = read_record(self.whole_records())
        if read is None or sha256(read[1]).hexdigest() != self.entry.sha256:
            where = f"{self.night / self.whole.file}, byte {self.whole.offset}"
            raise BadFile(f"{where}: the original has changed; `evidence verify` says more.")
        return read[1]


def read_span(path: Path, entry: Entry) -> bytes:
    try:
        with path.open("rb") as stream:
            stream.seek(entry.offset)
            return stream.read(entry.length)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from None


def read_record(record: bytes) -> tuple[str, bytes] | None:
    """What a record says is the SHA-256 of its body, and the body; None where a digest is wrong.

    The record may be a gzip member. A revisit has no body, a warcinfo or request no such digest.
    """
    try:
        for read in ArchiveIterator(BytesIO(record), check_digests=True):
            body = bytes(read.raw_stream.read())
            if read.digest_checker.passed is False:
                return None
            said = read.rec_headers.get_header("WARC-Payload-Digest") or ""
            return said.removeprefix("sha256:"), body
    except DAMAGE:
        return None
    return None


def originals_of(layout: Layout, ad_id: str, night: str | None = None) -> list[Original]:
    """All that is kept of an ad, or what one night kept of it, oldest first."""
    folders = (folder for folder in nights(layout) if night in (None, folder.name))
    return [original for folder in folders for original in _of_night(folder, ad_id)]


def _of_night(night: Path, ad_id: str) -> Iterator[Original]:
    bodies: dict[str, Entry] = {}
    for warc in warcs_of(night, ad_id.partition(":")[0]):
        for entry in read_index(warc):
            if not entry.revisit:
                bodies.setdefault(entry.sha256, entry)
            if entry.ad_id == ad_id and entry.sha256 in bodies:
                yield Original(night, entry, bodies[entry.sha256])
