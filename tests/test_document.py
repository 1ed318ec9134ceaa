"""One file to a document: a layer taken as it is, and all else read from pixels."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from auditor.model import Box, Word
from auditor.reading.document import Reader, page_pixels
from auditor.reading.engines import Sight, Strand
from auditor.reading.source import Limits, Source, open_source, source_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
if TYPE_CHECKING:
    import numpy as np

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
    text: str, x: float, y: float, *, confidence: float = 0.9, rise: float = 0.0
) -> Strand:
    words, x0 = [], x
    for word in text.split():
        words.append(Word(word, Box(x0, y - 10, x0 + 10 * len(word), y + 10), confidence))
        x0 += 10 * len(word) + 8
    return Strand(tuple(words), 20.0, ((x, y), (x0, y + rise * (x0 - x))))


def reader_with(*strands: Strand, rotation: int = 0) -> tuple[Reader, Scripted]:
    engine = Scripted(Sight(strands, rotation))  # type: ignore[arg-type]
    reader = Reader()
    reader.engine = engine  # type: ignore[misc]
    return reader, engine


def picture(width: int, height: int) -> Source:
    file = BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return source_of("label.png", file.getvalue(), LIMITS)


def test_a_picture_is_read_in_its_own_pixels() -> None:
    reader, engine = reader_with(strand("L-Glutamine 5 g", 40, 100))

    (page,) = reader.read(picture(400, 300), "").pages

    assert engine.shapes == [(300, 400, 3)]
    assert (page.width, page.height, page.unit) == (400, 300, "px")
    assert (page.number, page.origin, page.flat) == (1, "scripted", False)
    assert [word.text for word in page.words] == ["L-Glutamine", "5", "g"]


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
