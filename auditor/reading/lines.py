"""From a text detector's probability map to the center lines of print.

A detector marks the kernels of text lines. Boxes around them lose what matters
on a bottle, the bend, so a line is kept as a spine: points along the middle of
the print, and the height of the print across it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from auditor.reading.rings import find_rims
from auditor.reading.stages import stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from auditor.reading.rings import Rim

# The detector is trained on kernels shrunk by 1 - 0.4 ** 2 of area over
# perimeter (Liao et al., Real-time Scene Text Detection with Differentiable
# Binarization, AAAI 2020); growing them back by 1.6 restores the line with a
# little air, which the recognizer was trained with.
GROWTH = 1.6

_KERNEL = 0.3
"""Probability from which a pixel belongs to a kernel."""

_MEAN = 0.5
"""Mean probability a kernel must reach to count as print."""

_BEND = 0.2
"""Sagitta, in heights of print, above which a line counts as curved: below it the
recognizer does not see the difference."""

_LONG = 5.0
"""Heights of print that a line must measure before a bend can be told from noise."""


class _Extent(NamedTuple):
    """How far a line reaches, in plain numbers: lines are held against lines by the
    thousand, and most of them are nowhere near."""

    length: float
    middle: tuple[float, float]
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Spine:
    """The middle of one line of print."""

    points: NDArray[np.float64]
    """Shape (n, 2), n >= 2: x and y, from one end of the line to the other."""

    height: float
    """Of the line with the air around it, as the recognizer wants to see it."""

    seal: int = 0
    """Number of the round seal along whose rim it runs; 0 for all other print."""

    @cached_property
    def _extent(self) -> _Extent:
        length = float(np.hypot(*np.diff(self.points, axis=0).T).sum())
        x, y = self.points.mean(axis=0).tolist()
        x0, y0 = self.points.min(axis=0).tolist()
        x1, y1 = self.points.max(axis=0).tolist()
        return _Extent(length, (x, y), x0, y0, x1, y1)

    @property
    def length(self) -> float:
        """Along the line, in pixels."""
        return self._extent.length

    @property
    def direction(self) -> NDArray[np.float64]:
        """Unit vector from the first point to the last."""
        step: NDArray[np.float64] = self.points[-1] - self.points[0]
        return step / max(float(np.hypot(*step)), 1e-9)

    @property
    def straight(self) -> bool:
        """Whether it is told by its two ends."""
        return len(self.points) == 2

    @property
    def steep(self) -> bool:
        """Whether it runs up or down rather than across."""
        dx, dy = np.abs(self.direction)
        return bool(dy > dx)

    def moved(self, x: float, y: float) -> Spine:
        """The same line so far to the right and down."""
        return replace(self, points=self.points + np.array((x, y)))

    def crossed(self) -> Spine:
        """The same letter as a line across this one, level or upright: its shape does not
        tell where it runs."""
        half = self.height / 2 * np.array([1.0, 0.0] if self.steep else [0.0, 1.0])
        middle = self.points.mean(axis=0)
        return Spine(np.stack([middle - half, middle + half]), self.length)

    def lengthened(self, before: float, behind: float = 0.0) -> Spine:
        """The same line, straight on by so much at its beginning and at its end."""
        points = self.points
        for by in (before, behind):
            if by:
                step = points[0] - points[1]
                first = points[0] + by * step / max(float(np.hypot(*step)), 1e-9)
                points = np.vstack([first, points])
            points = points[::-1]
        return replace(self, points=points)

    def ending(self, reach: float, *, last: bool) -> Spine:
        """The part of it that is so long and ends where it does, or begins there."""
        points = self.points if last else self.points[::-1]
        reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        start = max(float(reached[-1]) - reach, 0.0)
        first = [np.interp(start, reached, axis) for axis in points.T]
        part = np.vstack([first, points[reached > start]])
        return replace(self, points=part if last else part[::-1])

    def on(self, other: Spine) -> bool:
        """Whether the middle of the shorter of both lies on the line of the longer."""
        short, long = (self, other) if self.length <= other.length else (other, self)
        (x, y), reach, near = short._extent.middle, long._extent, long.height / 2
        beside = x < reach.x0 - near or x > reach.x1 + near
        if beside or y < reach.y0 - near or y > reach.y1 + near:
            return False
        middle = np.array((x, y))
        starts, steps = long.points[:-1], np.diff(long.points, axis=0)
        along = ((middle - starts) * steps).sum(axis=1) / (steps**2).sum(axis=1)
        nearest = starts + np.clip(along, 0.0, 1.0)[:, None] * steps
        return bool(np.hypot(*(middle - nearest).T).min() < long.height / 2)

    def joined(self, other: Spine, within: float = 0.5) -> Spine | None:
        """This straight line with `other`, where that is a part of the same line.

        It is as high, within a quarter of that in line with this, and not `within`
        heights away. It may be one letter, whose shape does not tell where it runs.
        """
        middle = self.points.mean(axis=0)
        offset = other.points.mean(axis=0) - middle
        along = float(offset @ self.direction)
        aside = float(np.hypot(*(offset - along * self.direction)))
        long, high = other.length, other.height
        if self.steep != other.steep:
            long, high = high, long
        half = self.length / 2
        if (
            not self.straight
            or other.seal
            or aside > self.height / 4
            or not 0.5 < high / self.height < 2.0
            or abs(along) - long / 2 - half > within * self.height
        ):
            return None
        ends = np.array([min(along - long / 2, -half), max(along + long / 2, half)])
        return replace(self, points=middle + np.outer(ends, self.direction))

    def reversed(self) -> Spine:
        """The same line read from its other end."""
        return replace(self, points=self.points[::-1])


@stage("lines")
def find_spines(probability: NDArray[np.float32]) -> list[Spine]:
    """Every line of print in a probability map of shape (height, width).

    Lines run left to right, or top to bottom where they are steeper than 45
    degrees. Blank maps give an empty list. Coordinates are map pixels.
    """
    kernels = _kernels(probability)
    rims = find_rims(kernels)
    taken = {n for rim in rims for n in rim.members}
    spines = [_rim_spine(rim) for rim in rims]
    spines += [
        spine
        for n, kernel in enumerate(kernels)
        if n not in taken and (spine := _spine_of(kernel)) is not None
    ]
    return spines


def _kernels(probability: NDArray[np.float32]) -> list[NDArray[np.float64]]:
    """The pixels (n, 2) of every connected stretch that is print rather than not, each
    from the top row down and from left to right."""
    mask = (probability > _KERNEL).view(np.uint8)
    inked = cv2.findNonZero(mask)
    if inked is None:
        return []
    # Told from the few inked pixels: OpenCV's statistics walk over all others too.
    _, labels = cv2.connectedComponents(mask, connectivity=8)
    inked = inked.reshape(-1, 2)
    xs, ys = inked.T
    owners = labels[ys, xs]
    areas = np.bincount(owners)
    order = np.argsort(owners, kind="stable")
    # By the column, so that what is asked of a coordinate finds it in one piece.
    pixels = np.asfortranarray(inked[order], dtype=np.float64)
    sums = np.bincount(owners, probability[ys, xs])
    ends = np.cumsum(areas)
    kernels = []
    for area, total, end in zip(areas, sums, ends, strict=True):
        kernel = pixels[end - area : end]
        # From 0 on, which is the ground.
        if area >= 12 and total >= _MEAN * area and np.ptp(kernel, axis=0).max() >= 3:
            kernels.append(kernel)
    return kernels


def _rim_spine(rim: Rim) -> Spine:
    length = float(np.hypot(*np.diff(rim.points, axis=0).T).sum())
    grow = length * rim.thickness * GROWTH / (2 * (length + rim.thickness))
    return Spine(rim.points, rim.thickness + 2 * grow, rim.seal)


def _spine_of(kernel: NDArray[np.float64]) -> Spine | None:
    # The ends of its rows have the same hull as all of it.
    row_ends = np.flatnonzero(np.diff(kernel[:, 1], prepend=-1, append=-1))
    hull = kernel[np.concatenate([row_ends[:-1], row_ends[1:] - 1])].astype(np.float32)
    (cx, cy), (w, h), angle = cv2.minAreaRect(hull)
    # A pixel has an extent; the rectangle goes through their middles.
    w, h = w + 1.0, h + 1.0
    if w < h:
        w, h, angle = h, w, angle + 90.0
    radians = np.deg2rad(angle)
    along = np.array([np.cos(radians), np.sin(radians)])
    if abs(along[0]) >= abs(along[1]):
        along = along if along[0] >= 0 else -along
    elif along[1] < 0:
        along = -along
    across = np.array([-along[1], along[0]])
    center = np.array([cx + 0.5, cy + 0.5])
    if w > _LONG * h * 0.5:
        bent = _bent_spine(kernel + 0.5, center, along, across, w)
        if bent is not None:
            return bent
    grow = w * h * GROWTH / (2 * (w + h))
    half = (w / 2 + grow) * along
    if h + 2 * grow < 4:
        return None
    return Spine(np.stack([center - half, center + half]), h + 2 * grow)


def _bent_spine(
    pixels: NDArray[np.float64],
    center: NDArray[np.float64],
    along: NDArray[np.float64],
    across: NDArray[np.float64],
    width: float,
) -> Spine | None:
    """The line as a curve, where it bends enough to matter; else None."""
    offsets = pixels - center
    u, v = offsets @ along, offsets @ across
    slots = np.clip(((u / width + 0.5) * max(int(width / 2), 8)).astype(int), 0, None)
    counts = np.bincount(slots)
    filled = counts > 0
    middle_u = (np.bincount(slots, u)[filled]) / counts[filled]
    middle_v = (np.bincount(slots, v)[filled]) / counts[filled]
    thickness = float(np.median(counts[filled])) / (width / len(counts))
    grow = width * thickness * GROWTH / (2 * (width + thickness))
    height = thickness + 2 * grow
    if width < _LONG * height or len(middle_u) < 8:
        return None
    if np.ptp(middle_v) < _BEND * height:
        return None
    curve = _robust_fit(middle_u / width, middle_v, 3 if width > 12 * height else 2)
    bow = curve(np.linspace(-0.5, 0.5, 33))
    chord = np.linspace(bow[0], bow[-1], len(bow))
    if float(np.abs(bow - chord).max()) < _BEND * height:
        return None
    reach = np.linspace(-width / 2 - grow, width / 2 + grow, 33)
    # A polynomial runs away beyond its data: hold its slope there instead.
    inside = np.clip(reach, middle_u.min(), middle_u.max())
    tail = (reach - inside) / width
    heights = curve(inside / width) + curve.deriv()(inside / width) * tail
    points = center + np.outer(reach, along) + np.outer(heights, across)
    return Spine(points, height)


def _robust_fit(
    x: NDArray[np.float64], y: NDArray[np.float64], degree: int
) -> np.polynomial.Polynomial:
    """A polynomial through most of the points: descenders and specks do not pull.

    `x` runs from -0.5 to 0.5, where the normal equations of a cubic are well posed.
    """
    powers = np.vander(2 * x, degree + 1, increasing=True)
    weighted = powers
    for _ in range(4):
        coefficients = np.linalg.solve(weighted.T @ powers, weighted.T @ y)
        residual = np.abs(y - powers @ coefficients)
        spread = max(float(np.median(residual)), 0.25)
        # Squared, as least squares weigh what is left over and not its square.
        weights = 1.0 / np.maximum(1.0, residual / (1.5 * spread)) ** 2
        weighted = powers * weights[:, None]
    return np.polynomial.Polynomial(coefficients, domain=[-0.5, 0.5])
