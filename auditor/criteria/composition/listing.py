"""What every criterion on the composition asks of a list before it judges by it.

Whether a name is known, whether it is sure enough to fail by or too unsure to pass by,
and what was searched where nothing was found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from auditor.criteria.conflicts import variety_conflicts
from auditor.criteria.criterion import Judgement, unknown
from auditor.criteria.panel import PanelRow, active_in
from auditor.criteria.seen import PHOTOGRAPH_LIST, listed, panel_unread, sure
from auditor.lexicon import load_lexicon
from auditor.model import (
    Absent,
    DosageForm,
    Found,
    Ingredient,
    LabelFacts,
    Origin,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.criteria.terms import Terms
    from auditor.model import Evidence

ARTICLE_SECTION = "What is the Best Form of Glutamine to Supplement?"
READ_AGAIN = (
    "photograph the ingredient list again, closer and sharp, so that every name reads"
)
CHOOSE_WITHOUT = "choose a product whose ingredient list does without"


def evidence_of_items(items: Iterable[Ingredient]) -> tuple[Evidence, ...]:
    """Where all of them stand, in the order given."""
    return tuple(e for item in items for e in item.evidence)


def is_doubtful(item: Ingredient) -> bool:
    """Too unsure to pass a product by: it may be another name that was misread."""
    return not item.exact or not sure(item.evidence)


def is_credible(item: Ingredient) -> bool:
    """Sure enough to fail a product by: the name stands there to the letter, or the
    engine was sure of what it read."""
    return item.exact or sure(item.evidence)


def is_credible_row(row: PanelRow) -> bool:
    """The same of a row of the panel."""
    return row.exact or sure(row.nutrient.evidence)


def form_of(facts: LabelFacts) -> DosageForm | None:
    """The dosage form; None where the label does not tell it."""
    match facts.dosage_form:
        case Found(value=form):
            return form
        case Absent() | Unreadable():
            return None


_JOINS: Final = re.compile(
    r"[&+,]|\b(?:and|with|plus|or|more|others?|etc)\b", re.IGNORECASE
)


def is_recognized(item: Ingredient, terms: Terms) -> bool:
    """Known by the lexicon or as the active, and not beside what is neither,
    "L-glutamine & more", nor beside an additive."""
    if item.origin is not Origin.UNRECOGNIZED:
        return True
    return (
        active_in(item.name, terms)
        and not _JOINS.search(item.name)
        and not load_lexicon().additives.find(item.name)
    )


def listed_for_another_variety(facts: LabelFacts) -> Judgement | None:
    """A flavored product does not list what flavors it: the list is of the plain one."""
    for conflict in variety_conflicts(facts):
        return unknown(
            conflict.reason,
            remedy=f"{PHOTOGRAPH_LIST}, of this very variety",
            evidence=conflict.evidence,
        )
    return None


def searched_for_pass(facts: LabelFacts, terms: Terms) -> tuple[str, ...]:
    """The justification of a pass by absence."""
    items = listed(facts)
    searched = []
    if facts.coverage.list_state == "whole":
        known = sum(is_recognized(item, terms) for item in items)
        searched.append(
            f"ingredient list read to its end, {known} of {len(items)} names recognized"
        )
    elif isinstance(facts.other_ingredients_text, Found):
        searched.append("the label says that it has no other ingredients")
    else:
        searched.append(
            "no ingredient list below or beside the facts panel, where it would stand"
            + (f": {facts.coverage.list_reason}" if facts.coverage.list_reason else "")
        )
    if not panel_unread(facts):
        searched.append("facts panel read whole")
    return tuple(searched)
