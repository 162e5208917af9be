"""The ads proposed for labelling: a table for a person, lines for a file, and counts that add up."""

from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.console.language import Say
from pipelines.console.lines import as_line
from pipelines.console.terminal import shown_in_line
from pipelines.label_next import Proposal, Proposed
from records.jsonl import write_whole

OPENING = 40
"""Characters of an ad's text in the table."""


def write_proposals(out: Path, proposed: Proposed, say: Say) -> None:
    """JSON lines, whole file or nothing. Raises BadFile."""
    with write_whole(out) as stream:
        for proposal in proposed.proposals:
            stream.write(as_line(proposal_row(proposal, say)))


def proposal_row(proposal: Proposal, say: Say) -> dict[str, Any]:
    pick, ad = proposal.pick, proposal.ad
    return {
        "ad_id": ad.ad_id,
        "source": ad.source,
        "night": pick.candidate.night,
        "url": ad.url,
        "title": ad.title,
        "body": ad.body,
        "risk": round(pick.candidate.risk, 6),
        "purpose": pick.purpose,
        "why": say(*pick.why),
    }


def print_proposals(proposed: Proposed, say: Say) -> None:
    console = Console(highlight=False)
    if proposed.proposals:
        console.print(proposal_table(proposed, say))
    for line in summary(proposed, say):
        console.print(Text(line), soft_wrap=True)


def proposal_table(proposed: Proposed, say: Say) -> Table:
    """An ad_id stands without the source that it begins with: the column before has it."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in (say("출처", "source"), say("글", "ad"), say("밤", "night")):
        table.add_column(heading, overflow="fold")
    table.add_column(say("위험도", "risk"), justify="right")
    table.add_column(say("까닭", "why"), overflow="fold")
    table.add_column(say("첫머리", "opening words"), overflow="fold")
    for one in proposed.proposals:
        candidate = one.pick.candidate
        said = (
            candidate.source,
            candidate.ad_id.removeprefix(f"{candidate.source}:"),
            candidate.night,
            f"{candidate.risk:.1%}",
            say(*one.pick.why),
            one.ad.text[:OPENING],
        )
        table.add_row(*(Text(shown_in_line(words)) for words in said))
    return table


def summary(proposed: Proposed, say: Say) -> list[str]:
    pool, given = proposed.pool, len(proposed.proposals)
    rest = len(pool.candidates) - given
    if pool.ads != given + pool.judged + pool.repeated + rest:
        raise RuntimeError(f"{pool.ads} ads do not add up: {given}, {pool.judged}, {pool.repeated}, {rest}")
    lines = [
        say(
            f"글 {pool.ads:,}건(밤 {len(proposed.nights)}일) = 제안 {given:,} + 이미 판정 {pool.judged:,}"
            f" + 똑같은 글 {pool.repeated:,} + 그 밖에 {rest:,}",
            f"{pool.ads:,} ads (nights: {len(proposed.nights)}) = {given:,} proposed + {pool.judged:,} judged"
            f" + {pool.repeated:,} of the same text + {rest:,} others",
        )
    ]
    other = sum(not candidate.by_champion for candidate in pool.candidates)
    if other:
        lines.append(
            say(
                f"{other:,}건의 위험도는 지금 쓰는 모델이 매긴 것이 아닙니다.",
                f"The risk of {other:,} was given by another model than today's champion.",
            )
        )
    return lines
