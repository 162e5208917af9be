"""What is watched of each run: the yield, the filled fields, refusals, a layout that has changed.

Spidermon's monitors, run by Spidermon's own runner when a source's crawl is over. Its Scrapy extension
is left out: it logs through Spider.log, which Scrapy is about to drop, writes a traceback for each
sentence, and remembers earlier runs in a pickle file.
"""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from spidermon import Monitor, MonitorRunner, MonitorSuite
from spidermon.settings import MONITOR

from crawler.entries import FilledField, Source
from crawler.runs import FIELDS, Run

ENOUGH = 10
"""Posts read in a run, below which a share says nothing."""
MOST_REJECTS = 0.3
USUALLY_FILLED = 0.2
"""The median share from which a field is missed when it stays empty."""


class Seen(NamedTuple):
    """What a monitor looks at: the run, its source, and the runs before it."""

    source: Source
    run: Run
    earlier: Sequence[Run] = ()


class SourceMonitor(Monitor):
    """Monitors over a `Seen`; each fails with one sentence, without its full stop."""

    longMessage = False

    @property
    def seen(self) -> Seen:
        seen: Seen = self.data.seen
        return seen


class FailsTheRun(SourceMonitor):
    def test_it_finds_as_many_posts_as_it_must(self) -> None:
        source, run, _ = self.seen
        if run.listed < source.least_ads:
            self.fail(
                f"the lists show {run.listed:,} posts, and at least {source.least_ads:,} are expected;"
                " what was known is kept, and nothing is called gone"
            )

    def test_its_lists_show_posts_as_before(self) -> None:
        _, run, earlier = self.seen
        before = max((other.listed for other in earlier), default=0)
        if before and not run.listed:
            self.fail(f"the lists show no posts, and showed {before:,} before; their layout may be new")


class Warns(SourceMonitor):
    def test_it_brings_no_flood(self) -> None:
        source, run, _ = self.seen
        if source.most_ads is not None and run.new > source.most_ads:
            self.fail(f"{run.new:,} new posts, and at most {source.most_ads:,} are expected")

    def test_its_fields_are_filled_as_the_sources_file_says(self) -> None:
        source, run, _ = self.seen
        low = [field for field, floor in source.fill.items() if run.share(field) < floor]
        if run.ads >= ENOUGH and low:
            told = (f"{in_figures(run, field)}, below the {source.fill[field]:.0%} asked" for field in low)
            self.fail("; ".join(told))

    def test_its_fields_are_filled_as_before(self) -> None:
        """Says nothing of a field that has its floor in the sources file."""
        source, run, earlier = self.seen
        usual = {field: usual_share(earlier, field) for field in FIELDS if field not in source.fill}
        missed = {field: share for field, share in usual.items() if share >= USUALLY_FILLED}
        low = [field for field, share in missed.items() if run.share(field) < share / 2]
        if run.ads >= ENOUGH and low:
            told = "; ".join(f"{in_figures(run, field)}, usually {usual[field]:.0%}" for field in low)
            self.fail(f"the layout may be new: {told}")

    def test_its_posts_can_be_read(self) -> None:
        _, run, _ = self.seen
        if run.read >= ENOUGH and run.rejected > MOST_REJECTS * run.read:
            self.fail(f"{run.rejected:,} of the {run.read:,} posts that were read gave no ad")

    def test_the_site_lets_us_read(self) -> None:
        _, run, _ = self.seen
        if run.refusals:
            told = ", ".join(f"{count:,} x HTTP {status}" for status, count in sorted(run.refusals.items()))
            self.fail(f"the site refused some requests ({told}); ask for leave, or ask it less often")


def in_figures(run: Run, field: FilledField) -> str:
    return f"{field} is filled in {run.filled.get(field, 0):,} of {run.ads:,} ads"


def usual_share(earlier: Sequence[Run], field: FilledField) -> float:
    """The median over earlier runs with enough ads; 0.0 without any."""
    shares = [run.share(field) for run in earlier if run.ads >= ENOUGH]
    return median(shares) if shares else 0.0


def watch(seen: Seen) -> tuple[list[str], list[str]]:
    """What fails the run and what only warns, one sentence each. Raises RuntimeError for a fault of ours."""
    result = MonitorRunner().run(MonitorSuite(monitors=[FailsTheRun, Warns]), seen=seen)
    failed: list[str] = []
    warned: list[str] = []
    for found in result.monitors_failed_results:
        if found.status == MONITOR.STATUS.ERROR:
            raise RuntimeError(found.error)
        sentence = f"{seen.source.name}: {found.reason}."
        (failed if isinstance(found.item, FailsTheRun) else warned).append(sentence)
    return failed, warned
