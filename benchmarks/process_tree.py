"""Runs a command and watches the memory of its whole process tree, from Linux's /proc."""

import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1
"""Seconds between two looks."""


@dataclass(frozen=True)
class Watched:
    """Resident sets are summed, so that pages shared by processes count more than once."""

    status: int
    seconds: float
    cpu_seconds: float
    """Of the whole tree: what stays the same when the machine is busy with other things."""
    peak_mib: float
    processes: int


def run_and_watch(command: Sequence[str], quiet: bool = False) -> Watched:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    peak = processes = 0
    said = subprocess.DEVNULL if quiet else None
    with subprocess.Popen(command, stdout=said, stderr=said) as process:
        while process.poll() is None:
            tree = [process.pid, *descendants(process.pid)]
            peak = max(peak, sum(resident_kib(pid) for pid in tree))
            processes = max(processes, len(tree))
            time.sleep(EVERY)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Watched(process.returncode, time.monotonic() - began, cpu, peak / 1024, processes)


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in listed.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def resident_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
