"""The stages in order: files to documents, documents to facts, facts to an audit.

Reading costs seconds and everything after it milliseconds, so a document once read
is kept for as long as the program runs: a report that shows its pictures does not
read them again.

What touches a stranger's bytes runs in the sandbox. Libraries and models are loaded
here, so that the processes forked for one file after another find them loaded; an
engine only once a file has asked for it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache, lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from auditor import __version__
from auditor.criteria.conflicts import find_conflicts
from auditor.criteria.verdict import judge, score_of, verdict_of
from auditor.errors import AuditorError, EngineError, InputError, NoLabelError
from auditor.facts.corrected import correct
from auditor.facts.label import facts_of as label_facts
from auditor.lexicon import load_lexicon
from auditor.limits import parse_limits
from auditor.model import (
    Absent,
    Audit,
    Correction,
    Document,
    Failure,
    Finding,
    LabelFacts,
    Outcome,
    Unreadable,
)
from auditor.reading.effort import Effort
from auditor.reading.engines import DEFAULT_ENGINE, EngineOptions
from auditor.reading.source import PDF, Limits, Source, open_source
from auditor.sandbox import FORK_LOCK, Confinement, confined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from PIL import Image

    from auditor.criteria.profile import Profile
    from auditor.model import Page
    from auditor.reading.document import Reader


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set about reading; the profile holds what is about judging."""

    engine: str = DEFAULT_ENGINE
    lang: str = "en"
    effort: Effort = Effort.NORMAL
    password: str | None = None

    complete: bool = False
    """The files of a product show its whole label."""

    day: date | None = None
    """The day of the audit, that dates on the label are held against; None holds them
    against none. It is never looked up: the same files give the same audit."""

    models: Path | None = None

    limits: Limits = field(default_factory=Limits)
    """What is read of one file."""

    confinement: Confinement | None = field(default_factory=Confinement)
    """What reading one file may cost; None reads in this process, for debugging."""

    def limited(self, given: Iterable[str]) -> Settings:
        """These settings with some limits changed, each given as ``NAME=VALUE``.

        Raises:
            UsageError: no limit has the name, or the value is no number from 1.
        """
        limits, confinement = parse_limits(
            given, self.limits, self.confinement or Confinement()
        )
        return replace(self, limits=limits, confinement=confinement)


def read_document(file: Path | Source, settings: Settings) -> Document:
    """All pages of one file with their words, in reading order.

    Raises:
        InputError: one of its kinds says what is wrong with the file.
        EngineError: pixels have to be read, and the engine is missing.
    """
    source = file if isinstance(file, Source) else open_source(file, settings.limits)
    return _read(source, settings)


def facts_of(
    documents: Sequence[Document], settings: Settings, failures: Sequence[Failure] = ()
) -> LabelFacts:
    """What the faces of one product state together; `failures` are of its other files."""
    facts = label_facts(documents, load_lexicon(), complete=settings.complete)
    return _with_failures(facts, failures)


def audit_product(
    files: Sequence[Path | Source],
    *,
    profile: Profile,
    settings: Settings | None = None,
    product: str | None = None,
) -> Audit:
    """One product from its pictures and PDFs.

    A file that cannot be read is a failure in the audit, and then nothing passes by
    absence. The product is called by its first file's stem unless told otherwise.

    Raises:
        EngineError: pixels have to be read, and the engine is missing.
        LexiconError: a name list is broken.
    """
    settings = settings or Settings()
    documents: list[Document] = []
    failures: list[Failure] = []
    for file in files:
        try:
            documents.append(read_document(file, settings))
        except InputError as error:
            failures.append(failure_of(error))
    return audit_documents(
        documents,
        profile=profile,
        settings=settings,
        product=product or _product_of(files),
        failures=failures,
    )


def audit_documents(
    documents: Sequence[Document],
    *,
    profile: Profile,
    settings: Settings,
    product: str,
    failures: Sequence[Failure] = (),
    corrections: Sequence[Correction] = (),
) -> Audit:
    """One product from documents that were read before.

    A text that takes too long to take apart counts as not read.

    Raises:
        ValueError: a correction's text is not the fact that it corrects.
    """
    unread: tuple[Failure, ...] = ()
    try:
        facts = facts_apart(documents, settings, product)
    except InputError as error:
        # Which of the files made it long nobody can tell.
        unread = tuple(failure_of(error, document.name) for document in documents)
        documents, facts = (), facts_of((), settings)
    return audit_facts(
        facts,
        documents,
        profile=profile,
        product=product,
        failures=(*failures, *unread),
        corrections=corrections,
        day=settings.day,
    )


_LONG = 1_500
"""Words of a product from which its text is taken apart in the sandbox. Labels have a
few hundred; a page may be crammed with a megabyte of them, which takes a while."""


def facts_apart(
    documents: Sequence[Document], settings: Settings, product: str
) -> LabelFacts:
    """`facts_of`, for whoever keeps facts: a long text is taken apart in the sandbox.

    Raises:
        InputError: it takes too much.
    """
    words = sum(len(page.words) for document in documents for page in document.pages)
    if settings.confinement is None or words <= _LONG:
        return facts_of(documents, settings)
    work = partial(facts_of, documents, settings)
    return confined(work, subject=product, limits=settings.confinement)


def audit_facts(
    facts: LabelFacts,
    documents: Sequence[Document],
    *,
    profile: Profile,
    product: str,
    failures: Sequence[Failure] = (),
    corrections: Sequence[Correction] = (),
    day: date | None = None,
) -> Audit:
    """One product from what its documents were found to state, as it was corrected.

    Raises:
        ValueError: a correction's text is not the fact that it corrects.
    """
    read = _with_failures(facts, failures)
    facts, corrected = correct(read, corrections, load_lexicon())
    findings = judge(facts, profile)
    if failures and not documents:
        findings = tuple(_of_nothing(finding, failures) for finding in findings)
    score, coverage = score_of(findings)
    return Audit(
        product=product,
        sources=tuple(documents),
        facts=facts,
        findings=findings,
        conflicts=find_conflicts(facts, day),
        failures=tuple(failures),
        verdict=verdict_of(findings, profile.unknown_gate),
        score=score,
        coverage=coverage,
        profile=profile.stamp,
        auditor_version=__version__,
        corrections=corrected,
    )


def _of_nothing(finding: Finding, failures: Sequence[Failure]) -> Finding:
    """What is open because no file could be opened is settled by mending the files, and
    not by another photo."""
    if finding.outcome is not Outcome.UNKNOWN:
        return finding
    told = "; ".join(f"{failure.file}: {failure.problem}" for failure in failures)
    remedies = {failure.remedy for failure in failures}
    remedy = (
        "; ".join(f"{failure.file}: {failure.remedy}" for failure in failures)
        if len(remedies) > 1
        else remedies.pop()
    )
    return replace(finding, reason=f"nothing could be read: {told}", remedy=remedy)


def failure_of(error: AuditorError, file: str | None = None) -> Failure:
    """The error as a row of the report, of the file that it names unless told otherwise."""
    return Failure(
        file=error.subject if file is None else file,
        slug=error.slug,
        problem=error.problem,
        remedy=error.remedy,
    )


def _with_failures(facts: LabelFacts, failures: Sequence[Failure]) -> LabelFacts:
    """A file that could not be read may show anything: nothing is whole without it, and
    nothing is known to be absent."""
    unread = tuple(
        f"{failure.file}: {failure.problem}"
        for failure in failures
        if failure.slug != NoLabelError.slug
    )
    if not unread:
        return facts
    coverage = replace(
        facts.coverage,
        complete=False,
        because=f"not everything was read: {unread[0]}",
        skipped=(*facts.coverage.skipped, *unread),
    )
    open_ = {
        entry.name: Unreadable(coverage.because)
        for entry in fields(facts)
        if isinstance(getattr(facts, entry.name), Absent)
    }
    # Only readings are replaced, which a type checker cannot tell by their names.
    return replace(facts, coverage=coverage, **open_)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many pages of a file are read, and what of it is not, in words."""

    pages: int
    skipped: tuple[str, ...] = ()


def page_extent(file: Path, settings: Settings) -> Extent:
    """The pages of a PDF, TIFF or HEIC file, which are counted and not read; any other
    file is one.

    Raises:
        InputError: one of its kinds says what is wrong with the file.
    """
    source = open_source(file, settings.limits)
    if source.media_type not in _PAGED:
        return Extent(1)
    return Extent(*_apart(partial(_pages, source, settings), source, settings))


_PAGED = frozenset({PDF, "image/tiff", "image/heic", "image/heif"})


def _pages(source: Source, settings: Settings) -> tuple[int, tuple[str, ...]]:
    if source.media_type != PDF:
        from auditor.reading.picture import frame_count

        return frame_count(source, settings.limits)
    from auditor.reading.pdf import open_pdf

    with open_pdf(source, settings.password or "", settings.limits) as pdf:
        return pdf.page_count, pdf.skipped


def page_alone(document: Document, number: int) -> Document:
    """A page as a document of its own, of which nothing else was left unread."""
    from auditor.reading.document import mute

    pages = tuple(page for page in document.pages if page.number == number)
    return replace(document, pages=pages, skipped=tuple(mute(pages)))


def page_image(file: Path | Source, number: int, settings: Settings) -> Image.Image:
    """The upright picture of a page, in the frame of its boxes.

    Pixels per page unit are the picture's width over the page's.

    Raises:
        InputError: one of its kinds says what is wrong with the file.
    """
    source = file if isinstance(file, Source) else open_source(file, settings.limits)
    page = next(page for page in _read(source, settings).pages if page.number == number)
    return page_picture(source, page, settings)


def page_picture(source: Source, page: Page, settings: Settings) -> Image.Image:
    """The same of a page that was read before, perhaps by another run."""
    from PIL import Image

    size, pixels = _apart(partial(_pixels, source, page, settings), source, settings)
    return Image.frombytes("RGB", size, pixels)


def _pixels(
    source: Source, page: Page, settings: Settings
) -> tuple[tuple[int, int], bytes]:
    from auditor.reading.document import page_pixels

    pixels = page_pixels(source, page, settings.limits, settings.password or "")
    height, width = pixels.shape[:2]
    return (width, height), pixels.tobytes()


def _reader(settings: Settings) -> Reader:
    return _reader_of(settings.engine, _options(settings), settings.limits)


def _options(settings: Settings) -> EngineOptions:
    return EngineOptions(lang=settings.lang, models=settings.models, effort=settings.effort)


@lru_cache(maxsize=1)
def _reader_of(engine: str, options: EngineOptions, limits: Limits) -> Reader:
    from auditor.reading.document import Reader

    return Reader(engine_name=engine, options=options, limits=limits, loads=False)


def read_source(source: Source, settings: Settings) -> Document:
    """`read_document` for whoever keeps documents himself: nothing stays in memory."""
    with FORK_LOCK:
        reader = _reader(settings)
        _load_libraries(source.media_type)
    work = partial(_read_with_what_is_loaded, reader, source, settings.password or "")
    document = _apart(work, source, settings)
    if document is None:
        with FORK_LOCK:
            reader.load()
        document = _apart(work, source, settings)
    assert document is not None
    if any(page.codes for page in document.pages):
        _asked_for.add("zxingcpp")
    return document


_asked_for: set[str] = set()
"""Libraries that few PDFs need and one has needed: the next ones are of its kind."""

_read = lru_cache(maxsize=32)(read_source)


def _read_with_what_is_loaded(
    reader: Reader, source: Source, password: str
) -> Document | None:
    """None where the engine has to look and is not loaded."""
    from auditor.reading.document import EngineNotLoaded

    try:
        return reader.read(source, password)
    except EngineNotLoaded:
        return None


def _apart(work: Callable[[], T], source: Source, settings: Settings) -> T:
    """The work's result, from a process of its own unless the user wants none."""
    if settings.confinement is None:
        return work()
    return confined(work, subject=source.name, limits=settings.confinement)


def _load_libraries(media_type: str) -> None:
    """Import here what each forked process would else import again."""
    for name in (*_DECODERS.get(media_type, _PICTURES), *_asked_for):
        import_module(name)
    if media_type == PDF:
        from auditor.reading.pdf.letterforms import typefaces

        typefaces()


_PICTURES = ("cv2", "numpy.ma", "numpy.polynomial", "zxingcpp")
"""What every picture needs. Few PDFs need them beside their text, and it is as much
work to load them as to read a page."""

_PILLOW = (
    *_PICTURES,
    *(f"PIL.{form}ImagePlugin" for form in ("Bmp", "Gif", "Jpeg", "Png", "Ppm")),
)

_DECODERS = {
    PDF: (
        "pdfplumber",
        "pypdfium2",
        "auditor.reading.pdf.plumbed",
        "auditor.reading.pdf.streams",
    ),
    "image/bmp": _PILLOW,
    "image/gif": _PILLOW,
    "image/jpeg": _PILLOW,
    "image/png": _PILLOW,
    "image/webp": (*_PILLOW, "PIL.WebPImagePlugin"),
    "image/tiff": (*_PILLOW, "PIL.TiffImagePlugin"),
    "image/avif": (*_PILLOW, "PIL.AvifImagePlugin"),
    "image/heic": (*_PILLOW, "pillow_heif"),
    "image/heif": (*_PILLOW, "pillow_heif"),
}


def _product_of(files: Sequence[Path | Source]) -> str:
    first = files[0]
    return first.stem if isinstance(first, Path) else first.name


# --- fingerprints ---------------------------------------------------------------


def reading_fingerprint(sha256: str, settings: Settings) -> str:
    """What a document depends on: the bytes, the reader, its engine and settings.

    `Settings.complete` is no matter of reading, nor is what it may cost: a document
    that was read is whole.
    """
    from auditor.reading.document import READER

    return _fingerprint(
        *("reading", sha256, READER, settings.engine, _engine_version(settings)),
        *(settings.lang, str(settings.models or ""), settings.password or ""),
        json.dumps(asdict(settings.limits)),
    )


def facts_fingerprint(readings: Sequence[tuple[str, str]], settings: Settings) -> str:
    """What facts depend on: readings under the names they are quoted by, the
    lexicons, and the sources of the program that parse them.

    Args:
        readings: File name and reading fingerprint of each document, in order.
    """
    return _fingerprint(
        *("facts", load_lexicon().sha256, _sources_digest(), str(settings.complete)),
        *(part for reading in readings for part in reading),
    )


def audit_fingerprint(
    facts: str,
    profile: Profile,
    product: str,
    failures: Sequence[Failure],
    day: date | None,
) -> str:
    """What an audit depends on: facts by their fingerprint, profile, name, failures,
    and the day if it is of one."""
    return _fingerprint(
        *("audit", facts, profile.sha256, product, str(day or "")),
        *(
            part
            for row in failures
            for part in (row.file, row.slug, row.problem, row.remedy)
        ),
    )


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@lru_cache(maxsize=4)
def _engine_version(settings: Settings) -> str:
    from auditor.reading.engines import build_engine

    try:
        return build_engine(settings.engine, _options(settings)).version
    except EngineError:
        # Text layers can be read without; whoever needs the engine will complain.
        return "none"


@cache
def _sources_digest() -> str:
    """Over the program's own sources, reading and pages aside: whoever changes how
    words are parsed or judged need not remember to raise a number."""
    folder = Path(__file__).parent
    digest = hashlib.sha256(__version__.encode())
    for path in parsing_sources():
        name = path.relative_to(folder).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def parsing_sources() -> tuple[Path, ...]:
    """The program's sources that facts and audits depend on, words once read."""
    folder = Path(__file__).parent
    return tuple(path for part in _PARSING for path in sorted(folder.glob(part)))


_PARSING = (
    *("model.py", "pipeline.py", "cache.py", "regex.py", "patterns.py", "quantity.py"),
    *("substance.py", "daily_values.py", "report/record.py"),
    *("lexicon/**/*.py", "facts/**/*.py", "criteria/**/*.py"),
)
