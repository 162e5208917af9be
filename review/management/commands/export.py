from typing import Any

from django.conf import settings

from records.layout import Layout
from review.commands import Command as ReviewCommand
from review.labels import export_labels


class Command(ReviewCommand):
    help = "Writes labels/verdicts.jsonl and labels/ads.jsonl under the data folder, for training."

    def carry_out(self, **_: Any) -> None:
        layout = Layout(settings.DATA)
        self.stdout.write(str(export_labels(layout)))
        self.stdout.write(f"written to {layout.labels}")
