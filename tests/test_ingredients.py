"""Ingredient lists: each name, what it is, and whether the list was read to its end."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.ingredients import IngredientList, find_ingredients, with_sources
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Document, Found, Ingredient, Nutrient, Unreadable
from tests.pages import document_of, label_of, line_of, page_of
from tests.sheet import columns_of, sheet

LEXICON = load_lexicon()


def list_of(documents: tuple[Document, ...]) -> IngredientList:
    pages = tuple(
        (document.name, page) for document in documents for page in document.pages
    )
    return find_ingredients(split_sections(documents, LEXICON), pages, LEXICON)


def ingredients(*lines: str) -> tuple[Ingredient, ...]:
    found = list_of(label_of(*lines)).ingredients
    assert isinstance(found, Found)
    return found.value


def what(item: Ingredient) -> str:
    """Its additive's id, or where it comes from."""
    return item.additive or item.origin.value


def told(*lines: str) -> list[tuple[str, str]]:
    return [(item.name, what(item)) for item in ingredients(*lines)]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param(
            "Citric Acid, Silicon Dioxide, Sucralose.",
            [
                ("Citric Acid", "citric-acid"),
                ("Silicon Dioxide", "silicon-dioxide"),
                ("Sucralose", "sucralose"),
            ],
            id="plain",
        ),
        pytest.param(
            "L-glutamine; maltodextrin; sucralose",
            [
                ("L-glutamine", "nutrient"),
                ("maltodextrin", "maltodextrin"),
                ("sucralose", "sucralose"),
            ],
            id="semicolons",
        ),
        pytest.param(
            "Sweetener (sucralose), Anti-caking agent: silicon dioxide, Filler: inulin",
            [
                ("sucralose", "sucralose"),
                ("silicon dioxide", "silicon-dioxide"),
                ("inulin", "agricultural"),
            ],
            id="functions-before",
        ),
        pytest.param(
            "Beet root powder (for color), silicon dioxide (flow agent), "
            "potassium sorbate (to maintain freshness), glycerin (vegetable, USP)",
            [
                ("Beet root powder", "plant-color"),
                ("silicon dioxide", "silicon-dioxide"),
                ("potassium sorbate", "potassium-sorbate"),
                ("glycerin", "glycerin"),
            ],
            id="functions-and-grades-behind",
        ),
        pytest.param(
            "acidity regulator (citric acid, E330), colour: E 120; sweeteners: E955, E 950",
            [
                ("citric acid", "citric-acid"),
                ("E 120", "carmine"),
                ("E955", "sucralose"),
                ("E 950", "acesulfame-potassium"),
            ],
            id="numbers-stand-for-names",
        ),
        pytest.param(
            "colour (E120); sweetener (E955)",
            [("E120", "carmine"), ("E955", "sucralose")],
            id="numbers-in-the-bracket-of-a-function",
        ),
        pytest.param(
            "talc (E553b), microcrystalline cellulose (E460), silicon dioxide (E551)",
            [
                ("talc", "talc"),
                ("microcrystalline cellulose", "microcrystalline-cellulose"),
                ("silicon dioxide", "silicon-dioxide"),
            ],
            id="a-number-behind-its-name-is-no-second-one",
        ),
        pytest.param(
            "L-Glutamine 95,5%, 2% or less of: silica, sucralose 0.5%",
            [
                ("L-Glutamine", "nutrient"),
                ("silica", "silicon-dioxide"),
                ("sucralose", "sucralose"),
            ],
            id="shares",
        ),
        pytest.param(
            "L-glutamine, contains less than 2% of silicon dioxide, sucralose.",
            [
                ("L-glutamine", "nutrient"),
                ("silicon dioxide", "silicon-dioxide"),
                ("sucralose", "sucralose"),
            ],
            id="less-than",
        ),
        pytest.param(
            "L-glutamine. Contains 2% or less of: citric acid, malic acid.",
            [
                ("L-glutamine", "nutrient"),
                ("citric acid", "citric-acid"),
                ("malic acid", "malic-acid"),
            ],
            id="less-than-in-a-sentence-of-its-own",
        ),
        pytest.param(
            "Sunflower and/or Soy Lecithin, maltodextrin and citric acid",
            [
                ("Sunflower and/or Soy Lecithin", "lecithin"),
                ("maltodextrin", "maltodextrin"),
                ("citric acid", "citric-acid"),
            ],
            id="and-or-is-one-and-is-two",
        ),
        pytest.param(
            "nat. flavor, FD&C Red No. 40, Yellow #5 Lake",
            [
                ("nat. flavor", "natural-flavor"),
                ("FD&C Red No. 40", "fdc-red-40"),
                ("Yellow #5 Lake", "fdc-yellow-5"),
            ],
            id="abbreviations",
        ),
        pytest.param(
            "natural flavor (maltodextrin, gum arabic), stevia leaf extract (Reb A)",
            [
                ("natural flavor", "natural-flavor"),
                ("maltodextrin", "maltodextrin"),
                ("gum arabic", "acacia-gum"),
                ("stevia leaf extract", "stevia"),
            ],
            id="a-lone-other-name-is-no-second-one",
        ),
        pytest.param(
            "Natural Flavor Blend (Natural Flavors, Maltodextrin (from Tapioca)), Silica",
            [
                ("Natural Flavors", "natural-flavor"),
                ("Maltodextrin", "maltodextrin"),
                ("Silica", "silicon-dioxide"),
            ],
            id="nested-brackets",
        ),
        pytest.param(
            "Organic Apple Juice*, Pectin†",
            [("Organic Apple Juice", "agricultural"), ("Pectin", "pectin")],
            id="footnote-signs",
        ),
        pytest.param(
            "L-glutamine, Zorblaxium, silica",
            [
                ("L-glutamine", "nutrient"),
                ("Zorblaxium", "unrecognized"),
                ("silica", "silicon-dioxide"),
            ],
            id="an-unknown-name-stays-unknown",
        ),
        pytest.param(
            "Coating (zorblaxium), silica",
            [("zorblaxium", "unrecognized"), ("silica", "silicon-dioxide")],
            id="an-unknown-member-of-a-function-stays-unknown",
        ),
        pytest.param(
            "Citric Acid. Sucralose.",
            [("Citric Acid", "citric-acid"), ("Sucralose", "sucralose")],
            id="a-comma-read-as-a-period-hides-nothing",
        ),
        pytest.param(
            "L-glutamine. Processing aid: silica.",
            [("L-glutamine", "nutrient"), ("silica", "silicon-dioxide")],
            id="a-function-goes-on-with-it",
        ),
        pytest.param(
            "L-glutamine. Artificial colors: none. Sweeteners: none.",
            [("L-glutamine", "nutrient")],
            id="functions-that-nothing-serves",
        ),
        pytest.param(
            "Pure L-Glutamine and nothing else.",
            [("Pure L-Glutamine and nothing else", "nutrient")],
            id="nothing-else",
        ),
        pytest.param(
            "L-Glutamin, sonst nichts.", [("L-Glutamin", "nutrient")], id="german-nothing"
        ),
        pytest.param(
            "L-glutamine, antiagglomérant : dioxyde de silicium, édulcorant (sucralose)",
            [
                ("L-glutamine", "nutrient"),
                ("dioxyde de silicium", "silicon-dioxide"),
                ("sucralose", "sucralose"),
            ],
            id="french",
        ),
    ],
)
def test_reads_each_name_of_a_list(printed: str, expected: list[tuple[str, str]]) -> None:
    assert told(f"Other Ingredients: {printed}") == expected


def test_a_column_of_names_has_no_other_separators() -> None:
    assert told("Ingredients", "L-Glutamine", "Citric Acid", "Sucralose") == [
        ("L-Glutamine", "nutrient"),
        ("Citric Acid", "citric-acid"),
        ("Sucralose", "sucralose"),
    ]


def test_line_breaks_part_no_name() -> None:
    assert told(
        "Ingredients: L-glutamine, magnesium stear-",
        "ate, microcrystalline",
        "cellulose.",
    ) == [
        ("L-glutamine", "nutrient"),
        ("magnesium stearate", "magnesium-stearate"),
        ("microcrystalline cellulose", "microcrystalline-cellulose"),
    ]


@pytest.mark.parametrize(
    ("printed", "shells", "others"),
    [
        pytest.param(
            "cellulose (capsule shell), silica", 1, 1, id="explained-as-the-shell"
        ),
        pytest.param(
            "Vegetable Capsule Shell (Cellulose), silica", 1, 1, id="of-one-thing"
        ),
        pytest.param("Vegetarian capsule (hypromellose), silica", 1, 1, id="known-whole"),
        pytest.param("Hypromellose (vegetarian capsule), silica", 1, 1, id="in-brackets"),
        pytest.param("Gelatin capsule (gelatin, water), silica", 2, 1, id="of-two-things"),
        pytest.param(
            "Capsule (hypromellose, titanium dioxide), silica", 2, 1, id="colored"
        ),
        pytest.param("Softgel (gelatin, glycerin, water), soybean oil", 3, 1, id="softgel"),
        pytest.param("Capsule shell: hypromellose; silica", 1, 1, id="heading"),
        pytest.param(
            "Coating (hypromellose, titanium dioxide), silica", 0, 3, id="coating"
        ),
        pytest.param(
            "glazing agent: hypromellose (E464), silica", 0, 2, id="glazing-agent"
        ),
    ],
)
def test_the_capsule_is_told_from_what_fills_it(
    printed: str, shells: int, others: int
) -> None:
    items = ingredients(f"Other Ingredients: {printed}.")

    assert sum(item.shell for item in items) == shells
    assert sum(not item.shell for item in items) == others


def test_members_name_the_ingredient_in_whose_bracket_they_stand() -> None:
    items = ingredients(
        "Ingredients: Protein Blend (Whey Isolate [Milk], Egg Albumen), Salt."
    )

    assert [(item.name, item.within, item.protein) for item in items] == [
        ("Protein Blend", None, "protein-blend"),
        ("Whey Isolate", "Protein Blend", "whey"),
        ("Milk", "Whey Isolate", "milk"),
        ("Egg Albumen", "Protein Blend", "egg"),
        ("Salt", None, None),
    ]


# --- where it ends ------------------------------------------------------------


@pytest.mark.parametrize(
    "following",
    [
        pytest.param("Contains: Milk, soy.", id="allergens"),
        pytest.param("Contains NO yeast, wheat, milk, lactose.", id="free-from"),
        pytest.param(
            "Contains no artificial flavor or sweetener.", id="free-from-additives"
        ),
        pytest.param("Free of egg, fish, nuts.", id="free-of"),
        pytest.param("Made in a facility that also handles milk, egg, soy.", id="facility"),
        pytest.param("Store in a cool, dry place.", id="storage"),
        pytest.param("Third-party tested for metals, molds.", id="testing"),
        pytest.param("Suitable for vegetarians, vegans.", id="suitable"),
        pytest.param("*Certified Organic, fair trade.", id="footnote"),
        pytest.param("Great for: athletes, parents.", id="for-whom"),
        pytest.param("Supports muscle, gut, skin.", id="what-it-does"),
    ],
)
def test_sentences_behind_a_list_list_nothing(following: str) -> None:
    found = list_of(label_of(f"Ingredients: L-glutamine, silica. {following}"))

    assert isinstance(found.ingredients, Found)
    assert isinstance(found.text, Found)
    assert [item.name for item in found.ingredients.value] == ["L-glutamine", "silica"]
    assert found.text.value == "L-glutamine, silica."


@pytest.mark.parametrize(
    "heading",
    ["Packaging: 25 kg fibre drum", "Shelf life: 24 months", "Pays d'origine : Chine"],
)
def test_a_specification_sheet_lists_nothing_under_its_other_headings(
    heading: str,
) -> None:
    found = list_of(label_of("Ingredients: L-glutamine, silica", heading, "In stock"))

    assert isinstance(found.ingredients, Found)
    assert [item.name for item in found.ingredients.value] == ["L-glutamine", "silica"]


def test_a_second_language_is_not_counted_twice() -> None:
    (one, two) = (
        "Ingredients: L-glutamine, citric acid, sucralose.",
        "Ingrédients : L-glutamine, acide citrique, sucralose.",
    )

    found = list_of(label_of(one, "", two))

    assert isinstance(found.ingredients, Found)
    assert isinstance(found.text, Found)
    assert [item.name for item in found.ingredients.value] == [
        "L-glutamine",
        "citric acid",
        "sucralose",
    ]
    assert found.text.value == "L-glutamine, citric acid, sucralose."


def test_a_second_language_in_the_same_paragraph_is_not_counted_twice() -> None:
    found = list_of(
        label_of(
            "Ingredients: Wheat, sugar, salt, maltodextrin.",
            "Blé, sucre, sel, maltodextrine.",
        )
    )

    assert isinstance(found.text, Found)
    assert found.text.value == "Wheat, sugar, salt, maltodextrin."


@pytest.mark.parametrize(
    "printed",
    [
        "Other Ingredients: None.",
        "Other Ingredients: None. Contains: Milk.",
        "Other Ingredients: No other ingredients.",
        "Non-medicinal ingredients: None",
        "Ingrédients non médicinaux : Aucun.",
        "Contains no other ingredients.",
        "Other ingredients: This powder contains no other ingredients.",
        "Other ingredients: There are no other ingredients.",
        "Other ingredients: None - just L-Glutamine.",
        "Other ingredients: None Gluten free, dairy free",
        "Other ingredients: None added. Contains no fillers.",
        "Other ingredients: N/A",
        "Non-medicinal ingredients / Ingrédients non médicinaux: None / Aucun.",
        "Ingrédients non médicinaux : Aucun / None",
    ],
)
def test_a_label_may_say_that_there_are_none(printed: str) -> None:
    found = list_of(label_of(printed))

    assert found.state == "none"
    assert isinstance(found.ingredients, Found)
    assert found.ingredients.value == ()


@pytest.mark.parametrize(
    "printed",
    [
        "Other Ingredients: None, except silica.",
        "No other ingredients, apart from flow agent (E551).",
        "Autres ingrédients : Aucun, sauf la silice.",
        "Other Ingredients: None†. †Except flow agent.",
        "Other Ingredients: None in unflavored; the others have more.",
        "Other Ingredients: N/A for orange flavor.",
        "Other Ingredients: None known.",
        "OTHER INGREDIENTS: NONE IN UNFLAVORED.",
        "Other Ingredients: None, silica.",
        "Other Ingredients: None; sucralose",
        "Other Ingredients: None / Sucralose",
        "Other Ingredients: None, Blorbane.",
        "Other Ingredients: None? Ask us.",
        "Autres ingrédients : aucun, à part le sel.",
        "Weitere Zutaten: keine, abgesehen von Salz.",
    ],
)
def test_none_with_an_exception_is_not_none(printed: str) -> None:
    found = list_of(label_of(printed))

    assert found.state == "partial"
    assert "not only that" in found.reason


@pytest.mark.parametrize(
    ("listed", "beside", "state"),
    [
        pytest.param("None", "and sucralose", "partial", id="and"),
        pytest.param("None", "And sucralose.", "partial", id="capital"),
        pytest.param("None", "except natural flavor", "partial", id="except"),
        pytest.param("None", "in the unflavored one", "partial", id="of-another"),
        pytest.param("rice flour", "plus blorbane", "partial", id="behind-a-name"),
        pytest.param("None", "Gluten free", "none", id="a-claim"),
        pytest.param("None.", "and sucralose-free", "none", id="full-stop"),
    ],
)
def test_a_list_may_go_on_far_to_the_right(listed: str, beside: str, state: str) -> None:
    drawing = f"Other ingredients: {listed:<30} {beside}\nDirections: Take one daily."

    assert list_of(sheet(drawing)).state == state


def test_the_column_beside_a_list_does_not_go_on_with_it() -> None:
    left = "L-Glutamine     5 g\nOther ingredients: None"
    right = "Take one scoop, as often as once\nor twice a day."

    assert list_of(sheet(columns_of(left, right, gutter=20))).state == "none"


def test_what_has_a_heading_beside_a_list_does_not_go_on_with_it() -> None:
    drawing = f"{'Other ingredients: None':<40}Directions: Mix 1 scoop with water daily."

    assert list_of(sheet(drawing)).state == "none"


def test_what_follows_none_is_listed() -> None:
    drawing = "Other ingredients: None.", "Capsule: hypromellose, titanium dioxide."

    found = list_of(label_of(*drawing))

    assert found.state == "whole"
    assert told(*drawing) == [
        ("hypromellose", "hypromellose"),
        ("titanium dioxide", "titanium-dioxide"),
    ]


@pytest.mark.parametrize(
    "printed",
    [
        "Other ingredients: citric acid, natural flavor (continued on back)",
        "Ingredients: L-glutamine, citric acid, see side panel.",
        "Ingredients: natural flavor...",
        "Ingredients: ...rice flour.",
        "Ingredients: rice flour, *",
        "Ingredients: natural flavor (citric acid",
        "Ingredients: L-Glutamine 98.5%.",
        "For ingredients see the lid.",
        "Peel back for the full ingredients.",
        "Ingredient list printed under the label.",
        "Ingredients vary by flavor.",
        "Zutaten siehe Boden.",
        "Visit www.candor.example for a full ingredient list.",
        "QR code for ingredients",
        "Formula may differ from that shown.",
        "Key ingredients: L-glutamine.",
    ],
)
def test_a_list_that_goes_on_elsewhere_is_partial(printed: str) -> None:
    assert list_of(label_of(printed)).state == "partial"


@pytest.mark.parametrize(
    ("note", "state"),
    [
        pytest.param("* other than processing aids", "partial", id="an-exception"),
        pytest.param("* In this country", "partial", id="a-place"),
        pytest.param("* Daily Value not established.", "none", id="of-the-panel"),
        pytest.param("** in this country", "none", id="another-sign"),
    ],
)
def test_a_note_to_none_may_say_more(note: str, state: str) -> None:
    found = list_of(label_of("Other ingredients: None*", "", "", note))

    assert found.state == state


def test_the_lettering_of_a_seal_heads_no_list() -> None:
    found = list_of(label_of("100% ORGANIC", "", "INGREDIENTS", "USDA ORGANIC"))

    assert found.state == "unseen"


@pytest.mark.parametrize("heading", ["Ingredients:", "Other Ingredients"])
def test_a_mark_below_the_heading_of_a_list_makes_it_no_seal(heading: str) -> None:
    found = list_of(label_of(heading, "Non-GMO", "", "Directions: Take 1 scoop daily."))

    assert found.state != "unseen"


def test_a_heading_with_nothing_under_it_is_a_list_that_was_not_read() -> None:
    found = list_of(label_of("Other Ingredients:", "", "Directions: Take 1 scoop daily."))

    assert found.state == "partial"
    assert "under the heading" in found.reason


@pytest.mark.parametrize(
    "printed",
    [
        "Ingredients: L-Glutamine 90%, citric acid 10%.",
        "Ingredients: L-Glutamine (100%).",
        "Ingredients: L-Glutamine, stevia leaf extract (95% steviosides).",
        "Ingredients: citric acid. All ingredients are listed on the label.",
    ],
)
def test_shares_and_words_of_ingredients_leave_a_list_whole(printed: str) -> None:
    assert list_of(label_of(printed)).state == "whole"


def test_a_sign_for_what_could_not_be_read_is_a_name_of_the_list() -> None:
    assert told("Ingredients: natural flavor, ???, stevia.") == [
        ("natural flavor", "natural-flavor"),
        ("???", "unrecognized"),
        ("stevia", "stevia"),
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("Na-CMC.", ["cellulose-gum"], id="sodium-is-no-none"),
        pytest.param("sweeteners (950, 955).", ["acesulfame-potassium", "sucralose"],
                     id="numbers-of-a-function"),
        pytest.param("acidity regulator (330).", ["citric-acid"], id="one-number"),
        pytest.param("L-Glutamine (may contain anti-caking agents).",
                     ["nutrient", "anticaking-agent"], id="may-contain-in-a-bracket"),
        pytest.param("caramel color (class IV).", ["caramel-color-process"], id="class"),
        pytest.param("DL-malic acid.", ["dl-malic-acid"], id="racemic"),
        pytest.param("Silicon (Anti-Caking Agent).", ["unrecognized"], id="half-a-name"),
        pytest.param("Vitamin E (preservative).", ["nutrient"], id="vitamin-for-a-use"),
        pytest.param("natural flavoring agents and carriers.", ["excipient"],
                     id="carriers-of-a-flavor"),
    ],
)  # fmt: skip
def test_what_is_behind_a_function_or_a_class_is_named(
    printed: str, expected: list[str]
) -> None:
    assert [what for _, what in told(f"Ingredients: {printed}")] == expected


@pytest.mark.parametrize(
    ("bracket", "protein"),
    [
        ("contains milk protein", "milk"),
        ("with whey", "whey"),
        ("contains milk", None),
        ("derived from milk", None),
    ],
)
def test_a_bracket_may_hold_a_protein_or_warn_of_an_allergen(
    bracket: str, protein: str | None
) -> None:
    items = ingredients(f"Ingredients: natural flavor ({bracket}).")

    assert {item.protein for item in items} - {None} == ({protein} - {None})


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        pytest.param("Composition: sucralose, silicon dioxide.", "whole", id="list"),
        pytest.param(
            "Composition: L-glutamine 5 g, sucralose 10 mg.", "whole", id="weighed"
        ),
        pytest.param("Composition: sucralose.", "whole", id="one-name"),
        pytest.param("Composition:\nL-Glutamine 5 g", "unseen", id="row-of-a-table"),
    ],
)
def test_composition_heads_a_list_or_a_table(printed: str, state: str) -> None:
    assert list_of(label_of(*printed.split("\n"))).state == state


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"cut_off": True}, id="at-the-edge-of-the-picture"),
        pytest.param({"confidence": 0.3}, id="hard-to-read"),
    ],
)
def test_none_is_believed_only_where_it_was_read_well(how: dict[str, float]) -> None:
    drawing = "    Other Ingredients: None"

    found = list_of(sheet(drawing, **{"confidence": 0.95, **how}))  # type: ignore[arg-type]

    assert found.state == "partial"


@pytest.mark.parametrize(
    ("printed", "added"),
    [
        pytest.param(
            ("Ingredients: Rice flour, gum arabic, citric acid.", "",
             "Ingredients: Rice flour, gum arabic, sucralose."),
            "sucralose",
            id="another-list",
        ),
        pytest.param(
            ("Ingredients: Rice flour, gum arabic. Rice flour, gum arabic, sucralose.",),
            "sucralose",
            id="another-sentence",
        ),
        pytest.param(
            ("Ingredients: Rice flour. May contain one or more of sucralose, aspartame.",),
            "aspartame",
            id="may-contain-one-or-more",
        ),
        pytest.param(("Ingredients: Rice flour, 950.",), "950", id="bare-number"),
        pytest.param(("Ingredients: Rice flour (950, 951).",), "951", id="in-brackets"),
        pytest.param(
            ("Ingredients: Rice flour (added colors).",), "added colors", id="added-colors"
        ),
    ],
)  # fmt: skip
def test_no_additive_is_lost_beside_what_is_known(
    printed: tuple[str, ...], added: str
) -> None:
    assert added in [item.name for item in ingredients(*printed) if item.additive]


def test_a_number_behind_its_own_name_is_no_second_ingredient() -> None:
    assert told("Ingredients: silicon dioxide (551), silica (E551).") == [
        ("silicon dioxide", "silicon-dioxide"),
        ("silica", "silicon-dioxide"),
    ]


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param(
            "citric acid (preservative) and sucralose (sweetener).", id="functions"
        ),
        pytest.param("acidulant: citric acid (E330) and sucralose.", id="heading"),
        pytest.param("citric acid and sucralose (E955).", id="bracket-of-the-second"),
    ],
)
def test_both_names_that_an_and_joins_are_listed(printed: str) -> None:
    assert [what for _, what in told(f"Ingredients: {printed}")] == [
        "citric-acid",
        "sucralose",
    ]


def test_an_additive_behind_the_list_makes_it_partial() -> None:
    behind = "Ingredients: Rice flour. Its sweet taste comes of aspartame crystals."

    assert list_of(label_of(behind)).state == "partial"


def test_an_additive_behind_none_makes_it_partial() -> None:
    found = list_of(label_of("Other ingredients: None. Made with silica, without sugar"))

    assert found.state == "partial"


def test_brackets_without_end_are_no_list() -> None:
    depth = 2000

    found = list_of(label_of(f"Ingredients: {'a (' * depth}b{')' * depth}."))

    assert isinstance(found.ingredients, Found)


def test_no_list_is_not_an_empty_list() -> None:
    found = list_of(label_of("L-Glutamine", "", "Directions: Take 1 scoop daily."))

    assert found.state == "unseen"
    assert isinstance(found.ingredients, Unreadable)
    assert not isinstance(found.ingredients, Absent)


LISTED = """
    Other Ingredients: L-glutamine, citric acid,
    natural flavors, silicon dioxide, malic acid,
    sucralose.
"""


@pytest.mark.parametrize(
    ("drawing", "state"),
    [
        pytest.param(LISTED, "whole", id="whole"),
        pytest.param(LISTED.replace("\n    sucralose.", ""), "partial", id="open-comma"),
        pytest.param(LISTED.replace("sucralose.", "and"), "partial", id="open-and"),
        pytest.param(
            LISTED.replace("sucralose.", "stevia (Reb"), "partial", id="open-bracket"
        ),
        pytest.param(
            LISTED.replace(
                "\n    natural flavors, silicon dioxide, malic acid,", "\n\n\n\n"
            ),
            "partial",
            id="a-line-is-missing",
        ),
        pytest.param(
            LISTED.replace("sucralose.", "sucralose"), "partial", id="no-end-seen"
        ),
        pytest.param(
            LISTED.replace("sucralose.", "sucralose\n\n    Directions: Take 1."),
            "whole",
            id="something-else-follows",
        ),
    ],
)
def test_a_list_is_whole_only_where_its_end_was_seen(drawing: str, state: str) -> None:
    assert list_of(sheet(drawing, confidence=0.95)).state == state


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        pytest.param("100% L-Glutamine", "whole", id="all-of-it"),
        pytest.param("L-Glutamine", "partial", id="no-share"),
        pytest.param("60% L-Glutamine, 40% Glycine", "whole", id="two-shares"),
    ],
)
def test_shares_that_make_all_of_it_leave_nothing_out(printed: str, state: str) -> None:
    drawing = f"Ingredients: {printed}"

    assert list_of(sheet(drawing, confidence=0.95)).state == state


@pytest.mark.parametrize(
    ("last", "state"),
    [
        pytest.param("magnesium", "partial", id="half-a-name"),
        pytest.param("magnesium.", "whole", id="full-stop"),
        pytest.param("rice flour", "whole", id="a-whole-name"),
    ],
)
def test_a_list_may_break_off_inside_a_name(last: str, state: str) -> None:
    drawing = f"""
        Other Ingredients: natural flavors, {last}

        Directions: Take 1 scoop.
    """

    assert list_of(sheet(drawing, confidence=0.95)).state == state


def test_a_list_on_artwork_ends_where_its_text_does() -> None:
    assert list_of(label_of("Ingredients: L-Glutamine")).state == "whole"


@pytest.mark.parametrize(
    ("confidence", "state"), [(0.95, "partial"), (None, "whole")], ids=["photo", "artwork"]
)
def test_no_line_of_artwork_is_missing_below_a_heading(
    confidence: float | None, state: str
) -> None:
    drawing = "Ingredients\n\n\nL-Glutamine,\nnatural flavors,\nsalt,\nmalic acid."

    assert list_of(sheet(drawing, confidence=confidence)).state == state
    assert list_of(sheet(drawing.replace("ine,", "ine,\n\n"))).state == "partial"


@pytest.mark.parametrize(
    ("beside", "state"),
    [
        pytest.param([(1, 200, "talc,")], "partial", id="between-its-words"),
        pytest.param(
            [(0, 420, "talc,"), (1, 370, "sucralose,")], "partial", id="flush-on-its-right"
        ),
        pytest.param(
            [(0, 480, "Gluten free"), (1, 480, "Vegan")], "whole", id="column-beside-it"
        ),
    ],
)
def test_what_stands_between_the_words_of_a_list_was_lost_from_it(
    beside: list[tuple[int, float, str]], state: str
) -> None:
    page = page_of("Ingredients: L-glutamine,", "silica,", "citric acid.")
    strays = [
        line_of(text, left=left, top=40 + 26 * row, row=row, block=n + 1)
        for n, (row, left, text) in enumerate(beside)
    ]

    found = list_of((document_of(replace(page, lines=(*page.lines, *strays))),))

    assert found.state == state


def test_the_first_column_of_a_composition_adds_nothing_to_the_list() -> None:
    found = list_of(
        label_of(
            "Composition",
            "L-Glutamine",
            "Zinc",
            "",
            "Ingredients: L-glutamine, zinc citrate.",
        )
    )

    assert isinstance(found.text, Found)
    assert found.text.value == "L-glutamine, zinc citrate."


@pytest.mark.parametrize(
    ("listed", "state"), [("L-glutamine.", "partial"), ("L-glutamine, sucralose.", "whole")]
)
def test_an_additive_in_the_column_of_a_composition_is_not_lost(
    listed: str, state: str
) -> None:
    found = list_of(
        label_of("Composition", "L-Glutamine", "Sucralose", "", f"Ingredients: {listed}")
    )

    assert found.state == state


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"cut_off": True}, id="at-the-edge-of-the-picture"),
        pytest.param({"confidence": 0.5}, id="hard-to-read"),
    ],
)
def test_a_list_that_may_read_otherwise_is_partial(how: dict[str, float]) -> None:
    found = list_of(sheet(LISTED, **{"confidence": 0.95, **how}))  # type: ignore[arg-type]

    assert found.state == "partial"


# --- laws ---------------------------------------------------------------------

NAMES = (
    "citric acid",
    "sucralose",
    "silicon dioxide",
    "magnesium stearate",
    "natural flavors",
    "maltodextrin",
    "rice flour",
    "stevia leaf extract",
    "Zorblaxium",
)


@given(
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=9, unique=True),
    parted=st.sampled_from([", ", "; ", ",\n"]),
    opened=st.sampled_from(["", "Blend (", "Anti-caking agents ("]),
)
@settings(deadline=None)
def test_every_name_is_listed_once_and_in_order(
    names: list[str], parted: str, opened: str
) -> None:
    closed = ")" if opened else ""
    lines = f"Other Ingredients: {opened}{parted.join(names)}{closed}.".split("\n")

    found = [item.name for item in ingredients(*lines)]

    assert [name for name in found if name != "Blend"] == names


@given(text=st.text(alphabet="abcE 0129%,;:.()[]{}*†-/&\n", max_size=80))
@settings(deadline=None)
def test_no_list_can_break_the_reader(text: str) -> None:
    lines = [line for line in f"Ingredients: {text}".split("\n") if line.strip()]

    found = list_of(label_of(*lines))

    if isinstance(found.ingredients, Found):
        assert all(item.name.strip() for item in found.ingredients.value)
        assert all(item.evidence for item in found.ingredients.value)


# --- sources of declared nutrients ----------------------------------------------


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("citrate de zinc, acide ascorbique, émulsifiant: E471.", "nutrient"),
        # Its number, or its class: an additive.
        ("citrate de zinc, acide ascorbique (E300), émulsifiant: E471.", "ascorbic-acid"),
        ("citrate de zinc, antioxydant: acide ascorbique, E471.", "ascorbic-acid"),
        # No list that numbers its additives, so that nothing follows.
        ("citrate de zinc, acide ascorbique, sucralose.", "ascorbic-acid"),
    ],
)
def test_the_source_of_a_declared_vitamin_is_no_additive(
    printed: str, expected: str
) -> None:
    listed = list_of(label_of(f"Ingrédients: {printed}"))
    declared = Nutrient(name="Vitamine C", amount=Decimal(80), unit="mg")

    with_it = with_sources(listed, [declared], LEXICON).ingredients
    without = with_sources(listed, [], LEXICON).ingredients

    assert isinstance(with_it, Found)
    assert isinstance(without, Found)
    assert what(with_it.value[1]) == expected
    assert what(without.value[1]) == "ascorbic-acid"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("antioxydant: acide ascorbique", "ascorbic-acid"),
        ("stabilisant : E440", "pectin"),
        ("exhausteur de goût: E621", "msg"),
        ("antioxidante: ácido ascórbico", "ascorbic-acid"),
        ("corrector de acidez: citrato de sodio", "sodium-citrate"),
        ("conservador: benzoato de sodio", "sodium-benzoate"),
        ("Süßungsmittel: Sucralose", "sucralose"),
        ("Geliermittel: Pektin", "pectin"),
    ],
)
def test_classes_of_regulation_1169_2011_are_functions(printed: str, expected: str) -> None:
    assert [
        what(item) for item in ingredients(f"Ingredients: {printed}, L-glutamine.")
    ] == [
        expected,
        "nutrient",
    ]


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        pytest.param("None. Contains: sucralose.", "partial", id="contains-an-additive"),
        pytest.param("Rice flour. May contain silica.", "partial", id="may-contain-one"),
        pytest.param("Rice flour. Contains: milk, soy.", "whole", id="allergens"),
        pytest.param("None. May contain traces of milk.", "none", id="traces"),
        pytest.param("Sucralose. Contains: milk, sucralose.", "whole", id="listed-already"),
        pytest.param(
            "Rice flour. Made in a facility that handles titanium dioxide.",
            "whole",
            id="another-product",
        ),
    ],
)
def test_an_allergen_statement_may_name_more_than_the_list(
    printed: str, state: str
) -> None:
    assert list_of(label_of(f"Other ingredients: {printed}")).state == state
