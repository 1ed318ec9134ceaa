"""Print that runs along the rim of a round seal.

A detector marks such print as arcs. Arcs of one circle, or of the ellipse that a
circle becomes on a bottle, belong together: the upper ones are read clockwise, the
lower ones the other way round, since that is how seals are lettered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_SPAN = np.deg2rad(50)
"""Angle that a kernel must take in to be an arc: less is a line that bends, and those
are followed anyway."""

_SLIM, _WIDE = 2.0, 25.0
"""Radius of a rim in thicknesses of its kernels, at least and at most."""

_OFF = 0.22
"""Share of the radius by which a piece may miss the circle: a seal on a bottle is an
ellipse."""

_TOWARDS = 0.75
"""Cosine between where an arc opens and where the arc that faces it lies."""


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
    center: Points
    radius: float
    thickness: float
    span: float
    middle: Points
    """Of its pixels."""


def find_rims(kernels: Sequence[Points]) -> list[Rim]:
    """The arcs of every round seal among kernels, each the pixels (n, 2) of one."""
    arcs = {
        n: arc for n, kernel in enumerate(kernels) if (arc := _arc_of(kernel)) is not None
    }
    taken: set[int] = set()
    rims: list[Rim] = []
    seal = 0
    for n, arc in sorted(arcs.items(), key=lambda item: -item[1].span):
        if n in taken:
            continue
        seal += 1
        facing = [
            m
            for m, other in arcs.items()
            if m != n and m not in taken and _face(arc, other)
        ]
        ends = [n, *facing[:1]]
        taken.update(ends)
        pieces = [
            m
            for m in range(len(kernels))
            if m not in taken
            and not _is_inside(kernels[m], [arcs[end] for end in ends])
            and (
                any(_lies_on(kernels[m], arcs[end]) for end in ends)
                or (len(ends) == 1 and _mirrors(kernels[m], arc))
            )
        ]
        taken.update(pieces)
        halves: dict[bool, list[int]] = {True: [], False: []}
        for m in (*ends, *pieces):
            halves[bool(kernels[m][:, 1].mean() < arc.center[1])].append(m)
        rims += [
            _rim(kernels, tuple(half), arc, seal, upper=upper)
            for upper, half in halves.items()
            if half
        ]
    return rims


def _arc_of(kernel: Points) -> _Arc | None:
    """The circle that a kernel follows, where it follows one far enough around."""
    if len(kernel) < 30:
        return None
    center, radius = _circle(kernel)
    around = kernel - center
    distance = np.hypot(*around.T)
    span = _span(np.arctan2(around[:, 1], around[:, 0]))
    if span < _SPAN or radius <= 0:
        return None
    thickness = len(kernel) / (span * radius)
    slim = _SLIM * thickness < radius < _WIDE * thickness
    if not slim or float(distance.std()) > 0.5 * thickness:
        return None
    return _Arc(center, radius, thickness, span, kernel.mean(axis=0))


def _circle(pixels: Points) -> tuple[Points, float]:
    """Center and radius of the least squares circle (Kasa, 1976)."""
    matrix = np.column_stack([2 * pixels, np.ones(len(pixels))])
    solved, *_ = np.linalg.lstsq(matrix, (pixels**2).sum(axis=1), rcond=None)
    center = solved[:2]
    return center, float(np.sqrt(max(solved[2] + (center**2).sum(), 0.0)))


def _span(angles: Points) -> float:
    """The angle that directions take in: the full turn less the widest gap."""
    ordered = np.sort(angles)
    gaps = np.diff(np.append(ordered, ordered[0] + 2 * np.pi))
    return float(2 * np.pi - gaps.max())


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
    return along > 1.3 * spread and len(kernel) / max(along, 1.0) < 2.0 * arc.thickness


def _face(one: _Arc, other: _Arc) -> bool:
    """Whether two arcs look at each other, as the upper and lower half of a rim do."""
    step = other.middle - one.middle
    apart = float(np.hypot(*step))
    if not 0.7 < apart / (one.radius + other.radius) < 2.4:
        return False
    inward, back = one.center - one.middle, other.center - other.middle
    return (
        float(inward @ step) > _TOWARDS * float(np.hypot(*inward)) * apart
        and float(back @ -step) > _TOWARDS * float(np.hypot(*back)) * apart
    )


def _is_inside(kernel: Points, ends: Sequence[_Arc]) -> bool:
    """Whether a kernel stands in the middle of a seal both halves of which are seen."""
    if len(ends) < 2:
        return False
    one, other = (end.middle for end in ends)
    reach = float(np.hypot(*(one - other))) / 2
    return float(np.hypot(*(kernel.mean(axis=0) - (one + other) / 2))) < 0.6 * reach


def _mirrors(kernel: Points, arc: _Arc) -> bool:
    """Whether a kernel is the short other half of an arc's rim.

    A short arc does not tell its circle, but it lies opposite, and bends the right
    way by about as much as the arc does.
    """
    outward = kernel.mean(axis=0) - arc.center
    distance = float(np.hypot(*outward))
    if not 0.6 * arc.radius < distance < 1.6 * arc.radius:
        return False
    outward = outward / distance
    opening = arc.center - arc.middle
    if float(outward @ opening) < 0.9 * float(np.hypot(*opening)):
        return False
    offsets = kernel - kernel.mean(axis=0)
    u, v = offsets @ np.array([-outward[1], outward[0]]), offsets @ outward
    length = float(np.percentile(u, 99) - np.percentile(u, 1))
    if not 0.4 * arc.radius < length < 2.0 * arc.radius:
        return False
    if len(kernel) / length > 2.0 * arc.thickness:
        return False
    bend = -2 * float(np.polyfit(u, v, 2)[0]) * arc.radius
    return 0.4 < bend < 2.5


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
    one does not tell its circle, and keeps to the other half's middle.
    """
    pixels = np.concatenate([kernels[m] for m in members])
    own = _arc_of(pixels)
    if own is not None:
        center, radius = own.center, own.radius
    else:
        radius = arc.radius
        outward = pixels.mean(axis=0) - arc.center
        center = pixels.mean(axis=0) - outward / float(np.hypot(*outward)) * radius
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
