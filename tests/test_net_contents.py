"""Net contents are told from doses by units and by what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document_of, label_of, line_of, page_of, table_of

from auditor.facts.dual_units import as_agreed, disagree
from auditor.facts.net_contents import find_net_contents, net_grams
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Found, Unreadable

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("NET WT 10.6 oz (300 g)", "NET WT 10.6 oz (300 g)", id="us"),
        pytest.param("Net Weight: 300g", "Net Weight: 300g", id="colon"),
        pytest.param("NET WT. 14.040z(398g)", "NET WT. 14.04 oz(398g)", id="zero-for-o"),
        pytest.param("Poids net 500 g", "Poids net 500 g", id="french"),
        pytest.param("Contenido neto: 1 kg", "Contenido neto: 1 kg", id="spanish"),
        pytest.param("Unit weight 25 kg", "Unit weight 25 kg", id="sack"),
        pytest.param("60 Veggie Capsules", "60 Veggie Capsules", id="count"),
        pytest.param("180 Soft Gels", "180 Soft Gels", id="a-unit-of-two-words"),
        pytest.param("Conteúdo líquido: 300 g", "Conteúdo líquido: 300 g", id="portuguese"),
        pytest.param(
            "Contenuto netto: 30 compresse (85 g)",
            "Contenuto netto: 30 compresse (85 g)",
            id="a-count-before-the-weight",
        ),
        pytest.param("Contents: 90 tablets 1 g each", "90 tablets", id="what-each-weighs"),
        pytest.param("Inhalt: 30 Sachets (5 g)", "30 Sachets", id="what-a-sachet-holds"),
        pytest.param("Cantidad neta: 300 g", "Cantidad neta: 300 g", id="cantidad-neta"),
        pytest.param(
            "120 easy to swallow tablets", "120 easy to swallow tablets", id="adjectives"
        ),
        pytest.param("300 g (10.6 oz)", "300 g (10.6 oz)", id="two-units"),
        pytest.param("500 g e", "500 g e", id="estimated-sign-read-as-a-letter"),
        pytest.param("1kge", "1kg", id="estimated-sign-run-into-the-unit"),
        pytest.param("Net weight: 1kge", "Net weight: 1kg", id="the-same-with-its-label"),
        pytest.param(
            "20 FL OZ (1.25 PT) 591 mL", "20 FL OZ (1.25 PT)", id="pints-of-a-drink"
        ),
        pytest.param(
            "500 g Powder / Poudre",
            "500 g Powder / Poudre",
            id="with-the-form-in-two-languages",
        ),
        pytest.param("32 FL. 0Z. (946 ML)", "32 fl oz. (946 ML)", id="fluid-zero-for-o"),
        pytest.param(
            "NET WT. 3000 (10.S8OZ)", "NET WT. 300 g (10.58 oz)", id="g-read-as-0"
        ),
        pytest.param("NWT.3606G (12.70Z)", "360 g (12.7 oz)", id="g-read-twice"),
        pytest.param("T.3606 (12.7OZ)", "360 g (12.7OZ)", id="label-lost-g-read-as-6"),
        pytest.param("NET WT 127 OZ (360 g)", "NET WT 12.7 oz (360 g)", id="lost-point"),
        pytest.param("Net Wt. 1.1 Ibs (500g)", "Net Wt. 1.1 lb (500g)", id="i-for-l"),
        pytest.param("Net 2 F1 Oz | 59 mL", "Net 2 fl oz | 59 mL", id="one-for-l"),
        pytest.param("12.7 OZ · 360 G Powder", "12.7 OZ · 360 G", id="dot-between-units"),
        pytest.param("NET WT 1 LB 1.6 OZ (500 g)", "NET WT 1 LB 1.6 OZ (500 g)", id="over"),
        pytest.param("300 g (60 servings)", "300 g (60 servings)", id="in-servings"),
        pytest.param("5 g | 60 servings", None, id="a-dose-beside-their-number"),
        pytest.param("3000 (2 weeks)", None, id="numbers-that-no-unit-joins"),
        pytest.param("DIETARY SUPPLEMENT90 Caps", "90 Caps", id="identity-run-into-it"),
        pytest.param("l20 Capsules", "120 Capsules", id="l-for-one"),
        pytest.param("6O tablets", "60 tablets", id="o-for-zero"),
        pytest.param("Omega 3 Capsule", None, id="a-few-are-counted-in-the-plural"),
        pytest.param("Quick B-12 Lozenges", None, id="number-of-a-vitamin"),
        pytest.param("Vitamin D 3 Softgels", None, id="number-behind-a-letter"),
        pytest.param("Since 1987 Strong B-12 90 Count", "90 Count", id="a-year-before-it"),
        pytest.param("1 le matin", None, id="one-in-the-morning"),
        pytest.param("5 g glutamine per serving", None, id="a-dose"),
        pytest.param("Directions: take 2 capsules daily", None, id="directions"),
        pytest.param("Serving Size 2 capsules", None, id="serving"),
        pytest.param("pro Tagesdosis (1 Tablette)", None, id="a-day-in-german"),
        pytest.param(
            "15 kg multi-layer paper bag", "15 kg multi-layer paper bag", id="bag"
        ),
        pytest.param("25 kg / drum", "25 kg / drum", id="drum"),
        pytest.param("8 FLUID OUNCES", "8 FLUID OUNCES", id="a-volume-in-words"),
        pytest.param("250 ml", "250 ml", id="a-volume-alone"),
        pytest.param("15 ml", None, id="a-dose-alone"),
        pytest.param("Approx. 80 Pellets", "80 Pellets", id="pellets"),
        pytest.param("16 TEA BAGS", "16 TEA BAGS", id="tea-bags"),
        pytest.param("Powder, 600 g, 40 servings", "600 g, 40 servings", id="comma"),
        pytest.param("Net mass 400 g; 40 portions", "Net mass 400 g", id="mass"),
        pytest.param("Size: 500 g", "Size: 500 g", id="size-of-a-shop"),
        pytest.param("Serving size: 500 mg", None, id="size-of-a-serving"),
        pytest.param("Shipping weight: 0.2 kg", None, id="weight-of-the-parcel"),
        pytest.param("1kg e 40 servings", "1kg e", id="sign-and-servings"),
        pytest.param("15ml e 100 daily doses", "15ml e", id="sign-and-doses"),
        pytest.param(
            "50 ml · ca. 1700 Tropfen", "50 ml · ca. 1700 Tropfen", id="with-its-drops"
        ),
        pytest.param("1 ml (20 drops)", None, id="drops-of-a-dose"),
        pytest.param(
            "Net Wt. 20o g (7.05 oz)", "Net Wt. 200 g (7.05 oz)", id="small-o-for-zero"
        ),
        pytest.param("300g (30 serves)", "300g (30 serves)", id="with-its-servings"),
    ],
)
def test_net_contents_are_told_from_doses(line: str, expected: str | None) -> None:
    sections = split_sections(label_of(line), LEXICON)

    found = find_net_contents(sections, LEXICON, complete=False)

    assert (found.value if isinstance(found, Found) else None) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["Other Ingredients: None.", "500 g (17.6 oz)"], "500 g (17.6 oz)", id="list"
        ),
        pytest.param(
            ["Warning: Not for children.", "900g NET"], "900g NET", id="behind-a-warning"
        ),
        pytest.param(
            ["Modo de uso: Mezcla 1 sobre al día.", "CONT. NETO 180 g"],
            "CONT. NETO 180 g",
            id="behind-directions",
        ),
        pytest.param(
            ["Warning: Not for children.", "16 FL OZ (473 mL)"],
            "16 FL OZ (473 mL)",
            id="a-volume",
        ),
        pytest.param(
            ["Warning: Not for children.", "60 capsules"], "60 capsules", id="a-count"
        ),
        pytest.param(
            ["Warning: Not for children.", "2 capsules"], None, id="a-dose-of-pieces"
        ),
        pytest.param(
            ["Directions: Stir into", "8 fl oz (240 mL)", "and drink."], None, id="a-drink"
        ),
        pytest.param(
            ["Directions: Mix one scoop", "30 g (1 oz)", "into water daily."],
            None,
            id="a-dose-on-a-line-of-its-own",
        ),
    ],
)
def test_net_contents_may_stand_below_another_text(
    lines: list[str], expected: str | None
) -> None:
    sections = split_sections(label_of(*lines), LEXICON)

    found = find_net_contents(sections, LEXICON, complete=False)

    assert (found.value if isinstance(found, Found) else None) == expected


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        pytest.param(6.0, "76 500 g", id="digits-of-one-number"),
        pytest.param(20.0, "500 g", id="a-count-beside-a-weight"),
    ],
)
def test_numbers_beside_each_other_are_two(gap: float, expected: str) -> None:
    count = line_of("76")
    weight = line_of("500 g", left=count.box.x1 + gap)
    line = replace(count, words=(*count.words, *weight.words))
    page = replace(page_of(), width=300, height=100, lines=(line,))
    sections = split_sections((document_of(page),), LEXICON)

    found = find_net_contents(sections, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert found.value == expected


def test_a_picture_whose_two_units_disagree_has_no_net_contents() -> None:
    read = label_of("Net Wt 07g (32oz)", confidence=0.9)

    found = find_net_contents(split_sections(read, LEXICON), LEXICON, complete=False)

    assert isinstance(found, Unreadable)
    assert "07g (32oz)" in found.reason


def test_artwork_whose_two_units_disagree_is_taken_at_its_word() -> None:
    sections = split_sections(label_of("Net Wt 7g (32oz)"), LEXICON)

    found = find_net_contents(sections, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert found.value == "Net Wt 7g (32oz)"


@given(grams=st.integers(min_value=20, max_value=4000))
def test_a_weight_in_two_units_is_read_without_its_g(grams: int) -> None:
    """Ounces to a hundredth tell a number from the same with a digit behind it."""
    ounces = (Decimal(grams) / Decimal("28.349523125")).quantize(Decimal("0.01"))

    agreed = as_agreed(f"NET WT {grams}0 ({ounces} oz)")

    assert agreed == f"NET WT {grams} g ({ounces} oz)"


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        pytest.param("NET WT 1.76 oz, 50 mg a capsule", None, id="milligrams-are-no-grams"),
        pytest.param("NET WT 1.76 oz 50 servings", None, id="nor-are-servings"),
        pytest.param("500 g (1.4 lb)", None, id="two-that-disagree"),
        pytest.param("NET WT 16 OZ (1 LB) 454 g", "NET WT 16 OZ (1 LB) 454 g", id="three"),
        pytest.param("1 oz (28 g)", "1 oz (28 g)", id="an-ounce-taken-for-28-g"),
        pytest.param("1 kg", None, id="one-has-no-witness"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_amounts_agree_in_two_units_only(text: str, agreed: str | None) -> None:
    assert as_agreed(text) == agreed


@given(text=st.text(max_size=60))
def test_any_text_agrees_or_not(text: str) -> None:
    agreed = as_agreed(text)

    assert agreed is None or not disagree(text)


def test_a_labeled_weight_comes_before_a_count() -> None:
    sections = split_sections(label_of("60 sticks", "", "NET WT 300 g"), LEXICON)

    found = find_net_contents(sections, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert found.value == "NET WT 300 g"


def test_a_weight_may_stand_in_the_cell_beside_its_label() -> None:
    sections = split_sections(
        table_of(("Unit weight", "25 kg"), ("Color", "white")), LEXICON
    )

    found = find_net_contents(sections, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert found.value == "Unit weight 25 kg"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        pytest.param("SOFTGELS", "600 SOFTGELS", id="what-it-counts"),
        pytest.param("Since 1987", None, id="something-else"),
    ],
)
def test_a_count_may_stand_in_large_print_over_its_unit(
    below: str, expected: str | None
) -> None:
    label = label_of(("600", 77.0), "", (below, 39.0))
    page = label[0].pages[0]
    number, unit = page.lines
    near = tuple(
        replace(word, box=word.box.moved(0.0, number.box.bottom - unit.box.top))
        for word in unit.words
    )
    page = replace(page, lines=(number, replace(unit, words=near)))
    sections = split_sections((document_of(page),), LEXICON)

    found = find_net_contents(sections, LEXICON, complete=False)

    assert (found.value if isinstance(found, Found) else None) == expected


def test_absent_needs_a_label_that_was_read_whole() -> None:
    sections = split_sections(label_of("GLUTAMINE"), LEXICON)

    assert isinstance(find_net_contents(sections, LEXICON, complete=True), Absent)
    assert isinstance(find_net_contents(sections, LEXICON, complete=False), Unreadable)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        pytest.param("NET WT 10.6 oz (300 g)", "300", id="metric-first"),
        pytest.param("Unit weight 25 kg", "25000", id="kilograms"),
        pytest.param("1 lb", "453.59237", id="pounds"),
        pytest.param("60 capsules", None, id="count"),
        pytest.param("16 fl oz", None, id="a-volume-is-no-weight"),
        pytest.param("", None, id="empty"),
    ],
)
def test_net_weight_in_grams(text: str, grams: str | None) -> None:
    assert net_grams(text) == (Decimal(grams) if grams else None)


@given(text=st.text(max_size=40))
def test_any_text_has_a_weight_or_none(text: str) -> None:
    grams = net_grams(text)

    assert grams is None or grams >= 0
