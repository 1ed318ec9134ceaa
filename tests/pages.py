"""Pages made from lines of text, with boxes a reader would report.

One string is one printed line, an empty string ends the block, and a pair gives a
line its own height of print. Blocks stand below each other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.model import Box, Document, Line, Page, Word

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL_PRINT = 20.0
_WIDTH_OF_A_LETTER = 0.5
"""Of the height of print, as in common sans-serif type."""


def line_of(
    text: str,
    *,
    left: float = 40.0,
    top: float = 40.0,
    height: float = SMALL_PRINT,
    confidence: float | None = None,
    row: int = 0,
    block: int = 0,
) -> Line:
    """One printed line, its words split at blanks."""
    words = []
    x = left
    for word in text.split():
        width = len(word) * height * _WIDTH_OF_A_LETTER
        words.append(Word(word, Box(x, top, x + width, top + height), confidence))
        x += width + height * _WIDTH_OF_A_LETTER
    return Line(tuple(words), height, row, block)


def page_of(
    *lines: str | tuple[str, float],
    number: int = 1,
    confidence: float | None = None,
    flat: bool = False,
) -> Page:
    """A page with the lines below each other; an empty line starts a new block."""
    made: list[Line] = []
    top = 40.0
    block = 0
    for item in lines:
        text, height = (item, SMALL_PRINT) if isinstance(item, str) else item
        if not text.strip():
            top += 2.5 * height
            block += 1
            continue
        made.append(
            line_of(
                text,
                top=top,
                height=height,
                confidence=confidence,
                row=len(made),
                block=block,
            )
        )
        top += 1.3 * height
    right = max((line.box.x1 for line in made), default=0.0)
    return Page(
        number=number,
        width=right + 40.0,
        height=top + 40.0,
        unit="px",
        origin="text-layer" if confidence is None else "spoken",
        lines=tuple(made),
        flat=flat,
    )


def read_in_doubt(page: Page, confidence: float, of: Callable[[Line], bool]) -> Page:
    """The page as if some of its lines were read with another confidence."""
    lines = tuple(
        replace(
            line, words=tuple(replace(word, confidence=confidence) for word in line.words)
        )
        if of(line)
        else line
        for line in page.lines
    )
    return replace(page, lines=lines)


def document_of(*pages: Page, name: str = "label.png") -> Document:
    """Pages as one document."""
    return Document(name=name, sha256="0" * 64, media_type="image/png", pages=pages)


def label_of(
    *lines: str | tuple[str, float], confidence: float | None = None
) -> tuple[Document, ...]:
    """A label of one page, as the parsers take it."""
    return (document_of(page_of(*lines, confidence=confidence)),)


def table_of(*rows: tuple[str, str]) -> tuple[Document, ...]:
    """A label with a table of two columns, each cell a block on the row it shares."""
    cells = [
        (column, row, pair[column]) for column in (0, 1) for row, pair in enumerate(rows)
    ]
    lines = [
        line_of(cell, left=40 + 400 * column, top=40 + 30 * row, row=row, block=block)
        for block, (column, row, cell) in enumerate(cells)
        if cell
    ]
    page = Page(
        number=1,
        width=900,
        height=80 + 30 * len(rows),
        unit="px",
        origin="text-layer",
        lines=tuple(lines),
    )
    return (document_of(page),)
