"""Damaged files and bombs end as pages, as pictures, or as the right refusal.

Every file is read in a process of its own, as the program does it, with the limits
that the program has. A process that dies there is a defect, except where PDFium is
known to end it when memory runs out.
"""

from __future__ import annotations

import resource
import struct
import sys
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from auditor.errors import InputError
from auditor.reading.pdf import open_pdf
from auditor.reading.picture import frames
from auditor.reading.source import PDF, Limits, Source, open_source, source_of
from auditor.sandbox import confined
from tests.beside import MALFORMED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file."""

    read: int = 0
    """Pages and pictures."""

    slug: str = ""
    seconds: float = 0.0
    skipped: tuple[str, ...] = ()


def read(source: Source) -> tuple[int, tuple[str, ...]]:
    """All of a file: every picture, every layer, every page's pixels."""
    if source.media_type != PDF:
        drawn, skipped = frames(source, LIMITS)
        return sum(1 for frame in drawn if frame.pixels.size), skipped
    with open_pdf(source, "", LIMITS) as pdf:
        count = 0
        for page in pdf:
            pixels = pdf.render(page, 72)
            assert pixels.shape[0] * pixels.shape[1] <= LIMITS.render_pixels * 1.01
            count += 1
        return count, pdf.skipped


def outcome_of(opened: Callable[[], Source]) -> Outcome:
    """What becomes of a file in a process that may take only so much."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        source = opened()
        count, skipped = confined(lambda: read(source), subject=source.name)
    except InputError as error:
        count, skipped, slug = 0, (), error.slug
    else:
        slug = ""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    return Outcome(read=count, slug=slug, seconds=spent, skipped=skipped)


pytestmark = pytest.mark.skipif(
    sys.platform != "linux",
    reason="limits of memory are set the Linux way, which is not here",
)


def collected() -> Iterable[Path]:
    return sorted(MALFORMED.iterdir()) if MALFORMED.is_dir() else ()


@pytest.mark.skipif(
    not MALFORMED.is_dir(), reason="the collected malformed files are not here"
)
def test_there_are_malformed_files_to_try() -> None:
    assert len(list(collected())) > 100


@pytest.mark.parametrize("path", collected(), ids=lambda path: path.name)
def test_a_malformed_file_is_read_or_refused(path: Path) -> None:
    outcome = outcome_of(lambda: open_source(path, LIMITS))

    assert outcome.read or outcome.slug.startswith(("input.", "limit."))
    assert outcome.seconds < 10


# --- bombs of our own -------------------------------------------------------------


def png(
    width: int, height: int, *, bits: int = 8, color: int = 0, extra: bytes = b""
) -> bytes:
    """A white PNG of any claimed size, a thousandth of it in bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    channels = {0: 1, 2: 3, 6: 4}[color]
    row = b"\0" + b"\xff" * ((width * bits * channels + 7) // 8)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return (
        start
        + (chunk(*extra.split(b"|", 1)) if extra else b"")
        + (chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    )


def jpeg_claiming(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("L", (16, 16), 200).save(file, "JPEG")
    data = bytearray(file.getvalue())
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def gif(frames: int, width: int, height: int) -> bytes:
    header = (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    )
    frame = b"\x21\xf9\x04\0\x01\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
    return header + (frame + b"\x02\x02\x44\x01\x00") * frames + b";"


def tiff_that_goes_round() -> bytes:
    file = BytesIO()
    Image.new("1", (10, 10)).save(file, "TIFF")
    data = bytearray(file.getvalue())
    first = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + 12 * entries, first)
    return bytes(data)


def pdf(
    content: bytes = b"BT /F1 12 Tf 72 720 Td (Supplement Facts) Tj ET",
    *,
    box: str = "0 0 612 792",
    kids: str = "3 0 R",
    count: int = 1,
    packed: int = 0,
    resources: str = "",
    more: Iterable[bytes] = (),
) -> bytes:
    """A PDF of one page; `packed` tells how often its content was deflated."""
    filters = "/Filter[" + "/FlateDecode" * packed + "]" if packed else ""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 5 0 R"
        f"/Resources<</Font<</F1 4 0 R>>{resources}>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        page.encode(),
        font.encode(),
        f"<</Length {len(content)}{filters}>>stream\n".encode() + content + b"\nendstream",
        *more,
    ]
    file, starts = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(file))
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return (
        file
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        % (
            size,
            table,
            size,
        )
        + b"startxref\n%d\n%%%%EOF" % len(file)
    )


def deflated(unit: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    block = unit * 4096
    parts = [packer.compress(block) for _ in range(times // 4096)]
    return b"".join(parts) + packer.flush()


def stream(entries: str, data: bytes) -> bytes:
    head = f"<<{entries}/Length {len(data)}>>stream\n".encode()
    return head + data + b"\nendstream"


def form(data: bytes, resources: str) -> bytes:
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<<{resources}>>"
    return stream(entries, data)


def pages_nested(depth: int) -> bytes:
    """A page at the bottom of a page tree that is far too deep."""
    nodes = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1)
        for number in range(6, 6 + depth - 1)
    ]
    return pdf(kids="6 0 R", more=[*nodes, b"<</Type/Pages/Count 1/Kids[3 0 R]>>"])


def laughs(levels: int) -> bytes:
    """Forms that draw ten forms that draw ten forms."""
    forms = [
        form(b"/X Do " * 10, f"/XObject<</X {number + 1} 0 R>>")
        for number in range(6, 6 + levels)
    ]
    leaf = form(b"BT /F1 8 Tf 10 10 Td (lol) Tj ET", "/Font<</F1 4 0 R>>")
    return pdf(b"/X Do", resources="/XObject<</X 6 0 R>>", more=[*forms, leaf])


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "png-of-2.5-gigapixels": (lambda: png(50_000, 5000, bits=1), "input.too-large"),
    "png-one-pixel-high": (lambda: png(60_000, 1, color=2), "input.too-large"),
    "png-one-pixel-wide": (lambda: png(1, 60_000, color=2), "input.too-large"),
    "png-just-within-the-limit": (lambda: png(9400, 9400, bits=16, color=6), "read"),
    "png-with-a-text-of-200-MB": (
        lambda: png(64, 64, extra=b"zTXt|A\0\0" + deflated(b"A", 200 << 20)),
        "input.corrupt",
    ),
    "png-with-a-profile-of-200-MB": (
        lambda: png(64, 64, extra=b"iCCP|A\0\0" + deflated(b"\0", 200 << 20)),
        "input.corrupt",
    ),
    "jpeg-claiming-900-megapixels": (
        lambda: jpeg_claiming(30_000, 30_000),
        "input.too-large",
    ),
    "jpeg-claiming-60000-rows": (lambda: jpeg_claiming(100, 60_000), "input.too-large"),
    "gif-of-20000-frames": (lambda: gif(20_000, 3000, 3000), "read"),
    "gif-of-4-gigapixels": (lambda: gif(2, 65_535, 65_535), "input.too-large"),
    "tiff-whose-next-page-is-itself": (tiff_that_goes_round, "read"),
    "pdf-page-of-14-million-points": (lambda: pdf(box="0 0 14400000 14400000"), "read"),
    "pdf-page-of-20-thousand-points": (lambda: pdf(box="0 0 20000 20000"), "read"),
    "pdf-page-without-area": (lambda: pdf(box="0 0 0 0"), "read"),
    "pdf-page-inside-out": (lambda: pdf(box="612 792 0 0"), "read"),
    "pdf-of-20001-pages": (lambda: pdf(kids="3 0 R " * 20_001, count=20_001), "read"),
    "pdf-page-tree-20000-deep": (lambda: pages_nested(20_000), "input.corrupt"),
    "pdf-with-100-MB-of-blanks": (lambda: pdf(deflated(b" ", 100 << 20), packed=1), "read"),
    "pdf-with-a-million-texts": (
        lambda: pdf(deflated(b"BT (abc) Tj ET \n", 1 << 20), packed=1),
        "read",
    ),
    "pdf-with-30000-rectangles": (
        lambda: pdf(deflated(b"10 10 50 20 re S ", 30_000), packed=1),
        "read",
    ),
    "pdf-with-arrays-50000-deep": (
        lambda: pdf(b"BT /F1 12 Tf " + b"[" * 50_000 + b"]" * 50_000 + b" TJ ET"),
        "read",
    ),
    "pdf-form-that-draws-itself": (
        lambda: pdf(
            b"/X Do",
            resources="/XObject<</X 6 0 R>>",
            more=[form(b"/X Do ", "/XObject<</X 6 0 R>>")],
        ),
        "read",
    ),
    "pdf-forms-of-ten-forms": (lambda: laughs(3), "read"),
    "pdf-picture-of-900-megapixels": (
        lambda: pdf(
            b"q 612 0 0 792 0 0 cm /I Do Q",
            resources="/XObject<</I 6 0 R>>",
            more=[
                stream(
                    "/Type/XObject/Subtype/Image/Width 30000/Height 30000"
                    "/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode",
                    deflated(b"\xff", 3750 * 30_000),
                )
            ],
        ),
        "read",
    ),
    "pdf-header-behind-2-kB-of-junk": (lambda: b"X" * 2000 + pdf(), "input.unsupported"),
    "pdf-cut-off": (lambda: pdf()[:400], "input.corrupt"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little_and_ends_as_it_should(name: str) -> None:
    build, expected = BOMBS[name]
    data = build()

    outcome = outcome_of(lambda: source_of(name, data, LIMITS))

    assert ("read" if outcome.read else outcome.slug) == expected
    assert outcome.seconds < 10


def test_pages_that_were_not_read_are_named() -> None:
    data = pdf(kids="3 0 R " * 20_001, count=20_001)

    outcome = outcome_of(lambda: source_of("many.pdf", data, LIMITS))

    assert outcome.read == 20
    assert outcome.skipped == ("pages 21 to 20001: only 20 are read",)


def test_memory_that_runs_out_in_pdfium_ends_only_the_process_that_reads() -> None:
    data = pdf(deflated(b"q ", 100 << 20), packed=1)

    outcome = outcome_of(lambda: source_of("bomb.pdf", data, LIMITS))

    assert outcome.slug == "limit.memory"
