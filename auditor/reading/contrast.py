"""Print that no buyer can make out, though an engine reads it: it is no evidence.

Print is told from its ground by how far the tones of a word lie apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from auditor.model import Box
    from auditor.reading.engines import Strand

_FAINT, _FAINT_SHARE = 26, 0.25
"""Print is not to be read where its tones, of 255, differ by less than a tenth from its
ground's (21 CFR 101.15(a)(6)), and by less than a quarter of what the picture's other
words do: in little light all are faint. An engine reads what no buyer sees."""

_SAMPLE = 2_000
"""Pixels from which the tones of a word are told: the lightest and darkest fiftieth of
them are forty each."""

LEAST_WORD = 4
"""Letters and digits from which a text counts as one that says something."""


@stage("contrast")
def part_faint(
    strands: Iterable[Strand], pixels: NDArray[np.uint8]
) -> tuple[list[Strand], tuple[str, ...]]:
    """Strands without the words that nobody can make out, and those words' text.

    `pixels` are the picture that the strands' boxes are in.
    """
    strands = list(strands)
    contrasts = [
        [_contrast(word.box, pixels) for word in strand.words] for strand in strands
    ]
    known = [contrast for row in contrasts for contrast in row]
    least = min(_FAINT, _FAINT_SHARE * float(np.median(known))) if known else 0.0
    legible: list[Strand] = []
    faint: list[str] = []
    for strand, row in zip(strands, contrasts, strict=True):
        pairs = list(zip(strand.words, row, strict=True))
        text = " ".join(word.text for word, contrast in pairs if contrast < least)
        # An engine sees a letter or two in the grain of a plain ground: no text hides.
        if sum(map(str.isalnum, text)) < LEAST_WORD:
            legible.append(strand)
            continue
        faint.append(text)
        if words := tuple(word for word, contrast in pairs if contrast >= least):
            legible.append(replace(strand, words=words))
    return legible, tuple(faint)


def _contrast(box: Box, pixels: NDArray[np.uint8]) -> float:
    """How far the tones in a box lie apart, in the channel that shows it best."""
    part = pixels[
        max(int(box.top), 0) : int(np.ceil(box.bottom)),
        max(int(box.x0), 0) : int(np.ceil(box.x1)),
    ]
    if not part.size:
        return 255.0
    # Large print is as light and as dark in every n-th row and column of it.
    step = max(int((part.shape[0] * part.shape[1] / _SAMPLE) ** 0.5), 1)
    part = part[::step, ::step]
    tones = part.reshape(-1, part.shape[-1])
    low, high = int(0.02 * len(tones)), int(0.98 * (len(tones) - 1))
    # numpy's percentiles spend ten times as long on what they are asked.
    ordered = np.partition(tones, (low, high), axis=0).astype(int)
    return float((ordered[high] - ordered[low]).max())
