"""Whether files, pages and panels are of one product, and what it has if they are not."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from auditor.facts.coverage import whole_sheets
from auditor.facts.fronts import find_fronts
from auditor.facts.identity import find_identity
from auditor.facts.ingredients import LISTS, IngredientList, find_ingredients
from auditor.lexicon import fold
from auditor.model import Conflict, Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Document, Face, Page


def several_packages(faces: Sequence[Face]) -> Iterator[Conflict]:
    """A conflict for each file that shows more than one package."""
    shown = dict.fromkeys((face.file, face.packages) for face in faces)
    for file, packages in shown:
        if packages > 1:
            yield Conflict(
                what="packages",
                reason=f"{file} seems to show {packages} packages, and what "
                "stands on one of them is not said of the other",
            )


def labels_of_files(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> Mapping[str, int]:
    """How many labels a file holds whose pages are whole labels by themselves.

    Nobody says that they are of one product, and a pack of artwork is of many. Two
    pages are one label only where nothing that both of them tell differs.
    """
    whole = whole_sheets(documents, panels, sections)
    counts = {}
    for document in documents:
        pages = [page for page in document.pages if (document.name, page.number) in whole]
        if len(pages) < 2:
            continue
        labels: list[tuple[str, ...]] = []
        for page in pages:
            told = _marks_of_label(document, page, panels, sections, lexicon)
            if not any(_agree(told, label) for label in labels):
                labels.append(told)
        counts[document.name] = len(labels)
    return counts


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or not (a and b) for a, b in zip(one, other, strict=True))


def _marks_of_label(
    document: Document,
    page: Page,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> tuple[str, ...]:
    """What tells a label from another one, folded; blank where the page does not say."""
    place = (document.name, page.number)
    alone = (replace(document, pages=(page,)),)
    there = [s for s in sections if (s.passage.file, s.passage.page) == place]
    here = [panel for panel in panels if (panel.file, panel.page) == place]
    identity = find_identity(
        find_fronts(alone, there, here, lexicon), alone, there, lexicon
    )
    readings = (
        identity.brand,
        identity.product_name,
        find_ingredients(there, ((document.name, page),), lexicon).text,
    )
    rows = sorted(
        f"{fold(row.name)} {row.amount} {row.unit}" for panel in here for row in panel.rows
    )
    said = (fold(r.value) if isinstance(r, Found) else "" for r in readings)
    return (*said, "; ".join(rows))


def panel_conflicts(panels: Sequence[Panel], lexicon: Lexicon) -> tuple[Conflict, ...]:
    """Rows of one name with other amounts on two photos of the panel, and panels that
    have no row in common: they are of two products."""
    found = []
    for one, other in combinations(panels, 2):
        if one.file == other.file and one.page == other.page:
            continue
        if _are_of_two_products(one, other, lexicon):
            found.append(
                Conflict(
                    what="panel",
                    reason=f"one picture's panel declares {one.rows[0].name} and another's "
                    f"{other.rows[0].name}, and they have nothing in common",
                    evidence=tuple(
                        e
                        for panel in (one, other)
                        for row in panel.rows
                        for e in row.evidence
                    ),
                )
            )
        amounts = {fold(row.name): row for row in other.rows if row.amount is not None}
        for row in one.rows:
            twin = amounts.get(fold(row.name))
            if twin is None or row.amount is None or row.unit != twin.unit:
                continue
            if row.amount != twin.amount and row.per == twin.per:
                found.append(
                    Conflict(
                        what="panel",
                        reason=f"{row.name} is {row.amount} {row.unit} on one picture and "
                        f"{twin.amount} {twin.unit} on another",
                        evidence=(*row.evidence, *twin.evidence),
                    )
                )
    return tuple(found)


def of_every_part(
    listed: IngredientList,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> IngredientList:
    """The same where a kit has more panels than lists: what else is in the part that
    has none cannot be told."""
    parts: list[Panel] = []
    for panel in panels:
        if all(_are_of_two_products(panel, part, lexicon) for part in parts):
            parts.append(panel)
    lists = sum(section.kind in LISTS and bool(section.text) for section in sections)
    if listed.state not in ("whole", "none") or len(parts) < 2 or lists >= len(parts):
        return listed
    reason = f"{len(parts)} facts panels are of different things, and there "
    reason += "is only one list" if lists else "is no list"
    return replace(listed, state="partial", reason=reason)


def _are_of_two_products(one: Panel, other: Panel, lexicon: Lexicon) -> bool:
    """Whether two panels are whole and declare nothing that is the same. A panel that
    two photos show in halves has its title and serving on one of them only."""
    if not all(panel.title and panel.ended and panel.statements for panel in (one, other)):
        return False
    declared = [
        {
            known.id
            if (known := lexicon.recognize(row.name, panel=True))
            else fold(row.name)
            for row in panel.rows
            if row.amount is not None
        }
        for panel in (one, other)
    ]
    return all(declared) and declared[0].isdisjoint(declared[1])
