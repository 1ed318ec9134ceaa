"""One file to a document: pages of lines, whatever the file is.

A text layer that can be trusted is taken as it is; everything else is read from
pixels. The engine is asked for only when there are pixels to read, so that a PDF
with a good layer never loads one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Literal

import numpy as np

from auditor.errors import EngineFaultError, TimeLimitError
from auditor.model import Box, Code, Document, Line, Page, Word, cover
from auditor.reading.codes import find_codes
from auditor.reading.contrast import LEAST_WORD, part_faint
from auditor.reading.engines import (
    DEFAULT_ENGINE,
    Engine,
    EngineOptions,
    Sight,
    Strand,
    build_engine,
    kept_inside,
)
from auditor.reading.layout import arrange, numbered_after, strands_of
from auditor.reading.light import measure_light
from auditor.reading.pdf import PdfPage, open_pdf
from auditor.reading.picture import frames
from auditor.reading.source import PDF, Limits, Source
from auditor.reading.stages import ENGINE, stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from auditor.reading.pdf import Part, Pdf

READER = "reader 10"
"""Raised whenever the same file would give other words or boxes."""

GOOD = 0.8
"""Confidence from which a character counts as read well."""

_BORNE_OUT = 65
"""Likeness, of 100, of a claim to the nearest stretch of the page's print."""

_FILLED = 0.25
"""Share of a place that its words fill at least. Lines leave a third of their height
free, and half of the last one and of the margins is empty."""

_QUIET = 12.0
"""Points around the bars of a code in which nothing is printed: eleven modules of the
widest usual kind (GS1 General Specifications, 5.2.3.4), and some more."""

_PAPER = 250
"""Brightness, of 255, from which a rendered pixel is bare paper."""

_SHOWN_DPI = 150
"""Of a PDF page in a report: its smallest print can be read, and the file stays small."""

_STRAIGHT = 0.01
"""Slope, about half a degree, up to which the lines of a scan count as parallel."""


class EngineNotLoaded(Exception):  # noqa: N818 - an answer, and nobody's mistake
    """Pixels have to be read, and the reader may not load its engine by itself."""


@dataclass(kw_only=True)
class Reader:
    """Reads files one after another with one engine, loaded when first needed."""

    engine_name: str = DEFAULT_ENGINE
    options: EngineOptions = field(default_factory=EngineOptions)
    limits: Limits = field(default_factory=Limits)

    loads: bool = True
    """Load the engine when it is needed, rather than say so."""

    _looked: bool = field(default=False, init=False)
    """The engine had to look at the file in hand."""

    _blurred: list[str] = field(default_factory=list, init=False)
    """Which of its pages have pictures that nobody can make out."""

    _name: str = field(default="", init=False)
    """Of the file in hand."""

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
        engine = self.engine
        try:
            sight = _seen_by(engine, pixels)
        except TimeLimitError as error:
            # The engine sees pixels and not which file they are of.
            raise TimeLimitError(self._name, error.problem, error.remedy) from error
        height, width = pixels.shape[:2]
        try:
            return kept_inside(sight, width, height)
        except (ValueError, TypeError, AttributeError) as error:
            raise EngineFaultError(
                self._name,
                f"the engine {self.engine_name} gave no valid answer: {error}",
                "use another --engine, and tell whoever makes this one",
            ) from error

    def read(self, source: Source, password: str = "") -> Document:
        """All pages of a file, within the limits.

        Raises:
            InputError: one of its kinds says what is wrong with the file.
            EngineError: pixels have to be read and the engine cannot be built.
            EngineNotLoaded: pixels have to be read, and somebody else loads the engine.
        """
        self._looked, self._blurred = False, []
        self._name = source.name
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
            skipped=(*skipped, *self._blurred, *mute(pages)),
            reader=", ".join(filter(None, (READER, engines))),
        )

    def _picture_page(self, number: int, pixels: NDArray[np.uint8], scale: float) -> Page:
        sight = self._look(pixels)
        height, width = pixels.shape[:2]
        if sight.rotation in (90, 270):
            width, height = height, width
        upright = np.rot90(pixels, -sight.rotation // 90)
        legible, faint = part_faint(sight.strands, upright)
        seen = replace(sight, strands=tuple(legible)).scaled(1 / scale)
        light = measure_light(legible, upright, GOOD)
        return Page(
            number=number,
            width=width / scale,
            height=height / scale,
            unit="px",
            origin=self.engine.name,
            lines=arrange(seen.strands, width / scale, height / scale, seen.rules),
            rotation=sight.rotation,
            quality=_quality(seen.strands),
            hidden=faint,
            unread=seen.unread,
            unread_seals=seen.unread_seals,
            codes=_codes(upright, 1 / scale, sight.strands),
            legible_height=light.legible_height and light.legible_height / scale,
            blurred=light.blurred,
            reflected=light.reflected,
        )

    def _pdf_page(self, pdf: Pdf, page: PdfPage) -> Page:
        if page.words is None:
            return self._rendered_page(pdf, page)
        beside = (
            self._beside_the_layer(pdf, page)
            if page.unread
            else _Beside(codes=tuple(_codes_at(pdf, page, page.barred)))
        )
        print_ = [word for strand in beside.strands for word in strand.words]
        print_ += (word for line in beside.turned for word in line.words)
        blurred = [box for box in page.blurred if not _is_filled(box, print_)]
        if blurred:
            self._blurred.append(
                f"page {page.number}: a picture on it is too blurred to tell what it says"
            )
        # Seals of the layer are other ones than those that the engine counted.
        sealed = max((strand.seal for strand in beside.strands), default=0)
        strands = [*_layer_strands(page, sealed), *beside.strands]
        lines = arrange(strands, page.width, page.height)
        lines = (*lines, *numbered_after(lines, beside.turned))
        return Page(
            number=page.number,
            width=page.width,
            height=page.height,
            unit="pt",
            origin="text-layer",
            lines=lines,
            rotation=page.rotation,
            flat=True,
            hidden=(
                *page.hidden,
                *beside.faint,
                *_disproved(page.unproven, lines, placed=True),
            ),
            unread=(*beside.unread, *blurred),
            unread_seals=beside.unread_seals,
            codes=beside.codes,
        )

    def _rendered_page(self, pdf: Pdf, page: PdfPage) -> Page:
        pixels = pdf.render(page)
        sight = self._look(pixels)
        scale = page.width / pixels.shape[1]
        upright = np.rot90(pixels, -sight.rotation // 90)
        legible, faint = part_faint(sight.strands, upright)
        seen = replace(sight, strands=tuple(legible)).scaled(scale)
        width, height = page.width, page.height
        if sight.rotation in (90, 270):
            width, height = height, width
        unread = seen.unread
        if not sight.strands and pixels.min() < _PAPER:
            # Ink all over, as on the scan of a covered glass, or none that is print.
            unread = (Box(0, 0, width, height),)
        return Page(
            number=page.number,
            width=width,
            height=height,
            unit="pt",
            origin=self.engine.name,
            lines=arrange(seen.strands, width, height, seen.rules),
            rotation=_turn(page.rotation + sight.rotation),
            quality=_quality(seen.strands),
            # Vector artwork is flat; an embedded picture may be a photo of a bottle.
            flat=page.native_dpi is None or _is_straight(sight),
            hidden=(
                *page.hidden,
                *faint,
                *_disproved(page.unproven, seen.strands, placed=not sight.rotation),
            ),
            unread=unread,
            unread_seals=seen.unread_seals,
            codes=_codes(upright, scale, sight.strands),
        )

    def _beside_the_layer(self, pdf: Pdf, page: PdfPage) -> _Beside:
        """Print in pictures and outlines, which the text layer knows nothing about.

        What the engine takes for no print is ornament: a logo, a photo, a rule.
        """
        around = pdf.render_place(page, _with_quiet_zone(cover(page.unread), page))
        pixels, scale = around.pixels, around.scale
        places = [
            (
                max(int((box.x0 - around.x) * scale) - 4, 0),
                max(int((box.top - around.y) * scale) - 4, 0),
                min(int(np.ceil((box.x1 - around.x) * scale)) + 4, pixels.shape[1]),
                min(int(np.ceil((box.bottom - around.y) * scale)) + 4, pixels.shape[0]),
            )
            for box in page.unread
        ]
        between = np.ones(pixels.shape[:2], dtype=bool)
        for x0, top, x1, bottom in places:
            between[top:bottom, x0:x1] = False
        # In the color of their ground: on any other, the edges of the places would look
        # like bars of print.
        ground = pixels[::8, ::8][between[::8, ::8]]
        if len(ground):
            pixels = pixels.copy()
            pixels[between] = np.median(ground, axis=0)
        lefts, tops, rights, bottoms = zip(*places, strict=True)
        x0, top = min(lefts), min(tops)
        part = np.ascontiguousarray(pixels[top : max(bottoms), x0 : max(rights)])
        sight = self._look(part)
        codes = tuple(_codes_in(around))
        barred = (box for box in page.barred if not any(box.meets(c.box) for c in codes))
        codes = (*codes, *_codes_at(pdf, page, barred))
        left, above = around.x + x0 / scale, around.y + top / scale

        def on_page(box: Box) -> Box:
            back = box.turned(-sight.rotation, level_part.shape[1], level_part.shape[0])
            return back.scaled(1 / scale).moved(left, above)

        print_ = [strand for strand in sight.strands if not _is_ornament(strand)]
        level_part = np.rot90(part, -sight.rotation // 90)
        strands, faint = part_faint(print_, level_part)
        unread = (on_page(box) for box in sight.unread)
        beside = _Beside(
            unread=tuple(
                box for box in unread if not any(_has_bars(code, box) for code in codes)
            ),
            unread_seals=tuple(on_page(box) for box in sight.unread_seals),
            codes=codes,
            faint=faint,
        )
        if not sight.rotation:
            moved = (strand.scaled(1 / scale).moved(left, above) for strand in strands)
            return replace(beside, strands=tuple(moved))
        # In its own frame, where its rows are level: the layer's frame would order the
        # lines of turned print from the last to the first.
        height, width = level_part.shape[:2]
        turned = arrange(strands, width, height, sight.rules)
        return replace(
            beside, turned=tuple(_line_at(line, on_page, 1 / scale) for line in turned)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What pixels show beside a text layer, in the frame of its page."""

    strands: tuple[Strand, ...] = ()
    """Print that stands as the layer does, to be ordered among it."""

    turned: tuple[Line, ...] = ()
    """Lines of turned pictures, in their reading order."""

    faint: tuple[str, ...] = ()
    """Lines that are too faint to be made out by a buyer."""

    unread: tuple[Box, ...] = ()
    unread_seals: tuple[Box, ...] = ()
    codes: tuple[Code, ...] = ()


def page_pixels(
    source: Source, page: Page, limits: Limits, password: str = ""
) -> NDArray[np.uint8]:
    """The picture of a page in the frame of its boxes, for reports and overlays.

    Pixels per page unit are the picture's width over the page's.
    """
    if source.media_type == PDF:
        with open_pdf(source, password, limits) as pdf:
            opened = pdf.page(page.number)
            pixels = pdf.render(opened, _SHOWN_DPI)
            turn = _turn(page.rotation - opened.rotation)
    else:
        pictures, _ = frames(source, limits)
        pixels = next(frame.pixels for frame in pictures if frame.number == page.number)
        turn = page.rotation
    return np.ascontiguousarray(np.rot90(pixels, -turn // 90))


@stage(ENGINE)
def _seen_by(engine: Engine, pixels: NDArray[np.uint8]) -> Sight:
    return engine.read(pixels)


def _disproved(
    claims: Iterable[Word], strands: Iterable[Strand | Line], *, placed: bool
) -> tuple[str, ...]:
    """Claims of a text layer that the print in their place does not bear out.

    A scanner's software misreads letters, and the engine others: most of a claim's
    letters in their order are enough. What is shorter than a word tells nothing.

    Args:
        placed: Claims and strands are in one frame; otherwise print anywhere counts.
    """
    if not (claims := tuple(claims)):
        return ()
    from rapidfuzz.fuzz import partial_ratio

    words = [word for strand in strands for word in strand.words]

    def seen(claim: Word) -> str:
        # Blanks come and go between two readings.
        return "".join(w.text for w in words if not placed or _is_near(w.box, claim.box))

    return tuple(
        claim.text
        for claim in claims
        if len(plain := "".join(filter(str.isalnum, claim.text.casefold()))) >= LEAST_WORD
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


def _is_filled(place: Box, words: Iterable[Word]) -> bool:
    """Whether most of the print that a place may have was read well."""
    found = sum(
        word.box.width * word.box.height
        for word in words
        if (word.confidence or 0.0) >= GOOD and place.holds(word.box.center)
    )
    return found >= _FILLED * place.width * place.height


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


def _codes(
    pixels: NDArray[np.uint8], factor: float, strands: Sequence[Strand] = ()
) -> tuple[Code, ...]:
    """Barcodes of a picture with some print, on a page `factor` times as large."""
    heights = [strand.height for strand in strands]
    small = float(np.percentile(heights, 10)) if heights else None
    return tuple(
        replace(code, box=code.box.scaled(factor)) for code in find_codes(pixels, small)
    )


def _codes_at(pdf: Pdf, page: PdfPage, barred: Iterable[Box]) -> Iterable[Code]:
    """Barcodes in places of a page that have bars."""
    for box in barred:
        yield from _codes_in(pdf.render_place(page, _with_quiet_zone(box, page)))


def _codes_in(part: Part) -> Iterable[Code]:
    for code in _codes(part.pixels, 1 / part.scale):
        yield replace(code, box=code.box.moved(part.x, part.y))


def _with_quiet_zone(box: Box, page: PdfPage) -> Box:
    return Box(
        max(box.x0 - _QUIET, 0),
        max(box.top - _QUIET, 0),
        min(box.x1 + _QUIET, page.width),
        min(box.bottom + _QUIET, page.height),
    )


def _has_bars(code: Code, box: Box) -> bool:
    """Whether what looks like print here are bars of the code, which reach beyond the
    lines across it that were decoded."""
    beyond = min(code.box.width, code.box.height) / 2
    return (
        code.box.x0 - beyond <= box.x1
        and box.x0 <= code.box.x1 + beyond
        and code.box.top - beyond <= box.bottom
        and box.top <= code.box.bottom + beyond
    )


def _line_at(line: Line, place: Callable[[Box], Box], factor: float) -> Line:
    """The line with its words put elsewhere, `factor` times as large."""
    words = tuple(replace(word, box=place(word.box)) for word in line.words)
    return replace(line, words=words, height=line.height * factor)


def _is_ornament(strand: Strand) -> bool:
    """Rings and bars that were read as letters: next to a text layer, what is drawn
    is ornament more often than print.

    Of rings an engine makes 0 and 8, of bars 1; other digits are drawn as such.
    """
    text = "".join(word.text for word in strand.words)
    told = sum(letter.isalpha() or letter in "2345679" for letter in text)
    return told < 2 or set(text.casefold()) <= set("o0il1|-_. ")


def mute(pages: Sequence[Page]) -> Iterable[str]:
    """The pages on which nothing was read, in words: they may show anything.

    A page of a PDF may be empty; nobody takes a picture of nothing.
    """
    for page in pages:
        empty = page.unit == "pt" and not page.unread
        if not (page.lines or page.codes or page.hidden or empty):
            which = f"page {page.number}: " if len(pages) > 1 else ""
            yield f"{which}nothing could be read on it"


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


def _layer_strands(page: PdfPage, sealed: int) -> Iterable[Strand]:
    """Runs of print of a text layer, those of seals among them.

    Args:
        sealed: Seals that are counted already.
    """
    words = page.words or ()
    for arc in page.arcs:
        yield Strand(
            tuple(words[number] for number in arc.words),
            max(float(median(page.sizes[number] for number in arc.words)), 1.0),
            arc.spine,
            sealed + arc.seal,
        )
    for turn in sorted(set(page.turns)):
        yield from strands_of(_words_turned(page, turn), turn)


def _words_turned(page: PdfPage, turn: int) -> Iterable[Word]:
    """Words of a text layer that run one way, those of seals apart."""
    rounded = {number for arc in page.arcs for number in arc.words}
    return (
        word
        for number, (word, way) in enumerate(zip(page.words or (), page.turns, strict=True))
        if way == turn and number not in rounded
    )
