"""WARC 1.1 records as bytes (ISO 28500:2017), each a gzip member of its own.

Written here and read with warcio: its writer would change header bytes that are not ASCII, and costs
more CPU a page (benchmarks/evidence_speed.py).
"""

import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

LEVEL = 2
"""Of 1 to 9: on Korean pages of 30 KB, 6 takes three times as long for a sixth less."""
GZIP = 31
"""zlib's window bits for a gzip member with its checksum."""
SMALL, SMALL_GZIP, SMALL_MEMORY = 4096, 27, 4
"""Up to so many bytes a small window holds all, and is set up four times as fast."""
CHUNK = 1 << 18
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
URI_LETTERS = "!#$%&'()*+,/:;=?@[]~"


def as_uri(address: str) -> str:
    """An address that fits on one header line, whatever letters it was given with."""
    return quote(address, safe=URI_LETTERS)


def warc_date(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def new_record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def record(
    kind: str, record_id: str, at: datetime, content_type: str, block: Sequence[bytes],
    more: Iterable[tuple[str, str]],
) -> bytes:  # fmt: skip
    """One record: a gzip member. `block` is in pieces, `more` are the fields that only its kind has."""
    digest = sha256()
    for piece in block:
        digest.update(piece)
    fields = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(at)),
        *more,
        ("WARC-Block-Digest", f"sha256:{digest.hexdigest()}"),
        ("Content-Type", content_type),
        ("Content-Length", str(sum(map(len, block)))),
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return _packed((f"WARC/1.1\r\n{head}\r\n".encode(), *block, b"\r\n\r\n"))


def _packed(pieces: Sequence[bytes]) -> bytes:
    small = sum(map(len, pieces)) <= SMALL
    packer = zlib.compressobj(
        LEVEL, zlib.DEFLATED, SMALL_GZIP if small else GZIP, SMALL_MEMORY if small else zlib.DEF_MEM_LEVEL
    )
    return b"".join((*map(packer.compress, pieces), packer.flush()))


def warcinfo(name: str, at: datetime, facts: dict[str, str]) -> bytes:
    block = "".join(f"{fact}: {value}\r\n" for fact, value in facts.items()).encode()
    return record(
        "warcinfo", new_record_id(), at, "application/warc-fields", [block], [("WARC-Filename", name)]
    )


def exchange(
    uri: str,
    at: datetime,
    ip: str,
    asked: bytes,
    head: bytes,
    body: bytes,
    digest: str,
    first: tuple[str, datetime] | None = None,
) -> bytes:
    """The response, and the request that brought it.

    `digest` is the SHA-256 of `body`. With `first`, the address and time at which the same body
    was kept before, the response is a revisit: its head alone.
    """
    response_id, target = new_record_id(), ("WARC-Target-URI", uri)
    address = [("WARC-IP-Address", ip)] if ip else []
    payload = ("WARC-Payload-Digest", f"sha256:{digest}")
    if first is None:
        kind, block, more = "response", [head, body], []
    else:
        kind, block = "revisit", [head]
        more = [
            ("WARC-Profile", SAME_PAYLOAD),
            ("WARC-Refers-To-Target-URI", first[0]),
            ("WARC-Refers-To-Date", warc_date(first[1])),
        ]
    response = record(
        kind, response_id, at, "application/http; msgtype=response", block, [target, *address, *more, payload]
    )
    request = record(
        "request", new_record_id(), at, "application/http; msgtype=request", [asked],
        [target, ("WARC-Concurrent-To", response_id)],
    )  # fmt: skip
    return response + request


def resource(uri: str, at: datetime, media_type: str, body: bytes, digest: str) -> bytes:
    """An original that came by no HTTP: a text or screenshot handed in, a picture that we took."""
    more = [("WARC-Target-URI", uri), ("WARC-Payload-Digest", f"sha256:{digest}")]
    return record("resource", new_record_id(), at, " ".join(media_type.split()), [body], more)


def members(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each record, unpacked, and where its gzip member ends. Stops before one that is torn or damaged."""
    end, packed = 0, b""
    with path.open("rb") as stream:
        while True:
            member, pieces = zlib.decompressobj(GZIP), []
            while not member.eof:
                packed = packed or stream.read(CHUNK)
                if not packed:
                    return
                try:
                    pieces.append(member.decompress(packed))
                except zlib.error:
                    return
                end += len(packed) - len(member.unused_data)
                packed = member.unused_data
            yield end, b"".join(pieces)
