"""Everything read in one ad, as the features see it."""

from dataclasses import dataclass

from features.alignment import Rewrite
from features.contacts import FoundContact
from features.cues import FoundCue
from features.frame import Frame
from features.pay import FoundPay
from features.places import FoundPlace
from records import JobAd


@dataclass(frozen=True, slots=True)
class Facts:
    """Positions count in `normalised.text`."""

    ad: JobAd
    normalised: Rewrite
    pay: FoundPay | None
    places: tuple[FoundPlace, ...]
    contacts: tuple[FoundContact, ...]
    cues: tuple[FoundCue, ...]
    frame: Frame
    hidden_words: int
    cue_names: frozenset[str]

    def has(self, cue: str) -> bool:
        return cue in self.cue_names

    def countries(self, *hows: str) -> set[str]:
        return {place.country for place in self.places if place.how in hows}

    @property
    def abroad(self) -> bool:
        return bool(self.countries("stated", "implied") - {"KR"}) or self.has("withholds_place")

    def contact_types(self) -> set[str]:
        return {contact.type for contact in self.contacts}
