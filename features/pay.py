"""The pay that an ad states, out of the sums in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from features.amounts import Amount, find_amounts
from features.frame import Frame
from features.rates import Rates, default_rates


@dataclass(frozen=True, slots=True)
class FoundPay:
    """Won a month; None where the ad leaves that side open."""

    min: int | None
    max: int | None
    period: str
    currency: str
    start: int
    end: int


_MAY_PAY = re.compile(r"\d|[이삼사오육칠팔구]?[천백십]|月")
_WISH = re.compile(r"싶다|싶어|싶은데|벌고\s?싶")


_SHORT_JOB = re.compile(
    r"(?<!\d)\d{1,2}\s?박(?!\d)|단기\s?\d{1,2}\s?일|\d\s?일\s?(?:간|짜리|스테이|호텔|코스|갑니다|체류|휴가|여행|[(])"
    r"|(?:[1-3]|한|두|이|십|열흘)\s?[주일]일?\s?(?:만|간)?\s?(?:쉬|휴가|여행|호텔|다녀|갔다|힐링|스테이|체류|생활)"
    r"|\d{1,2}/\d{1,2}\s?[~-]\s?\d{1,2}(?![/\d])| x ?\d(?!\d)|[둘셋넷첫]째\s?주"
)
"""A job of days, not months: what it pays a day makes no monthly pay."""

OUT_OF_SCALE = 5.0
"""A bare figure this far above the pay whose period is said is no pay: 기본 3,300 of a delivery."""


def sums_in(text: str, rates: Rates | None = None) -> list[Amount]:
    """The sums of a text that can be pay."""
    if not _MAY_PAY.search(text):
        return []
    return list(find_amounts(text, rates or default_rates()))


def choose_pay(amounts: Sequence[Amount], frame: Frame, text: str) -> FoundPay | None:
    """The lowest and the highest pay stated; None where the sums are something else.

    Bare figures count only beside stated pay or in a text about a job. A report counts what it
    quotes; a one-off trip or the price of an account is no pay.
    """
    usable = [amount for amount in _in_their_currency(amounts) if _counts(amount, frame)]
    if any(amount.period == "day" for amount in usable) and _SHORT_JOB.search(text):
        usable = [amount for amount in usable if amount.period != "day"]
    usable = [amount for amount in usable if not amount.boasts] or usable
    timed = max((amount.high for amount in usable if amount.timed), default=0.0)
    if timed:
        usable = [amount for amount in usable if amount.timed or amount.low <= OUT_OF_SCALE * timed]
    monthly = [amount for amount in usable if amount.by_month and amount.stated]
    if monthly:
        usable = [
            amount for amount in usable if amount.period in ("month", "year") or _is_alike(amount, monthly)
        ]
    annual = {amount.digits for amount in usable if amount.period == "year"}
    usable = [amount for amount in usable if amount.period == "year" or amount.digits not in annual]
    stated = [a for a in usable if a.stated or (a.has_unit and a.currency != "KRW")]
    found = [a for a in usable if a in stated or _belongs_to(a, stated)] if stated else _alike(usable)
    kept = _without_extras(found)
    if not kept or (_WISH.search(text) and not frame.hiring):
        return None
    return _joined(kept)


def _is_alike(amount: Amount, monthly: Sequence[Amount]) -> bool:
    """Whether pay by the day or hour is of the size of what is paid a month: another post of the ad."""
    low, high = min(a.low for a in monthly), max(a.high for a in monthly)
    return amount.stated and 0.55 * low <= amount.low and amount.high <= 1.8 * high


def _in_their_currency(amounts: Sequence[Amount]) -> list[Amount]:
    """Bare figures beside sums in a foreign currency, in that currency where they are of its size:
    연봉 USD 36,000~60,000 (월 3,000~5,000).
    """
    foreign = next((a for a in amounts if a.currency != "KRW"), None)
    if foreign is None:
        return list(amounts)
    won = foreign.low / foreign.figure / default_rates().monthly[foreign.period]
    return [_converted(amount, foreign, won) for amount in amounts]


def _converted(amount: Amount, foreign: Amount, won: float) -> Amount:
    if amount.has_unit or amount.currency != "KRW":
        return amount
    rate = won * amount.figure * default_rates().monthly[amount.period] / amount.low
    if not 0.4 <= amount.low * rate / foreign.low <= 4:
        return amount
    return amount._replace(low=amount.low * rate, high=amount.high * rate, currency=foreign.currency)


def _counts(amount: Amount, frame: Frame) -> bool:
    if not frame.speaks_of_job:
        return False
    if frame.is_public_report:
        return amount.quoted and amount.stated
    if frame.is_report:
        return amount.stated
    if frame.is_trip and amount.currency == "KRW" and amount.period == "month" and not amount.by_month:
        return False
    if frame.pays_once:
        return amount.stated and (frame.hiring > 1 or amount.by_month)
    return True


def _belongs_to(amount: Amount, stated: Sequence[Amount]) -> bool:
    """Whether a bare figure is of the size of the stated pay: a rise or a range, not another thing."""
    return any(a.currency == amount.currency and 0.4 <= amount.low / a.low <= 4 for a in stated)


def _alike(usable: Sequence[Amount]) -> list[Amount]:
    """Bare figures in the currency of the first: the posts of one ad."""
    return [amount for amount in usable[:8] if amount.currency == usable[0].currency]


def _without_extras(kept: Sequence[Amount]) -> Sequence[Amount]:
    """Without a daily allowance or a bonus beside the pay: far below it, and of another time or unit."""
    if len(kept) < 2:
        return kept
    main = max(kept, key=lambda amount: (amount.is_range, amount.low))
    return [
        amount
        for amount in kept
        if amount.low >= 0.35 * main.low
        or (amount.period == main.period and amount.is_range == main.is_range and amount.stated)
    ]


def _joined(kept: Sequence[Amount]) -> FoundPay:
    base = [amount for amount in kept if not amount.share] or list(kept)
    extra = sum(amount.high for amount in kept if amount.share and amount not in base)
    low = min(amount.low for amount in base)
    high = max(amount.high for amount in base) + extra
    is_open = high <= low * 1.001 and any(amount.open_end for amount in base)
    first = base[0]
    return FoundPay(
        round(low), None if is_open else round(high), first.period, first.currency, first.start, first.end
    )
