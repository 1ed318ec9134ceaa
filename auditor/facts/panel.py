"""The facts panel: serving, servings, and every row with its amounts.

A panel is read as it is printed, in rows of words on their places: a name, then
cells. Columns are told by where the cells of all rows line up, so that a second
serving size or a "per 100 g" never mixes with the first. What is no number is no
cell: a row that cannot be made out stays a name without an amount.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import accumulate, chain, groupby, islice, pairwise, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

import regex

from auditor.facts.interpretations import interpreted
from auditor.facts.languages import language_of
from auditor.facts.linear import running_rows
from auditor.facts.openings import DATED
from auditor.facts.places import Shelves
from auditor.facts.serving import grams_stated
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import Amount, Box, Column, Evidence, Nutrient, cover
from auditor.quantity import CellReading, Unit, read_cell

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from auditor.lexicon import Lexicon
    from auditor.model import Line, Page, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One facts panel as printed."""

    file: str
    page: int
    title: str
    """As printed; empty where only its rows were on the picture."""

    rows: tuple[Nutrient, ...]
    statements: tuple[tuple[str, tuple[Evidence, ...]], ...]
    """Lines of the panel that are no rows: serving size, servings, footnotes."""

    headings: tuple[str, ...]
    """Of the columns of amounts, left to right, as printed; empty if none is."""

    ended: bool
    """Something that is no row follows it: it was not cut off by the picture."""

    box: Box
    evidence: tuple[Evidence, ...]
    """Of its title, or of its first row."""

    profile: bool = False
    """It is a typical amino acid profile: what is in the protein, not added."""

    used: frozenset[int] = frozenset()
    """Numbers of the page's lines that lie in the panel, by their order."""


# --- words on rows ------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Placed:
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

    @classmethod
    def of(cls, word: Word, line: Line, number: int, printed: Word) -> _Placed:
        """A word, or a piece of a printed one, of a line of the page by its number."""
        box = word.box
        begins = _may_begin_cell(word.text)
        return cls(word, line.height, line.row, number, printed, box.x0, box.x1, begins)


@dataclass(slots=True)
class _Cell:
    """Numbers that stand together in one place of a row."""

    reading: CellReading
    words: list[_Placed]

    @property
    def middle(self) -> float:
        return (self.words[0].x0 + self.words[-1].x1) / 2


@dataclass(slots=True)
class _Entry:
    """One row on its way: what it is called, and the cells beside it."""

    name: list[_Placed]
    cells: list[_Cell] = field(default_factory=list)
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
    def words(self) -> list[_Placed]:
        return [*self.name, *(word for cell in self.cells for word in cell.words)]

    @property
    def stating(self) -> list[_Placed]:
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


def find_panels(file: str, page: Page, lexicon: Lexicon) -> tuple[Panel, ...]:
    """Every facts panel and amino acid profile of a page, in reading order.

    A panel opens at its title or, where the picture has cut that off, at the
    serving size or the heading of its columns.
    """
    found: list[Panel] = []
    taken: set[int] = set()
    openings = sorted(_openings(page, lexicon), key=lambda opening: opening.rank)
    sheet = _Sheet(page, openings)
    for opening in openings:
        if opening.line in taken or sheet.leads_nowhere(opening):
            continue
        panel = _read_panel(file, sheet, opening, taken, lexicon)
        if panel is not None:
            found.append(panel)
            taken |= panel.used
        else:
            sheet.led_nowhere(opening)
    return tuple(sorted(found, key=lambda panel: min(panel.used)))


def rows_of(panels: Sequence[Panel]) -> tuple[Nutrient, ...]:
    """The rows of a product's panels: those of the first, and of each further one
    that is no second photo or translation of it."""
    rows = list(panels[0].rows)
    names = {fold(row.name) for row in rows}
    amounts = {(row.amount, row.unit) for row in rows}
    number = 0
    for panel in panels[1:]:
        told = [row for row in panel.rows if row.amount is not None]
        known = [r for r in told if fold(r.name) in names or (r.amount, r.unit) in amounts]
        same = {row.per for row in panel.rows} == {rows[0].per}
        # Another panel has hardly any name or amount that stands there already.
        if panel.title and same and 2 * len(known) < len(told):
            number += 1
            rows += (replace(row, panel=number) for row in panel.rows)
            names |= {fold(row.name) for row in panel.rows}
            amounts |= {(row.amount, row.unit) for row in panel.rows}
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Opening:
    line: int
    start: int
    """Of the title among the line's words."""

    rank: int
    """0 for a title, 1 for a serving size, 2 for a heading of columns."""

    profile: bool
    titled: bool
    """It names what stands below: a second one beside it is another panel."""

    leads: bool = False
    """It may lead up to a single row on its own line: "Each scoop contains: ..."."""


_TITLES = frozenset({"facts-title", "amino-acid-profile", "medicinal-ingredients"})
_LEADS = frozenset({"medicinal-ingredients", "composition"})
_RANKS = {
    "facts-title": 0,
    "amino-acid-profile": 0,
    "medicinal-ingredients": 1,
    "composition": 1,
    "serving-size": 1,
    "amount-per-serving": 2,
}


def _openings(page: Page, lexicon: Lexicon) -> Iterator[_Opening]:
    for number, line in enumerate(page.lines):
        for start, id_ in _headings_in(line, lexicon):
            if id_ in _RANKS and (start == 0 or id_ == "facts-title"):
                profile = id_ == "amino-acid-profile"
                leads = id_ in _LEADS
                yield _Opening(number, start, _RANKS[id_], profile, id_ in _TITLES, leads)
                break
    for number, (line, below) in enumerate(pairwise(page.lines)):
        # A wide panel prints its title on two lines, "Nutrition" over "Facts".
        if len(line.words) == len(below.words) == 1 and line.block == below.block:
            title = lexicon.headings.lookup(f"{line.text} {below.text}")
            if title is not None and title.id == "facts-title":
                yield _Opening(number, 0, 0, profile=False, titled=True)


def _headings_in(line: Line, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """The headings that a line prints: the number of its word, and the id."""
    text = line.text
    whole = lexicon.headings.lookup(text.strip(" :*†‡•·|()"))
    if whole is not None:
        yield 0, whole.id
        return
    for match in lexicon.headings.find(text):
        if match.start == 0 or not text[match.start - 1].isalnum():
            yield text[: match.start].count(" "), match.id


def heading_of(text: str, lexicon: Lexicon) -> str | None:
    """Id of the heading that a line of text opens with, if it opens with one."""
    stripped = text.lstrip(" •*†‡·-–")
    whole = lexicon.headings.lookup(stripped.strip(" :"))
    if whole is not None:
        return whole.id
    for match in lexicon.headings.find(stripped):
        return match.id if match.start == 0 else None
    return None


# --- the extent of a panel ----------------------------------------------------

_STOPS = frozenset(
    {
        "ingredients",
        "other-ingredients",
        "directions",
        "warnings",
        "allergens",
        "may-contain",
        "storage",
        "disclaimer",
        "manufacturer",
        "amino-acid-profile",
        "net-contents",
        *DATED,
    }
)
_FAR = 5.0
"""Heights of print without any row after which a panel has ended."""


_PATIENCE = 16
"""Openings of one page that may lead to no panel, each from row to row to the page's
end, before others of the same column are passed over. Labels have a few."""


class _Sheet:
    """A page with what every one of its panels asks of it, worked out once."""

    def __init__(self, page: Page, openings: Sequence[_Opening]) -> None:
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
        self._placed: dict[int, tuple[_Placed, ...]] = {}
        self._sorted: dict[int, list[_Placed]] = {}
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
        notes = (_NOTE.fullmatch(line.text) for line in self.page.lines)
        return tuple(
            (note["sign"], note["text"])
            for note in notes
            if note is not None and _SOURCE_WORD.match(fold(note["text"]))
        )

    @cached_property
    def _levels(self) -> Shelves[int]:
        """The lines by the middles of their heights."""
        return Shelves(
            (middle, middle, number)
            for number, line in enumerate(self.page.lines)
            for middle in (line.box.center[1],)
        )

    def _pieces(self, number: int) -> tuple[_Placed, ...]:
        """The words of a line, parted at their leaders."""
        if number not in self._placed:
            line = self.page.lines[number]
            self._placed[number] = tuple(
                _Placed.of(piece, line, number, word)
                for word in line.words
                for piece in _pieces(word)
            )
        return self._placed[number]

    def rows_below(self, opening: _Opening, taken: AbstractSet[int]) -> _Rows:
        """The rows from the title downward, each a list of words left to right.

        Nothing of a panel that stands beside it is in them, nor what is taken.
        """
        return _Rows(self._rows_below(opening, taken))

    def _rows_below(
        self, opening: _Opening, taken: AbstractSet[int]
    ) -> Iterator[list[_Placed]]:
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
                words = [
                    piece
                    for piece in words
                    if piece.line in own
                    and (piece.printed.box.x0 < edge or row < first_row)
                ]
            if words:
                yield words

    def _row(self, row: int) -> list[_Placed]:
        """All words of a printed row, left to right."""
        if row not in self._sorted:
            self._sorted[row] = sorted(
                (piece for number in self._lines[row] for piece in self._pieces(number)),
                key=lambda item: item.x0,
            )
        return self._sorted[row]

    def _may_belong(self, number: int, opening: _Opening) -> bool:
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
            if opening.rank == 0 and not _COLUMN_HEAD.search(fold(line.text)):
                return False
        return middle >= title.box.top - title.height

    def led_nowhere(self, opening: _Opening) -> None:
        """No panel was found below an opening."""
        self._fruitless.append(self.page.lines[opening.line])

    def leads_nowhere(self, opening: _Opening) -> bool:
        """Whether so many openings led nowhere that one below them in their column,
        with fewer rows below it, need not be tried."""
        if len(self._fruitless) < _PATIENCE or opening.rank == 0:
            return False
        line = self.page.lines[opening.line]
        return any(
            abs(other.box.x0 - line.box.x0) < line.height and other.row < line.row
            for other in self._fruitless[:_PATIENCE]
        )


class _Rows:
    """Rows of a page that are put together as they are asked for, and only then."""

    def __init__(self, source: Iterator[list[_Placed]]) -> None:
        self._source = source
        self._known: list[list[_Placed]] = []

    def __iter__(self) -> Iterator[list[_Placed]]:
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

    def first(self, count: int) -> list[list[_Placed]]:
        """As many of them, or all."""
        return list(islice(self, count))


def _neighbors(
    page: Page, openings: Sequence[_Opening]
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


def _read_panel(
    file: str,
    sheet: _Sheet,
    opening: _Opening,
    taken: set[int],
    lexicon: Lexicon,
) -> Panel | None:
    page = sheet.page
    title = page.lines[opening.line]
    rows = sheet.rows_below(opening, taken)
    running = _running(page, opening, lexicon)
    if not (rows or running):
        return None
    walked = running or _walk_table(title, rows, opening, lexicon)
    entries, statements, headers, ended = walked
    end_of_title = _end_of_title(title, opening, lexicon)
    if not running and end_of_title < len(title.words):
        statements = [_placed(title, opening.line, end_of_title), *statements]
    lowest = max((entry.bottom for entry in entries), default=0.0)
    if page.origin == "text-layer" and lowest < page.height - title.height:
        # A text layer has all of its print, and the page goes on below it.
        ended = True
    entries = list(_with_members(_joined_names(_with_strays(entries))))
    data = [entry for entry in entries if entry.cells]
    if not data:
        return None
    layout = _Columns.of(data, headers) if not running else _Columns.none()
    unit = _unit_of_title(sheet.text_of_block(title))
    if unit:
        layout.per = "100 g"
    stated = tuple(
        (
            " ".join(item.word.text for item in statement),
            _evidence(statement, file, page.number),
        )
        for statement in statements
    )
    context = _Context(
        file=file,
        page=page.number,
        unit=unit,
        notes=[*_source_notes(statements), *_notes_elsewhere(sheet, entries)],
        serving=grams_stated(stated, lexicon),
        language=sheet.language,
    )
    nutrients = list(_nutrients(entries, layout, context, lexicon))
    if not nutrients:
        return None
    words = [word for entry in entries for word in entry.words]
    words += [word for statement in statements for word in statement]
    titled = opening.rank == 0
    heading = _placed(title, opening.line, opening.start, end_of_title)
    if titled:
        words += heading
    return Panel(
        file=file,
        page=page.number,
        title=" ".join(item.word.text for item in heading) if titled else "",
        rows=tuple(nutrients),
        statements=stated,
        headings=layout.headings,
        ended=ended,
        box=cover(item.word.box for item in words),
        evidence=_evidence(heading, file, page.number) if titled else nutrients[0].evidence,
        profile=opening.profile,
        used=frozenset(item.line for item in words) | {opening.line},
    )


def _end_of_title(title: Line, opening: _Opening, lexicon: Lexicon) -> int:
    """Which word of the line goes on with the serving size, or how many words it has."""
    if opening.rank == 0:
        for start, id_ in _headings_in(title, lexicon):
            if start > opening.start and id_ in _SERVING_HEADINGS:
                return start
    return len(title.words)


def _placed(line: Line, number: int, start: int, end: int | None = None) -> list[_Placed]:
    return [_Placed.of(word, line, number, word) for word in line.words[start:end]]


_Walk: TypeAlias = tuple[list[_Entry], list[list[_Placed]], list[list[_Placed]], bool]
"""Rows, statements, heads of columns, and whether the panel's end was seen."""


def _walk_table(title: Line, rows: _Rows, opening: _Opening, lexicon: Lexicon) -> _Walk:
    """Rows below the title or, where those tell more, beside it."""
    left = title.box.x0 if opening.rank < 2 else _left_of_names(title, rows)
    right = _right_edge(left, title.box.x1, rows, lexicon)
    below = _walk(title, left, right, rows, opening, lexicon)
    if opening.rank > 0:
        return below
    left, beside = _beside_labels(title, rows)
    right = _right_edge(left, left + _SHEET_WIDTH * title.height, beside, lexicon)
    sheet = _walk(title, left, right, beside, opening, lexicon, sheet=True)
    tabular = _walk_tabular(title, rows, opening, lexicon)
    return max(
        (below, sheet, tabular),
        key=lambda walk: sum(_is_told(entry) for entry in walk[0]),
    )


def _running(page: Page, opening: _Opening, lexicon: Lexicon) -> _Walk | None:
    """A panel that is set as running text, to the end of its paragraph."""
    title = page.lines[opening.line]
    words: list[_Placed] = []
    ended = False
    for number, line in enumerate(page.lines[opening.line :], start=opening.line):
        start = opening.start if number == opening.line else 0
        ended = line.block != title.block or (
            number > opening.line and heading_of(line.text, lexicon) in _STOPS
        )
        if ended:
            break
        words += _placed(line, number, start)
    starts = [0, *accumulate(len(item.word.text) + 1 for item in words)]

    def within(start: int, end: int) -> list[_Placed]:
        # A word ends one character, a blank, before the next begins.
        first = bisect_right(starts, start + 1) - 1
        return words[first : bisect_left(starts, end, hi=len(words))]

    entries, statements = [], []
    for run in running_rows(" ".join(item.word.text for item in words), opening.leads):
        if run.reading is None:
            statements.append(within(run.start, run.end))
        else:
            entries.append(
                _Entry(within(*run.name), [_Cell(run.reading, within(*run.cell))])
            )
    return (entries, statements, [], ended) if entries else None


def _walk_tabular(title: Line, rows: _Rows, opening: _Opening, lexicon: Lexicon) -> _Walk:
    """A panel whose rows stand to the right of its title and serving.

    21 CFR 101.9(d)(11)(iii): title, servings and calories at the left, the other
    nutrients beside them, the heads of their columns level with the title.
    """
    beside = [
        item
        for row in rows.first(2)
        for item in row
        if item.x0 > title.box.x1 and item.word.box.top < title.box.bottom
    ]
    if not _COLUMN_HEAD.search(fold(" ".join(item.word.text for item in beside))):
        return [], [], [], False
    edge = min(item.x0 for item in beside) - 1.5 * beside[0].height
    start = title.box.x0 - title.height
    own = list(
        takewhile(
            lambda row: not _stops([item for item in row if item.x0 > start], lexicon), rows
        )
    )
    table = [[item for item in row if (item.x0 + item.x1) / 2 >= edge] for row in own]
    aside = [
        [item for item in row if item.x0 > start and (item.x0 + item.x1) / 2 < edge]
        for row in own
    ]
    table = [row for row in table if row]
    right = _right_edge(edge, max(item.x1 for item in beside), table, lexicon)
    entries, statements, headers, ended = _walk(title, edge, right, table, opening, lexicon)
    more, told, _, _ = _walk(
        title, title.box.x0, edge, [row for row in aside if row], opening, lexicon
    )
    return [*more, *entries], [*told, *statements], headers, ended


def _stops(row: Sequence[_Placed], lexicon: Lexicon) -> bool:
    """Whether a row opens with what never stands in a panel."""
    return heading_of(" ".join(item.word.text for item in row), lexicon) in _STOPS


def _is_told(entry: _Entry) -> bool:
    return bool(entry.name and entry.cells)


def _left_of_names(heading: Line, rows: _Rows) -> float:
    """Where the names begin whose amounts stand under a heading of columns."""
    starts = sorted(
        entry.name[0].x0
        for row in rows.first(12)
        for entry in _split(row, float("inf"))
        if entry.name
        and any(
            cell.words[0].x0 < heading.box.x1 and cell.words[-1].x1 > heading.box.x0
            for cell in entry.cells
        )
    )
    return starts[len(starts) // 3] if starts else heading.box.x0


_SHEET_WIDTH = 20.0
"""Heights of print that names and amounts of a sheet take at least: it has no title
over them whose width would tell."""

_PER_HUNDRED = regex.compile(r"\b(?P<unit>m?g) ?/ ?100 ?g\b")


def _unit_of_title(title: str) -> str:
    """The unit that a title gives all its rows: "(g/100 g product)"; else nothing."""
    match = _PER_HUNDRED.search(fold(title))
    return f"{match['unit']}/100 g" if match else ""


def _beside_labels(title: Line, rows: _Rows) -> tuple[float, list[list[_Placed]]]:
    """The rows of a sheet whose titles stand in a column of their own, to the left.

    Left edge and rows of what stands beside the title, down to the next title. A
    title beside bare numbers names them: "Energy in 100 g".
    """
    beside = [
        next((item.x0 for item in row if item.x0 > title.box.x1), None)
        for row in rows.first(12)
    ]
    starts = sorted(x0 for x0 in beside if x0 is not None)
    if not starts:
        return title.box.x1, []
    left = starts[len(starts) // 3]
    kept: list[list[_Placed]] = []
    for row in rows:
        size = min(item.height for item in row)
        label = [item for item in row if item.x1 < left - 0.5 * size]
        content = [item for item in row if item.x1 >= left - 0.5 * size]
        if label and label[0].x0 < title.box.x0 - 3 * size:
            label = []
        if label and kept and content and not _NUMBER_START.match(content[0].word.text):
            break
        if label and kept and not content:
            break
        if content:
            kept.append([*label, *content] if label and kept else content)
    return left, kept


def _evidence(words: Sequence[_Placed], file: str, page: int) -> tuple[Evidence, ...]:
    return tuple(
        evidence_of(dict.fromkeys(item.printed for item in group), file, page)
        for _, group in groupby(words, key=lambda item: item.line)
    )


_LEADER = regex.compile(r"[.…·_]{3,}|…")


def _pieces(word: Word) -> Iterator[Word]:
    """What stands before and behind the dots that lead from a name to its amount."""
    if _LEADER.search(word.text) is None:
        yield word
        return
    start = 0
    for gap in (*_LEADER.finditer(word.text), None):
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


_DAILY_VALUE = regex.compile(
    r"%\s*(?:d\.?\s?v|daily|nrv|vnr|vrn|rda|rdi|cdr|ar|vq|dv)|daily value|nrv\b|% ?ri\b"
)
_SIGNS = "*†‡§¶^#•·"


_ROWS_THAT_TELL = 80
"""Rows of a panel that tell how wide it is: hardly one has as many."""


def _right_edge(
    left: float, right: float, rows: Iterable[Sequence[_Placed]], lexicon: Lexicon
) -> float:
    """How far a panel reaches to the right, by its title, its heads and its rows.

    A number far right of the title belongs to the panel only where it stands on one
    line with its name, or where those of other rows end at the same place.
    """
    ends: list[float] = []
    starts: list[float] = []
    on_line: set[float] = set()
    size = 1.0
    rows = list(islice(rows, _ROWS_THAT_TELL))
    across = _print_across(left, right, rows)
    # A title takes at least the width of one half.
    limit = max(2 * right - left, across)
    end_of_title = right
    middle = _half_edge(rows, left, limit)
    for row in rows:
        inside = [item for item in row if item.x1 > left - 2 * item.height]
        if not inside:
            continue
        size = min(item.height for item in inside)
        begins = abs(inside[0].x0 - left) <= 5 * size
        if not begins and inside[0].x0 > right:
            continue
        text = fold(
            " ".join(item.word.text for item in inside if item.x0 < right + 8 * size)
        )
        heading = heading_of(text, lexicon)
        if begins and heading in _STOPS and not _DAILY_DOSE.match(text):
            break
        entries = list(_split(inside, max(limit, right + 14 * size)))
        told = [entry for entry in entries if entry.cells and entry.name]
        if begins and told and entries[0] is told[0] and heading is None:
            # Of a panel in two halves the rows of the right one count too.
            last = told[1] if len(told) > 1 and told[1].name[0].x0 > middle else told[0]
            ends.append(last.cells[-1].words[-1].x1)
            led = any(_LEADER.search(item.printed.text) for item in last.words)
            if led or len({item.line for item in last.words}) == 1:
                on_line.add(ends[-1])
            starts.append(told[0].cells[0].words[0].x0)
        elif _DAILY_VALUE.search(text) or _COLUMN_HEAD.search(text):
            # Where the names have their head, the daily values have theirs beside it.
            far = limit if begins and heading == "amount-per-serving" else right
            right = max([right, *_ends_of_heads(inside, right + 8 * size, far)])
    # A short title leaves every amount of the panel to its right.
    beyond = across if all(start > end_of_title for start in starts) else right
    known = [
        end
        for n, end in enumerate(ends)
        if end < max(right + 4 * size, beyond)
        or end in on_line
        or any(abs(end - other) < 2 * size for m, other in enumerate(ends) if m != n)
    ]
    return max([right, *known])


def _print_across(left: float, right: float, rows: Sequence[Sequence[_Placed]]) -> float:
    """How far lines reach that begin at a panel's left edge: to there no other column
    of the label has begun."""
    lines: dict[int, list[_Placed]] = {}
    for row in rows:
        for item in row:
            lines.setdefault(item.line, []).append(item)
    return max(
        (
            max(item.x1 for item in line)
            for line in lines.values()
            if abs(line[0].x0 - left) < 2 * line[0].height
        ),
        default=right,
    )


def _ends_of_heads(row: Sequence[_Placed], limit: float, far: float) -> Iterator[float]:
    """How far each head of a column reaches that begins before the limit, and one of
    daily values before the further one."""
    for number, item in enumerate(row):
        run = [item]
        for following in row[number + 1 : number + 5]:
            if following.x0 - run[-1].x1 > 0.8 * item.height:
                break
            run.append(following)
        text = fold(" ".join(one.word.text for one in run))
        percent = "%" in item.word.text or "DV" in item.word.text
        headed = item.x0 < limit and (percent or _PER_WHAT.match(text))
        if headed or (item.x0 < far and _DAILY_VALUE.match(text)):
            limit = max(limit, run[-1].x1 + 4 * item.height)
            yield run[-1].x1


_PER_WHAT = regex.compile(
    r"(?:per|pro|par|por|pour|je) "
    r"(?:100|\d+ ?g|serv|portion|porci|dos|daily|tages|scoop|caps)"
)


def _half_edge(rows: Sequence[Sequence[_Placed]], left: float, limit: float) -> float:
    """Where the right half of a panel begins that has two rows side by side.

    Infinity for a panel that has not: one name behind numbers may be chance, two
    that begin at one place are a column.
    """

    def entries_of(row: Sequence[_Placed]) -> list[_Entry]:
        inside = [item for item in row if item.x0 > left - 2 * item.height]
        return [entry for entry in _split(inside, limit) if entry.cells and entry.name]

    starts = [
        (entry.name[0].x0, entry.height)
        for row in rows
        # Two names behind each other need two numbers.
        if sum(item.begins_cell for item in row) > 1
        for entry in entries_of(row)[1:]
    ]
    places = sorted(start for start, _ in starts)
    aligned = [
        start
        for start, size in starts
        # Itself is one of them.
        if bisect_left(places, start + 2 * size) - bisect_right(places, start - 2 * size)
        > 1
    ]
    if not aligned:
        return float("inf")
    placed = [entries_of(row) for row in rows]
    edge = min(aligned) - 0.5 * starts[0][1]
    named = sum(any(entry.name[0].x0 >= edge for entry in entries) for entries in placed)
    across = sum(
        any(entry.name[0].x0 < edge < entry.cells[-1].words[0].x0 for entry in entries)
        for entries in placed
    )
    # Below daily values vitamins often stand in pairs; that makes no halves.
    return edge if named > across else float("inf")


_MOST_ROWS = 200
"""Rows of a panel that tell whether it has two halves; none has as many."""


def _walk(
    title: Line,
    left: float,
    right: float,
    rows: Iterable[Sequence[_Placed]],
    opening: _Opening,
    lexicon: Lexicon,
    *,
    sheet: bool = False,
) -> _Walk:
    """Rows, statements and column heads from the title to the panel's end."""
    width = right - left

    def within(row: Sequence[_Placed], left: float) -> list[_Placed]:
        size = min(item.height for item in row)
        # A paragraph beside the panel may begin inside its margin.
        return [
            item
            for item in row
            if (item.x0 > left - 3 * size or sheet)
            and (item.x0 + item.x1) / 2 < left + width + 1.5 * size
        ]

    above = takewhile(lambda row: not _stops(within(row, left), lexicon), rows)
    told = list(islice(above, _MOST_ROWS))
    middle = _half_edge(told, left, right + title.height) - left
    entries: list[_Entry] = []
    statements: list[list[_Placed]] = []
    headers: list[list[_Placed]] = []
    last_bottom = title.box.bottom
    footnotes = False
    signs: set[str] = set()
    for number, row in enumerate(rows):
        if number == _ROWS_THAT_TELL and not entries:
            # So far below its title no panel begins.
            break
        size = min(item.height for item in row)
        inside = within(row, left)
        if not inside:
            continue
        inside += _rest_of_cell(inside[-1], row)
        top = min(item.word.box.top for item in inside)
        if top - last_bottom > _FAR * size and (entries or opening.rank):
            return _halves_in_order(entries, left + middle), statements, headers, True
        text = " ".join(item.word.text for item in inside)
        heading = heading_of(text, lexicon)
        if heading in ("directions", None) and not entries:
            heading = "serving-size" if _DAILY_DOSE.match(fold(text)) else heading
        if heading in _STOPS:
            return _halves_in_order(entries, left + middle), statements, headers, True
        if heading in ("facts-title", "medicinal-ingredients", "composition") and entries:
            # A second title, or the panel said again for another country's law.
            return _halves_in_order(entries, left + middle), statements, headers, True
        parts = [
            entry
            for half in _halves(inside, left + middle)
            for entry in _split(half, float("inf"))
        ]
        kind = _kind_of(text, heading, parts, bool(entries))
        if kind == "row" and entries and _is_note(text, parts, signs, noted=footnotes):
            kind = "footnote"
        if kind == "footnote":
            footnotes = True
            statements.append(inside)
        elif (footnotes and _continues_note(statements, inside)) or kind == "statement":
            statements.append([*inside, *_rest_of_line(inside[-1], row)])
        elif kind == "header":
            headers.append(inside)
            statements.append(inside)
        elif footnotes:
            return _halves_in_order(entries, left + middle), statements, headers, True
        else:
            entries.extend(parts)
            signs |= {match[0] for e in parts if (match := _ROW_SIGN.search(e.text))}
        last_bottom = max(item.word.box.bottom for item in inside)
        starts = inside[0].x0
        if abs(starts - left) < 2.5 * size and inside[0].height < 2.5 * size:
            # Follow a panel that leans: its left edge moves slowly.
            left += 0.5 * (starts - left) if abs(starts - left) < size else 0.0
    return _halves_in_order(entries, left + middle), statements, headers, footnotes


_GOES_ON_WITH = regex.compile(
    r"[(/]?(?:\d\S*|/|%|kj\S*|k?cal\S*|[mu\u00b5\u03bc]?c?g|iu)[)*†‡]*"
)


def _rest_of_cell(last: _Placed, row: Sequence[_Placed]) -> list[_Placed]:
    """Numbers and units that follow the last word inside without a gap."""
    rest: list[_Placed] = []
    for item in row[row.index(last) + 1 :]:
        close = item.x0 - last.x1 < 0.6 * last.height and item.line == last.line
        if not (close and _GOES_ON_WITH.fullmatch(fold(item.word.text))):
            break
        rest.append(item)
        last = item
    return rest


def _rest_of_line(last: _Placed, row: Sequence[_Placed]) -> list[_Placed]:
    """Words that follow on the same line without a gap: a sentence may be wider than
    the title."""
    rest: list[_Placed] = []
    for item in row[row.index(last) + 1 :]:
        if item.line != last.line or item.x0 - last.x1 > 0.8 * last.height:
            break
        rest.append(item)
        last = item
    return rest


def _halves(row: Sequence[_Placed], middle: float) -> tuple[list[_Placed], list[_Placed]]:
    return [i for i in row if i.x0 < middle], [i for i in row if i.x0 >= middle]


def _halves_in_order(entries: Sequence[_Entry], middle: float) -> list[_Entry]:
    """The left half of a panel from top to bottom, then the right one."""
    left = [entry for entry in entries if entry.words[0].x0 < middle]
    return left + [entry for entry in entries if entry.words[0].x0 >= middle]


def _continues_note(
    statements: Sequence[Sequence[_Placed]], row: Sequence[_Placed]
) -> bool:
    """Whether a line goes on with the sentence of the footnote above it."""
    last = statements[-1]
    gap = min(item.word.box.top for item in row) - max(
        item.word.box.bottom for item in last
    )
    first = row[0].word.text
    unfinished = not last[-1].word.text.endswith((".", "established"))
    return gap < 0.8 * row[0].height and (unfinished or first[0].islower())


_NOTE = regex.compile(
    r"\s*(?P<sign>[*†‡§¶^#¹²³⁴⁵]{0,3}|[1-5tTiIl'](?= ?\p{L}{2}))\s*(?P<text>\p{L}.*)"
)
_SOURCE_WORD = regex.compile(
    r"(?:as|from|providing|provided|supplied|supplying|sourced|in the form of|sous forme"
    r"|en tant que|comme|provenant|issue?s?|als|aus|in form von|como|en forma de|procedente"
    r"|proveniente)\b"
)
_ROW_SIGN = regex.compile(r"(?:[*†‡§¶^#¹²³⁴⁵]+|(?<=\p{Ll}{2})[1-5])$")


def _is_note(
    text: str, parts: Sequence[_Entry], signs: Container[str], *, noted: bool
) -> bool:
    """Whether a line below the rows is a note to one of them: "¹ as L-alanyl-...".

    Its sign stands behind a row's name, or it tells a source. The sign is small and
    may be lost on a photo; then it must stand among notes.

    Args:
        signs: Those behind the rows' names.
    """
    note = _NOTE.fullmatch(text)
    if note is None or any(part.cells for part in parts):
        return False
    sign = note["sign"]
    source = _SOURCE_WORD.match(fold(note["text"])) is not None
    return sign in signs or (source and bool(sign or noted))


def _source_notes(statements: Sequence[Sequence[_Placed]]) -> list[tuple[str, str]]:
    """Sign and text of the notes that may tell what a row is, not its daily value."""
    notes = []
    for statement in statements:
        text = " ".join(item.word.text for item in statement)
        note = _NOTE.fullmatch(text)
        if (
            note
            and not _FOOTNOTE.search(fold(text))
            and not _SERVINGS_PER.search(fold(text))
        ):
            notes.append((note["sign"], note["text"].strip(" .")))
    return notes


def _notes_elsewhere(sheet: _Sheet, entries: Sequence[_Entry]) -> Iterator[tuple[str, str]]:
    """Notes anywhere on the page that tell by a row's sign what the row's substance is:
    "† supplied as L-alanyl-L-glutamine" may stand below the directions."""
    signed = [
        (match[0], _last_word(entry.text))
        for entry in entries
        if (match := _ROW_SIGN.search(entry.text))
    ]
    for sign, printed in sheet.notes if signed else ():
        text = fold(printed)
        if any(sign == s and len(word) > 3 and word in text for s, word in signed):
            yield sign, printed.strip(" .")


def _last_word(name: str) -> str:
    words = _ROW_SIGN.sub("", fold(name)).split()
    return words[-1].removeprefix("l-") if words else ""


def _noted(entry: _Entry, name: str, notes: Sequence[tuple[str, str]]) -> str | None:
    """The note that tells what a row is: by its sign, or because it names the same.

    "as ..." behind the row's own sign is of that row; any other note must speak of
    the substance that the row names.
    """
    signs = {cell.reading.footnote for cell in entry.cells}
    if printed := _ROW_SIGN.search(entry.text):
        signs.add(printed[0])
    signs.discard("")
    last = _last_word(name)
    for sign, text in notes:
        folded = fold(text)
        same = len(last) > 3 and last in folded
        source = _SOURCE_WORD.match(folded) is not None
        if (source and sign in signs) or (same and (source or sign in signs)):
            return text
    return None


_SERVING_HEADINGS = frozenset({"serving-size", "servings-per-container"})
_DAILY_DOSE = regex.compile(
    r"(?:(?:recommended )?daily (?:dose|dosage|amount)|dosis diaria|dose journaliere"
    r"|(?:empfohlene )?tages(?:dosis|portion))[: ]*\d+ \p{L}+\W*$"
)
"""Above the rows it is the serving, although elsewhere it opens the directions."""

_FOOTNOTE = regex.compile(
    r"^\s*[*†‡§^\"“'+t]{0,4}\s*(?:(?:percent daily values?|a \d,?\d00 calorie diet){e<=2}"
    r"|percentage daily|the ?% ?daily|daily values?\b"
    r"|%? ?\(?dv\)? daily|no daily value|not a significant|%? ?daily value"
    r"|valeur quotidienne|vn?r\b|vrn\b|valeurs? nutritionnelles? de reference"
    r"|valores? de referencia|nahrstoffbezugswert"
    r"|valores? diarios?|\(?dv\)? not|% ?dv|nrv|reference intake|les pourcentages"
    r"|\d+ ?% (?:or less|ou moins)|less than \d"
    r"|percentages? (?:of )?daily|nutrient reference)"
)
_PER_ROW = regex.compile(
    r"(?:per|par|por|pro|je|pour|chaque|cada|each) (?:\d+ |an? |une? |eine )?\p{L}+ ?\("
)
_SERVINGS_BESIDE = regex.compile(
    r"(?:(?:per )?(?:\d|one|two) \p{L}{4,}(?: ?\([^()]*\))? ?)+"
)
_SERVINGS_PER = regex.compile(
    # "Per serving  Per 100 g" are two heads.
    r"(?:servings? ?per|portions? par|porciones por|raciones por)(?! ?\d)"
)
_COLUMN_HEAD = regex.compile(
    r"amount|per ?(?:serv|sachet|packet|stick)|per ?100|par portion|pour 100|por porci"
    r"|por 100|per daily|daily value"
    r"|% ?dv|% ?nrv|cantidad|quantit|teneur|per ?scoop|per ?capsule|average|avg|per ?dose"
    r"|pro ?100|pro portion|je ?100|% ?rdi|valeur quotidienne|% ?vd|per ?tablet"
    r"|(?:pro|je) tages|por dosis|par dose"
)


def _kind_of(text: str, heading: str | None, parts: Sequence[_Entry], begun: bool) -> str:
    folded = fold(text)
    if heading in _SERVING_HEADINGS or _SERVINGS_PER.search(folded):
        return "statement"
    if _FOOTNOTE.search(folded) and (begun or not any(part.cells for part in parts)):
        if not begun and _DAILY_VALUE.search(folded) and "based" not in folded:
            return "header"
        bare = folded.strip(" *†‡%dv()s+")
        if begun and len(bare) > 14:
            return "footnote"
        return "header"
    if heading in ("amount-per-serving", "daily-value"):
        return "header"
    if (
        heading in ("medicinal-ingredients", "composition")
        and not begun
        and _PER_SERVING.search(folded)
        and not any(cell.reading.amount for part in parts for cell in part.cells)
    ):
        return "header"
    if _PER_ROW.match(folded) or (not begun and _SERVINGS_BESIDE.fullmatch(folded)):
        return "header"
    if _COLUMN_HEAD.search(folded):
        named = [
            part
            for part in parts
            if part.cells and _COLUMN_HEAD.search(fold(part.text)) is None
        ]
        if not named:
            return "header"
    return "row"


# --- names and cells ----------------------------------------------------------

_NUMBER_START = regex.compile(
    r"[<(~≤]*\s*(?:[0-9½¼¾]|[OoIl|][.,]?[0-9OoIl]*\s*(?:mg|g|mcg|%))"
)
_SIGN_ONLY = regex.compile(r"[*†‡§^★☆#•·tT+]{1,3}")


@lru_cache(maxsize=16_384)
def _may_begin_cell(text: str) -> bool:
    """A footnote's sign, a bound or the start of a number."""
    return (
        text in "<≤~"
        or _SIGN_ONLY.fullmatch(text) is not None
        or _NUMBER_START.match(text.lstrip("([|")) is not None
    )


_UNIT_IN_NAME = regex.compile(
    r"[\s(\[]*\(?\b(?P<unit>kj|kcal|cal|g|mg|mcg|µg|μg|ug|iu)\)?\s*$", regex.IGNORECASE
)
_ENERGY = regex.compile(
    r"(?:total )?(?:calories|calorias|energy|energie|energia|brennwert)\W*"
)
_INCLUDES = regex.compile(r"incl(?:udes?|uding|\.)?|comprend|incluye")


def _split(row: Sequence[_Placed], limit: float) -> Iterator[_Entry]:
    """A row's words as entries: a name and the cells that follow it, again and again.

    Words whose middle lies beyond `limit` belong to a neighbor of the panel, but for
    those that a dotted leader leads to.
    """
    led = {item.line for item in row if _LEADER.search(item.printed.text)}
    words = [item for item in row if (item.x0 + item.x1) / 2 < limit or item.line in led]
    entry: _Entry | None = None
    position = 0
    while position < len(words):
        length, reading = _cell_at(words, position, entry)
        if length and reading is not None:
            if entry is None:
                entry = _Entry([])
            entry.cells.append(_Cell(reading, words[position : position + length]))
            position += length
            continue
        item = words[position]
        if _LONE_LEADER.fullmatch(item.word.text):
            position += 1
            continue
        if entry is not None and entry.cells and _is_smudge(item.word.text):
            position += 1
            continue
        if entry is not None and entry.cells and not entry.included:
            if _INCLUDES.fullmatch(fold(entry.text)):
                entry.name, entry.included = [], True
            else:
                yield _with_bounds(entry)
                entry = None
        if entry is None:
            entry = _Entry([])
        entry.name.append(item)
        position += 1
    if entry is not None:
        yield _with_bounds(entry)


_LESS_THAN = (("less", "than"), ("moins", "de"), ("menos", "de"))


def _with_bounds(entry: _Entry) -> _Entry:
    """ "less than" before a number belongs to the number, not to the name."""
    last_two = tuple(fold(item.word.text) for item in entry.name[-2:])
    if entry.cells and last_two in _LESS_THAN and entry.cells[0].reading.amount:
        first = entry.cells[0]
        bound = _Cell(replace(first.reading, bound="<"), [*entry.name[-2:], *first.words])
        return _Entry(entry.name[:-2], [bound, *entry.cells[1:]])
    return entry


_BEFORE_A_NUMBER = frozenset(
    {"in", "per", "pro", "je", "pour", "por", "par", "to", "of", "least", "minimum"}
)
"""Words after which a number still belongs to the name: "standardized to 5%"."""

_LONE_LEADER = regex.compile(r"[.…·_\-–—]{2,}")


def _is_smudge(text: str) -> bool:
    """Behind a number, one or two letters are a footnote sign that was misread."""
    return len(text.strip("*†‡§^★☆#•·")) <= 2 and not any(c.isdigit() for c in text)


@lru_cache(maxsize=4096)
def _cell_of(text: str) -> CellReading | None:
    """What a cell says: asked for the edges of a panel, for its halves and its rows."""
    return read_cell(text)


def _cell_at(
    words: Sequence[_Placed], position: int, entry: _Entry | None
) -> tuple[int, CellReading | None]:
    """How many words from here are one cell, and what it says.

    A number that only ends a name is no cell: "Vitamin B 12", "Omega 3".
    """
    first = words[position]
    if not first.begins_cell:
        return 0, None
    text = first.word.text
    after_gap = position == 0 or first.x0 - words[position - 1].x1 > 1.0 * first.height
    if _SIGN_ONLY.fullmatch(text):
        behind = entry is not None and (entry.cells or entry.name)
        plain = all(sign in "*†‡§^★☆#" for sign in text)
        if behind and (plain or (after_gap and bool(entry and entry.cells))):
            return 1, _cell_of("*") if plain else _cell_of(text)
        return 0, None
    if text in "<≤~" and position + 1 < len(words):
        text += words[position + 1].word.text
    if not _NUMBER_START.match(text.lstrip("([|")):
        return 0, None
    if position and fold(words[position - 1].word.text) in _BEFORE_A_NUMBER:
        return 0, None
    named = entry is not None and not entry.cells and not after_gap
    near = words[position : position + _LEFT_OPEN]
    if entry is not None and named and _in_brackets(entry.text, near):
        return 0, None
    if text[0] in "([" and _is_remark(near):
        return 0, None
    if named and _PURITY.fullmatch(text) and _amount_follows(words, position + 1):
        return 0, None
    best: tuple[int, CellReading | None] = (0, None)
    for length in range(1, 6):
        stretch = words[position : position + length]
        if len(stretch) < length:
            break
        if length > 1 and stretch[-1].x0 - stretch[-2].x1 > 1.2 * first.height:
            break
        joined = " ".join(item.word.text for item in stretch)
        reading = _cell_of(joined.strip("()[]|"))
        if reading is None:
            continue
        bare = reading.amount is not None and not reading.amount.unit
        if bare and reading.percent is None:
            # Without a unit only where it stands apart, as calories do.
            energy = entry is not None and _ENERGY.fullmatch(fold(entry.text))
            lone = (length == 1 or first.word.text in "<≤~") and (after_gap or energy)
            ends = _ends_cell(words, position + length, first.height) or (
                energy and _is_per_serving(words[position + length : position + length + 2])
            )
            if not (lone and ends):
                continue
        elif best[0] and reading.amount is None and best[1] and best[1].amount:
            # A bare number and a percentage: two cells that stand close.
            break
        best = (length, reading)
        if length > 1 and reading.further:
            # Two cells that stand close: the first one only.
            break
    return best


_PURITY = regex.compile(r"[(\[]\d{1,3}(?:[.,]\d+)? ?%[)\]]")
"""Behind a name whose amount is still to come: "L-Glutamine (98.5%)  5 g"."""


def _amount_follows(words: Sequence[_Placed], position: int) -> bool:
    """Whether the first number from there on is no percentage."""
    texts = (item.word.text for item in islice(words, position, None))
    number = next((text for text in texts if _NUMBER_START.match(text)), "%")
    return "%" not in number


_LEFT_OPEN = 8
"""Words after which a bracket that is still open was never closed."""


_WORDED = regex.compile(r"\p{L}{4}")


def _in_brackets(name: str, following: Sequence[_Placed]) -> bool:
    """Whether a bracket opens in the name and holds more than the number that follows.

    It may close on the next line: "pomegranate (40% ellagic".
    """
    depth = _depth(name)
    if depth <= 0:
        return False
    worded = False
    for number, item in enumerate(following):
        if number and item.x0 - following[number - 1].x1 > 1.5 * item.height:
            break
        depth += _depth(item.word.text)
        if depth <= 0:
            return True
        worded = worded or bool(_WORDED.search(item.word.text))
    return worded


def _is_remark(following: Sequence[_Placed]) -> bool:
    """Whether a bracket that opens with a number holds words: "(400 mcg as folate)"."""
    depth = 0
    content: list[str] = []
    for item in following:
        depth += _depth(item.word.text)
        content.append(item.word.text)
        if depth <= 0:
            break
    return len(content) > 1 and _cell_of(" ".join(content).strip("()[]*†‡|")) is None


def _depth(text: str) -> int:
    return text.count("(") + text.count("[") - text.count(")") - text.count("]")


def _ends_cell(words: Sequence[_Placed], position: int, height: float) -> bool:
    """Whether the row ends here, or a gap or another number follows."""
    if position >= len(words):
        return True
    following = words[position]
    gap = following.x0 - words[position - 1].x1
    return gap > 1.0 * height or bool(
        _SIGN_ONLY.fullmatch(following.word.text)
        or _NUMBER_START.match(following.word.text.lstrip("([|"))
    )


def _is_per_serving(words: Sequence[_Placed]) -> bool:
    """Behind the calories of a tabular panel: "Calories 110 per serving"."""
    return fold(" ".join(item.word.text for item in words)) in _EACH_SERVING


_EACH_SERVING = frozenset({"per serving", "par portion", "por porcion"})


def _with_strays(entries: Sequence[_Entry]) -> list[_Entry]:
    """Cells without a name go to the nearest name without cells.

    Where a name takes two lines, its amount may stand between them.
    """
    strays = [entry for entry in entries if not entry.name and entry.cells]
    named = [entry for entry in entries if entry.name]
    places = Shelves((entry.top, entry.bottom, entry) for entry in named if strays)
    for stray in strays:
        middle = (stray.top + stray.bottom) / 2
        reach = 2 * stray.height
        free = [
            entry
            for entry in places.meeting(middle - reach, middle + reach)
            if not any(cell.reading.amount for cell in entry.cells)
            and abs((entry.top + entry.bottom) / 2 - middle) < 1.2 * stray.height
        ]
        if free:
            nearest = min(
                free, key=lambda entry: abs((entry.top + entry.bottom) / 2 - middle)
            )
            nearest.cells.extend(stray.cells)
            nearest.cells.sort(key=lambda cell: cell.middle)
    return named


_MOST_LINES = 200
"""Lines that a name may run over: a blend lists its members in a dozen."""


def _joined_names(entries: Sequence[_Entry]) -> list[_Entry]:
    """Names that run over two or three lines, made one."""
    done: list[_Entry] = []
    lines = 0
    for entry in entries:
        last = done[-1] if done else None
        if last is not None and lines < _MOST_LINES and _goes_on(last, entry):
            last.name.extend(entry.name)
            last.cells.extend(entry.cells)
            last.cells.sort(key=lambda cell: cell.middle)
            lines += 1
        else:
            lines = 1
            done.append(_Entry(list(entry.name), list(entry.cells), entry.included))
    return done


def _goes_on(last: _Entry, entry: _Entry) -> bool:
    if not last.name or not entry.name or entry.top <= last.top:
        return False
    if entry.top - last.bottom > 0.8 * entry.height:
        return False
    if last.included and fold(f"{last.text} {entry.text}") == "added sugars":
        return True
    aligned = entry.name[0].x0 >= last.name[0].x0 - 1.5 * entry.height
    overlaps = entry.name[0].x0 < max(item.x1 for item in last.name)
    if not (aligned and overlaps):
        return False
    amounts = any(cell.reading.amount for cell in last.cells)
    more = any(cell.reading.amount for cell in entry.cells)
    if amounts and more:
        return False
    text = last.text
    if _depth(text) > 0:
        return True
    start = entry.text.lstrip()
    if start.startswith(("(", "[", "and ", "& ", "or ", "from ", "as ")):
        return True
    if text.rstrip().endswith((",", "-", "&", " and", "(as", "from", " of")):
        return True
    if more or entry.cells:
        return False
    if entry.top - last.bottom >= 0.25 * entry.height or not amounts:
        return False
    return not _BLEND.search(fold(text)) or (start[:1].islower() and "," not in start)


def _with_members(entries: Sequence[_Entry]) -> Iterator[_Entry]:
    """Members that a blend lists in running text, each on its own."""
    in_blend = False
    listed: list[_Placed] = []
    plain: list[_Entry] = []
    for entry in entries:
        if entry.cells or not in_blend:
            yield from _listed(listed) if _commas(listed) else plain
            listed, plain = [], []
            blend = bool(_BLEND.search(fold(entry.text)))
            in_blend = blend or (in_blend and bool(entry.cells))
            head, members = _at_colon(entry.name) if blend else (entry.name, [])
            yield _Entry(head, entry.cells, entry.included)
            listed += members
        else:
            listed += entry.name
            plain.append(entry)
    yield from _listed(listed) if _commas(listed) else plain


def _at_colon(name: list[_Placed]) -> tuple[list[_Placed], list[_Placed]]:
    """The name of a blend and the members that its own line lists behind a colon."""
    depth = 0
    for number, item in enumerate(name[:-1], start=1):
        depth += _depth(item.word.text)
        if depth == 0 and item.word.text.endswith(":") and _commas(name[number:]):
            return name[:number], name[number:]
    return name, []


def _commas(words: Sequence[_Placed]) -> list[int]:
    """Numbers of the words that end with a comma outside of brackets."""
    depth = 0
    found = []
    for number, item in enumerate(words):
        depth = max(depth + _depth(item.word.text), 0)
        if depth == 0 and item.word.text.rstrip("*†‡§").endswith((",", ";")):
            found.append(number)
    return found


def _listed(words: Sequence[_Placed]) -> Iterator[_Entry]:
    start = 0
    for stop in (*_commas(words), len(words) - 1):
        if stop >= start:
            yield _Entry(list(words[start : stop + 1]))
        start = stop + 1


# --- columns ------------------------------------------------------------------


@dataclass(slots=True)
class _Columns:
    """Where the cells of a panel line up, and what the columns are of."""

    edges: list[float]
    """Middles of the amount columns, left to right."""

    headings: tuple[str, ...]
    main: int
    """Which of them is the serving."""

    per: str

    @classmethod
    def none(cls) -> _Columns:
        """Of running text, where no place means anything."""
        return cls([], ("",), 0, "serving")

    @classmethod
    def of(cls, data: Sequence[_Entry], headers: Sequence[Sequence[_Placed]]) -> _Columns:
        size = sorted(entry.height for entry in data)[len(data) // 2]
        # Amounts of one column differ in width; of two columns in place.
        middles = sorted(
            cell.middle
            for entry in data
            for cell in entry.cells
            if cell.reading.amount and not _is_bracketed(cell)
        )
        edges: list[list[float]] = []
        for middle in middles:
            if edges and middle - edges[-1][-1] < 1.8 * size:
                edges[-1].append(middle)
            else:
                edges.append([middle])
        edges = [edge for edge in edges if len(edge) >= 0.3 * len(data)]
        told = max((len(_head_starts(header)) for header in headers), default=0)
        if 1 < told < len(edges):
            # More places than headings: those where most amounts stand.
            least = sorted(map(len, edges))[-told]
            edges = [edge for edge in edges if len(edge) >= least]
        counted = [sum(edge) / len(edge) for edge in edges]
        columns = counted or [sum(middles) / len(middles)] if middles else []
        heads = _heads_of(columns, headers) if columns else ()
        return cls(columns, heads, *_serving_column(heads))

    def number(self, cell: _Cell) -> int:
        """The column a cell stands in."""
        if len(self.edges) < 2:
            return 0
        x0, x1 = cell.words[0].x0, cell.words[-1].x1

        def away(number: int) -> tuple[float, float]:
            edge = self.edges[number]
            return max(x0 - edge, edge - x1, 0.0), abs(edge - cell.middle)

        return min(range(len(self.edges)), key=away)

    def is_of_serving(self, number: int) -> bool:
        """Whether amounts there may stand for those of the main column: not where
        its heading tells another quantity."""
        if self.per != "serving":
            return True
        head, main = fold(self.headings[number]), fold(self.headings[self.main])
        told = _QUANTITY.search(head), _QUANTITY.search(main)
        return not (_PER_100.search(head) or (all(told) and head != main))


_QUANTITY = regex.compile(r"\b\d+ \p{L}{4,}")
_HEAD_START = regex.compile(
    r"(?:(?:avg|ave|average|amount|qty|quantity|quantite|cantidad|teneur|menge)\.? ?)*"
    r"\b(?:per|par|por|pour|pro|je)\b"
)


def _head_starts(header: Sequence[_Placed]) -> list[int]:
    """Where in its text a row of heads says "per" something."""
    text = fold(" ".join(item.word.text for item in header))
    return [match.start() for match in _HEAD_START.finditer(text)]


def _heads_of(
    columns: Sequence[float], headers: Sequence[Sequence[_Placed]]
) -> tuple[str, ...]:
    """What stands over each column: by their order where a row has one head for each
    ("Qty per serving Qty per 100 g" set tight), else by the nearest place."""
    heads: list[list[str]] = [[] for _ in columns]
    for header in headers:
        text = " ".join(item.word.text for item in header)
        starts = _head_starts(header)
        if len(starts) == len(columns) > 1:
            for head, start, end in zip(
                heads, starts, [*starts[1:], len(text)], strict=True
            ):
                head.append(text[start:end].strip())
            continue
        for item in header:
            middle = (item.x0 + item.x1) / 2
            nearest = min(range(len(columns)), key=lambda n: abs(columns[n] - middle))
            heads[nearest].append(item.word.text)
    return tuple(" ".join(head) for head in heads)


_PER_100 = regex.compile(r"100\s*(?P<unit>g|ml)\b")
_PER_SERVING = regex.compile(
    r"serv|portion|porci|dose|dosis|scoop|capsule|tablet|daily|journali|diari|messl|serve|comprim"
)


def _serving_column(heads: Sequence[str]) -> tuple[int, str]:
    """Which column is of one serving; "per 100 g" only where there is none."""
    folded = [fold(head) for head in heads]
    hundred = [_PER_100.search(head) for head in folded]
    if len(heads) < 2:
        only = hundred[0] if heads else None
        serving = bool(heads) and bool(_PER_SERVING.search(folded[0]))
        return 0, f"100 {only['unit']}" if only and not serving else "serving"
    for n, head in enumerate(folded):
        if not hundred[n] and _PER_SERVING.search(head):
            return n, "serving"
    for n in range(len(heads)):
        if not hundred[n]:
            return n, "serving"
    first = hundred[0]
    return 0, f"100 {first['unit']}" if first else "serving"


# --- rows ---------------------------------------------------------------------

_BLEND = regex.compile(
    r"\b(?:blend|matrix|complex|proprietary|formula|m[ée]lange|mezcla|stack|fusion)\b"
)
_SOURCE = regex.compile(
    r"[(\[]\s*"
    r"(?P<form>(?:as|from|from the|providing|sous forme de|como|de|en tant que|als)\s"
    r"[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the rest of a panel says of its rows."""

    file: str
    page: int
    unit: str
    """Of bare numbers, where the title says it; else empty."""

    notes: Sequence[tuple[str, str]]
    """Sign and text of the footnotes."""

    serving: Decimal | None
    """In grams."""

    language: str | None
    """Of the page, as far as it can be told."""


def _nutrients(
    entries: Iterable[_Entry], columns: _Columns, context: _Context, lexicon: Lexicon
) -> Iterator[Nutrient]:
    entries = list(entries)
    if _is_composition(entries):
        columns.per = "100 g"
        for cell in (cell for entry in entries for cell in entry.cells):
            cell.reading = _percent_as_amount(cell.reading)
    cells = [cell for entry in entries for cell in entry.cells]
    if _groups_by_point(cells, context.language):
        for cell in cells:
            _regroup(cell)
    blends: list[tuple[str, float]] = []
    lean = _lean(entries)
    last_name = ""
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        name, unit_in_name = _tidy_name(entry.text)
        if not name and unit_in_name:
            # A second unit for the row above: "Energy (kJ)", then "(kcal)".
            name = last_name
        last_name = name
        if not name or not any(character.isalpha() for character in name):
            continue
        indent = _indent(entry, lean)
        further_in = following is not None and (
            _indent(following, lean) > indent + 0.5 * entry.height
        )
        values = _values(entry, columns, unit_in_name or context.unit)
        while blends and not _is_member(
            entry, indent - blends[-1][1], nested=len(blends) > 1
        ):
            blends.pop()
        blend = blends[-1][0] if blends else None
        is_blend = bool(_BLEND.search(fold(name))) and (
            blend is None or (further_in and _heads(entry, following))
        )
        told = values.amount is not None or values.percent is not None or entry.cells
        if not (told or is_blend or blend is not None or _is_known(name, lexicon)):
            continue
        form = _SOURCE.search(name)
        note = None if form else _noted(entry, name, context.notes)
        if note:
            name = _ROW_SIGN.sub("", name)
        row = Nutrient(
            name=name,
            amount=values.amount.number if values.amount else None,
            unit=(values.amount.unit or None) if values.amount else None,
            bound="<" if values.bound else "",
            low=values.low,
            percent_dv=values.percent,
            blend=blend,
            is_blend=is_blend,
            source_form=form["form"].strip() if form else note,
            columns=values.columns,
            per=_per(values.amount) or columns.per,
            evidence=_evidence(
                sorted(entry.stating, key=lambda i: (i.line, i.x0)),
                context.file,
                context.page,
            ),
        )
        if values.readings and not _ENERGY.fullmatch(fold(name)):
            known = lexicon.recognize(name, panel=True)
            row = interpreted(
                row, values.readings, context.serving, known.id if known else ""
            )
        if is_blend:
            blends.append((name, indent))
        yield row
        if values.twin is not None:
            yield replace(
                row,
                amount=values.twin.number,
                unit=values.twin.unit,
                columns=values.twin_columns,
            )


_DECIMAL_COMMA = regex.compile(r"(?<![\d.,])\d+,\d{1,2}(?!\d)")
_GROUPED_BY_POINT = regex.compile(r"(?<![\d.,])([1-9]\d{0,2})\.(\d{3})(?![\d.,])")


_DECIMAL_POINT = regex.compile(r"(?<![\d.,])(?:\d+\.\d{1,2}|0\.\d{3})(?![\d.,])")
_POINT_GROUPS = frozenset({"de", "es", "fr"})
"""Languages in which a point may group thousands. Mexico writes decimals with one,
but not three of them."""


def _groups_by_point(cells: Sequence[_Cell], language: str | None) -> bool:
    """Whether a point before three digits groups thousands: beside decimal commas, or
    in a language that writes so where no number has decimals behind a point."""
    printed = [_printed(cell) for cell in cells]
    if any(_DECIMAL_COMMA.search(text) for text in printed):
        return True
    return language in _POINT_GROUPS and not any(
        _DECIMAL_POINT.search(text) for text in printed
    )


def _printed(cell: _Cell) -> str:
    return " ".join(item.word.text for item in cell.words)


def _regroup(cell: _Cell) -> None:
    """Read the point of "1.500 mg" as one that groups thousands."""
    grouped = _GROUPED_BY_POINT.sub(r"\1\2", _printed(cell))
    if grouped != _printed(cell):
        cell.reading = _cell_of(grouped.strip("()[]|")) or cell.reading


def _percent_as_amount(reading: CellReading) -> CellReading:
    if reading.percent is None or reading.amount is not None:
        return reading
    amount = Amount(reading.percent, Unit.PERCENT)
    return replace(reading, amount=amount, bound=reading.percent_bound, percent=None)


def _per(amount: Amount | None) -> str:
    """What the unit itself says that the amount is per: "mg/100 g"."""
    return amount.unit.partition("/")[2] if amount else ""


def _is_composition(entries: Iterable[_Entry]) -> bool:
    """Whether percentages are the amounts themselves: a table of composition.

    On a facts panel a percentage stands beside an amount, as its daily value.
    """
    readings = [cell.reading for entry in entries for cell in entry.cells]
    percents = sum(reading.percent is not None for reading in readings)
    amounts = sum(
        reading.amount is not None and reading.amount.unit not in _ENERGIES
        for reading in readings
    )
    return percents >= 3 and amounts < 0.2 * percents


def _indent(entry: _Entry, lean: float) -> float:
    """How far in a row begins, on a panel whose left edge leans."""
    return entry.name[0].x0 - lean * entry.top


_SAME_INDENT = 0.35
"""Heights of print within which two rows begin at one place, however a photo leans."""


def _lean(entries: Sequence[_Entry]) -> float:
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


def _is_member(entry: _Entry, further_in: float, *, nested: bool) -> bool:
    """A row of a blend stands further in than its head, or, where the blend is not
    itself in another, prints no amount of its own."""
    amounts = any(cell.reading.amount for cell in entry.cells)
    return further_in > 0.5 * entry.height or not (amounts or nested)


def _heads(entry: _Entry, following: _Entry | None) -> bool:
    """Whether a member of a blend may be a blend of its own: it has an amount, and
    what follows stands below it."""
    amounts = any(cell.reading.amount for cell in entry.cells)
    return amounts and following is not None and following.top > entry.top


def _is_known(name: str, lexicon: Lexicon) -> bool:
    return lexicon.recognize(name, panel=True) is not None


_BEHIND_NAME = regex.compile(r"[.…·_\s]{3,}$|\s+(?:in|per|pro|por|pour) 100 ?(?:g|ml)$")
_BEFORE_NAME = regex.compile(r"^[\s\-–—•·.,:;|]+")
_NOTE_BEHIND_NAME = regex.compile(r"(?<=\p{Ll}{2}|[)\]®™])[¹²³⁴⁵]+$")


def _tidy_name(text: str) -> tuple[str, str]:
    """The name without signs and leaders, and the unit that it ends with, if any."""
    name = _BEFORE_NAME.sub("", _BEHIND_NAME.sub("", text)).strip(_SIGNS + " :;|,.-–")
    name = _NOTE_BEHIND_NAME.sub("", name)
    unit = _UNIT_IN_NAME.search(name)
    if unit and (name[unit.start() :].strip().startswith("(")):
        reading = _cell_of("1 " + unit["unit"])
        if reading and reading.amount and reading.amount.unit:
            return name[: unit.start()].strip(), reading.amount.unit
    return name, ""


def _is_bracketed(cell: _Cell) -> bool:
    return cell.words[0].word.text.startswith("(")


def _repeats(cell: _Cell) -> bool:
    """Whether the second amount of a cell stands in brackets: "20,000 mg (20 g)"."""
    first, *more = (item.word.text for item in cell.words)
    return "(" in first[1:] or any(text.startswith("(") for text in more)


_ENERGIES = (Unit.KILOJOULE, Unit.KILOCALORIE)


@dataclass(frozen=True, slots=True)
class _Values:
    amount: Amount | None = None
    bound: str = ""
    low: Decimal | None = None
    percent: Decimal | None = None
    twin: Amount | None = None
    """The same energy in its other unit: "1750 kJ / 410 kcal"."""

    readings: tuple[Amount, ...] = ()
    """What else the ink of a bare number may be."""

    columns: tuple[Column, ...] = ()
    twin_columns: tuple[Column, ...] = ()


def _values(entry: _Entry, columns: _Columns, unit: str) -> _Values:
    """The amounts of a row, each in its column."""
    slots: dict[int, _Values] = {}
    current = 0
    for cell in entry.cells:
        reading = cell.reading
        if reading.amount is not None and slots and _is_bracketed(cell):
            # "20,000 mg (20 g)" says one amount twice.
            continue
        if reading.amount is not None:
            current = columns.number(cell)
            while current in slots and slots[current].amount is not None:
                current += 1
            amount = reading.amount
            if not amount.unit and unit:
                amount = replace(amount, unit=unit)
            known = slots.get(current, _Values())
            slots[current] = replace(
                known,
                amount=amount,
                bound=reading.bound,
                low=reading.low,
                readings=() if amount.unit else reading.candidates,
                percent=reading.percent if reading.percent is not None else known.percent,
            )
            for extra in reading.further:
                if extra.unit == Unit.PERCENT or _repeats(cell):
                    continue
                if {amount.unit, extra.unit} == set(_ENERGIES):
                    slots[current] = replace(slots[current], twin=extra)
                    continue
                current += 1
                slots.setdefault(current, _Values(amount=extra))
        elif reading.percent is not None:
            at = current if slots else 0
            known = slots.get(at, _Values())
            if known.percent is None:
                slots[at] = replace(known, percent=reading.percent)
    if not slots:
        return _Values()
    main = columns.main if columns.main in slots else min(slots)
    if main != columns.main and not columns.is_of_serving(main):
        # Of a serving nothing is said: "– 1.6 g" is of two scoops only.
        main = columns.main

    def further(number: int, amount: Amount | None, percent: Decimal | None) -> Column:
        return Column(
            heading=columns.headings[number] if number < len(columns.headings) else "",
            amount=amount.number if amount else None,
            unit=(amount.unit or None) if amount else None,
            percent_dv=percent,
        )

    others = [(n, value) for n, value in sorted(slots.items()) if n != main]
    return replace(
        slots.get(main, _Values()),
        columns=tuple(further(n, value.amount, value.percent) for n, value in others),
        twin_columns=tuple(further(n, v.twin, None) for n, v in others if v.twin),
    )
