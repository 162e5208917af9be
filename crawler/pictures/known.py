"""The flyers of all sources: what each says, so that none is read twice, and which ad showed it first."""

import sqlite3
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from crawler.pictures.reading import Picture

SCHEMA = """
CREATE TABLE IF NOT EXISTS pictures (
    sha256 TEXT PRIMARY KEY, phash TEXT, ad_id TEXT NOT NULL, first_seen TEXT NOT NULL, text TEXT, reason TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS addresses (
    source TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, fetched_at TEXT NOT NULL,
    PRIMARY KEY (source, url)
) WITHOUT ROWID;
"""
PASSING = ("too slow", "reader fault", "no reader")
"""Reasons of this machine, not of the picture: it is read again when next it is seen."""

SAME_BITS = 2
NEAR_BITS, NEAR_TEXT = 10, 0.8
"""Of 64 bits: so many may differ in one flyer, or so many when the texts agree to this share.

Measured on 92 flyers of samples/flyers.py (seeds 11-14, 2026-11-28): re-encoded, resized or greyed
copies differ in at most 2 (95%), brightened by a quarter in 4, cut by 2% in at most 8; another
text set in the same look differs in 6 and more (23 looks, 138 pairs), in another look 0.15% of
pairs differ in 4 or fewer.
"""


class Flyers:
    """Raises sqlite3.Error when the file or disk is bad."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(SCHEMA)
        self._base.create_function("bits_apart", 2, bits_apart, deterministic=True)

    def recall(self, digest: str) -> Picture | None:
        """What is known of these bytes; None when they are to be read."""
        row = self._base.execute(
            "SELECT sha256, phash, text, reason FROM pictures WHERE sha256 = ?", (digest,)
        ).fetchone()
        return None if row is None or row[3] in PASSING or row[2:] == (None, None) else Picture(*row)

    def lacked_reader(self, digest: str) -> bool:
        """Whether these bytes came where no reader was; of handed-in ones earlier versions kept no reason."""
        row = self._base.execute(
            """SELECT 1 FROM pictures
            WHERE sha256 = ? AND (reason = 'no reader' OR text IS NULL AND reason IS NULL)""",
            (digest,),
        ).fetchone()
        return row is not None

    def at(self, source: str, url: str, now: datetime, days: float) -> Picture | None:
        """The picture that a source showed at an address within so many days."""
        row = self._base.execute(
            "SELECT sha256, fetched_at FROM addresses WHERE source = ? AND url = ?", (source, url)
        ).fetchone()
        if row is None or now - datetime.fromisoformat(row[1]) >= timedelta(days=days):
            return None
        return self.recall(row[0])

    def keep(self, picture: Picture, ad_id: str, now: datetime) -> None:
        """Keeps what was read; the ad that showed it first stays the first."""
        self._base.execute(
            """INSERT INTO pictures (sha256, phash, text, reason, ad_id, first_seen) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (sha256) DO UPDATE SET phash = excluded.phash, text = excluded.text,
            reason = excluded.reason""",
            (picture.sha256, picture.phash, picture.text, picture.reason, ad_id, now.isoformat()),
        )

    def place(self, source: str, url: str, digest: str, now: datetime) -> None:
        self._base.execute(
            "INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?)", (source, url, digest, now.isoformat())
        )

    def first_like(self, picture: Picture, ad_id: str) -> str | None:
        """The other ad that first showed these bytes, or a flyer nearly like this one."""
        rows = self._base.execute(
            """SELECT ad_id, sha256, phash, text FROM pictures
            WHERE sha256 = ? OR text != '' AND bits_apart(phash, ?) <= ? ORDER BY first_seen, ad_id""",
            (picture.sha256, picture.phash, NEAR_BITS),
        )
        for first, digest, phash, text in rows:
            if digest == picture.sha256 or is_same_flyer(picture, Picture(digest, phash, text)):
                return first if first != ad_id else None
        return None

    def close(self) -> None:
        self._base.close()


def is_same_flyer(one: Picture, other: Picture) -> bool:
    """Whether two pictures with text are one flyer; a photo or a logo is told by its bytes alone."""
    if not (one.text and other.text and one.phash and other.phash):
        return False
    apart = bits_apart(one.phash, other.phash)
    agree = SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio
    return apart <= SAME_BITS or (apart <= NEAR_BITS and agree() >= NEAR_TEXT)


def bits_apart(one: str | None, other: str | None) -> int:
    """The Hamming distance of two hashes in hex; 64 where one is missing."""
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else 64
