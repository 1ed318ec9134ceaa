"""A page as its panels ask for it: the rows below an opening, the notes, the language.

All panels of a page ask the same, and a page may have thousands of lines, so each
answer is worked out once, and rows only as far as somebody reads them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from functools import cached_property
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from auditor.facts.languages import language_of
from auditor.facts.panel.kinds import COLUMN_HEAD, NOTE, ROW_SIGN, SOURCE_WORD, last_word
from auditor.facts.panel.placed import Entry, Placed, pieces_of
from auditor.facts.panel.row import Row
from auditor.facts.places import Shelves
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from auditor.facts.panel.titles import Opening
    from auditor.lexicon import Lexicon
    from auditor.model import Line, Page


_PATIENCE = 16
"""Openings of one page that may lead to no panel, each from row to row to the page's
end, before others of the same column are passed over. Labels have a few."""


class Sheet:
    """A page with what every one of its panels asks of it, worked out once."""

    def __init__(self, page: Page, openings: Sequence[Opening]) -> None:
        self.page = page
        self._lines: dict[int, list[int]] = {}
        blocks: dict[int, list[str]] = {}
        for number, line in enumerate(page.lines):
            self._lines.setdefault(line.row, []).append(number)
            blocks.setdefault(line.block, []).append(line.text)
        self._rows = sorted(self._lines)
        self._tops = {
            row: min(page.lines[number].box.top for number in numbers)
            for row, numbers in self._lines.items()
        }
        self._blocks = {block: " ".join(texts) for block, texts in blocks.items()}
        self._neighbors = dict(_neighbors(page, openings))
        self._placed: dict[int, tuple[Placed, ...]] = {}
        self._sorted: dict[int, Row] = {}
        self._fruitless: list[Line] = []

    def text_of_block(self, line: Line) -> str:
        """The text of the block that a line stands in."""
        return self._blocks[line.block]

    @cached_property
    def language(self) -> str | None:
        """As far as it can be told."""
        return language_of(" ".join(line.text for line in self.page.lines))

    @cached_property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Sign and text of every note that tells a source, wherever it stands."""
        notes = (NOTE.fullmatch(line.text) for line in self.page.lines)
        return tuple(
            (note["sign"], note["text"])
            for note in notes
            if note is not None and SOURCE_WORD.match(fold(note["text"]))
        )

    @cached_property
    def _levels(self) -> Shelves[int]:
        """The lines by the middles of their heights."""
        return Shelves(
            (middle, middle, number)
            for number, line in enumerate(self.page.lines)
            for middle in (line.box.center[1],)
        )

    def _pieces(self, number: int) -> tuple[Placed, ...]:
        """The words of a line, parted at their leaders."""
        if number not in self._placed:
            line = self.page.lines[number]
            self._placed[number] = tuple(
                Placed.of(piece, line, number, word)
                for word in line.words
                for piece in pieces_of(word)
            )
        return self._placed[number]

    def rows_below(self, opening: Opening, taken: AbstractSet[int]) -> Rows:
        """The rows from the title downward.

        Nothing of a panel that stands beside it is in them, nor what is taken.
        """
        return Rows(self._rows_below(opening, taken))

    def _rows_below(self, opening: Opening, taken: AbstractSet[int]) -> Iterator[Row]:
        edge, first_row = self._neighbors[opening.line]
        title = self.page.lines[opening.line]
        # Large print and the small heads beside it may stand on rows of their own.
        level = self._levels.meeting(title.box.top, title.box.bottom)
        above = {self.page.lines[number].row for number in level}
        first = bisect_left(self._rows, title.row)
        below = (self._rows[n] for n in range(first, len(self._rows)))
        for row in chain(sorted(row for row in above if row < title.row), below):
            numbers = self._lines[row]
            words = self._row(row)
            if not words:
                # Of leaders alone.
                continue
            below_title = row > title.row and self._tops[row] >= title.box.bottom
            if below_title and taken.isdisjoint(numbers):
                own = numbers
            else:
                own = [
                    number
                    for number in numbers
                    if number not in taken and self._may_belong(number, opening)
                ]
            if len(own) < len(numbers) or (row >= first_row and words[-1].x1 >= edge):
                words = words.part(
                    piece
                    for piece in words
                    if piece.line in own
                    and (piece.printed.box.x0 < edge or row < first_row)
                )
            if words:
                yield words

    def _row(self, row: int) -> Row:
        """All words of a printed row, left to right."""
        if row not in self._sorted:
            pieces = (item for number in self._lines[row] for item in self._pieces(number))
            self._sorted[row] = Row(sorted(pieces, key=lambda item: item.x0))
        return self._sorted[row]

    def _may_belong(self, number: int, opening: Opening) -> bool:
        """Whether a line may be of the panel below a title, by where it stands."""
        title, line = self.page.lines[opening.line], self.page.lines[number]
        if number == opening.line:
            # What stands behind the title on its line is the panel's first row.
            return opening.rank != 0
        middle = line.box.center[1]
        if line.row <= title.row:
            level = line.row == title.row or title.box.top < middle < title.box.bottom
            if not (level and line.box.x0 >= title.box.x0):
                return False
            if opening.rank == 0 and not (
                COLUMN_HEAD.search(fold(line.text)) or self._is_headed(line, title)
            ):
                return False
        return middle >= title.box.top - title.height

    def _is_headed(self, line: Line, title: Line) -> bool:
        """Whether heads of columns stand above a line that is level with a title: beside
        a title as high as two rows the first row of its table is."""
        heads = (
            self.page.lines[number]
            for number in self._levels.meeting(title.box.top, line.box.top)
        )
        return any(
            title.box.x1 < head.box.x0 < line.box.x0 + line.height
            and COLUMN_HEAD.search(fold(head.text)) is not None
            for head in heads
        )

    def led_nowhere(self, opening: Opening) -> None:
        """No panel was found below an opening."""
        self._fruitless.append(self.page.lines[opening.line])

    def leads_nowhere(self, opening: Opening) -> bool:
        """Whether so many openings led nowhere that one below them in their column,
        with fewer rows below it, need not be tried."""
        if len(self._fruitless) < _PATIENCE or opening.rank == 0:
            return False
        line = self.page.lines[opening.line]
        return any(
            abs(other.box.x0 - line.box.x0) < line.height and other.row < line.row
            for other in self._fruitless[:_PATIENCE]
        )


class Rows:
    """Rows of a page that are put together as they are asked for, and only then."""

    def __init__(self, source: Iterator[Row]) -> None:
        self._source = source
        self._known: list[Row] = []

    def __iter__(self) -> Iterator[Row]:
        number = 0
        while number < len(self._known) or self._more():
            yield self._known[number]
            number += 1

    def __bool__(self) -> bool:
        return bool(self._known) or self._more()

    def _more(self) -> bool:
        count = len(self._known)
        self._known.extend(islice(self._source, 1))
        return len(self._known) > count

    def first(self, count: int) -> list[Row]:
        """As many of them, or all."""
        return list(islice(self, count))


def _neighbors(
    page: Page, openings: Sequence[Opening]
) -> Iterator[tuple[int, tuple[float, int]]]:
    """For each opening, by its line, the left edge and the first row of a panel that
    stands beside it; infinity where none does."""
    titles: list[tuple[float, int, Line]] = []
    headings: list[tuple[float, int, Line]] = []
    lowest = sorted(
        enumerate(openings), key=lambda one: page.lines[one[1].line].row, reverse=True
    )
    for _, group in groupby(lowest, key=lambda one: page.lines[one[1].line].row):
        level = list(group)
        for order, opening in level:
            line = page.lines[opening.line]
            if opening.titled and opening.rank == 0:
                insort(titles, (line.box.x0, order, line))
            elif opening.titled:
                insort(headings, (line.box.x0, order, line))
        for _, opening in level:
            center = page.lines[opening.line].box.center[0]
            beside = [
                places[at]
                for places in ((titles, headings) if opening.rank == 1 else (titles,))
                if (at := bisect_right(places, center, key=itemgetter(0))) < len(places)
            ]
            nearest = min(beside, default=None)
            if nearest is None:
                yield opening.line, (float("inf"), 0)
            else:
                _, _, line = nearest
                yield opening.line, (line.box.x0 - line.height, line.row)


def notes_elsewhere(
    sheet: Sheet, entries: Sequence[Entry], lexicon: Lexicon
) -> Iterator[tuple[str, str]]:
    """Notes anywhere on the page that tell by a row's sign what the row's substance is,
    or of which protein: "† supplied as L-alanyl-L-glutamine" may stand below the
    directions."""
    signed = [
        (match[0], last_word(entry.text))
        for entry in entries
        if (match := ROW_SIGN.search(entry.text))
    ]
    for sign, printed in sheet.notes if signed else ():
        text = fold(printed)
        words = [word for own, word in signed if own == sign]
        if any(len(word) > 3 and word in text for word in words) or (
            words and _names_a_protein(printed, lexicon)
        ):
            yield sign, printed.strip(" .")


def note_astray(sheet: Sheet, entries: Sequence[Entry], lexicon: Lexicon) -> bool:
    """Whether a note of a picture tells of which protein a row is, and no row that was
    read bears its sign: signs are small, and a reader loses them."""
    if sheet.page.origin == "text-layer":
        return False
    signs = {match[0] for e in entries if (match := ROW_SIGN.search(e.text))}
    return any(
        sign and sign not in signs and _names_a_protein(text, lexicon)
        for sign, text in sheet.notes
    )


def _names_a_protein(text: str, lexicon: Lexicon) -> bool:
    return any(lexicon.entry(one.id).protein for one in lexicon.names.find(text))
