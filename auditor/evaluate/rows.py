"""The rows of a panel, each transcribed one held against the one that was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from auditor.evaluate.amounts import number_of, same_amount, unit_name
from auditor.evaluate.likeness import ratio, squeezed, tokens
from auditor.evaluate.outcome import Tally, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from auditor.evaluate.truth import Truth, TruthRow
    from auditor.model import LabelFacts, Nutrient

SAME_NAME: Final = 0.85
_SAME_HEAD: Final = 0.95
_HEAD_END: Final = re.compile(r"\s*[(\[{]|\s+(?:as|from)\s", re.IGNORECASE)
# Words before a nutrient's name that make it no other nutrient.
_NEUTRAL_LEAD: Final = frozenset({"total", "includes", "including", "incl", "of", "which"})


def name_likeness(printed: str, found: str) -> float:
    """How alike two names of panel rows are, in [0, 1].

    Names that share the head before a bracket are alike: transcriptions put forms
    and sources into the name. Words that make another substance are not: "Fat" is
    not "Saturated Fat".
    """
    from rapidfuzz import fuzz

    ours, theirs = " ".join(tokens(found)), " ".join(tokens(printed))
    likeness = max(
        ratio(squeezed(found), squeezed(printed)),
        fuzz.token_sort_ratio(ours, theirs) / 100,
    )
    heads = [_HEAD_END.split(name)[0] for name in (printed, found)]
    if all(heads):
        likeness = max(likeness, _SAME_HEAD * ratio(*map(squeezed, heads)))
    for head, other in ((heads[0], found), (heads[1], printed)):
        words = tokens(other)
        while words and words[0] in _NEUTRAL_LEAD and words[0] not in tokens(head):
            del words[0]
        if tokens(head) and words[: len(tokens(head))] == tokens(head):
            likeness = max(likeness, _SAME_HEAD)
    return likeness


def match_rows(
    printed: Sequence[TruthRow], found: Sequence[Nutrient]
) -> list[tuple[TruthRow, Nutrient]]:
    """Pairs of rows with like names, each row once and both in the panel's order.

    Of several ways the one with the most likeness wins; a row whose amount agrees
    too outweighs one whose name is a little closer.
    """
    best: list[list[float]] = [[0.0] * (len(found) + 1) for _ in range(len(printed) + 1)]
    worth = [[_row_worth(row, nutrient) for nutrient in found] for row in printed]
    for i in range(len(printed) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            paired = worth[i][j] + best[i + 1][j + 1] if worth[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs = []
    i = j = 0
    while i < len(printed) and j < len(found):
        if worth[i][j] and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            pairs.append((printed[i], found[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _row_worth(row: TruthRow, nutrient: Nutrient) -> float:
    names = [nutrient.name]
    if nutrient.source_form:
        names.append(f"{nutrient.name} ({nutrient.source_form})")
    likeness = max(name_likeness(row.name, name) for name in names)
    if likeness < SAME_NAME:
        return 0.0
    return likeness + 0.5 * _same_row(row, nutrient)


def _same_row(row: TruthRow, nutrient: Nutrient) -> bool:
    if not same_amount(row.amount, nutrient.amount, nutrient.bound):
        return False
    printed = unit_name(row.unit)
    units = {unit_name(nutrient.unit)}
    if nutrient.per != "serving":
        units.add(unit_name(f"{nutrient.unit}/{nutrient.per}"))
    # Calories are printed without a unit: 21 CFR 101.9(c)(1).
    return printed in units or {printed, *units} == {"", "kcal"}


def compare_rows(tally: Tally, truth: Truth, facts: LabelFacts) -> None:
    """Every row of the panels, transcribed or found, once."""
    printed = truth.nutrients or ()
    found = tuple(
        row for row in value_of(facts.nutrients) or () if not _named_in_a_row(row, printed)
    )
    pairs = match_rows(printed, found)
    for row, nutrient in pairs:
        right = _same_row(row, nutrient)
        tally.item("nutrients", _row_text(row), _nutrient_text(nutrient), right=right)
        tally.add("nutrient_names", printed=1, found=1, right=1)
        _compare_percent(tally, row.name, row.percent_dv, nutrient.percent_dv)
        if row.amount_col2 is not None:
            _compare_second_column(tally, row, nutrient)
    paired_rows = {id(row) for row, _ in pairs}
    paired_nutrients = {id(nutrient) for _, nutrient in pairs}
    for row in printed:
        if id(row) not in paired_rows:
            tally.item("nutrients", _row_text(row), None, right=False)
            tally.add("nutrient_names", printed=1)
            _compare_percent(tally, row.name, row.percent_dv, None)
    for nutrient in found:
        if id(nutrient) not in paired_nutrients:
            tally.item("nutrients", None, _nutrient_text(nutrient), right=False)
            tally.add("nutrient_names", found=1)


def _named_in_a_row(nutrient: Nutrient, printed: Sequence[TruthRow]) -> bool:
    """Members of a blend without amounts stand in the name of a transcribed row."""
    return (
        nutrient.amount is None
        and nutrient.blend is not None
        and any(
            squeezed(nutrient.name) in squeezed(row.name)
            and squeezed(nutrient.name) != squeezed(row.name)
            for row in printed
        )
    )


def _compare_percent(
    tally: Tally,
    name: str,
    printed: Decimal | str | None,
    found: Decimal | None,
) -> None:
    if printed is None and found is None:
        return
    right = found is not None and number_of(printed) == found
    tally.item(
        "percent_dv",
        None if printed is None else f"{name}: {printed} %",
        None if found is None else f"{name}: {found} %",
        right=right,
    )


def _compare_second_column(tally: Tally, row: TruthRow, nutrient: Nutrient) -> None:
    column = nutrient.columns[0] if nutrient.columns else None
    right = (
        column is not None
        and same_amount(row.amount_col2, column.amount)
        and unit_name(row.unit_col2) == unit_name(column.unit)
        and number_of(row.percent_dv_col2) == column.percent_dv
    )
    tally.item(
        "second_column",
        f"{row.name}: {row.amount_col2} {row.unit_col2} {row.percent_dv_col2}",
        f"{nutrient.name}: {column.amount} {column.unit} {column.percent_dv}"
        if column
        else None,
        right=right,
    )


def _row_text(row: TruthRow) -> str:
    return f"{row.name}: {row.amount} {row.unit or ''}".rstrip()


def _nutrient_text(nutrient: Nutrient) -> str:
    unit = f"{nutrient.unit or ''}" + (
        f"/{nutrient.per}" if nutrient.per != "serving" else ""
    )
    return f"{nutrient.name}: {nutrient.bound}{nutrient.amount} {unit}".rstrip()
