"""What moved in the last nights, against the nights before and the training ads: `lurewatch drift`."""

from io import TextIOWrapper
from pathlib import Path
from typing import cast

from models import bundle
from models.bundle import BadBundle, Manifest
from models.risk import RiskModel
from pipelines.champion import champion_folder
from pipelines.console.language import Say
from pipelines.drifting.drift_picture import draw_drift
from pipelines.drifting.drift_table import print_drift
from pipelines.drifting.measures import DriftParams
from pipelines.drifting.report import Drift, describe_drift
from pipelines.drifting.windows import count_training, count_window, latest_version
from pipelines.faults import Stop
from pipelines.night.night_files import scored_nights
from pipelines.params import read_section
from records.jsonl import write_all_whole
from records.layout import Layout

ALARM = 3
"""Exit status where a limit was passed."""


def run(layout: Layout, nights: int, against: int, folder: Path | None, say: Say) -> bool:
    """Writes drift.json and drift.png into `folder`, data/drift/NIGHT/ by default, and prints what moved.

    True for an alarm. Raises Stop where there is too little to look at.
    """
    limits = read_section("drift", DriftParams)
    model, manifest = load_champion(layout)
    scored = scored_nights(layout)
    last, earlier = scored[-nights:], scored[:-nights][-against:]
    version = latest_version(layout, last)
    if version is None:
        raise Stop(f"No scored ad in {layout.scores('NIGHT').parent}: run lurewatch nightly first.")
    now = count_window(layout, last, model, version)
    if now.counts.ads < limits.least_ads:
        raise Stop(
            f"Too few ads to measure drift: {now.counts.ads:,} in the last {len(last)} of the nights,"
            f" and it takes {limits.least_ads:,}. Name more nights with --nights."
        )
    before = count_window(layout, earlier, model, version)
    training = count_training(layout, model, manifest)
    drift = describe_drift(version, now, before, training, limits)
    threshold = manifest.threshold.value if manifest.version == version else None
    folder = folder or layout.drift(last[-1])
    write_drift(folder, drift, draw_drift(drift, now.counts, before.counts, training, threshold))
    print_drift(drift, folder, say)
    return drift.alarm


def load_champion(layout: Layout) -> tuple[RiskModel, Manifest]:
    """Its table of n-grams says which of them training knew."""
    try:
        return bundle.load(champion_folder(layout))
    except BadBundle as fault:
        raise Stop(str(fault)) from None


def write_drift(folder: Path, drift: Drift, picture: bytes) -> None:
    """Both files or neither."""
    with write_all_whole(folder / "drift.json", folder / "drift.png") as (facts, image):
        facts.write(drift.model_dump_json(indent=2) + "\n")
        cast(TextIOWrapper, image).buffer.write(picture)
