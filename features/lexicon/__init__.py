"""The lexicon files (TOML): words with their meaning and source, read once when first needed."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The contents of `features/lexicon/NAME.toml`; shared, so not to be changed."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
