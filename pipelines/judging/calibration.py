"""Three ways to make a chance of a risk, compared: the one that serves, and two that do not."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

from pipelines.judging.metrics import Prior, calibration_error, calibration_error_at
from pipelines.judging.split_tables import Split

Floats = NDArray[np.float64]
Calibrate = Callable[[Floats, NDArray[np.int64], Floats], Floats]
"""Fitted on the risks and labels of some ads, gives the chances of the risks of others."""

LEAST = 1e-6


def log_odds(risks: Floats) -> Floats:
    kept = np.clip(risks, LEAST, 1 - LEAST)
    return np.log(kept) - np.log1p(-kept)


def platt(risks: Floats, labels: NDArray[np.int64], others: Floats) -> Floats:
    """Platt 1999: a slope and an offset on the log-odds."""
    model = LogisticRegression(C=1e3).fit(log_odds(risks)[:, None], labels)
    return np.asarray(model.predict_proba(log_odds(others)[:, None])[:, 1])


def isotonic(risks: Floats, labels: NDArray[np.int64], others: Floats) -> Floats:
    """Zadrozny and Elkan 2002: any rising steps."""
    model = IsotonicRegression(y_min=LEAST, y_max=1 - LEAST, out_of_bounds="clip").fit(risks, labels)
    return np.asarray(model.predict(others))


def beta(risks: Floats, labels: NDArray[np.int64], others: Floats) -> Floats:
    """Kull, Silva Filho and Flach 2017: log p and log(1 - p) with a weight each."""

    def sides(values: Floats) -> Floats:
        kept = np.clip(values, LEAST, 1 - LEAST)
        return np.column_stack((np.log(kept), -np.log1p(-kept)))

    model = LogisticRegression(C=1e3).fit(sides(risks), labels)
    return np.asarray(model.predict_proba(sides(others))[:, 1])


CALIBRATIONS: dict[str, Calibrate] = {"platt": platt, "isotonic": isotonic, "beta": beta}


def compare_calibrations(
    fitted_on: tuple[Split, Floats], measured_on: tuple[Split, Floats], prior: Prior, bins: int
) -> dict[str, dict[str, float]]:
    """Each way fitted on one split's risks and measured on another's: errors, less is better."""
    (fit_split, fit_risks), (split, risks) = fitted_on, measured_on
    alike = np.ones(len(risks))
    compared = {}
    for name, calibrate in {"as it serves": lambda *given: given[2], **CALIBRATIONS}.items():
        chances = calibrate(fit_risks, fit_split.labels, risks)
        compared[name] = {
            "ece": calibration_error(bins)(split.labels, chances, alike),
            "ece_at_night": calibration_error_at(prior, bins)(split.labels, chances, alike),
            "log_loss": float(log_loss(split.labels, np.clip(chances, LEAST, 1 - LEAST))),
            "brier": float(brier_score_loss(split.labels, chances)),
        }
    return {name: {key: round(value, 4) for key, value in one.items()} for name, one in compared.items()}
