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

import logging
import math
import struct
import zlib
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, Self

from auditor.errors import (
    CorruptInputError,
    EmptyInputError,
    EncryptedInputError,
    InputError,
    MemoryLimitError,
    TooLargeInputError,
    UnsupportedInputError,
)
from auditor.model import Box, Word
from auditor.reading.pdf.annotations import notes_without_appearance
from auditor.reading.pdf.drawings import Drawings, drawings_of
from auditor.reading.pdf.glyphs import (
    Frame,
    Glyph,
    Turn,
    frame_of,
    measured_glyphs,
    quarter,
)
from auditor.reading.pdf.objects import (
    POINTS_PER_INCH,
    hide_text,
    is_decoded,
    objects_of,
    rendered,
    resolution_of,
)
from auditor.reading.pdf.sight import look_at
from auditor.reading.pdf.trust import (
    better_witness,
    distrust,
    misnamed_words,
    placed_alike,
    told_by_one,
)
from auditor.reading.pdf.words import PdfWord, lines_of, words_of
from auditor.reading.source import PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy as np
    import pdfplumber.pdf
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    from auditor.reading.pdf.streams import Streams
    from auditor.reading.source import Limits, Source

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

    arcs: tuple[Arc, ...] = ()
    """Words that run along the rims of round seals."""

    hidden: tuple[str, ...] = ()
    """Text of the layer that cannot be seen and has no print in its place."""

    unproven: tuple[Word, ...] = ()
    """Text of the layer that only the picture can bear out, line by line: it lies
    unseen over print of another making, or the letters drawn are not those it names. The
    text of notes that viewers lay out by themselves is among it."""

    unread: tuple[Box, ...] = ()
    """Places beside the layer's words with pictures, or with drawings that may be
    letters, which the layer knows nothing about. Empty when `words` is None."""

    blurred: tuple[Box, ...] = ()
    """Those of them that vary as print does that is out of focus: what nobody can make
    out there may say anything."""

    barred: tuple[Box, ...] = ()
    """Places where the bars of a barcode may be drawn, beside print or not."""

    native_dpi: float | None = None
    """Resolution of the scan that makes up most of the page, if one does."""

    reason: str
    """Why the layer is or is not trusted, in words."""


class Arc(NamedTuple):
    """One arc of print on the rim of a round seal."""

    words: tuple[int, ...]
    """Which of the page's words, counted from 0, in reading order."""

    spine: tuple[tuple[float, float], ...]
    """The middles of their letters."""

    seal: int
    """Number of the seal whose arcs belong together, counted from 1."""


class Part(NamedTuple):
    """A place of a page as a picture."""

    pixels: NDArray[np.uint8]
    """Height by width by 3, red green blue."""

    x: float
    y: float
    """Where its first pixel stands on the page, in points."""

    scale: float
    """Pixels per point."""


class Pdf:
    """An opened PDF; close it, or use it in a with statement."""

    def __init__(
        self, source: Source, document: pdfium.PdfDocument, password: str, limits: Limits
    ) -> None:
        import pypdfium2.raw as raw

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
        self._damaged: list[str] = (
            ["its form is drawn by few programs (XFA), and was not read"]
            if document.get_formtype() == raw.FORMTYPE_XFA_FULL
            else []
        )
        self._streams: Streams | None = None
        self._mined_pages: Sequence[Mapping[str, object]] = ()

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
                if self._is_sound(number):
                    self._find_unshown(number, page)
                return self._read(number, page)
            finally:
                page.close()
        except MemoryError as error:
            raise self._out_of_memory(number) from error

    def render(
        self,
        page: PdfPage,
        dpi: float | None = None,
        *,
        without_words: bool = False,
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
        scale = self._scale(page, dpi)
        return self._rendered(page, scale, without_words=without_words)

    def render_place(self, page: PdfPage, place: Box) -> Part:
        """A place of the page without its words, as `render` gives the whole.

        Raises:
            CorruptInputError, MemoryLimitError
        """
        scale = self._scale(page, None)
        whole = Box(0, 0, page.width, page.height)
        # Cut off by whole pixels, as PDFium does it.
        left, top, right, bottom = (
            max(math.floor(edge * scale), 0) / scale
            for edge in (
                place.x0 - whole.x0,
                place.top - whole.top,
                whole.x1 - place.x1,
                whole.bottom - place.bottom,
            )
        )
        pixels = self._rendered(
            page, scale, without_words=True, cut=(left, bottom, right, top)
        )
        return Part(pixels, left, top, scale)

    def _scale(self, page: PdfPage, dpi: float | None) -> float:
        """Pixels per point, within the limits."""
        wanted = dpi or page.native_dpi or PRINT_DPI
        return min(
            wanted / POINTS_PER_INCH,
            self._limits.render_side / max(page.width, page.height),
            math.sqrt(self._limits.render_pixels / (page.width * page.height)),
        )

    def _rendered(
        self,
        page: PdfPage,
        scale: float,
        *,
        without_words: bool,
        cut: tuple[float, float, float, float] = (0, 0, 0, 0),
    ) -> NDArray[np.uint8]:
        try:
            opened = self._load(page.number)
            try:
                if without_words:
                    hide_text(opened)
                return rendered(opened, scale, page.rotation, cut)
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

        frame = frame_of(page)
        unread = PdfPage(
            number=number,
            width=page.get_width(),
            height=page.get_height(),
            words=None,
            unproven=tuple(notes_without_appearance(page, frame)),
            native_dpi=self._native_dpi(number, page),
            reason="the page has no text layer",
        )
        try:
            text = page.get_textpage()
        except pdfium.PdfiumError:
            return replace(unread, reason="the text layer is damaged")
        if text.count_chars() > self._limits.page_characters:
            return replace(unread, reason="the text layer has too many characters")
        measured = measured_glyphs(text, frame)
        if not measured:
            return unread
        return self._judge(unread, page, frame, measured)

    def _find_unshown(self, number: int, page: pdfium.PdfPage) -> None:
        """Note where PDFium has nothing to draw of a page that holds something."""
        import pypdfium2.raw as raw
        from pdfminer.psexceptions import PSException

        from auditor.reading.pdf.streams import draws_nothing

        if number > len(self._mined_pages) or raw.FPDFPage_CountObjects(page.raw):
            return
        empty = False
        with suppress(PSException, *_DAMAGE):
            empty = draws_nothing(self._mined_pages[number - 1])
        if not empty:
            self._damaged.append(f"page {number}: its content cannot be shown")

    def _native_dpi(self, number: int, page: pdfium.PdfPage) -> float | None:
        import pypdfium2.raw as raw

        pictures = []
        for count, (kind, handle) in enumerate(objects_of(page), 1):
            if count > self._limits.page_objects:
                raise TooLargeInputError(
                    self._name,
                    f"page {number} draws more than {self._limits.page_objects:,} objects",
                    "hand in a picture of it",
                )
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(handle)
        if not all(map(is_decoded, pictures)):
            self._damaged.append(f"page {number}: a picture on it cannot be shown")
        return resolution_of(page, pictures)

    def _judge(
        self, unread: PdfPage, page: pdfium.PdfPage, frame: Frame, measured: list[Glyph]
    ) -> PdfPage:
        sight = look_at(page)
        theirs = sight.part(measured)
        named = sight.part(self._plumbed(unread.number, frame))
        layer, doubt = better_witness(named, theirs)
        words, unseen = words_of(layer.seen), words_of(layer.unseen)
        # Over print that is there without the layer, invisible words are what a
        # scanner's software thought it read: no lie, and no evidence either.
        hidden = [word for word in unseen if not sight.is_printed(word.box)]
        overlaid = [word for word in unseen if sight.is_printed(word.box)]
        unread = replace(
            unread,
            hidden=tuple(line.text for line in lines_of(hidden)),
            unproven=(*unread.unproven, *lines_of(overlaid)),
        )
        if not words:
            return replace(unread, reason="nothing of the text layer can be seen")
        if len(overlaid) > len(words):
            return replace(
                unread, reason="most of the text layer lies unseen over a picture"
            )
        if doubt:
            # Where the readers differ, places are no more certain than letters.
            said = " ".join(told_by_one(measured, set(placed_alike(theirs, named))))
            claim = Word(said, Box(0, 0, unread.width, unread.height))
            return replace(unread, unproven=(*unread.unproven, claim), reason=doubt)
        if doubt := distrust(words, measured):
            return replace(unread, reason=doubt)
        if sight.has_unnamed_print(measured):
            return replace(unread, reason="the text layer does not name all of its print")
        if misnamed := tuple(misnamed_words(theirs, named, sight)):
            return replace(
                unread,
                unproven=(*unread.unproven, *misnamed),
                reason="the letters drawn are not those that the text layer names: "
                f"{misnamed[0].text!r}",
            )
        sharp = tuple(sight.places_without_words())
        drawings = self._drawings(unread.number, page, frame)
        if drawings is None:
            blurred = tuple(sight.blurred_places(sharp))
            return _upright(unread, words, (*sharp, *blurred), blurred, ())
        # Figures of one color have edges, or too little contrast to be print.
        blurred = tuple(sight.blurred_places(sharp)) if drawings.others else ()
        lettered = (place for place in sharp if drawings.may_be_print(place))
        return _upright(unread, words, (*lettered, *blurred), blurred, drawings.bars())

    def _drawings(self, number: int, page: pdfium.PdfPage, frame: Frame) -> Drawings | None:
        """What is drawn beside the text; None where that cannot be told."""
        from pdfminer.psexceptions import PSException

        from auditor.reading.pdf.streams import paints_plainly

        if number > len(self._mined_pages):
            return None
        try:
            plain = paints_plainly(self._mined_pages[number - 1])
        except (PSException, *_DAMAGE):
            return None
        return drawings_of(page, frame) if plain else None

    def _plumbed(self, number: int, frame: Frame) -> list[Glyph]:
        """The characters by pdfplumber; none where it fails."""
        from pdfminer.psexceptions import PSException
        from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

        from auditor.reading.pdf.plumbed import plumbed_glyphs

        plumber = self._opened_by_plumber()
        if plumber is None:
            return []
        try:
            page = plumber.pages[number - 1]
        except (PdfminerException, MalformedPDFException, *_DAMAGE):
            self._plumber, self._plumber_failed = None, True
            return []
        try:
            return plumbed_glyphs(page, frame)
        except MemoryError:
            # What it has piled up stays with the document.
            self._plumber, self._plumber_failed = None, True
            return []
        except (PSException, *_DAMAGE):
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

    def _is_sound(self, number: int) -> bool:
        """Whether a page lacks nothing of what readers leave out without a word; what
        it lacks is noted."""
        from pdfminer.psexceptions import PSException

        from auditor.reading.pdf.streams import Streams, page_tree

        if self._streams is None:
            self._streams = Streams()
            # Its own list lacks pages that it finds no size for, or met before.
            plumber = self._opened_by_plumber()
            shown = False
            if plumber is not None:
                with suppress(PSException, *_DAMAGE):
                    if "Collection" in plumber.doc.catalog:
                        self._damaged.append(
                            "the PDF is a portfolio: the files in it are not read"
                        )
                    tree = page_tree(plumber.doc.catalog)
                    self._mined_pages = tree.pages[: self.page_count]
                    # PDFium follows no tree to its end that is deeper than it likes.
                    shown = tree.is_whole and len(tree.pages) == len(self._document)
            if not shown:
                self._damaged.append(
                    "the file is damaged, and whether all of it is shown cannot be told"
                )
        damage: list[str] = []
        try:
            if number <= len(self._mined_pages):
                damage += self._streams.damaged(self._mined_pages[number - 1])
        except (PSException, *_DAMAGE):
            damage = ["it is odd, and whether all of it is shown cannot be told"]
        self._damaged += (f"page {number}: {what}" for what in damage)
        return not damage


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
    EOFError,
    UnboundLocalError,
    struct.error,
    zlib.error,
)


def _upright(
    page: PdfPage,
    words: list[PdfWord],
    unread: Iterable[Box],
    blurred: Iterable[Box],
    barred: Iterable[Box],
) -> PdfPage:
    """The page with its words, turned so that most of its letters are upright."""
    letters: Counter[Turn] = Counter()
    for word in words:
        letters[word.turn] += len(word.text)
    rotation = quarter(-letters.most_common(1)[0][0] % 360)

    def turned(boxes: Iterable[Box]) -> tuple[Box, ...]:
        return tuple(box.turned(rotation, page.width, page.height) for box in boxes)

    boxes = turned(word.box for word in words)
    sideways = rotation in (90, 270)
    return replace(
        page,
        width=page.height if sideways else page.width,
        height=page.width if sideways else page.height,
        rotation=rotation,
        words=tuple(Word(word.text, box) for word, box in zip(words, boxes, strict=True)),
        sizes=tuple(word.size for word in words),
        turns=tuple(quarter((word.turn + rotation) % 360) for word in words),
        arcs=tuple(_arcs(words, lambda point: _turned_point(point, rotation, page))),
        unread=turned(unread),
        blurred=turned(blurred),
        barred=turned(barred),
        unproven=tuple(
            replace(line, box=line.box.turned(rotation, page.width, page.height))
            for line in page.unproven
        ),
        reason="the text layer agrees with what can be seen",
    )


def _arcs(
    words: Sequence[PdfWord], placed: Callable[[tuple[float, float]], tuple[float, float]]
) -> Iterator[Arc]:
    rims: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        if word.seal:
            rims[word.seal, word.line].append(number)
    for (seal, _), numbers in rims.items():
        spine = (placed(point) for number in numbers for point in words[number].spine)
        yield Arc(tuple(numbers), tuple(spine), seal)


def _turned_point(
    point: tuple[float, float], rotation: Turn, page: PdfPage
) -> tuple[float, float]:
    x, y = point
    return Box(x, y, x, y).turned(rotation, page.width, page.height).center
