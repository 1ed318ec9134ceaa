"""What a profile lets vary: the active substance, its doses, and how strict to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from auditor.lexicon import Substance
    from auditor.model import Strictness


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """The substance that a product is to contain. Ranges are from low to high."""

    substance: Substance

    serving_g: tuple[Decimal, Decimal]
    """Grams that one dose should hold."""

    daily_g: tuple[Decimal, Decimal]
    """Grams that the directions should reach in a day."""

    daily_maximum_g: Decimal
    """Up to here a day passes without a word."""

    short_term_maximum_g: Decimal
    """Up to here a day passes with "short-term only" noted; beyond it fails."""

    units_per_dose: int
    """So many pieces may make the lower end of `serving_g`."""

    @property
    def name(self) -> str:
        return self.substance.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms under which facts are judged."""

    wanted: Active | None
    """None: the profile judges whatever product."""

    strictness: Strictness
    """What counts as a synthetic additive."""

    named_body: bool
    """Claims of GMP and third-party testing need the name of the body."""

    @property
    def active(self) -> Active:
        """The active substance; ValueError where the profile asks for none.

        A profile with a criterion that needs one is not loaded without, so the
        error means a defect.
        """
        if self.wanted is None:
            raise ValueError("the profile names no active substance")
        return self.wanted
