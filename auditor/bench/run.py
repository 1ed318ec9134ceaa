"""One run of the benchmarks: the sections in order, each on what was read once."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from auditor.bench.growth import measure_growth
from auditor.bench.labels import (
    measure_judging,
    measure_parsing,
    measure_reports,
    shelf_of,
)
from auditor.bench.processes import measure_startup
from auditor.bench.reading import apart, chosen_readers, load_material, read_all
from auditor.bench.result import (
    OURS,
    BenchResult,
    Figure,
    installed_versions,
    this_machine,
)
from auditor.bench.scans import (
    measure_memory,
    measure_opening,
    measure_scale,
    measure_scan,
)
from auditor.errors import UsageError
from auditor.reading.document import READER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date
    from pathlib import Path

    from auditor.bench.reading import Material, Readings
    from auditor.bench.result import Held


class Section(StrEnum):
    """What can be measured by itself."""

    READING = "reading"
    PARSING = "parsing"
    JUDGING = "judging"
    REPORTS = "reports"
    SCAN = "scan"
    STARTUP = "startup"
    MEMORY = "memory"
    SCALE = "scale"


def measure(
    folder: Path,
    *,
    sections: Collection[Section],
    peers: Sequence[str],
    repeat: int,
    files: int,
    many: int,
    today: date,
    told: Callable[[str], None],
) -> BenchResult:
    """Measure on the transcribed pictures and PDFs of a folder.

    Args:
        peers: Other readers by name; none given means all that are installed.
        repeat: How often what is quick, and every picture, is done; the least counts.
        files: Of the larger made-up folder for what a scan costs around reading.
        many: Small pictures that are scanned to see whether memory grows; none for 0.
        told: What is being done now.

    Raises:
        InputError: the folder has no transcribed picture, or one is not as it should.
        UsageError: a peer is unknown.
    """
    material = load_material(folder)
    pictures = [item for item in material if item.is_picture]
    if not pictures:
        raise UsageError(folder, "has no transcribed picture", "name another folder")
    reading = Section.READING in sections
    wanted = chosen_readers(peers if reading else (OURS,))
    readings = read_all(material, wanted, repeat if reading else 1, told)
    documents = tuple(readings.documents.values())
    if not any(page.lines for document in documents for page in document.pages):
        raise UsageError(folder, "nothing was read on its pictures", "name another folder")
    figures: list[Figure] = list(readings.figures) if reading else []
    if Section.PARSING in sections:
        told("parsing")
        figures += measure_parsing(documents, repeat)
    if Section.JUDGING in sections or Section.REPORTS in sections:
        shelf = shelf_of(documents)
        if Section.JUDGING in sections:
            told("judging")
            figures += measure_judging(shelf, repeat)
        if Section.REPORTS in sections:
            told("writing reports")
            sources = {item.source.name: item.source for item in material}
            figures += measure_reports(shelf, sources, repeat)
    if Section.SCAN in sections:
        told("scanning with one worker and with two")
        with apart() as process:
            paths = [item.path for item in pictures]
            figures += process.submit(measure_scan, paths).result()
    if Section.STARTUP in sections:
        told("starting")
        figures += measure_startup(_smallest_with_text(material, readings), repeat)
    if Section.MEMORY in sections:
        told("measuring memory")
        largest = max(pictures, key=lambda item: len(item.source.data))
        with apart() as process:
            figures += process.submit(measure_memory, largest.path).result()
    growth: tuple[Held, ...] = ()
    if Section.MEMORY in sections and many:
        told(f"scanning {many:,} small pictures")
        with apart() as process:
            paths = [item.path for item in pictures]
            growth = process.submit(measure_growth, paths, many).result()
    if Section.SCALE in sections:
        told(f"scanning {files:,} made-up files")
        figures += measure_scale(documents, files)
        figures += measure_opening([item.path for item in pictures])
    return BenchResult(
        date=today,
        machine=this_machine(),
        versions=installed_versions(),
        repeat=repeat,
        pictures=readings.pictures,
        readers=readings.readers if reading else (),
        figures=tuple(figures),
        growth=growth,
    )


def _smallest_with_text(material: Sequence[Material], readings: Readings) -> Path | None:
    """The smallest PDF that was read without an engine."""
    layered = [
        item
        for item in material
        if not item.is_picture and readings.documents[item.path].reader == READER
    ]
    smallest = min(layered, key=lambda item: len(item.source.data), default=None)
    return smallest.path if smallest else None
