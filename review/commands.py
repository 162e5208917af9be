"""What the commands of `python -m review` have in common."""

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from review.models import Analyst
from review.services import Refused, add_analyst


def migrate() -> None:
    """Brings the database up to date; makes the data folder for the default one."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


class Command(BaseCommand):
    """A command that needs the tables and says a refusal in one sentence, with exit status 2."""

    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        migrate()
        try:
            self.carry_out(**options)
        except Refused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)

    carry_out: Callable[..., None]
    """Given the options of `add_arguments`."""


def first_user() -> tuple[Analyst, str] | None:
    """On the embedded database, an account to begin with, if there is none."""
    if connection.vendor != "sqlite" or Analyst.objects.exists():
        return None
    return add_analyst("analyst")
