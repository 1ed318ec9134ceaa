"""What a tilted picture states, and where on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from auditor.facts.label import facts_of
from auditor.facts.level import levelled, sides_of
from auditor.lexicon import load_lexicon
from auditor.model import Box, Document, Found, LabelFacts, Line, Page, Word
from auditor.reading.layout import arrange
from tests.sheet import bent, columns_of, print_of, sheet, tilted

if TYPE_CHECKING:
    from tests.sheet import Warp

LEXICON = load_lexicon()

PANEL = """
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
    Servings Per Container 60
                      Amount Per Serving   %DV
    Total Carbohydrate     5 g        2%
    L-Glutamine            5 g       **
    Vitamin B6             2 mg     118%
    Sodium                 5 mg      0%
    Zinc                   3 mg     27%
    Magnesium             42 mg     10%
    Potassium            100 mg      2%
    ** Daily Value not established.

    Other Ingredients: Silica.
"""

BESIDE = """
    GOLDEN 100% NATURAL
    IS MADE FOR YOUR
    EVERYDAY TRAINING
    AND 24 HOURS OF REST

    Take one scoop daily
    with 8 fl oz of water
    after your exercise

    STORE IN A COOL PLACE
"""

LABEL = columns_of(PANEL, BESIDE, 4)


def turned(degrees: float) -> Warp:
    """Tilted, in the middle of a picture that shows all of it."""
    warp = tilted(degrees)

    def moved(x: float, y: float) -> tuple[float, float]:
        x, y = warp(x, y)
        return x + 800, y + 800

    return moved


def facts(warp: Warp) -> LabelFacts:
    return facts_of(sheet(LABEL, warp=warp), LEXICON)


def box_of(word: str, warp: Warp) -> Box:
    """Where a word stands in the picture."""
    (document,) = sheet(LABEL, warp=warp)
    return next(each.box for each in document.pages[0].words if each.text == word)


def rows(found: LabelFacts) -> list[tuple[str, str, str]]:
    assert isinstance(found.nutrients, Found)
    return [
        (row.name, str(row.amount), str(row.percent_dv)) for row in found.nutrients.value
    ]


@pytest.mark.parametrize("degrees", [-24, -12, -3, 3, 12, 24])
def test_a_panel_beside_print_is_read_however_it_is_tilted(degrees: float) -> None:
    level, found = facts(turned(0)), facts(turned(degrees))
    assert len(rows(level)) == 7
    assert rows(found) == rows(level)
    assert isinstance(found.directions, Found)
    assert found.coverage.list_state == level.coverage.list_state == "whole"


@pytest.mark.parametrize("degrees", [-24, 12])
def test_evidence_stands_where_the_picture_shows_it(degrees: float) -> None:
    printed = box_of("Potassium", turned(degrees))
    assert sides(last_row(facts(turned(degrees)))) == pytest.approx(sides(printed), abs=2)


def test_a_page_that_bends_to_both_sides_is_left_as_it_is() -> None:
    warp = bent(12, 900)
    assert last_row(facts(warp)) == box_of("Potassium", warp)


def test_print_along_the_side_stays_high() -> None:
    """A word set upright, on a page whose lines run uphill by six degrees."""
    (document,) = sheet(LABEL, warp=turned(-6))
    (page,) = document.pages
    beside = Word("GOLDEN", Box(20, 300, 95, 600))
    (level,) = levelled(
        [
            replace(
                document, pages=(replace(page, lines=(*page.lines, Line((beside,), 45))),)
            )
        ]
    )
    box = level.pages[0].lines[-1].box
    assert box.width == pytest.approx(45, abs=3)
    assert box.height == pytest.approx(297, abs=3)


@pytest.mark.parametrize("degrees", [0, 14, -14])
def test_an_edge_of_the_picture_cuts_tilted_print_too(degrees: float) -> None:
    (face,) = facts_of(sheet(LABEL, warp=turned(degrees), cut_off=True), LEXICON).faces
    assert face.cut_off == ("bottom",)


def last_row(found: LabelFacts) -> Box:
    """Where its name is said to stand."""
    assert isinstance(found.nutrients, Found)
    return found.nutrients.value[-1].evidence[0].box


def sides(box: Box) -> list[float]:
    return [box.x0, box.top, box.x1, box.bottom]


STORY = """
    Our glutamine is made for people
    who train hard and rest well, all
    through the year and every day.
    It comes from plants and mixes
    with water, juice or what you like.
"""


def along_the_side(degrees: float) -> Document:
    """A story, and beside it the panel turned clockwise."""
    warp = tilted(degrees)

    def moved(x: float, y: float) -> tuple[float, float]:
        x, y = warp(x, y)
        return x + 1800, y + 1200

    strands = [*print_of(STORY), *print_of(PANEL, warp=moved)]
    page = Page(
        number=1,
        width=3000,
        height=2400,
        unit="px",
        origin="spoken",
        lines=arrange(strands, 3000, 2400),
    )
    return Document(name="box.png", sha256="0" * 64, media_type="image/png", pages=(page,))


@pytest.mark.parametrize("degrees", [-90, 90, 84, -97, 180, 186])
def test_a_panel_along_the_side_or_upside_down_is_read(degrees: float) -> None:
    label = along_the_side(degrees)
    found = facts_of([label], LEXICON)
    assert rows(found) == rows(facts(turned(0)))
    assert isinstance(found.other_ingredients_text, Found)
    printed = next(w.box for w in label.pages[0].words if w.text == "Potassium")
    assert sides(last_row(found)) == pytest.approx(sides(printed), abs=8)


def test_narrow_numbers_below_each_other_are_level() -> None:
    """ "0.4" in tall and narrow digits is higher than wide."""
    (document,) = sheet(PANEL)
    (page,) = document.pages
    low = max(line.row for line in page.lines) + 1
    head = (Word("PER", Box(900, 2, 930, 34)), Word("SERVE", Box(935, 0, 990, 32)))
    numbers = [
        (Word(text, Box(930, 40 * n, 958, 40 * n + 32)),)
        for n, text in enumerate(("0.4", "113", "3.8", "0.0", "459") * 5, 1)
    ]
    column = [Line(words, 34, low + n, 99) for n, words in enumerate((head, *numbers))]
    assert len(list(sides_of(replace(page, lines=(*page.lines, *column))))) == 1


def test_a_few_words_along_the_side_are_no_table() -> None:
    strands = [*print_of(PANEL), *print_of("LOT 123   BEST 2027", warp=tilted(90))]
    lines = arrange(strands, 1000, 1000)
    page = Page(number=1, width=1000, height=1000, unit="px", origin="spoken", lines=lines)
    (side,) = sides_of(page)
    assert side.page is page
