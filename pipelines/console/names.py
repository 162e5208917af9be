"""How an analyst calls what the reader and the model found."""

from features import CUES, FEATURES
from pipelines.console.language import Say
from records import Contact, ContactType, Pay, Place
from records.types import How

KOREAN_FEATURES = {feature.name: feature.korean for feature in FEATURES}

CONTACT_NAMES: dict[ContactType, tuple[str, str]] = {
    "telegram": ("텔레그램", "Telegram"),
    "kakao": ("카카오톡", "KakaoTalk"),
    "kakao_open": ("카카오 오픈채팅", "KakaoTalk open chat"),
    "line": ("라인", "LINE"),
    "wechat": ("위챗", "WeChat"),
    "signal": ("시그널", "Signal"),
    "phone": ("전화", "phone"),
    "email": ("이메일", "e-mail"),
    "url": ("링크", "link"),
}
HOW_NAMES: dict[How, tuple[str, str]] = {
    "stated": ("직접 언급", "stated"),
    "implied": ("암시", "implied"),
    "denied": ("부인", "denied"),
}


WORDING = ("문구", "wording")


def korean_name(what: str) -> str | None:
    """The analyst's words for a cue or a feature; None for a run of characters."""
    if what in CUES:
        return CUES[what].korean
    return KOREAN_FEATURES.get(what)


def reason_name(what: str, say: Say) -> str:
    """A run of characters is called `WORDING`; English has no docstrings, so a feature's name serves."""
    korean = korean_name(what)
    if korean is None:
        return say(*WORDING)
    cue = what.removeprefix("cue_")
    return say(korean, CUES[cue].english if cue in CUES else what.replace("_", " "))


def place_name(place: Place, say: Say) -> str:
    return f"{place.name} ({place.country}, {say(*HOW_NAMES[place.how])})"


def contact_name(contact: Contact, say: Say) -> str:
    return f"{say(*CONTACT_NAMES[contact.type])} {contact.value}"


def pay_name(pay: Pay, say: Say) -> str:
    """`월 300만~500만 원`, `월 1,500만 원 이상`; in English in full figures."""
    low, high = (None if sum_ is None else money(sum_, say) for sum_ in (pay.min, pay.max))
    if low is None and high is None:
        return say("금액을 알 수 없음", "no sum given")
    if high is None:
        return say(f"월 {low} 원 이상", f"KRW {low} a month or more")
    if low is None:
        return say(f"월 {high} 원 이하", f"KRW {high} a month or less")
    both = low if low == high else f"{low}~{high}"
    return say(f"월 {both} 원", f"KRW {both} a month")


def money(won: int, say: Say) -> str:
    whole = won % 10_000 == 0 and won > 0
    return say(f"{won // 10_000:,}만" if whole else f"{won:,}", f"{won:,}")
