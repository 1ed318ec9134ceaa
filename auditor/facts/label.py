"""All faces of one product to one set of facts.

Each face is read for itself, and what faces state twice is held against each
other: where they disagree, that is a conflict on the report and never a silent
choice. What no face shows stays unread; only a label that was seen whole can be
said not to state something.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from auditor.facts.allergens import find_allergens
from auditor.facts.cautions import find_cautions, find_warnings
from auditor.facts.certifications import find_certifications
from auditor.facts.claims import find_claims
from auditor.facts.directions import find_directions
from auditor.facts.dosage_form import find_dosage_form
from auditor.facts.identity import find_brand, find_net_contents, find_product_name
from auditor.facts.ingredients import IngredientList, find_ingredients
from auditor.facts.openings import SectionKind
from auditor.facts.panel import Panel, find_panels
from auditor.facts.sections import split_sections
from auditor.facts.serving import find_serving_size, find_servings
from auditor.facts.text import passages
from auditor.lexicon import fold
from auditor.model import (
    NOT_SEEN,
    Absent,
    Conflict,
    Coverage,
    Found,
    LabelFacts,
    Nutrient,
    Unreadable,
)
from auditor.quantity import find_amounts, to_grams
from auditor.substance import identify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Amount, Directions, Document, Evidence, Page, Reading

READABLE = 0.6
"""Confidence that the words of a panel must reach on the average to be relied on."""


def facts_of(
    documents: Sequence[Document], lexicon: Lexicon, *, complete: bool = False
) -> LabelFacts:
    """What the faces of one product state together.

    Args:
        complete: the user says that these documents show the whole label.
    """
    sections = split_sections(documents, lexicon)
    pages = tuple((document.name, page) for document in documents for page in document.pages)
    blocks = tuple(passage for document in documents for passage in passages(document))
    found = tuple(panel for name, page in pages for panel in find_panels(name, page, lexicon))
    panels = _ranked(tuple(panel for panel in found if not panel.profile))
    listed = find_ingredients(sections, pages, lexicon)
    coverage = _coverage(documents, panels, listed, sections, told=complete)
    listed = _lawfully_none(listed, coverage)
    coverage = replace(coverage, list_state=listed.state, list_reason=listed.reason)
    whole = coverage.complete
    nutrients = _nutrients(panels, tuple(panel for panel in found if panel.profile), whole)
    serving = find_serving_size(panels, lexicon)
    form, form_conflicts = find_dosage_form(
        sections, serving, listed.ingredients, lexicon, complete=whole
    )
    directions = find_directions(
        sections, serving.value if isinstance(serving, Found) else None, lexicon, complete=whole
    )
    glutamine = _glutamine(panels, lexicon)
    return LabelFacts(
        product_name=find_product_name(documents, sections, lexicon),
        brand=find_brand(documents, sections, lexicon),
        net_contents=find_net_contents(sections, lexicon, complete=whole),
        dosage_form=form,
        serving_size=serving,
        servings_per_container=find_servings(panels, blocks),
        nutrients=nutrients,
        glutamine_g_per_serving=glutamine,
        protein_g_per_serving=_protein(panels),
        ingredients=listed.ingredients,
        other_ingredients_text=listed.text,
        certifications=find_certifications(sections, lexicon, complete=whole),
        claims=find_claims(sections, lexicon, complete=whole),
        directions=directions,
        daily_glutamine_g=_daily(glutamine, directions),
        warnings=find_warnings(sections, complete=whole),
        cautions=find_cautions(sections, complete=whole),
        allergens=find_allergens(sections, lexicon, complete=whole),
        amino_acid_profile=_profile(found),
        front_amount=_front_amount(blocks, panels, lexicon),
        coverage=coverage,
        conflicts=(*form_conflicts, *_panel_conflicts(panels)),
    )


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
    complete, because = _completeness(documents, panels, listed, sections, told=told)
    if complete and skipped:
        complete, because = False, f"not everything was read: {skipped[0]}"
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
    listed: IngredientList,
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
    flat = [d for d in documents if d.pages and all(page.flat for page in d.pages)]
    if not flat:
        return False, "a photo shows only some of the label's sides"
    names = {document.name for document in flat}
    panel = any(item.file in names for item in panels)
    stated = {section.kind for section in sections if section.passage.file in names}
    if panel and len(stated & _STATEMENTS) >= 2:
        return True, "the label's artwork holds panel and statements on one sheet"
    missing = "no facts panel" if not panel else "hardly any statements"
    return False, f"the artwork has {missing}, so it is not the whole label"


def _lawfully_none(listed: IngredientList, coverage: Coverage) -> IngredientList:
    """A whole label without a list has nothing to list (21 CFR 101.4(g))."""
    if listed.state == "unseen" and coverage.complete and coverage.panel:
        return replace(
            listed,
            state="none",
            reason="the label was read whole and has no ingredient list, "
            "which it need not have when there is nothing to list",
            ingredients=Absent(("the places below and beside the facts panel",)),
            text=Absent(("the places below and beside the facts panel",)),
        )
    return listed


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

    def told(panel: Panel) -> tuple[bool, int, bool]:
        amounts = sum(row.amount is not None for row in panel.rows)
        return bool(panel.title) or amounts > 1, amounts, panel.ended

    return tuple(sorted(panels, key=told, reverse=True))


def _nutrients(
    panels: Sequence[Panel], profiles: Sequence[Panel], complete: bool
) -> Reading[tuple[Nutrient, ...]]:
    if panels and panels[0].rows[0].per != "serving":
        # A specification sheet: its tables together describe 100 g of the product.
        more = tuple(row for panel in profiles for row in panel.rows)
        return Found((*panels[0].rows, *more), panels[0].evidence)
    if panels:
        return Found(panels[0].rows, panels[0].evidence)
    if complete:
        return Absent(("every printed face, for a facts panel",))
    return Unreadable("no facts panel on these pictures")


def _grams(row: Nutrient) -> Decimal | None:
    if row.amount is None or row.unit is None or row.bound or row.per != "serving":
        return None
    try:
        return to_grams(_amount(row.amount, row.unit))
    except ValueError:
        return None


def _amount(number: Decimal, unit: str) -> Amount:
    from auditor.model import Amount

    return Amount(number, unit)


def _glutamine(panels: Sequence[Panel], lexicon: Lexicon) -> Reading[Decimal]:
    """Free L-glutamine per serving by the panel; rows that are only it, summed."""
    substance = lexicon.substances["l-glutamine"]
    if not panels:
        return Unreadable("no facts panel on these pictures")
    total: Decimal | None = None
    evidence: list[Evidence] = []
    hidden: Nutrient | None = None
    for row in panels[0].rows:
        identity = identify(row.name, substance)
        if not identity.is_active:
            continue
        if not identity.whole or row.is_blend:
            hidden = hidden or row
            continue
        grams = _grams(row)
        if grams is None:
            hidden = hidden or row
            continue
        total = grams + (total or Decimal(0))
        evidence += row.evidence
    if total is not None:
        return Found(total, tuple(evidence))
    if hidden is not None:
        return Unreadable(f"the panel lists {hidden.name} without an amount of its own")
    if panels[0].ended and _reads_well(panels[0]):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


_PROTEIN = frozenset({"protein", "proteins", "total protein", "proteines", "proteinas", "proteina",
                      "eiweiss", "eiweiß", "protéines", "proteine"})  # fmt: skip


def _protein(panels: Sequence[Panel]) -> Reading[Decimal]:
    if not panels:
        return Unreadable("no facts panel on these pictures")
    for row in panels[0].rows:
        if fold(row.name).split("(")[0].strip() in _PROTEIN:
            grams = _grams(row)
            if grams is not None:
                return Found(grams, row.evidence)
            return Unreadable("the protein row has no amount that could be read")
    if panels[0].ended and _reads_well(panels[0]):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


def _profile(panels: Sequence[Panel]) -> Reading[tuple[str, ...]]:
    for panel in panels:
        if panel.profile:
            return Found(tuple(row.name for row in panel.rows), panel.evidence)
    return NOT_SEEN


def _daily(
    grams: Reading[Decimal], directions: Reading[Directions]
) -> Reading[tuple[Decimal, Decimal]]:
    """Grams of glutamine a day by the directions."""
    if not isinstance(grams, Found):
        return Unreadable("the grams of glutamine per serving are not known")
    if not isinstance(directions, Found):
        return Unreadable("no directions were read")
    often = directions.value.servings_per_day
    if often is None:
        return Unreadable("the directions do not say how often")
    low, high = often
    return Found(
        (grams.value * low, grams.value * high), (*grams.evidence, *directions.evidence)
    )


def _front_amount(
    blocks: Sequence[Passage], panels: Sequence[Panel], lexicon: Lexicon
) -> Reading[Decimal]:
    """Grams of glutamine that print outside the panel claims: "5 g L-Glutamine"."""
    substance = lexicon.substances["l-glutamine"]
    for block in blocks:
        for start, end in _line_spans(block):
            if _inside(block, start, end, panels):
                continue
            found = _claimed(block.text[start:end], substance)
            if found is not None:
                return Found(found, block.evidence(start, end))
    return NOT_SEEN


def _claimed(text: str, substance: object) -> Decimal | None:
    """The amount in a line or two that say nothing but amount and glutamine."""
    if len(text.split()) > _CLAIM_WORDS:
        return None
    amounts = [item for item in find_amounts(text) if not item.bound and item.low is None]
    if len(amounts) != 1:
        return None
    try:
        grams = to_grams(amounts[0].amount)
    except ValueError:
        return None
    rest = text[: amounts[0].start] + " " + text[amounts[0].end :]
    identity = identify(" ".join(rest.replace("\n", " ").split()), substance)  # type: ignore[arg-type]
    return grams if identity.is_active and grams > 0 else None


_CLAIM_WORDS = 8
"""More words than "5 g micronized L-glutamine per serving" are a sentence, in which
an amount may be of anything."""


def _line_spans(block: Passage) -> list[tuple[int, int]]:
    """Each line of a block, and each pair of neighbors: "5 g" may stand above."""
    spans, start = [], 0
    for line in block.lines:
        spans.append((start, start + len(line.text)))
        start += len(line.text) + 1
    pairs = [(a[0], b[1]) for a, b in zip(spans, spans[1:], strict=False)]
    return spans + pairs


def _inside(block: Passage, start: int, end: int, panels: Sequence[Panel]) -> bool:
    evidence = block.evidence(start, end)
    return any(
        panel.file == block.file
        and panel.page == block.page
        and panel.box.x0 <= item.box.center[0] <= panel.box.x1
        and panel.box.top <= item.box.center[1] <= panel.box.bottom
        for panel in panels
        for item in evidence
    )


# --- faces against each other -------------------------------------------------


def _panel_conflicts(panels: Sequence[Panel]) -> tuple[Conflict, ...]:
    """Rows of one name with other amounts on two photos of the panel."""
    found = []
    for one, other in combinations(panels, 2):
        if one.file == other.file and one.page == other.page:
            continue
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
