"""Crawled ads that nobody has judged yet, as much of each as decides whether to label it next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from features import read
from models.scorer import Scorer
from pipelines.console.progress import watch_count
from pipelines.night.night_files import scored_night
from pipelines.night.wordings import Wording, wording_of
from pipelines.scored import Scored
from records import JobAd, Reading, Verdict
from records.jsonl import read_records
from records.layout import Layout

Trait = tuple[str, str]
"""What ads have in common: ("country", "KH"), ("contact", "telegram"), ("cue", NAME), ("source", NAME)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`risk` is what its night's model gave it, which need not be today's champion. `unknown` is the share
    of its distinct n-grams that the champion's table lacks, None where the text is too short to tell.
    The wording's text is dropped, which leaves some 2 KB an ad.
    """

    ad_id: str
    source: str
    night: str
    risk: float
    by_champion: bool
    unknown: float | None
    traits: tuple[Trait, ...]
    wording: Wording


@dataclass(frozen=True)
class Judged:
    """What analysts have read: every ad with a verdict, an unsure one too."""

    ids: frozenset[str] = frozenset()
    wordings: tuple[Wording, ...] = ()
    traits: Counter[Trait] = field(default_factory=Counter)


@dataclass(frozen=True)
class Pool:
    """Each unjudged text once, as it last stood; `ads` = len(candidates) + judged + repeated."""

    candidates: tuple[Candidate, ...]
    ads: int
    judged: int
    repeated: int


def read_judged(labels: Path, least_characters: int) -> Judged:
    """Nothing where no verdict was exported yet. Raises BadFile when a file is damaged."""
    verdicts, ads = labels / "verdicts.jsonl", labels / "ads.jsonl"
    if not verdicts.exists():
        return Judged()
    ids = frozenset(verdict.ad_id for verdict in read_records(verdicts, Verdict))
    found = read_records(ads, JobAd) if ads.exists() else iter(())
    judged = [(ad, read(ad)) for ad in found if ad.ad_id in ids]
    return Judged(
        ids,
        tuple(wording_of(reading, least_characters) for _, reading in judged),
        Counter(trait for ad, reading in judged for trait in traits_of(ad, reading)),
    )


def read_pool(
    layout: Layout, nights: Sequence[str], judged: Judged, champion: Scorer, least_characters: int
) -> Pool:
    """Raises BadFile when a night's scores are not of its ads."""
    latest: dict[str, Candidate] = {}
    decided: set[str] = set()
    with watch_count("label-next") as count:
        for night in nights:
            for ad, scored in scored_night(layout, night):
                if ad.ad_id in judged.ids:
                    decided.add(ad.ad_id)
                else:
                    latest[ad.ad_id] = candidate_of(ad, scored, night, champion, least_characters)
                count(1)
    texts: dict[str, Candidate] = {}
    for candidate in latest.values():
        texts.setdefault(candidate.wording.key, candidate)
    return Pool(
        candidates=tuple(texts.values()),
        ads=len(latest) + len(decided),
        judged=len(decided),
        repeated=len(latest) - len(texts),
    )


def candidate_of(ad: JobAd, scored: Scored, night: str, champion: Scorer, least_characters: int) -> Candidate:
    reading, wording = scored.reading, wording_of(scored.reading, least_characters)
    return Candidate(
        ad_id=ad.ad_id,
        source=ad.source,
        night=night,
        risk=scored.score.risk,
        by_champion=scored.score.model_version == champion.version,
        unknown=None if wording.signature is None else champion.model.unknown_share(reading),
        traits=traits_of(ad, reading),
        wording=replace(wording, text=""),
    )


def traits_of(ad: JobAd, reading: Reading) -> tuple[Trait, ...]:
    return (
        ("source", ad.source),
        *sorted({("country", place.country) for place in reading.places}),
        *sorted({("contact", contact.type) for contact in reading.contacts}),
        *sorted({("cue", cue.name) for cue in reading.cues}),
    )
