"""An encoder by its Hugging Face id, or from a folder: safetensors only, no code of its own, one revision."""

import os
from pathlib import Path
from typing import Any

from models.encoder_folder import EncoderFacts, write_facts
from models.tokens import AdTokenizer, BadTokenizer
from pipelines.faults import Stop


def save_pretrained(name: str, revision: str | None, layers: int | None, folder: Path) -> EncoderFacts:
    """Writes the encoder and its tokenizer to the folder. HF_HUB_OFFLINE is respected.

    A folder that exists goes before an id. Without a revision the commit that the hub names is taken and
    recorded. Raises Stop when the encoder cannot be had.
    """
    # transformers would else take converted weights from a pull request, which no revision pins.
    os.environ["DISABLE_SAFETENSORS_CONVERSION"] = "1"
    try:
        config = _read_config(name, revision, layers)
        found = None if Path(name).is_dir() else config._commit_hash
        _read_model(name, found, config).save_pretrained(folder)
        _save_tokenizer(name, found, folder)
    except (OSError, ValueError) as fault:
        raise Stop(f"The encoder {name} cannot be had: {_first_sentence(fault)}") from None
    return write_facts(folder, name, found)


def _read_config(name: str, revision: str | None, layers: int | None) -> Any:
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(name, revision=revision)
    if layers is not None:
        if layers > config.num_hidden_layers:
            raise ValueError(f"It has {config.num_hidden_layers} layers, not {layers}.")
        config.num_hidden_layers = layers
    return config


def _read_model(name: str, revision: str | None, config: Any) -> Any:
    """The model without its pooler, which nothing here reads. Raises ValueError where weights are missing."""
    import torch
    from transformers import AutoModel

    model, report = AutoModel.from_pretrained(
        name,
        revision=revision,
        config=config,
        use_safetensors=True,
        dtype=torch.float32,
        output_loading_info=True,
    )
    missing = [key for key in sorted(report["missing_keys"]) if "pooler" not in key]
    if missing:
        raise ValueError(f"Its weights lack {missing[0]}.")
    if hasattr(model, "pooler"):
        model.pooler = None
    return model


def _save_tokenizer(name: str, revision: str | None, folder: Path) -> None:
    """Raises ValueError for a tokenizer that `tokenizers` cannot run."""
    from transformers import AutoTokenizer

    AutoTokenizer.from_pretrained(name, revision=revision).save_pretrained(folder)
    try:
        AdTokenizer.load(folder)
    except BadTokenizer as fault:
        raise ValueError(str(fault)) from None


def _first_sentence(fault: Exception) -> str:
    return str(fault).strip().partition("\n")[0].rstrip(".") + "."
