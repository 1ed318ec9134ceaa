"""What the product declares for its own sake besides its active substance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.criteria.composition.listing import (
    ARTICLE_SECTION,
    evidence_of_items,
    is_credible,
    is_credible_row,
)
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.panel import PanelRow, active_in, competes, has_members, panel_of
from auditor.criteria.seen import PHOTOGRAPH_PANEL, evidence_of, listed, names, panel_unread

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms
    from auditor.model import LabelFacts


@criterion(
    id="composition.competing-amino-acids",
    title="No competing amino acids",
    failure_title="Contains competing amino acids",
    why=Rationale(
        because="The article says that certain amino acids compete with glutamine for "
        "uptake, which is its reason against protein powder.",
        article_section=ARTICLE_SECTION,
    ),
    needs_substance=True,
)
def competing_amino_acids(facts: LabelFacts, terms: Terms) -> Judgement:
    """Amino acids that the panel or the list names besides the active.

    What counts is that they are there, not how much: no label tells how much
    would matter.
    """
    rows = [
        row
        for row in panel_of(facts, terms)
        if not row.is_active and row.competes and is_credible_row(row)
    ]
    items = [
        item
        for item in listed(facts)
        if competes(item.name) and not active_in(item.name, terms) and is_credible(item)
    ]
    if rows or items:
        found = names(
            [*(row.nutrient.name for row in rows), *(item.name for item in items)]
        )
        return failed(
            f"the label names {found}",
            evidence=[
                *(e for row in rows for e in row.nutrient.evidence),
                *evidence_of_items(items),
            ],
            searched=("the facts panel and the ingredient list",),
            remedy=f"choose a product with {terms.active.name} alone",
        )
    if reason := panel_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_PANEL)
    return passed(
        "the facts panel names no other amino acid that competes",
        evidence=evidence_of(facts.nutrients),
        searched=("facts panel read whole",),
    )


@criterion(
    id="composition.single-active",
    title="{active} is the only active",
    failure_title="There are other actives",
    why=Rationale(
        because="The article wants supplements to be pure.",
        article_section=ARTICLE_SECTION,
        rules=("21 CFR 101.36(b)(3)",),
    ),
    needs_substance=True,
)
def single_active(facts: LabelFacts, terms: Terms) -> Judgement:
    """What the panel declares besides energy, macronutrients and zeros."""
    rows = panel_of(facts, terms)
    others = [row for row in rows if row.is_other_active or _is_other_blend(row, rows)]
    if others:
        return failed(
            f"the panel also declares {names(row.nutrient.name for row in others)}",
            evidence=[e for row in others for e in row.nutrient.evidence],
            searched=("the facts panel",),
            remedy=f"choose a product with {terms.active.name} alone",
        )
    if reason := panel_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_PANEL)
    if not any(row.is_active for row in rows):
        return not_applicable(f"the facts panel declares no {terms.active.name}")
    return passed(
        f"{terms.active.name} is the only active that the panel declares",
        evidence=evidence_of(facts.nutrients),
        searched=("facts panel read whole",),
    )


def _is_other_blend(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    """A blend that names no member stands for them."""
    return row.nutrient.is_blend and not row.hides_active and not has_members(row, rows)
