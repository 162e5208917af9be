"""A file of ads in, a line of score or reading an ad out: whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pipelines.console.lines import as_line
from pipelines.faults import Stop
from pipelines.shadow import Agreement
from pipelines.workers import Work, run_in_order
from records import JobAd
from records.intake import Reject, read_ads
from records.jsonl import part_of, write_all_whole


@dataclass
class Tally:
    """What went in, what came out, and why the rest did not."""

    read: int = 0
    written: int = 0
    flagged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    agreement: Agreement = field(default_factory=Agreement)

    def sentence(self) -> str:
        """`1,204 in = 1,190 out + 14 rejected (9 no text, 5 bad field)`"""
        lost = self.rejected.total()
        if self.read != self.written + lost:
            raise RuntimeError(f"{self.read} in, {self.written} out and {lost} rejected do not add up")
        why = ", ".join(f"{count:,} {reason}" for reason, count in self.rejected.most_common())
        return f"{self.read:,} in = {self.written:,} out + {lost:,} rejected" + (f" ({why})" if why else "")


def rejects_path(out: Path) -> Path:
    return out.with_name(out.name + ".rejects.jsonl")


def differences_path(out: Path) -> Path:
    return out.with_name(out.name + ".differences.jsonl")


def write_lines(source: Path, out: Path, work: Work, workers: int, meter: Callable[[int], None]) -> Tally:
    """Reads `source`, writes one line an ad to `out` and one a reject to `rejects_path(out)`; where two
    models judge, one line an ad on which they differ to `differences_path(out)`.

    Raises BadFile or Stop; all files are then as they were before.
    """
    refuse_output(source, out)
    tally = Tally()
    with write_all_whole(rejects_path(out), differences_path(out), out) as (refused, differing, lines):
        ads = _admitted(source, refused, work, tally, meter)
        for batch in run_in_order(work, ads, workers):
            lines.write(batch.text)
            differing.write(batch.differences)
            tally.agreement += batch.agreement
            tally.written += batch.count
            tally.flagged += batch.flagged
    if not tally.rejected:
        rejects_path(out).unlink(missing_ok=True)
    if not tally.agreement.differing:
        differences_path(out).unlink(missing_ok=True)
    return tally


def refuse_output(source: Path, out: Path) -> None:
    refuse_no_file(out)
    for path in (out, rejects_path(out), differences_path(out)):
        for place in (path, part_of(path)):
            if place.exists() and source.exists() and place.samefile(source):
                raise Stop(f"{place} would be written over the input; name another output.")


def refuse_no_file(out: Path) -> None:
    if out.is_dir():
        raise Stop(f"{out} is a folder; name a file.")
    if out.exists() and not out.is_file():
        raise Stop(f"{out} is not an ordinary file, so it cannot be written whole or not at all.")


def _admitted(
    source: Path, refused: IO[str], work: Work, tally: Tally, meter: Callable[[int], None]
) -> Iterator[JobAd]:
    for row in read_ads(source, work.now, meter):
        tally.read += 1
        if isinstance(row, Reject):
            tally.rejected[row.reason] += 1
            refused.write(as_line({"line": row.line, "reason": row.reason, "detail": row.detail}))
        else:
            tally.filled.update(row.filled)
            yield row.ad
