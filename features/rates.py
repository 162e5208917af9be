"""Exchange rates and the units of pay: lexicon/rates.toml, with its date."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from features.lexicon import load


@dataclass(frozen=True, slots=True)
class Rates:
    """`won` for one unit of a currency; `monthly` how many of a period make a month."""

    date: dt.date
    won: MappingProxyType[str, float]
    monthly: MappingProxyType[str, float]


@cache
def default_rates() -> Rates:
    table = load("rates")
    return Rates(table["date"], MappingProxyType(table["won"]), MappingProxyType(table["month"]))
