"""What a worker does: read one file, or judge one product.

A job and its result are plain data, so that it is all the same whether the worker
is a process here or on another machine. A worker keeps nothing from one job to the
next but what is loaded.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from auditor.batch.store import packed, unpacked
from auditor.errors import AuditorError, InputError, NoLabelError
from auditor.facts.shown import no_label
from auditor.lexicon import load_lexicon
from auditor.model import Failure, LabelFacts, Verdict
from auditor.pipeline import (
    audit_facts,
    facts_apart,
    facts_of,
    failure_of,
    page_alone,
    read_source,
    reading_fingerprint,
)
from auditor.reading.source import open_source
from auditor.readings import document_from_json, document_to_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic import TypeAdapter

    from auditor.criteria.profile import Profile
    from auditor.model import Document
    from auditor.pipeline import Settings


@dataclass(frozen=True, slots=True)
class Terms:
    """What all jobs of a scan have in common."""

    profile: Profile
    settings: Settings


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Read one file."""

    key: str
    """The reading fingerprint that is waited for."""

    file: Path | str
    """A text is the URL of a file that lies elsewhere."""


@dataclass(frozen=True, slots=True)
class Face:
    """A document of a product, by the name under which the report quotes it."""

    name: str
    reading: bytes
    """The document as the store keeps it."""

    page: int | None = None
    """The one page that shows the product; None where the whole document does."""


@dataclass(frozen=True, slots=True)
class JudgeJob:
    """Judge one product whose files were read."""

    key: str
    """Its audit fingerprint."""

    product: str
    faces: tuple[Face, ...]
    failures: tuple[Failure, ...]
    complete: bool

    facts: bytes | None
    """What the faces are known to state; None where they are yet to be parsed."""


Job: TypeAlias = ReadJob | JudgeJob


@dataclass(frozen=True, slots=True)
class WasRead:
    """A document as the store keeps it."""

    key: str
    """The reading fingerprint of what was read: the file may have changed meanwhile."""

    reading: bytes


@dataclass(frozen=True, slots=True)
class WasJudged:
    """One line of the results as the store keeps it."""

    line: bytes
    verdict: Verdict
    slugs: tuple[str, ...]
    """Of its failures."""

    facts: bytes | None
    """To keep; None where they were known or cannot be kept."""


@dataclass(frozen=True, slots=True)
class WentWrong:
    """One file or product that nothing came of."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class MustStop:
    """Nothing will come of any other job either: an engine is missing."""

    error: AuditorError


Done: TypeAlias = WasRead | WasJudged | WentWrong | MustStop


def perform(job: Job, terms: Terms) -> Done:
    """Do one job; whatever goes wrong with it is its result."""
    try:
        match job:
            case ReadJob():
                return _read(job, terms.settings)
            case JudgeJob():
                return _judge(job, terms)
    except InputError as error:
        return WentWrong(failure_of(error))
    except AuditorError as error:
        return MustStop(error)
    except Exception as error:
        # The traceback is the operator's: a worker's standard error is the scan's.
        traceback.print_exc()
        return WentWrong(defect(job, f"{type(error).__name__}: {error}"))


def defect(job: Job, problem: str) -> Failure:
    """A mistake of ours as a row of the report."""
    subject = str(job.file) if isinstance(job, ReadJob) else job.product
    return Failure(
        file=subject,
        slug=AuditorError.slug,
        problem=f"{problem[:500]}: this is a defect",
        remedy="please report it",
    )


def without_facts(job: JudgeJob, failure: Failure, terms: Terms) -> WasJudged:
    """The line of a product that could not be judged."""
    settings = replace(terms.settings, complete=False)
    parsed = _Parsed(facts_of((), settings))
    return _judged(replace(job, failures=(*job.failures, failure)), parsed, (), terms)


def _read(job: ReadJob, settings: Settings) -> WasRead:
    if isinstance(job.file, str):
        from auditor.batch.remote import fetch

        source = fetch(job.file, settings.limits)
    else:
        source = open_source(job.file, settings.limits)
    document = read_source(source, settings)
    return WasRead(
        reading_fingerprint(document.sha256, settings), packed(document_to_json(document))
    )


# --- judging --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What a product's documents state, and which of them are no label."""

    facts: LabelFacts
    aside: tuple[Failure, ...] = ()


def _judge(job: JudgeJob, terms: Terms) -> WasJudged:
    documents = tuple(map(_document, job.faces))
    known = None if job.facts is None else _codec().validate_json(unpacked(job.facts))
    parsed = known or _parse(job, documents, terms.settings)
    judged = _judged(job, parsed, documents, terms)
    return judged if known else replace(judged, facts=_kept(parsed))


def _document(face: Face) -> Document:
    document = replace(document_from_json(unpacked(face.reading)), name=face.name)
    return document if face.page is None else page_alone(document, face.page)


def _parse(job: JudgeJob, documents: Sequence[Document], settings: Settings) -> _Parsed:
    lexicon = load_lexicon()
    reasons = {document.name: no_label(document, lexicon) for document in documents}
    shown = [document for document in documents if not reasons[document.name]]
    aside = tuple(
        Failure(
            file=name,
            slug=NoLabelError.slug,
            problem=f"shows no label: {reason}",
            remedy="look at it; auditor audit judges it anyhow",
        )
        for name, reason in reasons.items()
        if reason
    )
    # Where nothing is shown, nothing is whole, whoever says so.
    whole = replace(settings, complete=job.complete and bool(shown))
    return _Parsed(facts_apart(shown, whole, job.product), aside)


def _judged(
    job: JudgeJob, parsed: _Parsed, documents: Sequence[Document], terms: Terms
) -> WasJudged:
    from auditor.report.record import render_jsonl

    aside = {failure.file for failure in parsed.aside}
    audit = audit_facts(
        parsed.facts,
        [document for document in documents if document.name not in aside],
        profile=terms.profile,
        product=job.product,
        failures=(*job.failures, *parsed.aside),
        day=terms.settings.day,
    )
    return WasJudged(
        line=packed(render_jsonl(audit)),
        verdict=audit.verdict,
        slugs=tuple(failure.slug for failure in audit.failures),
        facts=None,
    )


def _kept(parsed: _Parsed) -> bytes | None:
    from pydantic_core import PydanticSerializationError

    try:
        return packed(_codec().dump_json(parsed).decode())
    except PydanticSerializationError:
        # Half of a surrogate pair has no UTF-8: such facts are parsed each time.
        return None


@cache
def _codec() -> TypeAdapter[_Parsed]:
    from pydantic import TypeAdapter

    return TypeAdapter(_Parsed)
