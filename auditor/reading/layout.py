"""From runs of print to lines, rows, columns and reading order.

On a bottle rows smile, on a phone photo they climb. So the slope of the print is
fitted as a smooth field over the page, and everything is decided in a frame in
which rows are level and columns upright. Boxes stay where the print is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import methodcaller
from statistics import median
from typing import TYPE_CHECKING, Literal

import numpy as np

from auditor import regex
from auditor.model import Box, Line, Word, cover
from auditor.reading.engines import Strand
from auditor.reading.rings import circle_through
from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    Flatten = Callable[[NDArray[np.float64]], NDArray[np.float64]]

SAME_ROW = 0.5
"""Heights of print that the middles of two cells of a row may differ."""

WORD_SPACE = 0.35
"""Heights of print between two runs that no column edge can be squeezed into."""

WORD_GAP = 1.0
"""Heights of print between two runs up to which they are one line: a word space is
a quarter to a half em, justified text stretches it to one."""

WIDE_GAP = 3.0
"""The same where a neighboring line prints across the gap: then no column edge
can run through it."""

LEADING = 0.8
"""Free heights of print between two lines up to which they are one paragraph."""

PARAGRAPH = 1.4
"""Usual steps from line to line above which a wider one begins a paragraph: labels
set half a line between paragraphs, and lines of one vary by a tenth."""

EVEN = 0.2
"""Heights of print by which the word spaces of a justified line differ at most, and
its ends from those of the line above or below."""

_SPACES = 3
"""Word spaces that are even by design and not by chance."""

_WIDEST_GAP = 8.0
"""Heights of print that justified text of two words or three to a line is stretched to,
where the line above or below is one without a gap."""

_CELL = regex.compile(r"[<>≤≥~±(]*\d|[*†‡§–—-]{1,3}$")
"""What cells of a table begin with: numbers, bounds and the signs in place of them."""

_NEIGHBORS = 16
"""Runs on the right of one that are asked whether they go on its row: each is
skipped only where another run is nearer to it."""

_WITHIN = 0.6
"""Share of a seal's radius within which print stands in its middle."""

_MOST_WITHIN = 8
"""Runs of print in the middle of a seal, at most: what is in a ring with more of them
is a page like any other, such as a lid with a table on it."""

_TURNED = (270, 90, 180)
"""Ways in which print may be turned, in the order in which it is told."""

_STEPS = 3
"""Lines that a usual step can be told from."""

ALIKE = 1.5
"""Ratio of heights up to which two runs of print are of one size."""


@dataclass(slots=True)
class _Run:
    """A run of print in the level frame."""

    words: list[Word]
    height: float
    x0: float
    x1: float
    y: float
    row: int = 0

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


@stage("layout")
def arrange(
    strands: Sequence[Strand],
    width: float,
    height: float,
    rules: Sequence[Sequence[tuple[float, float]]] = (),
) -> tuple[Line, ...]:
    """Lines in reading order with the numbers of their rows and blocks.

    Args:
        rules: What is drawn level with the rows, each as points from left to right.

    Print that runs up, down or upside down (the side of a box, a column of daggers)
    comes after the rest, arranged as whoever turns the page sees it, and behind it
    each round seal is a block of its own.
    """
    seals = _seals(strands)
    sealed = {id(strand) for seal in seals for strand in seal}
    plain = [(_turn_of(strand), strand) for strand in strands if id(strand) not in sealed]
    lines = _level_lines([s for turn, s in plain if not turn], width, height, rules)
    for way in _TURNED:
        turned = [strand for turn, strand in plain if turn == way]
        lines += numbered_after(lines, _turned_lines(turned, width, height, way))
    for seal in seals:
        rim = [Line(s.words, s.height, row, 0) for row, s in enumerate(seal)]
        lines += numbered_after(lines, rim)
    return tuple(lines)


def numbered_after(before: Sequence[Line], lines: Iterable[Line]) -> Iterable[Line]:
    """The lines with rows and blocks of their own, below all of those before."""
    row = max((line.row for line in before), default=-1) + 1
    block = max((line.block for line in before), default=-1) + 1
    return (replace(line, row=line.row + row, block=line.block + block) for line in lines)


def _turned_lines(
    strands: Sequence[Strand], width: float, height: float, turn: int
) -> list[Line]:
    """Lines of print that is turned clockwise by so many degrees, in the order in which
    they stand where the page is turned back until they are level."""
    turned = methodcaller("turned", -turn, width, height)
    size = (width, height) if turn == 180 else (height, width)
    printed: dict[int, Word] = {}
    level = []
    for strand in strands:
        words = tuple(replace(word, box=turned(word.box)) for word in strand.words)
        printed |= {
            id(moved): word for moved, word in zip(words, strand.words, strict=True)
        }
        spine = tuple(turned(Box(x, y, x, y)).center for x, y in strand.spine)
        level.append(replace(strand, words=words, spine=spine))
    return [
        replace(line, words=tuple(printed[id(word)] for word in line.words))
        for line in _level_lines(level, *size)
    ]


def _level_lines(
    strands: Sequence[Strand],
    width: float,
    height: float,
    rules: Sequence[Sequence[tuple[float, float]]] = (),
) -> list[Line]:
    flatten = _leveling(strands, width, height, rules)
    runs = sorted(_runs_of(strands, flatten), key=lambda run: run.y)
    _link_rows(runs)
    runs = _join_lines(runs)
    blocks = _in_reading_order(_blocks_of(runs))
    return [
        Line(tuple(run.words), run.height, run.row, number)
        for number, block in enumerate(blocks)
        for run in sorted(block, key=lambda run: (run.row, run.x0))
    ]


def _seals(strands: Sequence[Strand]) -> list[list[Strand]]:
    """Round seals, each as its rim from the top around, then what it surrounds."""
    found = []
    inside: set[int] = set()
    for number in sorted({strand.seal for strand in strands} - {0}):
        rims = [strand for strand in strands if strand.seal == number]
        rims.sort(key=lambda strand: strand.spine[len(strand.spine) // 2][1])
        # One circle for both halves: of a short half alone it would be a guess.
        center, radius = circle_through(
            np.asarray([point for rim in rims for point in rim.spine])
        )
        middle = [
            strand
            for strand in strands
            if not strand.seal
            and id(strand) not in inside
            and np.hypot(*(np.mean(strand.spine, axis=0) - center)) < _WITHIN * radius
            and cover(word.box for word in strand.words).width < 2 * radius
        ]
        if len(middle) > _MOST_WITHIN:
            middle = []
        inside |= {id(strand) for strand in middle}
        middle.sort(key=lambda strand: strand.spine[0][1])
        found.append([*rims, *middle])
    return found


def strands_of(words: Iterable[Word], turn: int = 0) -> tuple[Strand, ...]:
    """Runs of print from single words of a text layer, which are level or all turned
    clockwise by so many degrees."""
    # Where the origin is does not matter to what stands beside what.
    level = [(word.box.turned(-turn, 0.0, 0.0), word) for word in words]
    runs: list[list[tuple[Box, Word]]] = []
    for box, word in sorted(level, key=lambda pair: (pair[0].center[1], pair[0].x0)):
        middle, size = box.center[1], max(box.height, 1.0)
        for run in reversed(runs[-60:]):
            last, _ = run[-1]
            gap = box.x0 - last.x1
            alike = max(last.height, size) <= ALIKE * max(min(last.height, size), 1.0)
            on_row = abs(last.center[1] - middle) < 0.3 * max(last.height, size)
            if on_row and alike and -0.2 * size <= gap <= 0.6 * size:
                run.append((box, word))
                break
        else:
            runs.append([(box, word)])
    return tuple(_strand(run, turn) for run in runs)


def _strand(run: Sequence[tuple[Box, Word]], turn: int) -> Strand:
    """A run of words with their boxes where the page is turned until they are level."""
    box = cover(box for box, _ in run)
    middle = box.center[1]
    size = float(median(box.height for box, _ in run)) or 1.0
    ends = ((box.x0, middle), (max(box.x1, box.x0 + 1e-3), middle))
    return Strand(
        tuple(word for _, word in run),
        size,
        tuple(Box(x, y, x, y).turned(turn, 0.0, 0.0).center for x, y in ends),
    )


def _turn_of(strand: Strand) -> Literal[0, 90, 180, 270]:
    """Degrees clockwise of the direction in which print runs, to the nearest quarter:
    90 for print that runs down the page rather than across."""
    (ax, ay), (bx, by) = strand.spine[0], strand.spine[-1]
    if abs(by - ay) > abs(bx - ax):
        return 90 if by > ay else 270
    return 180 if bx < ax else 0


def _runs_of(strands: Sequence[Strand], flatten: Flatten) -> list[_Run]:
    if not strands:
        return []
    # All of them in one walk: a walk costs the same for one point as for hundreds.
    ends = np.cumsum([len(strand.spine) for strand in strands])
    points = [point for strand in strands for point in strand.spine]
    spines = np.split(flatten(np.asarray(points, np.float64)), ends[:-1])
    return [_run_of(strand, spine) for strand, spine in zip(strands, spines, strict=True)]


def _run_of(strand: Strand, spine: NDArray[np.float64]) -> _Run:
    # Sides of the words, not of the spine: that has air at its ends.
    first, last = strand.words[0].box, strand.words[-1].box
    shift = spine[:, 0].mean() - np.mean([point[0] for point in strand.spine])
    x0, x1 = first.x0 + shift, max(last.x1, first.x1) + shift
    return _Run(list(strand.words), strand.height, x0, x1, median(spine[:, 1].tolist()))


# --- the level frame ---


def _leveling(
    strands: Sequence[Strand],
    width: float,
    height: float,
    rules: Sequence[Sequence[tuple[float, float]]],
) -> Flatten:
    """A map from page points to points of a frame in which rows are level.

    The slope of rows is a + b x + c y + d x y, which holds for a tilted page, for
    perspective and, near enough, for a bottle seen from above or below; with e x^2 +
    f x^3 near its rim, too, where the arcs of ellipses grow steep. Lines of print alone
    are too few to tell that from their own noise; rules do.
    """
    samples = [sample for strand in strands for sample in _slopes(strand)]
    drawn = [
        sample for rule in _beside_print(rules, strands) for sample in _slopes_along(rule)
    ]
    samples += drawn
    center = np.array([width / 2, height / 2])
    size = np.array([max(width, 1.0) / 2, max(height, 1.0) / 2])
    degree = 3 if drawn else 1
    slopes = np.asarray(samples, np.float64).reshape(-1, 4)
    field_ = _fit_slopes(slopes, center, size, degree)
    tilt = float(field_(center[None])[0])

    def flatten(points: NDArray[np.float64]) -> NDArray[np.float64]:
        # Walk along the row to the middle of the page, in a few midpoint steps.
        at = points.astype(np.float64).copy()
        step = (center[0] - at[:, 0]) / 12
        for _ in range(12):
            half = at + np.column_stack([step, field_(at) * step]) / 2
            at += np.column_stack([step, field_(half) * step])
        # Columns stand at right angles to the rows of a tilted page.
        x = points[:, 0] + tilt * (points[:, 1] - center[1])
        return np.column_stack([x, at[:, 1]])

    return flatten


def _slopes(strand: Strand) -> Iterable[tuple[float, float, float, float]]:
    """Samples of x, y, slope and length along one run of print."""
    spine = np.asarray(strand.spine, np.float64)
    pieces = np.array_split(spine, 4) if len(spine) > 8 else [spine]
    for piece in pieces:
        (ax, ay), (bx, by) = piece[0], piece[-1]
        length = float(np.hypot(bx - ax, by - ay))
        if length > 3 * strand.height and bx > ax:
            yield (ax + bx) / 2, (ay + by) / 2, (by - ay) / (bx - ax), length


_BESIDE_PRINT = 2.0
"""Heights of print between the end of a rule and the print that it belongs to: a line of
spacing, and as much as panels have of margin."""


def _beside_print(
    rules: Sequence[Sequence[tuple[float, float]]], strands: Sequence[Strand]
) -> Iterable[Sequence[tuple[float, float]]]:
    """The rules with print at both ends: those of a table. The edge of a shelf behind a
    bottle runs as it likes."""
    spines = [np.asarray(strand.spine, np.float64) for strand in strands]
    if not spines:
        return
    reach = np.array([[_BESIDE_PRINT * strand.height] for strand in strands])
    low = np.array([spine.min(axis=0) for spine in spines]) - reach
    high = np.array([spine.max(axis=0) for spine in spines]) + reach
    for rule in rules:
        ends = (np.array(rule[0]), np.array(rule[-1]))
        if all(((low < end) & (end < high)).all(axis=1).any() for end in ends):
            yield rule


def _slopes_along(
    rule: Sequence[tuple[float, float]],
) -> Iterable[tuple[float, float, float, float]]:
    """Samples of x, y, slope and length along a rule, of four of its points each."""
    for (ax, ay), (bx, by) in zip(rule[:-3:3], rule[3::3], strict=False):
        yield (ax + bx) / 2, (ay + by) / 2, (by - ay) / (bx - ax), bx - ax


def _fit_slopes(
    samples: NDArray[np.float64],
    center: NDArray[np.float64],
    size: NDArray[np.float64],
    degree: int,
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """The slope at points of the page; `degree` is that of x alone."""
    if len(samples) == 0:
        return lambda points: np.zeros(len(points))

    def terms(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = ((points - center) / size).T
        along = [x**power for power in range(2, degree + 1)]
        return np.column_stack([np.ones_like(x), x, y, x * y, *along])

    matrix, slopes = terms(samples[:, :2]), samples[:, 2]
    lengths = samples[:, 3] / samples[:, 3].mean()
    # Few lines cannot tell a bend from their own noise: pull it towards none.
    ridge = np.diag([1e-6, *[0.3] * (degree + 2)])
    weights = lengths.copy()
    coefficients = np.array([median(slopes.tolist()), *[0.0] * (degree + 2)])
    for _ in range(6):
        residual = np.abs(slopes - matrix @ coefficients)
        spread = max(median(residual.tolist()), 0.004)
        weights = lengths / np.maximum(1.0, (residual / (2 * spread)) ** 2)
        weighted = matrix * weights[:, None]
        coefficients = np.linalg.solve(matrix.T @ weighted + ridge, weighted.T @ slopes)
    return lambda points: np.asarray(terms(points) @ coefficients)


# --- rows and lines ---


@dataclass(slots=True)
class _Table:
    """The runs of a page by the column, from the top down: what is asked of every
    run about every other is asked of a stretch of these."""

    x0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y: NDArray[np.float64]
    height: NDArray[np.float64]

    def between(self, low: float, high: float) -> slice:
        """The runs whose middles are at these heights of the page, the ends included."""
        first = np.searchsorted(self.y, low, side="left")
        return slice(int(first), int(np.searchsorted(self.y, high, side="right")))


def _table_of(runs: Sequence[_Run]) -> _Table:
    """The table of runs that are sorted from the top down."""
    sides = [(run.x0, run.x1, run.y, run.height) for run in runs]
    return _Table(*np.asarray(sides, np.float64).reshape(-1, 4).T.copy())


def _link_rows(runs: list[_Run]) -> None:
    """Number the rows: nearest neighbors first, one neighbor on each side."""
    pairs = sorted(_neighbors(_table_of(runs)))
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    for _, a, b in pairs:
        if a not in right_of and b not in left_of:
            right_of[a], left_of[b] = b, a
    chains = []
    for start in range(len(runs)):
        if start in left_of:
            continue
        chain = [start]
        while chain[-1] in right_of:
            chain.append(right_of[chain[-1]])
        chains.append(chain)
    chains.sort(key=lambda chain: float(np.mean([runs[n].y for n in chain])))
    for row, chain in enumerate(chains):
        for n in chain:
            runs[n].row = row


def _neighbors(table: _Table) -> Iterator[tuple[float, int, int]]:
    """Pairs of runs that may stand side by side, left and right, each with how far
    they are apart: for every run the nearest few on its right."""
    reach = SAME_ROW * float(table.height.max(initial=0.0))
    for left, (x0, x1, y, height) in enumerate(
        zip(table.x0, table.x1, table.y, table.height, strict=True)
    ):
        near = table.between(y - reach, y + reach)
        starts, ends, heights = table.x0[near], table.x1[near], table.height[near]
        small, large = np.minimum(height, heights), np.maximum(height, heights)
        overlap = np.minimum(x1, ends) - starts
        over_each_other = (overlap > 0.5 * small) & (
            overlap > 0.3 * np.minimum(x1 - x0, ends - starts)
        )
        step = np.abs(table.y[near] - y)
        level = (step < SAME_ROW * small) | (step < 0.25 * large)
        beside = (starts >= x0) & ~over_each_other & level
        beside[left - near.start] = False
        (found,) = beside.nonzero()
        apart = np.maximum(starts[found] - x1, 0.0) + 2 * step[found]
        for n in np.argsort(apart, kind="stable")[:_NEIGHBORS]:
            yield float(apart[n]), left, near.start + int(found[n])


def _join_lines(runs: list[_Run]) -> list[_Run]:
    """Join the runs of a row that are one line of a column."""
    table = _table_of(runs)
    rows = np.asarray([run.row for run in runs])
    order = sorted(range(len(runs)), key=lambda n: (runs[n].row, runs[n].x0))
    by_row = [list(row) for _, row in groupby(order, key=lambda n: runs[n].row)]
    stretched: set[int] = set()
    # Down and up again: a line of few words is told by the one below it, too.
    for row in (*by_row, *reversed(by_row)):
        stretched.update(_stretched(row, runs, table, rows, stretched))
    joined: list[int] = []
    for n in order:
        run, last = runs[n], runs[joined[-1]] if joined else None
        if (
            last
            and last.row == run.row
            and (n in stretched or _continues(last, run, table, rows))
        ):
            last.words.extend(run.words)
            last.height = table.height[joined[-1]] = max(last.height, run.height)
            last.x1 = table.x1[joined[-1]] = max(last.x1, run.x1)
        else:
            joined.append(n)
    return [runs[n] for n in joined]


def _stretched(
    row: Sequence[int],
    runs: Sequence[_Run],
    table: _Table,
    rows: NDArray[np.int_],
    known: AbstractSet[int],
) -> Iterator[int]:
    """The runs of a row that go on with a justified line, however wide it is set: its
    word spaces are even, and it begins and ends as the line above or below does.

    `row`: numbers of its runs, left to right; `known`: of runs that go on with one.
    """
    if len(row) == 1:
        return
    first = 0
    while first < len(row):
        size = runs[row[first]].height
        spaces = _spaces(runs[row[first]].words)
        last = first
        while last + 1 < len(row):
            left, right = runs[row[last]], runs[row[last + 1]]
            more = [right.x0 - left.x1, *_spaces(right.words)]
            every = [*spaces, *more]
            low, high = sorted((left.height, right.height))
            uneven = max(every) - min(every) > EVEN * size
            if uneven or max(more) > _WIDEST_GAP * size or high > ALIKE * low:
                break
            spaces, last = every, last + 1
        goes_on = row[first + 1 : last + 1]
        if goes_on:
            stretch = [runs[n] for n in row[first : last + 1]]
            few = len(spaces) < _SPACES or max(spaces) > WIDE_GAP * size
            cells = few and any(
                _CELL.match(run.words[0].text) or _begins_a_column(run, size, table, rows)
                for run in stretch[1:]
            )
            if not cells and _flush(stretch, table, rows, known if few else None):
                yield from goes_on
        # What breaks a stretch may begin the next.
        first = max(last, first + 1)


def _spaces(words: Sequence[Word]) -> list[float]:
    return [right.box.x0 - left.box.x1 for left, right in pairwise(words)]


def _flush(
    stretch: Sequence[_Run],
    table: _Table,
    rows: NDArray[np.int_],
    known: AbstractSet[int] | None,
) -> bool:
    """Whether the row above or below begins and ends where a stretch of runs does, and
    has no columns with it.

    `known`: runs that go on with a justified line; where given, that row must be one
    line by them.
    """
    first, last = stretch[0], stretch[-1]
    size = max(first.height, last.height)
    near = table.between(first.y - 1.8 * size, first.y + 1.8 * size)
    starts, ends, others = table.x0[near], table.x1[near], rows[near]
    begins = np.abs(starts - first.x0) < EVEN * size
    for row in {int(row) for row in others[begins]} - {first.row}:
        same = others == row
        if not (np.abs(ends[same] - last.x1) < EVEN * size).any():
            continue
        if known is not None:
            within = same & (starts > first.x0 + size) & (starts < last.x1)
            if all(
                near.start + int(n) in known
                or (np.abs(starts[n] - ends[same]) <= WORD_GAP * size).any()
                for n in within.nonzero()[0]
            ):
                return True
            continue
        inner = [np.abs(starts[same] - run.x0).min() < size for run in stretch[1:]]
        if 2 * sum(inner) < len(inner):
            return True
    return False


def _continues(left: _Run, right: _Run, table: _Table, rows: NDArray[np.int_]) -> bool:
    small, large = sorted((left.height, right.height))
    gap = right.x0 - left.x1
    if large > ALIKE * small or gap > WIDE_GAP * small:
        return False
    if gap <= WORD_SPACE * small:
        return True
    if _begins_a_column(right, small, table, rows):
        return False
    if gap <= WORD_GAP * small:
        return True
    middle = (left.y + right.y) / 2
    near = table.between(middle - 1.8 * large, middle + 1.8 * large)
    step = table.y[near] - middle
    spans = (
        (table.x0[near] < left.x1 - small)
        & (table.x1[near] > right.x0 + small)
        & (table.height[near] <= ALIKE * large)
    )
    above = spans & (step < -0.4 * large) & (step > -1.8 * large)
    below = spans & (step > 0.4 * large) & (step < 1.8 * large)
    return bool(above.any() and below.any())


def _begins_a_column(run: _Run, size: float, table: _Table, rows: NDArray[np.int_]) -> bool:
    """Whether lines above and below begin right where this run does."""
    near = table.between(run.y - 4 * size, run.y + 4 * size)
    beginning = (
        (rows[near] != run.row)
        & (np.abs(table.x0[near] - run.x0) < 0.4 * size)
        & (np.abs(table.y[near] - run.y) < 4 * size)
    )
    return int(beginning.sum()) >= 2


# --- blocks ---


def _blocks_of(runs: list[_Run]) -> list[list[_Run]]:
    """Paragraphs: lines that follow each other closely in one column."""
    below = _lines_below(runs)
    above = Counter(b for found in below for b in found)
    parent = list(range(len(runs)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, found in enumerate(below):
        if len(found) == 1 and above[found[0]] == 1 and _follows(runs[a], runs[found[0]]):
            parent[root(found[0])] = root(a)
    blocks: dict[int, list[_Run]] = {}
    for n, run in enumerate(runs):
        blocks.setdefault(root(n), []).append(run)
    return [part for block in blocks.values() for part in _paragraphs(block)]


def _lines_below(runs: Sequence[_Run]) -> list[list[int]]:
    """For every run the runs that it prints right above: the next ones down in its
    columns, none of which stands above another."""
    order = sorted(range(len(runs)), key=lambda n: runs[n].y)
    table = _table_of([runs[n] for n in order])
    rows = np.asarray([runs[n].row for n in order])
    reach = 3 * float(table.height.max(initial=0.0))
    below: list[list[int]] = [[] for _ in runs]
    for place, a in enumerate(order):
        upper = runs[a]
        near = slice(place + 1, table.between(upper.y, upper.y + reach).stop)
        x0, x1 = table.x0[near], table.x1[near]
        overlap = np.minimum(x1, upper.x1) - np.maximum(x0, upper.x0)
        close = table.y[near] - upper.y <= 3 * np.maximum(table.height[near], upper.height)
        (found,) = ((overlap > 0) & close & (rows[near] != upper.row)).nonzero()
        while found.size:
            n = found[0]
            below[a].append(order[near.start + n])
            # What stands beneath that one, and itself, is not right below.
            aside = np.minimum(x1[found], x1[n]) <= np.maximum(x0[found], x0[n])
            found = found[aside]
    return below


def _paragraphs(block: list[_Run]) -> Iterator[list[_Run]]:
    """The block parted where the lines stand wider than they usually do in it."""
    lines = sorted(block, key=lambda run: (run.row, run.x0))
    steps = [b.y - a.y for a, b in pairwise(lines) if b.row != a.row]
    usual = median(steps) if len(steps) >= _STEPS else float("inf")
    part = lines[:1]
    for above, line in pairwise(lines):
        if line.y - above.y > PARAGRAPH * usual:
            yield part
            part = []
        part.append(line)
    yield part


def _overlap(a: _Run, b: _Run) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _follows(upper: _Run, lower: _Run) -> bool:
    small, large = sorted((upper.height, lower.height))
    if large > ALIKE * small or lower.top - upper.bottom > LEADING * small:
        return False
    return _overlap(upper, lower) > 0.3 * min(upper.x1 - upper.x0, lower.x1 - lower.x0)


def _in_reading_order(blocks: list[list[_Run]]) -> list[list[_Run]]:
    """Columns left to right, each from top to bottom.

    A block comes before another if it is above it and they share a column, or if
    it is left of it and no third block runs across both (Breuel, High Performance
    Document Layout Analysis, 2003).
    """
    frames = [
        (
            min(run.x0 for run in block),
            min(run.top for run in block),
            max(run.x1 for run in block),
            max(run.bottom for run in block),
        )
        for block in blocks
    ]
    before = _precedence(np.asarray(frames, np.float64).reshape(-1, 4))
    waiting_for = before.sum(axis=1)
    left = np.ones(len(blocks), dtype=bool)
    x0, top, x1, _ = np.asarray(frames, np.float64).reshape(-1, 4).T
    rank = np.empty(len(blocks), dtype=int)
    rank[np.lexsort((x0, top))] = np.arange(len(blocks))
    order: list[int] = []
    while left.any():
        # A cycle means the print is not in columns: then top to bottom.
        free = left & (waiting_for == 0)
        pool = free if free.any() else left
        if order and free.any():
            near = free & (np.minimum(x1, x1[order[-1]]) > np.maximum(x0, x0[order[-1]]))
            pool = near if near.any() else free
        (numbers,) = pool.nonzero()
        chosen = int(numbers[rank[numbers].argmin()])
        order.append(chosen)
        left[chosen] = False
        waiting_for -= before[:, chosen]
    return [blocks[n] for n in order]


def _precedence(frames: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which block, by the column, comes before which one, by the row."""
    x0, top, x1, bottom = frames.T
    before = np.zeros((len(frames), len(frames)), dtype=bool)
    for a, (ax0, atop, ax1, abottom) in enumerate(frames):
        shared = np.minimum(x1, ax1) - np.maximum(x0, ax0)
        in_column = shared > 0.1 * np.minimum(x1 - x0, ax1 - ax0)
        above = in_column & (atop + abottom < top + bottom)
        beside = ~in_column & (ax0 + ax1 < x0 + x1)
        (right,) = beside.nonzero()
        before[:, a] = above
        before[right, a] = ~_parted(frames, a, right)
        before[a, a] = False
    return before


def _parted(
    frames: NDArray[np.float64], a: int, others: NDArray[np.int_]
) -> NDArray[np.bool_]:
    """Whether some block runs across both columns, between block `a` and another one
    on its right."""
    x0, top, x1, bottom = frames.T
    _, atop, ax1, abottom = frames[a]
    upper, lower = np.minimum(abottom, bottom[others]), np.maximum(atop, top[others])
    apart = upper < lower
    # Few blocks run on beyond the right side of another, where the other ones begin.
    reach = x0[others[apart]].min(initial=np.inf)
    (across,) = ((x0 < ax1) & (x1 >= ax1) & (x1 > reach)).nonzero()
    across = across[across != a]
    middle = (top + bottom) / 2
    distance = np.abs(middle - middle[a])
    far = np.maximum(np.abs(upper - middle[a]), np.abs(lower - middle[a]))
    for c in across[distance[across].argsort()]:
        if not apart.any() or distance[c] > far[apart].max():
            break
        apart &= ~(
            (x1[c] > x0[others])
            & (x0[c] <= x0[others])
            & (upper <= middle[c])
            & (middle[c] <= lower)
            & (others != c)
        )
    parted: NDArray[np.bool_] = (upper < lower) & ~apart
    return parted
