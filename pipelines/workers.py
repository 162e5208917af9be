"""Ads through several processes: batches in, lines out, in order, with a bounded queue."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import Literal

from features import read
from pipelines.champion import load_scorer
from pipelines.console.lines import as_line, read_row, score_row
from pipelines.faults import Stop
from pipelines.shadow import Agreement, compare
from records import JobAd

BATCH_ADS = 64
BATCH_CHARACTERS = 400_000
"""A batch is closed by whichever comes first, so that long ads do not pile up in memory."""
QUEUE_DEPTH = 3
"""Batches waiting for each process: enough that none idles while the file is read."""
FEW_BATCHES = 6
"""So few are scored sooner than processes start (2 s on two busy cores)."""
MOST_WORKERS = 4
"""Each process holds the model once; more of them would break the promised memory."""

Shape = Literal["score", "read", "night"]


@dataclass(frozen=True)
class Work:
    """What the processes do with an ad. `model` is a bundle's folder, None to read only; `also` is the
    folder of another whose scores are compared with its own.
    """

    shape: Shape
    model: Path | None
    now: datetime
    also: Path | None = None


@dataclass(frozen=True)
class Lines:
    text: str
    count: int
    flagged: int
    differences: str = ""
    agreement: Agreement = field(default_factory=Agreement)


Task = Callable[[Sequence[JobAd]], Lines]


def workers_by_default() -> int:
    return min(os.cpu_count() or 1, MOST_WORKERS)


def make_task(work: Work) -> Task:
    """The function that turns a batch of ads into lines. Raises Stop for a bad model."""
    if work.model is None:
        return _read_batch
    scorer = load_scorer(work.model)
    other = None if work.also is None else load_scorer(work.also)

    def score_batch(ads: Sequence[JobAd]) -> Lines:
        scored = scorer.score(ads, work.now)
        if work.shape == "night":
            lines = [
                f'{{"score":{s.model_dump_json()},"reading":{r.model_dump_json()}}}\n' for s, r in scored
            ]
        else:
            lines = [as_line(score_row(score, reading)) for score, reading in scored]
        flagged = sum(score.flagged for score, _ in scored)
        if other is None:
            return Lines("".join(lines), len(lines), flagged)
        others = other.score_readings(ads, [reading for _, reading in scored], work.now)
        differences, agreement = compare([score for score, _ in scored], others)
        return Lines("".join(lines), len(lines), flagged, differences, agreement)

    return score_batch


def _read_batch(ads: Sequence[JobAd]) -> Lines:
    return Lines("".join(as_line(read_row(read(ad))) for ad in ads), len(ads), 0)


def in_batches(ads: Iterable[JobAd]) -> Iterator[list[JobAd]]:
    batch: list[JobAd] = []
    characters = 0
    for ad in ads:
        batch.append(ad)
        characters += len(ad.text)
        if len(batch) >= BATCH_ADS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def run_in_order(work: Work, ads: Iterable[JobAd], workers: int) -> Iterator[Lines]:
    """The lines of every batch, in the order of the ads.

    The model is loaded here first: a bad one is found before any process starts. A short
    input never pays for starting processes.
    """
    task = make_task(work)
    batches = in_batches(ads)
    opening = list(islice(batches, FEW_BATCHES))
    if workers < 2 or len(opening) < FEW_BATCHES:
        yield from map(task, chain(opening, batches))
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(work,))
    try:
        yield from _keep_busy(pool, chain(opening, batches), workers * QUEUE_DEPTH)
    except BrokenProcessPool:
        raise Stop("A scoring process was killed, perhaps for want of memory; nothing was written.") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _keep_busy(pool: ProcessPoolExecutor, batches: Iterable[list[JobAd]], depth: int) -> Iterator[Lines]:
    waiting: deque[Future[Lines]] = deque()
    for batch in batches:
        waiting.append(pool.submit(_run, batch))
        if len(waiting) >= depth:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_task: Task | None = None
"""In a scoring process only: set once when the process starts."""


def _begin(work: Work) -> None:
    global _task
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _task = make_task(work)


def _end_with_parent() -> None:
    """A killed parent would leave its processes waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(batch: Sequence[JobAd]) -> Lines:
    if _task is None:
        raise RuntimeError("this process was not begun")
    return _task(batch)
