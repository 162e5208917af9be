from argparse import ArgumentParser
from typing import Any

from review.commands import Command as ReviewCommand
from review.services import add_analyst, renew_password


class Command(ReviewCommand):
    help = "Adds a user, with a random password that is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--code", help="the reviewer code that verdicts carry; made up when not given")
        parser.add_argument(
            "--new-password", action="store_true", help="gives a user who is there a new password instead"
        )

    def carry_out(self, *, name: str, code: str | None, new_password: bool, **_: Any) -> None:
        analyst, password = renew_password(name) if new_password else add_analyst(name, code)
        self.stdout.write(f"user      {analyst.username}\npassword  {password}\ncode      {analyst.code}")
