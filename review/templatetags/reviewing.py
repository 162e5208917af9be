"""Template filters. Whatever an ad or a person wrote goes through `visible`."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from records.layout import SEOUL
from records.policy import GROUNDS
from review import wording
from review.marking import show
from review.models import Verdict

register = template.Library()

STATE_NAMES = {"open": _("미결정"), "all": _("전체")} | {
    choice.value: choice.label for choice in Verdict.Decision
}
ACTIONS = {
    "login": _("로그인"),
    "logout": _("로그아웃"),
    "decision": _("판정"),
    "load": _("경보 불러오기"),
    "export": _("학습용 내보내기"),
    "release": _("경고 목록 배포"),
    "download": _("경고 목록 내려받기"),
    "user_added": _("계정 추가"),
    "password_renewed": _("암호 재발급"),
}


@register.filter
def visible(text: object) -> SafeString:
    """Escaped, on one line with its neighbours, nothing hidden or reordered."""
    return show(str(text))


@register.filter
def seoul(moment: datetime | None) -> str:
    """Minutes in Seoul."""
    return moment.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M") if moment else "–"


@register.filter
def seoul_day(moment: datetime) -> str:
    return moment.astimezone(SEOUL).date().isoformat()


@register.filter
def percent(risk: float) -> str:
    """Never rounded up to certainty."""
    return f"{min(99, round(risk * 100))}%" if risk < 1 else "100%"


@register.filter
def state_name(state: str) -> str:
    return str(STATE_NAMES[state])


@register.filter
def action_name(action: str) -> str:
    return str(ACTIONS[action])


@register.filter
def channel_name(kind: str) -> str:
    return wording.channel(kind)


@register.filter
def country_name(code: str) -> str:
    return wording.country(code)


@register.filter
def ground_name(code: str) -> str:
    if code not in GROUNDS:
        return code
    return GROUNDS[code].english if get_language() == "en" else GROUNDS[code].korean


@register.filter
def op_name(op: str) -> str:
    return {"ADD": gettext("추가"), "MOD": gettext("변경"), "DEL": gettext("철회")}[op]
