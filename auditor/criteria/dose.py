"""How much the label lets one take, held against what the article reports.

The numbers are the profile's. They are bounds of what studies gave, not advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from auditor.criteria.amount import (
    Day,
    Hidden,
    NoDay,
    NotDeclared,
    Told,
    Untold,
    amount_per_serving,
    daily_amount,
)
from auditor.criteria.conflicts import amount_conflicts
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.seen import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from auditor.criteria.terms import Terms
    from auditor.model import LabelFacts

_SECTION = "How Much Glutamine to Take?"


@criterion(
    id="dose.declared-amount",
    title="The amount of {active} is declared",
    failure_title="The amount of {active} is not declared",
    why=Rationale(
        because="A dose can only be judged when the label tells it. A blend may lawfully "
        "keep the amounts of its members to itself.",
        article_section=_SECTION,
        rules=("21 CFR 101.36(b)(3)", "21 CFR 101.36(c)"),
    ),
    needs_substance=True,
)
def declared_amount(facts: LabelFacts, terms: Terms) -> Judgement:
    """Grams in a serving can be told.

    Where a front names another amount than the panel, the panel decides and the
    contradiction is noted. A panel that was read and gives no amount fails: there
    is nothing left to photograph.
    """
    amount = amount_per_serving(facts, terms)
    match amount:
        case Told(how=how, evidence=where):
            contradictions = [c.reason for c in amount_conflicts(facts)]
            note = (
                f"the panel decides; {'; '.join(contradictions)}" if contradictions else ""
            )
            return passed(how, evidence=where, note=note)
        case Hidden(reason=reason, evidence=where, at_most=at_most):
            dose = terms.active.serving_g[0]
            if at_most is not None and at_most < dose:
                reason = f"{reason}; the whole blend is less than {plain(dose)} g"
            return failed(
                reason,
                evidence=where,
                searched=("the facts panel",),
                remedy="ask the maker for the amount, or choose a product that declares it",
            )
        case NotDeclared(reason=reason, evidence=where, searched=searched):
            return failed(
                reason,
                evidence=where,
                searched=searched,
                remedy=f"choose a product that declares its {terms.active.name}",
            )
        case Untold(reason=reason, remedy=remedy):
            return unknown(reason, remedy=remedy)
    assert_never(amount)


@criterion(
    id="dose.daily-maximum",
    title="A day stays within what studies gave",
    failure_title="A day goes beyond what studies gave",
    why=Rationale(
        because="The article knows of 20 to 30 grams a day for a short time; directions "
        "that go beyond have nothing to rest on there.",
        article_section=_SECTION,
    ),
    needs_substance=True,
)
def daily_maximum(facts: LabelFacts, terms: Terms) -> Judgement:
    """The most that the directions allow, in grams a day.

    The total of a blend bounds what its members can weigh, so it can pass here
    though it hides the amount. Directions that cannot be understood are unknown,
    and only those that are read in full and say nothing leave the question open.
    """
    day = daily_amount(facts, terms)
    match day:
        case Day(high=high, evidence=where):
            reach = _reach(day, terms.active.name)
            usual, most = terms.active.daily_maximum_g, terms.active.short_term_maximum_g
            if high <= usual:
                return passed(reach, evidence=where)
            if high <= most:
                return passed(
                    reach,
                    evidence=where,
                    note=f"above {plain(usual)} g a day: short-term only",
                )
            if day.bounded:
                return unknown(
                    f"{reach}, but the blend does not tell how much of it is the active",
                    remedy="ask the maker for the amount",
                    evidence=where,
                )
            return failed(
                f"{reach}, above {plain(most)} g",
                evidence=where,
                remedy="take less than the directions say, or ask a health professional",
            )
        case NoDay(reason=reason, evidence=where):
            return not_applicable(reason, evidence=where)
        case Untold(reason=reason, remedy=remedy):
            return unknown(reason, remedy=remedy)
    assert_never(day)


@criterion(
    id="dose.daily-amount",
    title="Dose and day are those of the studies",
    failure_title="Dose or day differ from those of the studies",
    why=Rationale(
        because="The article reports studies with 2 to 5 grams twice a day.",
        article_section=_SECTION,
    ),
    needs_substance=True,
)
def daily_amount_met(facts: LabelFacts, terms: Terms) -> Judgement:
    """The directions reach the dose and the day, at least at one end of a range.

    "1 to 3 scoops a day" passes when one of them is right, with a note when the
    upper end is beyond. A dose is what is taken at once, which may be several
    servings.
    """
    day = daily_amount(facts, terms)
    match day:
        case Day():
            return _within(day, terms)
        case NoDay(reason=reason, evidence=where):
            return not_applicable(reason, evidence=where)
        case Untold(reason=reason, remedy=remedy):
            return unknown(reason, remedy=remedy)
    assert_never(day)


def _within(day: Day, terms: Terms) -> Judgement:
    reach = _reach(day, terms.active.name)
    least, most = day.at_once
    dose, dose_end = terms.active.serving_g
    low, high = terms.active.daily_g
    below = (
        f"a dose is {_span(least, most)} g where studies gave {_span(dose, dose_end)}"
        if most < dose
        else f"{reach} where studies gave {_span(low, high)}"
        if day.high < low
        else ""
    )
    if below:
        return failed(
            below,
            evidence=day.evidence,
            remedy="choose a product whose directions reach the dose",
        )
    if day.bounded:
        return unknown(
            f"{reach}, but the blend does not tell how much of it is the active",
            remedy="ask the maker for the amount",
            evidence=day.evidence,
        )
    above = (
        f"a dose is {_span(least, most)} g where studies gave {_span(dose, dose_end)}"
        if least > dose_end
        else f"{reach} where studies gave {_span(low, high)}"
        if day.low > high
        else ""
    )
    if above:
        return failed(
            above,
            evidence=day.evidence,
            remedy="take less than the directions say, or ask a health professional",
        )
    beyond = day.high > high or most > dose_end
    return passed(
        f"{reach}, {_span(least, most)} g at a time",
        evidence=day.evidence,
        note="the upper end of the directions is beyond what studies gave"
        if beyond
        else "",
    )


def _reach(day: Day, name: str) -> str:
    most = "at most " if day.bounded else ""
    return f"the directions reach {most}{_span(day.low, day.high)} g of {name} a day"


def _span(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"
