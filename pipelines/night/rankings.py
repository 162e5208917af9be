"""Four orders in which ads may be labelled, each with what it says of an ad in Korean and English.

All take the ads as drawn by lot, so that ties fall to the lot and the same ads give the same order.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from math import log
from typing import Literal, cast

from features import CUES
from pipelines.console.names import CONTACT_NAMES
from pipelines.night.unlabelled import Candidate, Trait
from records import ContactType

Purpose = Literal["uncertain", "novel", "few_of_a_kind", "random"]
CERTAIN = 1e-9
"""Risks nearer to 0 or 1 are taken as this, which keeps log-odds finite."""


@dataclass(frozen=True)
class Pick:
    candidate: Candidate
    purpose: Purpose
    why: tuple[str, str]


def lot(seed: int, ad_id: str) -> bytes:
    """An ad's place in the draw; other ads that come or go do not change it."""
    return blake2b(f"{seed}:{ad_id}".encode(), digest_size=16).digest()


def as_drawn(drawn: Sequence[Candidate]) -> Iterator[Pick]:
    for candidate in drawn:
        yield Pick(candidate, "random", ("제비뽑기", "drawn by lot"))


def nearest(drawn: Sequence[Candidate], threshold: float) -> Iterator[Pick]:
    """By distance from the threshold in log-odds: from 1% to 2% is as far as from 50% to 67%."""
    at = log_odds(threshold)
    why = (f"애매함: 기준 {threshold:.1%}에 가까움", f"uncertain: near the threshold of {threshold:.1%}")
    for candidate in sorted(drawn, key=lambda one: abs(log_odds(one.risk) - at)):
        yield Pick(candidate, "uncertain", why)


def log_odds(risk: float) -> float:
    bounded = min(max(risk, CERTAIN), 1 - CERTAIN)
    return log(bounded / (1 - bounded))


def least_known(drawn: Sequence[Candidate]) -> Iterator[Pick]:
    """By the share of n-grams that the champion never learned; short texts are left out."""
    shares = [(one.unknown, one) for one in drawn if one.unknown is not None]
    for share, candidate in sorted(shares, key=lambda pair: -pair[0]):
        korean = f"새로움: 글자 이음의 {share:.0%}를 모델이 배운 적 없음"
        yield Pick(candidate, "novel", (korean, f"novel: {share:.0%} of its n-grams were never learned"))


def scarcest(drawn: Sequence[Candidate], known: Counter[Trait]) -> Iterator[Pick]:
    """Each time the ad of which one trait is seen in the fewest ads. `known` counts those judged and picked.

    What was ranked counts too, so that the next ad has another trait; so it does where the ad is then
    passed over as a copy, for what it is a copy of has the same traits.
    """
    counts = Counter(known)

    def rarest(candidate: Candidate) -> tuple[int, Trait]:
        return min((counts[trait], trait) for trait in candidate.traits)

    heap = [(rarest(candidate)[0], place) for place, candidate in enumerate(drawn)]
    heapify(heap)
    while heap:
        held, place = heappop(heap)
        count, trait = rarest(drawn[place])
        if count > held:
            heappush(heap, (count, place))
            continue
        korean, english = trait_name(trait)
        why = (
            f"드묾: {korean}, 판정·제안된 글 {count:,}건",
            f"few of a kind: {english}, {count:,} ads judged or proposed",
        )
        yield Pick(drawn[place], "few_of_a_kind", why)
        counts.update(drawn[place].traits)


def trait_name(trait: Trait) -> tuple[str, str]:
    match trait:
        case ("contact", name):
            korean, english = CONTACT_NAMES[cast(ContactType, name)]
            return f"연락처 {korean}", f"contact {english}"
        case ("country", name):
            return f"국가 {name}", f"country {name}"
        case ("source", name):
            return f"출처 {name}", f"source {name}"
        case ("cue", name) if name in CUES:
            return f"단서 ‘{CUES[name].korean}’", f"cue '{CUES[name].english}'"
        case (_, name):  # a cue of an earlier lexicon
            return f"단서 {name}", f"cue {name}"
