"""What the pages ask of the database. Nothing here writes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from review.models import (
    Alert,
    AlertContact,
    AuditEntry,
    Campaign,
    Posting,
    Release,
    ReleasedWarning,
    Verdict,
)

PAGE = 25
STATES = ("open", "lure", "not_lure", "unsure", "all")


@dataclass(frozen=True)
class QueueFilter:
    """Which alerts a list shows. Empty fields let everything through."""

    state: str = "open"
    night: str = ""
    source: str = ""
    contact: str = ""

    def query(self) -> str:
        """As the query of an address, without what is at its default."""
        chosen = {name: value for name, value in vars(self).items() if value}
        if self.state == "open":
            del chosen["state"]
        return urlencode(chosen)


@dataclass(frozen=True)
class QueueRow:
    """One campaign in the queue, shown by its riskiest alert."""

    alert: Alert
    alerts: int
    postings: int
    sources: Sequence[str]
    contacts: Sequence[AlertContact] = field(default_factory=list)


def latest_decision() -> Subquery:
    return Subquery(Verdict.objects.filter(alert=OuterRef("pk")).order_by("-id").values("decision")[:1])


def alerts_with_decision() -> QuerySet[Any]:
    """Alerts with one attribute more: `decision`, that of their latest verdict or None."""
    return Alert.objects.annotate(decision=latest_decision())


def open_alerts() -> QuerySet[Alert]:
    return Alert.objects.filter(~Exists(Verdict.objects.filter(alert=OuterRef("pk"))))


def chosen_alerts(chosen: QueueFilter) -> QuerySet[Alert]:
    if chosen.state == "open":
        alerts = open_alerts()
    elif chosen.state == "all":
        alerts = Alert.objects.all()
    else:
        alerts = alerts_with_decision().filter(decision=chosen.state)
    if chosen.night:
        alerts = alerts.filter(night=chosen.night)
    if chosen.source:
        alerts = alerts.filter(source=chosen.source)
    if chosen.contact:
        alerts = alerts.filter(Exists(_contacts_like(chosen.contact).filter(alert=OuterRef("pk"))))
    return alerts


def _contacts_like(typed: str) -> QuerySet[AlertContact]:
    """Contacts as a person types them: @handle, t.me/handle, 010-0000-1234."""
    value = re.sub(r"^(?:https?://)?(?:t\.me/|telegram\.me/)|^@", "", typed.strip().lower())
    match = Q(value__icontains=value)
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 4 and re.fullmatch(r"[\d\s().+-]+", value):
        match |= Q(type="phone", value__contains=digits.removeprefix("0"))
    return AlertContact.objects.filter(match)


def queued_campaigns(chosen: QueueFilter) -> QuerySet[Campaign]:
    """Campaigns with a chosen alert, the riskiest first, with `top` (risk) and `chosen` (how many)."""
    alerts = chosen_alerts(chosen).values("pk")
    return (
        Campaign.objects.filter(alerts__in=alerts)
        .annotate(top=Max("alerts__risk"), chosen=Count("alerts"))
        .order_by("-top", "pk")
    )


def queue_page(chosen: QueueFilter, number: str | None) -> tuple[Page, list[QueueRow]]:
    page = Paginator(queued_campaigns(chosen), PAGE).get_page(number)
    return page, _rows([campaign.pk for campaign in page], chosen)


def _rows(campaigns: Sequence[int], chosen: QueueFilter) -> list[QueueRow]:
    """Rows in the order of `campaigns`, in a fixed number of queries."""
    order = chosen_alerts(chosen).filter(campaign__in=campaigns).order_by("-risk", "alert_id")
    tops: dict[int, int] = {}
    for campaign, alert in order.values_list("campaign_id", "pk"):
        tops.setdefault(campaign, alert)
    shown = alerts_with_decision().select_related("campaign").prefetch_related("contacts")
    alerts = {alert.campaign_id: alert for alert in shown.filter(pk__in=tops.values())}
    sizes = dict(
        Alert.objects.filter(campaign__in=campaigns).values_list("campaign").annotate(Count("pk")).order_by()
    )
    postings = Posting.objects.filter(alert__campaign__in=campaigns).values_list("alert__campaign")
    spread = dict(postings.annotate(Count("ad_id", distinct=True)).order_by())
    sources: dict[int, list[str]] = {}
    pairs = Alert.objects.filter(campaign__in=campaigns).values_list("campaign_id", "source").distinct()
    for campaign, source in pairs.order_by("source"):
        sources.setdefault(campaign, []).append(source)
    return [
        QueueRow(alerts[pk], sizes[pk], spread.get(pk, 0), sources[pk], list(alerts[pk].contacts.all()))
        for pk in campaigns
        if pk in alerts
    ]


def riskiest_of(campaign: int, chosen: QueueFilter) -> Alert | None:
    return chosen_alerts(chosen).filter(campaign=campaign).order_by("-risk", "alert_id").first()


def next_alert(after: Alert, chosen: QueueFilter) -> Alert | None:
    """The alert to read after this one: of another campaign, further down, else from the top again."""
    others = queued_campaigns(chosen).exclude(pk=after.campaign_id)
    below = others.filter(Q(top__lt=after.risk) | Q(top=after.risk, pk__gt=after.campaign_id))
    campaign = below.first() or others.first()
    return riskiest_of(campaign.pk, chosen) if campaign else None


def previous_alert(before: Alert, chosen: QueueFilter) -> Alert | None:
    others = queued_campaigns(chosen).exclude(pk=before.campaign_id)
    above = others.filter(Q(top__gt=before.risk) | Q(top=before.risk, pk__lt=before.campaign_id))
    campaign = above.reverse().first()
    return riskiest_of(campaign.pk, chosen) if campaign else None


@dataclass(frozen=True)
class Counts:
    """Alerts by state; the states add up to `all`."""

    open: int
    lure: int
    not_lure: int
    unsure: int
    open_campaigns: int

    @property
    def all(self) -> int:
        return self.open + self.lure + self.not_lure + self.unsure


def count_alerts() -> Counts:
    by_state = dict(alerts_with_decision().values_list("decision").annotate(Count("pk")).order_by())
    campaigns = open_alerts().aggregate(n=Count("campaign", distinct=True))["n"]
    return Counts(
        open=by_state.get(None, 0),
        lure=by_state.get("lure", 0),
        not_lure=by_state.get("not_lure", 0),
        unsure=by_state.get("unsure", 0),
        open_campaigns=campaigns,
    )


def nights() -> list[str]:
    return list(Alert.objects.values_list("night", flat=True).distinct().order_by("-night"))


def sources() -> list[str]:
    return list(Alert.objects.values_list("source", flat=True).distinct().order_by("source"))


def verdicts_of(alert: Alert) -> list[Verdict]:
    """The latest first: that one holds."""
    return list(alert.verdicts.order_by("-id"))


def alerts_of(campaign: Campaign) -> QuerySet[Alert]:
    """The riskiest first, with `decision`."""
    alerts = alerts_with_decision().filter(campaign=campaign).defer("record")
    return alerts.prefetch_related("contacts").order_by("-risk", "alert_id")


def open_alerts_of(campaign: int) -> QuerySet[Alert]:
    return open_alerts().filter(campaign=campaign).order_by("-risk", "alert_id")


def confirmed_alerts() -> QuerySet[Alert]:
    """Alerts whose latest verdict is lure, campaign by campaign."""
    return (
        alerts_with_decision().filter(decision="lure").select_related("campaign").order_by("campaign", "pk")
    )


def standing_warnings() -> dict[str, ReleasedWarning]:
    """The latest released line of each warning, by id; deleted ones are left out."""
    latest = ReleasedWarning.objects.values("warning_id").annotate(last=Max("id")).values("last")
    lines = ReleasedWarning.objects.filter(pk__in=latest).exclude(op="DEL").order_by("warning_id")
    return {line.warning_id: line for line in lines}


def releases() -> QuerySet[Release]:
    counted = {
        name: Count("lines", filter=Q(lines__op=op))
        for name, op in (("added", "ADD"), ("modified", "MOD"), ("deleted", "DEL"))
    }
    return Release.objects.annotate(**counted).order_by("-id")


def audit_trail() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.order_by("-id")
