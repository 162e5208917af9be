"""Where in the published text a feature can be seen."""

from collections.abc import Callable

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


def evidence_for(feature: str, reading: Reading) -> tuple[Span, ...]:
    """The words that show a feature, () for one that is about the ad as a whole or about what it lacks."""
    if feature.startswith("cue_"):
        name = feature.removeprefix("cue_")
        return tuple(cue.span for cue in reading.cues if cue.name == name)
    if feature.startswith("pay_"):
        return (reading.pay.span,) if reading.pay else ()
    if feature in PLACES_OF:
        return tuple(place.span for place in reading.places if PLACES_OF[feature](place))
    if feature.startswith("place_"):
        country = feature.removeprefix("place_").upper()
        return tuple(p.span for p in reading.places if p.country == country and p.how != "denied")
    if feature in CONTACTS_OF:
        return tuple(contact.span for contact in reading.contacts if CONTACTS_OF[feature](contact))
    return ()
