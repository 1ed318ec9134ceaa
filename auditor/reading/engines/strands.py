"""Recognized characters back on the line of print that they were read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from auditor.model import Box, Word
from auditor.reading.engines import Strand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from auditor.reading.engines.recognizer import Text
    from auditor.reading.lines import Spine


def strand_of(spine: Spine, text: Text, width: int, height: int) -> Strand | None:
    """The recognized text with each word on its place, or None for no print.

    A strip that is more likely misread than read is a picture or a pattern.
    """
    if text.confidence < 0.5 or not text.characters.strip():
        return None
    steps = np.hypot(*np.diff(spine.points, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-9)
    words = []
    for start, end in _word_spans(text.characters):
        before = text.places[start - 1] if start else 0.0
        after = text.places[end] if end < len(text.places) else 1.0
        half = 0.5 * (text.places[end - 1] - text.places[start]) / max(end - start - 1, 1)
        half = half or 0.3 * spine.height / max(spine.length, 1e-9)
        first = max(text.places[start] - half, before)
        last = min(text.places[end - 1] + half, after)
        box = _box_along(spine, reached, min(first, last), max(first, last), width, height)
        sure = text.confidences[start:end]
        words.append(Word(text.characters[start:end], box, sum(sure) / len(sure)))
    return Strand(
        tuple(words),
        spine.height,
        tuple((float(x), float(y)) for x, y in spine.points),
        spine.seal,
    )


def box_of(spine: Spine, width: int, height: int) -> Box:
    """The upright box around a line, kept inside a picture of this size."""
    reached = np.linspace(0.0, 1.0, len(spine.points))
    return _box_along(spine, reached, 0.0, 1.0, width, height)


def _word_spans(text: str) -> list[tuple[int, int]]:
    spans, position = [], 0
    for piece in text.split(" "):
        if piece:
            spans.append((position, position + len(piece)))
        position += len(piece) + 1
    return spans


def _box_along(
    spine: Spine, reached: NDArray[np.float64], first: float, last: float, w: int, h: int
) -> Box:
    """The upright box around a stretch of a line, kept inside the picture."""
    at = np.linspace(first, last, 2 if spine.straight else 7)
    x = np.interp(at, reached, spine.points[:, 0])
    y = np.interp(at, reached, spine.points[:, 1])
    dx, dy = spine.direction
    # The line's height has air in it that the print does not fill.
    lean_x, lean_y = abs(dy) * spine.height * 0.42, abs(dx) * spine.height * 0.42
    x0, x1 = np.clip([x.min() - lean_x, x.max() + lean_x], 0, w)
    top, bottom = np.clip([y.min() - lean_y, y.max() + lean_y], 0, h)
    return Box(float(x0), float(top), float(x1), float(bottom))
