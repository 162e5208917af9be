"""Stage `fit`: the risk model from the training ads, and its threshold from ordinary ads."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field

from features import FEATURE_NAMES
from models import bundle
from models.bundle import BadBundle, Manifest, Threshold, digest_of
from models.encoder import BadEncoder
from models.finetuned import ONNX, FinetunedEncoder
from models.interaction_fitting import InteractionSettings
from models.joining import Join, JoinSettings, fit_join
from models.ngrams import NgramSettings
from models.risk import RiskModel
from models.threshold import threshold_for
from models.training import FitSettings, fit
from pipelines.faults import Stop
from pipelines.judging.split_tables import Split, load_split
from pipelines.judging.splits import FINAL, TRAIN, VALIDATION
from pipelines.params import Section, read_section
from records.layout import SEOUL, Layout

CALIBRATED_AT = "calibrated_at"
"""In a manifest's facts: the share of lures at which the risk is a chance."""
CARD_TO_COME = "Not judged yet: the card stage writes this page.\n"


class InteractionParams(Section):
    trees: Annotated[int, Field(ge=0)]
    leaves: Annotated[int, Field(ge=2)]
    depth: Annotated[int, Field(ge=1, le=12)]
    least_ads: Annotated[int, Field(ge=1)]
    share: Annotated[float, Field(gt=0, le=1)]
    rate: Annotated[float, Field(gt=0, le=1)]
    damping: Annotated[float, Field(ge=0)]
    seed: int


class FitParams(Section):
    ngram_sizes: tuple[int, ...]
    ngram_bits: Annotated[int, Field(ge=8, le=22)]
    c: Annotated[float, Field(gt=0)]
    feature_scale: Annotated[float, Field(gt=0)]
    interactions: InteractionParams
    folds: Annotated[int, Field(ge=2)]
    seed: int
    alert_budget: Annotated[float, Field(gt=0, lt=1)]
    unfamiliar_from: Annotated[float, Field(gt=0, le=1)]
    asked_from: Annotated[float, Field(gt=0, lt=1)]
    encoder_trust: Annotated[float, Field(gt=0, le=1)]

    @property
    def join(self) -> JoinSettings:
        return JoinSettings(self.asked_from, self.encoder_trust)

    @property
    def settings(self) -> FitSettings:
        return FitSettings(
            ngrams=NgramSettings(self.ngram_sizes, self.ngram_bits),
            c=self.c,
            feature_scale=self.feature_scale,
            interactions=InteractionSettings(**self.interactions.model_dump()),
            unfamiliar_from=self.unfamiliar_from,
            folds=self.folds,
            seed=self.seed,
        )


def run(layout: Layout) -> str:
    """Writes data/model/rehearsal and data/model/fitted, bundles that nobody has judged yet.

    The rehearsal learns from the training split alone, so that all other ads can measure it, and settles
    how the encoder joins and where the threshold lies. The model that may ship learns the same way from
    all ads but the test split's: it knows more, and only that split can measure it.
    """
    params = read_section("fit", FitParams)
    train, validation = load_split(layout, TRAIN), load_split(layout, VALIDATION)
    ordinary = validation.where(validation.labels == 0)
    try:
        rehearsal, join = rehearse(layout, train, validation, params)
        value = threshold_for(params.alert_budget, rehearsal.risk(ordinary.readings))
        final = load_split(layout, FINAL)
        shipping = add_encoder(fit_linear(final, params), join, layout.finetuned / FINAL)
    except (ValueError, BadEncoder) as fault:
        raise Stop(f"The model cannot be fitted: {fault}") from None
    version = name_version(layout, (train, validation, final), params)
    threshold = Threshold(
        value=value,
        budget=params.alert_budget,
        on=f"{len(ordinary.frame):,} ordinary ads of the validation split, set {ordinary.digest}",
        chosen=datetime.now(SEOUL).date().isoformat(),
    )
    for folder, model, taught in ((layout.rehearsal, rehearsal, train), (layout.fitted, shipping, final)):
        about = {**describe(taught), CALIBRATED_AT: float(validation.labels.mean())}
        bundle.save(folder, model, version=version, threshold=threshold, card=CARD_TO_COME, about=about)
    return (
        f"fit: {version} from {len(final.frame):,} ads, its rehearsal from {len(train.frame):,}, "
        f"{say_join(join)}, threshold {value:.4f}"
    )


def rehearse(
    layout: Layout, train: Split, validation: Split, params: FitParams
) -> tuple[RiskModel, Join | None]:
    """The model of the training split, and how the encoder joins it; None where none does."""
    linear = fit_linear(train, params)
    folder = layout.finetuned / TRAIN
    if not folder.exists():
        return linear, None
    join = fit_join(linear, load_encoder(folder), validation.readings, validation.labels, params.join)
    return add_encoder(linear, join, folder), join


def fit_linear(split: Split, params: FitParams) -> RiskModel:
    return fit(split.readings, split.labels, split.groups, FEATURE_NAMES, params.settings)


def add_encoder(linear: RiskModel, join: Join | None, folder: Path) -> RiskModel:
    return linear if join is None else join.apply(linear, load_encoder(folder))


def load_encoder(folder: Path) -> FinetunedEncoder:
    """The encoder that the finetune stage left there, on all cores. Raises BadEncoder."""
    return FinetunedEncoder.load(folder, threads=os.cpu_count() or 1)


def say_join(join: Join | None) -> str:
    if join is None:
        return "no encoder joins it"
    return f"encoder x {join.encoder:.2f} beside n-grams and features x {join.base:.2f}"


def load_fitted(folder: Path) -> tuple[RiskModel, Manifest]:
    """A bundle of the fit stage. Raises Stop where it is missing or not of today's features."""
    try:
        return bundle.load(folder)
    except BadBundle as fault:
        raise Stop(f"{fault} Run the fit stage first.") from None


def name_version(layout: Layout, splits: Sequence[Split], params: FitParams) -> str:
    """The same ads, features, encoders and settings give the same name."""
    encoders = [digest_of(path) for path in sorted(layout.finetuned.glob(f"*/{ONNX}"))]
    made_of = [
        *[one.digest for one in splits],
        list(FEATURE_NAMES),
        params.model_dump(mode="json"),
        *encoders,
    ]
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
