"""What an analyst gets to read: one alert a text of a campaign, with all the places it stands.

A flagged ad whose text is a near-copy of one already alerted in its campaign becomes a copy of
that alert. It is an alert of its own when it says something else, or says it with a much higher
risk: a detail was added that the analyst has not seen.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection, Row, insert, select

from pipelines.chunks import in_chunks
from pipelines.night import ledger
from pipelines.night.similarity import Similarity
from pipelines.night.wordings import digest
from pipelines.params import Section
from pipelines.scored import Scored
from records import Alert, JobAd


class AlertsParams(Section):
    near_copy: Annotated[float, Field(gt=0, le=1)]
    risk_rise: Annotated[float, Field(gt=0, le=1)]
    texts_compared: Annotated[int, Field(ge=1)]
    earlier_ads: Annotated[int, Field(ge=0)]
    copies_listed: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Raised:
    """What became of the night's flagged ads, as the ledger has it: a rerun counts the same."""

    flagged: int
    new: int
    repeated: int
    """Shown as copies of an alert, or alerted before in this very text."""
    campaigns: int
    """That the flagged ads are of."""
    by_source: dict[str, int]
    """The flagged ads of each source."""


@dataclass(frozen=True)
class Alerted:
    """A text that an analyst was given to read."""

    alert_id: str
    ad_id: str
    wording: str
    risk: float


class Desk:
    """The alerts of the campaigns that tonight touches, as they grow."""

    def __init__(self, connection: Connection, night: str, params: AlertsParams) -> None:
        self.connection, self.night, self.params = connection, night, params
        self._similarity = Similarity(connection)
        self._alerted: dict[str, list[Alerted]] = {}

    def of_campaign(self, campaign: str) -> list[Alerted]:
        """The latest alerts of a campaign, as many as are compared."""
        if campaign not in self._alerted:
            table = ledger.alerts
            query = select(table).where(table.c.campaign_id == campaign)
            rows = self.connection.execute(
                query.order_by(table.c.night.desc(), table.c.alert_id).limit(self.params.texts_compared)
            )
            self._alerted[campaign] = [Alerted(r.alert_id, r.ad_id, r.wording, r.risk) for r in rows]
        return self._alerted[campaign]

    def nearest(self, row: Row[Any]) -> Alerted | None:
        """The alert whose text is most like the ad's, if any is a near-copy."""
        best: tuple[float, Alerted] | None = None
        for alerted in self.of_campaign(row.campaign_id):
            likeness = self._similarity.at_least(row.wording, alerted.wording, self.params.near_copy)
            if likeness is not None and (best is None or likeness > best[0]):
                best = likeness, alerted
        return best[1] if best else None

    def add_alert(self, row: Row[Any], ad: JobAd, scored: Scored) -> None:
        alert = Alert(
            alert_id=alert_id(ad, self.night),
            campaign_id=row.campaign_id,
            night=self.night,
            ad=ad,
            reading=scored.reading,
            score=scored.score,
        )
        self.connection.execute(
            insert(ledger.alerts).values(
                alert_id=alert.alert_id,
                ad_id=ad.ad_id,
                digest=row.digest,
                wording=row.wording,
                campaign_id=row.campaign_id,
                night=self.night,
                risk=scored.score.risk,
                record=zlib.compress(alert.model_dump_json(exclude_none=True).encode(), 6),
            )
        )
        alerted = Alerted(alert.alert_id, ad.ad_id, row.wording, scored.score.risk)
        self.of_campaign(row.campaign_id).append(alerted)

    def add_copy(self, row: Row[Any], alerted: Alerted) -> bool:
        """False when the alert has it: its own ad, or a copy from an earlier night."""
        table = ledger.copies
        listed = select(table.c.ad_id).where(table.c.alert_id == alerted.alert_id, table.c.ad_id == row.ad_id)
        if row.ad_id == alerted.ad_id or self.connection.execute(listed).first():
            return False
        self.connection.execute(
            insert(table).values(
                alert_id=alerted.alert_id, ad_id=row.ad_id, digest=row.digest, night=self.night
            )
        )
        return True


def alert_id(ad: JobAd, night: str) -> str:
    """Named for the ad and what it said, so that another text is never found under a known id."""
    mark = blake2b(f"{ad.ad_id}\n{digest(ad.text)}".encode(), digest_size=6).hexdigest()
    return f"a{night.replace('-', '')}-{mark}"


def raise_alerts(
    connection: Connection, night: str, ads: Iterable[tuple[JobAd, Scored]], params: AlertsParams
) -> Raised:
    """Alerts and copies of the night, into the ledger. Done twice, the second time adds nothing."""
    tonight = connection.execute(select(ledger.ads).where(ledger.ads.c.night == night)).all()
    by_id = {row.ad_id: row for row in tonight}
    flagged = {ad.ad_id: (ad, scored) for ad, scored in ads if scored.score.flagged and _stands(ad, by_id)}
    desk = Desk(connection, night, params)
    order = sorted(flagged.values(), key=lambda one: (-one[1].score.risk, one[0].fetched_at, one[0].ad_id))
    grown: set[str] = set()
    for ad, scored in order:
        row = by_id[ad.ad_id]
        if _is_alerted(connection, row):
            continue
        alerted = desk.nearest(row)
        if alerted is None or scored.score.risk >= alerted.risk + params.risk_rise:
            desk.add_alert(row, ad, scored)
            grown.add(row.campaign_id)
        else:
            desk.add_copy(row, alerted)
    _add_unflagged(connection, desk, [row for row in tonight if row.ad_id not in flagged], grown)
    return _count(connection, night, [by_id[ad_id] for ad_id in flagged])


def _stands(ad: JobAd, tonight: Mapping[str, Row[Any]]) -> bool:
    """False for an ad that says something else by now: a later night was worked through before."""
    return ad.ad_id in tonight and tonight[ad.ad_id].digest == digest(ad.text)


def _count(connection: Connection, night: str, flagged: Sequence[Row[Any]]) -> Raised:
    table = ledger.alerts
    rows = connection.execute(select(table.c.ad_id, table.c.digest).where(table.c.night == night))
    raised = {(row.ad_id, row.digest) for row in rows}
    new = sum((row.ad_id, row.digest) in raised for row in flagged)
    return Raised(
        flagged=len(flagged),
        new=new,
        repeated=len(flagged) - new,
        campaigns=len({row.campaign_id for row in flagged}),
        by_source=dict(sorted(Counter(row.source for row in flagged).items())),
    )


def _is_alerted(connection: Connection, row: Row[Any]) -> bool:
    return any(
        connection.execute(
            select(table.c.ad_id).where(table.c.ad_id == row.ad_id, table.c.digest == row.digest)
        ).first()
        for table in (ledger.alerts, ledger.copies)
    )


def _add_unflagged(connection: Connection, desk: Desk, tonight: Sequence[Row[Any]], grown: set[str]) -> None:
    """Showings of an alerted text that were not flagged themselves, tonight or, for a new alert, before."""
    table = ledger.ads
    alerted = {
        campaign
        for chunk in in_chunks(sorted({row.campaign_id for row in tonight}))
        for campaign in connection.execute(
            select(ledger.alerts.c.campaign_id).where(ledger.alerts.c.campaign_id.in_(chunk)).distinct()
        ).scalars()
    }
    rows = [row for row in tonight if row.campaign_id in alerted]
    for campaign in sorted(grown):
        earlier = select(table).where(table.c.campaign_id == campaign, table.c.night != desk.night)
        latest = earlier.order_by(table.c.last_seen.desc(), table.c.ad_id).limit(desk.params.earlier_ads)
        rows += connection.execute(latest).all()
    for row in rows:
        nearest = None if _is_alerted(connection, row) else desk.nearest(row)
        if nearest is not None:
            desk.add_copy(row, nearest)
