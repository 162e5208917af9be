"""What the machines that crawl one source tell each other: the posts they know, and how far the walk is.

As fields of Redis hashes. A post's row is told when it was fetched or found gone; of two rows the
later one stands. What a walk has listed belongs to one run.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from crawler.memory import Memory, Outcome
from crawler.results import Post
from crawler.walk import Walk
from records import JobAd
from records.layout import Layout

Row = dict[str, Any]


class SharedMemory(Memory):
    """A memory that notes what of it the other machines have not been told yet.

    `machine` is the name of this journal, for good.
    """

    at_once = True  # what others are told of must be there

    def __init__(self, layout: Layout, source: str, night: str) -> None:
        super().__init__(layout, source, night)
        self.touched: set[str] = set()
        self.marked: dict[str, str] = {}
        self.settle: Callable[[], None] = lambda: None
        self._base.execute("CREATE TABLE IF NOT EXISTS machine (one INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        self._base.execute("INSERT OR IGNORE INTO machine VALUES (1, ?)", (uuid4().hex,))
        self.machine = str(self._base.execute("SELECT name FROM machine").fetchone()[0])

    def keep(self, native_id: str, ad: JobAd, parent: str = "") -> Outcome:
        self.touched.add(native_id)
        return super().keep(native_id, ad, parent)

    def mark_gone(self, native_id: str, now: datetime, how: str = "gone") -> bool:
        self.touched.add(native_id)
        return super().mark_gone(native_id, now, how)

    def mark(self, kind: str, markers: Iterable[tuple[str, str]]) -> None:
        told = list(markers)
        self.marked |= {f"{kind} {native_id}": marker for native_id, marker in told}
        super().mark(kind, told)

    def finish(self) -> None:
        self.settle()
        super().finish()

    def last_line(self) -> int:
        """The number of the journal's last line; 0 for an empty one."""
        return int(self._base.execute("SELECT COALESCE(MAX(line), 0) FROM journal").fetchone()[0])

    def forget_after(self, line: int) -> None:
        """Forgets the ads of all later lines of the journal: another machine records them."""
        records = self._base.execute("SELECT night, record FROM journal WHERE line > ?", (line,)).fetchall()
        skip = len(f"{self.source}:")
        posts = [(json.loads(record)["ad_id"][skip:], night) for night, record in records]
        with self._together():
            self._base.executemany("DELETE FROM posts WHERE native_id = ?", [(post,) for post, _ in posts])
            self._base.executemany("DELETE FROM outcomes WHERE native_id = ? AND night = ?", posts)
            self._base.execute("DELETE FROM journal WHERE line > ?", (line,))

    def untold(self) -> tuple[dict[str, str], dict[str, str]]:
        """Posts and markers, field by field, since the last time that this was asked."""
        rows = ((native_id, self._row(native_id)) for native_id in self.touched)
        posts, marked = {native_id: _text(row) for native_id, row in rows if row}, self.marked
        self.touched, self.marked = set(), {}
        return posts, marked

    def learn(self, posts: Mapping[str, str], markers: Mapping[str, str]) -> None:
        """Takes over what others know better; what they lack is noted to be told."""
        own = self._rows()
        theirs: dict[str, Row] = {native_id: json.loads(text) for native_id, text in posts.items()}
        for native_id, row in theirs.items():
            if native_id not in own or _known_at(row) > _known_at(own[native_id]):
                self._write(row)
        self.touched |= {
            native_id
            for native_id, row in own.items()
            if native_id not in theirs or _known_at(row) > _known_at(theirs[native_id])
        }
        for name, marker in markers.items():
            kind, _, native_id = name.partition(" ")
            super().mark(kind, [(native_id, marker)])

    def _rows(self) -> dict[str, Row]:
        rows = self._base.execute("SELECT * FROM posts")
        return {row["native_id"]: row for row in (_named(rows, values) for values in rows)}

    def _row(self, native_id: str) -> Row | None:
        rows = self._base.execute("SELECT * FROM posts WHERE native_id = ?", (native_id,))
        return next((_named(rows, values) for values in rows), None)

    def _write(self, row: Row) -> None:
        own = [name for _, name, *_ in self._base.execute("PRAGMA table_info(posts)") if name in row]
        places = ", ".join(f":{name}" for name in own)
        self._base.execute(
            f"INSERT OR REPLACE INTO posts ({', '.join(own)}) VALUES ({places})",  # noqa: S608 (our own names)
            row,
        )


def _named(rows: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return dict(zip((column[0] for column in rows.description), values, strict=True))


def _known_at(row: Row) -> str:
    """When a post was last fetched or found gone: to be seen on a list says little."""
    return max(row["fetched_at"] or "", row["gone_at"] or "")


def _text(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False)


def progress_of(walk: Walk) -> dict[str, str]:
    """How far a walk is: the list pages it asked for and the posts it saw, field by field."""
    return {
        **{f"page {url}": "" for url in walk.list_pages},
        **{f"listed {native_id}": json.dumps(asdict(post)) for native_id, post in walk.listed.items()},
        **{f"asked {native_id}": "" for native_id in walk.asked},
        **({} if walk.whole_list else {"broken list": ""}),
    }


def go_on_from(walk: Walk, progress: Mapping[str, str]) -> None:
    """Adds to a walk what the other machines have seen of the lists."""
    for name, value in progress.items():
        kind, _, what = name.partition(" ")
        match kind:
            case "page":
                walk.list_pages.add(what)
            case "listed":
                walk.listed.setdefault(what, Post(**json.loads(value)))
            case "asked":
                walk.asked.add(what)
            case "broken":
                walk.whole_list = False
