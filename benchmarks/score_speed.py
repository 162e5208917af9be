"""How fast `lurewatch score` is over a file of ads, start-up included, and what memory it takes.

python benchmarks/score_speed.py ADS.jsonl.gz [--command read] [--workers 2]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from process_tree import run_and_watch

from records.jsonl import open_bytes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ads", type=Path)
    parser.add_argument("--command", choices=["score", "read"], default="score")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        lurewatch = [sys.executable, "-m", "pipelines.cli", asked.command, str(asked.ads), str(out)]
        watched = run_and_watch([*lurewatch, "--workers", str(asked.workers)])
        if watched.status != 0:
            sys.exit(watched.status)
        with open_bytes(out) as lines:
            count = sum(1 for _ in lines)
    print(f"{count:,} ads in {watched.seconds:.1f} s: {count / watched.seconds:,.0f} ads a second")
    a_second = count / watched.cpu_seconds
    print(f"{watched.cpu_seconds:,.0f} s of processor time: {a_second:,.0f} ads a second and core")
    print(f"peak {watched.peak_mib:,.0f} MiB in {watched.processes} processes")


if __name__ == "__main__":
    main()
