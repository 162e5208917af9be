"""The way back: what training reads of the verdicts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from records import JobAd
from records import Verdict as VerdictRecord
from records.jsonl import BadFile, read_records
from records.layout import Layout
from review import services
from review.labels import export_labels
from review.models import Alert, Analyst, AuditEntry
from tests.review.alerts import build_alert

Load = Callable[..., list[Alert]]


def test_verdicts_come_out_in_order_and_ads_once(load: Load, analyst: Analyst, data_folder: Path) -> None:
    alerts = [build_alert(number) for number in range(1, 4)]
    first, second, _ = load(*alerts)
    services.decide(first, analyst, "lure", ["messenger_only", "no_work_visa"], "메모\n두 줄")
    services.decide(second, analyst, "unsure")
    services.decide(first, analyst, "not_lure")
    layout = Layout(data_folder)
    assert str(export_labels(layout)).splitlines() == [
        "3 verdicts = 1 lure + 1 not lure + 1 unsure",
        "2 alerts by their latest verdict = 0 lure + 1 not lure + 1 unsure",
        "2 ads judged",
    ]
    verdicts = list(read_records(layout.labels / "verdicts.jsonl", VerdictRecord))
    assert [(one.ad_id, one.decision) for one in verdicts] == [
        ("board:1", "lure"),
        ("board:2", "unsure"),
        ("board:1", "not_lure"),
    ]
    assert verdicts[0].grounds == ("messenger_only", "no_work_visa")
    assert verdicts[0].note == "메모\n두 줄"
    assert verdicts[0].reviewer == "R-TEST1"
    ads = list(read_records(layout.labels / "ads.jsonl", JobAd))
    assert ads == [alerts[0].ad, alerts[1].ad]


def test_an_edited_ad_is_exported_as_last_judged(load: Load, analyst: Analyst, data_folder: Path) -> None:
    before = build_alert(1)
    after = build_alert(1, body="고친 글", night="2026-11-23")
    old, new = load(before, after)
    services.decide(new, analyst, "lure", ["messenger_only"])
    services.decide(old, analyst, "lure", ["messenger_only"])
    export_labels(Layout(data_folder))
    assert list(read_records(data_folder / "labels/ads.jsonl", JobAd)) == [before.ad]


@pytest.mark.django_db
def test_no_verdicts_give_empty_files(data_folder: Path) -> None:
    export_labels(Layout(data_folder))
    assert (data_folder / "labels/verdicts.jsonl").read_text() == ""


def test_an_export_that_cannot_be_written_leaves_no_trace(
    load: Load, analyst: Analyst, data_folder: Path
) -> None:
    (alert,) = load(build_alert(1))
    services.decide(alert, analyst, "unsure")
    data_folder.mkdir()
    (data_folder / "labels").write_text("a file where the folder should be")
    with pytest.raises(BadFile, match="was not written"):
        export_labels(Layout(data_folder))
    assert not AuditEntry.objects.filter(action="export").exists()
