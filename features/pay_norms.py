"""Pay set against what honest work of the same kind and skill pays."""

from dataclasses import dataclass
from functools import cache

import ahocorasick

from features.lexicon import load


@dataclass(frozen=True, slots=True)
class Norm:
    """The usual won a month of a kind of work, in Korea and abroad."""

    name: str
    korean: str
    words: tuple[str, ...]
    korea: tuple[int, int]
    abroad: tuple[int, int]
    source: str


@cache
def norms() -> tuple[Norm, ...]:
    return tuple(
        Norm(
            kind["name"],
            kind["korean"],
            tuple(word.replace(" ", "") for word in kind["words"]),
            tuple(kind["korea"]),
            tuple(kind["abroad"]),
            kind["source"],
        )
        for kind in load("pay_norms")["kind"]
    )


def minimum_wage() -> int:
    """The Korean minimum wage, won a month."""
    wage: int = load("pay_norms")["minimum_wage_month"]
    return wage


@cache
def _words() -> ahocorasick.Automaton:
    """Every word for a kind of work, with the place of its kind in the list."""
    automaton = ahocorasick.Automaton()
    for place, norm in reversed(list(enumerate(norms()))):
        for word in norm.words:
            automaton.add_word(word, place)
    automaton.make_automaton()
    return automaton


def norm_of(text: str) -> Norm:
    """The first kind of work in the list that the text names; `text` without spaces, in lower case."""
    places = {place for _, place in _words().iter(text)}
    return norms()[min(places, default=len(norms()) - 1)]


def over_norm(pay: int, norm: Norm, abroad: bool, skill_asked: bool) -> float:
    """How many times the usual top pay; without any skill asked the middle of the range is the measure."""
    low, high = norm.abroad if abroad else norm.korea
    usual = high if skill_asked else (low + high) / 2
    return pay / usual
