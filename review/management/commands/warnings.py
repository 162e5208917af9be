from typing import Any

from django.conf import settings

from records.layout import Layout
from review.commands import Command as ReviewCommand
from review.releases import release_warnings


class Command(ReviewCommand):
    help = "Releases the warning list: exports/VERSION/ under the data folder, confirmed verdicts only."

    def carry_out(self, **_: Any) -> None:
        layout = Layout(settings.DATA)
        version, change = release_warnings(layout)
        self.stdout.write(f"{version}: {change}")
        self.stdout.write(f"written to {layout.export(version)}")
