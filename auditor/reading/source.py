"""Bytes in: one regular file, read once, known by its content and its SHA-256.

A folder of labels is full of things that are no label: links to devices, pipes
that never end, error pages saved as pictures, downloads that stopped. What a
name promises is never trusted; the first bytes decide, and whatever is refused
is told what it seems to be. No imaging or PDF library is loaded for that.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.errors import (
    ChangedInputError,
    EmptyInputError,
    InputError,
    MissingInputError,
    NotAFileError,
    TooLargeInputError,
    UnsupportedInputError,
)

if TYPE_CHECKING:
    from pathlib import Path

PDF = "application/pdf"

READABLE = "JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC or PDF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost; beyond it the file is refused, or what is too much skipped.

    The defaults let every real label of the trial collections through (11,679
    pictures and 2,508 PDFs, measured in 2026) and stop the bombs among them.
    """

    picture_bytes: int = 100_000_000
    pdf_bytes: int = 50_000_000

    pixels: int = 100_000_000
    """Of a decoded picture. A baseline JPEG may have 64 times as many, since it is
    decoded at an eighth of its side."""

    side: int = 20_000
    """Longest side of a picture in pixels."""

    working_pixels: int = 16_000_000
    """A larger picture is reduced to this while it is decoded: print that can be
    read at all is still large enough to be read."""

    frames: int = 10
    """Pages of a TIFF or HEIF file that are read; the rest is named as skipped."""

    scans: int = 100
    """Of a progressive JPEG. Encoders write about ten; four hundred over 59
    megapixels take 14 seconds to decode."""

    pages: int = 20
    """Pages of a PDF that are read; the rest is named as skipped."""

    render_pixels: int = 25_000_000
    render_side: int = 8_000
    """Of a rendered PDF page, in pixels; a page that would be larger is rendered
    coarser, not refused."""

    page_characters: int = 20_000
    """A text layer with more on one page is left unread, and the picture decides:
    a page set in the smallest print has about 15,000."""

    page_objects: int = 2_000_000
    """Texts, lines, areas and pictures that one page draws. Artwork of a label has
    thousands, a map a hundred thousand."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive: {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True)
class Source:
    """One file's content, as every later stage sees it."""

    name: str
    """As the user gave it."""

    data: bytes = field(repr=False)
    sha256: str

    media_type: str
    """By content, not by name: ``image/jpeg``, ``application/pdf`` ..."""


def open_source(path: Path, limits: Limits) -> Source:
    """The content of one regular file, or the reason why it is none.

    A link is followed to a regular file and to nothing else. The file is opened
    without waiting, so that a pipe in its place cannot stop the program, and what
    was opened is checked again, since it may have been exchanged meanwhile.

    Raises:
        InputError: One of its kinds says what is wrong with the file.
    """
    limit = max(limits.picture_bytes, limits.pdf_bytes)
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            status = os.stat(path)
        _require_regular_file(path, status, limit)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            before = os.fstat(file.fileno())
            _require_regular_file(path, before, limit)
            data = file.read(limit + 1)
            after = os.fstat(file.fileno())
    except (FileNotFoundError, NotADirectoryError) as error:
        if os.path.islink(path):
            raise MissingInputError(
                path, "a link to a file that is not there", "name the file itself"
            ) from error
        raise MissingInputError(path, "there is no such file", "check its name") from error
    except PermissionError as error:
        raise InputError(
            path, "permission to read it is denied", "give yourself read permission"
        ) from error
    except OSError as error:
        raise InputError(
            path, f"cannot be opened: {error.strerror}", "copy it to a local folder"
        ) from error
    except ValueError as error:
        raise MissingInputError(
            path, "no file can have this name", "check its name"
        ) from error
    # A copy under way, read in between, may look like a label that says less.
    if (len(data), before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ChangedInputError(
            path, "was written to while it was read", "read it again when it is complete"
        )
    return source_of(str(path), data, limits)


def source_of(name: str, data: bytes, limits: Limits) -> Source:
    """Bytes that came from elsewhere, such as standard input, under a name.

    Raises:
        EmptyInputError, UnsupportedInputError, TooLargeInputError
    """
    if not data:
        raise EmptyInputError(name, "the file is empty", "copy or download it again")
    media_type = sniff(data)
    if media_type is None:
        raise UnsupportedInputError(
            name, f"this is not a picture or PDF: {_seeming(data)}", _remedy(data)
        )
    limit = limits.pdf_bytes if media_type == PDF else limits.picture_bytes
    if len(data) > limit:
        raise _too_large(name, len(data), limit)
    return Source(name, data, hashlib.sha256(data).hexdigest(), media_type)


def sniff(data: bytes) -> str | None:
    """The media type by the first bytes; None for whatever we do not read.

    Up to 1,024 bytes may stand before a PDF's header, as PDF readers allow.
    """
    for start, media_type in _PICTURES:
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    if data[4:8] == b"ftyp":
        return _heif_type(data)
    seems_other = any(data.startswith(start) for start, _ in _OTHERS) or _is_markup(data)
    if not seems_other and b"%PDF-" in data[: 1024 + len(b"%PDF-")]:
        return PDF
    return None


_PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
)

# Sizes of the header that follows the file header, OS/2 1.x to Windows V5.
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
)
_HEIF_BRANDS = frozenset({b"mif1", b"msf1"})


def _heif_type(data: bytes) -> str | None:
    """The picture formats among the many that begin with an ftyp box."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[n : n + 4] for n in range(16, length, 4))}
    for known, media_type in (
        (_AVIF_BRANDS, "image/avif"),
        (_HEIC_BRANDS, "image/heic"),
        (_HEIF_BRANDS, "image/heif"),
    ):
        if brands & known:
            return media_type
    return None


_EXPORT = "export it as PNG or PDF"
_UNPACK = "unpack it and hand in the files"

_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"8BPS", "a Photoshop document"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "an EPS file"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\1\0", "an icon"),
    (b"DDS ", "a DDS texture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def _seeming(data: bytes) -> str:
    """What refused content seems to be, in words."""
    for start, what in _OTHERS:
        if data.startswith(start):
            return f"it seems to be {what}"
    if _is_markup(data):
        head = data[:1024].lower()
        if b"<svg" in head:
            return "it seems to be an SVG drawing"
        return "it seems to be a web page" if b"<html" in head else "it seems to be markup"
    if data[4:8] == b"ftyp":
        return "it seems to be a film"
    if data[257:262] == b"ustar":
        return "it seems to be a tar archive"
    if not data[:4096].strip(b"\0"):
        return "it begins with zero bytes only, as an unfinished download does"
    if _is_text(data[:4096]):
        return "it seems to be text"
    return f"its first bytes are {data[:8].hex(' ')}"


def _remedy(data: bytes) -> str:
    seeming = _seeming(data)
    if "archive" in seeming:
        return _UNPACK
    if any(word in seeming for word in ("Photoshop", "Script", "EPS", "SVG", "office")):
        return _EXPORT
    return f"hand in {READABLE}"


def _is_markup(data: bytes) -> bool:
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<head", b"<!--"))


def _is_text(head: bytes) -> bool:
    # The cut may fall inside a character, which a decoder in waiting forgives.
    try:
        text = head.decode("utf-8", errors="strict" if len(head) < 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\n\r\f" for character in text)


def _require_regular_file(path: Path, status: os.stat_result, limit: int) -> None:
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        raise NotAFileError(
            path,
            "this is a folder",
            f"name one product's files in it, or audit all of it: auditor scan {path}",
        )
    if not stat.S_ISREG(mode):
        kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
        kind = next((kind for test, kind in kinds if test(mode)), "a device")
        raise NotAFileError(path, f"this is {kind}, not a file", f"hand in {READABLE}")
    if status.st_size == 0:
        raise EmptyInputError(path, "the file is empty", "copy or download it again")
    if status.st_size > limit:
        raise _too_large(str(path), status.st_size, limit)


def _too_large(name: str, size: int, limit: int) -> TooLargeInputError:
    return TooLargeInputError(
        name,
        f"{size / 1e6:,.1f} MB are more than the {limit / 1e6:,.0f} MB that are read",
        "save it smaller",
    )
