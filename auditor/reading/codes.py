"""Barcodes on a picture: product numbers that a scanner at the till would read.

Only symbologies whose check digit or error correction tells a misreading from a
reading are accepted; two readings of one place are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model import Box, Code
from auditor.reading.stages import stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@stage("barcodes")
def find_codes(pixels: NDArray[np.uint8]) -> tuple[Code, ...]:
    """Every barcode in an RGB picture of shape (height, width, 3).

    UPC and EAN, GS1-128, GS1 DataMatrix and QR, at any angle; any other Code 128 is a
    carrier's or a warehouse's. Boxes are in the picture.
    """
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(
        [
            zxingcpp.BarcodeFormat.EAN13,
            zxingcpp.BarcodeFormat.EAN8,
            zxingcpp.BarcodeFormat.UPCA,
            zxingcpp.BarcodeFormat.UPCE,
            zxingcpp.BarcodeFormat.DataMatrix,
            zxingcpp.BarcodeFormat.QRCode,
            zxingcpp.BarcodeFormat.Code128,
        ]
    )
    found = []
    for read in zxingcpp.read_barcodes(pixels, formats=formats):
        place = read.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        box = Box(float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys)))
        bars = read.format == zxingcpp.BarcodeFormat.Code128
        if read.text and (not bars or read.content_type == zxingcpp.ContentType.GS1):
            found.append(Code(read.text, str(read.format), box))
    return tuple(
        code for code in found if not any(_contradicts(code, other) for other in found)
    )


def _contradicts(code: Code, other: Code) -> bool:
    """Whether the same bars were also read as something else."""
    one, two = code.box, other.box
    meet = one.x0 <= two.x1 and two.x0 <= one.x1 and one.top <= two.bottom
    return meet and two.top <= one.bottom and code.text != other.text
