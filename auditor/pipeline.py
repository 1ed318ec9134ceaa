"""The stages in order: files to documents, documents to facts, facts to an audit.

Reading costs seconds and everything after it milliseconds, so a document once read
is kept for as long as the program runs: a report that shows its pictures does not
read them again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import __version__
from auditor.criteria.conflicts import find_conflicts
from auditor.criteria.verdict import judge, score_of, verdict_of
from auditor.errors import InputError
from auditor.facts.corrected import correct
from auditor.facts.label import facts_of as label_facts
from auditor.lexicon import load_lexicon
from auditor.model import Audit, Correction, Document, Failure, LabelFacts
from auditor.reading.source import Limits, Source, open_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from auditor.criteria.profile import Profile
    from auditor.reading.document import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set about reading; the profile holds what is about judging."""

    engine: str = "ppocr"
    lang: str = "en"
    password: str | None = None

    complete: bool = False
    """The files of a product show its whole label."""

    max_pages: int = 20
    models: Path | None = None

    @property
    def limits(self) -> Limits:
        return Limits(pages=self.max_pages)


def read_document(file: Path | Source, settings: Settings) -> Document:
    """All pages of one file with their words, in reading order.

    Raises:
        InputError: one of its kinds says what is wrong with the file.
        EngineError: pixels have to be read, and the engine is missing.
    """
    source = file if isinstance(file, Source) else open_source(file, settings.limits)
    return _read(source, settings)


def facts_of(documents: Sequence[Document], settings: Settings) -> LabelFacts:
    """What the faces of one product state together."""
    return label_facts(documents, load_lexicon(), complete=settings.complete)


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
            failures.append(
                Failure(
                    file=error.subject,
                    slug=error.slug,
                    problem=error.problem,
                    remedy=error.remedy,
                )
            )
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

    Raises:
        ValueError: a correction's text is not the fact that it corrects.
    """
    read = _with_failures(facts_of(documents, settings), failures)
    facts, corrected = correct(read, corrections, load_lexicon())
    findings = judge(facts, profile)
    score, coverage = score_of(findings)
    return Audit(
        product=product,
        sources=tuple(documents),
        facts=facts,
        findings=findings,
        conflicts=find_conflicts(facts),
        failures=tuple(failures),
        verdict=verdict_of(findings, profile.unknown_gate),
        score=score,
        coverage=coverage,
        profile=profile.stamp,
        auditor_version=__version__,
        corrections=corrected,
    )


def _with_failures(facts: LabelFacts, failures: Sequence[Failure]) -> LabelFacts:
    """A file that could not be read may show anything: nothing is whole without it."""
    if not failures:
        return facts
    unread = tuple(f"{failure.file}: {failure.problem}" for failure in failures)
    coverage = replace(
        facts.coverage,
        complete=False,
        because=f"not everything was read: {unread[0]}",
        skipped=(*facts.coverage.skipped, *unread),
    )
    return replace(facts, coverage=coverage)


def page_image(file: Path | Source, number: int, settings: Settings) -> Image.Image:
    """The upright picture of a page, in the frame of its boxes.

    Pixels per page unit are the picture's width over the page's.
    """
    from PIL import Image

    from auditor.reading.document import page_pixels

    source = file if isinstance(file, Source) else open_source(file, settings.limits)
    page = next(page for page in _read(source, settings).pages if page.number == number)
    pixels = page_pixels(source, page, settings.limits, settings.password or "")
    return Image.fromarray(pixels)


@lru_cache(maxsize=1)
def _reader(settings: Settings) -> Reader:
    from auditor.reading.document import Reader
    from auditor.reading.engines import EngineOptions

    return Reader(
        engine_name=settings.engine,
        options=EngineOptions(lang=settings.lang, models=settings.models),
        limits=settings.limits,
    )


@lru_cache(maxsize=32)
def _read(source: Source, settings: Settings) -> Document:
    return _reader(settings).read(source, settings.password or "")


def _product_of(files: Sequence[Path | Source]) -> str:
    first = files[0]
    return first.stem if isinstance(first, Path) else first.name
