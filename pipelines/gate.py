"""Stage `gate`: may this model go live? It records its judgement; `promote` and `bundle` obey it.

The stage itself ends well either way, so that the card of a refused model can be read.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.console.sums import write_json
from pipelines.evaluate import EvaluateParams, Evaluation, load_evaluation, measured_on
from pipelines.fit import load_fitted
from pipelines.judging.floors import ROUNDING, Floor, Metric, is_worse, worsening
from pipelines.judging.metrics import measures_at
from pipelines.judging.rival import Rival, measure_rival
from pipelines.judging.slices import load_slices
from pipelines.params import Section, read_section
from records.jsonl import BadFile, explain
from records.layout import Layout


class Tolerance(Section):
    """How much worse than the champion a figure may be."""

    slice: str
    metric: Metric
    tolerance: Annotated[float, Field(ge=0)]


class GateParams(Section):
    tolerances: tuple[Tolerance, ...]
    floors: tuple[Floor, ...]


class Judgement(BaseModel):
    """What gate.json holds. `reasons` refuse; `notes` are what a reader should know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    passed: bool
    version: str
    compared_with: str | None
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    floors: tuple[Floor, ...]

    @property
    def sentence(self) -> str:
        if self.passed:
            rival = self.compared_with or "no earlier model"
            return f"{self.version} may go live; compared with {rival}."
        return f"{self.version} may not go live: {'; '.join(self.reasons)}."


def run(layout: Layout, champion: Path) -> str:
    """Writes data/eval/gate.json. `champion` is the bundle that scores now.

    The champion lives outside the graph of stages, so that `promote` asks again when it moved.
    """
    params = read_section("gate", GateParams)
    evaluated = read_section("evaluate", EvaluateParams)
    evaluation = load_evaluation(layout.eval / "evaluation.json")
    models = {folder: load_fitted(folder) for folder in (layout.rehearsal, layout.fitted)}
    judged = {folder: (model, manifest.threshold.value) for folder, (model, manifest) in models.items()}
    prior = evaluated.prior(models[layout.fitted][1])
    rival = measure_rival(
        champion,
        lambda name: judged[measured_on(name, layout)],
        load_slices(layout),
        lambda threshold: measures_at(threshold, evaluated.reliability_bins, prior),
    )
    judgement = judge(evaluation, rival, params)
    write_json(layout.eval / "gate.json", judgement.model_dump())
    return f"gate: {judgement.sentence}"


def judge(evaluation: Evaluation, rival: Rival | None, params: GateParams) -> Judgement:
    """A model against the pinned floors and against the champion, if there is one."""
    reasons = [*below_floors(evaluation, params.floors)]
    notes = [*moved_sets(evaluation, params.floors)]
    if rival is not None:
        reasons += lowered_floors(rival.floors, params.floors)
        reasons += worse_figures(evaluation, rival, params.tolerances)
        notes += [*rival.notes, *not_comparable(evaluation, rival, params.tolerances)]
    return Judgement(
        passed=not reasons,
        version=evaluation.version,
        compared_with=rival.version if rival else None,
        reasons=tuple(reasons),
        notes=tuple(notes),
        floors=params.floors,
    )


def below_floors(evaluation: Evaluation, floors: Sequence[Floor]) -> Iterator[str]:
    for one in floors:
        value = evaluation.value(one.slice, one.metric)
        if value is None:
            yield f"{one.slice} {one.metric} has a floor but could not be measured"
        elif is_worse(one.metric, value, one.floor):
            yield f"{one.slice} {one.metric} is {value:.4f}, its floor {one.floor:.4f}"


def moved_sets(evaluation: Evaluation, floors: Sequence[Floor]) -> Iterator[str]:
    for one in floors:
        measured = evaluation.slices.get(one.slice)
        if measured and measured.digest != one.digest:
            yield (
                f"the floor of {one.slice} {one.metric} was pinned on set {one.digest}, "
                f"today's set is {measured.digest}: pin it anew"
            )


def lowered_floors(earlier: Sequence[Floor], floors: Sequence[Floor]) -> Iterator[str]:
    """The floors of the champion that were lowered on the same set, or taken away, unexplained."""
    today = {(one.slice, one.metric): one for one in floors}
    for old in earlier:
        new = today.get((old.slice, old.metric))
        if new is None:
            yield f"the floor of {old.slice} {old.metric} ({old.floor:.4f}) was taken away"
        elif (
            new.digest == old.digest
            and not new.lowered_because
            and is_worse(new.metric, new.floor, old.floor)
        ):
            yield (
                f"the floor of {old.slice} {old.metric} was lowered from {old.floor:.4f} to "
                f"{new.floor:.4f} on the same set; say why in lowered_because"
            )


def worse_figures(evaluation: Evaluation, rival: Rival, tolerances: Sequence[Tolerance]) -> Iterator[str]:
    """Only figures of the same set of ads are compared."""
    for one in tolerances:
        whole, held = evaluation.value(one.slice, one.metric), rival.value(one.slice, one.metric)
        value = rival.against[one.slice][one.metric] if one.slice in rival.against else whole
        if value is None or held is None or not same_set(evaluation, rival, one.slice):
            continue
        if worsening(one.metric, value, held) > one.tolerance + ROUNDING:
            yield f"{one.slice} {one.metric} is {value:.4f}, the champion's {held:.4f}"


def not_comparable(evaluation: Evaluation, rival: Rival, tolerances: Sequence[Tolerance]) -> Iterator[str]:
    for name in sorted({one.slice for one in tolerances}):
        if name in evaluation.slices and not same_set(evaluation, rival, name):
            yield f"{name} was not compared: the champion's figures are of another set"


def same_set(evaluation: Evaluation, rival: Rival, slice_name: str) -> bool:
    measured = evaluation.slices.get(slice_name)
    return measured is not None and rival.sets.get(slice_name) == measured.digest


def load_judgement(path: Path) -> Judgement:
    """Raises BadFile when the gate has not judged yet or the file is damaged."""
    try:
        return Judgement.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BadFile(f"{path} does not exist: run the gate stage first.") from None
    except ValidationError as error:
        raise BadFile(f"{path} is damaged: {explain(error)}.") from None
