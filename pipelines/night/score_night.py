"""Stage `score` of a night: every new or edited ad with its Score and Reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.champion import champion_folder
from pipelines.console.progress import watch_count
from pipelines.night.night_files import night_ads
from pipelines.workers import Lines, Work, run_in_order, workers_by_default
from records.jsonl import write_whole
from records.layout import Layout


@dataclass(frozen=True)
class NightScores:
    scored: int
    flagged: int


def score_night(layout: Layout, night: str) -> NightScores:
    """Writes data/scores/NIGHT.jsonl.zst, in the order of the night's ads."""
    work = Work("night", champion_folder(layout), datetime.now(UTC))
    scored = flagged = 0
    with write_whole(layout.scores(night)) as stream:
        for batch in _score(layout, night, work):
            stream.write(batch.text)
            scored += batch.count
            flagged += batch.flagged
    return NightScores(scored, flagged)


def _score(layout: Layout, night: str, work: Work) -> Iterator[Lines]:
    with watch_count("score") as count:
        for batch in run_in_order(work, night_ads(layout, night), workers_by_default()):
            yield batch
            count(batch.count)
