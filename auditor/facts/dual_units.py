"""A quantity told in two units, each of which proves how the other was read.

Net contents are declared in ounces or pounds and in metric units (21 CFR 101.7 and
15 U.S.C. 1453(a)), so that "300" beside "10.58 oz" can only be grams, and "3606" is
"360 G". A figure is taken for another one only where both units then agree; two that
agree in no reading are left to the caller, for one of them is wrong.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, islice, pairwise, product
from typing import TYPE_CHECKING

from auditor import regex
from auditor.model import Amount
from auditor.quantity import LOOKALIKES, Unit, parse_amount, rounded_from, to_grams

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

_PRINTED = regex.compile(
    r"(?<!\d)(?<!\d[.,])"
    r"(?P<number>\d[\dOoSIl|B]{0,8}?(?:[.,][\dOoSIl|B]{1,4}?){0,2})"
    r"(?:\s?(?P<unit>(?i:kgs?|kilos?|kilograms?|gr?|gm|grams?|f[1il|]\.?\s?[o0]z|[o0]z|ounces?|"
    r"[1il|]bs?|pounds?|ml|lit(?:er|re)s?|l))(?![\p{L}\d])|(?!\s?[\p{L}\d%]))"
)
"""A number and its unit, or what a reader may have taken them for."""

_MOST = 8
"""Amounts of one statement that are compared: more are a table."""

_ROUNDED = Decimal("0.015")
"""Share by which units that agree may differ: an ounce may be taken for 28 g and a
fluid ounce for 30 mL (21 CFR 101.9(b)(5)(viii))."""

MILLILITERS_IN: Mapping[str, Decimal] = {
    Unit.MILLILITER: Decimal(1),
    Unit.LITER: Decimal(1000),
    # The gallon is 231 cubic inches by definition (NIST SP 811, B.6).
    Unit.FLUID_OUNCE: Decimal("29.5735295625"),
}
_NOT_METRIC = frozenset({Unit.OUNCE, Unit.POUND, Unit.FLUID_OUNCE})

_OUNCES_IN_A_POUND = 16

_NO_LETTER = regex.compile(r"0(?=[zZ])|^[1|I](?=[bB])|(?<=^[fF])[1|I]")
"""What is read for the o of ounces and the l of pounds and fluid ounces."""

_LIKE_A_G = frozenset("069")
"""Digits that the unit is taken for where it is run into its number."""

_Reading: TypeAlias = "tuple[Amount, bool]"
"""An amount that print may be, and whether it is what was read."""


def as_agreed(text: str) -> str | None:
    """The text with two of its amounts as they agree; None where no two do."""
    found = list(islice(_PRINTED.finditer(text), _MOST))
    choices = [list(_readings(match)) for match in found]
    for pounds, ounces in pairwise(choices):
        # "1 LB 1.6 OZ" is one weight.
        ounces += [
            (Amount(_OUNCES_IN_A_POUND * more.number + one.number, Unit.OUNCE), True)
            for (more, _), (one, as_read) in product(pounds[:1], ounces[:1])
            if as_read and (more.unit, one.unit) == (Unit.POUND, Unit.OUNCE)
        ]
    agreed = _agreed(choices)
    if agreed is None:
        return None
    for place, amount in sorted(agreed.items(), reverse=True):
        start, end = found[place].span()
        text = f"{text[:start]}{amount}{text[end:]}"
    return text


def disagree(text: str) -> bool:
    """Two amounts of one kind in two units stand in it, and in no reading do two agree."""
    amounts = [
        amount
        for match in islice(_PRINTED.finditer(text), _MOST)
        if match["unit"]
        for amount, _ in islice(_readings(match), 1)
    ]
    return as_agreed(text) is None and any(
        one.unit != other.unit and _measure(one)[0] == _measure(other)[0]
        for one, other in combinations(amounts, 2)
    )


def _agreed(choices: Sequence[Sequence[_Reading]]) -> dict[int, Amount] | None:
    """By their places, the amounts to be taken for others so that two agree, as few as
    can be; None where no two agree."""
    best: dict[int, Amount] | None = None
    for (at, some), (there, others) in combinations(enumerate(choices), 2):
        for (one, one_read), (other, other_read) in product(some, others):
            as_read = one_read and other_read
            if not _agree(one, other, share=_ROUNDED if as_read else Decimal(0)):
                continue
            mended = {
                place: amount
                for place, amount, plain in (
                    (at, one, one_read),
                    (there, other, other_read),
                )
                if not plain
            }
            if best is None or len(mended) < len(best):
                best = mended
    return best


def _agree(one: Amount, other: Amount, *, share: Decimal) -> bool:
    if one.unit == other.unit or _NOT_METRIC.isdisjoint((one.unit, other.unit)):
        return False
    kind, low, high = _measure(one)
    other_kind, least, most = _measure(other)
    return kind == other_kind and (
        low * (1 - share) <= most and least <= high * (1 + share)
    )


def _measure(amount: Amount) -> tuple[str, Decimal, Decimal]:
    """Its kind, and the least and most that it may be in grams or milliliters."""
    bounds = rounded_from(amount.number)
    if factor := MILLILITERS_IN.get(amount.unit):
        kind, (low, high) = "volume", (bound * factor for bound in bounds)
    else:
        kind = "weight"
        low, high = (to_grams(Amount(bound, amount.unit)) for bound in bounds)
    return kind, low, high


def _readings(match: regex.Match[str]) -> Iterator[_Reading]:
    """The amounts that print may be, that which was read first."""
    printed, unit = match["number"], match["unit"] or ""
    number = printed.translate(LOOKALIKES)
    spelled = _NO_LETTER.sub(lambda sign: "o" if sign[0] == "0" else "l", unit)
    as_read = unit and number == printed and spelled == unit
    metric = spelled.startswith(("g", "G"))
    options = [(number, spelled or "g", as_read)]
    if not unit or metric:
        options += [(number[:-1], "g", False)] if number[-1] in _LIKE_A_G else []
    elif number.isdigit():
        # Blur takes the point first of all.
        options += [(f"{number[:-n]}.{number[-n:]}", spelled, False) for n in (1, 2)]
    for digits, name, plain in options:
        try:
            yield parse_amount(f"{digits} {name}"), bool(plain)
        except ValueError:
            continue
