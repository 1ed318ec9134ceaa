"""Labels that contradict themselves, and labels that only round."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

from __future__ import annotations

from decimal import Decimal

import pytest
from labels_of_facts import (
    ABSENT,
    BLURRED,
    CAPSULES,
    LECITHIN,
    NATURAL_FLAVOR,
    POWDER,
    SHELL,
    STEARATE,
    SUCRALOSE,
    WHEY,
    found,
    free_from,
    ingredients,
    item,
    of,
    where,
)

from auditor.criteria import find_conflicts
from auditor.model import (
    Claim,
    Conflict,
    DosageForm,
    Ingredient,
    LabelFacts,
    Origin,
    ServingSize,
    Strictness,
)

RED = item("FD&C Red 40", Origin.SYNTHETIC, Strictness.CORE, classes=("color",))
BEET = item("beet juice", Origin.AGRICULTURAL, classes=("color",))
ARTIFICIAL_FLAVOR = item(
    "artificial flavor", Origin.SYNTHETIC, Strictness.CORE, classes=("flavor",)
)
BENZOATE = item(
    "sodium benzoate", Origin.SYNTHETIC, Strictness.CORE, classes=("preservative",)
)


def amount_claim(text: str) -> Claim:
    return Claim(text=text, kind="amount", negated=False, evidence=where(text))


def serving(unit: str, count: str = "1", grams: str | None = None) -> object:
    return found(
        ServingSize(
            text=f"{count} {unit}",
            count=Decimal(count),
            unit=unit,
            grams=None if grams is None else Decimal(grams),
        )
    )


@pytest.mark.parametrize(
    ("facts", "what", "said"),
    [
        pytest.param(of(front_amount=found(Decimal("0.5"))), "amount", "0.5 g, the panel 5 g", id="front-a-tenth"),
        pytest.param(of(CAPSULES, front_amount=found(Decimal(5))), "amount", "front says 5 g", id="front-more-than-serving"),
        pytest.param(of(serving_size=serving("scoop", grams="3"), net_contents=ABSENT), "amount", "5 g of L-Glutamine in a serving of 3 g", id="more-than-the-serving-weighs"),
        pytest.param(of(CAPSULES, claims=found((amount_claim("500 mg per capsule"),))), "amount", "makes 1 g in a serving of 2", id="pieces-times-milligrams"),
        pytest.param(of(serving_size=serving("capsule")), "form", "called a powder", id="powder-in-capsules"),
        pytest.param(of(CAPSULES, serving_size=serving("scoop"), front_amount=ABSENT), "form", "measured in scoops", id="capsules-in-scoops"),
        pytest.param(of(CAPSULES, product_name=found("Powder Pills")), "form", "'Powder Pills'", id="powder-pills"),
        pytest.param(of(net_contents=found("500 g")), "net-contents", "60 servings of 5 g make 300 g", id="half-a-kilo"),
        pytest.param(of(CAPSULES, net_contents=found("240 capsules")), "net-contents", "120 capsules", id="twice-the-capsules"),
    ],
)  # fmt: skip
def test_contradictions_are_listed(facts: LabelFacts, what: str, said: str) -> None:
    conflicts = find_conflicts(facts)

    assert [one.what for one in conflicts] == [what], conflicts
    assert said in conflicts[0].reason
    assert conflicts[0].evidence


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(POWDER, id="good-powder"),
        pytest.param(CAPSULES, id="front-tells-one-piece"),
        pytest.param(LabelFacts(), id="nothing-read"),
        pytest.param(of(front_amount=found(Decimal("5.25"))), id="front-rounds"),
        pytest.param(of(front_amount=BLURRED), id="front-not-read"),
        pytest.param(of(serving_size=serving("scoop", grams="4.95")), id="serving-rounds"),
        pytest.param(of(net_contents=found("NET WT. 10.6 OZ (302 g)")), id="one-of-two-units-fits"),
        pytest.param(of(net_contents=found("304 g")), id="servings-are-whole"),
        pytest.param(of(CAPSULES, net_contents=found("500 mg per capsule")), id="strength-is-no-count"),
        pytest.param(of(net_contents=found("plenty")), id="contents-without-a-weight"),
        pytest.param(of(CAPSULES, net_contents=found("120 Veggie Caps")), id="abbreviated-pieces"),
        pytest.param(of(CAPSULES, claims=found((amount_claim("1000 mg per capsule"),))), id="pieces-fit"),
        pytest.param(of(CAPSULES, claims=found((amount_claim("5 g a day"),))), id="not-per-piece"),
        pytest.param(of(dosage_form=found(DosageForm.LIQUID), product_name=found("Liquid"), serving_size=serving("tablespoon")), id="liquid-in-spoons"),
    ],
)  # fmt: skip
def test_what_only_rounds_is_no_contradiction(facts: LabelFacts) -> None:
    assert find_conflicts(facts) == ()


@pytest.mark.parametrize(
    ("subject", "listed", "contradicted"),
    [
        ("artificial flavors", SUCRALOSE, True),
        ("artificial flavors", ARTIFICIAL_FLAVOR, True),
        ("kunstliche sußstoffe", SUCRALOSE, True),
        ("edulcorantes", SUCRALOSE, True),
        ("aromen", SUCRALOSE, True),
        ("artificial flavours", ARTIFICIAL_FLAVOR, True),
        ("artificial flavors", NATURAL_FLAVOR, False),
        ("artificial flavors", LECITHIN, False),
        ("artificial colors", RED, True),
        ("artificial colors", BEET, False),
        ("artificial colors", SUCRALOSE, False),
        ("artificial sweeteners", SUCRALOSE, True),
        ("artificial sweeteners", RED, False),
        ("preservatives", BENZOATE, True),
        ("preservatives", SUCRALOSE, False),
        ("artificial ingredients", SUCRALOSE, True),
        ("additives", STEARATE, True),
        ("additives", SHELL, False),
        ("magnesium stearate", STEARATE, True),
        ("magnesium stearate", LECITHIN, False),
        ("whey", WHEY, True),
        ("soy", LECITHIN, False),
        ("soy", item("soy lecithin"), True),
        ("egg", item("eggplant"), False),
        ("flow agents", STEARATE, True),
    ],
)
def test_a_free_from_claim_is_held_against_the_list(
    subject: str, listed: Ingredient, contradicted: bool
) -> None:
    facts = of(
        claims=found((free_from(subject),)), ingredients=ingredients(LECITHIN, listed)
    )

    conflicts = find_conflicts(facts)

    assert [one.what for one in conflicts] == (["free-from"] if contradicted else [])
    if contradicted:
        assert listed.name in conflicts[0].reason
        assert len(conflicts[0].evidence) == 2


def test_one_claim_that_denies_two_things_is_one_contradiction() -> None:
    claim = free_from("artificial flavors", "artificial sweeteners", "soy")
    facts = of(claims=found((claim,)), ingredients=ingredients(SUCRALOSE))

    conflicts = find_conflicts(facts)

    assert [one.reason for one in conflicts] == [
        "the label denies artificial flavors and artificial sweeteners and lists sucralose"
    ]


def test_a_free_from_claim_without_a_list_is_no_contradiction() -> None:
    facts = of(claims=found((free_from("sucralose"),)), ingredients=ABSENT)

    assert find_conflicts(facts) == ()


def test_what_was_found_while_merging_is_not_told_twice() -> None:
    known = tuple(
        Conflict(what=what, reason="front and back differ", evidence=where(what))
        for what in ("form", "net-contents", "amount")
    )
    facts = of(
        serving_size=serving("capsule", grams="3"),
        net_contents=found("500 g"),
        front_amount=found(Decimal(1)),
        conflicts=known,
    )

    assert find_conflicts(facts) == known
