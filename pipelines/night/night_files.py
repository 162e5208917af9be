"""The files of one night, read together: each ad once, as it last stood, with its score."""

from collections.abc import Iterator
from hashlib import blake2b

from pipelines.scored import Scored
from records import JobAd
from records.jsonl import BadFile, read_records
from records.layout import Layout


def night_ads(layout: Layout, night: str) -> Iterator[JobAd]:
    """The night's new and edited ads. Of an ad that was edited in the night, the last revision.

    Holds 8 bytes an ad, not the ads.
    """
    last = {_key(ad.ad_id): place for place, ad in enumerate(_as_found(layout, night))}
    for place, ad in enumerate(_as_found(layout, night)):
        if last[_key(ad.ad_id)] == place:
            yield ad


def scored_nights(layout: Layout) -> list[str]:
    """Oldest first."""
    suffix = ".jsonl.zst"
    found = layout.scores("").parent.glob(f"????-??-??{suffix}")
    return sorted(path.name.removesuffix(suffix) for path in found)


def scored_night(layout: Layout, night: str) -> Iterator[tuple[JobAd, Scored]]:
    """Raises BadFile when the scores are not those of the night's ads."""
    path = layout.scores(night)
    scores = read_records(path, Scored)
    for ad in night_ads(layout, night):
        scored = next(scores, None)
        if scored is None or scored.score.ad_id != ad.ad_id:
            raise BadFile(f"{path} does not hold the scores of the ads under {layout.root / 'raw'}.")
        yield ad, scored


def raw_sizes(layout: Layout, night: str) -> dict[str, int]:
    """Bytes of each raw file: tells whether more came in since it was scored."""
    return {path.parent.name: path.stat().st_size for path in layout.raw_of_night(night)}


def _as_found(layout: Layout, night: str) -> Iterator[JobAd]:
    for path in layout.raw_of_night(night):
        yield from read_records(path, JobAd)


def _key(ad_id: str) -> int:
    return int.from_bytes(blake2b(ad_id.encode(), digest_size=8).digest())
