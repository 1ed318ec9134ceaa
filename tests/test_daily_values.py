"""Percentages that published daily values bear out, and those that none does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.daily_values import percent_fits
from auditor.model import Amount


@pytest.mark.parametrize(
    ("nutrient", "number", "unit", "percent", "fits"),
    [
        pytest.param("vitamin-b6", "1.7", "mg", "100", True, id="of-today"),
        pytest.param("vitamin-b6", "2", "mg", "100", True, id="before-2016"),
        pytest.param("vitamin-b6", "1.4", "mg", "100", True, id="european"),
        pytest.param("vitamin-b6", "17", "mg", "100", False, id="a-lost-point"),
        pytest.param("vitamin-b6", "0.17", "mg", "100", False, id="a-point-too-many"),
        pytest.param("vitamin-b12", "1000", "mcg", "41667", True, id="above-a-thousand"),
        pytest.param("vitamin-b12", "1000", "mcg", "4167", False, id="a-digit-lost"),
        pytest.param("magnesium", "70", "mg", "17", True, id="rounds-to-whole-percents"),
        pytest.param("calcium", "140", "mg", "10", True, id="rounds-to-fives"),
        pytest.param("sodium", "5", "mg", "0", True, id="rounds-to-nothing"),
        pytest.param("sodium", "480", "mg", "2", False, id="far-too-little"),
        pytest.param("folate", "680", "mcg DFE", "170", True, id="equivalents"),
        pytest.param("folate", "400", "mcg", "170", True, id="folic-acid-in-equivalents"),
        pytest.param("vitamin-d", "1000", "IU", "125", True, id="units-of-activity"),
        pytest.param("vitamin-d", "1000", "IU", "12.5", False, id="units-a-tenth"),
        pytest.param("protein", "20", "g", "40", None, id="protein-goes-by-quality"),
        pytest.param("taurine", "1", "g", "10", None, id="no-daily-value"),
        pytest.param("zinc", "11", "IU", "100", None, id="no-value-in-this-unit"),
        pytest.param("zinc", "11", "", "100", None, id="no-unit"),
    ],
)
def test_a_percentage_is_held_against_every_published_value(
    nutrient: str, number: str, unit: str, percent: str, fits: bool | None
) -> None:
    amount = Amount(Decimal(number), unit)

    assert percent_fits(nutrient, amount, Decimal(percent)) is fits
