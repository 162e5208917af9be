"""The sample web that the project carries, served for one crawl."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.faults import Stop
from pipelines.night_state import begun_nights, load_state
from pipelines.programs import running
from records.layout import Layout

SAMPLE = "the sample web"


@contextmanager
def sample_sources(layout: Layout, night: str) -> Iterator[Path]:
    """A sources file for the sample sites, which answer until the block ends."""
    with tempfile.TemporaryDirectory(prefix="lurewatch-") as folder:
        sources = Path(folder) / "sources.yml"
        arguments = ["--port", "0", "--edition", edition_of(layout, night), "--write-sources", str(sources)]
        with running("samples", arguments) as web:
            _wait_until_ready(web.stdout.readline() if web.stdout else "", sources)
            yield sources


def edition_of(layout: Layout, night: str) -> str:
    """The first night sees the sites as they began, later ones with edits, reposts and deletions."""
    others = (load_state(layout, other) for other in begun_nights(layout) if other < night)
    return "2" if any(state is not None and state.sources == SAMPLE for state in others) else "1"


def _wait_until_ready(line: str, sources: Path) -> None:
    try:
        json.loads(line)
    except ValueError:
        raise Stop("The sample web did not start.") from None
    if not sources.is_file():
        raise Stop("The sample web wrote no sources file.")
