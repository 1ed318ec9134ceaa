"""Whether two amounts are the same, however they are printed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNIT_NAMES: Final[Mapping[str, str]] = {
    "cal": "kcal",
    "calories": "kcal",
    "µg": "mcg",
    "μg": "mcg",
}
_LESS: Final = re.compile(r"(?:<|less than)\s*", re.IGNORECASE)
_SPAN: Final = re.compile(r"\s*([\d.]+)\s*[-–]\s*([\d.]+)\s*")
_PRINTED_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def unit_name(unit: str | None) -> str:
    """One name for the spellings of a unit; empty for none."""
    plain = unicodedata.normalize("NFKC", unit or "").strip().casefold()
    return _UNIT_NAMES.get(plain, plain.replace(" ", ""))


def same_amount(
    printed: Decimal | str | None, found: Decimal | None, bound: str = ""
) -> bool:
    """Whether a transcribed amount is the number that was found.

    "< 1" and "less than 1" need the bound; of a range either end will do, as a row
    holds one number.
    """
    if printed is None or found is None:
        return printed is None and found is None
    if isinstance(printed, Decimal):
        return printed == found and not bound
    span = _SPAN.fullmatch(printed)
    if span is not None:
        return found in (Decimal(span[1]), Decimal(span[2]))
    number = _PRINTED_NUMBER.search(printed)
    if number is None or Decimal(number[0]) != found:
        return False
    return bool(_LESS.match(printed)) == (bound == "<")


def number_of(printed: Decimal | str | None) -> Decimal | None:
    """The number of "About 100", "less than 1" or 5; None where there is none."""
    if isinstance(printed, str):
        number = _PRINTED_NUMBER.search(printed)
        return Decimal(number[0]) if number else None
    return printed
