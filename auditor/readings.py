"""Documents as JSON files, so that what was read once can be parsed many times.

Reading a picture takes seconds and parsing it milliseconds; a changed parser or
lexicon is measured on recordings. A recording is found by the bytes of the file
and by the reader that read them, so that it never stands in for another file or
an older engine. A damaged recording is an error, never an empty document.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import fields
from typing import TYPE_CHECKING

from auditor.errors import CorruptInputError
from auditor.model import Box, Code, Document, Line, Page, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def document_to_json(document: Document) -> str:
    """The document as one JSON object on one line, in ASCII.

    ASCII because half of a surrogate pair, which some PDFs hold, has no UTF-8.
    """
    return json.dumps(document, default=_record, separators=(",", ":"))


_STORED: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.init)
    for kind in (Document, Page, Line, Word, Code, Box)
}
"""What is kept of each record: all that is not worked out from the rest."""


def _record(value: object) -> Mapping[str, object]:
    """A record of a document by its fields, those within it as they are: `asdict` copies
    every word of every line first, which takes twice as long."""
    return {name: getattr(value, name) for name in _STORED[type(value)]}


def document_from_json(text: str) -> Document:
    """The document that `document_to_json` wrote.

    Raises:
        ValueError: `text` is no JSON, or not that of a document.
    """
    try:
        record = json.loads(text)
        pages = []
        for page in record["pages"]:
            for line in page["lines"]:
                for word in line["words"]:
                    word["box"] = Box(**word["box"])
                # Earlier recordings hold it, though it is made of the words'.
                line.pop("box", None)
                line["words"] = tuple(Word(**word) for word in line["words"])
            page["lines"] = tuple(Line(**line) for line in page["lines"])
            page["hidden"] = tuple(page["hidden"])
            for key in ("unread", "unread_seals"):
                page[key] = tuple(Box(**box) for box in page[key])
            page["codes"] = tuple(
                Code(code["text"], code["symbology"], Box(**code["box"]))
                for code in page["codes"]
            )
            pages.append(Page(**page))
        record["pages"] = tuple(pages)
        record["skipped"] = tuple(record["skipped"])
        return Document(**record)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not the record of a document: {error!r}") from error


def recorded(
    read: Callable[[Path], Document], folder: Path, reader: str
) -> Callable[[Path], Document]:
    """A `read` that keeps its documents in a folder and takes them from there.

    Args:
        read: Reads one file.
        folder: Made when it is missing.
        reader: Name and version of engine and models, and whatever else of the
            settings changes what is read. Part of the recording's name.
    """

    def read_once(path: Path) -> Document:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        recording = folder / f"{digest[:24]}.{_slug(reader)}.json"
        if recording.exists():
            return _load(recording)
        document = read(path)
        _save(recording, document)
        return document

    return read_once


def _slug(reader: str) -> str:
    """Short enough for every file system; the digest keeps long readers apart."""
    digest = hashlib.sha256(reader.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{re.sub('[^a-z0-9]+', '-', reader.lower())[:40].strip('-')}-{digest[:8]}"


def _load(recording: Path) -> Document:
    text = recording.read_text("utf-8", "replace")
    try:
        return document_from_json(text)
    except ValueError as error:
        raise CorruptInputError(
            recording,
            f"the recording is damaged ({error})",
            "delete it to read the file again",
        ) from error


def _save(recording: Path, document: Document) -> None:
    recording.parent.mkdir(parents=True, exist_ok=True)
    unfinished = recording.with_suffix(f".{os.getpid()}.part")
    unfinished.write_text(document_to_json(document), "utf-8")
    # Renamed when whole, so that an interrupted run leaves no half a recording.
    unfinished.replace(recording)
