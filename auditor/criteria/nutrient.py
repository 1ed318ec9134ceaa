"""Nutrients that the article mentions beside glutamine: shown, never scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.panel import panel_of
from auditor.criteria.seen import PHOTOGRAPH_PANEL, names, panel_unread

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms
    from auditor.model import LabelFacts


@criterion(
    id="nutrient.b-vitamins",
    title="B vitamins on the panel",
    failure_title="No B vitamins on the panel",
    why=Rationale(
        because="The article speaks of an adequate intake of B vitamins, which food may "
        "bring as well, so a product never loses by lacking them.",
        article_section="Risks of Glutamine Supplements",
    ),
)
def b_vitamins(facts: LabelFacts, terms: Terms) -> Judgement:
    """Any B vitamin with a row of its own that is not zero; never fails."""
    vitamins = [
        row
        for row in panel_of(facts, terms)
        if row.is_b_vitamin and row.nutrient.amount != 0
    ]
    if vitamins:
        return passed(
            f"the panel declares {names(row.nutrient.name for row in vitamins)}",
            evidence=[e for row in vitamins for e in row.nutrient.evidence],
            searched=("the facts panel",),
        )
    if reason := panel_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_PANEL)
    return not_applicable("the panel declares no B vitamins, which is no fault")
