"""What moved, on a terminal. Names of sources and words come from ads: they are shown, never obeyed."""

from collections import Counter
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.console.language import Say
from pipelines.console.names import CONTACT_NAMES, reason_name
from pipelines.console.terminal import shown_in_line
from pipelines.drifting.counts import NO_CONTACT
from pipelines.drifting.measures import Against, Measure, Moved, Name, Verdict
from pipelines.drifting.report import Drift

MEASURES: dict[Name, tuple[str, str]] = {
    "score_psi": ("위험도 분포 (PSI)", "scores (PSI)"),
    "score_ks": ("위험도 분포 (KS)", "scores (KS)"),
    "flagged": ("의심 비율 (배)", "flagged share (factor)"),
    "unknown_psi": ("모르는 말 (PSI)", "unknown n-grams (PSI)"),
    "unknown_share": ("모르는 말의 비율", "unknown n-grams (share)"),
    "contacts": ("연락 수단 (JS)", "contact kinds (JS)"),
    "sources": ("출처 구성 (JS)", "sources (JS)"),
    "sources_gone": ("끊긴 출처", "sources gone"),
    "sources_new": ("새 출처", "new sources"),
    "yield": ("하룻밤 광고 수 (배)", "ads a night (factor)"),
    "features": ("특징, 가장 큰 것 (PSI)", "features, largest (PSI)"),
}
AGAINST: dict[Against, tuple[str, str]] = {
    "earlier": ("지난 밤들", "earlier nights"),
    "training": ("학습 자료", "training"),
}
VERDICTS: dict[Verdict, tuple[str, str, str]] = {
    "normal": ("정상", "normal", "green"),
    "alarm": ("한도 초과", "ALARM", "bold red"),
    "shown": ("참고", "shown", "dim"),
    "not_compared": ("비교 못 함", "not compared", "dim"),
}
KIND_NAMES = dict[str, tuple[str, str]](CONTACT_NAMES.items()) | {NO_CONTACT: ("없음", "none")}
COUNTED: tuple[Name, ...] = ("sources_gone", "sources_new")
MEANS: tuple[Name, ...] = ("score_psi", "score_ks", "features", "yield")
"""Measures that tell means of numbers; the others tell shares of ads."""
SHOWN_MOVED = 3
LONGEST_NAME = 30


def print_drift(drift: Drift, folder: Path, say: Say) -> None:
    console = Console(highlight=False)
    console.print(drift_table(drift, say))
    for line in closing_lines(drift, folder, say):
        console.print(Text(line), soft_wrap=True)


def drift_table(drift: Drift, say: Say) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", padding=(0, 1, 0, 0))
    table.title = Text(nights_line(drift, say))
    table.add_column(say("잰 것", "measure"))
    table.add_column(say("비교 대상", "against"))
    table.add_column(say("값", "value"), justify="right")
    table.add_column(say("한도", "limit"), justify="right")
    table.add_column(say("판정", "verdict"))
    table.add_column("p", justify="right")
    table.add_column(say("움직인 것 (전 → 지금)", "what moved (before → now)"), overflow="fold")
    for one in drift.measures:
        korean, english, style = VERDICTS[one.verdict]
        table.add_row(
            say(*MEASURES[one.name]),
            say(*AGAINST[one.against]),
            number(one, one.value),
            number(one, one.limit),
            Text(say(korean, english), style=style),
            chance(one.p),
            Text(moved_lines(one, drift, say)),
        )
    return table


def number(measure: Measure, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if measure.name in COUNTED else f"{value:.3f}"


def chance(p: float | None) -> str:
    if p is None:
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def nights_line(drift: Drift, say: Say) -> str:
    first, last = drift.nights[0].night, drift.nights[-1].night
    now, before = len(drift.nights), len(drift.earlier_nights)
    return say(
        f"{first} – {last}: {now}밤 {drift.ads:,}건, 그 앞 {before}밤 {drift.earlier_ads:,}건과 비교",
        f"{first} to {last}: {now} nights, {drift.ads:,} ads, against the {before} nights before,"
        f" {drift.earlier_ads:,} ads",
    )


def moved_lines(measure: Measure, drift: Drift, say: Say) -> str:
    if measure.verdict == "not_compared":
        return why_not(measure, drift, say)
    return "\n".join(told(measure, one, say) for one in measure.moved[:SHOWN_MOVED])


def why_not(measure: Measure, drift: Drift, say: Say) -> str:
    if measure.against == "training":
        return say("이 모델의 학습 자료가 없음", "the training ads of this model are not here")
    if not drift.earlier_nights:
        return say("앞선 밤이 없음", "no earlier nights")
    if measure.name in ("score_psi", "score_ks", "flagged"):
        return say("같은 모델로 채점한 광고가 적음", "too few ads scored by this model")
    return say("앞선 밤이나 그 광고가 적음", "too few earlier nights or ads")


def told(measure: Measure, moved: Moved, say: Say) -> str:
    def figure(value: float) -> str:
        if measure.name == "yield":
            return f"{value:,.0f}"
        return f"{round(value, 2) + 0.0:.2f}" if measure.name in MEANS else f"{value:.2%}"

    before = "" if moved.before is None else f"{figure(moved.before)} → "
    return f"{moved_name(measure, moved, say)} {before}{figure(moved.now)}".strip()


def moved_name(measure: Measure, moved: Moved, say: Say) -> str:
    """The name of a contact kind, feature or source; measures of one thing need none."""
    if measure.name == "contacts":
        return say(*KIND_NAMES[moved.name])
    if measure.name == "features":
        return reason_name(moved.name, say).partition("(")[0]
    if measure.name in ("sources", *COUNTED):
        return shortened(moved.name)
    return ""


def shortened(name: str) -> str:
    line = shown_in_line(name)
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def closing_lines(drift: Drift, folder: Path, say: Say) -> list[str]:
    words = ", ".join(
        f"{shown_in_line(one.word)} {one.before / drift.earlier_ads:.1%}→{one.now / drift.ads:.1%}"
        for one in drift.words
    )
    lines = [say(f"많아진 말: {words}", f"Words that rose: {words}")] if words else []
    return [
        *lines,
        sum_line(drift, say),
        say(f"그림과 수치: {folder}", f"Picture and figures: {folder}"),
    ]


def sum_line(drift: Drift, say: Say) -> str:
    counts = Counter(one.verdict for one in drift.measures)
    total, normal, alarm = len(drift.measures), counts["normal"], counts["alarm"]
    shown, not_compared = counts["shown"], counts["not_compared"]
    return say(
        f"잰 것 {total} = 정상 {normal} + 한도 초과 {alarm} + 참고 {shown} + 비교 못 함 {not_compared}",
        f"{total} measures = {normal} normal + {alarm} alarms + {shown} shown + {not_compared} not compared",
    )
