"""The invented posts, from `posts/*.toml`, as they stand on one of two days."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "posts"
EDITIONS = (1, 2)
WITHDRAWN = ("removed", "blocked", "regulator")
"""Pages of posts that no list shows any more: taken down by a moderator, or shut away by law."""


@dataclass(frozen=True)
class Post:
    """One post. `posted` is Seoul's wall clock; `page` says what is odd about its page, if anything."""

    id: int
    posted: datetime
    title: str = ""
    body: str = ""
    page: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def fact(self, name: str, otherwise: Any = "") -> Any:
        return self.facts.get(name, otherwise)

    @property
    def changed(self) -> datetime:
        """When it was last edited, else when it was posted."""
        moment: datetime = self.fact("changed", self.posted)
        return moment

    @property
    def is_listed(self) -> bool:
        return self.page not in WITHDRAWN


def read_posts(site: str, edition: int) -> list[Post]:
    """The posts of a site, newest first. The second edition is a day later: edited, removed, added to."""
    posts = [
        _post({**row, **(row.get("edited", {}) if edition == 2 else {})})
        for row in _rows(site)
        if row.get("since", 1) <= edition <= row.get("until", 2)
    ]
    return sorted(posts, key=lambda post: post.id, reverse=True)


@cache
def _rows(site: str) -> list[dict[str, Any]]:
    with (FOLDER / f"{site}.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["post"]
    return rows


def _post(row: dict[str, Any]) -> Post:
    facts = {key: value for key, value in row.items() if key not in ("id", "posted", "title", "body", "page")}
    return Post(
        id=row["id"],
        posted=row["posted"],
        title=row.get("title", ""),
        body=row.get("body", "").strip("\n"),
        page=row.get("page", ""),
        facts=facts,
    )
