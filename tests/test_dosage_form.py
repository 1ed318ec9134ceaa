"""The dosage form is told by name, serving and shell, or it is not told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document_of, label_of, line_of, page_of

from auditor.facts.dosage_form import find_dosage_form, form_from_name
from auditor.facts.net_contents import find_net_contents
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import (
    NOT_SEEN,
    Absent,
    Conflict,
    DosageForm,
    Found,
    Ingredient,
    Reading,
    ServingSize,
    Unreadable,
)

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("name", "unit", "form"),
    [
        pytest.param("L-Glutamine Powder", None, DosageForm.POWDER, id="name"),
        pytest.param("L-Glutamine", "Scoop(s)", DosageForm.POWDER, id="unit"),
        pytest.param(
            "Glutamine Powder", "Capsule(s)", DosageForm.CAPSULE, id="unit-outweighs"
        ),
        pytest.param("Chewable Zinc", "Tablet(s)", DosageForm.CHEWABLE, id="name-narrows"),
        pytest.param(
            "Omega", "Softgel Capsule(s)", DosageForm.SOFTGEL, id="softgel-capsule"
        ),
        pytest.param(
            "Glutamine Powder", "Teaspoon(s)", DosageForm.POWDER, id="spoon-and-name"
        ),
        pytest.param(
            "Liquid Calcium", "Tablespoon(s)", DosageForm.LIQUID, id="spoon-of-liquid"
        ),
        pytest.param("Vitamin C Gummies", None, DosageForm.GUMMY, id="gummies"),
        pytest.param("Protein Bar", None, DosageForm.BAR, id="bar"),
        pytest.param("L-glutamine en poudre", None, DosageForm.POWDER, id="french"),
        pytest.param("Glutamina en polvo", None, DosageForm.POWDER, id="spanish"),
        pytest.param("L-Glutamine", None, None, id="silent"),
        pytest.param("L-Glutamine", "Teaspoon(s)", None, id="a-spoon-of-anything"),
        pytest.param("Multi", "Packet(s)", None, id="a-packet-of-anything"),
        pytest.param("Whey Gummy Worm Flavor", None, None, id="a-flavor"),
        pytest.param("Slimming Pills", None, None, id="a-pill-is-either"),
    ],
)
def test_tells_the_form_of_a_product_list(
    name: str, unit: str | None, form: DosageForm | None
) -> None:
    assert form_from_name(name, unit) is form


def find(
    *lines: str | tuple[str, float],
    serving: ServingSize | None = None,
    shell: str = "",
    complete: bool = False,
) -> tuple[Reading[DosageForm], tuple[Conflict, ...]]:
    listed: Reading[tuple[Ingredient, ...]] = NOT_SEEN
    if shell:
        listed = Found((Ingredient(name=shell, shell=True),), ())
    served: Reading[ServingSize] = Found(serving, ()) if serving else NOT_SEEN
    sections = split_sections(label_of(*lines), LEXICON)
    contents = find_net_contents(sections, LEXICON, complete=complete)
    return find_dosage_form(sections, served, contents, listed, LEXICON, complete=complete)


SCOOP = ServingSize(text="1 Scoop (5 g)", count=Decimal(1), unit="scoop", grams=Decimal(5))
CAPSULES = ServingSize(text="2 Capsules", count=Decimal(2), unit="capsule")


@pytest.mark.parametrize(
    ("lines", "serving", "form"),
    [
        pytest.param(
            [("GLUTAMINE POWDER", 80), "power for all"], None, "powder", id="title"
        ),
        pytest.param(["60 VEGGIE CAPSULES"], None, "capsule", id="count"),
        pytest.param(["100 PRESSLINGE"], None, "tablet", id="german-count"),
        pytest.param(["NET WT 300 g POWDER"], None, "powder", id="net-weight"),
        pytest.param(["Food supplement powder"], None, "powder", id="identity"),
        pytest.param(
            ["Spray-dried whey, free-flowing powder."], None, "powder", id="dried"
        ),
        pytest.param(["GLUTAMINE"], SCOOP, "powder", id="scoop"),
        pytest.param(["GLUTAMINE"], CAPSULES, "capsule", id="capsules"),
        pytest.param(
            ["x"],
            ServingSize(text="1 Tablespoon (20 g)", unit="tablespoon", grams=Decimal(20)),
            "powder",
            id="a-spoon-that-is-weighed",
        ),
        pytest.param(
            ["x"],
            ServingSize(text="1 Chewable Tablet", unit="tablet"),
            "chewable",
            id="narrowed",
        ),
        pytest.param(
            ["x"], ServingSize(text="5 g", grams=Decimal(5)), "powder", id="grams-alone"
        ),
    ],
)
def test_tells_the_form_of_a_label(
    lines: list[str | tuple[str, float]], serving: ServingSize | None, form: str
) -> None:
    reading, conflicts = find(*lines, serving=serving)

    assert isinstance(reading, Found)
    assert (reading.value, conflicts) == (form, ())


@pytest.mark.parametrize(
    ("text", "unit"),
    [("2 g", None), ("1 packet (2 g)", "packet")],
    ids=["grams", "packet"],
)
def test_what_is_only_weighed_need_not_be_powder(text: str, unit: str | None) -> None:
    serving = ServingSize(text=text, unit=unit, grams=Decimal(2))

    named, _ = find(("GLUTAMINE LOZENGES", 80), "x", serving=serving)
    spoken, _ = find("Directions: Let one lozenge dissolve slowly.", serving=serving)
    powder, _ = find("Directions: Stir into a drink twice daily.", serving=serving)

    assert isinstance(named, Found)
    assert named.value is DosageForm.LOZENGE
    assert isinstance(spoken, Unreadable)
    assert isinstance(powder, Found)
    assert powder.value is DosageForm.POWDER


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        pytest.param(["Directions: Mix 1 scoop with water daily."], "powder", id="scoops"),
        pytest.param(
            ["LACTOPURE", "Appearance", "Cream coloured, free flowing powder"],
            "powder",
            id="what-it-looks-like",
        ),
        pytest.param(["OAT DRINK", "1 Litre e"], "liquid", id="a-volume"),
        pytest.param(["OAT DRINK", "Net weight 500 g"], None, id="a-weight"),
        pytest.param(
            ["FERNOL Dietary Supplement", "Net weight 500 g"],
            "powder",
            id="a-supplement-by-weight",
        ),
        pytest.param(
            ["FERNOL", "40 SERVINGS Net weight 500 g"], "powder", id="servings-by-weight"
        ),
        pytest.param(
            ["FERNOL energy gel, dietary supplement", "Net weight 500 g"],
            "liquid",
            id="another-form-by-weight",
        ),
        pytest.param(
            ["FERNOL BITES Dietary Supplement", "Net weight 300 g"],
            None,
            id="bites-are-no-powder",
        ),
        pytest.param(
            ["FERNOL Dietary Supplement", "60 pieces", "Net weight 300 g"],
            None,
            id="nor-are-pieces",
        ),
        pytest.param(
            ["FERNOL Dietary Supplement", "Net weight 4 g"], None, id="a-serving-by-weight"
        ),
        pytest.param(
            ["FERNOL Dietary Supplement", "14 sachets", "Net weight 28 g"],
            "powder",
            id="sachets-by-weight",
        ),
        pytest.param(
            ["FERNOL tisane, food supplement", "20 sachets", "Net weight 30 g"],
            None,
            id="sachets-of-an-infusion",
        ),
        pytest.param(
            [("FERNOL", 60), "Dietary Supplement", "COOKIES & CREAM", "Net weight 900 g"],
            "powder",
            id="a-flavor-is-no-piece",
        ),
        pytest.param(["FERNOL", "25 doses", "Net weight 750 g"], "powder", id="in-doses"),
        pytest.param(
            ["60 GUMMIES", "", "NO HIGH FRUCTOSE", "CORN SYRUP"], "gummy", id="corn-syrup"
        ),
        pytest.param(["FERNOL Tonikum"], "liquid", id="german-tonic"),
        pytest.param(
            ["2 fl oz (60 ml)", "", "Directions: Swallow one tablet, or crush it."],
            None,
            id="a-volume-beside-pieces",
        ),
        pytest.param(
            ["Directions: Dissolve 1 effervescent tablet in water daily."],
            "tablet",
            id="pieces-in-the-directions",
        ),
        pytest.param(
            ["Directions: Take 2 veggie capsules or 1 tablet daily."],
            None,
            id="pieces-of-two-kinds",
        ),
        pytest.param(
            ["Directions: Let the tablet dissolve daily in water."], None, id="not-counted"
        ),
        pytest.param(["100 Kapseln in der Monatspackung"], "capsule", id="german-pieces"),
        pytest.param(["Clean scoop, clean taste"], None, id="a-claim"),
    ],
)
def test_doses_and_net_contents_tell_the_form_where_nothing_else_does(
    lines: list[str | tuple[str, float]], form: str | None
) -> None:
    reading, _ = find(*lines)

    assert (reading.value if isinstance(reading, Found) else None) == form


def test_what_is_net_in_portuguese_is_no_liquid() -> None:
    reading, conflicts = find("GLUTAMINA EM PÓ", "", "Conteúdo líquido: 300 g")

    assert isinstance(reading, Found)
    assert reading.value == "powder"
    assert not conflicts


@pytest.mark.parametrize(
    ("use", "form"),
    [
        pytest.param("Adults: Chew one tablet daily.", "chewable", id="english"),
        pytest.param("Croquer 1 comprimé par jour.", "chewable", id="french"),
        pytest.param("Täglich 1 Tablette gut zerkauen.", "chewable", id="german"),
        pytest.param("Take 1 tablet daily. Do not chew tablets.", "tablet", id="denied"),
        pytest.param("Take 1 tablet daily. Swallow or chew tablet.", "tablet", id="either"),
    ],
)
def test_directions_may_tell_that_tablets_are_chewed(use: str, form: str) -> None:
    reading, conflicts = find("60 TABLETS", "", f"Directions: {use}")

    assert isinstance(reading, Found)
    assert reading.value == form
    assert not conflicts


def test_a_capsule_shell_tells_a_capsule() -> None:
    reading, _ = find("GLUTAMINE", shell="Gelatin")

    assert isinstance(reading, Found)
    assert reading.value is DosageForm.CAPSULE


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Other ingredients: beet root powder, silica.", id="an-ingredient"),
        pytest.param("Directions: Mix the powder with water daily.", id="directions"),
        pytest.param(
            "Directions: Mix this food supplement powder daily.", id="named-in-use"
        ),
        pytest.param(
            "made with the finest organic cocoa powder from small farms", id="a-claim"
        ),
    ],
)
def test_powder_of_something_is_not_the_form(line: str) -> None:
    reading, _ = find(line)

    assert isinstance(reading, Unreadable)


def test_title_and_serving_that_disagree_leave_it_open_and_are_a_conflict() -> None:
    reading, conflicts = find(("GLUTAMINE POWDER", 80), "small print", serving=CAPSULES)

    assert isinstance(reading, Unreadable)
    assert [conflict.what for conflict in conflicts] == ["form"]
    assert "GLUTAMINE POWDER" in [item.text for item in conflicts[0].evidence]


@pytest.mark.parametrize(
    ("confidence", "open_"), [pytest.param(0.6, False, id="doubtful"), (0.9, True)]
)
def test_a_word_that_was_hardly_read_contradicts_nothing(
    confidence: float, open_: bool
) -> None:
    front = page_of(("L-Glutamine Powder", 60.0), "", "", confidence=0.95)
    mark = line_of("NATURALLY BAR", top=400, height=50, confidence=confidence, block=3)
    page = replace(front, lines=(*front.lines, mark))
    sections = split_sections((document_of(page),), LEXICON)
    form, conflicts = find_dosage_form(
        sections, NOT_SEEN, NOT_SEEN, NOT_SEEN, LEXICON, complete=False
    )
    assert (isinstance(form, Unreadable), bool(conflicts)) == (open_, open_)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("120 Vegetarian Capsules", False, id="net-contents"),
        pytest.param("1 scoop is as much as 10 capsules", True, id="compared"),
    ],
)
def test_a_number_of_pieces_contradicts_powder_in_scoops(line: str, *, told: bool) -> None:
    reading, _ = find(("GLUTAMINE POWDER", 80), line, serving=SCOOP)

    assert isinstance(reading, Found) is told


def test_hypromellose_on_tablets_is_a_coating_and_no_conflict() -> None:
    tablets = ServingSize(text="2 Tablets", count=Decimal(2), unit="tablet")

    reading, conflicts = find("x", serving=tablets, shell="Hypromellose")

    assert isinstance(reading, Found)
    assert reading.value is DosageForm.TABLET
    assert conflicts == ()


def test_a_shell_in_a_powder_is_a_conflict() -> None:
    reading, conflicts = find("x", serving=SCOOP, shell="Vegetable capsule")

    assert isinstance(reading, Unreadable)
    assert len(conflicts) == 1


def test_absent_needs_a_label_that_was_read_whole() -> None:
    assert isinstance(find("GLUTAMINE", complete=True)[0], Absent)
    assert isinstance(find("GLUTAMINE")[0], Unreadable)


@given(name=st.text(max_size=40), unit=st.none() | st.text(max_size=12))
def test_any_name_has_a_form_or_none(name: str, unit: str | None) -> None:
    assert form_from_name(name, unit, LEXICON) in (None, *DosageForm)
