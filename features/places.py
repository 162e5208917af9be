"""The places that a text speaks of: said outright, hinted at, listed, over a border, or denied."""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from features.forms import WATCHED
from features.frame import Frame
from features.gazetteer import not_before, spots
from features.matching import Hit, longest
from records.types import How


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


def places_in(
    text: str, hits: Iterable[Hit], cue_names: AbstractSet[str], frame: Frame, writes: bool
) -> list[FoundPlace]:
    """Every place that the text speaks of, in reading order, whatever for.

    `writes`: a messenger is named to write to. Coded forms count only where somebody recruits.
    """
    candidates = longest(hits)
    recruits_abroad = (
        frame.lure_work > 0
        or "abroad_signal" in cue_names
        or writes
        or any(hit.form.owner in WATCHED and not hit.form.coded for hit in candidates)
    )
    usable = [
        hit
        for hit in candidates
        if _counts(hit, frame, recruits_abroad)
        and (hit.form.word not in _ACCOUNT_TRIPS or "account_or_sim_asked" in cue_names)
        and not _is_another_word(text, hit)
    ]
    found = [
        _found(text, hit)
        for hit in _without_idle_hints(usable)
        if not (_is_of_people(text, hit) or _is_left(text, hit))
    ]
    if recruits_abroad and not frame.is_report:
        found.extend(_listed(text, found))
    found.extend(_over_the_border(text, found))
    return sorted(found, key=lambda place: place.start)


_ACCOUNT_TRIPS = ("출국장", "ㅊㄱㅈ")
"""Codes for a trip with one's account; the plain word is an airport hall."""


def _is_another_word(text: str, hit: Hit) -> bool:
    behind = not_before()[hit.form.entry]
    return text.startswith(behind, hit.end) or text.startswith(behind, hit.end + 1)


def _without_idle_hints(usable: list[Hit]) -> list[Hit]:
    """Words that only point to a country say nothing beside a country that is named."""
    hints = [hit for hit in usable if spots()[hit.form.entry].kind == "hint" and hit.form.owner != "KR"]
    if any(hit.form.owner in WATCHED and not hit.form.coded and hit not in hints for hit in usable):
        usable = [hit for hit in usable if hit not in hints]
    return [] if all(hit.form.word == "ppt" for hit in usable) else usable


def _counts(hit: Hit, frame: Frame, recruits_abroad: bool) -> bool:
    """Codes count where somebody recruits for abroad; a report is about the countries that are watched."""
    if frame.is_report:
        return not hit.form.coded and hit.form.owner in WATCHED
    if hit.form.coded and hit.form.owner != "KR":
        return frame.speaks_of_job and recruits_abroad
    return True


_DENIED = re.compile(
    r"\s{0,2}(?:[x×✕✖❌](?![a-z]|.?지노)|\([x×]\)"
    r"|(?:은|는|이|가|쪽은|쪽|이나|자리는|자리|이런\s?데|같은\s?데)?\s?(?:절대\s?|전혀\s?|이제\s?)?"
    r"(?:아님|아닙|아니|아녜|아녀|말고|제외|안\s?가|안\s?감|안\s?합|쳐다도|취급\s?안|마감|다\s?찼|찼|접고|접었|철수|[x×](?![a-z])))",
    re.I,
)
"""What stands behind a country that the ad says it is not, or no longer is."""


def _found(text: str, hit: Hit) -> FoundPlace:
    spot = spots()[hit.form.entry]
    how: How = "implied" if hit.form.coded else spot.how
    if spot.country != "KR" and _DENIED.match(text, hit.end):
        how = "denied"
    return FoundPlace(spot.country, how, spot.name, spot.kind, spot.alert, hit.start, hit.end, hit.form.coded)


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


_BEHIND_KOREAN_PLACE = frozenset(
    "시구군도역점동읍면리권내외로남북동서지본공센은는이가에의와과인근전쪽발행항청대"
)

_MOVED_FROM = re.compile(
    r"\s?(?:팀|연구소|사무실|지사|자리|본사)?(?:에서|가|이)?\s?(?:→|->|끝났|마감됐|다\s?찼|채워져|때\s?계셨)"
    r"|(?:에서|에\s?있다가|\s?(?:팀|연구소|사무실|지사|본사)(?:가|이)?)\s[^.\n]{2,14}(?:로|으로)\s?(?:이사|이전|옮)"
)
"""What stands behind the place that an office has left for another."""


def _is_left(text: str, hit: Hit) -> bool:
    return hit.form.owner != "KR" and _MOVED_FROM.match(text, hit.end) is not None


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


def _over_the_border(text: str, found: Sequence[FoundPlace]) -> Iterator[FoundPlace]:
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
