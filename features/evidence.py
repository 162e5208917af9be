"""Where in the published text a feature can be seen."""

from collections.abc import Callable, Sequence

from records import Contact, ContactType, Place, Reading, Span

MESSENGERS: frozenset[ContactType] = frozenset(
    {"telegram", "kakao", "kakao_open", "line", "wechat", "signal"}
)
CONTACTS_OF: dict[str, Callable[[Contact], bool]] = {
    "telegram_contact": lambda contact: contact.type == "telegram",
    "kakao_contact": lambda contact: contact.type == "kakao",
    "open_chat_contact": lambda contact: contact.type == "kakao_open",
    "other_messenger_contact": lambda contact: contact.type in {"line", "wechat", "signal"},
    "messenger_only": lambda contact: contact.type in MESSENGERS,
    "abroad_messenger_only": lambda contact: contact.type in MESSENGERS,
    "mobile_phone": lambda contact: contact.type == "phone" and contact.value.startswith("+82"),
    "office_phone": lambda contact: contact.type == "phone" and contact.value.startswith("+82"),
    "phone_abroad": lambda contact: contact.type == "phone" and not contact.value.startswith("+82"),
    "firm_email": lambda contact: contact.type == "email",
    "free_email": lambda contact: contact.type == "email",
    "web_address": lambda contact: contact.type == "url",
}
PLACES_OF: dict[str, Callable[[Place], bool]] = {
    "place_elsewhere": lambda place: place.how != "denied",
    "place_denied": lambda place: place.how == "denied",
    "place_coded": lambda place: place.how != "denied",
    "place_only_implied": lambda place: place.how == "implied",
    "place_alert": lambda place: place.how != "denied",
    "border_or_compound": lambda place: place.how != "denied",
    "several_countries": lambda place: place.how != "denied",
}


def evidence_of(reading: Reading, names: Sequence[str]) -> dict[str, Span]:
    """Where each of the named features can be seen first.

    A feature is left out that is about the ad as a whole, or about what it lacks.
    """
    found = {f"cue_{cue.name}": cue.span for cue in reversed(reading.cues)}
    for name in names:
        if name.startswith("pay_") and reading.pay:
            found[name] = reading.pay.span
    for name, is_shown_by in CONTACTS_OF.items() if reading.contacts else ():
        for contact in filter(is_shown_by, reversed(reading.contacts)):
            found[name] = contact.span
    for name, is_shown in PLACES_OF.items() if reading.places else ():
        for place in filter(is_shown, reversed(reading.places)):
            found[name] = place.span
    for place in reversed(reading.places):
        if place.how != "denied":
            found[f"place_{place.country.lower()}"] = place.span
    return found
