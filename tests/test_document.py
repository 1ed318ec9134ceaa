"""One file to a document: a layer taken as it is, and all else read from pixels."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from reportlab.graphics.barcode.eanbc import Ean13BarcodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from auditor.errors import TimeLimitError
from auditor.model import Box, Word
from auditor.reading.document import Reader, page_pixels
from auditor.reading.engines import Sight, Strand
from auditor.reading.source import Limits, Source, open_source, source_of
from tests.drawing import picture_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
LIMITS = Limits()


class Scripted:
    """An engine that sees what it was told to see, and remembers the pictures."""

    name = "scripted"
    version = "scripted 1"

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.shapes: list[tuple[int, ...]] = []

    def read(self, pixels: np.ndarray) -> Sight:
        self.shapes.append(pixels.shape)
        return self.sight


def strand(
    text: str,
    x: float,
    y: float,
    *,
    confidence: float = 0.9,
    rise: float = 0.0,
    thick: float = 20.0,
) -> Strand:
    words, x0 = [], x
    for word in text.split():
        box = Box(x0, y - thick / 2, x0 + 10 * len(word), y + thick / 2)
        words.append(Word(word, box, confidence))
        x0 += 10 * len(word) + 8
    return Strand(tuple(words), thick, ((x, y), (x0, y + rise * (x0 - x))))


def reader_with(*strands: Strand, rotation: int = 0) -> tuple[Reader, Scripted]:
    engine = Scripted(Sight(strands, rotation))  # type: ignore[arg-type]
    reader = Reader()
    reader.engine = engine  # type: ignore[misc]
    return reader, engine


def picture(width: int, height: int, color: str = "white") -> Source:
    file = BytesIO()
    Image.new("RGB", (width, height), color).save(file, "PNG")
    return source_of("label.png", file.getvalue(), LIMITS)


def pages_of(*colors: str | None) -> Source:
    """A PDF whose pages hold a picture of one color, or nothing."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(300, 400), invariant=True)
    for color in colors:
        if color:
            canvas.drawImage(ImageReader(Image.new("RGB", (30, 40), color)), 0, 0, 300, 400)
        canvas.showPage()
    canvas.save()
    return source_of("scan.pdf", file.getvalue(), LIMITS)


def test_a_picture_is_read_in_its_own_pixels() -> None:
    reader, engine = reader_with(strand("L-Glutamine 5 g", 40, 100))

    (page,) = reader.read(picture(400, 300), "").pages

    assert engine.shapes == [(300, 400, 3)]
    assert (page.width, page.height, page.unit) == (400, 300, "px")
    assert (page.number, page.origin, page.flat) == (1, "scripted", False)
    assert [word.text for word in page.words] == ["L-Glutamine", "5", "g"]


def test_an_engine_that_takes_too_long_is_told_with_the_file_it_read() -> None:
    class Slow(Scripted):
        def read(self, pixels: np.ndarray) -> Sight:
            raise TimeLimitError("tesseract", "it took more than 120 s", "use less")

    reader = Reader()
    reader.engine = Slow(Sight(()))  # type: ignore[misc]

    with pytest.raises(TimeLimitError) as caught:
        reader.read(picture(400, 300))

    assert caught.value.subject == "label.png"
    assert caught.value.remedy == "use less"


@pytest.mark.parametrize(
    ("rotation", "size"), [(0, (400, 300)), (90, (300, 400)), (180, (400, 300))]
)
def test_a_page_has_the_size_of_the_upright_picture(
    rotation: int, size: tuple[int, int]
) -> None:
    reader, _ = reader_with(strand("Upright", 40, 100), rotation=rotation)

    (page,) = reader.read(picture(400, 300), "").pages

    assert (page.width, page.height) == size
    assert page.rotation == rotation


@pytest.mark.parametrize(
    ("strands", "quality"),
    [
        pytest.param((), None, id="nothing-read"),
        pytest.param((strand("abcd", 40, 100),), 1.0, id="well-read"),
        pytest.param(
            (strand("abc", 40, 100), strand("d", 40, 140, confidence=0.4)),
            0.75,
            id="a-part",
        ),
    ],
)
def test_quality_is_the_share_of_characters_read_well(
    strands: tuple[Strand, ...], quality: float | None
) -> None:
    reader, _ = reader_with(*strands)

    assert reader.read(picture(400, 300), "").pages[0].quality == quality


@pytest.mark.parametrize(
    ("rises", "flat"),
    [
        pytest.param((0.02,) * 8, True, id="a-sheet-lies-tilted"),
        pytest.param(
            (-0.2, -0.15, -0.1, -0.05, 0.05, 0.1, 0.15, 0.2), False, id="a-bottle"
        ),
        pytest.param((0.0,) * 2, False, id="too-few-lines-to-tell"),
    ],
)
def test_a_scan_counts_as_flat_where_its_lines_run_parallel(
    rises: tuple[float, ...], flat: bool
) -> None:
    lines = [
        strand("a line of words that is long", 40, 60 * n, rise=rise)
        for n, rise in enumerate(rises, start=1)
    ]
    reader, engine = reader_with(*lines)

    (page,) = reader.read(open_source(FIXTURES / "bare-glutamine.scan.pdf", LIMITS)).pages

    assert page.flat is flat
    assert page.unit == "pt"
    assert page.origin == "scripted"
    ratio = page.width / engine.shapes[0][1]
    # Of words that the scan has no ink for, nothing is left.
    starts = [round(word.box.x0) for word in lines[0].words]
    assert round(page.words[0].box.x0 / ratio) in starts


def test_a_good_text_layer_is_taken_as_it_is() -> None:
    reader, _ = reader_with(strand("Misread", 40, 100))

    (page,) = reader.read(open_source(FIXTURES / "facts-only.pdf", LIMITS)).pages

    assert (page.origin, page.unit, page.flat) == ("text-layer", "pt", True)
    assert {word.confidence for word in page.words if word.text == "L-Glutamine"} == {None}


def test_the_same_file_is_the_same_document_every_time() -> None:
    source = open_source(FIXTURES / "facts-only.pdf", LIMITS)
    reader, _ = reader_with(strand("L-Glutamine", 40, 100))

    reader.read(picture(400, 300))

    assert reader.read(source) == Reader().read(source)


@pytest.mark.parametrize(
    "name", ["facts-only.pdf", "bare-glutamine.photo.jpg", "gummies.turned180.jpg"]
)
def test_the_picture_of_a_page_is_in_the_frame_of_its_boxes(name: str) -> None:
    source = open_source(FIXTURES / name, LIMITS)
    reader, _ = reader_with(strand("L-Glutamine", 40, 100), rotation=90)
    (page,) = reader.read(source).pages

    pixels = page_pixels(source, page, LIMITS)

    height, width = pixels.shape[:2]
    assert width / height == pytest.approx(page.width / page.height, rel=0.01)


def sheet_with_picture(turns: int, *, blur: float = 0.0) -> Source:
    """A label whose ingredient list is a picture, in quarter turns against the clock,
    `blur` pixels out of focus."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    for line, text in enumerate(("L-Glutamine Powder", "Serving Size 1 Scoop (5 g)")):
        canvas.drawString(60, 740 - 15 * line, text)
    lines = ("Other Ingredients: citric acid,", "sucralose, magnesium stearate,", "silica.")
    pixels = picture_of(
        [(20, 20 + 50 * n, text) for n, text in enumerate(lines)], size=(600, 180)
    )
    picture = Image.fromarray(np.rot90(pixels, turns)).filter(
        ImageFilter.GaussianBlur(blur)
    )
    size = (picture.width / 2, picture.height / 2)
    canvas.drawImage(ImageReader(picture), 100, 200, *size)
    canvas.showPage()
    canvas.save()
    return source_of("sheet.pdf", file.getvalue(), LIMITS)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        pytest.param("E951", True, id="a-number-of-an-additive"),
        pytest.param("B12", True, id="a-vitamin"),
        pytest.param("25", True, id="a-number"),
        pytest.param("800000", False, id="rings"),
        pytest.param("C0", False, id="half-a-ring"),
        pytest.param("|1I1", False, id="bars"),
    ],
)
def test_a_drawing_is_told_from_an_ornament_by_its_letters(seen: str, told: bool) -> None:
    reader, engine = reader_with()
    sheet = sheet_with_picture(0)
    reader.read(sheet)
    height = engine.shapes[0][0]
    engine.sight = Sight((strand(seen, 40, height / 2),), 0)

    (page,) = reader.read(sheet).pages

    assert (seen in [word.text for word in page.words]) is told


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_lines_that_run_another_way_come_in_their_own_order(degrees: int) -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    for line in range(6):
        canvas.drawString(60, 740 - 15 * line, "L-Glutamine Powder, 300 g")
    canvas.translate(300, 300)
    canvas.rotate(degrees)
    told = ["Other Ingredients: citric acid,", "sucralose, magnesium stearate,", "silica."]
    for line, text in enumerate(told):
        canvas.drawString(0, -15 * line, text)
    canvas.save()
    reader, _ = reader_with()

    (page,) = reader.read(source_of("sheet.pdf", file.getvalue(), LIMITS)).pages

    assert [line.text for line in page.lines][-3:] == told
    assert len({line.row for line in page.lines}) == len(page.lines)
    first = page.lines[-3].box
    assert (first.width > first.height) is (degrees == 180)
    # Of 792 points, 492 are above the place about which they turn.
    places = {90: (first.x1, first.bottom), 180: (first.x1, first.top)}
    corner = places.get(degrees, (first.x0, first.top))
    assert corner == pytest.approx((300, 492), abs=12)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_picture_beside_the_layer_is_read_whichever_way_it_is_turned(turns: int) -> None:
    (page,) = Reader().read(sheet_with_picture(turns)).pages

    assert [line.text for line in page.lines][-3:] == [
        "Other Ingredients: citric acid,",
        "sucralose, magnesium stearate,",
        "silica.",
    ]
    wide = turns % 2 == 0
    x1, top = 100 + (300 if wide else 90), 792 - 200 - (90 if wide else 300)
    for line in page.lines[-3:]:
        assert 100 <= line.box.x0 <= line.box.x1 <= x1
        assert top <= line.box.top <= line.box.bottom <= 592
        assert (line.box.width > line.box.height) is wide
    assert len({line.row for line in page.lines}) == len(page.lines)
    assert page.lines[-1].block != page.lines[0].block
    assert page.unread == ()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_print_beside_the_layer_that_cannot_be_made_out_is_told(rotation: int) -> None:
    reader, engine = reader_with(rotation=rotation)
    engine.sight = Sight((), engine.sight.rotation, (Box(0, 0, 100, 40),))

    (page,) = reader.read(sheet_with_picture(0)).pages

    (box,) = page.unread
    sides = (100 * 72 / 300, 40 * 72 / 300)
    assert (box.width, box.height) == pytest.approx(
        sides if rotation in (0, 180) else sides[::-1]
    )
    # It stands in that corner of the print which was the upper left one.
    left, top = box.x0 < 250, box.top < 792 - 245
    assert (left, top) == {
        0: (True, True),
        90: (True, False),
        180: (False, False),
        270: (False, True),
    }[rotation]


@pytest.mark.parametrize("turns", [0, 1])
def test_blurred_print_beside_the_layer_cannot_be_made_out(turns: int) -> None:
    (page,) = Reader().read(sheet_with_picture(turns, blur=6)).pages

    (box,) = page.unread
    assert box.x0 == pytest.approx(105, abs=15)
    assert [line.text for line in page.lines] == [
        "L-Glutamine Powder",
        "Serving Size 1 Scoop (5 g)",
    ]


@pytest.mark.parametrize(
    ("confidence", "unread"),
    [pytest.param(0.9, 0, id="read"), pytest.param(0.6, 1, id="read-badly")],
)
def test_blurred_print_counts_as_read_where_it_was_read_well(
    confidence: float, unread: int
) -> None:
    lines = [
        strand("n" * 115, 20, 40 + 70 * n, confidence=confidence, thick=40)
        for n in range(5)
    ]
    reader, _ = reader_with(*lines)

    (page,) = reader.read(sheet_with_picture(0, blur=6)).pages

    assert len(page.unread) == unread


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("alanyl-glutamine", id="a-code-on-a-dark-page"),
        pytest.param("creatine-any-supplement", id="seals-on-a-gray-page"),
        pytest.param("net-contents-conflict", id="bars-longer-than-the-code"),
        pytest.param("front-against-panel", id="a-drawing"),
    ],
)
def test_ornament_is_no_print_that_cannot_be_made_out(name: str) -> None:
    (page,) = Reader().read(open_source(FIXTURES / f"{name}.pdf", LIMITS)).pages

    assert page.unread == ()


def label_with_code(*drawn_at: float) -> Source:
    """A text layer over a barcode, and letters drawn as outlines from some places on."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(400, 300), invariant=True)
    for line, text in enumerate(("L-Glutamine Powder", "Serving Size 1 Scoop (5 g)")):
        canvas.drawString(60, 270 - 15 * line, text)
    code = Drawing(0, 0, Ean13BarcodeWidget("952000000140", barHeight=40))
    code.drawOn(canvas, 150, 60)
    for place in drawn_at:
        for x in (place, place + 20):
            path = canvas.beginPath()
            path.moveTo(x, 70)
            for a, b in ((12, 0), (12, 4), (4, 4), (4, 20), (0, 20)):
                path.lineTo(x + a, 70 + b)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return source_of("label.pdf", file.getvalue(), LIMITS)


def test_bars_of_a_code_are_no_print_that_cannot_be_made_out() -> None:
    # Between letters, which have to be looked at.
    source = label_with_code(40, 320)
    reader, engine = reader_with()
    (code,) = reader.read(source).pages[0].codes
    # The whole of what was looked at, the code among it.
    height, width = engine.shapes[0][:2]
    engine.sight = Sight((), 0, (Box(0, 0, width, height),))

    (page,) = reader.read(source).pages

    assert page.codes == (code,)
    assert page.unread == ()


def test_only_the_part_of_a_page_that_may_be_print_is_looked_at() -> None:
    reader, engine = reader_with(strand("NSF", 40, 20))

    (page,) = reader.read(label_with_code(40)).pages

    height, width = engine.shapes[0][:2]
    assert max(height, width) < 60 * 300 / 72
    (word,) = (word for word in page.words if word.text == "NSF")
    assert Box(36, 300 - 94, 80, 300 - 66).holds(word.box.center)
    (code,) = page.codes
    assert code.text == "9520000001407"
    assert code.box.x0 > 140


def test_a_code_beside_a_text_layer_is_read_without_the_engine() -> None:
    reader, engine = reader_with()

    document = reader.read(open_source(FIXTURES / "bare-glutamine.pdf", LIMITS))

    (code,) = document.pages[0].codes
    assert code.text == "9520000001407"
    assert engine.shapes == []


@pytest.mark.parametrize(
    ("source", "skipped"),
    [
        pytest.param(
            picture(400, 300, "black"), ("nothing could be read on it",), id="a-dark-photo"
        ),
        pytest.param(picture(5, 5), ("nothing could be read on it",), id="a-speck"),
        pytest.param(
            pages_of("black", None),
            ("page 1: nothing could be read on it",),
            id="a-covered-scan-and-an-empty-page",
        ),
        pytest.param(pages_of(None), (), id="an-empty-page"),
    ],
)
def test_a_page_on_which_nothing_was_read_is_told(
    source: Source, skipped: tuple[str, ...]
) -> None:
    assert Reader().read(source).skipped == skipped


def test_a_picture_with_nothing_but_a_barcode_was_read() -> None:
    reader, _ = reader_with()

    document = reader.read(open_source(FIXTURES / "bare-glutamine.photo.jpg", LIMITS))

    assert document.pages[0].codes
    assert document.skipped == ()
