"""Verdicts: appended, never edited, in any way that one could try."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from review import services
from review.models import Alert, Analyst, AppendOnly, AuditEntry, Release, ReleasedWarning, Verdict
from tests.review.alerts import build_alert

Load = Callable[..., list[Alert]]


@pytest.fixture
def verdict(load: Load, analyst: Analyst) -> Verdict:
    (alert,) = load(build_alert(1))
    return services.decide(alert, analyst, "lure", ["messenger_only"], "텔레그램뿐")


def test_a_verdict_holds_the_code_and_the_model_and_never_the_name(verdict: Verdict) -> None:
    assert (verdict.reviewer, verdict.model_version) == ("R-TEST1", "bundled-1")
    assert "minji" not in str([*AuditEntry.objects.values_list(), *Verdict.objects.values_list()])


def test_the_orm_refuses_to_edit_or_remove(verdict: Verdict) -> None:
    verdict.decision = "not_lure"
    for attempt in (
        verdict.save,
        verdict.delete,
        Verdict.objects.all().delete,
        lambda: Verdict.objects.update(note=""),
        lambda: Verdict.objects.bulk_update([verdict], ["note"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert Verdict.objects.get().decision == "lure"


@pytest.mark.parametrize(
    "table", ["review_verdict", "review_auditentry", "review_release", "review_releasedwarning"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_edit_or_remove(verdict: Verdict, table: str, statement: str) -> None:
    release = Release.objects.create(version="2026-11-22-01", released_by="-")
    ReleasedWarning.objects.create(release=release, warning_id="W-1", op="ADD", record="{}")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_sqlite_cannot_replace_a_verdict(verdict: Verdict) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    columns = "id, alert_id, decision, grounds, note, reviewer, decided_at, model_version, followed_id"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"REPLACE INTO review_verdict ({columns})"
            " SELECT id, alert_id, 'not_lure', grounds, note, reviewer,"
            " decided_at, model_version, followed_id FROM review_verdict"
        )


def test_postgresql_cannot_truncate_verdicts(verdict: Verdict) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE review_verdict CASCADE")


def test_deciding_anew_appends_and_the_latest_holds(verdict: Verdict, analyst: Analyst) -> None:
    services.decide(verdict.alert, analyst, "not_lure", ["named_employer"])
    decisions = verdict.alert.verdicts.order_by("id").values_list("decision", flat=True)
    assert list(decisions) == ["lure", "not_lure"]


def test_a_double_click_is_one_verdict(verdict: Verdict, analyst: Analyst) -> None:
    again = services.decide(verdict.alert, analyst, "lure", ["messenger_only"], "텔레그램뿐")
    assert again == verdict
    assert Verdict.objects.count() == 1


def test_a_verdict_of_somebody_else_since_the_page_was_shown_is_not_passed_over(
    verdict: Verdict, colleague: Analyst
) -> None:
    with pytest.raises(services.DecidedMeanwhile):
        services.decide(verdict.alert, colleague, "not_lure", seen=0)
    assert services.decide(verdict.alert, colleague, "not_lure", seen=verdict.pk).reviewer == "R-TEST2"


def test_unknown_grounds_are_refused(load: Load, analyst: Analyst) -> None:
    (alert,) = load(build_alert(1))
    with pytest.raises(services.Refused, match="Unknown grounds: made_up"):
        services.decide(alert, analyst, "lure", ["made_up"])


def test_a_campaign_gets_the_same_decision_each_as_its_own_verdict(load: Load, analyst: Analyst) -> None:
    first, second, decided, stranger = load(
        build_alert(1, campaign="ring"),
        build_alert(2, campaign="ring"),
        build_alert(3, campaign="ring"),
        build_alert(4),
    )
    services.decide(decided, analyst, "not_lure")
    verdict = services.decide(first, analyst, "lure", ["messenger_only"])
    repeated = services.apply_to_campaign(verdict, analyst)
    assert [(one.alert, one.decision, one.grounds, one.followed) for one in repeated] == [
        (second, "lure", ["messenger_only"], verdict)
    ]
    assert decided.verdicts.count() == 1
    assert stranger.verdicts.count() == 0
    assert services.apply_to_campaign(verdict, analyst) == []


def test_each_decision_leaves_a_trace(verdict: Verdict) -> None:
    trace = AuditEntry.objects.filter(action="decision").get()
    assert (trace.actor, trace.subject, trace.detail) == (
        "R-TEST1",
        verdict.alert.alert_id,
        f"lure #{verdict.pk}",
    )
