"""Another country in the place of an ad's own, where the label does not hang on which it is."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from features.hangul import is_syllable, letters_of
from pipelines.written.text_edits import TextEdit
from records import JobAd, Reading


@dataclass(frozen=True)
class Country:
    code: str
    names: tuple[str, ...]
    cities: tuple[str, ...]

    def writes(self, shown: str) -> bool:
        return shown in self.names or shown in self.cities


@cache
def countries() -> tuple[Country, ...]:
    table = tomllib.loads((files("pipelines.written") / "swappable_places.toml").read_text(encoding="utf-8"))
    return tuple(Country(one["code"], tuple(one["names"]), tuple(one["cities"])) for one in table["country"])


def swap_places(ad: JobAd, reading: Reading, random: Random) -> Iterator[TextEdit]:
    """Edits that put other countries for the foreign ones of the ad, names for names and cities for
    cities. None where it also names a compound, a border town or a country not on the list, or only
    hints at one: there the place is part of what the ad is.
    """
    abroad = [place for place in reading.places if place.country != "KR"]
    known = {country.code: country for country in countries()}
    if not all(place.country in known and known[place.country].writes(place.span.text) for place in abroad):
        return
    own = list(dict.fromkeys(place.country for place in abroad))
    others = [country for country in countries() if country.code not in own]
    goal = dict(zip(own, random.sample(others, min(len(own), len(others))), strict=False))
    words: dict[str, str] = {}
    for place in abroad:
        shown = place.span.text
        if place.country in goal:
            words.setdefault(shown, _counterpart(shown, known[place.country], goal[place.country], random))
            following = ad.text[place.span.end : place.span.end + 1]
            particle = following if any(following in pair for pair in _PARTICLES) else ""
            becomes = words[shown] + agree(words[shown], particle)
            yield TextEdit(place.span.start, place.span.end + len(particle), becomes)


def _counterpart(shown: str, country: Country, goal: Country, random: Random) -> str:
    if shown in country.cities and shown not in country.names:
        return random.choice(goal.cities)
    return random.choice(_likeliest(goal.names))


def _likeliest(names: Sequence[str]) -> list[str]:
    """The first name stands for most of what people write."""
    return [names[0]] * 3 + list(names[1:])


_PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"))


def agree(word: str, particle: str) -> str:
    """The particle in the form that the word's last letter asks for."""
    if not word or not is_syllable(word[-1]):
        return particle
    closed = bool(letters_of(word[-1])[2])
    for with_final, without in _PARTICLES:
        if particle in (with_final, without):
            return with_final if closed else without
    return particle
