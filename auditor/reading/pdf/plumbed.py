"""The characters of a page by pdfplumber, taken from the parser behind it.

pdfplumber makes a record of every character, line, curve and picture of a page. Only
the characters are asked for here, and of each only where it stands: a device of ours
takes them from the parser as it comes by them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_rect

from auditor.reading.pdf.glyphs import UNKNOWN, Glyph, printable

if TYPE_CHECKING:
    import pdfplumber.page
    from pdfminer.pdffont import PDFFont
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.utils import Matrix, Rect

    from auditor.reading.pdf.glyphs import Frame

_FARTHEST = 3.4e38
"""What a single-precision number can hold, which is what PDFium draws with. The parser
counts on to where sums are no numbers any more."""


def plumbed_glyphs(page: pdfplumber.page.Page, frame: Frame) -> list[Glyph]:
    """The characters by pdfplumber, moved from the media box into the visible page."""
    left, _, _, bottom = frame.corners(*map(float, page.page_obj.mediabox))
    device = _Characters(page.pdf.rsrcmgr, left, bottom)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    return device.glyphs


class _Letter(NamedTuple):
    """What a font tells of one of its letters."""

    text: str
    """As it is printed."""

    width: float
    depth: float
    """Below the baseline, as is the font's; a negative number."""

    hangs: tuple[float | None, float] | None
    """Where it hangs from, in a font that is written downward; None in any other."""


class _Way(NamedTuple):
    """How a line of print runs over the page."""

    turn: float
    across: float
    down: float
    """Of a step along the line, how much is across the page and how much down."""

    stretch: float

    def size(self, width: float, height: float, advance: float) -> float:
        """A letter's height for a reader to whom it is upright: its box is upright on
        the page, and stands around it."""
        step = abs(advance) * self.stretch
        if self.across >= self.down:
            return (height - step * self.down) / self.across
        return (width - step * self.across) / self.down


class _Characters(PDFTextDevice):
    """Takes the characters of a page and nothing else."""

    def __init__(self, manager: PDFResourceManager, left: float, bottom: float) -> None:
        super().__init__(manager)
        self.glyphs: list[Glyph] = []
        self._left, self._bottom = left, bottom
        self._letters: dict[tuple[PDFFont, int], _Letter] = {}
        self._ways: dict[tuple[float, float], _Way] = {}

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        *_colors: object,
    ) -> float:
        """Take one character; how far behind it the next one stands."""
        letter = self._letters.get((font, cid))
        if letter is None:
            letter = self._letters[font, cid] = _letter_of(font, cid)
        text, width, depth, hangs = letter
        advance: float = width * fontsize * scaling
        if hangs is None:
            low = depth * fontsize + rise
            x0, y0, x1, y1 = _around(matrix, (0, low, advance, low + fontsize))
        else:
            aside, drop = hangs
            start = fontsize * 0.5 if aside is None else aside * fontsize * 0.001
            top = (1000 - drop) * fontsize * 0.001 + rise
            box = -start, top + advance, -start + fontsize, top
            x0, y0, x1, y1 = _around(matrix, box)
        a, b, _, _, x, y = matrix
        if (
            text
            and abs(x0) <= _FARTHEST
            and abs(y0) <= _FARTHEST
            and abs(x1) <= _FARTHEST
            and abs(y1) <= _FARTHEST
            and abs(a) <= _FARTHEST
            and abs(b) <= _FARTHEST
            and abs(x) <= _FARTHEST
            and abs(y) <= _FARTHEST
        ):
            way = self._ways.get((a, b)) or self._ways.setdefault((a, b), _way_of(a, b))
            left, bottom = self._left, self._bottom
            size = way.size(x1 - x0, y1 - y0, advance)
            self.glyphs.append(
                Glyph(
                    text,
                    left + x0,
                    bottom - y1,
                    left + x1,
                    bottom - y0,
                    left + x,
                    bottom - y,
                    size,
                    way.turn,
                )
            )
        return advance


def _letter_of(font: PDFFont, cid: int) -> _Letter:
    try:
        text = printable(font.to_unichr(cid))
    except PDFUnicodeNotDefined:
        text = UNKNOWN
    hangs = font.char_disp(cid) if font.is_vertical() else None
    assert hangs is None or isinstance(hangs, tuple)
    return _Letter(text, font.char_width(cid), font.get_descent(), hangs)


def _way_of(a: float, b: float) -> _Way:
    """The way of print whose matrix begins so."""
    turn = -math.degrees(math.atan2(b, a)) % 360
    way = math.radians(turn)
    return _Way(turn, abs(math.cos(way)), abs(math.sin(way)), math.hypot(a, b))


def _around(matrix: Matrix, box: Rect) -> Rect:
    """The box upright on the page that stands around a letter's own."""
    a, b, c, d, e, f = matrix
    if b or c:
        around: Rect = apply_matrix_rect(matrix, box)
        return around
    # Most print is upright, and four corners are two then.
    x0, y0, x1, y1 = box
    left, right, low, high = a * x0 + e, a * x1 + e, d * y0 + f, d * y1 + f
    return min(left, right), min(low, high), max(left, right), max(low, high)
