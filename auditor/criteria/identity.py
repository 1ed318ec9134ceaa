"""Whether the product is what one is looking for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.criteria.amount import Told, amount_per_serving
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    passed,
    unknown,
)
from auditor.criteria.panel import BASIC, PanelRow, active_in, known_as, panel_of
from auditor.criteria.seen import (
    PHOTOGRAPH_PANEL,
    evidence_of,
    listed,
    names,
    panel_unread,
    sure,
)
from auditor.lexicon import squeeze
from auditor.model import Absent, Found, Unreadable
from auditor.substance import Likeness, identify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.criteria.terms import Terms
    from auditor.model import Evidence, Ingredient, LabelFacts


@criterion(
    id="identity.l-glutamine",
    title="{active} is declared with its own amount",
    failure_title="{active} is not declared with its own amount",
    why=Rationale(
        because="The article is about L-glutamine, the form that the body itself uses. "
        "Dipeptides, precursors and substances with a like name are something else, "
        "not something worse.",
        article_section="Should You Use Glutamine to Heal Your Gut?",
        rules=("21 CFR 101.36(b)(3)",),
    ),
    needs_substance=True,
)
def l_glutamine(facts: LabelFacts, terms: Terms) -> Judgement:
    """By the rows of the facts panel; a front proves nothing.

    A member of a blend without its own amount is not enough. A list that names a
    compound of it instead of it leaves the question open. Where a panel that
    was read gives no row but the ingredient list does, as on food labels, the
    question stays open unless the list names nothing else.
    """
    name = terms.active.name
    rows = panel_of(facts, terms)
    declared = [row for row in rows if row.is_active and row.grams]
    good = [row for row in declared if sure(row.nutrient.evidence)]
    if good and panel_unread(facts) and all(map(_bears_a_number, good)):
        return unknown(
            f"{good[0].nutrient.name!r} on the panel bears the number of a note that was "
            "not read and may say what it is",
            remedy=PHOTOGRAPH_PANEL,
            evidence=_where(good),
        )
    if good and (other := _on_another_panel(good, rows)):
        return unknown(
            f"one panel declares {name}, and another one {other[0].nutrient.name!r}: "
            "which of them is the product's cannot be told",
            remedy="hand in pictures of one product alone",
            evidence=[*_where(good), *_where(other)],
        )
    if good and (other_name := _called_by_another(facts, rows, terms)):
        return unknown(
            f"the panel declares {name}, but the product is called {other_name.value!r}, "
            "which the panel does not declare",
            remedy="hand in pictures of one product alone",
            evidence=[*_where(good), *other_name.evidence],
        )
    if good and (called := _called_otherwise(facts, terms)):
        return unknown(
            f"the panel declares {name}, but the product is called {called.value!r}",
            remedy=f"ask the maker whether the {name} is free",
            evidence=[*_where(good), *called.evidence],
        )
    if good and (instead := _listed_instead(facts, terms)):
        return unknown(
            f"the panel declares {name}, but the ingredient list names only "
            f"{names(item.name for item in instead)}",
            remedy=f"ask the maker whether the {name} is free",
            evidence=[*_where(good), *(e for item in instead for e in item.evidence)],
        )
    if good:
        return _declared(good, name)
    if declared:
        return unknown(
            f"{declared[0].nutrient.name!r} on the panel was badly read",
            remedy=PHOTOGRAPH_PANEL,
            evidence=_where(declared),
        )
    hidden = [row for row in rows if row.hides_active]
    if hidden and not panel_unread(facts):
        blend = hidden[0].nutrient.blend or hidden[0].nutrient.name
        return failed(
            f"{name} stands only in {blend!r}, without its own amount",
            evidence=_where(hidden),
            searched=("facts panel read whole",),
            remedy=f"choose a product that declares its {name}",
        )
    match amount_per_serving(facts, terms):
        case Told(how=how, evidence=where):
            return passed(how, evidence=where)
        case _:
            pass
    if reason := panel_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_PANEL)
    if bare := [row for row in rows if row.is_active and row.nutrient.amount != 0]:
        return unknown(
            f"the panel names {name}, and no amount in grams could be read beside it",
            remedy=PHOTOGRAPH_PANEL,
            evidence=_where(bare),
        )
    if items := [item for item in listed(facts) if active_in(item.name, terms)]:
        return unknown(
            f"the ingredient list names {name}, and the panel gives no amount of it",
            remedy=f"ask the maker how much {name} a serving holds",
            evidence=[e for item in items for e in item.evidence],
        )
    if others := [row for row in rows if row.lookalike]:
        return failed(
            f"the panel declares {names(row.nutrient.name for row in others)}: "
            f"{others[0].lookalike}",
            evidence=_where(others),
            searched=("facts panel read whole",),
            remedy=f"choose a product that declares free {name}",
        )
    return failed(
        f"the facts panel was read and declares no {name}",
        evidence=evidence_of(facts.nutrients),
        searched=("facts panel read whole",),
        remedy=f"choose a product that declares {name}",
    )


def _on_another_panel(good: list[PanelRow], rows: tuple[PanelRow, ...]) -> list[PanelRow]:
    """Lookalikes on a panel that does not declare the active: two products in one
    picture, or a kit that is not all of it what it is called."""
    panels = {row.nutrient.panel for row in good}
    return [row for row in rows if row.lookalike and row.nutrient.panel not in panels]


_NUMBER_OF_A_NOTE = re.compile(r"[¹²³⁴⁵]|(?<=[a-zé]{2})[{(\[|]?[1-5]\b")


def _bears_a_number(row: PanelRow) -> bool:
    if row.nutrient.source_form is not None:
        return False
    return any(_NUMBER_OF_A_NOTE.search(e.text) for e in row.nutrient.evidence)


def _listed_instead(facts: LabelFacts, terms: Terms) -> list[Ingredient]:
    """Compounds that bear the active's name, in a list that does not have the active.

    A panel may count in grams of the active what is in the product bound.
    """
    items = listed(facts)
    if terms.wanted is None or any(active_in(item.name, terms) for item in items):
        return []
    substance = terms.wanted.substance
    return [
        item
        for item in items
        if identify(item.name, substance).likeness is Likeness.LOOKALIKE
        and _bears_its_name(item.name, terms)
        and not any(row.nutrient.name == item.name for row in panel_of(facts, terms))
    ]


def _bears_its_name(text: str, terms: Terms) -> bool:
    """Whether the active's name stands in it, alone or as a part of another's."""
    if terms.wanted is None:
        return False
    substance = terms.wanted.substance
    squeezed = squeeze(text)
    return any(
        squeeze(name) in squeezed for name in (*substance.names, *substance.qualified)
    )


_SOLD_BY_ITSELF = frozenset({"amino-acid", "nutrient", "protein"})
_OF_MANY_PRODUCTS = BASIC | {"amino-acid-mix", "eaa", "b-vitamins", "protein-blend"}
"""Ids of names that do not tell one substance: "Amino Acids", "Energy"."""


def _called_by_another(
    facts: LabelFacts, rows: tuple[PanelRow, ...], terms: Terms
) -> Found[str] | None:
    """The product's name where it is that of a substance that no row has, and not of
    the active, too: two products in one set of pictures."""
    match facts.product_name:
        case Found(value=name) if (
            not _bears_its_name(name, terms)
            and (known := known_as(name)) is not None
            and known.kind in _SOLD_BY_ITSELF
            and known.id not in _OF_MANY_PRODUCTS
            and known.exact
            and not any(row.known and row.known.id == known.id for row in rows)
            and not any(row.is_active and row.known is None for row in rows)
        ):
            return facts.product_name
        case Found() | Absent() | Unreadable():
            return None


def _called_otherwise(facts: LabelFacts, terms: Terms) -> Found[str] | None:
    """The product's name where it is that of a lookalike: "Alanyl-Glutamine"."""
    match facts.product_name:
        case Found(value=name) if (
            terms.wanted is not None
            and identify(name, terms.wanted.substance).likeness is Likeness.LOOKALIKE
        ):
            return facts.product_name
        case Found() | Absent() | Unreadable():
            return None


def _declared(rows: list[PanelRow], name: str) -> Judgement:
    qualified = [row for row in rows if not row.is_unqualified]
    told = (qualified or rows)[0]
    row = told.nutrient
    amount = f"{row.amount} {row.unit or ''}".rstrip()
    return passed(
        f"the panel declares {row.name!r} with {amount}",
        evidence=row.evidence,
        searched=("the facts panel",),
        note="; ".join(_reservations(told, name)),
    )


def _reservations(row: PanelRow, name: str) -> Iterator[str]:
    if row.is_unqualified:
        yield f"the panel does not say which form; it is taken for {name}, as is usual"
    if not row.exact:
        yield f"{row.nutrient.name!r} is taken for a misread {name}"


def _where(rows: list[PanelRow]) -> list[Evidence]:
    return [e for row in rows for e in row.nutrient.evidence]
