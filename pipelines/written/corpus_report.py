"""What to know of the corpus before trusting a figure: its counts, and how far cheap models get."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder

from pipelines.near_copies import find_near_copies
from pipelines.written.labelled import LabelledAd

SIDES = ("lure", "ordinary")
FOLDS = 5
SEED = 20261122
LEAST_ADS = 6
"""Ads that a word must stand in before its lean says anything."""


class Word(BaseModel):
    """A word as it stands between spaces: the ads of each side that hold it, and its log-odds for lures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    lure: int
    ordinary: int
    lean: float


class CorpusReport(BaseModel):
    """What report.json holds. An AUC is None where the corpus is too small for five grouped folds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ads: int
    groups: int
    by_kind: dict[str, dict[str, int]]
    by_channel: dict[str, dict[str, int]]
    by_writer: dict[str, dict[str, int]]
    near_copies_across_campaigns: tuple[tuple[str, str], ...]
    length_auc: float | None
    source_auc: float | None
    tfidf_auc: float | None
    lure_words: tuple[Word, ...]
    ordinary_words: tuple[Word, ...]

    @property
    def figures(self) -> dict[str, float | None]:
        """The bare figures, for `dvc metrics diff`."""
        return {
            "ads": self.ads,
            "groups": self.groups,
            "near_copies_across_campaigns": len(self.near_copies_across_campaigns),
            "length_auc": self.length_auc,
            "source_auc": self.source_auc,
            "tfidf_auc": self.tfidf_auc,
        }


def report_on(ads: Sequence[LabelledAd], near_copy: float, words_a_side: int = 50) -> CorpusReport:
    table = tabulate(ads)
    words = leaning_words(table)
    return CorpusReport(
        ads=len(table),
        groups=table["group"].nunique(),
        by_kind=count_sides(table, "kind"),
        by_channel=count_sides(table, "channel"),
        by_writer=count_sides(table, "writer"),
        near_copies_across_campaigns=tuple(copies_across_campaigns(ads, near_copy)),
        length_auc=auc_of(table, None if len(set(table["label"])) < 2 else table["length"].to_numpy()),
        source_auc=auc_of(table, source_logits(table)),
        tfidf_auc=auc_of(table, tfidf_logits(table)),
        lure_words=tuple(one for one in words[::-1] if one.lean > 0)[:words_a_side],
        ordinary_words=tuple(one for one in words if one.lean < 0)[:words_a_side],
    )


def tabulate(ads: Sequence[LabelledAd]) -> pd.DataFrame:
    """One row an ad."""
    return pd.DataFrame(
        {
            "ad_id": one.ad.ad_id,
            "text": one.ad.text,
            "label": one.label,
            "side": SIDES[0] if one.label else SIDES[1],
            "kind": one.kind,
            "channel": one.channel,
            "writer": one.writer,
            "group": one.group,
            "obfuscated": one.obfuscated,
            "length": len(one.ad.text),
        }
        for one in ads
    )


def count_sides(table: pd.DataFrame, column: str) -> dict[str, dict[str, int]]:
    """How many ads of each side every value of a column has."""
    return {
        str(value): {side: int((part["side"] == side).sum()) for side in SIDES}
        for value, part in table.groupby(column)
    }


def copies_across_campaigns(ads: Sequence[LabelledAd], least: float) -> list[tuple[str, str]]:
    """Pairs of ads whose published texts share `least` of their 5-grams, and that no campaign joins."""
    return [
        (ads[one].ad.ad_id, ads[other].ad.ad_id)
        for one, other in find_near_copies([ad.ad.text for ad in ads], least)
        if ads[one].campaign is None or ads[one].campaign != ads[other].campaign
    ]


def leaning_words(table: pd.DataFrame, least: int = LEAST_ADS) -> list[Word]:
    """Words of at least `least` ads from the ordinary end to the lure end, each ad counted once.

    Log-odds of a word among lures against ordinary ads, half a count added on both sides.
    """
    texts = {side: table.loc[table["side"] == side, "text"] for side in SIDES}
    counts = {
        side: Counter(word for text in part for word in set(text.lower().split()))
        for side, part in texts.items()
    }
    words = []
    for word in counts["lure"] | counts["ordinary"]:
        lures, ordinary = (counts[side][word] for side in SIDES)
        if lures + ordinary >= least:
            odds = [
                (counts[side][word] + 0.5) / (len(texts[side]) - counts[side][word] + 0.5) for side in SIDES
            ]
            lean = round(float(np.log(odds[0] / odds[1])), 3)
            words.append(Word(word=word, lure=lures, ordinary=ordinary, lean=lean))
    return sorted(words, key=lambda one: (one.lean, one.word))


def tfidf_logits(table: pd.DataFrame) -> NDArray[np.float64] | None:
    """The baseline that should find the corpus hard: character n-grams and logistic regression."""
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000),
    )
    return grouped_logits(model, table, table["text"])


def source_logits(table: pd.DataFrame) -> NDArray[np.float64] | None:
    """How far channel and writer alone give a lure away; they should not."""
    model = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression(max_iter=2000))
    return grouped_logits(model, table, table[["channel", "writer"]])


def grouped_logits(
    model: Pipeline, table: pd.DataFrame, inputs: pd.Series | pd.DataFrame
) -> NDArray[np.float64] | None:
    """The logit of each ad, shape (n,), from a model that saw no ad of its group; None where one side
    has fewer groups than there are folds.
    """
    if table["side"].nunique() < 2 or table.groupby("side")["group"].nunique().min() < FOLDS:
        return None
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return np.asarray(
        cross_val_predict(
            model, inputs, table["label"], cv=folds, groups=table["group"], method="decision_function"
        )
    )


def auc_of(table: pd.DataFrame, ranks: NDArray[np.float64] | None) -> float | None:
    return None if ranks is None else round(float(roc_auc_score(table["label"], ranks)), 4)
