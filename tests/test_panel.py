"""Facts panels, from print as a reader reports it to rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial, reduce
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import line_of, page_of, read_in_doubt

from auditor.facts.panel import Panel, find_panels, rows_of
from auditor.lexicon import load_lexicon
from auditor.model import Page
from auditor.reading.layout import arrange
from tests.sheet import bent, columns_of, print_of, sheet_page, tilted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.model import Nutrient

LEXICON = load_lexicon()

Row = tuple[str, str | None, str | None]


def panels_of(drawing: str, **how: object) -> tuple[Panel, ...]:
    page = sheet_page(drawing, **how)  # type: ignore[arg-type]
    return find_panels("label.png", page, LEXICON)


def panel_of(drawing: str, **how: object) -> Panel:
    """The first panel; another may say the same again."""
    return panels_of(drawing, **how)[0]


def amount(row: Nutrient) -> str | None:
    return (
        None if row.amount is None else f"{row.bound}{row.amount} {row.unit or ''}".strip()
    )


def rows(panel: Panel) -> list[Row]:
    """Name, amount and daily value of each row, as one would write them down."""
    return [
        (row.name, amount(row), None if row.percent_dv is None else str(row.percent_dv))
        for row in panel.rows
    ]


PLAIN = """
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
    Servings Per Container 60
                      Amount Per Serving   %DV
    L-Glutamine            5 g       **
    Vitamin B6             2 mg     118%
    Sodium                 5 mg      0%
    ** Daily Value not established.

    Other Ingredients: Silica.
"""
PLAIN_ROWS = [
    ("L-Glutamine", "5 g", None),
    ("Vitamin B6", "2 mg", "118"),
    ("Sodium", "5 mg", "0"),
]

NUTRITION = """
    # Nutrition Facts
    30 servings per container
    Serving size           1 scoop (32g)
    Amount per serving
    Calories                         120
                           % Daily Value*
    Total Fat 1.5g                    2%
      Saturated Fat 0.5g              3%
      Trans Fat 0g
    Total Carbohydrate 3g             1%
      Dietary Fiber <1g               2%
      Total Sugars 1g
        Includes 5g Added Sugars     10%
    Protein 24g                      48%
    Cholesterol less than 5 mg        1%
    * The % Daily Value (DV) tells you how much.
"""

WRAPPED = """
    # Supplement Facts
    Serving Size 2 Capsules
                                    Amount Per Serving   %DV
    Vitamin B6                        10 mg       588%
    (as pyridoxine hydrochloride)
    Magnesium (as magnesium
    bisglycinate chelate, magnesium   200 mg      48%
    citrate)
    Ashwagandha Root Extract
    (Withania somnifera)
    (standardized to 5% withanolides)  600 mg      †
    Folate                            680 mcg DFE  170%
    (400 mcg as L-5-MTHF)
    Zinc (as zinc bisgly-             5 mg        45%
    cinate chelate)
    † Daily Value not established
"""


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        pytest.param(PLAIN, PLAIN_ROWS, id="plain"),
        pytest.param(
            NUTRITION,
            [
                ("Calories", "120", None),
                ("Total Fat", "1.5 g", "2"),
                ("Saturated Fat", "0.5 g", "3"),
                ("Trans Fat", "0 g", None),
                ("Total Carbohydrate", "3 g", "1"),
                ("Dietary Fiber", "<1 g", "2"),
                ("Total Sugars", "1 g", None),
                ("Added Sugars", "5 g", "10"),
                ("Protein", "24 g", "48"),
                ("Cholesterol", "<5 mg", "1"),
            ],
            id="amounts-in-the-name-cell",
        ),
        pytest.param(
            WRAPPED,
            [
                ("Vitamin B6 (as pyridoxine hydrochloride)", "10 mg", "588"),
                (
                    "Magnesium (as magnesium bisglycinate chelate, magnesium citrate)",
                    "200 mg",
                    "48",
                ),
                (
                    "Ashwagandha Root Extract (Withania somnifera) "
                    "(standardized to 5% withanolides)",
                    "600 mg",
                    None,
                ),
                ("Folate (400 mcg as L-5-MTHF)", "680 mcg DFE", "170"),
                ("Zinc (as zinc bisglycinate chelate)", "5 mg", "45"),
            ],
            id="names-over-lines-with-the-amount-on-any-of-them",
        ),
        pytest.param(
            """
            # Supplement Facts
            Serving Size: 1 Teaspoon (4.5 g)
            Amount Per Serving
            L-Glutamine (Free-Form)......................4.5 g (4,500 mg)*
            Vitamin B-6 ................ 2 mg ...... 118%
            * Daily Value not established.
            """,
            [("L-Glutamine (Free-Form)", "4.5 g", None), ("Vitamin B-6", "2 mg", "118")],
            id="dotted-leaders",
        ),
        pytest.param(
            """
            # Supplement Facts
            Serving Size 2 Softgels
            Plant Sterols (as esters)900 mg     *
            Plant Stanols (as esters) )300 mg   *
            Folate (6S)5-MTHF         400 mcg   100%
            Percnt Day Vaues DV are based on 2,000 calorie diet
            """,
            [
                ("Plant Sterols (as esters)", "900 mg", None),
                ("Plant Stanols (as esters)", "300 mg", None),
                ("Folate (6S)5-MTHF", "400 mcg", "100"),
            ],
            id="no-blank-behind-a-bracket-and-a-misread-note",
        ),
        pytest.param(
            """
            # Supplement Facts
            Serving Size 2 Softgels
            Plant Sterol Complex      900 mg     *
            Whole Sterols             300 mg     *
            "Daity value (DV) not established
            "The % Duly Value tells you how much a nutrient in a serving of
            food adds to a diet. 2,000 calories a day is used for general advice.
            """,
            [("Plant Sterol Complex", "900 mg", None), ("Whole Sterols", "300 mg", None)],
            id="notes-whose-first-words-are-misread",
        ),
        pytest.param(
            """
            # Nutrition Facts
            Serving Size 1 Scoop (31 g)
            Calories                         120
                                   % Daily Value
            Total Fat 1.5g                     2
              Saturated Fat 1g                 5
            Cholesterol 55mg                 18%
            Total Carbohydrate 3g             19
              Dietary Fiber <1g               2%
            Protein 24g                      48%
            """,
            [
                ("Calories", "120", None),
                ("Total Fat", "1.5 g", "2"),
                ("Saturated Fat", "1 g", "5"),
                ("Cholesterol", "55 mg", "18"),
                ("Total Carbohydrate", "3 g", None),
                ("Dietary Fiber", "<1 g", "2"),
                ("Protein", "24 g", "48"),
            ],
            id="daily-values-that-lost-their-signs",
        ),
        pytest.param(
            """
            # Supplement Facts
            Serving Size 1 Softgel
                        Amount Per Serving  %Daily Value
            Vitamin D3  125mcg(5,000IU)     625%
            L-Glutamine 1,500mg             †
            †Daily Value not established
            """,
            [("Vitamin D3", "125 mcg", "625"), ("L-Glutamine", "1500 mg", None)],
            id="no-blanks-and-a-second-unit-in-brackets",
        ),
        pytest.param(
            """
            # Supplement Facts
            Serving Size 1 Tablet   Servings Per Container 100
                         Amount  %DV                   Amount  %DV
            Vitamin A    900 mcg  100%    Niacin       16 mg   100%
            Vitamin C    90 mg    100%    Vitamin B6   1.7 mg  100%
            Vitamin D    20 mcg   100%    Biotin       30 mcg  100%
            Other ingredients: Stearic acid.
            """,
            [
                ("Vitamin A", "900 mcg", "100"),
                ("Vitamin C", "90 mg", "100"),
                ("Vitamin D", "20 mcg", "100"),
                ("Niacin", "16 mg", "100"),
                ("Vitamin B6", "1.7 mg", "100"),
                ("Biotin", "30 mcg", "100"),
            ],
            id="two-halves",
        ),
        pytest.param(
            """
            # Nutrition Facts
            Serving Size 1 Packet (8g)
            Amount Per Serving
                               % Daily Value*
            Total Fat 0g               0%
            Sodium 10mg                0%
            Total Carbohydrate 2g      1%
            Protein 5g
            Vitamin A 0%     Vitamin C 0%
            Calcium 0%       Iron 0%
            *Percent Daily Values are based on a 2,000 calorie diet.
            """,
            [
                ("Total Fat", "0 g", "0"),
                ("Sodium", "10 mg", "0"),
                ("Total Carbohydrate", "2 g", "1"),
                ("Protein", "5 g", None),
                ("Vitamin A", None, "0"),
                ("Vitamin C", None, "0"),
                ("Calcium", None, "0"),
                ("Iron", None, "0"),
            ],
            id="vitamins-in-pairs-below-are-no-halves",
        ),
        pytest.param(
            """
            Medicinal Ingredients (per scoop):
            L-Glutamine (HPLC)..................... 5 g
            Non-medicinal ingredients: silicon dioxide.
            """,
            [("L-Glutamine (HPLC)", "5 g", None)],
            id="canadian-without-a-table",
        ),
        pytest.param(
            """
            # Supplement Facts / Informations
            Serving Size / Portion: 1 scoop / mesure (5 g)
                              Amount per serving / Quantité par portion
            L-Glutamine                  5 g
            Medicinal Ingredients: L-Glutamine 5 g
            Non-Medicinal Ingredients: None
            """,
            [("L-Glutamine", "5 g", None)],
            id="said-again-for-another-law-counts-once",
        ),
        pytest.param(
            """
            # Información Nutricional
            Tamaño de la porción: 1 cucharada (5 g)
                              Cantidad por porción    % VD
            Proteínas         5 g            10%
            L-Glutamina       5 g            **
            Ingredientes: L-glutamina.
            """,
            [("Proteínas", "5 g", "10"), ("L-Glutamina", "5 g", None)],
            id="spanish",
        ),
        pytest.param(
            """
            # Valeur nutritive
            Par 1 mesure (5 g)
                                    % valeur quotidienne
            Lipides 0 g              0 %
            Protéines 5 g
            L-Glutamine 5 g
            Ingrédients : L-glutamine.
            """,
            [
                ("Lipides", "0 g", "0"),
                ("Protéines", "5 g", None),
                ("L-Glutamine", "5 g", None),
            ],
            id="french",
        ),
        pytest.param(
            """
            Zusammensetzung       pro Tagesdosis (6 Kapseln)    %NRV*
            L-Glutamin            3000 mg                       **
            Vitamin B6            1,4 mg                        100%
            * Referenzmenge nach EU-Verordnung
            """,
            [("L-Glutamin", "3000 mg", None), ("Vitamin B6", "1.4 mg", "100")],
            id="german",
        ),
        pytest.param(
            """
            # Nutritional information
            Recommended daily dose: 4 tablets
            Daily doses per pack: 30
                           per daily dose     % NRV*
            L-Glutamine      3000 mg             **
            Vitamin B6       1.4 mg             100 %
            * Nutrient reference value
            ** No NRV established
            """,
            [("L-Glutamine", "3000 mg", None), ("Vitamin B6", "1.4 mg", "100")],
            id="european-daily-dose",
        ),
    ],
)
def test_reads_the_rows_that_a_panel_prints(drawing: str, expected: list[Row]) -> None:
    assert rows(panel_of(drawing)) == expected


@pytest.mark.parametrize(
    "sign", ["*", "**", "†", "‡", "§", "^", "★", "t", "T", "+", "++", "#"]
)
def test_a_footnote_sign_is_neither_name_nor_amount(sign: str) -> None:
    drawing = PLAIN.replace("5 g       **", f"5 g       {sign}")

    panel = panel_of(drawing)

    assert rows(panel) == PLAIN_ROWS
    assert [item.text for item in panel.rows[0].evidence] == ["L-Glutamine", "5 g"]


@pytest.mark.parametrize(
    "warp",
    [
        pytest.param(tilted(-7), id="tilted-left"),
        pytest.param(tilted(7), id="tilted-right"),
        pytest.param(bent(25, 700), id="around-a-bottle"),
        pytest.param(bent(-25, 700), id="from-below"),
    ],
)
def test_a_photo_at_an_angle_changes_nothing(warp: object) -> None:
    assert rows(panel_of(PLAIN, warp=warp, confidence=0.95)) == PLAIN_ROWS


# --- formats ------------------------------------------------------------------


def test_rows_beside_the_title_are_read_with_what_stands_below_it() -> None:
    tabular = columns_of(
        """
        Nutrition Facts
        20 servings per container
        Serving size 1 stick (5 g)
        Calories             20
        """,
        """
        Amount/serving         %DV     Amount/serving         %DV
        Total Fat 0g           0%      Total Carb. 2g         1%
        Sodium 5mg             0%      Fiber 1g               4%
        Cholest. 0mg           0%      Protein 6g
        """,
        gutter=12,
    )

    panel = panel_of(tabular)

    assert rows(panel) == [
        ("Calories", "20", None),
        ("Total Fat", "0 g", "0"),
        ("Sodium", "5 mg", "0"),
        ("Cholest", "0 mg", "0"),
        ("Total Carb", "2 g", "1"),
        ("Fiber", "1 g", "4"),
        ("Protein", "6 g", None),
    ]
    assert [text for text, _ in panel.statements][:2] == [
        "20 servings per container",
        "Serving size 1 stick (5 g)",
    ]


def test_the_first_row_of_a_table_may_be_level_with_the_title_beside_it() -> None:
    labels = print_of("""
        # Nutrition
        # Facts
        20 servings per container
        Serving size 1 stick (5 g)
        Calories             20
    """)
    table = print_of("""
        Amount/serving         %DV     Amount/serving         %DV
        Total Fat 0g           0%      Total Carb. 2g         1%
        Sodium 5mg             0%      Fiber 1g               4%
        Cholest. 0mg           0%      Protein 6g
    """)
    strands = [*labels, *(strand.moved(360, -4) for strand in table)]
    lines = arrange(strands, 1200, 300)
    page = Page(
        number=1, width=1200, height=300, unit="px", origin="text-layer", lines=lines
    )

    (panel, *_) = find_panels("label.png", page, LEXICON)

    assert rows(panel) == [
        ("Calories", "20", None),
        ("Total Fat", "0 g", "0"),
        ("Sodium", "5 mg", "0"),
        ("Cholest", "0 mg", "0"),
        ("Total Carb", "2 g", "1"),
        ("Fiber", "1 g", "4"),
        ("Protein", "6 g", None),
    ]


def test_facts_that_run_on_as_text_are_rows() -> None:
    panel = panel_of(
        """
        Nutrition Facts Servings: 20, Serv. size: 1 stick (5g),
        Amount per serving: Calories 20, Total Fat 0g (0% DV), Total
        Carb. 2g (1% DV), Protein 3g, Vit. D 0mcg (0% DV).
        Ingredients: L-Glutamine.
        """
    )

    assert rows(panel) == [
        ("Calories", "20", None),
        ("Total Fat", "0 g", "0"),
        ("Total Carb", "2 g", "1"),
        ("Protein", "3 g", None),
        ("Vit. D", "0 mcg", "0"),
    ]
    assert panel.ended


def test_a_panel_in_the_second_language_beside_the_first_stays_apart() -> None:
    panels = panels_of(
        columns_of(
            """
            Medicinal Ingredients
            per capsule
            L-Glutamine            750 mg
            Vitamin B6 (Pyridoxine  2 mg
            hydrochloride)
            """,
            """
            Ingrédients médicinaux
            par capsule
            L-Glutamine            750 mg
            Vitamine B6             2 mg
            """,
            gutter=12,
        )
    )

    assert rows(panels[0]) == [
        ("L-Glutamine", "750 mg", None),
        ("Vitamin B6 (Pyridoxine hydrochloride)", "2 mg", None),
    ]
    assert rows_of(panels) == panels[0].rows


def test_every_panel_of_a_kit_adds_its_rows() -> None:
    capsules = """
        # Supplement Facts
        Serving Size 1 capsule
        Amount Per Serving
        L. acidophilus    10 billion CFU
        Magnesium         50 mg
    """

    panels = panels_of(columns_of(PLAIN, capsules))

    assert [(row.name, row.panel) for row in rows_of(panels)] == [
        ("L-Glutamine", 0),
        ("Vitamin B6", 0),
        ("Sodium", 0),
        ("L. acidophilus", 1),
        ("Magnesium", 1),
    ]


def test_heads_of_columns_that_say_per_twice_are_no_number_of_servings() -> None:
    panel = panel_of(
        """
        # Nutrition Information
        Serving size: 5 g
                       Per serving    Per 100 g
        L-Glutamine        5 g           100 g
        Sodium             2 mg          40 mg
        """
    )

    assert panel.headings == ("Per serving", "Per 100 g")


def test_a_purity_in_brackets_belongs_to_the_name() -> None:
    panel = panel_of(PLAIN.replace("L-Glutamine        ", "L-Glutamine (98.5%) "))

    assert rows(panel)[0] == ("L-Glutamine (98.5%)", "5 g", None)


@pytest.mark.parametrize(
    ("beside", "amount_printed"),
    [
        pytest.param("7,5 mg", "1500 mg", id="a-decimal-comma-makes-it-a-thousand"),
        pytest.param("7.5 mg", "1.500 mg", id="a-decimal-point-does-not"),
        pytest.param("1,200 mg", "1.500 mg", id="a-thousands-comma-does-not"),
    ],
)
def test_a_point_before_three_digits_goes_by_the_other_numbers(
    beside: str, amount_printed: str
) -> None:
    panel = panel_of(
        f"""
        # Información nutricional
        Dosis diaria: 2 comprimidos
                        Por dosis diaria
        L-Glutamina      1.500 mg
        Zinc             {beside}
        """
    )

    assert amount(panel.rows[0]) == amount_printed


# --- footnotes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "notes", "form"),
    [
        pytest.param(
            "L-Glutamine¹",
            "** Daily Value not established.\n    ¹ as L-alanyl-L-glutamine",
            "as L-alanyl-L-glutamine",
            id="a-raised-number",
        ),
        pytest.param(
            "L-Glutamine§",
            "§ from fermented corn\n    ** Daily Value not established.",
            "from fermented corn",
            id="a-sign-before-the-other-notes",
        ),
        pytest.param(
            "L-Glutamine1",
            "** Daily Value not established.\n    as L-alanyl-L-glutamine",
            "as L-alanyl-L-glutamine",
            id="a-sign-lost-on-a-photo",
        ),
        pytest.param(
            "L-Glutamine{1",
            "** Daily Value not established.\n    as L-alanyl-L-glutamine",
            "as L-alanyl-L-glutamine",
            id="a-number-read-with-a-bracket",
        ),
        pytest.param(
            "L-Glutamine'",
            "** Daily Value not established.\n    as L-alanyl-L-glutamine",
            "as L-alanyl-L-glutamine",
            id="a-number-read-as-an-apostrophe",
        ),
        pytest.param(
            "L-Glutamine§",
            "** Daily Value not established.\n    § Sustamine L-Alanyl-L-Glutamine",
            "Sustamine L-Alanyl-L-Glutamine",
            id="a-note-that-names-it",
        ),
        pytest.param(
            "L-Glutamine§",
            "** Daily Value not established.\n    § Naturally fermented",
            None,
            id="a-note-of-something-else",
        ),
        pytest.param(
            "L-Glutamine",
            "** Daily Value not established.\n    § as magnesium citrate",
            None,
            id="the-note-of-another-row",
        ),
        pytest.param("L-Glutamine", "** Daily Value not established.", None, id="none"),
    ],
)
def test_a_footnote_reaches_its_row(name: str, notes: str, form: str | None) -> None:
    panel = panel_of(
        f"""
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
                         Amount Per Serving   %DV
    Vitamin B6                2 mg     118%
    {name:<20}      5 g       **
    {notes}
    """
    )

    assert panel.rows[1].source_form == form
    assert panel.rows[1].name.startswith("L-Glutamine")


# --- blends -------------------------------------------------------------------

BLENDS = """
    # Supplement Facts
    Serving Size 1 Scoop (12 g)
                                   Amount Per Serving  % Daily Value
    Vitamin C                          60 mg      67%
    Greens Superfood Blend             4.2 g      †
      Organic wheatgrass powder, chlorella (broken cell
      wall), pomegranate (40% ellagic
      acid), grape seed extract
    Antioxidant Complex                1,200 mg   †
      Acai Berry
      Goji Berry (Lycium barbarum)
    Amino Matrix                       10 g
      Leucine Complex (L-Leucine,       7 g       †
      L-Valine) 2:1
      L-Glutamine                      2.5 g      †
    Caffeine (from green tea)          95 mg      †
    † Daily Value not established.
"""


def test_members_of_a_blend_are_rows_of_their_own() -> None:
    panel = panel_of(BLENDS)

    assert [(row.name, amount(row), row.blend) for row in panel.rows] == [
        ("Vitamin C", "60 mg", None),
        ("Greens Superfood Blend", "4.2 g", None),
        ("Organic wheatgrass powder", None, "Greens Superfood Blend"),
        ("chlorella (broken cell wall)", None, "Greens Superfood Blend"),
        ("pomegranate (40% ellagic acid)", None, "Greens Superfood Blend"),
        ("grape seed extract", None, "Greens Superfood Blend"),
        ("Antioxidant Complex", "1200 mg", None),
        ("Acai Berry", None, "Antioxidant Complex"),
        ("Goji Berry (Lycium barbarum)", None, "Antioxidant Complex"),
        ("Amino Matrix", "10 g", None),
        ("Leucine Complex (L-Leucine, L-Valine) 2:1", "7 g", "Amino Matrix"),
        ("L-Glutamine", "2.5 g", "Amino Matrix"),
        ("Caffeine (from green tea)", "95 mg", None),
    ]
    assert [row.name for row in panel.rows if row.is_blend] == [
        "Greens Superfood Blend",
        "Antioxidant Complex",
        "Amino Matrix",
    ]


@pytest.mark.parametrize("degrees", [-4, 0, 4])
def test_a_blend_within_a_blend_has_members_of_its_own(degrees: float) -> None:
    panel = panel_of(
        """
    # Supplement Facts
    Serving Size 1 Scoop (12 g)
                               Amount Per Serving  %DV
    Recovery Matrix                9 g         †
       Amino Blend               7.5 g         †
          L-Glutamine              3 g         †
          L-Leucine              4.5 g         †
       Hydration Blend           1.5 g         †
          Taurine
          Potassium citrate
    Vitamin B6                   1.7 mg      100%
        """,
        warp=tilted(degrees),
        confidence=0.95,
    )

    assert [(row.name, row.blend, row.is_blend) for row in panel.rows] == [
        ("Recovery Matrix", None, True),
        ("Amino Blend", "Recovery Matrix", True),
        ("L-Glutamine", "Amino Blend", False),
        ("L-Leucine", "Amino Blend", False),
        ("Hydration Blend", "Recovery Matrix", True),
        ("Taurine", "Hydration Blend", False),
        ("Potassium citrate", "Hydration Blend", False),
        ("Vitamin B6", None, False),
    ]


def test_a_blend_within_a_blend_is_told_by_the_step_of_its_names() -> None:
    """Half a height of their print, whatever stands beside it is as high as."""
    panel = panel_of("""
        # Supplement Facts
        Serving Size 1 Scoop (12 g)
        Recovery Matrix                9 g
         Amino Blend                 7.5 g
          L-Glutamine                  3 g
          L-Leucine                  4.5 g
         Hydration Blend             1.5 g
          Taurine                      1 g
    """)

    assert [(row.name, row.blend) for row in panel.rows] == [
        ("Recovery Matrix", None),
        ("Amino Blend", "Recovery Matrix"),
        ("L-Glutamine", "Amino Blend"),
        ("L-Leucine", "Amino Blend"),
        ("Hydration Blend", "Recovery Matrix"),
        ("Taurine", "Hydration Blend"),
    ]


def test_a_blend_may_list_its_members_behind_a_colon() -> None:
    panel = panel_of(
        """
        # Supplement Facts
        Serving Size 1 Lozenge
                                              Amount Per Serving  %DV
        Calm Blend: Valerian, L-Tyrosine, L-Glutamine  210 mg       *
        Vitamin B12                                    6 mcg      250%
        * Daily Value not established.
        """
    )

    assert [(row.name, amount(row), row.blend) for row in panel.rows] == [
        ("Calm Blend", "210 mg", None),
        ("Valerian", None, "Calm Blend"),
        ("L-Tyrosine", None, "Calm Blend"),
        ("L-Glutamine", None, "Calm Blend"),
        ("Vitamin B12", "6 mcg", None),
    ]


# --- columns ------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads",
    [
        pytest.param(("per 100 g", "per 30 g serving"), id="hundred-grams-first"),
        pytest.param(("per 30 g serving", "per 100 g"), id="serving-first"),
        pytest.param(("Per 100g", "Per Serving"), id="no-blank"),
        pytest.param(("pro 100 g", "pro Portion"), id="german"),
        pytest.param(("Avg qty per serving", "Avg qty per 100g"), id="averages"),
        pytest.param(("Per 100 g", "Per 30 g serving"), id="weight-before-the-word"),
        pytest.param(("100 g", "30 g (1 scoop)"), id="weights-alone"),
        pytest.param(("100 g", "Portion (30 g)"), id="without-per"),
    ],
)
def test_per_100_g_is_never_taken_for_the_serving(heads: tuple[str, str]) -> None:
    values = {True: ("13 g", "78 g", "0.5 g"), False: ("3.9 g", "23.4 g", "0.2 g")}
    first, second = (values["100" in head] for head in heads)
    names = ("L-Glutamine", "Protein", "Salt")
    table = "\n".join(
        f"{name:<20}{one:<20}{two}"
        for name, one, two in zip(
            ("", *names), (heads[0], *first), (heads[1], *second), strict=True
        )
    )

    panel = panel_of(f"# Nutrition Information\n{table}\nIngredients: whey.")

    assert [amount(row) for row in panel.rows] == ["3.9 g", "23.4 g", "0.2 g"]
    assert [str(row.columns[0].amount) for row in panel.rows] == ["13", "78", "0.5"]
    assert {row.per for row in panel.rows} == {"serving"}


@pytest.mark.parametrize(
    ("heads", "first", "second"),
    [
        pytest.param(
            "Avg Qty per Serving Avg Qty per 100 g", "6.0", "120", id="serving-first"
        ),
        pytest.param(
            "Avg Qty per 100 g Avg Qty per Serving", "120", "6.0", id="serving-last"
        ),
    ],
)
def test_heads_set_tight_are_told_by_their_order(
    heads: str, first: str, second: str
) -> None:
    panel = panel_of(
        f"""
        # Nutrition Information
        Servings per package: 60
                                {heads}
        Protein           {first} g             {second} g
        Salt              0 g               0 g
        """
    )

    assert [amount(row) for row in panel.rows] == ["6.0 g", "0 g"]
    assert str(panel.rows[0].columns[0].amount) == "120"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("% NRV* per serving", id="of-a-serving"),
        pytest.param("%VNR (2 sachets)", id="of-a-count"),
        pytest.param("% NRV", id="plain"),
    ],
)
@pytest.mark.parametrize("sign", ["", " %"], ids=["bare", "signed"])
def test_daily_values_far_to_the_right_stand_under_their_head(head: str, sign: str) -> None:
    panel = panel_of(
        f"""
        Nutrition facts
                         per daily portion (12 g)             {head}
        L-Glutamine      5 g                                  -
        Zinc             10 mg                                100{sign}
        Vitamin B6       1.4 mg                               75{sign}
        Ingredients: L-glutamine.
        """
    )

    assert rows(panel)[1:] == [("Zinc", "10 mg", "100"), ("Vitamin B6", "1.4 mg", "75")]


def test_a_head_that_counts_what_the_amounts_are_of_is_no_row() -> None:
    panel = panel_of(
        """
        Composition
        Nutriments       Pour 1 sachet       Pour 2 sachets       % VNR (2 sachets)
        L-glutamine      2,5 g               5 g                  -
        Zinc             5 mg                10 mg                100 %
        *VNR : valeurs nutritionnelles de référence
        """
    )

    assert [(name, number) for name, number, _ in rows(panel)] == [
        ("L-glutamine", "2.5 g"),
        ("Zinc", "5 mg"),
    ]
    assert panel.headings[0].endswith("Pour 1 sachet")


def test_only_per_100_g_is_said_so() -> None:
    panel = panel_of(
        """
        # Nutrition Information
                         per 100 g
        Protein           97 g
        L-Glutamine       100 g
        Salt              0 g
        """
    )

    assert {row.per for row in panel.rows} == {"100 g"}


TWO_SERVINGS = """
    # Supplement Facts
    Serving Size: 1 Scoop (6 g)
                         Per 1 Scoop         Per 2 Scoops
                        Amount    %DV       Amount   %DV
    Vitamin B6          2 mg     118%        4 mg    235%
    L-Glutamine         5 g       †          10 g     †
    Beta-Alanine        -         -          1.6 g    †
    † Daily Value not established
"""


def test_a_second_serving_size_stands_in_a_column_of_its_own() -> None:
    vitamin, glutamine, alanine = panel_of(TWO_SERVINGS).rows

    assert (amount(vitamin), str(vitamin.percent_dv)) == ("2 mg", "118")
    assert (vitamin.columns[0].amount, vitamin.columns[0].percent_dv) == (4, 235)
    assert (amount(glutamine), glutamine.columns[0].amount) == ("5 g", Decimal(10))
    assert "2 Scoops" in glutamine.columns[0].heading
    assert (amount(alanine), alanine.columns[0].amount) == (None, Decimal("1.6"))


def test_an_amount_of_two_servings_is_never_that_of_one() -> None:
    """Where its heads do not say so, the rows that have both amounts do."""
    vitamin, glutamine, taurine = panel_of(
        """
        # Supplement Facts
        Serving Size: 1 Scoop (6 g)
                            Amount    %DV      Amount    %DV
        Vitamin B6           2 mg     118%      4 mg     235%
        L-Glutamine                             10 g       †
        Taurine              1 g       †        2 g        †
        † Daily Value not established
        """
    ).rows

    assert (amount(vitamin), amount(taurine)) == ("2 mg", "1 g")
    assert (amount(glutamine), glutamine.columns[0].amount) == (None, Decimal(10))


@pytest.mark.parametrize("degrees", [-6.0, -3.0, 3.0, 6.0])
def test_the_columns_of_a_panel_that_leans_stay_apart(degrees: float) -> None:
    """Its first column reaches as far as its second began at the top."""
    rows = "".join(
        f"""
    Vitamin B{n:<2}      {n} mg    {2 * n} mg"""
        for n in range(11, 40)
    )
    drawing = f"""
    # Supplement Facts
    Serving Size: 1 Scoop (6 g)
                   1 Scoop    2 Scoops{rows}
    Taurine                   90 mg
    """

    *vitamins, taurine = panel_of(drawing, warp=tilted(degrees)).rows

    assert [(row.amount, row.columns[0].amount) for row in vitamins] == [
        (n, 2 * n) for n in range(11, 40)
    ]
    assert (taurine.amount, taurine.columns[0].amount) == (None, 90)


def test_a_percentage_ends_its_column() -> None:
    panel = panel_of(
        """
        # Supplement Facts
                        Per 1 Scoop     Per 2 Scoops
        Calcium           15 mg  1%     30 mg   2%
        Magnesium         25 mg  6%     50 mg  12%
        Sodium            175 mg     8% 350 mg 15%
        """
    )

    assert [(row.percent_dv, row.columns[0].percent_dv) for row in panel.rows] == [
        (1, 2),
        (6, 12),
        (8, 15),
    ]


def test_energy_in_two_units_is_two_rows() -> None:
    table = """
        # Nutrition Information
                         per 100 g               per 30 g serving
        Energy           1580 kJ/372 kcal        474 kJ/112 kcal
        Protein          78 g                    23.4 g
        L-Glutamine      13 g                    3.9 g
    """

    parted = panel_of(table)
    bracketed = panel_of(table.replace("kJ/112 kcal", "kJ (112 kcal)"))

    assert [amount(row) for row in parted.rows][:2] == ["474 kJ", "112 kcal"]
    assert [amount(row) for row in bracketed.rows][:2] == ["474 kJ", "112 kcal"]


# --- what stands around it ----------------------------------------------------


def test_a_paragraph_beside_the_panel_is_none_of_it() -> None:
    drawing = columns_of(
        PLAIN,
        """
        DIRECTIONS: Mix 1 scoop with 8 oz of
        water, 1-2 times daily, preferably on
        an empty stomach or 30 minutes before
        a workout. Do not exceed 4 scoops or
        20 g in a day unless advised by your
        physician. Consult your physician if
        you are taking 5 mg of any medication.
        """,
    )

    assert rows(panel_of(drawing)) == PLAIN_ROWS


def test_two_panels_beside_each_other_stay_apart() -> None:
    second = """
        # Supplement Facts
        Serving Size 2 Capsules
        Servings Per Container 30
                    Amount Per Serving   %DV
        Zinc             15 mg      136%
        Magnesium       200 mg       48%
        L-Theanine      100 mg       **
        ** Daily Value not established.
    """

    one, other = panels_of(columns_of(PLAIN, second, 8))

    assert rows(one) == PLAIN_ROWS
    assert rows(other) == [
        ("Zinc", "15 mg", "136"),
        ("Magnesium", "200 mg", "48"),
        ("L-Theanine", "100 mg", None),
    ]


@pytest.mark.parametrize("lines", [1, 3], ids=["title", "title-and-servings"])
def test_a_panel_whose_head_was_cut_off_is_read(lines: int) -> None:
    headless = "\n".join(PLAIN.strip("\n").split("\n")[lines:])

    panel = panel_of(headless)

    assert rows(panel) == PLAIN_ROWS
    assert panel.title == ""


def test_an_amino_acid_profile_is_told_from_the_panel() -> None:
    panels = panels_of(
        PLAIN
        + """
    Typical Amino Acid Profile
    Glutamic Acid      17.0 g
    Leucine            10.6 g
    """
    )

    assert [panel.profile for panel in panels] == [False, True]
    assert [row.name for row in panels[1].rows] == ["Glutamic Acid", "Leucine"]


@pytest.mark.parametrize(
    ("drawing", "ended"),
    [
        pytest.param(PLAIN, True, id="a-list-follows"),
        pytest.param(
            PLAIN.split("\n\n")[0], True, id="the-footnote-is-the-end-of-any-panel"
        ),
        pytest.param(
            "\n".join(PLAIN.strip("\n").split("\n")[:-3]), False, id="the-picture-ends"
        ),
    ],
)
def test_a_panel_ended_only_where_something_shows_it(drawing: str, ended: bool) -> None:
    assert panel_of(drawing, confidence=0.95, cut_off=True).ended is ended


@pytest.mark.parametrize(
    ("row", "note", "ended"),
    [
        pytest.param("L-Glutamine¹", "", False, id="a-number-without-its-note"),
        pytest.param("L-Glutamine1", "", False, id="a-number-not-raised"),
        pytest.param("L-Glutamine'", "", False, id="a-number-read-as-an-apostrophe"),
        pytest.param("L-Glutamine¹", "¹ Naturally fermented", True, id="its-note"),
        pytest.param("Omega3", "", True, id="a-number-of-the-name"),
        pytest.param("Vitamin B6", "", True, id="a-vitamin"),
    ],
)
def test_a_panel_has_not_ended_before_the_notes_of_its_rows(
    row: str, note: str, ended: bool
) -> None:
    drawing = f"""
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
                         Amount Per Serving   %DV
    {row:<20}      5 g       **
    ** Daily Value not established.
    {note}
    """

    assert panel_of(drawing).ended is ended


@pytest.mark.parametrize(
    ("note", "confidence", "ended"),
    [
        pytest.param("atL-alanyiL-glutarine", 0.86, False, id="it-may-name-the-row"),
        pytest.param("store with its scoop inside", 0.86, True, id="of-something-else"),
        pytest.param("** Based on a 2,000 vitamin diet", 0.86, True, id="daily-values"),
        pytest.param("taken with L-glutamine", 0.99, True, id="read-for-sure"),
    ],
)
def test_a_panel_is_open_where_a_doubtful_note_may_speak_of_a_row(
    note: str, confidence: float, ended: bool
) -> None:
    drawing = PLAIN.replace("established.", f"established.\n    {note}")
    page = sheet_page(drawing, confidence=0.98)
    doubtful = read_in_doubt(page, confidence, lambda line: line.text == note)

    (panel,) = find_panels("label.png", doubtful, LEXICON)

    assert panel.ended is ended


@pytest.mark.parametrize(
    ("names", "confidence", "ended"),
    [
        pytest.param(("Pe erving", "GI"), 0.95, False, id="scraps-of-a-blurred-picture"),
        pytest.param(("Pe erving", "Taurine"), 0.95, True, id="one-of-them-is-known"),
        pytest.param(("Qorvane", "Zyxol"), None, True, id="artwork-has-new-names"),
    ],
)
def test_a_picture_s_panel_without_a_known_row_is_open(
    names: tuple[str, str], confidence: float | None, ended: bool
) -> None:
    panel = panel_of(
        f"""
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
                      Amount Per Serving   %DV
    {names[0]:<14}         5 g       **
    {names[1]:<14}         2 g       **
    ** Daily Value not established.

    Other Ingredients: Silica.
        """,
        confidence=confidence,
    )

    assert panel.ended is ended


def test_a_sheet_without_a_panel_has_none() -> None:
    assert (
        panels_of(
            """
            Product: L-Glutamine, fermented
            Test                    Specification         Result
            Assay                   98.5 - 101.5 %        99.6 %
            Loss on drying          max. 0.20 %           0.08 %
            """
        )
        == ()
    )


def test_evidence_quotes_the_words_of_the_page() -> None:
    leaders = "# Supplement Facts\nAmount Per Serving\nL-Glutamine......5 g\nZinc......2 mg"
    page = sheet_page(leaders)

    (panel,) = find_panels("label.png", page, LEXICON)

    assert panel.rows[0].evidence[0].text == "L-Glutamine......5 g"
    assert panel.rows[0].evidence[0].box == page.lines[2].box


# --- laws ---------------------------------------------------------------------

nutrient_names = st.sampled_from(
    ["L-Glutamine", "Vitamin C", "Zinc", "Magnesium", "Taurine", "Niacin", "Biotin", "Iron"]
)


@given(
    table=st.lists(
        st.tuples(
            nutrient_names,
            st.integers(1, 9999),
            st.sampled_from(["mg", "g", "mcg"]),
            st.integers(1, 999),
        ),
        min_size=2,
        max_size=30,
        unique_by=lambda row: row[0],
    ),
    degrees=st.floats(-7, 7),
)
@settings(deadline=None, max_examples=40)
def test_any_table_reads_back_from_any_angle(
    table: list[tuple[str, int, str, int]], degrees: float
) -> None:
    drawing = "\n".join(
        [
            "# Supplement Facts",
            "Serving Size 1 Scoop (5 g)",
            f"{'':<20}{'Amount Per Serving':<24}% Daily Value",
            *(f"{name:<24}{f'{n} {unit}':<22}{dv}%" for name, n, unit, dv in table),
            "Other Ingredients: None.",
        ]
    )

    panel = panel_of(drawing, warp=tilted(degrees), confidence=0.9)

    assert rows(panel) == [(name, f"{n} {unit}", str(dv)) for name, n, unit, dv in table]


def test_a_row_of_leaders_alone_is_none() -> None:
    drawing = "# Supplement Facts\nL-Glutamine   5 g\n..........\nZinc   5 mg   45%"

    assert rows(panel_of(drawing)) == [
        ("L-Glutamine", "5 g", None),
        ("Zinc", "5 mg", "45"),
    ]


@given(
    text=st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60
    )
)
@settings(deadline=None, max_examples=60)
def test_no_row_can_break_the_reader(text: str) -> None:
    drawing = f"# Supplement Facts\nL-Glutamine   5 g\n{text}\nZinc   5 mg   45%"

    assert panels_of(drawing)


# --- panels of a single row, and titles that tell no width -----------------------


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        pytest.param(
            """
            Supplement Facts
            Serving Size 2 Capsules
            L-Glutamine                        1,000 mg

            Ingredients: L-Glutamine, gelatin. Sold only where it is sealed.
            """,
            [("L-Glutamine", "1000 mg", None)],
            id="print-across-the-column-tells-its-width",
        ),
        pytest.param(
            """
            # Supplement Facts
            Serving Size: 1 Scoop (5 g)                                          Stir it
            Servings Per Container: 80                                           into 9 oz
            Amount Per Serving                                            %DV*   of water,
            L-Glutamine                                            5 g    †      drink it
            † Daily Value not established.                                       at night.
            """,
            [("L-Glutamine", "5 g", None)],
            id="the-head-of-daily-values-tells-its-width",
        ),
        pytest.param(
            """
            Supplement Facts
            Serving Size 1 Scoop (5 g)
            L-Glutamine (free form)..........................................5 g*
            *Daily Value not established.
            """,
            [("L-Glutamine (free form)", "5 g", None)],
            id="a-leader-goes-beyond-the-title",
        ),
        pytest.param(
            "Medicinal ingredient (per scoop): L-Glutamine . . . . . 5 g",
            [("L-Glutamine", "5 g", None)],
            id="one-row-behind-its-heading",
        ),
        pytest.param(
            "Composition pour une dose journalière (5 g) : L-glutamine 5 000 mg.",
            [("L-glutamine", "5000 mg", None)],
            id="one-row-with-a-blank-between-thousands",
        ),
        pytest.param(
            """
            # Nutritional Information
            Typical values        Per sachet (5g)
            Protein                     5.0g
            of which L-Glutamine        5.0g
            """,
            [("Protein", "5.0 g", None), ("of which L-Glutamine", "5.0 g", None)],
            id="a-sachet-heads-its-column",
        ),
        pytest.param(
            """
            # Nutrition Facts
            Serving size 1 scoop (31 g)
            Amount per serving
            Calories                 120
                       % Daily Value*
            Total Sugars 1g
              Includes 0g Added       0%
              Sugars
            Protein 25g              50%
            """,
            [
                ("Calories", "120", None),
                ("Total Sugars", "1 g", None),
                ("Added Sugars", "0 g", "0"),
                ("Protein", "25 g", "50"),
            ],
            id="added-sugars-on-two-lines",
        ),
    ],
)
def test_reads_rows_wherever_their_amounts_stand(drawing: str, expected: list[Row]) -> None:
    assert rows(panel_of(drawing)) == expected


def test_an_amount_of_the_column_beside_is_not_taken_for_one_without() -> None:
    panels = panels_of("""
        Supplement Facts
        Serving Size 1 Scoop (9 g)
        Sport Blend   9 g    Mix a scoop into
          L-Glutamine        250 ml of water
          L-Leucine          and drink it.
        Warning: not for minors. Sold in nine countries of the world.
    """)

    assert [(row.name, amount(row)) for row in panels[0].rows] == [
        ("Sport Blend", "9 g"),
        ("L-Glutamine", None),
        ("L-Leucine", None),
    ]


@pytest.mark.parametrize(
    ("note", "milligrams"),
    [
        pytest.param("Para tomar con agua antes de las comidas.", "2000", id="spanish"),
        pytest.param("Take it with water before the meals.", "2.000", id="english"),
    ],
)
def test_a_point_groups_thousands_in_a_language_that_writes_so(
    note: str, milligrams: str
) -> None:
    panel = panel_of(f"""
        Información nutricional
        Por dosis diaria
        L-Glutamina        2.000 mg

        {note}
    """)

    assert amount(panel.rows[0]) == f"{milligrams} mg"


def test_a_serving_may_stand_on_the_line_of_the_title() -> None:
    panel = panel_of("""
        SUPPLEMENT FACTS | SERVING SIZE 1 SCOOP (5.1 G)
        Amount per serving        %DV
        L-Glutamine       5 g     **
    """)

    assert panel.title == "SUPPLEMENT FACTS |"
    assert "SERVING SIZE 1 SCOOP (5.1 G)" in [text for text, _ in panel.statements]


@pytest.mark.parametrize(
    ("note", "form"),
    [
        pytest.param(
            "† Supplied as L-alanyl-L-glutamine.",
            "Supplied as L-alanyl-L-glutamine",
            id="of-the-row",
        ),
        pytest.param("* Supplied as L-alanyl-L-glutamine.", None, id="another-sign"),
        pytest.param("† As part of a healthy diet.", None, id="of-no-substance"),
        pytest.param("† Bound in whey.", "Bound in whey", id="of-a-protein"),
        pytest.param(
            "† Naturally occurring in milk protein.",
            "Naturally occurring in milk protein",
            id="by-nature",
        ),
    ],
)
def test_a_note_below_the_statements_tells_what_a_row_is(
    note: str, form: str | None
) -> None:
    panel = panel_of(f"""
        # Supplement Facts
        Serving Size 1 Scoop (5 g)
        Amount Per Serving        %DV
        L-Glutamine†      5 g
        Zinc              5 mg    45%

        Directions: Mix 1 scoop with water.

        {note}
    """)

    assert panel.rows[0].source_form == form


@pytest.mark.parametrize(
    ("note", "confidence", "ended"),
    [
        pytest.param("‡ Naturally occurring in whey.", 0.9, False, id="sign-lost"),
        pytest.param("‡ Naturally occurring in whey.", None, True, id="no-picture"),
        pytest.param("‡ As part of a healthy diet.", 0.9, True, id="of-no-protein"),
    ],
)
def test_a_note_on_a_protein_whose_row_was_not_read_leaves_the_panel_open(
    note: str, confidence: float | None, ended: bool
) -> None:
    drawing = f"""
        # Supplement Facts
        Serving Size 1 Scoop (5 g)
        Amount Per Serving        %DV
        L-Glutamine       5 g     **
        ** Daily Value not established.

        Directions: Mix 1 scoop with water.

        {note}
    """

    assert panel_of(drawing, confidence=confidence).ended is ended


@pytest.mark.parametrize("head", ["Amount", "Amount Per Serving"])
@pytest.mark.parametrize(
    ("measure", "ended"),
    [("per container", False), ("per 2 scoops", False), ("per serving", True)],
)
def test_an_amount_of_more_than_a_serving_leaves_the_panel_open(
    measure: str, ended: bool, head: str
) -> None:
    panel = panel_of(f"""
        # Supplement Facts
        Serving Size 1 Scoop (5 g)
                          {head:<18}   %DV
        L-Glutamine       5 g {measure}  **
        ** Daily Value not established.

        Directions: Mix 1 scoop with water.
    """)

    assert panel.ended is ended


UNITED_KINGDOM = """
    Typical values         per 100g      per 40g      %RI*
    Energy                 1582kJ        633kJ        8%
                           375kcal       150kcal
    Fat                    8.0g          3.2g         5%
    Protein                11g           4.4g         9%
    - gluten               Not detected  Not detected
    Salt                   Trace         Trace
"""


def test_kilocalories_below_kilojoules_are_a_row_of_energy() -> None:
    panel = panel_of(UNITED_KINGDOM)

    assert [(row.name, amount(row)) for row in panel.rows] == [
        ("Energy", "633 kJ"),
        ("Energy", "150 kcal"),
        ("Fat", "3.2 g"),
        ("Protein", "4.4 g"),
        ("Salt", None),
    ]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("Per portion (5 g)", id="english"),
        pytest.param("Par dose (5 g)", id="french"),
        pytest.param("Por racion (5 g)", id="spanish"),
        pytest.param("Pro Tagesdosis (5 g)", id="german"),
    ],
)
def test_the_columns_of_a_sheet_may_stand_far_right_of_a_short_title(head: str) -> None:
    panel = panel_of(f"""
        # Nutrition declaration
                                           Per 100 g                      {head}
        L-Glutamine                        98 g                           4.9 g
        Fat                                0 g                            0 g
        Protein                            0 g                            0 g
    """)

    assert [(row.name, amount(row)) for row in panel.rows] == [
        ("L-Glutamine", "4.9 g"),
        ("Fat", "0 g"),
        ("Protein", "0 g"),
    ]


@pytest.mark.parametrize("told", ["Not detected", "Nil detected", "Nil", "N.D."])
def test_what_was_not_found_is_no_row(told: str) -> None:
    panel = panel_of(f"""
        # Nutrition Information
                          Per 100 g     Per 5 g
        L-Glutamine       100 g         5 g
        Gluten            {told:<12}  {told}
        Sodium            5 mg          0 mg
    """)

    assert [row.name for row in panel.rows] == ["L-Glutamine", "Sodium"]


def test_a_title_may_tell_what_all_amounts_are_of() -> None:
    panel = panel_of("""
        # Typical composition (per 100 g)
        L-Glutamine       99 g
        Moisture          0.2 g
        Ash               0.1 g
    """)

    assert {row.per for row in panel.rows} == {"100 g"}


@pytest.mark.parametrize("per", ["in", "par"])
def test_what_an_amount_is_of_is_no_part_of_a_name(per: str) -> None:
    panel = panel_of(f"""
        # Nutrition Information
        L-Glutamine {per} 100 g    99 g
        Fat {per} 100 g            0.2 g
        Salt {per} 100 g           0.1 g
    """)

    assert [row.name for row in panel.rows] == ["L-Glutamine", "Fat", "Salt"]


def test_a_head_may_be_a_weight_of_any_size() -> None:
    panel = panel_of(UNITED_KINGDOM)

    assert any("per 40g" in text for text, _ in panel.statements)


def test_a_specification_has_limits_and_a_column_of_units() -> None:
    panel = panel_of("""
        Composition
        Parameter         Limits     Unit
        Protein (as is)   88-92      %
        Moisture          max. 6     %
        Sodium            120        mg
    """)

    assert rows(panel) == [
        ("Protein (as is)", "92 %", None),
        ("Moisture", "6 %", None),
        ("Sodium", "120 mg", None),
    ]


def test_a_title_may_tell_that_all_amounts_are_per_100_g() -> None:
    panel = panel_of("""
        Average Nutritional Values per 100 g
        Fat              0.5 g
        Protein          97 g
        Salt             0.9 g
    """)

    assert {row.per for row in panel.rows} == {"100 g"}


def test_the_short_name_of_daily_values_is_no_row() -> None:
    panel = panel_of("""
        # Nutrition Information
        Serves per pack: 30
        Serve size: 5 g (2 gummies)
                         Per serve            Per 100 g
        Sodium           6 mg                 120 mg
        Vitamin C        60 mg (150% RDI)     1200 mg
        Zinc             3 mg (25% RDI)       60 mg
    """)

    assert rows(panel) == [
        ("Sodium", "6 mg", None),
        ("Vitamin C", "60 mg", "150"),
        ("Zinc", "3 mg", "25"),
    ]


@pytest.mark.parametrize(
    ("unit", "letters", "top", "units"),
    [
        pytest.param("mg", "at", 100, ["mg", "mg"], id="raised-behind-the-unit"),
        pytest.param("", "g", 110, ["g", "mg"], id="a-unit-without-tall-letters"),
    ],
)
def test_a_small_sign_read_as_letters_is_no_unit(
    unit: str, letters: str, top: float, units: list[str]
) -> None:
    number = line_of(f"650 {unit}", left=400, top=100, row=1, height=20)
    lines = (
        line_of("Supplement Facts", top=40, row=0, height=40),
        line_of("EPA", top=100, row=1, height=20),
        number,
        line_of(letters, left=number.box.x1 + 8, top=top, row=1, height=12),
        line_of("Taurine", top=130, row=2, height=20),
        line_of("450 mg", left=400, top=130, row=2, height=20),
    )
    page = replace(page_of(), width=600, height=200, lines=lines)

    (panel,) = find_panels("label.png", page, LEXICON)

    assert [row.unit for row in panel.rows] == units


@pytest.mark.parametrize(
    ("head", "shares", "told"),
    [
        pytest.param("", ("91%", "50%", "14"), [91, 50, None], id="below-percentages"),
        pytest.param(
            "% Daily Value", ("*", "*", "22"), [None, None, None], id="below-their-head"
        ),
        pytest.param(
            "% Daily Value", ("00", "00", "7"), [None, None, 7], id="noughts-below-it"
        ),
        pytest.param("", ("91%", "50%", "0"), [91, 50, None], id="a-nought-for-a-sign"),
    ],
)
def test_a_small_sign_read_as_digits_is_no_daily_value(
    head: str, shares: Sequence[str], told: list[int | None]
) -> None:
    printed = (("Zinc", "10 mg"), ("Iron", "9 mg"), ("Taurine", "90 mg"))
    lines = [line_of("Supplement Facts", top=40, row=0, height=40)]
    if head:
        lines.append(line_of("Amount Per Serving", top=95, row=1))
        lines.append(line_of(head, left=540, top=95, row=1))
    for row, ((name, weight), share) in enumerate(zip(printed, shares, strict=True), 2):
        small = share in ("14", "22")
        lines += [
            line_of(name, top=70 + 30 * row, row=row),
            line_of(weight, left=400, top=70 + 30 * row, row=row),
            line_of(
                share, left=560, top=70 + 30 * row, row=row, height=10 if small else 20
            ),
        ]
    page = replace(page_of(), width=700, height=300, lines=tuple(lines))

    (panel,) = find_panels("label.png", page, LEXICON)

    assert [row.percent_dv for row in panel.rows] == told


def test_a_small_sign_does_not_tell_how_large_the_print_of_its_row_is() -> None:
    """Or else a name that begins a little left of the names above it is cut off."""
    printed = (
        (40, "Magnesium", "60 mg", ""),
        (58, "from Citrate", "", ""),
        (66, "and Oxide", "", ""),
        (74, "of the Sea", "", ""),
        (40, "Pink Salt", "250 mg", "★"),
    )
    lines = [line_of("Supplement Facts", top=40, row=0, height=40)]
    for row, (left, name, weight, sign) in enumerate(printed, start=1):
        lines.append(line_of(name, left=left, top=70 + 30 * row, row=row))
        if weight:
            lines.append(line_of(weight, left=400, top=70 + 30 * row, row=row))
        if sign:
            lines.append(line_of(sign, left=500, top=75 + 30 * row, row=row, height=7))
    page = replace(page_of(), width=600, height=300, lines=tuple(lines))

    (panel,) = find_panels("label.png", page, LEXICON)

    assert panel.rows[-1].name == "Pink Salt"


def test_a_letter_before_an_amount_is_a_sign_and_no_name() -> None:
    panel = panel_of("""
        # Supplement Facts
        Serving Size 1 Scoop (6 g)
        L-Leucine            2 g       4 g
                                  k    9 g
        L-Valine             1 g       2 g
    """)

    assert [row.name for row in panel.rows] == ["L-Leucine", "L-Valine"]


def test_a_letter_may_be_the_name_of_a_vitamin() -> None:
    panel = panel_of("""
        # Supplement Facts
        Serving Size 1 Scoop (6 g)
        L-Leucine            2 g
        C                    60 mg
        K                    20 mcg
    """)

    assert [row.name for row in panel.rows] == ["L-Leucine", "C", "K"]


@pytest.mark.parametrize(
    "named",
    [
        pytest.param("FOOD POWDER         120", id="a-number"),
        pytest.param("GLUTAMINE\n        POWDER              120", id="below-a-name"),
    ],
)
def test_a_number_below_a_head_of_columns_is_no_panel(named: str) -> None:
    """ "5 g per serving" and "120 servings" stand beside the foot of a front."""
    panels = panels_of(f"""
                          5 g
                        per serving
        {named}
                          SERVINGS
    """)

    assert panels == ()


@pytest.mark.parametrize(
    ("name", "confidence", "told"),
    [
        pytest.param("Lve Urx", 0.5, False, id="as-likely-another-name"),
        pytest.param("Lve Urx", 0.9, True, id="an-unknown-name"),
        pytest.param("Taurine", 0.5, True, id="a-known-name"),
    ],
)
def test_a_row_whose_name_was_hardly_read_leaves_the_panel_open(
    name: str, confidence: float, told: bool
) -> None:
    page = sheet_page(PLAIN.replace("Vitamin B6", f"{name:<10}"), confidence=0.98)
    doubtful = read_in_doubt(page, confidence, lambda line: line.text == name)

    (panel,) = find_panels("label.png", doubtful, LEXICON)

    assert (name in {row.name for row in panel.rows}) is told
    assert panel.ended is told


def test_a_letter_of_the_next_column_is_no_unit() -> None:
    panel = panel_of("""
        # Nutrition Information
                         PER SERVE       PER 100g
        Sodium             84              270         L
        Potassium         113              365         S
    """)

    assert {row.unit for row in panel.rows} == {None}


@pytest.mark.parametrize(
    ("title", "head"),
    [
        pytest.param("Nutrition Declaration", "per bar (50 g)", id="eu"),
        pytest.param("Nutritional Values", "per biscuit (12 g)", id="values"),
        pytest.param("Dichiarazione nutrizionale", "per gel (60 ml)", id="italian"),
    ],
)
def test_the_column_of_one_piece_is_the_serving(title: str, head: str) -> None:
    panel = panel_of(f"""
        {title}
                         per 100 g       {head}
        Fat              5.8 g           2.9 g
        Protein          20 g            10 g
        Salt             0.48 g          0.24 g
    """)

    assert [str(row.amount) for row in panel.rows] == ["2.9", "10", "0.24"]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(" " * 24 + "Pour 1 gélule     % VNR", id="french"),
        pytest.param(" " * 24 + "Pour 6 gélules    % VNR", id="several"),
        pytest.param(" " * 24 + "Pro 3 Kapseln     % NRV", id="german-pieces"),
        pytest.param(" " * 24 + "Por 4 cápsulas    % VRN", id="spanish"),
        pytest.param(" " * 20 + "per dose giornaliera  % VNR", id="italian"),
        pytest.param("Inhaltsstoffe pro Tagesportion        % NRV", id="german"),
        pytest.param("Average per tablet                   %NRV", id="average"),
        pytest.param(" " * 20 + "pro Tropfen         NRV**", id="drops"),
        pytest.param("Contenuti medi     per 1 compressa    %VNR", id="italian-pieces"),
        pytest.param("TWO TABLETS DAILY PROVIDE          % U.S. RDA", id="old"),
    ],
)
def test_the_head_of_amounts_per_piece_opens_a_panel_without_a_title(head: str) -> None:
    panel = panel_of(f"""
        {head}
        Vitamin B6               1.4 mg       100 %
        Vitamin C                 60 mg        75 %
        Melatonin                  1 mg
    """)

    assert rows(panel) == [
        ("Vitamin B6", "1.4 mg", "100"),
        ("Vitamin C", "60 mg", "75"),
        ("Melatonin", "1 mg", None),
    ]


def test_a_barcode_and_a_list_close_beside_a_panel_are_none_of_its_rows() -> None:
    panel = panel_of("""
        # Nutrition Facts
        Serving size          1 bar (60 g)   ALLULOSE, GLYCERIN, COCOA AND
                                      %DV
        Total Fat             9 g     12%   SOY AND TREE NUTS.
        Sodium              190 mg     8%
        Vitamin D             0 mcg    0%   8 60003 21457 2
        Calcium              60 mg     4%   NET WT 2.1 OZ
        Iron                  3 mg    15%
    """)

    assert [row.name for row in panel.rows] == [
        "Total Fat",
        "Sodium",
        "Vitamin D",
        "Calcium",
        "Iron",
    ]


def test_the_list_below_a_panel_whose_title_is_centered_is_none_of_its_rows() -> None:
    panel = panel_of("""
                   # NUTRITION INFORMATION
              Energy                503 kJ
              Protein               23 g
              Sodium                60 mg
          INGREDIENTS: Whey Concentrate (94%), Cocoa,
          Salt, Sweetener (955).
    """)

    assert [row.name for row in panel.rows] == ["Energy", "Protein", "Sodium"]


def test_the_end_of_a_line_beside_a_panel_is_no_part_of_its_rows() -> None:
    drawing = columns_of(
        """
        QUORRA
        Suggested use: Mix a scoop with 14
        """,
        """
        Supplement Facts
        Serving Size: 1 Scoop (11 g)
        Amount Per Serving       %DV
        L-Leucine      2 g        **
        L-Valine       1 g        **
        """,
        gutter=3,
    )

    assert [row.name for row in panel_of(drawing).rows] == ["L-Leucine", "L-Valine"]


def test_a_list_beside_a_panel_is_none_of_its_rows() -> None:
    drawing = columns_of(
        """
        Nutrition Facts
        1 Serving per package • Serving Size 1 Bar (60g)
        Calories            190
        Total Fat           8g     10%
        Saturated Fat       2g     10%
        Sodium              250mg  11%
        Total Sugars        1g
        Protein             21g    42%
        """,
        """

        INGREDIENTS: MILK PROTEIN ISOLATE, WHEY,
        WATER, NATURAL FLAVORS, COCOA BUTTER,
        COCOA BUTTER, SUCRALOSE,
        SODIUM 5 mg, IRON 3 mg,
        CHOCOLATE LIQUOR, ALMONDS.
        NET WT 2.12 OZ (60g)
        """,
    )

    assert [row.name for row in panel_of(drawing).rows] == [
        "Calories",
        "Total Fat",
        "Saturated Fat",
        "Sodium",
        "Total Sugars",
        "Protein",
    ]


def test_an_amount_that_opens_a_text_beside_a_panel_is_none_of_its_cells() -> None:
    """What stands beside the panel's last column may be as near as a second amount."""
    printed = (
        ("Energy", "460 kJ", "1530 kJ", "INGREDIENTS: Casein (93%), Flavour,"),
        ("Protein", "23 g", "77 g", "Thickener (Xanthan Gum), Salt."),
        ("Calcium", "540 mg", "1800 mg", "900g NET CONTENTS"),
    )
    lines = [
        line_of("NUTRITION INFORMATION", top=40, row=0),
        line_of("per Serving", left=300, top=70, row=1, block=1),
        line_of("per 100g", left=470, top=70, row=1, block=2),
    ]
    for row, cells in enumerate(printed, start=2):
        for column, (left, cell) in enumerate(zip((40, 320, 470, 562), cells, strict=True)):
            lines.append(line_of(cell, left=left, top=40 + 30 * row, row=row, block=column))
    page = replace(page_of(), width=1200, height=300, lines=tuple(lines))

    (panel,) = find_panels("label.png", page, LEXICON)

    assert [(row.name, amount(row)) for row in panel.rows] == [
        ("Energy", "460 kJ"),
        ("Protein", "23 g"),
        ("Calcium", "540 mg"),
    ]
    assert panel.box.x1 < 562


def test_the_activity_of_an_enzyme_is_an_amount() -> None:
    panel = panel_of("""
        # Supplement Facts
        Serving Size 1 Capsule
                             Amount Per Serving   %DV
        Amylase                  12,000 DU         †
        Protease 4.5             40,000 HUT        †
        Lactase                   2500 ALU         †
        Ginger (root)               75 mg          †
        † Daily Value not established
    """)

    assert rows(panel) == [
        ("Amylase", "12000 DU", None),
        ("Protease 4.5", "40000 HUT", None),
        ("Lactase", "2500 ALU", None),
        ("Ginger (root)", "75 mg", None),
    ]


def test_what_the_amounts_are_of_may_stand_alone_beside_the_head_of_daily_values() -> None:
    panel = panel_of("""
        # INFORMAÇÃO NUTRICIONAL
        Porção: 5 g (1 dosador)
                               5 g       %VD*
        Valor energético     20 kcal      1%
        Proteínas             5 g        10%
    """)

    assert rows(panel) == [
        ("Valor energético", "20 kcal", "1"),
        ("Proteínas", "5 g", "10"),
    ]


def test_text_beside_a_table_without_a_title_is_no_part_of_its_names() -> None:
    drawing = columns_of(
        """
        Zutaten: Magnesiumoxid, Cellulose;
        Zinkgluconat, Trennmittel:
        Siliciumdioxid; Menachinon-7,
        Cholecalciferol, Stearat;
        """,
        """
        Nährstoffe       pro Tablette   % NRV*
        Vitamin D3         20 µg        400%
        Vitamin K2         75 µg        100%
        Magnesium         187 mg         50%
        Zink                5 mg         50%
        * Referenzmenge für die tägliche Zufuhr
        60 Tabletten       72 g
        """,
    )

    assert [row.name for row in panel_of(drawing).rows] == [
        "Vitamin D3",
        "Vitamin K2",
        "Magnesium",
        "Zink",
    ]


def side_by_side(*drawings: str, gutter: int = 4) -> str:
    return reduce(partial(columns_of, gutter=gutter), drawings)


def test_heads_of_columns_tell_how_far_a_panel_with_a_short_title_reaches() -> None:
    gap = " " * 40
    front = """
        WILLOW LANE
        60 Capsules
        5 flavors
        ZINC & IRON
    """
    facts = f"""
        Supplement Facts
        Serving Size 1 Capsule
                              {gap}Amount Per Serving{gap}% Daily Value
        Zinc (as zinc citrate){gap}       15 mg      {gap}    136%
        Iron (as iron citrate){gap}        9 mg      {gap}     50%
        Other Ingredients: Rice hulls, guar gum.
    """
    use = """
        Directions: Take one capsule
        with 200 ml of water, not more
        than 2 in 24 hours, a day
        after 12 hours, 3 days a week.
    """

    panel = panel_of(side_by_side(front, facts, use))

    assert panel.title == "Supplement Facts"
    assert rows(panel) == [
        ("Zinc (as zinc citrate)", "15 mg", "136"),
        ("Iron (as iron citrate)", "9 mg", "50"),
    ]


def test_a_head_of_amounts_printed_twice_tells_two_halves() -> None:
    left = """
        # Supplement Facts
        Serving Size 1 Scoop (6 g)
                         Amount Per Serving  % DV
        Magnesium             200 mg         48%
        Potassium              90 mg          2%
        L-Glutamine             5 g          **
        ** Daily Value not established.
    """
    right = """


                         Amount Per Serving  % DV
        Calming Blend          900 mg         **
          L-Theanine
          Passionflower
    """

    assert [name for name, *_ in rows(panel_of(side_by_side(left, right)))] == [
        "Magnesium",
        "Potassium",
        "L-Glutamine",
        "Calming Blend",
        "L-Theanine",
        "Passionflower",
    ]


def test_a_tabular_panel_ends_where_its_heads_do() -> None:
    aside = """
        Supplement Facts
        Serving Size 1 Scoop (6 g)
        Servings Per Container 60


        ** Daily Value not established.
    """
    left = """
                       Amount   % DV
        Magnesium      200 mg   48%
        Potassium      90 mg    2%
        Vitamin C      60 mg    67%
        Zinc           5 mg     45%
    """
    right = """
                            Amount   % DV
        L-Glutamine         5 g      **
        Soothing Blend      900 mg   **
          Marshmallow root
          Slippery elm
    """
    use = """
        Directions: Mix 1 scoop
        Warning: Keep away from
        children. Use within 12
        months of opening the
        lid, and close it well.
    """

    assert rows(panel_of(side_by_side(aside, left, right, use))) == [
        ("Magnesium", "200 mg", "48"),
        ("Potassium", "90 mg", "2"),
        ("Vitamin C", "60 mg", "67"),
        ("Zinc", "5 mg", "45"),
        ("L-Glutamine", "5 g", None),
        ("Soothing Blend", "900 mg", None),
        ("Marshmallow root", None, None),
        ("Slippery elm", None, None),
    ]


def test_running_facts_may_hold_one_row_and_the_members_of_a_blend() -> None:
    one = """
        Supplement Facts Serving Size: 1 stick (5 g), Servings Per
        Container: 30. Amount Per Serving: L-Glutamine (free
        form) 5 g†. † Daily Value not established.
    """
    blend = """
        Supplement Facts Serving Size: 1 scoop (9 g), Servings Per
        Container: 30. Amount Per Serving: Zinc 5 mg (45% DV), Gut
        Blend 4,200 mg†, L-Glutamine, Aloe vera (leaf), Ginger. † Daily
        Value not established.
    """

    assert rows(panel_of(one)) == [("L-Glutamine (free form)", "5 g", None)]
    assert [(row.name, amount(row), row.blend) for row in panel_of(blend).rows] == [
        ("Zinc", "5 mg", None),
        ("Gut Blend", "4200 mg", None),
        ("L-Glutamine", None, "Gut Blend"),
        ("Aloe vera (leaf)", None, "Gut Blend"),
        ("Ginger", None, "Gut Blend"),
    ]


def test_ingredients_that_are_not_active_open_no_panel() -> None:
    drawing = """
        Non-active ingredients: Rice flour 5 mg, Silica 2 mg.
    """

    assert panels_of(drawing) == ()


@pytest.mark.parametrize(
    "title",
    [
        "Nährwerte pro Portion (5 g)",
        "Informations nutritionnelles pour 1 dose (5 g)",
        "Nutritional values per serving (5 g)",
    ],
)
def test_a_title_may_tell_the_serving_behind_it(title: str) -> None:
    panel = panel_of(f"""
        # {title}
        L-Glutamine        5 g
        Zinc               5 mg
    """)

    assert rows(panel) == [("L-Glutamine", "5 g", None), ("Zinc", "5 mg", None)]
    assert "(5 g)" in panel.statements[0][0]


@pytest.mark.parametrize(
    "head",
    [
        "Each 5 g serving provides:",
        "Contains per daily dose (2 capsules):",
        "Apports pour 2 gélules :",
        "Pro Tagesdosis (2 Kapseln):",
    ],
)
def test_facts_may_run_on_behind_the_head_of_amounts(head: str) -> None:
    panel = panel_of(f"{head} L-Glutamine 1000 mg, Zinc 5 mg (50 % NRV*).")

    assert rows(panel) == [("L-Glutamine", "1000 mg", None), ("Zinc", "5 mg", "50")]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Each capsule provides 500 mg of L-glutamine.", id="one"),
        pytest.param("Two capsules contain 1000 mg of L-glutamine.", id="two"),
        pytest.param("Chaque gélule apporte 500 mg de L-glutamine.", id="french"),
        pytest.param(
            "Two scoops daily provide support for muscles\nL-Glutamine 5 g", id="prose"
        ),
        pytest.param("Per 2 scoops you get\nL-Glutamine 5 g", id="what-you-get"),
    ],
)
def test_a_sentence_that_tells_an_amount_opens_no_panel(said: str) -> None:
    assert panels_of(said) == ()


@pytest.mark.parametrize(
    "head", ["Each tablet contains:", "Three tablets supply:", "Each 5 g scoop contains:"]
)
def test_rows_below_a_heading_with_a_colon_may_have_their_amounts_close(head: str) -> None:
    panel = panel_of(f"""
        {head}
        Vitamin C 60 mg 100%
        Zinc 15 mg 136%
    """)

    assert rows(panel) == [("Vitamin C", "60 mg", "100"), ("Zinc", "15 mg", "136")]


def test_a_share_in_a_bracket_that_runs_over_two_lines_is_no_daily_value() -> None:
    drawing = """
        Supplement Facts
        Serving Size 1 Capsule
                              Amount Per Serving   %DV
        Vitamin A (as 100%              900 mcg    100%
        beta-carotene)
        Ginkgo (minimum 24%              60 mg     **
        glycosides and 6% lactones)
        ** Daily Value not established.
    """

    assert rows(panel_of(drawing)) == [
        ("Vitamin A (as 100% beta-carotene)", "900 mcg", "100"),
        ("Ginkgo (minimum 24% glycosides and 6% lactones)", "60 mg", None),
    ]


def test_an_amount_may_stand_close_behind_a_bracket_that_goes_on_below() -> None:
    panel = panel_of("""
        Supplement Facts
                              Amount Per Serving   %DV
        Rhodiola extract (std. to       200 mg     **
        3% rosavins)
        L-Theanine                      100 mg     **
    """)

    assert rows(panel) == [
        ("Rhodiola extract (std. to 3% rosavins)", "200 mg", None),
        ("L-Theanine", "100 mg", None),
    ]


def test_a_point_before_an_amount_on_a_picture_needs_a_witness() -> None:
    drawing = """
        Supplement Facts
                          Amount Per Serving   %DV
        Thiamin ..........     .25 mg        2083%
        Copper ...........     .5 mg           56%
        Inositol .........     .25 mg           *
        Niacin                 20 mg NE       125%
        Selenium .........     ..55 mcg       100%
        Biotin ...........     03 mg         1000%
        Iodine ...........     015 mg           *
    """

    assert rows(panel_of(drawing, confidence=0.99)) == [
        ("Thiamin", "25 mg", "2083"),
        ("Copper", "0.5 mg", "56"),
        ("Inositol", "0.25", None),
        ("Niacin", "20 mg NE", "125"),
        ("Selenium", "55 mcg", "100"),
        ("Biotin", "0.3 mg", "1000"),
        ("Iodine", "15", None),
    ]
    assert [amount(row) for row in panel_of(drawing).rows][:3] == [
        "0.25 mg",
        "0.5 mg",
        "0.25 mg",
    ]


def test_a_share_in_a_bracket_behind_its_amount_is_the_daily_value() -> None:
    panel = panel_of("""
        Valeurs nutritionnelles
                       pour 3 gélules
        Zinc           10 mg (100 % VNR*)
        Vitamine C     40 mg (50% des VNR)
        Fer            14 mg (100 % AJR)
    """)

    assert rows(panel) == [
        ("Zinc", "10 mg", "100"),
        ("Vitamine C", "40 mg", "50"),
        ("Fer", "14 mg", "100"),
    ]


def test_a_bracket_behind_an_amount_may_say_what_it_is_made_of() -> None:
    panel = panel_of("""
        Supplement Facts
                       Amount Per Serving                 %DV
        Vitamin D3     50 mcg (2,000 IU)                  250%
        Folate         680 mcg DFE (400 mcg folic acid)   170%
        Biotin         300 mcg                            1000%
    """)

    assert [(name.split(" (")[0], *rest) for name, *rest in rows(panel)] == [
        ("Vitamin D3", "50 mcg", "250"),
        ("Folate", "680 mcg DFE", "170"),
        ("Biotin", "300 mcg", "1000"),
    ]


def test_a_unit_of_initials_has_points() -> None:
    panel = panel_of("""
        EACH TABLET CONTAINS:        % U.S. RDA
        Vitamin A      10,000 I.U.       200%
        Vitamin D      400 I.U.          100%
        Vitamin B6     50 mg            2500%
    """)

    assert rows(panel)[:2] == [
        ("Vitamin A", "10000 IU", "200"),
        ("Vitamin D", "400 IU", "100"),
    ]


@pytest.mark.parametrize("head", ["%NRV", "%VRN*", "% U.S. RDA"])
def test_the_head_of_a_column_has_the_sign_of_its_percentages(head: str) -> None:
    panel = panel_of(f"""
                                Per 2 capsules     {head}
        Marine collagen           1,000 mg          *
        Vitamin C                    80 mg         100
        Zinc                          5 mg          50
    """)

    assert rows(panel) == [
        ("Marine collagen", "1000 mg", None),
        ("Vitamin C", "80 mg", "100"),
        ("Zinc", "5 mg", "50"),
    ]


def test_a_blank_may_group_the_thousands_of_an_energy_in_two_units() -> None:
    panel = panel_of("""
        Nutrition Declaration
                        per 100 g               per 25 g
        Energy      1 602 kJ / 377 kcal     400 kJ / 94 kcal
        Fat             1.8 g                   0.5 g
    """)

    assert rows(panel)[:2] == [("Energy", "400 kJ", None), ("Energy", "94 kcal", None)]


def test_a_list_of_names_below_a_row_is_what_the_row_holds() -> None:
    drawing = """
        Supplement Facts
        Serving Size 1 Scoop (8 g)
                              Amount Per Serving   %DV
        Magnesium                       200 mg     48%
        MYOREBUILD                     2100 mg     **
          L-Leucine, L-Glutamine, Taurine,
          L-Arginine
        ** Daily Value not established.
    """

    assert rows(panel_of(drawing)) == [
        ("Magnesium", "200 mg", "48"),
        ("MYOREBUILD", "2100 mg", None),
        ("L-Leucine", None, None),
        ("L-Glutamine", None, None),
        ("Taurine", None, None),
        ("L-Arginine", None, None),
    ]


def test_a_line_across_below_a_short_title_shows_that_both_halves_are_the_panel() -> None:
    panel = panel_of(
        """
        Supplement Facts
        Serving Size 1 scoop
        L-Glutamine   5 g                              Sodium     10 mg
        Taurine       1 g                              Potassium  20 mg
        Directions
        Mix one scoop with eight ounces of water and drink it before you train or sleep
        """
    )

    assert [row.name for row in panel.rows] == [
        "L-Glutamine",
        "Taurine",
        "Sodium",
        "Potassium",
    ]


@pytest.mark.parametrize(
    ("head", "ended"),
    [
        pytest.param("Amount per serving", True, id="a-head"),
        pytest.param("Per 2 capsules", True, id="of-pieces"),
        pytest.param("Sucralose pour 2 gélules", False, id="an-additive"),
        pytest.param("Sucralose (per capsule)", False, id="an-additive-apart"),
        pytest.param("Amount per 5 g serving (whey protein)", False, id="a-protein"),
    ],
)
def test_a_head_that_names_an_ingredient_leaves_the_panel_open(
    head: str, ended: bool
) -> None:
    panel = panel_of(f"""
        # Supplement Facts
        Serving Size 1 scoop (5 g)
        {head}
        L-Glutamine          5 g     †
        † Daily Value not established.
    """)

    assert [row.name for row in panel.rows] == ["L-Glutamine"]
    assert panel.ended is ended
