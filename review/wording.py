"""What codes are called on screen: countries, channels, pay, cues and features."""

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

import features
import records
from features import CUES
from models.reasons import WORDING

COUNTRIES = {
    "KH": ("캄보디아", "Cambodia"),
    "MM": ("미얀마", "Myanmar"),
    "LA": ("라오스", "Laos"),
    "TH": ("태국", "Thailand"),
    "VN": ("베트남", "Vietnam"),
    "PH": ("필리핀", "Philippines"),
    "MY": ("말레이시아", "Malaysia"),
    "ID": ("인도네시아", "Indonesia"),
    "SG": ("싱가포르", "Singapore"),
    "CN": ("중국", "China"),
    "HK": ("홍콩", "Hong Kong"),
    "MO": ("마카오", "Macao"),
    "TW": ("대만", "Taiwan"),
    "JP": ("일본", "Japan"),
    "KR": ("한국", "Korea"),
    "AE": ("아랍에미리트", "United Arab Emirates"),
    "TL": ("동티모르", "Timor-Leste"),
    "GE": ("조지아", "Georgia"),
    "US": ("미국", "United States"),
    "AU": ("호주", "Australia"),
}
CHANNELS = {
    "telegram": ("텔레그램", "Telegram"),
    "kakao": ("카카오톡", "KakaoTalk"),
    "kakao_open": ("카카오 오픈채팅", "Kakao open chat"),
    "line": ("라인", "LINE"),
    "wechat": ("위챗", "WeChat"),
    "signal": ("시그널", "Signal"),
    "phone": ("전화", "phone"),
    "email": ("이메일", "e-mail"),
    "url": ("웹 주소", "web address"),
}


@cache
def _features_in_korean() -> dict[str, str]:
    return {feature.name: feature.korean for feature in features.FEATURES}


def _chosen(pair: tuple[str, str]) -> str:
    return pair[get_language() == "en"]


def country(code: str) -> str:
    return _chosen(COUNTRIES.get(code, (code, code)))


def channel(kind: str) -> str:
    return _chosen(CHANNELS[kind])


def how(value: str) -> str:
    return {"stated": _("직접 언급"), "implied": _("암시"), "denied": _("부인")}[value]


def cue(name: str) -> str:
    """A cue of an older lexicon, which is no longer known, is called by its name."""
    if name not in CUES:
        return plain(name)
    return _chosen((CUES[name].korean, CUES[name].english))


def reason(what: str) -> str:
    """What moved the risk: the wording itself, a cue, or another feature."""
    if what == WORDING:
        return _("문구")
    if (name := what.removeprefix("cue_")) in CUES:
        return cue(name)
    return _chosen((_features_in_korean().get(what, plain(what)), plain(what)))


def plain(name: str) -> str:
    return name.replace("_", " ")


def in_man(won: int) -> str:
    """Won in units of 10,000, as Korean ads count: 15,000,000 is 1,500만원."""
    man = won / 10_000
    digits = f"{man:,.0f}" if man >= 10 or man == int(man) else f"{man:,.1f}"
    return _("%(digits)s만원") % {"digits": digits}


def pay(read: records.Pay | None) -> str:
    """Pay a month in words, open sides said."""
    if read is None or (read.min is None and read.max is None):
        return ""
    if read.max is None:
        return _("월 %(low)s 이상") % {"low": in_man(read.min or 0)}
    if read.min is None:
        return _("월 %(high)s 이하") % {"high": in_man(read.max)}
    if read.min == read.max:
        return _("월 %(pay)s") % {"pay": in_man(read.min)}
    return _("월 %(low)s~%(high)s") % {"low": in_man(read.min), "high": in_man(read.max)}
