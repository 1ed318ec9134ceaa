"""Pictures as the PP-OCR networks were trained to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def _tones(mean: Sequence[float], spread: Sequence[float]) -> NDArray[np.float32]:
    """What each tone of blue, green and red is to a model, of shape (3, 256)."""
    shift = np.array(mean, np.float32)[:, None] * 255
    scale = np.array(spread, np.float32)[:, None] * 255
    return np.asarray((np.arange(256, dtype=np.float32) - shift) / scale, np.float32)


DETECTOR_TONES = _tones((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
STRIP_TONES = _tones((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def fill(
    planes: NDArray[np.float32], rgb: NDArray[np.uint8], tones: NDArray[np.float32]
) -> None:
    """Write an RGB picture into planes of blue, green and red, as models were trained."""
    for number, plane in enumerate(planes):
        plane[:] = cv2.LUT(cv2.extractChannel(rgb, 2 - number), tones[number])
