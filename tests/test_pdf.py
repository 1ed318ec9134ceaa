"""A text layer counts where the rendered page bears it out, and nowhere else."""

from __future__ import annotations

import random
import string
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from auditor.errors import (
    CorruptInputError,
    EmptyInputError,
    EncryptedInputError,
    UnsupportedInputError,
)
from auditor.model import Box, cover
from auditor.reading.pdf import PdfPage, open_pdf
from auditor.reading.pdf.glyphs import UNKNOWN, Glyph
from auditor.reading.pdf.sight import Layer
from auditor.reading.pdf.trust import better_witness
from auditor.reading.pdf.words import words_of
from auditor.reading.source import Limits, source_of
from tests.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


LIMITS = Limits()

EVERY_LETTER = "".join(map(chr, range(33, 127)))

LABEL = (
    "Supplement Facts",
    "Serving Size 1 scoop (5.2 g)",
    "Servings Per Container 60",
    "L-Glutamine 5,000 mg",
    "Vitamin C (as ascorbic acid) 90 mg 100%",
    "Other ingredients: citric acid, stevia leaf extract,",
    "natural flavor, silicon dioxide, beet juice powder.",
    "Mix one scoop with water twice daily between meals.",
    "Keep out of the reach of children. Store in a dry place.",
)


def written(
    content: str,
    *,
    font: str = "Helvetica",
    letters: Mapping[str, str] | None = None,
    page: str = "/MediaBox[0 0 612 792]",
    catalog: str = "",
) -> bytes:
    """A PDF of one page from its content stream.

    `letters` is what the font's character map claims its letters to be; None leaves
    the map out. Courier tells its widths, whatever its letters are named.
    """
    widths = f"/FirstChar 0/LastChar 255/Widths[{'600 ' * 256}]"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{page}/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding"
        + (widths if font == "Courier" else "")
        + ("/ToUnicode 6 0 R>>" if letters else ">>"),
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
    ]
    if letters:
        pairs = "\n".join(
            f"<{ord(a):02X}> <{b.encode('utf-16-be').hex()}>" for a, b in letters.items()
        )
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
            "1 begincodespacerange <00> <FF> endcodespacerange "
            f"{len(letters)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
        )
        objects.append(f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream")
    file, starts = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    count = len(objects) + 1
    return file + (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF"
    ).encode("latin-1")


def shown(*lines: str, size: float = 10, x: float = 50, y: float = 700) -> str:
    escaped = (line.replace("(", r"\(").replace(")", r"\)") for line in lines)
    shows = " ".join(f"({line}) Tj T*" for line in escaped)
    return f"BT /F1 {size} Tf {1.4 * size} TL {x} {y} Td {shows} ET\n"


def drawn(draw: Callable[[Canvas], None], size: tuple[float, float] = (400, 300)) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, pagesize=size)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def pages(data: bytes, password: str = "", limits: Limits = LIMITS) -> list[PdfPage]:
    with open_pdf(source_of("label.pdf", data, limits), password, limits) as pdf:
        return list(pdf)


def only(data: bytes) -> PdfPage:
    [page] = pages(data)
    return page


def text(page: PdfPage) -> str:
    assert page.words is not None, page.reason
    return " ".join(word.text for word in page.words)


def rendered(
    data: bytes, dpi: float | None = 144, *, without_words: bool = False
) -> np.ndarray:
    with open_pdf(source_of("label.pdf", data, LIMITS), "", LIMITS) as pdf:
        return pdf.render(pdf.page(1), dpi, without_words=without_words)


def darkness(pixels: np.ndarray, page: PdfPage, box: Box) -> float:
    """Share of dark pixels within a box."""
    scale = pixels.shape[1] / page.width
    part = pixels[
        int(box.top * scale) : int(np.ceil(box.bottom * scale)),
        int(box.x0 * scale) : int(np.ceil(box.x1 * scale)),
    ]
    return float((part < 128).mean()) if part.size else 0.0


def label_picture(dpi: int = 200) -> Image.Image:
    """The label as a scanner sees it, on a sheet of 400 by 300 points."""
    image = Image.new("L", (400 * dpi // 72, 300 * dpi // 72), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(10 * dpi / 72)
    for row, line in enumerate(LABEL):
        draw.text((50 * dpi / 72, (50 + 20 * row) * dpi / 72), line, fill=0, font=font)
    return image


# --- words and where they stand ------------------------------------------------


@pytest.mark.parametrize("font", ["Helvetica", "Times-Italic", "Courier"])
def test_an_honest_layer_is_read_to_the_letter(font: str) -> None:
    page = only(written(shown(*LABEL), font=font))

    assert text(page) == " ".join(LABEL)
    assert page.hidden == ()
    assert page.unread == ()
    assert page.sizes == pytest.approx([10] * len(page.sizes), rel=0.01)
    assert all(word.confidence is None for word in page.words or ())


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param("/MediaBox[0 0 612 792]", id="plain"),
        pytest.param("/MediaBox[-30 100 582 892]", id="moved"),
        pytest.param("/MediaBox[0 0 612 792]/CropBox[40 500 400 740]", id="cropped"),
        pytest.param(
            "/MediaBox[10 20 612 792]/CropBox[40 500 400 740]", id="moved-cropped"
        ),
        pytest.param("/MediaBox[612 792 0 0]", id="inside-out"),
    ],
)
def test_boxes_lie_on_the_print_of_the_upright_page(boxes: str, rotate: int) -> None:
    data = written(shown(*LABEL[:6]), page=f"{boxes}/Rotate {rotate}")

    page = only(data)

    pixels = rendered(data)
    assert text(page) == " ".join(LABEL[:6])
    assert page.rotation == (360 - rotate) % 360
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(
        page.width / page.height, 0.01
    )
    everything = darkness(pixels, page, cover_of(page)) * area(cover_of(page))
    within = 0.0
    for word in page.words or ():
        assert darkness(pixels, page, word.box) > 0.02, word
        within += darkness(pixels, page, word.box) * area(word.box)
    assert within == pytest.approx(everything, rel=0.1)
    assert (page.words or ())[0].text == "Supplement"


def cover_of(page: PdfPage) -> Box:
    return cover(word.box for word in page.words or ())


def area(box: Box) -> float:
    return box.width * box.height


def test_what_pdfplumber_cannot_read_pdfium_reads() -> None:
    # Without a MediaBox pdfplumber raises a TypeError; viewers assume Letter.
    page = only(written(shown(*LABEL), page=""))

    assert text(page) == " ".join(LABEL)
    assert page.sizes == pytest.approx([10] * len(page.sizes), rel=0.01)


def test_print_that_runs_up_the_side_is_read_too() -> None:
    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(LABEL):
            canvas.drawString(50, 250 - 14 * row, line)
        canvas.translate(380, 40)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Best before 2027 lot 30418")

    data = drawn(draw)
    page = only(data)

    aside = [
        word.text
        for word, turn in zip(page.words or (), page.turns, strict=True)
        if turn == 270
    ]
    assert page.rotation == 0
    assert aside == ["Best", "before", "2027", "lot", "30418"]
    best = next(word for word in page.words or () if word.text == "Best")
    assert best.box.height > best.box.width
    assert darkness(rendered(data), page, best.box) > 0.05


def test_artwork_on_its_side_is_turned_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(350, 10)
        canvas.rotate(90)
        canvas.setFontSize(10)
        for row, line in enumerate(LABEL):
            canvas.drawString(0, 14 * (8 - row), line)

    data = drawn(draw)
    page = only(data)

    assert page.rotation == 90
    assert (page.width, page.height) == (300, 400)
    assert text(page) == " ".join(LABEL)
    assert set(page.turns) == {0}
    for word in page.words or ():
        assert darkness(rendered(data), page, word.box) > 0.02


def test_letters_on_a_curve_are_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(LABEL):
            canvas.drawString(20, 280 - 14 * row, line)
        canvas.translate(300, 80)
        for letter in "CERTIFIED":
            canvas.saveState()
            canvas.translate(0, 40)
            canvas.drawCentredString(0, 0, letter)
            canvas.restoreState()
            canvas.rotate(-16)

    page = only(drawn(draw))

    assert text(page) == " ".join((*LABEL, "CERTIFIED"))


def test_words_are_parted_where_no_blank_is_written() -> None:
    # 300 thousandths of an em to the right, as many programs write a blank.
    page = only(written("BT /F1 10 Tf 50 700 Td [(5,000)-300(mg)-4000(100)-280(%)] TJ ET"))

    assert text(page) == "5,000 mg 100 %"


def test_a_heading_with_letters_set_apart_stays_whole() -> None:
    page = only(written("3 Tc " + shown("SUPPLEMENT FACTS", "Serving Size")))

    assert text(page) == "SUPPLEMENT FACTS Serving Size"


def test_a_heading_with_letters_set_apart_stays_whole_before_running_text() -> None:
    line = (
        "BT /F1 10 Tf 50 700 Td 2 Tc (POWDER) Tj 0 Tc ( to be mixed with cold water) Tj ET"
    )
    page = only(written(line))

    assert text(page) == "POWDER to be mixed with cold water"


def test_figures_of_one_number_stay_together_where_only_their_ink_is_told() -> None:
    """Tabular figures are as wide as a zero, whatever is drawn in that room."""
    places = [(50 + 8 * n, 100, 58 + 8 * n, 112, 50 + 8 * n, 110, 12, 0) for n in range(4)]
    inks = [Box(52 + 8 * n, 102, 56 + 8 * n, 110) for n in range(4)]
    named = [Glyph(UNKNOWN, *place) for place in places]
    told = [
        Glyph(figure, ink.x0, ink.top, ink.x1, ink.bottom, *place[4:], 1, ink)
        for figure, ink, place in zip("1100", inks, places, strict=True)
    ]

    best, doubt = better_witness(Layer(named, [], False), Layer(told, [], False))

    assert not doubt
    assert [word.text for word in words_of(best.seen)] == ["1100"]


def test_a_blank_that_takes_no_room_parts_nothing() -> None:
    # Programs set a soft hyphen as a blank and move back by its width.
    page = only(written("BT /F1 10 Tf 50 700 Td [(magne )278(sium stea )278(rate)] TJ ET"))

    assert text(page) == "magnesium stearate"


def test_bold_print_by_printing_twice_is_read_once() -> None:
    page = only(written(shown(*LABEL) + shown(*LABEL, x=50.3)))

    assert text(page) == " ".join(LABEL)


def test_letters_that_are_each_printed_twice_are_no_ligatures() -> None:
    twice = "".join(
        2 * shown(letter, x=50 + 6 * n) for n, letter in enumerate("potato fits")
    )

    assert text(only(written(twice, font="Courier"))) == "potato fits"


def test_a_letter_larger_than_the_page_costs_no_more_than_another() -> None:
    huge = "0.5 g BT /F1 1 Tf 50000 0 0 50000 -9000 -19000 Tm (L) Tj ET"
    data = written(shown(*LABEL, size=3) + huge)

    # It used to be compared with whatever might stand in any place that it covers: 11 s.
    assert cpu_seconds(lambda: only(data), runs=1) < 3


@pytest.mark.parametrize(
    "place",
    ["10 0 0 10 {n} 0 Tm", "{n} 0 0 {n} 0 0 Tm", "{n} 0 0 {n} -{n} -{n} Tm"],
    ids=["far", "huge", "both"],
)
def test_letters_beyond_all_numbers_are_left_out(place: str) -> None:
    stray = f"BT /F1 1 Tf {place.format(n='9' * 308)} (L) Tj ET"

    assert text(only(written(shown(*LABEL) + stray))) == " ".join(LABEL)


@pytest.mark.parametrize("hyphen", ["\N{SOFT HYPHEN}", "\N{HYPHEN}"])
def test_a_hyphen_at_the_end_of_a_line_is_the_plain_one(hyphen: str) -> None:
    letters = {chr(c): chr(c) for c in range(33, 127)} | {"-": hyphen}

    page = only(written(shown("Rice fi-", "ber"), letters=letters))

    assert text(page) == "Rice fi- ber"


@pytest.mark.parametrize("name", ["\ufb01", "fi"])
def test_ligatures_are_spelled_out(name: str) -> None:
    """They look like neither of their letters, and may look like another one."""
    letters = {chr(c): chr(c) for c in range(33, 127)} | {"Z": name}

    page = only(written(shown("Rice Zber"), letters=letters))

    assert text(page) == "Rice fiber"


# --- what cannot be seen -------------------------------------------------------

LIE = "NSF Certified third party tested"


@pytest.mark.parametrize(
    "hiding",
    [
        pytest.param(f"3 Tr {shown(LIE, y=400)}", id="render-mode-3"),
        pytest.param(f"1 1 1 rg {shown(LIE, y=400)}", id="white-on-white"),
        pytest.param(f"0.97 g {shown(LIE, y=400)}", id="paler-than-print-can-be"),
        pytest.param(shown(LIE, x=700, y=400), id="off-the-page"),
        pytest.param(shown(LIE, size=0.6, y=400), id="smaller-than-a-point"),
        pytest.param(f"q 0 0 10 10 re W n {shown(LIE, y=400)} Q", id="clipped"),
        pytest.param(f"{shown(LIE, y=400)} 0.5 g 40 380 300 40 re f", id="covered"),
        pytest.param(
            f"0.2 g 40 380 300 40 re f 0.2 g {shown(LIE, y=400)}", id="dark-on-dark"
        ),
    ],
)
def test_text_that_cannot_be_seen_is_no_evidence_and_is_named(hiding: str) -> None:
    page = only(written(shown(*LABEL) + hiding))

    assert text(page) == " ".join(LABEL)
    assert " ".join(page.hidden) == LIE


def test_letters_that_cannot_be_seen_do_not_join_a_word_that_can() -> None:
    # "5" is printed, "00" beside it is not.
    page = only(written(shown(*LABEL) + "BT /F1 10 Tf 50 400 Td (5) Tj 3 Tr (00) Tj ET"))

    assert text(page) == " ".join((*LABEL, "5"))
    assert page.hidden == ("00",)


def test_pale_and_small_print_can_be_seen() -> None:
    page = only(written(f"0.75 g {shown(*LABEL, size=4)}"))

    assert text(page) == " ".join(LABEL)
    assert page.hidden == ()


def test_white_print_on_dark_can_be_seen() -> None:
    page = only(written(f"0.1 0.2 0.4 rg 0 0 612 792 re f 1 g {shown(*LABEL)}"))

    assert text(page) == " ".join(LABEL)
    assert page.hidden == ()


def test_colors_of_one_lightness_can_be_told_apart() -> None:
    page = only(written(f"1 0 0 rg 0 0 612 792 re f 0 0.51 0 rg {shown(*LABEL)}"))

    assert text(page) == " ".join(LABEL)


def scan(canvas: Canvas) -> None:
    """A page as scanners' software writes it: a picture, and what it thinks it read."""
    canvas.drawImage(ImageReader(label_picture()), 0, 0, 400, 300)
    canvas.saveState()
    layer = canvas.beginText(50, 242)
    layer.setTextRenderMode(3)
    layer.setFont("Helvetica", 10)
    layer.setLeading(20)
    for line in LABEL:
        layer.textLine(line.replace("5,000", "50,000"))
    canvas.drawText(layer)
    canvas.restoreState()


def test_a_scan_with_an_invisible_layer_is_read_from_its_picture() -> None:
    page = only(drawn(scan))

    assert page.words is None
    assert page.hidden == ()


def test_a_stamp_on_a_scan_does_not_lend_its_layer_credit() -> None:
    def draw(canvas: Canvas) -> None:
        scan(canvas)
        canvas.drawString(20, 15, "Received 2027")

    page = only(drawn(draw))

    assert page.words is None
    assert page.reason == "most of the text layer lies unseen over a picture"


# --- layers that are not to be believed -----------------------------------------


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier"])
@pytest.mark.parametrize("shift", [1, 3, 29, 31, 60])
def test_a_shifted_character_map_is_not_believed(font: str, shift: int) -> None:
    letters = {chr(c): chr((c - 33 + shift) % 94 + 33) for c in range(33, 127)}

    page = only(written(shown(*LABEL), font=font, letters=letters))

    assert page.words is None
    assert "letters" in page.reason or "words" in page.reason


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_letters_are_not_believed(seed: int) -> None:
    lower = string.ascii_lowercase
    shuffled = "".join(random.Random(seed).sample(lower, len(lower)))
    letters = dict(zip(lower, shuffled, strict=True))
    letters |= {a.upper(): b.upper() for a, b in letters.items()}

    page = only(written(shown(*LABEL), letters=letters))

    assert page.words is None
    assert "shapes" in page.reason


def test_letters_exchanged_for_look_alikes_do_not_read_as_words() -> None:
    # Each is as tall and as wide as the one it stands for; only the language tells.
    swaps = dict(zip("aceonsuvxz", "csrnozxzvu", strict=True))

    page = only(written(shown(*LABEL), letters={c: swaps.get(c, c) for c in EVERY_LETTER}))

    assert page.words is None
    assert "words" in page.reason


def test_letters_written_one_by_one_do_not_read_as_words() -> None:
    lines = ("  ".join(line.replace(" ", "")) for line in LABEL)

    page = only(written(shown(*lines)))

    assert page.words is None
    assert "words" in page.reason


def test_an_honest_character_map_is_believed() -> None:
    letters = {c: c for c in EVERY_LETTER}

    assert text(only(written(shown(*LABEL), letters=letters))) == " ".join(LABEL)


def test_capitals_alone_are_believed() -> None:
    lines = tuple(line.upper() for line in LABEL)

    assert text(only(written(shown(*lines)))) == " ".join(lines)


def test_letters_without_meaning_are_not_believed() -> None:
    private = {chr(c): chr(0xE000 + c) for c in range(33, 127)}

    page = only(written(shown(*LABEL), letters=private))

    assert page.words is None
    assert "which letters" in page.reason


NAMED = {letter: letter for letter in EVERY_LETTER}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(" ", id="blank"),
        pytest.param("\u200b", id="no-width"),
        pytest.param("\u00ad", id="soft-hyphen"),
        pytest.param(".", id="dot"),
        pytest.param("\u0301", id="accent"),
        pytest.param("\ue001", id="private"),
    ],
)
def test_print_that_the_layer_does_not_name_is_read_from_the_picture(name: str) -> None:
    content = shown(*LABEL, "ZZZ ZZZZ")

    page = only(written(content, font="Courier", letters={**NAMED, "Z": name}))

    assert page.words is None
    assert "does not name" in page.reason


def test_a_digit_without_a_name_is_read_from_the_picture() -> None:
    nameless = {**NAMED, "Z": "\u200b"}

    page = only(written(shown("Sodium 1Z0 mg"), font="Courier", letters=nameless))

    assert page.words is None


def test_a_bullet_without_a_name_is_ornament() -> None:
    bullets = {**NAMED, "Z": "\ue001"}

    content = shown(*LABEL, "Z  Vegan", "Z  No gluten")
    page = only(written(content, font="Courier", letters=bullets))

    assert page.words is not None
    assert "Vegan" in text(page)


@pytest.mark.parametrize(
    ("matrix", "matched"),
    [
        pytest.param("-1 0 0 1 612 0", True, id="left-and-right"),
        pytest.param("1 0 0 -1 0 700", True, id="above-and-below"),
        pytest.param("-1 0 0 -1 612 700", False, id="both-is-turned"),
    ],
)
def test_mirrored_letters_are_not_those_that_the_layer_names(
    matrix: str, matched: bool
) -> None:
    aside = f"q {matrix} cm {shown('NSF Contents Certified', y=300)} Q"

    page = only(written(shown(*LABEL) + aside))

    assert (page.words is None) is matched
    assert ("Certified" in {word.text for word in page.unproven}) is matched


@pytest.mark.parametrize(
    "turn", ["0 1 -1 0 500 100", "-1 0 0 -1 500 300", "0 -1 1 0 500 500"]
)
def test_letters_that_run_another_way_are_held_against_the_picture_too(turn: str) -> None:
    content = shown(*LABEL) + f"q {turn} cm {shown('DNUR', x=0, y=0)} Q"
    lie = dict(zip("DNUR", "NDRU", strict=True))

    honest = only(written(content, letters=NAMED))
    lying = only(written(content, letters=NAMED | lie))

    assert honest.words is not None
    assert [word.text for word in lying.unproven] == ["NDRU"]


def test_letters_are_held_against_the_picture_where_one_reader_misplaces_them() -> None:
    # Of the standard fonts, one reader takes the widths of the letters named.
    lie = dict(zip("QRWZ", "JEFI", strict=True))

    page = only(written(shown(*LABEL, "QRWZQ"), letters=NAMED | lie))

    assert [word.text for word in page.unproven] == ["JEFIJ"]


@pytest.mark.parametrize(
    ("note", "claimed"),
    [
        pytest.param("/RC(<body><p>Contains <b>milk</b></p></body>)", True, id="rich"),
        pytest.param("/RC(<p>Contains milk</p>)/F 2", False, id="hidden"),
    ],
)
def test_a_note_that_viewers_lay_out_by_themselves_is_a_claim(
    note: str, claimed: bool
) -> None:
    annots = f"/Annots[<</Type/Annot/Subtype/FreeText/Rect[50 100 300 140]{note}>>]"

    page = only(written(shown(*LABEL), page="/MediaBox[0 0 612 792]" + annots))

    assert [word.text for word in page.unproven] == ["Contains milk"] * claimed


def test_a_note_in_its_frame_is_looked_at() -> None:
    note = (
        "/Annots[<</Type/Annot/Subtype/FreeText/Rect[50 100 500 140]"
        "/Contents(Contains milk)/DA(/Helv 9 Tf 0 g)>>]"
    )

    page = only(written(shown(*LABEL), page="/MediaBox[0 0 612 792]" + note))

    assert any(place.holds((60, 672)) for place in page.unread)


def test_files_in_a_portfolio_are_named_unread() -> None:
    data = written(shown(*LABEL), catalog="/Collection<</Type/Collection>>")

    with open_pdf(source_of("label.pdf", data, LIMITS), "", LIMITS) as pdf:
        pdf.page(1)

    assert any("portfolio" in what for what in pdf.skipped)


def test_texts_printed_over_each_other_are_read_from_the_picture() -> None:
    page = only(written(shown("Vitamin C 90 mg") + shown("Vitamin C 900 mg")))

    assert page.words is None
    assert "over each other" in page.reason


def test_a_page_without_text_says_so() -> None:
    page = only(written("0 0 100 100 re f"))

    assert page.words is None
    assert page.reason == "the page has no text layer"


def test_a_page_of_endless_text_is_read_from_its_picture() -> None:
    data = written(shown(*LABEL))

    [page] = pages(data, limits=Limits(page_characters=100))

    assert page.words is None
    assert "too many characters" in page.reason


# --- pictures -------------------------------------------------------------------


def test_a_picture_beside_the_words_is_named_unread() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 280, "Supplement Facts")
        canvas.drawImage(ImageReader(label_picture()), 100, 20, 200, 150)

    page = only(drawn(draw))

    assert text(page) == "Supplement Facts"
    [box] = page.unread
    # The picture's print begins 50 of 400 points from its left edge and ends at 220.
    assert box.x0 == pytest.approx(125, abs=8)
    assert box.top == pytest.approx(155, abs=8)
    assert box.bottom == pytest.approx(240, abs=12)


@pytest.mark.parametrize("points", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("paper", ["light", "dark"])
def test_a_picture_of_blurred_print_is_named_blurred(points: float, paper: str) -> None:
    page = only(with_picture(blurred(label_picture(), points), dark=paper == "dark"))

    assert set(page.blurred) <= set(page.unread)
    # Its print begins 50 of 400 points from its left edge, and 50 from its top.
    assert any(
        (box.x0, box.top) == (pytest.approx(60, abs=12), pytest.approx(85, abs=12))
        for box in page.blurred
    )


def test_a_picture_that_is_sharp_is_not_named_blurred() -> None:
    page = only(with_picture(label_picture()))

    assert page.unread
    assert page.blurred == ()


@pytest.mark.parametrize("kind", ["gradient", "glow", "shadow", "shadows", "grain", "tint"])
def test_soft_ornament_is_not_named_blurred(kind: str) -> None:
    y, x = np.mgrid[0:600, 0:800]
    flat = Image.new("L", (800, 600), 255)
    draw = ImageDraw.Draw(flat)
    match kind:
        case "gradient":
            tones = x / 800 * 255
        case "glow":
            tones = 255 - 200 * np.exp(-((x - 400) ** 2 + (y - 300) ** 2) / 30_000)
        case "shadow" | "shadows":
            for left in (60, 310, 560) if kind == "shadows" else (60,):
                draw.rectangle((left, 100, left + 150, 500), fill=60)
            tones = np.asarray(blurred(flat, 5), float)
        case "grain":
            tones = 200 + np.random.default_rng(1).normal(0, 8, x.shape)
        case _:
            tones = np.full(x.shape, 180)

    page = only(with_picture(Image.fromarray(tones.clip(0, 255).astype(np.uint8))))

    assert page.blurred == ()


def with_picture(picture: Image.Image, *, dark: bool = False) -> bytes:
    """A page of 400 by 300 points with two lines of text above a picture."""
    if dark:
        picture = picture.point(lambda tone: 255 - tone)

    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 280, "Supplement Facts")
        canvas.drawString(20, 266, "Serving Size 1 scoop (5 g)")
        canvas.drawImage(ImageReader(picture), 10, -5, 400, 260, preserveAspectRatio=False)

    return drawn(draw)


def blurred(picture: Image.Image, points: float) -> Image.Image:
    """The picture out of focus, where it is 400 points wide."""
    return picture.filter(ImageFilter.GaussianBlur(points * picture.width / 400))


def test_letters_drawn_as_outlines_are_named_unread() -> None:
    outlined = "".join(
        f"{x} 400 m {x + 3} 410 l {x + 6} 400 l S {x + 7} 400 m {x + 7} 410 l S "
        for x in range(60, 200, 9)
    )

    page = only(written(shown("Supplement Facts") + outlined))

    [box] = page.unread
    assert (box.x0, box.x1) == (pytest.approx(60, abs=8), pytest.approx(203, abs=8))


def test_rules_and_tints_are_not_named_unread() -> None:
    rules = "".join(f"50 {y} 300 1 re f " for y in range(400, 680, 20))
    frame = "2 w 45 380 310 300 re S 0.9 g 45 100 310 200 re f 0 g "

    page = only(written(frame + rules + shown(*LABEL)))

    assert page.unread == ()


def test_the_picture_without_words_shows_the_rest() -> None:
    data = written("0.5 g 400 100 100 100 re f 0 g " + shown(*LABEL))
    page = only(data)

    pixels = rendered(data, without_words=True)

    assert all(darkness(pixels, page, word.box) == 0 for word in page.words or ())
    assert (pixels == 128).any()
    assert all(darkness(rendered(data), page, word.box) > 0 for word in page.words or ())


def test_a_scan_is_rendered_at_its_own_resolution() -> None:
    image = label_picture(200)
    data = drawn(
        lambda canvas: canvas.drawImage(ImageReader(image), 0, 0, 400, 300) and None
    )

    page = only(data)

    pixels = rendered(data, dpi=None)
    assert page.native_dpi == pytest.approx(200, rel=0.01)
    assert pixels.shape[:2] == pytest.approx((image.height, image.width), abs=2)
    assert (pixels < 60).any()


def test_a_small_picture_does_not_set_the_resolution() -> None:
    data = drawn(
        lambda canvas: canvas.drawImage(ImageReader(label_picture()), 0, 0, 40, 30) and None
    )

    assert only(data).native_dpi is None
    assert rendered(data, dpi=None).shape == (1250, 1667, 3)


@pytest.mark.parametrize("size", ["14000 9000", "14000 300"])
def test_a_page_as_large_as_a_house_is_rendered_within_the_limits(size: str) -> None:
    data = written(shown(*LABEL, y=200), page=f"/MediaBox[0 0 {size}]")

    pixels = rendered(data, dpi=None)

    assert pixels.shape[0] * pixels.shape[1] <= LIMITS.render_pixels * 1.01
    assert max(pixels.shape) <= LIMITS.render_side + 1


def test_pixels_are_red_green_blue_and_contiguous() -> None:
    pixels = rendered(written("1 0 0 rg 0 0 612 792 re f"))

    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert pixels[100, 100].tolist() == [255, 0, 0]


# --- documents ------------------------------------------------------------------


def locked(user: str, owner: str = "owner") -> bytes:
    file = BytesIO()
    canvas = Canvas(
        file, encrypt=StandardEncryption(user, ownerPassword=owner, strength=128)
    )
    for row, line in enumerate(LABEL):
        canvas.drawString(50, 700 - 14 * row, line)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        pytest.param("", "asks for a password", id="none"),
        pytest.param("wrong", "does not open", id="wrong"),
    ],
)
def test_a_locked_pdf_tells_a_missing_from_a_wrong_password(
    password: str, problem: str
) -> None:
    with pytest.raises(EncryptedInputError) as caught:
        pages(locked("secret"), password)

    assert problem in caught.value.problem
    assert "--password" in caught.value.remedy


def test_the_right_password_opens_the_pdf() -> None:
    [page] = pages(locked("secret"), "secret")

    assert text(page) == " ".join(LABEL)


def test_a_pdf_that_only_forbids_changes_needs_no_password() -> None:
    assert text(only(locked(""))) == " ".join(LABEL)


def many_pages(count: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(1, count + 1):
            canvas.drawString(50, 200, f"Page {number}")
            if number < count:
                canvas.showPage()

    return drawn(draw)


def test_pages_beyond_the_limit_are_named() -> None:
    limits = Limits(pages=3)
    source = source_of("label.pdf", many_pages(5), limits)

    with open_pdf(source, "", limits) as pdf:
        found = [text(page) for page in pdf]

        assert found == ["Page 1", "Page 2", "Page 3"]
        assert pdf.skipped == ("pages 4 to 5: only 3 are read",)


def test_a_pdf_within_the_limit_skips_nothing() -> None:
    with open_pdf(source_of("label.pdf", many_pages(2), LIMITS), "", LIMITS) as pdf:
        assert pdf.skipped == ()
        assert [page.number for page in pdf] == [1, 2]


def test_a_pdf_without_pages_is_empty() -> None:
    data = written(shown(*LABEL)).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0")

    with pytest.raises(EmptyInputError):
        pages(data)


def test_a_pdf_that_breaks_off_is_damaged() -> None:
    with pytest.raises(CorruptInputError):
        pages(b"%PDF-1.7\n1 0 obj\n<</Type/Cat")


def test_a_picture_is_not_a_pdf() -> None:
    with pytest.raises(UnsupportedInputError):
        pages(b"GIF89a" + bytes(20))


def test_a_layer_costs_no_more_than_its_words_are_worth(
    record_property: Callable[[str, object], None],
) -> None:
    """One page of 250 words: 0.15 s of CPU, with room for a busy machine."""
    data = written(shown(*(LABEL * 4)))
    words = only(data).words

    seconds = cpu_seconds(lambda: only(data))

    record_property("seconds", seconds)
    assert len(words or ()) > 200
    assert seconds < 0.3
