"""Rows, lines, blocks and reading order, from runs of print wherever they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Box, Word, cover
from auditor.reading.engines import Strand
from auditor.reading.layout import arrange, strands_of
from tests.sheet import bent, columns_of, print_of, rows_together, tilted
from tests.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from auditor.model import Line

TABLE = """
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
                    Amount Per Serving    %DV
    L-Glutamine            5 g            **
    Vitamin B6             2 mg          118%
    Magnesium            200 mg           48%
    ** Daily Value not established.
"""
TABLE_ROWS = [
    ["Supplement Facts"],
    ["Serving Size 1 Scoop (5 g)"],
    ["Amount Per Serving", "%DV"],
    ["L-Glutamine", "5 g", "**"],
    ["Vitamin B6", "2 mg", "118%"],
    ["Magnesium", "200 mg", "48%"],
    ["** Daily Value not established."],
]

LEFT = """
    DIRECTIONS: Mix one scoop with
    water and drink it before noon.

    WARNING: Keep out of the reach
    of children at all times.
"""
RIGHT = """
    INGREDIENTS: L-glutamine,
    citric acid, natural flavors
    and silicon dioxide.

    Made by a maker in a town
    that lies by the sea.
"""


def arranged(strands: Iterable[Strand]) -> tuple[Line, ...]:
    strands = tuple(strands)
    box = cover(word.box for strand in strands for word in strand.words)
    return arrange(strands, box.x1 + 60, box.bottom + 60)


def reading(lines: Iterable[Line]) -> list[str]:
    """The text of each block, in reading order."""
    return [
        " ".join(line.text for line in block)
        for _, block in groupby(lines, key=lambda line: line.block)
    ]


@pytest.mark.parametrize("degrees", [-8, -4, 0, 4, 8])
def test_a_tilted_page_keeps_its_rows(degrees: float) -> None:
    assert rows_together(arranged(print_of(TABLE, warp=tilted(degrees)))) == TABLE_ROWS


@pytest.mark.parametrize("bow", [-30, -15, 15, 30])
def test_a_bent_page_keeps_its_rows(bow: float) -> None:
    assert rows_together(arranged(print_of(TABLE, warp=bent(bow, 600)))) == TABLE_ROWS


@pytest.mark.parametrize("bow", [70, 90])
def test_rules_tell_how_rows_run_that_are_bent_by_more_than_their_distance(
    bow: float,
) -> None:
    names = ("Vitamin C", "Vitamin E", "Thiamine", "Niacin", "Biotin", "Iron")
    table = "\n".join(f"{name:<50}{10 + n} mg" for n, name in enumerate(names))
    warp = bent(bow, 600)
    xs = np.linspace(60, 620, 40)
    rules = [[warp(x, y) for x in xs.tolist()] for y in (50.0, 220.0)]

    lines = arrange(print_of(table, warp=warp), 680, 400, rules)

    assert rows_together(lines) == [[name, f"{10 + n} mg"] for n, name in enumerate(names)]


@pytest.mark.parametrize("slope", [-0.25, 0.14])
def test_what_is_drawn_beside_the_print_bends_no_row(slope: float) -> None:
    names = ("Vitamin C", "Vitamin E", "Thiamine", "Niacin", "Biotin", "Iron")
    table = "\n".join(f"{name:<50}{10 + n} mg" for n, name in enumerate(names))
    seams = [
        [(x, y + slope * x) for x in range(-300, 1500, 20)] for y in (-400, -300, 600, 700)
    ]

    lines = arrange(print_of(table), 1200, 800, seams)

    assert rows_together(lines) == [[name, f"{10 + n} mg"] for n, name in enumerate(names)]


@pytest.mark.parametrize("degrees", [-8, 0, 8])
def test_columns_of_a_tilted_page_stay_upright(degrees: float) -> None:
    left, right = (f"{side} of the page" for side in ("left", "right"))
    drawing = "\n".join(f"{left} {n:02}   {right} {n:02}" for n in range(24))

    strands = print_of(drawing, warp=tilted(degrees))

    assert [block.split()[0] for block in reading(arranged(strands))] == ["left", "right"]


@pytest.mark.parametrize("degrees", [-6, 0, 6])
def test_columns_are_read_one_after_the_other(degrees: float) -> None:
    strands = print_of(columns_of(LEFT, RIGHT, 6), warp=tilted(degrees))

    assert reading(arranged(strands)) == [
        "DIRECTIONS: Mix one scoop with water and drink it before noon.",
        "WARNING: Keep out of the reach of children at all times.",
        "INGREDIENTS: L-glutamine, citric acid, natural flavors and silicon dioxide.",
        "Made by a maker in a town that lies by the sea.",
    ]


def test_a_headline_above_two_columns_comes_first_and_a_footer_last() -> None:
    drawing = (
        "# A headline above all of the columns\n\n"
        + columns_of(LEFT, RIGHT, 6)
        + "\n\nA footer that runs below both of the columns from one side to the other."
    )

    blocks = reading(arranged(print_of(drawing)))

    assert blocks[0] == "A headline above all of the columns"
    assert blocks[-1].startswith("A footer")
    assert [block.split()[0] for block in blocks[1:-1]] == [
        "DIRECTIONS:",
        "WARNING:",
        "INGREDIENTS:",
        "Made",
    ]


def test_print_up_the_side_is_a_block_of_its_own_behind_the_rest() -> None:
    side = Strand(
        (Word("LOT", Box(5, 100, 25, 140)), Word("123", Box(5, 150, 25, 190))),
        20.0,
        ((15.0, 100.0), (15.0, 190.0)),
    )

    lines = arranged([side, *print_of(TABLE)])

    assert lines[-1].text == "LOT 123"
    assert rows_together(lines[:-1]) == TABLE_ROWS
    assert lines[-1].block not in {line.block for line in lines[:-1]}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_table_of_a_text_layer_keeps_its_rows(turn: int) -> None:
    strands = print_of(TABLE)
    box = cover(word.box for strand in strands for word in strand.words)
    words = [
        replace(word, box=word.box.turned(turn, box.x1 + 60, box.bottom + 60))
        for strand in strands
        for word in strand.words
    ]

    lines = arranged(strands_of(words, turn))

    # In the order in which the cells of a row stand on the page as it is.
    assert list(map(sorted, rows_together(lines))) == list(map(sorted, TABLE_ROWS))
    assert {word.box for line in lines for word in line.words} == {w.box for w in words}


def test_a_seal_is_read_around_its_rim_and_then_inside() -> None:
    def strand(text: str, x: float, y: float, seal: int) -> Strand:
        box = Box(x - 40, y - 10, x + 40, y + 10)
        return Strand((Word(text, box),), 20.0, ((x - 40, y), (x + 40, y)), seal)

    lines = arranged(
        [
            strand("PRACTICE", 400, 300, 1),
            strand("GMP", 400, 240, 0),
            strand("GOOD", 400, 180, 1),
            *print_of("Some other text that stands at the top of the page."),
        ]
    )

    assert reading(lines)[-1] == "GOOD PRACTICE GMP"


def test_a_table_in_a_ring_keeps_its_rows() -> None:
    """What passes for a rim may be around half a label, as is the edge of a lid."""
    table = print_of(TABLE)
    words = cover(word.box for strand in table for word in strand.words)
    x, y = words.center
    around = [
        (x + 900 * np.cos(a), y + 900 * np.sin(a)) for a in np.linspace(-2.6, -0.5, 15)
    ]
    box = Box(x - 700, y - 920, x + 700, y - 450)
    rim = Strand((Word("ROUNDABOUT", box),), 20.0, tuple(around), 1)

    lines = arranged([*table, rim])

    assert (
        rows_together([line for line in lines if line.text != "ROUNDABOUT"]) == TABLE_ROWS
    )


def test_words_of_a_text_layer_join_to_runs_up_to_a_gap() -> None:
    def word(text: str, x0: float, x1: float, top: float = 0.0, size: float = 10.0) -> Word:
        return Word(text, Box(x0, top, x1, top + size))

    strands = strands_of(
        [
            word("Total", 0, 25),
            word("Fat", 28, 43),
            word("5", 100, 105),
            word("g", 108, 113),
            word("Below", 0, 25, top=14),
            word("HEAD", 46, 120, top=-20, size=30),
        ]
    )

    assert sorted(" ".join(w.text for w in strand.words) for strand in strands) == [
        "5 g",
        "Below",
        "HEAD",
        "Total Fat",
    ]


def test_nothing_printed_is_no_line() -> None:
    assert arrange((), 100, 100) == ()
    assert strands_of(()) == ()


# --- laws ---------------------------------------------------------------------


@st.composite
def scattered(draw: st.DrawFn) -> tuple[Strand, ...]:
    """Runs of print anywhere on a page, of any size and in any direction."""
    strands = []
    for number in range(draw(st.integers(0, 25))):
        x, y = draw(st.floats(0, 1000)), draw(st.floats(0, 1000))
        size = draw(st.floats(4, 60))
        length = draw(st.floats(1, 500))
        rise = draw(st.floats(-1.5, 1.5)) * length
        count = draw(st.integers(1, 4))
        words = tuple(
            Word(f"{number}.{n}", Box(x + n, y, x + n + 1, y + size)) for n in range(count)
        )
        strands.append(
            Strand(
                words,
                size,
                ((x, y), (x + length, y + rise)),
                draw(st.sampled_from([0, 0, 0, 1])),
            )
        )
    return tuple(strands)


@given(strands=scattered())
@settings(deadline=None, max_examples=80)
def test_every_word_is_kept_exactly_once(strands: tuple[Strand, ...]) -> None:
    lines = arrange(strands, 1000, 1000)

    kept = Counter(word.text for line in lines for word in line.words)
    assert kept == Counter(word.text for strand in strands for word in strand.words)


@given(strands=scattered())
@settings(deadline=None, max_examples=80)
def test_blocks_are_whole_and_numbered_in_reading_order(
    strands: tuple[Strand, ...],
) -> None:
    blocks = [line.block for line in arrange(strands, 1000, 1000)]

    assert blocks == sorted(blocks)
    assert set(blocks) == set(range(len(set(blocks))))


@given(order=st.permutations(print_of(TABLE, warp=tilted(3))))
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_runs_changes_nothing(order: list[Strand]) -> None:
    assert arranged(order) == arranged(print_of(TABLE, warp=tilted(3)))


@given(
    degrees=st.floats(-8, 8),
    bow=st.floats(-20, 20),
    factor=st.floats(0.2, 5),
    seed=st.randoms(),
)
@settings(deadline=None, max_examples=60)
def test_no_view_of_a_table_mixes_its_rows(
    degrees: float, bow: float, factor: float, seed: object
) -> None:
    turn, bend = tilted(degrees), bent(bow, 600)
    strands = [
        scaled(strand, factor)
        for strand in print_of(TABLE, warp=lambda x, y: turn(*bend(x, y)))
    ]

    assert rows_together(arranged(strands)) == TABLE_ROWS


def scaled(strand: Strand, factor: float) -> Strand:
    def box(printed: Box) -> Box:
        sides = (printed.x0, printed.top, printed.x1, printed.bottom)
        return Box(*(side * factor for side in sides))

    return Strand(
        tuple(replace(word, box=box(word.box)) for word in strand.words),
        strand.height * factor,
        tuple((x * factor, y * factor) for x, y in strand.spine),
    )


def staircase(count: int) -> Iterable[Word]:
    return (
        Word("x", Box(5.0 * n, 12.0 * n, 5.0 * n + 4, 12.0 * n + 5)) for n in range(count)
    )


def headlines(count: int) -> Iterable[Word]:
    """Every other word runs across all of them, so that each parts all others."""
    for n in range(count // 2):
        yield Word("x", Box(0, 12.0 * n, 3.0 * count, 12.0 * n + 5))
        yield Word("x", Box(6.0 * n, 12.0 * n + 6, 6.0 * n + 4, 12.0 * n + 9))


def one_row(count: int) -> Iterable[Word]:
    return (Word("x", Box(20.0 * n, 0, 20.0 * n + 4, 5)) for n in range(count))


def pile(count: int) -> Iterable[Word]:
    return (Word("x", Box(0, 0.01 * n, 50, 0.01 * n + 10)) for n in range(count))


@pytest.mark.parametrize("shape", [staircase, headlines, one_row, pile])
def test_time_grows_with_the_print_and_not_with_its_pairs(
    shape: Callable[[int], Iterable[Word]],
) -> None:
    """Four times the print, at most eight times the time; all pairs take sixteen."""

    def seconds(count: int) -> float:
        strands = strands_of(shape(count))
        return cpu_seconds(lambda: arranged(strands))

    seconds(100)

    assert seconds(800) < 8 * seconds(200)


def justified(lines: Iterable[str], *, left: float, right: float) -> list[Word]:
    """Words set flush on both sides, the last line's spaces left as they are."""
    texts = list(lines)
    words = []
    for number, text in enumerate(texts):
        parts = text.split()
        widths = [5.0 * len(part) for part in parts]
        space = (right - left - sum(widths)) / max(len(parts) - 1, 1)
        x = left
        for part, width in zip(parts, widths, strict=True):
            top = 12.0 * number
            words.append(Word(part, Box(x, top, x + width, top + 10), None))
            x += width + (space if number + 1 < len(texts) else 3.0)
    return words


def test_a_justified_line_is_one_however_wide_its_word_spaces_are() -> None:
    """Its first names would else be lost from an ingredient list."""
    texts = [
        "INACTIVE INGREDIENTS Sucralose, Talc,",
        "cellulose, rice hulls, citric acid, starch,",
        "guar gum. Keep dry.",
    ]

    lines = arranged(strands_of(justified(texts, left=0, right=230)))

    assert [line.text for line in lines] == texts
    assert len({line.block for line in lines}) == 1


def test_a_justified_line_of_three_words_is_one_beside_a_line_without_a_gap() -> None:
    texts = [
        "L-glutamine, inulin from",
        "chicory, stevia extract:",
        "sodium citrates, fla-",
        "voring (lemon), silica,",
        "salt.",
    ]

    lines = arranged(strands_of(justified(texts, left=0, right=120)))

    assert [line.text for line in lines] == texts


def test_a_justified_line_of_two_words_is_one_beside_a_line_without_a_gap() -> None:
    texts = ["L-glutamine, talc,", "sucralose, cellulose,", "polyethylene glycol 4000", "."]

    lines = arranged(strands_of(justified(texts, left=0, right=125)))

    assert [line.text for line in lines] == texts


@pytest.mark.parametrize("cell", ["9 mg", "<1 g", "**", "(5 g)"])
def test_a_name_and_its_amount_at_the_right_edge_are_no_justified_line(cell: str) -> None:
    words = justified(
        ["Iron " + cell.replace(" ", "_"), "Daily values of adults", "."], left=0, right=125
    )
    words = [replace(word, text=word.text.replace("_", " ")) for word in words]

    lines = arranged(strands_of(words))

    assert {"Iron", cell} <= {line.text for line in lines}


def test_even_gaps_of_a_table_are_no_word_spaces() -> None:
    rows = [("Zinc", "5 mg", "45%", "a"), ("Iron", "9 mg", "50%", "a")]
    words = [
        Word(text, Box(50.0 * n, 12.0 * row, 50.0 * n + 25, 12.0 * row + 10), None)
        for row, texts in enumerate(rows)
        for n, text in enumerate(texts)
    ]

    lines = arranged(strands_of(words))

    assert sorted(line.text for line in lines) == sorted(t for row in rows for t in row)
