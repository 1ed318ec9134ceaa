"""Rows of a panel as facts: a name with its amounts, its blend and its source.

How a point or a percentage is to be read is asked of the panel as a whole, for one
row alone does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.interpretations import interpreted
from auditor.facts.linear import BLEND
from auditor.facts.panel.assembly import (
    NONE_FOUND,
    WITHOUT_AMOUNT,
    is_member,
    may_head,
)
from auditor.facts.panel.cells import ENERGY, cell_of
from auditor.facts.panel.columns import ENERGIES, Columns, values_of
from auditor.facts.panel.kinds import ROW_SIGN, note_on
from auditor.facts.panel.placed import Cell, Entry, evidence_of_words, indent_of, lean_of
from auditor.facts.panel.titles import OF_HUNDRED, per_hundred
from auditor.lexicon import fold
from auditor.model import Amount, Nutrient
from auditor.quantity import CellReading, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from auditor.lexicon import Lexicon


_SIGNS = "*†‡§¶^#•·"
_UNIT_IN_NAME = regex.compile(
    r"[\s(\[]*\(?\b(?P<unit>kj|kcal|cal|g|mg|mcg|µg|μg|ug|iu)\)?\s*$", regex.IGNORECASE
)
_SOURCE = regex.compile(
    r"[(\[]\s*"
    r"(?P<form>(?:as|from|from the|providing|sous forme de|como|de|en tant que|als)\s"
    r"[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the rest of a panel says of its rows."""

    file: str
    page: int
    unit: str
    """Of bare numbers, where the title says it; else empty."""

    notes: Sequence[tuple[str, str]]
    """Sign and text of the footnotes."""

    serving: Decimal | None
    """In grams."""

    tell_language: Callable[[], str | None]
    """Of the page, as far as it can be told: looked for where a point needs it."""


def nutrients_of(
    entries: Iterable[Entry], columns: Columns, context: Context, lexicon: Lexicon
) -> Iterator[tuple[Entry, Nutrient]]:
    """The rows that state something, in the order of their entries, and with them."""
    entries = list(entries)
    if _is_composition(entries):
        columns.per = per_hundred("g")
        for cell in (cell for entry in entries for cell in entry.cells):
            cell.reading = _percent_as_amount(cell.reading)
    cells = [cell for entry in entries for cell in entry.cells]
    pointed = [cell for cell in cells if _GROUPED_BY_POINT.search(_printed(cell))]
    if pointed and _groups_by_point(cells, context.tell_language):
        for cell in pointed:
            _regroup(cell)
    blends: list[tuple[str, float]] = []
    lean = lean_of(entries)
    last_name = ""
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        name, unit_in_name = _tidy_name(entry.text)
        if not name and unit_in_name:
            # A second unit for the row above: "Energy (kJ)", then "(kcal)".
            name = last_name
        last_name = name
        if not name or not any(character.isalpha() for character in name):
            continue
        indent = indent_of(entry, lean)
        further_in = following is not None and (
            indent_of(following, lean) > indent + following.step
        )
        values = values_of(entry, columns, unit_in_name or context.unit)
        while blends and not is_member(
            entry, indent - blends[-1][1], nested=len(blends) > 1
        ):
            blends.pop()
        blend = blends[-1][0] if blends else None
        is_blend = bool(BLEND.search(fold(name))) and (
            blend is None or (further_in and may_head(entry, following))
        )
        if values.amount is None and NONE_FOUND.search(fold(entry.text)):
            # It tells what is not in the product: "Gluten  not detected".
            continue
        told = values.amount is not None or values.percent is not None or entry.cells
        if not (told or is_blend or blend is not None or is_known(name, lexicon)):
            continue
        form = _SOURCE.search(name)
        note = None if form else note_on(entry, name, context.notes)
        if note:
            name = ROW_SIGN.sub("", name)
        row = Nutrient(
            name=name,
            amount=values.amount.number if values.amount else None,
            unit=(values.amount.unit or None) if values.amount else None,
            bound="<" if values.bound else "",
            low=values.low,
            percent_dv=values.percent,
            blend=blend,
            is_blend=is_blend,
            source_form=form["form"].strip() if form else note,
            columns=values.columns,
            per=_per(values.amount) or columns.per,
            evidence=evidence_of_words(
                sorted(entry.stating, key=lambda i: (i.line, i.x0)),
                context.file,
                context.page,
            ),
        )
        if values.readings and not ENERGY.fullmatch(fold(name)):
            known = lexicon.recognize(name, panel=True)
            row = interpreted(
                row, values.readings, context.serving, known.id if known else ""
            )
        if is_blend:
            blends.append((name, indent))
        yield entry, row
        if values.twin is not None:
            twin = replace(
                row,
                amount=values.twin.number,
                unit=values.twin.unit,
                columns=values.twin_columns,
            )
            yield entry, twin


_DECIMAL_COMMA = regex.compile(r"(?<![\d.,])\d+,\d{1,2}(?!\d)")
_GROUPED_BY_POINT = regex.compile(r"(?<![\d.,])([1-9]\d{0,2})\.(\d{3})(?![\d.,])")
_DECIMAL_POINT = regex.compile(r"(?<![\d.,])(?:\d+\.\d{1,2}|0\.\d{3})(?![\d.,])")
_POINT_GROUPS = frozenset({"de", "es", "fr"})
"""Languages in which a point may group thousands. Mexico writes decimals with one,
but not three of them."""


def _groups_by_point(
    cells: Sequence[Cell], tell_language: Callable[[], str | None]
) -> bool:
    """Whether a point before three digits groups thousands: beside decimal commas, or
    in a language that writes so where no number has decimals behind a point."""
    printed = [_printed(cell) for cell in cells]
    if any(_DECIMAL_COMMA.search(text) for text in printed):
        return True
    if any(_DECIMAL_POINT.search(text) for text in printed):
        return False
    return tell_language() in _POINT_GROUPS


def _printed(cell: Cell) -> str:
    return " ".join(item.word.text for item in cell.words)


def _regroup(cell: Cell) -> None:
    """Read the point of "1.500 mg" as one that groups thousands."""
    grouped = _GROUPED_BY_POINT.sub(r"\1\2", _printed(cell))
    cell.reading = cell_of(grouped.strip("()[]|")) or cell.reading


def _percent_as_amount(reading: CellReading) -> CellReading:
    if reading.percent is None or reading.amount is not None:
        return reading
    amount = Amount(reading.percent, Unit.PERCENT)
    return replace(reading, amount=amount, bound=reading.percent_bound, percent=None)


def _per(amount: Amount | None) -> str:
    """What the unit itself says that the amount is per: "mg/100 g"."""
    return amount.unit.partition("/")[2] if amount else ""


def _is_composition(entries: Iterable[Entry]) -> bool:
    """Whether percentages are the amounts themselves: a table of composition.

    On a facts panel a percentage stands beside an amount, as its daily value.
    """
    readings = [cell.reading for entry in entries for cell in entry.cells]
    percents = sum(reading.percent is not None for reading in readings)
    amounts = sum(
        reading.amount is not None and reading.amount.unit not in ENERGIES
        for reading in readings
    )
    return percents >= 3 and amounts < 0.2 * percents


def is_known(name: str, lexicon: Lexicon) -> bool:
    return lexicon.recognize(name, panel=True) is not None


_BEHIND_NAME = regex.compile(rf"[.…·_\s]{{3,}}$|\s+{OF_HUNDRED.pattern}$")
_BEFORE_NAME = regex.compile(r"^[\s\-–—•·.,:;|]+")
_NOTE_BEHIND_NAME = regex.compile(r"(?<=\p{Ll}{2}|[)\]®™])[¹²³⁴⁵]+$")


def _tidy_name(text: str) -> tuple[str, str]:
    """The name without signs and leaders, and the unit that it ends with, if any."""
    name = _BEFORE_NAME.sub("", _BEHIND_NAME.sub("", text)).strip(_SIGNS + " :;|,.-–")
    none_told = WITHOUT_AMOUNT.search(fold(name))
    name = name[: none_told.start()] if none_told else name
    name = _NOTE_BEHIND_NAME.sub("", name)
    unit = _UNIT_IN_NAME.search(name)
    if unit and (name[unit.start() :].strip().startswith("(")):
        reading = cell_of("1 " + unit["unit"])
        if reading and reading.amount and reading.amount.unit:
            return name[: unit.start()].strip(), reading.amount.unit
    return name, ""
