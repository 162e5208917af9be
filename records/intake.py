"""The one forgiving door: ads from anybody's JSON lines or CSV, at least `title` or `body`."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from records.jsonl import UNREADABLE, BadFile, explain, open_metered
from records.types import MAX_TEXT, JobAd

SAMPLE_BYTES = 1 << 16
MAX_LINE = 4 * MAX_TEXT
"""Bytes: a longer line is skipped without being held in memory."""

KOREAN_COLUMNS = {"제목": "title", "본문": "body", "내용": "body", "출처": "source", "주소": "url"}
FILLED_AS_TEXT = ("url", "employer", "location", "pay", "contact")

Reason = Literal[
    "no text",
    "too long",
    "duplicate ad_id",
    "not JSON",
    "not an object",
    "not text in this encoding",
    "bad field",
]


@dataclass(frozen=True)
class Reject:
    """One line that gave no ad. `reason` is counted; `detail` is for the person who looks."""

    line: int
    reason: Reason
    detail: str


@dataclass(frozen=True)
class Admitted:
    """One ad, with the fields that the row lacked and the door filled in."""

    ad: JobAd
    filled: tuple[str, ...]


class _Unusable(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason: Reason = reason
        self.detail = detail


def admit(row: dict[str, object], line: int, now: datetime) -> Admitted:
    """Makes a JobAd of one row and says which fields it filled in.

    Without an `ad_id` the ad is named by its line, so that equal texts stay two ads.
    Fields that lurewatch does not know are left unread.
    """
    row = {KOREAN_COLUMNS.get(key, key): value for key, value in row.items()}
    fields: dict[str, object] = {}
    for name in ("title", "body"):
        value = row.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise _Unusable("bad field", f"{name} is not text")
        if len(value) > MAX_TEXT:
            raise _Unusable("too long", f"{name} has {len(value):,} characters; {MAX_TEXT:,} is the limit")
        fields[name] = value
    filled = [name for name in ("title", "body") if name not in fields]
    if not any(isinstance(text, str) and text.strip() for text in fields.values()):
        raise _Unusable("no text", "neither title nor body holds text")

    ad_id = row.get("ad_id")
    if ad_id is None or ad_id == "":
        ad_id = f"line:{line}"
        filled.append("ad_id")
    fields["ad_id"] = str(ad_id)
    fields["source"] = str(row.get("source") or "input")
    fields["url"] = ""
    fields["fetched_at"] = now
    filled += [name for name in ("source", "url", "fetched_at") if not row.get(name)]
    for name in FILLED_AS_TEXT:
        value = row.get(name)
        if isinstance(value, str) and value:
            fields[name] = value
    for name in ("fetched_at", "posted_at"):
        value = row.get(name)
        if isinstance(value, str) and value:
            fields[name] = value
    for name in ("links", "images"):
        value = row.get(name)
        if isinstance(value, list):
            fields[name] = value
    try:
        return Admitted(JobAd.model_validate(fields), tuple(filled))
    except ValidationError as error:
        raise _Unusable("bad field", explain(error)) from None


def _unwatched(count: int) -> None:
    """The meter of a reader whom nobody watches."""


def read_ads(
    path: Path, now: datetime | None = None, meter: Callable[[int], None] = _unwatched
) -> Iterator[Admitted | Reject]:
    """Every row of a JSON lines or CSV file, plain or compressed, as an ad or a reject.

    UTF-8 (with or without BOM), UTF-16 with BOM and CP949 are told apart. Memory does not
    grow with the file but for 8 bytes an ad, which find repeated ids. Raises BadFile when
    the file as a whole cannot be used. `meter` is told of the bytes as they are read.
    """
    now = now or datetime.now(UTC)
    seen: set[int] = set()
    for line, row in _read_rows(path, meter):
        if isinstance(row, Reject):
            yield row
            continue
        try:
            admitted = admit(row, line, now)
        except _Unusable as fault:
            yield Reject(line, fault.reason, fault.detail)
            continue
        key = int.from_bytes(blake2b(admitted.ad.ad_id.encode(), digest_size=8).digest())
        if key in seen:
            yield Reject(line, "duplicate ad_id", f"{admitted.ad.ad_id} came before")
            continue
        seen.add(key)
        yield admitted


def _read_rows(path: Path, meter: Callable[[int], None]) -> Iterator[tuple[int, dict[str, object] | Reject]]:
    line = 0
    try:
        with open_metered(path, meter) as stream:
            sample = stream.peek(SAMPLE_BYTES)
            encoding = guess_encoding(sample, path)
            rows = _read_csv if _is_csv(path, sample, encoding) else _read_json_lines
            for line, row in rows(stream, encoding, path):
                yield line, row
    except UNREADABLE as error:
        raise BadFile(f"{path} is damaged after line {line}: {error}.") from None


def guess_encoding(sample: bytes, path: Path) -> str:
    """The encoding of a text file by its first bytes. Raises BadFile for an empty or binary one."""
    if not sample:
        raise BadFile(f"{path} is empty.")
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in sample:
        raise BadFile(f"{path} is not text; JSON lines or CSV is needed.")
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    lines = [piece for piece in sample.splitlines()[:-1] or [sample] if not piece.isascii()]
    readable = {name: sum(_decodes(piece, name) for piece in lines) for name in ("utf-8", "cp949")}
    if lines and not any(readable.values()):
        raise BadFile(f"{path} is neither UTF-8 nor CP949 text.")
    return "cp949" if readable["cp949"] > readable["utf-8"] else "utf-8"


def _decodes(piece: bytes, encoding: str) -> bool:
    """Whether the bytes are text in an encoding; a character cut off at the end is no fault."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def _is_csv(path: Path, sample: bytes, encoding: str) -> bool:
    if ".csv" in path.suffixes or ".tsv" in path.suffixes:
        return True
    start = sample.decode(encoding, errors="replace").lstrip()
    if start.startswith("["):
        raise BadFile(f"{path} is one JSON list; lurewatch reads one JSON object a line.")
    return ".jsonl" not in path.suffixes and not start.startswith("{")


def _read_json_lines(
    stream: io.BufferedReader, encoding: str, path: Path
) -> Iterator[tuple[int, dict[str, object] | Reject]]:
    if encoding == "utf-16":
        raise BadFile(f"{path} is UTF-16; JSON lines are read in UTF-8 or CP949.")
    number = 0
    while piece := stream.readline(MAX_LINE):
        number += 1
        if not piece.endswith(b"\n") and len(piece) == MAX_LINE:
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                continue
            yield number, Reject(number, "too long", f"the line is over {MAX_LINE:,} bytes")
            continue
        if not piece.strip():
            continue
        yield number, _parse_line(piece, encoding if number == 1 else encoding.removesuffix("-sig"), number)


def _parse_line(piece: bytes, encoding: str, number: int) -> dict[str, object] | Reject:
    try:
        row = json.loads(piece.decode(encoding))
    except UnicodeDecodeError as error:
        return Reject(number, "not text in this encoding", f"{encoding}: {error.reason}")
    except (ValueError, RecursionError) as error:
        return Reject(number, "not JSON", str(error))
    return row if isinstance(row, dict) else Reject(number, "not an object", f"a {type(row).__name__}")


def _read_csv(
    stream: io.BufferedReader, encoding: str, path: Path
) -> Iterator[tuple[int, dict[str, object] | Reject]]:
    """CSV or TSV with a header. Undecodable bytes become U+FFFD: a row cannot be found without them."""
    csv.field_size_limit(MAX_LINE)
    with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text:
        reader = csv.reader(text, delimiter="\t" if ".tsv" in path.suffixes else ",")
        header = [name.strip() for name in next(reader, [])]
        known = {KOREAN_COLUMNS.get(name, name) for name in header}
        if not known & {"title", "body"}:
            raise BadFile(
                f"{path} has no column 'title' or 'body'; its columns are: {', '.join(header)[:200]}."
            )
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield reader.line_num, Reject(reader.line_num, "too long", str(error))
                continue
            if not cells:
                continue
            if len(cells) > len(header):
                detail = f"{len(cells)} cells under {len(header)} columns"
                yield reader.line_num, Reject(reader.line_num, "bad field", detail)
                continue
            yield reader.line_num, dict(zip(header, cells, strict=False))
