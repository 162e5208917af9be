"""The model that is live now, as the gate meets it: its figures, and the ads they are of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from models import bundle
from models.bundle import MANIFEST, BadBundle, Manifest
from models.risk import RiskModel
from pipelines.evaluate import Evaluation
from pipelines.faults import Stop
from pipelines.judging.floors import Floor
from pipelines.judging.metrics import Measure
from pipelines.judging.split_tables import Split

FLOORS = TypeAdapter(tuple[Floor, ...])
Figures = Mapping[str, Mapping[str, float]]
Judged = tuple[RiskModel, float]
"""A model and its threshold."""
MeasuresAt = Callable[[float], Mapping[str, Measure]]
"""What is measured at a threshold."""


@dataclass(frozen=True)
class Rival:
    """`figures` by slice and metric, `sets` the digest of each slice's ads.

    `against` are the judged model's figures on the very ads of `figures`, where some ads of a
    slice had to be left out.
    """

    version: str
    figures: Figures
    sets: Mapping[str, str]
    floors: tuple[Floor, ...] = ()
    notes: tuple[str, ...] = ()
    against: Figures = field(default_factory=dict)

    def value(self, slice_name: str, metric: str) -> float | None:
        return self.figures.get(slice_name, {}).get(metric)


def measure_rival(
    folder: Path, judged: Callable[[str], Judged], slices: Mapping[str, Split], measures: MeasuresAt
) -> Rival | None:
    """The bundle on today's slices, less the ads it was trained on; None where there is none yet.

    `judged` gives the model that is measured on a slice. A corpus that grows is dealt out anew, so that a
    test ad of today may have taught the champion. Where that leaves less than half of a slice, and where
    today's features cannot run the champion, the figures in its manifest are taken, if they are of the
    same ads. Raises Stop when even these cannot be read.
    """
    if not (folder / MANIFEST).exists():
        return None
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except ValidationError:
        raise Stop(f"{folder / MANIFEST} is damaged, so that nothing can be compared with it.") from None
    try:
        model, _ = bundle.load(folder)
    except BadBundle as fault:
        why = str(fault).replace(str(folder), "the champion").rstrip(".")
        return recorded_rival(manifest, note=f"only recorded figures were compared: {why}")
    rest = {name: leave_out(split, marks_of(manifest)) for name, split in slices.items()}
    fair = {name: one for name, one in rest.items() if is_half(one, slices[name])}
    lost = {name: len(slices[name].frame) - len(one.frame) for name, one in fair.items()}
    recorded = recorded_rival(manifest, note="")
    figures = {name: one for name, one in recorded.figures.items() if name in slices and name not in fair}
    live = manifest.threshold.value
    return Rival(
        version=manifest.version,
        figures={**figures, **measure_on(fair, lambda _: (model, live), measures)},
        sets={name: slices[name].digest for name in fair} | {name: recorded.sets[name] for name in figures},
        floors=recorded_floors(manifest),
        notes=tuple(
            f"{count:,} ads of {name} taught the champion and were left out of the comparison"
            for name, count in lost.items()
            if count
        ),
        against=measure_on(fair, judged, measures),
    )


def marks_of(manifest: Manifest) -> frozenset[str]:
    """What the bundle was trained on; nothing for one that was not made by our fit stage."""
    return frozenset(str(manifest.about.get("train.marks", "")).split())


def is_half(rest: Split, whole: Split) -> bool:
    """Whether enough of both labels is left to speak for a slice."""
    return all(2 * (rest.labels == label).sum() >= (whole.labels == label).sum() for label in (0, 1))


def leave_out(split: Split, marks: frozenset[str]) -> Split:
    return split.where(np.array([mark not in marks for mark in split.marks], dtype=np.bool_))


def measure_on(
    slices: Mapping[str, Split], judged: Callable[[str], Judged], measures_at: MeasuresAt
) -> Figures:
    """The figures of each slice's model at its threshold, for the slices that hold both labels."""
    figures = {}
    for name, split in slices.items():
        model, threshold = judged(name)
        measures = measures_at(threshold)
        if len(set(split.labels.tolist())) == 2:
            risks, alike = model.risk(split.readings), np.ones(len(split.frame))
            figures[name] = {
                metric: round(measure(split.labels, risks, alike), 4) for metric, measure in measures.items()
            }
    return figures


def recorded_rival(manifest: Manifest, note: str) -> Rival:
    """The figures that the card stage kept in the manifest: `test.auc`, `test.set`."""
    figures: dict[str, dict[str, float]] = {}
    sets: dict[str, str] = {}
    for key, value in manifest.about.items():
        slice_name, _, metric = key.partition(".")
        if metric == "set":
            sets[slice_name] = str(value)
        elif isinstance(value, float):
            figures.setdefault(slice_name, {})[metric] = value
    return Rival(manifest.version, figures, sets, recorded_floors(manifest), (note,))


def recorded_floors(manifest: Manifest) -> tuple[Floor, ...]:
    return FLOORS.validate_json(str(manifest.about.get("floors", "[]")))


def rival_from(evaluation: Evaluation, floors: tuple[Floor, ...]) -> Rival:
    """An evaluated model as the one to compare with."""
    return Rival(
        version=evaluation.version,
        figures=evaluation.bare,
        sets={name: one.digest for name, one in evaluation.slices.items()},
        floors=floors,
    )


def figures_to_keep(evaluation: Evaluation, floors: tuple[Floor, ...]) -> dict[str, str | int | float]:
    """What `recorded_rival` and `recorded_floors` read back."""
    kept: dict[str, str | int | float] = {"floors": FLOORS.dump_json(floors).decode()}
    for name, one in evaluation.slices.items():
        kept[f"{name}.set"] = one.digest
        kept |= {f"{name}.{metric}": figure.value for metric, figure in one.figures.items()}
    return kept
