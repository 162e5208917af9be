"""What is compared: the last nights, the nights before them, and the ads that the champion learned from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict

from models.bundle import Manifest
from models.risk import RiskModel
from pipelines.console.progress import watch_count
from pipelines.drifting.counts import Counts, count_readings, count_scored, no_ads
from pipelines.judging.split_tables import load_split
from pipelines.judging.splits import FINAL, TEST
from pipelines.scored import Scored
from records.jsonl import read_records
from records.layout import Layout


class NightFigures(BaseModel):
    """One night in figures. `flagged` are of the `scored`, the ads that the model in question scored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    night: str
    ads: int
    scored: int
    flagged: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    nights: tuple[NightFigures, ...]
    counts: Counts


def latest_version(layout: Layout, nights: Sequence[str]) -> str | None:
    """The model that scored the last night; None where no night holds an ad."""
    for night in reversed(nights):
        first = next(read_records(layout.scores(night), Scored), None)
        if first is not None:
            return first.score.model_version
    return None


def count_window(layout: Layout, nights: Sequence[str], model: RiskModel, version: str) -> Window:
    """Holds one batch of ads at a time. Raises BadFile where a night's file is damaged."""
    figures, whole = [], no_ads()
    with watch_count("drift") as watch:
        for night in nights:
            counts = count_scored(read_records(layout.scores(night), Scored), model, version)
            figures.append(figures_of(night, counts))
            whole += counts
            watch(counts.ads)
    return Window(tuple(figures), whole)


def figures_of(night: str, counts: Counts) -> NightFigures:
    return NightFigures(
        night=night,
        ads=counts.ads,
        scored=counts.risks.total,
        flagged=counts.flagged,
        sources=tuple(sorted(counts.sources)),
    )


def count_training(layout: Layout, model: RiskModel, manifest: Manifest) -> Counts | None:
    """The training ads as published; None where data/dataset is not what this model learned from.

    Their unknown n-grams are those of the test split: of its own ads a model knows all.
    """
    if not all((layout.dataset / f"{name}.parquet").exists() for name in (FINAL, TEST)):
        return None
    train = load_split(layout, FINAL)
    if train.digest != manifest.about.get("train.digest"):
        return None
    learned = count_readings(train.as_published.readings, model)
    held_out = count_readings(load_split(layout, TEST).readings, model)
    return replace(learned, unknown=held_out.unknown)
