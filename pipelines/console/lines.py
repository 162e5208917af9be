"""One ad as one line of output: what `lurewatch score` and `lurewatch read` write."""

import json
from typing import Any

from pipelines.console.names import korean_name
from records import Contact, Pay, Place, Reading, Reason, Score, Span


def place_row(place: Place) -> dict[str, Any]:
    return {"country": place.country, "how": place.how, **_where(place.span)}


def contact_row(contact: Contact) -> dict[str, Any]:
    return {"type": contact.type, "value": contact.value, **_where(contact.span)}


def pay_range(pay: Pay | None) -> list[int | None] | None:
    """KRW a month as [min, max]; a side the ad leaves open is null."""
    return None if pay is None else [pay.min, pay.max]


def reading_row(reading: Reading) -> dict[str, Any]:
    return {
        "pay_month_krw": pay_range(reading.pay),
        "pay": None if reading.pay is None else _where(reading.pay.span),
        "places": [place_row(place) for place in reading.places],
        "contacts": [contact_row(contact) for contact in reading.contacts],
        "cues": [{"name": cue.name, **_where(cue.span)} for cue in reading.cues],
    }


def reason_row(reason: Reason) -> dict[str, Any]:
    korean = korean_name(reason.what)
    named = {"what": reason.what} if korean is None else {"what": reason.what, "korean": korean}
    return {**named, "weight": round(reason.weight, 4), **_where(reason.span)}


def score_row(score: Score, reading: Reading) -> dict[str, Any]:
    return {
        "ad_id": score.ad_id,
        "risk": round(score.risk, 6),
        "flagged": score.flagged,
        "unfamiliar": score.unfamiliar,
        "reasons": [reason_row(reason) for reason in score.reasons],
        "model_version": score.model_version,
        "reading": reading_row(reading),
    }


def read_row(reading: Reading) -> dict[str, Any]:
    return {"ad_id": reading.ad_id, "reading": reading_row(reading)}


def as_line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _where(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
