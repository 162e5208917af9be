"""Which model scores: the registry's champion where there is one, else the bundled model."""

from pathlib import Path

from models import BUNDLED
from models.bundle import BadBundle
from models.scorer import Scorer
from pipelines.faults import Stop
from records.layout import Layout


def champion_folder(layout: Layout) -> Path:
    """A link that leads nowhere is still a champion: loading says so, and no other model stands in."""
    there = layout.champion.is_symlink() or layout.champion.exists()
    return layout.champion if there else BUNDLED


def load_scorer(folder: Path) -> Scorer:
    """Raises Stop with the bundle's own sentence when it cannot be used."""
    try:
        return Scorer.load(folder)
    except BadBundle as fault:
        raise Stop(str(fault)) from None
