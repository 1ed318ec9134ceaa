"""Rules and leaders: the thin level marks that a table is drawn with.

A hairline between two rows and the dots from a name to its amount are no print, and a
text detector passes them by. They show where the rows of a table run, better than
its short cells do; and dots that are cut out with a name or an amount are read as
points, commas and ones, so that leaders are painted over before print is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from auditor.reading.lines import Spine

    Pixels = NDArray[np.uint8]

_WINDOW = 0.6
"""Heights of line over which tones are averaged along the row: two dots of a leader,
which stand at most an en apart, and the space between them."""

_BESIDE = 0.16
"""Heights of line between the rows that are compared: more than a dot is thick, and
less than there is between the dots and the letters of the line above."""

_FAINTEST = 5
"""Gray levels by which a mark is darker or lighter than its ground, at least: fine dots
of half the contrast of print, averaged with the ground between them."""

_ALIKE = 0.6
"""Share of the contrast to one side that a mark has to the other: what is between a
line and its ground has none to one of them."""

_SHORTEST = 2.0
"""Heights of line that a mark is long, at least: no dash of print is."""

_STEEPEST = 0.35
"""Rise over length of a row, at the most: a third, as on a bottle's rim from above."""

_STEP = 0.5
"""Heights of line between the points that a mark is told by."""

_ABOVE, _BELOW = 0.15, 0.4
"""Heights of line above and below the middle of its print between which a leader runs:
dashes and middle dots at the middle, dots on the base line, underscores beneath."""

_REACH = 1.0
"""Heights of line between a leader and the print that it leads from or to."""

_NEAR = 0.35
"""Heights of line that print keeps of its leader: the air that the recognizer wants."""

_THICK = 0.16
"""Heights of line above and below the middle of a leader that are painted over."""

_LETTERS = 3.0
"""How far above its row letters would be, in times of `_THICK`: to the upper side of
those without ascenders on whose base line it runs."""

_BELOW_LETTERS = 2.5
"""How far below its row they would be that it runs through the middle of, as dashes do."""

_LETTER = 0.5
"""Share of a leader's contrast from which what is above its row is a letter: its strokes
have no less, and the blur around it has less."""

_PIECES = 4
"""Stretches of a leader whose ground is told apart."""

_PRINT = 3.0
"""Heights of a line that print is long, at least: what is shorter may be dots of the
leader itself."""

_POINT = 0.12
"""Heights of line between a leader and a decimal point behind it, at least: half of a
word space, with the blur of both dots."""

_WIDER = 2.0
"""Times the usual gap between the dots of a leader that a gap behind it is wide."""

_SOME = 2
"""Gaps of a leader of dots; a line may have as many where it is faint."""

_BARE = 0.9
"""Share of a leader's length with no letter above it: dust and the dots of the row
above may be there. Under a line of print there is hardly any."""


@dataclass(frozen=True)
class Rule:
    """A thin level mark, a line or a row of dots."""

    points: NDArray[np.float64]
    """Shape (n, 2), n >= 2: x and y of its middle, from left to right."""

    def y_at(self, x: float) -> float:
        """The height at which it runs, or would run, level at its ends."""
        return float(np.interp(x, *self.points.T))

    @property
    def x0(self) -> float:
        """Where it begins."""
        return float(self.points[0, 0])

    @property
    def x1(self) -> float:
        """Where it ends."""
        return float(self.points[-1, 0])


@stage("rules")
def find_rules(pixels: Pixels, height: float, scale: float) -> list[Rule]:
    """The rules and leaders of a picture of shape (height, width, 3).

    Args:
        height: Of small print's lines, in pixels.
        scale: Of the copy in which they are looked for.
    """
    line = height * scale
    apart = max(round(_BESIDE * line), 2)
    # Narrowed along the rows, which is the first half of averaging along them.
    narrow = max(int(_WINDOW * line / 4), 1)
    size = (
        max(round(pixels.shape[1] * scale / narrow), 1),
        max(round(pixels.shape[0] * scale), 1),
    )
    if size[1] < 5 * apart:
        return []
    # Green is most of what is seen as light or dark.
    green = cv2.extractChannel(pixels, 1)
    copy = cv2.resize(green, size, interpolation=cv2.INTER_AREA)
    tones = cv2.blur(copy, (max(round(_WINDOW * line / narrow), 3), 1))
    rows = size[1] - 4 * apart
    mark, *around = (
        tones[first : first + rows] for first in (n * apart for n in (3, 0, 1, 2, 4))
    )
    darkest, lightest = around[0], around[0]
    for other in around[1:]:
        darkest, lightest = cv2.min(darkest, other), cv2.max(lightest, other)
    ratio = np.array([size[0] / pixels.shape[1], size[1] / pixels.shape[0]])
    rules = []
    for least, most in (
        (cv2.subtract(darkest, mark), cv2.subtract(lightest, mark)),
        (cv2.subtract(mark, lightest), cv2.subtract(mark, darkest)),
    ):
        bound = np.maximum(cv2.convertScaleAbs(most, alpha=_ALIKE), _FAINTEST)
        mask = (least > bound).view(np.uint8)
        # A pixel has an extent; its middle is what is meant.
        middle = np.array([0.5, 3 * apart + 0.5])
        rules += [Rule((found + middle) / ratio) for found in _middles(mask, line, narrow)]
    return rules


def _middles(mask: Pixels, line: float, narrow: int) -> Iterable[NDArray[np.float64]]:
    """The middle lines of what in a mask is long, level and thin.

    `line`: its height in rows, of which `narrow` are as long as a column is wide.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    long = stats[:, cv2.CC_STAT_WIDTH] * narrow >= _SHORTEST * line
    for n in np.flatnonzero(long):
        x, y, width, height, area = stats[n]
        thick = 2 * _THICK * line
        steep = height > thick + _STEEPEST * width * narrow
        if n == 0 or steep or area > thick * width:
            continue
        inked = labels[y : y + height, x : x + width] == n
        counts = inked.sum(axis=0)
        sums = np.arange(height) @ inked
        steps = max(int(width * narrow / (_STEP * line)), 2)
        edges = np.linspace(0, width, steps + 1).astype(int)[:-1]
        counts, sums = np.add.reduceat(counts, edges), np.add.reduceat(sums, edges)
        middles = (edges + np.append(edges[1:], width) - 1) / 2
        yield np.column_stack([x + middles, y + sums / counts])


def part_at_leaders(
    pixels: Pixels, spines: Sequence[Spine], rules: Sequence[Rule]
) -> tuple[Pixels, list[Spine]]:
    """The picture with its leaders painted over, and the lines without their leaders.

    A line that holds a name, a leader and an amount becomes two.
    """
    starts = np.asarray([rule.x0 for rule in rules])
    ends = np.asarray([rule.x1 for rule in rules])
    middles = np.asarray([rule.points[:, 1].mean() for rule in rules])
    reaches = np.asarray([np.ptp(rule.points[:, 1]) for rule in rules])
    lines = np.asarray(
        [
            (*spine.points.mean(axis=0), spine.height)
            for spine in spines
            if spine.length > _PRINT * spine.height
        ]
    ).reshape(-1, 3)
    parted: list[Spine] = []
    known: dict[int, _Leader | None] = {}
    for spine in spines:
        turned = spine.steep or spine.points[0, 0] > spine.points[-1, 0]
        if spine.seal or turned:
            parted.append(spine)
            continue
        (x0, top), (x1, bottom) = spine.points.min(axis=0), spine.points.max(axis=0)
        reach = _REACH * spine.height
        (near,) = (
            (starts < x1 + reach)
            & (ends > x0 - reach)
            & (middles + reaches > top - reach)
            & (middles - reaches < bottom + reach)
        ).nonzero()
        on_row = {
            n: below
            for n in near.tolist()
            if (below := _on_row(rules[n], spine)) is not None
        }
        for n, below in on_row.items():
            if n not in known and not _is_print(rules[n], spine.height, lines):
                dashes = below < _ABOVE
                known[n] = _leader_of(pixels, rules[n], spine.height, dashes=dashes)
        leaders = [leader for n in on_row if (leader := known.get(n)) is not None]
        parted += _without(leaders, spine)
    found = [leader for leader in known.values() if leader is not None]
    if found:
        pixels = pixels.copy()
    for leader in found:
        leader.paint_over(pixels)
    return pixels, parted


def _is_print(rule: Rule, height: float, lines: NDArray[np.float64]) -> bool:
    """Whether a rule beside a line so high is itself a line, of tiny print.

    `lines`: shape (n, 3), their middles and heights.
    """
    x, y, heights = lines.T
    off = np.abs(np.interp(x, *rule.points.T) - y)
    on_it = (x > rule.x0) & (x < rule.x1) & (off < _BESIDE * height)
    return bool((on_it & (heights < height / 2)).any())


def _on_row(rule: Rule, spine: Spine) -> float | None:
    """How many heights of the line below the middle of its print a rule runs that may be
    its leader; None where it is not on its row, or not beside its print."""
    (x0, _), (x1, _) = spine.points[0], spine.points[-1]
    if rule.x1 - rule.x0 < _SHORTEST * spine.height:
        return None
    x = float(np.clip((max(x0, rule.x0) + min(x1, rule.x1)) / 2, x0, x1))
    y = float(np.interp(x, *spine.points.T))
    dx, dy = spine.direction
    # Beside the line, it goes on as straight as its end does.
    if rule.x0 > x1 or rule.x1 < x0:
        x = rule.x0 if rule.x0 > x1 else rule.x1
        end = spine.points[-1] if rule.x0 > x1 else spine.points[0]
        y = float(end[1] + (x - end[0]) * dy / max(dx, 1e-9))
    below = (rule.y_at(x) - y) / spine.height
    covered = min(x1, rule.x1) - max(x0, rule.x0)
    beside = covered < x1 - x0 - _NEAR * spine.height
    return below if beside and -_ABOVE < below < _BELOW else None


def _without(leaders: Iterable[_Leader], spine: Spine) -> list[Spine]:
    """The stretches of a line that no leader runs along."""
    near = _NEAR * spine.height
    stretches = [(float(spine.points[0, 0]), float(spine.points[-1, 0]))]
    for leader in leaders:
        first, last = float(leader.x[0]) + near, float(leader.x[-1]) - near
        if first < last:
            stretches = [
                part
                for x0, x1 in stretches
                for part in ((x0, min(x1, first)), (max(x0, last), x1))
                if part[1] - part[0] > near
            ]
    whole = stretches == [(spine.points[0, 0], spine.points[-1, 0])]
    return [spine] if whole else [_stretch_of(spine, x0, x1) for x0, x1 in stretches]


def _stretch_of(spine: Spine, x0: float, x1: float) -> Spine:
    x, y = spine.points.T
    inner = (x > x0) & (x < x1)
    at = np.concatenate([[x0], x[inner], [x1]])
    return replace(spine, points=np.column_stack([at, np.interp(at, x, y)]))


@dataclass(frozen=True, slots=True, eq=False)
class _Leader:
    """A leader in its picture, by the column, from letter to letter."""

    x: NDArray[np.int_]
    rows: NDArray[np.int_]
    """Shape (rows, columns): the heights of the leader's pixels, from the top down."""

    def paint_over(self, pixels: Pixels) -> None:
        """Give it the tones of the ground above and below it, in place."""
        above = pixels[self.rows[0], self.x].astype(np.float32)
        below = pixels[self.rows[-1], self.x].astype(np.float32)
        share = np.linspace(0.0, 1.0, len(self.rows), dtype=np.float32)[:, None, None]
        pixels[self.rows, self.x] = (above + share * (below - above)).astype(np.uint8)


def _leader_of(
    pixels: Pixels, rule: Rule, height: float, *, dashes: bool
) -> _Leader | None:
    """What of a rule is a leader: that which has nothing but ground above it. An
    underline has print there.

    Args:
        dashes: It runs through the middle of its line, where letters stand below it, too.

    It ends at the nearest letters, which the averaging along the row does not tell from
    the dots beside them.
    """
    bottom, right = pixels.shape[0] - 1, pixels.shape[1] - 1
    beyond, thick = round(_WINDOW * height), max(round(_THICK * height), 1)
    ends = max(int(rule.x0) - beyond, 0), min(int(rule.x1) + beyond, right) + 1
    x = np.arange(*ends)
    y = np.interp(x, *rule.points.T).astype(int)
    rows = np.clip(y + np.arange(-thick, thick + 1)[:, None], 0, bottom)
    over = np.clip(y - np.arange(thick, round(_LETTERS * thick))[:, None], 0, bottom)
    inner = np.array_split(np.flatnonzero((x >= rule.x0) & (x <= rule.x1)), _PIECES)
    # Light changes along a leader around a bottle.
    ground = np.interp(
        x,
        [float(x[piece].mean()) for piece in inner],
        [float(np.median(pixels[rows[0, piece], x[piece], 1])) for piece in inner],
    )
    contrast = np.abs(pixels[rows, x, 1] - ground).max(axis=0)
    letter = _LETTER * float(np.percentile(contrast[np.concatenate(inner)], 75))
    free = np.abs(pixels[over, x, 1] - ground).max(axis=0) < letter
    if free[np.concatenate(inner)].mean() < _BARE:
        return None
    if dashes:
        under = y + np.arange(thick, round(_BELOW_LETTERS * thick))[:, None]
        below = pixels[np.clip(under, 0, bottom), x, 1]
        free &= np.abs(below - ground).max(axis=0) < letter
    own = (x >= rule.x0 + beyond) & (x <= rule.x1 - beyond)
    stops = np.flatnonzero(~free | _wide_gaps(contrast > letter, own, _POINT * height))
    middle = inner[_PIECES // 2][0]
    behind = int(np.searchsorted(stops, middle))
    first = stops[behind - 1] + 1 if behind else 0
    last = stops[behind] if behind < len(stops) else len(x)
    if last - first < height:
        return None
    return _Leader(x[first:last], rows[:, first:last])


def _wide_gaps(
    inked: NDArray[np.bool_], own: NDArray[np.bool_], least: float
) -> NDArray[np.bool_]:
    """Where the gap between two dots is `least` wide and twice as wide as it usually is:
    what comes behind it is no dot of the leader but may be the point of ".4 mg".

    Args:
        own: The columns in which it has its gaps. A line has none, and any gap at its
            ends is wide.
    """
    edges = np.flatnonzero(np.diff(inked.astype(np.int8), prepend=1, append=1))
    starts, ends = edges[::2], edges[1::2]
    widths = ends - starts
    gaps = np.zeros(len(inked), dtype=bool)
    within = own[starts] & own[ends - 1]
    dotted = within.sum() > _SOME
    usual = float(np.median(widths[within])) if dotted else 0.0
    wide = widths > max(least, _WIDER * usual)
    if not dotted:
        wide &= ~within
    for start, end in zip(starts[wide], ends[wide], strict=True):
        gaps[start:end] = True
    return gaps
