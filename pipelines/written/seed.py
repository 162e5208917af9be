"""The written corpus as people write it: data/seed/ads.jsonl."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from records import JobAd
from records.jsonl import explain, open_bytes
from records.policy import GROUNDS
from records.types import ContactType, CountryCode, Id, Record, Text

WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)
"""A written ad was never fetched; a fixed day keeps the corpus reproducible."""


class TrueContact(Record):
    type: ContactType
    value: str


class SeedAd(Record):
    """One written ad. The last four fields are the truth for the reader, given for some ads."""

    ad_id: Id
    title: Text = ""
    body: Text
    label: Literal[0, 1]
    kind: Id
    campaign: Id | None = None
    channel: Id
    writer: Id
    obfuscated: bool = False
    pattern: Annotated[int, Field(ge=1)] | None = None
    grounds: tuple[str, ...] = ()
    pay_month_krw_min: Annotated[int, Field(ge=0)] | None = None
    pay_month_krw_max: Annotated[int, Field(ge=0)] | None = None
    place_true: tuple[CountryCode, ...] | None = None
    contacts: tuple[TrueContact, ...] | None = None

    @field_validator("grounds")
    @classmethod
    def grounds_are_in_the_policy(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code not in GROUNDS:
                raise ValueError(f"{code!r} is not in the policy")
        return codes

    @model_validator(mode="after")
    def has_text(self) -> "SeedAd":
        if not (self.title + self.body).strip():
            raise ValueError("no text")
        return self

    @property
    def ad(self) -> JobAd:
        return JobAd(
            ad_id=self.ad_id, source="seed", url="", fetched_at=WRITTEN, title=self.title, body=self.body
        )


@dataclass(frozen=True)
class Unfit:
    """A line of the seed file that is no ad of the policy, and why."""

    line: int
    why: str


def read_seed(path: Path) -> Iterator[SeedAd | Unfit]:
    """Every line as an ad or an Unfit. Raises BadFile when the file cannot be opened."""
    with open_bytes(path) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                yield SeedAd.model_validate_json(line)
            except ValidationError as error:
                yield Unfit(number, explain(error))
