"""Signing in and out leaves a trace, and who guesses is told by where they are."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from review.models import Analyst, AuditEntry


def find_address(request: HttpRequest) -> str | None:
    """Where a request comes from: the address that the proxy on this machine saw, if there is one.

    Any other could write the header itself, and lock a name out for everybody.
    """
    peer: str | None = request.META.get("REMOTE_ADDR")
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        behind_proxy = bool(settings.PUBLIC_HOSTS) and ip_address(peer or "").is_loopback
        return str(ip_address(seen)) if behind_proxy else peer
    except ValueError:
        return peer


@receiver(user_logged_in)
def note_sign_in(user: Analyst, **_: Any) -> None:
    AuditEntry.objects.create(actor=user.code, action="login")


@receiver(user_logged_out)
def note_sign_out(user: Analyst | None, **_: Any) -> None:
    if user is not None:
        AuditEntry.objects.create(actor=user.code, action="logout")
