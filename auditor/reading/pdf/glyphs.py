"""The characters of a text layer where they stand on the page that a viewer shows.

Two libraries name and place them: PDFium, which also measures their ink, here, and
pdfplumber, elsewhere. Nothing here decides whether a character can be seen, or is what it
claims to be.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import defaultdict
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from auditor.model import Box

if TYPE_CHECKING:
    from _ctypes import CFuncPtr
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    Measure = TypeVar("Measure", float, NDArray[np.float64])

Turn = Literal[0, 90, 180, 270]


class Glyph(NamedTuple):
    """One character where it stands; coordinates in points from the top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    x: float
    y: float
    """Where the baseline begins."""

    size: float
    turn: float
    """Degrees clockwise of the reading direction, in [0, 360)."""

    font: int = 0
    ink: Box | None = None
    """Of the drawn shape; the box above spans the font's whole height."""


class Frame(NamedTuple):
    """From a page's own coordinates to what a viewer shows."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: Turn

    def point(self, x: Measure, y: Measure) -> tuple[Measure, Measure]:
        """A point, or many, as a viewer shows it: in points, from the page's upper left
        corner."""
        match self.rotation:
            case 0:
                return x - self.left, self.top - y
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x

    def corners(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[float, float, float, float]:
        """Left, top, right and bottom, as a viewer shows them, of two corners."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def frame_of(page: pdfium.PdfPage) -> Frame:
    """The frame of a page as it is cropped and turned in the file."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation())


def measured_glyphs(text: pdfium.PdfTextPage, frame: Frame) -> list[Glyph]:
    """The characters by PDFium, with the boxes of their ink."""
    import numpy as np
    import pypdfium2.raw as raw

    number, address, whole = ctypes.c_uint, ctypes.c_void_p, ctypes.c_int
    unicode_of = _bare(raw.FPDFText_GetUnicode, number, address, whole)
    object_of = _bare(raw.FPDFText_GetTextObject, address, address, whole)
    is_misnamed = _bare(raw.FPDFText_HasUnicodeMapError, whole, address, whole)
    put_box = _bare(raw.FPDFText_GetLooseCharBox, whole, address, whole, address)
    put_ink = _bare(raw.FPDFText_GetCharBox, whole, address, whole, *4 * [address])
    put_origin = _bare(raw.FPDFText_GetCharOrigin, whole, address, whole, *2 * [address])

    count = text.count_chars()
    page = ctypes.cast(text.raw, ctypes.c_void_p).value
    boxes = np.zeros((count, 4), dtype=np.float32)
    measures = np.zeros((count, 6))
    box, ink = boxes.ctypes.data, measures.ctypes.data
    known: dict[int, tuple[float, float, int]] = {}
    told: list[tuple[str, tuple[float, float, int]]] = []
    for index in range(count):
        character = printable(chr(unicode_of(page, index)))
        blank = character.isspace()
        if not character or (blank and raw.FPDFText_IsGenerated(text.raw, index) == 1):
            # A blank that PDFium supposes; gaps are measured instead.
            continue
        if not blank and is_misnamed(page, index) == 1:
            character = UNKNOWN
        owner = object_of(page, index) or 0
        if owner not in known:
            known[owner] = _style(text, index, owner, frame)
        style = known[owner]
        if not math.isfinite(style[0]):
            continue
        told.append((character, style))
        put_box(page, index, box)
        put_ink(page, index, ink, ink + 8, ink + 16, ink + 24)
        put_origin(page, index, ink + 32, ink + 40)
        box, ink = box + boxes.strides[0], ink + measures.strides[0]

    left, top, right, bottom = boxes[: len(told)].T.astype(np.float64)
    ink_left, ink_right, ink_bottom, ink_top, *origin = measures[: len(told)].T
    one = frame.point(np.stack((left, ink_left)), np.stack((bottom, ink_bottom)))
    other = frame.point(np.stack((right, ink_right)), np.stack((top, ink_top)))
    first, last = np.minimum(one, other), np.maximum(one, other)
    placed = np.stack(
        (*first[:, 0], *last[:, 0], *frame.point(*origin), *first[:, 1], *last[:, 1]),
        axis=1,
    )
    known_places = np.isfinite(placed).all(axis=1)
    glyphs: list[Glyph] = []
    before: tuple[object, list[float]] | None = None
    for (character, style), place in compress(
        zip(told, placed.tolist(), strict=True), known_places
    ):
        # One object draws a ligature; bold print that is drawn twice is of two.
        if before is not None and style is before[0] and place == before[1]:
            joined = glyphs[-1].text + character
            if joined in _LIGATURES:
                glyphs[-1] = glyphs[-1]._replace(text=joined)
                continue
        before = style, place
        x0, y0, x1, y1, start_x, start_y, *edges = place
        glyphs.append(
            Glyph(character, x0, y0, x1, y1, start_x, start_y, *style, Box(*edges))
        )
    return glyphs


_LIGATURES = frozenset(
    (
        *("ff", "fi", "fl", "ffi", "ffl", "fb", "fh", "fj", "ffj", "fk", "ft", "fft"),
        *("ct", "st", "ti", "tt", "tti", "Th"),
    )
)
"""Letters that typefaces draw as one, which a font may name one by one: PDFium tells
each of them in the place of all."""


def _bare(function: CFuncPtr, gives: type, *takes: type) -> Callable[..., int]:
    """A function of PDFium that is handed addresses as numbers.

    Told for every character of a page, the pointers that are made for each call else are
    a third of the time.
    """
    place = ctypes.cast(function, ctypes.c_void_p).value
    assert place
    bare: Callable[..., int] = ctypes.PYFUNCTYPE(gives, *takes)(place)
    return bare


def _style(
    text: pdfium.PdfTextPage, index: int, owner: int, frame: Frame
) -> tuple[float, float, int]:
    """Size, turn and font of a character, and of all others that one object draws."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text.raw, index, matrix)
    size = raw.FPDFText_GetFontSize(text.raw, index) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(raw.FPDFText_GetCharAngle(text.raw, index))
    drawn = ctypes.cast(owner, raw.FPDF_PAGEOBJECT)
    font = (
        ctypes.cast(raw.FPDFTextObj_GetFont(drawn), ctypes.c_void_p).value if owner else 0
    )
    return abs(size), (angle + frame.rotation) % 360, font or 0


UNKNOWN = "\N{REPLACEMENT CHARACTER}"


# Beside the format characters, what Unicode calls ignorable by default.
_MARKLESS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


@lru_cache(maxsize=4096)
def printable(character: str) -> str:
    """A character as it is printed; empty for what leaves no mark and no gap."""
    if character.startswith("(cid:"):
        return UNKNOWN
    if character in ("\N{SOFT HYPHEN}", "\N{HYPHEN}", "\x02"):
        # A hyphen at the end of a line; PDFium marks it so by the last of these.
        return "-"
    if len(character) > 1:
        # A font may name one letter as several, some of which leave no mark.
        return "".join(map(printable, character.replace("\N{SOFT HYPHEN}", "")))
    match unicodedata.category(character):
        case "Co" | "Cn" | "Cs":
            return UNKNOWN
        case "Cc":
            return " " if character.isspace() else ""
        case "Cf":
            return ""
    if character in _MARKLESS:
        return ""
    if "\N{LATIN SMALL LIGATURE FF}" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character)
    return character


def has_letter_or_digit(text: str) -> bool:
    """Whether it says anything: signs alone do not."""
    return any(map(str.isalnum, text))


@lru_cache(maxsize=4096)
def quarter(turn: float) -> Turn:
    """The nearest of the four ways that print runs."""
    quarters: tuple[Turn, ...] = (0, 90, 180, 270)
    return quarters[round(turn / 90) % 4]


def is_straight(glyph: Glyph) -> bool:
    """Whether it runs level, or straight up or down, on the page."""
    return abs((glyph.turn + 45) % 90 - 45) < 1


def middle_of(glyph: Glyph) -> tuple[float, float]:
    """The middle of its box."""
    return (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2


def without_doubles(glyphs: list[Glyph]) -> tuple[list[Glyph], bool]:
    """Each character once, and whether different ones stand in one place.

    Bold print is often the same text drawn twice, a hair apart. Characters whose
    centers are closer than a third of their size cannot both be read.
    """
    crowded = _crowded(glyphs)
    if not crowded:
        return glyphs, False
    grids: defaultdict[int, defaultdict[tuple[int, int], list[Glyph]]] = defaultdict(
        lambda: defaultdict(list)
    )
    kept, overprinted = [], False
    for number, glyph in enumerate(glyphs):
        if number not in crowded:
            kept.append(glyph)
            continue
        width, height = glyph.x1 - glyph.x0, glyph.bottom - glyph.top
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        # By size, so that a letter as large as the page need not look at each place of
        # the small ones: what is close to both lies within a third of the smaller.
        near = [
            other
            for size, grid in grids.items()
            for column in _cells(x, size)
            for row in _cells(y, size)
            for other in grid.get((column, row), ())
            if abs(x - (other.x0 + other.x1) / 2) < min(width, other.x1 - other.x0) / 3
            and abs(y - (other.top + other.bottom) / 2)
            < min(height, other.bottom - other.top) / 3
        ]
        if any(other.text == glyph.text for other in near):
            continue
        if near and has_letter_or_digit(glyph.text):
            overprinted |= any(has_letter_or_digit(other.text) for other in near)
        kept.append(glyph)
        _, size = math.frexp(max(width, height))
        side = math.ldexp(1.0, size)
        grids[size][int(x // side), int(y // side)].append(glyph)
    return kept, overprinted


_WALK = 400
"""Neighbors from left to right up to which each character is compared with the others
at once; where very large ones stand among many, all are taken for crowded."""


def _crowded(glyphs: Sequence[Glyph]) -> AbstractSet[int]:
    """Numbers of the characters that may stand in the place of another one."""
    import numpy as np

    if len(glyphs) < 2:
        return frozenset()
    x0, top, x1, bottom = np.array([glyph[1:5] for glyph in glyphs]).T
    order = np.argsort(x0 + x1)
    x, y = ((x0 + x1) / 2)[order], ((top + bottom) / 2)[order]
    width, height = ((x1 - x0) / 3)[order], ((bottom - top) / 3)[order]
    widest = float(np.partition(width, -2)[-2])
    crowded: set[int] = set()
    for step in range(1, len(glyphs)):
        across = x[step:] - x[:-step]
        if float(across.min()) >= widest:
            break
        if step > _WALK:
            return frozenset(range(len(glyphs)))
        near = (across < np.minimum(width[step:], width[:-step])) & (
            np.abs(y[step:] - y[:-step]) < np.minimum(height[step:], height[:-step])
        )
        found = np.flatnonzero(near)
        crowded.update(order[found].tolist(), order[found + step].tolist())
    return crowded


def _cells(middle: float, size: int) -> range:
    """Where a grid of squares with sides of two to the power of `size` has the middles
    that are within a third of a side."""
    side = math.ldexp(1.0, size)
    return range(
        int((middle - side / 3) // side),
        int((middle + side / 3) // side) + 1,
    )
