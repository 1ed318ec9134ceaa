"""Drawings that cannot be print need no engine, and all others have one look at them."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from auditor.model import Box
from auditor.reading.pdf import PdfPage, open_pdf
from auditor.reading.pdf.drawings import Drawings, Figure
from auditor.reading.source import Limits, source_of
from tests.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = (
    "Supplement Facts",
    "Serving Size 1 scoop (5 g)",
    "L-Glutamine 5 g",
    "Other ingredients: none. Mix one scoop with water.",
)


def page_with(draw: Callable[[Canvas], None]) -> PdfPage:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(400, 300))
    for row, line in enumerate(LINES):
        canvas.drawString(20, 280 - 14 * row, line)
    draw(canvas)
    canvas.save()
    limits = Limits()
    with open_pdf(source_of("label.pdf", file.getvalue(), limits), "", limits) as pdf:
        (page,) = pdf
    assert page.words is not None, page.reason
    return page


def outline(canvas: Canvas, *points: tuple[float, float], close: bool = True) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if close:
        path.close()
    canvas.drawPath(path, stroke=int(not close), fill=int(close))


def frames(canvas: Canvas) -> None:
    canvas.rect(10, 20, 380, 200, fill=0)
    for row in range(12):
        canvas.line(10, 40 + 12 * row, 390, 40 + 12 * row)
    canvas.rect(20, 25, 100, 10, fill=1)


def seals(canvas: Canvas) -> None:
    for x in (80, 160):
        canvas.circle(x, 100, 26, fill=0)
        canvas.circle(x, 100, 20, fill=0)
    canvas.roundRect(220, 80, 50, 40, 4, fill=0)
    canvas.setFillColor(HexColor("#205030"))
    canvas.ellipse(300, 80, 380, 120, stroke=0, fill=1)


def bars(canvas: Canvas) -> None:
    for n, width in enumerate([1, 2, 1, 3, 1, 1, 2, 1, 4, 1, 2, 1, 1, 3, 1, 2]):
        canvas.rect(100 + 4.5 * n, 80, width, 40, stroke=0, fill=1)


def gradient(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(100, 60, 120, 60)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.linearGradient(100, 60, 220, 60, (HexColor("#000000"), HexColor("#eeeeee")))
    canvas.restoreState()


def honeycomb(
    canvas: Canvas,
    radius: float = 12.0,
    shown: tuple[float, float, float, float] = (90, 20, 290, 190),
) -> None:
    """Six-sided cells that touch, cut to a rectangle as a label's panel cuts them."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(shown[0], shown[1], shown[2] - shown[0], shown[3] - shown[1])
    canvas.clipPath(path, stroke=0, fill=0)
    for column in range(int(240 // (1.5 * radius))):
        for row in range(int(200 // (1.732 * radius))):
            x, y = 80 + 1.5 * column * radius, 10 + 1.732 * (row + column % 2 / 2) * radius
            corners = [
                (
                    x + radius * math.cos(math.pi * n / 3),
                    y + radius * math.sin(math.pi * n / 3),
                )
                for n in range(6)
            ]
            path = canvas.beginPath()
            path.moveTo(*corners[0])
            for corner in corners[1:]:
                path.lineTo(*corner)
            path.close()
            canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def leaf(
    canvas: Canvas,
    x: float,
    y: float,
    degrees: float,
    length: float = 40,
    bulge: tuple[float, float] = (0.24, 0.24),
) -> None:
    """A leaf from x and y; `bulge` tells how far its sides are pulled."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(degrees)
    one, two = bulge[0] * length, -bulge[1] * length
    path = canvas.beginPath()
    path.moveTo(0, 0)
    path.curveTo(0.3 * length, one, 0.75 * length, 0.8 * one, length, 0)
    path.curveTo(0.75 * length, 0.8 * two, 0.3 * length, two, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def leaves(canvas: Canvas) -> None:
    """Fans that grow from the foot of a panel, which cuts their outer leaves."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(100, 60, 200, 150)
    canvas.clipPath(path, stroke=0, fill=0)
    for n in range(6):
        leaf(canvas, 100, 70, 4 + 15 * n, 46 - 3 * n)
        leaf(canvas, 300, 70, 176 - 15 * n, 46 - 3 * n)
    canvas.restoreState()


def flower(canvas: Canvas) -> None:
    for n in range(8):
        leaf(canvas, 200, 100, 45 * n)


def waves(canvas: Canvas) -> None:
    for level in (60, 40):
        path = canvas.beginPath()
        path.moveTo(20, 0)
        path.lineTo(20, level)
        path.curveTo(140, level + 30, 260, level - 24, 380, level + 8)
        path.lineTo(380, 0)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


@pytest.mark.parametrize(
    "draw",
    [frames, seals, bars, gradient, honeycomb, leaves, flower, waves],
    ids=lambda d: d.__name__,
)
def test_frames_rings_bars_and_gradients_hold_no_print(
    draw: Callable[[Canvas], None],
) -> None:
    page = page_with(draw)

    assert page.unread == ()
    assert page.blurred == ()


def test_only_bars_that_stand_close_may_be_a_code() -> None:
    (place,) = page_with(bars).barred

    assert place.x0 == pytest.approx(100, abs=1)
    assert place.bottom == pytest.approx(220, abs=1)
    assert page_with(frames).barred == ()


def in_a_form(draw: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    """What a program drew once, to be placed: here smaller and lower."""

    def place(canvas: Canvas) -> None:
        canvas.beginForm("drawn", 0, 0, 400, 300)
        draw(canvas)
        canvas.endForm()
        canvas.translate(10, -40)
        canvas.scale(0.9, 0.9)
        canvas.doForm("drawn")

    return place


def test_strokes_far_apart_take_time_by_their_number_alone() -> None:
    def hatched(count: int) -> Drawings:
        boxes = [Box(5.0 * n, 0, 5.0 * n + 0.2, 20) for n in range(count)]
        return Drawings(tuple(Figure((), box) for box in boxes))

    few, many = hatched(500), hatched(4_000)

    assert not list(many.bars())
    # 64 times as much, had each been held against all before it.
    assert cpu_seconds(lambda: list(many.bars())) < 24 * cpu_seconds(
        lambda: list(few.bars())
    )


def test_what_stands_in_a_form_is_told_like_the_rest() -> None:
    assert page_with(in_a_form(seals)).unread == ()
    assert page_with(in_a_form(letter_l)).unread
    (place,) = page_with(in_a_form(bars)).barred
    assert place.x0 == pytest.approx(100, abs=1)
    assert place.bottom == pytest.approx(300 - (80 * 0.9 - 40), abs=1)


# --- what may be print ----------------------------------------------------------------


def letter_l(canvas: Canvas) -> None:
    for x in (100, 120, 140):
        corners = [(0, 0), (12, 0), (12, 4), (4, 4), (4, 20), (0, 20)]
        outline(canvas, *((x + a, 80 + b) for a, b in corners))


def crossed_bars(canvas: Canvas) -> None:
    for x in range(100, 160, 9):
        canvas.rect(x, 88, 7, 3, stroke=0, fill=1)
        canvas.rect(x + 2, 80, 3, 9, stroke=0, fill=1)


def stencil(canvas: Canvas) -> None:
    for x in (100, 130):
        canvas.rect(x, 80, 4, 20, stroke=0, fill=1)
        canvas.rect(x + 5, 88, 8, 4, stroke=0, fill=1)
        canvas.rect(x + 14, 80, 4, 20, stroke=0, fill=1)


def dots(canvas: Canvas) -> None:
    for column in range(12):
        for row in range(7):
            if (column * row + column) % 3:
                canvas.circle(100 + 3 * column, 80 + 3 * row, 1.2, stroke=0, fill=1)


def half_rounds(canvas: Canvas) -> None:
    for x in (100, 130):
        path = canvas.beginPath()
        path.moveTo(x, 80)
        path.curveTo(x + 24, 80, x + 24, 104, x, 104)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def drawn_along(canvas: Canvas) -> None:
    canvas.setLineWidth(3)
    for x in (100, 130, 160):
        outline(canvas, (x, 100), (x, 80), (x + 14, 80), (x + 14, 100), close=False)


def windows(canvas: Canvas) -> None:
    """Blocks with two holes, as in a B of square type."""
    for x in range(100, 160, 10):
        canvas.setFillColor(HexColor("#000000"))
        canvas.rect(x, 80, 8, 12, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.rect(x + 2, 82, 4, 3, stroke=0, fill=1)
        canvas.rect(x + 2, 87, 4, 3, stroke=0, fill=1)


def small_cells(canvas: Canvas) -> None:
    honeycomb(canvas, radius=4)


def cells_in_a_small_cut(canvas: Canvas) -> None:
    honeycomb(canvas)
    honeycomb(canvas, shown=(100, 192, 160, 200))


def cells_that_no_whole_one_explains(canvas: Canvas) -> None:
    honeycomb(canvas, radius=30, shown=(120, 50, 194, 124))


def strokes_like_leaves(canvas: Canvas) -> None:
    """A V and an L, of leaves that meet in a point."""
    for x, ways in ((100, (70, 110)), (140, (0, 90))):
        for degrees in ways:
            leaf(canvas, x, 80, degrees, 30, (0.15, 0.15))


def strokes_of_many_leaves(canvas: Canvas) -> None:
    """The same, each stroke made of several."""
    for x, ways in ((100, (70, 110)), (140, (0, 90))):
        for degrees in ways:
            for n in range(3):
                leaf(canvas, x, 80, degrees + n, 30, (0.15, 0.15))


def half_leaves(canvas: Canvas) -> None:
    """Each a D, whose stem has a slight arch."""
    for x in (100, 130):
        leaf(canvas, x, 80, 90, 24, (0.05, 0.8))


def zigzag(canvas: Canvas) -> None:
    """WW over a line, of long strokes."""
    canvas.setLineWidth(3)
    path = canvas.beginPath()
    path.moveTo(100, 80)
    for n in range(1, 9):
        path.lineTo(100 + 14 * n, 80 + 40 * (n % 2))
    path.close()
    canvas.drawPath(path, stroke=1, fill=0)


def joined_letters(canvas: Canvas) -> None:
    """Many an L on one line, longer than an inch."""
    corners = [(0, 0), (140, 0), (140, 3)]
    for x in range(130, -1, -10):
        corners += [(x + 3, 3), (x + 3, 16), (x, 16), (x, 3)]
    outline(canvas, *((100 + a, 60 + b) for a, b in corners[:-1]))


def see_through(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0.5))
    for x in range(100, 160, 12):
        canvas.circle(x, 100, 8, stroke=0, fill=1)


def cut(canvas: Canvas) -> None:
    """Rings, of which a triangle shows a part."""
    path = canvas.beginPath()
    path.moveTo(100, 80)
    path.lineTo(160, 80)
    path.lineTo(130, 120)
    path.close()
    canvas.clipPath(path, stroke=0, fill=0)
    for radius in (4, 10, 16):
        canvas.circle(130, 95, radius, fill=0)


def cut_to_letters(canvas: Canvas) -> None:
    """Tints that show through letters only, which no text tells."""
    text = canvas.beginText(100, 90)
    text.setFont("Helvetica-Bold", 30)
    text.setTextRenderMode(7)
    text.textOut("NSF")
    canvas.drawText(text)
    for n in range(6):
        canvas.rect(95 + 12 * n, 80, 10, 40, stroke=0, fill=1)


def stamp(canvas: Canvas) -> None:
    seals(canvas)
    canvas.acroForm.textfield(value="NSF", x=100, y=150, width=60, height=20)


@pytest.mark.parametrize(
    "draw",
    [
        letter_l,
        crossed_bars,
        stencil,
        dots,
        half_rounds,
        drawn_along,
        windows,
        small_cells,
        cells_in_a_small_cut,
        cells_that_no_whole_one_explains,
        strokes_like_leaves,
        strokes_of_many_leaves,
        half_leaves,
        zigzag,
        joined_letters,
        see_through,
        cut,
        cut_to_letters,
        stamp,
    ],
    ids=lambda draw: draw.__name__,
)
def test_what_may_be_letters_is_looked_at(draw: Callable[[Canvas], None]) -> None:
    assert page_with(draw).unread


def test_a_pattern_may_be_letters() -> None:
    page = page_with(seals)
    assert not page.unread

    limits = Limits()
    source = source_of("label.pdf", _patterned(), limits)
    with open_pdf(source, "", limits) as pdf:
        (page,) = pdf

    assert page.unread


def _patterned() -> bytes:
    """A page with a square that is painted with tiles, each a letter L of strokes."""
    lines = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in LINES)
    content = (
        f"BT /F1 10 Tf 14 TL 20 280 Td {lines} ET\n/Pattern cs /P1 scn 100 60 120 60 re f"
    )
    tile = "0 0 3 14 re f 0 0 9 3 re f"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Resources<</Font<</F1 4 0 R>>"
        "/Pattern<</P1 6 0 R>>>>/Contents 5 0 R>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 12 18]/XStep 12"
        f"/YStep 18/Resources<<>>/Length {len(tile)}>>stream\n{tile}\nendstream",
    ]
    body, starts = b"%PDF-1.7\n", []
    for number, value in enumerate(objects, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n{value}\nendobj\n".encode()
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    return (
        body
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
        ).encode()
    )
