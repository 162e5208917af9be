"""`python -m crawler`: one night's crawl over the sources of a file.

Progress goes to stdout as JSON lines, the log to stderr. Exit 0 when every source ran or failed
by itself, 2 with one sentence when nothing could run.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

from crawler.due import due_sources
from crawler.logs import log_to_stderr
from crawler.night import CannotRun, crawl_night
from crawler.sources import BadSources, read_sources
from crawler.walk import utc_now
from records.jsonl import BadFile
from records.layout import Layout, tonight
from records.reports import CrawlReport

HERE = Path(__file__).parent
CACHE = "to write a reader by: ask for each page once, then read it from this folder; it is no evidence"


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    log_to_stderr()
    try:
        sources = read_sources(asked.sources)
        chosen = sources.chosen(asked.source)
        if not chosen:
            raise BadSources(f"{asked.sources} has no enabled source.")
        layout = Layout(asked.data)
        if asked.due:
            enabled, chosen = chosen, due_sources(chosen, layout, utc_now())
            sys.stderr.write(f"{len(chosen):,} of {len(enabled):,} sources are due.\n")
        report = crawl_night(sources.contact, chosen, asked.night, layout, asked.cache)
    except (BadSources, BadFile, CannotRun) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _show(report, {source.name for source in chosen})
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    parser.add_argument("--sources", type=Path, default=HERE / "sources.yml", help="the sources file")
    parser.add_argument("--night", type=_night, default=tonight(), help="its date in Seoul, 2026-11-22")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data folder")
    parser.add_argument("--due", action="store_true", help="of these only the sources whose time has come")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help=CACHE)
    parser.add_argument("source", nargs="*", help="only these sources")
    return parser


def _night(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{value}' is not a date such as 2026-11-22") from None


def _show(report: CrawlReport, names: set[str]) -> None:
    for source in report.sources:
        if source.source in names:
            rejects = ", ".join(f"{count} {reason}" for reason, count in source.rejected.items())
            sys.stderr.write(
                f"{source.source}: {source.seen:,} seen = {source.new:,} new + {source.edited:,} edited"
                f" + {source.unchanged:,} unchanged + {sum(source.rejected.values()):,} rejected"
                f"{f' ({rejects})' if rejects else ''}; {source.gone:,} gone\n"
            )
            for sentence in filter(None, (source.error, *source.warnings)):
                sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
