"""What everything after reading costs: parsing, judging and each kind of report.

It is measured on what was read before, so that no picture comes into it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from auditor.bench.result import Figure, Unit
from auditor.bench.spent import least
from auditor.criteria.profile import Profile, load_profile
from auditor.errors import AuditorError
from auditor.facts.label import facts_of
from auditor.lexicon import load_lexicon
from auditor.model import Box, Document, Line, Page, Word
from auditor.pipeline import Settings, audit_facts, page_picture
from auditor.process import spare_what_is_loaded
from auditor.report import ReportFormat, render
from auditor.report.batch import BatchFormat, render_batch
from auditor.report.batch.stored import stored
from auditor.sandbox import Confinement, confined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PIL.Image import Image

    from auditor.model import Audit, LabelFacts
    from auditor.reading.source import Source
    from auditor.report.batch.stored import StoredAudit

LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"10 kB": 10_000, "100 kB": 100_000, "1 MB": 1_000_000}
)

_PATIENCE: Final = 60
"""Processor seconds after which parsing a long text is given up."""

_ROOM: Final = 8_000_000_000
"""Bytes of memory that it may take."""

_PRINTED: Final = (
    "GLUTAMINE POWDER",
    "by Candor Foods",
    "NET WT 300 g",
    "",
    "Supplement Facts",
    "Serving Size 1 scoop (5 g)",
    "Amount Per Serving % DV",
    "L-Glutamine 5 g *",
    "Vitarnin C 60 mg 67%",
    "Calcuim (as calcium carbonate) 100 mg 8%",
    "* Daily value not established.",
    "",
    "Other Ingredients: magnesum stearate, natural flavvor, cellulose gum",
    "",
    "Directions: Mix 1 scoop with 8 oz water twice daily.",
    "No soy or milk. Sweetened with stevia. Supports recovery.",
    "",
    "Warning: Keep out of reach of children. Consult your physician.",
    "",
    "GMP certified, tested by NSF. Lot A1, EXP 01/27",
    "Distributed by Candor Foods, Salem, OR 97301, candor.com",
)
"""A label with a bit of everything, misread names among it; blank between blocks."""


def _warming() -> Document:
    """What loads and compiles whatever parsing needs, before it is measured."""
    lines: list[Line] = []
    for row, printed in enumerate(_PRINTED):
        texts = printed.split()
        words = (
            Word(text, Box(60 * n, 10 * row, 60 * n + 56, 10 * row + 8), 0.9)
            for n, text in enumerate(texts)
        )
        if texts:
            lines.append(Line(tuple(words), 8.0, row, _PRINTED[:row].count("")))
    page = Page(number=1, width=800, height=300, unit="px", origin="", lines=tuple(lines))
    return Document(name="", sha256="", media_type="", pages=(page,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Labels that were read: the documents and what they come to."""

    documents: tuple[Document, ...]
    facts: tuple[LabelFacts, ...]
    audits: tuple[Audit, ...]
    profile: Profile


def shelf_of(documents: Sequence[Document]) -> Shelf:
    """The documents, each taken for a product of its own."""
    profile = load_profile("glutamine")
    lexicon = load_lexicon()
    facts = tuple(facts_of((document,), lexicon) for document in documents)
    return Shelf(
        documents=tuple(documents),
        facts=facts,
        audits=tuple(
            audit_facts(fact, (document,), profile=profile, product=document.name)
            for fact, document in zip(facts, documents, strict=True)
        ),
        profile=profile,
    )


# --- parsing ----------------------------------------------------------------------


def measure_parsing(
    documents: Sequence[Document], repeat: int, lengths: Mapping[str, int] = LENGTHS
) -> Iterator[Figure]:
    """Words to facts: a label, the first of a process, and the cost by the text's length.

    A label is measured in a process that has parsed others and never this one, as a
    scan's workers meet them: the patterns that some labels alone need are compiled,
    names that were looked up are remembered, and most labels come once. The two
    halves of the folder do it for each other.

    Args:
        lengths: Characters of the texts by their names, shortest first.
    """
    if len(documents) > 1:
        halves = (documents[::2], documents[1::2])
        folds = tuple(zip(halves, reversed(halves), strict=True))
    else:
        folds = (((_warming(),), documents),)
    seconds = sum(
        min(_seconds_apart(own, "labels", others) for _ in range(repeat))
        for others, own in folds
    )
    each = seconds / len(documents)
    yield Figure("parsing.label", "words of a label to its facts", each)
    if each:
        # Where it is limited, processor time is told in steps of milliseconds.
        yield Figure("parsing.rate", "labels", 1 / each, Unit.PER_SECOND)
    first = min(_seconds_apart((_warming(),), "a first label") for _ in range(repeat))
    yield Figure("parsing.first", "the first label of a process", first)
    for name, characters in lengths.items():
        id_, title = f"parsing.{name.replace(' ', '')}", f"a text of {name}"
        try:
            long = _long_text(documents, characters)
            seconds = _seconds_apart((long,), title, (_warming(),))
        except AuditorError as error:
            yield Figure(id_, title, None, note=error.problem)
            return
        yield Figure(id_, title, seconds)


def _seconds_apart(
    documents: Sequence[Document], subject: str, others: Sequence[Document] = ()
) -> float:
    limits = Confinement(cpu_seconds=_PATIENCE, memory_bytes=_ROOM)
    task = partial(_parsing_seconds, documents, others)
    return confined(task, subject=subject, limits=limits)


def _parsing_seconds(documents: Sequence[Document], others: Sequence[Document]) -> float:
    """Seconds for all documents together, in a process that knows the others."""
    lexicon = load_lexicon()
    for document in others:
        facts_of((document,), lexicon)
    # As a worker does that has loaded.
    spare_what_is_loaded()
    before = time.process_time()
    for document in documents:
        facts_of((document,), lexicon)
    return time.process_time() - before


def _long_text(documents: Sequence[Document], characters: int) -> Document:
    """One page on which the labels' lines stand below each other until it is so long."""
    read = [page for document in documents for page in document.pages if page.lines]
    pages = cycle(read)
    lines: list[Line] = []
    height = length = row = block = 0
    while length < characters:
        page = next(pages)
        for line in page.lines:
            lines.append(_moved(line, height, row, block))
            length += len(line.text) + 1
        height += round(page.height)
        row += max(line.row for line in page.lines) + 1
        block += max(line.block for line in page.lines) + 1
    page = replace(read[0], height=float(height), lines=tuple(lines), codes=(), unread=())
    return replace(documents[0], pages=(page,))


def _moved(line: Line, down: int, row: int, block: int) -> Line:
    words = tuple(
        replace(
            word,
            box=Box(word.box.x0, word.box.top + down, word.box.x1, word.box.bottom + down),
        )
        for word in line.words
    )
    return Line(words, line.height, line.row + row, line.block + block)


# --- judging and reports ------------------------------------------------------------


def measure_judging(shelf: Shelf, repeat: int) -> Iterator[Figure]:
    """Facts to an audit."""

    def judge() -> None:
        for facts, document in zip(shelf.facts, shelf.documents, strict=True):
            audit_facts(facts, (document,), profile=shelf.profile, product="p")

    each = least(judge, repeat).cpu / len(shelf.facts)
    yield Figure("judging.label", "facts of a label to its audit", each)


def measure_reports(
    shelf: Shelf, sources: Mapping[str, Source], repeat: int
) -> Iterator[Figure]:
    """An audit to each format, and many audits to each format of a batch.

    Args:
        sources: The files of the documents, by the documents' names.
    """
    for form in ReportFormat:
        # The first report loads the format's libraries, which is no cost of a product.
        render(shelf.audits[0], form)
        spent = least(partial(_render_each, shelf.audits, form), repeat)
        each = spent.cpu / len(shelf.audits)
        yield Figure(f"reports.{form}", f"an audit as {form}", each)
    pictured = least(partial(_render_with_pictures, shelf.audits[0], sources), 1)
    yield Figure("reports.html-pictures", "an audit as html with its picture", pictured.cpu)
    results = [stored(audit) for audit in shelf.audits]
    for batch in BatchFormat:
        id_, title = f"reports.batch-{batch}", f"a product of a batch as {batch}"
        try:
            spent = least(partial(_render_batch, results, batch), repeat)
        except AuditorError as error:
            yield Figure(id_, title, None, note=error.problem)
        else:
            yield Figure(id_, title, spent.cpu / len(results))


def _render_each(audits: Sequence[Audit], form: ReportFormat) -> None:
    for audit in audits:
        render(audit, form)


def _render_batch(results: Sequence[StoredAudit], form: BatchFormat) -> None:
    for _ in render_batch(results, form):
        pass


def _render_with_pictures(audit: Audit, sources: Mapping[str, Source]) -> None:
    settings = Settings(confinement=None)
    pages = {(d.name, page.number): page for d in audit.sources for page in d.pages}

    def image(name: str, number: int) -> Image:
        return page_picture(sources[name], pages[name, number], settings)

    render(audit, ReportFormat.HTML, images=image)
