"""Campaigns: tonight's ads joined with each other and with all nights before.

Two ads are of one campaign when their texts are near-copies, or when they name the same contact
and both look like lures. Contacts of ordinary ads do not link: a job centre's number stands on
thousands of honest ads, and a warning that lists thirty handles would make one of thirty campaigns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from scipy.cluster.hierarchy import DisjointSet
from sqlalchemy import Connection, Row, func, insert, select, update

from pipelines.chunks import in_chunks
from pipelines.night import ledger
from pipelines.night.campaign_graph import LinkParams, Node, join, node_of
from pipelines.night.contact_links import join_contacts
from pipelines.night.copy_links import join_copies
from pipelines.night.similarity import Similarity


@dataclass(frozen=True)
class Linked:
    """What the night changed, as the ledger has it: a rerun counts the same."""

    ads: int
    founded: int
    merged: int
    common_contacts: int
    """Contacts that stand on too many texts to link them."""


def link_night(connection: Connection, night: str, params: LinkParams) -> Linked:
    """Gives each ad of the night a campaign. Done twice, the second time changes nothing."""
    tonight = connection.execute(select(ledger.ads).where(ledger.ads.c.night == night)).all()
    groups: DisjointSet = DisjointSet()
    for row in tonight:
        join(groups, Node("ad", row.ad_id), node_of(row))
    similarity = Similarity(connection)
    join_copies(connection, night, tonight, groups, similarity, params)
    common = join_contacts(connection, tonight, groups, similarity, params)
    _settle(connection, night, tonight, groups)
    founded, merged = (
        connection.execute(select(func.count()).where(table.c.night == night)).scalar_one()
        for table in (ledger.campaigns, ledger.merges)
    )
    return Linked(len(tonight), founded, merged, common)


def _settle(connection: Connection, night: str, tonight: Sequence[Row[Any]], groups: DisjointSet) -> None:
    """Writes the campaigns down: the oldest of a group survives, and the merges are recorded."""
    rows = {row.ad_id: row for row in tonight}
    for group in groups.subsets():
        campaigns = sorted(node.name for node in group if node.kind == "campaign")
        members = [rows[node.name] for node in group if node.kind == "ad"]
        homeless = sorted(
            (row for row in members if row.campaign_id is None), key=lambda row: (row.first_seen, row.ad_id)
        )
        if campaigns:
            survivor, *gone = _by_age(connection, campaigns)
            _merge(connection, night, gone, survivor)
        elif homeless:
            survivor = _found(connection, night, homeless[0])
        else:
            continue
        for chunk in in_chunks([row.ad_id for row in homeless]):
            table = ledger.ads
            connection.execute(update(table).where(table.c.ad_id.in_(chunk)).values(campaign_id=survivor))


def _by_age(connection: Connection, campaigns: Sequence[str]) -> list[str]:
    if len(campaigns) == 1:
        return list(campaigns)
    table = ledger.campaigns
    query = select(table.c.campaign_id).where(table.c.campaign_id.in_(campaigns))
    return list(connection.execute(query.order_by(table.c.founded, table.c.campaign_id)).scalars())


def _merge(connection: Connection, night: str, gone: Sequence[str], survivor: str) -> None:
    for campaign in gone:
        connection.execute(insert(ledger.merges).values(gone=campaign, into=survivor, night=night))
        for table in (ledger.ads, ledger.alerts):
            connection.execute(
                update(table).where(table.c.campaign_id == campaign).values(campaign_id=survivor)
            )


def _found(connection: Connection, night: str, founder: Row[Any]) -> str:
    """A campaign named for its night and its first ad, so that a rerun gives the same name."""
    mark = blake2b(founder.ad_id.encode(), digest_size=5).hexdigest()
    campaign = f"c{night.replace('-', '')}-{mark}"
    connection.execute(
        insert(ledger.campaigns).values(
            campaign_id=campaign, founder=founder.ad_id, founded=founder.first_seen, night=night
        )
    )
    return campaign
