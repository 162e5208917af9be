"""Countries that a text speaks of: said outright, hinted at, or denied."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from features.contacts import FoundContact
from features.cues import FoundCue
from features.forms import WATCHED, Form, form_of
from features.frame import Frame
from features.lexicon import load
from features.matching import Hit, longest
from features.pay import FoundPay
from records.types import How


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry of the gazetteer."""

    country: str
    name: str
    kind: str
    how: How
    alert: int
    source: str


@dataclass(frozen=True, slots=True)
class FoundPlace:
    country: str
    how: How
    name: str
    kind: str
    alert: int
    start: int
    end: int
    coded: bool = False


@cache
def spots() -> tuple[Spot, ...]:
    """Countries first, then the places in them; `Form.entry` counts in it."""
    gazetteer = load("places")
    countries = {country["code"]: country for country in gazetteer["country"]}
    return tuple(
        Spot(entry["code"], entry["korean"], "country", "stated", entry.get("alert", 0), entry["source"])
        for entry in gazetteer["country"]
    ) + tuple(
        Spot(
            entry["country"],
            entry["name"],
            entry["kind"],
            entry.get("how", "stated"),
            entry.get("alert", countries[entry["country"]].get("alert", 0)),
            entry["source"],
        )
        for entry in gazetteer["place"]
    )


def alert_date() -> dt.date:
    """The day the travel-alert levels were read."""
    date: dt.date = load("places")["alert_date"]
    return date


def place_forms() -> Iterator[Form]:
    gazetteer = load("places")
    for number, entry in enumerate([*gazetteer["country"], *gazetteer["place"]]):
        owner = entry.get("code_of") or entry.get("country") or entry["code"]
        for written in entry["forms"]:
            yield form_of(written, "place", owner, entry=number, by_sound=entry.get("by_sound", False))
        codes = entry.get("codes", ())
        for written in codes:
            yield form_of(written, "place", owner, coded=True, entry=number)


_DENIED = re.compile(
    r"\s{0,2}(?:[x×✕✖❌](?![a-z]|.?지노)|\([x×]\)"
    r"|(?:은|는|이|가|쪽은|쪽|이나|자리는|자리|이런\s?데|같은\s?데)?\s?(?:절대\s?|전혀\s?|이제\s?)?"
    r"(?:아님|아닙|아니|아녜|아녀|말고|제외|안\s?가|안\s?감|안\s?합|쳐다도|취급\s?안|마감|다\s?찼|찼|접고|접었|철수|[x×](?![a-z])))",
    re.I,
)
"""What stands behind a country that the ad says it is not, or no longer is."""

SIGNS_OF_LEAVING = frozenset(
    {
        "abroad_signal",
        "withholds_place",
        "travel_paid",
        "passport_needed",
        "passport_handed_over",
        "border_transfer",
    }
    | {
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


def find_places(
    text: str,
    hits: Iterable[Hit],
    cues: Sequence[FoundCue],
    frame: Frame,
    pay: FoundPay | None,
    contacts: Sequence[FoundContact],
) -> list[FoundPlace]:
    """Where the job is said to be, in reading order.

    A text that speaks of travel or trade and of no job names no place of work. Coded forms count only
    where somebody recruits. A plain Korean job with no sign of leaving the country is in Korea.
    """
    if not frame.speaks_of_job and (frame.trade or frame.question):
        return []
    cue_names = {cue.name for cue in cues}
    candidates = longest(hits)
    recruits_abroad = (
        frame.lure_work > 0
        or "abroad_signal" in cue_names
        or any(contact.type in MESSENGERS for contact in contacts)
        or any(hit.form.owner in WATCHED and not hit.form.coded for hit in candidates)
    )
    usable = [
        hit
        for hit in candidates
        if _counts(hit, frame, recruits_abroad)
        and (hit.form.word not in ("출국장", "ㅊㄱㅈ") or "account_or_sim_asked" in cue_names)
        and not text.startswith(_not_before()[hit.form.entry], hit.end)
        and not text.startswith(_not_before()[hit.form.entry], hit.end + 1)
    ]
    hints = [hit for hit in usable if spots()[hit.form.entry].kind == "hint" and hit.form.owner != "KR"]
    if any(hit.form.owner in WATCHED and not hit.form.coded and hit not in hints for hit in usable):
        usable = [hit for hit in usable if hit not in hints]
    if all(hit.form.word == "ppt" for hit in usable):
        usable = []
    found = [_found(text, hit) for hit in usable if not (_is_of_people(text, hit) or _is_left(text, hit))]
    if recruits_abroad and not frame.is_report:
        found.extend(_listed(text, found))
    found.extend(_over_the_border(text, found, frame))
    found.sort(key=lambda place: place.start)
    if pay and pay.currency in _COUNTRY_OF_MONEY and not any(place.country != "KR" for place in found):
        found.append(
            FoundPlace(_COUNTRY_OF_MONEY[pay.currency], "implied", "통화", "hint", 0, pay.start, pay.end)
        )
    abroad = [place for place in found if place.country != "KR"]
    leaves = bool(cue_names & SIGNS_OF_LEAVING or _speaks_of_abroad(text)) or (
        pay is not None and (pay.min or 0) > HIGHEST_AT_HOME
    )
    if len(found) > len(abroad) + 1:
        home = max((place for place in found if place.country == "KR"), key=lambda place: place.how)
        found = [place for place in found if place.country != "KR" or place is home]
    if abroad:
        return [place for place in found if place.country != "KR" or _is_workplace(text, place, abroad[0])]
    if frame.is_report:
        return []
    at_home = [place for place in found if place.how == "stated" and _is_at_home(text, place)]
    if leaves or not frame.speaks_of_job:
        return at_home
    if not found and (pay or contacts or frame.hiring > 1) and not frame.trade:
        return _at_home(cues, pay)
    return found


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


def _counts(hit: Hit, frame: Frame, recruits_abroad: bool) -> bool:
    """Codes count where somebody recruits for abroad; a report is about the countries that are watched."""
    if frame.is_report:
        return not hit.form.coded and hit.form.owner in WATCHED
    if hit.form.coded and hit.form.owner != "KR":
        return frame.speaks_of_job and recruits_abroad
    return True


@cache
def _not_before() -> tuple[tuple[str, ...], ...]:
    """For every entry of the gazetteer, what stands behind its words where they are none of its."""
    gazetteer = load("places")
    return tuple(
        tuple(entry.get("not_before", ("\0",))) for entry in (*gazetteer["country"], *gazetteer["place"])
    )


_PEOPLE = re.compile(
    r"[ ]?(?:근로자|노동자|국적|출신|노선|바이어|유학생|관광객|이주민|동포|사장|음식|요리|쌀국수|마사지)"
    r"|어(?!학|장)|인(?![가데지근도턴천])|집\b|식당?\b|풍\b|산\s|어과"
)


def _is_of_people(text: str, hit: Hit) -> bool:
    """중국어, 베트남인, 태국식, 세종상사: a language, a people, a kitchen, a firm, and no place to work."""
    if hit.form.owner == "KR" and not hit.form.coded:
        after = text[hit.end : hit.end + 1]
        return "가" <= after <= "힣" and after not in _BEHIND_KOREAN_PLACE
    return spots()[hit.form.entry].kind == "country" and _PEOPLE.match(text, hit.end) is not None


_MOVED_FROM = re.compile(
    r"\s?(?:팀|연구소|사무실|지사|자리|본사)?(?:에서|가|이)?\s?(?:→|->|끝났|마감됐|다\s?찼|채워져|때\s?계셨)"
    r"|(?:에서|에\s?있다가)\s[^.\n]{2,14}(?:로|으로)\s?(?:이사|이전|옮)"
)
"""What stands behind the place that an office has left for another."""


def _is_left(text: str, hit: Hit) -> bool:
    return hit.form.owner != "KR" and _MOVED_FROM.match(text, hit.end) is not None


_BEHIND_KOREAN_PLACE = frozenset(
    "시구군도역점동읍면리권내외로남북동서지본공센은는이가에의와과인근전쪽발행항청대"
)
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
    *(
        "해외",
        "海外",
        "외국",
        "外国",
        "국외",
        "동남아",
        "나라",
        "국가",
        "개국",
        "출국",
        "ㅂㅎㄱ",
        "밖에",
        "뱅기",
        "뺑기",
    ),
    *("표 ", "표끊", "표보", "표는", "표도", "표만", "표를", "light", "eloc"),
)
"""One of these stands in every text that the pattern finds: most texts hold none, and a look is quick."""


def _speaks_of_abroad(text: str) -> bool:
    """Whether the work is said to be out of the country, without a name for it."""
    return any(word in text for word in _OF_ABROAD) and _ABROAD.search(text) is not None


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


_CROSSINGS = (
    (
        "TH",
        "MM",
        re.compile(
            r"강을?\s?건[너넙넌]|강\s?건너|국경\s?단지|매사이\s?넘|매솟[^.\n]{0,12}(?:넘|국경|건너)|강변\s?기숙사|딱주[^.\n]{0,30}국경"
        ),
    ),
    ("TH", "LA", re.compile(r"(?:치앙센|치앙콩|치앙라이)[^.\n]{0,20}(?:배로|배를|강|국경|넘)|메콩강")),
    ("TH", "KH", re.compile(r"(?:아란야|사깨오|사케오)[^.\n]{0,20}(?:국경|넘|이동)|아란야쁘라텟")),
    ("VN", "KH", re.compile(r"(?:목바이|떠이닌|하띠엔)[^.\n]{0,20}(?:넘|국경|이동|건너|지나)|목바이")),
)
"""From one country over a border into another, by what is said of the way [S48][S73][S110][S155]."""


def _over_the_border(text: str, found: Sequence[FoundPlace], frame: Frame) -> Iterator[FoundPlace]:
    named = {place.country for place in found if place.how != "denied"}
    for start, goal, way in _CROSSINGS:
        if start in named and goal not in named:
            crossing = way.search(text)
            if crossing:
                yield FoundPlace(goal, "implied", "국경 너머", "border", 4, crossing.start(), crossing.end())


_BY_SYLLABLE = {"캄": "KH", "태": "TH", "베": "VN", "필": "PH", "라": "LA", "미": "MM", "말": "MY"}
_SYLLABLE_LIST = re.compile(r"(?<![가-힣])[캄태베필라미말](?:\s?[/·,.]\s?[캄태베필라미말])+(?![가-힣])")
_BY_CODE = {code.lower(): code for code in (*sorted(WATCHED), "MY", "ID", "SG", "AE")}
_CODE_IN_BRACKETS = re.compile(rf"\(({'|'.join(_BY_CODE)})\)", re.I)


def _listed(text: str, found: Sequence[FoundPlace]) -> Iterator[FoundPlace]:
    """캄/태/필, (KH) … (LA): countries by their first syllable or their code, known by standing in a list."""
    named = {place.country for place in found}
    listed = [
        (_BY_SYLLABLE[sign], run.start() + at)
        for run in _SYLLABLE_LIST.finditer(text)
        for at, sign in enumerate(run[0])
        if sign in _BY_SYLLABLE
    ]
    codes = [(_BY_CODE[code[1].lower()], code.start(1)) for code in _CODE_IN_BRACKETS.finditer(text)]
    for country, start in listed + (codes if len(codes) > 1 else []):
        if country not in named:
            named.add(country)
            end = start + (1 if text[start] in _BY_SYLLABLE else 2)
            yield FoundPlace(country, "implied", country, "country", 0, start, end, coded=True)


def _found(text: str, hit: Hit) -> FoundPlace:
    spot = spots()[hit.form.entry]
    how: How = "implied" if hit.form.coded else spot.how
    if spot.country != "KR" and _DENIED.match(text, hit.end):
        how = "denied"
    return FoundPlace(spot.country, how, spot.name, spot.kind, spot.alert, hit.start, hit.end, hit.form.coded)
