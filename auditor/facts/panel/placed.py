"""Words on their places in a row, and what a row is made of: a name and its cells.

The other modules work on these records. A word keeps the line that it is printed on
and leads back to the ink, whatever row it is put on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.text import evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.model import Evidence, Line, Word
    from auditor.quantity import CellReading


@dataclass(slots=True, eq=False)
class Placed:
    """A word of the page, or what a dotted leader parts of it, on its row."""

    word: Word
    height: float
    row: int
    line: int
    printed: Word
    """The word as it stands on the page."""

    x0: float
    x1: float

    begins_cell: bool
    """A cell may begin with it: a number or a footnote's sign."""

    led: bool
    """The word is printed with the dots of a leader."""

    @classmethod
    def of(cls, word: Word, line: Line, number: int, printed: Word) -> Placed:
        """A word, or a piece of a printed one, of a line of the page by its number."""
        box, height, row = word.box, line.height, line.row
        begins, led = _may_begin_cell(word.text), has_leader(printed.text)
        return cls(word, height, row, number, printed, box.x0, box.x1, begins, led)


@dataclass(slots=True)
class Cell:
    """Numbers that stand together in one place of a row."""

    reading: CellReading
    words: list[Placed]

    @property
    def middle(self) -> float:
        return (self.words[0].x0 + self.words[-1].x1) / 2

    @property
    def top(self) -> float:
        return self.words[0].word.box.top


@dataclass(slots=True)
class Entry:
    """One row on its way: what it is called, and the cells beside it."""

    name: list[Placed]
    cells: list[Cell] = field(default_factory=list)
    included: bool = False
    """The name goes on behind the amount: "Includes 5 g added sugars"."""

    @property
    def text(self) -> str:
        pieces = [item.word.text for item in self.name[:1]]
        for last, item in pairwise(self.name):
            parted = item.row != last.row and pieces[-1].endswith("-")
            if parted and len(pieces[-1]) > 1 and item.word.text[0].islower():
                pieces[-1] = pieces[-1][:-1] + item.word.text
            else:
                pieces.append(item.word.text)
        return " ".join(pieces)

    @property
    def words(self) -> list[Placed]:
        return [*self.name, *(word for cell in self.cells for word in cell.words)]

    @property
    def stating(self) -> list[Placed]:
        """Its words without footnote signs, which are small and often misread."""
        cells = [c for c in self.cells if c.reading.amount or c.reading.percent is not None]
        return [*self.name, *(word for cell in cells for word in cell.words)]

    @property
    def top(self) -> float:
        return min(item.word.box.top for item in self.words)

    @property
    def bottom(self) -> float:
        return max(item.word.box.bottom for item in self.words)

    @property
    def height(self) -> float:
        return max(item.height for item in self.words)

    @property
    def step(self) -> float:
        """How much further in than another name it begins at the least, where it belongs
        to that."""
        return _SAME_INDENT * self.name[0].height


def indent_of(entry: Entry, lean: float) -> float:
    """How far in a row begins, on a panel whose left edge leans."""
    return entry.name[0].x0 - lean * entry.top


_SAME_INDENT = 0.35
"""Heights of print within which two rows begin at one place, however a photo leans."""


def lean_of(entries: Sequence[Entry]) -> float:
    """How far the left edge moves to the right from one unit of height to the next.

    By the neighbors that begin at nearly one place, the one in the middle of all.
    """
    slopes = []
    for one, other in pairwise(entry for entry in entries if entry.name):
        across = other.name[0].x0 - one.name[0].x0
        down = other.top - one.top
        if down > 0 and abs(across) < _SAME_INDENT * one.height:
            slopes.append(across / down)
    return sorted(slopes)[len(slopes) // 2] if slopes else 0.0


def placed_words(
    line: Line, number: int, start: int, end: int | None = None
) -> list[Placed]:
    """Words of a line of the page by its number, from one to before another."""
    return [Placed.of(word, line, number, word) for word in line.words[start:end]]


def evidence_of_words(
    words: Sequence[Placed], file: str, page: int
) -> tuple[Evidence, ...]:
    """The printed words that placed ones lead back to, a piece for each line."""
    return tuple(
        evidence_of({id(i.printed): i.printed for i in group}.values(), file, page)
        for _, group in groupby(words, key=lambda item: item.line)
    )


_LEADER = regex.compile(r"[.…·_]{3,}|…")


@lru_cache(maxsize=16_384)
def has_leader(text: str) -> bool:
    """It has the dots that lead from a name to its amount."""
    return _LEADER.search(text) is not None


_CELL_GAP = regex.compile(
    rf"{_LEADER.pattern}|(?<=\p{{L}}\))(?=[<≤]?\d[\d.,]*(?:\p{{L}}{{1,3}})?$)"
    r"|^\)(?=\d)"
)
"""Between what one word holds of two cells: dots that lead from a name to its amount, or
nothing at all where an amount stands close behind a bracket: "(as esters)900". A bracket
that was seen twice stands before the amount again."""


def pieces_of(word: Word) -> tuple[Word, ...]:
    """What one word holds of each cell."""
    if ")" not in word.text and not has_leader(word.text):
        return (word,)
    return tuple(_parted(word))


def _parted(word: Word) -> Iterator[Word]:
    start = 0
    for gap in (*_CELL_GAP.finditer(word.text), None):
        end = gap.start() if gap else len(word.text)
        if end > start:
            letter = word.box.width / len(word.text)
            x0, x1 = word.box.x0 + start * letter, word.box.x0 + end * letter
            box = replace(word.box, x0=x0, x1=max(min(x1, word.box.x1), x0))
            yield (
                word
                if box == word.box
                else replace(word, text=word.text[start:end], box=box)
            )
        start = gap.end() if gap else end


NUMBER_START = regex.compile(
    r"[<(~≤]*\s*(?:\.{0,2}[0-9]|[½¼¾]|[OoIl|][.,]?[0-9OoIl]*\s*(?:mg|g|mcg|%))"
)
SIGN_ONLY = regex.compile(r"[*†‡§^★☆#•·tT+]{1,3}")


@lru_cache(maxsize=16_384)
def _may_begin_cell(text: str) -> bool:
    """A footnote's sign, a bound or the start of a number."""
    return (
        text in "<≤~"
        or SIGN_ONLY.fullmatch(text) is not None
        or NUMBER_START.match(text.lstrip("([|")) is not None
    )
