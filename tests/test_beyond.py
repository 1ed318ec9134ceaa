"""Print beyond the end of a line that the detector lost, and nothing beside print."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from drawing import picture_of

from auditor.reading.beyond import (
    End,
    Longer,
    continued,
    followed,
    free_beyond,
    may_go_on,
)
from auditor.reading.engines import EngineOptions, build_engine
from auditor.reading.engines.recognizer import Text
from auditor.reading.lines import Spine

FRONT, BACK = End(0, last=False), End(0, last=True)


def text_of(characters: str, *confidences: float) -> Text:
    """A text whose letters are sure, but for those of the given confidences at its end."""
    sure = (0.99,) * (len(characters) - len(confidences))
    places = tuple((n + 0.5) / len(characters) for n in range(len(characters)))
    return Text(characters, (*sure, *confidences), places)


def spine_of(x0: float, x1: float, y: float = 100.0, height: float = 40.0) -> Spine:
    return Spine(np.array([(x0, y), (x1, y)]), height)


@pytest.mark.parametrize(
    ("said", "last", "lost"),
    [
        pytest.param("Servings", True, True, id="a-word"),
        pytest.param("See the nutritional table.", True, False, id="a-full-stop"),
        pytest.param("ritional table", False, True, id="half-a-word"),
        pytest.param("NUTRITIONAL TABLE", False, True, id="capitals"),
        pytest.param("Nutritional table", False, False, id="a-capital"),
        pytest.param("5 mg", True, False, id="too-short-to-be-known-again"),
    ],
)
def test_a_line_may_have_been_lost_where_it_does_not_end_by_itself(
    said: str, *, last: bool, lost: bool
) -> None:
    assert may_go_on(text_of(said), last=last) is lost


def test_a_doubtful_line_is_not_followed() -> None:
    assert not may_go_on(text_of("Serving", *(0.5,) * 5), last=True)


@pytest.mark.parametrize(
    ("said", "read", "last", "whole"),
    [
        pytest.param(
            "Organic Coconut Wat",
            text_of("conut Water Pow"),
            True,
            "Organic Coconut Water Pow",
            id="at-its-end",
        ),
        pytest.param(
            "nitional table.",
            text_of("See nutritional"),
            False,
            "See nutritional table.",
            id="at-its-beginning",
        ),
        pytest.param(
            "30 Servings", text_of("ervings1"), True, None, id="a-rule-is-no-digit"
        ),
        pytest.param("MUSCLES", text_of("MUSCLES I"), True, None, id="a-letter-by-itself"),
        pytest.param("MUSCLES", text_of("MUSCLEST"), True, "MUSCLEST", id="a-letter"),
        pytest.param("MUSCLES", text_of("MUSCLES®"), True, None, id="a-sign"),
        pytest.param("MUSCLES", text_of("MUSCLES"), True, None, id="nothing-more"),
        pytest.param("MUSCLES", text_of("BOSTLESTO"), True, None, id="other-letters"),
        pytest.param("MUSCLES", text_of("MUSCLESTO", 0.99, 0.4), True, None, id="a-guess"),
        pytest.param(
            "MUSCLES", text_of("MUSCLESTO", 0.6, 0.6), True, None, id="two-hardly-read"
        ),
    ],
)
def test_what_is_read_for_sure_beyond_an_end_belongs_to_the_line(
    said: str, read: Text, whole: str | None, *, last: bool
) -> None:
    longer = Longer(spine_of(0, 500), spine_of(200, 500), 0.8)

    text = continued(text_of(said), read, longer, last=last)

    assert (text and text.characters) == whole
    if text is not None:
        assert len(text.confidences) == len(text.places) == len(text.characters)


def test_letters_keep_their_places_on_the_longer_line() -> None:
    """100 pixels are added to 400, and the last 300 of both are read again."""
    longer = Longer(spine_of(0, 500), spine_of(200, 500), 0.8)
    before = text_of("abcdefgh")
    read = Text("cdefghij", (0.99,) * 8, (0.05, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9))

    text = continued(before, read, longer, last=True)

    assert text is not None
    assert text.places[0] * 500 == pytest.approx(25)
    assert text.places[-1] * 500 == pytest.approx(200 + 0.9 * 300)


@cache
def line() -> tuple[np.ndarray, Spine]:
    """Print on paper, and its whole line."""
    pixels = picture_of([(100, 80, "MAGNESIUMGLYCONATE")], size=(700, 200), height=32)
    rows, columns = np.nonzero(pixels[:, :, 0] < 128)
    middle = (rows.min() + rows.max()) / 2
    return pixels, spine_of(columns.min() - 8, columns.max() + 8, middle, 44)


@pytest.mark.parametrize("end", [FRONT, BACK])
def test_a_line_is_followed_where_its_print_goes_on(end: End) -> None:
    pixels, whole = line()
    half = whole.ending(0.4 * whole.length, last=not end.last)

    (longer,) = followed(pixels, [half], [end]).values()

    assert longer.spine.length == pytest.approx(half.length + 2 * half.height)
    assert longer.share == pytest.approx(half.length / longer.spine.length)
    assert longer.part.length < longer.spine.length + 1
    assert not followed(pixels, [whole], [end])


def test_a_line_is_followed_to_the_next_one_at_the_most() -> None:
    pixels, whole = line()
    half = whole.ending(0.4 * whole.length, last=False)
    (x, y) = half.points[-1]
    near, below = spine_of(x + 30, 690, y, 44), spine_of(x, 690, y + 50, 44)

    assert free_beyond([half, near, below], BACK) == pytest.approx(30)
    assert free_beyond([half, below], BACK) == pytest.approx(2 * half.height)
    assert free_beyond([half, spine_of(x - 20, 690, y, 44)], BACK) < 0
    (longer,) = followed(pixels, [half, near], [BACK]).values()
    assert longer.spine.length == pytest.approx(half.length + 30)


def test_print_that_the_picture_cuts_off_is_not_followed() -> None:
    pixels, whole = line()
    x = int(whole.points[:, 0].mean())

    assert not followed(pixels[:, :x], [whole.ending(x - 92.0, last=False)], [BACK])


def test_a_line_that_runs_out_of_focus_is_read_to_its_beginning() -> None:
    said = "Discontinue use and contact your practitioner"
    sharp = picture_of(
        [(60, 60, "Consult a physician before taking this product"), (60, 120, said)],
        size=(1100, 200),
    )
    pixels = sharp.copy()
    for step, spread in enumerate(np.linspace(0.5, 5, 8)):
        # The more to the left, the more blurred.
        edge = 520 - 65 * step
        pixels[:, :edge] = cv2.GaussianBlur(sharp, (0, 0), float(spread))[:, :edge]

    sight = build_engine("ppocr", EngineOptions()).read(pixels)

    lines = [" ".join(word.text for word in strand.words) for strand in sight.strands]
    assert said in lines
