"""Releasing the warning list: what changed since the last release, and the list as it stands."""

import csv
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from defusedcsv import csv as defused

import records
from records.jsonl import BadFile, write_records, write_whole
from records.layout import SEOUL, Layout, tonight
from review.locking import one_at_a_time
from review.models import AuditEntry, Release, ReleasedWarning
from review.selectors import standing_warnings
from review.services import NothingToRelease
from review.warning_list import compose_warnings
from review.wording import CHANNELS, COUNTRIES

HEADER = (
    "구분",
    "경고 번호",
    "수법",
    "나라",
    "연락 수단(가림)",
    "대처 방법",
    "처음 본 날",
    "마지막으로 본 날",
    "확인 건수",
)


@dataclass(frozen=True)
class Change:
    """A warning list against the one before: its new, changed and withdrawn lines."""

    lines: tuple[records.Warning, ...]
    standing: tuple[records.Warning, ...]
    """The whole list after the change, every line as ADD."""

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.op for line in self.lines)

    def __str__(self) -> str:
        counts = self.counts
        return (
            f"{len(self.lines):,} lines = {counts['ADD']:,} added + {counts['MOD']:,} changed"
            f" + {counts['DEL']:,} withdrawn; {len(self.standing):,} warnings stand"
        )


def compare() -> Change:
    """What a release would say now."""
    now = compose_warnings()
    before = {key: line.read() for key, line in standing_warnings().items()}
    lines = []
    for key in sorted(now.keys() | before.keys()):
        if key not in now:
            lines.append(before[key].model_copy(update={"op": "DEL"}))
        elif key not in before:
            lines.append(now[key])
        elif now[key] != before[key].model_copy(update={"op": "ADD"}):
            lines.append(now[key].model_copy(update={"op": "MOD"}))
    return Change(tuple(lines), tuple(now.values()))


def release_warnings(layout: Layout, actor: str = "-") -> tuple[str, Change]:
    """Writes and records the next version. Raises NothingToRelease when nothing changed, and BadFile when it
    cannot be written; then nothing is recorded.
    """
    with one_at_a_time("release"):
        change = compare()
        if not change.lines:
            raise NothingToRelease("Nothing changed since the last release; no new list was made.")
        version = _next_version(layout)
        release = Release.objects.create(version=version, released_by=actor)
        ReleasedWarning.objects.bulk_create(
            ReleasedWarning(
                release=release, warning_id=line.warning_id, op=line.op, record=line.model_dump_json()
            )
            for line in change.lines
        )
        AuditEntry.objects.create(actor=actor, action="release", subject=version, detail=str(change))
        _write_folder(layout.export(version), change)
    return version, change


def _next_version(layout: Layout) -> str:
    """Seoul's date and a serial that neither the database nor the disk has seen."""
    today = tonight()
    serial = 1
    while True:
        version = f"{today}-{serial:02d}"
        if not Release.objects.filter(version=version).exists() and not layout.export(version).exists():
            return version
        serial += 1


def _write_folder(folder: Path, change: Change) -> None:
    """The folder appears under its name complete or not at all."""
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        write_records(part / "warnings.jsonl", change.lines)
        write_csv(part / "warnings.csv", change.lines)
        write_csv(part / "standing.csv", change.standing)
        part.rename(folder)
    except OSError as error:
        raise BadFile(f"{folder} was not written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_csv(path: Path, lines: Sequence[records.Warning]) -> None:
    """For a spreadsheet: with a BOM, Korean headers, and no cell that is a formula."""
    with write_whole(path) as stream:
        stream.write("\ufeff")
        writer = defused.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(map(_cells, lines))


def _cells(line: records.Warning) -> Iterable[str]:
    cells = (
        {"ADD": "추가", "MOD": "변경", "DEL": "철회"}[line.op],
        line.warning_id,
        line.pattern,
        ", ".join(COUNTRIES.get(code, (code,))[0] for code in line.places),
        ", ".join(_korean_channel(channel) for channel in line.channels),
        line.advice,
        line.first_seen.astimezone(SEOUL).date().isoformat(),
        line.last_seen.astimezone(SEOUL).date().isoformat(),
        str(len(line.evidence)),
    )
    return tuple(single_line(cell) for cell in cells)


def _korean_channel(channel: str) -> str:
    """`telegram:kh***1` as 텔레그램 kh***1."""
    kind, _, value = channel.partition(":")
    return f"{CHANNELS[kind][0]} {value}".rstrip()


def single_line(cell: str) -> str:
    """defusedcsv leaves a leading tab or line break alone, behind which a formula can stand."""
    return " ".join(cell.split())
