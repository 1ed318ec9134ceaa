"""PDF pages to words, where their text layer can be trusted, and to pixels.

A text layer is exact where it is honest: no decimal point is lost in it. But it
is not what a buyer sees. It may be invisible, lie beneath the artwork, or name
the wrong letters because the font's character map is nonsense or a lie. So every
letter is held against the rendered page: it counts only if ink that a reader can
make out disappears when the text is taken away, and a layer whose letters do not
look like the letters they claim to be (an "l" no taller than an "a", a word drawn
with other letters) is not believed. Where the layer is not believed, the picture
decides.

pdfplumber names the characters; PDFium renders, measures, and steps in where
pdfplumber fails. PDFium is not safe in threads, and it ends the whole process
when memory runs out: open PDFs of strangers in a process of their own.
"""

from __future__ import annotations

import ctypes
import logging
import math
import struct
import unicodedata
import zlib
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby, islice, pairwise
from statistics import median
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from auditor.errors import (
    CorruptInputError,
    EmptyInputError,
    EncryptedInputError,
    InputError,
    MemoryLimitError,
    TooLargeInputError,
    UnsupportedInputError,
)
from auditor.model import Box, Word, cover
from auditor.reading.letterforms import Drawn, contradicted
from auditor.reading.source import PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy as np
    import pdfplumber.page
    import pdfplumber.pdf
    import pypdfium2 as pdfium
    from numpy.typing import NDArray
    from pdfminer.layout import LTChar, LTItem

    from auditor.reading.source import Limits, Source
    from auditor.reading.streams import Streams

Turn = Literal[0, 90, 180, 270]

POINTS_PER_INCH = 72

PRINT_DPI = 300
"""What pages are rendered at when no embedded scan says better: the letters of the
smallest print that labels may carry (1/16 inch, 21 CFR 101.2(c)) are 19 pixels high."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """One visible page: crop box and rotation are applied, most print is upright."""

    number: int
    """Counted from 1, as a reader of the report would."""

    width: float
    height: float
    """In points, as the page stands upright."""

    rotation: Turn = 0
    """Degrees clockwise that the page, as a viewer shows it, was turned because most
    of its text layer runs another way. All boxes are in the turned frame."""

    words: tuple[Word, ...] | None
    """Of the text layer, those that can be seen, line by line; None when the layer
    is missing or not trusted and the picture has to be read."""

    sizes: tuple[float, ...] = ()
    """Font size of each word in points."""

    turns: tuple[Turn, ...] = ()
    """Degrees clockwise of each word's reading direction; 0 for upright print."""

    hidden: tuple[str, ...] = ()
    """Text of the layer that cannot be seen and has no print in its place."""

    unproven: tuple[Word, ...] = ()
    """Text of the layer that only the picture can bear out, line by line: it lies
    unseen over print of another making, or the letters drawn are not those it names."""

    unread: tuple[Box, ...] = ()
    """Places with pictures or drawn letters beside the layer's words, which the layer
    knows nothing about. Empty when `words` is None."""

    blurred: tuple[Box, ...] = ()
    """Those of them that vary as print does that is out of focus: what nobody can make
    out there may say anything."""

    native_dpi: float | None = None
    """Resolution of the scan that makes up most of the page, if one does."""

    reason: str
    """Why the layer is or is not trusted, in words."""


class Pdf:
    """An opened PDF; close it, or use it in a with statement."""

    def __init__(
        self, source: Source, document: pdfium.PdfDocument, password: str, limits: Limits
    ) -> None:
        self._name = source.name
        # PDFium reads from these bytes for as long as the document is open.
        self._data = source.data
        self._document = document
        self._password = password
        self._limits = limits
        self._plumber: pdfplumber.pdf.PDF | None = None
        self._plumber_failed = False
        count = len(document)
        self.page_count = min(count, limits.pages)
        """Number of pages that are read."""

        self._beyond: tuple[str, ...] = (
            (f"pages {limits.pages + 1} to {count}: only {limits.pages} are read",)
            if count > limits.pages
            else ()
        )
        self._damaged: list[str] = []
        self._streams: Streams | None = None
        self._mined_pages: list[Mapping[str, object]] = []

    @property
    def skipped(self) -> tuple[str, ...]:
        """What is not read, in words: pages beyond the limit, and what is missing of
        those that were read so far."""
        return *self._beyond, *self._damaged

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[PdfPage]:
        return (self.page(number) for number in range(1, self.page_count + 1))

    def close(self) -> None:
        # Its pages are closed one by one as they are read, and it owns no file.
        self._plumber = None
        self._document.close()

    def page(self, number: int) -> PdfPage:
        """One page, counted from 1: its words, or why its picture has to be read.

        Raises:
            CorruptInputError, MemoryLimitError, TooLargeInputError
        """
        try:
            page = self._load(number)
            try:
                # Before a reader takes its streams apart.
                self._find_damage(number)
                return self._read(number, page)
            finally:
                page.close()
        except MemoryError as error:
            raise self._out_of_memory(number) from error

    def render(
        self, page: PdfPage, dpi: float | None = None, *, without_words: bool = False
    ) -> NDArray[np.uint8]:
        """The page as a picture: height by width by 3, red green blue.

        In the frame of `page`, so that a box in points times pixels per point is
        the same place. Rendered coarser where the limits ask for it.

        Args:
            dpi: Default: what an embedded scan has, otherwise 300.
            without_words: Leave out the text layer, so that what it does not know
                about can be read apart.

        Raises:
            CorruptInputError, MemoryLimitError
        """
        wanted = dpi or page.native_dpi or PRINT_DPI
        longest = max(page.width, page.height)
        scale = min(
            wanted / POINTS_PER_INCH,
            self._limits.render_side / longest,
            math.sqrt(self._limits.render_pixels / (page.width * page.height)),
        )
        try:
            opened = self._load(page.number)
            try:
                if without_words:
                    _hide_text(opened)
                return _rendered(opened, scale, page.rotation)
            finally:
                opened.close()
        except MemoryError as error:
            raise self._out_of_memory(page.number) from error

    def _load(self, number: int) -> pdfium.PdfPage:
        import pypdfium2 as pdfium

        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise CorruptInputError(
                self._name, f"page {number} is damaged", _AGAIN
            ) from error
        if not (page.get_width() >= 1 and page.get_height() >= 1):
            page.close()
            raise CorruptInputError(self._name, f"page {number} has no area", _AGAIN)
        return page

    def _out_of_memory(self, number: int) -> MemoryLimitError:
        return MemoryLimitError(
            self._name, f"page {number} takes more memory than allowed", "save it simpler"
        )

    def _read(self, number: int, page: pdfium.PdfPage) -> PdfPage:
        import pypdfium2 as pdfium

        unread = PdfPage(
            number=number,
            width=page.get_width(),
            height=page.get_height(),
            words=None,
            native_dpi=self._native_dpi(number, page),
            reason="the page has no text layer",
        )
        try:
            text = page.get_textpage()
        except pdfium.PdfiumError:
            return replace(unread, reason="the text layer is damaged")
        if text.count_chars() > self._limits.page_characters:
            return replace(unread, reason="the text layer has too many characters")
        frame = _frame_of(page)
        measured = _measure(text, frame)
        if not measured:
            return unread
        return self._judge(unread, page, frame, measured)

    def _native_dpi(self, number: int, page: pdfium.PdfPage) -> float | None:
        import pypdfium2.raw as raw

        pictures = []
        for count, (kind, handle) in enumerate(_objects(page), 1):
            if count > self._limits.page_objects:
                raise TooLargeInputError(
                    self._name,
                    f"page {number} draws more than {self._limits.page_objects:,} objects",
                    "hand in a picture of it",
                )
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(handle)
        return _resolution(page, pictures)

    def _judge(
        self, unread: PdfPage, page: pdfium.PdfPage, frame: _Frame, measured: list[_Glyph]
    ) -> PdfPage:
        sight = _look(page)
        theirs = sight.part(measured)
        named = sight.part(self._plumbed(unread.number, frame))
        layer, doubt = _better_witness(named, theirs)
        words, unseen = _words(layer.seen), _words(layer.unseen)
        # Over print that is there without the layer, invisible words are what a
        # scanner's software thought it read: no lie, and no evidence either.
        hidden = [word for word in unseen if not sight.is_printed(word.box)]
        overlaid = [word for word in unseen if sight.is_printed(word.box)]
        unread = replace(
            unread,
            hidden=tuple(line.text for line in _lines(hidden)),
            unproven=_lines(overlaid),
        )
        if not words:
            return replace(unread, reason="nothing of the text layer can be seen")
        if len(overlaid) > len(words):
            return replace(
                unread, reason="most of the text layer lies unseen over a picture"
            )
        if doubt:
            # Where the readers differ, places are no more certain than letters.
            said = " ".join(_told_by_one(measured, set(_placed_alike(theirs, named))))
            claim = Word(said, Box(0, 0, unread.width, unread.height))
            return replace(unread, unproven=(*unread.unproven, claim), reason=doubt)
        if doubt := _distrust(words, measured):
            return replace(unread, reason=doubt)
        if misnamed := tuple(_misnamed(_placed_alike(theirs, named), sight)):
            return replace(
                unread,
                unproven=(*unread.unproven, *misnamed),
                reason="the letters drawn are not those that the text layer names: "
                f"{misnamed[0].text!r}",
            )
        sharp = tuple(sight.places_without_words())
        blurred = tuple(sight.blurred_places(sharp))
        return _upright(unread, words, (*sharp, *blurred), blurred)

    def _plumbed(self, number: int, frame: _Frame) -> list[_Glyph]:
        """The characters by pdfplumber; none where it fails."""
        from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

        plumber = self._opened_by_plumber()
        if plumber is None:
            return []
        try:
            page = plumber.pages[number - 1]
        except (PdfminerException, MalformedPDFException, *_DAMAGE):
            self._plumber, self._plumber_failed = None, True
            return []
        try:
            return list(_plumbed_glyphs(page, frame))
        except MemoryError:
            # What it has piled up stays with the document.
            self._plumber, self._plumber_failed = None, True
            return []
        except (PdfminerException, MalformedPDFException, *_DAMAGE):
            return []
        finally:
            page.close()

    def _opened_by_plumber(self) -> pdfplumber.pdf.PDF | None:
        """The document as pdfplumber sees it; None where it fails."""
        import pdfplumber
        from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

        if self._plumber is None and not self._plumber_failed:
            # Their remarks on odd fonts and titles would land on the user's screen.
            for library in ("pdfminer", "pdfplumber"):
                logging.getLogger(library).setLevel(logging.CRITICAL)
            try:
                self._plumber = pdfplumber.open(
                    BytesIO(self._data),
                    password=self._password,
                    pages=list(range(1, self.page_count + 1)),
                    raise_unicode_errors=False,
                )
            except (PdfminerException, MalformedPDFException, *_DAMAGE):
                self._plumber_failed = True
        return self._plumber

    def _find_damage(self, number: int) -> None:
        """Note what a page lacks that readers leave out without a word."""
        from pdfminer.psexceptions import PSException

        from auditor.reading.streams import Streams, pages_of

        if self._streams is None:
            self._streams = Streams()
            # Its own list lacks pages that it finds no size for, or met before.
            plumber = self._opened_by_plumber()
            if plumber is not None:
                with suppress(PSException, *_DAMAGE):
                    found = pages_of(plumber.doc.catalog)
                    self._mined_pages = list(islice(found, self.page_count))
            if len(self._mined_pages) < self.page_count:
                self._damaged.append(
                    "the file is damaged, and whether all of it is shown cannot be told"
                )
        try:
            if number <= len(self._mined_pages):
                damage = list(self._streams.damaged(self._mined_pages[number - 1]))
                self._damaged += (f"page {number}: {what}" for what in damage)
        except (PSException, *_DAMAGE):
            self._damaged.append(
                f"page {number}: it is odd, and whether all of it is shown cannot be told"
            )


def _better_witness(named: _Layer, theirs: _Layer) -> tuple[_Layer, str]:
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
        _has_letter_or_digit(glyph.text)
        and (glyph.x1 <= glyph.x0 or glyph.bottom <= glyph.top)
        for glyph in named.seen
    )
    worse = lost or piled or len(named.unseen) > len(theirs.unseen)
    best = theirs if worse else named
    if best.overprinted:
        return best, "texts are printed over each other"
    # A replacement text (ActualText) is told by one of the two only. On honest
    # layers they agree to the letter, or pdfplumber has fewer.
    if (ours_found - theirs_found) and (theirs_found - ours_found):
        return best, "two readers of the text layer find different letters"
    return best, ""


def open_pdf(source: Source, password: str, limits: Limits) -> Pdf:
    """The opened document; `password` may be empty.

    Raises:
        EncryptedInputError: It asks for a password, or for another one.
        CorruptInputError, EmptyInputError, UnsupportedInputError
    """
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    if source.media_type != PDF:
        raise UnsupportedInputError(source.name, f"{source.media_type} is not a PDF")
    key = password.encode(errors="surrogateescape") + b"\0" if password else None
    # Opened by hand: the wrapper takes a document without pages for a failure, and
    # reports the cause of whatever failed before.
    handle = raw.FPDF_LoadMemDocument64(source.data, len(source.data), key)
    if not handle:
        raise _not_opened(source.name, raw.FPDF_GetLastError(), bool(password))
    document = pdfium.PdfDocument(handle)
    if not len(document):
        document.close()
        raise EmptyInputError(source.name, "the PDF has no pages", _AGAIN)
    if document.get_formtype() != raw.FORMTYPE_NONE:
        # What is filled into a form is printed too.
        document.init_forms()
    return Pdf(source, document, password, limits)


def _not_opened(name: str, code: int, with_password: bool) -> InputError:
    import pypdfium2.raw as raw

    match code:
        case raw.FPDF_ERR_PASSWORD:
            return EncryptedInputError(
                name,
                "the password does not open the PDF"
                if with_password
                else "the PDF asks for a password",
                "give the right one with --password, or save a copy without one",
            )
        case raw.FPDF_ERR_SECURITY:
            return EncryptedInputError(
                name, "the PDF is encrypted in an unknown way", "save a copy without"
            )
        case _:
            return CorruptInputError(name, "the PDF is damaged", _AGAIN)


_AGAIN = "export or download it again"

# What pdfplumber lets through of its own and its parser's accidents, on 2,508 real
# PDFs and 31 bombs. Running out of memory is among them: PDFium may do with less.
_DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    RuntimeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    MemoryError,
    struct.error,
    zlib.error,
)


# --- glyphs in the frame that a viewer shows -----------------------------------


class _Glyph(NamedTuple):
    """One character where it stands; coordinates in points from the top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    x: float
    y: float
    """Where the baseline begins."""

    size: float
    turn: float
    """Degrees clockwise of the reading direction, in [0, 360)."""

    font: int = 0
    ink: Box | None = None
    """Of the drawn shape; the box above spans the font's whole height."""


class _Frame(NamedTuple):
    """From a page's own coordinates to what a viewer shows."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: Turn

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 0:
                return x - self.left, self.top - y
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x

    def corners(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[float, float, float, float]:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _frame_of(page: pdfium.PdfPage) -> _Frame:
    left, bottom, right, top = page.get_bbox()
    return _Frame(left, bottom, right, top, page.get_rotation())


def _measure(text: pdfium.PdfTextPage, frame: _Frame) -> list[_Glyph]:
    """The characters by PDFium, with the boxes of their ink."""
    import pypdfium2.raw as raw

    handle = text.raw
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    loose, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    known: dict[int | None, tuple[float, float, int]] = {}
    glyphs = []
    for index in range(text.count_chars()):
        character = _printable(chr(raw.FPDFText_GetUnicode(handle, index)))
        if not character or raw.FPDFText_IsGenerated(handle, index) == 1:
            # A blank that PDFium supposes; gaps are measured instead.
            continue
        owner = raw.FPDFText_GetTextObject(handle, index)
        key = ctypes.cast(owner, ctypes.c_void_p).value
        if key not in known:
            raw.FPDFText_GetMatrix(handle, index, matrix)
            size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
            angle = math.degrees(raw.FPDFText_GetCharAngle(handle, index))
            font = (
                ctypes.cast(raw.FPDFTextObj_GetFont(owner), ctypes.c_void_p).value
                if owner
                else 0
            )
            known[key] = abs(size), (angle + frame.rotation) % 360, font or 0
        size, turn, font = known[key]
        raw.FPDFText_GetLooseCharBox(handle, index, loose)
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        if raw.FPDFText_HasUnicodeMapError(handle, index) == 1 and not character.isspace():
            character = _UNKNOWN
        box = frame.corners(loose.left, loose.bottom, loose.right, loose.top)
        ink = frame.corners(left.value, bottom.value, right.value, top.value)
        if not all(map(math.isfinite, (*box, *ink, x.value, y.value, size))):
            continue
        origin = frame.point(x.value, y.value)
        glyphs.append(_Glyph(character, *box, *origin, size, turn, font, Box(*ink)))
    return glyphs


def _plumbed_glyphs(page: pdfplumber.page.Page, frame: _Frame) -> Iterator[_Glyph]:
    """The characters by pdfplumber, moved from the media box into the visible page."""
    left, _, _, bottom = frame.corners(*map(float, page.page_obj.mediabox))
    for char in _characters(page.layout):
        character = _printable(char.get_text())
        a, b, _, _, x, y = char.matrix
        if not character or not all(
            abs(number) <= _FARTHEST for number in (*char.bbox, a, b, x, y)
        ):
            continue
        turn = -math.degrees(math.atan2(b, a)) % 360
        size = char.width if _quarter(turn) in (90, 270) else char.height
        yield _Glyph(
            character,
            left + char.x0,
            bottom - char.y1,
            left + char.x1,
            bottom - char.y0,
            left + x,
            bottom - y,
            size,
            turn,
        )


# What a single-precision number can hold, which is what PDFium draws with. pdfplumber
# counts on to where sums are no numbers any more.
_FARTHEST = 3.4e38


def _characters(container: Iterable[LTItem]) -> Iterator[LTChar]:
    from pdfminer.layout import LTChar, LTFigure

    for item in container:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTFigure):
            yield from _characters(item)


_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


# Beside the format characters, what Unicode calls ignorable by default.
_MARKLESS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


def _printable(character: str) -> str:
    """A character as it is printed; empty for what leaves no mark and no gap."""
    if character.startswith("(cid:"):
        return _UNKNOWN
    if character in ("\N{SOFT HYPHEN}", "\x02"):
        # A hyphen at the end of a line; PDFium marks it so.
        return "-"
    if len(character) > 1:
        # A font may name one letter as several, some of which leave no mark.
        return "".join(map(_printable, character.replace("\N{SOFT HYPHEN}", "")))
    match unicodedata.category(character):
        case "Co" | "Cn" | "Cs":
            return _UNKNOWN
        case "Cc":
            return " " if character.isspace() else ""
        case "Cf":
            return ""
    if character in _MARKLESS:
        return ""
    if "\N{LATIN SMALL LIGATURE FF}" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character)
    return character


def _has_letter_or_digit(text: str) -> bool:
    return any(map(str.isalnum, text))


def _quarter(turn: float) -> Turn:
    """The nearest of the four ways that print runs."""
    quarters: tuple[Turn, ...] = (0, 90, 180, 270)
    return quarters[round(turn / 90) % 4]


def _without_doubles(glyphs: list[_Glyph]) -> tuple[list[_Glyph], bool]:
    """Each character once, and whether different ones stand in one place.

    Bold print is often the same text drawn twice, a hair apart. Characters whose
    centers are closer than a third of their size cannot both be read.
    """
    grids: defaultdict[int, defaultdict[tuple[int, int], list[_Glyph]]] = defaultdict(
        lambda: defaultdict(list)
    )
    kept, overprinted = [], False
    for glyph in glyphs:
        width, height = glyph.x1 - glyph.x0, glyph.bottom - glyph.top
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        # By size, so that a letter as large as the page need not look at each place of
        # the small ones: what is close to both lies within a third of the smaller.
        near = [
            other
            for size, grid in grids.items()
            for column in _cells(x, size)
            for row in _cells(y, size)
            for other in grid.get((column, row), ())
            if abs(x - (other.x0 + other.x1) / 2) < min(width, other.x1 - other.x0) / 3
            and abs(y - (other.top + other.bottom) / 2)
            < min(height, other.bottom - other.top) / 3
        ]
        if any(other.text == glyph.text for other in near):
            continue
        if near and _has_letter_or_digit(glyph.text):
            overprinted |= any(_has_letter_or_digit(other.text) for other in near)
        kept.append(glyph)
        _, size = math.frexp(max(width, height))
        side = math.ldexp(1.0, size)
        grids[size][int(x // side), int(y // side)].append(glyph)
    return kept, overprinted


def _cells(middle: float, size: int) -> range:
    """Where a grid of squares with sides of two to the power of `size` has the middles
    that are within a third of a side."""
    side = math.ldexp(1.0, size)
    return range(
        int((middle - side / 3) // side),
        int((middle + side / 3) // side) + 1,
    )


# --- words ---------------------------------------------------------------------


class _PdfWord(NamedTuple):
    text: str
    box: Box
    size: float
    turn: Turn
    line: int


def _lines(words: Iterable[_PdfWord]) -> tuple[Word, ...]:
    """Each line as one; lines of signs alone are left out."""
    lines = (list(line) for _, line in groupby(words, key=lambda word: word.line))
    whole = (
        Word(" ".join(word.text for word in line), cover(word.box for word in line))
        for line in lines
    )
    return tuple(line for line in whole if _has_letter_or_digit(line.text))


def _words(glyphs: Sequence[_Glyph]) -> list[_PdfWord]:
    """Characters as words, line by line within each way that print runs."""
    words: list[_PdfWord] = []
    line = 0
    slanted = _slanted(glyphs)
    straight = [glyph for glyph, aside in zip(glyphs, slanted, strict=True) if not aside]
    for turn in sorted({_quarter(glyph.turn) for glyph in straight}):
        along = [glyph for glyph in straight if _quarter(glyph.turn) == turn]
        for row in _rows(along, turn):
            line += 1
            words += (_word(run, turn, line) for run in _runs(row, turn))
    for run in _chains(
        [glyph for glyph, aside in zip(glyphs, slanted, strict=True) if aside]
    ):
        line += 1
        words.append(_word(run, _quarter(run[0].turn), line))
    return words


def _slanted(glyphs: Sequence[_Glyph]) -> list[bool]:
    """Which characters do not run level, or straight up or down, on the page.

    Along a curve one of them may be level by chance: those beside a slanted one,
    in the order they are drawn, go with it.
    """
    tilted = [not _is_straight(glyph) for glyph in glyphs]
    slanted = list(tilted)
    for (n, before), (m, after) in pairwise(enumerate(glyphs)):
        if tilted[n] != tilted[m] and _are_linked(before, after):
            slanted[n] = slanted[m] = True
    return slanted


def _is_straight(glyph: _Glyph) -> bool:
    return abs((glyph.turn + 45) % 90 - 45) < 1


def _are_linked(before: _Glyph, after: _Glyph) -> bool:
    return math.hypot(after.x - before.x, after.y - before.y) < 1.2 * after.size


def _rows(glyphs: list[_Glyph], turn: Turn) -> Iterator[list[_Glyph]]:
    """Characters on one baseline; a quarter of their size apart is another line."""
    depth = _depth(turn)
    row: list[_Glyph] = []
    for glyph in sorted(glyphs, key=depth):
        if row and depth(glyph) - depth(row[0]) > 0.25 * min(glyph.size, row[0].size):
            yield row
            row = []
        row.append(glyph)
    if row:
        yield row


def _depth(turn: Turn) -> Callable[[_Glyph], float]:
    """How far down the baseline is, for a reader to whom the print is upright."""
    match turn:
        case 0:
            return lambda glyph: glyph.y
        case 90:
            return lambda glyph: -glyph.x
        case 180:
            return lambda glyph: -glyph.y
        case 270:
            return lambda glyph: glyph.x


def _span(glyph: _Glyph, turn: Turn) -> tuple[float, float]:
    """From where to where it reaches along the line."""
    match turn:
        case 0:
            return glyph.x0, glyph.x1
        case 90:
            return glyph.top, glyph.bottom
        case 180:
            return -glyph.x1, -glyph.x0
        case 270:
            return -glyph.bottom, -glyph.top


# Typefaces make the blank about 0.25 em wide, and justified lines narrow it.
_BLANK = 0.17


# A blank that takes less room was written where no gap is: a soft hyphen, say, is
# the blank of its font without the width.
_LEAST_BLANK = 0.05


def _runs(row: list[_Glyph], turn: Turn) -> Iterator[list[_Glyph]]:
    """The words of one line, parted by blanks and by gaps as wide as a blank."""
    placed = sorted((*_span(glyph, turn), glyph) for glyph in row)
    run: list[_Glyph] = []
    blank = False
    end = 0.0
    for (start, stop, glyph), apart in zip(placed, _tracking(placed), strict=True):
        if glyph.text.isspace():
            blank = True
            continue
        least = _LEAST_BLANK if blank else _BLANK + apart
        if run and start - end > least * max(glyph.size, run[-1].size):
            yield run
            run = []
        end = max(stop, end) if run else stop
        run.append(glyph)
        blank = False
    if run:
        yield run


_TRACKED = 4
"""Gaps in a row from which tracking is told: five words of one letter are no text."""


def _tracking(placed: list[tuple[float, float, _Glyph]]) -> list[float]:
    """How far, in em, letters are set apart around each gap before a character, as
    headings often are: by the narrowest of the other three in a row of four.

    Only gaps between letters count; a line may hold headings and running text.
    """
    tracking = [0.0] * len(placed)
    stretch: list[tuple[int, float]] = []

    def close() -> None:
        for first in range(len(stretch) - _TRACKED + 1):
            window = stretch[first : first + _TRACKED]
            for number, _ in window:
                least = min(gap for other, gap in window if other != number)
                tracking[number] = max(tracking[number], least)
        stretch.clear()

    for number, ((_, end, before), (start, _, glyph)) in enumerate(pairwise(placed), 1):
        if before.text.isspace() or glyph.text.isspace():
            continue
        if not (before.text.isalpha() and glyph.text.isalpha()) or (
            start - end >= max(glyph.size, before.size) / 2
        ):
            close()
        elif glyph.size > 0:
            stretch.append((number, (start - end) / max(glyph.size, before.size)))
    close()
    return tracking


def _chains(glyphs: list[_Glyph]) -> Iterator[list[_Glyph]]:
    """Words that are set at an angle or along a curve, in the order they are drawn."""
    run: list[_Glyph] = []
    for glyph in glyphs:
        far = (
            run and math.hypot(glyph.x - run[-1].x, glyph.y - run[-1].y) > 1.3 * glyph.size
        )
        if run and (far or glyph.text.isspace()):
            yield run
            run = []
        if not glyph.text.isspace():
            run.append(glyph)
    if run:
        yield run


def _word(run: list[_Glyph], turn: Turn, line: int) -> _PdfWord:
    box = cover(Box(glyph.x0, glyph.top, glyph.x1, glyph.bottom) for glyph in run)
    size = median(glyph.size for glyph in run)
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in run))
    return _PdfWord(text, box, size, turn, line)


def _upright(
    page: PdfPage, words: list[_PdfWord], unread: Iterable[Box], blurred: Iterable[Box]
) -> PdfPage:
    """The page with its words, turned so that most of its letters are upright."""
    letters: Counter[Turn] = Counter()
    for word in words:
        letters[word.turn] += len(word.text)
    rotation = _quarter(-letters.most_common(1)[0][0] % 360)
    boxes = [_turned(word.box, rotation, page.width, page.height) for word in words]
    sideways = rotation in (90, 270)
    return replace(
        page,
        width=page.height if sideways else page.width,
        height=page.width if sideways else page.height,
        rotation=rotation,
        words=tuple(Word(word.text, box) for word, box in zip(words, boxes, strict=True)),
        sizes=tuple(word.size for word in words),
        turns=tuple(_quarter((word.turn + rotation) % 360) for word in words),
        unread=tuple(_turned(box, rotation, page.width, page.height) for box in unread),
        blurred=tuple(_turned(box, rotation, page.width, page.height) for box in blurred),
        unproven=tuple(
            replace(line, box=_turned(line.box, rotation, page.width, page.height))
            for line in page.unproven
        ),
        reason="the text layer agrees with what can be seen",
    )


def _turned(box: Box, rotation: Turn, width: float, height: float) -> Box:
    """A box after its page of this width and height was turned clockwise."""
    match rotation:
        case 0:
            return box
        case 90:
            return Box(height - box.bottom, box.x0, height - box.top, box.x1)
        case 180:
            return Box(
                width - box.x1, height - box.bottom, width - box.x0, height - box.top
            )
        case 270:
            return Box(box.top, width - box.x1, box.bottom, width - box.x0)


# --- what can be seen ----------------------------------------------------------

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
_SMALLEST_TYPE = 2.25

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

# Side of the squares, in pixels, in which edges are counted.
_CELL = 6


class _Layer(NamedTuple):
    """One reader's characters, each once, parted by whether they can be seen."""

    seen: list[_Glyph]
    unseen: list[_Glyph]
    overprinted: bool
    """Among those that can be seen, different ones stand in one place."""

    def letters(self) -> Counter[str]:
        text = "".join(glyph.text for glyph in (*self.seen, *self.unseen))
        return Counter(filter(str.isalnum, text.casefold()))


class _Sight(NamedTuple):
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
    """The page in gray, fine enough to tell letters apart."""

    letter_scale: tuple[float, float]
    """Pixels of `letters` per point, across and down: a page is rendered to whole
    pixels, and far from its corner a part of one is as wide as a stroke."""

    def part(self, glyphs: list[_Glyph]) -> _Layer:
        kept: tuple[list[_Glyph], list[_Glyph]] = [], []
        for glyph in glyphs:
            kept[not self._sees(glyph)].append(glyph)
        seen, overprinted = _without_doubles(kept[0])
        unseen, _ = _without_doubles(kept[1])
        return _Layer(seen, unseen, overprinted)

    def _sees(self, glyph: _Glyph) -> bool:
        """Whether taking the text away takes ink away here that a reader can make out.

        Letters and digits cross the middle of their box; only that is looked at,
        since the lines above and below may reach into the box.
        """
        if glyph.text.isspace():
            return True
        if glyph.size < _SMALLEST_TYPE:
            return False
        x0, top, x1, bottom = glyph.x0, glyph.top, glyph.x1, glyph.bottom
        if _has_letter_or_digit(glyph.text):
            fifth_x, fifth_y = (x1 - x0) / 5, (bottom - top) / 5
            x0, x1, top, bottom = (
                x0 + fifth_x,
                x1 - fifth_x,
                top + fifth_y,
                bottom - fifth_y,
            )
        place = self._pixels(Box(x0, top, x1, bottom))
        change = self.change[place]
        stroke = min(_STROKE * glyph.size * self.scale, 1.0)
        if not change.size or int(change.max()) <= max(_PALEST * stroke, _PALEST_DOT):
            return False
        return not self.busy[place].any() or self._stands_out(place, stroke)

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

        Rules and frames of tables have them only where they meet, a tint has none.
        """
        import cv2
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
            counts = edges.reshape(shape[0], _CELL, shape[1], _CELL).sum(axis=(1, 3))
            either |= counts >= _CELL / 2
            both &= counts >= _CELL / 2
        if not both.any():
            return
        # Letters of a word and lines of a paragraph are less than two squares apart.
        near = cv2.dilate(either.astype(np.uint8), np.ones((3, 3), dtype=np.uint8))
        _, places, stats, _ = cv2.connectedComponentsWithStats(near)
        inked = np.bincount(places[either], minlength=len(stats))
        lettered = np.bincount(places[both], minlength=len(stats))
        points = _CELL / self.scale
        for place in range(1, len(stats)):
            if lettered[place] >= max(2, 0.15 * inked[place]):
                x, y, w, h, _ = stats[place].tolist()
                yield Box(x * points, y * points, (x + w) * points, (y + h) * points)

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


def _look(page: pdfium.PdfPage) -> _Sight:
    import cv2
    import numpy as np

    width, height = page.get_size()

    def scale(dpi: float, pixels: float) -> float:
        within_pixels: float = math.sqrt(pixels / (width * height))
        within_side: float = 3_000 / max(width, height)
        return min(dpi / POINTS_PER_INCH, within_side, within_pixels)

    look = scale(_LOOK_DPI, 4e6)
    fine = _rendered(page, scale(_LETTER_DPI, 8e6), 0)
    letters: NDArray[np.uint8] = cv2.cvtColor(fine, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    letter_scale = letters.shape[1] / width, letters.shape[0] / height
    whole = _rendered(page, look, 0)
    _hide_text(page)
    rest = _rendered(page, look, 0)
    red, green, blue = cv2.split(cv2.absdiff(whole, rest))
    change = np.maximum(np.maximum(red, green), blue)
    ground = rest[:, :, 1]
    spread = np.ones((5, 5), dtype=np.uint8)
    busy = cv2.subtract(cv2.dilate(ground, spread), cv2.erode(ground, spread)) > _BUSY
    return _Sight(look, change, whole[:, :, 1], ground, busy, letters, letter_scale)


def _rendered(page: pdfium.PdfPage, scale: float, rotation: Turn) -> NDArray[np.uint8]:
    import numpy as np

    bitmap = page.render(scale=scale, rotation=rotation, rev_byteorder=True)
    try:
        # PDFium's rows may be padded, and its memory goes with the bitmap.
        pixels: NDArray[np.uint8] = np.array(bitmap.to_numpy(), dtype=np.uint8, order="C")
        return pixels
    finally:
        bitmap.close()


def _hide_text(page: pdfium.PdfPage) -> None:
    """Take all text off the loaded page; the document is not touched."""
    import pypdfium2.raw as raw

    for kind, handle in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(handle, False)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, object]]:
    """Every object of a page, those within forms included."""
    import pypdfium2.raw as raw

    levels = [iter(_children(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject))]
    while levels:
        handle = next(levels[-1], None)
        if handle is None:
            levels.pop()
            continue
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            levels.append(
                _children(handle, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            )
        yield kind, handle


def _children(
    parent: object, count: Callable[[object], int], get: Callable[[object, int], object]
) -> Iterator[object]:
    return (get(parent, index) for index in range(count(parent)))


def _resolution(page: pdfium.PdfPage, pictures: Iterable[object]) -> float | None:
    """Resolution of the largest picture, if it covers most of the page."""
    import pypdfium2.raw as raw

    metadata = raw.FPDF_IMAGEOBJ_METADATA()
    largest, dpi = 0.0, None
    for handle in pictures:
        if not raw.FPDFImageObj_GetImageMetadata(handle, page.raw, metadata):
            continue
        resolutions = metadata.horizontal_dpi, metadata.vertical_dpi
        if min(resolutions) > 0:
            area = metadata.width * metadata.height / math.prod(resolutions)
            if area > largest:
                largest, dpi = area, max(resolutions)
    inches = math.prod(page.get_size()) / POINTS_PER_INCH**2
    return dpi if largest > inches / 2 else None


# --- whether the letters are what they claim to be -----------------------------


def _distrust(words: list[_PdfWord], measured: list[_Glyph]) -> str:
    """Why the layer's letters are not to be believed; empty if they are."""
    text = "".join(word.text for word in words)
    if text.count(_UNKNOWN) > len(text) / 10:
        return "the text layer does not say which letters it shows"
    if _shapes_differ(measured):
        return "the shapes of the letters are not those the text layer names"
    if not _reads_as_language(words):
        return "the text layer does not read as words"
    return ""


def _misnamed(glyphs: Sequence[_Glyph], sight: _Sight) -> Iterator[Word]:
    """Words of the layer whose letters are drawn as other ones.

    One drawing of each letter of a font is looked at, and one more where another
    shape goes by the same name. A digit alone counts: it may be a dose.
    """
    known: dict[tuple[int, str, int, int], _Glyph] = {}
    for glyph in glyphs:
        if glyph.ink and _is_upright(glyph) and glyph.size >= _SMALLEST_TYPE:
            kept = known.setdefault(_look_of(glyph), glyph)
            if glyph.size > kept.size:
                known[_look_of(glyph)] = glyph
    across, down = sight.letter_scale
    drawn = [
        Drawn(
            glyph.text,
            Box(ink.x0 * across, ink.top * down, ink.x1 * across, ink.bottom * down),
        )
        for glyph in known.values()
        if (ink := glyph.ink)
    ]
    answers = contradicted(sight.letters, drawn)
    wrong = {look for look, answer in zip(known, answers, strict=True) if answer}
    for run in _chains(list(glyphs)) if wrong else ():
        odd = [glyph for glyph in run if _look_of(glyph) in wrong]
        if any(glyph.text.isdigit() for glyph in odd) or 2 * len(odd) >= max(len(run), 4):
            word = _word(run, 0, 0)
            yield Word(word.text, word.box)


def _placed_alike(measured: _Layer, named: _Layer) -> list[_Glyph]:
    """The measured characters that stand where the other reader has them too.

    PDFium spreads a replacement text evenly over what it replaces. All, where the
    other reader has none.
    """
    places = {(glyph.text, round(glyph.x), round(glyph.y)) for glyph in named.seen}
    return [
        glyph
        for glyph in measured.seen
        if not places or (glyph.text, round(glyph.x), round(glyph.y)) in places
    ]


def _told_by_one(measured: Sequence[_Glyph], alike: set[_Glyph]) -> Iterator[str]:
    """Words, as they follow each other in the layer, that the other reader has not."""
    parts = groupby(measured, key=lambda glyph: (glyph.text.isspace(), round(glyph.y)))
    for (blank, _), word in parts:
        run = list(word)
        if not blank and 2 * sum(glyph in alike for glyph in run) < len(run):
            yield "".join(glyph.text for glyph in run)


def _look_of(glyph: _Glyph) -> tuple[int, str, int, int]:
    """What drawings of one letter have in common, whatever their size: hundredths of
    the type size, twice as coarse as outlines are told."""
    if not glyph.ink or glyph.size <= 0:
        return glyph.font, glyph.text, 0, 0
    unit = 50 / glyph.size
    return (
        glyph.font,
        glyph.text,
        round(glyph.ink.width * unit),
        round(glyph.ink.height * unit),
    )


def _is_upright(glyph: _Glyph) -> bool:
    return _is_straight(glyph) and _quarter(glyph.turn) == 0


_TALL = frozenset("bdfhkl")
_SHORT = frozenset("acemnorsuvwxz")
_DESCENDING = frozenset("gpqy")
_NARROW = frozenset("ilj")
_WIDE = frozenset("mw")
_CAPITALS = frozenset("ABCDEFGHIKLMNOPRSTUVWXYZ")
_NARROW_CAPITALS = frozenset("EFIL")
_WIDE_CAPITALS = frozenset("GMOQW")


def _shapes_differ(glyphs: Iterable[_Glyph]) -> bool:
    """Whether fonts with a tenth of the letters fail to look as they claim.

    A font whose character map is nonsense draws an "a" where the layer says "l".
    In every Latin typeface b, d, f, h, k and l are taller than a, c, e, m and their
    like, g, p, q and y go deeper, i, j and l are narrower than m and w, E, F, I and L
    than G, M, O, Q and W, and capitals are of one height. Each of these is true of
    nearly all pairs of letters in an honest font and of about half of them by
    chance; the line is drawn midway.
    """
    fonts: defaultdict[int, list[_Glyph]] = defaultdict(list)
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


def _likeness(font: list[_Glyph]) -> float:
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


def _shape(glyph: _Glyph) -> tuple[float, float, float] | None:
    """Rise above and drop below the baseline and width, in parts of the font size."""
    if glyph.ink is None or glyph.size <= 0 or not _is_straight(glyph):
        return None
    ink = glyph.ink
    match _quarter(glyph.turn):
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


def _reads_as_language(words: list[_PdfWord]) -> bool:
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
