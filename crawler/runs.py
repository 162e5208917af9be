"""The runs of a source that came to their end: when, what they found, and what was wrong."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crawler.entries import FilledField
from records import JobAd
from records.types import Night

FIELDS: tuple[FilledField, ...] = get_args(FilledField)


class Run(BaseModel):
    """One run of one source. `read` counts the posts that were fetched, not those passed over as known."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    night: Night
    started: AwareDatetime
    ended: AwareDatetime
    listed: int = 0
    """Posts that the lists showed."""
    new: int = 0
    ads: int = 0
    rejected: int = 0
    filled: dict[FilledField, int] = Field(default_factory=dict)
    """In how many of `ads` a field was filled."""
    refusals: dict[int, int] = Field(default_factory=dict)
    """Answers by which the site refused or asked for patience, by HTTP status."""
    error: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return self.ads + self.rejected

    def with_others(self, others: Iterable["Run"]) -> "Run":
        """The run of several machines; what the lists showed is the same for all of them."""
        runs = [self, *others]
        return self.model_copy(
            update={
                "listed": max(run.listed for run in runs),
                "new": sum(run.new for run in runs),
                "ads": sum(run.ads for run in runs),
                "rejected": sum(run.rejected for run in runs),
                "filled": dict(sum((Counter(run.filled) for run in runs), Counter())),
                "refusals": dict(sum((Counter(run.refusals) for run in runs), Counter())),
            }
        )

    def share(self, field: FilledField) -> float:
        """In what share of the ads a field was filled; 1.0 where there were none."""
        return self.filled.get(field, 0) / self.ads if self.ads else 1.0


def filled_fields(ad: JobAd) -> list[FilledField]:
    return [field for field in FIELDS if getattr(ad, field)]


def read_runs(base: sqlite3.Connection, count: int) -> list[Run]:
    """The latest runs in a memory, the newest first."""
    rows = base.execute("SELECT record FROM runs ORDER BY started DESC LIMIT ?", (count,))
    return [Run.model_validate_json(row[0]) for row in rows]


def runs_in_file(path: Path, count: int) -> list[Run]:
    """The same from a memory that is not open, which stays as it is; none where nothing ran yet."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        known = base.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone()
        return read_runs(base, count) if known else []
