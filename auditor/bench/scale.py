"""What many files and many machines would take, reckoned from what was measured.

Every figure is a sum and product of measured costs, so that whoever doubts one can
follow it. Processor time adds up. On the wall it is shared by the cores, but for what
one process does alone for all of them, which no machine more makes shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.bench.result import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.bench.result import BenchResult

SIZES: Final = (100, 1_000, 10_000, 100_000)
"""Files of the scans that are reckoned."""

NODES: Final = (1, 2, 10, 100)

CORES: Final = 8
"""Of each node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Processor seconds of a scan of photos, each a product of its own."""

    start: float
    """Once for every worker: libraries and models."""

    find: float
    """This and all below of one file: it is found and grouped."""

    keep: float
    """Opened, looked up and kept."""

    engine: float
    around: float
    """Reading beside the engine: its process, decoding, layout, barcodes."""

    judge: float
    gallery: float
    """Its part of a report of all."""

    photo_bytes: float

    @property
    def photo(self) -> float:
        """One file, the start and the report aside."""
        return self.find + self.keep + self.engine + self.around + self.judge

    @property
    def alone(self) -> float:
        """What one process does of it for all workers."""
        return self.find + self.keep

    @property
    def gigabyte(self) -> float:
        """A gigabyte of photos of this size."""
        return self.photo / self.photo_bytes * 1e9

    def phases(self, files: int) -> Mapping[str, float]:
        """Processor seconds of a scan by one worker, and of its gallery."""
        return {
            "start": self.start,
            "find and group": self.find * files,
            "store": self.keep * files,
            "engine": self.engine * files,
            "around the engine": self.around * files,
            "judge": self.judge * files,
            "gallery": self.gallery * files,
        }

    def wall(self, files: int, workers: int) -> float:
        """Seconds on the wall of a scan by workers that have a core each."""
        return self.start + files * (self.alone + (self.photo - self.alone) / workers)


def costs_of(result: BenchResult) -> Costs | None:
    """The costs, of a run that measured all of them."""
    ours = result.reader(OURS)
    ids = ("scan.start", "scan.around", "scale.find", "scale.keep", "scale.judge")
    known = [result.figure(id_) for id_ in (*ids, "scale.gallery")]
    start, around, find, keep, judge, gallery = (value or 0.0 for value in known)
    if ours is None or None in known or not result.pictures:
        return None
    return Costs(
        start=start,
        find=find,
        keep=keep,
        engine=ours.engine_seconds,
        # The scan's whole remainder was measured, with what is told apart here.
        around=max(around - find - keep - judge, 0.0),
        judge=judge,
        gallery=gallery,
        photo_bytes=sum(p.bytes for p in result.pictures) / len(result.pictures),
    )
