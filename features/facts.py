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
    """Positions count in `normalised.text`.

    `countries`: those stated or implied. `shares`: of pictures, Latin letters and
    digits among the characters. `registered`: a valid registration number stands in it.
    `over_norm`: how many times the usual pay is offered. `signs`: what `signs_in` says of the text.
    """

    ad: JobAd
    normalised: Rewrite
    pay: FoundPay | None
    places: tuple[FoundPlace, ...]
    contacts: tuple[FoundContact, ...]
    cues: tuple[FoundCue, ...]
    frame: Frame
    hidden_words: int
    cue_names: frozenset[str]
    countries: frozenset[str]
    contact_types: frozenset[str]
    registered: bool
    shares: tuple[float, float, float]
    over_norm: float | None
    signs: int

    def has(self, cue: str) -> bool:
        return cue in self.cue_names

    @property
    def abroad(self) -> bool:
        return is_abroad(self.countries, self.cue_names)


def is_abroad(countries: frozenset[str], cue_names: frozenset[str]) -> bool:
    return bool(countries - {"KR"}) or "withholds_place" in cue_names
