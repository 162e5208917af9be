"""The sample web that the project carries, served for one crawl."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.faults import Stop
from pipelines.night.night_state import begun_nights, load_state
from pipelines.night.programs import last_line, running
from records.layout import Layout

SAMPLE = "the sample web"


@contextmanager
def sample_sources(layout: Layout, night: str) -> Iterator[Path]:
    """A sources file for the sample sites, which answer until the block ends."""
    with tempfile.TemporaryDirectory(prefix="lurewatch-") as folder:
        sources = Path(folder) / "sources.yml"
        arguments = ["--port", "0", "--edition", edition_of(layout, night), "--write-sources", str(sources)]
        log = Path(folder) / "log"
        with log.open("wb") as stream, running("samples", arguments, log=stream) as web:
            ready = web.stdout.readline() if web.stdout else ""
            if not ready.strip() or not sources.is_file():
                said = last_line(log.read_text(encoding="utf-8", errors="replace"))
                raise Stop(f"The sample web did not start. {said}".rstrip())
            yield sources


def edition_of(layout: Layout, night: str) -> str:
    """The first night sees the sites as they began, later ones with edits, reposts and deletions."""
    others = (load_state(layout, other) for other in begun_nights(layout) if other < night)
    return "2" if any(state is not None and state.sources == SAMPLE for state in others) else "1"
