"""Joins lures that name the same contact."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from scipy.cluster.hierarchy import DisjointSet
from sqlalchemy import Connection, Row, func, select

from pipelines.chunks import in_chunks
from pipelines.night import ledger
from pipelines.night.campaign_graph import LinkParams, join, node_of
from pipelines.night.similarity import Similarity

MOST_HOLDERS = 2000
"""Ads looked at for one contact, the latest first."""


def join_contacts(
    connection: Connection,
    tonight: Sequence[Row[Any]],
    groups: DisjointSet,
    similarity: Similarity,
    params: LinkParams,
) -> int:
    """Says how many contacts were too common to link anything."""
    common = 0
    risky = [row.ad_id for row in tonight if row.risk >= params.contact_risk]
    for kind, value in _contacts_of(connection, risky, params.contacts_an_ad):
        holders = _holders(connection, kind, value, params)
        if len(holders) < 2:
            continue
        texts = dict.fromkeys(row.wording for row in holders)
        if similarity.count_unrelated(texts, params.near_copy, params.contact_texts) > params.contact_texts:
            common += 1
            continue
        first, *others = [node_of(row) for row in holders]
        for other in others:
            join(groups, first, other)
    return common


def _contacts_of(connection: Connection, ad_ids: Sequence[str], most: int) -> list[tuple[str, str]]:
    """The contacts of those ads that name no more than `most`: a longer list is no ad."""
    table = ledger.contacts
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for chunk in in_chunks(ad_ids):
        for row in connection.execute(select(table).where(table.c.ad_id.in_(chunk))):
            named[row.ad_id].append((row.type, row.value))
    return sorted({contact for contacts in named.values() if len(contacts) <= most for contact in contacts})


def _holders(connection: Connection, kind: str, value: str, params: LinkParams) -> Sequence[Row[Any]]:
    """The ads that name a contact and look like lures, the latest first."""
    ads, contacts = ledger.ads, ledger.contacts
    named = contacts.alias()
    how_many = select(func.count()).where(named.c.ad_id == ads.c.ad_id).scalar_subquery()
    query = (
        select(ads)
        .join(contacts, contacts.c.ad_id == ads.c.ad_id)
        .where(contacts.c.type == kind, contacts.c.value == value)
        .where(ads.c.risk >= params.contact_risk, how_many <= params.contacts_an_ad)
        .order_by(ads.c.last_seen.desc(), ads.c.ad_id)
        .limit(MOST_HOLDERS)
    )
    return connection.execute(query).all()
