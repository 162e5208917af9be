"""`lurewatch label-next`: which crawled ads are most worth an analyst's verdict, and why each of them.

Near-copies, of each other and of what is judged, are passed over. The random ads are drawn first and
from all texts: drawn from what the other purposes leave, they would be no sample of the crawl.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from pydantic import Field, model_validator

from pipelines.champion import champion_folder, load_scorer
from pipelines.faults import Stop
from pipelines.night.campaign_graph import LinkParams
from pipelines.night.distinct import DistinctTexts
from pipelines.night.night_files import night_ads, scored_nights
from pipelines.night.rankings import Pick, Purpose, as_drawn, least_known, lot, nearest, scarcest
from pipelines.night.unlabelled import Candidate, Pool, Trait, read_judged, read_pool
from pipelines.params import Section, read_section
from records import JobAd
from records.layout import Layout

Share = Annotated[float, Field(ge=0, le=1)]


class LabelNextParams(Section):
    seed: int
    uncertain: Share
    novel: Share
    few_of_a_kind: Share
    random: Share

    @model_validator(mode="after")
    def shares_are_whole(self) -> "LabelNextParams":
        if abs(sum(self.shares.values()) - 1) > 1e-9:
            raise ValueError("the shares of the four purposes must add up to 1")
        return self

    @property
    def shares(self) -> dict[Purpose, float]:
        return {
            "uncertain": self.uncertain,
            "novel": self.novel,
            "few_of_a_kind": self.few_of_a_kind,
            "random": self.random,
        }


@dataclass(frozen=True)
class Proposal:
    pick: Pick
    ad: JobAd


@dataclass(frozen=True)
class Proposed:
    """The proposals, by purpose and best first, and what they were chosen from."""

    proposals: tuple[Proposal, ...]
    pool: Pool
    nights: tuple[str, ...]


def propose(layout: Layout, count: int, nights: int) -> Proposed:
    """`count` ads, or as many as there are, of the last `nights` nights that were scored.

    The same nights, verdicts, champion and seed give the same ads. Raises Stop where no night was
    scored, BadFile where a file is damaged.
    """
    params, link = read_section("label_next", LabelNextParams), read_section("link", LinkParams)
    latest = scored_nights(layout)[-nights:]
    if not latest:
        raise Stop(f"No night is scored under {layout.root}; `lurewatch nightly` does it.")
    champion = load_scorer(champion_folder(layout))
    judged = read_judged(layout.labels, link.least_characters)
    pool = read_pool(layout, latest, judged, champion, link.least_characters)
    texts = DistinctTexts(link.near_copy)
    for wording in judged.wordings:
        texts.take(wording)
    picks = choose(pool.candidates, judged.traits, texts, champion.threshold, count, params)
    return Proposed(tuple(_with_ads(layout, picks)), pool, tuple(latest))


def choose(
    candidates: Iterable[Candidate],
    judged: Counter[Trait],
    texts: DistinctTexts,
    threshold: float,
    count: int,
    params: LabelNextParams,
) -> list[Pick]:
    """Each purpose's picks, in the order of `shares`; `texts` holds the judged ones, and then these too."""
    wanted = deal_out(count, params.shares)
    drawn = sorted(candidates, key=lambda one: lot(params.seed, one.ad_id))
    picks: dict[Purpose, list[Pick]] = {"random": take(as_drawn(drawn), texts, wanted["random"])}
    picks["uncertain"] = take(nearest(drawn, threshold), texts, wanted["uncertain"])
    picks["novel"] = take(least_known(drawn), texts, wanted["novel"])
    picked = (pick.candidate for some in picks.values() for pick in some)
    known = judged + Counter(trait for candidate in picked for trait in candidate.traits)
    picks["few_of_a_kind"] = take(scarcest(drawn, known), texts, wanted["few_of_a_kind"])
    return [pick for purpose in params.shares for pick in picks[purpose]]


def deal_out(count: int, shares: dict[Purpose, float]) -> dict[Purpose, int]:
    """Whole numbers that add up to `count`, by largest remainder."""
    dealt = {purpose: int(count * share) for purpose, share in shares.items()}
    short = sorted(shares, key=lambda purpose: dealt[purpose] - count * shares[purpose])
    for purpose in short[: count - sum(dealt.values())]:
        dealt[purpose] += 1
    return dealt


def take(ranked: Iterable[Pick], texts: DistinctTexts, count: int) -> list[Pick]:
    return list(islice((pick for pick in ranked if texts.take(pick.candidate.wording)), count))


def _with_ads(layout: Layout, picks: Sequence[Pick]) -> Iterator[Proposal]:
    """The texts, which the pool does not hold, from their nights."""
    wanted = {(pick.candidate.night, pick.candidate.ad_id) for pick in picks}
    found = {
        (night, ad.ad_id): ad
        for night in sorted({night for night, _ in wanted})
        for ad in night_ads(layout, night)
        if (night, ad.ad_id) in wanted
    }
    for pick in picks:
        yield Proposal(pick, found[pick.candidate.night, pick.candidate.ad_id])
