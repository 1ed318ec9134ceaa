"""Sheets that print titles beside what is entered for them are read row by row."""

from __future__ import annotations

import pytest
from sheet import sheet

from auditor.facts.label import facts_of
from auditor.facts.text import passages
from auditor.lexicon import load_lexicon
from auditor.model import Found, LabelFacts

LEXICON = load_lexicon()


def facts(drawing: str) -> LabelFacts:
    return facts_of(sheet(drawing), LEXICON)


def value(facts: LabelFacts, name: str) -> object:
    reading = getattr(facts, name)
    return reading.value if isinstance(reading, Found) else None


LIST = "L-Glutamine, citric acid, silicon dioxide."

TIGHT = f"""
    Specification

    Product              Velvane Recovery
    Brand                Hollowmere
    Form                 Powder
    Net weight           300 g
    Ingredients          {LIST}
    Storage              Cool and dry.
"""

ROWS_APART = f"""
    Specification

    Product              Velvane Recovery

    Brand                Hollowmere

    Form                 Powder

    Net weight           300 g

    Ingredients          {LIST}

    Storage              Cool and dry.
"""

LEVEL_WITH_THE_MIDDLE = """
    Specification

    Product              Velvane Recovery

    Brand                Hollowmere


                         L-Glutamine,
    Ingredients          citric acid,
                         silicon dioxide.


    Net weight           300 g

    Form                 Powder
"""

THE_FIRST_IN_THE_MIDDLE = """
                         L-Glutamine,
    Ingredients          citric acid,
                         silicon dioxide.

    Product              Velvane Recovery

    Brand                Hollowmere

    Net weight           300 g
"""

TITLE_OF_TWO_LINES = f"""
    Specification

    Product              Velvane Recovery

    Brand                Hollowmere

    Precautions          Not for children under 3
    for use              years of age.

    Ingredients          {LIST}

    Net weight           300 g
"""


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(TIGHT, id="tight"),
        pytest.param(ROWS_APART, id="rows-apart"),
        pytest.param(LEVEL_WITH_THE_MIDDLE, id="level-with-the-middle"),
        pytest.param(THE_FIRST_IN_THE_MIDDLE, id="the-first-in-the-middle"),
        pytest.param(TITLE_OF_TWO_LINES, id="title-of-two-lines"),
    ],
)
def test_a_title_belongs_to_what_stands_beside_it(drawing: str) -> None:
    told = facts(drawing)

    assert value(told, "product_name") == "Velvane Recovery"
    assert value(told, "brand") == "Hollowmere"
    assert value(told, "net_contents") == "Net weight 300 g"
    assert value(told, "other_ingredients_text") == LIST


def test_the_last_entry_goes_on_below_its_title() -> None:
    (document,) = sheet("""
        Product              Velvane Recovery

        Brand                Hollowmere

        Storage              Keep it cool
                             and dry

        Made in Austria
    """)

    texts = [passage.text for passage in passages(document)]

    assert "Storage\nKeep it cool\nand dry\n" in texts


def test_bullets_beside_a_text_are_no_titles() -> None:
    told = facts(f"""
        Gluten Free          Directions: Mix one scoop
        Vegan Friendly       with water in the morning
        Unflavored           and drink it at once.

        Ingredients: {LIST}
    """)

    assert "with water in the morning and drink it at once" in str(
        value(told, "directions")
    )


def test_seals_beside_each_other_are_no_titles() -> None:
    (document,) = sheet("""
          USDA            CERTIFIED
        ORGANIC             VEGAN
          KETO            LEAPING
        FRIENDLY           BUNNY
    """)

    texts = [passage.text for passage in passages(document)]

    assert not any("USDA\nCERTIFIED" in text for text in texts)


@pytest.mark.parametrize(
    "drawing",
    [
        "Product: Velvane\n\nServing Size: 1 scoop (6 g)\n\nLot: 1224",
        "Product          Velvane\nServing size     1 scoop (6 g)\nLot              X1224",
    ],
    ids=["behind-a-colon", "in-a-cell"],
)
def test_a_serving_size_may_be_stated_apart_from_the_table(drawing: str) -> None:
    serving = value(facts(drawing), "serving_size")

    assert getattr(serving, "grams", None) == 6


def test_who_makes_it_is_entered_beside_its_title() -> None:
    told = facts("""
        Manufacturer: Alpenmoor GmbH

        Country of origin: Austria
    """)

    assert value(told, "brand") == "Alpenmoor"
