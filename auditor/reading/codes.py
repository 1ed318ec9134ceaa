"""Barcodes on a picture: product numbers that a scanner at the till would read.

Only symbologies whose check digit or error correction tells a misreading from a
reading are accepted; two readings of one place are none.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from auditor.model import Box, Code
from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from zxingcpp import BarcodeFormat


_PRINT_HEIGHT: Final = 29.0
"""Height of small print in the copy in which matrix codes are looked for. Labels print
6 points and more (21 CFR 101.9(d)(1)(iii)), lines of 2.5 mm with the air around them;
GS1 makes modules a quarter of a millimeter wide or more, which are three pixels there,
and a decoder needs no more. Most of what barcodes cost is the pixels of that copy."""

_LEAST_PIXELS: Final = 3_000_000
"""Of that copy. A front may print nothing small: over so many pixels three make a
quarter of a millimeter of a package of 17 cm that fills the picture."""


@stage("barcodes")
def find_codes(
    pixels: NDArray[np.uint8], print_height: float | None = None
) -> tuple[Code, ...]:
    """Every barcode in an RGB picture of shape (height, width, 3).

    UPC and EAN, GS1-128, GS1 DataMatrix and QR, at any angle; any other Code 128 is a
    carrier's or a warehouse's. Boxes are in the picture.

    Args:
        print_height: Of the picture's small lines, in pixels; None where there are none.
    """
    import zxingcpp

    kinds = zxingcpp.BarcodeFormat
    bars = (kinds.EAN13, kinds.EAN8, kinds.UPCA, kinds.UPCE, kinds.Code128)
    height, width = pixels.shape[:2]
    least = sqrt(_LEAST_PIXELS / max(height * width, 1))
    wanted = _PRINT_HEIGHT / print_height if print_height else 1.0
    share = min(max(wanted, least), 1.0)
    red, copy = _in_red(pixels, share)
    found = [
        *_decoded(red, bars, 1.0),
        *_decoded(copy, (kinds.DataMatrix, kinds.QRCode), 1 / share),
    ]
    return tuple(
        code for code in found if not any(_contradicts(code, other) for other in found)
    )


def _in_red(
    pixels: NDArray[np.uint8], share: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """An RGB picture in red light, and a copy with a share of its height and width, at
    most 1. Bars are printed for scanners of red light, which see no other (ISO/IEC 15416).

    Halves are averaged thirty times as fast as any other share of a picture, and what is
    left to do then leaves out no pixel when each is weighed between two.
    """
    import numpy as np

    if share == 1:
        # Whoever needs no other copy need not load OpenCV for this one.
        red = np.ascontiguousarray(pixels[:, :, 0])
        return red, red
    import cv2

    red = np.asarray(cv2.extractChannel(pixels, 0), np.uint8)
    copy: cv2.typing.MatLike = red
    while share <= 0.5:
        copy = cv2.resize(copy, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        share *= 2
    if share < 1:
        copy = cv2.resize(copy, None, fx=share, fy=share, interpolation=cv2.INTER_LINEAR)
    return red, np.asarray(copy, np.uint8)


def _decoded(
    gray: NDArray[np.uint8], kinds: Sequence[BarcodeFormat], factor: float
) -> Iterator[Code]:
    """The codes of some kinds, in a picture `factor` times as large."""
    import zxingcpp

    for read in zxingcpp.read_barcodes(gray, formats=zxingcpp.BarcodeFormats(kinds)):
        place = read.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs = [corner.x * factor for corner in corners]
        ys = [corner.y * factor for corner in corners]
        carried = read.format == zxingcpp.BarcodeFormat.Code128
        if read.text and (not carried or read.content_type == zxingcpp.ContentType.GS1):
            box = Box(min(xs), min(ys), max(xs), max(ys))
            yield Code(read.text, str(read.format), box)


def _contradicts(code: Code, other: Code) -> bool:
    """Whether the same bars were also read as something else."""
    one, two = code.box, other.box
    meet = one.x0 <= two.x1 and two.x0 <= one.x1 and one.top <= two.bottom
    return meet and two.top <= one.bottom and code.text != other.text
