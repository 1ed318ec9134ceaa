"""Facts as parsers report them, for tests of what follows from facts.

`POWDER` passes the default profile and `CAPSULES` does so without being a powder;
a test changes the one fact that it is about.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from auditor.model import (
    Absent,
    Box,
    Caution,
    Certification,
    Claim,
    Coverage,
    Directions,
    DosageForm,
    Evidence,
    Found,
    Ingredient,
    LabelFacts,
    Nutrient,
    Origin,
    ServingSize,
    Strictness,
    Tier,
    Unreadable,
)

T = TypeVar("T")

ABSENT = Absent(("every face of the label",))
BLURRED = Unreadable("too blurred to read")


def where(text: str, confidence: float | None = 0.99) -> tuple[Evidence, ...]:
    return (
        Evidence(
            file="label.jpg",
            page=1,
            box=Box(0, 0, 10, 10),
            text=text,
            confidence=confidence,
        ),
    )


def found(value: T, text: str | None = None, confidence: float | None = 0.99) -> Found[T]:
    return Found(value, where(str(value) if text is None else text, confidence))


def row(
    name: str,
    amount: str | None = None,
    unit: str | None = "mg",
    *,
    confidence: float | None = 0.99,
    **more: object,
) -> Nutrient:
    return Nutrient(
        name=name,
        amount=None if amount is None else Decimal(amount),
        unit=None if amount is None else unit,
        evidence=where(name, confidence),
        **more,  # type: ignore[arg-type]
    )


def panel(*rows: Nutrient) -> Found[tuple[Nutrient, ...]]:
    return Found(rows, tuple(e for nutrient in rows for e in nutrient.evidence))


def item(
    name: str,
    origin: Origin = Origin.AGRICULTURAL,
    strictness: Strictness | None = None,
    *,
    confidence: float | None = 0.99,
    **more: object,
) -> Ingredient:
    return Ingredient(
        name=name,
        origin=origin,
        strictness=strictness,
        evidence=where(name, confidence),
        **more,  # type: ignore[arg-type]
    )


def ingredients(*items: Ingredient) -> Found[tuple[Ingredient, ...]]:
    return Found(items, tuple(e for one in items for e in one.evidence))


SUCRALOSE = item(
    "sucralose",
    Origin.SYNTHETIC,
    Strictness.CORE,
    additive="sucralose",
    classes=("sweetener",),
)
STEARATE = item(
    "magnesium stearate",
    Origin.SYNTHETIC,
    Strictness.NOP,
    additive="magnesium-stearate",
    classes=("anticaking agent", "lubricant"),
)
NATURAL_FLAVOR = item(
    "natural flavor",
    Origin.DEPENDS,
    Strictness.NOP_STRICT,
    additive="natural-flavor",
    classes=("flavor",),
)
SHELL = item(
    "hypromellose",
    Origin.SYNTHETIC,
    Strictness.NOP_STRICT,
    additive="hypromellose",
    classes=("shell", "coating"),
    shell=True,
)
LECITHIN = item("sunflower lecithin", additive="lecithin", classes=("emulsifier",))
STRANGE = item("zorblax extract", Origin.UNRECOGNIZED)
WHEY = item("whey protein isolate", protein="whey")


def certification(
    id_: str, tier: Tier, *, confidence: float | None = 0.99, **more: bool
) -> Certification:
    return Certification(
        id=id_, tier=tier, text=id_, evidence=where(id_, confidence), **more
    )


NSF = certification("nsf-certified", Tier.A, named=True, gmp=True, third_party=True)
SPORT = certification("informed-sport", Tier.A2, named=True, gmp=True, third_party=True)
LICENCE = certification("npn", Tier.B, named=True, gmp=True)
TESTED = certification("third-party-tested", Tier.C, third_party=True)
GMP_WORDS = certification("gmp-claim", Tier.D, gmp=True)
ORGANIC = certification("usda-organic", Tier.INFO, named=True, organic=True)


def free_from(*subjects: str) -> Claim:
    text = f"no {' or '.join(subjects)}"
    return Claim(
        text=text, kind="free-from", negated=True, subjects=subjects, evidence=where(text)
    )


def added(*subjects: str) -> Claim:
    text = f"sweetened with {' and '.join(subjects)}"
    return Claim(
        text=text, kind="additive", negated=False, subjects=subjects, evidence=where(text)
    )


def directions(text: str = "Take 1 scoop twice daily", **more: object) -> Found[Directions]:
    return Found(
        Directions(text=text, **more),  # type: ignore[arg-type]
        where(text),
    )


def per_day(low: str, high: str | None = None, **more: object) -> Found[Directions]:
    return directions(
        servings_per_day=(Decimal(low), Decimal(high or low)), divided=True, **more
    )


COVERAGE = Coverage(
    complete=True,
    because="flat artwork with panel, list and statements",
    panel=True,
    list_state="whole",
)

POWDER = LabelFacts(
    product_name=found("L-Glutamine Powder"),
    brand=found("Plain Labs"),
    net_contents=found("300 g (10.6 oz)"),
    dosage_form=found(DosageForm.POWDER, "powder"),
    serving_size=found(
        ServingSize(text="1 scoop (5 g)", count=Decimal(1), unit="scoop", grams=Decimal(5))
    ),
    servings_per_container=found(Decimal(60)),
    nutrients=panel(row("L-Glutamine", "5", "g")),
    glutamine_g_per_serving=found(Decimal(5), "5 g"),
    protein_g_per_serving=ABSENT,
    ingredients=ingredients(LECITHIN),
    other_ingredients_text=found("sunflower lecithin"),
    certifications=found((NSF,)),
    claims=ABSENT,
    directions=per_day("1", "2", with_water=True, empty_stomach=True),
    daily_glutamine_g=found((Decimal(5), Decimal(10)), "1 to 2 scoops"),
    warnings=found("Ask your physician if you are pregnant."),
    cautions=found((Caution(topic="professional", evidence=where("ask your physician")),)),
    allergens=ABSENT,
    amino_acid_profile=ABSENT,
    front_amount=found(Decimal(5), "5 g"),
    coverage=COVERAGE,
)

CAPSULES = replace(
    POWDER,
    product_name=found("L-Glutamine 1000 mg"),
    net_contents=found("120 capsules"),
    dosage_form=found(DosageForm.CAPSULE, "capsules"),
    serving_size=found(ServingSize(text="2 capsules", count=Decimal(2), unit="capsule")),
    nutrients=panel(row("L-Glutamine", "2", "g")),
    glutamine_g_per_serving=found(Decimal(2), "2 g"),
    ingredients=ingredients(SHELL),
    other_ingredients_text=found("hypromellose (capsule)"),
    directions=per_day("2"),
    daily_glutamine_g=found((Decimal(4), Decimal(4)), "2 capsules twice daily"),
    front_amount=found(Decimal(1), "1000 mg"),
)


def seen(facts: LabelFacts = POWDER, **changes: object) -> LabelFacts:
    """The same facts from pictures that show another part of the label."""
    return replace(facts, coverage=replace(facts.coverage, **changes))  # type: ignore[arg-type]


def of(facts: LabelFacts = POWDER, **changes: object) -> LabelFacts:
    """The same label with other facts; a new panel takes the amount along."""
    if "nutrients" in changes and "glutamine_g_per_serving" not in changes:
        changes |= {
            "glutamine_g_per_serving": ABSENT,
            "daily_glutamine_g": ABSENT,
            "front_amount": ABSENT,
        }
    return replace(facts, **changes)  # type: ignore[arg-type]
