"""Stage `evaluate`: the fitted bundle on ads it never saw, beside the baselines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.bundle import Manifest
from pipelines.console.sums import write_json
from pipelines.fit import CALIBRATED_AT, load_fitted
from pipelines.judging.baselines import BASELINES
from pipelines.judging.calibration import compare_calibrations
from pipelines.judging.curves import write_curves
from pipelines.judging.metrics import (
    Measure,
    Prior,
    SliceFigures,
    auc,
    average_precision,
    measure_slice,
    measures_at,
)
from pipelines.judging.pictures import draw_curves
from pipelines.judging.slices import load_slices
from pipelines.judging.split_tables import Split, load_split
from pipelines.judging.splits import LEARNED_BY_FINAL, TEST, TRAIN, VALIDATION
from pipelines.params import Section, read_section
from records.jsonl import BadFile, explain
from records.layout import Layout


class EvaluateParams(Section):
    resamples: Annotated[int, Field(ge=20)]
    seed: int
    reliability_bins: Annotated[int, Field(ge=2)]
    night_share: Annotated[float, Field(gt=0, lt=1)]

    def prior(self, manifest: Manifest) -> Prior:
        return Prior(calibrated=float(manifest.about[CALIBRATED_AT]), night=self.night_share)


class Evaluation(BaseModel):
    """What evaluation.json holds: `baselines` by name, slice, measure; `calibrations` by name and error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    threshold: float
    slices: dict[str, SliceFigures]
    baselines: dict[str, dict[str, dict[str, float]]]
    calibrations: dict[str, dict[str, float]] = {}  # evaluations before 2026-11-28 compared none

    def value(self, slice_name: str, metric: str) -> float | None:
        """None where the slice or the figure could not be measured."""
        measured = self.slices.get(slice_name)
        figure = measured.figures.get(metric) if measured else None
        return figure.value if figure else None

    @property
    def bare(self) -> dict[str, dict[str, float]]:
        """The figures without their intervals, for `dvc metrics diff`."""
        return {
            name: {metric: figure.value for metric, figure in one.figures.items()}
            for name, one in self.slices.items()
        }


def run(layout: Layout) -> str:
    """Writes evaluation.json, its bare figures as metrics.json, and plots/ to data/eval/."""
    params = read_section("evaluate", EvaluateParams)
    model, manifest = load_fitted(layout.fitted)
    models = {layout.fitted: model, layout.rehearsal: load_fitted(layout.rehearsal)[0]}
    slices = load_slices(layout)
    risks = {name: models[measured_on(name, layout)].risk(split.readings) for name, split in slices.items()}
    threshold, prior, bins = manifest.threshold.value, params.prior(manifest), params.reliability_bins
    evaluation = Evaluation(
        version=manifest.version,
        threshold=threshold,
        slices=measure_slices(slices, risks, measures_at(threshold, bins, prior), params),
        baselines=measure_baselines(load_split(layout, TRAIN), slices, params.seed),
        calibrations=compare_calibrations(
            (slices[VALIDATION], risks[VALIDATION]),
            (slices[TEST], risks[TEST]),
            prior,
            bins,
        ),
    )
    write_json(layout.eval / "evaluation.json", evaluation.model_dump())
    write_json(layout.eval / "metrics.json", evaluation.bare)
    curves = write_curves(layout.eval / "plots", slices[TEST], risks[TEST], threshold, prior, bins)
    draw_curves(layout.eval / "plots", curves, evaluation.slices)
    shown = ", ".join(
        f"{name} {one.figures['auc'].value:.3f}" for name, one in evaluation.slices.items() if one.figures
    )
    return f"evaluate: AUC {shown}"


def measured_on(slice_name: str, layout: Layout) -> Path:
    """The bundle that a slice measures: the rehearsal's where the one that may ship has learned from it."""
    return layout.rehearsal if slice_name in LEARNED_BY_FINAL else layout.fitted


def measure_slices(
    slices: Mapping[str, Split],
    risks: Mapping[str, NDArray[np.float64]],
    measures: dict[str, Measure],
    params: EvaluateParams,
) -> dict[str, SliceFigures]:
    return {
        name: SliceFigures(
            digest=split.digest,
            lures=int(split.labels.sum()),
            ordinary=int((split.labels == 0).sum()),
            figures=measure_slice(
                split.labels, risks[name], split.groups, measures, params.resamples, params.seed
            ),
        )
        for name, split in slices.items()
    }


def measure_baselines(
    train: Split, slices: Mapping[str, Split], seed: int
) -> dict[str, dict[str, dict[str, float]]]:
    measured: dict[str, dict[str, dict[str, float]]] = {}
    both = {name: split for name, split in slices.items() if len(set(split.labels.tolist())) == 2}
    for baseline, fit_baseline in BASELINES.items():
        rank = fit_baseline(train, seed)
        measured[baseline] = {name: rank_figures(split, rank(split)) for name, split in both.items()}
    return measured


def rank_figures(split: Split, ranks: NDArray[np.float64]) -> dict[str, float]:
    alike = np.ones(len(ranks))
    return {
        "auc": round(auc(split.labels, ranks, alike), 4),
        "average_precision": round(average_precision(split.labels, ranks, alike), 4),
    }


def load_evaluation(path: Path) -> Evaluation:
    """Raises BadFile when evaluate has not run or the file is damaged."""
    try:
        return Evaluation.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BadFile(f"{path} does not exist: run the evaluate stage first.") from None
    except ValidationError as error:
        raise BadFile(f"{path} is damaged: {explain(error)}.") from None
