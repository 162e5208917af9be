"""Stage `encoder`: the pre-trained encoder as a transformers folder, the bundled one or another."""

import shutil
from pathlib import Path
from typing import Annotated

from pydantic import Field

from models.bundle import replace_folder
from models.encoder import BadEncoder, write_bundled
from models.encoder_folder import EncoderFacts, write_facts
from pipelines.faults import Stop
from pipelines.params import Section, read_section
from records.layout import Layout

BUNDLED = "bundled"


class EncoderParams(Section):
    name: Annotated[str, Field(min_length=1)]
    revision: str | None
    layers: Annotated[int, Field(ge=1)] | None


def run(layout: Layout) -> str:
    """Writes data/encoder/. Raises Stop when the encoder cannot be had."""
    params = read_section("encoder", EncoderParams)
    part = layout.encoder.with_name(layout.encoder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    facts = write_encoder(part, params)
    replace_folder(part, layout.encoder)
    return (
        f"encoder: {facts.name}{f' at {facts.revision}' if facts.revision else ''}, "
        f"{facts.parameters:,} parameters, {facts.layers} layers, {facts.vocabulary:,} tokens"
    )


def write_encoder(folder: Path, params: EncoderParams) -> EncoderFacts:
    if params.name != BUNDLED:
        from pipelines.pretrained import save_pretrained

        return save_pretrained(params.name, params.revision, params.layers, folder)
    if params.revision is not None:
        raise Stop("The bundled encoder has no revision: set encoder.revision to null.")
    try:
        write_bundled(folder, params.layers)
    except BadEncoder as fault:
        raise Stop(str(fault)) from None
    return write_facts(folder, BUNDLED, None)
