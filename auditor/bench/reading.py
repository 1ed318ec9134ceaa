"""The same pictures through every reader, in turn.

Every reader waits in a process of its own while the others read, and all are given a
picture before any is given the next: what else the machine does at the time falls on
all of them. Of several rounds the quickest counts, picture by picture.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from auditor.bench import readers
from auditor.bench.accuracy import accuracy_of
from auditor.bench.result import OURS, Figure, Picture, PictureRead, ReaderResult
from auditor.errors import AuditorError, DependencyError, UsageError
from auditor.evaluate import load_cases
from auditor.reading.document import READER
from auditor.reading.source import PDF, Limits, open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from auditor.bench.readers import Reader, Sample
    from auditor.evaluate import Truth
    from auditor.model import Document
    from auditor.reading.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One transcribed file."""

    path: Path
    source: Source
    truth: Truth

    @property
    def is_picture(self) -> bool:
        """Whether it is made of pixels alone, and no PDF."""
        return self.source.media_type != PDF


def load_material(folder: Path) -> tuple[Material, ...]:
    """Every file of a folder that has a transcription of its own.

    Raises:
        InputError: there is none, or one of its kinds says what is wrong with one.
    """
    limits = Limits()
    return tuple(
        Material(
            path=case.task.files[0],
            source=open_source(case.task.files[0], limits),
            truth=case.truth,
        )
        for case in load_cases(folder)
        if len(case.task.files) == 1
    )


@dataclass(slots=True)
class Desk:
    """A reader that is ready in a process of its own."""

    reader: Reader
    process: ProcessPoolExecutor
    loaded: readers.Loaded

    best: dict[int, PictureRead] = field(default_factory=dict)
    """By the picture's number."""

    stages: dict[int, dict[str, float]] = field(default_factory=dict)
    """Of the best reading of each picture."""

    def read(self, number: int, material: Material) -> Sample | None:
        """Read one picture; None where that failed."""
        try:
            sample = self.process.submit(
                readers.read_once, self.reader.name, material.path
            ).result()
        except Exception as error:
            # Whatever a stranger's library raises, the others read on.
            problem = f"{type(error).__name__}: {error}".partition("\n")[0]
            self.best[number] = PictureRead(
                cpu_seconds=0.0,
                wall_seconds=0.0,
                accuracy=accuracy_of(material.truth, ()),
                failure=problem[:200],
            )
            return None
        before = self.best.get(number)
        if before is None or before.failure or sample.spent.cpu < before.cpu_seconds:
            self.best[number] = PictureRead(
                cpu_seconds=sample.spent.cpu,
                wall_seconds=sample.spent.wall,
                accuracy=accuracy_of(material.truth, sample.lines.texts),
            )
            self.stages[number] = dict(sample.stages)
        return sample

    def result(self) -> ReaderResult:
        stages: dict[str, float] = {}
        for one in self.stages.values():
            for name, seconds in one.items():
                stages[name] = stages.get(name, 0.0) + seconds
        return ReaderResult(
            name=self.reader.name,
            title=self.reader.title,
            version=self.loaded.version,
            load_cpu_seconds=self.loaded.spent.cpu,
            peak_bytes=self._peak(),
            pictures=tuple(self.best[number] for number in sorted(self.best)),
            stages=stages,
        )

    def _peak(self) -> int:
        try:
            return self.process.submit(readers.peak).result()
        except BrokenExecutor:
            # It died over a picture, whose failure says so.
            return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What all readers made of the pictures, and our documents of all files."""

    pictures: tuple[Picture, ...]
    readers: tuple[ReaderResult, ...]
    documents: Mapping[Path, Document]
    """Of pictures and PDFs, in the order of the material."""

    figures: tuple[Figure, ...]


def chosen_readers(names: Sequence[str]) -> tuple[Reader, ...]:
    """The readers of these names, or all; this program's own is always among them.

    Raises:
        UsageError: there is no reader of a name.
    """
    for name in names:
        if name not in readers.READERS:
            known = ", ".join(readers.READERS)
            raise UsageError(name, "there is no reader of this name", f"use {known}")
    wanted = {OURS, *(names or readers.READERS)}
    return tuple(reader for name, reader in readers.READERS.items() if name in wanted)


def apart() -> ProcessPoolExecutor:
    """A process that starts with nothing of this one's in it, and says nothing."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=readers.attend)


def read_all(
    material: Sequence[Material],
    wanted: Sequence[Reader],
    repeat: int,
    told: Callable[[str], None],
) -> Readings:
    """Read every picture with every reader so many times, and the PDFs with ours.

    Raises:
        AuditorError: this program's own reader cannot be made ready, or fails.
    """
    pictures = [item for item in material if item.is_picture]
    documents: dict[Path, Document] = {}
    with ExitStack() as stack:
        desks: list[Desk] = []
        results: dict[str, ReaderResult] = {}
        for reader in wanted:
            process = stack.enter_context(apart())
            try:
                loaded = process.submit(readers.load, reader.name).result()
            except DependencyError as error:
                if reader.is_ours:
                    raise
                results[reader.name] = ReaderResult(
                    name=reader.name, title=reader.title, absent=_why(error)
                )
            else:
                desks.append(Desk(reader, process, loaded))
        for lap in range(repeat):
            for number, item in enumerate(pictures):
                told(
                    f"round {lap + 1} of {repeat}: picture {number + 1} of {len(pictures)}"
                )
                for desk in desks:
                    sample = desk.read(number, item)
                    if sample is not None and sample.lines.document is not None:
                        documents.setdefault(item.path, sample.lines.document)
        ours = next(desk for desk in desks if desk.reader.is_ours)
        pages = _PageCosts()
        for item in material:
            if not item.is_picture:
                told(f"reading {item.path.name}")
                documents[item.path] = pages.read(ours, item.path)
        results |= {desk.reader.name: desk.result() for desk in desks}
    measured = tuple(_picture_of(item, documents.get(item.path)) for item in pictures)
    return Readings(
        pictures=measured,
        readers=tuple(results[reader.name] for reader in wanted),
        documents={
            item.path: documents[item.path] for item in material if item.path in documents
        },
        figures=(*_per_megapixel(measured, results[OURS]), *pages.figures()),
    )


@dataclass(slots=True)
class _PageCosts:
    """What pages of PDFs cost, by what they were read from."""

    seconds: dict[str, float] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)

    def read(self, desk: Desk, path: Path) -> Document:
        sample = desk.process.submit(readers.read_once, desk.reader.name, path).result()
        document = sample.lines.document
        assert document is not None
        if len({page.origin for page in document.pages}) == 1:
            kind = _kind_of(document)
            self.seconds[kind] = self.seconds.get(kind, 0.0) + sample.spent.cpu
            self.pages[kind] = self.pages.get(kind, 0) + len(document.pages)
        return document

    def figures(self) -> Iterator[Figure]:
        for kind, title in _KINDS.items():
            if kind in self.pages:
                each = self.seconds[kind] / self.pages[kind]
                yield Figure(f"reading.page-{kind}", title, each)


_KINDS: Final = {
    "text-layer": "a page of a PDF with a text layer",
    "text-and-pictures": "a page of a PDF with a text layer and pictures to read",
    "scan": "a page of a PDF without a text layer",
}


def _kind_of(document: Document) -> str:
    if document.reader == READER:
        return "text-layer"
    layered = document.pages[0].origin == "text-layer"
    return "text-and-pictures" if layered else "scan"


def _why(error: AuditorError) -> str:
    return f"{error.problem}; {error.remedy}" if error.remedy else error.problem


def _picture_of(item: Material, document: Document | None) -> Picture:
    page = document.pages[0] if document and document.pages else None
    return Picture(
        sha256=item.source.sha256,
        bytes=len(item.source.data),
        megapixels=page.width * page.height / 1e6 if page else 0.0,
    )


def _per_megapixel(pictures: Sequence[Picture], ours: ReaderResult) -> Iterator[Figure]:
    megapixels = sum(picture.megapixels for picture in pictures)
    if megapixels:
        each = ours.cpu_seconds * len(ours.pictures) / megapixels
        yield Figure("reading.megapixel", "a megapixel of a picture", each)
