"""Whether a printed letter looks like the letter that a text layer says it is.

A font may draw one letter and name another. Drawn letters are held against those of
the standard typefaces that PDFium carries: a letter is contradicted only where it
looks much more like another one. Unusual typefaces look like no letter, letters of one
shape (O and 0, S and s) are one to us, and small capitals stand for small letters, so
that is no contradiction.
"""

from __future__ import annotations

import ctypes
import hashlib
import string
import sys
from functools import cache, lru_cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from auditor.cache import keep, kept
from auditor.model import Box
from auditor.reading.pdf import objects
from auditor.reading.pdf.objects import gray_of, rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from auditor.reading.pdf.glyphs import Turn

_SIDE = 16
"""Pixels across, and down, of a letter that is compared."""

_LIKE = 0.7
"""Correlation from which a drawing counts as some letter at all."""

_APART = 0.15
"""How much more a drawing must look like another letter. Of honest letters 22 pixels
to the em, in 43 typefaces, 0.9 percent are that far off, mostly capitals; of letters
drawn in place of others 94 percent (measured 2026-11)."""

_FAINT = 13
"""Difference of tones, of 255, below which a letter shows no form in gray: that of the
palest dot that a press prints reliably. Its color may still be seen."""

_TYPEFACES = (
    "Helvetica",
    "Helvetica-Bold",
    "Helvetica-Oblique",
    "Times-Roman",
    "Times-Bold",
    "Times-Italic",
    "Courier",
    "Courier-Bold",
)

_ONE_SHAPE = ("0oO", "cC", "sS", "vV", "wW", "xX", "zZ", "1lIi|j", "pP", "kK", "uU", "yY")
"""Letters that some typefaces draw alike but for their size or a dot."""


class Drawn(NamedTuple):
    """A letter as it stands in a picture."""

    letter: str
    ink: Box
    """In pixels."""

    turn: Turn = 0
    """Degrees clockwise of its reading direction; 0 for upright print."""


def contradicted(colors: NDArray[np.uint8], letters: Sequence[Drawn]) -> list[bool]:
    """For each letter whether it looks like another one; False where none can tell.

    Args:
        colors: The picture, dark on light or light on dark: height by width by 3.
        letters: ASCII letters and digits; others are never contradicted.
    """
    known, named = typefaces()
    answers = [False] * len(letters)
    places, forms = _forms(colors, letters)
    if not places:
        return answers
    likeness = forms @ known.T
    # The typefaces' letters stand in the order of their shapes.
    starts = np.flatnonzero(np.r_[True, named[1:] != named[:-1]])
    best = np.maximum.reduceat(likeness, starts, axis=1)
    shapes = {shape: number for number, shape in enumerate(named[starts].tolist())}
    for n, row in zip(places, best.tolist(), strict=True):
        letter = letters[n].letter
        cases = {shapes[_shape_of(case)] for case in (letter, letter.swapcase())}
        own = max(row[shape] for shape in cases)
        other = max(like for shape, like in enumerate(row) if shape not in cases)
        answers[n] = other > _LIKE and other - own > _APART
    return answers


@cache
def _shape_of(letter: str) -> str:
    """The letter that stands for all of its shape; blank for what is not compared."""
    if len(letter) != 1 or not (letter.isascii() and letter.isalnum()):
        return ""
    return next((shape[0] for shape in _ONE_SHAPE if letter in shape), letter)


def _forms(
    colors: NDArray[np.uint8], letters: Sequence[Drawn]
) -> tuple[list[int], NDArray[np.float32]]:
    """Which of the letters show a shape that can be compared, and their shapes: vectors
    of length 1."""
    places, forms = [], []
    for n, drawn in enumerate(letters):
        if _shape_of(drawn.letter) and (form := _form(colors, drawn)) is not None:
            places.append(n)
            forms.append(form)
    shapes = np.reshape(np.array(forms, dtype=np.float32), (len(forms), _SIDE * _SIDE))
    shapes -= shapes.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(shapes, axis=1, keepdims=True)
    told = lengths[:, 0] > 1
    return [n for n, tells in zip(places, told, strict=True) if tells], (
        shapes[told] / lengths[told]
    )


def _form(colors: NDArray[np.uint8], drawn: Drawn) -> NDArray[np.float32] | None:
    """How much ink is where in the letter; None where nothing is to be seen."""
    patch, around = _upright(colors, drawn)
    height, width = patch.shape
    side = max(height, width)
    if min(height, width) < 3 or side < 6:
        return None
    # Of so few numbers, numpy's median is the slower one by far.
    ground = np.float32(median(around) if around else patch[0, 0])
    square = np.zeros((side, side), dtype=np.float32)
    down, right = (side - height) // 2, (side - width) // 2
    square[down : down + height, right : right + width] = np.abs(patch - ground)
    if square.max() < _FAINT:
        return None
    taken = _taken(side)
    return (taken @ square @ taken.T).ravel()


def _upright(
    colors: NDArray[np.uint8], drawn: Drawn
) -> tuple[NDArray[np.uint8], list[int]]:
    """The letter's pixels in gray as its reader sees them, and the two rows above and
    below: beside it stand others."""
    ink = drawn.ink
    columns = max(round(ink.x0), 0), max(round(ink.x1), 0)
    rows = max(round(ink.top), 0), max(round(ink.bottom), 0)
    sideways = drawn.turn in (90, 270)
    if sideways:
        colors, columns, rows = colors.swapaxes(0, 1), rows, columns
    start, end = rows
    first = max(start - 2, 0)
    gray = gray_of(colors[first : end + 2, slice(*columns)])
    letter = gray[start - first : end - first]
    around = [
        *gray[: start - first].ravel().tolist(),
        *gray[end - first :].ravel().tolist(),
    ]
    if sideways:
        letter = letter.T
    return np.rot90(letter, drawn.turn // 90) if drawn.turn else letter, around


@lru_cache(maxsize=256)
def _taken(side: int) -> NDArray[np.float32]:
    """What each pixel of a compared letter takes of the pixels in a row of so many: the
    mean of the stretch that it covers, and half as much of those on either side."""
    edges = np.linspace(0, side, _SIDE + 1)
    pixels = np.arange(side)
    ends = np.minimum(edges[1:, None], pixels + 1)
    covered = np.clip(ends - np.maximum(edges[:-1, None], pixels), 0, None)
    mean = covered / covered.sum(axis=1, keepdims=True)
    mirrored = np.concatenate((mean[1:2], mean, mean[-2:-1]))
    softened: NDArray[np.float32] = (mirrored[:-2] + 2 * mean + mirrored[2:]) / np.float32(
        4
    )
    return softened.astype(np.float32)


@cache
def typefaces() -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    """The forms of all letters in all typefaces, and what each is the form of, in the
    order of their shapes.

    Drawn once for all later pages, and kept for the next start of the program: that
    takes a twentieth of auditing a PDF.
    """
    import pypdfium2 as pdfium

    sources = b"".join(
        Path(str(file)).read_bytes() for file in (__file__, objects.__file__)
    )
    maker = (
        f"{pdfium.PDFIUM_INFO} {sys.byteorder} {hashlib.sha256(sources).hexdigest()}\n"
    ).encode()
    content = kept(_KEPT)
    if content is not None and content.startswith(maker):
        letters, _, forms = content.removeprefix(maker).partition(b"\n")
        named = np.array(list(letters.decode()))
        return np.frombuffer(forms, np.float32).reshape(len(named), -1), named
    known, named = _draw_typefaces()
    letters = "".join(named.tolist()).encode()
    keep(_KEPT, maker + letters + b"\n" + known.tobytes())
    return known, named


_KEPT = "typefaces"


def _draw_typefaces() -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    document = pdfium.PdfDocument(_sheet())
    page = document[0]
    try:
        colors = rendered(page, 1)
        text = page.get_textpage()
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        drawn = []
        for index in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text.raw, index))
            raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)
            height = colors.shape[0]
            ink = Box(left.value, height - top.value, right.value, height - bottom.value)
            drawn.append(Drawn(letter, ink))
        text.close()
    finally:
        page.close()
        document.close()
    places, forms = _forms(colors, drawn)
    named = [_shape_of(drawn[n].letter) for n in places]
    order = np.argsort(named, kind="stable")
    return forms[order], np.array(named)[order]


def _sheet() -> bytes:
    """A PDF of one page with every letter in every typeface, 48 points high."""
    letters = string.ascii_letters + string.digits
    count = len(_TYPEFACES)
    fonts = "".join(
        f"/F{n}<</Type/Font/Subtype/Type1/BaseFont/{face}>>"
        for n, face in enumerate(_TYPEFACES)
    )
    lines = "".join(
        f"BT /F{n} 48 Tf 6 Tc 10 {20 + 64 * n} Td ({letters}) Tj ET\n" for n in range(count)
    )
    return (
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 2600 {64 * count + 20}]"
        f"/Resources<</Font<<{fonts}>>>>/Contents 4 0 R>>endobj\n"
        f"4 0 obj<</Length {len(lines)}>>stream\n{lines}endstream endobj\n"
        "trailer<</Size 5/Root 1 0 R>>\n%%EOF"
    ).encode("ascii")
