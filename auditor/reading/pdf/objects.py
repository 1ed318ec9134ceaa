"""What a page is drawn from, as PDFium knows it, and its rendering."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    from auditor.reading.pdf.glyphs import Turn

POINTS_PER_INCH = 72


def rendered(
    page: pdfium.PdfPage,
    scale: float,
    rotation: Turn = 0,
    cut: tuple[float, float, float, float] = (0, 0, 0, 0),
) -> NDArray[np.uint8]:
    """The page as it is drawn: height by width by 3, red green blue.

    Args:
        scale: Pixels per point.
        rotation: Degrees clockwise by which the page is turned.
        cut: Points that are left out at the left, bottom, right and top of the turned
            page.
    """
    bitmap = page.render(scale=scale, rotation=rotation, crop=cut, rev_byteorder=True)
    # The memory is not the bitmap's: it lives for as long as the array.
    pixels: NDArray[np.uint8] = bitmap.to_numpy()
    bitmap.close()
    return pixels


def gray_of(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture in tones of gray, as bright as an eye sees them: height by width.

    PDFium's own rendering in gray leaves gradients out.
    """
    import numpy as np

    # ITU-R BT.601, in parts of 256.
    weights = np.array((77, 150, 29), dtype=np.uint16)
    return (colors.astype(np.uint16) @ weights >> 8).astype(np.uint8)


def hide_text(page: pdfium.PdfPage) -> None:
    """Take all text off the loaded page; the document is not touched."""
    import pypdfium2.raw as raw

    for kind, handle in objects_of(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(handle, False)


def objects_of(page: pdfium.PdfPage) -> Iterator[tuple[int, object]]:
    """Every object of a page, those within forms included."""
    import pypdfium2.raw as raw

    levels = [iter(_children(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject))]
    while levels:
        handle = next(levels[-1], None)
        if handle is None:
            levels.pop()
            continue
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            levels.append(
                _children(handle, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            )
        yield kind, handle


def _children(
    parent: object, count: Callable[[object], int], get: Callable[[object, int], object]
) -> Iterator[object]:
    return (get(parent, index) for index in range(count(parent)))


def is_decoded(picture: object) -> bool:
    """Whether PDFium makes anything of a picture's data; what it does not is drawn as
    nothing at all."""
    import pypdfium2.raw as raw

    bitmap = raw.FPDFImageObj_GetBitmap(picture)
    if not bitmap:
        return False
    raw.FPDFBitmap_Destroy(bitmap)
    return True


def resolution_of(page: pdfium.PdfPage, pictures: Iterable[object]) -> float | None:
    """Resolution of the largest picture, if it covers most of the page."""
    import pypdfium2.raw as raw

    metadata = raw.FPDF_IMAGEOBJ_METADATA()
    largest, dpi = 0.0, None
    for handle in pictures:
        if not raw.FPDFImageObj_GetImageMetadata(handle, page.raw, metadata):
            continue
        resolutions = metadata.horizontal_dpi, metadata.vertical_dpi
        if min(resolutions) > 0:
            area = metadata.width * metadata.height / math.prod(resolutions)
            if area > largest:
                largest, dpi = area, max(resolutions)
    inches = math.prod(page.get_size()) / POINTS_PER_INCH**2
    return dpi if largest > inches / 2 else None
