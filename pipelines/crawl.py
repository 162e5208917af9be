"""Stage `crawl`: starts the crawler and shows how far it is."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.progress import Progress, TaskID

from pipelines.console.progress import watch_steps
from pipelines.console.terminal import shown_in_line
from pipelines.faults import Stop
from pipelines.night.programs import last_line, running
from records.jsonl import BadFile, read_records
from records.layout import Layout
from records.reports import CrawlReport

LOG_TAIL = 4096


def crawl(
    layout: Layout,
    night: str,
    sources: Path | None,
    names: Sequence[str],
    lock: int | None = None,
    *,
    due: bool = False,
    cache: Path | None = None,
) -> CrawlReport:
    """The night's report. With `due` only the sources whose time has come are crawled; `cache` is a
    folder of pages that are not asked for again, and never a night's.

    Raises Stop with the crawler's sentence when it could not run at all.
    """
    arguments = ["--night", night, "--data", str(layout.root)]
    if sources is not None:
        arguments += ["--sources", str(sources)]
    if due:
        arguments.append("--due")
    if cache is not None:
        arguments += ["--cache", str(cache)]
    log = layout.crawl_log(night)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with (
            log.open("ab") as stream,
            running("crawler", [*arguments, *names], log=stream, lock=lock) as crawler,
        ):
            with watch_steps() as progress:
                show_pages(progress, crawler.stdout or ())
            status = crawler.wait()
    except OSError as error:
        raise Stop(f"{log} was not written: {error.strerror}.") from None
    if status != 0:
        raise Stop(f"The crawler stopped: {_tail(log) or f'exit status {status}'}")
    return read_report(layout, night)


def read_report(layout: Layout, night: str) -> CrawlReport:
    report = next(read_records(layout.crawl_report(night), CrawlReport), None)
    if report is None:
        raise BadFile(f"{layout.crawl_report(night)} is empty.")
    return report


def show_pages(progress: Progress, lines: Iterable[str]) -> None:
    """One line a source, as the crawler's JSON lines come in; other lines are not ours to show."""
    tasks: dict[str, TaskID] = {}
    for line in lines:
        try:
            said = json.loads(line)
            source, pages, ads = shown_in_line(str(said["source"])), int(said["pages"]), int(said["ads"])
        except (ValueError, KeyError, TypeError):
            continue
        if source not in tasks:
            tasks[source] = progress.add_task(source, total=None)
        progress.update(tasks[source], description=f"{source}: {pages:,} pages, {ads:,} ads")


def _tail(log: Path) -> str:
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - LOG_TAIL))
        return shown_in_line(last_line(stream.read().decode(errors="replace")))
