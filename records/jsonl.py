"""JSON lines, plain or compressed: read with line numbers, written whole or not at all."""

import bz2
import gzip
import io
import lzma
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeVar, cast

from backports import zstd
from pydantic import BaseModel, ValidationError

R = TypeVar("R", bound=BaseModel)

OPENERS: dict[str, Callable[..., Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": zstd.open,
}
PACKERS: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda raw: gzip.GzipFile("", "wb", 6, raw, mtime=0),
    ".bz2": partial(bz2.BZ2File, mode="wb"),
    ".xz": partial(lzma.LZMAFile, mode="wb"),
    ".zst": partial(zstd.ZstdFile, mode="wb", level=6),
}
BUFFER = 1 << 16
"""Bytes that are read at once, so that so many can be looked at beforehand."""
UNREADABLE = (EOFError, OSError, zlib.error, lzma.LZMAError, zstd.ZstdError)


class BadFile(Exception):
    """A file cannot be used at all; the message is one sentence for a person."""


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BadFile(f"{path} does not exist.") from None
    except IsADirectoryError:
        raise BadFile(f"{path} is a folder; name a file.") from None
    except PermissionError:
        raise BadFile(f"{path} may not be read by this user.") from None


def open_bytes(path: Path) -> io.BufferedReader:
    """Opens `path` for reading, unpacked when its name says .gz, .bz2, .xz or .zst.

    Raises BadFile when it is missing, a folder, or not readable.
    """
    opener = OPENERS.get(path.suffix)
    with _explained(path):
        return cast(io.BufferedReader, opener(path, "rb") if opener else path.open("rb", buffering=BUFFER))


class _Metered(io.FileIO):
    def __init__(self, path: Path, meter: Callable[[int], None]) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer) or 0
        self._meter(count)
        return count


@contextmanager
def open_metered(path: Path, meter: Callable[[int], None]) -> Iterator[io.BufferedReader]:
    """As `open_bytes`; `meter` is told how many bytes of the file, packed as it is, were read."""
    opener = OPENERS.get(path.suffix)
    with _explained(path):
        file = _Metered(path, meter)
    with cast(io.BufferedReader, io.BufferedReader(file, BUFFER)) as raw:
        if opener is None:
            yield raw
        else:
            with cast(io.BufferedReader, io.BufferedReader(opener(raw, "rb"), BUFFER)) as stream:
                yield stream


def explain(error: ValidationError) -> str:
    """The first thing wrong with a record, in one clause: `fetched_at: Field required`."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def read_records(path: Path, kind: type[R]) -> Iterator[R]:
    """Every record of one kind in a file of ours.

    Raises BadFile with the line number at the first line that does not fit: such a file was
    written by us, so a bad line is damage and not input to be forgiven.
    """
    number = 0
    try:
        with open_bytes(path) as stream:
            for line in stream:
                number += 1
                if line.strip():
                    yield kind.model_validate_json(line)
    except ValidationError as error:
        raise BadFile(f"{path}, line {number}: {explain(error)}") from None
    except UNREADABLE as error:
        raise BadFile(f"{path} is damaged after line {number}: {error}") from None


def part_of(path: Path) -> Path:
    """Where a file is written before it has its name; behind a link, beside the file that the link names."""
    target = Path(os.path.realpath(path))
    return target.with_name(f"{target.name}.lurewatch-part")


@contextmanager
def write_whole(path: Path) -> Iterator[IO[str]]:
    """A text file that appears under its name only when the block ends well.

    Compressed when the name ends in .gz, .bz2, .xz or .zst. What a killed run leaves is
    `part_of(path)`, which the next run overwrites. Raises BadFile when the disk is full or
    the folder cannot be written.
    """
    with write_all_whole(path) as (stream,):
        yield stream


@contextmanager
def write_all_whole(*paths: Path) -> Iterator[list[IO[str]]]:
    """As `write_whole`: none of the files gets its name before all of them are on the disk."""
    with ExitStack() as leftovers:
        for path in paths:
            leftovers.callback(_remove, part_of(path))
        with ExitStack() as files:
            yield [files.enter_context(_write_part(path)) for path in paths]
        for path in paths:
            with _written(path):
                part_of(path).replace(os.path.realpath(path))


@contextmanager
def _write_part(path: Path) -> Iterator[IO[str]]:
    part = part_of(path)
    with _written(path):
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as raw:
            packer = PACKERS.get(path.suffix)
            packed = cast(BinaryIO, packer(raw) if packer else raw)
            with io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text:
                yield text
                text.flush()
                if packed is not raw:
                    packed.close()
                raw.flush()
                os.fsync(raw.fileno())


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadFile(f"{path} was not written: {error.strerror or error}.") from error


def _remove(part: Path) -> None:
    with suppress(OSError):  # where the folder is a file, there is nothing to remove either
        part.unlink(missing_ok=True)


def write_records(path: Path, records: Iterable[BaseModel]) -> int:
    """Writes records one a line, whole file or nothing, and says how many."""
    count = 0
    with write_whole(path) as stream:
        for record in records:
            count += 1
            stream.write(record.model_dump_json(exclude_none=True) + "\n")
    return count
