"""Letters of a text layer along the rim of a round seal, in the order they are read.

Where each letter stands and which way it runs is known exactly, so that no picture
has to be unrolled. Letters are taken in whatever order they were drawn: programs that
set type on a curve draw them one by one. A word that is merely tilted has no circle
and is none of these.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from auditor.reading.pdf.glyphs import is_straight, middle_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.reading.pdf.glyphs import Glyph

    Point = tuple[float, float]

_MOST = 600
"""Slanted letters up to which they are compared, each with each other."""

_NEXT = 1.6
"""Type sizes between the middles of two letters of one word, or of two words."""

_ALIKE = 1.25
"""Times that one letter of a rim may be larger than another."""

_FEWEST = 3
"""Letters that tell a circle; of two, each may be tilted by itself."""

_ARC = 40.0
"""Degrees that the letters of a rim take in together: less is a line that bends."""

_OFF = 0.3
"""Type sizes by which letters miss their circle on the average, at most."""

_TURNED = 10.0
"""Degrees by which a level letter may miss the way of the rim at its place."""

_GAP, _GAPS = 0.3, 1.8
"""Type sizes between two letters, and times the usual gap, from which they are of two
words where no blank is written."""


class Rim(NamedTuple):
    """Print along one arc."""

    words: tuple[tuple[Glyph, ...], ...]
    """In reading order, their letters too."""

    seal: int
    """Number of the seal whose arcs belong together, counted from 1."""


class _Arc(NamedTuple):
    """Letters on one circle that run one way round."""

    glyphs: list[Glyph]
    x: float
    y: float
    radius: float
    """Negative where the letters run counterclockwise, with their heads inward."""

    def place_of(self, glyph: Glyph) -> float:
        """Where on the circle a letter stands, in degrees clockwise from the right."""
        x, y = middle_of(glyph)
        angle = math.degrees(math.atan2(y - self.y, x - self.x))
        return angle if self.radius > 0 else angle + 180

    def has(self, glyph: Glyph, size: float) -> bool:
        """Whether a letter stands on the circle and runs along it."""
        x, y = middle_of(glyph)
        distance = math.hypot(x - self.x, y - self.y)
        apart = (glyph.turn - 90 - self.place_of(glyph) + 180) % 360 - 180
        return (
            abs(distance - abs(self.radius)) <= _OFF * size
            and abs(apart) <= _TURNED
            and max(glyph.size, size) <= _ALIKE * min(glyph.size, size)
        )


def rims_of(glyphs: Sequence[Glyph]) -> tuple[Rim, ...]:
    """The arcs of print, those of one seal beside each other."""
    slanted = [
        glyph for glyph in glyphs if not (is_straight(glyph) or glyph.text.isspace())
    ]
    if not _FEWEST <= len(slanted) <= _MOST:
        return ()
    lettered = [glyph for glyph in glyphs if not glyph.text.isspace()]
    blanks = [glyph for glyph in glyphs if glyph.text.isspace()]
    taken: set[int] = set()
    arcs = []
    for group in sorted(_groups(slanted), key=len, reverse=True):
        free = [glyph for glyph in group if id(glyph) not in taken]
        arc = _arc_of(free) if len(free) >= _FEWEST else None
        if arc is not None:
            left = [glyph for glyph in lettered if id(glyph) not in taken]
            arcs.append(arc._replace(glyphs=_grown(arc, left)))
            taken |= {id(glyph) for glyph in arcs[-1].glyphs}
    return tuple(_rims(arcs, blanks))


def _grown(arc: _Arc, letters: Sequence[Glyph]) -> list[Glyph]:
    """The arc's letters with those that carry it on: where it runs level or upright, a
    letter looks like one of a straight line."""
    size = median(glyph.size for glyph in arc.glyphs)
    grown = list(arc.glyphs)
    known = {id(glyph) for glyph in grown}
    left = [glyph for glyph in letters if id(glyph) not in known and arc.has(glyph, size)]
    for glyph in grown:
        near = [other for other in left if _are_next(glyph, other)]
        grown += near
        left = [other for other in left if other not in near]
    return grown


def _rims(arcs: Sequence[_Arc], blanks: Sequence[Glyph]) -> Iterator[Rim]:
    seals: list[list[_Arc]] = []
    for arc in arcs:
        for seal in seals:
            if _are_of_one_seal(seal[0], arc):
                seal.append(arc)
                break
        else:
            seals.append([arc])
    number = 0
    for seal in seals:
        ordered = [_in_order(arc) for arc in seal]
        if sum(_span(arc, letters) for arc, letters in zip(seal, ordered, strict=True)) < (
            _ARC
        ):
            continue
        number += 1
        for arc, letters in zip(seal, ordered, strict=True):
            yield Rim(tuple(_words(arc, letters, blanks)), number)


def _groups(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Letters that stand next to each other, over as many as it takes."""
    left = list(glyphs)
    groups = []
    while left:
        group = [left.pop()]
        for glyph in group:
            near = [other for other in left if _are_next(glyph, other)]
            group += near
            left = [other for other in left if other not in near]
        if len(group) >= _FEWEST:
            groups.append(group)
    return groups


def _are_next(one: Glyph, two: Glyph) -> bool:
    large, small = max(one.size, two.size), min(one.size, two.size)
    return (
        large <= _ALIKE * small
        and math.dist(middle_of(one), middle_of(two)) < _NEXT * large
    )


def _arc_of(glyphs: list[Glyph]) -> _Arc | None:
    """The circle that letters stand on and run along, by least squares; None where
    they do not.

    A letter's way tells the angle at which it stands, so that its place is the middle
    plus the radius in that direction: equations that are linear in all three unknowns.
    """
    ways = [math.radians(glyph.turn - 90) for glyph in glyphs]
    points = [middle_of(glyph) for glyph in glyphs]
    count = len(glyphs)
    cosine, sine = sum(map(math.cos, ways)) / count, sum(map(math.sin, ways)) / count
    x, y = (sum(point[k] for point in points) / count for k in (0, 1))
    spread = 1 - cosine * cosine - sine * sine
    if spread < 1e-3:
        return None
    pairs = list(zip(ways, points, strict=True))
    along = sum(math.cos(way) * p[0] + math.sin(way) * p[1] for way, p in pairs) / count
    radius = (along - cosine * x - sine * y) / spread
    x, y = x - radius * cosine, y - radius * sine
    off = math.sqrt(
        sum(
            (x + radius * math.cos(way) - p[0]) ** 2
            + (y + radius * math.sin(way) - p[1]) ** 2
            for way, p in pairs
        )
        / count
    )
    size = median(glyph.size for glyph in glyphs)
    if abs(radius) < size or off > _OFF * size:
        return None
    return _Arc(glyphs, x, y, radius)


def _are_of_one_seal(one: _Arc, two: _Arc) -> bool:
    size = max(one.glyphs[0].size, two.glyphs[0].size)
    return (
        math.hypot(one.x - two.x, one.y - two.y) <= size
        and abs(abs(one.radius) - abs(two.radius)) <= 1.5 * size
    )


def _in_order(arc: _Arc) -> list[Glyph]:
    """The letters as they are read, from behind the widest gap between them."""
    # Heads inward, the way runs against the clock.
    way = 1 if arc.radius > 0 else -1
    placed = sorted(
        ((way * arc.place_of(glyph)) % 360, n) for n, glyph in enumerate(arc.glyphs)
    )
    turns = [*placed, (placed[0][0] + 360, -1)]
    gaps = [after - before for (before, _), (after, _) in pairwise(turns)]
    seam = gaps.index(max(gaps)) + 1
    return [arc.glyphs[n] for _, n in (*placed[seam:], *placed[:seam])]


def _span(arc: _Arc, letters: Sequence[Glyph]) -> float:
    """Degrees from the first letter to the last."""
    way = 1 if arc.radius > 0 else -1
    first, last = arc.place_of(letters[0]), arc.place_of(letters[-1])
    return (way * (last - first)) % 360


def _words(
    arc: _Arc, letters: Sequence[Glyph], blanks: Sequence[Glyph]
) -> Iterator[tuple[Glyph, ...]]:
    size = median(glyph.size for glyph in letters)
    gaps = [_gap(before, after) for before, after in pairwise(letters)]
    usual = median(gaps) if gaps else 0.0
    word = [letters[0]]
    for (before, after), gap in zip(pairwise(letters), gaps, strict=True):
        parted = gap > max(_GAP * size, _GAPS * usual) or any(
            _lies_between(arc, blank, before, after) for blank in blanks
        )
        if parted:
            yield tuple(word)
            word = []
        word.append(after)
    yield tuple(word)


def _gap(before: Glyph, after: Glyph) -> float:
    """Free room between two letters."""
    widths = _width(before) + _width(after)
    return math.dist(middle_of(before), middle_of(after)) - widths / 2


def _width(glyph: Glyph) -> float:
    """Of the letter along its way: its box is upright, and stands around it."""
    way = math.radians(glyph.turn)
    across, down = abs(math.cos(way)), abs(math.sin(way))
    width, height = glyph.x1 - glyph.x0, glyph.bottom - glyph.top
    if across >= down:
        return (width - glyph.size * down) / across
    return (height - glyph.size * across) / down


def _lies_between(arc: _Arc, blank: Glyph, before: Glyph, after: Glyph) -> bool:
    """Whether a written blank stands on the circle between two letters."""
    x, y = middle_of(blank)
    distance = math.hypot(x - arc.x, y - arc.y)
    if abs(distance - abs(arc.radius)) > before.size:
        return False
    way = 1 if arc.radius > 0 else -1
    start = arc.place_of(before)
    whole = (way * (arc.place_of(after) - start)) % 360
    return 0 < (way * (arc.place_of(blank) - start)) % 360 < whole
