"""Alerts with real spans, built by hand: what a night would have found in them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import records
from records import Contact, Copy, Cue, JobAd, Pay, Place, Reading, Reason, Score, Span

SEEN = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
TITLE = "해외 TM 직원 급구"
BODY = (
    "프놈펜 사무실 TM 직원 모집합니다.\n"
    "월 1500~2000 보장, 숙식·항공권 제공\n"
    "초보 환영, 감금 폭행 없음\n\n"
    "문의: 텔레 @kh_fake01"
)


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start=start, end=start + len(words), text=words)


def build_alert(
    number: int = 1,
    campaign: str | None = None,
    risk: float = 0.9,
    title: str = TITLE,
    body: str = BODY,
    handle: str = "kh_fake01",
    night: str = "2026-11-22",
    source: str = "board",
    copies: int = 0,
    **published: Any,
) -> records.Alert:
    """An alert whose evidence is what of the usual words the text holds."""
    body = body.replace("kh_fake01", handle)
    ad = JobAd(
        ad_id=f"{source}:{number}",
        source=source,
        url=f"https://board.example/{number}",
        fetched_at=SEEN,
        posted_at=SEEN - timedelta(hours=5),
        title=title,
        body=body,
        **published,
    )
    text = ad.text

    def found(words: str, make: Callable[[Span], Any]) -> tuple[Any, ...]:
        return (make(span_of(text, words)),) if words in text else ()

    reading = Reading(
        ad_id=ad.ad_id,
        normalised=text,
        pay=next(
            iter(found("월 1500~2000", lambda span: Pay(min=15_000_000, max=20_000_000, span=span))), None
        ),
        places=found("프놈펜", lambda span: Place(country="KH", how="stated", name="프놈펜", span=span)),
        contacts=found(f"@{handle}", lambda span: Contact(type="telegram", value=handle, span=span)),
        cues=(
            *found("숙식·항공권 제공", lambda span: Cue(name="travel_paid", span=span)),
            *found("감금 폭행 없음", lambda span: Cue(name="safety_denial", span=span)),
        ),
        values=(1.0,),
    )
    reasons = (
        *found("월 1500~2000 보장", lambda span: Reason(what="pay_top", weight=2.4, span=span)),
        *found("초보 환영, 감금 폭행", lambda span: Reason(what="wording", weight=1.1, span=span)),
        *found("직원", lambda span: Reason(what="wording", weight=-0.4, span=span)),
    )
    score = Score(
        ad_id=ad.ad_id,
        risk=risk,
        flagged=True,
        parts={"text": 1.0, "features": 2.0},
        reasons=reasons,
        model_version="bundled-1",
        scored_at=SEEN,
    )
    return records.Alert(
        alert_id=f"{night}:{source}:{number}",
        campaign_id=campaign or f"c{number}",
        night=night,
        ad=ad,
        reading=reading,
        score=score,
        copies=tuple(
            Copy(
                ad_id=f"mirror:{number}-{copy}",
                source="mirror",
                url=f"https://mirror.example/{number}-{copy}",
                title=title,
                first_seen=SEEN - timedelta(days=copy + 1),
                last_seen=SEEN,
            )
            for copy in range(copies)
        ),
    )


def write_alerts(path: Path, alerts: list[records.Alert]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(alert.model_dump_json() + "\n" for alert in alerts), encoding="utf-8")
    return path
