"""Where reading a picture spends its time, for whoever asks.

A function that is the work of one stage is marked with its name. While nobody asks,
a mark costs one look at a context variable; who asks is told within his own context
only, so that two threads never count into one sum. A stage within another one counts
for itself, and the stages together are all that was spent.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

P = ParamSpec("P")
T = TypeVar("T")

REST: Final = "rest"
"""The stage of all that is marked as no other."""


class _Stopwatch:
    """Which stage is under way, and how long each has been."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds: dict[str, float] = {}
        self._clock = clock
        self._stage = REST
        self._since = clock()

    def turn_to(self, stage: str) -> str:
        """Count for this stage from now on; gives the one that was under way."""
        now, before = self._clock(), self._stage
        self.seconds[before] = self.seconds.get(before, 0.0) + now - self._since
        self._stage, self._since = stage, now
        return before


_watch: ContextVar[_Stopwatch | None] = ContextVar("stopwatch", default=None)


def stage(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a function as the work of one stage."""

    def marked(work: Callable[P, T]) -> Callable[P, T]:
        @wraps(work)
        def timed(*args: P.args, **kwargs: P.kwargs) -> T:
            watch = _watch.get()
            if watch is None:
                return work(*args, **kwargs)
            before = watch.turn_to(name)
            try:
                return work(*args, **kwargs)
            finally:
                watch.turn_to(before)

        return timed

    return marked


@contextmanager
def timed_stages(
    clock: Callable[[], float] = time.process_time,
) -> Iterator[Mapping[str, float]]:
    """Seconds by stage of what is done inside, complete when it is left.

    Args:
        clock: Seconds from any start; by default of this process's processor time.
    """
    watch = _Stopwatch(clock)
    token = _watch.set(watch)
    try:
        yield watch.seconds
    finally:
        watch.turn_to(REST)
        _watch.reset(token)
