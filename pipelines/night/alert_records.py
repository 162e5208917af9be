"""The night's alerts as they now stand in the ledger, each with all its copies."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, or_, select

from pipelines.chunks import in_chunks
from pipelines.night import ledger
from records import Alert, Copy


def alerts_of_night(connection: Connection, night: str, most_copies: int) -> Iterator[Alert]:
    """The alerts that the night raised or changed, highest risk first, as they now stand.

    An earlier alert comes again when copies were added or its campaign was merged: review knows
    it by its id and asks nobody to read it again.
    """
    table, merges, copies = ledger.alerts, ledger.merges, ledger.copies
    with_copies = select(copies.c.alert_id).where(copies.c.night == night)
    merged = select(merges.c.into).where(merges.c.night == night)
    touched = or_(table.c.night == night, table.c.alert_id.in_(with_copies), table.c.campaign_id.in_(merged))
    names = connection.execute(
        select(table.c.alert_id).where(touched).order_by(table.c.risk.desc(), table.c.alert_id)
    ).scalars()
    for name in names.all():
        row = connection.execute(select(table).where(table.c.alert_id == name)).one()
        alert = Alert.model_validate_json(zlib.decompress(row.record))
        found = tuple(_copies_of(connection, alert, most_copies))
        yield alert.model_copy(update={"campaign_id": row.campaign_id, "copies": found})


def _copies_of(connection: Connection, alert: Alert, most: int) -> Iterator[Copy]:
    """The copies seen last, oldest of them first, with the contacts that the alert lacks."""
    ads, copies = ledger.ads, ledger.copies
    query = (
        select(ads)
        .join(copies, copies.c.ad_id == ads.c.ad_id)
        .where(copies.c.alert_id == alert.alert_id)
        .order_by(ads.c.last_seen.desc(), ads.c.ad_id)
        .limit(most)
    )
    rows = connection.execute(query).all()
    known: set[tuple[str, str]] = {(contact.type, contact.value) for contact in alert.reading.contacts}
    channels = _channels(connection, [row.ad_id for row in rows], known)
    for row in sorted(rows, key=lambda row: (row.first_seen, row.ad_id)):
        yield Copy(
            ad_id=row.ad_id,
            source=row.source,
            url=row.url,
            title=row.title,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            channels=tuple(channels[row.ad_id]),
        )


def _channels(
    connection: Connection, ad_ids: Sequence[str], known: set[tuple[str, str]]
) -> defaultdict[str, list[str]]:
    table = ledger.contacts
    found: defaultdict[str, list[str]] = defaultdict(list)
    for chunk in in_chunks(ad_ids):
        query = select(table).where(table.c.ad_id.in_(chunk)).order_by(table.c.type, table.c.value)
        for row in connection.execute(query):
            if (row.type, row.value) not in known:
                found[row.ad_id].append(f"{row.type}:{row.value}")
    return found
