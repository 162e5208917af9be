"""A new entry: drafted from one page, and added to the end of the list in the sources file.

The file is a person's, so it is added to as text: its comments and its formatting stay.
"""

import re
import shutil
import textwrap
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from crawler.entries import ENTRY, Source
from crawler.sources import BadSources, read_sources

NAMED_BY = ("bo_table", "mid", "board_id")
"""Parameters that name a board."""
LONGEST_NAME = 41


def draft(url: str, detected: dict[str, str], *, local: bool, enabled: bool, today: str) -> dict[str, Any]:
    """The entry as the file will say it, without its name. What is as by default is not said."""
    entry: dict[str, Any] = {**detected, "start": [url]}
    if local:
        entry["local"] = True
    if not enabled:
        entry["enabled"] = False
    entry["note"] = f"Added {today}; its terms of use are not read yet."
    return {"platform": entry.pop("platform"), "start": entry.pop("start"), **entry}


def name_for(url: str, taken: Iterable[str]) -> str:
    """`board-example-job`: the host without www, and what names the board or channel; unlike all others."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    board = next((query[name][0] for name in NAMED_BY if name in query), "")
    last = parts.path.rstrip("/").rpartition("/")[2].partition(".")[0]
    host = (parts.hostname or "").removeprefix("www.")
    words = re.findall(r"[a-z0-9]+", f"{host} {board or ('' if last.isdigit() else last)}".lower())
    name = "-".join(words)[: LONGEST_NAME - 3].strip("-") or "site"
    numbered = (f"{name}-{number}" for number in range(2, 1000))
    used = set(taken)
    return name if name not in used else next(other for other in numbered if other not in used)


def entry_text(entry: dict[str, Any], indent: int) -> str:
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=1000)
    # As people write it: a list stands further in than the name of the list.
    text = re.sub(r"^  - ", "    - ", text, flags=re.MULTILINE)
    return textwrap.indent(text, " " * indent)


def add_entry(path: Path, entry: dict[str, Any]) -> Source:
    """Adds the entry behind the last one. The file is whole and valid afterwards, or as it was.

    Raises BadSources when it cannot be used or written.
    """
    before = read_sources(path)
    text = path.read_text("utf-8-sig")
    place, indent = end_of_list(path, text)
    lines = text.splitlines(keepends=True)
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    gap = "\n" if before.sources else ""
    whole = "".join([*lines[:place], gap, entry_text(entry, indent), *lines[place:]])
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(whole, "utf-8")
        shutil.copymode(path, part)
        after = read_sources(part)
        if after.sources != (*before.sources, ENTRY.validate_python(entry)):
            raise BadSources(f"{path} is not written as this program expects; add the entry by hand.")
        part.replace(path.resolve())
    except BadSources as error:
        raise BadSources(str(error).replace(str(part), str(path))) from None
    except OSError as error:
        raise BadSources(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return after.sources[-1]


def end_of_list(path: Path, text: str) -> tuple[int, int]:
    """After how many lines the list of sources ends, and how far its entries are indented."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    entries = next(value for key, value in root.value if key.value == "sources")
    if entries.flow_style or not entries.value:
        raise BadSources(f"{path} has its `sources:` in brackets; write them as a list of `- name:` entries.")
    lines = text.splitlines()
    mark = entries.value[-1].end_mark
    last = mark.line + bool(mark.line < len(lines) and lines[mark.line][: mark.column].strip())
    # Of a block the end mark stands at the next token, beyond the comments and empty lines between.
    while last > 0 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return last, entries.value[0].start_mark.column - 2
