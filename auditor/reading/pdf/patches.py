"""Neighborhoods and connected patches of pixels, with nothing but arrays.

An imaging library does the same and takes as long to load as a page takes to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def highest_near(values: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The highest value in the square around each pixel, so many pixels each way."""
    return _near(np.maximum, values, reach)


def lowest_near(values: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The lowest value in the square around each pixel, so many pixels each way."""
    return _near(np.minimum, values, reach)


def _near(
    choose: Callable[..., object], values: NDArray[np.uint8], reach: int
) -> NDArray[np.uint8]:
    for axis in (0, 1):
        chosen = values.copy()
        for step in range(1, reach + 1):
            before = np.moveaxis(values, axis, 0)[:-step]
            after = np.moveaxis(values, axis, 0)[step:]
            if not len(before):
                break
            target = np.moveaxis(chosen, axis, 0)
            choose(target[step:], before, out=target[step:])
            choose(target[:-step], after, out=target[:-step])
        values = chosen
    return values


class Patches(NamedTuple):
    """The connected patches of a mask; corners connect too."""

    labels: NDArray[np.intp]
    """Of each pixel the number of its patch, counted from 1; 0 outside of all."""

    boxes: list[tuple[int, int, int, int]]
    """Of patch 1 and all others its left, top, right and bottom, exclusive."""


def patches_of(mask: NDArray[np.bool_]) -> Patches:
    """The patches, in the order of their topmost stretches of pixels."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    runs = list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))
    owners = list(range(len(runs)))

    def owner(run: int) -> int:
        while owners[run] != run:
            owners[run] = owners[owners[run]]
            run = owners[run]
        return run

    above = 0
    for n, (row, start, end) in enumerate(runs):
        while runs[above][0] < row - 1 or (
            runs[above][0] == row - 1 and runs[above][2] < start
        ):
            above += 1
        for m in range(above, n):
            if runs[m][0] == row or runs[m][1] > end:
                break
            one, two = sorted((owner(m), owner(n)))
            owners[two] = one
    labels = np.zeros(mask.shape, dtype=np.intp)
    numbers: dict[int, int] = {}
    boxes: list[tuple[int, int, int, int]] = []
    for n, (row, start, end) in enumerate(runs):
        number = numbers.setdefault(owner(n), len(boxes) + 1)
        labels[row, start:end] = number
        if number > len(boxes):
            boxes.append((start, row, end, row + 1))
        else:
            left, top, right, _ = boxes[number - 1]
            boxes[number - 1] = min(left, start), top, max(right, end), row + 1
    return Patches(labels, boxes)
