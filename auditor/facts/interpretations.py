"""Amounts whose unit was read as a digit, where the panel's arithmetic decides.

An engine reads "5 g" as "59". Where exactly one other reading of the same ink fits
another number of the panel it is taken, what was read is kept beside it, and the row is
never sure again: an interpretation is shown, and no gate passes on it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from auditor import regex
from auditor.daily_values import percent_fits
from auditor.model import Amount
from auditor.quantity import rounded_from, to_grams

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from auditor.model import Evidence, Nutrient

DOUBTED: Final = 0.5
"""Confidence of evidence whose meaning arithmetic decided: below any that is trusted."""

_PER_100: Final = regex.compile(r"\b100 ?g\b", regex.IGNORECASE)


def interpreted(
    row: Nutrient, readings: Sequence[Amount], serving: Decimal | None, nutrient: str
) -> Nutrient:
    """The row with the one reading that its other numbers bear out, or as it was.

    Args:
        readings: What else the ink of its amount may be.
        serving: Grams of a serving, where the panel tells them.
        nutrient: Id of what the row names, for its daily value.
    """
    fitting = {one for one in readings if _fits(row, one, serving, nutrient)}
    # A text layer is not read but told: "59" stands there.
    was_read = any(one.confidence is not None for one in row.evidence)
    if row.unit is not None or len(fitting) != 1 or not was_read:
        return row
    (amount,) = fitting
    return replace(
        row,
        amount=amount.number,
        unit=amount.unit,
        as_read=str(row.amount),
        evidence=tuple(map(_doubted, row.evidence)),
    )


def _fits(row: Nutrient, amount: Amount, serving: Decimal | None, nutrient: str) -> bool:
    """Whether the daily value, the column per 100 g or the whole serving bears it out.

    The first of them that is printed decides.
    """
    if row.percent_dv is not None:
        return bool(percent_fits(nutrient, amount, row.percent_dv))
    try:
        grams = to_grams(amount)
        shares = [
            to_grams(Amount(column.amount, column.unit))
            for column in row.columns
            if column.amount is not None and column.unit and _PER_100.search(column.heading)
        ]
    except ValueError:
        return False
    if not serving:
        return False
    if shares:
        low, high = rounded_from(shares[0])
        return low * serving / 100 <= grams <= high * serving / 100
    return grams == serving


def _doubted(evidence: Evidence) -> Evidence:
    if evidence.confidence is None:
        return evidence
    return replace(evidence, confidence=min(evidence.confidence, DOUBTED))
