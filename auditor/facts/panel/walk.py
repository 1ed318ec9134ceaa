"""From a panel's opening to its end, row by row.

The rows may stand below the title, beside it, or run on as text; the layout that
tells most names with amounts is the panel's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, islice, takewhile
from typing import TYPE_CHECKING, TypeAlias

from auditor import regex
from auditor.facts.linear import running_rows
from auditor.facts.panel.cells import bracket_depth, split_row
from auditor.facts.panel.extent import (
    FIRST_ROWS,
    ROWS_THAT_TELL,
    beside_labels,
    half_edge,
    halves,
    halves_in_order,
    left_of_names,
    right_edge,
)
from auditor.facts.panel.kinds import (
    COLUMN_HEAD,
    DAILY_DOSE,
    ROW_SIGN,
    continues_note,
    is_note,
    kind_of,
)
from auditor.facts.panel.placed import Cell, Entry, Placed, placed_words
from auditor.facts.panel.row import Row
from auditor.facts.panel.titles import STOPS, Opening, heading_of, is_stop
from auditor.lexicon import fold
from auditor.model import cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.facts.panel.sheet import Rows
    from auditor.lexicon import Lexicon
    from auditor.model import Line, Page


_FAR = 5.0
"""Heights of print without any row after which a panel has ended."""


Walk: TypeAlias = tuple[list[Entry], list[list[Placed]], list[list[Placed]], bool]
"""Rows, statements, heads of columns, and whether the panel's end was seen."""


def walk_table(title: Line, rows: Rows, opening: Opening, lexicon: Lexicon) -> Walk:
    """Rows below the title or, where those tell more, beside it."""
    if opening.rank < 2:
        left = title.box.x0
    else:
        left = left_of_names(title.box, rows.first(FIRST_ROWS))
    right = right_edge(left, title.box.x1, rows, lexicon)
    below = _walk(title, left, right, rows, opening, lexicon)
    if opening.rank > 0:
        return below
    left, beside = beside_labels(title, rows)
    right = right_edge(left, left + _SHEET_WIDTH * title.height, beside, lexicon)
    sheet = _walk(title, left, right, beside, opening, lexicon, sheet=True)
    tabular = _walk_tabular(title, rows, opening, lexicon)
    best = below
    for other in (sheet, tabular):
        more = _told(other) - _told(best)
        # Prose beside a panel has an amount here and there, and more without. It has
        # no heads of columns.
        headed = other is tabular and any(Row(row).heads for row in other[2])
        if more > 0 and (headed or more >= _untold(other) - _untold(best)):
            best = other
    return best


def walk_running(page: Page, opening: Opening, lexicon: Lexicon) -> Walk | None:
    """A panel that is set as running text, to the end of its paragraph."""
    title = page.lines[opening.line]
    own: list[tuple[Line, int, int]] = []
    ended = False
    for number, line in enumerate(page.lines[opening.line :], start=opening.line):
        start = opening.start if number == opening.line else 0
        ended = line.block != title.block or (
            number > opening.line and heading_of(line.text, lexicon) in STOPS
        )
        if ended:
            break
        own.append((line, number, start))
    text = " ".join(word.text for line, _, start in own for word in line.words[start:])
    runs = running_rows(text, opening.leads, _announced(text, lexicon))
    if not runs:
        return None
    words = [item for part in own for item in placed_words(*part)]
    starts = [0, *accumulate(len(item.word.text) + 1 for item in words)]

    def within(start: int, end: int) -> list[Placed]:
        # A word ends one character, a blank, before the next begins.
        first = bisect_right(starts, start + 1) - 1
        return words[first : bisect_left(starts, end, hi=len(words))]

    entries, statements = [], []
    for run in runs:
        said = text[run.start : run.end]
        if run.reading is not None:
            entries.append(Entry(within(*run.name), [Cell(run.reading, within(*run.cell))]))
        elif run.name == (0, 0) or kind_of(said, None, [], begun=True) == "footnote":
            statements.append(within(run.start, run.end))
        else:
            entries.append(Entry(within(*run.name), []))
    return (entries, statements, [], ended) if entries else None


def _announced(text: str, lexicon: Lexicon) -> int | None:
    """Where the rows begin that a heading of amounts and its colon announce."""
    for heading in lexicon.headings.find(text):
        colon = _COLON.match(text, heading.end)
        if heading.id == "amount-per-serving" and colon is not None:
            return int(colon.end())
    return None


_COLON = regex.compile(r" ?(?:\([^():]{1,40}\) ?)?: (?=\p{L})")


def _walk_tabular(title: Line, rows: Rows, opening: Opening, lexicon: Lexicon) -> Walk:
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
    if not COLUMN_HEAD.search(fold(" ".join(item.word.text for item in beside))):
        return [], [], [], False
    ends = [
        end for row in rows.first(2) for begin, end, _ in row.heads if begin > title.box.x1
    ]
    # Where the heads are known by themselves, what stands beyond them is not beside
    # the title but beside the panel.
    far = max(ends) + 2 * beside[0].height if ends else float("inf")
    beside = [item for item in beside if item.x0 < far]
    # The names stand under a head of their own, or beside the amounts under theirs.
    behind = (_lines_behind(title.box.x1, row) for row in rows.first(FIRST_ROWS))
    heads = cover(item.word.box for item in beside)
    edge = min(heads.x0, left_of_names(heads, behind)) - 1.5 * beside[0].height
    start = title.box.x0 - title.height
    own = list(
        takewhile(
            lambda row: (
                not is_stop(
                    row.part(item for item in row if start < item.x0 < far).text, lexicon
                )
            ),
            rows,
        )
    )
    table = [
        row.part(item for item in row if (item.x0 + item.x1) / 2 >= edge) for row in own
    ]
    aside = [
        row.part(item for item in row if item.x0 > start and (item.x0 + item.x1) / 2 < edge)
        for row in own
    ]
    table = [row for row in table if row]
    right = right_edge(edge, max(item.x1 for item in beside), table, lexicon)
    entries, statements, headers, ended = _walk(title, edge, right, table, opening, lexicon)
    more, told, _, _ = _walk(
        title, title.box.x0, edge, [row for row in aside if row], opening, lexicon
    )
    return [*more, *entries], [*told, *statements], headers, ended


def _lines_behind(x: float, row: Row) -> Row:
    """The words of a row whose lines begin right of a place."""
    across = {item.line for item in row if item.x0 <= x}
    return row.part(item for item in row if item.line not in across)


def _told(walk: Walk) -> int:
    """How many names a walk met with amounts."""
    return sum(bool(entry.name and entry.cells) for entry in walk[0])


def _untold(walk: Walk) -> int:
    """How many names and amounts by themselves."""
    return len(walk[0]) - _told(walk)


_SHEET_WIDTH = 20.0
"""Heights of print that names and amounts of a sheet take at least: it has no title
over them whose width would tell."""


_MOST_ROWS = 200
"""Rows of a panel that tell whether it has two halves; none has as many."""


def _walk(
    title: Line,
    left: float,
    right: float,
    rows: Iterable[Row],
    opening: Opening,
    lexicon: Lexicon,
    *,
    sheet: bool = False,
) -> Walk:
    """Rows, statements and column heads from the title to the panel's end."""
    width = right - left

    def within(row: Row, left: float) -> Row:
        size = row.size
        edge = left - 3 * size
        # What begins beyond the panel with a word is no row of it, but a paragraph
        # beside it may begin inside its margin.
        beside = {
            first.line
            for first, _ in row.lines
            if first.x0 > left + width and not first.begins_cell
        }
        across: set[int] = set()
        for first, reach in row.lines if not sheet and row[0].x0 <= edge else ():
            if first.x0 > edge:
                continue
            if reach <= left:
                # The end of a line of the column to the left.
                beside.add(first.line)
            elif first.x0 > left - 5 * size:
                # A title may stand in the middle of its panel, and lines of the text
                # below begin at its edge: without its first word none is a heading.
                across.add(first.line)
        return row.part(
            item
            for item in row
            if (item.x0 > edge or item.line in across or sheet)
            and (item.x0 + item.x1) / 2 < left + width + 1.5 * size
            and item.line not in beside
        )

    above = takewhile(lambda row: not is_stop(within(row, left).text, lexicon), rows)
    told = list(islice(above, _MOST_ROWS))
    middle = half_edge(told, left, right + title.height) - left
    entries: list[Entry] = []
    statements: list[list[Placed]] = []
    headers: list[list[Placed]] = []
    last_bottom = title.box.bottom
    footnotes = False
    signs: set[str] = set()
    for number, row in enumerate(rows):
        if number == ROWS_THAT_TELL and not entries:
            # So far below its title no panel begins.
            break
        size = row.size
        most = within(row, left)
        if not most:
            continue
        inside = [*most, *_rest_of_cell(most[-1], row)]
        top = min(item.word.box.top for item in inside)
        if top - last_bottom > _FAR * size and (entries or opening.rank):
            return halves_in_order(entries, left + middle), statements, headers, True
        text = " ".join(item.word.text for item in inside)
        heading = heading_of(text, lexicon)
        if heading in ("directions", None) and not entries:
            heading = "serving-size" if DAILY_DOSE.match(fold(text)) else heading
        if heading in STOPS:
            return halves_in_order(entries, left + middle), statements, headers, True
        if heading in ("facts-title", "medicinal-ingredients", "composition") and entries:
            # A second title, or the panel said again for another country's law.
            return halves_in_order(entries, left + middle), statements, headers, True
        parts = [
            entry for half in halves(inside, left + middle) for entry in split_row(half)
        ]
        kind = kind_of(text, heading, parts, bool(entries))
        if kind == "row" and entries and is_note(text, parts, signs, noted=footnotes):
            kind = "footnote"
        if kind == "footnote":
            footnotes = True
            statements.append(inside)
        elif (footnotes and continues_note(statements, inside)) or kind == "statement":
            statements.append([*inside, *_rest_of_line(inside[-1], row)])
        elif kind == "header":
            headers.append(inside)
            statements.append(inside)
        elif footnotes:
            return halves_in_order(entries, left + middle), statements, headers, True
        else:
            entries.extend(parts)
            signs |= {match[0] for e in parts if (match := ROW_SIGN.search(e.text))}
        last_bottom = max(item.word.box.bottom for item in inside)
        starts = inside[0].x0
        if abs(starts - left) < 2.5 * size and inside[0].height < 2.5 * size:
            # Follow a panel that leans: its left edge moves slowly.
            left += 0.5 * (starts - left) if abs(starts - left) < size else 0.0
    return halves_in_order(entries, left + middle), statements, headers, footnotes


_GOES_ON_WITH = regex.compile(
    r"[(/]?(?:\d\S*|/|%|kj\S*|k?cal\S*|[mu\u00b5\u03bc]?c?g|iu)[)*†‡]*"
)


def _rest_of_cell(last: Placed, row: Sequence[Placed]) -> list[Placed]:
    """Numbers and units that follow the last word inside without a gap, and what
    belongs to the bracket that it leaves open."""
    rest: list[Placed] = []
    end = row.index(last) + 1
    depth = bracket_depth(" ".join(item.word.text for item in row[:end]))
    for item in row[end:]:
        close = item.x0 - last.x1 < 0.6 * last.height and item.line == last.line
        if not (close and (depth > 0 or _GOES_ON_WITH.fullmatch(fold(item.word.text)))):
            break
        depth += bracket_depth(item.word.text)
        rest.append(item)
        last = item
    return rest


def _rest_of_line(last: Placed, row: Sequence[Placed]) -> list[Placed]:
    """Words that follow on the same line without a gap: a sentence may be wider than
    the title."""
    rest: list[Placed] = []
    for item in row[row.index(last) + 1 :]:
        if item.line != last.line or item.x0 - last.x1 > 0.8 * last.height:
            break
        rest.append(item)
        last = item
    return rest
