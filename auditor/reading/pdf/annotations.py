"""Notes on a page whose text each viewer lays out by itself.

A note of text (FreeText) brings its appearance along, or leaves it to the program that
shows it. PDFium draws most of those and not all, so that what such a note says is only
claimed: the picture has to bear it out.
"""

from __future__ import annotations

import ctypes
import html
import re
from typing import TYPE_CHECKING

from auditor.model import Box, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pypdfium2 as pdfium

    from auditor.reading.pdf.glyphs import Frame


def notes_without_appearance(page: pdfium.PdfPage, frame: Frame) -> Iterator[Word]:
    """The text of each, in its place; hidden ones are left out."""
    import pypdfium2.raw as raw

    unseen = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
    for number in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, number)
        if not note:
            continue
        try:
            place = raw.FS_RECTF()
            if (
                raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_FREETEXT
                or raw.FPDFAnnot_GetFlags(note) & unseen
                or _told(raw.FPDFAnnot_GetAP, note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL)
                or not raw.FPDFAnnot_GetRect(note, place)
            ):
                continue
            plain = _told(raw.FPDFAnnot_GetStringValue, note, b"Contents")
            rich = _told(raw.FPDFAnnot_GetStringValue, note, b"RC")
        finally:
            raw.FPDFPage_CloseAnnot(note)
        text = plain or html.unescape(re.sub(r"<[^>]*>", " ", rich))
        if said := " ".join(text.split()):
            box = frame.corners(place.left, place.bottom, place.right, place.top)
            yield Word(said, Box(*box))


def _told(call: Callable[..., int], note: object, what: object) -> str:
    """A text that PDFium tells in UTF-16, to which it adds a zero."""
    size = call(note, what, None, 0)
    buffer = ctypes.create_string_buffer(size)
    call(note, what, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0")
