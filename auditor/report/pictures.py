"""Pictures in a report: a page made small enough to embed, and crops of evidence.

Boxes are drawn by the report over the picture and never into it, so that the
reader can see the print as it is.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from auditor.model import Box, cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.Image import Image

    from auditor.model import Page

PAGE_SIDE = 1600
"""Longest side of an embedded page in pixels: small print stays readable and a
report of six photos stays below about 3 MB."""

CROP_SIDE = 1000
QUALITY = 75


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG, what of it is shown, and where the JPEG lies on its page.

    All in page units, so that boxes need no conversion.
    """

    uri: str
    view: Box
    frame: Box


def whole(image: Image, page: Page) -> Picture:
    """The page, reduced to at most `PAGE_SIDE`."""
    frame = extent(page)
    return Picture(_embedded(image, PAGE_SIDE), frame, frame)


def extent(page: Page) -> Box:
    """The whole of a page."""
    return Box(0, 0, page.width, page.height)


def crop(image: Image, page: Page, boxes: Iterable[Box]) -> Picture:
    """The page around the boxes, with enough beside them to find the place."""
    view = cover_of(boxes, page)
    across, down = image.width / page.width, image.height / page.height
    part = image.crop(
        (
            int(view.x0 * across),
            int(view.top * down),
            max(int(view.x1 * across), int(view.x0 * across) + 1),
            max(int(view.bottom * down), int(view.top * down) + 1),
        )
    )
    return Picture(_embedded(part, CROP_SIDE), view, view)


def cover_of(boxes: Iterable[Box], page: Page) -> Box:
    """What a crop shows: all of the boxes and what lies around them."""
    return framed(cover(boxes), page)


def framed(box: Box, page: Page) -> Box:
    """The box with a margin, at least a third of the page wide, inside the page."""
    margin = max(min(box.height, page.height / 20), page.width / 50)
    width = max(box.width + 2 * margin, page.width / 3)
    height = max(box.height + 2 * margin, width / 5)
    middle, center = box.center
    return _within(
        Box(
            middle - width / 2, center - height / 2, middle + width / 2, center + height / 2
        ),
        page,
    )


def clusters(boxes: Sequence[Box], page: Page) -> tuple[tuple[Box, ...], ...]:
    """Boxes that one crop can show together, from the top of the page down.

    Two belong together when the one reaches into the other's frame, or when they
    stand on one printed row: a paragraph gives one crop, a row of a panel with its
    amount one, and two panels give two.
    """
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.top, box.x0)):
        near = [
            group
            for group in groups
            if _meet(framed(cover(group), page), box)
            or any(_in_row(one, box) for one in group)
        ]
        merged = [box]
        for group in near:
            groups.remove(group)
            merged = group + merged
        groups.append(merged)
    return tuple(tuple(group) for group in groups)


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x0 <= other.x1
        and other.x0 <= one.x1
        and one.top <= other.bottom
        and other.top <= one.bottom
    )


def _in_row(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > min(one.height, other.height) / 2


def _within(box: Box, page: Page) -> Box:
    """The box moved onto the page, and cut where it is larger than the page."""
    x0, x1 = _moved(box.x0, box.x1, page.width)
    top, bottom = _moved(box.top, box.bottom, page.height)
    return Box(x0, top, x1, bottom)


def _moved(low: float, high: float, end: float) -> tuple[float, float]:
    length = min(high - low, end)
    start = min(max(low, 0.0), end - length)
    return start, start + length


def jpeg(image: Image, longest: int) -> bytes:
    """The picture as a JPEG file, its longest side reduced to so many pixels."""
    small = image.convert("RGB")
    small.thumbnail((longest, longest))
    file = BytesIO()
    small.save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def _embedded(image: Image, longest: int) -> str:
    return f"data:image/jpeg;base64,{b64encode(jpeg(image, longest)).decode('ascii')}"
