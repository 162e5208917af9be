"""`python -m samples`: serves the sample web on loopback and says where, in one JSON line."""

import argparse
import json
import sys
from pathlib import Path

from samples.posts import EDITIONS
from samples.server import open_sites, serve
from samples.sites import sites_of
from samples.sources import write_sources


def main() -> int:
    asked = _parser().parse_args()
    try:
        servers = open_sites(sites_of(asked.edition), asked.port, asked.pause)
    except OSError as error:
        sys.stderr.write(f"The sample web cannot use port {asked.port}: {error.strerror}.\n")
        return 2
    bases = {name: server.base for name, server in servers.items()}
    if asked.write_sources:
        write_sources(asked.write_sources, bases, asked.edition)
    sys.stdout.write(json.dumps(bases) + "\n")
    sys.stdout.flush()
    try:
        serve(list(servers.values()))
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=0, help="the first port, one a site from there; 0 takes free ones"
    )
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
