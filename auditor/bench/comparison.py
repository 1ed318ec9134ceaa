"""One run of the benchmarks held against an earlier one.

Accuracy on the same pictures must not get worse at all. Processor seconds may differ
by a tolerance, and only of runs on one kind of machine; what depends on the clock on
the wall is told and never held against the program, and neither are other readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.bench.result import BenchResult, Figure, ReaderResult

_ROUNDING: Final = 1e-9

_NOTICEABLE: Final = 0.0005
"""Seconds below which a difference is no cost that anybody notices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that both runs measured."""

    id: str
    title: str
    before: float
    after: float
    worse: bool
    """By more than it may be."""

    @property
    def ratio(self) -> float | None:
        """The later over the earlier."""
        return self.after / self.before if self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two runs have in common."""

    changes: tuple[Change, ...]
    remarks: tuple[str, ...]
    """Why some of it was not compared."""

    @property
    def worse(self) -> tuple[Change, ...]:
        """The changes for the worse."""
        return tuple(change for change in self.changes if change.worse)


def compare(old: BenchResult, new: BenchResult, tolerance: float) -> Comparison:
    """The changes from one run to a later one.

    Args:
        tolerance: Share by which a cost of ours may grow, as in 0.1.
    """
    alike = _kind(old) == _kind(new)
    same = [p.sha256 for p in old.pictures] == [p.sha256 for p in new.pictures]
    remarks = []
    if not alike:
        remarks.append("another kind of machine: costs are told and count neither way")
    if not same:
        remarks.append("other pictures: costs are told and count neither way")
    held = tolerance if alike and same else None
    changes = [*(_readers(old, new, held) if same else ()), *_figures(old, new, held)]
    return Comparison(changes=tuple(changes), remarks=tuple(remarks))


def _kind(result: BenchResult) -> tuple[str, int]:
    return result.machine.processor, result.machine.cores


def _readers(
    old: BenchResult, new: BenchResult, tolerance: float | None
) -> Iterator[Change]:
    for after in new.readers:
        before = old.reader(after.name)
        if before is None or after.absent:
            continue
        yield _cost(
            f"reading.{after.name}",
            f"{after.title}, a picture",
            before.cpu_seconds,
            after.cpu_seconds,
            tolerance if after.is_ours else None,
        )
        yield from _accuracy(before, after, held=after.is_ours)


def _accuracy(before: ReaderResult, after: ReaderResult, *, held: bool) -> Iterator[Change]:
    one, two = before.accuracy, after.accuracy
    if one.recall is not None and two.recall is not None:
        yield Change(
            id=f"reading.{after.name}.words",
            title=f"{after.title}, words read",
            before=one.recall,
            after=two.recall,
            worse=held and two.recall < one.recall - _ROUNDING,
        )
    if one.character_errors is not None and two.character_errors is not None:
        yield Change(
            id=f"reading.{after.name}.characters",
            title=f"{after.title}, characters wrong",
            before=one.character_errors,
            after=two.character_errors,
            worse=held and two.character_errors > one.character_errors + _ROUNDING,
        )


def _figures(
    old: BenchResult, new: BenchResult, tolerance: float | None
) -> Iterator[Change]:
    for figure in new.figures:
        before = old.figure(figure.id)
        if before is None or figure.value is None:
            continue
        held = tolerance if figure.is_firm else None
        if figure.more_is_better:
            yield _gain(figure, before, held)
        else:
            yield _cost(figure.id, figure.title, before, figure.value, held)


def _gain(figure: Figure, before: float, tolerance: float | None) -> Change:
    after = figure.value or 0.0
    worse = tolerance is not None and before > after * (1 + tolerance)
    return Change(id=figure.id, title=figure.title, before=before, after=after, worse=worse)


def _cost(
    id_: str, title: str, before: float, after: float, tolerance: float | None
) -> Change:
    worse = (
        tolerance is not None
        and after > before * (1 + tolerance)
        and after - before > _NOTICEABLE
    )
    return Change(id=id_, title=title, before=before, after=after, worse=worse)
