"""Ads that were there again tonight, unchanged: the crawler collects them no more, but dates them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Connection, bindparam, update

from pipelines.chunks import in_chunks
from pipelines.night import ledger
from records.jsonl import BadFile
from records.layout import SEOUL, Layout


def date_sightings(connection: Connection, layout: Layout, night: str) -> None:
    """Moves `last_seen` of every ad that the crawler met tonight or since."""
    since = datetime.combine(date.fromisoformat(night), time(), SEOUL).astimezone(UTC).isoformat()
    for path in sorted(layout.crawl_state("*").parent.glob("*.sqlite3")):
        _date(connection, path, since)


def _date(connection: Connection, path: Path, since: str) -> None:
    later = ledger.ads.c.last_seen < bindparam("moment")
    statement = update(ledger.ads).where(ledger.ads.c.ad_id == bindparam("name"), later)
    sightings = list(_sightings(path, since))
    for chunk in in_chunks(sightings):
        rows = [{"name": f"{path.stem}:{native_id}", "moment": moment} for native_id, moment in chunk]
        connection.execute(statement.values(last_seen=bindparam("moment")), rows)


def _sightings(path: Path, since: str) -> Iterator[tuple[str, str]]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            yield from base.execute("SELECT native_id, last_seen FROM posts WHERE last_seen >= ?", (since,))
    except sqlite3.Error as error:
        raise BadFile(f"{path} cannot be read: {error}.") from None
