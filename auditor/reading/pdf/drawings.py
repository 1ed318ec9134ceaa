"""Whether what is drawn beside a text layer may be print, told without an engine.

Frames, rules, tints, the rings of a seal and the bars of a barcode are drawn from
convex figures: rectangles, ovals, straight strokes; so are leaves and petals. Letters
are not, but for I, O and their like, which spell nothing. Where only such figures are
drawn, and do not cross or crowd so that they could make a letter together, no engine
has to look; nor at areas that are too large, and too plain, for the outline of a
letter. Pictures, outlines of any other form, patterns and whatever is transparent may
be print: what cannot be told here is never taken for bare.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from itertools import combinations, islice, permutations
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from auditor.model import Box, cover

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2 as pdfium

    from auditor.reading.pdf.glyphs import Frame

    Point = tuple[float, float]

T = TypeVar("T")

_MOST = 400
"""Figures up to which they are compared, each with each other."""

_MOST_SEGMENTS = 20_000
"""Of all paths of a page, up to which they are looked at."""

_NEAR = 0.05
"""Points within which two places are one: a twentieth of a hairline's distance that
no press holds."""

_ALIKE = 0.1
"""Points by which the corners of equal figures differ: files round to hundredths."""

_TALLEST = 72.0
"""Points up to which separate figures are taken for parts of a letter: alphabets made
of such are those of plotters, stencils and displays, which no label has an inch high."""

_DOT = 10.0
"""The same for a dot of a letter that is made of dots, seven of them high."""

_PATTERN = _TALLEST / 5
"""Points from which one figure repeated makes a pattern and no letters: those that are
put together of equal parts, as on displays, are five of them high at least."""

_REPEATS = 3
"""Times that a figure is seen whole before those that are cut count as more of it."""

_BULGE = 0.1
"""Share of its chord that a curve stands off it from which it is no stem: where a
typeface gives its stems an arch, it is too slight to be noticed."""

_PLAIN = _TALLEST / 3
"""Points that each side of an area has at least that is too plain for print. Letters
as high as any are here have ends of strokes, the heaviest a quarter of the height."""

_PETALS = 5
"""Equal figures about one point from which they are a flower or a fan: of a letter's
strokes four meet at most, in an X or a K."""

_STROKE = 3.0
"""How many times as long as wide a figure is that counts as a stroke."""

_STENCILED = 2.0
"""Points that the parts of a stencil's letter stand apart, at most."""

_BARS = 10
"""Parallel bars from which they may be a barcode: the shortest, UPC-E, has 17."""

_SPACE = 8.0
"""Widths of a bar that a space beside it has at most: four modules of a product number's
code (GS1 General Specifications, 5.2), as wide again where bars are drawn narrower to
allow for the ink that spreads."""

_ON_A_CURVE = (0.25, 0.5, 0.75, 1.0)
"""Where a Bezier curve is looked at, as a parameter."""


class Figure(NamedTuple):
    """A convex figure; coordinates in points from the top left of the page."""

    outline: tuple[Point, ...]
    """Points on it, all the way round."""

    box: Box
    """With half of its line's width around it."""

    is_cut: bool = False
    """Only a part of it is shown."""

    tips: tuple[Point, ...] = ()
    """The two ends of a leaf, which is round on both sides between them."""

    fan: int = 0
    """Number of the flower or fan that it is a petal of, counted from 1."""

    @property
    def is_stroke(self) -> bool:
        """Whether it is so long and thin as a bar or a rule."""
        width, height = self.box.width, self.box.height
        return max(width, height) >= _STROKE * min(width, height)

    @property
    def stands(self) -> bool:
        """Whether it is upright rather than level."""
        return self.box.height >= self.box.width

    @property
    def thickness(self) -> float:
        return min(self.box.width, self.box.height)

    @property
    def length(self) -> float:
        return max(self.box.width, self.box.height)


@dataclass(frozen=True, slots=True)
class Drawings:
    """What is drawn on a page beside its text."""

    figures: tuple[Figure, ...] = ()
    """Those that are no letters by themselves."""

    others: tuple[Box, ...] = ()
    """Where anything else is drawn."""

    def may_be_print(self, place: Box) -> bool:
        """Whether the drawings that reach into a place may be print."""
        if any(place.meets(box) for box in self.others):
            return True
        figures = list(_each_once(self._at(place)))
        return len(figures) > _MOST or _spell(figures)

    def bars(self) -> Iterator[Box]:
        """Places where parallel strokes stand side by side as the bars of a code do."""
        for stands in (True, False):
            bars = [
                figure.box
                for figure in self.figures
                if figure.is_stroke and figure.stands == stands
            ]
            for row in _side_by_side(bars, stands=stands):
                if len(row) >= _BARS:
                    yield cover(row)

    def _at(self, place: Box) -> list[Figure]:
        return [figure for figure in self.figures if place.meets(figure.box)]


def drawings_of(page: pdfium.PdfPage, frame: Frame) -> Drawings | None:
    """What a page draws beside its text; None where that cannot be told.

    The caller has seen to it that no pattern and no mesh is painted with.
    """
    import pypdfium2.raw as raw

    if raw.FPDFPage_GetAnnotCount(page.raw):
        return None
    figures: list[Figure] = []
    others: list[Box] = []
    left = _MOST_SEGMENTS
    for kind, handle, matrix in _placed_objects(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            # What is drawn afterwards is cut to the letters' shape.
            mode = raw.FPDFTextObj_GetTextRenderMode(handle)
            if mode >= raw.FPDF_TEXTRENDERMODE_FILL_CLIP:
                return None
            continue
        if kind == raw.FPDF_PAGEOBJ_FORM:
            if raw.FPDFPageObj_HasTransparency(handle):
                return None
            continue
        box = _box_of(handle, matrix, frame)
        if box is None:
            return None
        drawn: list[Figure] | None = None
        if kind == raw.FPDF_PAGEOBJ_PATH:
            left -= max(raw.FPDFPath_CountSegments(handle), 0)
            if left < 0:
                return None
            drawn = _figures_of(handle, matrix, frame)
        elif kind == raw.FPDF_PAGEOBJ_SHADING and _cuts_of(handle, frame) is not None:
            drawn = [_rectangle(box)]
        if drawn is None:
            others.append(box)
        else:
            figures += drawn
    figures = _with_fans(figures)
    whole = [figure for figure in figures if not figure.is_cut]
    for figure in figures:
        if figure.is_cut:
            told = islice((one for one in whole if _is_more_of(figure, one)), _REPEATS)
            if sum(1 for _ in told) < _REPEATS:
                others.append(figure.box)
            else:
                whole.append(figure)
    return Drawings(tuple(whole), tuple(others))


# --- figures ---------------------------------------------------------------------


class _Matrix(NamedTuple):
    """From the coordinates of an object to those of the page."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> Point:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: _Matrix) -> _Matrix:
        """This one, of what the inner one has placed."""
        return _Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            *self.point(inner.e, inner.f),
        )


def _placed_objects(page: pdfium.PdfPage) -> Iterator[tuple[int, object, _Matrix]]:
    """Every object of a page, those of forms behind them, and where its form stands."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page.raw)
    waiting = [
        (raw.FPDFPage_GetObject(page.raw, n), _Matrix()) for n in reversed(range(count))
    ]
    while waiting:
        handle, matrix = waiting.pop()
        kind = raw.FPDFPageObj_GetType(handle)
        yield kind, handle, matrix
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = matrix.after(_matrix_of(handle))
            waiting += (
                (raw.FPDFFormObj_GetObject(handle, n), inner)
                for n in reversed(range(raw.FPDFFormObj_CountObjects(handle)))
            )


def _matrix_of(handle: object) -> _Matrix:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _box_of(handle: object, matrix: _Matrix, frame: Frame) -> Box | None:
    """Where an object is drawn; None where PDFium does not know."""
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return None
    corners = (
        frame.point(*matrix.point(x.value, y.value))
        for x in (left, right)
        for y in (bottom, top)
    )
    return _around(list(corners))


def _around(points: Sequence[Point]) -> Box | None:
    xs, ys = zip(*points, strict=True)
    if not all(map(math.isfinite, (*xs, *ys))):
        return None
    return Box(min(xs), min(ys), max(xs), max(ys))


def _rectangle(box: Box) -> Figure:
    corners = (box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom)
    return Figure((*corners, (box.x0, box.bottom)), box)


def _figures_of(handle: object, matrix: _Matrix, frame: Frame) -> list[Figure] | None:
    """The figures of a path; None where it draws anything else."""
    import pypdfium2.raw as raw

    cuts = _cuts_of(handle, frame)
    if cuts is None or raw.FPDFPageObj_HasTransparency(handle):
        return None
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(handle, fill, stroked):
        return None
    if not (fill.value or stroked.value):
        return []
    placed = matrix.after(_matrix_of(handle))
    width = ctypes.c_float()
    if stroked.value:
        raw.FPDFPageObj_GetStrokeWidth(handle, width)
    half = width.value * math.hypot(placed.a, placed.b) / 2
    figures = []
    for line in _lines_of(handle, placed, frame):
        figure = line.figure(half, is_drawn_along=bool(stroked.value))
        if figure is None:
            return None
        # A rectangle that is cut is one. Where the cuts of a form stand is not told.
        whole = matrix == _Matrix() and all(_is_within(figure.box, cut) for cut in cuts)
        if cuts and not (whole or _is_level(line.controls)):
            # Along the edge of a small cut, letters might be made of many.
            if matrix != _Matrix() or any(min(c.width, c.height) < _TALLEST for c in cuts):
                return None
            figure = figure._replace(is_cut=not line.is_plain_area)
        figures.append(figure)
    return figures


def _is_within(box: Box, cut: Box) -> bool:
    return (
        cut.x0 - _NEAR <= box.x0
        and cut.top - _NEAR <= box.top
        and box.x1 <= cut.x1 + _NEAR
        and box.bottom <= cut.bottom + _NEAR
    )


def _is_level(corners: Sequence[Point]) -> bool:
    """Whether every side runs level or upright."""
    return all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= _NEAR for a, b in _round(corners))


class _Line(NamedTuple):
    """One stretch of a path, without a move in it."""

    controls: list[Point]
    """Its points, those that pull its curves among them."""

    outline: list[Point]
    """Points on it."""

    ends: list[Point]
    """Those where its sides, straight or curved, meet."""

    is_curved: bool
    is_closed: bool

    @property
    def is_plain_area(self) -> bool:
        """Whether what it encloses is too large, and its sides too long, for letters."""
        box = _around(self.ends)
        if box is None or max(box.width, box.height) <= _TALLEST:
            return False
        sides = [math.dist(one, two) for one, two in _round(_without_repeats(self.ends))]
        return min(sides) >= _PLAIN

    def tips(self) -> tuple[Point, ...]:
        """The two ends of a leaf; empty for any other form."""
        # Two curves, and no line beside them.
        if not (len(self.ends) == 3 and len(self.controls) == 7):
            return ()
        start, tip, end = self.ends
        length = math.dist(start, tip)
        if math.dist(start, end) > _NEAR or length <= _NEAR:
            return ()
        for curve in self.outline[1:4], self.outline[5:8]:
            bulge = max(_distance(point, start, tip) for point in curve)
            if bulge < _BULGE * length:
                return ()
        return start, tip

    def figure(self, half_width: float, *, is_drawn_along: bool) -> Figure | None:
        """The convex figure that it draws, or None.

        Args:
            is_drawn_along: And not only filled, so that its end need not lead back to
                its start.
        """
        box = _around(self.outline)
        corners = _without_repeats(self.controls)
        if box is None or (is_drawn_along and not self.is_closed and len(corners) > 2):
            return None
        tips: tuple[Point, ...] = ()
        if is_drawn_along or not self.is_plain_area:
            if len(corners) > 2 and not _is_convex(corners):
                return None
            tips = self.tips()
            # A convex figure of three corners, or round on one side, may be an A or a D.
            if len(corners) == 3 or (
                self.is_curved
                and not tips
                and not _is_symmetric(_without_repeats(self.outline))
            ):
                return None
        return Figure(
            tuple(self.outline),
            Box(
                box.x0 - half_width,
                box.top - half_width,
                box.x1 + half_width,
                box.bottom + half_width,
            ),
            tips=tips,
        )


def _lines_of(handle: object, matrix: _Matrix, frame: Frame) -> Iterator[_Line]:
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    controls: list[Point] = []
    outline: list[Point] = []
    ends: list[Point] = []
    pulls: list[Point] = []
    is_curved = False
    last: object = None

    def drawn() -> Iterator[_Line]:
        if len(controls) > 1:
            back = not pulls and math.dist(controls[0], controls[-1]) <= _NEAR
            is_closed = back or bool(raw.FPDFPathSegment_GetClose(last))
            yield _Line(controls, outline, ends, is_curved, is_closed)

    for n in range(raw.FPDFPath_CountSegments(handle)):
        segment = raw.FPDFPath_GetPathSegment(handle, n)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = frame.point(*matrix.point(x.value, y.value))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO or not controls:
            yield from drawn()
            controls, outline, ends, pulls = [point], [point], [point], []
            is_curved = False
            continue
        last = segment
        controls.append(point)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            is_curved = True
            pulls.append(point)
            if len(pulls) == 3:
                outline.extend(_along_curve(outline[-1], *pulls))
                ends.append(point)
                pulls = []
        else:
            outline.append(point)
            ends.append(point)
    yield from drawn()


def _along_curve(start: Point, one: Point, two: Point, end: Point) -> Iterator[Point]:
    for t in _ON_A_CURVE:
        weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points = start, one, two, end
        yield (
            sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
        )


def _cuts_of(handle: object, frame: Frame) -> list[Box] | None:
    """The upright rectangles that an object is cut to; None where it is cut otherwise."""
    import pypdfium2.raw as raw

    clip = raw.FPDFPageObj_GetClipPath(handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    cuts: list[Box] = []
    for n in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        corners = []
        for m in range(raw.FPDFClipPath_CountPathSegments(clip, n)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, n, m)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
                return None
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            corners.append(frame.point(x.value, y.value))
        kept = _without_repeats(corners)
        box = _around(kept) if len(kept) == 4 and _is_level(kept) else None
        if box is None:
            return None
        cuts.append(box)
    return cuts


# --- shapes ----------------------------------------------------------------------


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    """The corners of an outline: no point twice in a row, nor the first at the end."""
    kept: list[Point] = []
    for point in points:
        if not kept or math.dist(point, kept[-1]) > _NEAR:
            kept.append(point)
    while len(kept) > 1 and math.dist(kept[0], kept[-1]) <= _NEAR:
        kept.pop()
    return kept


def _round(points: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Neighbors, all the way round."""
    return zip(points, [*points[1:], *points[:1]], strict=True)


def _is_convex(corners: Sequence[Point]) -> bool:
    """Whether an outline turns one way, and once round; so do curves that it pulls."""
    turned = 0.0
    way = 0
    for (before, at), (_, after) in _round_pairs(corners):
        one = at[0] - before[0], at[1] - before[1]
        two = after[0] - at[0], after[1] - at[1]
        cross = one[0] * two[1] - one[1] * two[0]
        angle = math.atan2(cross, one[0] * two[0] + one[1] * two[1])
        turned += angle
        # A corner of less than half a degree is the rounding of the file's numbers.
        if abs(angle) < 0.01:
            continue
        if way and (angle > 0) != (way > 0):
            return False
        way = 1 if angle > 0 else -1
    return abs(abs(turned) - 2 * math.pi) < 0.1


def _round_pairs(
    corners: Sequence[Point],
) -> Iterator[tuple[tuple[Point, Point], tuple[Point, Point]]]:
    sides = list(_round(corners))
    return zip(sides, [*sides[1:], *sides[:1]], strict=True)


def _distance(point: Point, one: Point, two: Point) -> float:
    """How far a point is from the straight line through two others."""
    (x, y), (a, b), (c, d) = point, one, two
    return abs((c - a) * (y - b) - (d - b) * (x - a)) / math.dist(one, two)


def _is_symmetric(corners: Sequence[Point]) -> bool:
    """Whether half a turn about its middle leaves an outline as it is."""
    box = _around(corners)
    if box is None:
        return False
    near = max(box.width, box.height) / 50
    x, y = box.center
    return all(
        any(math.dist((2 * x - a, 2 * y - b), other) <= near for other in corners)
        for a, b in corners
    )


# --- what figures make together ---------------------------------------------------


def _each_once(figures: Sequence[Figure]) -> Iterator[Figure]:
    """A figure that is filled and then drawn around is one."""
    seen: set[tuple[int, ...]] = set()
    for figure in figures:
        box = figure.box
        place = tuple(round(edge) for edge in (box.x0, box.top, box.x1, box.bottom))
        if place not in seen or min(box.width, box.height) < 2:
            yield figure
        seen.add(place)


def _with_fans(figures: Sequence[Figure]) -> list[Figure]:
    """The figures, with a number for the petals of each flower or fan."""
    told = list(figures)
    hubs: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for n, figure in enumerate(figures):
        for (x, y), (far_x, far_y) in permutations(figure.tips, 2):
            way = math.atan2(far_y - y, far_x - x)
            hubs.setdefault((round(x), round(y)), []).append((n, way))
    for fan, petals in enumerate(hubs.values(), 1):
        lengths = [math.dist(*figures[n].tips) for n, _ in petals]
        if len(petals) >= _PETALS and _is_fan(lengths, [way for _, way in petals]):
            for n, _ in petals:
                told[n] = told[n]._replace(fan=fan)
    return told


def _is_fan(lengths: Sequence[float], ways: Sequence[float]) -> bool:
    """Whether petals about one point, so long and in these directions, are much alike
    and follow each other evenly, but for the gap that a fan leaves open."""
    gaps = sorted((b - a) % (2 * math.pi) for a, b in _round(sorted(ways)))
    alike = min(lengths) >= max(_PATTERN, max(lengths) / 2)
    return alike and gaps[0] > 0 and gaps[-2] <= 2 * gaps[0]


def _is_more_of(cut: Figure, whole: Figure) -> bool:
    """Whether a figure that is cut is one more of what is seen whole elsewhere."""
    return _repeats(whole, cut) or (cut.fan > 0 and cut.fan == whole.fan)


def _spell(figures: Sequence[Figure]) -> bool:
    """Whether some of them together may make a letter of more than one stroke."""
    inner: dict[int, list[Figure]] = {}
    for n, m in _meeting(figures):
        one, two = figures[n], figures[m]
        if one.fan and one.fan == two.fan:
            continue
        if _holds(one, two):
            inner.setdefault(n, []).append(two)
        elif _holds(two, one):
            inner.setdefault(m, []).append(one)
        elif max(one.length, two.length) <= _TALLEST and not _repeats(one, two):
            return True
    return any(map(_are_counters, inner.values())) or _are_dots(figures)


def _meeting(figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """Numbers of the figures that touch, or a stroke's and those that are not parallel
    to it and almost touch it; without those that are too high to be part of a letter."""
    import numpy as np

    boxes = [figure.box for figure in figures if figure.box.height <= _TALLEST]
    if not boxes:
        return
    numbers = [n for n, figure in enumerate(figures) if figure.box.height <= _TALLEST]
    x0, top, x1, bottom = np.array([(b.x0, b.top, b.x1, b.bottom) for b in boxes]).T
    kept = [figures[n] for n in numbers]
    thick = np.minimum([figure.thickness for figure in kept], _STENCILED)
    stroke = np.array([figure.is_stroke for figure in kept])
    stands = np.array([figure.stands for figure in kept])
    for n in range(len(kept) - 1):
        rest = slice(n + 1, None)
        parallel = stroke[rest] & stroke[n] & (stands[rest] == stands[n])
        stenciled = (stroke[rest] | stroke[n]) & ~parallel
        reach = np.where(stenciled, np.minimum(thick[rest], thick[n]), 0.0)
        touch = (
            (x0[n] - reach < x1[rest])
            & (x0[rest] - reach < x1[n])
            & (top[n] - reach < bottom[rest])
            & (top[rest] - reach < bottom[n])
        )
        for m in np.flatnonzero(touch).tolist():
            yield numbers[n], numbers[n + 1 + m]


def _repeats(one: Figure, two: Figure) -> bool:
    """Whether two figures are one in different places, and too large for parts of a
    letter. Strokes of one length may cross and make one."""
    if one.is_stroke or one.length < _PATTERN or len(one.outline) != len(two.outline):
        return False
    x, y = two.box.x0 - one.box.x0, two.box.top - one.box.top
    return all(
        math.dist((a + x, b + y), corner) <= _ALIKE
        for (a, b), corner in zip(one.outline, two.outline, strict=True)
    )


def _holds(outer: Figure, inner: Figure) -> bool:
    """Whether a figure lies within another one, and does not touch its outline."""
    if not _is_within(inner.box, outer.box):
        return False
    sides = list(_round(outer.outline))
    ways = {
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0
        for a, b in sides
        if math.dist(a, b) > _NEAR
        for x, y in inner.outline
    }
    return len(ways) == 1


def _are_counters(held: Sequence[Figure]) -> bool:
    """Whether several figures within one may be the holes of a letter, as of a B."""
    # What takes least to tell is asked first: the bars of a code are all parallel.
    return any(
        not (one.is_stroke and two.is_stroke and one.stands == two.stands)
        and not _repeats(one, two)
        and not (_holds(one, two) or _holds(two, one))
        for one, two in combinations(held, 2)
    )


def _side_by_side(bars: Sequence[Box], *, stands: bool) -> list[list[Box]]:
    """Bars in rows of those next to each other.

    They are side by side for half their length at least: guard bars are longer. The
    rules of a table are further apart.
    """
    placed = sorted(
        ((*_spans(bar, stands=stands), bar) for bar in bars), key=lambda place: place[1][0]
    )
    thickest = max((far - near for _, (near, far), _ in placed), default=0.0)
    rows: list[list[Box]] = []
    # Of the rows that a bar may yet be beside, by their numbers, where the last one lies.
    ends: dict[int, tuple[float, float, float, float]] = {}
    for (start, end), (near, far), bar in placed:
        for number, (*_, last_far) in list(ends.items()):
            if near - last_far > _SPACE * thickest:
                del ends[number]
        beside = (
            number
            for number, (last_start, last_end, last_near, last_far) in ends.items()
            if min(end, last_end) - max(start, last_start) >= (end - start) / 2
            and near - last_far <= _SPACE * max(far - near, last_far - last_near)
        )
        number = next(beside, len(rows))
        if number == len(rows):
            rows.append([])
        rows[number].append(bar)
        ends[number] = start, end, near, far
    return rows


def _spans(bar: Box, *, stands: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """From where to where a bar reaches along itself, and across."""
    upright, level = (bar.top, bar.bottom), (bar.x0, bar.x1)
    return (upright, level) if stands else (level, upright)


def _are_dots(figures: Sequence[Figure]) -> bool:
    """Whether small figures crowd in both directions, as the dots of letters do."""
    dots = [figure.box for figure in figures if figure.length <= _DOT]
    for across in (True, False):
        if not any(
            _are_neighbors(one, two, across=across) for one, two in combinations(dots, 2)
        ):
            return False
    return True


def _are_neighbors(one: Box, two: Box, *, across: bool) -> bool:
    """Whether two dots are next to each other in a row, or one above the other."""
    if not across:
        one = Box(one.top, one.x0, one.bottom, one.x1)
        two = Box(two.top, two.x0, two.bottom, two.x1)
    first, second = sorted((one, two), key=lambda box: box.x0)
    size = max(one.width, one.height, two.width, two.height)
    level = first.top < second.bottom and second.top < first.bottom
    return level and second.x0 - first.x1 <= size and second.x0 >= first.x1
