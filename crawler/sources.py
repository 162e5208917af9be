"""The sites to crawl, from one YAML file: checked entry by entry before anything is fetched."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.entries import ENTRY, PLATFORMS, Source


class BadSources(Exception):
    """The sources file cannot be used; the message names each entry and line that is wrong."""


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
    steps = [str(step) for step in fault["loc"] if step not in PLATFORMS]
    message = fault["msg"].removeprefix("Value error, ").rstrip(".")
    match fault["type"]:
        case "union_tag_not_found":
            message = f"platform is missing; it is one of {', '.join(PLATFORMS)}"
        case "union_tag_invalid":
            message = f"platform '{fault['ctx']['tag']}' is not one of {', '.join(PLATFORMS)}"
        case "extra_forbidden":
            message = "no such setting"
        case "missing":
            message = "is missing"
        case "string_pattern_mismatch" if steps == ["name"]:
            message = "holds small letters, digits and - only (at most 41)"
    return f"{'.'.join(steps)}: {message}" if steps else message
