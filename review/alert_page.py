"""One alert as its page shows it: the published parts marked up, and the evidence listed beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

import records
from features import CUES
from records.policy import GROUNDS, Ground
from review import wording
from review.forms import GROUND_KEYS
from review.marking import Mark, mark_up

MAX_REASONS = 8
CUE_KIND = {"lure": "cue", "honest": "honest", "frame": "frame"}


@dataclass(frozen=True)
class Part:
    """A published field, marked up."""

    name: str
    label: str
    html: SafeString


@dataclass(frozen=True)
class Evidence:
    """A line of the side list: one fact, and every place in the text where it stands."""

    kind: str
    label: str
    detail: str
    quotes: tuple[str, ...]
    marks: str
    """The numbers, space between, that the text's marks carry."""
    strength: float = 0.0
    """Share of the strongest reason, 0 to 1; 0 for what is no reason."""


@dataclass(frozen=True)
class AlertPage:
    alert: records.Alert
    parts: Sequence[Part]
    raising: Sequence[Evidence]
    lowering: Sequence[Evidence]
    cues: Sequence[Evidence]
    frames: Sequence[Evidence]
    """Cues of what kind of text it is; they lean neither way."""
    pay: Sequence[Evidence]
    places: Sequence[Evidence]
    contacts: Sequence[Evidence]

    @property
    def first_seen(self) -> datetime:
        return min([self.alert.ad.fetched_at, *(copy.first_seen for copy in self.alert.copies)])

    @property
    def unread_images(self) -> int:
        """Pictures of which nobody knows what they say; "" is a picture that says nothing."""
        return sum(image.text is None for image in self.alert.ad.images)

    @classmethod
    def of(cls, alert: records.Alert) -> "AlertPage":
        collected = _Collected(alert)
        return cls(
            alert=alert,
            raising=collected.reasons(raised=True),
            lowering=collected.reasons(raised=False),
            pay=collected.pay(),
            places=collected.places(),
            contacts=collected.contacts(),
            cues=collected.cues("cue") + collected.cues("honest"),
            frames=collected.cues("frame"),
            parts=mark_parts(alert.ad, collected.marks),
        )


SHORT = {
    "raises": lambda: "",
    "lowers": lambda: "",
    "frame": lambda: "",
    "cue": lambda: _("단서"),
    "honest": lambda: _("정상"),
    "pay": lambda: _("급여"),
    "place": lambda: _("장소"),
    "contact": lambda: _("연락"),
}
"""What a mark wears in the text."""


class _Collected:
    """Numbers the marks as the lists are made, so that list and text speak of the same ones."""

    def __init__(self, alert: records.Alert) -> None:
        self.alert = alert
        self.marks: list[Mark] = []

    def _evidence(
        self, kind: str, label: str, spans: Sequence[records.Span], detail: str = "", strength: float = 0.0
    ) -> Evidence:
        first = len(self.marks)
        self.marks += [Mark(span.start, span.end, kind, label, SHORT[kind]()) for span in spans]
        return Evidence(
            kind=kind,
            label=label,
            detail=detail,
            quotes=tuple(dict.fromkeys(span.text for span in spans)),
            marks=" ".join(str(number) for number in range(first, len(self.marks))),
            strength=strength,
        )

    def _grouped(self, kind: str, found: Iterable[tuple[str, str, records.Span]]) -> list[Evidence]:
        """One line for all spans of the same label and detail, in the order of the text."""
        grouped: dict[tuple[str, str], list[records.Span]] = {}
        for label, detail, span in found:
            grouped.setdefault((label, detail), []).append(span)
        return [self._evidence(kind, label, spans, detail) for (label, detail), spans in grouped.items()]

    def reasons(self, raised: bool) -> list[Evidence]:
        """The strongest first."""
        moved = [reason for reason in self.alert.score.reasons if reason.weight]
        strongest = max((abs(reason.weight) for reason in moved), default=1)
        chosen = [reason for reason in moved if (reason.weight > 0) == raised]
        chosen.sort(key=lambda reason: -abs(reason.weight))
        return [
            self._evidence(
                "raises" if raised else "lowers",
                wording.reason(reason.what),
                [reason.span],
                f"{reason.weight:+.2f}",
                abs(reason.weight) / strongest,
            )
            for reason in chosen[:MAX_REASONS]
        ]

    def cues(self, kind: str) -> list[Evidence]:
        found = [cue for cue in self.alert.reading.cues if _cue_kind(cue.name) == kind]
        return self._grouped(kind, ((wording.cue(cue.name), "", cue.span) for cue in found))

    def pay(self) -> list[Evidence]:
        pay = self.alert.reading.pay
        return [self._evidence("pay", _("급여"), [pay.span], wording.pay(pay))] if pay else []

    def places(self) -> list[Evidence]:
        places = self.alert.reading.places
        named = ((wording.country(place.country), wording.how(place.how), place.span) for place in places)
        return self._grouped("place", named)

    def contacts(self) -> list[Evidence]:
        contacts = self.alert.reading.contacts
        named = ((wording.channel(contact.type), contact.value, contact.span) for contact in contacts)
        return self._grouped("contact", named)


def _cue_kind(name: str) -> str:
    return CUE_KIND[CUES[name].lean] if name in CUES else "frame"


def mark_parts(ad: records.JobAd, marks: Sequence[Mark]) -> list[Part]:
    """Each published field with its marks; `JobAd.text` joins the fields by one line break."""
    labels = {
        "title": _("제목"),
        "body": _("본문"),
        "pay": _("급여란"),
        "location": _("근무지란"),
        "contact": _("연락처란"),
        "employer": _("회사란"),
        "link": _("링크"),
        "image": _("그림 속 글"),
    }
    parts = []
    start = 0
    for name, text in ad.parts:
        end = start + len(text)
        parts.append(Part(name, labels[name], mark_up(ad.text, marks, start, end)))
        start = end + 1
    return parts


@dataclass(frozen=True)
class GroundChoice:
    ground: Ground
    key: str


def ground_choices() -> list[GroundChoice]:
    return [GroundChoice(ground, GROUND_KEYS[code]) for code, ground in GROUNDS.items()]
