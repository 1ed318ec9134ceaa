"""Pictures come out upright, opaque and in eight bits, or as the right refusal."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from auditor.errors import CorruptInputError, TooLargeInputError, UnsupportedInputError
from auditor.reading.picture import Frame, frames
from auditor.reading.source import Limits, Source, source_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIMITS = Limits()
RED, GREEN, BLUE, WHITE, BLACK = (
    (200, 0, 0),
    (0, 160, 0),
    (0, 0, 200),
    (255, 255, 255),
    (0, 0, 0),
)


def source(image: Image.Image, form: str, **options: Any) -> Source:
    file = BytesIO()
    image.save(file, form, **options)
    return source_of(f"label.{form.lower()}", file.getvalue(), LIMITS)


def read(label: Source, limits: Limits = LIMITS) -> list[Frame]:
    return list(frames(label, limits)[0])


def only(label: Source, limits: Limits = LIMITS) -> NDArray[np.uint8]:
    [frame] = read(label, limits)
    return frame.pixels


def corners() -> Image.Image:
    """Wider than high, red at the top left, green at the top right, blue below red."""
    image = Image.new("RGB", (96, 64), WHITE)
    image.paste(RED, (0, 0, 32, 32))
    image.paste(GREEN, (64, 0, 96, 32))
    image.paste(BLUE, (0, 32, 32, 64))
    return image


def near(
    pixels: NDArray[np.uint8], color: tuple[int, int, int], tolerance: int = 30
) -> bool:
    return bool((np.abs(pixels.astype(int) - color) <= tolerance).all())


def assert_upright(pixels: NDArray[np.uint8]) -> None:
    assert pixels.shape == (64, 96, 3)
    assert near(pixels[10:20, 10:20], RED)
    assert near(pixels[10:20, 75:85], GREEN)
    assert near(pixels[45:55, 10:20], BLUE)
    assert near(pixels[45:55, 75:85], WHITE)


# What has to be done to the upright picture so that a camera held that way sees it.
HELD = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", HELD)
def test_every_way_of_holding_the_camera_comes_out_upright(
    form: str, orientation: int
) -> None:
    turn = HELD[orientation]
    seen = corners() if turn is None else corners().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation

    pixels = only(source(seen, form, exif=exif, quality=95))

    assert_upright(pixels)


@pytest.mark.parametrize("orientation", HELD)
def test_a_heic_is_not_turned_twice(orientation: int) -> None:
    turn = HELD[orientation]
    seen = corners() if turn is None else corners().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    heif = pillow_heif.from_pillow(seen)
    heif.save(file, quality=95, exif=exif.tobytes(), matrix_coefficients=0, chroma=444)

    pixels = only(source_of("label.heic", file.getvalue(), LIMITS))

    assert_upright(pixels)


@pytest.mark.parametrize("orientation", [0, 9, 99])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    assert_upright(only(source(corners(), "JPEG", exif=exif, quality=95)))


def test_broken_metadata_does_not_cost_the_picture() -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(range(200))

    assert_upright(only(source(corners(), "JPEG", exif=exif, quality=95)))


def test_pixels_are_contiguous_bytes_and_numbered_from_one() -> None:
    [frame] = read(source(corners(), "PNG"))

    assert frame.number == 1
    assert frame.scale == 1.0
    assert frame.pixels.dtype == np.uint8
    assert frame.pixels.flags.c_contiguous


def transparent(mode: str) -> Image.Image:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (5, 5, 15, 15))
    return image.convert(mode)


@pytest.mark.parametrize(
    "label",
    [
        pytest.param(source(transparent("RGBA"), "PNG"), id="rgba"),
        pytest.param(source(transparent("LA"), "PNG"), id="gray-with-alpha"),
        pytest.param(
            source(transparent("RGBA").quantize(), "PNG"), id="palette-with-alpha"
        ),
        pytest.param(source(transparent("RGBA"), "WEBP", lossless=True), id="webp"),
        pytest.param(source(transparent("RGBA"), "TIFF"), id="tiff"),
        pytest.param(source(transparent("RGBA"), "GIF"), id="gif"),
    ],
)
def test_transparent_parts_are_white_as_paper(label: Source) -> None:
    pixels = only(label)

    assert near(pixels[0:4, 0:4], WHITE, 2)
    assert near(pixels[8:12, 8:12], BLACK, 2)


def test_one_color_declared_transparent_is_white() -> None:
    image = Image.new("RGB", (20, 20), BLUE)
    image.paste(RED, (5, 5, 15, 15))

    pixels = only(source(image, "PNG", transparency=BLUE))

    assert near(pixels[0:4, 0:4], WHITE, 2)
    assert near(pixels[8:12, 8:12], RED, 2)


@pytest.mark.parametrize(
    "label",
    [
        pytest.param(source(corners().convert("CMYK"), "JPEG", quality=95), id="cmyk-jpeg"),
        pytest.param(source(corners().convert("CMYK"), "TIFF"), id="cmyk-tiff"),
        pytest.param(source(corners().quantize(8), "PNG"), id="palette"),
        pytest.param(source(corners().quantize(8), "BMP"), id="palette-bitmap"),
        pytest.param(source(corners().quantize(8), "GIF"), id="gif"),
        pytest.param(
            source(corners(), "JPEG", quality=95, progressive=True), id="progressive"
        ),
    ],
)
def test_colors_come_out_as_they_were_put_in(label: Source) -> None:
    assert_upright(only(label))


@pytest.mark.parametrize("mode", ["1", "L"])
def test_black_and_white_is_black_and_white(mode: str) -> None:
    image = Image.new(mode, (20, 20), 255)
    image.paste(0, (5, 5, 15, 15))

    pixels = only(source(image, "PNG"))

    assert near(pixels[0:4, 0:4], WHITE, 0)
    assert near(pixels[8:12, 8:12], BLACK, 0)


def ramp(dtype: str, white: float) -> Image.Image:
    """Five steps from black to white, ten pixels each."""
    steps = np.repeat(np.linspace(0.0, white, 5), 10)
    return Image.fromarray(np.tile(steps, (10, 1)).astype(dtype))


@pytest.mark.parametrize(
    "label",
    [
        pytest.param(source(ramp("uint16", 65535), "PNG"), id="png-16"),
        pytest.param(source(ramp("uint16", 65535), "TIFF"), id="tiff-16"),
        pytest.param(source(ramp("uint16", 4095), "TIFF"), id="tiff-12-in-16"),
        pytest.param(source(ramp("int32", 65535), "TIFF"), id="tiff-16-in-32"),
        pytest.param(source(ramp("float32", 1.0), "TIFF"), id="float-to-one"),
        pytest.param(source(ramp("float32", 7.5), "TIFF"), id="float-beyond-one"),
    ],
)
def test_deep_gray_is_scaled_and_not_cut_off(label: Source) -> None:
    pixels = only(label)

    shades = pixels[5, 5::10, 0].astype(int)
    assert np.abs(shades - [0, 64, 128, 191, 255]).max() <= 1, shades


def test_a_dark_deep_png_stays_dark() -> None:
    # Its white is fixed by the format, so the darkness is what was photographed.
    pixels = only(source(ramp("uint16", 4095), "PNG"))

    assert pixels.max() == 16


def test_zero_may_mean_white() -> None:
    image = ramp("uint16", 65535)

    pixels = only(source(image, "TIFF", tiffinfo={262: 0}))

    assert pixels[5, 5, 0] == 255
    assert pixels[5, 45, 0] == 0


def test_float_values_that_are_no_numbers_do_not_spread() -> None:
    values = np.full((10, 10), 0.5, dtype=np.float32)
    values[0, 0] = np.nan
    values[0, 1] = np.inf

    pixels = only(source(Image.fromarray(values), "TIFF"))

    assert near(pixels[5:, :], (128, 128, 128), 1)


@pytest.mark.parametrize("form", ["TIFF", "HEIF"])
def test_all_pages_are_read(form: str) -> None:
    pages = [Image.new("RGB", (64, 64), color) for color in (RED, GREEN, BLUE)]
    if form == "HEIF":
        pillow_heif.register_heif_opener()

    label = source(pages[0], form, save_all=True, append_images=pages[1:])
    drawn, skipped = frames(label, LIMITS)

    found = list(drawn)
    assert [frame.number for frame in found] == [1, 2, 3]
    for frame, color in zip(found, (RED, GREEN, BLUE), strict=True):
        assert near(frame.pixels, color)
    assert skipped == ()


def test_pages_beyond_the_limit_are_named() -> None:
    pages = [Image.new("L", (8, 8), n) for n in range(13)]
    label = source(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    drawn, skipped = frames(label, LIMITS)

    assert [frame.pixels[0, 0, 0] for frame in drawn] == list(range(10))
    assert skipped == ("pages 11 to 13: only 10 are read",)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_read_and_the_rest_named(form: str) -> None:
    first, second = (Image.new("RGB", (32, 32), color) for color in (RED, BLUE))
    label = source(first, form, save_all=True, append_images=[second], duration=100)

    drawn, skipped = frames(label, LIMITS)

    [frame] = drawn
    assert near(frame.pixels, RED)
    assert skipped == ("animation: only its first frame is read",)


def test_the_previews_a_phone_adds_to_a_photo_are_no_pages() -> None:
    label = source(corners(), "MPO", save_all=True, append_images=[corners()])

    drawn, skipped = frames(label, LIMITS)

    assert label.media_type == "image/jpeg"
    assert len(list(drawn)) == 1
    assert skipped == ()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_large_picture_is_reduced_and_says_how_far(form: str) -> None:
    limits = Limits(working_pixels=60_000)
    image = corners().resize((1200, 800))

    [frame] = read(source(image, form), limits)

    height, width, _ = frame.pixels.shape
    assert 50_000 < width * height <= 60_000
    assert width / height == pytest.approx(1.5, abs=0.01)
    assert frame.scale == pytest.approx(width / 1200)
    assert near(frame.pixels[10:50, 10:50], RED)


def test_a_picture_at_the_working_size_is_not_touched() -> None:
    [frame] = read(source(corners(), "PNG"), Limits(working_pixels=96 * 64))

    assert frame.scale == 1.0
    assert (frame.pixels == np.asarray(corners())).all()


@pytest.mark.parametrize(
    ("form", "limits"),
    [
        pytest.param("PNG", Limits(pixels=6000), id="pixels"),
        pytest.param("PNG", Limits(side=95), id="side"),
        pytest.param("GIF", Limits(pixels=6000), id="gif-pixels"),
        pytest.param("JPEG", Limits(pixels=95), id="jpeg-even-at-an-eighth"),
    ],
)
def test_what_would_be_too_large_is_refused_before_decoding(
    form: str, limits: Limits
) -> None:
    image = corners() if form != "GIF" else corners().quantize(8)

    with pytest.raises(TooLargeInputError):
        read(source(image, form), limits)


def test_a_baseline_jpeg_may_be_larger_than_what_is_decoded() -> None:
    limits = Limits(pixels=6000, working_pixels=1000)

    [frame] = read(source(corners(), "JPEG"), limits)

    assert frame.pixels.shape[0] * frame.pixels.shape[1] <= 1000


def test_a_progressive_jpeg_may_not() -> None:
    with pytest.raises(TooLargeInputError):
        read(source(corners(), "JPEG", progressive=True), Limits(pixels=6000))


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    label = source(corners(), "JPEG", progressive=True)
    last = label.data[label.data.rindex(b"\xff\xda") : -2]
    bomb = source_of("bomb.jpg", label.data[:-2] + last * 100 + label.data[-2:], LIMITS)

    with pytest.raises(TooLargeInputError, match="scans"):
        read(bomb)


def test_a_gif_of_endless_frames_costs_one_frame() -> None:
    label = source(corners().quantize(8), "GIF")
    block = label.data[label.data.index(b"\x2c") : -1]
    bomb = source_of("bomb.gif", label.data[:-1] + block * 5000 + b";", LIMITS)

    drawn, skipped = frames(bomb, LIMITS)

    assert_upright(next(drawn).pixels)
    assert next(drawn, None) is None
    assert skipped


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
def test_half_a_picture_is_damaged_and_not_half_a_label(form: str) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    whole = source(Image.fromarray(noise), form)
    half = source_of(whole.name, whole.data[: len(whole.data) // 2], LIMITS)

    with pytest.raises(CorruptInputError) as caught:
        read(half)

    assert caught.value.subject == whole.name
    assert caught.value.remedy


def label_above_a_margin() -> Image.Image:
    """Noise as print makes it, above paper."""
    pixels = np.full((240, 200, 3), 255, np.uint8)
    pixels[:180] = np.random.default_rng(5).integers(0, 256, (180, 200, 3), np.uint8)
    return Image.fromarray(pixels)


JPEGS = [
    pytest.param({}, id="baseline"),
    pytest.param({"progressive": True}, id="progressive"),
    pytest.param({"restart_marker_rows": 2}, id="restart-markers"),
    pytest.param({"optimize": True, "quality": 40}, id="coarse"),
]


@pytest.mark.parametrize("options", JPEGS)
def test_a_jpeg_that_is_closed_too_early_is_damaged(options: dict[str, object]) -> None:
    """Decoders paint the rest in one tone, as if the label said no more."""
    whole = source(label_above_a_margin(), "JPEG", **options).data
    first_scan = whole.index(b"\xff\xda")
    end = whole.find(b"\xff\xda", first_scan + 2)
    data = whole[: (first_scan + (end if end > 0 else len(whole))) // 2] + b"\xff\xd9"

    with pytest.raises(CorruptInputError, match="damaged or cut off"):
        only(source_of("label.jpg", data, LIMITS))


def png_of(rows: int, *, told: int, interlaced: bool = False) -> Source:
    """A PNG whose data ends, well closed, after some of the rows it tells of."""
    pixels = np.asarray(label_above_a_margin().convert("L"))[:told]
    data = b"".join(b"\0" + row.tobytes() for row in pixels[:rows])
    if interlaced:
        steps = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4)]
        steps += [(1, 0, 2, 2), (0, 1, 1, 2)]
        passes = [
            [b"\0" + row.tobytes() for row in pixels[y::dy, x::dx]]
            for x, y, dx, dy in steps
        ]
        data = b"".join(row for one in passes for row in one)
    header = struct.pack(">IIBBBBB", 200, told, 8, 0, 0, 0, interlaced)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    made = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return source_of("label.png", made, LIMITS)


@pytest.mark.parametrize("interlaced", [False, True], ids=["rows", "passes"])
def test_a_png_has_the_rows_that_it_tells(interlaced: bool) -> None:
    assert only(png_of(240, told=240, interlaced=interlaced)).shape == (240, 200, 3)


def test_a_png_of_fewer_rows_than_it_tells_is_damaged() -> None:
    """Decoders leave the others black, as if the label ended there."""
    with pytest.raises(CorruptInputError, match="damaged or cut off"):
        only(png_of(190, told=240))


@pytest.mark.parametrize("options", JPEGS)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("more", [b"", b"\0" * 64], ids=["alone", "more-behind-it"])
def test_a_whole_jpeg_may_end_in_one_tone(
    options: dict[str, object], mode: str, more: bytes
) -> None:
    whole = source(label_above_a_margin().convert(mode), "JPEG", **options).data
    filled = whole[:-2] + b"\xff" + whole[-2:] + more

    assert only(source_of("label.jpg", filled, LIMITS)).shape == (240, 200, 3)


def test_what_begins_like_a_picture_and_is_none_is_damaged() -> None:
    label = source_of("label.jpg", b"\xff\xd8\xff\xe0" + bytes(100), LIMITS)

    with pytest.raises(CorruptInputError, match="JPEG"):
        read(label)


def test_a_jpeg_of_twelve_bits_is_wanted_otherwise() -> None:
    whole = bytearray(source(corners(), "JPEG").data)
    whole[whole.index(b"\xff\xc0") + 4] = 12

    with pytest.raises(CorruptInputError) as caught:
        read(source_of("label.jpg", bytes(whole), LIMITS))

    assert "PNG" in caught.value.remedy


def test_a_name_does_not_choose_the_decoder() -> None:
    label = source(corners(), "PNG")

    renamed = Source("label.eps", label.data, label.sha256, label.media_type)

    assert_upright(only(renamed))


def test_a_pdf_is_not_a_picture() -> None:
    with pytest.raises(UnsupportedInputError):
        frames(source_of("label.pdf", b"%PDF-1.7\n", LIMITS), LIMITS)


def test_a_lie_about_the_size_is_found_out() -> None:
    label = source(corners(), "PNG")
    # Width and height stand at byte 16 of a PNG; the checksum no longer fits.
    lie = label.data[:16] + struct.pack(">II", 90_000, 90_000) + label.data[24:]

    with pytest.raises((TooLargeInputError, CorruptInputError)):
        read(source_of("label.png", lie, LIMITS))


def test_reading_a_picture_leaves_the_imaging_library_as_it_was() -> None:
    before = Image.MAX_IMAGE_PIXELS

    read(source(corners(), "PNG"))

    assert before == Image.MAX_IMAGE_PIXELS
