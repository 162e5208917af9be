"""Stage `fit`: the risk model from the training ads, and its threshold from ordinary ads."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from features import FEATURE_NAMES
from models import bundle
from models.bundle import BadBundle, Manifest, Threshold
from models.ngrams import NgramSettings
from models.risk import RiskModel
from models.threshold import threshold_for
from models.training import FitSettings, fit
from pipelines.faults import Stop
from pipelines.judging.split_tables import Split, load_split
from pipelines.judging.splits import TRAIN, VALIDATION
from pipelines.params import Section, read_section
from records.layout import SEOUL, Layout

CARD_TO_COME = "Not judged yet: the card stage writes this page.\n"


class FitParams(Section):
    ngram_sizes: tuple[int, ...]
    ngram_bits: Annotated[int, Field(ge=8, le=22)]
    c: Annotated[float, Field(gt=0)]
    feature_scale: Annotated[float, Field(gt=0)]
    folds: Annotated[int, Field(ge=2)]
    seed: int
    alert_budget: Annotated[float, Field(gt=0, lt=1)]

    @property
    def settings(self) -> FitSettings:
        return FitSettings(
            ngrams=NgramSettings(self.ngram_sizes, self.ngram_bits),
            c=self.c,
            feature_scale=self.feature_scale,
            folds=self.folds,
            seed=self.seed,
        )


def run(layout: Layout) -> str:
    """Writes data/model/fitted/, a bundle that nobody has judged yet."""
    params = read_section("fit", FitParams)
    train, validation = load_split(layout, TRAIN), load_split(layout, VALIDATION)
    ordinary = validation.where(validation.labels == 0)
    try:
        model = fit(train.readings, train.labels, train.groups, FEATURE_NAMES, params.settings)
        value = threshold_for(params.alert_budget, model.risk(ordinary.readings))
    except ValueError as fault:
        raise Stop(f"The model cannot be fitted: {fault}") from None
    version = name_version(train, validation, params)
    bundle.save(
        layout.fitted,
        model,
        version=version,
        threshold=Threshold(
            value=value,
            budget=params.alert_budget,
            on=f"{len(ordinary.frame):,} ordinary ads of the validation split, set {ordinary.digest}",
            chosen=datetime.now(SEOUL).date().isoformat(),
        ),
        card=CARD_TO_COME,
        about=describe(train),
    )
    return f"fit: {version} from {len(train.frame):,} ads, threshold {value:.4f}"


def load_fitted(layout: Layout) -> tuple[RiskModel, Manifest]:
    """Raises Stop when there is no fitted model, or it is not of today's features."""
    try:
        return bundle.load(layout.fitted)
    except BadBundle as fault:
        raise Stop(f"{fault} Run the fit stage first.") from None


def name_version(train: Split, validation: Split, params: FitParams) -> str:
    """The same ads, features and settings give the same name."""
    made_of = [train.digest, validation.digest, list(FEATURE_NAMES), params.model_dump(mode="json")]
    return "lurewatch-" + sha256(json.dumps(made_of).encode()).hexdigest()[:10]


def describe(train: Split) -> dict[str, str | int | float]:
    published = train.as_published
    return {
        "train.digest": train.digest,
        "train.marks": " ".join(sorted(published.marks)),
        "train.ads": len(published.frame),
        "train.copies": len(train.frame) - len(published.frame),
        "train.lures": int(published.labels.sum()),
        "train.verdicts": int((published.frame["origin"] == "verdict").sum()),
    }
