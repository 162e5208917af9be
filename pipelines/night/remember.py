"""A night's ads into the ledger: sightings, revisions, wordings and contacts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select, update

from pipelines.night import ledger
from pipelines.night.wordings import Wording, digest, pack, wording_of
from pipelines.scored import Scored
from records import JobAd

BATCH = 500
LONGEST_CONTACT = 1000


@dataclass
class Remembered:
    """Ads by what the ledger knew of them."""

    new: int = 0
    edited: int = 0
    known: int = 0


@dataclass(frozen=True)
class Seen:
    """One ad of the night with what the ledger keeps of it."""

    ad: JobAd
    scored: Scored
    digest: str
    wording: Wording


def remember_night(
    connection: Connection, night: str, ads: Iterable[tuple[JobAd, Scored]], least_characters: int
) -> Remembered:
    """Adds what the ledger lacks. Ads that it already has in this revision change nothing."""
    remembered = Remembered()
    for batch in _in_batches(ads, least_characters):
        _remember_batch(connection, night, batch, remembered)
    return remembered


def _in_batches(ads: Iterable[tuple[JobAd, Scored]], least_characters: int) -> Iterator[list[Seen]]:
    batch: list[Seen] = []
    for ad, scored in ads:
        batch.append(Seen(ad, scored, digest(ad.text), wording_of(scored.reading, least_characters)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _remember_batch(
    connection: Connection, night: str, batch: Sequence[Seen], remembered: Remembered
) -> None:
    ids = [seen.ad.ad_id for seen in batch]
    known = {
        row.ad_id: row for row in connection.execute(select(ledger.ads).where(ledger.ads.c.ad_id.in_(ids)))
    }
    _remember_wordings(connection, night, batch)
    fresh = [seen for seen in batch if seen.ad.ad_id not in known]
    _insert(connection, ledger.ads, [_ad_row(seen, night) for seen in fresh])
    for seen in batch:
        if seen.ad.ad_id in known:
            _see_again(connection, night, seen, known[seen.ad.ad_id])
    changed = [seen for seen in batch if _is_other(seen, known)]
    remembered.new += len(fresh)
    remembered.edited += len(changed) - len(fresh)
    remembered.known += len(batch) - len(changed)
    _remember_revisions(connection, night, changed)
    _remember_contacts(connection, night, changed)


def _is_other(seen: Seen, known: Mapping[str, Row[Any]]) -> bool:
    return seen.ad.ad_id not in known or known[seen.ad.ad_id].digest != seen.digest


def _ad_row(seen: Seen, night: str) -> dict[str, Any]:
    moment = seen.ad.fetched_at.isoformat()
    return {"ad_id": seen.ad.ad_id, "source": seen.ad.source, "first_seen": moment} | _as_it_stands(
        seen, night
    )


def _as_it_stands(seen: Seen, night: str) -> dict[str, Any]:
    return {
        "url": storable(seen.ad.url),
        "title": storable(seen.ad.title),
        "last_seen": seen.ad.fetched_at.isoformat(),
        "night": night,
        "digest": seen.digest,
        "wording": seen.wording.key,
        "risk": seen.scored.score.risk,
        "flagged": seen.scored.score.flagged,
    }


def _see_again(connection: Connection, night: str, seen: Seen, row: Row[Any]) -> None:
    """The ledger holds an ad as it last stood, even when an older night is taken up after a newer."""
    moment = seen.ad.fetched_at.isoformat()
    values: dict[str, Any] = {}
    if moment < row.first_seen:
        values["first_seen"] = moment
    if row.digest == seen.digest:
        if moment > row.last_seen:
            values["last_seen"] = moment
    elif moment >= row.last_seen:
        values |= _as_it_stands(seen, night)
    if values:
        connection.execute(update(ledger.ads).where(ledger.ads.c.ad_id == row.ad_id).values(values))


def _remember_wordings(connection: Connection, night: str, batch: Sequence[Seen]) -> None:
    table = ledger.wordings
    wordings = {seen.wording.key: seen.wording for seen in batch}
    found = connection.execute(select(table.c.wording).where(table.c.wording.in_(wordings))).scalars().all()
    later = table.c.wording.in_(found) & (table.c.last_night < night)
    connection.execute(update(table).where(later).values(last_night=night))
    _insert(
        connection,
        table,
        [
            {"wording": key, "text": pack(one.text), "signature": one.signature, "last_night": night}
            for key, one in wordings.items()
            if key not in set(found)
        ],
    )


def _remember_revisions(connection: Connection, night: str, batch: Sequence[Seen]) -> None:
    """An ad that goes back to what it said before adds no revision."""
    table = ledger.revisions
    ids = [seen.ad.ad_id for seen in batch]
    rows = connection.execute(select(table.c.ad_id, table.c.digest).where(table.c.ad_id.in_(ids)))
    found = {(row.ad_id, row.digest) for row in rows}
    _insert(
        connection,
        table,
        [
            {
                "ad_id": seen.ad.ad_id,
                "digest": seen.digest,
                "wording": seen.wording.key,
                "night": night,
                "seen_at": seen.ad.fetched_at.isoformat(),
                "risk": seen.scored.score.risk,
                "flagged": seen.scored.score.flagged,
                "model_version": seen.scored.score.model_version,
            }
            for seen in batch
            if (seen.ad.ad_id, seen.digest) not in found
        ],
    )


def _remember_contacts(connection: Connection, night: str, batch: Sequence[Seen]) -> None:
    """Those of all revisions stay: an edit that changes the handle is how campaigns move on."""
    table = ledger.contacts
    ids = [seen.ad.ad_id for seen in batch]
    rows = connection.execute(select(table).where(table.c.ad_id.in_(ids)))
    found = {(row.ad_id, row.type, row.value) for row in rows}
    named = {
        (seen.ad.ad_id, contact.type, storable(contact.value))
        for seen in batch
        for contact in seen.scored.reading.contacts
        if len(contact.value) <= LONGEST_CONTACT
    }
    _insert(
        connection,
        table,
        [
            {"ad_id": ad_id, "type": kind, "value": value, "night": night}
            for ad_id, kind, value in sorted(named - found)
        ],
    )


def storable(text: str) -> str:
    """PostgreSQL keeps no NUL in its text."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
