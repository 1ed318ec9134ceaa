"""From runs of print to lines, rows, columns and reading order.

On a bottle rows smile, on a phone photo they climb. So the slope of the print is
fitted as a smooth field over the page, and everything is decided in a frame in
which rows are level and columns upright. Boxes stay where the print is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from auditor.model import Line, Word, cover
from auditor.reading.engines import Strand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    upper: list[int] = field(default_factory=list)
    lower: list[int] = field(default_factory=list)

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


def arrange(strands: Sequence[Strand], width: float, height: float) -> tuple[Line, ...]:
    """Lines in reading order with the numbers of their rows and blocks.

    Print that runs up or down the page (the side of a box, a column of daggers)
    makes blocks of its own, after the rest, and so does each round seal.
    """
    seals = _seals(strands)
    sealed = {id(strand) for seal in seals for strand in seal}
    plain = [strand for strand in strands if id(strand) not in sealed]
    level = [strand for strand in plain if not _is_steep(strand)]
    steep = [[strand] for strand in plain if _is_steep(strand)]
    flatten = _leveling(level, width, height)
    runs = sorted((_run_of(strand, flatten) for strand in level), key=lambda run: run.y)
    _link_rows(runs)
    runs = _join_lines(runs)
    blocks = _in_reading_order(_blocks_of(runs))
    lines = [
        Line(tuple(run.words), run.height, run.row, number)
        for number, block in enumerate(blocks)
        for run in sorted(block, key=lambda run: (run.row, run.x0))
    ]
    row = max((run.row for run in runs), default=-1) + 1
    for number, block in enumerate([*seals, *steep], start=len(blocks)):
        for strand in block:
            lines.append(Line(strand.words, strand.height, row, number))
            row += 1
    return tuple(lines)


def _seals(strands: Sequence[Strand]) -> list[list[Strand]]:
    """Round seals, each as its rim from the top around, then what it surrounds."""
    found = []
    inside: set[int] = set()
    for number in sorted({strand.seal for strand in strands} - {0}):
        rims = [strand for strand in strands if strand.seal == number]
        rims.sort(key=lambda strand: strand.spine[len(strand.spine) // 2][1])
        points = np.asarray([point for rim in rims for point in rim.spine])
        low, high = points.min(axis=0), points.max(axis=0)
        # Of a seal whose rim is lettered on top only, the lower half is not there.
        side = max(high - low)
        center, reach = low + side / 2, 0.45 * side
        middle = [
            strand
            for strand in strands
            if not strand.seal
            and id(strand) not in inside
            and np.hypot(*(np.mean(strand.spine, axis=0) - center)) < 0.6 * reach
            and cover(word.box for word in strand.words).width < 2 * reach
        ]
        inside |= {id(strand) for strand in middle}
        middle.sort(key=lambda strand: strand.spine[0][1])
        found.append([*rims, *middle])
    return found


def strands_of(words: Iterable[Word]) -> tuple[Strand, ...]:
    """Runs of print from single words of a text layer, which are level."""
    runs: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.center[1], word.box.x0)):
        middle, size = word.box.center[1], max(word.box.height, 1.0)
        for run in reversed(runs[-60:]):
            last = run[-1].box
            gap = word.box.x0 - last.x1
            alike = max(last.height, size) <= ALIKE * max(min(last.height, size), 1.0)
            on_row = abs(last.center[1] - middle) < 0.3 * max(last.height, size)
            if on_row and alike and -0.2 * size <= gap <= 0.6 * size:
                run.append(word)
                break
        else:
            runs.append([word])
    return tuple(_strand(run) for run in runs)


def _strand(words: list[Word]) -> Strand:
    box = cover(word.box for word in words)
    middle = box.center[1]
    size = float(np.median([word.box.height for word in words])) or 1.0
    return Strand(
        tuple(words), size, ((box.x0, middle), (max(box.x1, box.x0 + 1e-3), middle))
    )


def _is_steep(strand: Strand) -> bool:
    (ax, ay), (bx, by) = strand.spine[0], strand.spine[-1]
    return abs(by - ay) > abs(bx - ax)


def _run_of(strand: Strand, flatten: Flatten) -> _Run:
    spine = flatten(np.asarray(strand.spine, np.float64))
    # Sides of the words, not of the spine: that has air at its ends.
    first, last = strand.words[0].box, strand.words[-1].box
    shift = spine[:, 0].mean() - np.mean([point[0] for point in strand.spine])
    x0, x1 = first.x0 + shift, max(last.x1, first.x1) + shift
    return _Run(list(strand.words), strand.height, x0, x1, float(np.median(spine[:, 1])))


# --- the level frame ---


def _leveling(strands: Sequence[Strand], width: float, height: float) -> Flatten:
    """A map from page points to points of a frame in which rows are level.

    The slope of rows is a + b x + c y + d x y, which holds for a tilted page, for
    perspective and, near enough, for a bottle seen from above or below.
    """
    samples = [sample for strand in strands for sample in _slopes(strand)]
    center = np.array([width / 2, height / 2])
    size = np.array([max(width, 1.0) / 2, max(height, 1.0) / 2])
    field_ = _fit_slopes(np.asarray(samples, np.float64).reshape(-1, 4), center, size)
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


def _fit_slopes(
    samples: NDArray[np.float64], center: NDArray[np.float64], size: NDArray[np.float64]
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    if len(samples) == 0:
        return lambda points: np.zeros(len(points))

    def terms(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = ((points - center) / size).T
        return np.column_stack([np.ones_like(x), x, y, x * y])

    matrix, slopes = terms(samples[:, :2]), samples[:, 2]
    lengths = samples[:, 3] / samples[:, 3].mean()
    # Few lines cannot tell a bend from their own noise: pull it towards none.
    ridge = np.diag([1e-6, 0.3, 0.3, 0.3])
    weights = lengths.copy()
    coefficients = np.array([float(np.median(slopes)), 0.0, 0.0, 0.0])
    for _ in range(6):
        residual = np.abs(slopes - matrix @ coefficients)
        spread = max(float(np.median(residual)), 0.004)
        weights = lengths / np.maximum(1.0, (residual / (2 * spread)) ** 2)
        weighted = matrix * weights[:, None]
        coefficients = np.linalg.solve(matrix.T @ weighted + ridge, weighted.T @ slopes)
    return lambda points: np.asarray(terms(points) @ coefficients)


# --- rows and lines ---


def _link_rows(runs: list[_Run]) -> None:
    """Number the rows: nearest neighbors first, one neighbor on each side."""
    pairs = []
    for a, left in enumerate(runs):
        for b, right in enumerate(runs):
            if a == b or right.x0 < left.x0:
                continue
            overlap = min(left.x1, right.x1) - right.x0
            small = min(left.height, right.height)
            if overlap > 0.5 * small and overlap > 0.3 * min(
                left.x1 - left.x0, right.x1 - right.x0
            ):
                continue
            step = abs(left.y - right.y)
            if step < SAME_ROW * small or step < 0.25 * max(left.height, right.height):
                gap = max(right.x0 - left.x1, 0.0)
                pairs.append((gap + 2 * step, a, b))
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    for _, a, b in sorted(pairs):
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


def _join_lines(runs: list[_Run]) -> list[_Run]:
    """Join the runs of a row that are one line of a column."""
    joined: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.row, run.x0)):
        last = joined[-1] if joined else None
        if last and last.row == run.row and _continues(last, run, runs):
            last.words.extend(run.words)
            last.height = max(last.height, run.height)
            last.x1 = max(last.x1, run.x1)
        else:
            joined.append(run)
    return joined


def _continues(left: _Run, right: _Run, runs: Sequence[_Run]) -> bool:
    small, large = sorted((left.height, right.height))
    gap = right.x0 - left.x1
    if large > ALIKE * small or gap > WIDE_GAP * small:
        return False
    if gap <= WORD_SPACE * small:
        return True
    if _begins_a_column(right, small, runs):
        return False
    if gap <= WORD_GAP * small:
        return True
    above = below = False
    for other in runs:
        if other is left or other is right or other.height > ALIKE * large:
            continue
        spans = other.x0 < left.x1 - small and other.x1 > right.x0 + small
        step = other.y - (left.y + right.y) / 2
        if spans and 0.4 * large < abs(step) < 1.8 * large:
            above, below = above or step < 0, below or step > 0
    return above and below


def _begins_a_column(run: _Run, size: float, runs: Sequence[_Run]) -> bool:
    """Whether lines above and below begin right where this run does."""
    beginning = [
        other
        for other in runs
        if other.row != run.row
        and abs(other.x0 - run.x0) < 0.4 * size
        and abs(other.y - run.y) < 4 * size
    ]
    return len(beginning) >= 2


# --- blocks ---


def _blocks_of(runs: list[_Run]) -> list[list[_Run]]:
    """Paragraphs: lines that follow each other closely in one column."""
    for run in runs:
        run.upper, run.lower = [], []
    order = sorted(range(len(runs)), key=lambda n: runs[n].y)
    for place, a in enumerate(order):
        for b in order[place + 1 :]:
            upper, lower = runs[a], runs[b]
            if lower.y - upper.y > 3 * max(upper.height, lower.height):
                if lower.top - upper.bottom > 200 * upper.height:
                    break
                continue
            if upper.row == lower.row or _overlap(upper, lower) <= 0:
                continue
            if not any(_overlap(runs[c], lower) > 0 for c in upper.lower):
                upper.lower.append(b)
                lower.upper.append(a)
    parent = list(range(len(runs)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, upper in enumerate(runs):
        for b in upper.lower:
            if (
                len(upper.lower) == 1
                and len(runs[b].upper) == 1
                and _follows(upper, runs[b])
            ):
                parent[root(b)] = root(a)
    blocks: dict[int, list[_Run]] = {}
    for n, run in enumerate(runs):
        blocks.setdefault(root(n), []).append(run)
    return [part for block in blocks.values() for part in _paragraphs(block)]


def _paragraphs(block: list[_Run]) -> Iterator[list[_Run]]:
    """The block parted where the lines stand wider than they usually do in it."""
    lines = sorted(block, key=lambda run: (run.row, run.x0))
    steps = [b.y - a.y for a, b in pairwise(lines) if b.row != a.row]
    usual = float(np.median(steps)) if len(steps) >= _STEPS else float("inf")
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
    count = len(blocks)
    before: list[set[int]] = [set() for _ in range(count)]
    for a in range(count):
        ax0, atop, ax1, abottom = frames[a]
        for b in range(count):
            if a == b:
                continue
            bx0, btop, bx1, bbottom = frames[b]
            shared = min(ax1, bx1) - max(ax0, bx0)
            if shared > 0.1 * min(ax1 - ax0, bx1 - bx0):
                if (atop + abottom) < (btop + bbottom):
                    before[b].add(a)
            elif (ax0 + ax1) < (bx0 + bx1) and not _parted(frames, a, b):
                before[b].add(a)
    order: list[int] = []
    left = set(range(count))
    while left:
        free = [n for n in left if not before[n] & left]
        # A cycle means the print is not in columns: then top to bottom.
        pool = free or list(left)
        chosen = min(pool, key=lambda n: (frames[n][1], frames[n][0]))
        if free and order:
            last = frames[order[-1]]
            near = [
                n for n in free if min(last[2], frames[n][2]) > max(last[0], frames[n][0])
            ]
            chosen = min(near or free, key=lambda n: (frames[n][1], frames[n][0]))
        order.append(chosen)
        left.remove(chosen)
    return [blocks[n] for n in order]


def _parted(frames: Sequence[tuple[float, float, float, float]], a: int, b: int) -> bool:
    """Whether some block runs across both columns, between the two blocks."""
    _, atop, ax1, abottom = frames[a]
    bx0, btop, _, bbottom = frames[b]
    upper, lower = min(abottom, bbottom), max(atop, btop)
    return upper < lower and any(
        x0 < ax1
        and x1 > bx0
        and x0 <= bx0
        and x1 >= ax1
        and upper <= (top + bottom) / 2 <= lower
        for n, (x0, top, x1, bottom) in enumerate(frames)
        if n not in (a, b)
    )
