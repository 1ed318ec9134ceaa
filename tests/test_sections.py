"""A label is cut at its headings and at sentences that speak for themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document_of, label_of, line_of, page_of

from auditor.facts.openings import SectionKind
from auditor.facts.sections import missing_line, sentences, split_sections
from auditor.facts.text import passage_of
from auditor.lexicon import load_lexicon
from tests.sheet import sheet

LEXICON = load_lexicon()


def cut(*lines: str | tuple[str, float]) -> list[tuple[str, str, str]]:
    """Kind, heading and text of every section."""
    sections = split_sections(label_of(*lines), LEXICON)
    return [(section.kind.value, section.heading, section.text) for section in sections]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["SUGGESTED USE: Mix one scoop", "with water daily."],
            [("directions", "SUGGESTED USE:", "Mix one scoop with water daily.")],
            id="heading-runs-into-its-text",
        ),
        pytest.param(
            ["EN Warnings: Keep out of reach of children.", "NL Niet voor jonge kinderen."],
            [
                ("claims", "", "EN"),
                ("warnings", "Warnings:", "Keep out of reach of children."),
                ("claims", "", "NL Niet voor jonge kinderen."),
            ],
            id="another-language-by-its-code",
        ),
        pytest.param(
            [
                "EN Directions: Take one daily.",
                "Ingredients: L-glutamine",
                "SE Kisel, talk",
            ],
            [
                ("claims", "", "EN"),
                ("directions", "Directions:", "Take one daily."),
                ("ingredients", "Ingredients:", "L-glutamine SE Kisel, talk"),
            ],
            id="a-list-without-a-stop-may-go-on-behind-a-code",
        ),
        pytest.param(
            ["Directions.", "", "One lozenge as required."],
            [("directions", "Directions.", "One lozenge as required.")],
            id="an-old-heading-with-a-period",
        ),
        pytest.param(
            ["how to take", "with breakfast and water.", "please note", "not with milk."],
            [
                ("directions", "how to take", "with breakfast and water."),
                ("warnings", "please note", "not with milk."),
            ],
            id="a-heading-in-small-letters",
        ),
        pytest.param(
            ["the way how to take", "it is told within."],
            [("claims", "", "the way how to take it is told within.")],
            id="a-heading-in-the-middle-of-small-letters",
        ),
        pytest.param(
            ["Take 1 tablet daily.", "Cautions / Mises en garde: Ask first."],
            [
                ("directions", "", "Take 1 tablet daily."),
                ("warnings", "Cautions / Mises en garde:", "Ask first."),
            ],
            id="one-heading-in-two-languages",
        ),
        pytest.param(
            ["Directions Adults and children: Dissolve 5", "pellets 3 times a day."],
            [
                (
                    "directions",
                    "Directions",
                    "Adults and children: Dissolve 5 pellets 3 times a day.",
                )
            ],
            id="bold-print-before-a-sentence-that-wraps",
        ),
        pytest.param(
            ["Good. If symptoms persist ask. Keep all medicines out of sight and reach."],
            [
                ("claims", "", "Good."),
                (
                    "warnings",
                    "",
                    "If symptoms persist ask. Keep all medicines out of sight and reach.",
                ),
            ],
            id="warnings-of-medicines",
        ),
        pytest.param(
            ["192 sprays / 48 daily doses"],
            [("claims", "", "192 sprays / 48 daily doses")],
            id="a-supply-in-daily-doses",
        ),
        pytest.param(
            ["Directions", "", "Mix one scoop with water daily."],
            [("directions", "Directions", "Mix one scoop with water daily.")],
            id="heading-in-a-block-of-its-own",
        ),
        pytest.param(
            ["Take one capsule daily. WARNING: Not for minors."],
            [
                ("directions", "", "Take one capsule daily."),
                ("warnings", "WARNING:", "Not for minors."),
            ],
            id="heading-in-the-middle-of-a-line",
        ),
        pytest.param(
            ["WARNING:Keepout ofreach ofchildren."],
            [("warnings", "WARNING:", "Keepout ofreach ofchildren.")],
            id="lost-blanks",
        ),
        pytest.param(
            ["0ther lngredients: citric acid, silica."],
            [("other_ingredients", "0ther lngredients:", "citric acid, silica.")],
            id="digits-read-for-letters",
        ),
        pytest.param(
            ["MADE WITH GLOBALLY SOURCED", "INGREDIENTS"],
            [("claims", "", "MADE WITH GLOBALLY SOURCED INGREDIENTS")],
            id="a-wrapped-word-is-no-heading",
        ),
        pytest.param(
            ["Ingredients: rice flour, silica. Contains: milk, soy."],
            [
                ("ingredients", "Ingredients:", "rice flour, silica."),
                ("allergens", "Contains:", "milk, soy."),
            ],
            id="allergens-end-the-list",
        ),
        pytest.param(
            ["Ingredients: sugar, contains 2% or less of: silica, citric acid."],
            [
                (
                    "ingredients",
                    "Ingredients:",
                    "sugar, contains 2% or less of: silica, citric acid.",
                )
            ],
            id="contains-less-than-goes-on-with-the-list",
        ),
        pytest.param(
            ["Other ingredients: gelatin, silica.", "Distributed by Blue Harbor Foods"],
            [
                ("other_ingredients", "Other ingredients:", "gelatin, silica."),
                ("manufacturer", "", "Distributed by Blue Harbor Foods"),
            ],
            id="the-maker-ends-the-list",
        ),
        pytest.param(
            ["Keep out of reach of children.", "Gluten Free"],
            [
                ("warnings", "", "Keep out of reach of children."),
                ("claims", "", "Gluten Free"),
            ],
            id="a-warning-without-heading-ends-with-its-sentence",
        ),
        pytest.param(
            ["Warning: Not for minors.", "Athletes: take 8 scoops daily."],
            [
                ("warnings", "Warning:", "Not for minors. Athletes:"),
                ("directions", "", "take 8 scoops daily."),
            ],
            id="directions-behind-a-call",
        ),
        pytest.param(
            ["Ingrédients : L-glutamine.", "Tenir hors de portée des enfants."],
            [
                ("ingredients", "Ingrédients :", "L-glutamine."),
                ("warnings", "", "Tenir hors de portée des enfants."),
            ],
            id="french",
        ),
        pytest.param(
            [
                "WARNING: MAY CAUSE DROWSINESS. NEVER EXCEED",
                "RECOMMENDED DOSE. ADULTS ONLY.",
            ],
            [
                (
                    "warnings",
                    "WARNING:",
                    "MAY CAUSE DROWSINESS. NEVER EXCEED RECOMMENDED DOSE. ADULTS ONLY.",
                )
            ],
            id="a-dose-that-is-not-to-be-exceeded-heads-nothing",
        ),
        pytest.param(
            ["Ingredients glycine; rice flour; silica.", "Shake before use."],
            [
                (
                    "ingredients",
                    "Ingredients",
                    "glycine; rice flour; silica. Shake before use.",
                )
            ],
            id="known-names-tell-the-heading-of-a-list",
        ),
        pytest.param(
            ["Ingredients you know, from farms we trust, and care."],
            [("claims", "", "Ingredients you know, from farms we trust, and care.")],
            id="a-sentence-about-ingredients-is-no-list",
        ),
        pytest.param(
            ["Warning: Not for minors.", "NSF Certified for Sport", "Sold in 9 states."],
            [
                ("warnings", "Warning:", "Not for minors."),
                ("claims", "", "NSF Certified for Sport Sold in 9 states."),
            ],
            id="a-seal-ends-a-statement",
        ),
        pytest.param(
            ["Warning: Not sold as", "NSF Certified for Sport."],
            [("warnings", "Warning:", "Not sold as NSF Certified for Sport.")],
            id="the-rest-of-a-sentence-is-no-seal",
        ),
        pytest.param(
            ["MODO DE EMPLEO: Mezclar una medida con agua.", "ADVERTENCIA: Solo adultos."],
            [
                ("directions", "MODO DE EMPLEO:", "Mezclar una medida con agua."),
                ("warnings", "ADVERTENCIA:", "Solo adultos."),
            ],
            id="spanish",
        ),
        pytest.param(
            ["Typical Amino Acid Profile", "Glycine 20 g", "Proline 11 g"],
            [
                (
                    "amino_acid_profile",
                    "Typical Amino Acid Profile",
                    "Glycine 20 g Proline 11 g",
                )
            ],
            id="amino-acid-profile",
        ),
        pytest.param(
            ["HOW To FEEL GREAT: Stir one scoop into cold water every day."],
            [
                ("claims", "", "HOW To FEEL GREAT:"),
                ("directions", "", "Stir one scoop into cold water every day."),
            ],
            id="a-heading-in-words-of-its-own",
        ),
        pytest.param(
            ["TO MIX: Add 1 stick to 16 oz of water."],
            [("directions", "TO MIX:", "Add 1 stick to 16 oz of water.")],
            id="to-mix",
        ),
        pytest.param(
            [
                "DIRECTIONS: Add 1 scoop (30g) to 200mL of water and shake.",
                "This food is not a sole source of nutrition and should be consumed with",
                "a nutritious diet. Should only be used under medical supervision.",
            ],
            [
                (
                    "directions",
                    "DIRECTIONS:",
                    "Add 1 scoop (30g) to 200mL of water and shake.",
                ),
                (
                    "warnings",
                    "",
                    "This food is not a sole source of nutrition and should be consumed "
                    "with a nutritious diet. Should only be used under medical "
                    "supervision.",
                ),
            ],
            id="sports-food-statement",
        ),
        pytest.param(
            [
                "Directions: Add 25g to 175ml of water and shake.",
                "This product should be used as part of a balanced diet.",
            ],
            [
                ("directions", "Directions:", "Add 25g to 175ml of water and shake."),
                ("warnings", "", "This product should be used as part of a balanced diet."),
            ],
            id="balanced-diet",
        ),
        pytest.param(
            ["This product should be taken with a meal."],
            [("claims", "", "This product should be taken with a meal.")],
            id="taken-with-a-meal-warns-of-nothing",
        ),
        pytest.param(
            ["DIRECTIONS: Add 2 scoops to water.", "Not a significant source of iron."],
            [
                ("directions", "DIRECTIONS:", "Add 2 scoops to water."),
                ("claims", "", "Not a significant source of iron."),
            ],
            id="not-a-significant-source",
        ),
        pytest.param(
            [
                "Suggested use: Take one softgel daily with food.",
                "Store in a cool place. If you are pregnant, consult a physician.",
            ],
            [
                ("directions", "Suggested use:", "Take one softgel daily with food."),
                (
                    "warnings",
                    "",
                    "Store in a cool place. If you are pregnant, consult a physician.",
                ),
            ],
            id="a-paragraph-of-storage-and-warnings-below-directions",
        ),
        pytest.param(
            ["Store in a cool place. Once opened, keep in a jar.", "Made with care"],
            [
                ("storage", "", "Store in a cool place. Once opened, keep in a jar."),
                ("claims", "", "Made with care"),
            ],
            id="how-to-keep-it-once-it-is-open",
        ),
        pytest.param(
            [
                "Ingredients \N{MINUS SIGN}",
                "L-glutamine",
                "",
                "Allergens +",
                "Milk and egg.",
            ],
            [
                ("ingredients", "Ingredients \N{MINUS SIGN}", "L-glutamine"),
                ("allergens", "Allergens +", "Milk and egg."),
            ],
            id="as-shops-fold-their-pages",
        ),
        pytest.param(
            ["Pour 1 sachet", "2,5 g", "5 mg"],
            [("claims", "", "Pour 1 sachet 2,5 g 5 mg")],
            id="head-of-a-column-in-french",
        ),
        pytest.param(
            ["Pour 1 sachet", "into 8 oz of water daily."],
            [("directions", "", "Pour 1 sachet into 8 oz of water daily.")],
            id="poured-into-water",
        ),
        pytest.param(
            ["Ingredient declaration", "Whey isolate, cocoa."],
            [("ingredients", "Ingredient declaration", "Whey isolate, cocoa.")],
            id="as-suppliers-head-the-list",
        ),
        pytest.param(
            ["Warning: Keep out of reach of children.", "quorra.com Made with care"],
            [
                ("warnings", "Warning:", "Keep out of reach of children."),
                ("claims", "", "quorra.com Made with care"),
            ],
            id="a-web-address-is-no-warning",
        ),
        pytest.param(
            ["Warning: Keep out of reach of children.", "quorra.shop Made with care"],
            [
                ("warnings", "Warning:", "Keep out of reach of children."),
                ("claims", "", "quorra.shop Made with care"),
            ],
            id="nor-is-a-shop's",
        ),
        pytest.param(
            ["Warning: Lead. For more, read", "quorra.com/lead before use."],
            [
                (
                    "warnings",
                    "Warning:",
                    "Lead. For more, read quorra.com/lead before use.",
                )
            ],
            id="a-warning-that-names-a-web-address",
        ),
        pytest.param(
            ["Pour 1 gélule", "300 mg"],
            [("claims", "", "Pour 1 gélule 300 mg")],
            id="a-french-head-of-amounts-is-no-direction",
        ),
    ],
)
def test_cuts_where_the_label_does(
    lines: list[str], expected: list[tuple[str, str, str]]
) -> None:
    assert cut(*lines) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param(
            "Harbor Foods, Pier Road 3, 20095 Hamburg", "manufacturer", id="german"
        ),
        pytest.param("With protease, 5000 DU Lactase", "claims", id="an-activity"),
        pytest.param("With vitamin B12, 1000 Mcg a piece", "claims", id="an-amount"),
        pytest.param("With enzymes, 12000 Units a piece", "claims", id="units"),
        pytest.param("With menaquinone, vitamin K2 5UG", "claims", id="micrograms"),
        pytest.param("With retinol, vitamin A IU 10000", "claims", id="unit-first"),
    ],
)
def test_an_amount_is_no_post_code(line: str, kind: str) -> None:
    assert [one for one, *_ in cut(line)] == [kind]


def test_an_unfinished_list_goes_on_in_the_block_below() -> None:
    sections = cut("Other ingredients: citric acid,", "", "silica and stevia extract.")

    assert sections == [
        (
            "other_ingredients",
            "Other ingredients:",
            "citric acid, silica and stevia extract.",
        )
    ]


def test_a_finished_list_does_not_take_in_the_block_below() -> None:
    sections = cut("Other ingredients: citric acid.", "", "the power of one")

    assert [kind for kind, _, _ in sections] == ["other_ingredients", "claims"]


def test_a_heading_takes_the_text_at_its_right() -> None:
    heading = line_of("DIRECTIONS:", left=40, top=40, block=0)
    body = line_of("Mix one scoop with water.", left=200, top=40, block=1)
    page = page_of("x")
    page = type(page)(
        number=1,
        width=600,
        height=200,
        unit="px",
        origin="text-layer",
        lines=(heading, body),
    )

    sections = split_sections((document_of(page),), LEXICON)

    assert [(s.kind, s.text) for s in sections] == [
        (SectionKind.DIRECTIONS, "Mix one scoop with water.")
    ]


def test_the_front_beside_the_panel_is_no_column_of_titles() -> None:
    (document,) = sheet("""
            Tidemark           Ingredients: glycine, rice
        L-Glutamine Pure       Flour and silica.
             Powder            Store in a dry place.
    """)

    sections = split_sections((document,), LEXICON)

    assert [
        (s.kind.value, s.text) for s in sections if s.kind is SectionKind.INGREDIENTS
    ] == [("ingredients", "glycine, rice Flour and silica.")]


def test_titles_that_have_their_numbers_are_no_column_of_titles() -> None:
    (document,) = sheet("""
        NUTRITION INFORMATION          INGREDIENTS: Casein (93%), Flavour,
        Servings per package: 30       Thickener (Xanthan Gum), Salt,
        Serving size: 30 g             Stevia.
    """)

    sections = split_sections((document,), LEXICON)

    assert [s.text for s in sections if s.kind is SectionKind.INGREDIENTS] == [
        "Casein (93%), Flavour, Thickener (Xanthan Gum), Salt, Stevia."
    ]


def test_allergens_in_capitals_need_no_colon() -> None:
    sections = split_sections(
        label_of(
            "WARNING Do not give to children under 12 years of age.",
            "ALLERGENS Contains no milk, egg, wheat or soy.",
        ),
        LEXICON,
    )

    assert [s.kind for s in sections] == [SectionKind.WARNINGS, SectionKind.ALLERGENS]


@pytest.mark.parametrize("sign", ["*", "†", "°"])
def test_a_disclaimer_ends_a_list_whatever_its_sign_was_read_as(sign: str) -> None:
    sections = split_sections(
        label_of(
            "Other Ingredients: Cellulose, rice flour.",
            f"{sign}These statements have not been evaluated by the FDA.",
        ),
        LEXICON,
    )

    assert [s.kind for s in sections] == [
        SectionKind.OTHER_INGREDIENTS,
        SectionKind.DISCLAIMER,
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("What's inside: pectin, water.", SectionKind.INGREDIENTS, id="inside"),
        pytest.param(
            "Modalità d'uso: una compressa.", SectionKind.DIRECTIONS, id="italian-use"
        ),
        pytest.param("Gebruik: 2 capsules.", SectionKind.DIRECTIONS, id="dutch-use"),
        pytest.param("Modo de usar: 1 dose.", SectionKind.DIRECTIONS, id="portuguese-use"),
        pytest.param(
            "Avvertenze: Non superare.", SectionKind.WARNINGS, id="italian-warning"
        ),
        pytest.param(
            "Waarschuwing: Niet gebruiken.", SectionKind.WARNINGS, id="dutch-warning"
        ),
    ],
)
def test_headings_of_further_languages_announce_their_sections(
    line: str, kind: SectionKind
) -> None:
    (section,) = split_sections(label_of(line), LEXICON)

    assert section.kind is kind


def test_evidence_quotes_the_lines_and_lowers_confidence_of_a_misread_heading() -> None:
    documents = label_of("D1RECTIONS: mix one scoop", "with water.", confidence=0.9)

    section = split_sections(documents, LEXICON)[0]
    evidence = section.evidence()

    assert section.kind is SectionKind.DIRECTIONS
    assert [item.text for item in evidence] == ["D1RECTIONS: mix one scoop", "with water."]
    assert all(item.confidence is not None and item.confidence < 0.9 for item in evidence)


@pytest.mark.parametrize(
    ("lost", "missed"),
    [
        pytest.param("four times daily:", "Directions: Take 1 scoop", id="lost"),
        pytest.param("no line of them", "", id="nothing-lost"),
    ],
)
def test_a_lost_line_is_missed_by_the_steps_of_its_block(lost: str, missed: str) -> None:
    # Print as a reader measures it where lines are set close: higher than their step.
    printed = (
        "Directions: Take 1 scoop",
        "four times daily:",
        "on waking and before bed.",
        "Warning: Consult your doctor",
        "before use if pregnant,",
        "nursing or under treatment.",
    )
    lines = tuple(
        line_of(text, top=31.0 * number, height=34.0, confidence=0.97, row=number)
        for number, text in enumerate(printed)
        if text != lost
    )
    page = replace(page_of("x", confidence=0.97), lines=lines)

    directions, *_ = split_sections((document_of(page),), LEXICON)

    assert missing_line(directions) == missed


def test_a_word_beside_the_panel_is_its_cell_and_not_a_claim() -> None:
    lines = (
        line_of("Supplement Facts", top=40, row=0, block=0),
        line_of("L-Glutamine", top=70, row=1, block=0),
        line_of("5 g", left=400, top=70, row=1, block=1),
    )
    page = replace(page_of(), width=600, height=200, lines=lines)

    sections = split_sections((document_of(page),), LEXICON)

    assert {section.kind for section in sections} == {SectionKind.FACTS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Take daily. Keep dry.", ["Take daily.", "Keep dry."], id="full-stops"
        ),
        pytest.param(
            "Mix with 8 fl. oz. of water.", ["Mix with 8 fl. oz. of water."], id="abbr"
        ),
        pytest.param("Take 2.5 g daily.", ["Take 2.5 g daily."], id="decimal-point"),
        pytest.param("Vegan • Non-GMO", ["Vegan", "Non-GMO"], id="bullets"),
        pytest.param("Visit example.org today", ["Visit example.org today"], id="address"),
        pytest.param("daily.Keep dry", ["daily.", "Keep dry"], id="lost-blank"),
    ],
)
def test_sentences_end_where_they_do(text: str, expected: list[str]) -> None:
    passage = passage_of("label.png", 1, [line_of(text)])

    found = sentences(passage, 0, len(passage.text))

    assert [passage.text[start:end] for start, end in found] == expected


@given(
    lines=st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), max_size=20
        ),
        max_size=6,
    )
)
def test_any_text_is_cut_without_losing_a_word(lines: list[str]) -> None:
    """What the sections hold together is what was printed, in some order."""
    documents = label_of(*lines)
    printed = [
        w.text for d in documents for p in d.pages for line in p.lines for w in line.words
    ]

    sections = split_sections(documents, LEXICON)
    whole = " ".join(s.passage.text[s.start : s.end] for s in sections)

    assert sum(map(len, printed)) == len("".join(whole.split()))


def test_headings_parted_by_many_slashes_are_no_depth() -> None:
    text = "Directions/" * 3000 + "Directions: Take one daily."

    sections = split_sections(label_of(text), LEXICON)

    assert any("Take one daily." in section.whole for section in sections)
