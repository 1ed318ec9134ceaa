"""A run of the benchmarks as one picture, drawn as SVG.

What each reader costs stands beside how it reads, with three bars for a reader, so
that none of the three is looked at without the others, and below them where this
program's own time goes. A run that has no readers but followed a scan's memory shows
that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.bench.result import OURS
from auditor.bench.tell import described
from auditor.report.templates import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.bench.result import BenchResult, ReaderResult

_WIDTH: Final = 150
"""Of the longest bar, in units of the picture."""

_STRIPE: Final = 840
"""Of the stages, together."""


_CHART: Final = (720, 240)
"""Width and height of the lines of memory."""

_GRID_BYTES: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class _Bar:
    length: float
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    bars: tuple[_Bar, ...]
    is_ours: bool


@dataclass(frozen=True, slots=True)
class _Part:
    x: float
    width: float
    text: str
    shade: float
    """0 is the darkest, 1 the lightest."""


def plot_of(result: BenchResult) -> str:
    """The run as an SVG document; without readers it says so."""
    read = [reader for reader in result.readers if not reader.absent]
    if result.growth and not read:
        return _plot_of_growth(result)
    ours = result.reader(OURS)
    return template("bench.svg.j2").render(
        rows=_rows(read),
        parts=list(_parts(ours)) if ours else [],
        headings=("CPU seconds a picture", "characters wrong", "words missed"),
        title=f"Reading {len(result.pictures)} pictures",
        caption=described(result),
    )


def _plot_of_growth(result: BenchResult) -> str:
    last = result.growth[-1].pictures or 1
    most = max(max(held.scan, held.worker, held.reading) for held in result.growth)
    top = (most // _GRID_BYTES + 1) * _GRID_BYTES

    def line(name: str) -> str:
        return " ".join(
            f"{held.pictures / last * _CHART[0]:.1f},"
            f"{(1 - getattr(held, name) / top) * _CHART[1]:.1f}"
            for held in result.growth
            # Between two pictures nobody reads.
            if getattr(held, name)
        )

    return template("growth.svg.j2").render(
        title=f"Memory over a scan of {last:,} pictures",
        lines=[
            ("reading a picture, as far as it has come", "#c3ccd5", line("reading")),
            ("the worker", "#1f6f5c", line("worker")),
            ("the scan itself", "#1c2430", line("scan")),
        ],
        grid=[
            ((1 - at / top) * _CHART[1], f"{at / 1e6:,.0f} MB")
            for at in range(0, top + 1, _GRID_BYTES)
        ],
        ticks=[(n / 5 * _CHART[0], f"{n * last // 5:,}") for n in range(6)],
        caption=described(result),
    )


def _rows(readers: Sequence[ReaderResult]) -> list[_Row]:
    values = [_values(reader) for reader in readers]
    most = [max(column, default=0.0) or 1.0 for column in zip(*values, strict=True)]
    return [
        _Row(
            reader.title,
            tuple(
                _Bar(value / top * _WIDTH, f"{value:.2f}" if seconds else f"{value:.1%}")
                for value, top, seconds in zip(row, most, (True, False, False), strict=True)
            ),
            reader.is_ours,
        )
        for reader, row in zip(readers, values, strict=True)
    ]


def _values(reader: ReaderResult) -> tuple[float, float, float]:
    accuracy = reader.accuracy
    missed = 0.0 if accuracy.recall is None else 1 - accuracy.recall
    return reader.cpu_seconds, accuracy.character_errors or 0.0, missed


def _parts(ours: ReaderResult) -> Iterator[_Part]:
    total = sum(ours.stages.values()) or 1.0
    stages = sorted(ours.stages.items(), key=lambda item: -item[1])
    x = 0.0
    for number, (name, seconds) in enumerate(stages):
        width = seconds / total * _STRIPE
        shade = number / max(len(stages) - 1, 1)
        yield _Part(x, width, f"{name} {seconds / total:.0%}", shade)
        x += width
