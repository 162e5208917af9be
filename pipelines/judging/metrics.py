"""The figures of one slice, each with a 95% interval from resampled campaigns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Measure = Callable[[Labels, Floats, Floats], float]
"""Labels, risks and weights of the ads, all of shape (n,), to one figure."""


class Figure(BaseModel):
    """A measured value; `low` and `high` bound it in 95 of 100 resamples."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float


class SliceFigures(BaseModel):
    """One slice. `figures` is empty where a slice lacks lures or ordinary ads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    lures: Annotated[int, Field(ge=0)]
    ordinary: Annotated[int, Field(ge=0)]
    figures: dict[str, Figure]


def by_risk(labels: Labels, risks: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The weight of lures and of ordinary ads at each distinct risk, highest risk first."""
    _, at = np.unique(-risks, return_inverse=True)
    lures, ordinary = (np.bincount(at, weights=weights * (labels == label)) for label in (1, 0))
    return np.asarray(lures, dtype=np.float64), np.asarray(ordinary, dtype=np.float64)


def auc(labels: Labels, risks: Floats, weights: Floats) -> float:
    """sklearn's roc_auc_score, without the checks that make 2,000 resamples take a minute."""
    lures, ordinary = by_risk(labels, risks, weights)
    beaten = ordinary.sum() - np.cumsum(ordinary) + ordinary / 2
    return float((lures * beaten).sum() / (lures.sum() * ordinary.sum()))


def average_precision(labels: Labels, risks: Floats, weights: Floats) -> float:
    """sklearn's average_precision_score."""
    lures, ordinary = by_risk(labels, risks, weights)
    found, flagged = np.cumsum(lures), np.cumsum(lures + ordinary)
    precision = np.divide(found, flagged, out=np.zeros_like(found), where=flagged > 0)
    return float((lures * precision).sum() / lures.sum())


def flag_rate(of: int, threshold: float) -> Measure:
    """The share of ads labelled `of` that reach the threshold: recall of 1, false alarms of 0."""

    def measure(labels: Labels, risks: Floats, weights: Floats) -> float:
        wanted = weights * (labels == of)
        return float(wanted[risks >= threshold].sum() / wanted.sum())

    return measure


def calibration_error(bins: int) -> Measure:
    """Expected calibration error (Naeini et al. 2015) over equal-width bins of risk."""

    def measure(labels: Labels, risks: Floats, weights: Floats) -> float:
        at = bin_of(risks, bins)
        gap = np.bincount(at, weights=weights * (labels - risks), minlength=bins)
        return float(np.abs(gap).sum() / weights.sum())

    return measure


@dataclass(frozen=True)
class Prior:
    """Shares of lures: what the risks were calibrated at, and what a night may hold."""

    calibrated: float
    night: float

    def weigh(self, labels: Labels, weights: Floats) -> Floats:
        """The weights, so that lures are the night's share of the ads."""
        shares = [(weights * (labels == label)).sum() for label in (0, 1)]
        weighed: Floats = weights * np.where(
            labels == 1, self.night / shares[1], (1 - self.night) / shares[0]
        )
        return weighed

    def shift(self, risks: Floats) -> Floats:
        """The risks at the night's share: what the ads say stays, what was to be expected changes (Bayes)."""
        odds = self.night / (1 - self.night) * (1 - self.calibrated) / self.calibrated
        shifted: Floats = risks * odds / (risks * odds + 1 - risks)
        return shifted


def calibration_error_at(prior: Prior, bins: int) -> Measure:
    """The expected calibration error of a night, where lures are rare."""
    error = calibration_error(bins)
    return lambda labels, risks, weights: error(labels, prior.shift(risks), prior.weigh(labels, weights))


def bin_of(risks: Floats, bins: int) -> NDArray[np.int64]:
    return np.minimum((risks * bins).astype(np.int64), bins - 1)


def measures_at(threshold: float, bins: int, prior: Prior) -> dict[str, Measure]:
    return {
        "auc": auc,
        "average_precision": average_precision,
        "recall": flag_rate(1, threshold),
        "false_alarms": flag_rate(0, threshold),
        "ece": calibration_error(bins),
        "ece_at_night": calibration_error_at(prior, bins),
    }


def measure_slice(
    labels: Labels,
    risks: Floats,
    groups: Sequence[str],
    measures: dict[str, Measure],
    resamples: int,
    seed: int,
) -> dict[str, Figure]:
    """Every measure with its interval; nothing when a label is missing.

    Whole groups are drawn, since copies of one campaign are not independent. A draw without
    both labels says nothing and is left out.
    """
    if len(set(labels.tolist())) < 2:
        return {}
    _, group_of = np.unique(np.array(groups), return_inverse=True)
    count = int(group_of.max()) + 1
    random = np.random.default_rng(seed)
    draws = [np.bincount(random.integers(0, count, count), minlength=count) for _ in range(resamples)]
    weights = [draw[group_of].astype(np.float64) for draw in draws]
    usable = [one for one in weights if one[labels == 0].any() and one[labels == 1].any()]
    return {name: _with_interval(measure, labels, risks, usable) for name, measure in measures.items()}


def _with_interval(measure: Measure, labels: Labels, risks: Floats, weights: Sequence[Floats]) -> Figure:
    value = measure(labels, risks, np.ones(len(labels)))
    drawn = [measure(labels, risks, one) for one in weights] or [value]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(value=round(value, 4), low=round(float(low), 4), high=round(float(high), 4))
