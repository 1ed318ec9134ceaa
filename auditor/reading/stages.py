"""Where reading a picture spends its time, for whoever asks.

A function that is the work of one stage is marked with its name. While nobody asks,
a mark costs one look at a context variable; who asks is told within his own context
only, so that two threads never count into one sum. A stage within another one counts
for itself, and the stages together are all that was spent.
"""

from __future__ import annotations

import struct
import time
from collections.abc import MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from mmap import mmap
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

P = ParamSpec("P")
T = TypeVar("T")

REST: Final = "rest"
"""The stage of all that is marked as no other."""

ENGINE: Final = "engine"
"""What the engine does beside its own stages."""


class SharedSeconds(MutableMapping[str, float]):
    """Seconds by stage that a process forked from this one adds to as well.

    The clock of a forked process begins anew, so that of `REST` nothing true is told.
    """

    _ENTRY: Final = struct.Struct("24sd")
    _MOST: Final = 64

    def __init__(self) -> None:
        self._memory = mmap(-1, self._MOST * self._ENTRY.size)

    def __getitem__(self, stage: str) -> float:
        for name, seconds in self._entries():
            if name == stage:
                return seconds
        raise KeyError(stage)

    def __setitem__(self, stage: str, seconds: float) -> None:
        names = [name for name, _ in self._entries()]
        place = names.index(stage) if stage in names else len(names)
        at = place * self._ENTRY.size
        self._ENTRY.pack_into(self._memory, at, stage.encode(), seconds)

    def __delitem__(self, stage: str) -> None:
        raise TypeError(f"what was spent on {stage} stays")

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._entries())

    def __len__(self) -> int:
        return sum(1 for _ in self._entries())

    def _entries(self) -> Iterator[tuple[str, float]]:
        for name, seconds in self._ENTRY.iter_unpack(self._memory):
            if not name.strip(b"\0"):
                return
            yield name.rstrip(b"\0").decode(), seconds


class _Stopwatch:
    """Which stage is under way, and how long each has been."""

    def __init__(
        self, clock: Callable[[], float], seconds: MutableMapping[str, float]
    ) -> None:
        self.seconds = seconds
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
    seconds: MutableMapping[str, float] | None = None,
) -> Iterator[Mapping[str, float]]:
    """Seconds by stage of what is done inside, complete when it is left.

    Args:
        clock: Seconds from any start; by default of this process's processor time.
        seconds: What they are added to, by default to nothing.
    """
    watch = _Stopwatch(clock, {} if seconds is None else seconds)
    token = _watch.set(watch)
    try:
        yield watch.seconds
    finally:
        watch.turn_to(REST)
        _watch.reset(token)
