"""The night: crawl → score → link → alerts → queue → screenshot → notify. It resumes where it stopped."""

import importlib.util
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.alerts import AlertsParams, raise_alerts
from pipelines.console.language import Say
from pipelines.console.progress import say_step
from pipelines.crawl import crawl, read_report
from pipelines.link import link_night
from pipelines.night.alert_records import alerts_of_night
from pipelines.night.campaign_graph import LinkParams
from pipelines.night.ledger import Ledger, open_ledger
from pipelines.night.lock import one_night
from pipelines.night.night_files import raw_sizes, scored_night
from pipelines.night.night_state import OF_THE_ADS, NightState, Step, begun_nights, load_state, save_state
from pipelines.night.night_table import add_up, print_night
from pipelines.night.page_pictures import picture_night
from pipelines.night.programs import last_line, run
from pipelines.night.remember import remember_night
from pipelines.night.sample_web import SAMPLE, sample_sources
from pipelines.night.score_night import score_night
from pipelines.night.sightings import date_sightings
from pipelines.notify import message, notify
from pipelines.params import read_section
from records.jsonl import write_records
from records.layout import Layout
from records.reports import CrawlReport
from records.settings import Settings

Counts = dict[str, int]


@dataclass(frozen=True)
class Parameters:
    link: LinkParams
    alerts: AlertsParams


@dataclass(frozen=True)
class Night:
    """What one night's steps work with."""

    name: str
    settings: Settings
    ledger: Ledger
    params: Parameters
    say: Say


def run_nightly(settings: Settings, night: str, sources: Path | None, *, sample: bool, say: Say) -> None:
    """Raises Stop or BadFile when it cannot go on; what is done by then stays done."""
    layout = settings.layout
    params = Parameters(read_section("link", LinkParams), read_section("alerts", AlertsParams))
    with one_night(layout) as lock, open_ledger(settings) as ledger:
        named = SAMPLE if sample else str(sources.resolve()) if sources else "crawler/sources.yml"
        state = begin(settings, night, named)
        if "crawl" in state.steps and is_settled(layout, state):
            say_step(
                say(
                    f"{night} 밤은 이미 끝났습니다. 더한 것이 없습니다.",
                    f"The night of {night} was done already; nothing was added.",
                )
            )
        if "crawl" not in state.steps:
            state = crawl_step(settings, state, sources, sample=sample, lock=lock)
        for other in unsettled_before(settings, night):
            say_step(
                say(f"끝나지 않은 {other.night} 밤을 마저 합니다.", f"Finishing the night of {other.night}.")
            )
            finish(Night(other.night, settings, ledger, params, say), taken_over(other))
        state = finish(Night(night, settings, ledger, params, say), state)
    report = read_report(layout, night) if layout.crawl_report(night).exists() else None
    print_night(layout, state, report, say)


def begin(settings: Settings, night: str, sources: str) -> NightState:
    """The state to go on from. Other sources than before are crawled as well, in the same night."""
    layout = settings.layout
    state = load_state(layout, night)
    if state is None:
        state = NightState(night=night, began_at=datetime.now(UTC), sources=sources)
        save_state(layout, state)
    elif state.sources != sources:
        state = state.without("crawl").model_copy(update={"sources": sources})
    return state.without("screenshot") if state.wants_pictures else state


def crawl_step(
    settings: Settings, state: NightState, sources: Path | None, *, sample: bool, lock: int
) -> NightState:
    layout = settings.layout
    say_step("crawl …")
    with ExitStack() as web:
        if sample:
            sources = web.enter_context(sample_sources(layout, state.night))
        report = crawl(layout, state.night, sources, (), lock)
    state = state.done("crawl", Step(counts=crawl_counts(report), evidence_head=report.evidence_head))
    save_state(layout, state)
    return state


def crawl_counts(report: CrawlReport) -> Counts:
    total = add_up(report)
    failed = sum(source.error is not None for source in report.sources)
    return {
        "sources": len(report.sources),
        "failed": failed,
        "pages": total.pages,
        "seen": total.seen,
        "new": total.new,
        "edited": total.edited,
        "unchanged": total.unchanged,
        "rejected": sum(total.rejected.values()),
    }


def unsettled_before(settings: Settings, night: str) -> list[NightState]:
    """Earlier nights that were killed, or of which a killed crawler's ads came in later."""
    layout = settings.layout
    states = (load_state(layout, other) for other in begun_nights(layout) if other < night)
    return [state for state in states if state is not None and not is_settled(layout, state)]


def is_settled(layout: Layout, state: NightState) -> bool:
    """A night that never came to an ad, as where no source could be used, leaves nothing to finish."""
    found = raw_sizes(layout, state.night)
    if "crawl" not in state.steps and not found:
        return True
    return state.finished and state.raw == found


def taken_over(state: NightState) -> NightState:
    """A night that ended in its crawl: tonight's crawler has put away what it had found."""
    return state if "crawl" in state.steps else state.done("crawl", Step(note="interrupted"))


def finish(night: Night, state: NightState) -> NightState:
    """Does the steps that are not done, each recorded as it ends."""
    layout = night.settings.layout
    found = raw_sizes(layout, night.name)
    if state.raw != found:
        state = state.without(*OF_THE_ADS).model_copy(update={"raw": found})
    steps: dict[str, Callable[[Night, NightState], Step]] = {
        "score": score_step,
        "link": link_step,
        "alerts": alerts_step,
        "queue": queue_step,
        "screenshot": screenshot_step,
        "notify": notify_step,
    }
    for name, step in steps.items():
        if name in state.steps:
            continue
        done = step(night, state)
        state = state.done(name, done)
        save_state(layout, state)
        told = ", ".join(f"{count:,} {what}" for what, count in done.counts.items())
        say_step(": ".join(part for part in (name, told, done.note) if part))
    return state


def score_step(night: Night, state: NightState) -> Step:
    return Step(counts=asdict(score_night(night.settings.layout, night.name)))


def link_step(night: Night, state: NightState) -> Step:
    layout = night.settings.layout
    with night.ledger.writing() as connection:
        ads = scored_night(layout, night.name)
        remember_night(connection, night.name, ads, night.params.link.least_characters)
        date_sightings(connection, layout, night.name)
        linked = link_night(connection, night.name, night.params.link)
    return Step(counts=asdict(linked))


def alerts_step(night: Night, state: NightState) -> Step:
    """The ledger first, the file from the ledger: a kill between the two loses and doubles nothing."""
    layout = night.settings.layout
    with night.ledger.writing() as connection:
        raised = raise_alerts(connection, night.name, scored_night(layout, night.name), night.params.alerts)
    with night.ledger.writing() as connection:
        alerts = alerts_of_night(connection, night.name, night.params.alerts.copies_listed)
        written = write_records(layout.alerts(night.name), alerts)
    counts = {
        "flagged": raised.flagged,
        "new": raised.new,
        "repeated": raised.repeated,
        "campaigns": raised.campaigns,
        "written": written,
    }
    return Step(counts=counts, by_source=raised.by_source)


def queue_step(night: Night, state: NightState) -> Step:
    if importlib.util.find_spec("django") is None:
        return Step(note="skipped: the review desk is not installed (scripts/setup.sh review)")
    printed = run("review", ["load", str(night.settings.layout.alerts(night.name))])
    return Step(note=last_line(printed))


def screenshot_step(night: Night, state: NightState) -> Step:
    return picture_night(night.settings.layout, night.name)


def notify_step(night: Night, state: NightState) -> Step:
    counts = state.steps["alerts"].counts
    title, body = message(
        night.name, counts["flagged"], counts["new"], counts["campaigns"], state.evidence_head, night.say
    )
    return Step(note=notify(night.settings.notify, title, body))
