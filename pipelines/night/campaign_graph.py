"""The graph that campaigns are the parts of: what is joined, and by which settings."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from scipy.cluster.hierarchy import DisjointSet
from sqlalchemy import Row

from pipelines.params import Section


class LinkParams(Section):
    near_copy: Annotated[float, Field(gt=0, le=1)]
    least_characters: Annotated[int, Field(ge=5)]
    memory_nights: Annotated[int, Field(ge=1)]
    contact_risk: Annotated[float, Field(ge=0, le=1)]
    contact_texts: Annotated[int, Field(ge=1)]
    contacts_an_ad: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Node:
    """One thing that is joined: an ad or a wording of tonight, or a campaign of before."""

    kind: str
    name: str


def node_of(row: Row[Any]) -> Node:
    return Node("ad", row.ad_id) if row.campaign_id is None else Node("campaign", row.campaign_id)


def join(groups: DisjointSet, one: Node, other: Node) -> None:
    groups.add(one)
    groups.add(other)
    groups.merge(one, other)
