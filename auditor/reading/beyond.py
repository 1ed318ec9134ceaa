"""Print that goes on where the detector lost its line.

Where print runs out of focus, around a bottle's side or off the plane of the lens, a
detector sees it up to some letter and no further, while a recognizer still reads most
of what follows. A line is followed as long as there is ink in line with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from auditor.reading.engines.recognizer import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from auditor.reading.lines import Spine

    Pixels = NDArray[np.uint8]

_STEP: Final = 2.0
"""Heights of print by which a line is lengthened at a time, straight on: a line around a
bottle leaves its tangent by a tenth of its height there, or less."""

_READ_AGAIN: Final = 6.0
"""Heights of print before an end that are read again with what follows: a word or two,
by which what follows is put in its place."""

_SHORTEST: Final = 0.5
"""Heights of print that are worth it: narrower than that is no letter with its air."""

_LOOKED_AT: Final = 1.0
"""Heights of print beyond an end, and twice as many before it, whose ink is compared."""

_BAND: Final = 0.3
"""Heights of print to both sides of a line's middle that its small letters fill."""

_COLUMNS, _ROWS = 16, 7
"""Samples along a height of print, and across the band."""

_INKED: Final = 0.6
"""Share of the columns beyond an end that have ink: letters fill four fifths of a word's
width and more, and what has less is the margin with a speck or a rule in it."""

_AS_DARK: Final = 0.5
"""Contrast of ink beyond an end, of that before it: print that blurs grows faint."""

_FEWEST_TONES: Final = 25
"""Tones, of 255, between ink and ground below which it is noise that is compared."""

_ANCHOR: Final = 4
"""Letters of a line that have to be read again as they were, and what follows them."""

_CUT: Final = 2
"""Letters at a lost end that may be read otherwise: the last was cut through."""

_SURE, _LEAST = 0.85, 0.5
"""Mean and least confidence of the letters that are read beyond an end. Blurred ones are
read less surely than others; one below a half is as likely another letter, and what
stands beside print is read as such."""

_STOPS: Final = frozenset(".!?:;|")
"""Signs with which a line ends as its writer wanted."""


class End(NamedTuple):
    """One end of a line."""

    line: int
    """Number of the line."""

    last: bool
    """The end where its last letter stands."""


def may_go_on(text: Text, *, last: bool) -> bool:
    """Whether a line, by what was read of it, may have been lost at an end.

    Not one that ends with a full stop, and none that begins like a sentence or a name.
    """
    said = text.characters.strip()
    if len(said.replace(" ", "")) < _ANCHOR + _CUT or text.confidence < _SURE:
        return False
    return said[-1] not in _STOPS if last else not (said[0].isupper() and said[1].islower())


class Longer(NamedTuple):
    """A line that goes on at one of its ends."""

    spine: Spine
    """All of it."""

    part: Spine
    """Its new end, with what stands before that."""

    share: float
    """Of its length, what it had before."""


def followed(
    pixels: Pixels, spines: Sequence[Spine], ends: Collection[End]
) -> Mapping[End, Longer]:
    """The lines of some ends, lengthened there, where ink is in line with them.

    Up to the next line at the most, so that no print is read twice.
    """
    ends = list(ends)
    if not ends:
        return {}
    tips, outward = map(
        np.array, zip(*(_tip(spines[end.line], end) for end in ends), strict=True)
    )
    heights = np.array([spines[end.line].height for end in ends])
    inked = _inked(pixels, tips, outward, heights)
    longer = {}
    for end in (ends[n] for n in np.flatnonzero(inked)):
        spine, room = spines[end.line], free_beyond(spines, end)
        if room >= _SHORTEST * spine.height:
            whole = spine.lengthened(*((0.0, room) if end.last else (room, 0.0)))
            part = whole.ending(room + _READ_AGAIN * spine.height, last=end.last)
            longer[end] = Longer(whole, part, spine.length / whole.length)
    return longer


def _tip(spine: Spine, end: End) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line's end, and the unit vector that points out there."""
    tip, before = spine.points[[-1, -2] if end.last else [0, 1]]
    step = tip - before
    return tip, step / max(float(np.hypot(*step)), 1e-9)


def free_beyond(spines: Sequence[Spine], end: End) -> float:
    """Pixels by which a line may be lengthened at an end before it meets another one."""
    spine = spines[end.line]
    tip, outward = _tip(spine, end)
    others = [
        other.points[at]
        for n, other in enumerate(spines)
        if n != end.line
        for at in (0, -1)
    ]
    offsets = np.array(others).reshape(-1, 2) - tip
    along = offsets @ outward
    aside = np.abs(offsets @ np.array([-outward[1], outward[0]]))
    # Lines are kept with air around them, so that the next one may seem to have begun.
    met = along[(aside < spine.height / 2) & (along > -spine.height)]
    return float(min(met.min(initial=np.inf), _STEP * spine.height))


def _inked(
    pixels: Pixels,
    tips: NDArray[np.float64],
    outward: NDArray[np.float64],
    heights: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether ink stands beyond each of n ends as it does before them.

    Args:
        tips: Shape (n, 2).
        outward: Unit vectors along the lines, shape (n, 2).
        heights: Of the print, shape (n,).
    """
    across = np.stack([-outward[:, 1], outward[:, 0]], axis=1)
    reach = _COLUMNS * _LOOKED_AT
    along = (np.arange(-2 * reach, reach) + 0.5) / _COLUMNS
    aside = np.linspace(-_BAND, _BAND, _ROWS)
    places = (
        tips[:, None, None]
        + (heights[:, None] * along)[:, :, None, None] * outward[:, None, None]
        + (heights[:, None] * aside)[:, None, :, None] * across[:, None, None]
    )
    columns, rows = np.moveaxis(np.floor(places).astype(int), -1, 0)
    height, width = pixels.shape[:2]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    tones = pixels[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    contrast = np.ptp(tones.astype(np.int16), axis=2).max(axis=-1)
    contrast[~inside.all(axis=2)] = 0
    known = np.median(contrast[:, along < 0], axis=1)
    dark = contrast[:, along > 0] > _AS_DARK * known[:, None]
    return np.asarray((dark.mean(axis=1) >= _INKED) & (known >= _FEWEST_TONES))


def continued(before: Text, read: Text, longer: Longer, *, last: bool) -> Text | None:
    """The text of a line with what follows at an end; None where nothing is sure to.

    The letters at the end have to be read again as they were, but for the last ones, and
    what follows them for sure. A rule beside print reads like a one and a bullet like any
    sign, so that one letter is told only next to the print, and no digit by itself.

    Args:
        before: What was read of the line.
        read: What was read of its new end.
    """
    if not last:
        text = continued(_mirrored(before), _mirrored(read), longer, last=True)
        return None if text is None else _mirrored(text)
    known = [n for n, letter in enumerate(before.characters) if letter != " "]
    found = [n for n, letter in enumerate(read.characters) if letter != " "]
    anchor = "".join(before.characters[n] for n in known[-_ANCHOR - _CUT : -_CUT])
    said = "".join(read.characters[n] for n in found)
    at = said.rfind(anchor)
    if at < 0:
        return None
    new = said[at + _ANCHOR + _CUT :]
    alone = len(new) == 1 and len(read.characters.split()[-1]) == 1
    sure = [read.confidences[n] for n in found[at + _ANCHOR :]]
    if (
        alone
        or 2 * sum(map(str.isalpha, new)) <= len(new)
        or sum(sure) < _SURE * len(sure)
        or min(sure) < _LEAST
    ):
        return None
    kept, start = known[-_CUT - 1] + 1, found[at + _ANCHOR - 1] + 1
    part = longer.part.length / longer.spine.length
    return Text(
        before.characters[:kept] + read.characters[start:],
        before.confidences[:kept] + read.confidences[start:],
        (
            *(place * longer.share for place in before.places[:kept]),
            *(1 - part + place * part for place in read.places[start:]),
        ),
    )


def _mirrored(text: Text) -> Text:
    """The same from its last letter to its first."""
    places = tuple(1 - place for place in reversed(text.places))
    return Text(text.characters[::-1], text.confidences[::-1], places)
