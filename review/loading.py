"""Alerts from the nightly files into the database. Loading the same file twice adds nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import records
from records.jsonl import read_records
from review.locking import one_at_a_time
from review.models import Alert, AlertContact, AuditEntry, Campaign, Posting

BATCH = 500
COLUMNS = ["campaign", "night", "source", "ad_id", "risk", "copies", "title", "record"]


@dataclass
class LoadReport:
    """What became of the alerts that were read."""

    added: int = 0
    refreshed: int = 0
    unchanged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        return self.added + self.refreshed + self.unchanged + self.rejected.total()

    def __str__(self) -> str:
        line = (
            f"{self.read:,} alerts read = {self.added:,} added + {self.refreshed:,} refreshed"
            f" + {self.unchanged:,} unchanged + {self.rejected.total():,} rejected"
        )
        why = ", ".join(f"{count:,} {reason}" for reason, count in sorted(self.rejected.items()))
        return f"{line} ({why})" if why else line


def load_alerts(paths: Iterable[Path]) -> LoadReport:
    """All files or none: raises BadFile with the line, and nothing is loaded, when one is damaged."""
    paths = tuple(paths)
    report = LoadReport()
    with one_at_a_time("load"):
        for path in paths:
            for batch in _batches(read_records(path, records.Alert)):
                _load_batch(batch, report)
        if report.added or report.refreshed:
            names = ", ".join(path.name for path in paths)
            AuditEntry.objects.create(actor="-", action="load", subject=names[:300], detail=str(report))
    return report


def _batches(alerts: Iterable[records.Alert]) -> Iterator[dict[str, records.Alert]]:
    """Alerts by id, at most BATCH together; a repeated id starts a new batch."""
    batch: dict[str, records.Alert] = {}
    for alert in alerts:
        if len(batch) == BATCH or alert.alert_id in batch:
            yield batch
            batch = {}
        batch[alert.alert_id] = alert
    if batch:
        yield batch


def _load_batch(batch: dict[str, records.Alert], report: LoadReport) -> None:
    known = {row.alert_id: row for row in Alert.objects.filter(alert_id__in=batch)}
    campaigns = _campaigns({alert.campaign_id for alert in batch.values()})
    fresh: list[tuple[Alert, records.Alert]] = []
    for alert in batch.values():
        row = known.get(alert.alert_id)
        if fault := find_fault(alert):
            report.rejected[fault] += 1
        elif row is None:
            fresh.append((Alert(alert_id=alert.alert_id), alert))
            report.added += 1
        elif row.read() == alert:
            report.unchanged += 1
        elif row.read().ad.text != alert.ad.text:
            # Somebody may have decided on the text that was shown: it must stay what it was.
            report.rejected["another text under a known alert_id"] += 1
        else:
            fresh.append((row, alert))
            report.refreshed += 1
    for row, alert in fresh:
        _fill(row, alert, campaigns[alert.campaign_id])
    _write(fresh)


def _fill(row: Alert, alert: records.Alert, campaign: Campaign) -> None:
    row.campaign = campaign
    row.night, row.source, row.ad_id = alert.night, alert.ad.source, alert.ad.ad_id
    row.risk, row.copies = alert.score.risk, len(alert.copies)
    row.title = name_ad(alert.ad)
    row.record = alert.model_dump_json(exclude_none=True)


def _campaigns(ids: set[str]) -> dict[str, Campaign]:
    Campaign.objects.bulk_create((Campaign(campaign_id=name) for name in sorted(ids)), ignore_conflicts=True)
    return {row.campaign_id: row for row in Campaign.objects.filter(campaign_id__in=ids)}


def _write(fresh: list[tuple[Alert, records.Alert]]) -> None:
    old = [row for row, _ in fresh if row.pk is not None]
    Alert.objects.bulk_create([row for row, _ in fresh if row.pk is None])
    Alert.objects.bulk_update(old, COLUMNS)
    AlertContact.objects.filter(alert__in=old).delete()
    Posting.objects.filter(alert__in=old).delete()
    AlertContact.objects.bulk_create(
        AlertContact(alert=row, type=kind, value=storable(value))
        for row, alert in fresh
        for kind, value in sorted({(contact.type, contact.value) for contact in alert.reading.contacts})
    )
    Posting.objects.bulk_create(
        Posting(alert=row, ad_id=ad_id)
        for row, alert in fresh
        for ad_id in sorted({alert.ad.ad_id, *(copy.ad_id for copy in alert.copies)})
    )


def find_fault(alert: records.Alert) -> str | None:
    """Why an alert cannot be shown rightly, if so: its parts speak of another ad or of other text."""
    if not alert.ad.ad_id == alert.reading.ad_id == alert.score.ad_id:
        return "parts of different ads"
    reading, text = alert.reading, alert.ad.text
    spans = [
        *(place.span for place in reading.places),
        *(contact.span for contact in reading.contacts),
        *(cue.span for cue in reading.cues),
        *(reason.span for reason in alert.score.reasons),
        *([reading.pay.span] if reading.pay else []),
    ]
    if any(text[span.start : span.end] != span.text for span in spans):
        return "a span that is not in the text"
    return None


def name_ad(ad: records.JobAd) -> str:
    """What lists call an ad: its title, or else the first line that says something."""
    lines = (line.strip() for line in ad.text.splitlines())
    return storable(ad.title.strip() or next((line for line in lines if line), ad.ad_id))[:300]


def storable(text: str) -> str:
    """PostgreSQL keeps no NUL in its text columns. The record keeps it, escaped as JSON."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")
