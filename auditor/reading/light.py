"""How sharp a picture's print is, and where light is reflected off it.

Both are measured on the words that were found and nowhere else: a sharp background
makes no label readable, and a white cap is no reflection. Lengths count in heights of
the print, so that the figures mean the same for a thumbnail and for 24 megapixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from auditor.model import Box, Word
    from auditor.reading.engines import Strand

    Pixels = NDArray[np.uint8]

_BLURRED: Final = 0.2
"""Width of an edge from a tenth to nine tenths of its rise, in heights of the print,
from which letters run into each other. The stems of an n stand half an x-height apart,
a quarter of the print's height; a lens that spreads an edge over a fifth of it leaves
a tenth of their contrast, which is where the Rayleigh criterion draws the line."""

_CLIPPED: Final = 250
"""Brightness, of 255, of the darkest channel where a sensor shows nothing but light."""

_BLOT: Final = 0.18
"""Distance, in heights of the print, from the rim of clipped light: strokes of white
letters are at most a quarter of a height wide, so what lies deeper is no stroke."""

_COVERED: Final = 0.1
"""Share of a word's place under clipped light, more than of the places around it."""

_LIFTED: Final = 50
"""Tones, of 255, by which a reflection lifts the darker of ink and ground above that of
the print around it: a fifth of the scale, where ordinary shading is a few tones."""

_NEIGHBORS: Final = 8
_SAMPLED: Final = 24
"""Words at most whose edges are measured, of all and of the badly read ones: each
costs 0.2 ms."""

_MAP_SIDE: Final = 800
"""Pixels of the longer side of the copy on which light is looked for."""

_WINDOW: Final = (48, 144)
"""Pixels of height and width of a word that tell its edges."""

_FEWEST_TONES: Final = 25
"""Tones, of 255, between ink and ground below which noise would be taken for edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """What the fields of the same names in `Page` say."""

    legible_height: float | None = None
    blurred: float = 0.0
    reflected: float = 0.0


@stage("light")
def measure_light(strands: Sequence[Strand], pixels: Pixels, good: float) -> Light:
    """Sharpness and reflections on the print of an RGB picture.

    Args:
        strands: In the frame of the picture.
        good: Confidence below which a word was badly read.
    """
    words = [(word, strand.height) for strand in strands for word in strand.words]
    if not words:
        return Light()
    doubtful = [
        n
        for n, (word, _) in enumerate(words)
        if word.confidence is not None and word.confidence < good
    ]
    sampled = {*_spread(range(len(words))), *_spread(doubtful)}
    edges = {n: _edge_width(words[n][0].box, pixels) for n in sorted(sampled)}
    known = [edge for edge in edges.values() if edge is not None]
    blurred = (n for n in doubtful if (edges.get(n) or 0.0) > _BLURRED * words[n][1])
    return Light(
        legible_height=float(np.median(known)) / _BLURRED if known else None,
        blurred=_share(words, blurred),
        reflected=_share(words, _reflected(words, pixels)),
    )


def _spread(numbers: Sequence[int]) -> Sequence[int]:
    """At most `_SAMPLED` of the numbers, evenly."""
    return numbers[:: -(-len(numbers) // _SAMPLED) or 1]


def _share(words: Sequence[tuple[Word, float]], numbers: Iterable[int]) -> float:
    """Of all characters, those of some of the words."""
    total = sum(len(word.text) for word, _ in words)
    return sum(len(words[n][0].text) for n in numbers) / total


def _part(box: Box, pixels: Pixels) -> Pixels:
    return pixels[
        max(int(box.top), 0) : int(np.ceil(box.bottom)),
        max(int(box.x0), 0) : int(np.ceil(box.x1)),
    ]


def _edge_width(box: Box, pixels: Pixels) -> float | None:
    """Width in pixels of the steepest edges of the print in a box.

    The rise of an edge over its steepest slope is 1.02 times its width from a tenth
    to nine tenths, where light was spread like a bell.
    """
    part = _part(box, pixels)
    above, left = (
        max(n - most, 0) // 2 for n, most in zip(part.shape, _WINDOW, strict=False)
    )
    part = part[above : above + _WINDOW[0], left : left + _WINDOW[1]].astype(np.int16)
    if min(part.shape[:2]) < 4:
        return None
    tones = part[::2, ::2].reshape(-1, 3).T
    rises = _ranked(tones, 0.97) - _ranked(tones, 0.03)
    channel = int(np.argmax(rises))
    rise = float(rises[channel])
    if rise < _FEWEST_TONES:
        return None
    plane = part[:, :, channel]
    slopes = np.maximum(
        np.abs(np.diff(plane, axis=0))[:, 1:], np.abs(np.diff(plane, axis=1))[1:]
    )
    return rise / max(float(_ranked(slopes.ravel(), 0.95)), 1.0)


def _ranked(values: NDArray[Any], share: float) -> NDArray[Any]:
    """The value above so large a share of those along the last axis. Percentiles of
    numpy spend ten times as long on what they are asked."""
    rank = int(share * (values.shape[-1] - 1))
    return np.asarray(np.partition(values, rank, axis=-1)[..., rank])


def _reflected(words: Sequence[tuple[Word, float]], pixels: Pixels) -> list[int]:
    """The words at a blot of light that lifts their dark tones, too.

    White paper may be clipped from edge to edge, and its ink is as dark as elsewhere.
    """
    covered = _covered(words, pixels)
    middles = np.array([word.box.center for word, _ in words])
    found = []
    for n in np.flatnonzero(covered > _COVERED).tolist():
        distance = np.abs(middles - middles[n]).sum(axis=1)
        around = np.argsort(distance, kind="stable")[1 : _NEIGHBORS + 1]
        if not len(around) or covered[n] - np.median(covered[around]) < _COVERED:
            continue
        usual = np.median([_dark(words[m][0].box, pixels) for m in around])
        if _dark(words[n][0].box, pixels) - usual > _LIFTED:
            found.append(n)
    return found


def _dark(box: Box, pixels: Pixels) -> float:
    """The tone of the darkest twentieth of a box."""
    part = _part(box, pixels)[::2, ::2]
    darkest = np.minimum.reduce((part[:, :, 0], part[:, :, 1], part[:, :, 2]))
    return float(_ranked(darkest.ravel(), 0.05)) if part.size else 0.0


def _covered(words: Sequence[tuple[Word, float]], pixels: Pixels) -> NDArray[np.float64]:
    """For each word the share of its place, half a height around, under clipped light."""
    import cv2

    step = max(-(-max(pixels.shape[:2]) // _MAP_SIDE), 1)
    copy = np.ascontiguousarray(pixels[::step, ::step])
    clipped = cv2.inRange(copy, (_CLIPPED,) * 3, (255,) * 3)
    depth = cv2.distanceTransform(clipped, cv2.DIST_L2, 3)
    shares = np.zeros(len(words))
    for n, (word, height) in enumerate(words):
        box, air = word.box, height / 2
        place = depth[
            max(int((box.top - air) / step), 0) : int((box.bottom + air) / step) + 1,
            max(int((box.x0 - air) / step), 0) : int((box.x1 + air) / step) + 1,
        ]
        shares[n] = (place > _BLOT * height / step).mean() if place.size else 0.0
    return shares
