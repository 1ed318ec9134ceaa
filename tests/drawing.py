"""Pictures with print on them, drawn with a font that comes with reportlab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

FONTS = Path(reportlab.__file__).parent / "fonts"


def picture_of(
    lines: Iterable[tuple[float, float, str]],
    *,
    size: tuple[int, int] = (900, 600),
    height: int = 28,
    ink: tuple[int, int, int] = (20, 20, 20),
    paper: tuple[int, int, int] = (250, 250, 250),
    bold: bool = False,
) -> NDArray[np.uint8]:
    """Texts at their left and top, in type of `height` pixels."""
    image = Image.new("RGB", size, paper)
    font = ImageFont.truetype(str(FONTS / ("VeraBd.ttf" if bold else "Vera.ttf")), height)
    draw = ImageDraw.Draw(image)
    for left, top, text in lines:
        draw.text((left, top), text, fill=ink, font=font)
    return np.asarray(image)


def on_a_bottle(pixels: NDArray[np.uint8], bow: float) -> NDArray[np.uint8]:
    """The picture with its rows bent into a smile that is `bow` pixels deep."""
    height, width = pixels.shape[:2]
    shift = bow * (1 - ((np.arange(width) - width / 2) / (width / 2)) ** 2)
    rows = (np.arange(height)[:, None] - shift[None, :]).round().astype(int)
    inside = (rows >= 0) & (rows < height)
    bent = pixels[rows.clip(0, height - 1), np.arange(width)[None, :]]
    return np.where(inside[:, :, None], bent, np.uint8(250))
