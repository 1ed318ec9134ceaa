"""How the label says to take it: shown beside the verdict, never scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.seen import PHOTOGRAPH_DIRECTIONS, unreadable
from auditor.model import Absent, Found, LabelFacts, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from auditor.criteria.terms import Terms
    from auditor.model import Directions

_SECTION = "How Much Glutamine to Take?"


def _told(
    facts: LabelFacts,
    of: Callable[[Directions], bool | None],
    *,
    so: str,
    opposite: str,
    silent: str,
) -> Judgement:
    match facts.directions:
        case Found(value=directions, evidence=where):
            match of(directions):
                case True:
                    return passed(f"the directions say to take it {so}", evidence=where)
                case False:
                    return failed(
                        f"the directions say to take it {opposite}",
                        evidence=where,
                        remedy="ask a dietitian how to take it",
                    )
                case None:
                    return unknown(
                        f"the directions do not say {silent}",
                        evidence=where,
                        remedy="ask the maker or a dietitian",
                    )
        case Absent():
            return unknown("no directions were found", remedy=PHOTOGRAPH_DIRECTIONS)
        case Unreadable(reason=reason):
            return unknown(
                unreadable("the directions", reason), remedy=PHOTOGRAPH_DIRECTIONS
            )


@criterion(
    id="use.water",
    title="Taken in water",
    failure_title="Taken in something else than water",
    why=Rationale(
        because="The article prefers glutamine mixed in water and sipped.",
        article_section=_SECTION,
    ),
)
def water(facts: LabelFacts, terms: Terms) -> Judgement:
    """For what is mixed into a drink.

    A capsule that is swallowed with water is not mixed in it, so the question does
    not arise for forms taken by the piece.
    """
    del terms
    match facts.dosage_form:
        case Found(value=form, evidence=where) if form.is_by_the_piece:
            return not_applicable(f"a {form} is not mixed in water", evidence=where)
        case Found() | Absent() | Unreadable():
            return _told(
                facts,
                lambda directions: directions.with_water,
                so="in water",
                opposite="with something else than water",
                silent="what to mix it with",
            )


@criterion(
    id="use.empty-stomach",
    title="Taken on an empty stomach",
    failure_title="Taken with food",
    why=Rationale(
        because="The article prefers glutamine on an empty stomach.",
        article_section=_SECTION,
    ),
)
def empty_stomach(facts: LabelFacts, terms: Terms) -> Judgement:
    """Shown, never scored."""
    del terms
    return _told(
        facts,
        lambda directions: directions.empty_stomach,
        so="on an empty stomach",
        opposite="with food",
        silent="whether to take it with food",
    )


@criterion(
    id="use.divided-doses",
    title="Taken in divided doses",
    failure_title="Taken all at once",
    why=Rationale(
        because="The article reports studies that gave glutamine twice a day.",
        article_section=_SECTION,
    ),
)
def divided_doses(facts: LabelFacts, terms: Terms) -> Judgement:
    """Shown, never scored."""
    del terms
    return _told(
        facts,
        lambda directions: directions.divided,
        so="more than once a day",
        opposite="once a day",
        silent="how often a day",
    )
