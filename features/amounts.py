"""Sums of money in a text that may be pay: how much, for what time, and how sure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from features.hangul import is_syllable
from features.numbers import NUMBER, value_of
from features.rates import Rates


class Amount(NamedTuple):
    """One sum or range of sums, in won a month.

    `boasts`: what somebody once earned. `stated`: a word for pay or its period stands with it.
    `open_end`: "and more" stands behind it. `with_board`: lodging or meals stand behind it, or nothing.
    `by_month`: it is said to be for a month or a year. `digits`: the figures as written.
    `share`: a share of success, paid on top. `figure`: the lower one as written. `timed`: its period is
    said. `quoted`: it stands in quotation marks.
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
_SHARE, _UP_TO = re.compile(r"성과급|인센티브"), re.compile(r"[ ]?까지")
_SMALL, _ENDS_SMALL = re.compile(r"[천백빽千百]"), re.compile(r"[천백빽千百]\s*$")
_SMALL_LARGE, _SENTENCE_END = re.compile(r"([천백千百])\s?[만萬万]"), re.compile(r"[.!?。]\s")
_START = re.compile(r"[0-9천백십千百十]|만(?=[일이삼사오육칠팔구]?[천백])")
_NUMERAL = frozenset("일이삼사오육륙칠팔구一二三四五六七八九")
_IN_NUMERALS = _NUMERAL | frozenset("만억천백십萬億千百十")
_BEFORE_NUMERAL = frozenset("월주당급봉약총로저소대고균선간만억은는")
_UNIT_BEFORE = re.compile(
    r"(US\$|USDT|USD|\$|₩|￦|KRW|¥|€|人民币|人民幣|RMB|CNY|JPY|THB|PHP|VND|AUD|SGD|MYR|RM|AED|HKD|EUR|페소|바트|동)[ ]?$",
    re.I,
)

_PERIOD = re.compile(
    r"(?P<month>월\s?급여?|월\s?(?:순)?수[익입]|월\s?평균|월\s?보수|월\s?환산|한\s?달|첫\s?달|매월|매달|달에"
    r"|(?:둘째|석|세|넉|네|다섯|여섯|두|\d)\s?달\s?(?:(?:째|차|후)(?:부터)?|부터)[는은]?|\d{1,2}개월\s?(?:후|차|부터)"
    r"|(?<![0-9개가-힣])월(?!\d{1,2}일)|(?<![가-힣])윌(?=\s?(?:평균|최소)?\s?$)|(?<=\d[년개]\s)월|月|(?<![a-z])wol|초봉|4주|사주|per month)"
    r"|(?P<week>주\s?급(?!\s?(?:가능|ok|o(?![a-z])|정산|지급제|당일|현금|선불|가불|환영|협의|\]|\)))|주당|매주|주에|1주일?|(?<![가-힣0-9])주)"
    r"|(?P<day>일\s?[당딩]|일\s?급|일비|하루(?!컷)|데일리|(?<![가-힣0-9])1?일|日|단가|공수)"
    r"|(?P<hour>시\s?급(?:\s?환산)?|시간\s?당|시간급|(?<![0-9가-힣])시당)"
    r"|(?P<year>연\s?봉|년\s?봉|연\s?수입|연간|(?<![가-힣0-9])연)"
    r"|(?P<piece>건\s?당|건\s?별|개\s?당|회\s?당|콜\s?당|박\s?당|장\s?당|인\s?당|명\s?당|계좌\s?당|한\s?건|두당|한\s?명\s?당|한\s?개"
    r"|한\s?번|1\s?회(?=\s?(?:수당|에|당)?\s?$)|편\s?당|당(?=\s?\d))",
    re.I,
)
_PERIOD_BEHIND = re.compile(
    r"\s?(?:[/(]\s?|per\s?|씩\s?|a\s)(?:(?P<month>[월月](?!\d)|month|mo\b|매달|매월)|(?P<week>주(?!\d)|week|wk)"
    r"|(?P<day>일(?![정할부이을반요])|day)|(?P<hour>시간|hour|hr)|(?P<year>년(?!차)|yr|year)|(?P<piece>건|개|회|명|인"
    r"|박))(?![가-힣0-9])",
    re.I,
)
_PAY_WORD = re.compile(
    r"급여|월급|임금|보수|페이|수당|기본급|기본|초봉|연봉|시급|일당|주급|수입|수익|pay|salary|wage|처우|보상|고정|평균|체재비"
    r"|상위|잘하(?:면|시는)|이후|급료|벌(?:어|이|면)|받(?:아|으|았|는)|드립|드려|보통|최소|최대|(?:후|되면|하면|차면|부터는?|때는|신입|초보자?|경력자?|사원|팀장급?"
    r"|실장|홀|주방|보조|매니저|여자?|남자?|상담직?|관리|수습|주니어|시니어|인턴|데스크|강사|기사|기관장|조공|기공|감시)\)?(?:[은는이]?[ ]|[ :]{0,3})$"
)
_PAY_BEHIND = re.compile(
    r"[ ]?(?:원|만원)?[ ]?(?:이상|정도|가량|선)?[ ]?"
    r"(?:부터|보장|시작|받|벌|드[려립리]|가져[가갔간]|나[와옵온]|찍|고정|지급|가능|수령|급여|수준|기본|맞춰|주[고신는니심]|준대|까지\s?(?:나|받|벌|찍))"
)
_NEVER_PAY = re.compile(
    r"(?:보증금|위약금|교육비|등록금|소개비|수수료|방값|밥값|회비|수강료|입회비|계약금|예치금|보험료|항공료|티켓값|렌트|셰어|쉐어|차값"
    r"|선수금|사용료|이용료|숙소비|숙소\s?지원금|주거비|주거\s?지원|식대|식비|교통비|유류비|택시비|휴가비|학자금|통신비|마사지|커피|입장료|일비|활동비|알바비|사례비?|경비"
    r"|출장비|참가비|마이[낑킹]|티씨|선불금?|선급금?|선지급|디파\s?짓|보증|주거|숙소|쇼핑비|항공권|교육수당|예치|만근\s?(?:수당|보너스)|보너스|콜(?![~ ]?(?:직|센|상|팀|업))|통화|문자|게시(?!판)|키|신장|체중|환율|혈압|토익|점수|몸무게)[^0-9,/\n]{0,7}$"
    r"|(?:조회|추천|번호|댓글|회원|구독자?|👁|프리랜서|평점|학점|개인|법인|코인|\d\s?대|\d{2}-\d{2}-\d{2}|방은?|방값은?|준비금)[ :]{0,3}(?:US)?\$?[ ]?$"
    r"|(?:못\s?채우|안\s?채우|전에\s?나가|그만두|그만둘|중도|본드)[^0-9\n]{0,14}$|(?<![가-힣])선\s?$|[先後]\s?$|선\s?\d[\d,]*\s?[만/,]?\s?후\s?$"
)
_NEVER_PAY_OF_PERIOD = re.compile(
    r"(?:보증금|위약금|교육비|회비|수강료|보험료|사용료|이용료|숙소비|숙소\s?지원금|주거비|주거\s?지원|식대|식비|교통비|유류비|통신비"
    r"|숙소[는은]?|아파트\s?지원|콜|통화|문자|월세|방값|렌트|쉐어|셰어|용돈|관리비|임대료|보조|이자|할부|납입)[ :]{0,2}(?:월|매월|매달|한\s?달|하루|일|주당?|매주|1주)[ ]?$|일비[ ]?$"
)
_LENT_BEHIND = re.compile(
    r"[ ]?(?:만원?|원|불|달러)?[ ]?(?:까지|씩|[을를은])?[ ]?"
    r"(?:회사대출|대출|땡겨|땡김|갚|빌려|미리|보조(?!금)|지원(?!금|하)|한도)|[ ]?(?:만원?)?까지[ ]?(?:가불|선불)"
)
"""What is lent, repaid or given towards rent."""

_A_HEAD = re.compile(
    r"(?:한|두|세|[1-9])\s?(?:명|분|사람)[^0-9\n]{0,12}(?:출국|입국|도착|소개|보내|데려|연결|(?<!일)당|마다)[^0-9\n]{0,12}$"
    r"|(?:출국|입국|도착)\s?(?:확인|하면|시)[^0-9\n]{0,10}$|명\s?(?:이상|↑|에)(?:이면)?\s?$|(?:인당|명당|두당|1인)[^0-9\n]{0,14}$"
    r"|(?:한\s?명|커플)\s?=?[^가-힣\n]{0,6}$|소개비[^0-9\n]{0,6}$"
)
"""What is paid for bringing people."""

_A_HEAD_BEHIND = re.compile(r"[^0-9\n]{0,6}(?:\d+[^0-9\n]{0,3})?(?:인당|명당|두당)")
_ONE_OFF = re.compile(
    r"(?:축하금|매출|투자금?|벌금|환전|월세|빚|채무|대출|한도|가입비?|표값|임대|지원금|정착금|첫충|꽁머니|(?<![a-z])tc(?![a-z])|분양|시세"
    r"|거래액|규모|자본금|상금|장학금|축의금|복지비|포인트|상품권|휴가|명절|조의금|계발|개발비|개인장?|법인장?|바카라|미니멈|가격|판매가"
    r"|할인|출금|입금|1등|최고|월급쟁이|통장|계좌|개설|유심|수고비|심부름|건강검진|경조|포상|인당|명당|용돈|합쳐서|픽업|이주비|보너스"
    r"|충전|결제|구매|반환|배상|갚|수강|누적|보조금|심사비|가불|선지급|선불|땡겨|(?<![가-힣])총)[^0-9,/()\n]{0,8}$"
)
_OPEN = re.compile(
    r"[ ]?(?:만원?|원)?[ ]?(?:이상|부터(?![ ]?(?:\d|최대))|[↑↗⬆🔺]|무조건|깔[고아]"
    r"|[은는](?:\s?(?:그냥|기본|껌|깔|우습|거뜬|무조건)|\s(?:다|가져|벌|찍|나[와옵])|넘)|시작|밑으로[^.\n]{0,12}없|(?:\+|＋)"
    r"(?![ ]?(?:\d|숙|항공|왕복|식|비행|호텔|티켓|기숙|중식|차량|교통|주택|주거|방|밥|사택|보험|콘도|아파트|비자|4대|정착|스톡|통행|기름|유류|bang|bap|suk"
    r"|퇴직))|\(?보장|~(?![ ]?\d)|∼(?![ ]?\d)|플러스|up\b|isang|넘|우습|above)",
    re.I,
)
_ON_TOP = re.compile(
    r"[ ]?(?:원|만원?)?[ ]?(?:고정|보장)?[ ]{0,2}(?:\([^)\n]{1,8}\)[ ]?이후[ ])?(?:\+|＋|및|에|과|와|,|/|＆|&)?[ ]?(?:\+|＋)?[ ]?"
    r"(?:매출|판매|개인|실적)?[ ]?(?:인센|인쎈|inc\b"
    r"|incentive|성과급|성과금|실적|알파|α|@|a\b|커미션|보너스|건수|건당|실적|시책|수익\s?쉐어|(?:계약|판매)?\s?수수료)",
    re.I,
)
_COUNTED = (
    r"명|손님|개월|개(?!당)|일(?![당급])|시간|시(?![급작])|분|년|세|살|층|호|평|대|회|차|번|곳|건(?!당|별)|퍼센트|프로|박|인|점|등|석|권|장|팀"
    r"|월|학기|단계|종|가지|배|좌|쪽|번지|키로|킬로|리터|병|잔|마리|자리|콜|통|매|교대|기통|조|호선|이닝|화|급|여\s?[명개건곳]|만\s?(?:명|건|개|여)"
)
_NOT_MONEY = re.compile(
    rf"[a-z_%:㎡℃]|\.\d|-\d|주(?!급)|(?:{_COUNTED})(?![가-힣])|(?:명|개월|개|일(?!당|급)|시간|시(?!급|작)|분|년|세|살|층|평|회|차(?!비)|번|주(?!급)"
    rf"|곳|박|인(?!센|쎈)|점|위|등|석|권|팀"
    rf"|월(?!급)|학기|단계|종|가지|배(?!송|달)|교대|호선|조(?!건)|대(?![우기학표]))[가-힣]"
    rf"|[ ](?:{_COUNTED}|평형?|℃)(?![가-힣])"
    rf"|[ ](?:km|kg|mm|cm|gb|tb|m|g|t|l|p)\b",
    re.I,
)
_AT_LEAST = re.compile(r"(?:최소|최저)[ ]?(?:월|주|일)?[ ]?$")
_BOAST = re.compile(
    r"[ ]?(?:만원?|불|달러)?[ ]?(?:은|도)?[ ]?(?:그냥|거뜬히|다들)?[ ]?(?:넘습|넘어요|넘는|넘게|넘기|넘겨|시대)"
)
_OF_OTHERS = re.compile(
    r"[ ]?(?:만원?|불|달러)?[ ]?(?:씩)?[ ]?(?:찍은|찍는|받는\s?분도|버는\s?분|나온\s?적|만드신|달성하신|번\s?사람)"
)
"""What somebody else once earned."""

_REFUSED = re.compile(
    r"[ ]?(?:만원?|불|달러)?[ ]?(?:이런|이딴|따위|같은\s?거\s?아니|아니|아님|준다는\s?데는)"
)
_WITH_BOARD = re.compile(
    r"(?:에|이고)?[ ]?(?:\+|/|,|＋)?[ ]?(?:숙|방|밥|먹|비행|항공|표|식사|기숙|콘도|집|사택|주택|차량|점심)|[ ]?\n|[ ]/[ ]|\Z"
)
_UNIT_NOTE = re.compile(r"[ ]?\(?단위[ :]{0,2}(백|천|만)")
_TRIP = re.compile(
    r"(?:두|[2-9]|석|세|넉|네|여섯)\s?달(?:에|간|동안|이면|만에|\s?정도면?)?\s?$|(?:\d{1,2}|일|이|삼|한|두)\s?주(?:일)?(?:에|간|만)?\s?$|(?<!주)(?<!주 )(?:[2-9]|\d\d)\s?일(?:간|에|만)?\s?$|박\s?\d{1,2}일|열흘|이틀|사흘|보름"
)
_NOTHING_BETWEEN = re.compile(
    r"[ :：)\]]{0,3}(?:약|평균|최소|최대|최고|예상|세전|세후|기본|고정|무조건|환산|는|은)?[ ]?"
    r"(?:USDT?|\$|US\$|₩|THB|PHP|VND)?[ ]?$",
    re.I,
)


_PLAINLY_OTHER = re.compile(
    r"\d{1,2}(?::\d\d|시|분(?!기)|년|층|호(?!봉)|세|명|%|인(?!센|쎈)|차|회|개월|개(?!당)|시간|종|급)|(?<![^\n])\d{1,2}\)|\d{4}(?:년"
    r"|[./-]\d{1,2}(?!\d))|(?:19|20)\d\d[.][ ]?\d|\d{1,2}[./]\d{1,2}(?:[./(]|일)"
)
"""Times, dates, ages and counts: most numbers of an ad are these."""

MOST_SUMS = 400
"""Numbers that are looked at in one text."""


def find_amounts(text: str, rates: Rates) -> Iterator[Amount]:
    """Every sum that can be pay, in reading order; what is plainly something else is left out."""
    done = seen = 0
    for start in _START.finditer(text):
        first = start.start()
        if first < done:
            continue
        if text[first] > "9":
            while first > done and text[first - 1] in _IN_NUMERALS:
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
        amount = _amount(text, found, rates)
        if amount is not None:
            yield amount


def _amount(text: str, found: re.Match[str], rates: Rates) -> Amount | None:
    start, end = found.span()
    unit = found["unit2"] or found["unit1"] or ""
    if not unit and _NOT_MONEY.match(text, end):
        return None
    line = max(text.rfind("\n", 0, start) + 1, start - 28)
    before = text[line:start]
    if not unit:
        unit_before = _UNIT_BEFORE.search(before)
        unit = unit_before[1] if unit_before else ""
    if start and not unit and _runs_on(text, start):
        return None
    after = text[end : end + 16].split("\n", 1)[0]
    low, high = value_of(found["low"]), value_of(found["high"] or found["low"])
    if low is None or high is None:
        return None
    currency = _currency(unit)
    if found[0].rstrip()[-1:] in "mM" and not unit:
        return None
    if (found["low"][-1] in "kK" and currency == "KRW") or found["low"] == "3.3":  # the tax of freelancers
        return None
    low_value, high_value, scaled = _in_one_unit(found["low"], found["high"], low, high)
    figure = low_value
    note = _UNIT_NOTE.match(after)
    if note:
        factor = {"백": 100, "천": 1000, "만": 1}[note[1]]
        low_value, high_value = low_value * factor, high_value * factor
    period, adjacent = _period(before, after)
    if period == "piece" or (_TRIP.search(before) and period != "month"):
        return None
    open_end = bool(_OPEN.match(after) or (_ON_TOP.match(after) and not found["high"]))
    if not any(char.isdigit() for char in found["low"]) and not (
        adjacent or unit or scaled or found["high"] or open_end or _PAY_WORD.search(before)
    ):
        return None
    if _REFUSED.match(after) or _OF_OTHERS.match(after):
        return None
    if currency == "KRW" and not scaled:
        won = _won_factor(low_value, found["low"], period, unit)
        if won is None:
            return None
        low_value, high_value = low_value * won, high_value * won
    if adjacent:
        if _NEVER_PAY_OF_PERIOD.search(before):
            return None
    elif _NEVER_PAY.search(before) or _ONE_OFF.search(before):
        return None
    if _A_HEAD.search(before) or _A_HEAD_BEHIND.match(after) or _LENT_BEHIND.match(after):
        return None
    if period == "month" and "초봉" in before and low_value >= 20_000_000:
        period = "year"
    scale = (1.0 if currency == "KRW" else rates.won[currency]) * rates.monthly[period or "month"]
    stated = bool(period or _PAY_WORD.search(before) or _PAY_BEHIND.match(after))
    amount = Amount(
        low=low_value * scale,
        high=high_value * scale,
        open_end=(open_end or bool(_AT_LEAST.search(before))) and not (found["high"] and "+" in after[:2]),
        boasts=bool(_BOAST.match(after)),
        stated=stated,
        share=bool(_SHARE.search(before) and _UP_TO.match(after)),
        figure=figure,
        quoted=_is_quoted(text, start, end),
        is_range=found["high"] is not None,
        has_unit=bool(unit or scaled),
        period=period or "month",
        timed=bool(period),
        with_board=bool(_WITH_BOARD.match(text, end)),
        by_month=period in ("month", "year"),
        digits=f"{found['low']}~{found['high']}",
        currency=currency,
        start=start,
        end=end,
    )
    return amount if _is_plausible(amount) else None


def _runs_on(text: str, start: int) -> bool:
    """Whether the number is the tail of a longer one, of a word or of a name."""
    before = text[start - 1]
    if before.isdigit() or before == "_" or (before.isascii() and before.isalpha()):
        return True
    if before == " " and text[start - 4 : start - 1].isdigit() and start > 3:
        return True  # a telephone number in groups
    return before in ".,:-/+" and start > 1 and text[start - 2].isdigit()


def _currency(unit: str) -> str:
    for code, words in _CURRENCY_OF:
        if unit and words.fullmatch(unit):
            return code
    return "KRW"


def _won_factor(value: float, written: str, period: str, unit: str) -> float | None:
    """What one of a bare figure is: won, 만원, or a million (3.5). None where it is neither.

    월 400 and 일당 15 are 만원, 시급 9,160 and 월급 2,350,000 are won.
    """
    if unit.upper() == "KRW" and value < 10_000:
        return 10_000.0
    if _is_won_unit(unit) and value >= 1000:
        return 1.0
    if "." in written and value < 15 and period in ("", "month") and not unit:
        return 1_000_000.0
    if value >= 100_000 or (period == "hour" and value >= 1_000) or (period == "day" and value >= 10_000):
        return 1.0
    if period == "hour" and value > 50:
        return None
    return None if _is_won_unit(unit) else 10_000.0


def _is_won_unit(unit: str) -> bool:
    return bool(unit) and _CURRENCY_OF[0][1].fullmatch(unit) is not None


def _in_one_unit(
    low_text: str, high_text: str | None, low: tuple[float, bool], high: tuple[float, bool]
) -> tuple[float, float, bool]:
    """Both ends in one unit: 1500~3000만, 4~5백, 5~700, 7~12백, 2~3천만.

    The last of the three says whether 만 or 억 is in it.
    """
    (low_value, low_scaled), (high_value, high_scaled) = low, high
    if high_text and high_text[-1] in "mM" and low_value < 1000:
        return low_value * 1_000_000, high_value, True
    if high_text is None or (low_scaled and high_scaled):
        return low_value, high_value, low_scaled
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


def _period(before: str, after: str) -> tuple[str, bool]:
    """The time that a sum is paid for ("" where none is said), and whether it stands right before it."""
    periods = list(_PERIOD.finditer(before))
    last = periods[-1] if periods else None
    if last is not None and last.lastgroup:
        between = before[last.end() :]
        if _NOTHING_BETWEEN.fullmatch(between):
            return last.lastgroup, True
    behind = _PERIOD_BEHIND.match(after)
    if behind and behind.lastgroup:
        return behind.lastgroup, False
    if (
        last is not None
        and last.lastgroup
        and len(last[0]) > 1
        and len(between) <= (6 if last.lastgroup == "piece" else 18)
        and not _SENTENCE_END.search(between)
    ):
        return last.lastgroup, False
    return "", False


_OPENING, _CLOSING = "\"'“‘「『", "\"'”’」』"


def _is_quoted(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    opened = max(before.rfind(mark) for mark in _OPENING)
    return (
        opened >= 0 and "\n" not in before[opened:] and any(mark in after.split("\n")[0] for mark in _CLOSING)
    )


def _is_plausible(amount: Amount) -> bool:
    """Of the size of a month's pay, and marked as money in some way: a bare 20~35 is an age, 월 320 is
    pay."""
    least = 450_000 if amount.currency == "KRW" else 200_000
    if not least <= amount.low <= 120_000_000 or not amount.low <= amount.high <= 20 * amount.low:
        return False
    if amount.timed or amount.has_unit:
        return True
    if amount.stated and amount.low >= 1_000_000:
        return True
    round_sum = amount.low % 50_000 == 0 and 1_000_000 <= amount.low <= 50_000_000
    return round_sum and (amount.is_range or amount.open_end or amount.with_board)
