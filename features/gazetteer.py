"""The places that ads speak of: lexicon/places.toml."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from features.forms import Form, form_of
from features.lexicon import load
from records.types import How


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry of the gazetteer."""

    country: str
    name: str
    kind: str
    how: How
    alert: int
    source: str


@cache
def spots() -> tuple[Spot, ...]:
    """Countries first, then the places in them; `Form.entry` counts in it."""
    gazetteer = load("places")
    countries = {country["code"]: country for country in gazetteer["country"]}
    return tuple(
        Spot(entry["code"], entry["korean"], "country", "stated", entry.get("alert", 0), entry["source"])
        for entry in gazetteer["country"]
    ) + tuple(
        Spot(
            entry["country"],
            entry["name"],
            entry["kind"],
            entry.get("how", "stated"),
            entry.get("alert", countries[entry["country"]].get("alert", 0)),
            entry["source"],
        )
        for entry in gazetteer["place"]
    )


def alert_date() -> dt.date:
    """The day the travel-alert levels were read."""
    date: dt.date = load("places")["alert_date"]
    return date


def place_forms() -> Iterator[Form]:
    gazetteer = load("places")
    for number, entry in enumerate([*gazetteer["country"], *gazetteer["place"]]):
        owner = entry.get("code_of") or entry.get("country") or entry["code"]
        for written in entry["forms"]:
            yield form_of(written, "place", owner, entry=number, by_sound=entry.get("by_sound", False))
        codes = entry.get("codes", ())
        for written in codes:
            yield form_of(written, "place", owner, coded=True, entry=number)


@cache
def not_before() -> tuple[tuple[str, ...], ...]:
    """For every entry of the gazetteer, what stands behind its words where they are none of its."""
    gazetteer = load("places")
    return tuple(
        tuple(entry.get("not_before", ("\0",))) for entry in (*gazetteer["country"], *gazetteer["place"])
    )
