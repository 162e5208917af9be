"""What the risk model has to beat: features alone, character n-grams alone, length alone."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pipelines.judging.split_tables import Split

Rank = Callable[[Split], NDArray[np.float64]]
"""A fitted baseline: a split to one number an ad, shape (n,), higher for a lure."""


def features_alone(train: Split, seed: int) -> Rank:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, random_state=seed))
    model.fit(train.values, train.labels)
    return lambda split: np.asarray(model.decision_function(split.values))


def ngrams_alone(train: Split, seed: int) -> Rank:
    """TF-IDF of character 1- to 4-grams of the published text with logistic regression."""
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000, random_state=seed),
    )
    model.fit(train.frame["text"], train.labels)
    return lambda split: np.asarray(model.decision_function(split.frame["text"]))


def length_alone(train: Split, seed: int) -> Rank:
    """How far the mere length of a text gives a lure away; it should not."""
    model = LogisticRegression(random_state=seed).fit(lengths(train), train.labels)
    return lambda split: np.asarray(model.decision_function(lengths(split)))


def lengths(split: Split) -> NDArray[np.float64]:
    return np.log1p([[float(len(text))] for text in split.frame["text"]])


BASELINES = {
    "features_alone": features_alone,
    "ngrams_alone": ngrams_alone,
    "length_alone": length_alone,
}
