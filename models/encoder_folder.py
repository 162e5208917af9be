"""A transformers folder as lurewatch keeps it: config, weights, tokenizer, and where they come from."""

import json
from hashlib import sha256
from math import prod
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from safetensors import safe_open

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
ORIGIN = "origin.json"


class EncoderFacts(BaseModel):
    """`revision` is the commit of a Hugging Face id, or none; `weights_sha256` is of model.safetensors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    revision: str | None
    layers: int
    hidden: int
    vocabulary: int
    parameters: int
    weights_sha256: str


def write_facts(folder: Path, name: str, revision: str | None) -> EncoderFacts:
    """Reads what the folder holds and writes it beside the weights, in origin.json."""
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    facts = EncoderFacts(
        name=name,
        revision=revision,
        layers=config["num_hidden_layers"],
        hidden=config["hidden_size"],
        vocabulary=config["vocab_size"],
        parameters=count_parameters(folder / WEIGHTS),
        weights_sha256=sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
    )
    (folder / ORIGIN).write_text(facts.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return facts


def count_parameters(weights: Path) -> int:
    with safe_open(weights, framework="numpy") as file:
        return sum(prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118
