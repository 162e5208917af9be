"""What a sources file may say of one site, by platform."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from crawler.open_apis import OPEN_APIS, official_addresses
from records.layout import SEOUL

WORD = "{word}"


def web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{value}' is not an http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("an address holds no user name or password")
    return value


def host_and_port(value: str) -> str:
    """`host`, `host:port`, or `*.host` for every name under it on the usual ports."""
    name = value.removeprefix("*.")
    parts = urlsplit(f"//{name}")
    if not parts.hostname or parts.netloc != name or "@" in name or "*" in name:
        raise ValueError(f"'{value}' is not a host, host:port or *.host")
    port = parts.port  # raises ValueError for a port that is no number
    if name != value and (port is not None or "." not in name):
        raise ValueError(f"'{value}' allows too much; write *.name.tld")
    return value.lower()


def pattern_with_id(value: str) -> str:
    try:
        pattern = re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if pattern.groups != 1:
        raise ValueError("needs exactly one (group): the post's own number or name")
    return value


def known_zone(value: str) -> str:
    if value not in available_timezones() or not ("/" in value or value == "UTC"):
        raise ValueError(f"'{value}' is no time zone; write one such as Asia/Seoul, Asia/Phnom_Penh or UTC")
    return value


WebAddress = Annotated[str, AfterValidator(web_address)]
Host = Annotated[str, AfterValidator(host_and_port)]
Share = Annotated[float, Field(ge=0, le=1)]
FilledField = Literal[
    "title", "body", "posted_at", "employer", "location", "pay", "contact", "links", "images"
]


def origin(url: str) -> str:
    """`host:port` of an address, the port always said."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


class SourceEntry(BaseModel):
    """The facts about one site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    """Names its files under data/raw, and the first half of each ad_id."""
    start: Annotated[tuple[WebAddress, ...], Field(min_length=1)]
    search: tuple[str, ...] = ()
    """Words that stand in turn for `{word}` in the addresses of `start`."""
    hosts: tuple[Host, ...] = ()
    """Further hosts that may be fetched from; those of `start` always may."""
    enabled: bool = True
    local: bool = False
    """The site is on this machine: its exact host:port may be a loopback address."""
    javascript: bool = False
    """Its pages say nothing until a browser has run them."""
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = 200
    """List pages a run. A board of 1,000 posts has 67 at 15 a page, 100 at 10."""
    max_requests: Annotated[int, Field(ge=1, le=1_000_000)] = 20_000
    """All that a run may ask of the site, pictures and robots.txt included."""
    every_hours: Annotated[float, Field(gt=0, le=24 * 31)] = 24
    night_every_hours: Annotated[float, Field(gt=0, le=24 * 31)] | None = None
    """The same between 00 and 06 o'clock in Seoul, where ads are posted at night."""
    recheck_days: Annotated[float, Field(ge=0, le=366)] = 7
    """A known post is fetched again when the lists show it changed, or after so many days."""
    least_ads: Annotated[int, Field(ge=0)] = 0
    """Posts that a run must find; with fewer the source has failed, and nothing is called gone."""
    most_ads: Annotated[int, Field(ge=1)] | None = None
    """More than so many new ads in a run are worth a look; they are kept."""
    fill: dict[FilledField, Share] = Field(default_factory=dict)
    """The share of a run's ads in which a field must be filled, else the layout is probably new."""
    note: str = ""
    """For people: terms of use, who agreed to what."""

    @model_validator(mode="after")
    def words_have_their_place(self) -> "SourceEntry":
        placed = any(WORD in url for url in self.start)
        if placed != bool(self.search):
            raise ValueError("`search` and {word} in an address of `start` need each other")
        if self.most_ads is not None and self.most_ads < self.least_ads:
            raise ValueError("most_ads is below least_ads")
        return self

    @property
    def first_pages(self) -> tuple[str, ...]:
        """The addresses of `start`, once for each search word where they ask for one."""
        return tuple(
            url.replace(WORD, quote(word))
            for url in self.start
            for word in (self.search if WORD in url else ("",))
        )

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock its pages show, where they name no offset."""
        return SEOUL

    @property
    def allowed(self) -> frozenset[str]:
        """Every `host:port` that may be fetched from; a bare host stands for 80 and 443."""
        named = [host for host in self.hosts if not host.startswith("*.")]
        bare = (host for host in named if urlsplit(f"//{host}").port is None)
        exact = (host for host in named if urlsplit(f"//{host}").port is not None)
        both = (f"{host}:{port}" for host in bare for port in (80, 443))
        return frozenset([*map(origin, self.start), *exact, *both])

    def allows(self, where: str) -> bool:
        """Whether a `host:port` may be fetched from."""
        if where in self.allowed:
            return True
        host, _, port = where.rpartition(":")
        families = (name.removeprefix("*") for name in self.hosts if name.startswith("*."))
        return port in ("80", "443") and any(host.endswith(family) for family in families)


class SiteSource(SourceEntry):
    """A site whose times may name no offset."""

    timezone: Annotated[str, AfterValidator(known_zone)] = "Asia/Seoul"
    """A WordPress left as installed shows UTC."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class JobPostingSource(SiteSource):
    platform: Literal["jobposting"]
    post: Annotated[str, AfterValidator(pattern_with_id)]
    """What the address of a post looks like; its one group is the post's own id."""


class GnuboardSource(SiteSource):
    platform: Literal["gnuboard"]


class RhymixSource(SiteSource):
    platform: Literal["rhymix"]


class KboardSource(SiteSource):
    platform: Literal["kboard"]


class TelegramSource(SourceEntry):
    platform: Literal["telegram"]


class FeedSource(SiteSource):
    platform: Literal["feed"]


class ApiSource(SourceEntry):
    """An official open API; `start` need not be said. Its key comes from the environment."""

    platform: Literal["saramin", "work24", "worldjob", "naver"]

    @model_validator(mode="before")
    @classmethod
    def is_official_unless_told(cls, said: Any) -> Any:
        if not isinstance(said, dict) or said.get("start"):
            return said
        return {**said, "start": official_addresses(said.get("platform"), bool(said.get("search")))}

    @model_validator(mode="after")
    def keeps_its_key_to_itself(self) -> "ApiSource":
        if not self.local and not all(url.startswith("https:") for url in self.start):
            raise ValueError("an API is asked with a key, so its address begins with https:")
        for variable, name in OPEN_APIS[self.platform].keys.items():
            if any(name in parse_qs(urlsplit(url).query, keep_blank_values=True) for url in self.start):
                raise ValueError(f"no key stands in this file; put it into the environment as {variable}")
        return self


class SubmissionSource(SourceEntry):
    """A folder on this machine where people drop pasted texts, screenshots and mails."""

    platform: Literal["submission"]
    start: tuple[WebAddress, ...] = ()
    folder: Annotated[str, Field(min_length=1)]


Source = (
    JobPostingSource
    | GnuboardSource
    | RhymixSource
    | KboardSource
    | TelegramSource
    | FeedSource
    | ApiSource
    | SubmissionSource
)
ENTRY: TypeAdapter[Source] = TypeAdapter(Annotated[Source, Field(discriminator="platform")])
PLATFORMS = (
    "jobposting", "gnuboard", "rhymix", "kboard", "telegram", "feed",
    "saramin", "work24", "worldjob", "naver", "submission",
)  # fmt: skip
