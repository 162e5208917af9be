"""The saved model: one folder, no pickle, every file's digest in the manifest."""

import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from features import FEATURE_NAMES
from models.encoder import BadEncoder
from models.interactions import Interactions
from models.ngrams import NgramSettings
from models.risk import EncoderPart, RiskModel

FORMAT = 3
FORMATS = (1, 2, FORMAT)
"""What can be read: 1 knew no encoder, 2 no interactions."""
MANIFEST = "manifest.json"
WEIGHTS = "weights.npz"
TREES = "trees.npz"
CARD = "card.md"
TREE_ARRAYS = ("roots", "feature", "threshold", "left", "right", "value")


class BadBundle(Exception):
    """The folder holds no model that can be used; the message is one sentence for a person."""


class Threshold(BaseModel):
    """The risk from which an ad is flagged, and how it was chosen.

    `budget` is the rate of ordinary ads an analyst is willing to see; `on` names the data.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Annotated[float, Field(ge=0, le=1)]
    budget: Annotated[float, Field(gt=0, lt=1)]
    on: str
    chosen: str


class EncoderFigures(BaseModel):
    """What joins the encoder to the linear model, see EncoderPart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float
    asked_from: float
    unasked: float


class Manifest(BaseModel):
    """`encoder` is None in a bundle of n-grams and features alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    version: str
    feature_names: tuple[str, ...]
    ngram_sizes: tuple[int, ...]
    ngram_bits: int
    intercept: float
    slope: float
    offset: float
    unfamiliar_from: float = 1.0
    tree_depth: int | None = None
    """None in a bundle without interactions."""
    encoder: EncoderFigures | None = None
    threshold: Threshold
    about: dict[str, str | int | float]
    files: dict[str, str]


def save(
    folder: Path,
    model: RiskModel,
    *,
    version: str,
    threshold: Threshold,
    card: str,
    about: dict[str, str | int | float],
) -> None:
    """Writes a bundle in place of the folder, which appears whole or not at all."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    np.savez_compressed(
        part / WEIGHTS,
        idf=model.idf,
        text_weights=model.text_weights,
        centre=model.centre,
        scale=model.scale,
        feature_weights=model.feature_weights,
    )
    if model.interactions is not None:
        np.savez_compressed(part / TREES, **{name: getattr(model.interactions, name) for name in TREE_ARRAYS})
    (part / CARD).write_text(card, encoding="utf-8")
    if model.part is not None:
        model.part.encoder.save(part)
    names = sorted(path.name for path in part.iterdir())
    manifest = Manifest(
        format=FORMAT,
        version=version,
        feature_names=model.feature_names,
        ngram_sizes=model.ngrams.sizes,
        ngram_bits=model.ngrams.bits,
        intercept=model.intercept,
        slope=model.slope,
        offset=model.offset,
        unfamiliar_from=model.unfamiliar_from,
        tree_depth=model.interactions.depth if model.interactions else None,
        encoder=encoder_figures(model.part),
        threshold=threshold,
        about=about,
        files={name: digest_of(part / name) for name in names},
    )
    (part / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    replace_folder(part, folder)


def encoder_figures(part: EncoderPart | None) -> EncoderFigures | None:
    if part is None:
        return None
    return EncoderFigures(
        weight=part.weight,
        asked_from=part.asked_from,
        unasked=part.unasked,
    )


def load_part(folder: Path, figures: EncoderFigures | None) -> EncoderPart | None:
    """Raises BadBundle."""
    if figures is None:
        return None
    from models.finetuned import FinetunedEncoder  # onnxruntime is loaded by those who need it

    try:
        encoder = FinetunedEncoder.load(folder)
    except BadEncoder as fault:
        raise BadBundle(str(fault)) from None
    return EncoderPart(encoder, figures.weight, figures.asked_from, figures.unasked)


def replace_folder(new: Path, folder: Path) -> None:
    """Puts a finished folder in the place of another, so that no reader finds half of either."""
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest, checked against the files beside it and today's features. Raises BadBundle."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise BadBundle(f"{folder} holds no model: {MANIFEST} is missing.") from None
    except OSError as error:
        raise BadBundle(f"{folder} holds no model: {error.strerror}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadBundle(f"{folder / MANIFEST} is damaged: {first['msg']}.") from None
    if manifest.format not in FORMATS:
        raise BadBundle(f"{folder} has format {manifest.format}; this lurewatch reads format {FORMAT}.")
    for name, digest in manifest.files.items():
        if Path(name).name != name or not (folder / name).is_file():
            raise BadBundle(f"{folder} is damaged: {name} is missing.")
        if digest_of(folder / name) != digest:
            raise BadBundle(f"{folder} is damaged: {name} is not the file that was saved.")
    refuse_foreign_features(manifest.feature_names, folder)
    return manifest


def refuse_foreign_features(names: tuple[str, ...], folder: Path) -> None:
    if names == FEATURE_NAMES:
        return
    gone = [name for name in names if name not in FEATURE_NAMES]
    new = [name for name in FEATURE_NAMES if name not in names]
    differences = [f"it knows {name}" for name in gone[:3]] + [f"it lacks {name}" for name in new[:3]]
    detail = ", ".join(differences) or "the order differs"
    raise BadBundle(f"{folder} was fitted on another feature list ({detail}); fit it again.")


def load(folder: Path) -> tuple[RiskModel, Manifest]:
    """The model in a bundle. Raises BadBundle when it is missing, damaged or foreign."""
    manifest = read_manifest(folder)
    try:
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            weights: dict[str, NDArray[np.float64]] = {name: arrays[name] for name in arrays.files}
        model = RiskModel(
            feature_names=manifest.feature_names,
            ngrams=NgramSettings(manifest.ngram_sizes, manifest.ngram_bits),
            idf=weights["idf"].astype(np.float32),
            text_weights=weights["text_weights"].astype(np.float32),
            centre=weights["centre"],
            scale=weights["scale"],
            feature_weights=weights["feature_weights"],
            intercept=manifest.intercept,
            slope=manifest.slope,
            offset=manifest.offset,
            unfamiliar_from=manifest.unfamiliar_from,
        )
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise BadBundle(f"{folder / WEIGHTS} is damaged: {error}.") from None
    buckets, features = 2**manifest.ngram_bits, len(manifest.feature_names)
    by_bucket, by_feature = (
        (model.idf, model.text_weights),
        (model.centre, model.scale, model.feature_weights),
    )
    if {one.shape for one in by_bucket} != {(buckets,)} or {one.shape for one in by_feature} != {(features,)}:
        raise BadBundle(f"{folder / WEIGHTS} does not fit its manifest.")
    trees = load_trees(folder, manifest.tree_depth, features)
    return replace(model, interactions=trees, part=load_part(folder, manifest.encoder)), manifest


def load_trees(folder: Path, depth: int | None, features: int) -> Interactions | None:
    """Raises BadBundle, also for trees that would lead out of their arrays."""
    if depth is None:
        return None
    try:
        with np.load(folder / TREES, allow_pickle=False) as arrays:
            trees = Interactions(**{name: arrays[name] for name in TREE_ARRAYS}, depth=depth)
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise BadBundle(f"{folder / TREES} is damaged: {error}.") from None
    nodes = len(trees.value)
    leads = np.concatenate((trees.roots, trees.left, trees.right))
    same_length = {len(getattr(trees, name)) for name in TREE_ARRAYS[1:]} == {nodes}
    if not (same_length and ((leads >= 0) & (leads < nodes)).all() and (trees.feature < features).all()):
        raise BadBundle(f"{folder / TREES} does not fit its manifest.")
    return trees
