"""`evidence`: the crawler keeps the originals, so its own program checks and exports them."""

from collections.abc import Sequence

from pipelines.night.programs import pass_through
from records.layout import Layout


def evidence(layout: Layout, arguments: Sequence[str]) -> int:
    """Runs `python -m crawler.evidence` in this terminal and gives its exit status."""
    return pass_through("crawler.evidence", ["--data", str(layout.root), *arguments])
