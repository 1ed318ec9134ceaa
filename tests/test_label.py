"""Several faces to one product: what they state together, and what none of them shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from auditor.facts.label import facts_of
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Document, Found, LabelFacts, Unreadable
from tests.pages import document_of, line_of, page_of
from tests.sheet import sheet

LEXICON = load_lexicon()

PANEL = """
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
    Servings Per Container 60
                      Amount Per Serving   %DV
    L-Glutamine            5 g       **
    Vitamin B6             2 mg     118%
    ** Daily Value not established.
"""
LIST = """
    Other Ingredients: Silica, sucralose.
"""
STATEMENTS = """
    Directions: Mix 1 scoop with water twice daily.

    Warning: Keep out of the reach of children.

    Distributed by Some Maker, Reno, NV 89599
"""
WHOLE = f"{PANEL}\n\n{LIST}\n\n{STATEMENTS}"


def facts(
    *drawings: str,
    confidence: float | None = 0.95,
    flat_page: bool = False,
    complete: bool = False,
) -> LabelFacts:
    """Facts of one product, each drawing a picture of its own."""
    documents: tuple[Document, ...] = ()
    for number, drawing in enumerate(drawings):
        documents += sheet(
            drawing, name=f"{number}.jpg", confidence=confidence, flat_page=flat_page
        )
    return facts_of(documents, LEXICON, complete=complete)


def value(reading: object) -> object:
    assert isinstance(reading, Found), reading
    return reading.value


def test_faces_add_up_to_one_product() -> None:
    product = facts(PANEL, LIST, STATEMENTS)

    assert value(product.glutamine_g_per_serving) == 5
    assert value(product.servings_per_container) == 60
    assert value(product.other_ingredients_text) == "Silica, sucralose."
    assert value(product.daily_glutamine_g) == (10, 10)
    assert {item.file for item in product.ingredients.evidence} == {"1.jpg"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("drawings", "how", "complete"),
    [
        pytest.param((WHOLE,), {}, False, id="a-photo-has-another-side"),
        pytest.param((PANEL, LIST, STATEMENTS), {}, False, id="so-have-three"),
        pytest.param((WHOLE,), {"complete": True}, True, id="the-user-says-so"),
        pytest.param((WHOLE,), {"flat_page": True}, True, id="flat-artwork-is-all"),
        pytest.param((PANEL,), {"flat_page": True}, False, id="a-flat-panel-alone-is-not"),
        pytest.param((STATEMENTS,), {"flat_page": True}, False, id="nor-are-statements"),
        pytest.param(
            (PANEL, STATEMENTS), {"flat_page": True}, False, id="nor-are-two-sheets"
        ),
    ],
)
def test_a_label_is_whole_only_where_that_is_known(
    drawings: tuple[str, ...], how: dict[str, bool], complete: bool
) -> None:
    coverage = facts(*drawings, **how).coverage

    assert coverage.complete is complete
    assert coverage.because


def test_what_was_skipped_makes_a_label_incomplete() -> None:
    (document,) = sheet(WHOLE, flat_page=True)
    document = replace(document, skipped=("pages 21 to 40",))

    coverage = facts_of((document,), LEXICON).coverage

    assert not coverage.complete
    assert coverage.skipped == ("label.png: pages 21 to 40",)


def test_a_whole_label_without_a_list_has_nothing_to_list() -> None:
    bare = f"{PANEL}\n\n{STATEMENTS}"

    known, unknown = facts(bare, flat_page=True), facts(bare)

    assert (known.coverage.list_state, unknown.coverage.list_state) == ("none", "unseen")
    assert isinstance(known.ingredients, Absent)
    assert isinstance(unknown.ingredients, Unreadable)


@pytest.mark.parametrize(
    ("below", "how", "state"),
    [
        pytest.param("", {}, "none", id="print-follows"),
        pytest.param("\n\n\n\n\n", {}, "unseen", id="room-of-a-list"),
        pytest.param("\n\n    Oth\n\n\n", {}, "unseen", id="a-bit-of-it"),
        pytest.param("\n\n\n\n\n", {"confidence": None}, "none", id="artwork"),
    ],
)
def test_a_picture_with_room_for_a_list_does_not_show_that_there_is_none(
    below: str, how: dict[str, None], state: str
) -> None:
    label = facts(f"{PANEL}{below}\n{STATEMENTS}", complete=True, **how)

    assert label.coverage.list_state == state


@pytest.mark.parametrize(
    ("quality", "absent"), [(0.9, True), (None, True), (0.3, False), (0.0, False)]
)
def test_what_could_not_be_made_out_may_say_anything(
    quality: float | None, absent: bool
) -> None:
    (document,) = sheet(WHOLE, confidence=0.95)
    page = replace(document.pages[0], quality=quality)

    label = facts_of((replace(document, pages=(page,)),), LEXICON, complete=True)

    assert isinstance(label.certifications, Absent if absent else Unreadable)


@pytest.mark.parametrize(
    "stray",
    [
        "Sucralose.",
        "Contains no additives except sucralose.",
        "Warning: Not for minors.\n    Filled up with: tapioca, sucralose.",
        "(Sucralose E955), Colour (Beetroot Red E162), Anti-Caking Agent (Silicon",
    ],
)
def test_an_additive_without_a_list_may_be_of_one(stray: str) -> None:
    label = facts(f"{PANEL}\n\n    {stray}\n\n{STATEMENTS}", flat_page=True)

    assert label.coverage.list_state == "unseen"


@pytest.mark.parametrize("stray", ["Inactive: sucralose", "Base: sugar, colour E102"])
def test_a_line_below_the_rows_may_be_a_list(stray: str) -> None:
    """It states no amount, so that it is no row, and says in no known words what it is."""
    rows, notes = PANEL.split("** Daily")
    panel = f"{rows}{stray}\n    ** Daily{notes}"

    label = facts(f"{panel}\n\n{STATEMENTS}", flat_page=True)

    assert label.coverage.list_state == "unseen"


@pytest.mark.parametrize(
    ("listed", "rest", "state"),
    [
        pytest.param(
            "natural flavor, rice flour", "Silica (flow agent).", "partial", id="open"
        ),
        pytest.param("natural flavor, rice flour", "Sucralose.", "partial", id="capital"),
        pytest.param("natural flavor, rice flour.", "Tasty", "whole", id="full-stop"),
        pytest.param("natural flavor, rice flour", "No sucralose.", "whole", id="denied"),
        pytest.param("natural flavor, rice flour", "Tasty.", "whole", id="no-additive"),
    ],
)
def test_a_list_without_a_full_stop_may_go_on_elsewhere(
    listed: str, rest: str, state: str
) -> None:
    drawing = f"{PANEL}\n\n    Other ingredients: {listed}\n\n{STATEMENTS}\n\n    {rest}"

    assert facts(drawing, flat_page=True).coverage.list_state == state


@pytest.mark.parametrize(
    ("elsewhere", "state"),
    [
        pytest.param("Fillers: silicon dioxide, rice flour.", "partial", id="by-function"),
        pytest.param("Less than 2% of: sucralose.", "partial", id="by-share"),
        pytest.param("Other: magnesium stearate.", "partial", id="an-odd-heading"),
        pytest.param("Ingredients are sucralose.", "partial", id="a-sentence"),
        pytest.param("Magnesium stearate.", "partial", id="a-name-alone"),
        pytest.param("Magnesium stearate", "partial", id="without-a-full-stop"),
        pytest.param("MICRONIZED\n    Sucralose\n    VEGAN", "partial", id="a-line"),
        pytest.param("FD&C Blue No. 1", "partial", id="a-number-is-no-denial"),
        pytest.param("Sucralose gives its sweet taste", "partial", id="spoken-of"),
        pytest.param("In a base of silicon dioxide", "partial", id="its-base"),
        pytest.param("Made with sucralose, without sugar", "partial", id="denies-another"),
        pytest.param("Gluten free, silica, talc", "partial", id="behind-free"),
        pytest.param("Non-GMO sucralose", "partial", id="not-of-that-kind"),
        pytest.param("No fillers other than silica", "partial", id="an-exception"),
        pytest.param("Sucra1ose", "partial", id="a-slip"),
        pytest.param("SucraloseTM", "partial", id="a-trademark"),
        pytest.param("0.1% sucralose", "partial", id="a-share"),
        pytest.param("We never use sucralose", "whole", id="never-used"),
        pytest.param("Not sweetened with sucralose", "whole", id="not-with"),
        pytest.param("Never: sucralose, aspartame", "whole", id="a-list-denied"),
        pytest.param("Excludes: sucralose, silica", "whole", id="excluded"),
        pytest.param("Sucralose: 0 g", "whole", id="an-amount-of-none"),
        pytest.param("No artificial colors (Red 40)", "whole", id="an-example"),
        pytest.param("Sucralose is not in it", "whole", id="not-in-it"),
        pytest.param("Most brands add sucralose", "whole", id="in-others"),
        pytest.param("Is there sucralose in it?", "whole", id="a-question"),
        pytest.param("Free from\n    • Sucralose\n    • Silica", "whole", id="a-column"),
        pytest.param("Since the lake froze", "whole", id="a-word-of-all-days"),
        pytest.param("Sucralose\n    Free", "whole", id="denied-below"),
        pytest.param("Pyridoxine hydrochloride", "whole", id="form-of-a-vitamin"),
        pytest.param("Whey", "whole", id="a-word-for-a-flavor"),
        pytest.param("Xyzzy: blorbane, quaxil", "partial", id="strangers"),
        pytest.param("Excip.: blorbane, rice flour", "partial", id="some-are-strangers"),
        pytest.param("Xyzzy: rice flour, corn starch", "whole", id="no-stranger"),
        pytest.param("Follow us: blorbane, quaxil", "whole", id="prose"),
        pytest.param("Features: micronized, tasteless", "whole", id="a-known-heading"),
        pytest.param("Batch: B52, blorbane", "whole", id="a-code"),
        pytest.param("Made with whey protein isolate.", "partial", id="a-protein"),
        pytest.param("Stacks with: whey protein, casein.", "whole", id="sold-beside-it"),
        pytest.param("Whey Protein", "partial", id="what-a-product-is"),
        pytest.param("Now with 10 g of whey protein!", "partial", id="given-with-it"),
        pytest.param("Whey-based formula", "partial", id="based-on-it"),
        pytest.param("High protein powder with glutamine", "partial", id="itself-one"),
        pytest.param("Derived from milk protein.", "partial", id="made-of-it"),
        pytest.param("Bundle contains: 1 L-Glutamine, 1 whey isolate", "partial", id="kit"),
        pytest.param("Digestible whey, casein", "partial", id="no-process"),
        pytest.param("For fast recovery: whey, casein", "partial", id="no-benefit"),
        pytest.param("Supports digestion of carbs, fats & protein", "whole", id="digested"),
        pytest.param(
            "Iupports digestion of carbs, fats & protein", "whole", id="misread-verb"
        ),
        pytest.param("Helps break down milk, soy & whey", "whole", id="broken-down"),
        pytest.param("Found in beef, fish, dairy and eggs.", "whole", id="in-foods"),
        pytest.param("For muscle, skin, collagen & gut", "whole", id="a-tissue"),
        pytest.param("Contains what collagen production needs", "whole", id="produced"),
        pytest.param("Contains no whey protein.", "whole", id="no-protein"),
        pytest.param("Never derived from wheat protein.", "whole", id="not-made-of-it"),
        pytest.param("Mixes well with whey protein.", "whole", id="mixed-with-it"),
        pytest.param("Get more from your whey protein.", "whole", id="the-buyers-own"),
        pytest.param("Whey protein contains glutamine.", "whole", id="what-is-in-it"),
        pytest.param(
            "Contains amino acids that you need for collagen protein.",
            "whole",
            id="needed-for-it",
        ),
        pytest.param("Contains milk.", "whole", id="an-allergen"),
        pytest.param("Free of: sucralose, silica.", "whole", id="denied"),
        pytest.param("Unlike others: sucralose, silica.", "whole", id="of-others"),
        pytest.param("Packet of silica gel: silica.", "whole", id="desiccant"),
        pytest.param("Sweetener: stevia leaf extract.", "whole", id="nothing-synthetic"),
        pytest.param("Made from corn: citric acid.", "whole", id="listed"),
        pytest.param("mit Molkenprotein", "partial", id="german-protein"),
        pytest.param("avec protéines de lactosérum", "partial", id="french-protein"),
        pytest.param("Enriquecida con proteína de suero.", "partial", id="spanish-protein"),
        pytest.param("ohne Molkenprotein", "whole", id="german-without"),
        pytest.param("Kombinierbar mit Molkenprotein.", "whole", id="german-beside-it"),
        pytest.param("Synthèse des protéines", "whole", id="french-synthesis"),
    ],
)
def test_a_list_may_go_on_in_a_sentence_elsewhere(elsewhere: str, state: str) -> None:
    listed = "Other ingredients: Citric acid."
    drawing = f"{PANEL}\n\n    {listed}\n\n{STATEMENTS}\n\n    {elsewhere}"

    assert facts(drawing, flat_page=True).coverage.list_state == state


@pytest.mark.parametrize(
    ("behind", "state"),
    [
        pytest.param("Night formula: whey, casein.", "partial", id="a-list"),
        pytest.param("Blended with pea protein.", "partial", id="a-sentence"),
        pytest.param("Contains milk, soy.", "whole", id="allergens"),
        pytest.param("Stack with whey protein.", "whole", id="sold-beside-it"),
        pytest.param("Free of whey protein.", "whole", id="denied"),
    ],
)
def test_a_protein_behind_a_list_may_be_of_another(behind: str, state: str) -> None:
    listed = f"Other ingredients: Citric acid.\n    {behind}"

    label = facts(f"{PANEL}\n\n    {listed}\n\n{STATEMENTS}", flat_page=True)

    assert label.coverage.list_state == state


def test_a_list_may_begin_behind_a_note_on_daily_values() -> None:
    drawing = f"{PANEL.rstrip()} Other: sucralose.\n\n    Other ingredients: None."

    assert facts(drawing, complete=True).coverage.list_state == "partial"


@pytest.mark.parametrize(
    ("front", "listed", "conflicts"),
    [
        pytest.param("Fruit Punch", "None.", ["variety"], id="flavored"),
        pytest.param("Naturally Flavored", "None.", ["variety"], id="says-so"),
        pytest.param("Lemon", "L-glutamine.", ["variety"], id="the-active-alone"),
        pytest.param("Effervescent", "None.", ["variety"], id="effervescent"),
        pytest.param("Fruit Punch", "Natural flavor.", [], id="listed"),
        pytest.param("Unflavored", "None.", [], id="unflavored"),
        pytest.param("Natural", "None.", [], id="natural"),
        pytest.param("Also available:\n    Fruit Punch", "None.", [], id="another"),
        pytest.param("Free from\n    Milk\n    Peanut", "None.", [], id="allergens"),
    ],
)
def test_a_flavor_that_nothing_listed_gives_is_a_conflict(
    front: str, listed: str, conflicts: list[str]
) -> None:
    label = facts(f"{front}\n\n{PANEL}\n\n    Other ingredients: {listed}\n{STATEMENTS}")

    assert [found.what for found in label.conflicts] == conflicts


@pytest.mark.parametrize("row", ["Natural flavor    20 mg", "Ginger root      300 mg"])
def test_a_row_of_the_panel_is_no_flavor(row: str) -> None:
    panel = PANEL.replace("    Vitamin B6", f"    {row}\n    Vitamin B6")
    front = row.split("  ")[0] if row.startswith("Ginger") else "Glutamine"

    label = facts(f"{front}\n\n{panel}\n\n    Other ingredients: None.\n{STATEMENTS}")

    assert label.conflicts == ()


def test_the_list_of_a_picture_that_ends_with_the_panel_was_not_seen() -> None:
    cut = sheet(PANEL, name="cut.jpg", confidence=0.95, cut_off=True)
    whole = sheet(PANEL + STATEMENTS, name="whole.jpg", confidence=0.95)

    unseen = facts_of((*cut, *sheet(STATEMENTS)), LEXICON, complete=True)

    assert unseen.coverage.list_state == "unseen"
    assert "ends with the facts panel" in unseen.coverage.list_reason
    assert facts_of(whole, LEXICON, complete=True).coverage.list_state == "none"


def test_a_list_in_letters_that_are_not_read_is_not_absent() -> None:
    foreign = "原料：谷氨酰胺、二氧化硅"

    label = facts(f"{PANEL}\n{STATEMENTS}\n\n    {foreign}", complete=True)

    assert label.coverage.list_state == "unseen"
    assert foreign in label.coverage.list_reason


def test_a_second_photo_that_is_blurred_spoils_nothing() -> None:
    drawing = f"{PANEL}\n\n    Other ingredients: None.\n\n{STATEMENTS}"
    blurred, sharp = (
        sheet(drawing, name=f"{trust}.jpg", confidence=trust) for trust in (0.3, 0.95)
    )

    both = facts_of((*blurred, *sharp), LEXICON)

    assert both.coverage.list_state == "none"
    assert {item.file for item in both.nutrients.evidence} == {"0.95.jpg"}  # type: ignore[union-attr]
    assert {item.file for item in both.directions.evidence} == {"0.95.jpg"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("beginning", "state"),
    [
        pytest.param("Citric acid, natural", "whole", id="of-the-same"),
        pytest.param("Citric acid, malic", "partial", id="of-another"),
    ],
)
def test_a_list_that_one_picture_cuts_off_another_may_show_whole(
    beginning: str, state: str
) -> None:
    cut = sheet(f"Other ingredients: {beginning}", confidence=0.95, cut_off=True)
    rest = "Other ingredients: Citric acid, natural flavor, stevia."
    whole = sheet(f"{rest}\n\n{STATEMENTS}", name="whole.jpg", confidence=0.95)

    assert facts_of((*cut, *whole), LEXICON).coverage.list_state == state


@pytest.mark.parametrize(
    ("second", "state"),
    [
        pytest.param("", "partial", id="one-list"),
        pytest.param("Other ingredients: Rice flour.", "whole", id="a-list-for-each"),
    ],
)
def test_a_kit_has_a_list_for_every_part(second: str, state: str) -> None:
    drawing = f"{PANEL}\n\n    Other ingredients: Citric acid.\n\n{LEUCINE}\n\n    {second}"

    label = facts(f"{drawing}\n\n{STATEMENTS}", flat_page=True)

    assert label.coverage.list_state == state


@pytest.mark.parametrize(
    ("above", "below", "state"),
    [
        pytest.param("NO", "x", "none", id="no-above"),
        pytest.param("x", "FREE", "none", id="free-below"),
        pytest.param("x", "NO", "partial", id="no-below"),
        pytest.param("NO GMO", "x", "partial", id="of-another-thing"),
    ],
)
def test_a_word_apart_may_deny_a_name(above: str, below: str, state: str) -> None:
    lines = [
        line_of(text, left=900, top=300.0 + 70 * row, row=90 + row, block=90 + row)
        for row, text in enumerate((above, "Sucralose", below))
    ]
    drawing = f"{PANEL}\n\n    Other ingredients: None.\n\n{STATEMENTS}"
    (document,) = sheet(drawing, flat_page=True)
    page = document.pages[0]
    wide = replace(page, width=1200.0, lines=(*page.lines, *lines))

    found = facts_of((replace(document, pages=(wide,)),), LEXICON)

    assert found.coverage.list_state == state


@pytest.mark.parametrize("stray", ["Xyzzy: blorbane, quaxil", "Base: blorbane, sugar"])
def test_a_line_of_strangers_below_the_rows_may_be_a_list(stray: str) -> None:
    panel = PANEL.replace("** Daily", f"{stray}\n    ** Daily")

    for listed in ("", "    Other ingredients: None."):
        label = facts(f"{panel}\n\n{listed}\n\n{STATEMENTS}", flat_page=True)

        assert label.coverage.list_state in ("partial", "unseen")


@pytest.mark.parametrize(("left", "whole"), [(0.0, False), (120.0, True)])
def test_directions_that_the_edge_cuts_through_are_not_whole(
    left: float, whole: bool
) -> None:
    lines = (
        line_of("Directions: Take 1 scoop", left=left, top=40, confidence=0.97),
        line_of("twice daily with water.", left=left, top=66, row=1, confidence=0.97),
    )
    page = replace(page_of("x", confidence=0.97), width=900, height=400, lines=lines)

    found = facts_of((document_of(page),), LEXICON).directions

    assert isinstance(found, Found)
    assert found.value.whole is whole


# --- glutamine ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "grams"),
    [
        pytest.param("L-Glutamine            5 g       **", "5", id="free"),
        pytest.param("L-Glutamine        5,000 mg      **", "5.000", id="milligrams"),
        pytest.param("Glutamine              5 g       **", "5", id="unqualified"),
        pytest.param("L-Glutamine (Free-Form)  5 g     **", "5", id="free-form"),
    ],
)
def test_grams_of_glutamine_are_those_of_its_row(row: str, grams: str) -> None:
    product = facts(PANEL.replace("L-Glutamine            5 g       **", row))

    assert value(product.glutamine_g_per_serving) == Decimal(grams)


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        pytest.param("N-Acetyl-L-Glutamine   5 g       **", Absent, id="another-substance"),
        pytest.param("Glutamic Acid          5 g       **", Absent, id="a-lookalike"),
        pytest.param("L-Glutamine                       **", Unreadable, id="no-amount"),
        pytest.param("L-Glutamine       < 5 g          **", Unreadable, id="less-than"),
        pytest.param(
            "Gut Blend              6 g       **\n      L-Glutamine, Aloe Vera, Zinc",
            Unreadable,
            id="hidden-in-a-blend",
        ),
    ],
)
def test_no_grams_of_glutamine_are_made_up(row: str, answer: type) -> None:
    product = facts(PANEL.replace("L-Glutamine            5 g       **", row))

    assert isinstance(product.glutamine_g_per_serving, answer)


def test_the_number_of_a_note_may_be_raised_in_the_row_alone() -> None:
    rows = PANEL.replace("L-Glutamine ", "L-Glutamine¹").rstrip()

    product = facts(f"{rows}\n    1 from wheat protein")

    assert not isinstance(product.glutamine_g_per_serving, Found)


def test_directions_may_go_on_with_what_it_is_made_with() -> None:
    stated = STATEMENTS.replace("daily.", "daily. Sweetened with sucralose.")

    product = facts(f"{PANEL}\n\n{stated}")

    assert isinstance(product.claims, Found)
    assert "additive" in [claim.kind for claim in product.claims.value]


def test_a_panel_cut_off_proves_no_absence() -> None:
    rows = PANEL.split("    L-Glutamine")[0] + "    Vitamin B6             2 mg     118%\n"
    documents = sheet(rows, confidence=0.95, cut_off=True)

    product = facts_of(documents, LEXICON)

    assert not product.coverage.panel
    assert isinstance(product.glutamine_g_per_serving, Unreadable)
    assert isinstance(product.protein_g_per_serving, Unreadable)


def test_a_panel_hard_to_read_proves_no_absence() -> None:
    product = facts(PANEL.replace("L-Glutamine", "L-Theanine"), confidence=0.4)

    assert not product.coverage.panel
    assert isinstance(product.glutamine_g_per_serving, Unreadable)


def test_per_100_g_is_no_dose() -> None:
    product = facts(
        """
        # Nutrition Information
                         per 100 g
        Protein           97 g
        L-Glutamine       100 g
        Salt              0 g

        Ingredients: L-glutamine.
        """
    )

    assert not isinstance(product.glutamine_g_per_serving, Found)


def test_an_amino_acid_profile_declares_nothing() -> None:
    product = facts(
        PANEL.replace(
            "L-Glutamine            5 g       **", "Protein               24 g      48%"
        )
        + """
    Typical Amino Acid Profile
    Glutamine and Glutamic Acid   4.5 g
    Leucine                       2.6 g
    """
    )

    assert not isinstance(product.glutamine_g_per_serving, Found)
    assert value(product.protein_g_per_serving) == 24
    assert value(product.amino_acid_profile) == ("Glutamine and Glutamic Acid", "Leucine")


@pytest.mark.parametrize(
    ("name", "confidence", "grams"),
    [
        pytest.param("Protoin", 0.95, 24, id="misread"),
        pytest.param("Protoin", None, None, id="artwork-is-not-misread"),
        pytest.param("Protease", 0.95, None, id="an-enzyme"),
        pytest.param("Protein, total", None, 24, id="australian"),
        pytest.param("Eiweiß", None, 24, id="german"),
        pytest.param("Protéines totales", None, 24, id="french"),
    ],
)
def test_a_row_of_protein_counts_in_every_wording(
    name: str, confidence: float | None, grams: int | None
) -> None:
    row = f"{name:<22}24 g      48%"
    drawing = PANEL.replace("L-Glutamine            5 g       **", row)

    found = facts(drawing, confidence=confidence).protein_g_per_serving

    assert (found.value if isinstance(found, Found) else None) == grams


def test_without_a_panel_the_front_tells_the_amount() -> None:
    product = facts("# L-GLUTAMINE\n\n5 g L-Glutamine per serving\n\nPowder")

    assert value(product.front_amount) == 5
    assert isinstance(product.nutrients, Unreadable)


def test_what_a_front_says_of_protein_counts_where_the_panel_has_no_row_of_it() -> None:
    front = "# L-GLUTAMINE\n\n25 g PROTEIN"
    row = "Protein               24 g      48%"

    silent = facts(front, PANEL)
    told = facts(front, PANEL.replace("Vitamin B6             2 mg     118%", row))

    assert value(silent.protein_g_per_serving) == 25
    assert value(told.protein_g_per_serving) == 24


@pytest.mark.parametrize(
    ("said", "protein", "front"),
    [
        pytest.param("30 g protein per scoop", "30", None, id="of-protein"),
        pytest.param("20 g PROTEIN · PROTÉINES", "20", None, id="in-two-languages"),
        pytest.param("26 g de protéines par dose", "26", None, id="of-it-in-french"),
        pytest.param("10 g protein per 45 g serving", "10", None, id="of-a-weight"),
        pytest.param("10 g of collagen per serving", None, None, id="of-another"),
        pytest.param("5 g per serving", None, "5", id="of-the-product"),
    ],
)
def test_an_amount_per_serving_is_of_what_it_names(
    said: str, protein: str | None, front: str | None
) -> None:
    product = facts(f"# MAKER\n    # L-GLUTAMINE\n\n    {said}")

    for reading, amount in (
        (product.protein_g_per_serving, protein),
        (product.front_amount, front),
    ):
        told = str(reading.value) if isinstance(reading, Found) else None
        assert told == amount


def test_a_sentence_that_ends_with_numbers_is_no_row_of_callouts() -> None:
    product = facts("# ISOLATE\n\nFrom 27g 30g\n     PROTEIN SUGARS")

    assert not isinstance(product.protein_g_per_serving, Found)


@pytest.mark.parametrize(
    ("line", "grams"),
    [
        pytest.param("15 g PROTEIN · 3 g SUGAR · 11 g FIBER", 15, id="bullets"),
        pytest.param("7 g BCAA 52 g PROTEIN O g SUGAR", 52, id="a-zero-read-as-a-letter"),
        pytest.param("52 g PROTEIN 1250 CALORIES", 52, id="calories-behind-it"),
        pytest.param("with 5 g BCAA and 52 g PROTEIN", None, id="a-sentence"),
    ],
)
def test_of_callouts_on_one_line_each_number_has_its_name(
    line: str, grams: int | None
) -> None:
    product = facts(f"# ISOLATE\n\n{line}")

    found = product.protein_g_per_serving
    assert (value(found) if isinstance(found, Found) else None) == grams


def test_a_powder_among_the_rows_is_not_the_form() -> None:
    product = facts("""
        # Supplement Facts
        Serving Size: 2 Vegetarian Capsules
        Servings Per Container: 60
                                      Amount      %DV
        Vitamin C                     60 mg       67%
        Apple Cider Vinegar Powder    1,000 mg    **
        Chromium                      200 mcg     571%
        ** Daily Value not established.
    """)

    assert value(product.dosage_form) == "capsule"


def test_net_contents_below_the_serving_of_a_front_are_no_panel() -> None:
    product = facts("""
        # L-GLUTAMINE

        Serving: 1 tsp (4.5 g) About 66 servings

        Dietary Supplement • Net Wt 10.6 oz (300 g)
    """)

    assert isinstance(product.nutrients, Unreadable)
    assert value(product.product_name) == "L-GLUTAMINE"


def test_numbers_read_apart_share_the_line_of_their_names() -> None:
    names = line_of("PROTEIN CARBS CALORIES", top=40, row=1, block=1)
    numbers = (
        line_of(text, left=word.box.x0, top=20, row=0, block=0)
        for text, word in zip(("52g", "250g", "1,230"), names.words, strict=True)
    )
    title = line_of("WEIGHT GAINER", top=200, height=60, row=2, block=2)
    page = replace(page_of(), width=600, height=600, lines=(*numbers, names, title))

    found = facts_of((document_of(page),), LEXICON).protein_g_per_serving

    assert value(found) == 52


def test_of_callouts_side_by_side_each_number_has_its_name() -> None:
    product = facts(
        """
        # ISOLATE

        27g     0g      120
        PROTEIN         CALORIES
                SUGARS
        """
    )

    assert value(product.protein_g_per_serving) == 27
    (number, name) = product.protein_g_per_serving.evidence  # type: ignore[union-attr]
    assert (number.text, name.text) == ("27g", "PROTEIN")


# --- faces against each other -------------------------------------------------


def test_two_photos_of_one_panel_that_disagree_are_a_conflict() -> None:
    (conflict,) = facts(PANEL, PANEL.replace("5 g       **", "8 g       **")).conflicts

    assert conflict.what == "panel"
    assert "L-Glutamine is 5 g on one picture and 8 g on another" in conflict.reason
    assert {item.file for item in conflict.evidence} == {"0.jpg", "1.jpg"}


LEUCINE = """
    # Supplement Facts
    Serving Size 1 Scoop (10 g)
                      Amount Per Serving   %DV
    L-Leucine             10 g       **
    ** Daily Value not established.

    Store in a dry place.
"""


def test_two_whole_panels_with_nothing_in_common_are_of_two_products() -> None:
    rows = "    L-Leucine             10 g       **\n    ** Daily Value not established."

    (conflict,) = facts(PANEL + STATEMENTS, LEUCINE).conflicts
    halves = facts(PANEL + STATEMENTS, rows + STATEMENTS)

    assert conflict.what == "panel"
    assert "nothing in common" in conflict.reason
    assert halves.conflicts == ()


def test_two_photos_of_one_panel_that_agree_are_none() -> None:
    assert facts(PANEL, PANEL).conflicts == ()


def test_of_two_photos_the_panel_that_tells_most_counts() -> None:
    half = "\n".join(PANEL.strip("\n").split("\n")[:5])

    product = facts(half, PANEL)

    assert len(value(product.nutrients)) == 2  # type: ignore[arg-type]


def test_nothing_read_is_nothing_known() -> None:
    product = facts_of((), LEXICON)

    assert isinstance(product.nutrients, Unreadable)
    assert isinstance(product.ingredients, Unreadable)
    assert isinstance(product.directions, Unreadable)
    assert not product.coverage.complete


def pack(*drawings: str) -> LabelFacts:
    """Facts of one file of artwork, each drawing a page of it."""
    pages = [sheet(drawing, flat_page=True)[0].pages[0] for drawing in drawings]
    numbered = tuple(replace(page, number=n) for n, page in enumerate(pages, 1))
    return facts_of((replace(sheet(WHOLE)[0], name="pack.pdf", pages=numbered),), LEXICON)


@pytest.mark.parametrize(
    ("drawings", "packages"),
    [
        pytest.param((WHOLE, WHOLE.replace("5 g ", "3 g ")), 2, id="another-amount"),
        pytest.param((WHOLE, WHOLE.replace("Silica, sucralose", "None")), 2, id="list"),
        pytest.param((WHOLE, WHOLE), 1, id="the-same-twice"),
        pytest.param((PANEL + LIST, STATEMENTS), 1, id="two-sides"),
        pytest.param((PANEL, WHOLE.replace("5 g ", "3 g ")), 1, id="one-is-not-whole"),
    ],
)
def test_whole_labels_on_pages_of_one_file_are_not_taken_for_one(
    drawings: tuple[str, ...], packages: int
) -> None:
    product = pack(*drawings)

    assert {face.packages for face in product.faces} == {packages}
    told = [c.reason for c in product.conflicts if c.what == "packages"]
    assert len(told) == (packages > 1)
