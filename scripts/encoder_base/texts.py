"""Texts whose tokens are counted."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path


def read_texts(path: Path) -> Iterator[str]:
    """Lines, or of JSON lines the title and the body; plain or .gz."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if ".jsonl" in path.name:
                ad = json.loads(line)
                yield f"{ad.get('title', '')}\n{ad.get('body', '')}"
            else:
                yield line.rstrip("\n")
