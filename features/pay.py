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
    usable = [amount for amount in amounts if _counts(amount, frame)]
    usable = [amount for amount in usable if not amount.boasts] or usable
    if any(amount.by_month and amount.stated for amount in usable):
        usable = [amount for amount in usable if amount.period in ("month", "year")]
    annual = {amount.digits for amount in usable if amount.period == "year"}
    usable = [amount for amount in usable if amount.period == "year" or amount.digits not in annual]
    stated = [amount for amount in usable if amount.stated]
    found = [a for a in usable if a.stated or _belongs_to(a, stated)] if stated else _alike(usable)
    kept = _without_extras(found)
    if not kept or (_WISH.search(text) and not frame.hiring):
        return None
    return _joined(kept)


def _counts(amount: Amount, frame: Frame) -> bool:
    if not frame.speaks_of_job:
        return False
    if frame.is_public_report:
        return amount.quoted and amount.stated
    if frame.is_report:
        return amount.stated
    if frame.is_trip and amount.currency == "KRW" and amount.period == "month" and not amount.by_month:
        return False
    return amount.stated and frame.hiring > 1 if frame.pays_once else True


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
