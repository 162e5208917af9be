"""Counts that add up, as every command ends with."""

import json
from collections.abc import Mapping
from pathlib import Path

from records.jsonl import write_whole


def add_up(taken: int, given: int, left_out: Mapping[str, int]) -> str:
    """`1,204 in = 1,190 out + 14 left out (9 no text, 5 bad date)`. Raises ValueError if it does not."""
    total = sum(left_out.values())
    if taken != given + total:
        raise ValueError(f"{taken} in, but {given} out and {total} left out")
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(left_out.items()))
    return f"{taken:,} in = {given:,} out + {total:,} left out" + (f" ({reasons})" if reasons else "")


def write_json(path: Path, value: object) -> None:
    with write_whole(path) as stream:
        json.dump(value, stream, ensure_ascii=False, indent=2)
        stream.write("\n")
