"""What of a page can be seen: its letters, and what is drawn beside them.

The page is rendered with and without its text. What disappears with the text is the
text's ink; what stays is artwork, which may hold print that the layer knows nothing
about.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from auditor.model import Box
from auditor.reading.pdf.glyphs import (
    UNKNOWN,
    Glyph,
    has_letter_or_digit,
    without_doubles,
)
from auditor.reading.pdf.objects import (
    POINTS_PER_INCH,
    hide_text,
    rendered,
)
from auditor.reading.pdf.patches import highest_near, lowest_near, patches_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray


# Resolution at which the layer is held against the picture: a stroke of the
# smallest print is half a pixel wide, and a page of letter size takes 1.4 megapixels.
_LOOK_DPI = 120

# Resolution at which letters are told apart by their shapes: 22 pixels to the em of
# the smallest print in use.
_LETTER_DPI = 240

# Print has to be legible against its ground (21 CFR 101.15(a)(6)). A tenth of the
# range from black to white is the least contrast that print is read at without
# effort; strokes thinner than a pixel show only a part of theirs, down to the palest
# dot that a press prints reliably, about 5 percent.
_PALEST, _PALEST_DOT = 26, 13

# Strokes of ordinary typefaces, in em.
_STROKE = 0.09

# Type that an eye can still make out, in points: the letter o of 1/64 inch is seen
# under five minutes of arc at 27 cm, the limit of a good eye. The smallest that the
# law knows is twice that: 1/32 inch (21 CFR 101.2(c)), or 4.5 point (21 CFR 101.36).
SMALLEST_TYPE = 2.25

# Spread of the tones of 255 from which a ground is no plain one.
_BUSY = 6

# Difference of neighboring pixels, of 255, that counts as an edge of print: pale gray
# letters of the smallest size make about as much.
_EDGE = 24

# Difference that blurred print does not make: black on white, 1 pixel out of focus,
# makes 60, and what is so little blurred is read.
_CLEAR_EDGE = 48

# From light to dark and back, for three lines of print on a lighter or darker ground.
_TURNS = 5

# Reach, in pixels of half the size, in which a rule with its edges has its ground.
_FAR = 6.0

# Pixels of ink that are too few for a letter: the dots and bowls of the smallest print
# have eight, and of honest fonts at most four stand outside their letters' boxes.
_SPECK = 8

# Signs that are a dot or a stroke in every typeface, and their thickness in em: that of
# the bars and dots of the heaviest typefaces.
_THIN = frozenset(".,:;'`-_\u00b7\u2010\u2011\u2013")
_THICKEST = 0.25

# Side of the squares, in pixels, in which edges are counted.
_CELL = 6


class Layer(NamedTuple):
    """One reader's characters, each once, parted by whether they can be seen."""

    seen: list[Glyph]
    unseen: list[Glyph]
    overprinted: bool
    """Among those that can be seen, different ones stand in one place."""

    def letters(self) -> Counter[str]:
        """How often each letter and digit is in it, seen or not, without case."""
        text = "".join(glyph.text for glyph in (*self.seen, *self.unseen))
        return Counter(filter(str.isalnum, text.casefold()))


class Sight(NamedTuple):
    """The page with and without its text, and where the two differ."""

    scale: float
    """Pixels per point."""

    change: NDArray[np.uint8]
    """How much each pixel changes when the text is taken away."""

    whole: NDArray[np.uint8]
    """The page in gray."""

    rest: NDArray[np.uint8]
    """The page in gray without its text."""

    busy: NDArray[np.bool_]
    """Where the page without its text is no plain ground, as in a photo."""

    letters: NDArray[np.uint8]
    """The page in red, green and blue, fine enough to tell letters apart."""

    letter_scale: tuple[float, float]
    """Pixels of `letters` per point, across and down: a page is rendered to whole
    pixels, and far from its corner a part of one is as wide as a stroke."""

    @property
    def page(self) -> Box:
        """All of it, in points."""
        height, width = self.letters.shape[:2]
        across, down = self.letter_scale
        return Box(0, 0, width / across, height / down)

    def part(self, glyphs: list[Glyph]) -> Layer:
        """The characters, parted by whether a reader of the page can see them."""
        kept: tuple[list[Glyph], list[Glyph]] = [], []
        for glyph, sees in zip(glyphs, self._sees(glyphs), strict=True):
            kept[not sees].append(glyph)
        seen, overprinted = without_doubles(kept[0])
        unseen, _ = without_doubles(kept[1])
        return Layer(seen, unseen, overprinted)

    def _sees(self, glyphs: Sequence[Glyph]) -> list[bool]:
        """Of each character whether taking the text away takes ink away there that a
        reader can make out; blanks count as seen.

        Letters and digits cross the middle of their box; only that is looked at,
        since the lines above and below may reach into the box.
        """
        import numpy as np

        if not glyphs:
            return []
        x0, top, x1, bottom, _, _, size = np.array([glyph[1:8] for glyph in glyphs]).T
        kinds = {
            text: (text.isspace(), has_letter_or_digit(text))
            for text in {glyph.text for glyph in glyphs}
        }
        blank, inner = np.array([kinds[glyph.text] for glyph in glyphs]).T
        aside, above = inner * (x1 - x0) / 5, inner * (bottom - top) / 5
        places = self._spans(top + above, bottom - above, x0 + aside, x1 - aside)
        stroke = np.minimum(_STROKE * size * self.scale, 1.0)
        least = np.maximum(_PALEST * stroke, _PALEST_DOT)
        sees = self._middle_rows(places) > least
        plain = self._are_plain(places)
        # Nearly all letters show in their middle row, and on plain ground.
        for n in np.flatnonzero(~(blank | (sees & plain)) & (size >= SMALLEST_TYPE)):
            start, stop, left, right = places[:, n].tolist()
            place = slice(start, stop), slice(left, right)
            sees[n] = (sees[n] or self.change[place].max(initial=0) > least[n]) and (
                plain[n] or not self.busy[place].any() or self._stands_out(place, stroke[n])
            )
        answers: list[bool] = (blank | (sees & (size >= SMALLEST_TYPE))).tolist()
        return answers

    def _spans(
        self,
        top: NDArray[np.float64],
        bottom: NDArray[np.float64],
        x0: NDArray[np.float64],
        x1: NDArray[np.float64],
    ) -> NDArray[np.intp]:
        """The pixels of boxes in points: of each the first row, the end of its rows, the
        first column and the end of its columns, 4 by their number."""
        import numpy as np

        first = np.trunc(np.multiply((top, x0), self.scale))
        end = np.ceil(np.multiply((bottom, x1), self.scale))
        edges = np.stack((first[0], end[0], first[1], end[1]))
        # No page is rendered so large; what is beyond is nowhere.
        return edges.clip(0, 1e9).astype(np.intp)

    def _middle_rows(self, places: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The most that a pixel in the middle row of each place changes."""
        import numpy as np

        height, width = self.change.shape
        row = (places[0] + places[1]) // 2
        left, right = np.minimum(places[2:], width)
        most = np.zeros(len(row), dtype=np.uint8)
        (there,) = np.nonzero((row < height) & (left < right))
        if not len(there):
            return most
        starts, ends = (row * width + left)[there], (row * width + right)[there]
        order = np.argsort(starts)
        stretches = np.stack((starts, ends), axis=1)[order].ravel()
        # A stretch ends before the pixel that it is told by.
        pixels = np.append(self.change, np.uint8(0))
        most[there[order]] = np.maximum.reduceat(pixels, stretches)[::2]
        return most

    def _are_plain(self, places: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether the ground of a place is plain and some pixels around it too; where
        it is not, the place itself may be."""
        import numpy as np

        height, width = (-(-side // 4) for side in self.busy.shape)
        padded = np.zeros((4 * height, 4 * width), dtype=np.bool_)
        padded[: self.busy.shape[0], : self.busy.shape[1]] = self.busy
        busy = padded.reshape(height, 4, 4 * width).any(axis=1).view(np.uint32) > 0
        before = np.zeros((height + 1, width + 1), dtype=np.int32)
        busy.cumsum(axis=0).cumsum(axis=1, out=before[1:, 1:])
        top, left = np.minimum(places[::2] // 4, [[height], [width]])
        bottom, right = np.minimum(-(-places[1::2] // 4), [[height], [width]])
        within = before[bottom, right] - before[top, right]
        within -= before[bottom, left] - before[top, left]
        plain: NDArray[np.bool_] = within == 0
        return plain

    def _stands_out(self, place: tuple[slice, slice], stroke: float) -> bool:
        """Whether print on a photo is on the whole darker or lighter than the photo."""
        inked = self.change[place] > _PALEST_DOT
        whole = self.whole[place]
        if inked.all():
            return True
        contrast = float(whole[inked].mean()) - float(whole[~inked].mean())
        return abs(contrast) > _PALEST * stroke / 2

    def is_printed(self, box: Box) -> bool:
        """Whether something else than the text layer draws edges here."""
        part = self.rest[self._pixels(box)]
        return bool(part.size) and int(part.max()) - int(part.min()) > _EDGE

    def has_unnamed_print(self, glyphs: Iterable[Glyph]) -> bool:
        """Whether ink of the text is left where none of these characters stands.

        A font may name its letters as blanks or dots, or not at all. A sign that stands
        apart by half its height is a bullet, or another ornament that fonts often hold.
        """
        import numpy as np

        inked = self.change > _PALEST
        left = inked.copy()
        named = [glyph for glyph in glyphs if _may_name_print(glyph)]
        if named:
            boxes = np.array([glyph[1:5] for glyph in named]).T
            inks = np.array(
                [
                    (ink.x0, ink.top, ink.x1, ink.bottom)
                    for ink in (glyph.ink or glyph for glyph in named)
                ]
            ).T
            x0, top = np.minimum(boxes[:2], inks[:2])
            x1, bottom = np.maximum(boxes[2:], inks[2:])
            spans = self._spans(top, bottom, x0, x1)
            for start, stop, first, end in spans.T.tolist():
                left[max(start - 1, 0) : stop + 1, max(first - 1, 0) : end + 1] = False
        if int(left.sum()) < _SPECK:
            return False
        labels, places = patches_of(highest_near(left.astype(np.uint8), 2).astype(bool))
        sizes = np.bincount(labels[left], minlength=len(places) + 1)
        for number, (x0, top, x1, bottom) in enumerate(places, 1):
            far = (bottom - top) // 2
            beside = inked[top:bottom, max(x0 - far, 0) : x1 + far].copy()
            beside[:, x0 - max(x0 - far, 0) :][:, : x1 - x0] = False
            stands_apart = x1 - x0 <= 1.5 * (bottom - top) and not beside.any()
            if sizes[number] >= _SPECK and not stands_apart:
                return True
        return False

    def _pixels(self, box: Box) -> tuple[slice, slice]:
        return (
            slice(
                max(int(box.top * self.scale), 0),
                max(math.ceil(box.bottom * self.scale), 0),
            ),
            slice(max(int(box.x0 * self.scale), 0), max(math.ceil(box.x1 * self.scale), 0)),
        )

    def places_without_words(self) -> Iterator[Box]:
        """Where the rest of the page has edges in both directions, as letters have.

        Rules and frames of tables have them only where they meet, a tint has none. Among
        many rules, letters are where such places follow each other.
        """
        import numpy as np

        height, width = (side // _CELL * _CELL for side in self.rest.shape)
        if not (height and width):
            return
        page = self.rest[:height, :width].astype(np.int16)
        shape = height // _CELL, width // _CELL
        either, both = np.zeros(shape, dtype=bool), np.ones(shape, dtype=bool)
        for axis in (0, 1):
            edges = np.zeros((height, width), dtype=bool)
            steps = np.abs(np.diff(page, axis=axis)) > _EDGE
            edges[: steps.shape[0], : steps.shape[1]] = steps
            counts = _by_cells(edges)
            either |= counts >= _CELL / 2
            both &= counts >= _CELL / 2
        if not both.any():
            return
        # Letters of a word and lines of a paragraph are less than two squares apart.
        near = highest_near(either.astype(np.uint8), 1).astype(bool)
        labels, places = patches_of(near)
        inked = np.bincount(labels[either], minlength=len(places) + 1)
        lettered = np.bincount(labels[both], minlength=len(places) + 1)
        # Where rules meet they make squares of their own, two by two at most.
        runs = {
            labels[top, x0:x1].max()
            for x0, top, x1, bottom in patches_of(both).boxes
            if max(x1 - x0, bottom - top) > 2
        }
        points = _CELL / self.scale
        for number, (x0, top, x1, bottom) in enumerate(places, 1):
            if number in runs or lettered[number] >= max(2, 0.15 * inked[number]):
                yield Box(x0 * points, top * points, x1 * points, bottom * points)

    def blurred_places(self, sharp: Sequence[Box]) -> Iterator[Box]:
        """Where the rest of the page goes to and fro in both directions without edges,
        as lines of print do that are out of focus.

        A shadow or a glow goes one way and back, a tint or rule one way only. A place
        that reaches into one of the sharp ones is part of a photo that is in focus.
        """
        import cv2
        import numpy as np

        soft = _without_edges(self.rest)
        tones = np.ones((2 * _CELL + 1, 2 * _CELL + 1), dtype=np.uint8)
        spread = cv2.subtract(cv2.dilate(soft, tones), cv2.erode(soft, tones))
        varied = (spread >= _PALEST_DOT).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(varied)
        points = 2 / self.scale
        for x, y, w, h, _ in stats[1:].tolist():
            box = Box(x * points, y * points, (x + w) * points, (y + h) * points)
            part = soft[y : y + h, x : x + w]
            if any(box.meets(place) for place in sharp):
                continue
            if all(_goes_to_and_fro(part, axis) for axis in (0, 1)):
                yield box


def _by_cells(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How many pixels of each square are in the mask, whose sides are multiples of it."""
    import numpy as np

    rows, columns = (side // _CELL for side in mask.shape)
    level = mask.reshape(rows, _CELL, -1).sum(axis=1, dtype=np.uint8)
    counts: NDArray[np.uint8] = level.reshape(rows, columns, _CELL).sum(
        axis=2, dtype=np.uint8
    )
    return counts


def _may_name_print(glyph: Glyph) -> bool:
    """Whether the character can be what is drawn in its place: no blank is drawn, and a
    dot, a stroke or an accent is thin."""
    if glyph.text.isspace() or glyph.text == UNKNOWN:
        return False
    if glyph.text in _THIN or unicodedata.category(glyph.text[0]).startswith("M"):
        ink = glyph.ink
        return ink is not None and min(ink.width, ink.height) <= _THICKEST * glyph.size
    return True


def _without_edges(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A gray page at half its size, softened, with the ground in place of sharp edges."""
    import cv2
    import numpy as np

    kept = np.full(page.shape, 255, dtype=np.uint8)
    for axis in (0, 1):
        steps = np.abs(np.diff(page.astype(np.int16), axis=axis)) > _CLEAR_EDGE
        kept[: steps.shape[0], : steps.shape[1]][steps] = 0
    near = np.ones((7, 7), dtype=np.uint8)
    weight = np.divide(cv2.erode(kept, near), 255, dtype=np.float32)
    size = max(page.shape[1] // 2, 1), max(page.shape[0] // 2, 1)

    def softened(pixels: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
        half = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.GaussianBlur(half, (0, 0), reach), np.float32)

    tones = np.multiply(page, weight, dtype=np.float32)
    ground = np.full(size[::-1], np.median(page[::8, ::8]), np.float32)
    # What lies near a place is its ground, and only far from anything else the page's.
    for reach in (_FAR, 1.0):
        total = softened(weight, reach)
        mean = softened(tones, reach) / np.maximum(total, 1e-3)
        ground = np.where(total > 0.05, mean, ground)
    return ground.clip(0, 255).astype(np.uint8)


def _goes_to_and_fro(part: NDArray[np.uint8], axis: int) -> bool:
    """Whether a tenth of the lines along an axis change their way as often as they do
    across three lines of print, each time by what can be seen."""
    import numpy as np

    lines = part.astype(np.int16) if axis == 0 else part.T.astype(np.int16)
    highest, lowest = lines[0].copy(), lines[0].copy()
    way = np.zeros(lines.shape[1], dtype=np.int8)
    turns = np.zeros(lines.shape[1], dtype=np.int16)
    for tone in lines[1:]:
        falls = (way >= 0) & (tone <= highest - _PALEST_DOT)
        rises = (way <= 0) & (tone >= lowest + _PALEST_DOT)
        turned = falls | rises
        turns += turned
        way[falls], way[rises] = -1, 1
        highest = np.where(turned, tone, np.maximum(highest, tone))
        lowest = np.where(turned, tone, np.minimum(lowest, tone))
    return bool((turns >= _TURNS).mean() >= 0.1)


def look_at(page: pdfium.PdfPage) -> Sight:
    """The page with and without its text; the loaded page is left without."""
    import numpy as np

    width, height = page.get_size()

    def scale(dpi: float, pixels: float) -> float:
        within_pixels: float = math.sqrt(pixels / (width * height))
        within_side: float = 3_000 / max(width, height)
        return min(dpi / POINTS_PER_INCH, within_side, within_pixels)

    look = scale(_LOOK_DPI, 4e6)
    letters = rendered(page, scale(_LETTER_DPI, 8e6))
    letter_scale = letters.shape[1] / width, letters.shape[0] / height
    whole = rendered(page, look)
    hide_text(page)
    rest = rendered(page, look)
    steps = np.maximum(whole, rest) - np.minimum(whole, rest)
    change = np.maximum(np.maximum(steps[:, :, 0], steps[:, :, 1]), steps[:, :, 2])
    ground = np.ascontiguousarray(rest[:, :, 1])
    busy = highest_near(ground, 2) - lowest_near(ground, 2) > _BUSY
    return Sight(look, change, whole[:, :, 1], ground, busy, letters, letter_scale)
