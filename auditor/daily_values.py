"""The daily values that labels count their percentages by.

A label does not always say which law it follows, and old stock follows the old one.
So a percentage is wrong only where it fits none of the published values: that still
shows every decimal point that was lost.

Sources: 21 CFR 101.9(c)(8)(iv) and (9) as of 2016, and before; Regulation (EU) No
1169/2011, Annex XIII; Health Canada, Table of Daily Values (2022); Food Standards
Australia New Zealand, Schedule 1; NOM-051-SCFI/SSA1-2010, table 2.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from auditor.quantity import Unit, rounded_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.model import Amount

_MILLIGRAMS_IN: Final[Mapping[str, Decimal]] = {
    Unit.GRAM: Decimal(1000),
    Unit.MILLIGRAM: Decimal(1),
    Unit.MICROGRAM: Decimal("0.001"),
    # Daily values are set in the equivalents themselves.
    Unit.RETINOL_ACTIVITY_EQUIVALENT: Decimal("0.001"),
    Unit.RETINOL_EQUIVALENT: Decimal("0.001"),
    Unit.FOLATE_EQUIVALENT: Decimal("0.001"),
    Unit.NIACIN_EQUIVALENT: Decimal(1),
    Unit.TOCOPHEROL_EQUIVALENT: Decimal(1),
}

_PUBLISHED_MG: Final[Mapping[str, tuple[str, ...]]] = {
    # id of the nutrient: US, US before 2016, EU, Canada, Australia, Mexico
    "biotin": ("0.03", "0.3", "0.05"),
    "calcium": ("1300", "1000", "800", "900", "1100"),
    "carbohydrate": ("275000", "300000", "260000", "310000"),
    "chloride": ("2300", "3400", "800"),
    "cholesterol": ("300",),
    "choline": ("550",),
    "chromium": ("0.035", "0.12", "0.04", "0.2", "0.022"),
    "copper": ("0.9", "2", "1", "3", "0.65"),
    "dietary-fiber": ("28000", "25000", "30000"),
    "fat": ("78000", "65000", "70000", "75000"),
    # As folic acid, 1.7 times as much in equivalents, or as such.
    "folate": ("0.4", "0.2", "0.38", "0.2352941"),
    "iodine": ("0.15", "0.099"),
    "iron": ("18", "14", "12", "17"),
    "magnesium": ("420", "400", "375", "320", "248"),
    "manganese": ("2.3", "2", "5"),
    "molybdenum": ("0.045", "0.075", "0.05", "0.25"),
    "niacin": ("16", "20", "10", "11"),
    "pantothenic-acid": ("5", "10", "6", "4"),
    "phosphorus": ("1250", "1000", "700", "664"),
    "potassium": ("4700", "3500", "2000", "3400"),
    "riboflavin": ("1.3", "1.7", "1.4", "0.84"),
    "saturated-fat": ("20000", "24000"),
    "selenium": ("0.055", "0.07", "0.041"),
    "sodium": ("2300", "2400"),
    "thiamin": ("1.2", "1.5", "1.1", "0.8"),
    "vitamin-a": ("0.9", "0.8", "0.75", "0.568"),
    "vitamin-b12": ("0.0024", "0.006", "0.0025", "0.002", "0.0021"),
    "vitamin-b6": ("1.7", "2", "1.4", "1.6", "0.93"),
    "vitamin-c": ("90", "60", "80", "40"),
    "vitamin-d": ("0.02", "0.01", "0.005", "0.0056"),
    "vitamin-e": ("15", "20", "12", "10", "11"),
    "vitamin-k": ("0.12", "0.08", "0.075", "0.078"),
    "zinc": ("11", "15", "10", "12"),
}

_PUBLISHED_IU: Final[Mapping[str, tuple[str, ...]]] = {
    "vitamin-a": ("5000", "3000"),
    "vitamin-d": ("800", "400", "200"),
    # 15 mg of the natural and of the synthetic form, and the value before 2016.
    "vitamin-e": ("22.4", "33.3", "30"),
}


def percent_fits(nutrient: str, amount: Amount, percent: Decimal) -> bool | None:
    """Whether a percentage may stand beside an amount of a nutrient.

    Args:
        nutrient: Its id in the lexicon.

    Returns:
        None where no daily value is published, or none in the amount's unit.

    Both numbers are taken as rounded. Percentages of vitamins and minerals go in
    steps of 2 up to 10, of 5 up to 50 and of 10 above (21 CFR 101.9(c)(8)(iii));
    those of a supplement in whole numbers (101.36(b)(2)(iii)(C)), which is narrower.
    Above 100 they are printed to the digit, within a hundredth.
    """
    if amount.unit == Unit.INTERNATIONAL_UNIT:
        factor, published = Decimal(1), _PUBLISHED_IU.get(nutrient)
    else:
        factor = _MILLIGRAMS_IN.get(amount.unit, Decimal(0))
        published = _PUBLISHED_MG.get(nutrient)
    if not published or not factor:
        return None
    low, high = rounded_from(amount.number)
    slack = max(_half_a_step(percent), percent / 100)
    return any(
        100 * low * factor / value - slack <= percent <= 100 * high * factor / value + slack
        for value in map(Decimal, published)
    )


def _half_a_step(percent: Decimal) -> Decimal:
    if percent <= 10:
        return Decimal(1)
    return Decimal("2.5") if percent <= 50 else Decimal(5)
