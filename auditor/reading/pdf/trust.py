"""Whether a text layer's letters are what they claim to be.

A font's character map may be nonsense or a lie. The letters' shapes, the words they
make, and the two libraries that name them are held against each other; where they
differ, the picture has to be read.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from auditor.model import Word
from auditor.reading.pdf.glyphs import (
    UNKNOWN,
    Glyph,
    Turn,
    has_letter_or_digit,
    is_straight,
    quarter,
)
from auditor.reading.pdf.letterforms import Drawn, contradicted
from auditor.reading.pdf.sight import SMALLEST_TYPE
from auditor.reading.pdf.words import chains, word_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.reading.pdf.sight import Layer, Sight
    from auditor.reading.pdf.words import PdfWord


def better_witness(named: Layer, theirs: Layer) -> tuple[Layer, str]:
    """The characters by pdfplumber, or by PDFium where that is the better witness.

    The second part is why neither is to be believed, or empty.
    """
    ours_found, theirs_found = named.letters(), theirs.letters()
    # Real files whose text pdfplumber loses in part, or places elsewhere than it
    # is drawn, are common; the other way round none was met.
    lost = ours_found.total() < 0.9 * theirs_found.total()
    # It finds no width for letters of a standard font that are named unusually, and
    # piles them up.
    piled = any(
        has_letter_or_digit(glyph.text)
        and (glyph.x1 <= glyph.x0 or glyph.bottom <= glyph.top)
        for glyph in named.seen
    )
    worse = lost or piled or len(named.unseen) > len(theirs.unseen)
    best = _spaced(theirs, named) if worse else named
    if best.overprinted:
        return best, "texts are printed over each other"
    # A replacement text (ActualText) is told by one of the two only. On honest
    # layers they agree to the letter, or pdfplumber has fewer.
    if (ours_found - theirs_found) and (theirs_found - ours_found):
        return best, "two readers of the text layer find different letters"
    return best, ""


def _spaced(theirs: Layer, named: Layer) -> Layer:
    """PDFium's characters with the room that the font gives each, where the other reader
    knows it: of fonts without measures PDFium tells the ink alone, and figures of one
    number seem to stand apart."""
    if not any(map(_is_ink_alone, theirs.seen)):
        return theirs
    rooms = {
        (math.floor(glyph.x + aside), math.floor(glyph.y + above)): glyph
        for glyph in named.seen
        for aside in (-0.25, 0.25)
        for above in (-0.25, 0.25)
    }
    seen = []
    for glyph in theirs.seen:
        room = rooms.get((math.floor(glyph.x), math.floor(glyph.y)))
        if room is not None and _is_ink_alone(glyph):
            x0, top, x1, bottom = room[1:5]
            glyph = glyph._replace(x0=x0, top=top, x1=x1, bottom=bottom)
        seen.append(glyph)
    return theirs._replace(seen=seen)


def _is_ink_alone(glyph: Glyph) -> bool:
    """Whether its box is that of what is drawn, to a hundredth of a point."""
    ink = glyph.ink
    return (
        ink is not None
        and abs(glyph.x0 - ink.x0) < 0.01
        and abs(glyph.x1 - ink.x1) < 0.01
        and abs(glyph.top - ink.top) < 0.01
        and abs(glyph.bottom - ink.bottom) < 0.01
    )


def distrust(words: list[PdfWord], measured: list[Glyph]) -> str:
    """Why the layer's letters are not to be believed; empty if they are."""
    text = "".join(word.text for word in words)
    if text.count(UNKNOWN) > len(text) / 10:
        return "the text layer does not say which letters it shows"
    if _shapes_differ(measured):
        return "the shapes of the letters are not those the text layer names"
    if not _reads_as_language(words):
        return "the text layer does not read as words"
    return ""


def misnamed_words(measured: Layer, named: Layer, sight: Sight) -> Iterator[Word]:
    """Words of the layer whose letters are drawn as other ones, or mirrored.

    One drawing of each letter of a font is looked at, and one more where another
    shape goes by the same name. A digit alone counts: it may be a dose. PDFium
    spreads a replacement text (ActualText) evenly over what it replaces, so that it
    misses its letters: where the other reader has it elsewhere, its place is the page.
    """
    glyphs = measured.seen
    known: dict[_Look, Glyph] = {}
    for glyph in glyphs:
        if glyph.ink and is_straight(glyph) and glyph.size >= SMALLEST_TYPE:
            look = _look_of(glyph)
            if glyph.size > known.setdefault(look, glyph).size:
                known[look] = glyph
    across, down = sight.letter_scale
    drawn = [
        Drawn(
            glyph.text,
            ink.scaled(across, down),
            quarter(glyph.turn),
        )
        for glyph in known.values()
        if (ink := glyph.ink)
    ]
    answers = contradicted(sight.letters, drawn)
    wrong = {look for look, answer in zip(known, answers, strict=True) if answer}
    wrong_way = {id(glyph) for glyph in glyphs if _is_mirrored(glyph)}
    if not (wrong or wrong_way):
        return
    alike = set(placed_alike(measured, named))
    for run in chains(glyphs):
        odd = [g for g in run if id(g) in wrong_way or _look_of(g) in wrong]
        if any(glyph.text.isdigit() for glyph in odd) or 2 * len(odd) >= max(len(run), 4):
            word = word_of(run, 0, 0)
            astray = 2 * sum(glyph in alike for glyph in run) < len(run)
            yield Word(word.text, sight.page if astray else word.box)


def placed_alike(measured: Layer, named: Layer) -> list[Glyph]:
    """The measured characters that stand where the other reader has them too.

    All, where the other reader has none.
    """
    places = {(glyph.text, round(glyph.x), round(glyph.y)) for glyph in named.seen}
    return [
        glyph
        for glyph in measured.seen
        if not places or (glyph.text, round(glyph.x), round(glyph.y)) in places
    ]


def told_by_one(measured: Sequence[Glyph], alike: set[Glyph]) -> Iterator[str]:
    """Words, as they follow each other in the layer, that the other reader has not."""
    parts = groupby(measured, key=lambda glyph: (glyph.text.isspace(), round(glyph.y)))
    for (blank, _), word in parts:
        run = list(word)
        if not blank and 2 * sum(glyph in alike for glyph in run) < len(run):
            yield "".join(glyph.text for glyph in run)


_Look = tuple[int, str, Turn, int, int]


def _look_of(glyph: Glyph) -> _Look:
    """What drawings of one letter have in common, whatever their size: hundredths of
    the type size, twice as coarse as outlines are told."""
    turn = quarter(glyph.turn)
    if not glyph.ink or glyph.size <= 0:
        return glyph.font, glyph.text, turn, 0, 0
    unit = 50 / glyph.size
    return (
        glyph.font,
        glyph.text,
        turn,
        round(glyph.ink.width * unit),
        round(glyph.ink.height * unit),
    )


def _is_mirrored(glyph: Glyph) -> bool:
    """Whether a letter hangs from its baseline, for a reader who follows its direction:
    the middle of every Latin letter and digit is above."""
    if not glyph.ink or not (glyph.text.isascii() and has_letter_or_digit(glyph.text)):
        return False
    x, y = glyph.ink.center
    way = math.radians(glyph.turn)
    return (x - glyph.x) * math.sin(way) - (y - glyph.y) * math.cos(way) < 0


_TALL = frozenset("bdfhkl")
_SHORT = frozenset("acemnorsuvwxz")
_DESCENDING = frozenset("gpqy")
_NARROW = frozenset("ilj")
_WIDE = frozenset("mw")
_CAPITALS = frozenset("ABCDEFGHIKLMNOPRSTUVWXYZ")
_NARROW_CAPITALS = frozenset("EFIL")
_WIDE_CAPITALS = frozenset("GMOQW")


def _shapes_differ(glyphs: Iterable[Glyph]) -> bool:
    """Whether fonts with a tenth of the letters fail to look as they claim.

    A font whose character map is nonsense draws an "a" where the layer says "l".
    In every Latin typeface b, d, f, h, k and l are taller than a, c, e, m and their
    like, g, p, q and y go deeper, i, j and l are narrower than m and w, E, F, I and L
    than G, M, O, Q and W, and capitals are of one height. Each of these is true of
    nearly all pairs of letters in an honest font and of about half of them by
    chance; the line is drawn midway.
    """
    fonts: defaultdict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if (
            glyph.ink
            and len(glyph.text) == 1
            and glyph.text.isascii()
            and glyph.text.isalpha()
        ):
            fonts[glyph.font].append(glyph)
    everywhere = sum(map(len, fonts.values()))
    odd = sum(len(font) for font in fonts.values() if _likeness(font) < 0.75)
    return odd > everywhere / 10


def _likeness(font: list[Glyph]) -> float:
    """How far one font's letters look as they claim: 0.5 by chance, 1 if they do.

    1 also where there are too few letters to tell.
    """
    measured: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for glyph in font:
        shape = _shape(glyph)
        if shape is not None:
            measured[glyph.text].append(shape)
    rise, drop, width = (
        {
            letter: median(shape[n] for shape in shapes)
            for letter, shapes in measured.items()
        }
        for n in range(3)
    )
    small = {letter for letter in rise if letter in _TALL | _SHORT}
    heights = [rise[letter] for letter in small]
    answers = []
    # Capitals in place of small letters, as display typefaces have them, tell nothing.
    if heights and max(heights) > 1.15 * min(heights):
        answers.append(_above(rise, _TALL, _SHORT))
        answers.append(_above(drop, _DESCENDING, _TALL | _SHORT))
    answers.append(_above(width, _WIDE, _NARROW))
    answers.append(_above(width, _WIDE_CAPITALS, _NARROW_CAPITALS))
    capitals = [letter for letter in rise if letter in _CAPITALS]
    if len(capitals) >= 4:
        usual = median(rise[letter] for letter in capitals)
        level = [
            abs(rise[letter] - usual) <= 0.1 * usual and drop[letter] <= 0.15 * usual
            for letter in capitals
        ]
        answers.append(sum(level) / len(level))
    told = [answer for answer in answers if answer is not None]
    return sum(told) / len(told) if told else 1.0


def _above(
    measure: dict[str, float], higher: frozenset[str], lower: frozenset[str]
) -> float | None:
    """Share of pairs in which the first is above the second; None for few pairs."""
    pairs = [
        (measure[a], measure[b])
        for a in sorted(higher & measure.keys())
        for b in sorted(lower & measure.keys())
    ]
    if len(pairs) < 4:
        return None
    return sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs)


def _shape(glyph: Glyph) -> tuple[float, float, float] | None:
    """Rise above and drop below the baseline and width, in parts of the font size."""
    if glyph.ink is None or glyph.size <= 0 or not is_straight(glyph):
        return None
    ink = glyph.ink
    match quarter(glyph.turn):
        case 0:
            shape = glyph.y - ink.top, ink.bottom - glyph.y, ink.width
        case 90:
            shape = ink.x1 - glyph.x, glyph.x - ink.x0, ink.height
        case 180:
            shape = ink.bottom - glyph.y, glyph.y - ink.top, ink.width
        case 270:
            shape = glyph.x - ink.x0, ink.x1 - glyph.x, ink.height
    rise, drop, width = (part / glyph.size for part in shape)
    return rise, drop, width


def _reads_as_language(words: list[PdfWord]) -> bool:
    """Whether Latin letters come as they do in words; true where too few can tell.

    In the languages of labels 35 to 50 of 100 letters are vowels; units and
    abbreviations lower that, which is why short words are left out. Letters that are
    set apart one by one, or exchanged for others, leave that range.
    """
    tokens = ["".join(filter(str.isalpha, word.text)) for word in words]
    letters = sum(map(len, tokens))
    latin = sum(
        unicodedata.name(letter, "").startswith("LATIN") for letter in "".join(tokens)
    )
    if letters < 60 or latin < letters / 2:
        return True
    if sum(len(token) == 1 for token in tokens) > letters / 4:
        return False
    long = "".join(token for token in tokens if len(token) >= 4)
    if len(long) < 60:
        return True
    plain = unicodedata.normalize("NFD", long.casefold())
    vowels = sum(letter in "aeiouyæœøı" for letter in plain)
    return 0.25 <= vowels / len(long) <= 0.6
