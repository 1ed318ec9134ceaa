"""How much time a piece of work takes: of the processor, and on the wall.

Processor time is that of this process and of all its children that have ended, so
that a reader which starts a program pays for it.
"""

from __future__ import annotations

import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


@dataclass(slots=True)
class Spent:
    """Seconds; filled when the work has ended."""

    cpu: float = 0.0
    wall: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """The time of what is done inside, known when it is left."""
    spent = Spent()
    cpu, wall = _processor_seconds(), time.perf_counter()
    try:
        yield spent
    finally:
        spent.cpu = _processor_seconds() - cpu
        spent.wall = time.perf_counter() - wall


def least(work: Callable[[], object], repeat: int) -> Spent:
    """The least of several runs: a busy machine adds time, and never takes any away."""
    runs = []
    for _ in range(repeat):
        with spending() as spent:
            work()
        runs.append(spent)
    return Spent(min(run.cpu for run in runs), min(run.wall for run in runs))


def _processor_seconds() -> float:
    usages = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_bytes() -> int:
    """The most memory that this process, or one of its ended children, ever held."""
    usages = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    # In kilobytes, but on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return max(usage.ru_maxrss for usage in usages) * unit
