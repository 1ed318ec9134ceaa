"""Letters on a circle of a text layer read as they are read, whatever drew them."""

from __future__ import annotations

import math
import random
from io import BytesIO

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from auditor.reading.document import Reader
from auditor.reading.source import source_of

LINES = (
    "Supplement Facts",
    "Serving Size 1 scoop (5 g)",
    "L-Glutamine 5 g",
    "Other ingredients: none. Mix one scoop with water.",
)


def seal(
    canvas: Canvas,
    above: str,
    below: str = "",
    *,
    order: str = "as-read",
    blanks: bool = True,
    size: float = 7,
    radius: float = 34,
    tilt: float = 0,
) -> None:
    """A double ring with letters between its lines, set one by one."""
    x, y = 290.0, 150.0
    canvas.circle(x, y, radius + 12, stroke=1, fill=0)
    canvas.circle(x, y, radius - 6, stroke=1, fill=0)
    letters: list[tuple[str, float, bool]] = []
    for text, outward in ((above, True), (below, False)):
        baseline = radius if outward else radius + size * 0.7
        widths = [stringWidth(letter, "Helvetica", size) + 0.4 for letter in text]
        at = -sum(widths) / 2
        for letter, width in zip(text, widths, strict=True):
            letters.append((letter, (at + width / 2) / baseline, outward))
            at += width
    if order == "backwards":
        letters.reverse()
    elif order == "shuffled":
        random.Random(5).shuffle(letters)
    for letter, angle, outward in letters:
        if letter == " " and not blanks:
            continue
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(tilt)
        canvas.rotate(-math.degrees(angle) if outward else math.degrees(angle))
        canvas.setFont("Helvetica", size)
        at = radius if outward else -(radius + size * 0.7)
        canvas.drawCentredString(0, at, letter)
        canvas.restoreState()


def read(canvas_of: BytesIO) -> tuple[list[str], str]:
    """Lines of the page, and who read it; no engine is there to be asked."""
    reader = Reader(loads=False)
    document = reader.read(source_of("label.pdf", canvas_of.getvalue(), reader.limits))
    return [line.text for line in document.pages[0].lines], document.reader


def page(*seals: dict[str, object], rotate: int = 0) -> BytesIO:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(400, 400))
    for row, line in enumerate(LINES):
        canvas.drawString(20, 280 - 14 * row, line)
    for given in seals:
        seal(canvas, **given)  # type: ignore[arg-type]
    canvas.setPageRotation(rotate)
    canvas.save()
    return file


@pytest.mark.parametrize("order", ["as-read", "backwards", "shuffled"])
@pytest.mark.parametrize("tilt", [0, 25, -70, 160])
def test_both_arcs_of_a_seal_are_read_in_order(order: str, tilt: float) -> None:
    given = {"above": "NSF CERTIFIED", "below": "FOR SPORT", "order": order, "tilt": tilt}

    lines, reader = read(page(given))

    assert "NSF CERTIFIED" in lines
    assert "FOR SPORT" in lines
    assert reader.startswith("reader")
    assert "ppocr" not in reader


def test_words_on_a_rim_are_parted_where_no_blank_is_written() -> None:
    lines, _ = read(page({"above": "TESTED FOR PURITY", "blanks": False}))

    assert "TESTED FOR PURITY" in lines


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_seal_on_a_turned_page_is_read(rotate: int) -> None:
    lines, _ = read(page({"above": "GMP CERTIFIED", "below": "FACILITY"}, rotate=rotate))

    assert {"GMP CERTIFIED", "FACILITY"} <= set(lines)


def test_all_the_way_round_a_rim_begins_at_its_widest_gap() -> None:
    lines, _ = read(page({"above": "THIRD PARTY TESTED FOR PURITY AND POTENCY", "size": 6}))

    assert "THIRD PARTY TESTED FOR PURITY AND POTENCY" in lines


def test_a_tilted_line_is_no_rim() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(400, 300))
    for row, line in enumerate(LINES):
        canvas.drawString(20, 280 - 14 * row, line)
    canvas.translate(250, 60)
    canvas.rotate(30)
    canvas.drawString(0, 0, "New Formula")
    canvas.save()

    lines, _ = read(file)

    assert {"New", "Formula"} <= {word for line in lines for word in line.split()}
