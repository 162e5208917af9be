"""Keeps originals while a source is walked: one WARC file a run, and its index beside it."""

import fcntl
import logging
import os
from datetime import datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path

from scrapy.http import Response

from crawler.evidence.entries import Entry, index_of, next_name, read_index, warcs_of
from crawler.evidence.http import request_head, response_head
from crawler.evidence.warc import as_uri, exchange, resource, warcinfo
from records.jsonl import BadFile
from records.layout import Layout

logger = logging.getLogger(__name__)

UNSAID = b"text/html"
"""What a server that names no type sends; the crawler's readers take it for that too."""
FACTS = {
    "software": "lurewatch",
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "description": "bodies are kept without transfer and content encoding, digests are SHA-256",
}


class Archive:
    """The evidence of one source on one night. No file is made before there is something to keep.

    Each record goes to the system whole, and before its index line: a kill leaves at most a torn
    end, which `seal` cuts off. Raises BadFile when the disk is full or the folder cannot be written.
    """

    def __init__(self, layout: Layout, source: str, night: str) -> None:
        self._folder, self._source = layout.evidence(night), source
        self._files: tuple[_File, _File] | None = None
        self._kept: dict[tuple[str, str], Entry] = {}
        """By address and digest: what this run has kept."""
        self._bodies: dict[str, Entry] = {}
        """By digest: where the night first kept a body."""
        self._listed: set[tuple[str, str, str]] = set()

    def add(self, response: Response, ad_id: str, at: datetime) -> str:
        """Keeps a page or picture as an original of an ad, and gives what `JobAd.snapshot` says of it.

        A body that the night has already becomes a revisit record; a page that shows several ads
        is one record with an index line for each.
        """
        digest, uri = sha256(response.body).hexdigest(), as_uri(response.url)
        warc, index = self._opened(at)
        if (uri, digest) not in self._kept:
            same = self._bodies.get(digest)
            records = exchange(
                uri, at, str(response.ip_address or ""), request_head(response), response_head(response),
                response.body, digest, (same.uri, same.fetched_at) if same else None,
            )  # fmt: skip
            media_type = (response.headers.get("Content-Type") or UNSAID).decode("latin-1")
            self._keep(warc.append(records), ad_id, uri, digest, media_type, at, same is not None)
        self._list(index, ad_id, self._kept[uri, digest])
        return f"sha256:{digest}"

    def add_resource(self, uri: str, body: bytes, media_type: str, ad_id: str, at: datetime) -> str:
        """The same for what came by no HTTP: a text or screenshot that was handed in."""
        digest, uri = sha256(body).hexdigest(), as_uri(uri)
        warc, index = self._opened(at)
        if (uri, digest) not in self._kept:
            place = warc.append(resource(uri, at, media_type, body, digest))
            self._keep(place, ad_id, uri, digest, media_type, at, revisit=False)
        self._list(index, ad_id, self._kept[uri, digest])
        return f"sha256:{digest}"

    def close(self) -> None:
        """The files are on the disk when this returns; `seal` then names them."""
        for file in self._files or ():
            file.close()
        self._files = None

    def _opened(self, at: datetime) -> "tuple[_File, _File]":
        if self._files is None:
            earlier = warcs_of(self._folder, self._source)
            for warc in earlier:
                self._recall(warc)
            path = self._folder / next_name(self._source, earlier)
            self._files = _File(path), _File(index_of(path))
            self._files[0].append(warcinfo(path.name, at, FACTS))
        return self._files

    def _recall(self, warc: Path) -> None:
        """A damaged index is for `verify` to tell; here it only means that a body may be kept twice."""
        try:
            for entry in read_index(warc):
                if not entry.revisit:
                    self._bodies.setdefault(entry.sha256, entry)
        except BadFile as error:
            logger.warning("%s", error)

    def _keep(
        self, place: tuple[str, int, int], ad_id: str, uri: str, digest: str, media_type: str, at: datetime,
        revisit: bool,
    ) -> None:  # fmt: skip
        file, offset, length = place
        entry = Entry.model_construct(  # of values that are ours or were looked at when the ad was made
            ad_id=ad_id, sha256=digest, uri=uri, media_type=media_type, fetched_at=at,
            file=file, offset=offset, length=length, revisit=revisit,
        )  # fmt: skip
        self._kept[uri, digest] = entry
        self._bodies.setdefault(digest, entry)

    def _list(self, index: "_File", ad_id: str, entry: Entry) -> None:
        """One index line for each ad that an original shows."""
        listed = (ad_id, entry.uri, entry.sha256)
        if listed not in self._listed:
            own = entry if entry.ad_id == ad_id else entry.model_copy(update={"ad_id": ad_id})
            index.append(f"{own.model_dump_json()}\n".encode())
            self._listed.add(listed)


class _File:
    """A file that only grows, by whole pieces; locked while it is open, so that nobody seals it."""

    def __init__(self, path: Path) -> None:
        self.path, self.size = path, 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = FileIO(path, "x")
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _not_written(path, error) from None

    def append(self, piece: bytes) -> tuple[str, int, int]:
        """The file's name, and where the piece lies in it."""
        offset, rest = self.size, memoryview(piece)
        try:
            while rest:
                rest = rest[self._stream.write(rest) :]
        except OSError as error:
            self._stream.truncate(self.size)
            self._stream.seek(self.size)
            raise _not_written(self.path, error) from None
        self.size += len(piece)
        return self.path.name, offset, len(piece)

    def close(self) -> None:
        try:
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise _not_written(self.path, error) from None
        finally:
            self._stream.close()


def _not_written(path: Path, error: OSError) -> BadFile:
    return BadFile(f"{path} was not written: {error.strerror or error}.")
