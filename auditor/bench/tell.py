"""A run of the benchmarks, told: as tables on the terminal or in a page, and as a plot.

Both kinds of tables are made of the same rows, so that what a page shows is what the
terminal shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final

from auditor.bench.result import OURS, Unit
from auditor.bench.scale import CORES, NODES, SIZES, costs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.bench.comparison import Comparison
    from auditor.bench.result import BenchResult, Figure, ReaderResult
    from auditor.bench.scale import Costs

_NONE: Final = "–"

_PARTS: Final = 5
"""Stretches in which memory over a scan is told."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; all columns but the first hold figures."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(result: BenchResult, comparison: Comparison | None = None) -> list[Table]:
    """What a run found, table by table; those with nothing in them left out."""
    tables = [
        *_readers(result),
        *_stages(result),
        *_sections(result),
        *_growth(result),
        *_scale(result),
        *(_changes(comparison) if comparison else ()),
    ]
    return [table for table in tables if table.rows]


# --- the tables -----------------------------------------------------------------------


def _readers(result: BenchResult) -> Iterator[Table]:
    ours = result.reader(OURS)
    if ours is not None:
        yield Table(
            f"Reading {len(result.pictures)} pictures",
            (
                "reader",
                "version",
                "words read",
                "characters wrong",
                "CPU",
                "of ours",
                "wall",
                "to load",
                "memory",
            ),
            tuple(_reader_row(reader, ours) for reader in result.readers),
        )


def _reader_row(reader: ReaderResult, ours: ReaderResult) -> tuple[str, ...]:
    if reader.absent:
        return (reader.title, reader.absent, *(_NONE,) * 7)
    accuracy = reader.accuracy
    lost = sum(bool(picture.failure) for picture in reader.pictures)
    failed = f" ({lost} failed)" if lost else ""
    return (
        f"{reader.title}{failed}",
        reader.version,
        _percent(accuracy.recall),
        _percent(accuracy.character_errors),
        _seconds(reader.cpu_seconds),
        f"{reader.cpu_seconds / ours.cpu_seconds:.2f}",
        _seconds(reader.wall_seconds),
        _seconds(reader.load_cpu_seconds),
        f"{reader.peak_bytes / 1e6:,.0f} MB",
    )


def _stages(result: BenchResult) -> Iterator[Table]:
    for reader in result.readers:
        total = sum(reader.stages.values())
        if total:
            count = len(reader.pictures)
            rows = sorted(reader.stages.items(), key=lambda item: -item[1])
            yield Table(
                f"Where {reader.title} spends it, a picture",
                ("stage", "CPU", "share"),
                tuple(
                    (name, _seconds(seconds / count), _percent(seconds / total))
                    for name, seconds in rows
                ),
            )


def _sections(result: BenchResult) -> Iterator[Table]:
    sections = dict.fromkeys(figure.section for figure in result.figures)
    for section in sections:
        rows = [figure for figure in result.figures if figure.section == section]
        yield Table(
            section.capitalize(),
            ("what", "measured"),
            tuple((figure.title, _figure(figure)) for figure in rows),
        )


def _growth(result: BenchResult) -> Iterator[Table]:
    if not result.growth:
        return
    last = result.growth[-1].pictures
    yield Table(
        f"Memory over a scan of {last:,} pictures, in MB",
        ("pictures done", "the scan", "its worker", "reading a picture, at most"),
        tuple(
            _growth_row(result, part * last // _PARTS, (part + 1) * last // _PARTS)
            for part in range(_PARTS)
        ),
    )


def _growth_row(result: BenchResult, start: int, end: int) -> tuple[str, ...]:
    """The means of a stretch, since what is held goes up and down."""
    seen = [held for held in result.growth if start < held.pictures <= end]
    if not seen:
        return (f"{start:,} to {end:,}", *(_NONE,) * 3)
    return (
        f"{start:,} to {end:,}",
        f"{sum(held.scan for held in seen) / len(seen) / 1e6:.1f}",
        f"{sum(held.worker for held in seen) / len(seen) / 1e6:.1f}",
        f"{max(held.reading for held in seen) / 1e6:.0f}",
    )


def _scale(result: BenchResult) -> Iterator[Table]:
    costs = costs_of(result)
    if costs is None:
        return
    yield Table(
        "Costs of a photo",
        ("what", "CPU"),
        (
            ("a photo, scanned and judged", _seconds(costs.photo)),
            (
                f"a gigabyte of photos of {costs.photo_bytes / 1e3:,.0f} kB",
                _seconds(costs.gigabyte),
            ),
        ),
    )
    phases = list(costs.phases(1))
    yield Table(
        "Where the time goes, one worker",
        ("files", "CPU", *phases),
        tuple(_phases_row(costs, files) for files in SIZES),
    )
    yield Table(
        f"On nodes of {CORES} cores, on the wall",
        ("files", *(f"{nodes} node{'s' * (nodes > 1)}" for nodes in NODES)),
        tuple(
            (f"{files:,}", *(_seconds(costs.wall(files, nodes * CORES)) for nodes in NODES))
            for files in SIZES
        ),
    )


def _phases_row(costs: Costs, files: int) -> tuple[str, ...]:
    phases = costs.phases(files)
    total = sum(phases.values())
    shares = (_percent(seconds / total) for seconds in phases.values())
    return (f"{files:,}", _seconds(total), *shares)


def _changes(comparison: Comparison) -> Iterator[Table]:
    yield Table(
        "Against the earlier run",
        ("what", "before", "now", "ratio", ""),
        tuple(
            (
                change.title,
                f"{change.before:.4g}",
                f"{change.after:.4g}",
                _NONE if change.ratio is None else f"{change.ratio:.2f}",
                "worse" if change.worse else "",
            )
            for change in comparison.changes
        ),
    )


# --- values ---------------------------------------------------------------------------


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return figure.note
    match figure.unit:
        case Unit.SECONDS:
            return _seconds(figure.value)
        case Unit.WALL_SECONDS:
            return f"{_seconds(figure.value)} on the wall"
        case Unit.BYTES:
            return f"{figure.value / 1e6:,.0f} MB"
        case Unit.SHARE:
            return _percent(figure.value)
        case Unit.PER_SECOND | Unit.PER_MINUTE | Unit.RATIO:
            return f"{figure.value:,.3g} {figure.unit}"


def _seconds(seconds: float) -> str:
    """In the unit that a person would use, with three figures or so."""
    if seconds < 0:
        return f"-{_seconds(-seconds)}"
    return next(
        f"{seconds / one:{digits}} {unit}"
        for least, one, digits, unit in _TIMES
        if seconds >= least
    )


_TIMES: Final = (
    (2 * 86_400, 86_400, ",.1f", "days"),
    (2 * 3_600, 3_600, ".1f", "h"),
    (120, 60, ".1f", "min"),
    (10, 1, ".1f", "s"),
    (0.1, 1, ".2f", "s"),
    (0.001, 1e-3, ".1f", "ms"),
    (0, 1e-6, ".0f", "µs"),
)
"""From so many seconds on, what one of the unit is in seconds, its digits and its name."""


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{share * 100:.1f} %"


# --- the ways to tell them --------------------------------------------------------------


def described(result: BenchResult) -> str:
    """When and where it was measured, in a sentence."""
    machine = result.machine
    return (
        f"auditor {result.versions.get('auditor', '')}, {result.date}, "
        f"{machine.processor}, {machine.cores} cores, Python {machine.python}, "
        f"least of {result.repeat}; processor seconds unless it says otherwise."
    )


def tables_as_text(tables: Sequence[Table], result: BenchResult, *, color: bool) -> str:
    """For a terminal; tables are as wide as they need to be."""
    from rich.table import Table as Grid
    from rich.text import Text

    from auditor.report.printable import printable
    from auditor.report.terminal import console_on

    out = StringIO()
    console = console_on(out, color=color, width=140)
    console.print(Text(printable(described(result))))
    for table in tables:
        grid = Grid(title=table.title, title_justify="left")
        for number, heading in enumerate(table.headings):
            grid.add_column(heading, justify="right" if number else "left")
        for row in table.rows:
            grid.add_row(*(Text(printable(cell)) for cell in row))
        console.print(grid)
    return out.getvalue()


def tables_as_markdown(tables: Sequence[Table], result: BenchResult) -> str:
    """For a page."""
    from auditor.report.markdown import safe

    parts = [f"{described(result)}\n"]
    for table in tables:
        lines = [
            f"### {table.title}",
            "",
            f"| {' | '.join(table.headings)} |",
            f"| --- |{' ---: |' * (len(table.headings) - 1)}",
            *(f"| {' | '.join(map(safe, row))} |" for row in table.rows),
        ]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
