"""This program and others that read print, behind one contract: a file in, lines out.

Each runs in a process of its own, so that its threads, its memory and the time of
the programs that it starts are its own. Others read with their default settings and
decode the file themselves, as whoever installs them would have it. A reader that is
not installed is told as such and never imported; none is loaded with this module.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final, TypeAlias

from auditor.bench.spent import Spent, peak_bytes, spending
from auditor.errors import DependencyError
from auditor.reading.effort import Effort
from auditor.reading.stages import timed_stages

if TYPE_CHECKING:
    from auditor.model import Document

ReadLines: TypeAlias = Callable[[Path], "Lines"]


@dataclass(frozen=True, slots=True)
class Lines:
    """What a reader made of one file, in the order in which it tells it."""

    texts: tuple[str, ...]

    document: Document | None = None
    """Of this program's readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One way of reading."""

    name: str
    title: str
    build: Callable[[], ReadLines]
    version: Callable[[], str]

    distribution: str
    """What is installed for it, by the name that pip knows."""

    module: str
    """By which it is told whether it is installed."""

    environment: Mapping[str, str] = field(default_factory=dict)
    """Set before anything of it is loaded."""

    is_ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file read once."""

    lines: Lines
    spent: Spent

    stages: Mapping[str, float]
    """Processor seconds; empty for whoever does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A reader that is ready."""

    version: str
    spent: Spent


def load(name: str) -> Loaded:
    """Make a reader ready in this process.

    Raises:
        DependencyError: it is not installed, or does not work as it is.
    """
    reader = READERS[name]
    if find_spec(reader.module) is None:
        raise DependencyError(
            reader.title, "not installed", f"pip install {reader.distribution}"
        )
    os.environ.update(reader.environment)
    with spending() as spent:
        try:
            _built(name)
        except Exception as error:
            # Whatever a stranger's library raises says that it does not work here.
            problem = str(error).strip().partition("\n")[0] or type(error).__name__
            raise DependencyError(reader.title, problem[:200]) from error
    return Loaded(version=reader.version(), spent=spent)


def read_once(name: str, path: Path) -> Sample:
    """Read a file with a reader that is ready in this process."""
    read = _built(name)
    with spending() as spent, timed_stages() as stages:
        lines = read(path)
    ours = READERS[name].is_ours
    return Sample(lines=lines, spent=spent, stages=dict(stages) if ours else {})


def peak() -> int:
    """The most memory that the reader of this process took, in bytes."""
    return peak_bytes()


def attend() -> None:
    """Begin to work in a process of its own: silently, and for no longer than whoever
    started it lives."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    # Nothing that a library prints may get between the lines of a report.
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _built(name: str) -> ReadLines:
    return READERS[name].build()


# --- the readers ------------------------------------------------------------------


def _auditor(effort: Effort) -> ReadLines:
    from auditor.reading.document import Reader as DocumentReader
    from auditor.reading.engines import EngineOptions
    from auditor.reading.source import Limits, open_source

    limits = Limits()
    reader = DocumentReader(limits=limits, options=EngineOptions(effort=effort))
    reader.load()

    def read(path: Path) -> Lines:
        document = reader.read(open_source(path, limits))
        lines = (line.text for page in document.pages for line in page.lines)
        return Lines(tuple(lines), document)

    return read


def _rapidocr(threads: int | None) -> ReadLines:
    from auditor.reading.engines.runtimes import send_nothing

    send_nothing()
    from rapidocr import RapidOCR
    from rapidocr.utils.output import RapidOCROutput

    key = "EngineConfig.onnxruntime"
    engine = RapidOCR(
        params=None
        if threads is None
        else {f"{key}.intra_op_num_threads": threads, f"{key}.inter_op_num_threads": 1}
    )

    def read(path: Path) -> Lines:
        found = engine(str(path))
        # Detection, direction or letters alone are told in other types.
        assert isinstance(found, RapidOCROutput)
        return Lines(tuple(found.txts or ()))

    return read


def _tesseract() -> ReadLines:
    import pytesseract
    from PIL import Image

    # Fails where its program is missing.
    _tesseract_version()

    def read(path: Path) -> Lines:
        with Image.open(path) as picture:
            return Lines(tuple(pytesseract.image_to_string(picture).splitlines()))

    return read


def _tesseract_version() -> str:
    import pytesseract

    return str(pytesseract.get_tesseract_version())


def _ocrmypdf() -> ReadLines:
    import ocrmypdf

    def read(path: Path) -> Lines:
        with tempfile.TemporaryDirectory() as folder:
            text = Path(folder) / "text.txt"
            ocrmypdf.ocr(
                path,
                Path(folder) / "out.pdf",
                sidecar=text,
                # Without a resolution in the file it reads no picture at all.
                image_dpi=300,
                progress_bar=False,
                jobs=1,
            )
            return Lines(tuple(text.read_text("utf-8").splitlines()))

    return read


def _docling() -> ReadLines:
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import DocumentConverter

    converter = DocumentConverter()
    converter.initialize_pipeline(InputFormat.IMAGE)

    def read(path: Path) -> Lines:
        document = converter.convert(path).document
        return Lines(tuple(document.export_to_text().splitlines()))

    return read


_ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}

READERS: Final[Mapping[str, Reader]] = {
    reader.name: reader
    for reader in (
        *(
            Reader(
                name=name,
                title=f"auditor, {effort}" if effort != Effort.NORMAL else "auditor",
                build=partial(_auditor, effort),
                version=partial(version, "auditor"),
                distribution="auditor",
                module="auditor",
                is_ours=True,
            )
            for name, effort in (
                ("auditor", Effort.NORMAL),
                ("auditor-fast", Effort.FAST),
                ("auditor-thorough", Effort.THOROUGH),
            )
        ),
        Reader(
            name="rapidocr",
            title="RapidOCR",
            build=partial(_rapidocr, None),
            version=partial(version, "rapidocr"),
            distribution="rapidocr",
            module="rapidocr",
        ),
        Reader(
            name="rapidocr-1",
            title="RapidOCR, one thread",
            build=partial(_rapidocr, 1),
            version=partial(version, "rapidocr"),
            distribution="rapidocr",
            module="rapidocr",
        ),
        Reader(
            name="tesseract",
            title="Tesseract",
            build=_tesseract,
            version=_tesseract_version,
            distribution="pytesseract",
            module="pytesseract",
        ),
        Reader(
            name="tesseract-1",
            title="Tesseract, one thread",
            build=_tesseract,
            version=_tesseract_version,
            distribution="pytesseract",
            module="pytesseract",
            environment=_ONE_THREAD,
        ),
        Reader(
            name="ocrmypdf",
            title="OCRmyPDF, one thread",
            build=_ocrmypdf,
            version=partial(version, "ocrmypdf"),
            distribution="ocrmypdf",
            module="ocrmypdf",
            environment=_ONE_THREAD,
        ),
        Reader(
            name="docling",
            title="docling",
            build=_docling,
            version=partial(version, "docling"),
            distribution="docling",
            module="docling",
        ),
    )
}
"""By name, in the order in which tables show them."""
