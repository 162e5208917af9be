"""Has each run of a source watched at its end, and remembers it."""

from collections.abc import Sequence
from datetime import datetime

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.backoff import REFUSALS, REFUSED
from crawler.monitors import Seen, watch
from crawler.runs import Run
from crawler.walk import Walk

REMEMBERED = 5
"""Earlier runs that a run is compared with."""
FROM_CACHE = "httpcache/hit"
READER_FAULTS = "spider_exceptions/count"
"""Scrapy's own stats."""
STOPPED_BY_A_PERSON = "shutdown"


class Watch:
    """The Scrapy extension of one source's crawl."""

    def __init__(self, walk: Walk, crawler: Crawler) -> None:
        self.walk, self.crawler = walk, crawler
        self.started: datetime = walk.clock()
        self.new_before = 0
        self.elsewhere: Sequence[Run] = ()
        """The same run on other machines, as far as they have told."""
        self.judged_elsewhere = False
        """This machine's part ended early, and others go on with the rest."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Watch":
        if not isinstance(crawler.spider, Walk):
            raise TypeError(f"{crawler.spider} walks no source")
        watch = cls(crawler.spider, crawler)
        crawler.signals.connect(watch.opened, signal=signals.spider_opened)
        crawler.signals.connect(watch.closed, signal=signals.spider_closed)
        return watch

    def opened(self) -> None:
        with self.walk.memory_at_work():
            self.new_before = self.walk.memory.report().new

    def closed(self, reason: str) -> None:
        """A run that a person stopped is none: it says nothing of the site, and the source stays due."""
        self.walk.ended = reason
        if reason == STOPPED_BY_A_PERSON:
            return
        memory = self.walk.memory
        with self.walk.memory_at_work():
            run = self.finished_run().with_others(self.elsewhere)
            seen = Seen(self.walk.source, run, memory.last_runs(REMEMBERED))
            failed, warned = ([], []) if self.judged_elsewhere else watch(seen)
            warned += self.of_the_cache()
            for sentence in failed:
                memory.fail(sentence)
            error = self.walk.stopped_by or memory.report().error
            memory.keep_run(run.model_copy(update={"error": error, "warnings": tuple(warned)}))

    def of_the_cache(self) -> list[str]:
        hits = self.crawler.stats.get_value(FROM_CACHE, 0) if self.crawler.stats else 0
        said = (
            f"{self.walk.name}: {hits:,} pages came from the cache, not from the site; they are no evidence."
        )
        return [said] if hits else []

    def finished_run(self) -> Run:
        stats, tally = self.crawler.stats.get_stats() if self.crawler.stats else {}, self.walk.tally
        answers = {status: stats.get(REFUSED.format(status=status), 0) for status in REFUSALS}
        return Run(
            night=self.walk.memory.night,
            started=self.started,
            ended=self.walk.clock(),
            listed=len(self.walk.listed),
            new=self.walk.memory.report().new - self.new_before,
            ads=tally.ads,
            rejected=tally.rejected + stats.get(READER_FAULTS, 0),
            filled=dict(tally.filled),
            refusals={status: count for status, count in answers.items() if count},
        )
