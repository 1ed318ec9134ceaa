"""In what form the product comes, and how much of it one has to take."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, assert_never

from auditor.criteria.amount import Hidden, NotDeclared, Told, Untold, amount_per_serving
from auditor.criteria.conflicts import form_conflicts
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.seen import PHOTOGRAPH_FRONT, PHOTOGRAPH_PANEL, plain, unreadable
from auditor.model import Absent, DosageForm, Found, LabelFacts, Unreadable

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms

ENCAPSULATED = frozenset({DosageForm.CAPSULE, DosageForm.SOFTGEL})
"""Forms that have a shell, which their ingredient list must name."""


@criterion(
    id="form.powder",
    title="Comes as a powder",
    failure_title="Does not come as a powder",
    why=Rationale(
        because="The article calls powder by far the best form: it needs no shell and "
        "no flow agents, and a dose of grams is one scoop.",
        article_section="What is the Best Form of Glutamine to Supplement?",
    ),
)
def powder(facts: LabelFacts, terms: Terms) -> Judgement:
    """By what the label calls itself, its serving unit and its net contents.

    Where these disagree the form is not known, whichever of them is more usual.
    """
    del terms
    contradictions = form_conflicts(facts)
    if contradictions:
        return unknown(
            f"the label contradicts itself: {contradictions[0].reason}",
            remedy="photograph the product itself, out of its container",
            evidence=contradictions[0].evidence,
        )
    match facts.dosage_form:
        case Found(value=DosageForm.POWDER, evidence=where):
            return passed("the product is a powder", evidence=where)
        case Found(value=form, evidence=where):
            return failed(
                f"the product is {_article(form)}",
                evidence=where,
                remedy="choose a powder of the same substance",
            )
        case Absent():
            return unknown("the label does not tell the form", remedy=PHOTOGRAPH_FRONT)
        case Unreadable(reason=reason):
            return unknown(unreadable("the dosage form", reason), remedy=PHOTOGRAPH_FRONT)


def _article(form: DosageForm) -> str:
    return "in no common form" if form is DosageForm.OTHER else f"a {form}"


@criterion(
    id="form.units-per-dose",
    title="Few pieces make a dose",
    failure_title="Many pieces make a dose",
    why=Rationale(
        because="The article warns that capsules hold so little that one has to take "
        "many of them. How many are too many is our own choice: three.",
        article_section="What is the Best Form of Glutamine to Supplement?",
    ),
    needs_substance=True,
)
def units_per_dose(facts: LabelFacts, terms: Terms) -> Judgement:
    """Pieces for the lower end of the dose, from the panel's amount per serving.

    The panel's serving is often several pieces; a front that says "5000 mg" may
    mean all of them, so only panel amount over panel count is used.
    """
    form = counted_form(facts, "is not taken by the piece")
    if isinstance(form, Judgement):
        return form
    amount = amount_per_serving(facts, terms)
    match amount:
        case Told():
            return _pieces(facts, terms, amount)
        case Hidden(reason=reason, evidence=where):
            return unknown(
                reason, remedy="ask the maker for the amount in one piece", evidence=where
            )
        case NotDeclared(reason=reason, evidence=where):
            return not_applicable(reason, evidence=where)
        case Untold(reason=reason, remedy=remedy):
            return unknown(reason, remedy=remedy)
    assert_never(amount)


def counted_form(facts: LabelFacts, so: str) -> Found[DosageForm] | Judgement:
    """The form of what is taken by the piece, and of what is not known to be the answer.

    Args:
        so: What is said of another form, as in "a powder needs no shell".
    """
    match facts.dosage_form:
        case Found(value=form) if form.is_by_the_piece:
            return facts.dosage_form
        case Found(value=form, evidence=where):
            return not_applicable(f"a {form} {so}", evidence=where)
        case Absent():
            return unknown("the label does not tell the form", remedy=PHOTOGRAPH_FRONT)
        case Unreadable(reason=reason):
            return unknown(unreadable("the dosage form", reason), remedy=PHOTOGRAPH_FRONT)


def _pieces(facts: LabelFacts, terms: Terms, amount: Told) -> Judgement:
    match facts.serving_size:
        case Found(value=size, evidence=where) if size.count:
            pass
        case Found() | Absent() | Unreadable():
            return unknown(
                "the panel's serving size in pieces could not be read",
                remedy=PHOTOGRAPH_PANEL,
                evidence=amount.evidence,
            )
    unit = size.unit or "piece"
    each = amount.grams / size.count

    def count(grams: Decimal) -> int:
        return int((grams / each).to_integral_value(ROUND_CEILING))

    dose, full_dose = terms.active.serving_g
    low, high = terms.active.daily_g
    reason = (
        f"one {unit} holds {plain(each * 1000)} mg: {count(dose)} for {plain(dose)} g, "
        f"{count(full_dose)} for {plain(full_dose)} g, {count(low)} to {count(high)} a day"
    )
    evidence = (*amount.evidence, *where)
    if count(dose) <= terms.active.units_per_dose:
        return passed(reason, evidence=evidence)
    return failed(
        reason,
        evidence=evidence,
        remedy=f"choose a powder, or pieces that hold more {terms.active.name}",
    )
