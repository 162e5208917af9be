"""The curves behind the figures, as tables that `dvc plots` and MLflow can draw."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from pipelines.judging.metrics import Prior, bin_of
from pipelines.judging.split_tables import Split

POINTS = 200
"""A curve keeps at most this many points, evenly spread."""


def write_curves(
    folder: Path, split: Split, risks: NDArray[np.float64], threshold: float, prior: Prior, bins: int
) -> dict[str, pd.DataFrame]:
    """The curves of one split by name, each also as NAME.csv in the folder."""
    curves = {
        "pr": precision_and_recall(split.labels, risks),
        "roc": false_alarms_and_recall(split.labels, risks),
        "reliability": reliability(split.labels, risks, np.ones(len(risks)), bins),
        "reliability_at_night": reliability(
            split.labels, prior.shift(risks), prior.weigh(split.labels, np.ones(len(risks))), bins
        ),
        "threshold": by_threshold(split.labels, risks),
        "kinds": by_kind(split, risks, threshold),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, curve in curves.items():
        curve.round(5).to_csv(folder / f"{name}.csv", index=False)
    return curves


def thin(curve: pd.DataFrame) -> pd.DataFrame:
    at = np.unique(np.linspace(0, len(curve) - 1, POINTS).astype(int))
    return curve.iloc[at].reset_index(drop=True)


def precision_and_recall(labels: NDArray[np.int64], risks: NDArray[np.float64]) -> pd.DataFrame:
    precision, recall, _ = precision_recall_curve(labels, risks)
    return thin(pd.DataFrame({"recall": recall, "precision": precision}))


def false_alarms_and_recall(labels: NDArray[np.int64], risks: NDArray[np.float64]) -> pd.DataFrame:
    false_alarms, recall, _ = roc_curve(labels, risks)
    return thin(pd.DataFrame({"false_alarms": false_alarms, "recall": recall}))


def reliability(
    labels: NDArray[np.int64], risks: NDArray[np.float64], weights: NDArray[np.float64], bins: int
) -> pd.DataFrame:
    """Per bin of risk the mean risk, the share of lures and of all ads; empty bins are left out."""
    frame = pd.DataFrame(
        {"bin": bin_of(risks, bins), "risk": risks * weights, "lures": labels * weights, "ads": weights}
    )
    sums = frame.groupby("bin").sum()
    means = sums[["risk", "lures"]].div(sums["ads"], axis=0).assign(ads=sums["ads"] / weights.sum())
    return means.reset_index(drop=True)


def by_threshold(labels: NDArray[np.int64], risks: NDArray[np.float64]) -> pd.DataFrame:
    """Recall and false alarms at each threshold from 0 to 1."""
    thresholds = np.linspace(0, 1, 101)
    flagged = risks[None, :] >= thresholds[:, None]
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "recall": flagged[:, labels == 1].mean(axis=1),
            "false_alarms": flagged[:, labels == 0].mean(axis=1),
        }
    )


def by_kind(split: Split, risks: NDArray[np.float64], threshold: float) -> pd.DataFrame:
    """Of each kind how many ads there are and what share is flagged: where the model errs."""
    frame = split.frame[["label", "kind"]].assign(risk=risks, flagged=risks >= threshold)
    kinds = frame.groupby(["label", "kind"], as_index=False)
    return kinds.agg(ads=("risk", "size"), flagged=("flagged", "mean"), mean_risk=("risk", "mean"))
