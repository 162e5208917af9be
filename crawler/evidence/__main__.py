"""`python -m crawler.evidence`: the kept originals, checked, exported and pictured.

Exit 0 when done and nothing has changed, 1 when `verify` found a fault, 3 when nothing has changed but
ads are without evidence, 2 with one sentence when a file cannot be used.
"""

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from crawler.evidence.browser import NoBrowser
from crawler.evidence.coverage import ads_without_evidence
from crawler.evidence.entries import nights
from crawler.evidence.export import NoEvidence, export_folder, export_wacz
from crawler.evidence.screenshot import take_screenshots
from crawler.evidence.verify import size_of_evidence, verify
from crawler.logs import log_to_stderr, printable
from records.jsonl import BadFile
from records.layout import Layout


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    log_to_stderr()
    layout = Layout(asked.data)
    try:
        match asked.command:
            case "verify":
                return _verify(layout, asked.head)
            case "export":
                said = (export_wacz if asked.wacz else export_folder)(layout, asked.ad, asked.out)
            case _:
                drawn = take_screenshots(layout, asked.ad, night=asked.night, seconds=asked.seconds)
                said = json.dumps(asdict(drawn)) if asked.json else drawn.sentence()
    except (BadFile, NoEvidence) as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return 2
    except NoBrowser as error:
        said = json.dumps({"lack": str(error)}) if asked.json else str(error)
    sys.stdout.write(f"{printable(said)}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lurewatch evidence", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data folder")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="recompute every digest, name ads without evidence")
    check.add_argument("--head", metavar="DIGEST", help="a head noted earlier, which must be in the chain")
    export = commands.add_parser("export", help="all originals of an ad, with what proves them")
    export.add_argument("ad", help="its ad_id, sample-board:job/3145")
    export.add_argument("out", type=Path, help="a folder that does not exist yet; with --wacz a file")
    export.add_argument("--wacz", action="store_true", help="one file for a replay viewer")
    picture = commands.add_parser("screenshot", help="picture the kept pages as a browser shows them")
    picture.add_argument("ad", nargs="+", help="ad_ids")
    picture.add_argument("--night", help="only what this night kept, 2026-11-22")
    picture.add_argument(
        "--seconds", type=float, default=math.inf, help="after so many no further page is begun"
    )
    picture.add_argument("--json", action="store_true", help="say what was done as one JSON line")
    return parser


def _verify(layout: Layout, head: str | None) -> int:
    if not nights(layout) and head is None:
        raise NoEvidence(f"No evidence is kept under {layout.root}.")
    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        task = progress.add_task("verify", total=size_of_evidence(layout))
        verdict = verify(layout, head, lambda count: progress.advance(task, count))
    for line in (*verdict.faults, verdict.sentence()):
        sys.stdout.write(f"{printable(line)}\n")
    lacking = list(ads_without_evidence(layout))
    for ad in lacking:
        sys.stdout.write(f"{printable(ad)} has no evidence\n")
    if lacking:
        sys.stdout.write(f"{len(lacking):,} without evidence\n")
    return 1 if verdict.faults else 3 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
