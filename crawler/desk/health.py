"""How each source is: its last run, what that gave, what is wrong, when it is next due."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.due import is_due, next_due
from crawler.entries import Source
from crawler.runs import Run, runs_in_file
from crawler.sources import Sources
from records.jsonl import read_records
from records.layout import Layout
from records.reports import CrawlReport, SourceReport


@dataclass(frozen=True)
class State:
    """One source and what is known of it. `report` is that of its latest night."""

    source: Source
    run: Run | None
    report: SourceReport | None
    next_due: datetime | None
    is_due: bool
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """An address that ads name as a further source."""

    address: str
    source: str
    ad_id: str


def latest_reports(layout: Layout) -> dict[str, SourceReport]:
    """Each source's report of the latest night in which it was crawled. Raises BadFile for a damaged one."""
    reports: dict[str, SourceReport] = {}
    for path in sorted(layout.crawl_report("*").parent.glob("????-??-??.json")):
        for whole in read_records(path, CrawlReport):
            reports |= {report.source: report for report in whole.sources}
    return reports


def states(sources: Sources, layout: Layout, now: datetime) -> list[State]:
    reports = latest_reports(layout)
    return [state_of(source, reports.get(source.name), layout, now) for source in sources.sources]


def state_of(source: Source, report: SourceReport | None, layout: Layout, now: datetime) -> State:
    path = layout.crawl_state(source.name)
    unreadable: list[str] = []
    run: Run | None = None
    try:
        run = next(iter(runs_in_file(path, 1)), None)
    except sqlite3.Error as error:
        unreadable.append(f"{source.name}: {path} cannot be read: {error}.")
    started = run.started if run else None
    faults = [*unreadable, *([report.error] if report and report.error else [])]
    return State(
        source=source,
        run=run,
        report=report,
        next_due=next_due(source, started),
        is_due=is_due(source, started, now),
        faults=tuple(faults),
        warnings=report.warnings if report else (),
    )


def proposals(sources: Sources, layout: Layout) -> list[Proposal]:
    """What ads named and the file does not hold yet, by address."""
    there = {url.lower() for source in sources.sources for url in source.start}
    found: dict[str, Proposal] = {}
    for source in sources.sources:
        for address, ad_id in proposed_in(layout.crawl_state(source.name)):
            if address.lower() not in there:
                found.setdefault(address, Proposal(address, source.name, ad_id))
    return [found[address] for address in sorted(found)]


def proposed_in(path: Path) -> list[tuple[str, str]]:
    """Addresses and the ads that name them; none where the memory is missing, old or broken."""
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            return list(base.execute("SELECT address, ad_id FROM proposals ORDER BY first_seen"))
    except sqlite3.Error:
        return []
