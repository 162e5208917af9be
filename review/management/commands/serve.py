from argparse import ArgumentParser
from typing import Any

from review.commands import Command as ReviewCommand
from review.commands import first_user
from review.serving import claim_port, serve


class Command(ReviewCommand):
    help = "Serves the review pages. On the first start it makes a user and shows the password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1)

    def carry_out(self, *, host: str, port: int, workers: int, **_: Any) -> None:
        listening = claim_port(host, port)
        made = first_user()
        if made:
            analyst, password = made
            self.stdout.write("No user was there yet, so one was made; the password is shown only now:")
            self.stdout.write(f"  user      {analyst.username}\n  password  {password}")
        address = f"http://{host}:{listening.getsockname()[1]}"

        def say_ready() -> None:
            self.stdout.write(f"Review pages: {address}  (Ctrl+C stops them)")
            self.stdout.flush()

        serve(listening, workers, say_ready)
