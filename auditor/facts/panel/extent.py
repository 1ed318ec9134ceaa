"""How far a panel reaches to both sides, and whether it has two halves.

Its title, the heads of its columns and the places where its numbers end tell it, so
that what stands beside a panel never becomes one of its rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.kinds import COLUMN_HEAD, DAILY_DOSE, DAILY_VALUE
from auditor.facts.panel.placed import NUMBER_START, Cell, Entry, Placed
from auditor.facts.panel.titles import STOPS, heading_of
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.panel.row import Row
    from auditor.facts.panel.sheet import Rows
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Line
    from auditor.quantity import CellReading


FIRST_ROWS = 12
"""Rows of a panel that tell where its names begin."""


def left_of_names(heading: Box, rows: Iterable[Row]) -> float:
    """Where the names begin whose amounts stand under a heading of columns.

    Text of another column may stand to the left of them on the same rows: the names are
    those that all begin at one place, nearest to the amounts.
    """
    names = [
        entry.name
        for row in rows
        for entry in row.told
        if any(
            cell.words[0].x0 < heading.x1 and cell.words[-1].x1 > heading.x0
            for cell in entry.cells
        )
    ]
    starts = sorted(name[0].x0 for name in names)
    if not starts:
        return heading.x0
    inner = [
        [item for last, item in pairwise(name) if item.line != last.line] for name in names
    ]
    if sum(map(bool, inner)) > 1:
        openings = [[name[0], *behind] for name, behind in zip(names, inner, strict=True)]
        shared = [
            item.x0
            for item in (row[-1] for row in openings)
            if all(
                any(abs(one.x0 - item.x0) < item.height for one in row) for row in openings
            )
        ]
        if shared:
            return min(shared)
    return starts[len(starts) // 3]


def beside_labels(title: Line, rows: Rows) -> tuple[float, list[Row]]:
    """The rows of a sheet whose titles stand in a column of their own, to the left.

    Left edge and rows of what stands beside the title, down to the next title. A
    title beside bare numbers names them: "Energy in 100 g".
    """
    beside = [
        next((item.x0 for item in row.openings if item.x0 > title.box.x1), None)
        for row in rows.first(FIRST_ROWS)
    ]
    starts = sorted(x0 for x0 in beside if x0 is not None)
    if not starts:
        return title.box.x1, []
    left = starts[len(starts) // 3]
    kept: list[Row] = []
    for row in rows:
        size = row.size
        label = [item for item in row if item.x1 < left - 0.5 * size]
        content = [item for item in row if item.x1 >= left - 0.5 * size]
        if label and label[0].x0 < title.box.x0 - 3 * size:
            label = []
        if label and kept and content and not NUMBER_START.match(content[0].word.text):
            break
        if label and kept and not content:
            break
        if content:
            kept.append(row.part([*label, *content] if label and kept else content))
    return left, kept


ROWS_THAT_TELL = 80
"""Rows of a panel that tell how wide it is: hardly one has as many."""


def right_edge(left: float, right: float, rows: Iterable[Row], lexicon: Lexicon) -> float:
    """How far a panel reaches to the right, by its title, its heads and its rows.

    A number far right of the title belongs to the panel only where it stands on one
    line with its name, or where those of other rows end at the same place.
    """
    ends: list[float] = []
    starts: list[float] = []
    on_line: set[float] = set()
    bare: set[float] = set()
    size = 1.0
    rows = list(islice(rows, ROWS_THAT_TELL))
    across = _print_across(left, right, rows)
    # A title takes at least the width of one half.
    limit = max(2 * right - left, across)
    headed = _headed_edge(left, right, rows)
    if headed > limit:
        # But for one at the left end of a wide panel.
        return headed
    end_of_title = right
    middle = half_edge(rows, left, limit)
    for row in rows:
        inside = row.part(item for item in row if item.x1 > left - 2 * item.height)
        if not inside:
            continue
        size = inside.size
        begins = abs(inside[0].x0 - left) <= 5 * size
        if not begins and inside[0].x0 > right:
            continue
        text = inside.part(item for item in inside if item.x0 < right + 8 * size).folded
        heading = heading_of(text, lexicon)
        if begins and heading in STOPS and not DAILY_DOSE.match(text):
            break
        before = inside.before(max(limit, right + 14 * size)) if inside.numbers else None
        told = before.told if before else ()
        if begins and before and told and before.entries[0] is told[0] and heading is None:
            # Of a panel in two halves the rows of the right one count too.
            last = told[1] if len(told) > 1 and told[1].name[0].x0 > middle else told[0]
            if len(last.cells) > 1 and _opens_a_text(last.cells[-1], inside):
                last = replace(last, cells=last.cells[:-1])
            ends.append(last.cells[-1].words[-1].x1)
            led = any(item.led for item in last.words)
            if led or len({item.line for item in last.words}) == 1:
                on_line.add(ends[-1])
            if headed > end_of_title and _is_bare(last.cells[-1].reading):
                # Beyond the heads a number alone begins a sentence beside the panel.
                bare.add(ends[-1])
            starts.append(told[0].cells[0].words[0].x0)
        elif DAILY_VALUE.search(text) or COLUMN_HEAD.search(text):
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
        or (
            end not in bare
            and any(abs(end - other) < 2 * size for m, other in enumerate(ends) if m != n)
        )
    ]
    return max([right, headed, *known])


def _opens_a_text(cell: Cell, row: Row) -> bool:
    """Whether a line begins with the cell that goes on behind it: a sentence or the
    digits of a barcode beside the panel."""
    return any(
        first is cell.words[0] and reach > cell.words[-1].x1 for first, reach in row.lines
    )


def _is_bare(reading: CellReading) -> bool:
    """Whether a cell is a number without a unit or a sign."""
    unit = reading.amount.unit if reading.amount else None
    return not unit and reading.percent is None and not reading.footnote


def _headed_edge(left: float, right: float, rows: Sequence[Row]) -> float:
    """How far the amounts reach that stand under heads of columns and, with nothing
    between, behind names at the panel's left edge or behind one another.

    The title's own edge where there are none.
    """
    heads: list[tuple[float, float]] = []
    edge = right
    for row in rows:
        size = row.size
        inside = row.part(item for item in row if item.x0 > left - 2 * size)
        found = [(start, end) for start, end, _ in inside.heads]
        heads += found
        if found or not heads or not inside or abs(inside[0].x0 - left) > 5 * size:
            continue
        for entry in inside.entries if inside.numbers else ():
            ends = [_end_of_head(cell.words, heads) for cell in entry.cells]
            if not (entry.name and ends and ends[0] is not None):
                break
            edge = max([edge, *(end for end in ends if end is not None)])
    return edge


def _end_of_head(
    words: Sequence[Placed], heads: Iterable[tuple[float, float]]
) -> float | None:
    """How far a cell and the head that it stands under reach."""
    ends = [
        max(end, words[-1].x1)
        for start, end in heads
        if words[0].x0 < end and words[-1].x1 > start
    ]
    return max(ends, default=None)


def _print_across(left: float, right: float, rows: Sequence[Row]) -> float:
    """How far lines reach that begin at a panel's left edge: to there no other column
    of the label has begun."""
    return max(
        (
            reach
            for row in rows
            for first, reach in row.lines
            if abs(first.x0 - left) < 2 * first.height
        ),
        default=right,
    )


def _ends_of_heads(row: Sequence[Placed], limit: float, far: float) -> Iterator[float]:
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
        if headed or (item.x0 < far and DAILY_VALUE.match(text)):
            limit = max(limit, run[-1].x1 + 4 * item.height)
            yield run[-1].x1


_PER_WHAT = regex.compile(
    r"(?:per|pro|par|por|pour|je) "
    r"(?:100|\d+ ?g|serv|portion|porci|dos|daily|tages|scoop|caps)"
)


def half_edge(rows: Sequence[Row], left: float, limit: float) -> float:
    """Where the right half of a panel begins that has two rows side by side.

    Infinity for a panel that has not: one name behind numbers may be chance, two
    that begin at one place are a column, and so is one where the head of the amounts
    is printed twice.
    """
    by_heads = _edge_by_heads(rows, left, limit)
    if by_heads is not None:
        return by_heads

    def entries_of(row: Row) -> tuple[Entry, ...]:
        inside = row.part(item for item in row if item.x0 > left - 2 * item.height)
        return inside.before(limit).told if inside.numbers else ()

    # Two names behind each other need two numbers.
    paired = [entries_of(row) if row.numbers > 1 else None for row in rows]
    starts = [
        (entry.name[0].x0, entry.height)
        for entries in paired
        for entry in (entries or ())[1:]
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
    placed = [
        entries_of(row) if entries is None else entries
        for row, entries in zip(rows, paired, strict=True)
    ]
    edge = min(aligned) - 0.5 * starts[0][1]
    named = sum(any(entry.name[0].x0 >= edge for entry in entries) for entries in placed)
    across = sum(
        any(entry.name[0].x0 < edge < entry.cells[-1].words[0].x0 for entry in entries)
        for entries in placed
    )
    # Below daily values vitamins often stand in pairs; that makes no halves.
    return edge if named > across else float("inf")


def _edge_by_heads(rows: Sequence[Row], left: float, limit: float) -> float | None:
    """Where the names begin that stand between two heads of amounts; None where there
    are no two on one row, or something runs across."""
    end: float | None = None
    second = edge = limit
    for row in rows:
        if end is None:
            heads = [head for head in row.heads if left < head[0] < limit]
            amounts = [start for start, _, text in heads if _AMOUNT.match(text)]
            if len(amounts) > 1:
                second = amounts[1]
                end = max(stop for start, stop, _ in heads if start < second)
            continue
        size = row.size
        edge = min([edge, *(item.x0 for item in row if end < item.x0 < second)])
        if any(item.x0 < end < item.x1 - size for item in row):
            return None
    return None if end is None or edge >= second else edge - 0.5 * rows[0][0].height


_AMOUNT = regex.compile(r"amount|quantity")


def halves(row: Sequence[Placed], middle: float) -> tuple[list[Placed], list[Placed]]:
    """What of a row stands in the left half of a panel, and what in the right."""
    return [i for i in row if i.x0 < middle], [i for i in row if i.x0 >= middle]


def halves_in_order(entries: Sequence[Entry], middle: float) -> list[Entry]:
    """The left half of a panel from top to bottom, then the right one."""
    left = [entry for entry in entries if entry.words[0].x0 < middle]
    return left + [entry for entry in entries if entry.words[0].x0 >= middle]
