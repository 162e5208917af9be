"""Progress on standard error while something works; nothing where nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


def error_console() -> Console:
    return Console(file=sys.stderr, highlight=False)


@contextmanager
def watch_file(path: Path, doing: str) -> Iterator[Callable[[int], None]]:
    """A bar of the bytes read of one file; the block tells it how many more were read."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    size = path.stat().st_size if path.is_file() else None
    console = error_console()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(doing, total=size or None)
        yield lambda count: progress.advance(task, count)


@contextmanager
def watch_steps() -> Iterator[Progress]:
    """Lines that appear as the work finds them: one a source, one a step."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(20), TimeElapsedColumn())
    console = error_console()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield progress


@contextmanager
def watch_count(doing: str) -> Iterator[Callable[[int], None]]:
    """How many are done, where the end is not known; the block tells it how many more."""
    done = 0
    with watch_steps() as progress:
        task = progress.add_task(doing, total=None)

        def count(more: int) -> None:
            nonlocal done
            done += more
            progress.update(task, description=f"{doing}: {done:,} ads")

        yield count


@contextmanager
def watch_known(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of steps; the block tells it how many are done, and of how many."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = error_console()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def say_step(sentence: str) -> None:
    """One line of what is being done, on a terminal or in a log."""
    error_console().print(sentence, markup=False, soft_wrap=True)
