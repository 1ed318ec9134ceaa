"""Files are known by their content, and whatever is no label is refused with its reason."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from auditor.errors import (
    ChangedInputError,
    EmptyInputError,
    InputError,
    MissingInputError,
    NotAFileError,
    TooLargeInputError,
    UnsupportedInputError,
)
from auditor.reading.source import Limits, open_source, sniff, source_of

LIMITS = Limits()
GREEN = Image.new("RGB", (8, 8), (0, 128, 0))


def encoded(form: str) -> bytes:
    file = BytesIO()
    GREEN.save(file, form)
    return file.getvalue()


def heif(brand: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + brand + b"\0\0\0\0" + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body


def test_a_file_is_read_once_with_its_fingerprint_and_type(tmp_path: Path) -> None:
    path = tmp_path / "label.jpg"
    path.write_bytes(encoded("JPEG"))

    source = open_source(path, LIMITS)

    assert source.name == str(path)
    assert source.data == path.read_bytes()
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        pytest.param(encoded("JPEG"), "image/jpeg", id="jpeg"),
        pytest.param(encoded("PNG"), "image/png", id="png"),
        pytest.param(encoded("WEBP"), "image/webp", id="webp"),
        pytest.param(encoded("TIFF"), "image/tiff", id="tiff"),
        pytest.param(b"MM\0+" + bytes(20), "image/tiff", id="big-tiff-big-endian"),
        pytest.param(encoded("BMP"), "image/bmp", id="bmp"),
        pytest.param(encoded("GIF"), "image/gif", id="gif"),
        pytest.param(encoded("AVIF"), "image/avif", id="avif"),
        pytest.param(heif(b"heic", b"mif1"), "image/heic", id="heic"),
        pytest.param(
            heif(b"mif1", b"heic"), "image/heic", id="heic-behind-a-general-brand"
        ),
        pytest.param(heif(b"mif1", b"miaf"), "image/heif", id="heif"),
        pytest.param(
            heif(b"mif1", b"avif"), "image/avif", id="avif-behind-a-general-brand"
        ),
        pytest.param(b"%PDF-1.7\n", "application/pdf", id="pdf"),
        pytest.param(b"x" * 1024 + b"%PDF-1.7\n", "application/pdf", id="pdf-behind-junk"),
        pytest.param(b"x" * 1025 + b"%PDF-1.7\n", None, id="pdf-behind-too-much-junk"),
        pytest.param(b"<html>%PDF-1.7 not found</html>", None, id="page-about-a-pdf"),
        pytest.param(
            b"BMW owners' manual, page 1", None, id="text-that-begins-like-a-bitmap"
        ),
        pytest.param(heif(b"isom", b"mp42"), None, id="film"),
        pytest.param(b"RIFF\0\0\0\0WAVEfmt ", None, id="sound"),
        pytest.param(b"\xff", None, id="one-byte"),
    ],
)
def test_the_first_bytes_tell_the_type(data: bytes, media_type: str | None) -> None:
    assert sniff(data) == media_type


@pytest.mark.parametrize(
    ("data", "seeming", "remedy"),
    [
        pytest.param(b"PK\x03\x04rest", "ZIP archive", "unpack", id="zip"),
        pytest.param(b"\x1f\x8brest", "gzip archive", "unpack", id="gzip"),
        pytest.param(b"<!DOCTYPE html><html>", "web page", "hand in JPEG", id="web-page"),
        pytest.param(b"<svg xmlns='x'/>", "SVG drawing", "export", id="svg"),
        pytest.param(
            b"<?xml version='1.0'?><svg/>", "SVG drawing", "export", id="svg-as-xml"
        ),
        pytest.param(b"8BPS\0\1", "Photoshop", "export", id="photoshop"),
        pytest.param(b"%!PS-Adobe-3.0", "PostScript", "export", id="postscript"),
        pytest.param("Glutamine, 5 g – daily".encode(), "text", "hand in", id="text"),
        pytest.param(bytes(5000), "unfinished download", "hand in", id="zero-bytes"),
        pytest.param(b"\x9c\x01\x02\x03", "9c 01 02 03", "hand in", id="unknown"),
    ],
)
def test_refused_content_is_told_what_it_seems_to_be(
    data: bytes, seeming: str, remedy: str
) -> None:
    with pytest.raises(UnsupportedInputError) as caught:
        source_of("label.png", data, LIMITS)

    assert seeming in caught.value.problem
    assert caught.value.remedy.startswith(remedy)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="no such file"):
        open_source(tmp_path / "label.jpg", LIMITS)


def test_a_file_below_a_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "label.jpg").write_bytes(encoded("JPEG"))

    with pytest.raises(MissingInputError):
        open_source(tmp_path / "label.jpg" / "more.jpg", LIMITS)


def test_a_name_with_a_zero_byte_is_missing() -> None:
    with pytest.raises(MissingInputError, match="no file can have this name"):
        open_source(Path("label\0.jpg"), LIMITS)


def test_a_name_that_is_too_long_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        open_source(tmp_path / ("x" * 5000), LIMITS)


def test_a_folder_asks_for_the_files_in_it(tmp_path: Path) -> None:
    with pytest.raises(NotAFileError, match="auditor scan"):
        open_source(tmp_path, LIMITS)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    path = tmp_path / "label.jpg"
    os.mkfifo(path)

    with pytest.raises(NotAFileError, match="a pipe"):
        open_source(path, LIMITS)


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A socket's name may be 100 bytes long; a relative one is short enough.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("label.jpg")
        with pytest.raises(NotAFileError, match="a socket"):
            open_source(Path("label.jpg"), LIMITS)


def test_a_link_to_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "label.jpg").symlink_to("/dev/zero")

    with pytest.raises(NotAFileError, match="a device"):
        open_source(tmp_path / "label.jpg", LIMITS)


def test_a_link_to_a_picture_is_followed(tmp_path: Path) -> None:
    (tmp_path / "label.jpg").write_bytes(encoded("JPEG"))
    (tmp_path / "link").symlink_to("label.jpg")

    source = open_source(tmp_path / "link", LIMITS)

    assert source.name == str(tmp_path / "link")
    assert source.media_type == "image/jpeg"


def test_a_link_to_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "link.jpg").symlink_to("gone.jpg")

    with pytest.raises(MissingInputError, match="a link to a file that is not there"):
        open_source(tmp_path / "link.jpg", LIMITS)


def test_links_in_a_circle_are_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    with pytest.raises(InputError, match="cannot be opened"):
        open_source(tmp_path / "a", LIMITS)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_read_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "label.jpg"
    path.write_bytes(encoded("JPEG"))
    path.chmod(0)

    with pytest.raises(InputError, match="permission"):
        open_source(path, LIMITS)


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "label.jpg").touch()

    with pytest.raises(EmptyInputError):
        open_source(tmp_path / "label.jpg", LIMITS)
    with pytest.raises(EmptyInputError):
        source_of("-", b"", LIMITS)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "label.jpg"
    with path.open("wb") as file:
        file.truncate(8 << 30)

    with pytest.raises(TooLargeInputError, match=r"8,589\.9 MB"):
        open_source(path, LIMITS)


def test_pictures_and_pdfs_have_limits_of_their_own() -> None:
    limits = Limits(picture_bytes=2000, pdf_bytes=1000)
    padding = bytes(1500)

    picture = source_of("a.jpg", encoded("JPEG")[:100] + padding, limits)

    assert picture.media_type == "image/jpeg"
    with pytest.raises(TooLargeInputError):
        source_of("a.pdf", b"%PDF-1.7\n" + padding, limits)
    with pytest.raises(TooLargeInputError):
        source_of("a.jpg", encoded("JPEG")[:100] + padding * 2, limits)


def test_a_file_that_is_still_being_copied_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "label.jpg"
    path.write_bytes(encoded("JPEG") + bytes(20_000_000))
    copied = threading.Event()

    def copy() -> None:
        with path.open("ab", buffering=0) as file:
            while not copied.wait(0.0005):
                file.write(b"more")

    def read() -> None:
        # On a busy machine the copy may rest while a whole file is read.
        for _ in range(200):
            open_source(path, LIMITS)

    copier = threading.Thread(target=copy)
    copier.start()
    try:
        with pytest.raises(ChangedInputError, match="read it again when it is complete"):
            read()
    finally:
        copied.set()
        copier.join()
