"""What a scan costs around the engine, with its workers and over many files.

Pictures are scanned as they are, by one worker and by two. How the cost around
reading grows with the number of files is measured on made-up files that are answered
from recorded readings: all of the scan is real but the reading itself.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.batch.pool import InProcess, settle
from auditor.batch.products import Group
from auditor.batch.scan import Scanner, find_products
from auditor.batch.store import packed
from auditor.batch.work import Done, Job, ReadJob, Terms, WasRead, perform
from auditor.bench.result import Figure, Unit, engine_seconds, network_seconds
from auditor.bench.spent import Spent, peak_bytes, spending
from auditor.criteria.profile import load_profile
from auditor.pipeline import Settings
from auditor.process import run_lean
from auditor.reading.source import Limits, open_source
from auditor.reading.stages import REST, SharedSeconds, timed_stages
from auditor.readings import document_to_json
from auditor.report.batch import BatchFormat, render_batch
from auditor.report.batch.stored import parse_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.batch.pool import Runner
    from auditor.model import Document

_LARGE: Final = (6000, 4000)
"""Sides of a phone's picture of 24 megapixels."""

_SETTLED: Final = 3600
"""Seconds since made-up files seem to have changed."""


def _terms() -> Terms:
    return Terms(load_profile("glutamine"), Settings())


# --- pictures -----------------------------------------------------------------------


def measure_scan(pictures: Sequence[Path]) -> tuple[Figure, ...]:
    """The pictures by one worker and by two, and what a scan costs around the engine.

    It is to be called in a process that has loaded nothing: each file is read in a fork
    of it, which costs by what it holds.
    """
    return tuple(_scan_figures(pictures))


def _scan_figures(pictures: Sequence[Path]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        first = _copies_of(pictures[0], 2, Path(folder))
        costs = list(_costs_one_by_one(first[0], pictures))
        started = {jobs: _scanned(first[:jobs], jobs) for jobs in _WORKERS}
        ended = {jobs: _scanned(first[:jobs], jobs, pictures) for jobs in _WORKERS}
    count = len(pictures)
    for jobs, workers in _WORKERS.items():
        rate = 60 * count / ended[jobs].wall
        yield Figure(f"scan.rate-{jobs}", f"files, {workers}", rate, Unit.PER_MINUTE)
    speed_up = ended[1].wall / ended[2].wall
    yield Figure("scan.speed-up", "two workers over one", speed_up, Unit.RATIO)
    for jobs, workers in _WORKERS.items():
        each = (ended[jobs].cpu - started[jobs].cpu) / count
        yield Figure(f"scan.cpu-{jobs}", f"a file, {workers}", each)
    whole = sum(cost.whole for cost in costs)
    engine = sum(cost.engine for cost in costs)
    yield Figure("scan.around", "a file, around the engine", (whole - engine) / count)
    for slug, title, within in (
        ("", "the engine, of the engine's", engine),
        ("-networks", "the networks alone, of theirs", sum(c.networks for c in costs)),
        ("-reading", "reading, of reading's", sum(c.reading for c in costs)),
    ):
        share = (whole - within) / within
        yield Figure(f"scan.share{slug}", f"around {title}", share, Unit.SHARE)
    start = max(started[1].cpu - costs[0].whole, 0.0)
    yield Figure("scan.start", "a scan and its first worker, before any file", start)


_WORKERS: Final = {1: "one worker", 2: "two workers"}


@dataclass(frozen=True, slots=True)
class _Cost:
    """Processor seconds of one file's scan, from its name to its result."""

    whole: float

    reading: float
    """Of the whole: from the file's bytes to its words, in a process that is there."""

    engine: float
    """Of reading's."""

    networks: float
    """Of the engine's."""


def _costs_one_by_one(first: Path, pictures: Iterable[Path]) -> Iterator[_Cost]:
    """What each picture's scan costs, by a worker like any other that `first` has made
    load all. The engine's part is told by the very process that reads the picture.
    """
    terms = _terms()
    run_lean()
    with Scanner(terms, runner=InProcess(terms), cache=False) as scanner:
        _audit(scanner, [first])
        settle()
        for picture in pictures:
            stages = SharedSeconds()
            with spending() as spent, timed_stages(seconds=stages):
                _audit(scanner, [picture])
            yield _Cost(
                whole=spent.cpu,
                reading=sum(seconds for name, seconds in stages.items() if name != REST),
                engine=engine_seconds(stages),
                networks=network_seconds(stages),
            )


def _scanned(first: Sequence[Path], jobs: int, then: Sequence[Path] = ()) -> Spent:
    """A scan from its start to its end, of which the clock on the wall tells only what
    came when every worker had done one of the `first` files and had loaded all."""
    with (
        spending() as spent,
        Scanner(_terms(), jobs=jobs, cache=False) as scanner,
    ):
        _audit(scanner, first)
        with spending() as at_work:
            _audit(scanner, then)
    return Spent(spent.cpu, at_work.wall)


def _audit(scanner: Scanner, files: Sequence[Path]) -> None:
    products = find_products(files, group=Group.NONE).products if files else ()
    for _ in scanner.audit(products):
        pass


def _copies_of(picture: Path, count: int, folder: Path) -> tuple[Path, ...]:
    """The same picture in files of other bytes, which no store knows."""
    copies = tuple(folder / f"{n} {picture.name}" for n in range(1, count + 1))
    for n, copy in enumerate(copies, 1):
        copy.write_bytes(picture.read_bytes() + bytes(n))
    return copies


# --- memory -------------------------------------------------------------------------


def measure_memory(picture: Path) -> tuple[Figure, ...]:
    """The most that a worker, or the child in which it reads, holds at a time.

    It is to be called in a process that has held no more itself.

    Args:
        picture: Is enlarged to 24 megapixels.
    """
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.jpg"
        _enlarge(picture, large)
        _scanned([large], jobs=1)
    title = "a worker at a picture of 24 megapixels"
    return (Figure("memory.worker", title, peak_bytes(), Unit.BYTES),)


def _enlarge(picture: Path, target: Path) -> None:
    from PIL import Image

    with Image.open(picture) as opened:
        sides = _LARGE if opened.width >= opened.height else _LARGE[::-1]
        opened.convert("RGB").resize(sides).save(target, quality=90)


# --- many files -----------------------------------------------------------------------


class Recorded:
    """Answers what is to be read from recorded documents, and judges in earnest."""

    slots = 1

    def __init__(self, terms: Terms, documents: Sequence[Document]) -> None:
        self._terms = terms
        self._documents = cycle(documents)
        self._waiting: deque[Job] = deque()
        self.judging = Spent()

    def submit(self, job: Job) -> None:
        self._waiting.append(job)

    def done(self) -> Iterator[tuple[Job, Done]]:
        job = self._waiting.popleft()
        with spending() as spent:
            if isinstance(job, ReadJob):
                document = replace(next(self._documents), name=str(job.file))
                answer: Done = WasRead(job.key, packed(document_to_json(document)))
            else:
                answer = perform(job, self._terms)
        self.judging.cpu += spent.cpu
        yield job, answer

    def close(self) -> None:
        self._waiting.clear()


def measure_scale(documents: Sequence[Document], files: int) -> Iterator[Figure]:
    """What each file and the start of a scan cost beside reading.

    Two folders are scanned, one with a tenth of the files: what both cost alike is
    the start.
    """
    few = max(files // 10, 1)
    # What is loaded and compiled once is in neither.
    _costs(documents, 1)
    small, large = _costs(documents, few), _costs(documents, files)
    titles = {
        "find": "finding and grouping a file",
        "keep": "opening a file, keeping its reading and its audit",
        "judge": "parsing and judging a product, packed for the store",
        "again": "an unchanged file, scanned again",
        "gallery": "a product of the gallery",
    }
    for name, title in titles.items():
        each = (large[name] - small[name]) / (files - few)
        yield Figure(f"scale.{name}", title, max(each, 0.0))


def measure_opening(files: Sequence[Path]) -> Iterator[Figure]:
    """Files to bytes that are known by their digest."""
    limits = Limits()
    with spending() as spent:
        size = sum(len(open_source(file, limits).data) for file in files)
    title = "opening a gigabyte of pictures, digest and all"
    yield Figure("scale.gigabyte", title, spent.cpu / size * 1e9)


def _costs(documents: Sequence[Document], files: int) -> dict[str, float]:
    """Processor seconds by phase."""
    with tempfile.TemporaryDirectory() as folder:
        pictures, store = Path(folder) / "pictures", Path(folder) / "store"
        pictures.mkdir()
        _make_files(pictures, files)
        with spending() as finding:
            products = find_products([pictures]).products
        terms = _terms()
        runner = Recorded(terms, documents)
        with spending() as first, _scanner(terms, store, runner) as scanner:
            lines = [result.line for result in scanner.audit(products)]
        with (
            spending() as again,
            _scanner(terms, store, Recorded(terms, documents)) as scanner,
        ):
            for _ in scanner.audit(products):
                pass
        with spending() as gallery:
            results = (parse_result(line.rstrip("\n"), "line") for line in lines)
            for _ in render_batch(results, BatchFormat.HTML):
                pass
    return {
        "find": finding.cpu,
        "keep": first.cpu - runner.judging.cpu,
        "judge": runner.judging.cpu,
        "again": again.cpu,
        "gallery": gallery.cpu,
    }


def _scanner(terms: Terms, store: Path, runner: Runner) -> Scanner:
    return Scanner(terms, store=store, runner=runner)


def _make_files(folder: Path, files: int) -> None:
    """Pictures of nothing, no two with the same bytes."""
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    for number in range(files):
        name = f"label {number:06d} product.png"
        file = folder / name
        file.write_bytes(picture.getvalue() + str(number).encode())
        # What changed just now may change again, and is looked at anew each time.
        settled = file.stat().st_mtime - _SETTLED
        os.utime(file, (settled, settled))
