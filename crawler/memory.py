"""What is remembered of one source: the posts already collected, and the night's journal.

One SQLite file a source. A sighting and its journal line are in one transaction, so that a kill
at any moment leaves either both or none; `finish` moves the journal into the night's raw file.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from crawler.runs import Run, read_runs
from records import JobAd
from records.jsonl import open_bytes, write_whole
from records.layout import Layout
from records.reports import SourceReport

SCHEMA = """
CREATE TABLE IF NOT EXISTS posts (
    native_id TEXT PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, revisions INTEGER NOT NULL DEFAULT 1, gone_at TEXT,
    gone_how TEXT, fetched_at TEXT, parent TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS markers (
    native_id TEXT NOT NULL, kind TEXT NOT NULL, marker TEXT NOT NULL, PRIMARY KEY (native_id, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS proposals (
    address TEXT PRIMARY KEY, first_seen TEXT NOT NULL, ad_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS journal (line INTEGER PRIMARY KEY, night TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outcomes (
    night TEXT NOT NULL, native_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (night, native_id)
);
CREATE TABLE IF NOT EXISTS nights (night TEXT PRIMARY KEY, pages INTEGER NOT NULL DEFAULT 0, error TEXT);
CREATE TABLE IF NOT EXISTS runs (started TEXT PRIMARY KEY, record TEXT NOT NULL);
"""
ADDED = {"gone_how": "TEXT", "fetched_at": "TEXT", "parent": "TEXT NOT NULL DEFAULT ''"}
"""Columns of `posts` that memories of earlier versions lack."""

Outcome = Literal["new", "edited", "unchanged", "rejected", "gone"]


def text_digest(ad: JobAd) -> str:
    """Tells two revisions of a post apart by what it says.

    Links within the post's own site and picture addresses are left out: sites renew
    download tokens and picture hosts without an edit. Pictures of a page are read only once this
    has told it apart; a screenshot that was handed in is known by what it says.
    """
    host = urlsplit(ad.url).netloc
    outward = [link for link in ad.links if urlsplit(link).netloc != host]
    read = [image.text for image in ad.images if image.text] if ad.url.startswith("submission:") else []
    said = [ad.title, ad.body, ad.employer, ad.location, ad.pay, ad.contact, *outward, *read]
    return blake2b(json.dumps(said, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def own_path(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()


@dataclass(frozen=True)
class Known:
    """A post that was collected, and was still there when last looked at.

    Its path is kept without the host: a site that moves keeps its paths. `markers` are what
    the lists last showed of it, by kind of list.
    """

    native_id: str
    path: str
    fetched_at: datetime | None = None
    markers: dict[str, str] = field(default_factory=dict)


class Memory:
    """The memory of one source on one night. Raises sqlite3.Error when the file or disk is bad."""

    at_once = False
    """Whether each sighting is written down by itself; else whoever stores them calls `write_down`."""

    def __init__(self, layout: Layout, source: str, night: str) -> None:
        self.layout, self.source, self.night = layout, source, night
        self._pages = 0
        path = layout.crawl_state(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing by this; a power cut may lose the last posts, which are fetched anew.
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(SCHEMA)
        self._add_columns()
        self._base.execute("INSERT OR IGNORE INTO nights (night) VALUES (?)", (night,))
        self._base.execute("UPDATE nights SET error = NULL WHERE night = ?", (night,))

    def _add_columns(self) -> None:
        present = {row[1] for row in self._base.execute("PRAGMA table_info(posts)")}
        for name in ADDED.keys() - present:
            self._base.execute(f"ALTER TABLE posts ADD COLUMN {name} {ADDED[name]}")
        self._base.execute("CREATE INDEX IF NOT EXISTS comments ON posts (parent)")

    @contextmanager
    def _together(self) -> Iterator[None]:
        """What belongs together: all of it or nothing. It is written down with what else comes by then."""
        if not self._base.in_transaction:
            self._base.execute("BEGIN IMMEDIATE")
        self._base.execute("SAVEPOINT sighting")
        try:
            yield
        except BaseException:
            if self._base.in_transaction:  # a full disk takes it back by itself, to the last `write_down`
                self._base.execute("ROLLBACK TO sighting")
            raise
        self._base.execute("RELEASE sighting")
        if self.at_once:
            self.write_down()

    def write_down(self) -> None:
        """Ends the transaction, with the pages that came in it: a kill from here on loses none of it."""
        try:
            if self._pages:
                self._base.execute(
                    "UPDATE nights SET pages = pages + ? WHERE night = ?", (self._pages, self.night)
                )
            self._base.commit()
        except sqlite3.Error:
            self._base.rollback()
            raise
        self._pages = 0

    def what_is(self, native_id: str, ad: JobAd) -> Outcome:
        """What `keep` would call this sighting."""
        return self._compare(native_id, text_digest(ad))

    def _compare(self, native_id: str, digest: str) -> Outcome:
        row = self._base.execute("SELECT digest FROM posts WHERE native_id = ?", (native_id,)).fetchone()
        return "new" if row is None else "unchanged" if row[0] == digest else "edited"

    def keep(self, native_id: str, ad: JobAd, parent: str = "") -> Outcome:
        """Records a sighting of an ad; a new or edited one goes to the journal."""
        digest, now = text_digest(ad), ad.fetched_at.isoformat()
        with self._together():
            outcome = self._compare(native_id, digest)
            self._base.execute(
                """INSERT INTO posts (native_id, path, digest, first_seen, last_seen, fetched_at, parent)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (native_id) DO UPDATE SET path = excluded.path, digest = excluded.digest,
                last_seen = excluded.last_seen, fetched_at = excluded.fetched_at, parent = excluded.parent,
                gone_at = NULL, gone_how = NULL, revisions = revisions + ?""",
                (native_id, own_path(ad.url), digest, now, now, now, parent, outcome == "edited"),
            )
            if outcome != "unchanged":
                record = ad.model_dump_json(exclude_none=True)
                self._base.execute("INSERT INTO journal (night, record) VALUES (?, ?)", (self.night, record))
            self._note(native_id, outcome)
        return outcome

    def reject(self, native_id: str, reason: str) -> None:
        with self._together():
            self._note(native_id, "rejected", reason)

    def pass_over(self, posts: Iterable[str], now: datetime) -> None:
        """Counts known posts that a list shows unchanged, which are not fetched again."""
        with self._together():
            for native_id in posts:
                self._base.execute(
                    "UPDATE posts SET last_seen = ? WHERE native_id = ? OR parent = ? AND gone_at IS NULL",
                    (now.isoformat(), native_id, native_id),
                )
                self._note(native_id, "unchanged")

    def mark(self, kind: str, markers: Iterable[tuple[str, str]]) -> None:
        """Keeps what a kind of list shows of posts, to compare with the next time."""
        with self._together():
            self._base.executemany(
                "INSERT OR REPLACE INTO markers VALUES (?, ?, ?)",
                [(native_id, kind, marker) for native_id, marker in markers],
            )

    def known(self, native_id: str) -> Known | None:
        """A post that was collected before and is not gone."""
        row = self._base.execute(
            "SELECT path, fetched_at FROM posts WHERE native_id = ? AND gone_at IS NULL", (native_id,)
        ).fetchone()
        if row is None:
            return None
        markers = self._base.execute("SELECT kind, marker FROM markers WHERE native_id = ?", (native_id,))
        return Known(native_id, row[0], datetime.fromisoformat(row[1]) if row[1] else None, dict(markers))

    def comments_of(self, native_id: str) -> list[Known]:
        """The comments known under a post that are not gone."""
        rows = self._base.execute(
            "SELECT native_id, path FROM posts WHERE parent = ? AND gone_at IS NULL", (native_id,)
        )
        return [Known(*row) for row in rows]

    def propose(self, address: str, ad_id: str, now: datetime) -> None:
        """Keeps an address that an ad names as a further source, for a person to look at."""
        self._base.execute(
            "INSERT OR IGNORE INTO proposals VALUES (?, ?, ?)", (address, now.isoformat(), ad_id)
        )

    def mark_gone(self, native_id: str, now: datetime, how: str = "gone") -> bool:
        """Dates the end of a known post. False when the post was never collected, or gone before."""
        with self._together():
            done = self._base.execute(
                "UPDATE posts SET gone_at = ?, gone_how = ? WHERE native_id = ? AND gone_at IS NULL",
                (now.isoformat(), how, native_id),
            )
            if done.rowcount:
                self._note(native_id, "gone")
        return done.rowcount > 0

    def still_there(self) -> list[Known]:
        """The posts that were there when last looked at, comments left out: their post tells of them."""
        rows = self._base.execute(
            "SELECT native_id, path FROM posts WHERE gone_at IS NULL AND parent = '' ORDER BY last_seen"
        )
        return [Known(*row) for row in rows]

    def count_page(self) -> None:
        """Written with what the page gave: a kill between the two loses both; it is then fetched anew."""
        self._pages += 1

    def fail(self, sentence: str) -> None:
        """Keeps the first thing that went wrong with the source as a whole."""
        self._base.execute(
            "UPDATE nights SET error = COALESCE(error, ?) WHERE night = ?", (sentence, self.night)
        )

    def keep_run(self, run: Run) -> None:
        """Remembers a run that came to its end."""
        record = run.model_dump_json(exclude_defaults=True)
        self._base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?)", (run.started.isoformat(), record))

    def last_runs(self, count: int) -> list[Run]:
        """The latest runs, the newest first."""
        return read_runs(self._base, count)

    def _note(self, native_id: str, outcome: Outcome, reason: str = "") -> None:
        """A post counts once a night. What it gave first stands, unless later in the night more is known."""
        self._base.execute(
            """INSERT INTO outcomes VALUES (?, ?, ?, ?) ON CONFLICT (night, native_id)
            DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason
            WHERE outcomes.outcome = 'rejected'
               OR outcomes.outcome = 'unchanged' AND excluded.outcome IN ('edited', 'gone')""",
            (self.night, native_id, outcome, reason),
        )

    def finish(self) -> None:
        """Moves the journal, also a killed run's, into the raw files. Raises BadFile when that fails."""
        self.write_down()
        nights = [row[0] for row in self._base.execute("SELECT DISTINCT night FROM journal ORDER BY night")]
        for night in nights:
            self._write_raw(night)
            self._base.execute("DELETE FROM journal WHERE night = ?", (night,))

    def _write_raw(self, night: str) -> None:
        """Writes what the file holds and then the journal; lines it already has are not doubled."""
        path = self.layout.raw(self.source, night)
        journal = [
            row[0]
            for row in self._base.execute(
                "SELECT record FROM journal WHERE night = ? ORDER BY line", (night,)
            )
        ]
        pending = dict.fromkeys(journal)
        with write_whole(path) as stream:
            for line in _lines(path):
                pending.pop(line, None)
                stream.write(line + "\n")
            stream.writelines(line + "\n" for line in pending)

    def report(self) -> SourceReport:
        """The night's counts so far, over all its runs: each post once."""
        pages, error = self._base.execute(
            "SELECT pages, error FROM nights WHERE night = ?", (self.night,)
        ).fetchone()
        rows = self._base.execute(
            "SELECT outcome, reason FROM outcomes WHERE night = ?", (self.night,)
        ).fetchall()
        count = Counter(outcome for outcome, _ in rows)
        latest = [run for run in self.last_runs(1) if run.night == self.night]
        return SourceReport(
            source=self.source,
            pages=pages + self._pages,
            seen=len(rows) - count["gone"],
            new=count["new"],
            edited=count["edited"],
            unchanged=count["unchanged"],
            rejected=dict(
                sorted(Counter(reason for outcome, reason in rows if outcome == "rejected").items())
            ),
            gone=count["gone"],
            error=error,
            warnings=latest[0].warnings if latest else (),
        )

    def close(self) -> None:
        with suppress(sqlite3.Error):  # who came to an end knows; others were stopped
            self.write_down()
        self._base.close()


def _lines(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    with open_bytes(path) as stream:
        yield from _split(iter(lambda: stream.read(1 << 20), b""))


def _split(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.decode() for line in whole)
    if rest:
        yield rest.decode()
