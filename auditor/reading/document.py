"""One file to a document: pages of lines, whatever the file is.

A text layer that can be trusted is taken as it is; everything else is read from
pixels. The engine is asked for only when there are pixels to read, so that a PDF
with a good layer never loads one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from auditor.model import Box, Code, Document, Page, Word
from auditor.reading.codes import find_codes
from auditor.reading.engines import Engine, EngineOptions, Sight, Strand, build_engine
from auditor.reading.layout import arrange, strands_of
from auditor.reading.pdf import PdfPage, open_pdf
from auditor.reading.picture import frames
from auditor.reading.source import PDF, Limits, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from auditor.reading.pdf import Pdf

READER = "reader 2"
"""Raised whenever the same file would give other words or boxes."""

GOOD = 0.8
"""Confidence from which a character counts as read well."""

_FAINT, _FAINT_SHARE = 26, 0.25
"""Print is not to be read where its tones, of 255, differ by less than a tenth from its
ground's (21 CFR 101.15(a)(6)), and by less than a quarter of what the picture's other
words do: in little light all are faint. An engine reads what no buyer sees."""

_WORD = 4
"""Letters and digits from which a text counts as one that says something."""

_BORNE_OUT = 65
"""Likeness, of 100, of a claim to the nearest stretch of the page's print."""

_STRAIGHT = 0.01
"""Slope, about half a degree, up to which the lines of a scan count as parallel."""


class EngineNotLoaded(Exception):  # noqa: N818 - an answer, and nobody's mistake
    """Pixels have to be read, and the reader may not load its engine by itself."""


@dataclass(kw_only=True)
class Reader:
    """Reads files one after another with one engine, loaded when first needed."""

    engine_name: str = "ppocr"
    options: EngineOptions = field(default_factory=EngineOptions)
    limits: Limits = field(default_factory=Limits)

    loads: bool = True
    """Load the engine when it is needed, rather than say so."""

    _looked: bool = field(default=False, init=False)
    """The engine had to look at the file in hand."""

    @cached_property
    def engine(self) -> Engine:
        """The engine; EngineError where it or its models are missing."""
        return build_engine(self.engine_name, self.options)

    def load(self) -> None:
        """Load the engine now, for all files to come.

        Raises:
            EngineError: it or its models are missing.
        """
        self.engine  # noqa: B018 - loaded when it is first asked for

    def _require_engine(self) -> None:
        if not self.loads and "engine" not in vars(self):
            raise EngineNotLoaded

    def _look(self, pixels: NDArray[np.uint8]) -> Sight:
        self._require_engine()
        self._looked = True
        return self.engine.read(pixels)

    def read(self, source: Source, password: str = "") -> Document:
        """All pages of a file, within the limits.

        Raises:
            InputError: one of its kinds says what is wrong with the file.
            EngineError: pixels have to be read and the engine cannot be built.
            EngineNotLoaded: pixels have to be read, and somebody else loads the engine.
        """
        self._looked = False
        if source.media_type == PDF:
            with open_pdf(source, password, self.limits) as pdf:
                pages = tuple(self._pdf_page(pdf, page) for page in pdf)
                skipped = pdf.skipped
        else:
            pictures, skipped = frames(source, self.limits)
            # Before anything is decoded, which would be for nothing.
            self._require_engine()
            pages = tuple(
                self._picture_page(frame.number, frame.pixels, frame.scale)
                for frame in pictures
            )
        engines = self.engine.version if self._looked else ""
        return Document(
            name=source.name,
            sha256=source.sha256,
            media_type=source.media_type,
            pages=pages,
            skipped=skipped,
            reader=", ".join(filter(None, (READER, engines))),
        )

    def _picture_page(self, number: int, pixels: NDArray[np.uint8], scale: float) -> Page:
        sight = self._look(pixels)
        height, width = pixels.shape[:2]
        if sight.rotation in (90, 270):
            width, height = height, width
        upright = np.rot90(pixels, -sight.rotation // 90)
        legible, faint = _part_faint(sight.strands, upright)
        strands = [_scaled(strand, 1 / scale) for strand in legible]
        return Page(
            number=number,
            width=width / scale,
            height=height / scale,
            unit="px",
            origin=self.engine.name,
            lines=arrange(strands, width / scale, height / scale),
            rotation=sight.rotation,
            quality=_quality(strands),
            hidden=faint,
            unread=tuple(_scaled_box(box, 1 / scale) for box in sight.unread),
            codes=_codes(upright, 1 / scale),
        )

    def _pdf_page(self, pdf: Pdf, page: PdfPage) -> Page:
        if page.words is None:
            return self._rendered_page(pdf, page)
        strands = list(_layer_strands(page))
        codes: tuple[Code, ...] = ()
        faint: tuple[str, ...] = ()
        if page.unread:
            pixels = pdf.render(page, without_words=True)
            beside, faint = self._beside_the_layer(pixels, page)
            strands += beside
            codes = _codes(pixels, page.width / pixels.shape[1])
        return Page(
            number=page.number,
            width=page.width,
            height=page.height,
            unit="pt",
            origin="text-layer",
            lines=arrange(strands, page.width, page.height),
            rotation=page.rotation,
            flat=True,
            hidden=(
                *page.hidden,
                *faint,
                *_disproved(page.unproven, strands, placed=True),
            ),
            codes=codes,
        )

    def _rendered_page(self, pdf: Pdf, page: PdfPage) -> Page:
        pixels = pdf.render(page)
        sight = self._look(pixels)
        scale = page.width / pixels.shape[1]
        upright = np.rot90(pixels, -sight.rotation // 90)
        legible, faint = _part_faint(sight.strands, upright)
        strands = [_scaled(strand, scale) for strand in legible]
        width, height = page.width, page.height
        if sight.rotation in (90, 270):
            width, height = height, width
        return Page(
            number=page.number,
            width=width,
            height=height,
            unit="pt",
            origin=self.engine.name,
            lines=arrange(strands, width, height),
            rotation=_turn(page.rotation + sight.rotation),
            quality=_quality(strands),
            # Vector artwork is flat; an embedded picture may be a photo of a bottle.
            flat=page.native_dpi is None or _is_straight(sight),
            hidden=(
                *page.hidden,
                *faint,
                *_disproved(page.unproven, strands, placed=not sight.rotation),
            ),
            unread=tuple(_scaled_box(box, scale) for box in sight.unread),
            codes=_codes(upright, scale),
        )

    def _beside_the_layer(
        self, pixels: NDArray[np.uint8], page: PdfPage
    ) -> tuple[list[Strand], tuple[str, ...]]:
        """Print in pictures and outlines, which the text layer knows nothing about, and
        what of it is too faint to be made out.

        `pixels` show the page without its layer.
        """
        scale = pixels.shape[1] / page.width
        places = [
            (
                max(int(box.x0 * scale) - 4, 0),
                max(int(box.top * scale) - 4, 0),
                min(int(np.ceil(box.x1 * scale)) + 4, pixels.shape[1]),
                min(int(np.ceil(box.bottom * scale)) + 4, pixels.shape[0]),
            )
            for box in page.unread
        ]
        blank = np.full_like(pixels, 255)
        for x0, top, x1, bottom in places:
            blank[top:bottom, x0:x1] = pixels[top:bottom, x0:x1]
        lefts, tops, rights, bottoms = zip(*places, strict=True)
        x0, top = min(lefts), min(tops)
        part = np.ascontiguousarray(blank[top : max(bottoms), x0 : max(rights)])
        sight = self._look(part)
        if sight.rotation:
            # Turned print would have its boxes in another frame than the layer's.
            return [], ()
        print_ = [strand for strand in sight.strands if not _is_ornament(strand)]
        legible, faint = _part_faint(print_, part)
        moved = [_moved(strand, 1 / scale, x0 / scale, top / scale) for strand in legible]
        return moved, faint


def page_pixels(
    source: Source, page: Page, limits: Limits, password: str = "", dpi: float = 150
) -> NDArray[np.uint8]:
    """The picture of a page in the frame of its boxes, for reports and overlays.

    Pixels per page unit are the picture's width over the page's; a PDF page is
    rendered at `dpi`.
    """
    if source.media_type == PDF:
        with open_pdf(source, password, limits) as pdf:
            opened = pdf.page(page.number)
            pixels = pdf.render(opened, dpi)
            turn = _turn(page.rotation - opened.rotation)
    else:
        pictures, _ = frames(source, limits)
        pixels = next(frame.pixels for frame in pictures if frame.number == page.number)
        turn = page.rotation
    return np.ascontiguousarray(np.rot90(pixels, -turn // 90))


def _part_faint(
    strands: Iterable[Strand], pixels: NDArray[np.uint8]
) -> tuple[list[Strand], tuple[str, ...]]:
    """Strands without the words that nobody can make out, and those words' text.

    `pixels` are the picture that the strands' boxes are in.
    """
    strands = list(strands)
    contrasts = [
        [_contrast(word.box, pixels) for word in strand.words] for strand in strands
    ]
    known = [contrast for row in contrasts for contrast in row]
    least = min(_FAINT, _FAINT_SHARE * float(np.median(known))) if known else 0.0
    legible: list[Strand] = []
    faint: list[str] = []
    for strand, row in zip(strands, contrasts, strict=True):
        pairs = list(zip(strand.words, row, strict=True))
        text = " ".join(word.text for word, contrast in pairs if contrast < least)
        # An engine sees a letter or two in the grain of a plain ground: no text hides.
        if sum(map(str.isalnum, text)) < _WORD:
            legible.append(strand)
            continue
        faint.append(text)
        if words := tuple(word for word, contrast in pairs if contrast >= least):
            legible.append(replace(strand, words=words))
    return legible, tuple(faint)


def _contrast(box: Box, pixels: NDArray[np.uint8]) -> float:
    """How far the tones in a box lie apart, in the channel that shows it best."""
    part = pixels[
        max(int(box.top), 0) : int(np.ceil(box.bottom)),
        max(int(box.x0), 0) : int(np.ceil(box.x1)),
    ]
    if not part.size:
        return 255.0
    low, high = np.percentile(part.reshape(-1, part.shape[-1]), (2, 98), axis=0)
    return float((high - low).max())


def _disproved(
    claims: Iterable[Word], strands: Iterable[Strand], *, placed: bool
) -> tuple[str, ...]:
    """Claims of a text layer that the print in their place does not bear out.

    A scanner's software misreads letters, and the engine others: most of a claim's
    letters in their order are enough. What is shorter than a word tells nothing.

    Args:
        placed: Claims and strands are in one frame; otherwise print anywhere counts.
    """
    from rapidfuzz.fuzz import partial_ratio

    words = [word for strand in strands for word in strand.words]

    def seen(claim: Word) -> str:
        # Blanks come and go between two readings.
        return "".join(w.text for w in words if not placed or _is_near(w.box, claim.box))

    return tuple(
        claim.text
        for claim in claims
        if len(plain := "".join(filter(str.isalnum, claim.text.casefold()))) >= _WORD
        and partial_ratio(plain, seen(claim).casefold()) < _BORNE_OUT
    )


def _is_near(box: Box, place: Box) -> bool:
    """Whether boxes touch, or almost: scanners' layers lie a little aside."""
    reach = place.height / 2
    return (
        box.x0 < place.x1 + reach
        and place.x0 - reach < box.x1
        and box.top < place.bottom + reach
        and place.top - reach < box.bottom
    )


def _turn(degrees: int) -> Literal[0, 90, 180, 270]:
    match degrees % 360:
        case 90:
            return 90
        case 180:
            return 180
        case 270:
            return 270
        case _:
            return 0


def _scaled(strand: Strand, factor: float) -> Strand:
    if factor == 1.0:
        return strand

    return replace(
        strand,
        words=tuple(
            Word(word.text, _scaled_box(word.box, factor), word.confidence)
            for word in strand.words
        ),
        height=strand.height * factor,
        spine=tuple((x * factor, y * factor) for x, y in strand.spine),
    )


def _codes(pixels: NDArray[np.uint8], factor: float) -> tuple[Code, ...]:
    """Barcodes of a picture, on a page `factor` times as large."""
    return tuple(
        replace(code, box=_scaled_box(code.box, factor))
        for code in find_codes(np.ascontiguousarray(pixels))
    )


def _scaled_box(box: Box, factor: float) -> Box:
    return Box(box.x0 * factor, box.top * factor, box.x1 * factor, box.bottom * factor)


def _moved(strand: Strand, factor: float, x: float, y: float) -> Strand:
    """The strand in another picture `factor` times as large, moved by x and y."""
    scaled = _scaled(strand, factor)
    return replace(
        scaled,
        words=tuple(
            replace(
                word,
                box=Box(
                    word.box.x0 + x, word.box.top + y, word.box.x1 + x, word.box.bottom + y
                ),
            )
            for word in scaled.words
        ),
        spine=tuple((a + x, b + y) for a, b in scaled.spine),
    )


def _is_ornament(strand: Strand) -> bool:
    """Rings and bars that were read as letters: next to a text layer, what is drawn
    is ornament more often than print."""
    text = "".join(word.text for word in strand.words)
    letters = sum(character.isalpha() for character in text)
    return letters < 2 or set(text.casefold()) <= set("o0il1|-_. ")


def _quality(strands: Sequence[Strand]) -> float | None:
    """Share of the characters that were read well; None where there are none."""
    words = [word for strand in strands for word in strand.words]
    total = sum(len(word.text) for word in words)
    good = sum(len(word.text) for word in words if (word.confidence or 0.0) >= GOOD)
    return good / total if total else None


def _is_straight(sight: Sight) -> bool:
    """Whether all lines run parallel, as on a flat sheet seen from above."""
    slopes = [
        (strand.spine[-1][1] - strand.spine[0][1])
        / (strand.spine[-1][0] - strand.spine[0][0])
        for strand in sight.strands
        if strand.spine[-1][0] - strand.spine[0][0] > 8 * strand.height
    ]
    bent = sum(len(strand.spine) > 2 for strand in sight.strands)
    if len(slopes) < 4:
        return False
    spread = float(np.percentile(slopes, 90) - np.percentile(slopes, 10))
    return spread < 2 * _STRAIGHT and bent <= 0.05 * len(sight.strands)


def _layer_strands(page: PdfPage) -> Iterable[Strand]:
    """Runs of print of a text layer, those of turned print among them."""
    words = page.words or ()
    level = [word for word, turn in zip(words, page.turns, strict=True) if turn in (0, 180)]
    yield from strands_of(level)
    for turn in (90, 270):
        turned = [word for word, t in zip(words, page.turns, strict=True) if t == turn]
        for strand in strands_of(_flipped(turned, turn)):
            yield _unflipped(strand, turn)


def _flipped(words: Sequence[Word], turn: int) -> list[Word]:
    """Words that run down or up the page, laid level."""
    sign = 1 if turn == 90 else -1

    def laid(box: Box) -> Box:
        low, high = sorted((sign * box.top, sign * box.bottom))
        return Box(low, box.x0, high, box.x1)

    return [Word(word.text, laid(word.box), word.confidence) for word in words]


def _unflipped(strand: Strand, turn: int) -> Strand:
    sign = 1 if turn == 90 else -1

    def back(word: Word) -> Word:
        low, high = sorted((sign * word.box.x0, sign * word.box.x1))
        return Word(
            word.text, Box(word.box.top, low, word.box.bottom, high), word.confidence
        )

    return Strand(
        tuple(back(word) for word in strand.words),
        strand.height,
        tuple((y, sign * x) for x, y in strand.spine),
    )
