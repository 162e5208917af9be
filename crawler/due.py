"""When a source is next to be crawled: every so many hours, and more often at night where it says so."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from crawler.entries import Source
from crawler.runs import runs_in_file
from records.layout import SEOUL, Layout

NIGHT_ENDS = 6
"""The night lasts from 0 to 6 o'clock in Seoul."""
SLACK = timedelta(minutes=5)
"""A timer that starts the crawl at the same time each day is at times some seconds early."""


def next_due(source: Source, last_run: datetime | None) -> datetime | None:
    """The moment in UTC from which the source is due; None when it never ran, and so is due at once."""
    if last_run is None:
        return None
    due = last_run + timedelta(hours=source.every_hours)
    if source.night_every_hours is not None:
        due = min(due, at_night(last_run + timedelta(hours=source.night_every_hours)))
    return due.astimezone(UTC)


def at_night(moment: datetime) -> datetime:
    """The moment itself when it is night in Seoul, else the beginning of the next night."""
    there = moment.astimezone(SEOUL)
    if there.hour < NIGHT_ENDS:
        return moment
    return datetime.combine(there.date() + timedelta(days=1), time(), SEOUL)


def is_due(source: Source, last_run: datetime | None, now: datetime) -> bool:
    """Whether a crawl that starts now should read the source; what was missed stays due."""
    due = next_due(source, last_run)
    return due is None or now >= due - SLACK


def last_start(layout: Layout, name: str) -> datetime | None:
    """When the latest run of a source began that came to its end; of a broken memory the crawl will speak."""
    try:
        return next((run.started for run in runs_in_file(layout.crawl_state(name), 1)), None)
    except sqlite3.Error:
        return None


def due_sources(sources: Iterable[Source], layout: Layout, now: datetime) -> tuple[Source, ...]:
    return tuple(source for source in sources if is_due(source, last_start(layout, source.name), now))
