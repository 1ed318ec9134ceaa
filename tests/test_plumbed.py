"""What is taken from the parser is what pdfplumber would have made of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from pdfminer.layout import LTChar, LTFigure

from auditor.reading.pdf.glyphs import Frame, printable
from auditor.reading.pdf.plumbed import plumbed_glyphs
from tests.test_pdf import shown, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdfminer.layout import LTItem

FIXTURES = Path(__file__).parents[1] / "fixtures"

SIDE = 500
FRAME = Frame(0, 0, SIDE, SIDE, 0)

DOWNWARD = (
    "<</Type/Font/Subtype/Type0/BaseFont/Kana/Encoding/Identity-V/DescendantFonts["
    "<</Type/Font/Subtype/CIDFontType2/BaseFont/Kana/CIDSystemInfo<</Registry(Adobe)"
    "/Ordering(Identity)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/Kana"
    "/Flags 4/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120>>/DW2[880 -1000]"
    "/W2[66[-700 400 860]]>>]>>"
)


def page_of(content: str, *, turned: int = 0) -> bytes:
    return written(content, page=f"/MediaBox[0 0 {SIDE} {SIDE}]/Rotate {turned}")


def downward(content: str) -> bytes:
    before, _, rest = page_of(content).partition(b"4 0 obj\n")
    return before + b"4 0 obj\n" + DOWNWARD.encode() + rest[rest.index(b"\nendobj") :]


def characters(items: Iterable[LTItem]) -> Iterator[LTChar]:
    for item in items:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTFigure):
            yield from characters(item)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(page_of(shown("L-Glutamine 5 g")), id="upright"),
        pytest.param(page_of(shown("L-Glutamine 5 g"), turned=90), id="page-on-its-side"),
        pytest.param(page_of(shown("5 g"), turned=180), id="page-upside-down"),
        pytest.param(page_of(f"0 1 -1 0 300 0 cm {shown('5 g')}"), id="up-the-side"),
        pytest.param(page_of(f".8 .6 -.6 .8 99 0 cm {shown('5 g')}"), id="slanted"),
        pytest.param(page_of(f"-1 0 0 1 400 0 cm {shown('5 g')}"), id="mirrored"),
        pytest.param(page_of(f"1 0 .3 1 0 0 cm {shown('5 g')}"), id="oblique"),
        pytest.param(
            page_of(
                "BT /F1 9 Tf 2 Tc 5 Tw 60 Tz 3 Ts 9 9 Td [(L-) 200 (a b) -5.5 (c)] TJ ET"
            ),
            id="spaced-narrowed-and-raised",
        ),
        pytest.param(page_of(r"BT /F1 9 Tf 9 9 Td (\(5\051 \344\255) Tj ET"), id="escaped"),
        pytest.param(downward("BT /F1 9 Tf 9 400 Td <004100420043> Tj ET"), id="downward"),
        pytest.param(page_of("BT /F1 1e39 Tf 9 9 Td (far) Tj ET"), id="out-of-all-bounds"),
        *(
            pytest.param((FIXTURES / name).read_bytes(), id=name)
            for name in ("plain-l-glutamine.pdf", "nested-brackets.pdf")
        ),
    ],
)
def test_characters_stand_where_pdfplumber_has_them(data: bytes) -> None:
    with pdfplumber.open(BytesIO(data)) as document:
        page = document.pages[0]
        height = page.page_obj.mediabox[3]
        theirs = [
            (printable(c.get_text()), c.x0, height - c.y1, c.x1, height - c.y0)
            for c in characters(page.layout)
            if abs(c.y1) < 1e38
        ]
        ours = plumbed_glyphs(page, FRAME._replace(top=height))

    assert [glyph[:5] for glyph in ours] == theirs
