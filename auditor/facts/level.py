"""Pages whose print runs uphill or downhill, as if the camera had been held level.

A reader tells which lines stand on one row, however it runs. What stands in one column
is told by where words begin and end, and on a page that is tilted by twelve degrees
the amounts at the foot stand under the names at the head. So what a label states is
found on the page turned level about its middle, and the evidence is turned back to
where the picture shows it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from auditor.model import Box, Evidence, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from auditor.model import Document, LabelFacts, Line

T = TypeVar("T")

_LEAST: Final = math.radians(1)
"""Tilt from which a panel of thirty rows moves aside by the height of its print."""

_MOST: Final = math.radians(40)
"""Tilt near which the sides of a word cannot be told from those of its box."""

_LONG: Final = 5
"""Heights of print from which a line tells which way it runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPage(Page):
    """A tilted page whose boxes were turned level about its middle."""

    tilt: float
    """Radians clockwise by which its print stands in the picture."""


def levelled(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The same, with the boxes of tilted pages turned level."""
    return tuple(
        replace(document, pages=tuple(map(_levelled, document.pages)))
        for document in documents
    )


def as_printed(facts: LabelFacts, documents: Sequence[Document]) -> LabelFacts:
    """What was found on levelled pages, with the evidence where the pictures show it."""
    tilted = {
        (document.name, page.number): page
        for document in documents
        for page in document.pages
        if isinstance(page, LevelPage)
    }
    return _as_printed(facts, tilted) if tilted else facts


def in_picture(box: Box, page: Page) -> Box:
    """Around a box of a page that may be levelled, where the picture shows it."""
    if not isinstance(page, LevelPage):
        return box
    corners = [
        _turned((x, y), page, page.tilt)
        for x in (box.x0, box.x1)
        for y in (box.top, box.bottom)
    ]
    across, down = zip(*corners, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def _as_printed(value: T, tilted: Mapping[tuple[str, int], Page]) -> T:
    changed: Any = value
    if isinstance(value, Evidence):
        page = tilted.get((value.file, value.page))
        if page is not None:
            changed = replace(value, box=in_picture(value.box, page))
    elif isinstance(value, tuple):
        changed = tuple(_as_printed(item, tilted) for item in value)
    elif is_dataclass(value):
        changed = replace(
            cast("Any", value),
            **{
                field.name: _as_printed(getattr(value, field.name), tilted)
                for field in fields(value)
            },
        )
    return cast("T", changed)


def _tilt_of(page: Page) -> float:
    """Radians clockwise by which print is turned; 0 where it runs level, or any way.

    By the line in the middle of all, counted by their lengths.
    """
    runs = sorted(_runs(page.lines))
    half = sum(length for _, length in runs) / 2
    for angle, length in runs:
        half -= length
        if half <= 0:
            return angle if _LEAST <= abs(angle) <= _MOST else 0.0
    return 0.0


def _runs(lines: Iterable[Line]) -> Iterable[tuple[float, float]]:
    """Angle and length of each line that is long enough to tell."""
    for line in lines:
        (x, y), (to_x, to_y) = line.words[0].box.center, line.words[-1].box.center
        length = math.hypot(to_x - x, to_y - y)
        if length > _LONG * line.height:
            yield math.atan2(to_y - y, to_x - x), length


def _levelled(page: Page) -> Page:
    tilt = _tilt_of(page)
    if not tilt:
        return page
    told = {field.name: getattr(page, field.name) for field in fields(page)}
    page = LevelPage(**told, tilt=tilt)
    level = partial(_level, page)
    return replace(
        page,
        lines=tuple(
            replace(
                line,
                words=tuple(
                    replace(word, box=level(word.box, line.height)) for word in line.words
                ),
            )
            for line in page.lines
        ),
        unread=tuple(map(level, page.unread)),
        unread_seals=tuple(map(level, page.unread_seals)),
        codes=tuple(replace(code, box=level(code.box)) for code in page.codes),
    )


def _level(page: LevelPage, box: Box, height: float | None = None) -> Box:
    """About what the box was drawn around, turned level.

    Args:
        height: Of the print in it, where that is known.
    """
    across, down = math.cos(page.tilt), abs(math.sin(page.tilt))
    # Level print is never so much higher than itself; what runs up or down is.
    if height is None or box.height > max(box.width, 1.5 * height):
        height = (box.height * across - box.width * down) / math.cos(2 * page.tilt)
    width = (box.width - height * down) / across
    # Where print bends, or its height is that of its neighbors, the box tells too little.
    width, height = max(width, box.width / 4, 0.0), max(height, box.height / 4, 0.0)
    x, y = _turned(box.center, page, -page.tilt)
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _turned(point: tuple[float, float], page: Page, angle: float) -> tuple[float, float]:
    """Clockwise, about the middle of the page."""
    x, y = point[0] - page.width / 2, point[1] - page.height / 2
    cosine, sine = math.cos(angle), math.sin(angle)
    return (
        page.width / 2 + x * cosine - y * sine,
        page.height / 2 + x * sine + y * cosine,
    )
