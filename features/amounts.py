"""Sums of money in a text that may be pay: how much a month, for what time, and how sure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from features.pay_words import pay_words
from features.periods import is_for_a_stay, period_of
from features.rates import Rates
from features.sums import Sum, find_sums, is_won


class Amount(NamedTuple):
    """One sum or range of sums, in won a month.

    `boasts`: what somebody once earned. `stated`: a word for pay or its period stands with it.
    `open_end`: "and more" stands behind it. `with_board`: lodging or meals stand behind it, or nothing.
    `by_month`: it is said to be for a month or a year. `digits`: the figures as written.
    `share`: a share of success, paid on top. `figure`: the lower one, in its currency. `timed`: its
    period is said. `quoted`: it stands in quotation marks.
    """

    low: float
    high: float
    open_end: bool
    stated: bool
    share: bool
    figure: float
    boasts: bool
    quoted: bool
    is_range: bool
    has_unit: bool
    with_board: bool
    by_month: bool
    digits: str
    period: str
    timed: bool
    currency: str
    start: int
    end: int


_SHARE, _UP_TO = re.compile(r"성과급|인센티브"), re.compile(r"[ ]?까지")
_AT_LEAST = re.compile(r"(?:최소|최저)[ ]?(?:월|주|일)?[ ]?$")
_BOAST = re.compile(
    r"[ ]?(?:만원?|불|달러)?[ ]?(?:은|도)?[ ]?(?:그냥|거뜬히|다들)?[ ]?"
    r"(?:넘습|넘어요|넘는|넘게|넘기|넘겨|시대)"
)
_REFUSED = re.compile(
    r"[ ]?(?:만원?|불|달러)?[ ]?(?:이런|이딴|따위|같은\s?거\s?아니|아니|아님|준다는\s?데는)"
)
_WITH_BOARD = re.compile(
    r"(?:에|이고)?[ ]?(?:\+|/|,|＋)?[ ]?(?:숙|방|밥|먹|비행|항공|표|식사|기숙|콘도|집|사택|주택|차량|점심)"
    r"|[ ]?\n|[ ]/[ ]|\Z"
)
_A_HEAD = re.compile(
    r"(?:한|두|세|[1-9])\s?(?:명|분|사람)[^0-9\n]{0,12}(?:출국|입국|도착|소개|보내|데려|연결|(?<!일)당|마다)[^0-9\n]{0,12}$"
    r"|(?:출국|입국|도착)\s?(?:확인|하면|시)[^0-9\n]{0,10}$|명\s?(?:이상|↑|에)(?:이면)?\s?$"
    r"|(?:인당|명당|두당|1인)[^0-9\n]{0,14}$|(?:한\s?명|커플)\s?=?[^가-힣\n]{0,6}$|소개비[^0-9\n]{0,6}$"
)
_A_HEAD_BEHIND = re.compile(r"[^0-9\n]{0,6}(?:\d+[^0-9\n]{0,3})?(?:인당|명당|두당)")
"""What is paid for bringing people [S20]."""

LEAST, LEAST_ABROAD, MOST = 450_000, 200_000, 120_000_000
"""Won a month between which a sum can be pay; the second for sums in a foreign currency."""


def find_amounts(text: str, rates: Rates) -> Iterator[Amount]:
    """Every sum that can be pay, in reading order."""
    for one in find_sums(text):
        amount = _amount(text, one, rates)
        if amount is not None:
            yield amount


def _amount(text: str, one: Sum, rates: Rates) -> Amount | None:
    before = text[max(text.rfind("\n", 0, one.start) + 1, one.start - 28) : one.start]
    after = text[one.end : one.end + 16].split("\n", 1)[0]
    period, is_adjacent = period_of(before, after)
    won = _won_of_one(one, period, rates)
    if won is None or period == "piece":
        return None
    if period == "month" and "초봉" in before and won * one.low >= 20_000_000:
        period = "year"  # 초봉 3,400
    won *= rates.monthly[period or "month"]
    if not _is_a_months_pay(one, won) or _is_other_money(before, after, period, is_adjacent):
        return None
    words = pay_words()
    open_end = bool(words.open_end.match(after) or (words.paid_besides.match(after) and not one.is_range))
    says_pay = words.pay_before.search(before) is not None
    spelled = not any(map(str.isdigit, one.written))
    if spelled and not (is_adjacent or one.unit or one.scaled or one.is_range or open_end or says_pay):
        return None
    amount = Amount(
        low=won * one.low,
        high=won * one.high,
        open_end=(open_end or bool(_AT_LEAST.search(before))) and not (one.is_range and "+" in after[:2]),
        boasts=bool(_BOAST.match(after)),
        stated=bool(period or says_pay or words.pay_behind.match(after)),
        share=bool(_SHARE.search(before) and _UP_TO.match(after)),
        figure=one.low,
        quoted=_is_quoted(text, one.start, one.end),
        is_range=one.is_range,
        has_unit=bool(one.unit or one.scaled),
        period=period or "month",
        timed=bool(period),
        with_board=bool(_WITH_BOARD.match(text, one.end)),
        by_month=period in ("month", "year"),
        digits=one.digits,
        currency=one.currency,
        start=one.start,
        end=one.end,
    )
    return amount if _is_marked(amount) else None


def _won_of_one(one: Sum, period: str, rates: Rates) -> float | None:
    """Won for one of the figure, whatever its period; None where that makes no sum of pay."""
    if one.currency != "KRW":
        return rates.won[one.currency]
    return 1.0 if one.scaled else _won_of_bare(one, period)


def _is_a_months_pay(one: Sum, won: float) -> bool:
    low, high = won * one.low, won * one.high
    return (LEAST if one.currency == "KRW" else LEAST_ABROAD) <= low <= MOST and low <= high <= 20 * low


def _won_of_bare(one: Sum, period: str) -> float | None:
    """What one of a bare figure is: won, 만원, or a million (3.5). None where it is neither.

    월 400 and 일당 15 are 만원, 시급 9,160 and 월급 2,350,000 are won.
    """
    value = one.low
    if one.unit.upper() == "KRW" and value < 10_000:
        return 10_000.0
    if is_won(one.unit):
        return 1.0 if value >= 1000 else None
    if "." in one.written and value < 15 and period in ("", "month") and not one.unit:
        return 1_000_000.0
    if value >= 100_000 or (period == "hour" and value >= 1_000) or (period == "day" and value >= 10_000):
        return 1.0
    return None if period == "hour" and value > 50 else 10_000.0


def _is_other_money(before: str, after: str, period: str, is_adjacent: bool) -> bool:
    """Whether the words around say that the sum is something else than pay."""
    words = pay_words()
    if is_for_a_stay(before) and period != "month":
        return True
    if words.of_others.match(after) or _REFUSED.match(after) or words.lent_behind.match(after):
        return True
    if is_adjacent:
        if words.other_before_period.search(before):
            return True
    elif words.other_before.search(before) or words.once_before.search(before):
        return True
    return bool(_A_HEAD.search(before) or _A_HEAD_BEHIND.match(after))


_OPENING, _CLOSING = "\"'“‘「『", "\"'”’」』"


def _is_quoted(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    opened = max(before.rfind(mark) for mark in _OPENING)
    return (
        opened >= 0 and "\n" not in before[opened:] and any(mark in after.split("\n")[0] for mark in _CLOSING)
    )


def _is_marked(amount: Amount) -> bool:
    """Whether it is marked as money in some way: a bare 20~35 is an age, 월 320 is pay."""
    if amount.timed or amount.has_unit:
        return True
    if amount.stated and amount.low >= 1_000_000:
        return True
    is_round = amount.low % 50_000 == 0 and 1_000_000 <= amount.low <= 50_000_000
    return is_round and (amount.is_range or amount.open_end or amount.with_board)
