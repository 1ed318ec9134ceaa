"""Recordings of documents: nothing is lost, nothing stands in for another."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import CorruptInputError
from auditor.model import Box, Code, Document, Line, Page, Word
from auditor.readings import document_from_json, document_to_json, recorded

if TYPE_CHECKING:
    from pathlib import Path

# Half of a surrogate pair is a character of Python, and of some PDFs.
texts = st.text(alphabet=st.characters(), max_size=8)
sides = st.floats(0, 10**6)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), sides, sides, sides, sides)
words = st.builds(Word, texts, boxes, st.none() | st.floats(0, 1))
lines = st.builds(
    Line,
    st.lists(words, min_size=1, max_size=3).map(tuple),
    st.floats(0, 500),
    st.integers(0, 99),
    st.integers(0, 9),
)
pages = st.builds(
    Page,
    number=st.integers(1, 9),
    width=sides,
    height=sides,
    unit=st.sampled_from(["px", "pt"]),
    origin=texts,
    lines=st.lists(lines, max_size=3).map(tuple),
    rotation=st.sampled_from([0, 90, 180, 270]),
    quality=st.none() | st.floats(0, 1),
    flat=st.booleans(),
    hidden=st.lists(texts, max_size=2).map(tuple),
    unread=st.lists(boxes, max_size=2).map(tuple),
    codes=st.lists(st.builds(Code, texts, texts, boxes), max_size=2).map(tuple),
)
documents = st.builds(
    Document,
    name=texts,
    sha256=texts,
    media_type=texts,
    pages=st.lists(pages, max_size=2).map(tuple),
    skipped=st.lists(texts, max_size=2).map(tuple),
    reader=texts,
)


@given(document=documents)
def test_a_recorded_document_reads_back_equal(document: Document) -> None:
    assert document_from_json(document_to_json(document)) == document


def test_an_earlier_recording_that_holds_the_boxes_of_lines_reads_back_equal() -> None:
    line = Line((Word("5 g", Box(1, 2, 3, 4), 0.9),), 2.0)
    page = Page(number=1, width=9, height=9, unit="px", origin="test", lines=(line,))
    document = Document(name="a.png", sha256="0", media_type="image/png", pages=(page,))
    record = json.loads(document_to_json(document))
    record["pages"][0]["lines"][0]["box"] = {"x0": 1, "top": 2, "x1": 3, "bottom": 4}

    assert document_from_json(json.dumps(record)) == document


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="list"),
        pytest.param("{}", id="no-keys"),
        pytest.param('{"pages": 1, "skipped": []}', id="pages-are-no-list"),
        pytest.param('{"pages": [], "skipped": [], "odd": 1}', id="unknown-key"),
    ],
)
def test_what_is_no_document_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        document_from_json(text)


def test_a_box_that_makes_no_sense_does_not_come_back() -> None:
    document = _document("x")
    text = document_to_json(document).replace('"x1":2.0', '"x1":-2.0')

    with pytest.raises(ValueError, match="inside out"):
        document_from_json(text)


def _document(name: str) -> Document:
    line = Line((Word("5 g", Box(1.0, 1.0, 2.0, 2.0), math.nextafter(0.5, 1)),), 1.0)
    page = Page(number=1, width=9, height=9, unit="px", origin="t", lines=(line,))
    return Document(name=name, sha256="0", media_type="image/png", pages=(page,))


def test_a_file_is_read_once(tmp_path: Path) -> None:
    picture = tmp_path / "label.png"
    picture.write_bytes(b"ink")
    asked: list[Path] = []

    def read(path: Path) -> Document:
        asked.append(path)
        return _document(path.name)

    read_once = recorded(read, tmp_path / "readings", "engine 1")

    assert read_once(picture) == read_once(picture) == _document("label.png")
    assert asked == [picture]


def test_a_changed_file_or_reader_is_read_again(tmp_path: Path) -> None:
    picture = tmp_path / "label.png"
    picture.write_bytes(b"ink")
    asked: list[str] = []

    def read(path: Path) -> Document:
        asked.append(path.read_bytes().decode())
        return _document(path.name)

    recorded(read, tmp_path / "r", "engine 1")(picture)
    recorded(read, tmp_path / "r", "engine 2")(picture)
    picture.write_bytes(b"more ink")
    recorded(read, tmp_path / "r", "engine 1")(picture)

    assert asked == ["ink", "ink", "more ink"]


def test_a_damaged_recording_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    picture = tmp_path / "label.png"
    picture.write_bytes(b"ink")
    read_once = recorded(lambda path: _document(path.name), tmp_path / "r", "engine")
    read_once(picture)
    (recording,) = (tmp_path / "r").iterdir()
    recording.write_text(recording.read_text()[:-9])

    with pytest.raises(CorruptInputError, match="delete it"):
        read_once(picture)


def test_no_unfinished_file_is_left(tmp_path: Path) -> None:
    picture = tmp_path / "label.png"
    picture.write_bytes(b"ink")

    recorded(lambda path: _document(path.name), tmp_path / "r", "engine")(picture)

    assert [entry.suffix for entry in (tmp_path / "r").iterdir()] == [".json"]
