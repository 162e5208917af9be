"""How far a night has come: each step that is done, with its counts, so that a killed night resumes."""

from datetime import UTC, datetime

from pydantic import Field

from records.jsonl import BadFile, read_records, write_whole
from records.layout import Layout
from records.types import Night, Record, UtcTime

STEPS = ("crawl", "score", "link", "alerts", "queue", "notify")
OF_THE_ADS = ("score", "link", "alerts", "queue")
"""The steps that are done again when more ads of the night come in."""


class Step(Record):
    finished_at: UtcTime = Field(default_factory=lambda: datetime.now(UTC))
    counts: dict[str, int] = Field(default_factory=dict)
    by_source: dict[str, int] = Field(default_factory=dict)
    """Of `alerts`: the flagged ads of each source."""
    note: str = ""


class NightState(Record):
    night: Night
    began_at: UtcTime
    sources: str
    """Which sources were crawled: the sources file, or the sample web."""
    raw: dict[str, int] = Field(default_factory=dict)
    """Bytes of each raw file when it was scored."""
    steps: dict[str, Step] = Field(default_factory=dict)

    @property
    def finished(self) -> bool:
        return all(step in self.steps for step in STEPS)

    def without(self, *steps: str) -> "NightState":
        kept = {name: step for name, step in self.steps.items() if name not in steps}
        return self.model_copy(update={"steps": kept})

    def done(self, name: str, step: Step) -> "NightState":
        return self.model_copy(update={"steps": {**self.steps, name: step}})


def load_state(layout: Layout, night: str) -> NightState | None:
    """None for a night that never began. Raises BadFile when the state is damaged."""
    path = layout.night_state(night)
    if not path.exists():
        return None
    state = next(read_records(path, NightState), None)
    if state is None:
        raise BadFile(f"{path} is empty; remove it to begin the night anew.")
    return state


def save_state(layout: Layout, state: NightState) -> None:
    with write_whole(layout.night_state(state.night)) as stream:
        stream.write(state.model_dump_json() + "\n")


def begun_nights(layout: Layout) -> list[str]:
    return sorted(path.stem for path in layout.nights.glob("????-??-??.json"))
