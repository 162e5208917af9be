"""One night at a time: a lock that the kernel lets go of when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.faults import Stop
from records.layout import Layout

PATIENCE = 30.0
"""Seconds given to a killed night's crawler, which holds the lock until it has put its work away."""


@contextmanager
def one_night(layout: Layout) -> Iterator[int]:
    """Yields the lock's descriptor, to be handed to programs that must not outlive the night unseen.

    Raises Stop when another night is at work.
    """
    path = layout.nights / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Stop(f"{path} cannot be made: {error.strerror}.") from None
    try:
        _acquire(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace")
            if _is_alive(holder) or time.monotonic() > until:
                raise Stop(f"Another night is at work (process {holder or 'unknown'}).") from None
            time.sleep(0.2)


def _is_alive(holder: str) -> bool:
    if not holder.isdecimal():
        return False
    try:
        os.kill(int(holder), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
