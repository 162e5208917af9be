"""Stage `pretrain`: the encoder reads ads without labels before it learns from labels, if asked to."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from features import read
from models.bundle import replace_folder
from models.encoder_folder import ORIGIN, EncoderFacts, write_facts
from models.ngrams import as_seen
from models.tokens import TOKENIZER, TOKENIZER_CONFIG
from pipelines.console.progress import watch_known
from pipelines.finetune import CURVE, hush_transformers, write_curve
from pipelines.judging.split_tables import load_split
from pipelines.judging.splits import FINAL
from pipelines.params import Section, read_section
from records import JobAd
from records.jsonl import read_records
from records.layout import Layout

Share = Annotated[float, Field(ge=0, lt=1)]


class PretrainParams(Section):
    """See models.pretraining.PretrainSettings; with no epochs the encoder stays as it is."""

    epochs: Annotated[int, Field(ge=0)]
    batch: Annotated[int, Field(ge=1)]
    window: Annotated[int, Field(ge=8)]
    learning_rate: Annotated[float, Field(gt=0)]
    warm_up: Share
    weight_decay: Annotated[float, Field(ge=0)]
    masked: Annotated[float, Field(gt=0, lt=1)]
    seed: int


def run(layout: Layout) -> str:
    """Writes data/pretrained: what the finetune stage starts from. A run that was killed goes on."""
    params = read_section("pretrain", PretrainParams)
    part = layout.pretrained.with_name(layout.pretrained.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    if params.epochs:
        said = pretrain_in(layout, part, params)
    else:
        shutil.copytree(layout.encoder, part)
        said = "no epochs, the encoder stays as it is"
    replace_folder(part, layout.pretrained)
    layout.checkpoint("pretrain").unlink(missing_ok=True)
    return f"pretrain: {said}"


def pretrain_in(layout: Layout, folder: Path, params: PretrainParams) -> str:
    from models.pretraining import PretrainSettings, pretrain

    hush_transformers()
    texts = sorted(set(texts_to_read(layout)))
    settings = PretrainSettings(**params.model_dump())
    with watch_known("pretrain") as told:
        model, losses = pretrain(layout.encoder, texts, settings, layout.checkpoint("pretrain"), told)
    folder.mkdir(parents=True)
    model.save_pretrained(folder)  # type: ignore[operator]
    for name in (TOKENIZER, TOKENIZER_CONFIG):
        shutil.copyfile(layout.encoder / name, folder / name)
    write_curve(folder / CURVE, losses)
    origin = EncoderFacts.model_validate_json((layout.encoder / ORIGIN).read_bytes())
    write_facts(folder, origin.name, origin.revision)
    return f"{len(texts):,} texts, {len(losses):,} steps, loss {losses[0]:.2f} to {losses[-1]:.2f}"


def texts_to_read(layout: Layout) -> Iterator[str]:
    """What the model that ships learns from, without its labels, and whatever was crawled on this machine."""
    yield from (as_seen(reading) for reading in load_split(layout, FINAL).readings)
    for night in sorted((layout.root / "raw").glob("*/*.jsonl.zst")):
        yield from (as_seen(read(ad)) for ad in read_records(night, JobAd))
