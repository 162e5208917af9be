"""How far a night has come: each step that is done, with its counts, so that a killed night resumes."""

from datetime import UTC, datetime

from pydantic import Field

from records.jsonl import BadFile, read_records, write_whole
from records.layout import Layout
from records.types import Night, Record, Sha256, UtcTime

STEPS = ("crawl", "score", "link", "alerts", "queue", "notify")
"""What makes a night finished; `screenshot` is done too, but no night is taken up again for it."""
OF_THE_ADS = ("score", "link", "alerts", "queue", "screenshot")
"""The steps that are done again when more ads of the night come in."""


class Step(Record):
    finished_at: UtcTime = Field(default_factory=lambda: datetime.now(UTC))
    counts: dict[str, int] = Field(default_factory=dict)
    by_source: dict[str, int] = Field(default_factory=dict)
    """Of `alerts`: the flagged ads of each source."""
    evidence_head: Sha256 | None = None
    """Of `crawl` and `screenshot`: the head of the evidence chain when they had sealed what they kept."""
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

    @property
    def wants_pictures(self) -> bool:
        """Some were left for want of a browser or of time: the next run for this night goes on with them."""
        step = self.steps.get("screenshot")
        return step is not None and (bool(step.note) or step.counts["left"] > 0)

    @property
    def evidence_head(self) -> str | None:
        """As the newest step knows it; None where nothing was kept."""
        said = [step for step in self.steps.values() if step.evidence_head]
        return max(said, key=lambda step: step.finished_at).evidence_head if said else None

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
