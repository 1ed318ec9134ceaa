"""Round seals: their rims are found, read both ways around, and joined to one block."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawing import FONTS
from PIL import Image, ImageDraw, ImageFont

from auditor.reading.engines import build_engine
from auditor.reading.layout import arrange
from auditor.reading.rings import find_rims

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from auditor.reading.engines import Engine


@lru_cache(maxsize=1)
def engine() -> Engine:
    return build_engine("ppocr")


def seal(
    upper: str,
    lower: str,
    middle: str,
    *,
    side: int,
    font: str = "VeraBd.ttf",
    squeeze: float = 1,
) -> NDArray[np.uint8]:
    """A seal with lettered rim, drawn large and reduced, on white."""
    big = 900
    canvas = Image.new("RGB", (big, big), "white")
    draw = ImageDraw.Draw(canvas)
    draw.ellipse((40, 40, big - 40, big - 40), outline="black", width=14)
    type_ = ImageFont.truetype(str(FONTS / font), 84)
    for text, sign in ((upper, 1), (lower, -1)):
        widths = [type_.getlength(letter) for letter in text]
        radius = 335
        at = -sum(widths) / radius / 2
        for letter, width in zip(text, widths, strict=True):
            angle = at + width / radius / 2
            tile = Image.new("L", (160, 160), 0)
            ImageDraw.Draw(tile).text((80, 80), letter, fill=255, font=type_, anchor="mm")
            tile = tile.rotate(-sign * np.rad2deg(angle), resample=Image.Resampling.BICUBIC)
            x = big / 2 + radius * np.sin(angle)
            y = big / 2 - sign * radius * np.cos(angle)
            canvas.paste("black", (int(x - 80), int(y - 80)), tile)
            at += width / radius
    if middle:
        large = ImageFont.truetype(str(FONTS / font), 130)
        draw.text((big / 2, big / 2), middle, fill="black", font=large, anchor="mm")
    width = int(side * squeeze)
    small = canvas.resize((width, side), Image.Resampling.LANCZOS)
    page = Image.new("RGB", (width + 300, side + 200), "white")
    page.paste(small, (150, 100))
    return np.asarray(page)


def read(picture: NDArray[np.uint8]) -> list[str]:
    """The blocks of a picture, each as one text."""
    sight = engine().read(picture)
    lines = arrange(sight.strands, picture.shape[1], picture.shape[0])
    blocks: dict[int, list[str]] = {}
    for line in lines:
        blocks.setdefault(line.block, []).append(line.text)
    return [" ".join(texts) for texts in blocks.values()]


@pytest.mark.parametrize("side", [110, 160, 240, 400], ids=lambda side: f"{side}px")
def test_both_arcs_of_a_seal_and_its_middle_are_one_block(side: int) -> None:
    blocks = read(seal("GMP COMPLIANT", "FACILITY", "GMP", side=side))

    assert any(
        "COMPLIANT" in block and "FACILITY" in block and block.endswith("GMP")
        for block in blocks
    ), blocks


@pytest.mark.parametrize("font", ["Vera.ttf", "VeraBd.ttf", "VeraBI.ttf"])
def test_seals_in_several_faces_are_read(font: str) -> None:
    blocks = read(seal("THIRD PARTY", "TESTED", "", side=220, font=font))

    assert any("THIRD PARTY" in block and "TESTED" in block for block in blocks), blocks


def test_a_seal_on_the_side_of_a_bottle_is_an_ellipse_and_read_all_the_same() -> None:
    blocks = read(seal("NSF CERTIFIED", "FOR SPORT", "", side=260, squeeze=0.8))

    assert any("CERTIFIED" in block and "FOR SPORT" in block for block in blocks), blocks


def test_lines_that_merely_bend_are_no_rims() -> None:
    x = np.arange(0, 400, 0.5)
    smile = np.column_stack([x, 30 * (1 - ((x - 200) / 200) ** 2)])
    thick = np.concatenate([smile + np.array([0, shift]) for shift in range(12)])

    assert find_rims([thick]) == []


def test_a_blob_is_no_rim() -> None:
    xs, ys = np.meshgrid(np.arange(30.0), np.arange(30.0))

    assert find_rims([np.column_stack([xs.ravel(), ys.ravel()])]) == []


@pytest.mark.parametrize(("thickness", "seals"), [(24, [1, 1]), (60, [1, 2])])
def test_halves_of_a_rim_are_lettered_alike(thickness: float, seals: list[int]) -> None:
    """A tall word above and a small line below bow towards each other by chance."""
    upper = band(400, 24, -150, -30)
    lower = band(400, thickness, 40, 140)
    assert [rim.seal for rim in find_rims([upper, lower])] == seals


def band(radius: float, thickness: float, first: float, last: float) -> NDArray[np.float64]:
    """The pixels of an arc from one angle to another, in degrees clockwise."""
    y, x = np.mgrid[0:1000, 0:1000].astype(np.float64)
    angle = np.rad2deg(np.arctan2(y - 500, x - 500))
    on_arc = np.abs(np.hypot(x - 500, y - 500) - radius) < thickness / 2
    inside = on_arc & (first < angle) & (angle < last)
    return np.column_stack([x[inside], y[inside]])
