"""Facts that run on as text, and texts that are no such panel."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.linear import running_rows


def told(text: str) -> list[tuple[str, str]]:
    return [
        (text[slice(*run.name)].strip(), f"{run.reading.bound}{run.reading.amount}")
        for run in running_rows(text)
        if run.reading is not None
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "Nutrition Facts Servings: 1, Serv. size: 1 packet (8g), Amount per serving: "
            "Calories 30, Total Fat 0g (0% DV), Sat. Fat 0g (0% DV), Cholest. 0mg (0% DV), "
            "Total Carb. <1g (1% DV).",
            [
                ("Calories", "30"),
                ("Total Fat", "0 g"),
                ("Sat. Fat", "0 g"),
                ("Cholest.", "0 mg"),
                ("Total Carb.", "<1 g"),
            ],
            id="linear-nutrition-facts",
        ),
        pytest.param(
            "Each tablet contains: Vitamin B6 1.4 mg, Vitamin B12 2.5 mcg, Zinc 5 mg.",
            [("Vitamin B6", "1.4 mg"), ("Vitamin B12", "2.5 mcg"), ("Zinc", "5 mg")],
            id="a-number-that-ends-a-name",
        ),
        pytest.param(
            "Zusammensetzung: L-Glutamin 3000 mg, Vitamin B6 2,8 mg (200 % NRV*), "
            "Magnesium 56,25 mg (15 % NRV*). *NRV = Nährstoffbezugswert",
            [
                ("L-Glutamin", "3000 mg"),
                ("Vitamin B6", "2.8 mg"),
                ("Magnesium", "56.25 mg"),
            ],
            id="german",
        ),
        pytest.param(
            "Contains: L-Glutamine (as free form, 98.5 %) 5 g, Glycine 1 g",
            [("L-Glutamine (as free form, 98.5 %)", "5 g"), ("Glycine", "1 g")],
            id="a-comma-in-brackets",
        ),
        pytest.param("L-Glutamine 5 g 10 % Vitamin C 60 mg 100 %", [], id="a-table"),
        pytest.param("Each capsule contains: L-Glutamine 500 mg", [], id="one-row"),
        pytest.param("Citric acid, silica, 5 g of sugar, flavor, salt", [], id="a-list"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_commas_part_the_rows_of_running_facts(
    text: str, rows: list[tuple[str, str]]
) -> None:
    assert told(text) == rows


@given(st.text(max_size=80))
def test_stretches_stand_in_order_within_the_text(text: str) -> None:
    runs = running_rows(text)

    assert all(0 <= run.start < run.end <= len(text) for run in runs)
    assert all(one.end <= other.start for one, other in pairwise(runs))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "L-Glutamine 5 g†. † Not set.", [("L-Glutamine", "5 g")], id="one-row"
        ),
        pytest.param(
            "L-Glutamine, USP 5,000 mg*, Zinc 5 mg (45% DV).",
            [("L-Glutamine, USP", "5000 mg"), ("Zinc", "5 mg")],
            id="a-grade-behind-a-comma",
        ),
        pytest.param(
            "Vitamin C (source: acerola) 60 mg (67% DV).",
            [("Vitamin C (source: acerola)", "60 mg")],
            id="a-colon-in-brackets",
        ),
        pytest.param(
            "Gut Blend 4,200 mg*, L-Glutamine, Ginger (root). *Daily Value not set.",
            [("Gut Blend", "4200 mg"), ("L-Glutamine", ""), ("Ginger (root)", "")],
            id="members-of-a-blend",
        ),
        pytest.param(
            "Zinc 5 mg (45 %*) *NRV: reference value.",
            [("Zinc", "5 mg")],
            id="a-footnote-without-a-stop",
        ),
        pytest.param("Zinc 5 mg 45% Vitamin C 60 mg 67%", [], id="a-table"),
    ],
)
def test_a_heading_of_amounts_announces_rows(
    text: str, rows: list[tuple[str, str]]
) -> None:
    lead = "Facts Serving Size 1 stick (9 g), Servings 9. Amount Per Serving: "

    runs = running_rows(lead + text, announced=len(lead))

    assert [
        (
            (lead + text)[slice(*run.name)].strip(),
            f"{run.reading.amount}" if run.reading else "",
        )
        for run in runs
        if run.name != (0, 0)
    ] == rows
