"""The six records and their parts: frozen, and unknown fields are refused.

A `Span` counts characters of `JobAd.text`, the ad's published text as one string.
"""

from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

MAX_TEXT = 1_000_000
"""Characters of one text field; the longest real ad seen has 7,249."""


def to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def printable_id(value: str) -> str:
    if not value.isprintable() or value != value.strip():
        raise ValueError("an id holds printable characters only, with no space around it")
    return value


UtcTime = Annotated[AwareDatetime, AfterValidator(to_utc)]
Id = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(printable_id)]
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Probability = Annotated[float, Field(ge=0, le=1)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Night = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]

ContactType = Literal["telegram", "kakao", "kakao_open", "line", "wechat", "signal", "phone", "email", "url"]
How = Literal["stated", "implied", "denied"]
Decision = Literal["lure", "not_lure", "unsure"]


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """Characters `start` to `end` (end not included) of `JobAd.text`, and what stands there."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    text: str


class Image(Record):
    """A picture in an ad; `text` is what was read in it, None when it was not read.

    `phash` is its perceptual hash, 64 bits in hex; `same_as` the ad that first showed this flyer, or nearly.
    """

    url: str
    sha256: Sha256 | None = None
    phash: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    same_as: Id | None = None
    text: Text | None = None


class JobAd(Record):
    """One ad as published. The same page gives the same record."""

    ad_id: Id
    source: Id
    url: str
    fetched_at: UtcTime
    posted_at: UtcTime | None = None
    title: Text = ""
    body: Text = ""
    employer: Text | None = None
    location: Text | None = None
    pay: Text | None = None
    contact: Text | None = None
    valid_through: Text | None = None
    """The closing date in the words of the page. No part of the text: portals move it without an edit."""
    links: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    snapshot: str | None = None

    @model_validator(mode="after")
    def has_something_to_read(self) -> "JobAd":
        if not self.text.strip() and not self.images:
            raise ValueError("no text")
        return self

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The published texts in reading order, (field, text); empty ones are left out.

        A link stands here only where the body does not already show it.
        """
        shown = (
            ("title", self.title),
            ("body", self.body),
            ("pay", self.pay),
            ("location", self.location),
            ("contact", self.contact),
            ("employer", self.employer),
            *(("link", link) for link in self.links if link not in self.body),
            *(("image", image.text) for image in self.images),
        )
        return tuple((field, text) for field, text in shown if text)

    @cached_property
    def text(self) -> str:
        """The parts, one under the other: what spans count in, and what an analyst sees."""
        return "\n".join(text for _, text in self.parts)


class Edit(Record):
    """Characters `start` to `end` of the published text read as `becomes`."""

    start: int
    end: int
    becomes: str


class Pay(Record):
    """KRW a month. `min` or `max` is None where the ad leaves that side open."""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None
    span: Span


class Place(Record):
    """A country the ad speaks of: said outright, implied, or denied ("캄보X")."""

    country: CountryCode
    how: How
    name: str
    span: Span


class Contact(Record):
    """A way to reach the poster; `value` is canonical, so that it can be searched for."""

    type: ContactType
    value: str
    span: Span


class Cue(Record):
    """A named fact of the lexicon, where it stands."""

    name: str
    span: Span


class Reading(Record):
    """What is read in one ad: a pure function of the JobAd.

    `normalised` is the published text with `edits` carried out, in order; outside the edits
    the two agree. `values` stand in `features.FEATURES` order.
    """

    ad_id: Id
    normalised: str
    edits: tuple[Edit, ...] = ()
    pay: Pay | None = None
    places: tuple[Place, ...] = ()
    contacts: tuple[Contact, ...] = ()
    cues: tuple[Cue, ...] = ()
    values: tuple[float, ...]

    def published(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of `normalised` stand in the published text."""
        first, last = start, end
        shift = 0
        for edit in self.edits:
            edit_start = edit.start + shift
            edit_end = edit_start + len(edit.becomes)
            if edit_start >= end:
                break
            shift += len(edit.becomes) - (edit.end - edit.start)
            if start >= edit_end:
                first = start - shift
            elif start >= edit_start:
                first = edit.start
            last = edit.end if end <= edit_end else end - shift
        return first, last


class Reason(Record):
    """Words that moved the risk. `weight` is in log-odds; above 0 it raised the risk."""

    what: str
    weight: float
    span: Span


class Score(Record):
    """The risk of one ad. `parts` are log-odds by origin and sum to the uncalibrated logit; an `unfamiliar`
    text holds so much that the model never saw that its risk says little.
    """

    ad_id: Id
    risk: Probability
    flagged: bool
    unfamiliar: bool = False
    parts: dict[str, float]
    reasons: tuple[Reason, ...]
    model_version: str
    scored_at: UtcTime


class Copy(Record):
    """Another showing of an alert's ad: the same text, or nearly, elsewhere or earlier."""

    ad_id: Id
    source: Id
    url: str
    title: str
    first_seen: UtcTime
    last_seen: UtcTime
    channels: tuple[str, ...] = ()
    """Contacts read in the copy that its alert lacks, as `type:value`."""


class Alert(Record):
    """All that an analyst needs to decide on one ad; review opens no other file."""

    alert_id: Id
    campaign_id: Id
    night: Night
    ad: JobAd
    reading: Reading
    score: Score
    copies: tuple[Copy, ...] = ()


class Verdict(Record):
    """One decision of one analyst. Appended, never edited: the latest wins.

    `unsure` is never a label. `reviewer` is a code, not a name.
    """

    alert_id: Id
    ad_id: Id
    decision: Decision
    grounds: tuple[str, ...] = ()
    note: str = ""
    reviewer: Id
    decided_at: UtcTime
    model_version: str


class Warning(Record):
    """One line of a warning list: what changed, and what to warn of. Confirmed verdicts only."""

    op: Literal["ADD", "MOD", "DEL"]
    warning_id: Id
    pattern: str
    places: tuple[CountryCode, ...]
    channels: tuple[str, ...]
    advice: str
    first_seen: UtcTime
    last_seen: UtcTime
    evidence: tuple[Id, ...]
