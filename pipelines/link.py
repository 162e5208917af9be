"""Campaigns: tonight's ads joined with each other and with all nights before.

Two ads are of one campaign when their texts are near-copies, or when they name the same contact
and both look like lures. Contacts of ordinary ads do not link: a job centre's number stands on
thousands of honest ads, and a warning that lists thirty handles would make one of thirty campaigns.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import Field
from rensa import RMinHashLSH
from scipy.cluster.hierarchy import DisjointSet
from sqlalchemy import Connection, Row, func, insert, select, update

from pipelines import ledger
from pipelines.chunks import CHUNK, in_chunks
from pipelines.params import Section
from pipelines.similarity import Similarity
from pipelines.wordings import BANDS, PERMUTATIONS, restore

MOST_HOLDERS = 2000
"""Ads looked at for one contact, the latest first."""


class LinkParams(Section):
    near_copy: Annotated[float, Field(gt=0, le=1)]
    least_characters: Annotated[int, Field(ge=5)]
    memory_nights: Annotated[int, Field(ge=1)]
    contact_risk: Annotated[float, Field(ge=0, le=1)]
    contact_texts: Annotated[int, Field(ge=1)]
    contacts_an_ad: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Linked:
    """What the night changed, as the ledger has it: a rerun counts the same."""

    ads: int
    founded: int
    merged: int
    common_contacts: int
    """Contacts that stand on too many texts to link them."""


@dataclass(frozen=True)
class Node:
    """One thing that is joined: an ad or a wording of tonight, or a campaign of before."""

    kind: str
    name: str


def link_night(connection: Connection, night: str, params: LinkParams) -> Linked:
    """Gives each ad of the night a campaign. Done twice, the second time changes nothing."""
    tonight = connection.execute(select(ledger.ads).where(ledger.ads.c.night == night)).all()
    groups: DisjointSet = DisjointSet()
    for row in tonight:
        _join(groups, Node("ad", row.ad_id), _node_of(row))
    similarity = Similarity(connection)
    _join_copies(connection, night, tonight, groups, similarity, params)
    common = _join_contacts(connection, tonight, groups, similarity, params)
    _settle(connection, night, tonight, groups)
    founded, merged = (
        connection.execute(select(func.count()).where(table.c.night == night)).scalar_one()
        for table in (ledger.campaigns, ledger.merges)
    )
    return Linked(len(tonight), founded, merged, common)


def _node_of(row: Row[Any]) -> Node:
    return Node("ad", row.ad_id) if row.campaign_id is None else Node("campaign", row.campaign_id)


def _join(groups: DisjointSet, one: Node, other: Node) -> None:
    groups.add(one)
    groups.add(other)
    groups.merge(one, other)


def _join_copies(
    connection: Connection,
    night: str,
    tonight: Sequence[Row[Any]],
    groups: DisjointSet,
    similarity: Similarity,
    params: LinkParams,
) -> None:
    """What is joined already is not measured: a campaign of a thousand copies costs a thousand looks."""
    least = params.near_copy
    signatures = _signatures(connection, {row.wording for row in tonight})
    for row in tonight:
        if row.wording in signatures:
            _join(groups, Node("ad", row.ad_id), Node("wording", row.wording))
    for wording, campaign in _campaigns_of(connection, list(signatures)).items():
        _join(groups, Node("wording", wording), Node("campaign", campaign))
    names = list(signatures)
    index = RMinHashLSH(least, PERMUTATIONS, BANDS)
    hashes = [restore(signatures[name]) for name in names]
    index.insert_pairs(list(enumerate(hashes)))
    for place, candidates in enumerate(index.query_all(hashes)):
        for other in sorted(candidates):
            if other < place:
                one, two = Node("wording", names[place]), Node("wording", names[other])
                if not groups.connected(one, two) and similarity.at_least(
                    one.name, two.name, params.near_copy
                ):
                    groups.merge(one, two)
    for past in _past_wordings(connection, night, params.memory_nights):
        _join_past(connection, past, names, index, groups, similarity, least)


def _join_past(
    connection: Connection,
    past: Sequence[Row[Any]],
    names: Sequence[str],
    index: RMinHashLSH,
    groups: DisjointSet,
    similarity: Similarity,
    least: float,
) -> None:
    """One chunk of remembered wordings against tonight's: memory stays that of tonight."""
    found = index.query_all([restore(row.signature) for row in past])
    proposed = {row.wording: candidates for row, candidates in zip(past, found, strict=True) if candidates}
    campaign_of = _campaigns_of(connection, list(proposed))
    for wording, candidates in proposed.items():
        if wording not in campaign_of:
            continue
        campaign = Node("campaign", campaign_of[wording])
        groups.add(campaign)
        for place in candidates:
            node = Node("wording", names[place])
            if not groups.connected(node, campaign) and similarity.at_least(wording, node.name, least):
                groups.merge(node, campaign)


def _signatures(connection: Connection, wordings: set[str]) -> dict[str, bytes]:
    """The signatures of the wordings that are long enough to have one."""
    table = ledger.wordings
    found: dict[str, bytes] = {}
    for chunk in in_chunks(sorted(wordings)):
        query = select(table.c.wording, table.c.signature).where(
            table.c.wording.in_(chunk), table.c.signature.is_not(None)
        )
        found.update((row.wording, row.signature) for row in connection.execute(query))
    return found


def _past_wordings(connection: Connection, night: str, nights: int) -> Iterator[Sequence[Any]]:
    """Wordings last seen in the nights before, in chunks."""
    table = ledger.wordings
    oldest = (date.fromisoformat(night) - timedelta(days=nights)).isoformat()
    after = ""
    while True:
        query = (
            select(table.c.wording, table.c.signature)
            .where(table.c.signature.is_not(None), table.c.last_night >= oldest, table.c.wording > after)
            .order_by(table.c.wording)
            .limit(CHUNK)
        )
        rows = connection.execute(query).all()
        if not rows:
            return
        yield rows
        after = rows[-1].wording


def _campaigns_of(connection: Connection, wordings: Sequence[str]) -> dict[str, str]:
    """The campaign in which each wording stands already, if any."""
    ads, revisions = ledger.ads, ledger.revisions
    found: dict[str, str] = {}
    for chunk in in_chunks(wordings):
        query = (
            select(revisions.c.wording, func.min(ads.c.campaign_id).label("campaign_id"))
            .join(ads, ads.c.ad_id == revisions.c.ad_id)
            .where(revisions.c.wording.in_(chunk), ads.c.campaign_id.is_not(None))
            .group_by(revisions.c.wording)
        )
        found.update((row.wording, row.campaign_id) for row in connection.execute(query))
    return found


def _join_contacts(
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
        first, *others = [_node_of(row) for row in holders]
        for other in others:
            _join(groups, first, other)
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
