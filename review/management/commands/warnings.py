from typing import Any

from django.conf import settings

from records.layout import Layout
from review.commands import Command as ReviewCommand
from review.releases import release_warnings
from review.services import NothingToRelease


class Command(ReviewCommand):
    help = "Releases the warning list: exports/VERSION/ under the data folder, confirmed verdicts only."

    def carry_out(self, **_: Any) -> None:
        layout = Layout(settings.DATA)
        try:
            version, change = release_warnings(layout)
        except NothingToRelease as nothing:
            self.stdout.write(str(nothing))
            return
        self.stdout.write(f"{version}: {change}")
        self.stdout.write(f"written to {layout.export(version)}")
