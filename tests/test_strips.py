"""Lines of print cut out of a picture, straightened and at a given height."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from auditor.reading.lines import Spine
from auditor.reading.strips import cut_strip
from tests.drawing import on_a_bottle, picture_of

LINE = "L-Glutamine 5000 mg per scoop"


def spine_of(*points: tuple[float, float], height: float = 40.0) -> Spine:
    return Spine(np.asarray(points, np.float64), height)


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two gray strips, the second brought to the size of the first."""
    gray = [
        cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY).astype(np.float64) for strip in (one, other)
    ]
    gray[1] = cv2.resize(gray[1], gray[0].shape[::-1])
    return float(np.corrcoef(gray[0].ravel(), gray[1].ravel())[0, 1])


FLAT = picture_of([(100, 285, LINE)], size=(900, 600))
FLAT_STRIP = cut_strip(FLAT, spine_of((90, 300), (640, 300)), 48)


def test_a_strip_is_the_line_at_the_height_asked_for() -> None:
    strip = FLAT_STRIP

    assert strip.shape == (48, round(550 * 48 / 40), 3)
    assert likeness(FLAT[280:320, 90:640], strip) > 0.95


@pytest.mark.parametrize("degrees", [-20, -5, 5, 20, 90, 180])
def test_a_turned_line_comes_out_level(degrees: float) -> None:
    matrix = cv2.getRotationMatrix2D((450, 300), -degrees, 1.0)
    turned = cv2.warpAffine(FLAT, matrix, (900, 600), borderValue=(250, 250, 250))
    # Coordinates of a picture begin at the corner of its first pixel, those of the
    # matrix at its middle.
    ends = [tuple(matrix @ (x - 0.5, 299.5, 1) + 0.5) for x in (190, 640)]

    strip = cut_strip(turned, spine_of(*ends), 48)

    assert likeness(cut_strip(FLAT, spine_of((190, 300), (640, 300)), 48), strip) > 0.9


def test_a_line_around_a_bottle_comes_out_level() -> None:
    around = on_a_bottle(FLAT, 60)
    x = np.linspace(90, 640, 30)
    y = 300 + 60 * (1 - ((x - 450) / 450) ** 2)

    strip = cut_strip(around, spine_of(*zip(x, y, strict=True)), 48)
    straight = cut_strip(around, spine_of((x[0], y[0]), (x[-1], y[-1])), 48)

    assert likeness(FLAT_STRIP, strip) > 0.7
    assert likeness(FLAT_STRIP, strip) > likeness(FLAT_STRIP, straight) + 0.3


@pytest.mark.parametrize("stretch", [1.0, 1.5])
def test_stretching_widens_and_keeps_the_height(stretch: float) -> None:
    strip = cut_strip(FLAT, spine_of((90, 300), (640, 300)), 48, stretch)

    assert strip.shape == (48, round(550 * 1.2 * stretch), 3)


def test_shrinking_keeps_thin_strokes() -> None:
    """An area average keeps the ink that every fourth pixel would lose."""
    pixels = np.full((400, 1600, 3), 255, np.uint8)
    pixels[:, 3::8] = 0

    strip = cut_strip(pixels, spine_of((10, 200), (1590, 200), height=200), 48)

    inside = strip[:, 20:-20]
    assert abs(float(inside.mean()) - 255 * 7 / 8) < 4
    assert inside.min() > 128
    assert inside.max() < 255


@pytest.mark.parametrize(
    "points",
    [
        pytest.param(((-500, -500), (-400, -500)), id="outside"),
        pytest.param(((10, 300), (10.5, 300)), id="a-dot"),
        pytest.param(((850, 300), (1200, 300)), id="over-the-edge"),
        pytest.param(((0, 0), (899, 599)), id="corner-to-corner"),
    ],
)
def test_any_line_gives_a_strip(points: tuple[tuple[float, float], ...]) -> None:
    strip = cut_strip(FLAT, spine_of(*points), 48)

    assert strip.dtype == np.uint8
    assert strip.shape[0] == 48
    assert strip.shape[1] >= 8
    assert strip.shape[2] == 3
