"""Sharpness and reflections are measured on print, and advised on where they cost it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from auditor.facts.faces import find_faces
from auditor.model import Document, Page
from auditor.reading.document import GOOD, Reader
from auditor.reading.light import Light, measure_light

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHARP = np.asarray(Image.open(FIXTURES / "plain-l-glutamine.facts.jpg").convert("RGB"))


def read(pixels: np.ndarray) -> Page:
    return Reader()._picture_page(1, pixels, 1.0)


def advice(page: Page) -> str:
    document = Document(
        name="a.jpg", sha256="0" * 64, media_type="image/jpeg", pages=(page,)
    )
    (face,) = find_faces([document], (), (), ())
    return " ".join(face.advice)


def lit(pixels: np.ndarray) -> np.ndarray:
    """The picture with a lamp's reflection on its middle."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width]
    light = np.exp(
        -((x - 0.45 * width) ** 2 + (y - 0.4 * height) ** 2) / (2 * (0.12 * width) ** 2)
    )
    return np.clip(pixels + 600 * light[..., None], 0, 255).astype(np.uint8)


def test_a_picture_without_print_has_no_measure() -> None:
    assert measure_light((), SHARP, GOOD) == Light()


def test_the_smallest_print_to_be_read_grows_with_blur() -> None:
    sight = Reader()._look(SHARP)
    heights = [
        measure_light(
            sight.strands, cv2.GaussianBlur(SHARP, (0, 0), sigma), GOOD
        ).legible_height
        for sigma in (0.5, 1, 2, 4)
    ]

    assert None not in heights
    assert heights == sorted(heights)
    # A bell of this width spreads an edge over 2.56 of it.
    assert heights[-1] == pytest.approx(2.56 * 4 / 0.2, rel=0.35)


def test_a_clear_picture_needs_no_advice() -> None:
    page = read(SHARP)

    assert page.legible_height is not None
    assert page.legible_height < 20
    assert page.reflected < 0.005
    assert "again" not in advice(page)


def test_blur_that_costs_words_is_told() -> None:
    assert "in focus" in advice(read(cv2.GaussianBlur(SHARP, (0, 0), 5)))


def test_a_reflection_on_print_is_told() -> None:
    page = read(lit(SHARP))

    assert page.reflected > 0.005
    assert "reflected" in advice(page)
    assert "in focus" not in advice(page)
