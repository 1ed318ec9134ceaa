"""What a panel's numbers must add up to, and what only rounds."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

from __future__ import annotations

from decimal import Decimal

import pytest
from labels_of_facts import ABSENT, directions, found, of, panel, row

from auditor.criteria import find_conflicts
from auditor.criteria.amount import Told, Untold, amount_per_serving
from auditor.criteria.profile import load_profile
from auditor.model import Column, LabelFacts, Nutrient, ServingSize


def blend(total: str, *parts: str | None, unit: str = "g") -> LabelFacts:
    names = ("L-Glutamine", "Glycine", "Taurine", "Inulin")
    return of(
        nutrients=panel(
            row("Gut Blend", total, unit, is_blend=True),
            *(
                row(name, part, unit, blend="Gut Blend")
                for name, part in zip(names, parts, strict=False)
            ),
        ),
        serving_size=found(ServingSize(text="1 scoop (60 g)", grams=Decimal(60))),
        net_contents=ABSENT,
    )


def two_columns(*pairs: tuple[str, str], heading: str = "Per 100 g") -> LabelFacts:
    names = ("L-Glutamine", "Glycine", "Taurine", "Inulin", "Salt")
    return of(
        nutrients=panel(
            *(
                row(
                    name,
                    one,
                    "g",
                    columns=(Column(heading=heading, amount=Decimal(other), unit="g"),),
                )
                for name, (one, other) in zip(names, pairs, strict=False)
            )
        ),
        serving_size=found(ServingSize(text="1 scoop (10 g)", grams=Decimal(10))),
        net_contents=ABSENT,
    )


def facts_panel(*rows: Nutrient) -> LabelFacts:
    """A panel whose serving weighs enough for anything."""
    return of(
        nutrients=panel(*rows),
        serving_size=found(ServingSize(text="1 bar (90 g)", grams=Decimal(90))),
        net_contents=ABSENT,
    )


def percent(name: str, amount: str, unit: str, share: str, **more: object) -> LabelFacts:
    return facts_panel(row(name, amount, unit, percent_dv=Decimal(share), **more))


FAT = row("Total Fat", "10", "g")
CARBS = row("Total Carbohydrate", "20", "g")
PROTEIN = row("Protein", "5", "g")


def calories(number: str, *rows: Nutrient, unit: str | None = None) -> LabelFacts:
    return facts_panel(row("Calories", number, unit), *rows)


def energy(kilojoules: str, kilocalories: str) -> LabelFacts:
    return facts_panel(row("Energy", kilojoules, "kJ"), row("Energy", kilocalories, "kcal"))


@pytest.mark.parametrize(
    ("facts", "what", "said"),
    [
        pytest.param(blend("5", "4", "3", "1.5"), "blend", "make 8.5 g, and the panel gives 5 g", id="parts-exceed-the-blend"),
        pytest.param(blend("5", "4.5", "4.5", None), "blend", "make 9 g", id="some-parts-already-exceed"),
        pytest.param(blend("50", "4", "3", "1.5"), "blend", "make 8.5 g", id="all-parts-told-and-too-little"),
        pytest.param(percent("Vitamin B6", "17", "mg", "100"), "daily-value", "17 mg of Vitamin B6 is not 100 %", id="a-lost-point"),
        pytest.param(percent("Magnesium (as magnesium citrate)", "40", "mg", "50"), "daily-value", "40 mg", id="another-amount"),
        pytest.param(calories("20", FAT, CARBS, PROTEIN), "calories", "make 190 kcal, and the panel gives 20 kcal", id="a-lost-digit"),
        pytest.param(calories("1900", FAT, CARBS, PROTEIN), "calories", "gives 1900 kcal", id="a-digit-too-many"),
        pytest.param(energy("1010", "1239"), "calories", "1010 kJ are not 1239 kcal", id="a-slash-read-as-one"),
        pytest.param(two_columns(("8", "8"), ("1", "10"), ("0.5", "5"), ("0.2", "2")), "columns", "L-Glutamine is 8 g and 8 g in the next column", id="one-row-out-of-proportion"),
        pytest.param(of(directions=directions("Mix 1 scoop (10 g) in water")), "serving", "10 g for 1 scoop, the panel 5 g for 1", id="a-scoop-of-two-weights"),
        pytest.param(of(directions=directions("Mix two level scoops (5 g) in water")), "serving", "5 g for 2 scoop", id="two-scoops-that-weigh-one"),
        pytest.param(of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Creatine", "50", "g"))), "amount", "50 g of Creatine in a serving of 5 g", id="heavier-than-its-serving"),
        pytest.param(of(nutrients=panel(row("Creatine", "5", "g", as_read="59"))), "misreading", "'59'", id="an-interpretation"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_all_be_right_are_listed(
    facts: LabelFacts, what: str, said: str
) -> None:
    conflicts = find_conflicts(facts)

    assert [one.what for one in conflicts] == [what], conflicts
    assert said in conflicts[0].reason
    assert conflicts[0].evidence


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(blend("5", "4.5", "0.3", "0.205"), id="parts-round-up"),
        pytest.param(blend("5", "3", None, "1"), id="a-part-without-its-amount"),
        pytest.param(blend("5", "3"), id="one-part-told-of-many"),
        pytest.param(blend("5000", "3000", "2000", unit="million CFU"), id="activity-is-no-weight"),
        pytest.param(facts_panel(row("Blend", None, is_blend=True), row("Taurine", "1", "g", blend="Blend")), id="a-blend-without-a-total"),
        pytest.param(percent("Vitamin B12", "6", "mcg", "100"), id="an-older-daily-value"),
        pytest.param(percent("Sodium", "5", "mg", "0", bound="<"), id="less-than"),
        pytest.param(percent("Added Sugars", "5", "g", "10"), id="added-sugars-go-by-name-of-sugar"),
        pytest.param(percent("Ashwagandha", "5", "g", "10"), id="no-daily-value"),
        pytest.param(calories("190", FAT, CARBS, PROTEIN), id="atwater"),
        pytest.param(calories("160", FAT, CARBS, PROTEIN, row("Dietary Fiber", "9", "g")), id="fiber-may-not-count"),
        pytest.param(calories("20", row("L-Glutamine", "5", "g")), id="amino-acids-are-not-declared-as-protein"),
        pytest.param(calories("25", row("Total Carbohydrate", "1", "g"), row("L-Glutamine", "5", "g")), id="amino-acids-count-for-the-most"),
        pytest.param(calories("0", row("Total Carbohydrate", "1", "g", bound="<")), id="below-five-is-nothing"),
        pytest.param(energy("85", "20"), id="kilojoules-by-their-own-factors"),
        pytest.param(energy("84", "20"), id="kilojoules-converted"),
        pytest.param(two_columns(("8", "80"), ("0.1", "1.2"), ("0.5", "5.1")), id="columns-round"),
        pytest.param(two_columns(("5", "3"), ("1", "2"), ("0.5", "1"), ("0.1", "0"), heading="Night packet"), id="two-packets"),
        pytest.param(two_columns(("8", "8"), ("1", "10")), id="too-few-rows-to-tell"),
        pytest.param(of(directions=directions("Mix 2 scoops (10 g) in water")), id="two-scoops"),
        pytest.param(of(directions=directions("Mix 1 scoop (5.2 g) in 250 g of yogurt")), id="a-scoop-rounds"),
        pytest.param(of(directions=directions("Mix 1 spoon (12 g) in water")), id="another-measure"),
        pytest.param(of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Protein", "6", "g"))), id="protein-from-nitrogen"),
        pytest.param(of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Inulin", "30", "g", panel=1))), id="a-second-panel-has-its-own-serving"),
    ],
)  # fmt: skip
def test_numbers_that_only_round_contradict_nothing(facts: LabelFacts) -> None:
    assert find_conflicts(facts) == ()


def test_an_amount_in_a_contradicted_row_is_not_told() -> None:
    terms = load_profile("glutamine").terms
    facts = two_columns(("8", "8"), ("1", "10"), ("0.5", "5"), ("0.2", "2"))

    amount = amount_per_serving(facts, terms)

    assert isinstance(amount, Untold)
    assert "contradicts" in amount.reason


def test_an_amount_beside_a_contradicted_row_is_told() -> None:
    terms = load_profile("glutamine").terms
    facts = two_columns(("8", "80"), ("1", "1"), ("0.5", "5"), ("0.2", "2"))

    amount = amount_per_serving(facts, terms)

    assert isinstance(amount, Told)
    assert amount.grams == 8
