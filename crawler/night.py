"""One night's crawl: all sources at once in one Scrapy process, and the report of it."""

import fcntl
import gc
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import javascript, many
from crawler.entries import Source
from crawler.evidence.seal import seal
from crawler.logs import quiet_scrapy
from crawler.many.sharing import SharedMemory
from crawler.memory import Memory
from crawler.open_apis import missing_key
from crawler.pictures.fetching import Pictures
from crawler.settings import for_process, for_source
from crawler.spiders import SPIDERS
from records.jsonl import BadFile, read_records, write_whole
from records.layout import Layout
from records.reports import CrawlReport, SourceReport

logger = logging.getLogger(__name__)

ENDS = {
    "closespider_pagecount": "its budget of requests is spent",
    "closespider_timeout": "its time is over",
}
"""Scrapy's reasons for ending a crawl, in words."""


class CannotRun(Exception):
    """No source can be crawled; the message is one sentence for a person."""


def crawl_night(
    contact: str, sources: Sequence[Source], night: str, layout: Layout, cache: Path | None = None
) -> CrawlReport:
    """Crawls the sources and writes the night's report, with what it said before of other sources.

    With `cache`, a folder, for the development of a reader: pages that it has are not asked for.
    Raises CannotRun or BadFile when the data folder or the shared queue cannot be used.
    """
    if sentence := many.lacks():
        raise CannotRun(sentence)
    with _alone(layout.crawl_report(night).parent):
        _check_earlier(layout, night)
        _seal_evidence(layout)  # what a killed run has left
        reports = _crawl(contact, sources, night, layout, cache)
        return _write_report(layout, night, reports, _seal_evidence(layout))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two crawls at once would ask every site twice, so the second one does not start."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise CannotRun(f"{folder} cannot be written: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"another crawl is running over {folder.parent}.") from None
        yield


def _seal_evidence(layout: Layout) -> str | None:
    """The head of the chain. A broken chain stops no crawl: what is not seen tonight is lost."""
    try:
        sealed = seal(layout)
    except BadFile as error:
        logger.warning("the evidence was not sealed: %s", error)
        return None
    if sealed.lines:
        logger.info(sealed.sentence())
    return sealed.head


def _crawl(
    contact: str, sources: Sequence[Source], night: str, layout: Layout, cache: Path | None
) -> list[SourceReport]:
    process = AsyncCrawlerProcess(for_process(contact, sources, cache))
    quiet_scrapy()
    memories: list[Memory] = []
    crawlers: list[Crawler] = []
    reports: list[SourceReport] = []
    with _pictures(layout) as pictures:
        for source in sources:
            if lack := what_is_missing(source):
                reports.append(SourceReport(source=source.name, error=f"{source.name}: skipped: {lack}"))
                continue
            try:
                memory = (SharedMemory if many.address() else Memory)(layout, source.name, night)
            except (sqlite3.Error, OSError) as error:
                sentence = f"{source.name}: {layout.crawl_state(source.name)} cannot be used: {error}."
                reports.append(SourceReport(source=source.name, error=sentence))
                continue
            settings = Settings(process.settings.copy())
            settings.setdict(for_source(source), priority="spider")
            crawler = Crawler(SPIDERS[source.platform], settings)
            memories.append(memory)
            crawlers.append(crawler)
            process.crawl(crawler, source=source, memory=memory, pictures=pictures)
        if crawlers:
            # What is loaded by now stays: nothing of it needs to be looked through for garbage.
            gc.freeze()
            process.start()
    reports += [_report(memory, crawler) for memory, crawler in zip(memories, crawlers, strict=True)]
    return reports


@contextmanager
def _pictures(layout: Layout) -> Iterator[Pictures]:
    """Raises CannotRun when the table of flyers cannot be used."""
    try:
        pictures = Pictures(layout.flyers)
    except sqlite3.Error as error:
        raise CannotRun(f"{layout.flyers} cannot be used: {error}.") from None
    try:
        yield pictures
    finally:
        pictures.close()


def what_is_missing(source: Source) -> str | None:
    """Why this machine cannot read the source, in one sentence; None when it can."""
    return missing_key(source.platform) or (javascript.lacks() if source.javascript else None)


def _report(memory: Memory, crawler: Crawler) -> SourceReport:
    stopped_by = getattr(crawler.spider, "stopped_by", None)
    try:
        memory.write_down()
        report = memory.report()
        early = _early_end(memory.source, getattr(crawler.spider, "ended", None))
        return report.model_copy(update={"error": stopped_by or report.error or early})
    except sqlite3.Error as error:
        return SourceReport(source=memory.source, error=stopped_by or f"{memory.source}: {error}.")
    finally:
        memory.close()


def _early_end(source: str, why: str | None) -> str | None:
    """Says so when the walk did not reach its end: stopped by a person, by the clock or by a fault."""
    said = ENDS.get(why, why) if why else "see the log"
    return None if why == "finished" else f"{source}: ended before all was read ({said})."


def _earlier(layout: Layout, night: str) -> CrawlReport | None:
    path = layout.crawl_report(night)
    return next(read_records(path, CrawlReport), None) if path.exists() else None


def _check_earlier(layout: Layout, night: str) -> None:
    """A damaged report is found before the crawl, not after it."""
    try:
        _earlier(layout, night)
    except BadFile as error:
        raise CannotRun(f"{error} Move it away to crawl this night anew.") from None


def _write_report(layout: Layout, night: str, reports: list[SourceReport], head: str | None) -> CrawlReport:
    earlier = _earlier(layout, night)
    fresh = {report.source: report for report in reports}
    kept = [report for report in (earlier.sources if earlier else ()) if report.source not in fresh]
    whole = CrawlReport(
        night=night,
        sources=tuple(sorted([*kept, *reports], key=lambda report: report.source)),
        evidence_head=head,
    )
    with write_whole(layout.crawl_report(night)) as stream:
        stream.write(whole.model_dump_json(exclude_none=True) + "\n")
    return whole
