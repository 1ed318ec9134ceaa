"""How far a scan has come, for a person who waits: rate, time left and counts.

On a terminal one line that stays in place and vanishes at the end; elsewhere, as in
a log, a line now and then.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.batch.scan import Progress

_FIRST_LINE: Final = 10.0
_NEXT_LINE: Final = 30.0
"""Seconds between two lines of a log; a short scan writes none."""


@contextmanager
def shown_progress(
    *, quiet: bool, say: Callable[[str], None]
) -> Iterator[Callable[[Progress], None] | None]:
    """Something to call with the counts; `say` writes one line where there is no
    terminal."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _lines(say)


def _lines(say: Callable[[str], None]) -> Callable[[Progress], None]:
    due = time.monotonic() + _FIRST_LINE

    def told(progress: Progress) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due:
            due = now + _NEXT_LINE
            say(progress_line(progress, now))

    return told


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def told(progress: Progress) -> None:
            bar.update(
                task,
                total=progress.files,
                completed=progress.looked_at,
                description=progress_line(progress, time.monotonic()),
            )

        yield told


def progress_line(progress: Progress, now: float) -> str:
    """The counts in words; `now` by the clock of `Progress.started`."""
    counts = [
        f"{progress.verdicts[word]:,} {word}" for word in ("pass", "fail", "incomplete")
    ]
    if progress.unread:
        counts.append(f"{progress.unread:,} unreadable")
    if progress.verdicts["aside"]:
        counts.append(f"{progress.verdicts['aside']:,} put aside")
    parts = [f"{progress.done:,} of {progress.products:,} products"]
    seconds = now - progress.started
    if progress.read and seconds > 0:
        rate = progress.read / seconds
        parts.append(f"{rate:.1f} files/s")
        left = progress.files - progress.looked_at
        if left > 0:
            parts.append(f"{_duration(left / rate)} left")
    return f"{', '.join(parts)}: {', '.join(counts)}"


def _duration(seconds: float) -> str:
    """Two units at most: what is left is a guess."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
