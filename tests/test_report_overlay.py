"""Boxes drawn on a picture stand where the words stand."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from report_sample import AUDIT, BACK, FACTS, ROW

from auditor.model import Box
from auditor.report.overlay import Mark, draw_overlay, fact_marks, word_marks
from auditor.report.pictures import clusters, crop, framed, whole

PAGE = AUDIT.sources[1].pages[0]


def overlay(*marks: Mark) -> Image.Image:
    """The drawn picture, twice as fine as the page's measure."""
    picture = Image.new("RGB", (1600, 2000), "white")
    return Image.open(BytesIO(draw_overlay(picture, PAGE, marks)))


def test_a_box_is_drawn_where_the_page_has_it() -> None:
    drawn = overlay(Mark(Box(100, 300, 200, 340), "x", 0.9))

    assert drawn.format == "PNG"
    assert drawn.size == (1600, 2000)
    assert drawn.getpixel((400, 640)) != (255, 255, 255)
    assert drawn.getpixel((300, 620)) == (255, 255, 255)
    assert drawn.getpixel((420, 700)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("confidence", "strongest"),
    [
        pytest.param(0.95, 1, id="sure-is-green"),
        pytest.param(0.79, 0, id="doubtful-is-red"),
        pytest.param(None, 2, id="text-layer-is-blue"),
    ],
)
def test_color_tells_how_well_it_was_read(confidence: float | None, strongest: int) -> None:
    pixel = overlay(Mark(Box(100, 300, 200, 340), "", confidence)).getpixel((300, 680))

    assert isinstance(pixel, tuple)
    assert max(range(3), key=lambda channel: pixel[channel]) == strongest


def test_the_picture_itself_is_not_drawn_on() -> None:
    picture = Image.new("RGB", (80, 100), "white")

    draw_overlay(picture, PAGE, word_marks(PAGE))

    assert picture.getcolors() == [(8000, (255, 255, 255))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\x1b[2J", id="control-sequence"),
        pytest.param("\u202e", id="runs-backwards"),
        pytest.param("\udce9", id="half-a-surrogate-pair"),
        pytest.param("\u4e2d", id="not-in-the-font"),
        pytest.param("word " * 500, id="wider-than-the-picture"),
    ],
)
def test_any_text_can_stand_at_a_box(text: str) -> None:
    box = Box(100, 300, 200, 340)

    drawn, plain = overlay(Mark(box, text)), overlay(Mark(box, ""))

    # The text stands above the box and changes nothing below its upper edge.
    assert (
        drawn.crop((0, 620, 1600, 2000)).tobytes()
        == plain.crop((0, 620, 1600, 2000)).tobytes()
    )
    assert drawn.crop((200, 500, 1600, 600)).getcolors() != [(140000, (255, 255, 255))]


def test_every_word_has_its_mark() -> None:
    assert [mark.label for mark in word_marks(PAGE)] == [word.text for word in PAGE.words]


def test_a_box_that_several_facts_rest_on_is_labelled_once_with_all() -> None:
    marks = {mark.box: mark.label for mark in fact_marks(FACTS, BACK, 1)}

    assert "serving_size" in marks[ROW.box]
    assert "glutamine_g_per_serving" in marks[ROW.box]
    assert len(marks) == len(fact_marks(FACTS, BACK, 1))


def test_facts_of_another_page_are_not_drawn() -> None:
    assert fact_marks(FACTS, BACK, 2) == ()


# --- crops --------------------------------------------------------------------


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(Box(0, 0, 0, 0), id="corner-point"),
        pytest.param(Box(790, 995, 800, 1000), id="far-corner"),
        pytest.param(Box(0, 0, 800, 1000), id="whole-page"),
        pytest.param(Box(-20, -5, 90, 40), id="sticks-out"),
        pytest.param(Box(900, 1200, 950, 1250), id="outside"),
    ],
)
def test_a_crop_stays_on_the_page(box: Box) -> None:
    view = framed(box, PAGE)
    shown = crop(Image.new("RGB", (400, 500)), PAGE, [box])

    assert 0 <= view.x0 <= view.x1 <= 800
    assert 0 <= view.top <= view.bottom <= 1000
    assert shown.view == view
    assert shown.uri.startswith("data:image/jpeg;base64,")


def test_lines_of_one_paragraph_share_a_crop_and_distant_ones_do_not() -> None:
    first, second = Box(50, 100, 500, 120), Box(50, 125, 500, 145)
    distant = Box(50, 800, 500, 820)

    assert clusters([distant, second, first], PAGE) == ((first, second), (distant,))


def test_a_row_of_a_panel_is_one_crop_with_its_amount() -> None:
    name, amount = Box(20, 100, 150, 112), Box(700, 102, 760, 114)

    assert clusters([name, amount], PAGE) == ((name, amount),)


def test_a_large_picture_is_reduced_and_a_small_one_is_not_enlarged() -> None:
    large = whole(Image.new("RGB", (4000, 5000)), PAGE)
    small = whole(Image.new("RGB", (80, 100)), PAGE)

    assert decoded(large.uri).size == (1280, 1600)
    assert decoded(small.uri).size == (80, 100)


def decoded(uri: str) -> Image.Image:
    from base64 import b64decode

    return Image.open(BytesIO(b64decode(uri.split(",")[1])))
