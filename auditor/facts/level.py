"""Pages whose print runs uphill or downhill, as if the camera had been held level.

A reader tells which lines stand on one row, however it runs. What stands in one column
is told by where words begin and end, and on a page that is tilted by twelve degrees
the amounts at the foot stand under the names at the head. So what a label states is
found on the page turned level about its middle, and the evidence is turned back to
where the picture shows it. A table that is printed along the side of a label, or upside
down, is read on the page turned by quarters, likewise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import IntEnum
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from auditor.model import Box, Evidence, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from auditor.model import Document, LabelFacts, Line

T = TypeVar("T")

_LEAST: Final = math.radians(1)
"""Tilt from which a panel of thirty rows moves aside by the height of its print."""

_MOST: Final = math.radians(40)
"""Tilt near which the sides of a word cannot be told from those of its box."""

_QUARTER: Final = math.pi / 2

_TABLE: Final = 4
"""Lines that a panel has at least: its title, its serving and the parts of a row."""

_SHORT: Final = 3
"""Characters whose box may be as high as it is wide, whichever way they run."""

_STEEP: Final = 1.5
"""Times as high as wide: four narrow digits that lie level are at most as high."""

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
    if not tilted:
        return facts
    return _as_printed(facts, lambda item: tilted.get((item.file, item.page)))


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


class Side(NamedTuple):
    """The lines of a page that run one way, as whoever turns the page sees them."""

    page: Page
    numbers: Sequence[int]
    """Of its lines on the whole page."""

    turned: bool

    def box(self, box: Box) -> Box:
        """Where it stands on the whole page."""
        return in_picture(box, self.page) if self.turned else box

    def as_printed(self, value: T) -> T:
        """What was found here, with the evidence where the whole page shows it."""
        return _as_printed(value, lambda _: self.page) if self.turned else value


def sides_of(page: Page) -> Iterator[Side]:
    """The page with its level lines, and with those that run down, up or backward where
    they are enough for a table."""
    ways = _ways_of(page.lines)
    turned = [way for way in _Way if way is not _Way.ACROSS and ways.count(way) >= _TABLE]
    numbers = [n for n, way in enumerate(ways) if way not in turned]
    if not turned:
        yield Side(page, numbers, turned=False)
        return
    lines = tuple(page.lines[n] for n in numbers)
    yield Side(replace(page, lines=lines), numbers, turned=False)
    for way in turned:
        numbers = [n for n, other in enumerate(ways) if other is way]
        lines = tuple(page.lines[n] for n in numbers)
        yield Side(_turned_by(way * _QUARTER, page, lines), numbers, turned=True)


class _Way(IntEnum):
    """Where print runs on a page, from its first word to its last: by quarters turned
    clockwise."""

    ACROSS = 0
    DOWN = 1
    BACK = 2
    UP = -1


def _ways_of(lines: Sequence[Line]) -> list[_Way]:
    """The way of each line. Lines of one block run one way, and blocks that have rows in
    common; of what is as short as "5 g" the shape does not tell."""
    blocks: dict[int, _Way] = {}
    rows: dict[int, _Way] = {}
    for number, block in groupby(lines, key=lambda line: line.block):
        told = list(block)
        long = [line for line in told if len(line.text) > _SHORT]
        tall = sum(line.box.height for line in long)
        steep = tall > _STEEP * sum(line.box.width for line in long)
        run = sum(
            line.words[-1].box.center[steep] - line.words[0].box.center[steep]
            for line in (told if steep else long)
        )
        if run:
            forward, backward = (_Way.DOWN, _Way.UP) if steep else (_Way.ACROSS, _Way.BACK)
            blocks[number] = forward if run > 0 else backward
            rows |= {line.row: blocks[number] for line in told}
    return [blocks.get(line.block, rows.get(line.row, _Way.ACROSS)) for line in lines]


def _as_printed(value: T, page_of: Callable[[Evidence], Page | None]) -> T:
    changed: Any = value
    if isinstance(value, Evidence):
        page = page_of(value)
        if page is not None:
            changed = replace(value, box=in_picture(value.box, page))
    elif isinstance(value, tuple):
        changed = tuple(_as_printed(item, page_of) for item in value)
    elif is_dataclass(value):
        changed = replace(
            cast("Any", value),
            **{
                field.name: _as_printed(getattr(value, field.name), page_of)
                for field in fields(value)
            },
        )
    return cast("T", changed)


def _tilt_of(lines: Iterable[Line]) -> float:
    """Radians clockwise by which print is turned; 0 where it runs level, or any way.

    By the line in the middle of all, counted by their lengths.
    """
    runs = sorted(_runs(lines))
    half = sum(length for _, length in runs) / 2
    for angle, length in runs:
        half -= length
        if half <= 0:
            return angle if _LEAST <= abs(angle) <= _MOST else 0.0
    return 0.0


def _runs(lines: Iterable[Line]) -> Iterator[tuple[float, float]]:
    """Angle and length of each line that is long enough to tell."""
    for line in lines:
        (x, y), (to_x, to_y) = line.words[0].box.center, line.words[-1].box.center
        length = math.hypot(to_x - x, to_y - y)
        if length > _LONG * line.height:
            yield math.atan2(to_y - y, to_x - x), length


def _levelled(page: Page) -> Page:
    tilt = _tilt_of(page.lines)
    return _turned_by(tilt, page, page.lines) if tilt else page


def _turned_by(tilt: float, page: Page, lines: Iterable[Line]) -> LevelPage:
    """The page with some of its lines, where they stand when their tilt is undone."""
    told = {field.name: getattr(page, field.name) for field in fields(Page)}
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
            for line in lines
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
    quarters = round(page.tilt / _QUARTER)
    rest = page.tilt - quarters * _QUARTER
    long, high = (box.height, box.width) if quarters % 2 else (box.width, box.height)
    across, down = math.cos(rest), abs(math.sin(rest))
    # Level print is never so much higher than itself; what runs up or down is.
    if height is None or high > max(long, 1.5 * height):
        height = (high * across - long * down) / math.cos(2 * rest)
    width = (long - height * down) / across
    # Where print bends, or its height is that of its neighbors, the box tells too little.
    width, height = max(width, long / 4, 0.0), max(height, high / 4, 0.0)
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
