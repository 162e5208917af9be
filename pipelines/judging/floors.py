"""Pinned floors: what a figure must reach, and the set of ads it was pinned on."""

from typing import Annotated, Literal

from pydantic import Field

from pipelines.params import Section

Metric = Literal["auc", "average_precision", "recall", "false_alarms", "ece", "ece_at_night"]
LESS_IS_BETTER = {"false_alarms", "ece", "ece_at_night"}
ROUNDING = 1e-9


class Floor(Section):
    """What a figure must reach (for false alarms and ece: must not exceed).

    `digest` names the set it was pinned on. A floor that is lowered on the same set is refused
    unless `lowered_because` says why.
    """

    slice: str
    metric: Metric
    floor: Annotated[float, Field(ge=0, le=1)]
    digest: str
    lowered_because: str | None = None


def worsening(metric: str, value: float, held: float) -> float:
    """By how much `value` is worse than `held`; negative when it is better."""
    return value - held if metric in LESS_IS_BETTER else held - value


def is_worse(metric: str, value: float, held: float) -> bool:
    return worsening(metric, value, held) > ROUNDING
