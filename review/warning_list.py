"""Warnings composed from confirmed verdicts. They hold no words of an ad: a pattern is put together
from the names of cues and grounds, countries, a pay band and kinds of channel, so that neither a
victim nor an impersonated firm can be named, whatever an ad says.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby

import records
from features import CUES
from records.policy import GROUNDS
from review.models import Verdict
from review.selectors import confirmed_alerts
from review.wording import CHANNELS, COUNTRIES

MAX_CUES = 4
PAY_BANDS = (
    (3_000_000, "월 300만원 미만"),
    (5_000_000, "월 300만~500만원"),
    (10_000_000, "월 500만~1,000만원"),
    (20_000_000, "월 1,000만~2,000만원"),
)
TOP_BAND = "월 2,000만원 이상"

GENERAL_ADVICE = (
    "회사 이름과 주소, 근로계약서를 확인하기 전에는 여권·신분증을 넘기거나 출국하지 마십시오.",
    "의심되면 112, 해외에서는 영사콜센터(+82-2-3210-0404)에 알리십시오.",
)
ADVICE = {
    "account_or_sim": "통장·OTP·유심·명의를 넘기면 본인도 처벌받을 수 있습니다.",
    "travel_before_contract": "계약 전에 항공권을 보내 주는 일자리는 거절하십시오.",
    "no_work_visa": "취업 비자 없이 일하러 나가면 보호받기 어렵습니다.",
    "documents_asked": "여권과 신분증은 누구에게도 맡기지 마십시오.",
    "carries_or_escorts": "남의 물건·서류·현금을 들고 출국하지 마십시오.",
    "recruits_people": "지인을 소개하면 공범으로 처벌받을 수 있습니다.",
}
"""By ground: the sentence that goes before the general advice. Numbers: records of the police and
the Ministry of Foreign Affairs (112; the consular call centre), as published by 2026-11."""


@dataclass(frozen=True)
class Confirmed:
    """An alert that was confirmed, and the verdict that holds."""

    alert: records.Alert
    verdict: Verdict


def confirmed_by_campaign() -> list[tuple[str, list[Confirmed]]]:
    alerts = list(confirmed_alerts())
    latest = {
        verdict.alert_id: verdict
        for verdict in Verdict.objects.filter(alert__in=[alert.pk for alert in alerts]).order_by("id")
    }
    groups = groupby(alerts, key=lambda alert: alert.campaign)
    return [
        (campaign.campaign_id, [Confirmed(alert.read(), latest[alert.pk]) for alert in group])
        for campaign, group in groups
    ]


def compose_warnings() -> dict[str, records.Warning]:
    """Today's warnings by id, one a campaign with a confirmed alert, each as if it were new."""
    composed = (compose(name, confirmed) for name, confirmed in confirmed_by_campaign())
    return {warning.warning_id: warning for warning in composed}


def compose(campaign_id: str, confirmed: Sequence[Confirmed]) -> records.Warning:
    alerts = [one.alert for one in confirmed]
    grounds = count_grounds(confirmed)
    seen = [moment for alert in alerts for moment in _sightings(alert)]
    places = _most_common(place.country for place in _abroad(alerts) if place.how != "denied")
    return records.Warning(
        op="ADD",
        warning_id="W-" + sha256(campaign_id.encode()).hexdigest()[:12],
        pattern=describe(alerts, grounds),
        places=tuple(places),
        channels=tuple(
            dict.fromkeys(
                mask(contact) for alert in alerts for contact in sorted(alert.reading.contacts, key=_by_type)
            )
        ),
        advice=" ".join([*(ADVICE[code] for code in grounds if code in ADVICE), *GENERAL_ADVICE]),
        first_seen=min(seen),
        last_seen=max(seen),
        evidence=tuple(f"verdict:{one.verdict.pk}" for one in confirmed),
    )


def _abroad(alerts: Sequence[records.Alert]) -> list[records.Place]:
    """Korea is where the reader is called from, not where the ad leads."""
    return [place for alert in alerts for place in alert.reading.places if place.country != "KR"]


def _by_type(contact: records.Contact) -> tuple[str, str]:
    return contact.type, contact.value


def _sightings(alert: records.Alert) -> list[datetime]:
    return [
        alert.ad.fetched_at,
        *(moment for copy in alert.copies for moment in (copy.first_seen, copy.last_seen)),
    ]


def _most_common(names: Iterable[str]) -> list[str]:
    """By count, then by name: the same alerts give the same order whatever theirs."""
    return [name for name, _ in sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))]


def count_grounds(confirmed: Sequence[Confirmed]) -> list[str]:
    """Grounds for lure that the analysts gave, the most frequent first."""
    given = (code for one in confirmed for code in one.verdict.grounds)
    return _most_common(code for code in given if code in GROUNDS and GROUNDS[code].supports == "lure")


def describe(alerts: Sequence[records.Alert], grounds: Sequence[str]) -> str:
    """One Korean line of fixed words only."""
    cues = _most_common(
        cue.name
        for alert in alerts
        for cue in alert.reading.cues
        if cue.name in CUES and CUES[cue.name].lean == "lure"
    )
    tells = [GROUNDS[code].korean for code in grounds] or [CUES[name].korean for name in cues]
    places = {place.country: place.how for place in _abroad(alerts)}
    stated = [COUNTRIES.get(code, (code,))[0] for code, how in sorted(places.items()) if how != "denied"]
    denied = [COUNTRIES.get(code, (code,))[0] for code, how in sorted(places.items()) if how == "denied"]
    kinds = sorted({contact.type for alert in alerts for contact in alert.reading.contacts})
    parts = [
        ", ".join(tells[:MAX_CUES]),
        f"근무지 {'·'.join(stated)}" if stated else "",
        f"{'·'.join(denied)} 아님을 내세움" if denied else "",
        pay_band(alerts),
        f"연락 {'·'.join(CHANNELS[kind][0] for kind in kinds)}" if kinds else "",
    ]
    return " / ".join(part for part in parts if part) or "확인된 미끼 구인 광고"


def pay_band(alerts: Sequence[records.Alert]) -> str:
    """The band of the highest pay that is promised."""
    promised = [
        amount
        for alert in alerts
        if alert.reading.pay
        for amount in (alert.reading.pay.max, alert.reading.pay.min)
        if amount is not None
    ]
    if not promised:
        return ""
    return next((name for limit, name in PAY_BANDS if max(promised) < limit), TOP_BAND)


def mask(contact: records.Contact) -> str:
    """Enough to recognise a contact one was sent, not enough to reach it: `telegram:kh***1`.

    A web or e-mail domain may be that of an impersonated firm and is left out.
    """
    value = contact.value
    if contact.type == "url":
        return "url"
    if contact.type == "email":
        return f"email:{value[:1]}***"
    if contact.type == "phone":
        country = re.match(r"\+(?:82|8[456]\d|6\d|86|95|1)", value)
        return f"phone:{country.group() if country else ''}***{value[-2:]}"
    if len(value) < 6:
        return f"{contact.type}:{value[:1]}***"
    return f"{contact.type}:{value[:2]}***{value[-1]}"
