"""What stands near what on a page, found without a look at all that stands on it.

A page may hold a hundred lines or a hundred thousand. Whoever holds each of them
against every other waits for their square.
"""

from __future__ import annotations

from math import floor, isfinite
from statistics import median
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.model import Line

T = TypeVar("T")

_MOST_SHELVES: Final = 64
"""Of one thing: what spans more of the page than this is near to everything."""


def by_row(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """The lines of a page by the printed row that they stand on, each row as given."""
    rows: dict[int, list[Line]] = {}
    for line in lines:
        rows.setdefault(line.row, []).append(line)
    return rows


def right_of(line: Line, row: Sequence[Line]) -> list[Line]:
    """The lines of a row that begin right of one of it, nearest first."""
    right = (other for other in row if other.box.x0 > line.box.x1)
    return sorted(right, key=lambda other: other.box.x0)


class Shelves(Generic[T]):
    """Things by the stretch that each takes of a page's height, or of its width."""

    __slots__ = ("_shelves", "_step", "_things", "_wide")

    def __init__(self, things: Iterable[tuple[float, float, T]]) -> None:
        """`things`: where each begins and ends, and itself."""
        self._things = tuple(things)
        spans = [high - low for low, high, _ in self._things]
        self._step = max(2 * median(spans), 1.0) if spans else 1.0
        self._shelves: dict[int, list[int]] = {}
        self._wide: list[int] = []
        for number, (low, high, _) in enumerate(self._things):
            shelves = self._between(low, high)
            # Written so that an infinite stretch, which has no shelves, is too wide.
            if shelves is None or len(shelves) > _MOST_SHELVES:
                self._wide.append(number)
                continue
            for shelf in shelves:
                self._shelves.setdefault(shelf, []).append(number)

    def meeting(self, low: float, high: float) -> list[T]:
        """What has a point in common with a stretch, its ends included; as given."""
        shelves = self._between(low, high)
        if shelves is None or len(shelves) > len(self._shelves):
            near: Iterable[int] = range(len(self._things))
        elif len(shelves) == 1 and not self._wide:
            near = self._shelves.get(shelves[0], ())
        else:
            numbers = set(self._wide)
            for shelf in shelves:
                numbers.update(self._shelves.get(shelf, ()))
            near = sorted(numbers)
        found = (self._things[number] for number in near)
        return [thing for start, end, thing in found if start <= high and low <= end]

    def _between(self, low: float, high: float) -> range | None:
        """Numbers of the shelves of a stretch; None where it has no end."""
        if not isfinite(high - low):
            return None
        return range(floor(low / self._step), floor(high / self._step) + 1)
