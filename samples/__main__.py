"""`python -m samples`: serves the sample web on loopback and says where, in one JSON line."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from samples.answers import Site
from samples.board import Board
from samples.channel import Channel
from samples.portal import Portal
from samples.posts import EDITIONS
from samples.server import SiteServer, open_sites, serve

SOURCES = """\
# Written by `python -m samples`: the sample web on this machine.
contact: "operator@lurewatch.example"

sources:
  - name: sample-portal
    platform: jobposting
    start: ["{portal}/jobs", "{portal}/sitemap.xml"]
    post: /jobs/(\\d+)$
    local: true

  - name: sample-board
    platform: gnuboard
    start: ["{board}/bbs/board.php?bo_table=job"]
    local: true

  - name: sample-channel
    platform: telegram
    start: ["{channel}/s/yaja_ilgam"]
    local: true
"""


def main() -> int:
    asked = _parser().parse_args()
    sites: list[Site] = [Portal(asked.edition), Board(asked.edition), Channel(asked.edition)]
    try:
        servers = open_sites(sites, asked.port, asked.pause)
    except OSError as error:
        sys.stderr.write(f"The sample web cannot use port {asked.port}: {error.strerror}.\n")
        return 2
    bases = {name: server.base for name, server in servers.items()}
    if asked.write_sources:
        write_sources(asked.write_sources, servers)
    sys.stdout.write(json.dumps(bases) + "\n")
    sys.stdout.flush()
    try:
        serve(list(servers.values()))
    except KeyboardInterrupt:
        return 0
    return 0


def write_sources(path: Path, servers: Mapping[str, SiteServer]) -> None:
    """Writes the crawler's sources file for these addresses, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(SOURCES.format(**{name: server.base for name, server in servers.items()}), "utf-8")
    part.replace(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the first of three ports; 0 takes free ones")
    parser.add_argument(
        "--edition", type=int, choices=EDITIONS, default=1, help="2 is the same web a day later"
    )
    parser.add_argument(
        "--write-sources", type=Path, metavar="FILE", help="write a sources file for the crawler"
    )
    parser.add_argument(
        "--pause",
        type=float,
        default=0,
        metavar="SECONDS",
        help="before each answer, to watch a crawl at work",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
