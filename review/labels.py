"""The way back: verdicts and the ads they judge, for the next training."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

import records
from records.jsonl import write_records
from records.layout import Layout
from review.models import AuditEntry, Verdict


@dataclass(frozen=True)
class ExportReport:
    verdicts: Counter[str]
    alerts: Counter[str]
    """Alerts by their latest decision."""
    ads: int

    def __str__(self) -> str:
        return (
            f"{self.verdicts.total():,} verdicts = {_by_decision(self.verdicts)}\n"
            f"{self.alerts.total():,} alerts by their latest verdict = {_by_decision(self.alerts)}\n"
            f"{self.ads:,} ads judged"
        )


def _by_decision(counts: Counter[str]) -> str:
    return f"{counts['lure']:,} lure + {counts['not_lure']:,} not lure + {counts['unsure']:,} unsure"


def as_record(verdict: Verdict) -> records.Verdict:
    return records.Verdict(
        alert_id=verdict.alert.alert_id,
        ad_id=verdict.alert.ad_id,
        decision=verdict.decision,
        grounds=tuple(verdict.grounds),
        note=verdict.note,
        reviewer=verdict.reviewer,
        decided_at=verdict.decided_at,
        model_version=verdict.model_version,
    )


def export_labels(layout: Layout, actor: str = "-") -> ExportReport:
    """Writes `verdicts.jsonl`, every verdict in order of decision (the latest of an alert wins), and
    `ads.jsonl`, each judged ad once, with the text that the latest verdict on it judged.

    The ads are written first: no reader meets a verdict whose ad is not there yet.
    """
    with transaction.atomic():
        verdicts = list(Verdict.objects.select_related("alert").order_by("id"))
        latest = {verdict.alert_id: verdict.decision for verdict in verdicts}
        judged = {verdict.alert.ad_id: verdict.alert for verdict in verdicts}
        report = ExportReport(
            Counter(verdict.decision for verdict in verdicts), Counter(latest.values()), len(judged)
        )
        AuditEntry.objects.create(actor=actor, action="export", detail=str(report))
        write_records(layout.labels / "ads.jsonl", (alert.read().ad for alert in judged.values()))
        write_records(layout.labels / "verdicts.jsonl", map(as_record, verdicts))
    return report
