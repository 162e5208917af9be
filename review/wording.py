"""What codes are called on screen: countries, channels, pay, cues and features."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

import records
from features import CUES, FEATURES

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
FEATURE_KOREAN = {feature.name: feature.korean for feature in FEATURES}


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
    """What moved the risk: a cue, a feature, or the wording itself."""
    if what in CUES:
        return cue(what)
    if what in FEATURE_KOREAN:
        return _chosen((FEATURE_KOREAN[what], plain(what)))
    if what == "text":
        return _("문구")
    return plain(what)


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
