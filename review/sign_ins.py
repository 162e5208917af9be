"""Signing in and out leaves a trace."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from review.models import Analyst, AuditEntry


@receiver(user_logged_in)
def note_sign_in(user: Analyst, **_: Any) -> None:
    AuditEntry.objects.create(actor=user.code, action="login")


@receiver(user_logged_out)
def note_sign_out(user: Analyst | None, **_: Any) -> None:
    if user is not None:
        AuditEntry.objects.create(actor=user.code, action="logout")
