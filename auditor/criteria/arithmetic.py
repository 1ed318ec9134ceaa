"""What a panel's numbers must add up to, and where they do not.

A number that was misread, and one that was misprinted, show in sums that no reader
makes in a shop. Every printed number stands for all that round to it, so a label that
only rounds contradicts nothing; the tolerances beyond that come from the regulations
and name them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from auditor.criteria.panel import is_protein, known_as, once
from auditor.criteria.seen import evidence_of, names, plain
from auditor.daily_values import percent_fits
from auditor.lexicon import fold, load_lexicon
from auditor.model import Absent, Amount, Conflict, Found, Unreadable
from auditor.quantity import Unit, find_amounts, parse_count, rounded_from, to_grams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.model import Evidence, LabelFacts, Nutrient, ServingSize

Range: TypeAlias = tuple[Decimal, Decimal]
"""Lowest and highest."""

_NOTHING: Final[Range] = (Decimal(0), Decimal(0))


def arithmetic_conflicts(facts: LabelFacts) -> Iterator[Conflict]:
    """Every sum, product and share of the panel that does not come out."""
    match facts.nutrients:
        case Found(value=rows):
            pass
        case Absent() | Unreadable():
            return
    yield from _misread(rows)
    yield from _blends(rows)
    yield from _daily_values(rows)
    yield from _calories([row for row in rows if row.panel == 0 and row.per == "serving"])
    yield from _energies(rows)
    match facts.serving_size:
        case Found(value=size, evidence=where):
            yield from _columns(rows, size)
            yield from _measures(facts, size, where)
        case Absent() | Unreadable():
            pass


def _misread(rows: Sequence[Nutrient]) -> Iterator[Conflict]:
    """Amounts that are an interpretation, with both readings."""
    for row in rows:
        if row.as_read:
            yield Conflict(
                what="misreading",
                reason=f"{row.name} was read as {row.as_read!r} and is taken for "
                f"{row.amount} {row.unit}, which alone fits the panel's other numbers",
                evidence=row.evidence,
            )


# --- blends ---------------------------------------------------------------------


def _grams(row: Nutrient) -> Range | None:
    """What the row's amount may be in grams; None where it tells no weight."""
    if row.amount is None or row.unit is None:
        return None
    low, high = rounded_from(row.amount)
    try:
        each = to_grams(Amount(Decimal(1), row.unit))
    except ValueError:
        return None
    low = Decimal(0) if row.bound else row.low or low
    return low * each, high * each


def _sum(ranges: Sequence[Range]) -> Range:
    lows, highs = zip(*(ranges or [_NOTHING]), strict=True)
    return sum(lows, Decimal(0)), sum(highs, Decimal(0))


def _blends(rows: Sequence[Nutrient]) -> Iterator[Conflict]:
    """The parts of a blend against its total.

    Parts may be less than the total only where one of them is listed without an
    amount: 21 CFR 101.36(c) wants every ingredient of a blend named.
    """
    for number, head in enumerate(rows):
        total = _grams(head) if head.is_blend else None
        if total is None:
            continue
        parts = []
        for row in rows[number + 1 :]:
            if row.is_blend and row.blend == head.blend:
                break
            if row.blend == head.name:
                parts.append(row)
        told = [weight for weight in map(_grams, parts) if weight is not None]
        low, high = _sum(told)
        too_little = len(told) == len(parts) > 1 and high < total[0]
        if low > total[1] or too_little:
            made = sum((_printed_grams(row) for row in parts if _grams(row)), Decimal(0))
            yield Conflict(
                what="blend",
                reason=f"the parts of {head.name!r} make {plain(made)} g, and the panel "
                f"gives {plain(_printed_grams(head))} g for the whole",
                evidence=tuple(e for row in (head, *parts) for e in row.evidence),
            )


def _printed_grams(row: Nutrient) -> Decimal:
    assert row.amount is not None
    assert row.unit is not None
    return to_grams(Amount(row.amount, row.unit))


# --- daily values ---------------------------------------------------------------


def _daily_values(rows: Sequence[Nutrient]) -> Iterator[Conflict]:
    """Percentages that fit no published daily value."""
    for row in rows:
        if row.amount is None or row.unit is None or row.percent_dv is None or row.bound:
            continue
        known = known_as(once(row.name), panel=True)
        if known is None or known.kind != "nutrient" or "sugar" in known.id:
            continue
        amount = Amount(row.amount, row.unit)
        if percent_fits(known.id, amount, row.percent_dv) is False:
            yield Conflict(
                what="daily-value",
                reason=f"{amount} of {row.name} is not {plain(row.percent_dv)} % of any "
                "published daily value",
                evidence=row.evidence,
            )


# --- energy ---------------------------------------------------------------------

_KCAL_IN: Final = {
    "fat": Decimal(9),
    "carbohydrate": Decimal(4),
    "dietary-fiber": Decimal(4),
    "protein": Decimal(4),
}
"""Atwater's general factors: 21 CFR 101.9(c)(1)(i)(B)."""

_LESS_THAN_GENERAL: Final = frozenset(
    {"dietary-fiber", "sugar-alcohols-total", "sugar-alcohol", "erythritol", "xylitol"}
)
"""Parts of the carbohydrate that may be counted with less, or not at all: 21 CFR
101.9(c)(1)(i)(C) and (F)."""

_WITHIN: Final = Decimal("0.2")
"""The content may be a fifth off the declared energy: 21 CFR 101.9(g)(5)."""

_PARTS_OF_A_MACRONUTRIENT: Final = frozenset(
    {"saturated-fat", "trans-fat", "unsaturated-fat", "total-sugars", "cholesterol"}
)


def _id_of(row: Nutrient) -> str:
    """Id of what a row is; "protein" for the number that a panel gives of it."""
    if is_protein(row):
        return "protein"
    known = known_as(once(row.name), panel=True)
    return known.id if known else ""


def _kilocalories(row: Nutrient) -> Range | None:
    """Energy as a label rounds it: to 5 up to 50 and to 10 above, below 5 to zero.

    Source: 21 CFR 101.9(c)(1). The EU rounds to 1, which is narrower.
    """
    if row.amount is None or row.unit not in (Unit.KILOCALORIE, None):
        return None
    if row.amount == 0:
        return Decimal(0), Decimal(5)
    step = 5 if row.amount <= 50 else 10
    half = Decimal(step) / 2 if row.amount % step == 0 else Decimal("0.5")
    return row.amount - half, row.amount + half


def _calories(rows: Sequence[Nutrient]) -> Iterator[Conflict]:
    """The energy against what it comes from.

    Amino acids and whatever else the panel weighs may have energy or not: it counts
    for the most there can be, and not for the least.
    """
    by_id = [(_id_of(row), row) for row in rows]
    printed = next(
        (
            (row, energy)
            for id_, row in by_id
            if id_ == "calories" and (energy := _kilocalories(row)) is not None
        ),
        None,
    )
    if printed is None:
        return
    head, energy = printed
    least = most = Decimal(0)
    counted: list[Nutrient] = []
    for id_, row in by_id:
        weight = _grams(row)
        if weight is None or row.blend or id_ in _PARTS_OF_A_MACRONUTRIENT:
            continue
        if id_ in _LESS_THAN_GENERAL:
            least -= 4 * weight[1]
        elif id_ in _KCAL_IN:
            least += _KCAL_IN[id_] * weight[0]
            most += _KCAL_IN[id_] * weight[1]
            counted.append(row)
        else:
            most += 4 * weight[1]
    if not counted:
        return
    if energy[1] < least * (1 - _WITHIN) or energy[0] > most * (1 + _WITHIN):
        made = sum(
            (_KCAL_IN[_id_of(row)] * _printed_grams(row) for row in counted), Decimal(0)
        )
        yield Conflict(
            what="calories",
            reason=f"{names(row.name for row in counted)} make {plain(made)} kcal, and the "
            f"panel gives {plain(head.amount or Decimal(0))} kcal",
            evidence=tuple(e for row in (head, *counted) for e in row.evidence),
        )


_KJ_IN_KCAL: Final = (Decimal("4.0"), Decimal("4.34"))
"""Fiber has 8 kJ or 2 kcal a gram, organic acids 13 kJ or 3 kcal; all else lies between:
Regulation (EU) No 1169/2011, Annex XIV."""


def _energies(rows: Sequence[Nutrient]) -> Iterator[Conflict]:
    """Kilojoules against kilocalories of one row."""
    kilojoules = [row for row in rows if row.unit == Unit.KILOJOULE and row.amount]
    for joules in kilojoules:
        twin = next(
            (
                row
                for row in rows
                if row.unit == Unit.KILOCALORIE
                and (row.name, row.per, row.panel)
                == (joules.name, joules.per, joules.panel)
            ),
            None,
        )
        energy = _kilocalories(twin) if twin else None
        if twin is None or energy is None:
            continue
        low, high = rounded_from(joules.amount or Decimal(0))
        if high < energy[0] * _KJ_IN_KCAL[0] or low > energy[1] * _KJ_IN_KCAL[1]:
            yield Conflict(
                what="calories",
                reason=f"{joules.amount} kJ are not {twin.amount} kcal",
                evidence=tuple(dict.fromkeys((*joules.evidence, *twin.evidence))),
            )


# --- columns --------------------------------------------------------------------

_PER: Final = re.compile(r"\b(?:per|par|por|pour|pro|je)\b")
_PER_100: Final = re.compile(r"\b100 ?g\b")
_ENOUGH: Final = 3
"""Rows from which the share between two columns is told."""


@dataclass(frozen=True, slots=True)
class _Share:
    """How many times a row's further column may be its first."""

    row: Nutrient
    low: Decimal
    high: Decimal

    def fits(self, times: Decimal) -> bool:
        return self.low <= times <= self.high


def _columns(rows: Sequence[Nutrient], size: ServingSize) -> Iterator[Conflict]:
    """One row whose two columns stand in another proportion than those of all others.

    Two packets of different content have no proportion, and contradict nothing: a
    column in proportion is headed "per" something.
    """
    shares = [share for row in rows if (share := _share(row)) is not None]
    if len(shares) < _ENOUGH:
        return
    heading = fold(shares[0].row.columns[0].heading)
    if not _PER.search(heading):
        return
    guesses = [(share.low + share.high) / 2 for share in shares]
    if size.grams and _PER_100.search(heading):
        guesses.insert(0, 100 / size.grams)
    times = max(guesses, key=lambda guess: sum(share.fits(guess) for share in shares))
    odd = [share.row for share in shares if not share.fits(times)]
    if len(odd) != 1:
        return
    row = odd[0]
    yield Conflict(
        what="columns",
        reason=f"{row.name} is {row.amount} {row.unit or ''} and "
        f"{row.columns[0].amount} {row.columns[0].unit or ''} in the next column, which "
        f"is {plain(times)} times the first in every other row",
        evidence=row.evidence,
    )


def _share(row: Nutrient) -> _Share | None:
    column = row.columns[0] if row.columns else None
    if column is None or not column.amount or not row.amount or row.bound:
        return None
    try:
        scale = (
            Decimal(1)
            if column.unit == row.unit
            else to_grams(Amount(Decimal(1), column.unit or ""))
            / to_grams(Amount(Decimal(1), row.unit or ""))
        )
    except ValueError:
        return None
    low, high = rounded_from(row.amount)
    least, most = rounded_from(column.amount)
    return _Share(row, scale * least / high, scale * most / low) if low else None


# --- household measures ---------------------------------------------------------

_WEIGHT_BEHIND: Final = re.compile(r"\W{0,3}(?:about |approx\w*\.? |of |= ?)?[(\[]?\s?$")


def _measures(
    facts: LabelFacts, size: ServingSize, where: tuple[Evidence, ...]
) -> Iterator[Conflict]:
    """A scoop that weighs one thing in the panel and another in the directions."""
    match facts.directions:
        case Found(value=directions) if size.grams and size.count and size.unit:
            text = directions.text
        case Found() | Absent() | Unreadable():
            return
    low, high = rounded_from(size.grams)
    for count, weight in _weighed(text, size.unit):
        least, most = rounded_from(weight)
        if most * size.count < low * count or least * size.count > high * count:
            yield Conflict(
                what="serving",
                reason=f"the directions give {plain(weight)} g for {plain(count)} "
                f"{size.unit}, the panel {plain(size.grams)} g for {plain(size.count)}",
                evidence=(*where, *evidence_of(facts.directions)),
            )
            return


def _weighed(text: str, unit: str) -> Iterator[tuple[Decimal, Decimal]]:
    """How many of a measure weigh how many grams, wherever a text says so."""
    folded = fold(text)
    for measure in load_lexicon().dosage_forms.units.find(folded):
        if measure.id != unit:
            continue
        count = _count_before(folded[: measure.start])
        behind = next(find_amounts(text[measure.end :]), None)
        if count is None or behind is None or behind.low is not None:
            continue
        if not _WEIGHT_BEHIND.fullmatch(text[measure.end :][: behind.start]):
            continue
        try:
            yield count, to_grams(behind.amount)
        except ValueError:
            continue


def _count_before(text: str) -> Decimal | None:
    """The number before a measure, with a word between: "1 level scoop"."""
    for word in reversed(text.split()[-2:]):
        try:
            return parse_count(word)
        except ValueError:
            continue
    return None
