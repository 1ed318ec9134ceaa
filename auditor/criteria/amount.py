"""How much of the active substance a serving and a day hold, by the label.

Five criteria ask this, so it is answered once. A number is not taken from the front
of a package, and never from arithmetic that the label itself contradicts: a lost
decimal point would otherwise pass as a dose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from auditor.criteria.arithmetic import arithmetic_conflicts
from auditor.criteria.panel import GLUTAMINE, PanelRow, active_in, panel_of
from auditor.criteria.seen import (
    PHOTOGRAPH_DIRECTIONS,
    PHOTOGRAPH_PANEL,
    PHOTOGRAPH_REST,
    evidence_of,
    list_unread,
    listed,
    not_every_face,
    panel_unread,
    plain,
    sure,
    unreadable,
)
from auditor.model import Absent, Found, Unreadable

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms
    from auditor.model import Conflict, Directions, Evidence, LabelFacts

_ROUNDING: Final = Decimal("1.02")
"""A panel rounds serving weight and amount apart from each other: 2 % at most for
the numbers of two digits and more that stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The label tells the grams."""

    grams: Decimal
    evidence: tuple[Evidence, ...]
    how: str
    """A sentence with the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """The active stands in a blend that hides its amount."""

    reason: str
    evidence: tuple[Evidence, ...]
    at_most: Decimal | None
    """Grams of the whole blend; None where the blend has no total either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDeclared:
    """The panel was read and declares no amount of the active."""

    reason: str
    evidence: tuple[Evidence, ...]
    searched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What was read does not tell."""

    reason: str
    remedy: str


Serving: TypeAlias = Told | Hidden | NotDeclared | Untold


def amount_per_serving(facts: LabelFacts, terms: Terms) -> Serving:
    """Grams of the active in one serving."""
    amount = _printed(facts, terms)
    if not isinstance(amount, Told):
        return amount
    if not sure(amount.evidence):
        return Untold(
            reason=f"{amount.how}, but the number was too badly read to rely on",
            remedy=PHOTOGRAPH_PANEL,
        )
    if against := [c.reason for c in facts.conflicts if _is_about(c, amount)]:
        return Untold(
            reason=f"two pictures of the panel disagree: {against[0]}",
            remedy=PHOTOGRAPH_PANEL,
        )
    sums = (c for c in arithmetic_conflicts(facts) if c.what in _ABOUT_ROWS)
    if against := [c.reason for c in sums if _rests_on(c, amount)]:
        return Untold(
            reason=f"{amount.how}, but the panel contradicts it: {against[0]}",
            remedy=PHOTOGRAPH_PANEL,
        )
    match facts.serving_size:
        case Found(value=size) if size.grams and amount.grams > size.grams * _ROUNDING:
            return Untold(
                reason=f"{amount.how}, but a serving weighs only {plain(size.grams)} g: "
                "one of the two numbers is wrong or misread",
                remedy=PHOTOGRAPH_PANEL,
            )
        case Found() | Absent() | Unreadable():
            return amount


_ABOUT_ROWS: Final = frozenset({"blend", "columns"})
"""Contradictions in which each row that they name may be the wrong one."""


def _is_about(conflict: Conflict, amount: Told) -> bool:
    """Two panels disagree about the very row that the amount stands in."""
    return conflict.what == "panel" and _rests_on(conflict, amount)


def _rests_on(conflict: Conflict, amount: Told) -> bool:
    return any(e in conflict.evidence for e in amount.evidence)


def _printed(facts: LabelFacts, terms: Terms) -> Serving:
    name = terms.active.name
    every = panel_of(facts, terms)
    rows = [row for row in every if row.is_active]
    # "Glutamine (as alanyl-glutamine)" has an amount, but none of free glutamine.
    only_lookalikes = not rows and any(row.lookalike for row in every)
    if terms.active.substance.id == GLUTAMINE and not only_lookalikes:
        match facts.glutamine_g_per_serving:
            # Without a panel the fact is only what another face claims.
            case Found(value=grams, evidence=where) if isinstance(facts.nutrients, Found):
                if grams:
                    return Told(
                        grams=grams,
                        evidence=where,
                        how=f"a serving holds {plain(grams)} g of {name}",
                    )
            case Found() | Absent() | Unreadable():
                pass
    told = [(row.grams, row) for row in rows if row.grams is not None]
    if told:
        # A panel in two languages prints a row twice: the largest, not the sum.
        grams, row = max(told, key=lambda pair: pair[0])
        if grams:
            return Told(
                grams=grams,
                evidence=row.nutrient.evidence,
                how=f"a serving holds {plain(grams)} g of {name}",
            )
    if hidden := _hidden([row for row in every if row.hides_active], every, name):
        return hidden
    if reason := panel_unread(facts):
        return Untold(reason=reason, remedy=PHOTOGRAPH_PANEL)
    if any(row.nutrient.amount is None for row in rows):
        return Untold(
            reason=f"the panel names {name}, and no amount could be read beside it",
            remedy=PHOTOGRAPH_PANEL,
        )
    if any(row.nutrient.amount for row in rows):
        return Untold(
            reason=f"the panel's amount of {name} is not a weight per serving",
            remedy=PHOTOGRAPH_PANEL,
        )
    return _only_ingredient(facts, terms) or NotDeclared(
        reason=f"the facts panel declares no amount of {name}",
        evidence=evidence_of(facts.nutrients),
        searched=("the facts panel, read whole",),
    )


def _hidden(
    hiding: list[PanelRow], every: tuple[PanelRow, ...], name: str
) -> Hidden | None:
    """The blend that the active is in, by the first row that names it."""
    if not hiding:
        return None
    row = hiding[0]
    blend = row.nutrient.blend or row.nutrient.name
    heads = [one for one in every if one.nutrient.is_blend and one.nutrient.name == blend]
    totals = [one.grams for one in (*heads, row) if one.grams is not None]
    at_most = min(totals) if totals else None
    of = f" of {plain(at_most)} g" if at_most is not None else ""
    return Hidden(
        reason=f"{name} is hidden in {blend!r}{of}, without its own amount",
        evidence=tuple(
            e for one in dict.fromkeys((*heads, row)) for e in one.nutrient.evidence
        ),
        at_most=at_most,
    )


def _only_ingredient(facts: LabelFacts, terms: Terms) -> Told | None:
    """A food label declares no amino acids; where its list names nothing else, a
    serving of the product is a serving of the active."""
    items = listed(facts)
    if not items or list_unread(facts) or facts.coverage.list_state != "whole":
        return None
    if not all(item.exact and active_in(item.name, terms) for item in items):
        return None
    match facts.serving_size:
        case Found(value=size, evidence=where) if size.grams:
            return Told(
                grams=size.grams,
                evidence=(*evidence_of(facts.ingredients), *where),
                how=f"{terms.active.name} is the only ingredient, so a serving of "
                f"{plain(size.grams)} g is all {terms.active.name}",
            )
        case Found() | Absent() | Unreadable():
            return None


# --- a day ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Grams by the directions, lowest and highest."""

    low: Decimal
    high: Decimal
    at_once: tuple[Decimal, Decimal]
    """Grams in one dose, lowest and highest."""

    bounded: bool
    """The numbers are upper bounds: the blend hides the amount itself."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDay:
    """The question does not arise: no directions, or none of the active."""

    reason: str
    evidence: tuple[Evidence, ...] = ()


Daily: TypeAlias = Day | NoDay | Untold

_NUMBER = re.compile(r"\d")
_HOW_OFTEN = re.compile(
    r"\b(?:da(?:y|ys|ily)|times?|twice|once|thrice|hours?|hourly|min(?:ute)?s?|often|repeat|every|each|morning|noon|evening|night"
    r"|bedtime|week(?:ly)?|jours?|journ\w+|quotidien\w*|fois|heures?|matin|soir|semaine"
    r"|d[ií]as?|diari\w+|veces|horas?|mañana|noche|semana|tag(?:es?|en)?|täglich\w*|\w*mal"
    r"|stunden?|morgens?|mittags?|abends?|nachts?|woche\w*|wöchentlich|giorn\w+|volt[ae]"
    r"|ore|mattin[ao]|sera|settiman\w+)\b|\b\d+ ?x\b|\bx ?\d+\b"
    r"|\bbody ?-?weight\b|(?:/|\bper) ?(?:kg|kilogram|lb|pound)s?\b",
    re.IGNORECASE,
)


def daily_amount(facts: LabelFacts, terms: Terms) -> Daily:
    """Grams of the active that the directions reach in a day."""
    amount = amount_per_serving(facts, terms)
    match amount:
        case Told(grams=grams):
            bounded = False
        case Hidden(at_most=at_most, reason=reason):
            if at_most is None:
                return Untold(reason=reason, remedy="ask the maker for the amount")
            grams, bounded = at_most, True
        case NotDeclared(reason=reason, evidence=where):
            return NoDay(reason=reason, evidence=where)
        case Untold():
            return amount
        case _:
            assert_never(amount)
    match facts.directions:
        case Found(value=directions, evidence=where):
            return _by_directions(
                facts, terms, directions, grams, bounded, (*amount.evidence, *where)
            )
        case Absent():
            if reason := not_every_face(facts.coverage):
                return Untold(
                    reason=f"no directions were read; {reason}",
                    remedy=PHOTOGRAPH_DIRECTIONS,
                )
            return NoDay(reason="the label gives no directions")
        case Unreadable(reason=reason):
            return Untold(
                reason=unreadable("the directions", reason),
                remedy=PHOTOGRAPH_DIRECTIONS,
            )


def _by_directions(
    facts: LabelFacts,
    terms: Terms,
    directions: Directions,
    grams: Decimal,
    bounded: bool,
    evidence: tuple[Evidence, ...],
) -> Daily:
    if not directions.whole:
        return Untold(
            reason="a line of the directions could not be read, and it may say how often",
            remedy=PHOTOGRAPH_DIRECTIONS,
        )
    telling = [e for e in evidence if _NUMBER.search(e.text) or _HOW_OFTEN.search(e.text)]
    if not sure(telling):
        return Untold(
            reason="the directions were too badly read to rely on their numbers",
            remedy=PHOTOGRAPH_DIRECTIONS,
        )
    least, most = directions.servings_at_once or (Decimal(1), Decimal(1))
    at_once = (least * grams, most * grams)
    day: tuple[Decimal, Decimal] | None = None
    if directions.servings_per_day is not None:
        low, high = directions.servings_per_day
        day = (low * grams, high * grams)
    if terms.active.substance.id == GLUTAMINE and not bounded:
        match facts.daily_glutamine_g:
            case Found(value=(low, high)):
                # Both were derived from the same print; the higher one is the safer.
                day = (min(low, day[0]), max(high, day[1])) if day else (low, high)
            case Absent() | Unreadable():
                pass
    if day is not None and at_once[1] > day[1] >= grams:
        return Untold(
            reason=f"the directions name {plain(at_once[1])} g at once, which is more than "
            f"the {plain(day[1])} g a day that were understood: {directions.text!r}",
            remedy="photograph the directions closer, or ask the maker",
        )
    if day is not None:
        return Day(
            low=day[0], high=day[1], at_once=at_once, bounded=bounded, evidence=evidence
        )
    if at_once[1] > terms.active.short_term_maximum_g:
        return Day(
            low=at_once[0],
            high=at_once[1],
            at_once=at_once,
            bounded=bounded,
            evidence=evidence,
        )
    if _HOW_OFTEN.search(directions.text):
        return Untold(
            reason="it could not be told from the directions how many servings a day they "
            f"mean: {directions.text!r}",
            remedy="photograph the directions closer, or ask the maker",
        )
    if reason := not_every_face(facts.coverage):
        return Untold(
            reason=f"the directions as read do not say how often; {reason}",
            remedy=PHOTOGRAPH_REST,
        )
    return NoDay(reason="the directions do not say how often a day", evidence=evidence)
