"""Allergen statements are kept as printed; a denial is none."""

from __future__ import annotations

import pytest
from pages import label_of, table_of

from auditor.facts.allergens import find_allergens
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Found, Unreadable

LEXICON = load_lexicon()


def allergens(*lines: str) -> str | None:
    found = find_allergens(
        split_sections(label_of(*lines), LEXICON), LEXICON, complete=False
    )
    return found.value if isinstance(found, Found) else None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["Contains: milk, soy."], "Contains: milk, soy.", id="contains"),
        pytest.param(["Contains milk."], "Contains milk.", id="contains-without-colon"),
        pytest.param(["May contain lupin."], "May contain lupin.", id="may-contain"),
        pytest.param(
            ["CONTAINS: MILK. May be present: soy, egg."],
            "CONTAINS: MILK. May be present: soy, egg.",
            id="may-be-present",
        ),
        pytest.param(
            ["Kann Spuren von Eiern und Soja enthalten."],
            "Kann Spuren von Eiern und Soja enthalten.",
            id="kann-spuren-enthalten",
        ),
        pytest.param(
            ["Ingredients: oats. For allergens, including cereals with gluten, see bold."],
            "For allergens, including cereals with gluten, see bold.",
            id="see-ingredients-in-bold",
        ),
        pytest.param(
            ["Ingredients: whey, cocoa. CONTAINS: MILK."],
            "CONTAINS: MILK.",
            id="after-the-list",
        ),
        pytest.param(
            ["Produced on equipment that also processes soy and egg."],
            "Produced on equipment that also processes soy and egg.",
            id="equipment",
        ),
        pytest.param(
            ["ALLERGENS: Contains nuts. Made on equipment shared with milk."],
            "ALLERGENS: Contains nuts. Made on equipment shared with milk.",
            id="shared-equipment-behind-another-sentence",
        ),
        pytest.param(
            ["ALLERGENS: Contains nuts. Produced on shared equipment with milk."],
            "ALLERGENS: Contains nuts. Produced on shared equipment with milk.",
            id="equipment-shared-with-an-allergen",
        ),
        pytest.param(
            ["Made in a GMP facility that also handles nuts."],
            "Made in a GMP facility that also handles nuts.",
            id="facility",
        ),
        pytest.param(
            ["Allergen information: milk."], "Allergen information: milk.", id="heading"
        ),
        pytest.param(["Enthält: Milcheiweiß."], "Enthält: Milcheiweiß.", id="german"),
        pytest.param(["Contient : lait et soja."], "Contient : lait et soja.", id="french"),
        pytest.param(
            ["Puede contener trazas de leche."],
            "Puede contener trazas de leche.",
            id="spanish",
        ),
        pytest.param(
            ["May contain milk.", "", "Contains: milk protein."],
            "May contain milk. Contains: milk protein.",
            id="stronger-words-later",
        ),
        pytest.param(
            ["Contains: milk.", "", "Contient : lait."], "Contains: milk.", id="twice"
        ),
        pytest.param(
            ["Contains: milk.", "", "May contain nuts."],
            "Contains: milk. May contain nuts.",
            id="two-places",
        ),
    ],
)
def test_keeps_the_statement_as_printed(lines: list[str], expected: str) -> None:
    assert allergens(*lines) == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Contains no milk, soy or wheat.", id="contains-no"),
        pytest.param("Allergen information: Contains no added milk.", id="headed-denial"),
        pytest.param("Not manufactured with milk or egg.", id="not-made-with"),
        pytest.param(
            "Ingredients: silica, contains 2% or less of: sugar.", id="minor-parts"
        ),
        pytest.param("Made in a nut-free facility.", id="nut-free-facility"),
        pytest.param("Contains 5 g glutamine", id="an-amount"),
    ],
)
def test_other_print_is_no_allergen_statement(line: str) -> None:
    assert allergens(line) is None


def test_names_under_a_heading_without_a_verb_are_a_table() -> None:
    documents = table_of(("Allergens", ""), ("Peanuts and products thereof", "No"))

    found = find_allergens(split_sections(documents, LEXICON), LEXICON, complete=False)

    assert isinstance(found, Unreadable)


@pytest.mark.parametrize(
    ("yes", "no"),
    [("Contains", "Absent"), ("Yes", "No"), ("Present", "Not present"), ("Ja", "Nein")],
)
def test_a_table_tells_which_allergens_are_in_it(yes: str, no: str) -> None:
    documents = table_of(("Allergen", "Status"), ("Milk", yes), ("Soy", no), ("Egg", no))

    found = find_allergens(split_sections(documents, LEXICON), LEXICON, complete=False)

    assert isinstance(found, Found)
    assert found.value == f"Milk {yes}"


def test_absent_needs_a_label_that_was_read_whole() -> None:
    sections = split_sections(label_of("GLUTAMINE"), LEXICON)

    assert isinstance(find_allergens(sections, LEXICON, complete=True), Absent)
    assert isinstance(find_allergens(sections, LEXICON, complete=False), Unreadable)
