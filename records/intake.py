"""The one forgiving door: ads from anybody's JSON lines or CSV, at least `title` or `body`."""

import codecs
import csv
import io
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from records.jsonl import BUFFER, UNREADABLE, BadFile, explain, open_metered
from records.types import MAX_TEXT, JobAd

MAX_LINE = 4 * MAX_TEXT
"""Bytes: a longer line is skipped without being held in memory."""

KOREAN_COLUMNS = {"제목": "title", "본문": "body", "내용": "body", "출처": "source", "주소": "url"}
TAKEN_AS_TEXT = ("url", "employer", "location", "pay", "contact", "fetched_at", "posted_at")

Reason = Literal[
    "no text",
    "too long",
    "duplicate ad_id",
    "not JSON",
    "not an object",
    "not CSV",
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


def admit(row: dict[str, object], spare_id: str, now: datetime) -> Admitted:
    """Makes a JobAd of one row and says which fields it filled in.

    Without an `ad_id` the ad is named `spare_id`, so that equal texts stay two ads.
    Fields that lurewatch does not know are left unread.
    """
    row = {KOREAN_COLUMNS.get(key, key): value for key, value in row.items()}
    texts = _read_texts(row)
    given = {name: str(row[name]) for name in ("ad_id", "source") if row.get(name) not in (None, "")}
    filled = [name for name in ("title", "body") if name not in texts]
    filled += [name for name in ("ad_id", "source") if name not in given]
    filled += [name for name in ("url", "fetched_at") if not row.get(name)]
    fields: dict[str, object] = {"ad_id": spare_id, "source": "input", "url": "", "fetched_at": now}
    fields |= texts | given
    fields |= {name: row[name] for name in TAKEN_AS_TEXT if isinstance(row.get(name), str) and row[name]}
    fields |= {name: row[name] for name in ("links", "images") if isinstance(row.get(name), list)}
    try:
        return Admitted(JobAd.model_validate(fields), tuple(filled))
    except ValidationError as error:
        raise _Unusable("bad field", explain(error)) from None


def _read_texts(row: dict[str, object]) -> dict[str, str]:
    """Title and body, those that there are."""
    texts: dict[str, str] = {}
    for name in ("title", "body"):
        value = row.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise _Unusable("bad field", f"{name} is not text")
        if len(value) > MAX_TEXT:
            raise _Unusable("too long", f"{name} has {len(value):,} characters; {MAX_TEXT:,} is the limit")
        texts[name] = value
    if not any(text.strip() for text in texts.values()):
        raise _Unusable("no text", "neither title nor body holds text")
    return texts


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
            admitted = admit(row, _spare_id(line, seen), now)
        except _Unusable as fault:
            yield Reject(line, fault.reason, fault.detail)
            continue
        key = _key(admitted.ad.ad_id)
        if key in seen:
            yield Reject(line, "duplicate ad_id", f"{admitted.ad.ad_id} came before")
            continue
        seen.add(key)
        yield admitted


def _key(ad_id: str) -> int:
    return int.from_bytes(blake2b(ad_id.encode(), digest_size=8).digest())


def _spare_id(line: int, seen: set[int]) -> str:
    """`line:7`, or `line:7+` where an earlier row has that for its own name."""
    name = f"line:{line}"
    while _key(name) in seen:
        name += "+"
    return name


def _read_rows(path: Path, meter: Callable[[int], None]) -> Iterator[tuple[int, dict[str, object] | Reject]]:
    line = 0
    try:
        with open_metered(path, meter) as stream:
            sample = stream.peek(BUFFER)
            encoding = guess_encoding(sample, path)
            rows = _read_csv if _is_csv(path, sample, encoding) else _read_json_lines
            for line, row in rows(stream, encoding, path):
                yield line, row
    except (*UNREADABLE, UnicodeDecodeError) as error:
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
    lines = [piece for piece in sample.splitlines() if not piece.isascii()]
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


class _Lines:
    """The lines of a CSV as its reader takes them; those of a row that failed can be taken again."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self.first = 1
        """The number of the first line of the row."""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._text)
        self._row.append(line)
        return line

    def begin_row(self) -> None:
        self.first += len(self._row)
        self._row = []

    def give_up_first(self) -> bool:
        """Leaves the row's further lines, if any, to the rows to come."""
        further = self._row[1:]
        self._again.extendleft(reversed(further))
        self._row = self._row[:1]
        return bool(further)


def _read_csv(
    stream: io.BufferedReader, encoding: str, path: Path
) -> Iterator[tuple[int, dict[str, object] | Reject]]:
    """CSV or TSV with a header. A row is named by its first line.

    A quote that is never closed would swallow the rows below it: its line alone is rejected.
    """
    csv.field_size_limit(MAX_LINE)
    with io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="") as text:
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter="\t" if ".tsv" in path.suffixes else ",", strict=True)
        header = _read_header(reader, path)
        while True:
            lines.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield lines.first, _broken_row(lines, str(error))
                continue
            if cells:
                yield lines.first, _name_cells(cells, header, lines.first)


def _read_header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise BadFile(f"{path} has a header that cannot be read: {error}.") from None
    if not {KOREAN_COLUMNS.get(name, name) for name in header} & {"title", "body"}:
        raise BadFile(f"{path} has no column 'title' or 'body'; its columns are: {', '.join(header)[:200]}.")
    return header


def _broken_row(lines: _Lines, error: str) -> Reject:
    if lines.give_up_first():
        return Reject(lines.first, "not CSV", "a quote opens in this line and is not closed")
    return Reject(lines.first, "too long" if "limit" in error else "not CSV", error)


def _name_cells(cells: list[str], header: list[str], line: int) -> dict[str, object] | Reject:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:  # bytes that are no text stand in the cells as lone surrogates
        return Reject(line, "not text in this encoding", "bytes of another encoding")
    if len(cells) > len(header):
        return Reject(line, "bad field", f"{len(cells)} cells under {len(header)} columns")
    return dict(zip(header, cells, strict=False))
