"""All faces of one product to one set of facts.

Each face is read for itself, and what faces state twice is held against each
other: where they disagree, that is a conflict on the report and never a silent
choice. What no face shows stays unread; only a label that was seen whole can be
said not to state something.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain, combinations, tee
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.absent_list import lawfully_none
from auditor.facts.allergens import find_allergens
from auditor.facts.barcodes import different_products, find_barcodes
from auditor.facts.callouts import amount_claimed, find_callouts
from auditor.facts.cautions import find_cautions, find_warnings
from auditor.facts.certifications import find_certifications, unread_seals
from auditor.facts.claims import find_claims
from auditor.facts.continuation import going_on
from auditor.facts.directions import find_directions
from auditor.facts.dosage_form import find_dosage_form
from auditor.facts.expiry import find_expiry, find_lot
from auditor.facts.faces import differently_named, find_faces
from auditor.facts.fronts import find_fronts
from auditor.facts.identity import find_identity
from auditor.facts.ingredients import (
    LISTS,
    IngredientList,
    find_ingredients,
    with_sources,
)
from auditor.facts.languages import in_one_language
from auditor.facts.level import as_printed, levelled
from auditor.facts.list_ends import runs_into_edge
from auditor.facts.names import misread
from auditor.facts.net_contents import find_net_contents
from auditor.facts.openings import SectionKind
from auditor.facts.panel import Panel, find_panels, rows_of
from auditor.facts.panel.held import all_lines_taken
from auditor.facts.places import Shelves
from auditor.facts.sections import split_sections
from auditor.facts.serving import find_serving_size, find_servings
from auditor.facts.text import is_badly_read, passages
from auditor.facts.variety import of_another_variety
from auditor.lexicon import fold
from auditor.model import (
    NOT_SEEN,
    Absent,
    Amount,
    Conflict,
    Coverage,
    Found,
    LabelFacts,
    Nutrient,
    Unreadable,
)
from auditor.quantity import to_grams
from auditor.substance import identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Directions, Document, Face, Line, Page, Reading

READABLE = 0.6
"""Confidence that the words of a panel must reach on the average to be relied on."""


def facts_of(
    documents: Sequence[Document], lexicon: Lexicon, *, complete: bool = False
) -> LabelFacts:
    """What the faces of one product state together.

    Args:
        complete: the user says that these documents show the whole label.
    """
    documents = levelled(documents)
    return as_printed(_facts_of(documents, lexicon, complete), documents)


def _facts_of(
    documents: Sequence[Document], lexicon: Lexicon, complete: bool
) -> LabelFacts:
    texts = tuple(tuple(passages(document)) for document in documents)
    blocks = tuple(chain.from_iterable(texts))
    sections = _best_copies(split_sections(documents, lexicon, texts))
    pages = tuple(
        (document.name, page) for document in documents for page in document.pages
    )
    found = tuple(
        panel for name, page in pages for panel in find_panels(name, page, lexicon)
    )
    panels = _ranked(tuple(panel for panel in found if not panel.profile))
    listed = find_ingredients(sections, pages, lexicon)
    coverage = _coverage(documents, panels, listed, sections, told=complete)
    listed = lawfully_none(listed, coverage, sections, found, pages, lexicon)
    listed = going_on(listed, panels, sections, pages, lexicon)
    listed = _of_every_part(listed, panels, sections, lexicon)
    serving = find_serving_size(panels, blocks, lexicon)
    nutrients = _nutrients(
        panels, tuple(panel for panel in found if panel.profile), coverage.complete
    )
    if isinstance(nutrients, Found):
        listed = with_sources(listed, nutrients.value, lexicon)
    form, form_conflicts = find_dosage_form(
        sections,
        serving,
        listed.ingredients,
        lexicon,
        complete=coverage.complete,
        inside=all_lines_taken(pages, found),
    )
    fronts = find_fronts(documents, sections, found, lexicon)
    identity = find_identity(fronts, documents, sections, lexicon, blocks)
    certifications = find_certifications(
        sections,
        lexicon,
        complete=coverage.complete,
        form=form,
        name=identity.product_name,
        brand=identity.brand,
    )
    seals = tuple(unread_seals(documents, certifications))
    labels = _labels(documents, panels, sections, lexicon)
    faces = tuple(
        replace(face, packages=max(face.packages, labels.get(face.file, 1)))
        for face in find_faces(documents, sections, found, fronts, seals)
    )
    coverage = replace(
        coverage,
        list_state=listed.state,
        list_reason=listed.reason,
        unread_seals=seals,
    )
    whole = coverage.complete
    spoken = in_one_language(sections)
    first_said = frozenset(spoken)
    directions = find_directions(
        spoken,
        serving.value if isinstance(serving, Found) else None,
        lexicon,
        complete=whole,
        repeated=[section for section in sections if section not in first_said],
    )
    directions = _cut_off(directions, pages)
    names_any = partial(_names_any, lexicon=lexicon)
    # The first of them mostly tells, and the others are not looked for.
    callouts, again = tee(find_callouts(blocks, panels))
    claimed = amount_claimed(
        callouts,
        lambda text: _is_of_glutamine(text, lexicon),
        names_any,
        identity.product_name,
    )
    glutamine = _glutamine(panels, blocks, lexicon)
    protein = _protein(panels, lexicon)
    if not panels:
        # No panel, no row: what another face claims is all that is told, and a
        # criterion that wants the panel asks whether there is one.
        glutamine = claimed if isinstance(claimed, Found) else glutamine
    if not isinstance(protein, Found):
        told = amount_claimed(
            again, lambda text: _is_protein(text, lexicon), names_any, NOT_SEEN
        )
        protein = told if isinstance(told, Found) else protein
    expiry, expiry_conflicts = find_expiry(documents, blocks, lexicon)
    return LabelFacts(
        product_name=identity.product_name,
        brand=identity.brand,
        net_contents=find_net_contents(sections, lexicon, complete=whole),
        dosage_form=form,
        serving_size=serving,
        servings_per_container=find_servings(panels, blocks),
        nutrients=nutrients,
        glutamine_g_per_serving=glutamine,
        protein_g_per_serving=protein,
        ingredients=listed.ingredients,
        other_ingredients_text=listed.text,
        certifications=certifications,
        claims=find_claims(sections, lexicon, complete=whole),
        directions=directions,
        daily_glutamine_g=daily_glutamine(glutamine, directions),
        warnings=find_warnings(spoken, complete=whole),
        cautions=find_cautions(sections, complete=whole),
        allergens=find_allergens(sections, lexicon, complete=whole),
        amino_acid_profile=_profile(found),
        front_amount=claimed,
        barcodes=find_barcodes(documents),
        lot=find_lot(documents, blocks, lexicon),
        expiry=expiry,
        faces=faces,
        coverage=coverage,
        conflicts=(
            *form_conflicts,
            *_panel_conflicts(panels, lexicon),
            *different_products(documents),
            *_several(faces),
            *differently_named(fronts, panels, lexicon),
            *of_another_variety(listed, found, sections, pages, lexicon),
            *expiry_conflicts,
        ),
    )


def _best_copies(sections: Sequence[Section]) -> Sequence[Section]:
    """The sections without those, badly read, that say what another picture's well read
    one says to the letter: a second photo of a face spoils nothing."""
    if len(set(map(_picture, sections))) < 2:
        return sections
    copies: dict[tuple[SectionKind, str], list[Section]] = {}
    for section in sections:
        copies.setdefault((section.kind, fold(section.whole)), []).append(section)
    # What is said once, as most is, need not be asked how it was read.
    spoilt = {
        id(one)
        for same in copies.values()
        if len(same) > 1 and (well_read := {*map(_picture, filter(_reads_clearly, same))})
        for one in same
        if well_read - {_picture(one)} and not _reads_clearly(one)
    }
    return [section for section in sections if id(section) not in spoilt]


def _picture(section: Section) -> tuple[str, int]:
    return section.passage.file, section.passage.page


def _reads_clearly(section: Section) -> bool:
    return not any(map(is_badly_read, section.evidence()))


def _cut_off(
    directions: Reading[Directions], pages: Sequence[tuple[str, Page]]
) -> Reading[Directions]:
    """The same, not whole where the edge of a picture cuts through them."""
    if not isinstance(directions, Found):
        return directions
    for name, page in pages:
        there = [e for e in directions.evidence if (e.file, e.page) == (name, page.number)]
        if there and runs_into_edge(there, page):
            return replace(directions, value=replace(directions.value, whole=False))
    return directions


def _several(faces: Sequence[Face]) -> Iterator[Conflict]:
    shown = dict.fromkeys((face.file, face.packages) for face in faces)
    for file, packages in shown:
        if packages > 1:
            yield Conflict(
                what="packages",
                reason=f"{file} seems to show {packages} packages, and what "
                "stands on one of them is not said of the other",
            )


def _labels(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> Mapping[str, int]:
    """How many labels a file holds whose pages are whole labels by themselves.

    Nobody says that they are of one product, and a pack of artwork is of many. Two
    pages are one label only where nothing that both of them tell differs.
    """
    whole = _whole_sheets(documents, panels, sections)
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


# --- what was seen ------------------------------------------------------------


def _coverage(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    listed: IngredientList,
    sections: Sequence[Section],
    *,
    told: bool,
) -> Coverage:
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
        panel=bool(panels) and panels[0].ended and _reads_well(panels[0]),
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
    if _whole_sheets(documents, panels, sections):
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


def _whole_sheets(
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


def _reads_well(panel: Panel) -> bool:
    known = [
        item.confidence
        for row in panel.rows
        for item in row.evidence
        if item.confidence is not None
    ]
    return not known or sum(known) / len(known) >= READABLE


# --- the panel ----------------------------------------------------------------


def _ranked(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    """The panel that tells most first; the others are other photos or languages."""

    def told(panel: Panel) -> tuple[bool, int, bool, bool]:
        amounts = sum(row.amount is not None for row in panel.rows)
        return bool(panel.title) or amounts > 1, amounts, panel.ended, _reads_well(panel)

    return tuple(sorted(panels, key=told, reverse=True))


def _nutrients(
    panels: Sequence[Panel], profiles: Sequence[Panel], complete: bool
) -> Reading[tuple[Nutrient, ...]]:
    if panels and panels[0].rows[0].per != "serving":
        # A specification sheet: its tables together describe 100 g of the product.
        more = tuple(row for panel in profiles for row in panel.rows)
        return Found((*panels[0].rows, *more), panels[0].evidence)
    if panels:
        return Found(rows_of(panels), panels[0].evidence)
    if complete:
        return Absent(("every printed face, for a facts panel",))
    return Unreadable("no facts panel on these pictures")


def _grams(row: Nutrient) -> Decimal | None:
    if row.amount is None or row.unit is None or row.bound or row.per != "serving":
        return None
    try:
        return to_grams(Amount(row.amount, row.unit))
    except ValueError:
        return None


def _names_any(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.names.find(text))


def _is_of_glutamine(said: str, lexicon: Lexicon) -> bool:
    """Whether what stands beside an amount names glutamine, and nothing that has it."""
    identity = identify(said, lexicon.substances["l-glutamine"])
    named = (match.id for match in lexicon.names.find(said))
    of_protein = any(one.startswith("protein/") for one in named)
    return identity.is_active and identity.whole and not of_protein


def _glutamine(
    panels: Sequence[Panel], blocks: Sequence[Passage], lexicon: Lexicon
) -> Reading[Decimal]:
    """Free L-glutamine per serving by the panel; rows that are only it, summed.

    A second panel of the page is looked at where the first has none: a pack may
    print one for each of its parts.
    """
    if not panels:
        return Unreadable("no facts panel on these pictures")
    first = panels[0]
    beside = [p for p in panels[1:] if (p.file, p.page) == (first.file, first.page)]
    lines = _Lines(blocks)
    readings = [_glutamine_of(panel, lines, lexicon) for panel in (first, *beside)]
    told = next((reading for reading in readings if isinstance(reading, Found)), None)
    open_ = next((reading for reading in readings if isinstance(reading, Unreadable)), None)
    return told or open_ or readings[0]


def _glutamine_of(panel: Panel, lines: _Lines, lexicon: Lexicon) -> Reading[Decimal]:
    told = glutamine_of(panel.rows, lexicon)
    if told is not None:
        return told
    substance = lexicon.substances["l-glutamine"]
    if any(identify(line.text, substance).is_active for line in lines.of(panel)):
        return Unreadable("the panel names glutamine in a line that is no row of it")
    if panel.ended and _reads_well(panel):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


def glutamine_of(rows: Sequence[Nutrient], lexicon: Lexicon) -> Reading[Decimal] | None:
    """Free L-glutamine by the rows of a panel; None where no row names it."""
    substance = lexicon.substances["l-glutamine"]
    amounts: dict[Decimal, Nutrient] = {}
    hidden: Nutrient | None = None
    for row in rows:
        identity = identify(row.full_name, substance)
        if not identity.is_active:
            continue
        grams = _grams(row)
        if not identity.whole or row.is_blend or grams is None:
            hidden = hidden or row
        else:
            # A panel in two languages prints a row twice, with one amount.
            amounts.setdefault(grams, row)
    if amounts:
        evidence = tuple(item for row in amounts.values() for item in row.evidence)
        return Found(sum(amounts, Decimal(0)), evidence)
    if hidden is not None:
        return Unreadable(f"the panel lists {hidden.name} without an amount of its own")
    return None


def _is_protein(name: str, lexicon: Lexicon) -> bool:
    """Whether that is what a name says, or what a reader may have made of it."""
    return lexicon.is_protein_row(name) or misread(fold(name), "protein")


def _protein(panels: Sequence[Panel], lexicon: Lexicon) -> Reading[Decimal]:
    if not panels:
        return Unreadable("no facts panel on these pictures")
    told = protein_of(panels[0].rows, lexicon)
    if told is not None:
        return told
    if panels[0].ended and _reads_well(panels[0]):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


_BRACKET_OR_SLASH = regex.compile(r"[(/]")


def protein_of(rows: Sequence[Nutrient], lexicon: Lexicon) -> Reading[Decimal] | None:
    """Protein by the rows of a panel; None where no row names it."""
    row = _row_of_protein(rows, lexicon)
    if row is None:
        return None
    # "Less than 1 g" tells the most there can be, which is what matters here.
    grams = _grams(replace(row, bound=""))
    if grams is not None:
        return Found(grams, row.evidence)
    return Unreadable("the protein row has no amount that could be read")


def _row_of_protein(rows: Sequence[Nutrient], lexicon: Lexicon) -> Nutrient | None:
    """The row that names it, or else one that a picture's reader made of its name."""
    named = [(_BRACKET_OR_SLASH.split(row.name)[0].strip(), row) for row in rows]
    exact = (row for name, row in named if lexicon.is_protein_row(name))
    alike = (
        row
        for name, row in named
        if _is_protein(name, lexicon) and any(one.confidence for one in row.evidence)
    )
    return next(chain(exact, alike), None)


def _profile(panels: Sequence[Panel]) -> Reading[tuple[str, ...]]:
    for panel in panels:
        if panel.profile:
            return Found(tuple(row.name for row in panel.rows), panel.evidence)
    return NOT_SEEN


def daily_glutamine(
    grams: Reading[Decimal], directions: Reading[Directions]
) -> Reading[tuple[Decimal, Decimal]]:
    """Grams of glutamine a day by the directions."""
    if not isinstance(grams, Found):
        return Unreadable("the grams of glutamine per serving are not known")
    if not isinstance(directions, Found):
        return Unreadable("no directions were read")
    if not directions.value.whole:
        return Unreadable("a line of the directions could not be read")
    often = directions.value.servings_per_day
    if often is None:
        return Unreadable("the directions do not say how often")
    low, high = often
    return Found(
        (grams.value * low, grams.value * high), (*grams.evidence, *directions.evidence)
    )


class _Lines:
    """The lines of all pages by their places."""

    def __init__(self, blocks: Iterable[Passage]) -> None:
        pages: dict[tuple[str, int], list[tuple[float, float, Line]]] = {}
        for block in blocks:
            there = pages.setdefault((block.file, block.page), [])
            there += ((line.box.top, line.box.bottom, line) for line in block.lines)
        self._pages = {place: Shelves(lines) for place, lines in pages.items()}

    def of(self, panel: Panel) -> Iterator[Line]:
        """Those whose middle lies in the panel."""
        lines = self._pages[panel.file, panel.page]
        for line in lines.meeting(panel.box.top, panel.box.bottom):
            if panel.box.holds(line.box.center):
                yield line


# --- faces against each other -------------------------------------------------


def _panel_conflicts(panels: Sequence[Panel], lexicon: Lexicon) -> tuple[Conflict, ...]:
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


def _of_every_part(
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
