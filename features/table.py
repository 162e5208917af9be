"""The features: one function each. Its name is the column, its docstring is what the analyst reads."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from features.cues import CUES, leaning
from features.facts import Facts
from features.pay_norms import minimum_wage
from features.quotes import quoted_spans, share_within
from features.signs import INVISIBLE_SIGN, LETTER_SIGN

Function = Callable[[Facts], float]


@dataclass(frozen=True, slots=True)
class Feature:
    name: str
    korean: str
    function: Function


def text_length(facts: Facts) -> float:
    """글의 길이"""
    return math.log1p(len(facts.ad.text))


def hidden_words(facts: Facts) -> float:
    """기호·띄어쓰기·닮은 글자로 숨긴 낱말이 많음"""
    return math.log1p(facts.hidden_words)


def edited_share(facts: Facts) -> float:
    """고쳐 읽은 글자의 비율"""
    changed = sum(max(end - start, 1) for start, end, _ in facts.normalised.changes)
    return min(1.0, changed / max(1, len(facts.ad.text)))


_OFFICE = re.compile(r"\+82(?:2|[3-6]\d|1[5689])")
_UNSEEN = re.compile("[\u200b\u200c\u2060-\u2062\u3164\u00ad]")
_INITIALS = re.compile("[ㄱ-ㅎ]+")


def invisible_characters(facts: Facts) -> float:
    """보이지 않는 글자가 낱말 안에 있음"""
    return float(facts.signs & INVISIBLE_SIGN > 0 and _UNSEEN.search(facts.ad.text) is not None)


def emoji_share(facts: Facts) -> float:
    """그림 글자의 비율"""
    return facts.shares[0]


def latin_share(facts: Facts) -> float:
    """로마자의 비율"""
    return facts.shares[1]


def digit_share(facts: Facts) -> float:
    """숫자의 비율"""
    return facts.shares[2]


def lone_letters(facts: Facts) -> float:
    """초성만 쓴 낱말이 많음"""
    text = facts.ad.text
    if not facts.signs & LETTER_SIGN:
        return 0.0
    runs = [run.span() for run in _INITIALS.finditer(text) if 1 < len(run[0]) < 7]
    return math.log1p(
        sum(not _is_hangul(text[start - 1 : start] + text[end : end + 1]) for start, end in runs)
    )


def _is_hangul(text: str) -> bool:
    return any("ㅏ" <= char <= "ㅣ" or "가" <= char <= "힣" for char in text)


def pay_stated(facts: Facts) -> float:
    """보수를 밝힘"""
    return float(facts.pay is not None)


def pay_level(facts: Facts) -> float:
    """월 보수의 하한이 최저임금보다 높은 정도"""
    return math.log(_pay_of(facts) / minimum_wage()) if facts.pay else 0.0


def pay_top(facts: Facts) -> float:
    """월 보수의 상한이 최저임금보다 높은 정도"""
    return math.log(max(facts.pay.max or 0, _pay_of(facts)) / minimum_wage()) if facts.pay else 0.0


def pay_open_ended(facts: Facts) -> float:
    """보수의 상한이 열려 있음"""
    return float(facts.pay is not None and facts.pay.max is None)


def pay_spread(facts: Facts) -> float:
    """보수의 상한과 하한이 벌어진 정도"""
    if facts.pay is None or not facts.pay.max or not facts.pay.min:
        return 0.0
    return math.log(facts.pay.max / facts.pay.min)


def pay_over_norm(facts: Facts) -> float:
    """보수가 같은 일과 능력의 정상 보수보다 높은 정도"""
    return max(-1.5, min(3.0, math.log(facts.over_norm))) if facts.over_norm else 0.0


def pay_without_skill(facts: Facts) -> float:
    """정상보다 높은 보수인데 능력을 묻지 않음"""
    if facts.has("skill_required"):
        return 0.0
    return max(0.0, pay_over_norm(facts))


def pay_by_week_or_day(facts: Facts) -> float:
    """주급·일당으로 줌"""
    return float(facts.pay is not None and facts.pay.period in ("week", "day"))


def _pay_of(facts: Facts) -> int:
    return max(1, facts.pay.min or facts.pay.max or 1) if facts.pay else 1


def _named(country: str, korean: str) -> Feature:
    def names_country(facts: Facts) -> float:
        return float(country in facts.countries)

    names_country.__doc__ = (
        f"근무지로 {korean}를 말함" if korean.endswith(("아", "스")) else f"근무지로 {korean}을 말함"
    )
    return Feature(f"place_{country.lower()}", names_country.__doc__, names_country)


def place_elsewhere(facts: Facts) -> float:
    """그 밖의 외국을 말함"""
    return float(bool(facts.countries - {"KH", "MM", "LA", "TH", "VN", "PH", "KR"}))


def place_denied(facts: Facts) -> float:
    """어느 나라가 아니라고 부인함"""
    return float(any(place.how == "denied" for place in facts.places))


def place_coded(facts: Facts) -> float:
    """나라를 초성·약어·은어로 적음"""
    return float(any(place.coded for place in facts.places))


def place_only_implied(facts: Facts) -> float:
    """나라를 말하지 않고 짐작하게만 함"""
    hows = {place.how for place in facts.places if place.country != "KR"}
    return float("implied" in hows and "stated" not in hows)


def several_countries(facts: Facts) -> float:
    """여러 나라를 함께 말함"""
    return float(len(facts.countries - {"KR"}) > 1)


def place_alert(facts: Facts) -> float:
    """말한 곳의 여행경보 단계(외교부)"""
    return float(max((place.alert for place in facts.places if place.how != "denied"), default=0))


def border_or_compound(facts: Facts) -> float:
    """국경 도시나 단지를 말함"""
    return float(any(place.kind in ("border_town", "compound") for place in facts.places))


def telegram_contact(facts: Facts) -> float:
    """텔레그램으로 연락하게 함"""
    return float("telegram" in facts.contact_types)


def kakao_contact(facts: Facts) -> float:
    """카카오톡으로 연락하게 함"""
    return float("kakao" in facts.contact_types)


def open_chat_contact(facts: Facts) -> float:
    """카카오 오픈채팅으로 연락하게 함"""
    return float("kakao_open" in facts.contact_types)


def other_messenger_contact(facts: Facts) -> float:
    """라인·위챗·시그널로 연락하게 함"""
    return float(bool(facts.contact_types & {"line", "wechat", "signal"}))


def mobile_phone(facts: Facts) -> float:
    """한국 휴대전화·인터넷전화 번호가 있음"""
    return float(any(c.value.startswith(("+8210", "+8270")) for c in facts.contacts if c.type == "phone"))


def office_phone(facts: Facts) -> float:
    """한국 일반전화·대표번호가 있음"""
    return float(any(_OFFICE.match(c.value) for c in facts.contacts if c.type == "phone"))


def phone_abroad(facts: Facts) -> float:
    """외국 전화번호가 있음"""
    return float(any(not c.value.startswith("+82") for c in facts.contacts if c.type == "phone"))


_FREE_MAIL = re.compile(
    r"@(?:gmail|naver|daum|hanmail|kakao|nate|outlook|hotmail|yahoo|proton|protonmail|icloud)\."
)


def firm_email(facts: Facts) -> float:
    """회사 도메인의 전자우편이 있음"""
    return float(any(not _FREE_MAIL.search(c.value) for c in facts.contacts if c.type == "email"))


def free_email(facts: Facts) -> float:
    """무료 전자우편이 있음"""
    return float(any(_FREE_MAIL.search(c.value) for c in facts.contacts if c.type == "email"))


def web_address(facts: Facts) -> float:
    """누리집 주소가 있음"""
    return float("url" in facts.contact_types)


def messenger_only(facts: Facts) -> float:
    """연락처가 메신저뿐임"""
    types = facts.contact_types
    return float(bool(types) and types <= {"telegram", "kakao", "kakao_open", "line", "wechat", "signal"})


def no_contact(facts: Facts) -> float:
    """연락처가 없음"""
    return float(not facts.contacts)


def valid_registration(facts: Facts) -> float:
    """검증 숫자가 맞는 사업자등록번호가 있음"""
    return float(facts.registered)


def no_employer(facts: Facts) -> float:
    """고용주를 알 수 없음"""
    named = facts.has("named_firm") or facts.ad.employer or facts.has("public_channel")
    return float(not (named or firm_email(facts) or office_phone(facts) or valid_registration(facts)))


def abroad_without_employer(facts: Facts) -> float:
    """해외 근무인데 고용주를 알 수 없음"""
    return float(facts.abroad) * no_employer(facts)


def abroad_messenger_only(facts: Facts) -> float:
    """해외 근무인데 연락처가 메신저뿐임"""
    return float(facts.abroad) * messenger_only(facts)


def lure_cues(facts: Facts) -> float:
    """미끼 광고의 단서 가짓수"""
    return float(len(facts.cue_names & leaning("lure")))


def honest_cues(facts: Facts) -> float:
    """정상 구인의 단서 가짓수"""
    return float(len(facts.cue_names & leaning("honest")))


def bundle_with_abroad(facts: Facts) -> float:
    """해외 근무에 항공·숙식을 묶어 내세움"""
    return float(facts.abroad and facts.has("travel_paid") and facts.has("lodging_stressed"))


def report_voice(facts: Facts) -> float:
    """보도·경고·피해·질문의 말투가 구인의 말보다 많음"""
    return float(facts.frame.is_report)


def report_share(facts: Facts) -> float:
    """보도·경고·피해·질문의 말이 많음"""
    return math.log1p(facts.frame.report)


def hiring_words(facts: Facts) -> float:
    """구인하는 말이 많음"""
    return math.log1p(facts.frame.hiring)


def offer_quoted(facts: Facts) -> float:
    """미끼의 단서와 연락처가 따온 글 안에 있는 비율"""
    spans = quoted_spans(facts.normalised.text)
    if not spans:
        return 0.0
    lures = leaning("lure")
    cues = [cue.start for cue in facts.cues if cue.name in lures]
    return share_within([*cues, *[contact.start for contact in facts.contacts]], spans)


_WRITTEN: tuple[Function, ...] = (
    text_length,
    hidden_words,
    edited_share,
    invisible_characters,
    emoji_share,
    latin_share,
    digit_share,
    lone_letters,
    pay_stated,
    pay_level,
    pay_top,
    pay_open_ended,
    pay_spread,
    pay_over_norm,
    pay_without_skill,
    pay_by_week_or_day,
    place_elsewhere,
    place_denied,
    place_coded,
    place_only_implied,
    several_countries,
    place_alert,
    border_or_compound,
    telegram_contact,
    kakao_contact,
    open_chat_contact,
    other_messenger_contact,
    mobile_phone,
    office_phone,
    phone_abroad,
    firm_email,
    free_email,
    web_address,
    messenger_only,
    no_contact,
    valid_registration,
    no_employer,
    abroad_without_employer,
    abroad_messenger_only,
    lure_cues,
    honest_cues,
    bundle_with_abroad,
    report_voice,
    report_share,
    hiring_words,
    offer_quoted,
)
_COUNTRIES = (
    ("KH", "캄보디아"),
    ("MM", "미얀마"),
    ("LA", "라오스"),
    ("TH", "태국"),
    ("VN", "베트남"),
    ("PH", "필리핀"),
    ("KR", "한국"),
)


@cache
def features() -> tuple[Feature, ...]:
    """All features in their order: the functions above, one for each country, one for each cue."""
    written = [Feature(f.__name__, (f.__doc__ or "").strip(), f) for f in _WRITTEN]
    return (*written, *(_named(*country) for country in _COUNTRIES), *(_cue_feature(name) for name in CUES))


def _cue_feature(name: str) -> Feature:
    def has_cue(facts: Facts) -> float:
        return float(name in facts.cue_names)

    has_cue.__doc__ = CUES[name].korean
    return Feature(f"cue_{name}", CUES[name].korean, has_cue)


def values_of(facts: Facts) -> tuple[float, ...]:
    """The value of every feature, in order; those of the cues, which are most of them, at one go."""
    written = features()[: -len(CUES)]
    names = facts.cue_names
    return (
        *[feature.function(facts) for feature in written],
        *[1.0 if cue in names else 0.0 for cue in CUES],
    )
