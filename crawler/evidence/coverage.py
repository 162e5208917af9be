"""Whether every collected ad has its original: what `verify` cannot see, for it only reads what is kept."""

import logging
from collections.abc import Iterator
from pathlib import Path

from crawler.evidence.entries import nights, read_index, warcs_of
from records import JobAd
from records.jsonl import BadFile, read_records
from records.layout import Layout

logger = logging.getLogger(__name__)


def ads_without_evidence(layout: Layout) -> Iterator[str]:
    """`2026-11-21: board:job/7`: each revision in data/raw whose snapshot no index line names.

    Ads of every platform: pages, answers of open APIs and submissions are all kept. Raises BadFile
    where a raw file is damaged.
    """
    for folder in sorted((layout.root / "raw").glob("*/")):
        kept = _originals(layout, folder.name)
        for path in sorted(folder.glob("*.jsonl.zst")):
            for ad in read_records(path, JobAd):
                if (ad.ad_id, ad.snapshot) not in kept:
                    yield f"{_night(path)}: {ad.ad_id}"


def _night(raw: Path) -> str:
    return raw.name.partition(".")[0]


def _originals(layout: Layout, source: str) -> set[tuple[str, str | None]]:
    """Ad and snapshot of each original, sealed or not."""
    found: set[tuple[str, str | None]] = set()
    for warc in (warc for night in nights(layout) for warc in warcs_of(night, source)):
        try:
            found.update((entry.ad_id, f"sha256:{entry.sha256}") for entry in read_index(warc))
        except BadFile as error:
            logger.warning("%s", error)
    return found
