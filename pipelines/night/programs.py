"""The other programs of the house, started as processes: crawler, samples, review."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from pipelines.faults import Stop

PATIENCE = 20.0
"""Seconds a program is given to put its work away when it is asked to end."""
PR_SET_PDEATHSIG = 1


def _ends_with_parent() -> Callable[[], None] | None:
    """On Linux a program is told to end when the process that started it is killed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def running(
    module: str, arguments: Sequence[str], *, log: IO[bytes] | int | None = None, lock: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`python -m module arguments` with its standard output to read; ended with the block."""
    process = subprocess.Popen(  # noqa: S603 (our own modules, arguments as a list)
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=log,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if lock is None else (lock,),
        preexec_fn=_ends_with_parent(),
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def run(module: str, arguments: Sequence[str], *, timeout: float | None = None) -> str:
    """Runs to the end and gives what was printed.

    Raises Stop with the program's last sentence, also where it took longer than `timeout` seconds.
    """
    try:
        finished = subprocess.run(  # noqa: S603 (our own modules, arguments as a list)
            [sys.executable, "-m", module, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=timeout,
            preexec_fn=_ends_with_parent(),
        )
    except subprocess.TimeoutExpired:
        raise Stop(f"python -m {module} was ended after {timeout:,.0f} seconds.") from None
    if finished.returncode != 0:
        raise Stop(f"python -m {module} failed: {last_line(finished.stderr) or finished.returncode}")
    return finished.stdout


def pass_through(module: str, arguments: Sequence[str]) -> int:
    """Runs it with this program's own input and output, and gives its exit status."""
    return subprocess.run(  # noqa: S603 (our own modules, arguments as a list)
        [sys.executable, "-m", module, *arguments], check=False, preexec_fn=_ends_with_parent()
    ).returncode


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
