"""Characters to words and lines, whichever way the print runs.

Blanks of the layer are a hint and gaps the measure: many layers have no blanks, and
some have them where no gap is.
"""

from __future__ import annotations

import math
import unicodedata
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from auditor.model import Box, Word, cover
from auditor.reading.pdf.glyphs import (
    Glyph,
    Turn,
    has_letter_or_digit,
    is_straight,
    middle_of,
    quarter,
)
from auditor.reading.pdf.rims import rims_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class PdfWord(NamedTuple):
    """A word of a text layer, with what a line of print is told by."""

    text: str
    box: Box
    size: float
    turn: Turn
    line: int

    seal: int = 0
    """Number of the round seal along whose rim it runs; 0 for all other words."""

    spine: tuple[tuple[float, float], ...] = ()
    """Of such a word the middles of its letters."""


def lines_of(words: Iterable[PdfWord]) -> tuple[Word, ...]:
    """Each line as one; lines of signs alone are left out."""
    lines = (list(line) for _, line in groupby(words, key=lambda word: word.line))
    whole = (
        Word(" ".join(word.text for word in line), cover(word.box for word in line))
        for line in lines
    )
    return tuple(line for line in whole if has_letter_or_digit(line.text))


def words_of(glyphs: Sequence[Glyph]) -> list[PdfWord]:
    """Characters as words, line by line within each way that print runs."""
    words: list[PdfWord] = []
    line = 0
    rims = rims_of(glyphs)
    rounded = {id(glyph) for rim in rims for word in rim.words for glyph in word}
    glyphs = [glyph for glyph in glyphs if id(glyph) not in rounded]
    slanted = _slanted(glyphs)
    straight = [glyph for glyph, aside in zip(glyphs, slanted, strict=True) if not aside]
    for turn in sorted({quarter(glyph.turn) for glyph in straight}):
        along = [glyph for glyph in straight if quarter(glyph.turn) == turn]
        for row in _rows(along, turn):
            line += 1
            words += (word_of(run, turn, line) for run in _runs(row, turn))
    for run in chains(
        [glyph for glyph, aside in zip(glyphs, slanted, strict=True) if aside]
    ):
        line += 1
        words.append(word_of(run, quarter(run[0].turn), line))
    for rim in rims:
        line += 1
        for letters in rim.words:
            word = word_of(letters, quarter(letters[0].turn), line)
            words.append(word._replace(seal=rim.seal, spine=tuple(map(middle_of, letters))))
    return words


def _slanted(glyphs: Sequence[Glyph]) -> list[bool]:
    """Which characters do not run level, or straight up or down, on the page.

    Along a curve one of them may be level by chance: those beside a slanted one,
    in the order they are drawn, go with it.
    """
    tilted = [not is_straight(glyph) for glyph in glyphs]
    slanted = list(tilted)
    for (n, before), (m, after) in pairwise(enumerate(glyphs)):
        if tilted[n] != tilted[m] and _are_linked(before, after):
            slanted[n] = slanted[m] = True
    return slanted


def _are_linked(before: Glyph, after: Glyph) -> bool:
    return math.hypot(after.x - before.x, after.y - before.y) < 1.2 * after.size


def _rows(glyphs: list[Glyph], turn: Turn) -> Iterator[list[Glyph]]:
    """Characters on one baseline; a quarter of their size apart is another line."""
    depth = _depth(turn)
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=depth):
        if row and depth(glyph) - depth(row[0]) > 0.25 * min(glyph.size, row[0].size):
            yield row
            row = []
        row.append(glyph)
    if row:
        yield row


def _depth(turn: Turn) -> Callable[[Glyph], float]:
    """How far down the baseline is, for a reader to whom the print is upright."""
    match turn:
        case 0:
            return lambda glyph: glyph.y
        case 90:
            return lambda glyph: -glyph.x
        case 180:
            return lambda glyph: -glyph.y
        case 270:
            return lambda glyph: glyph.x


def _span(glyph: Glyph, turn: Turn) -> tuple[float, float]:
    """From where to where it reaches along the line."""
    match turn:
        case 0:
            return glyph.x0, glyph.x1
        case 90:
            return glyph.top, glyph.bottom
        case 180:
            return -glyph.x1, -glyph.x0
        case 270:
            return -glyph.bottom, -glyph.top


# Typefaces make the blank about 0.25 em wide, and justified lines narrow it.
_BLANK = 0.17


# A blank that takes less room was written where no gap is: a soft hyphen, say, is
# the blank of its font without the width.
_LEAST_BLANK = 0.05


def _runs(row: list[Glyph], turn: Turn) -> Iterator[list[Glyph]]:
    """The words of one line, parted by blanks and by gaps as wide as a blank."""
    placed = sorted((*_span(glyph, turn), glyph) for glyph in row)
    run: list[Glyph] = []
    blank = False
    end = 0.0
    for (start, stop, glyph), apart in zip(placed, _tracking(placed), strict=True):
        if glyph.text.isspace():
            blank = True
            continue
        least = _LEAST_BLANK if blank else _BLANK + apart
        if run and start - end > least * max(glyph.size, run[-1].size):
            yield run
            run = []
        end = max(stop, end) if run else stop
        run.append(glyph)
        blank = False
    if run:
        yield run


_TRACKED = 4
"""Gaps in a row from which tracking is told: five words of one letter are no text."""


def _tracking(placed: list[tuple[float, float, Glyph]]) -> list[float]:
    """How far, in em, letters are set apart around each gap before a character, as
    headings often are: by the narrowest of the other three in a row of four.

    Only gaps between letters count; a line may hold headings and running text.
    """
    tracking = [0.0] * len(placed)
    stretch: list[tuple[int, float]] = []

    def close() -> None:
        for first in range(len(stretch) - _TRACKED + 1):
            window = stretch[first : first + _TRACKED]
            least, second, *_ = sorted(gap for _, gap in window)
            for number, gap in window:
                others = second if gap == least else least
                tracking[number] = max(tracking[number], others)
        stretch.clear()

    for number, ((_, end, before), (start, _, glyph)) in enumerate(pairwise(placed), 1):
        if before.text.isspace() or glyph.text.isspace():
            continue
        if not (before.text.isalpha() and glyph.text.isalpha()) or (
            start - end >= max(glyph.size, before.size) / 2
        ):
            close()
        elif glyph.size > 0:
            stretch.append((number, (start - end) / max(glyph.size, before.size)))
    close()
    return tracking


def chains(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Words that are set at an angle or along a curve, in the order they are drawn."""
    run: list[Glyph] = []
    for glyph in glyphs:
        far = (
            run and math.hypot(glyph.x - run[-1].x, glyph.y - run[-1].y) > 1.3 * glyph.size
        )
        if run and (far or glyph.text.isspace()):
            yield run
            run = []
        if not glyph.text.isspace():
            run.append(glyph)
    if run:
        yield run


def word_of(run: Sequence[Glyph], turn: Turn, line: int) -> PdfWord:
    """The word of characters that stand in a run, in points."""
    x0, top, x1, bottom = zip(*(glyph[1:5] for glyph in run), strict=True)
    box = Box(min(x0), min(top), max(x1), max(bottom))
    size = median(glyph.size for glyph in run)
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in run))
    return PdfWord(text, box, size, turn, line)
