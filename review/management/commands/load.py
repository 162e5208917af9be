from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from review.commands import Command as ReviewCommand
from review.loading import load_alerts


class Command(ReviewCommand):
    help = "Loads alerts (JSON lines) into the review queue. Loading a file again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def carry_out(self, *, files: list[Path], **_: Any) -> None:
        self.stdout.write(str(load_alerts(files)))
