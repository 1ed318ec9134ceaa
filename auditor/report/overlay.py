"""Boxes drawn on a page's picture, to see what was read and where.

Each box carries a number, and its words where there is room: the picture is for
whoever wants to know why a label was read as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import ImageDraw, ImageFont

from auditor.model import Found
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image

    from auditor.model import Box, LabelFacts, Page

SURE = "#0b7a3e"
DOUBTFUL = "#b3261e"
PLAIN = "#1d4ed8"

DOUBT = 0.8
"""Below this confidence a box is drawn as doubtful: the limit of `Page.quality`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw, in page units, with what stands at its upper edge."""

    box: Box
    label: str
    confidence: float | None = None


def word_marks(page: Page) -> tuple[Mark, ...]:
    """Every word of the page."""
    return tuple(Mark(word.box, word.text, word.confidence) for word in page.words)


def fact_marks(facts: LabelFacts, file: str, page: int) -> tuple[Mark, ...]:
    """The evidence of every fact on that page, labelled with the fact's name."""
    marks: dict[Box, list[str]] = {}
    confidence: dict[Box, float | None] = {}
    for key in facts.__dataclass_fields__:
        reading = getattr(facts, key)
        if not isinstance(reading, Found):
            continue
        for item in reading.evidence:
            if (item.file, item.page) == (file, page):
                marks.setdefault(item.box, []).append(key)
                confidence[item.box] = item.confidence
    return tuple(
        Mark(box, ", ".join(dict.fromkeys(keys)), confidence[box])
        for box, keys in marks.items()
    )


def draw_overlay(image: Image, page: Page, marks: Iterable[Mark]) -> bytes:
    """The picture with the boxes, as a PNG file's bytes.

    Green was read well, red was read with a confidence below 0.8, blue comes
    from a text layer.
    """
    picture = image.convert("RGB")
    across, down = picture.width / page.width, picture.height / page.height
    draw = ImageDraw.Draw(picture, "RGBA")
    stroke = max(1, round(picture.width / 600))
    for mark in marks:
        box = (
            mark.box.x0 * across,
            mark.box.top * down,
            mark.box.x1 * across,
            mark.box.bottom * down,
        )
        color = _color(mark.confidence)
        draw.rectangle(box, outline=color, width=stroke)
        size = min(max((box[3] - box[1]) * 0.45, 9), 28)
        font = ImageFont.load_default(size)
        label = printable(mark.label)[:60]
        extent = draw.textbbox((box[0], box[1]), label, font=font, anchor="ls")
        draw.rectangle(extent, fill=color)
        draw.text((box[0], box[1]), label, font=font, anchor="ls", fill="white")
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _color(confidence: float | None) -> str:
    if confidence is None:
        return PLAIN
    return SURE if confidence >= DOUBT else DOUBTFUL
