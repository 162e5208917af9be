"""Figures of money in a text: how much, in which currency, from one figure to another."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from features.hangul import is_syllable
from features.numbers import NUMBER, value_of


class Sum(NamedTuple):
    """A figure or a range of figures as it stands in the text, in its own currency.

    `scaled`: 만, 억 or a million is in it, so that it is won and not 만원. `unit`: its currency as written.
    `written`: the lower figure as written.
    """

    low: float
    high: float
    is_range: bool
    scaled: bool
    currency: str
    unit: str
    written: str
    digits: str
    start: int
    end: int


_CURRENCIES = {
    "KRW": r"원(?![가-힣])|(?<=[0-9만천백억])원(?!룸|장|본)|₩|￦|krw|won(?![a-z])",
    "USDT": r"usdt|테더(?![ ]?(?:로|지급|정산|수령|가능|선택|결제|/))|유에스디티|u(?![a-z가-힣])",
    "USD": r"\$|불(?![가-힣])|(?<=[0-9천백만])불(?![가고법편능짜])|달러|usd|us\$|dollars?|美元|딸라",
    "THB": r"밧트|밧|바트|thb|baht",
    "PHP": r"페소|php(?![a-z/])|peso",
    "VND": r"동(?![가-힣0-9])|동(?=[이을은정부])|vnd|₫",
    "CNY": r"위안|元|rmb|cny|위엔|人民[币幣]",
    "JPY": r"엔화|엔(?![가-힣])|円|jpy|¥",
    "KHR": r"리엘|khr",
    "MYR": r"링깃|링기트|myr|rm(?![a-z])",
    "AED": r"aed|디르함",
    "HKD": r"hkd|홍콩달러",
    "SGD": r"sgd|싱달러",
    "IDR": r"루피아|idr",
    "EUR": r"유로|eur(?![a-z])|€",
    "AUD": r"aud",
}
_ANY = "|".join(f"(?:{words})" for words in _CURRENCIES.values())
_CURRENCY_OF = tuple((code, re.compile(rf"(?:{words})", re.I)) for code, words in _CURRENCIES.items())
_TO = r"[ ]?(?:[~∼〜～\-–—―]|에서|부터|내지|to)[ ]?"
_SUM = re.compile(
    rf"(?P<low>{NUMBER})(?:[ ]?(?P<unit1>{_ANY}))?"
    rf"(?:{_TO}(?:US\$|USD|\$|최대[ ]?)?[ ]?(?P<high>{NUMBER})(?:[ ]?(?P<unit2>{_ANY}))?)?",
    re.I,
)
_START = re.compile(r"[0-9천백십千百十]|만(?=[일이삼사오육칠팔구]?[천백])")
_NUMERALS = frozenset("일이삼사오육륙칠팔구一二三四五六七八九만억천백십萬億千百十")
_BEFORE_NUMERAL = frozenset("월주당급봉약총로저소대고균선간만억은는")
_UNIT_BEFORE = re.compile(
    r"(US\$|USDT|USD|\$|₩|￦|KRW|¥|€|人民币|人民幣|RMB|CNY|JPY|THB|PHP|VND|AUD|SGD|MYR|RM|AED|HKD|EUR|페소|바트|동)"
    r"[ ]?$",
    re.I,
)
_SMALL, _ENDS_SMALL = re.compile(r"[천백빽千百]"), re.compile(r"[천백빽千百]\s*$")
_SMALL_LARGE = re.compile(r"([천백千百])\s?[만萬万]")
_UNIT_NOTE = re.compile(r"[ ]?\(?단위[ :]{0,2}(백|천|만)")
_COUNTED = (
    r"명|손님|개월|개(?!당)|일(?![당급])|시간|시(?![급작])|분|년|세|살|층|호|평|대|회|차|번|곳|건(?!당|별)|퍼센트|프로|박|인|점|등"
    r"|석|권|장|팀|월|학기|단계|종|가지|배|좌|쪽|번지|키로|킬로|리터|병|잔|마리|자리|콜|통|매|교대|기통|조|호선|이닝|화|급"
    r"|여\s?[명개건곳]|만\s?(?:명|건|개|여)"
)
_NOT_MONEY = re.compile(
    rf"[a-z_%:㎡℃]|\.\d|-\d|주(?!급)|(?:{_COUNTED})(?![가-힣])"
    r"|(?:명|개월|개|일(?!당|급)|시간|시(?!급|작)|분|년|세|살|층|평|회|차(?!비)|번|주(?!급)|곳|박|인(?!센|쎈)|점|위|등|석|권|팀"
    r"|월(?!급)|학기|단계|종|가지|배(?!송|달)|교대|호선|조(?!건)|대(?![우기학표]))[가-힣]"
    rf"|[ ](?:{_COUNTED}|평형?|℃)(?![가-힣])"
    r"|[ ](?:km|kg|mm|cm|gb|tb|m|g|t|l|p)\b",
    re.I,
)
_PLAINLY_OTHER = re.compile(
    r"\d{1,2}(?::\d\d|시|분(?!기)|년|층|호(?!봉)|세|명|%|인(?!센|쎈)|차|회|개월|개(?!당)|시간|종|급)|(?<![^\n])\d{1,2}\)"
    r"|\d{4}(?:년|[./-]\d{1,2}(?!\d))|(?:19|20)\d\d[.][ ]?\d|\d{1,2}[./]\d{1,2}(?:[./(]|일)"
)
"""Times, dates, ages and counts: most numbers of an ad are these."""

_TAX_OF_FREELANCERS = "3.3"

MOST_SUMS = 400
"""Numbers that are looked at in one text."""


def find_sums(text: str) -> Iterator[Sum]:
    """Every figure that can be money, in reading order; what is plainly something else is left out."""
    done = seen = 0
    for start in _START.finditer(text):
        first = start.start()
        if first < done:
            continue
        if text[first] > "9":
            while first > done and text[first - 1] in _NUMERALS:
                first -= 1
            before = text[first - 1 : first]
            if first == start.start() and is_syllable(before) and before not in _BEFORE_NUMERAL:
                continue  # 인천, 추천, 백화점
        elif (other := _PLAINLY_OTHER.match(text, first)) is not None:
            done = other.end()
            continue
        seen += 1
        if seen > MOST_SUMS:
            return
        found = _SUM.match(text, first)
        if found is None:
            continue
        done = found.end()
        one = _sum(text, found)
        if one is not None:
            yield one


def _sum(text: str, found: re.Match[str]) -> Sum | None:
    start, end = found.span()
    unit = found["unit2"] or found["unit1"] or ""
    if not unit:
        if _NOT_MONEY.match(text, end):
            return None
        unit_before = _UNIT_BEFORE.search(text, max(0, start - 8), start)
        unit = unit_before[1] if unit_before else ""
    if start and not unit and _runs_on(text, start):
        return None
    low, high = value_of(found["low"]), value_of(found["high"] or found["low"])
    if low is None or high is None:
        return None
    currency = _currency(unit)
    if found[0].rstrip()[-1:] in "mM" and not unit:
        return None  # metres
    if (found["low"][-1] in "kK" and currency == "KRW") or found["low"] == _TAX_OF_FREELANCERS:
        return None
    low_value, high_value, scaled = _in_one_unit(found["low"], found["high"], low, high)
    factor = _noted_factor(text, end)
    return Sum(
        low=low_value * factor,
        high=high_value * factor,
        is_range=found["high"] is not None,
        scaled=scaled,
        currency=currency,
        unit=unit,
        written=found["low"],
        digits=f"{found['low']}~{found['high']}",
        start=start,
        end=end,
    )


def _runs_on(text: str, start: int) -> bool:
    """Whether the number is the tail of a longer one, of a word or of a name."""
    before = text[start - 1]
    if before.isdigit() or before == "_" or (before.isascii() and before.isalpha()):
        return True
    if before == " " and start > 3 and text[start - 4 : start - 1].isdigit():
        return True  # a telephone number in groups
    return before in ".,:-/+" and start > 1 and text[start - 2].isdigit()


def _currency(unit: str) -> str:
    for code, words in _CURRENCY_OF:
        if unit and words.fullmatch(unit):
            return code
    return "KRW"


def is_won(unit: str) -> bool:
    """Whether a unit says that the figure is won, and not 만원."""
    return bool(unit) and _CURRENCY_OF[0][1].fullmatch(unit) is not None


def _noted_factor(text: str, end: int) -> int:
    """15~25 (단위 백)"""
    note = _UNIT_NOTE.match(text, end)
    return {"백": 100, "천": 1000, "만": 1}[note[1]] if note else 1


def _in_one_unit(
    low_text: str, high_text: str | None, low: tuple[float, bool], high: tuple[float, bool]
) -> tuple[float, float, bool]:
    """Both ends in one unit: 1500~3000만, 4~5백, 5~700, 7~12백, 2~3천만, 3.0–3.5M.

    The last of the three says whether 만 or 억 is in it.
    """
    (low_value, low_scaled), (high_value, high_scaled) = low, high
    if high_text is None or (low_scaled and high_scaled):
        return low_value, high_value, low_scaled
    if high_text[-1] in "mM" and low_value < 1000:
        return low_value * 1_000_000, high_value, True
    if high_scaled:
        small = _SMALL_LARGE.search(high_text)
        factor = 10_000.0 if low_value * 10_000 <= high_value else 1.0
        if small and low_value < 10 and not _SMALL.search(low_text):
            factor *= 1000 if small[1] in "천千" else 100
        return low_value * factor, high_value, True
    if low_scaled:
        return low_value, high_value * (10_000 if high_value < low_value else 1), True
    small = _ENDS_SMALL.search(high_text)
    if small and not _SMALL.search(low_text) and low_value * 10 <= high_value:
        low_value *= 1000 if small[0] in "천千" else 100
    elif low_value < 10 and high_value >= 100 and high_value % 100 == 0 and "." not in low_text:
        low_value *= 1000 if high_value % 1000 == 0 and high_value >= 1000 else 100
    return low_value, high_value, False
