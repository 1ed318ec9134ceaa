"""Labels drawn as text, and their print as a reader reports it.

A sheet is drawn with characters that are half as wide as they are high: one blank
parts two words, two or more part two cells, an empty line leaves half a line free.
A cell that begins with "# " is set twice as large. The print goes through `arrange`
like that of any picture, so rows, blocks and reading order are never made up.
"""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np
import regex

from auditor.model import Box, Document, Page, Word, cover
from auditor.reading.engines import Strand
from auditor.reading.layout import arrange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.model import Line

    Point = tuple[float, float]
    Warp = Callable[[float, float], Point]

SIZE = 20.0
"""Height of the print, in pixels."""

LEADING = 1.3
"""Heights of print from one line to the next."""

MARGIN = 60.0


def flat(x: float, y: float) -> Point:
    """Where a point comes to lie on a page that is neither turned nor bent."""
    return x, y


def tilted(degrees: float) -> Warp:
    """A page that was photographed with the camera turned clockwise."""
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))

    def warp(x: float, y: float) -> Point:
        return float(x * cosine - y * sine), float(x * sine + y * cosine)

    return warp


def bent(bow: float, width: float) -> Warp:
    """A page around a bottle, whose rows hang down by `bow` in the middle."""

    def warp(x: float, y: float) -> Point:
        return x, y + bow * (1 - ((x - width / 2) / (width / 2)) ** 2)

    return warp


def print_of(
    drawing: str, *, warp: Warp = flat, confidence: float | None = None
) -> tuple[Strand, ...]:
    """The runs of print of a drawing, cell by cell."""
    return tuple(_strands(dedent(drawing).strip("\n"), warp, confidence))


def _strands(drawing: str, warp: Warp, confidence: float | None) -> Iterator[Strand]:
    top = MARGIN
    for row in drawing.split("\n"):
        if not row.strip():
            top += 0.5 * SIZE * LEADING
            continue
        for cell in regex.finditer(r"(# )?(\S+(?: \S+)*)", row):
            size = 2 * SIZE if cell[1] else SIZE
            yield _strand(cell[2], cell.start(), top, size, warp, confidence)
        top += SIZE * LEADING * (2 if "# " in row else 1)


def _strand(
    text: str, column: int, top: float, size: float, warp: Warp, confidence: float | None
) -> Strand:
    words = []
    letter = size / 2
    middle = top + size / 2
    start = MARGIN + column * SIZE / 2
    end = start + len(text) * letter
    for word in regex.finditer(r"\S+", text):
        x0 = start + word.start() * letter
        corners = [
            warp(x, y) for x in (x0, x0 + len(word[0]) * letter) for y in (top, top + size)
        ]
        xs, ys = zip(*corners, strict=True)
        words.append(Word(word[0], Box(min(xs), min(ys), max(xs), max(ys)), confidence))
    count = 2 if warp is flat else max(2, len(text) // 4)
    spine = tuple(warp(float(x), middle) for x in np.linspace(start, end, count))
    return Strand(tuple(words), size, spine)


def sheet_page(
    drawing: str,
    *,
    warp: Warp = flat,
    confidence: float | None = None,
    cut_off: bool = False,
    flat_page: bool = False,
) -> Page:
    """A page that shows the drawing; `cut_off` ends the picture at its last line."""
    strands = print_of(drawing, warp=warp, confidence=confidence)
    box = cover(word.box for strand in strands for word in strand.words)
    below = 2.0 if cut_off else MARGIN
    width, height = box.x1 + MARGIN, box.bottom + below
    return Page(
        number=1,
        width=width,
        height=height,
        unit="px",
        origin="text-layer" if confidence is None else "spoken",
        lines=arrange(strands, width, height),
        flat=flat_page,
    )


def sheet(
    drawing: str,
    *,
    name: str = "label.png",
    warp: Warp = flat,
    confidence: float | None = None,
    cut_off: bool = False,
    flat_page: bool = False,
) -> tuple[Document, ...]:
    """A label of one page, as the parsers take it."""
    page = sheet_page(
        drawing, warp=warp, confidence=confidence, cut_off=cut_off, flat_page=flat_page
    )
    return (Document(name=name, sha256="0" * 64, media_type="image/png", pages=(page,)),)


def columns_of(left: str, right: str, gutter: int = 4) -> str:
    """Two drawings side by side."""
    lines = dedent(left).strip("\n").split("\n"), dedent(right).strip("\n").split("\n")
    count = max(map(len, lines))
    width = max(map(len, lines[0])) + gutter
    padded = [[*column, *[""] * (count - len(column))] for column in lines]
    return "\n".join(
        f"{one:<{width}}{other}".rstrip() for one, other in zip(*padded, strict=True)
    )


def rows_together(lines: tuple[Line, ...]) -> list[list[str]]:
    """The texts of each row from left to right, from top to bottom."""
    rows: dict[int, list[Line]] = {}
    for line in lines:
        rows.setdefault(line.row, []).append(line)
    return [
        [line.text for line in sorted(rows[row], key=lambda line: line.box.x0)]
        for row in sorted(rows)
    ]
