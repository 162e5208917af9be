"""params.yaml: every number that changes a result. One section a stage, read by its module."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from records.jsonl import BadFile, explain

PARAMS = Path("params.yaml")


class Section(BaseModel):
    """The settings of one stage."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Section)


def read_params(path: Path = PARAMS) -> dict[str, dict[str, object]]:
    """All sections by name. Raises BadFile when the file is missing or is no YAML."""
    try:
        sections = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadFile(f"{path} does not exist here: run this in the project's folder.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadFile(f"{path} is no YAML: {str(error).splitlines()[0]}.") from None
    if not isinstance(sections, dict):
        raise BadFile(f"{path} holds no sections.")
    return sections


def read_section(name: str, kind: type[S], path: Path = PARAMS) -> S:
    """One stage's section, checked. Raises BadFile when it is missing or does not fit."""
    sections = read_params(path)
    if name not in sections:
        raise BadFile(f"{path} has no section {name}.")
    try:
        return kind.model_validate(sections[name])
    except ValidationError as error:
        raise BadFile(f"{path}, {name}.{explain(error)}.") from None
