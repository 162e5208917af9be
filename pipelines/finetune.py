"""Stage `finetune`: the encoder learns from the training ads; twice, for the rehearsal and for shipping."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from models.bundle import replace_folder
from models.finetuned import Windows
from models.ngrams import as_seen
from models.training import FitSettings, log_odds_out_of_fold
from pipelines.console.progress import watch_known
from pipelines.faults import Stop
from pipelines.fit import FitParams
from pipelines.judging.split_tables import Split, load_split
from pipelines.judging.splits import FINAL, TRAIN
from pipelines.params import Section, read_section
from records.layout import Layout

if TYPE_CHECKING:
    from models.finetuning import Taught

CURVE = "curve.csv"
LAST_STEPS = 20
TORCH = "torch"
"""The folder of the float32 weights, as transformers reads them."""

Share = Annotated[float, Field(ge=0, lt=1)]
Rate = Annotated[float, Field(gt=0)]


class FinetuneParams(Section):
    """See models.finetuning.FinetuneSettings; no epochs, no encoder in the model."""

    epochs: Annotated[int, Field(ge=0)]
    rows_an_ad: Annotated[int, Field(ge=1)]
    batch: Annotated[int, Field(ge=1)]
    window: Annotated[int, Field(ge=8)]
    overlap: Annotated[int, Field(ge=0)]
    learning_rate: Rate
    head_learning_rate: Rate
    warm_up: Share
    weight_decay: Annotated[float, Field(ge=0)]
    dropout: Share
    smoothing: Share
    seed: int


def run(layout: Layout) -> str:
    """Writes data/model/finetuned/{train,final}: encoder.onnx, tokenizer, loss curve, float32 weights.

    A run that was killed goes on where it stopped. Raises Stop where the ads cannot be learned from.
    """
    params = read_section("finetune", FinetuneParams)
    part = layout.finetuned.with_name(layout.finetuned.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    names = (TRAIN, FINAL) if params.epochs else ()
    said = [finetune_on(layout, name, part / name, params) for name in names]
    replace_folder(part, layout.finetuned)
    for name in names:
        layout.checkpoint(name).unlink(missing_ok=True)
    return f"finetune: {'; '.join(said) or 'no epochs, so that no encoder joins the model'}"


def finetune_on(layout: Layout, name: str, folder: Path, params: FinetuneParams) -> str:
    """Fine-tunes on one split and writes its folder; gives what it did, in words."""
    from models.finetuning import FinetuneSettings, finetune
    from models.onnx_export import export_int8

    hush_transformers()
    settings = FinetuneSettings(**params.model_dump(exclude={"overlap"}))
    taught = taught_by(load_split(layout, name), read_section("fit", FitParams).settings)
    with watch_known(f"finetune on {name}") as told:
        found = finetune(layout.pretrained, taught, settings, layout.checkpoint(name), told)
    folder.mkdir()
    found.classifier.save(folder / TORCH)
    export_int8(
        found.classifier, layout.pretrained, Windows(size=params.window, overlap=params.overlap), folder
    )
    write_curve(folder / CURVE, found.losses)
    return f"{name} in {len(found.losses):,} steps, loss {np.mean(found.losses[-LAST_STEPS:]):.3f} at the end"


def hush_transformers() -> None:
    """It warns of a pooler, and of a head, that nobody asked for."""
    from transformers.utils.logging import disable_progress_bar, set_verbosity_error

    set_verbosity_error()  # type: ignore[no-untyped-call]
    disable_progress_bar()  # type: ignore[no-untyped-call]


def taught_by(split: Split, settings: FitSettings) -> "Taught":
    """What the encoder learns from a split: the text that the n-grams see, too, and what they cannot say."""
    from models.finetuning import Taught

    try:
        base = log_odds_out_of_fold(split.readings, split.labels, split.groups, settings)
    except ValueError as fault:
        raise Stop(f"The encoder cannot be fine-tuned: {fault}") from None
    return Taught(
        texts=[as_seen(reading) for reading in split.readings],
        labels=split.labels.astype(np.float32),
        base=base.astype(np.float32),
        ads=list(split.frame["parent"].fillna(split.frame["ad_id"])),
    )


def write_curve(path: Path, losses: list[float]) -> None:
    """The loss of each step, and the mean of it and of those before it."""
    curve = pd.DataFrame({"step": range(1, len(losses) + 1), "loss": losses})
    curve["smooth"] = curve["loss"].rolling(LAST_STEPS, min_periods=1).mean()
    curve.round(5).to_csv(path, index=False)
