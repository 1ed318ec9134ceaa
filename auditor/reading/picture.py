"""Pictures to upright arrays of red, green and blue, whatever the file held.

A decoder is the part of the program that strangers' bytes reach first, so only
the decoder of the format that was recognized is let near them, what a picture
claims to hold is checked before it is decoded, and a damaged picture is refused:
the half that was decoded would be read as a label that says no more.

Color profiles are ignored. They move hues, and print is told by lightness.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING, Final

from auditor.errors import (
    CorruptInputError,
    InputError,
    MemoryLimitError,
    TooLargeInputError,
    UnsupportedInputError,
)
from auditor.reading.endings import jpeg_breaks_off, png_breaks_off
from auditor.reading.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from auditor.reading.source import Limits, Source


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a file, upright."""

    number: int
    """Counted from 1, as a reader of the report would."""

    pixels: NDArray[np.uint8]
    """Height by width by 3, red green blue, C-contiguous."""

    scale: float
    """Side of `pixels` by the side of the picture in the file; 1 unless reduced."""


def frames(source: Source, limits: Limits) -> tuple[Iterator[Frame], tuple[str, ...]]:
    """The pictures in a file, decoded one by one, and what of it is not read.

    All pages of a TIFF or HEIF file up to the limit; of an animation the first
    frame. What is not read is told before anything is decoded, each in words.

    Raises:
        InputError: One of its kinds, here or while the pictures are drawn from the
            iterator: too large, damaged, of a kind that cannot be decoded.
    """
    if source.media_type == "image/jpeg":
        # Start-of-scan markers cannot occur within compressed data.
        scans = source.data.count(b"\xff\xda")
        if scans > limits.scans:
            raise TooLargeInputError(
                source.name,
                f"a JPEG of {scans} scans takes too long to decode",
                "save it as a baseline JPEG",
            )
    count, skipped = frame_count(source, limits)
    return _decoded(source, limits, count), skipped


def frame_count(source: Source, limits: Limits) -> tuple[int, tuple[str, ...]]:
    """How many pictures of a file are read, and what of it is not, in words; nothing is
    decoded for it.

    Raises:
        InputError: One of its kinds: damaged, of a kind that cannot be decoded.
    """
    with _opened(source, limits) as image:
        count = _count_frames(image)
        form = image.format
    if form not in _PAGED:
        animated = form != "MPO" and count > 1
        return 1, ("animation: only its first frame is read",) if animated else ()
    if count <= limits.frames:
        return count, ()
    beyond = f"pages {limits.frames + 1} to {count}: only {limits.frames} are read"
    return limits.frames, (beyond,)


_DECODERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}

# The further pictures of these stand beside the first as pages do. Those of an
# MPO, as phones write it, are previews and brightness maps of the first.
_PAGED = frozenset({"TIFF", "HEIF"})

# What Pillow's decoders were seen to raise on 11,679 damaged and odd pictures,
# with the errors of the standard library that their parsers are built on.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    RuntimeError,
    EOFError,
    AttributeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


@contextmanager
def _opened(source: Source, limits: Limits) -> Iterator[Image.Image]:
    """The opened picture; whatever goes wrong with it becomes an InputError."""
    from PIL import Image, UnidentifiedImageError

    decoder = _DECODERS.get(source.media_type)
    if decoder is None:
        raise UnsupportedInputError(source.name, f"{source.media_type} is not a picture")
    if decoder == "HEIF":
        _register_heif()
    try:
        with (
            _guarded(limits, decoder),
            Image.open(BytesIO(source.data), formats=(decoder,)) as image,
        ):
            _require_size(source.name, image, limits)
            yield image
    except InputError:
        raise
    except MemoryError as error:
        raise MemoryLimitError(
            source.name, "decoding it takes more memory than allowed", "save it smaller"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLargeInputError(
            source.name, "too many pixels", "save it smaller"
        ) from error
    except UnidentifiedImageError as error:
        raise CorruptInputError(
            source.name,
            f"begins like {decoder} and cannot be opened",
            "copy or download it again, or save it as an ordinary PNG",
        ) from error
    except NotImplementedError as error:
        raise UnsupportedInputError(
            source.name, f"a variant of {decoder} that is not supported", "save it as PNG"
        ) from error
    except _DAMAGE as error:
        raise CorruptInputError(source.name, _DAMAGED.format(decoder), _AGAIN) from error


_DAMAGED = "the {} data is damaged or cut off"
_AGAIN = "copy, download or take it again"


@contextmanager
def _guarded(limits: Limits, decoder: str) -> Iterator[None]:
    """Pillow's own guard against bombs, armed, and its other warnings silenced.

    It sees sizes that turn up only while decoding, such as a GIF frame larger
    than its screen. Complaints about metadata are no matter of the user's.
    """
    from PIL import Image

    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = limits.pixels * (
        _SMALLEST_DRAFT**2 if decoder == "JPEG" else 1
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _register_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)


def _require_size(name: str, image: Image.Image, limits: Limits) -> None:
    """Refuse before decoding what would be too large after it."""
    width, height = image.size
    if max(width, height) > limits.side:
        raise TooLargeInputError(
            name,
            f"{width:,} by {height:,} pixels; a side may have {limits.side:,}",
            "save it smaller",
        )
    # A progressive JPEG is held whole, however small it is decoded.
    reducible = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    decoded = width * height // (_SMALLEST_DRAFT**2 if reducible else 1)
    if decoded > limits.pixels:
        raise TooLargeInputError(
            name,
            f"{width * height / 1e6:,.0f} megapixels; {limits.pixels / 1e6:,.0f} are read",
            "save it smaller",
        )


# Divisor of a JPEG's side when it is decoded at its smallest.
_SMALLEST_DRAFT = 8


def _count_frames(image: Image.Image) -> int:
    """Pages of a paged file; otherwise 2 stands for any number beyond 1.

    Counting the frames of a GIF means walking them, which can take minutes.
    """
    if image.format in _PAGED:
        return int(getattr(image, "n_frames", 1))
    return 2 if getattr(image, "is_animated", False) else 1


def _decoded(source: Source, limits: Limits, count: int) -> Iterator[Frame]:
    for index in range(count):
        with _opened(source, limits) as image:
            if index:
                image.seek(index)
                _require_size(source.name, image, limits)
            frame = _decode(index + 1, image, limits)
        told, breaks_off = _TOLD_BY_DATA.get(source.media_type, ("", None))
        if breaks_off is not None and _ends_in_one_tone(frame.pixels):
            with _guarded(limits, told):
                if breaks_off(source.data):
                    raise CorruptInputError(source.name, _DAMAGED.format(told), _AGAIN)
        yield frame


_TOLD_BY_DATA = {
    "image/jpeg": ("JPEG", jpeg_breaks_off),
    "image/png": ("PNG", png_breaks_off),
}
"""Formats whose decoders paint what is missing, and what tells it."""


_END = 8
"""Sides of a corner of a picture, in pixels."""


def _ends_in_one_tone(pixels: NDArray[np.uint8]) -> bool:
    """Whether a corner of a picture is of one tone, whichever was its last: of few
    photos, and of each whose data ended before it was full."""
    head, tail = slice(0, _END), slice(-_END, None)
    corners = (pixels[rows, columns] for rows in (head, tail) for columns in (head, tail))
    return any(bool((corner == corner[0, 0]).all()) for corner in corners)


@stage("decode")
def _decode(number: int, image: Image.Image, limits: Limits) -> Frame:
    longest = max(image.size)
    share = min(1.0, sqrt(limits.working_pixels / max(image.size[0] * image.size[1], 1)))
    if share < 1.0 and image.format in ("JPEG", "MPO"):
        # Takes the smallest of the decoder's own reductions that is large enough.
        image.draft(None, (round(image.size[0] * share), round(image.size[1] * share)))
    image.load()
    pixels = _turned(_pixels_of(_reduced(_as_rgb(image), limits.working_pixels)), image)
    return Frame(number, pixels, max(pixels.shape) / longest)


def _pixels_of(image: Image.Image) -> NDArray[np.uint8]:
    """The picture as an array, copied band by band: Pillow hands over a whole one in
    pieces that are joined and copied again, which takes four times as long."""
    import numpy as np

    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        pixels[top:bottom] = np.asarray(image.crop((0, top, width, bottom)))
    return pixels


def _as_rgb(image: Image.Image) -> Image.Image:
    """Red, green and blue in 8 bits, transparent parts white as paper."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        image = _to_eight_bits(image)
    if image.mode == "LAB":
        # Print is told by lightness, and Pillow converts LAB only with a profile.
        image = image.getchannel(0)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, (255, 255, 255))
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    # To what it is already, Pillow would convert it by a copy.
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Deep gray scaled by the white of its format; Pillow would cut it off at 255.

    A PNG fills its 16 bits. A TIFF names its container only, and cameras and
    scanners put 10, 12 and 14 bits into 16, so there the white is the end of the
    smallest usual depth that holds the lightest pixel. Floating point goes to 1
    by convention, and to its lightest pixel where it goes beyond.
    """
    import numpy as np
    from PIL import Image

    # TIFF tag 262, PhotometricInterpretation, is 0 where zero means white; Pillow
    # turns that around for 8 bits only.
    tags = getattr(image, "tag_v2", None)
    inverted = tags is not None and tags.get(262) == 0
    values = np.asarray(image, dtype=np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    lightest = float(values.max(initial=0.0))
    if image.mode == "F":
        white = max(lightest, 1.0)
    elif image.format == "PNG":
        white = 65_535.0
    else:
        depths = (8, 10, 12, 14, 16, 24, 32)
        white = next(float(2**bits - 1) for bits in depths if lightest <= 2**bits)
    shades = np.clip(values * (255.0 / white), 0.0, 255.0).round().astype(np.uint8)
    return Image.fromarray(255 - shades if inverted else shades)


def _reduced(image: Image.Image, pixels: int) -> Image.Image:
    """At most so many pixels, averaged over whole areas so that thin strokes stay."""
    from PIL import Image

    width, height = image.size
    if width * height <= pixels:
        return image
    share = sqrt(pixels / (width * height))
    size = (max(int(width * share), 1), max(int(height * share), 1))
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _turned(pixels: NDArray[np.uint8], opened: Image.Image) -> NDArray[np.uint8]:
    """Upright by the camera's note of how it was held.

    HEIF and TIFF decoders turn the picture themselves and clear the note.
    """
    import cv2
    import numpy as np

    try:
        orientation = opened.getexif().get(0x0112)
    except _DAMAGE:
        # Broken metadata says nothing; the reader finds out which way is up.
        return pixels
    if not isinstance(orientation, int) or orientation not in _ORIENTATIONS:
        return pixels
    transposed, flip = _ORIENTATIONS[orientation]
    height, width = pixels.shape[:2]
    # numpy's error for want of memory is the one that is told.
    upright = np.empty((width, height, 3) if transposed else pixels.shape, np.uint8)
    if transposed:
        cv2.transpose(pixels, upright)
        pixels = upright
    if flip is not None:
        cv2.flip(pixels, flip, upright)
    return upright


_ORIENTATIONS: Final[Mapping[int, tuple[bool, int | None]]] = {
    2: (False, 1),
    3: (False, -1),
    4: (False, 0),
    5: (True, None),
    6: (True, 1),
    7: (True, -1),
    8: (True, 0),
}
"""By the EXIF orientation whether rows are to become columns, and what is turned around
then, as OpenCV counts: 0 top and bottom, 1 left and right, -1 both."""

_BAND: Final = 128
"""Rows that are copied at a time: so few stay in the processor's cache."""
