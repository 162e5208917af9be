"""The time that a sum of money is paid for: 월, 주급, 일당, /month."""

import re

_BEFORE = re.compile(
    r"(?P<month>월\s?급여?|월\s?(?:순)?수[익입]|월\s?평균|월\s?보수|월\s?환산|한\s?달|첫\s?달|매월|매달|달에"
    r"|(?:둘째|석|세|넉|네|다섯|여섯|두|\d)\s?달\s?(?:(?:째|차|후)(?:부터)?|부터)[는은]?|\d{1,2}개월\s?(?:후|차|부터)"
    r"|(?<![0-9개가-힣])월(?!\d{1,2}일)|(?<![가-힣])윌(?=\s?(?:평균|최소)?\s?$)|(?<=\d[년개]\s)월|月|(?<![a-z])wol"
    r"|초봉|4주|사주|per month)"
    r"|(?P<week>주\s?급(?!\s?(?:가능|ok|o(?![a-z])|정산|지급제|당일|현금|선불|가불|환영|협의|\]|\)))|주당|매주|주에|1주일?"
    r"|(?<![가-힣0-9])주)"
    r"|(?P<day>일\s?[당딩]|일\s?급|일비|하루(?!컷)|데일리|(?<![가-힣0-9])1?일|日|단가|공수)"
    r"|(?P<hour>시\s?급(?:\s?환산)?|시간\s?당|시간급|(?<![0-9가-힣])시당)"
    r"|(?P<year>연\s?봉|년\s?봉|연\s?수입|연간|(?<![가-힣0-9])연)"
    r"|(?P<piece>건\s?당|건\s?별|개\s?당|회\s?당|콜\s?당|박\s?당|장\s?당|인\s?당|명\s?당|계좌\s?당|한\s?건|두당|한\s?명\s?당"
    r"|한\s?개|한\s?번|1\s?회(?=\s?(?:수당|에|당)?\s?$)|편\s?당|당(?=\s?\d))",
    re.I,
)
_BEHIND = re.compile(
    r"\s?(?:[/(]\s?|per\s?|씩\s?|a\s)(?:(?P<month>[월月](?!\d)|month|mo\b|매달|매월)|(?P<week>주(?!\d)|week|wk)"
    r"|(?P<day>일(?![정할부이을반요])|day)|(?P<hour>시간|hour|hr)|(?P<year>년(?!차)|yr|year)"
    r"|(?P<piece>건|개|회|명|인|박))(?![가-힣0-9])",
    re.I,
)
_NOTHING_BETWEEN = re.compile(
    r"[ :：)\]]{0,3}(?:약|평균|최소|최대|최고|예상|세전|세후|기본|고정|무조건|환산|는|은)?[ ]?"
    r"(?:USDT?|\$|US\$|₩|THB|PHP|VND)?[ ]?$",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?。]\s")
_STAY = re.compile(
    r"(?:두|[2-9]|석|세|넉|네|여섯)\s?달(?:에|간|동안|이면|만에|\s?정도면?)?\s?$"
    r"|(?:\d{1,2}|일|이|삼|한|두)\s?주(?:일)?(?:에|간|만)?\s?$"
    r"|(?<!주)(?<!주 )(?:[2-9]|\d\d)\s?일(?:간|에|만)?\s?$|박\s?\d{1,2}일|열흘|이틀|사흘|보름"
)


def period_of(before: str, after: str) -> tuple[str, bool]:
    """The time that a sum is paid for ("" where none is said), and whether it stands right before it."""
    periods = list(_BEFORE.finditer(before))
    last = periods[-1] if periods else None
    if last is not None and last.lastgroup:
        between = before[last.end() :]
        if _NOTHING_BETWEEN.fullmatch(between):
            return last.lastgroup, True
    behind = _BEHIND.match(after)
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


def is_for_a_stay(before: str) -> bool:
    """Whether a sum is for some days or months together: 2주 2천, 두달 1300."""
    return _STAY.search(before) is not None
