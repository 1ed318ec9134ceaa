"""Cut one line of print out of the full picture, straightened, at the height that
a recognizer reads.

Shrinking averages areas first, because sampling every n-th pixel loses thin
strokes. Nothing else is done to the pixels: sharpening, thresholding and
contrast tricks all cost more words than they win (measured).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from auditor.reading.stages import stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from auditor.reading.lines import Spine


@stage("rectify")
def cut_strip(
    pixels: NDArray[np.uint8], spine: Spine, height: int, stretch: float = 1.0
) -> NDArray[np.uint8]:
    """The line as a strip of shape (height, width, 3), at least 8 pixels wide.

    `stretch` above 1 widens the strip, for condensed print. What lies outside the
    picture repeats its edge.
    """
    factor = height / spine.height
    reach = spine.height
    x0, y0 = np.floor(spine.points.min(axis=0) - reach).astype(int)
    x1, y1 = np.ceil(spine.points.max(axis=0) + reach).astype(int)
    x0, y0 = max(x0, 0), max(y0, 0)
    x1, y1 = min(x1, pixels.shape[1]), min(y1, pixels.shape[0])
    if x1 - x0 < 2 or y1 - y0 < 2:
        return np.full((height, 8, 3), 255, np.uint8)
    crop = pixels[y0:y1, x0:x1]
    points = spine.points - (x0, y0)
    if factor < 0.75:
        size = (
            max(round(crop.shape[1] * factor), 1),
            max(round(crop.shape[0] * factor), 1),
        )
        ratio = np.array([size[0] / crop.shape[1], size[1] / crop.shape[0]])
        crop = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)
        points = points * ratio
        factor = 1.0
    steps = np.hypot(*np.diff(points, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    width = max(round(float(reached[-1]) * factor * stretch), 8)
    if spine.straight:
        return _straight(crop, points, width, height, factor)
    return _curved(crop, points, reached, width, height, factor)


def _straight(
    crop: NDArray[np.uint8],
    points: NDArray[np.float64],
    width: int,
    height: int,
    factor: float,
) -> NDArray[np.uint8]:
    start, end = points
    along = (end - start) / width
    across = np.array([-(end - start)[1], (end - start)[0]])
    across = across / max(float(np.hypot(*across)), 1e-9) / factor
    origin = start - across * (height / 2) + (along + across) * 0.5 - 0.5
    matrix = np.column_stack([along, across, origin]).astype(np.float64)
    strip = cv2.warpAffine(
        crop,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(strip, np.uint8)


def _curved(
    crop: NDArray[np.uint8],
    points: NDArray[np.float64],
    reached: NDArray[np.float64],
    width: int,
    height: int,
    factor: float,
) -> NDArray[np.uint8]:
    at = (np.arange(width) + 0.5) / width * reached[-1]
    x = np.interp(at, reached, points[:, 0])
    y = np.interp(at, reached, points[:, 1])
    dx, dy = np.gradient(x), np.gradient(y)
    norm = np.maximum(np.hypot(dx, dy), 1e-9)
    v = (np.arange(height) + 0.5 - height / 2) / factor
    map_x = x[None, :] - v[:, None] * (dy / norm)[None, :] - 0.5
    map_y = y[None, :] + v[:, None] * (dx / norm)[None, :] - 0.5
    strip = cv2.remap(
        crop,
        map_x.astype(np.float32),
        map_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(strip, np.uint8)
