"""Countries that a text speaks of: said outright, hinted at, or denied."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from features.cues import FoundCue
from features.forms import Form, form_of
from features.frame import Frame
from features.lexicon import load
from features.matching import Hit, longest
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


@dataclass(frozen=True, slots=True)
class FoundPlace:
    country: str
    how: How
    name: str
    kind: str
    alert: int
    start: int
    end: int
    coded: bool = False


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
            yield form_of(written, "place", owner, entry=number)
        codes = entry.get("codes", ())
        for written in codes:
            yield form_of(written, "place", owner, coded=True, entry=number)


_DENIED = re.compile(
    r"\s{0,2}(?:x(?![a-z가-힣]|.?지노)|✕|❌|✖|×|\(x\)|(?:은|는|이|가|쪽은|쪽|이나)?\s?(?:절대\s?|전혀\s?)?(?:아님|아닙|아니|아녜|아녀|말고|제외|안\s?가|안\s?감|쳐다도|취급\s?안|x(?![a-z])))"
)


def find_places(text: str, hits: Iterable[Hit], cues: Iterable[FoundCue], frame: Frame) -> list[FoundPlace]:
    """Where the job is said to be, in reading order.

    A text that speaks of travel or trade and of no job names no place of work. Coded forms count only
    where somebody recruits. A plain Korean job with no sign of leaving the country is in Korea.
    """
    lowered = text.lower()
    usable = [hit for hit in hits if frame.hiring + frame.lure_work or not hit.form.coded]
    found = [_found(lowered, hit) for hit in longest(usable)]
    if not frame.speaks_of_job and (frame.trade or not frame.report):
        return []
    abroad = [place for place in found if place.country != "KR"]
    if not found and frame.hiring and not frame.report and not frame.trade:
        names = {cue.name for cue in cues}
        first = next((cue for cue in cues if cue.name == "hiring"), None)
        if first and not names & {"abroad_signal", "withholds_place"}:
            return [FoundPlace("KR", "implied", "한국", "hint", 0, first.start, first.end)]
    return abroad or found


def _found(text: str, hit: Hit) -> FoundPlace:
    spot = spots()[hit.form.entry]
    how: How = "implied" if hit.form.coded else spot.how
    if spot.country != "KR" and _DENIED.match(text, hit.end):
        how = "denied"
    return FoundPlace(spot.country, how, spot.name, spot.kind, spot.alert, hit.start, hit.end, hit.form.coded)
