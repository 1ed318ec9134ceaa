"""Whether a picture whose data is marked as ended has all that it should have.

A decoder paints what is missing in one tone and says nothing, as if the label said no
more. Of JPEG and PNG it can be told.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# --- JPEG ---------------------------------------------------------------------

_NOISE: Final = bytes(number * 89 % 251 for number in range(1, 65))
_MORE: Final = _NOISE + b"".join(b"\xff" + bytes([0xD0 + n]) + _NOISE for n in range(8))
"""Data that decodes to other blocks, by itself and behind each restart marker."""

_SEGMENT: Final = struct.Struct(">BBH")
_NOT_BY_HUFFMAN: Final = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of frames whose decoder reads on behind the end, or that hardly any has."""

_SCANS: Final = 32
"""Of a picture, up to which it is asked: encoders write about ten."""

_PIXELS_AT_ONCE: Final = 40_000_000
"""Of a picture that is decoded from end to end before it is made smaller."""


def jpeg_breaks_off(data: bytes) -> bool:
    """Whether blocks are missing at the end of a scan; False where it cannot be told.

    A decoder ignores what stands behind a whole scan, but takes it for blocks where
    some are missing: a picture that looks otherwise with more data breaks off.
    """
    longer = _with_longer_scans(data)
    return longer is not None and _smallest(data) != _smallest(longer)


def _with_longer_scans(data: bytes) -> bytes | None:
    """The first picture of the data with more in each of its scans; None where its
    coding needs no end."""
    made = bytearray(data[:2])
    at, scans = 2, 0
    while at + _SEGMENT.size <= len(data):
        sign, marker, length = _SEGMENT.unpack_from(data, at)
        if sign != 0xFF or marker in _NOT_BY_HUFFMAN or scans > _SCANS:
            return None
        if marker == 0xD9:
            break
        if marker == 0xFF:
            # Any marker may have more of its first byte before it.
            at += 1
            continue
        end = at + 2 + length
        if marker == 0xDA:
            scans += 1
            end = _end_of_scan(data, end)
            made += data[at:end] + _MORE
        else:
            made += data[at:end]
        at = end
    return bytes(made) + b"\xff\xd9"


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the next marker stands that is none of a scan's own."""
    at = data.find(b"\xff", start)
    while 0 <= at < len(data) - 1 and (data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7):
        at = data.find(b"\xff", at + 2)
    return at if at >= 0 else len(data)


def _smallest(data: bytes) -> bytes:
    """The pixels of a JPEG at an eighth of its size; none where it is too large for
    that or cannot be decoded."""
    from PIL import Image

    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(BytesIO(data), formats=("JPEG",)) as image,
        ):
            at_once = image.info.get("progressive")
            if at_once and image.size[0] * image.size[1] > _PIXELS_AT_ONCE:
                return b""
            image.draft(image.mode, (1, 1))
            return image.tobytes()
    except (*_DAMAGE, Image.DecompressionBombError):
        return b""


_DAMAGE: Final = (OSError, ValueError, SyntaxError, LookupError, TypeError, struct.error)

# --- PNG ----------------------------------------------------------------------

_HEADER: Final = struct.Struct(">8xI4sIIBB2xB")
_BANDS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Numbers of a pixel by the type of color (ISO/IEC 15948, 11.2.2)."""

_PASSES: Final = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4)),
    *((1, 0, 2, 2), (0, 1, 1, 2)),
)
"""Of an interlaced picture: first column and row, and steps to the next ones (8.2)."""

_PART: Final = 1 << 20


def png_breaks_off(data: bytes) -> bool:
    """Whether fewer rows come of the data than the header tells of."""
    if len(data) < _HEADER.size:
        return False
    _, _, width, height, bits, color, interlaced = _HEADER.unpack_from(data)
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = ((-((x - width) // dx), -((y - height) // dy)) for x, y, dx, dy in passes)
    wanted: int = sum(
        rows * (1 + -(-columns * bits * _BANDS.get(color, 1) // 8))
        for columns, rows in sizes
        if columns > 0
    )
    inflater = zlib.decompressobj()
    found = 0
    try:
        for part in _image_data(data):
            rest = part
            while rest and found < wanted and not inflater.eof:
                found += len(inflater.decompress(rest, _PART))
                rest = inflater.unconsumed_tail
    except zlib.error:
        return True
    return found < wanted


def _image_data(data: bytes) -> Iterator[bytes]:
    """What the chunks of the picture hold, without those of further frames."""
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            yield data[at + 8 : at + 8 + length]
        at += 12 + length
