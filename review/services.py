"""What people write: verdicts and accounts. Each leaves its trace in the audit trail."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from records.policy import GROUNDS
from review.models import Alert, Analyst, AuditEntry, Verdict
from review.selectors import open_alerts_of


class Refused(Exception):
    """Something cannot be done as asked; the message is one sentence for a person."""


class NothingToRelease(Refused):
    """The list is as it was; that is no fault."""


class DecidedMeanwhile(Exception):
    """Somebody else decided on the alert since its page was shown."""


def decide(
    alert: Alert,
    analyst: Analyst,
    decision: str,
    grounds: Sequence[str] = (),
    note: str = "",
    seen: int | None = None,
) -> Verdict:
    """Appends a verdict. `seen` is the latest verdict the analyst was shown (0: there was none).

    The same decision by the same person sent twice, as by a double click, is one verdict.
    Raises DecidedMeanwhile when another person's verdict came after `seen`.
    """
    if unknown := set(grounds) - GROUNDS.keys():
        raise Refused(f"Unknown grounds: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        Alert.objects.select_for_update().get(pk=alert.pk)  # two people on one alert take turns
        latest = alert.verdicts.order_by("-id").first()
        asked = (analyst.code, decision, list(grounds), note)
        if latest and asked == (latest.reviewer, latest.decision, latest.grounds, latest.note):
            return latest
        if seen is not None and latest and latest.pk != seen and latest.reviewer != analyst.code:
            raise DecidedMeanwhile
        return _append(alert, analyst, decision, grounds, note)


def apply_to_campaign(verdict: Verdict, analyst: Analyst) -> list[Verdict]:
    """Repeats a verdict on every undecided alert of its campaign, each as a verdict of its own."""
    campaign = verdict.alert.campaign_id
    with transaction.atomic():
        # First the locks, then which are open: PostgreSQL would not ask again after waiting for a colleague.
        list(Alert.objects.select_for_update().filter(campaign=campaign).order_by("pk").values_list("pk"))
        return [
            _append(alert, analyst, verdict.decision, verdict.grounds, verdict.note, followed=verdict)
            for alert in open_alerts_of(campaign)
        ]


def _append(
    alert: Alert,
    analyst: Analyst,
    decision: str,
    grounds: Sequence[str],
    note: str,
    followed: Verdict | None = None,
) -> Verdict:
    verdict = Verdict.objects.create(
        alert=alert,
        decision=decision,
        grounds=list(grounds),
        note=note,
        reviewer=analyst.code,
        model_version=alert.read().score.model_version,
        followed=followed,
    )
    AuditEntry.objects.create(
        actor=analyst.code, action="decision", subject=alert.alert_id, detail=f"{decision} #{verdict.pk}"
    )
    return verdict


def add_analyst(name: str, code: str | None = None) -> tuple[Analyst, str]:
    """A new account with a random password, which is returned and kept nowhere."""
    if not name.strip() or len(name) > 150 or not name.isprintable():
        raise Refused("A user name is 1 to 150 printable characters.")
    if code is not None and (not code.isprintable() or not 1 <= len(code.strip()) <= 40):
        raise Refused("A reviewer code is 1 to 40 printable characters.")
    if Analyst.objects.filter(username=name).exists():
        raise Refused(f"There is a user {name} already; --new-password gives a new password.")
    if code and Analyst.objects.filter(code=code).exists():
        raise Refused(f"The reviewer code {code} is taken.")
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        given = {"code": code.strip()} if code else {}
        analyst = Analyst.objects.create_user(name, password=password, **given)
        AuditEntry.objects.create(actor="-", action="user_added", subject=analyst.code)
    return analyst, password


def renew_password(name: str) -> tuple[Analyst, str]:
    analyst = Analyst.objects.filter(username=name).first()
    if analyst is None:
        raise Refused(f"There is no user {name}.")
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        analyst.set_password(password)
        analyst.save()
        AuditEntry.objects.create(actor="-", action="password_renewed", subject=analyst.code)
    return analyst, password


def note(actor: str, action: str, subject: str) -> None:
    AuditEntry.objects.create(actor=actor, action=action, subject=subject)
