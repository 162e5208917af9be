"""Where the job is, among the places that an ad speaks of."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from features.contacts import FoundContact
from features.cues import FoundCue
from features.frame import Frame
from features.matching import Hit
from features.pay import FoundPay
from features.places import FoundPlace, places_in

SIGNS_OF_LEAVING = frozenset(
    {
        "abroad_signal",
        "withholds_place",
        "travel_paid",
        "passport_needed",
        "passport_handed_over",
        "border_transfer",
        "safety_denial",
        "visa_later",
        "escorted_travel",
        "scam_work",
        "account_or_sim_asked",
        "money_laundering",
    }
)
HIGHEST_AT_HOME = 9_000_000
"""Won a month above which a plain ad without a place is not taken for a Korean one."""

MESSENGERS = frozenset({"telegram", "kakao", "kakao_open", "line", "wechat", "signal"})

_COUNTRY_OF_MONEY = {
    "THB": "TH",
    "PHP": "PH",
    "VND": "VN",
    "KHR": "KH",
    "CNY": "CN",
    "JPY": "JP",
    "MYR": "MY",
    "IDR": "ID",
    "SGD": "SG",
    "AUD": "AU",
    "AED": "AE",
    "HKD": "HK",
}


def find_places(
    text: str,
    hits: Iterable[Hit],
    cues: Sequence[FoundCue],
    frame: Frame,
    pay: FoundPay | None,
    contacts: Sequence[FoundContact],
) -> list[FoundPlace]:
    """Where the job is said to be, in reading order.

    A text that speaks of travel or trade and of no job names no place of work. A plain Korean job with no
    sign of leaving the country is in Korea.
    """
    if not frame.speaks_of_job and (frame.trade or frame.question):
        return []
    cue_names = {cue.name for cue in cues}
    writes = any(contact.type in MESSENGERS for contact in contacts)
    found = places_in(text, hits, cue_names, frame, writes)
    abroad = [place for place in found if place.country != "KR"]
    if not abroad and pay and pay.currency in _COUNTRY_OF_MONEY:
        country = _COUNTRY_OF_MONEY[pay.currency]
        abroad = [FoundPlace(country, "implied", "통화", "hint", 0, pay.start, pay.end)]
    home = _surest_home(found)
    if abroad:
        is_workplace = home is not None and _is_workplace(text, home, abroad[0])
        return sorted([*abroad, *([home] if home and is_workplace else [])], key=lambda place: place.start)
    if frame.is_report:
        return []
    if _leaves(text, cue_names, pay) or not frame.speaks_of_job:
        return [home] if home and home.how == "stated" and _is_at_home(text, home) else []
    if home:
        return [home]
    return _at_home(cues, pay) if (pay or contacts or frame.hiring > 1) and not frame.trade else []


def _surest_home(found: Sequence[FoundPlace]) -> FoundPlace | None:
    """The Korean place that is stated, or else hinted at; the first of them."""
    at_home = [place for place in found if place.country == "KR"]
    return max(at_home, key=lambda place: place.how, default=None)


def _leaves(text: str, cue_names: AbstractSet[str], pay: FoundPay | None) -> bool:
    """Whether something says that one leaves the country, or the pay does."""
    far_paid = pay is not None and (pay.min or 0) > HIGHEST_AT_HOME
    return far_paid or bool(cue_names & SIGNS_OF_LEAVING) or _speaks_of_abroad(text)


_LEAVING = re.compile(
    r"\s?(?:공항)?(?:에서)?\s?(?:출발|집결|발\s|경유|사무실\s?방문\s?없|(?:영어\s?|대면\s?)?면[접겁]|설명회|배당)"
)
_INTERVIEWED_AT = re.compile(r"면[접겁](?:은|장소)?[ :]{0,3}(?:대면)?[ (]{0,2}$")
_ABROAD = re.compile(
    r"(?:해외|海外|외국|外国|국외|동남아)(?!\s?(?:[xX×❌]|아님|아닙|아니|절대|말고|인력|근로자|인\s|인$|거래처|배송|직구|여행|출장|체류"
    r"|고객|바이어|영업|송금|취업박람|안\s))|나라\s?(?:[2-9]|두|세|몇)\s?(?:곳|군데|개)|(?:국가|[2-9]개국)[^.\n]{0,6}(?:선택|中|중\s?택)"
    r"|출국(?!\s?(?:[xX×❌]|금지|장|안|계획))|(?<![가-힣])ㅂㅎㄱ(?![가-힣])|free flight|relocation"
    r"|(?:더운|다른)\s?나라|나라[는은]|나라\s?(?:밖|고르|선택)|밖에\s?나가|밖에서\s?일"
    r"|(?<![가-힣])표(?:[는도만를]|[ ])?[ ]?(?:끊|보내|먼저|바로)|[뱅뺑]기",
    re.I,
)
_OF_ABROAD = (
    "해외", "海外", "외국", "外国", "국외", "동남아", "나라", "국가", "개국", "출국", "ㅂㅎㄱ", "밖에",
    "뱅기", "뺑기", "표 ", "표끊", "표보", "표는", "표도", "표만", "표를", "light", "eloc",
)  # fmt: skip
"""One of these stands in every text that the pattern finds: most texts hold none, and a look is quick."""


def _speaks_of_abroad(text: str) -> bool:
    """Whether the work is said to be out of the country, without a name for it."""
    for word in _OF_ABROAD:
        if word in text:
            return _ABROAD.search(text) is not None
    return False


def _is_at_home(text: str, place: FoundPlace) -> bool:
    """Whether a Korean place is where one works, not where one sets off or is interviewed."""
    return not (
        _LEAVING.match(text, place.end)
        or _INTERVIEWED_AT.search(text[max(0, place.start - 12) : place.start])
    )


def _is_workplace(text: str, place: FoundPlace, abroad: FoundPlace) -> bool:
    """Whether a Korean place beside one abroad is where the job is: said first, and not where one sets
    off."""
    return place.how == "stated" and place.start < abroad.start and _is_at_home(text, place)


def _at_home(cues: Sequence[FoundCue], pay: FoundPay | None) -> list[FoundPlace]:
    for cue in cues:
        if cue.name in ("hiring", "job_named", "social_insurance"):
            return [FoundPlace("KR", "implied", "한국", "hint", 0, cue.start, cue.end)]
    if pay:
        return [FoundPlace("KR", "implied", "한국", "hint", 0, pay.start, pay.end)]
    return []
