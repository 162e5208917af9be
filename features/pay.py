"""Pay in an ad: amounts with their unit and period, in won a month."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from features.numbers import NUMBER, value_of
from features.rates import Rates, default_rates


@dataclass(frozen=True, slots=True)
class FoundPay:
    """Won a month; None where the ad leaves that side open."""

    min: int | None
    max: int | None
    start: int
    end: int
    period: str


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum, or one range of sums, as read: won a month, how sure, and whether it has no upper end."""

    low: float
    high: float
    open_end: bool
    strong: bool
    period: str
    currency: str
    start: int
    end: int
    role: str = "pay"


_CURRENCY = {
    "KRW": r"원|₩|￦|krw|won",
    "USD": r"\$|불|달러|usd|us\$|dollars?|美元|딸라",
    "USDT": r"usdt|테더|유에스디티",
    "THB": r"밧트?|바트|thb|baht",
    "PHP": r"페소|php|peso",
    "VND": r"동(?![가-힣0-9])|동(?=[+ ~(]|이|을|부|정)|vnd|₫",
    "CNY": r"위안|元|rmb|cny|위엔",
    "JPY": r"엔(?![가-힣])|엔화|円|jpy|¥",
    "KHR": r"리엘|khr",
    "MYR": r"링깃|myr",
    "SGD": r"sgd|싱달러",
    "IDR": r"루피아|idr",
    "EUR": r"유로|eur|€",
    "AUD": r"호주달러|aud",
}
_ANY_CURRENCY = "|".join(f"(?:{words})" for words in _CURRENCY.values())
_CURRENCY_OF = [(code, re.compile(rf"(?:{words})", re.I)) for code, words in _CURRENCY.items()]
_TO = r"[ ]?(?:[~∼〜～\-–—―]|에서|부터|내지|to)[ ]?"
_SUM = re.compile(
    rf"(?:(?P<before>US\$|USD|USDT|\$|₩|￦|¥|€|THB|PHP|VND|AUD|SGD)[ ]?)?"
    rf"(?P<low>{NUMBER})(?:[ ]?(?P<unit1>{_ANY_CURRENCY}))?"
    rf"(?:{_TO}(?:US\$|USD|\$|최대[ ]?)?(?P<high>{NUMBER})(?:[ ]?(?P<unit2>{_ANY_CURRENCY}))?)?",
    re.I,
)
_MAY_PAY = re.compile(r"\d|[일이삼사오육칠팔구][천백]|[천백]만|월 ?[천백]|月")

_PERIOD = re.compile(
    r"(?P<month>월\s?급여|월\s?급|월수익|월수입|월평균|월보수|월환산|월 환산|월매출아님|한\s?달|첫\s?달|매월|매달|(?<![0-9개가-힣])월|月|wol|초봉|달에|4주|사주)"
    r"|(?P<week>주\s?급|주당|매주|일주일에?|1주일?|(?<![가-힣0-9])주)"
    r"|(?P<day>일\s?당|일\s?급|일비|하루|데일리|(?<![가-힣0-9])일)"
    r"|(?P<hour>시\s?급|시간\s?당|시간급|시급환산)"
    r"|(?P<year>연\s?봉|년\s?봉|연\s?수입|연간|(?<![가-힣])연)"
    r"|(?P<piece>건\s?당|건\s?별|개\s?당|회\s?당|콜\s?당|박\s?당|장\s?당|1인당|1명당|인당|명당|계좌당|게시|한\s?건|두당|한\s?명)"
)
_PERIOD_AFTER = re.compile(
    r"\s?(?:[/(]\s?|per\s?|씩\s?)?(?:(?P<month>월|month|m\b|mo\b|매달|매월)|(?P<week>주|week|wk)|(?P<day>일(?!정|할|부|이|을|반|요)|day|하루)|(?P<hour>시간|hour|h\b|hr)|(?P<year>년|yr|year|연봉)|(?P<piece>건|개|회|명|인))(?![가-힣])",
    re.I,
)
_LABEL = re.compile(
    r"급여|월급|임금|보수|페이|수당|기본급|기본|초봉|연봉|시급|일당|주급|수입|수익|순수입|pay|salary|처우|보상|고정|평균|체재비|지원금|상위|잘하(?:면|시는)|이후|급료|벌(?:어|이)|받(?:아|으)|드립|드려"
)
_ONE_OFF = re.compile(
    r"보증금|위약금|교육비|등록금|축하금|소개비|수수료|매출|투자|벌금|환전해?|방값|밥값|월세|회비|빚|채무|대출|한도|가입|수강료|입회비|계약금|예치금|보험료|항공료|티켓값|표값|렌트|셰어|쉐어|임대|지원금\s?5|정착금|첫충|꽁머니|차값|선수금|사용료|이용료|팁|tc|분양|시세|거래액|규모|자본금|연매출|억원|상금|장학금|숙소수당|주거비|식대|식비|교통비|유류비|중식비|축의금|복지포인트|복지비|포인트|경조|상품권|휴가비|명절|조의금|학자금|자기개발|자기계발|통신비|개인\s?\d|법인\s?\d|바카라|미니멈|택시비|가격|판매|할인|출금|입금|수령|1등|최고|인당|명당|월급쟁이"
)
_AFTER_OPEN = re.compile(
    r"[ ]?(?:이상|부터|시작|↑|\+|＋|보장|~(?![ ]?\d)|플러스|up\b|isang|above|넘|우습|\(?보장)", re.I
)
_PLUS_SHARE = re.compile(
    r"(?:만원?|원|불|달러|밧|\d)?[ ]?(?:\+|＋|및|에|,|/)?[ ]?(?:매출|판매)?[ ]?(?:인센|인쎈|inc\b|incentive|성과급|성과금|수당|실적|알파|α|@|a\b)",
    re.I,
)
_NOT_MONEY = re.compile(
    r"[ ]?(?:명|개월|개(?!당)|일(?![당급])|시간|시(?![급작])|분(?!기)|년|세|살|층|호|평|㎡|km|kg|톤|t\b|m\b|cm|대(?!우)|회|차|급|주(?!급)|번|곳|건(?!당|별)|%|퍼|프로|박|인(?![센])|점|위|등|석|권|장|팀|kcal|mm|gb|월|월차|학기|단계|종|가지|배|좌|쪽|p\b|장비|동\s?\d|번지|키로|킬로|리터|l\b|병|잔|마리|채|자리(?!에)|콜|매|교대|기통|조(?!원)|식|호선|\.\d|:\d|\d|[a-z])",
    re.I,
)


def read_pay(text: str, recruits: bool, rates: Rates | None = None) -> FoundPay | None:
    """The lowest and the highest pay that the text states, or None.

    `recruits` says that the text is about a job: only then does a bare figure count.
    """
    if not _MAY_PAY.search(text):
        return None
    amounts = list(_amounts(text, recruits, rates or default_rates()))
    strong = [amount for amount in amounts if amount.strong]
    if strong:
        currencies = {amount.currency for amount in strong}
        kept = [
            a for a in amounts if a.strong or (recruits and a.currency in currencies and _follows(a, strong))
        ]
    else:
        kept = amounts[:2]
    if not kept:
        return None
    low = min(amount.low for amount in kept)
    high = max(amount.high for amount in kept)
    top = max(kept, key=lambda amount: amount.high)
    extra = sum(amount.high for amount in kept if amount.role == "share")
    if extra:
        base = [amount for amount in kept if amount.role != "share"]
        if base:
            low, high = min(a.low for a in base), max(a.high for a in base) + extra
    first = min(kept, key=lambda amount: amount.start)
    maximum = None if top.open_end and not extra else round(high)
    return FoundPay(
        round(low),
        maximum,
        first.start,
        max(kept, key=lambda a: a.end).end if len(kept) == 1 else first.end,
        first.period,
    )


def _follows(amount: Amount, strong: list[Amount]) -> bool:
    """Whether a bare figure is of the size of the stated pay: a rise or a range, not another thing."""
    return any(0.4 <= amount.low / other.low <= 4 for other in strong if other.low)


def _amounts(text: str, recruits: bool, rates: Rates) -> Iterator[Amount]:
    for found in _SUM.finditer(text):
        amount = _amount(text, found, recruits, rates)
        if amount is not None:
            yield amount


def _amount(text: str, found: re.Match[str], recruits: bool, rates: Rates) -> Amount | None:
    low = value_of(found["low"])
    if low is None:
        return None
    high = value_of(found["high"]) if found["high"] else low
    if high is None:
        return None
    start, end = found.start(), found.end()
    before = text[max(0, start - 26) : start]
    line_before = before[before.rfind("\n") + 1 :]
    after = text[end : end + 14].split("\n", 1)[0]
    if start and (
        text[start - 1].isdigit() or (text[start - 1] in ".,:-/" and start > 1 and text[start - 2].isdigit())
    ):
        return None
    unit = found["unit2"] or found["unit1"] or found["before"] or ""
    currency = _currency(unit)
    hangul_only = not any(char.isdigit() for char in found["low"])
    low_value, high_value, scaled = _scaled(found["low"], found["high"], low, high)
    period, label, strong = _period(line_before, after)
    if hangul_only and not (period or unit or found["high"]):
        return None
    if (
        hangul_only
        and not (period and re.search(r"(?:월|주|일당|이십|연봉|시급|月)\s?$", line_before))
        and not (scaled or unit or found["high"])
    ):
        return None
    if not unit and not scaled and _NOT_MONEY.match(after):
        return None
    if currency == "KRW":
        if not scaled and not re.fullmatch(_CURRENCY["KRW"], unit, re.I):
            if (
                low_value >= 100_000
                or (period == "hour" and low_value >= 1_000)
                or (period == "day" and low_value >= 10_000)
            ):
                pass
            elif period == "hour" and low_value > 100:
                return None
            else:
                low_value, high_value = low_value * 10_000, high_value * 10_000
    if _ONE_OFF.search(line_before[-14:]) and not (strong and not _ONE_OFF.search(line_before[-8:])):
        return None
    if (
        period == "piece"
        or re.search(r"\d주\s?$|\d일\s?$|박\s?\d일\s?$|열흘|이틀", line_before[-8:])
        and period != "month"
    ):
        return None
    if not period:
        if not recruits:
            return None
        period = "month"
    won = rates.won.get(currency, 1.0) if currency != "KRW" else 1.0
    scale = won * rates.monthly[period]
    low_month, high_month = low_value * scale, high_value * scale
    if not _is_plausible(
        low_month, high_month, strong or label, bool(unit) or scaled, found["high"] is not None
    ):
        return None
    open_end = bool(_AFTER_OPEN.match(after) or (_PLUS_SHARE.match(after) and not found["high"]))
    if found["high"] and open_end and re.match(r"[ ]?\+", after):
        open_end = False
    role = "share" if re.search(r"성과급|인센티브", line_before) and re.match(r"[ ]?까지", after) else "pay"
    return Amount(low_month, high_month, open_end, strong or label, period, currency, start, end, role)


def _currency(unit: str) -> str:
    if unit:
        for code, words in _CURRENCY_OF:
            if words.fullmatch(unit):
                return code
    return "KRW"


def _scaled(
    low_text: str, high_text: str | None, low: tuple[float, bool], high: tuple[float, bool]
) -> tuple[float, float, bool]:
    """Both ends in one unit: 1500~3000만, 4~5백, 5~700, 7~12백, 2~3천만."""
    (low_value, low_scaled), (high_value, high_scaled) = low, high
    if high_text is None:
        return low_value, high_value, low_scaled
    if high_scaled and not low_scaled:
        factor = 10_000.0 if high_value >= 10_000 else 1.0
        small = re.search(r"([천백千百])\s?[만萬万]", high_text)
        if small and low_value < 10 and not re.search(r"[천백]", low_text):
            factor *= 1000 if small[1] in "천千" else 100
        elif low_value * factor > high_value and low_value <= high_value:
            factor = 1.0
        low_value *= factor
    elif low_scaled and not high_scaled:
        high_value *= 10_000 if high_value < low_value else 1
    elif not low_scaled:
        small = re.search(r"[천백千百]$", high_text.strip())
        if small and not re.search(r"[천백千百]", low_text) and low_value * 10 <= high_value:
            low_value *= 1000 if small[0] in "천千" else 100
        elif low_value < 10 and high_value >= 100 and high_value % 100 == 0:
            low_value *= 100
        elif low_value < 100 and high_value >= 1000 and high_value % 1000 == 0 and low_value < 10:
            low_value *= 1000
    return low_value, high_value, low_scaled or high_scaled


def _period(before: str, after: str) -> tuple[str, bool, bool]:
    """The period of an amount, whether a word for pay stands near, and whether the period is written."""
    last = None
    for match in _PERIOD.finditer(before):
        last = match
    label = _LABEL.search(before) is not None
    behind = _PERIOD_AFTER.match(after)
    if behind and behind.lastgroup:
        return behind.lastgroup, label, True
    if (
        last
        and last.lastgroup
        and len(before) - last.end() <= 16
        and not re.search(r"[.!?。]\s", before[last.end() :])
    ):
        if last[0] in ("주", "일", "연") and not re.fullmatch(
            r"[ :]{0,2}(?:약|평균|최소|최대|최고|USD|\$)?[ ]?", before[last.end() :]
        ):
            return "", label, False
        return last.lastgroup, label, True
    return "", label, False


def _is_plausible(low: float, high: float, labelled: bool, has_unit: bool, is_range: bool) -> bool:
    if not 200_000 <= low <= 120_000_000 or high < low or high > 20 * low:
        return False
    return labelled or has_unit or is_range
