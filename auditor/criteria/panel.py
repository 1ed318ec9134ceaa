"""The rows of a facts panel and what each of them names.

A row is looked up twice: as the substance that the profile asks for, and as what
the lexicon knows it to be. What neither knows counts as an active of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from auditor.lexicon import load_lexicon
from auditor.model import Absent, Amount, Found, Unreadable
from auditor.quantity import to_grams
from auditor.substance import Likeness, identify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from auditor.criteria.terms import Terms
    from auditor.lexicon import Recognized
    from auditor.model import LabelFacts, Nutrient
    from auditor.substance import Identity

GLUTAMINE: Final = "l-glutamine"
"""The substance whose amount is a fact of its own; others are read off the panel."""

BASIC: Final = frozenset(
    {
        "calories",
        "carbohydrate",
        "cholesterol",
        "dietary-fiber",
        "fat",
        "moisture",
        "nitrogen-content",
        "salt",
        "salt-equivalent",
        "saturated-fat",
        "sodium",
        "sugar-alcohols-total",
        "total-sugars",
        "trans-fat",
        "unsaturated-fat",
    }
)
"""Ids of nutrients that every food has a row for: 21 CFR 101.9(c), Regulation (EU)
No 1169/2011, article 30."""

B_VITAMINS: Final = frozenset(
    {
        "b-vitamins",
        "biotin",
        "folate",
        "niacin",
        "pantothenic-acid",
        "riboflavin",
        "thiamin",
        "vitamin-b12",
        "vitamin-b6",
    }
)
"""Ids of the eight vitamins of the B group, and of the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """One row, and what it names."""

    nutrient: Nutrient
    grams: Decimal | None
    """In a serving; None where the row does not tell a weight."""

    identity: Identity | None
    """By the profile's substance; None where the profile asks for none."""

    known: Recognized | None
    """By the lexicon; None where it does not know the name."""

    @property
    def is_active(self) -> bool:
        """The row is the active substance and nothing else."""
        return _is_active(self.identity) and not self.nutrient.is_blend

    @property
    def hides_active(self) -> bool:
        """The active is in it, without an amount of its own."""
        if self.identity is None or not self.identity.is_active:
            return False
        return not self.is_active or (
            self.nutrient.blend is not None and self.nutrient.amount is None
        )

    @property
    def is_unqualified(self) -> bool:
        """It says too little: "glutamine" without the L."""
        return self.identity is not None and self.identity.likeness is Likeness.UNQUALIFIED

    @property
    def lookalike(self) -> str:
        """What it is instead, as a sentence; blank when it is no lookalike."""
        if self.identity is None or self.identity.likeness is not Likeness.LOOKALIKE:
            return ""
        return self.identity.reason

    @property
    def exact(self) -> bool:
        """Its name stands there as the lexicon spells it, without tolerance."""
        if self.is_active:
            return self.identity is not None and self.identity.exact
        return self.known is None or self.known.exact

    @property
    def protein(self) -> str | None:
        """Id of the protein source that it is; the row "Protein" is a number."""
        if self.known is None or self.is_basic:
            return None
        # A shell stands in the ingredient list; on a panel gelatin is an active.
        return "gelatin" if self.known.id == "gelatin" else self.known.protein

    @property
    def is_amino_acid(self) -> bool:
        return self.is_active or (
            self.known is not None and self.known.amino_acid is not None
        )

    @property
    def competes(self) -> bool:
        return self.known is not None and self.known.competes

    @property
    def is_basic(self) -> bool:
        """Energy, a macronutrient or salt: what every food has, and no active."""
        if is_protein(self.nutrient):
            return self.nutrient.blend is None
        return self.known is not None and self.known.id in BASIC

    @property
    def is_other_active(self) -> bool:
        """An active besides the one that is asked for.

        A blend's heading counts by its members, which have rows of their own.
        """
        if self.is_active or self.is_basic or self.nutrient.is_blend:
            return False
        return self.nutrient.amount != 0

    @property
    def is_b_vitamin(self) -> bool:
        return self.known is not None and self.known.id in B_VITAMINS


@lru_cache(maxsize=4096)
def known_as(name: str, *, panel: bool = False) -> Recognized | None:
    """What the lexicon knows a printed name to be; None when it does not."""
    return load_lexicon().recognize(name, panel=panel)


def grams_of(nutrient: Nutrient, facts: LabelFacts) -> Decimal | None:
    """Grams in a serving; None where the row does not tell them.

    "Less than 1 g" tells no amount.
    """
    if nutrient.amount is None or nutrient.unit is None or nutrient.bound:
        return None
    try:
        grams = to_grams(Amount(nutrient.amount, nutrient.unit))
    except ValueError:
        return None
    if nutrient.per == "serving":
        return grams
    match facts.serving_size:
        case Found(value=size) if size.grams and nutrient.per == "100 g":
            return grams * size.grams / 100
        case Found() | Absent() | Unreadable():
            return None


def panel_of(facts: LabelFacts, terms: Terms) -> tuple[PanelRow, ...]:
    """Every row of the panel, in its order; none where it was not read."""
    latest = _Latest.panel
    # One criterion after the other asks for the rows of the label that is judged.
    if latest is None or latest[0] is not facts or latest[1] is not terms:
        _Latest.panel = latest = facts, terms, tuple(_rows(facts, terms))
    return latest[2]


class _Latest:
    """The panel that was asked for last, with whose it is and under which terms."""

    panel: tuple[LabelFacts, Terms, tuple[PanelRow, ...]] | None = None


def _rows(facts: LabelFacts, terms: Terms) -> Iterator[PanelRow]:
    match facts.nutrients:
        case Found(value=nutrients):
            for nutrient in nutrients:
                yield _row(nutrient, facts, terms)
        case Absent() | Unreadable():
            return


def _row(nutrient: Nutrient, facts: LabelFacts, terms: Terms) -> PanelRow:
    return PanelRow(
        nutrient=nutrient,
        grams=grams_of(nutrient, facts),
        identity=_identity(nutrient, terms),
        known=known_as(once(nutrient.name), panel=True),
    )


def once(name: str) -> str:
    """A name that is printed in two languages, in the first: "Protein / Protéines"."""
    first, slash, _ = name.partition(" / ")
    return first if slash and known_as(first, panel=True) else name


def is_protein(nutrient: Nutrient) -> bool:
    """The row is the number that a panel gives of protein, no ingredient."""
    return not nutrient.is_blend and _names_protein(nutrient.name)


@lru_cache(maxsize=4096)
def _names_protein(name: str) -> bool:
    """Several criteria ask it of each row."""
    return load_lexicon().is_protein_row(once(name))


def _identity(nutrient: Nutrient, terms: Terms) -> Identity | None:
    """What the row is, its source form deciding: "glutamine (as alanyl-glutamine)"."""
    if terms.wanted is None:
        return None
    named = identify(nutrient.name, terms.wanted.substance)
    if nutrient.source_form and named.is_active:
        source = identify(nutrient.source_form, terms.wanted.substance)
        if source.likeness is not Likeness.OTHER:
            return source
        return identify(nutrient.full_name, terms.wanted.substance)
    return named


def _is_active(identity: Identity | None) -> bool:
    return identity is not None and identity.is_active and identity.whole


def active_in(name: str, terms: Terms) -> bool:
    """Whether a printed name is the profile's active substance; no where it asks
    for none."""
    return terms.wanted is not None and _is_active(identify(name, terms.wanted.substance))


def competes(name: str) -> bool:
    """Whether a printed name is an amino acid that competes with glutamine."""
    known = known_as(name)
    return known is not None and known.competes


def has_members(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    """Whether a blend names what is in it."""
    return any(other.nutrient.blend == row.nutrient.name for other in rows)
