"""Print that runs along the rim of a round seal.

A detector marks such print as arcs. Arcs of one circle, or of the ellipse that a
circle becomes on a bottle, belong together: the upper ones are read clockwise, the
lower ones the other way round, since that is how seals are lettered.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_SPAN = np.deg2rad(40)
"""Angle that a kernel must take in to be an arc: less is a line that bends, and those
are followed anyway. A line around a bottle takes in less than 25 degrees, seen from
20 degrees above."""

_BOTH_SPAN = np.deg2rad(110)
"""Angle that the two halves of a rim must take in together: a short word above and
another below, of which neither is an arc, make no seal."""

_LETTERS = 5.5
"""Thicknesses of a kernel that a lone arc must be long, which are about five letters:
shorter ones are blots as often as arches."""

_TELLING = np.deg2rad(90)
"""Angle that an arc must take in to tell its circle by itself: of shorter ones a
detector's kernels are much flatter than the print."""

_SLIM, _WIDE = 2.0, 25.0
"""Radius of a rim in thicknesses of its kernels, at least and at most."""

_OFF = 0.22
"""Share of the radius by which a piece may miss the circle: a seal on a bottle is an
ellipse."""

_TOWARDS = 0.8
"""Cosine between where an arc opens and where the arc that faces it lies."""

_ALIKE = 2.0
"""Ratio of thicknesses up to which two arcs may be lettered for one rim."""

_BOW = 0.12
"""Share of the bow of its circle that a short arc's kernel must show."""

_SEEN = 0.15
"""Thickness of a line, as a share, by which it must bow for the bow to be seen."""

_STEPS = 120
"""Into which a turn is parted to tell the angle that print takes in."""

_LONGER = 1.1
"""Share by which a chord may seem longer than its band, by the steps of its angle."""

_FEWEST = 3
"""Points that tell a circle."""

_SMALL = 12.0
"""Thicknesses of the radius of a common seal."""

_STRAIGHT = 1e-6
"""Bend, as a share of the fit, below which there is none."""


@dataclass(frozen=True, slots=True)
class Rim:
    """One arc of print of a seal, as points from its first letter to its last."""

    points: Points
    thickness: float
    seal: int
    """Number of the seal, from 1."""

    members: tuple[int, ...]
    """The kernels it is made of, by their place in the sequence handed in."""


@dataclass(frozen=True, slots=True)
class _Arc:
    """A circle, and how much of it some print takes in."""

    center: Points
    radius: float
    thickness: float
    span: float


@dataclass(frozen=True, slots=True)
class _Bow:
    """One kernel as a line that bends."""

    middle: Points
    inward: Points
    """Unit vector towards the side on which its circle has its center."""

    length: float
    """Of its chord."""

    sagitta: float
    thickness: float


def find_rims(kernels: Sequence[Points]) -> list[Rim]:
    """The arcs of every round seal among kernels, each the pixels (n, 2) of one."""
    taken: set[int] = set()
    rims: list[Rim] = []
    seal = 0
    for ends, arc in _seals(kernels):
        if ends & taken:
            continue
        seal += 1
        pieces = [
            n
            for n, kernel in enumerate(kernels)
            if n not in ends | taken
            and not (len(ends) > 1 and _is_inside(kernel, arc))
            and _lies_on(kernel, _half_at(kernel, arc, [kernels[end] for end in ends]))
        ]
        taken.update(ends, pieces)
        halves: dict[bool, list[int]] = {True: [], False: []}
        for n in (*sorted(ends), *pieces):
            halves[bool(kernels[n][:, 1].mean() < arc.center[1])].append(n)
        rims += [
            _rim(kernels, tuple(half), arc, seal, upper=upper)
            for upper, half in halves.items()
            if half
        ]
    return rims


def _seals(kernels: Sequence[Points]) -> list[tuple[frozenset[int], _Arc]]:
    """The circles of seals, surest first, each with the kernels that tell it.

    Two halves that face each other tell a circle that neither of them tells alone; a
    kernel may stand in several.
    """
    arcs = {n: arc for n, kernel in enumerate(kernels) if (arc := _arc_of(kernel))}
    bows = {n: bow for n, kernel in enumerate(kernels) if (bow := _bow_of(kernel))}
    alone = [(frozenset({n}), arc) for n, arc in arcs.items()]
    facing = [
        (frozenset({one, other}), arc)
        for one, other in combinations(bows, 2)
        if _face(bows[one], bows[other])
        and (
            arc := _circle_of(
                np.concatenate([kernels[one], kernels[other]]), _BOTH_SPAN, _OFF / 2
            )
        )
    ]
    return [
        seal
        for seals in (facing, alone)
        for seal in sorted(seals, key=lambda seal: -seal[1].span)
    ]


def _half_at(kernel: Points, arc: _Arc, ends: Sequence[Points]) -> _Arc:
    """The circle of the half that a kernel stands in, where one end tells it, else the
    seal's: on the side of a bottle the two are far apart, and a neighbor between."""
    middle = kernel.mean(axis=0)
    for end in ends:
        same = (end[:, 1].mean() < arc.center[1]) == (middle[1] < arc.center[1])
        own = _circle_of(end, _TELLING) if same else None
        if own is not None:
            return own
    return arc


def _arc_of(kernel: Points) -> _Arc | None:
    """The circle that a kernel follows, where it follows one far enough around."""
    arc = _circle_of(kernel, _SPAN)
    if arc is None:
        return None
    return arc if arc.span * arc.radius > _LETTERS * arc.thickness else None


def _circle_of(pixels: Points, least: float, off: float = 0.0) -> _Arc | None:
    """The circle that a band of pixels follows, where it is as slim as print.

    Args:
        least: Angle that the band must take in.
        off: Share of the radius by which the band may stray from the circle.
    """
    if len(pixels) < 30:
        return None
    center, radius = circle_through(pixels)
    extent = float(np.hypot(*(pixels.max(axis=0) - pixels.min(axis=0))))
    # A chord of that angle would be longer than the band is: most lines end here.
    if radius <= 0 or 2 * np.sin(least / 2) * radius > _LONGER * extent:
        return None
    around = pixels - center
    distance = np.hypot(*around.T)
    span = _span(np.arctan2(around[:, 1], around[:, 0]))
    thickness = len(pixels) / (span * radius)
    slim = _SLIM * thickness < radius < _WIDE * thickness
    if not slim or float(distance.std()) > 0.5 * thickness + off * radius:
        return None
    return _Arc(center, radius, thickness, span) if span >= least else None


def circle_through(points: Points) -> tuple[Points, float]:
    """Center and radius of the circle along the middle of points or of a band of them.

    Taubin's fit (1991): the plain least squares of Kasa takes the thickness of a short
    band for bend, and its circles come out half as large as they are. A band without
    any bend has a circle that is too large to be one of print.
    """
    middle = points.mean(axis=0)
    offsets = points - middle
    squares = (offsets**2).sum(axis=1)
    size = float(squares.mean())
    if len(points) < _FEWEST or size <= 0:
        return middle, 0.0
    scale = 2 * np.sqrt(size)
    matrix = np.column_stack([(squares - size) / scale, offsets])
    # The least singular vector, by products that are as small as the picture is large.
    _, basis = np.linalg.eigh(matrix.T @ matrix)
    bend, slope = basis[0, 0] / scale, basis[1:, 0]
    if abs(bend) < _STRAIGHT:
        return middle, 1 / _STRAIGHT
    center = middle - slope / (2 * bend)
    return center, float(np.sqrt((slope**2).sum() + 4 * bend**2 * size) / abs(2 * bend))


def _span(angles: Points) -> float:
    """The angle that directions take in, to three degrees."""
    steps = np.bincount(((angles + np.pi) * (_STEPS / (2 * np.pi))).astype(int))
    return np.count_nonzero(steps) * 2 * np.pi / _STEPS


def _lies_on(kernel: Points, arc: _Arc) -> bool:
    """Whether a kernel stands on the rim and runs along it."""
    around = kernel - arc.center
    distance = np.hypot(*around.T)
    if abs(float(distance.mean()) - arc.radius) > _OFF * arc.radius:
        return False
    spread = float(np.percentile(distance, 95) - np.percentile(distance, 5))
    if spread > 2.2 * arc.thickness + _OFF * arc.radius:
        return False
    angles = np.arctan2(around[:, 1], around[:, 0])
    along = _span(angles) * arc.radius
    return along > 1.3 * spread and len(kernel) / max(along, 1.0) < _ALIKE * arc.thickness


def _bow_of(kernel: Points) -> _Bow | None:
    """The kernel as a line that bends; None where it is a blob or straight."""
    if len(kernel) < 30:
        return None
    middle = kernel.mean(axis=0)
    offsets = kernel - middle
    across, along = np.linalg.eigh(offsets.T @ offsets)[1].T
    u, v = offsets @ along, offsets @ across
    first, last = np.percentile(u, [1, 99])
    length = float(last - first)
    thickness = len(kernel) / max(length, 1.0)
    if length < 2 * thickness:
        return None
    powers = np.vander(u / length, 3)
    bend = float(np.linalg.solve(powers.T @ powers, powers.T @ v)[0]) / length**2
    sagitta = abs(bend) * length**2 / 4
    if sagitta < _SEEN * thickness:
        return None
    inward = across if bend > 0 else -across
    return _Bow(middle, inward, length, sagitta, thickness)


def _face(one: _Bow, other: _Bow) -> bool:
    """Whether two bows look at each other, as the upper and lower half of a rim do."""
    step = other.middle - one.middle
    apart = float(np.hypot(*step))
    radius = apart / 2
    slight, thick = sorted((one.thickness, other.thickness))
    thickness = (slight + thick) / 2
    if thick > _ALIKE * slight or not _SLIM * thickness < radius < _WIDE * thickness:
        return False
    if float(one.inward @ step) < _TOWARDS * apart:
        return False
    if float(other.inward @ -step) < _TOWARDS * apart:
        return False
    return all(_bends_as(bow, radius) for bow in (one, other))


def _bends_as(bow: _Bow, radius: float) -> bool:
    """Whether a bow may be an arc of a circle, of a fair part of it."""
    half = bow.length / 2
    if not np.sin(_SPAN / 2) * radius < half < 1.1 * radius:
        return False
    expected = radius - float(np.sqrt(max(radius**2 - half**2, 0.0)))
    # A kernel hides less of the bend of a line that is slim.
    least = _BOW if radius < _SMALL * bow.thickness else 0.5
    return bow.sagitta > least * expected


def _is_inside(kernel: Points, arc: _Arc) -> bool:
    """Whether a kernel stands in the middle of a seal both halves of which are seen."""
    return float(np.hypot(*(kernel.mean(axis=0) - arc.center))) < 0.6 * arc.radius


def _rim(
    kernels: Sequence[Points],
    members: tuple[int, ...],
    arc: _Arc,
    seal: int,
    *,
    upper: bool,
) -> Rim:
    """The path through the members of one half.

    Each half has its own circle, since on a bottle the rim is an ellipse; but a short
    one does not tell how much it bends: it has the seal's circle, moved onto it.
    """
    pixels = np.concatenate([kernels[m] for m in members])
    arc = _circle_of(pixels, _TELLING) or arc
    outward = pixels.mean(axis=0) - arc.center
    outward /= max(float(np.hypot(*outward)), 1.0)
    off = float(np.hypot(*(pixels - arc.center).T).mean()) - arc.radius
    center, radius = arc.center + off * outward, arc.radius
    around = pixels - center
    # From the top of the page clockwise, or from the bottom the other way round, so
    # that the seam never cuts the arc and print runs from left to right.
    down = 1.0 if upper else -1.0
    angles = np.arctan2(around[:, 0], -down * around[:, 1])
    low, high = np.percentile(angles, [0.5, 99.5])
    length = float(high - low) * radius
    thickness = len(pixels) / max(length, 1.0)
    # Kernels end before the letters do.
    air = 0.8 * thickness / radius
    at = np.linspace(low - air, high + air, 49)
    points = center + radius * np.column_stack([np.sin(at), -down * np.cos(at)])
    return Rim(points, thickness, seal, members)
