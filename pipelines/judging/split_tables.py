"""A split as a table: its ads as read, with labels and campaigns, one Parquet file each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features import FEATURE_NAMES, read
from pipelines.written.labelled import LabelledAd
from records import JobAd, Reading
from records.jsonl import BadFile
from records.layout import Layout

COLUMNS = pa.schema(
    {
        "ad_id": pa.string(),
        "text": pa.string(),
        "normalised": pa.string(),
        "values": pa.list_(pa.float64()),
        "label": pa.int64(),
        "group": pa.string(),
        "kind": pa.string(),
        "channel": pa.string(),
        "writer": pa.string(),
        "origin": pa.string(),
        "obfuscated": pa.bool_(),
        "parent": pa.string(),
        "changes": pa.list_(pa.string()),
        "mark": pa.string(),
        "ad": pa.string(),
        "reading": pa.string(),
    }
)
"""`ad` and `reading` are whole records as JSON; `values` stand in FEATURE_NAMES order. `parent` is the
ad_id that a copy was made of, null for an ad as published; `mark` names the text it comes from."""


@dataclass(frozen=True)
class Split:
    """The ads of one split; the columns of `frame` are COLUMNS."""

    frame: pd.DataFrame

    @cached_property
    def ads(self) -> list[JobAd]:
        return [JobAd.model_validate_json(text) for text in self.frame["ad"]]

    @cached_property
    def readings(self) -> list[Reading]:
        return [Reading.model_validate_json(text) for text in self.frame["reading"]]

    @property
    def labels(self) -> NDArray[np.int64]:
        """1 for a lure, shape (n,)."""
        return np.asarray(self.frame["label"], dtype=np.int64)

    @property
    def groups(self) -> list[str]:
        return list(self.frame["group"])

    @property
    def values(self) -> NDArray[np.float64]:
        """Features, shape (n, len(FEATURE_NAMES))."""
        return np.array(self.frame["values"].tolist(), dtype=np.float64).reshape(-1, len(FEATURE_NAMES))

    @property
    def digest(self) -> str:
        return digest_of(self.frame)

    @property
    def marks(self) -> list[str]:
        """A short digest of each text, by which a bundle remembers what it was trained on; a copy has
        its parent's.
        """
        return list(self.frame["mark"])

    @property
    def as_published(self) -> "Split":
        """The split without the copies."""
        return self.where(self.frame["parent"].isna().to_numpy(dtype=np.bool_))

    def where(self, rows: NDArray[np.bool_]) -> "Split":
        return Split(self.frame[rows].reset_index(drop=True))


def write_split(folder: Path, name: str, ads: Sequence[LabelledAd]) -> None:
    table = pa.Table.from_pylist([as_row(one, read(one.ad)) for one in ads], schema=COLUMNS)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / f"{name}.parquet")


def as_row(one: LabelledAd, reading: Reading) -> dict[str, Any]:
    return {
        "ad_id": one.ad.ad_id,
        "text": one.ad.text,
        "normalised": reading.normalised,
        "values": list(reading.values),
        "label": one.label,
        "group": one.group,
        "kind": one.kind,
        "channel": one.channel,
        "writer": one.writer,
        "origin": one.origin,
        "obfuscated": one.obfuscated,
        "parent": None if one.parent is None else one.parent.ad.ad_id,
        "changes": list(one.changes),
        "mark": sha256((one.parent or one).ad.text.encode()).hexdigest()[:8],
        "ad": one.ad.model_dump_json(),
        "reading": reading.model_dump_json(),
    }


def load_split(layout: Layout, name: str) -> Split:
    """Raises BadFile when the dataset stage has not run."""
    path = layout.dataset / f"{name}.parquet"
    if not path.exists():
        raise BadFile(f"{path} does not exist: run the dataset stage first.")
    return Split(pd.read_parquet(path))


def digest_of(frame: pd.DataFrame) -> str:
    """What names a set of ads: their ids, labels and texts, in any order."""
    lines = sorted(zip(frame["ad_id"], frame["label"], frame["text"], strict=True))
    whole = sha256()
    for ad_id, label, text in lines:
        whole.update(f"{ad_id}\x00{label}\x00{text}\x01".encode())
    return whole.hexdigest()[:12]
