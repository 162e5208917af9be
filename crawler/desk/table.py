"""The table of all sources, and under it what is wrong and which channels the ads propose."""

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.desk.health import Proposal, State
from crawler.desk.show import safe
from records.layout import SEOUL

COUNTS = ("seen", "new", "edited", "gone")
SHOWN_PROPOSALS = 20


def show_states(console: Console, states: list[State]) -> None:
    # Eighty columns hold it when a source's name is not too long, which then is broken and nothing else.
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("source", overflow="fold")
    for heading in ("platform", "last run"):
        table.add_column(heading, no_wrap=True)
    for heading in COUNTS:
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("health", "next due"):
        table.add_column(heading, no_wrap=True)
    for state in states:
        table.add_row(*cells(state))
    console.print(table)
    for state in states:
        for sentence in (*state.faults, *state.warnings):
            console.print(
                safe(sentence), style="red" if sentence in state.faults else "yellow", soft_wrap=True
            )


def cells(state: State) -> list[Text]:
    report = state.report
    counts = [f"{getattr(report, name):,}" if report else "" for name in COUNTS]
    return [
        Text(state.source.name),
        Text(state.source.platform),
        Text(in_seoul(state.run.started) if state.run else "never"),
        *map(Text, counts),
        health(state),
        Text(when_due(state)),
    ]


def health(state: State) -> Text:
    if state.faults:
        return Text("failed", style="red")
    if state.warnings:
        return Text("look", style="yellow")
    return Text("ok", style="green") if state.run else Text("")


def when_due(state: State) -> str:
    if not state.source.enabled:
        return "off"
    return "now" if state.is_due or state.next_due is None else in_seoul(state.next_due)


def in_seoul(moment: datetime) -> str:
    return f"{moment.astimezone(SEOUL):%m-%d %H:%M}"


def show_proposals(console: Console, proposals: list[Proposal]) -> None:
    if not proposals:
        return
    console.print(f"\nNamed by ads and not in the file: {len(proposals):,}. `add` one after a look at it.")
    for proposal in proposals[:SHOWN_PROPOSALS]:
        console.print(safe(f"  {proposal.address}  (by {proposal.ad_id})"), soft_wrap=True)
    if len(proposals) > SHOWN_PROPOSALS:
        console.print(f"  and {len(proposals) - SHOWN_PROPOSALS:,} more")
