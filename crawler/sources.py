"""The sites to crawl, from one YAML file: checked entry by entry before anything is fetched."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)


class BadSources(Exception):
    """The sources file cannot be used; the message names each entry and line that is wrong."""


def web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{value}' is not an http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("an address holds no user name or password")
    return value


def host_and_port(value: str) -> str:
    parts = urlsplit(f"//{value}")
    if not parts.hostname or parts.netloc != value or "@" in value:
        raise ValueError(f"'{value}' is not a host, or host:port")
    _ = parts.port  # raises ValueError for a port that is no number
    return value.lower()


def pattern_with_id(value: str) -> str:
    try:
        pattern = re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if pattern.groups != 1:
        raise ValueError("needs exactly one (group): the post's own number or name")
    return value


WebAddress = Annotated[str, AfterValidator(web_address)]
Host = Annotated[str, AfterValidator(host_and_port)]


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
    hosts: tuple[Host, ...] = ()
    """Further hosts that may be fetched from; those of `start` always may."""
    enabled: bool = True
    local: bool = False
    """The site is on this machine: its exact host:port may be a loopback address."""
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = 50
    """List pages a run."""
    note: str = ""
    """For people: terms of use, who agreed to what."""

    @property
    def allowed(self) -> frozenset[str]:
        """Every `host:port` that may be fetched from; a bare host stands for 80 and 443."""
        bare = (host for host in self.hosts if urlsplit(f"//{host}").port is None)
        exact = (host for host in self.hosts if urlsplit(f"//{host}").port is not None)
        both = (f"{host}:{port}" for host in bare for port in (80, 443))
        return frozenset([*map(origin, self.start), *exact, *both])


class JobPostingSource(SourceEntry):
    platform: Literal["jobposting"]
    post: Annotated[str, AfterValidator(pattern_with_id)]
    """What the address of a post looks like; its one group is the post's own id."""


class GnuboardSource(SourceEntry):
    platform: Literal["gnuboard"]


class TelegramSource(SourceEntry):
    platform: Literal["telegram"]


Source = JobPostingSource | GnuboardSource | TelegramSource
ENTRY: TypeAdapter[Source] = TypeAdapter(Annotated[Source, Field(discriminator="platform")])


class Sources(BaseModel):
    """A whole sources file. `contact` goes into the user agent, so that a site can write to us."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: Annotated[str, Field(min_length=3, max_length=200, pattern=r"^[\x20-\x7e]+$")]
    sources: tuple[Source, ...]

    @model_validator(mode="after")
    def names_differ(self) -> "Sources":
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the name {', '.join(twice)} stands more than once")
        return self

    def chosen(self, names: Iterable[str]) -> tuple[Source, ...]:
        """The named sources, or all that are enabled. Raises BadSources for a name not in the file."""
        wanted = list(names)
        known = {source.name: source for source in self.sources}
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise BadSources(f"no source is called {', '.join(unknown)}; there are: {', '.join(known)}.")
        if wanted:
            return tuple(known[name] for name in dict.fromkeys(wanted))
        return tuple(source for source in self.sources if source.enabled)


def read_sources(path: Path) -> Sources:
    """Reads and checks a sources file. Raises BadSources, one line per fault with its place."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadSources(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadSources(f"{path} is not UTF-8 text.") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadSources(f"{path} is not YAML: {' '.join(str(error).split())}.") from None
    if not isinstance(content, dict) or not isinstance(content.get("sources"), list):
        raise BadSources(f"{path} needs `contact:` and a list `sources:`.")
    lines = _entry_lines(node)
    faults = [
        fault
        for line, entry in zip(lines, content["sources"], strict=True)
        for fault in _faults(path, line, entry)
    ]
    if faults:
        raise BadSources("\n".join(faults))
    try:
        return Sources.model_validate(content)
    except ValidationError as error:
        raise BadSources("\n".join(f"{path}: {_in_words(fault)}." for fault in error.errors())) from None


def _entry_lines(node: Any) -> list[int]:
    for key, value in node.value:
        if key.value == "sources":
            return [entry.start_mark.line + 1 for entry in value.value]
    return []


def _faults(path: Path, line: int, entry: object) -> list[str]:
    name = entry.get("name") if isinstance(entry, dict) else None
    where = f"{path}, line {line}, source {name or '(no name)'}"
    try:
        ENTRY.validate_python(entry)
    except ValidationError as error:
        # A list whose only entry is wrong is also reported as too short: that adds nothing.
        faults = [fault for fault in error.errors() if fault["type"] != "too_short" or fault["input"] == []]
        return [f"{where}: {_in_words(fault)}." for fault in faults or error.errors()]
    return []


def _in_words(fault: Any) -> str:
    steps = [str(step) for step in fault["loc"] if step not in ("jobposting", "gnuboard", "telegram")]
    message = fault["msg"].removeprefix("Value error, ").rstrip(".")
    match fault["type"]:
        case "union_tag_not_found":
            message = "platform is missing; it is one of jobposting, gnuboard, telegram"
        case "union_tag_invalid":
            message = f"platform '{fault['ctx']['tag']}' is not one of jobposting, gnuboard, telegram"
        case "extra_forbidden":
            message = "no such setting"
        case "missing":
            message = "is missing"
        case "string_pattern_mismatch" if steps == ["name"]:
            message = "holds small letters, digits and - only (at most 41)"
    return f"{'.'.join(steps)}: {message}" if steps else message
