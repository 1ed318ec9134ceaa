"""What was seen of a product's label, and whether that is all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.openings import SectionKind
from auditor.model import Coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.facts.ingredients import IngredientList
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.model import Document


READABLE = 0.6
"""Confidence that the words of a panel must reach on the average to be relied on."""


def coverage_of(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    listed: IngredientList,
    sections: Sequence[Section],
    *,
    told: bool,
) -> Coverage:
    """What of a product's label was read, and whether that is all.

    Args:
        panels: Those of the product, the one that tells most first.
        told: the user says that these documents show the whole label.
    """
    skipped = tuple(f"{d.name}: {text}" for d in documents for text in d.skipped)
    hidden = tuple(text for d in documents for page in d.pages for text in page.hidden)
    complete, because = _completeness(documents, panels, sections, told=told)
    if complete and skipped:
        complete, because = False, f"not everything was read: {skipped[0]}"
    elif complete and (poor := _read_poorly(documents)):
        complete, because = False, f"hardly anything of {poor} could be made out"
    return Coverage(
        complete=complete,
        because=because,
        panel=bool(panels) and panels[0].ended and reads_well(panels[0]),
        list_state=listed.state,
        list_reason=listed.reason,
        skipped=skipped,
        hidden=hidden,
    )


_STATEMENTS = frozenset(
    {
        SectionKind.DIRECTIONS,
        SectionKind.WARNINGS,
        SectionKind.MANUFACTURER,
        SectionKind.DISCLAIMER,
    }
)


def _completeness(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    sections: Sequence[Section],
    *,
    told: bool,
) -> tuple[bool, str]:
    """Whether every printed face was read, and why that is known or not.

    A flat label is printed on one sheet: if panel and statements stand on it,
    there is nothing behind it. A photo always has another side.
    """
    if told:
        return True, "the user says that these files show the whole label"
    sheets = {
        (document.name, page.number)
        for document in documents
        for page in document.pages
        if page.flat
    }
    if not sheets:
        return False, "a photo shows only some of the label's sides"
    if not sheets & {(panel.file, panel.page) for panel in panels}:
        return False, "the artwork has no facts panel, so it is not the whole label"
    if whole_sheets(documents, panels, sections):
        return True, "the label's artwork holds panel and statements on one sheet"
    return False, "the sheet with the facts panel has hardly any statements"


_POOR = 0.5
"""Share of a page's characters that were read well below which most of it is guessed:
it may be mirrored, out of focus, or no picture of a label."""


def _read_poorly(documents: Sequence[Document]) -> str:
    """The first page that was hardly read, in words; empty where there is none."""
    return next(
        (
            f"{document.name}, page {page.number},"
            for document in documents
            for page in document.pages
            if page.quality is not None and page.quality < _POOR
        ),
        "",
    )


def whole_sheets(
    documents: Sequence[Document], panels: Sequence[Panel], sections: Sequence[Section]
) -> frozenset[tuple[str, int]]:
    """The flat pages that hold a panel and statements, by file and number."""
    stated: dict[tuple[str, int], set[SectionKind]] = {}
    for section in sections:
        place = (section.passage.file, section.passage.page)
        stated.setdefault(place, set()).add(section.kind)
    with_panel = {(panel.file, panel.page) for panel in panels}
    return frozenset(
        place
        for document in documents
        for page in document.pages
        if page.flat
        and (place := (document.name, page.number)) in with_panel
        and len(stated.get(place, set()) & _STATEMENTS) >= 2
    )


def reads_well(panel: Panel) -> bool:
    """Whether the words of a panel's rows were read well enough to be relied on."""
    known = [
        item.confidence
        for row in panel.rows
        for item in row.evidence
        if item.confidence is not None
    ]
    return not known or sum(known) / len(known) >= READABLE
