"""How far a panel reaches to both sides, and whether it has two halves.

Its title, the heads of its columns and the places where its numbers end tell it, so
that what stands beside a panel never becomes one of its rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.cells import split_row
from auditor.facts.panel.kinds import COLUMN_HEAD, DAILY_DOSE, DAILY_VALUE
from auditor.facts.panel.placed import NUMBER_START, Entry, Placed
from auditor.facts.panel.titles import STOPS, heading_of
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.panel.sheet import Rows
    from auditor.lexicon import Lexicon
    from auditor.model import Line


def left_of_names(heading: Line, rows: Rows) -> float:
    """Where the names begin whose amounts stand under a heading of columns."""
    starts = sorted(
        entry.name[0].x0
        for row in rows.first(12)
        for entry in split_row(row, float("inf"))
        if entry.name
        and any(
            cell.words[0].x0 < heading.box.x1 and cell.words[-1].x1 > heading.box.x0
            for cell in entry.cells
        )
    )
    return starts[len(starts) // 3] if starts else heading.box.x0


def beside_labels(title: Line, rows: Rows) -> tuple[float, list[list[Placed]]]:
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
    kept: list[list[Placed]] = []
    for row in rows:
        size = min(item.height for item in row)
        label = [item for item in row if item.x1 < left - 0.5 * size]
        content = [item for item in row if item.x1 >= left - 0.5 * size]
        if label and label[0].x0 < title.box.x0 - 3 * size:
            label = []
        if label and kept and content and not NUMBER_START.match(content[0].word.text):
            break
        if label and kept and not content:
            break
        if content:
            kept.append([*label, *content] if label and kept else content)
    return left, kept


ROWS_THAT_TELL = 80
"""Rows of a panel that tell how wide it is: hardly one has as many."""


def right_edge(
    left: float, right: float, rows: Iterable[Sequence[Placed]], lexicon: Lexicon
) -> float:
    """How far a panel reaches to the right, by its title, its heads and its rows.

    A number far right of the title belongs to the panel only where it stands on one
    line with its name, or where those of other rows end at the same place.
    """
    ends: list[float] = []
    starts: list[float] = []
    on_line: set[float] = set()
    size = 1.0
    rows = list(islice(rows, ROWS_THAT_TELL))
    across = _print_across(left, right, rows)
    # A title takes at least the width of one half.
    limit = max(2 * right - left, across)
    end_of_title = right
    middle = half_edge(rows, left, limit)
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
        if begins and heading in STOPS and not DAILY_DOSE.match(text):
            break
        entries = list(split_row(inside, max(limit, right + 14 * size)))
        told = [entry for entry in entries if entry.cells and entry.name]
        if begins and told and entries[0] is told[0] and heading is None:
            # Of a panel in two halves the rows of the right one count too.
            last = told[1] if len(told) > 1 and told[1].name[0].x0 > middle else told[0]
            ends.append(last.cells[-1].words[-1].x1)
            led = any(item.led for item in last.words)
            if led or len({item.line for item in last.words}) == 1:
                on_line.add(ends[-1])
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
        or any(abs(end - other) < 2 * size for m, other in enumerate(ends) if m != n)
    ]
    return max([right, *known])


def _print_across(left: float, right: float, rows: Sequence[Sequence[Placed]]) -> float:
    """How far lines reach that begin at a panel's left edge: to there no other column
    of the label has begun."""
    lines: dict[int, list[Placed]] = {}
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


def half_edge(rows: Sequence[Sequence[Placed]], left: float, limit: float) -> float:
    """Where the right half of a panel begins that has two rows side by side.

    Infinity for a panel that has not: one name behind numbers may be chance, two
    that begin at one place are a column.
    """

    def entries_of(row: Sequence[Placed]) -> list[Entry]:
        inside = [item for item in row if item.x0 > left - 2 * item.height]
        return [entry for entry in split_row(inside, limit) if entry.cells and entry.name]

    # Two names behind each other need two numbers.
    paired = [
        entries_of(row) if sum(item.begins_cell for item in row) > 1 else None
        for row in rows
    ]
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


def halves(row: Sequence[Placed], middle: float) -> tuple[list[Placed], list[Placed]]:
    """What of a row stands in the left half of a panel, and what in the right."""
    return [i for i in row if i.x0 < middle], [i for i in row if i.x0 >= middle]


def halves_in_order(entries: Sequence[Entry], middle: float) -> list[Entry]:
    """The left half of a panel from top to bottom, then the right one."""
    left = [entry for entry in entries if entry.words[0].x0 < middle]
    return left + [entry for entry in entries if entry.words[0].x0 >= middle]
