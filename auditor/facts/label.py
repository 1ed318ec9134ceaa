"""All faces of one product to one set of facts.

Each face is read for itself, and what faces state twice is held against each
other: where they disagree, that is a conflict on the report and never a silent
choice. What no face shows stays unread; only a label that was seen whole can be
said not to state something.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from auditor.facts.absent_list import lawfully_none
from auditor.facts.allergens import find_allergens
from auditor.facts.barcodes import different_products, find_barcodes
from auditor.facts.cautions import find_cautions, find_warnings
from auditor.facts.certifications import find_certifications, unread_seals
from auditor.facts.claims import find_claims
from auditor.facts.continuation import going_on
from auditor.facts.coverage import coverage_of, reads_well
from auditor.facts.declared import (
    daily_glutamine,
    find_declared,
    nutrients_declared,
    profile_declared,
)
from auditor.facts.directions import find_directions
from auditor.facts.dosage_form import find_dosage_form
from auditor.facts.expiry import find_expiry, find_lot
from auditor.facts.faces import differently_named, find_faces
from auditor.facts.fronts import find_fronts
from auditor.facts.identity import find_identity
from auditor.facts.ingredients import find_ingredients, with_sources
from auditor.facts.languages import in_one_language
from auditor.facts.level import as_printed, levelled
from auditor.facts.list_ends import runs_into_edge
from auditor.facts.net_contents import find_net_contents
from auditor.facts.one_product import (
    labels_of_files,
    of_every_part,
    panel_conflicts,
    several_packages,
)
from auditor.facts.panel import Panel, find_panels
from auditor.facts.panel.held import all_lines_taken
from auditor.facts.sections import split_sections
from auditor.facts.serving import find_serving_size, find_servings
from auditor.facts.text import is_badly_read, passages
from auditor.facts.variety import of_another_variety
from auditor.lexicon import fold
from auditor.model import Found, LabelFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.facts.openings import SectionKind
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Directions, Document, Page, Reading


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
    coverage = coverage_of(documents, panels, listed, sections, told=complete)
    listed = lawfully_none(listed, coverage, sections, found, pages, lexicon)
    listed = going_on(listed, panels, sections, pages, lexicon)
    listed = of_every_part(listed, panels, sections, lexicon)
    serving = find_serving_size(panels, blocks, lexicon)
    nutrients = nutrients_declared(
        panels, tuple(panel for panel in found if panel.profile), coverage.complete
    )
    if isinstance(nutrients, Found):
        listed = with_sources(listed, nutrients.value, lexicon)
    whole = coverage.complete
    contents = find_net_contents(sections, lexicon, complete=whole)
    form, form_conflicts = find_dosage_form(
        sections,
        serving,
        contents,
        listed.ingredients,
        lexicon,
        complete=whole,
        inside=all_lines_taken(pages, found),
    )
    fronts = find_fronts(documents, sections, found, lexicon)
    identity = find_identity(fronts, documents, sections, lexicon, blocks)
    certifications = find_certifications(
        sections,
        lexicon,
        complete=whole,
        form=form,
        name=identity.product_name,
        brand=identity.brand,
    )
    seals = tuple(unread_seals(documents, certifications))
    labels = labels_of_files(documents, panels, sections, lexicon)
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
    declared = find_declared(panels, blocks, identity.product_name, lexicon)
    expiry, expiry_conflicts = find_expiry(documents, blocks, lexicon)
    return LabelFacts(
        product_name=identity.product_name,
        brand=identity.brand,
        net_contents=contents,
        dosage_form=form,
        serving_size=serving,
        servings_per_container=find_servings(panels, blocks),
        nutrients=nutrients,
        glutamine_g_per_serving=declared.glutamine,
        protein_g_per_serving=declared.protein,
        ingredients=listed.ingredients,
        other_ingredients_text=listed.text,
        certifications=certifications,
        claims=find_claims(sections, lexicon, complete=whole),
        directions=directions,
        daily_glutamine_g=daily_glutamine(declared.glutamine, directions),
        warnings=find_warnings(spoken, complete=whole),
        cautions=find_cautions(sections, complete=whole),
        allergens=find_allergens(sections, lexicon, complete=whole),
        amino_acid_profile=profile_declared(found),
        front_amount=declared.on_front,
        barcodes=find_barcodes(documents),
        lot=find_lot(documents, blocks, lexicon),
        expiry=expiry,
        faces=faces,
        coverage=coverage,
        conflicts=(
            *form_conflicts,
            *panel_conflicts(panels, lexicon),
            *different_products(documents),
            *several_packages(faces),
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


def _ranked(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    """The panel that tells most first; the others are other photos or languages."""

    def told(panel: Panel) -> tuple[bool, int, bool, bool]:
        amounts = sum(row.amount is not None for row in panel.rows)
        return bool(panel.title) or amounts > 1, amounts, panel.ended, reads_well(panel)

    return tuple(sorted(panels, key=told, reverse=True))
