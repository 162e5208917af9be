"""The end of a night: what was seen, what became of it, and where to look. The counts add up."""

from collections.abc import Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.console.language import Say
from pipelines.console.terminal import shown_in_line
from pipelines.night.night_state import NightState
from pipelines.notify import head_line
from records.layout import Layout
from records.reports import CrawlReport, SourceReport

REVIEW = ".venv/bin/python -m review serve"


def print_night(layout: Layout, state: NightState, report: CrawlReport | None, say: Say) -> None:
    console = Console(highlight=False)
    if report is not None:
        console.print(source_table(report, say, state.steps["alerts"].by_source))
    for line in summary(state, report, say):
        console.print(Text(line), soft_wrap=True)
    alerts = say("경보 파일", "Alerts file")
    review = say("검토 화면 열기", "Open the review desk")
    if state.evidence_head:
        note = say("이 컴퓨터 밖에 적어 두십시오", "to be noted outside of this machine")
        console.print(f"{head_line(state.evidence_head, say)} ({note})", markup=False, soft_wrap=True)
    console.print(f"{alerts}: {layout.alerts(state.night)}", markup=False, soft_wrap=True)
    console.print(f"{review}: {REVIEW}", markup=False, soft_wrap=True)


def source_table(report: CrawlReport, say: Say, flagged: Mapping[str, int] | None = None) -> Table:
    """One line a source; `flagged` is None before the ads are scored."""
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, title_justify="left", padding=(0, 1, 0, 0))
    table.title = say(f"{report.night} 밤", f"Night of {report.night}")
    headings = [
        say("쪽", "pages"),
        say("본 글", "seen"),
        say("새 글", "new"),
        say("고친 글", "edited"),
        say("그대로", "unchanged"),
        say("버린 글", "rejected"),
        say("삭제", "gone"),
    ]
    rows = {source.source: counts_of(source) for source in report.sources}
    if flagged is not None:
        headings.append(say("의심", "flagged"))
        rows = {name: (*counts, flagged.get(name, 0)) for name, counts in rows.items()}
    table.add_column(say("출처", "source"), say("합계", "total"))
    for place, heading in enumerate(headings):
        table.add_column(heading, f"{sum(row[place] for row in rows.values()):,}", justify="right")
    for name, counts in rows.items():
        table.add_row(Text(shown_in_line(name)), *(f"{count:,}" for count in counts))
    return table


def counts_of(source: SourceReport) -> tuple[int, ...]:
    rejected = sum(source.rejected.values())
    return source.pages, source.seen, source.new, source.edited, source.unchanged, rejected, source.gone


def add_up(report: CrawlReport) -> SourceReport:
    """All sources as one. SourceReport refuses counts that do not add up."""
    rejected: dict[str, int] = {}
    for source in report.sources:
        for reason, count in source.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + count
    counted = ("pages", "seen", "new", "edited", "unchanged", "gone")
    sums = {name: sum(getattr(source, name) for source in report.sources) for name in counted}
    return SourceReport(source="total", rejected=rejected, **sums)


def summary(state: NightState, report: CrawlReport | None, say: Say) -> list[str]:
    lines = []
    if report is not None:
        total = add_up(report)
        lines += [*warnings(report, say), seen_line(total, say), rejects(total, say)]
    lines += [ads_line(state, report, say), flags_line(state, say), campaigns_line(state, say)]
    return [*lines, *pictures_line(state, say)]


def seen_line(total: SourceReport, say: Say) -> str:
    _, seen, new, edited, unchanged, rejected, _ = counts_of(total)
    return say(
        f"본 글 {seen:,} = 새 글 {new:,} + 고친 글 {edited:,} + 그대로 {unchanged:,} + 버린 글 {rejected:,}",
        f"{seen:,} seen = {new:,} new + {edited:,} edited + {unchanged:,} unchanged + {rejected:,} rejected",
    )


def warnings(report: CrawlReport, say: Say) -> list[str]:
    """What the crawler says was wrong with a source, first what made it fail."""
    sentences = [said for source in report.sources for said in filter(None, (source.error, *source.warnings))]
    return [say("경고: ", "Warning: ") + shown_in_line(said) for said in sentences]


def rejects(total: SourceReport, say: Say) -> str:
    why = ", ".join(f"{shown_in_line(reason)} {count:,}" for reason, count in sorted(total.rejected.items()))
    return say("버린 이유: ", "Rejected: ") + (why or say("없음", "none"))


def ads_line(state: NightState, report: CrawlReport | None, say: Say) -> str:
    """The ads scored are the new and edited ones; where they are not, it is said and not hidden."""
    scored = state.steps["score"].counts["scored"]
    line = say(f"점수를 매긴 광고 {scored:,}건", f"{scored:,} ads scored")
    if report is None:
        return line
    total = add_up(report)
    if scored == total.new + total.edited:
        return f"{line} = " + say(
            f"새 글 {total.new:,} + 고친 글 {total.edited:,}", f"{total.new:,} new + {total.edited:,} edited"
        )
    return line + say(
        f" (수집 보고에는 새 글 {total.new:,} + 고친 글 {total.edited:,})",
        f" (the crawl reports {total.new:,} new + {total.edited:,} edited)",
    )


def flags_line(state: NightState, say: Say) -> str:
    counts = state.steps["alerts"].counts
    flagged, new, repeated = counts["flagged"], counts["new"], counts["repeated"]
    if flagged != new + repeated:
        raise RuntimeError(f"{flagged} flagged, but {new} new and {repeated} repeated")
    return say(
        f"의심 광고 {flagged:,}건 = 새 경보 {new:,} + 이미 올린 경보의 사본 {repeated:,}",
        f"{flagged:,} flagged = {new:,} new alerts + {repeated:,} showings of alerts already raised",
    )


def campaigns_line(state: NightState, say: Say) -> str:
    campaigns = state.steps["alerts"].counts["campaigns"]
    merged = state.steps["link"].counts["merged"]
    return say(
        f"의심 광고의 캠페인 {campaigns:,}개, 하나로 합쳐진 캠페인 {merged:,}개",
        f"{campaigns:,} campaigns among the flagged ads, {merged:,} campaigns merged into another",
    )


def pictures_line(state: NightState, say: Say) -> list[str]:
    """Nothing where no page could be pictured: that step has said why."""
    counts = state.steps["screenshot"].counts
    if not counts:
        return []
    drawn, before, left, without = (counts[name] for name in ("drawn", "before", "left", "without_page"))
    pages = drawn + before + left
    return [
        say(
            f"의심 광고의 쪽 {pages:,}장 = 화면을 찍음 {drawn:,} + 전에 찍음 {before:,} + 남음 {left:,}"
            f" (쪽을 보관하지 않은 광고 {without:,}건)",
            f"{pages:,} pages of flagged ads = {drawn:,} pictured + {before:,} before + {left:,} left"
            f" ({without:,} ads without a kept page)",
        )
    ]
