"""An ad with its label, as the corpus and the splits hold it."""

from typing import Literal

from records import JobAd
from records.types import Record


class LabelledAd(Record):
    """One ad with its label. `group` is the campaign cluster: no split ever cuts through one.

    A copy that augment.py made holds its `parent` and names the `changes` that it went through.
    """

    ad: JobAd
    label: Literal[0, 1]
    origin: Literal["seed", "verdict"]
    group: str
    kind: str
    channel: str
    writer: str
    obfuscated: bool
    campaign: str | None = None
    grounds: tuple[str, ...] = ()
    parent: "LabelledAd | None" = None
    changes: tuple[str, ...] = ()
