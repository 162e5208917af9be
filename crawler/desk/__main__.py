"""The desk of the sources: which there are and how they are, a look at one, a new one.

Exit 0 when done, 1 when a page gave nothing, 2 with one sentence when the command cannot go on.
Times are Seoul's.
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from crawler.desk.commands import run_add, run_golden, run_list, run_test
from crawler.desk.golden import BadCase
from crawler.entries import PLATFORMS, web_address
from crawler.logs import log_faults_to_stderr
from crawler.sources import BadSources
from records.jsonl import BadFile

HERE = Path(__file__).parents[1]


def main(arguments: list[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    log_faults_to_stderr()
    console = Console(highlight=False, emoji=False, markup=False)
    try:
        status: int = asked.run(asked, console)
    except (BadSources, BadCase, BadFile) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return status


def address(value: str) -> str:
    try:
        return web_address(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="lurewatch sources", description=(__doc__ or "").partition("\n")[0])
    whole.add_argument("--sources", type=Path, default=HERE / "sources.yml", help="the sources file")
    whole.add_argument("--data", type=Path, default=Path("data"), help="the data folder")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("list", help="all sources: last run, yield, health, when next due")
    one.set_defaults(run=run_list)
    pages = Path("tests/fixtures/pages")
    one = commands.add_parser("test", help="fetch one list page and one post, show the records, keep nothing")
    one.set_defaults(run=run_test)
    one.add_argument("name", help="the source's name")
    one.add_argument("--page", type=address, metavar="URL", help="this list page instead of the first")
    one.add_argument("--native-id", default="", metavar="ID", help="the --page is the page of this post")
    one.add_argument("--cache", type=Path, metavar="FOLDER", help="ask for each page once, then read it here")
    one.add_argument("--save", metavar="CASE", help="save the pages as golden tests CASE-list and CASE-post")
    one.add_argument("--pages", type=Path, default=pages, help="the folder of golden pages")
    one = commands.add_parser("add", help="detect the platform of a list page and write its entry")
    one.set_defaults(run=run_add)
    one.add_argument("url", type=address, metavar="URL", help="a list of posts, a feed, a sitemap, a channel")
    one.add_argument("--name", help="its name; made of its address unless told")
    one.add_argument("--enable", action="store_true", help="switch it on at once")
    one.add_argument("--local", action="store_true", help="the site is on this machine")
    one = commands.add_parser("golden", help="make a golden test of a page that a browser saved")
    one.set_defaults(run=run_golden)
    one.add_argument("file", type=Path, help="the saved page")
    one.add_argument("--platform", required=True, choices=PLATFORMS, help="the spider that reads it")
    one.add_argument("--url", required=True, type=address, help="where it came from")
    one.add_argument("--kind", required=True, choices=("list", "post"))
    one.add_argument("--native-id", default="", metavar="ID", help="the post's own id, as lists name it")
    one.add_argument("--post", metavar="PATTERN", help="jobposting only: what a post's address looks like")
    one.add_argument("--content-type", help="what the server said; text/html unless told")
    one.add_argument("--case", help="the name of the test; that of the file unless told")
    one.add_argument("--pages", type=Path, default=pages, help="the folder of golden pages")
    return whole


if __name__ == "__main__":
    sys.exit(main())
