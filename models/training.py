"""Fitting the risk model: logistic regression and trees on top, calibrated on predictions out of fold."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from models.interaction_fitting import InteractionSettings, fit_interactions, interactions_out_of_fold
from models.ngrams import Ngrams, NgramSettings, as_seen, count_ngrams, tfidf
from models.risk import RiskModel
from records import Reading


@dataclass(frozen=True)
class FitSettings:
    """`c` is the inverse strength of the penalty. `feature_scale` multiplies the standardised
    features: against n-grams of length 1, a larger scale means a weaker penalty on them.
    """

    ngrams: NgramSettings = field(default_factory=NgramSettings)
    c: float = 10.0
    feature_scale: float = 0.1
    interactions: InteractionSettings = field(default_factory=InteractionSettings)
    unfamiliar_from: float = 0.23
    folds: int = 5
    seed: int = 20261122

    @property
    def split(self) -> StratifiedGroupKFold:
        return StratifiedGroupKFold(self.folds, shuffle=True, random_state=self.seed)


def fit(
    readings: Sequence[Reading],
    labels: NDArray[np.int64],
    groups: Sequence[str],
    feature_names: Sequence[str],
    settings: FitSettings,
) -> RiskModel:
    """Fits on all ads; the calibration comes from folds that share no group.

    Raises ValueError when one label is missing.
    """
    design = make_design(readings, labels, settings)
    logits = out_of_fold_logits(design.matrix, labels, groups, settings)
    slope, offset = fit_calibration(logits, labels)
    model = _regression(settings).fit(design.matrix, labels)
    weights = model.coef_[0]
    buckets = 2**settings.ngrams.bits
    linear = RiskModel(
        feature_names=tuple(feature_names),
        ngrams=settings.ngrams,
        idf=design.idf,
        text_weights=weights[:buckets].astype(np.float32),
        centre=design.centre,
        scale=design.scale,
        feature_weights=weights[buckets:].astype(np.float64),
        intercept=float(model.intercept_[0]),
        slope=slope,
        offset=offset,
        unfamiliar_from=settings.unfamiliar_from,
    )
    if not settings.interactions.trees:
        return linear
    return add_interactions(linear, readings, labels, groups, slope * logits + offset, settings)


def add_interactions(
    linear: RiskModel,
    readings: Sequence[Reading],
    labels: NDArray[np.int64],
    groups: Sequence[str],
    base: NDArray[np.float64],
    settings: FitSettings,
) -> RiskModel:
    """The model with trees on top of its log-odds out of fold, `base`; calibrated anew, out of fold."""
    values = np.array([reading.values for reading in readings], dtype=np.float64)
    added = interactions_out_of_fold(values, labels, groups, base, settings.interactions, settings.split)
    slope, offset = fit_calibration(base + added, labels)
    trees = fit_interactions(values, labels, base, settings.interactions).scaled(1 / linear.slope)
    return replace(
        linear,
        intercept=linear.intercept + trees.bias,
        interactions=trees,
        slope=slope * linear.slope,
        offset=slope * linear.offset + offset,
    )


def log_odds_out_of_fold(
    readings: Sequence[Reading], labels: NDArray[np.int64], groups: Sequence[str], settings: FitSettings
) -> NDArray[np.float64]:
    """What the linear model says of each ad when it saw none of its group: calibrated log-odds.

    Raises ValueError when one label is missing.
    """
    logits = out_of_fold_logits(make_design(readings, labels, settings).matrix, labels, groups, settings)
    slope, offset = fit_calibration(logits, labels)
    return slope * logits + offset


@dataclass(frozen=True)
class Design:
    """What the regression sees: n-grams, then the features as `(value - centre) / scale`."""

    matrix: csr_array
    idf: NDArray[np.float32]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]


def make_design(readings: Sequence[Reading], labels: NDArray[np.int64], settings: FitSettings) -> Design:
    if set(np.unique(labels)) != {0, 1}:
        raise ValueError("Both lures and other ads are needed to fit a model.")
    values = np.array([reading.values for reading in readings], dtype=np.float64)
    centre = values.mean(axis=0)
    spread = values.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0) / settings.feature_scale
    counted = [count_ngrams(as_seen(reading), settings.ngrams) for reading in readings]
    idf = inverse_document_frequency(counted, settings.ngrams.bits)
    matrix = hstack([text_matrix(counted, idf), csr_array((values - centre) / scale)], format="csr")
    return Design(matrix, idf, centre, scale)


def inverse_document_frequency(counted: Sequence[Ngrams], bits: int) -> NDArray[np.float32]:
    """Smoothed idf, shape (2**bits,); 0 for a bucket that no training text fills.

    A zero keeps a handful of unseen n-grams from thinning out the ones that are known.
    """
    documents = np.zeros(2**bits)
    for ngrams in counted:
        documents[ngrams.terms] += 1
    idf = np.log((1 + len(counted)) / (1 + documents)) + 1
    return np.where(documents > 1, idf, 0).astype(np.float32)


def text_matrix(counted: Sequence[Ngrams], idf: NDArray[np.float32]) -> csr_array:
    """tf-idf rows, shape (len(counted), len(idf))."""
    lengths = [len(ngrams.terms) for ngrams in counted]
    return csr_array(
        (
            np.concatenate([tfidf(ngrams, idf) for ngrams in counted]),
            np.concatenate([ngrams.terms for ngrams in counted]),
            np.concatenate([[0], np.cumsum(lengths)]),
        ),
        shape=(len(counted), len(idf)),
    )


def out_of_fold_logits(
    matrix: csr_array, labels: NDArray[np.int64], groups: Sequence[str], settings: FitSettings
) -> NDArray[np.float64]:
    """The logit of each ad from a model that saw no ad of its group."""
    logits = np.zeros(len(labels))
    for train, held_out in settings.split.split(matrix, labels, groups):
        model = _regression(settings).fit(matrix[train], labels[train])
        logits[held_out] = model.decision_function(matrix[held_out])
    return logits


def fit_calibration(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[float, float]:
    """Platt scaling: the slope and offset that make logits probabilities."""
    platt = LogisticRegression(C=1e3).fit(logits[:, None], labels)
    return float(platt.coef_[0, 0]), float(platt.intercept_[0])


def _regression(settings: FitSettings) -> LogisticRegression:
    return LogisticRegression(C=settings.c, max_iter=2000, random_state=settings.seed)
