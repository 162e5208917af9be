"""The `lurewatch` command: what it takes, and which module does it.

Each command imports its module when it runs, so that none pays for the others.
"""

import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from pipelines.console.language import Language, Say
from pipelines.faults import Stop
from pipelines.stages_cli import app as stages
from pipelines.telemetry import switch_off_telemetry
from records.jsonl import BadFile
from records.layout import tonight
from records.settings import Settings

app = typer.Typer(
    help="Finds the job ads that lure Koreans into scam compounds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Lang = Annotated[Language, typer.Option(envvar="LUREWATCH_LANG", help="Korean or English.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes; 0 is one a core, four at most.")]
Source = Annotated[Path, typer.Argument(metavar="IN", help="JSON lines or CSV, plain or compressed.")]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="JSON lines; .gz, .bz2, .xz or .zst packs them.")]


Also = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION",
        help="Another model, a version number of the registry or a bundle's folder, judges the same ads;"
        " where the two differ is written to OUT.differences.jsonl.",
    ),
]


@app.command()
def score(source: Source, out: Out, workers: Workers = 0, also: Also = None) -> None:
    """One JSON line per ad: risk, flagged, reasons and what was read."""
    from pipelines.champion import champion_folder
    from pipelines.shadow import other_bundle

    settings = Settings()
    with other_bundle(also, settings.layout, settings.mlflow_uri) as other:
        _write_lines(source, out, workers, champion_folder(settings.layout), other)


@app.command()
def read(source: Source, out: Out, workers: Workers = 0) -> None:
    """The same without a model: pay, places, contacts and cues."""
    _write_lines(source, out, workers, None)


def _write_lines(source: Path, out: Path, workers: int, model: Path | None, also: Path | None = None) -> None:
    from pipelines.console.progress import watch_file
    from pipelines.score import differences_path, rejects_path, write_lines
    from pipelines.workers import Work, workers_by_default

    work = Work("read" if model is None else "score", model, datetime.now(UTC), also)
    with watch_file(source, source.name) as meter:
        tally = write_lines(source, out, work, workers or workers_by_default(), meter)
    typer.echo(tally.sentence())
    if model is not None:
        share = tally.flagged / max(tally.written, 1)
        typer.echo(f"{tally.flagged:,} flagged ({share:.2%})")
    if tally.filled["ad_id"]:
        typer.echo(f"{tally.filled['ad_id']:,} had no ad_id and are named by their line")
    if tally.rejected:
        typer.echo(f"rejects: {rejects_path(out)}")
    if also is not None:
        typer.echo(tally.agreement.sentence())
    if tally.agreement.differing:
        typer.echo(f"differences: {differences_path(out)}")


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="The ad's text; - reads standard input.")],
    title: Annotated[str, typer.Option(help="The ad's title.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Show the text with its marks.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON line, as score writes it.")] = False,
    lang: Lang = Language.ko,
) -> None:
    """One ad, in words, with the reasons."""
    from pipelines.champion import champion_folder, load_scorer
    from pipelines.check import ad_from_words, check_ad, print_answer, print_json

    ad = ad_from_words(text, title)
    scorer = load_scorer(champion_folder(Settings().layout))
    score, reading = check_ad(ad, scorer)
    if json:
        print_json(score, reading)
    else:
        print_answer(ad, score, reading, scorer.threshold, Say(lang), explained=explain)


Sources = Annotated[Path | None, typer.Option(help="The sources file; crawler/sources.yml by default.")]
NightName = Annotated[str, typer.Option("--night", help="Its date in Seoul, 2026-11-22; tonight by default.")]


@app.command()
def crawl(
    source: Annotated[list[str] | None, typer.Argument(help="Only these sources.")] = None,
    sources: Sources = None,
    night: NightName = "",
    due: Annotated[bool, typer.Option("--due", help="Only the sources whose time has come.")] = False,
    cache: Annotated[Path | None, typer.Option(help="To write a reader by: ask for each page once.")] = None,
    lang: Lang = Language.ko,
) -> None:
    """Collects the night's new and edited posts."""
    from rich.console import Console

    from pipelines.crawl import crawl as run
    from pipelines.night.lock import one_night
    from pipelines.night.night_table import add_up, rejects, source_table, warnings

    layout = Settings().layout
    with one_night(layout) as lock:
        report = run(layout, night_named(night), sources, source or (), lock, due=due, cache=cache)
    console = Console(highlight=False)
    console.print(source_table(report, Say(lang)))
    for line in (rejects(add_up(report), Say(lang)), *warnings(report, Say(lang))):
        console.print(line, markup=False, soft_wrap=True)


@app.command(
    add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def evidence(context: typer.Context) -> None:
    """The kept originals: verify, export AD OUT, screenshot AD…; exit status 1 where one has changed."""
    from pipelines.evidence import evidence as run

    raise typer.Exit(run(Settings().layout, context.args))


@app.command(
    add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def sources(context: typer.Context) -> None:
    """The desk of the sources: list, test NAME, add URL, golden FILE."""
    from pipelines.sources import sources as run

    raise typer.Exit(run(Settings().layout, context.args))


@app.command()
def nightly(
    sources: Sources = None,
    night: NightName = "",
    sample: Annotated[bool, typer.Option("--sample", help="Crawl the sample web of the project.")] = False,
    lang: Lang = Language.ko,
) -> None:
    """crawl → score → link → alerts → review queue → screenshot → notify; resumes where it stopped."""
    from pipelines.nightly import run_nightly

    say = Say(lang)
    try:
        run_nightly(Settings(), night_named(night), sources, sample=sample, say=say)
    except KeyboardInterrupt:
        typer.echo(
            say("멈췄습니다. 다시 실행하면 이어서 합니다.", "Stopped; the next run goes on from here."),
            err=True,
        )
        raise typer.Exit(130) from None


@app.command()
def label_next(
    count: Annotated[int, typer.Option(min=1, help="How many ads.")] = 50,
    nights: Annotated[int, typer.Option(min=1, help="Out of the last so many scored nights.")] = 14,
    out: Annotated[Path | None, typer.Option(help="Writes them to this file too, as JSON lines.")] = None,
    lang: Lang = Language.ko,
) -> None:
    """Which crawled ads to label next, and why each of them."""
    from pipelines.label_next import propose
    from pipelines.night.proposal_table import print_proposals, write_proposals
    from pipelines.score import refuse_no_file

    if out is not None:
        refuse_no_file(out)
    proposed = propose(Settings().layout, count, nights)
    if out is not None:
        write_proposals(out, proposed, Say(lang))
    print_proposals(proposed, Say(lang))


@app.command()
def drift(
    nights: Annotated[int, typer.Option(min=1, help="The last nights that are scored.")] = 7,
    against: Annotated[int, typer.Option(min=1, help="The nights before, to compare with.")] = 28,
    out: Annotated[Path | None, typer.Option(help="A folder; data/drift/NIGHT by default.")] = None,
    lang: Lang = Language.ko,
) -> None:
    """What moved in the last nights, in figures and a picture; exit status 3 is an alarm."""
    from pipelines.drift import ALARM
    from pipelines.drift import run as measure

    if measure(Settings().layout, nights, against, out, Say(lang)):
        raise typer.Exit(ALARM)


def night_named(night: str) -> str:
    """Raises Stop for what is no date."""
    if not night:
        return tonight()
    try:
        return date.fromisoformat(night).isoformat()
    except ValueError:
        raise Stop(f"'{night}' is no night; a night is a date such as 2026-11-22.") from None


def main() -> None:
    """Exit status 0 when done, 2 with one sentence when the command cannot go on, 1 for a bug;
    3 when `drift` raises an alarm. `evidence` and `sources` keep the status of the program that they start.
    """
    switch_off_telemetry()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except (Stop, BadFile) as fault:
        sys.stderr.write(f"lurewatch: {fault}\n")
        sys.exit(2)


app.add_typer(stages)


if __name__ == "__main__":
    main()
