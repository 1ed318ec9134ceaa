"""A run of the benchmarks as one picture: what each reader costs beside how it reads.

Drawn as SVG with three bars for a reader, so that none of the three is looked at
without the others, and below them where this program's own time goes.
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
    ours = result.reader(OURS)
    return template("bench.svg.j2").render(
        rows=_rows(read),
        parts=list(_parts(ours)) if ours else [],
        headings=("CPU seconds a picture", "characters wrong", "words missed"),
        title=f"Reading {len(result.pictures)} pictures",
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
