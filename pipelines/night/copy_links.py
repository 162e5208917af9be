"""Joins ads whose texts are near-copies: tonight's with each other, and with those remembered."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from rensa import RMinHashLSH
from scipy.cluster.hierarchy import DisjointSet
from sqlalchemy import Connection, Row, func, select

from pipelines.chunks import CHUNK, in_chunks
from pipelines.night import ledger
from pipelines.night.campaign_graph import LinkParams, Node, join
from pipelines.night.similarity import Similarity
from pipelines.night.wordings import BANDS, PERMUTATIONS, restore


def join_copies(
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
            join(groups, Node("ad", row.ad_id), Node("wording", row.wording))
    for wording, campaign in _campaigns_of(connection, list(signatures)).items():
        join(groups, Node("wording", wording), Node("campaign", campaign))
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
