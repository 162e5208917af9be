"""Stage `corpus`: every labelled ad, written or judged, with the campaign it belongs to."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import Field
from scipy.cluster.hierarchy import DisjointSet

from features import read
from models.ngrams import as_seen
from pipelines.console.sums import add_up, write_json
from pipelines.near_copies import find_near_copies
from pipelines.params import Section, read_section
from pipelines.written.corpus_page import page_of
from pipelines.written.corpus_report import report_on
from pipelines.written.labelled import LabelledAd
from pipelines.written.labels import Judged, JudgedAd, read_judged
from pipelines.written.seed import SeedAd, Unfit, read_seed
from records import Reading
from records.jsonl import write_records, write_whole
from records.layout import Layout

JUDGED = "judged"
"""The kind and writer of an ad whose label is a verdict."""


class CorpusParams(Section):
    near_copy: Annotated[float, Field(gt=0, le=1)]
    shared_contact_limit: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Corpus:
    ads: tuple[LabelledAd, ...]
    left_out: Counter[str]


def run(layout: Layout) -> str:
    """Writes data/corpus/ and says how the ads add up."""
    params = read_section("corpus", CorpusParams)
    seed = list(read_seed(layout.seed / "ads.jsonl"))
    judged = read_judged(layout.labels)
    corpus = build_corpus(seed, judged, params)
    write_records(layout.corpus / "ads.jsonl", corpus.ads)
    write_json(layout.corpus / "counts.json", count_ads(corpus, seed))
    report = report_on(corpus.ads, params.near_copy)
    write_json(layout.corpus / "report.json", report.model_dump())
    write_json(layout.corpus / "metrics.json", report.figures)
    with write_whole(layout.corpus / "report.md") as page:
        page.write(page_of(report))
    return "corpus: " + add_up(len(seed) + judged.count, len(corpus.ads), corpus.left_out)


def build_corpus(seed: Sequence[SeedAd | Unfit], judged: Judged, params: CorpusParams) -> Corpus:
    """Seed and verdicts as one corpus: a verdict overrides, and no text stands in it twice."""
    left_out = Counter(judged.left_out)
    written = list(_admit_seed(seed, judged, left_out))
    candidates = [_from_verdict(one) for one in by_latest(judged.ads)] + written
    kept = list(_drop_repeated_texts(candidates, left_out))
    return Corpus(_with_groups(kept, params), left_out)


def by_latest(judged: Sequence[JudgedAd]) -> list[JudgedAd]:
    return sorted(judged, key=lambda one: (one.verdict.decided_at, one.ad.ad_id), reverse=True)


def _admit_seed(
    seed: Sequence[SeedAd | Unfit], judged: Judged, left_out: Counter[str]
) -> Iterator[LabelledAd]:
    decided = {one.ad.ad_id for one in judged.ads}
    seen: set[str] = set()
    for one in seed:
        if isinstance(one, Unfit):
            left_out["not as the policy says"] += 1
        elif one.ad_id in seen:
            left_out["same id"] += 1
        elif one.ad_id in decided or one.ad_id in judged.withdrawn:
            left_out["a verdict stands in its place"] += 1
        else:
            seen.add(one.ad_id)
            yield _from_seed(one)


def _from_seed(one: SeedAd) -> LabelledAd:
    return LabelledAd(
        ad=one.ad,
        label=one.label,
        origin="seed",
        group=one.ad_id,
        kind=one.kind,
        channel=one.channel,
        writer=one.writer,
        obfuscated=one.obfuscated,
        campaign=one.campaign,
        grounds=one.grounds,
    )


def _from_verdict(one: JudgedAd) -> LabelledAd:
    return LabelledAd(
        ad=one.ad,
        label=one.label,
        origin="verdict",
        group=one.ad.ad_id,
        kind=JUDGED,
        channel=one.ad.source,
        writer=JUDGED,
        obfuscated=False,
        grounds=one.verdict.grounds,
    )


def _drop_repeated_texts(ads: Sequence[LabelledAd], left_out: Counter[str]) -> Iterator[LabelledAd]:
    """The first of each text stays: later verdicts stand before earlier ones, and before the seed."""
    labels: dict[str, int] = {}
    for one in ads:
        text = "".join(one.ad.text.split())
        if text not in labels:
            labels[text] = one.label
            yield one
        elif labels[text] == one.label:
            left_out["same text"] += 1
        else:
            left_out["same text, other label"] += 1


def _with_groups(ads: Sequence[LabelledAd], params: CorpusParams) -> tuple[LabelledAd, ...]:
    """The ads in ad_id order, each in the group of its campaign."""
    ordered = sorted(ads, key=lambda one: (one.origin, one.ad.ad_id))
    readings = [read(one.ad) for one in ordered]
    clusters: DisjointSet[int] = DisjointSet(range(len(ordered)))
    for one, other in [
        *find_near_copies([as_seen(reading) for reading in readings], params.near_copy),
        *same_campaign(ordered),
        *shared_contacts(ordered, readings, params.shared_contact_limit),
    ]:
        clusters.merge(one, other)
    names = {at: ordered[min(subset)].ad.ad_id for subset in clusters.subsets() for at in subset}
    return tuple(one.model_copy(update={"group": names[at]}) for at, one in enumerate(ordered))


def same_campaign(ads: Sequence[LabelledAd]) -> list[tuple[int, int]]:
    members = defaultdict(list)
    for at, one in enumerate(ads):
        if one.campaign is not None:
            members[one.campaign].append(at)
    return [pair for group in members.values() for pair in pairwise(group)]


def shared_contacts(
    ads: Sequence[LabelledAd], readings: Sequence[Reading], limit: int
) -> list[tuple[int, int]]:
    """Ads reached by the same contact, or that quote it. Links are left aside, and so is a contact of
    more than `limit` ads: it is the site's own. Phones of written ads are too: out of their 0000 blocks
    two writers draw the same one by chance.
    """
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (one, reading) in enumerate(zip(ads, readings, strict=True)):
        aside = ("url",) if one.origin == "verdict" else ("url", "phone")
        for contact in {(c.type, c.value) for c in reading.contacts if c.type not in aside}:
            members[contact].append(at)
    return [pair for group in members.values() if len(group) <= limit for pair in pairwise(group)]


def count_ads(corpus: Corpus, seed: Sequence[SeedAd | Unfit]) -> dict[str, object]:
    """What counts.json holds."""
    ads = corpus.ads
    return {
        "ads": len(ads),
        "groups": len({one.group for one in ads}),
        "by_label": dict(Counter("lure" if one.label else "ordinary" for one in ads)),
        "by_origin": dict(Counter(one.origin for one in ads)),
        "obfuscated": sum(one.obfuscated for one in ads),
        "left_out": dict(sorted(corpus.left_out.items())),
        "unfit_lines": {str(one.line): one.why for one in seed if isinstance(one, Unfit)},
    }
