"""Product numbers: from bars, from the digits below them, and never a wrong one."""

from __future__ import annotations

import numpy as np
import pytest
from drawing import picture_of
from hypothesis import given
from hypothesis import strategies as st
from pages import document_of, page_of
from reportlab.graphics.barcode import createBarcodeDrawing

from auditor.facts.barcodes import different_products, find_barcodes, is_checked
from auditor.model import Box, Code, Found, Page, Unreadable
from auditor.reading.codes import find_codes


def page(*lines: str, codes: tuple[tuple[str, str], ...] = ()) -> Page:
    from dataclasses import replace

    box = Box(0, 0, 100, 40)
    read = tuple(Code(text, symbology, box) for text, symbology in codes)
    return replace(page_of(*lines), codes=read)


def drawn(number: str, angle: int = 0) -> np.ndarray:
    """EAN-13 bars on white, turned."""
    import pypdfium2 as pdfium
    from PIL import Image
    from reportlab.graphics import renderPDF

    drawing = createBarcodeDrawing("EAN13", value=number, barHeight=60, humanReadable=True)
    pdf = pdfium.PdfDocument(renderPDF.drawToString(drawing))
    bars = pdf[0].render(scale=4).to_pil().convert("RGB")
    canvas = Image.new("RGB", (900, 900), "white")
    canvas.paste(bars, (200, 300))
    return np.asarray(canvas.rotate(angle, fillcolor="white"))


@pytest.mark.parametrize("angle", [0, 15, 30, 90, 180])
def test_bars_are_decoded_at_any_angle(angle: int) -> None:
    (code,) = find_codes(drawn("952000000100", angle))

    assert code.text == "9520000001001"
    assert 0 <= code.box.x0 < code.box.x1 <= 900


@pytest.mark.parametrize(
    "sides",
    [pytest.param((2600, 3600), id="reduced"), pytest.param((4200, 4200), id="halved")],
)
def test_a_matrix_code_beside_large_print_is_found_in_its_place(
    sides: tuple[int, int],
) -> None:
    """Where print is large the picture is looked at from farther away."""
    import zxingcpp

    text = "010952000000100117280131"
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    matrix = np.asarray(code.to_image(scale=12, add_quiet_zones=True))
    picture = np.full((*sides, 3), 255, np.uint8)
    height, width = matrix.shape[:2]
    picture[1500 : 1500 + height, 700 : 700 + width] = matrix[:, :, None]

    (found,) = find_codes(picture, 90.0)

    assert text in found.text
    assert found.box.x0 == pytest.approx(700, abs=40)
    assert found.box.bottom == pytest.approx(1500 + height, abs=40)


def test_print_holds_no_bars() -> None:
    assert find_codes(picture_of([(50, 50, "9 520000 001001")])) == ()


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        pytest.param("9520000001001", True, id="ean-13"),
        pytest.param("748927028614", True, id="upc-a"),
        pytest.param("96385074", True, id="ean-8"),
        pytest.param("748927028615", False, id="wrong-check-digit"),
        pytest.param("12345", False, id="too-short"),
        pytest.param("74892702861x", False, id="a-letter"),
    ],
)
def test_the_check_digit_decides(digits: str, *, right: bool) -> None:
    assert is_checked(digits) is right


@given(digits=st.text("0123456789", min_size=12, max_size=12), place=st.integers(0, 11))
def test_one_wrong_digit_is_always_noticed(digits: str, place: int) -> None:
    if is_checked(digits):
        other = str((int(digits[place]) + 1) % 10)
        assert not is_checked(digits[:place] + other + digits[place + 1 :])


def test_bars_tell_the_number() -> None:
    document = document_of(page("Net Wt 300 g", codes=(("748927028614", "UPC-A"),)))

    found = find_barcodes([document])

    assert isinstance(found, Found)
    assert found.value == "748927028614"


def test_digits_below_bars_that_could_not_be_decoded_are_enough() -> None:
    found = find_barcodes([document_of(page("7 48927 02861 4"))])

    assert isinstance(found, Found)
    assert found.value == "748927028614"


def test_a_telephone_number_is_no_product_number() -> None:
    assert not isinstance(find_barcodes([document_of(page("1 800 276 2878"))]), Found)


def test_a_link_in_a_qr_code_is_no_product_number() -> None:
    document = document_of(page("x", codes=(("https://example.com", "QR Code"),)))

    assert not isinstance(find_barcodes([document]), Found)


def test_bars_that_the_digits_confirm_win_over_others() -> None:
    document = document_of(
        page(
            "7 48927 02861 4",
            codes=(("748927028614", "UPC-A"), ("9520000001001", "EAN-13")),
        )
    )

    found = find_barcodes([document])

    assert isinstance(found, Found)
    assert found.value == "748927028614"


def test_pictures_of_one_product_share_a_number() -> None:
    """A carton may bear a second one beside it."""
    bottle = page(codes=(("EAN-13", "4006381333931"),))
    carton = page(codes=(("EAN-13", "4006381333931"), ("UPC-A", "036000291452")))
    pictures = [document_of(bottle, name="a.jpg"), document_of(carton, name="b.jpg")]
    assert list(different_products(pictures)) == []


def test_two_products_numbers_are_told_and_not_chosen_from() -> None:
    document = document_of(
        page("x", codes=(("748927028614", "UPC-A"), ("9520000001001", "EAN-13")))
    )

    found = find_barcodes([document])

    assert isinstance(found, Unreadable)
    assert "748927028614" in found.reason
