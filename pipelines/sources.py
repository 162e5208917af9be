"""`sources`: the crawler knows its sites, so its own program lists, tests and adds them."""

from collections.abc import Sequence

from pipelines.night.programs import pass_through
from records.layout import Layout


def sources(layout: Layout, arguments: Sequence[str]) -> int:
    """Runs `python -m crawler.desk` in this terminal and gives its exit status."""
    return pass_through("crawler.desk", ["--data", str(layout.root), *arguments])
