"""A label whose file lies is caught, and its honest twin is believed.

Each pair of fixtures holds the same words by the same means; only one shows them.
"""

from __future__ import annotations

import json
import random
import string
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from auditor.cli import main
from auditor.model import Box
from auditor.pipeline import Settings, read_document
from auditor.reading.pdf.letterforms import Drawn, contradicted
from auditor.reading.source import Limits, source_of

if TYPE_CHECKING:
    from collections.abc import Callable

LYING = Path(__file__).parents[1] / "fixtures" / "lying"
PAIRS = sorted(path.name.removesuffix(".honest.pdf") for path in LYING.glob("*.honest.pdf"))
SILENT = "hidden-field"
"""A lie that no text layer holds: not shown, it says nothing at all."""


@cache
def audited(name: str) -> dict[str, Any]:
    """The JSON report that the command line writes about a fixture."""
    pytest.importorskip("onnxruntime")
    from contextlib import redirect_stdout
    from io import StringIO

    told = StringIO()
    with redirect_stdout(told), pytest.raises(SystemExit):
        main(["audit", "-f", "json", str(LYING / f"{name}.pdf")])
    report: dict[str, Any] = json.loads(told.getvalue())
    return report


def truth(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((LYING / f"{name}.truth.json").read_text("utf-8"))
    return told


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {finding["id"]: finding["outcome"] for finding in report["findings"]}


def test_every_way_of_lying_has_its_twin() -> None:
    assert len(PAIRS) == 16
    assert all((LYING / f"{name}.pdf").is_file() for name in PAIRS)


@pytest.mark.parametrize("name", [name for name in PAIRS if name != SILENT])
def test_what_cannot_be_seen_is_a_conflict_and_passes_nothing(name: str) -> None:
    report = audited(name)

    [conflict] = report["conflicts"]
    assert conflict["what"] == "hidden-text"
    assert truth(name)["hidden_text"][0] in conflict["reason"]
    assert report["verdict"] == truth(name)["verdict"] != "pass"


@pytest.mark.parametrize("name", PAIRS)
def test_what_cannot_be_seen_is_no_evidence(name: str) -> None:
    expected = truth(name)

    report = audited(name)

    got = outcomes(report)
    assert {id_: got[id_] for id_ in expected["findings"]} == expected["findings"]
    quoted = " ".join(e["text"] for f in report["findings"] for e in f["evidence"])
    assert "NSF" not in quoted
    assert "Third-party" not in quoted


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_words_printed_to_be_read_are_believed(name: str) -> None:
    expected = truth(f"{name}.honest")

    report = audited(f"{name}.honest")

    got = outcomes(report)
    assert report["conflicts"] == []
    assert report["verdict"] == expected["verdict"]
    assert {id_: got[id_] for id_ in expected["findings"]} == expected["findings"]


def test_a_drawn_additive_outweighs_the_name_in_the_text_layer() -> None:
    report = audited("misnamed-letters")

    [finding] = (f for f in report["findings"] if f["id"].endswith("synthetic-additives"))
    assert finding["outcome"] == "fail"
    assert "sucralose" in finding["reason"].casefold()


def page_of(draw: Callable[[Canvas], None]) -> Any:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(400, 300))
    draw(canvas)
    canvas.save()
    limits = Limits()
    [page] = read_document(source_of("x.pdf", file.getvalue(), limits), Settings()).pages
    return page


def test_a_hidden_additive_is_told_and_not_listed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 200, "Other ingredients: cellulose.")
        canvas.setFillGray(1)
        canvas.drawString(20, 150, "Contains sucralose and titanium dioxide.")

    page = page_of(draw)

    assert page.hidden == ("Contains sucralose and titanium dioxide.",)
    assert "sucralose" not in " ".join(word.text for word in page.words)


def scanned(canvas: Canvas, layer: tuple[str, ...]) -> None:
    """A picture of print, with what software thinks it says lying unseen upon it."""
    printed = ("Supplement Facts", "Serving Size 1 scoop", "L-Glutamine 5 g")
    file = BytesIO()
    sheet = Canvas(file, pagesize=(400, 300))
    sheet.setFont("Helvetica", 18)
    for row, line in enumerate(printed):
        sheet.drawString(40, 240 - 40 * row, line)
    sheet.save()
    import pypdfium2 as pdfium

    pixels = pdfium.PdfDocument(file.getvalue())[0].render(scale=3).to_numpy()
    picture = Image.fromarray(np.asarray(pixels)[:, :, :3])
    canvas.drawImage(ImageReader(picture), 0, 0, 400, 300)
    text = canvas.beginText(40, 240)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 18)
    text.setLeading(40)
    for line in layer:
        text.textLine(line)
    canvas.drawText(text)


def test_a_scanners_layer_with_misread_letters_is_no_lie() -> None:
    page = page_of(
        lambda canvas: scanned(
            canvas, ("Supp1ement Facls", "Scrving Size I scoop", "L-G1utamine 5 g")
        )
    )

    assert page.hidden == ()


def test_a_layer_that_says_what_the_scan_does_not_is_a_lie() -> None:
    page = page_of(
        lambda canvas: scanned(
            canvas, ("Supplement Facts", "NSF Contents Certified", "L-Glutamine 5 g")
        )
    )

    assert page.hidden == ("NSF Contents Certified",)


@pytest.mark.parametrize("suffix", ["png", "jpg", "scan.pdf"])
@pytest.mark.parametrize("name", ["near-white", "black-on-black"])
def test_what_only_an_engine_sees_in_a_picture_is_no_evidence(
    name: str, suffix: str, tmp_path: Path
) -> None:
    import pypdfium2 as pdfium

    found = {}
    for kind in (name, f"{name}.honest"):
        sheet = pdfium.PdfDocument(LYING / f"{kind}.pdf")[0].render(scale=300 / 72)
        path = tmp_path / f"{kind}.{suffix}"
        sheet.to_pil().convert("RGB").save(path, quality=92)
        [page] = read_document(path, Settings()).pages
        found[kind] = " ".join(w.text for w in page.words), " ".join(page.hidden)

    assert "NSF" not in found[name][0]
    assert "NSF" in found[name][1]
    assert "NSF" in found[f"{name}.honest"][0]
    assert found[f"{name}.honest"][1] == ""


# --- letters that are not what they are called ------------------------------------

LETTERS = string.ascii_letters + string.digits


def sheet_of(font: str) -> tuple[np.ndarray, list[Drawn]]:
    """All letters in one typeface, 22 pixels to the em, and where each stands."""
    from drawing import FONTS
    from PIL import ImageDraw, ImageFont

    face = ImageFont.truetype(str(FONTS / font), 22)
    image = Image.new("L", (40 * len(LETTERS), 60), 255)
    draw = ImageDraw.Draw(image)
    drawn = []
    for number, letter in enumerate(LETTERS):
        place = 40.0 * number + 8, 12.0
        draw.text(place, letter, font=face, fill=0)
        drawn.append(Drawn(letter, Box(*draw.textbbox(place, letter, font=face))))
    return np.asarray(image.convert("RGB")), drawn


@pytest.mark.parametrize("font", ["Vera.ttf", "VeraBd.ttf", "VeraIt.ttf", "VeraBI.ttf"])
def test_letters_look_like_their_names_and_not_like_others(font: str) -> None:
    colors, drawn = sheet_of(font)
    others = random.Random(1).sample(LETTERS, len(LETTERS))
    lies = [one._replace(letter=other) for one, other in zip(drawn, others, strict=True)]

    assert sum(contradicted(colors, drawn)) <= 2
    assert sum(contradicted(colors, lies)) > 0.8 * len(LETTERS)
    # White on black is the same letter.
    assert sum(contradicted(np.asarray(255 - colors), drawn)) <= 2


def test_small_capitals_are_the_letters_they_stand_for() -> None:
    colors, drawn = sheet_of("Vera.ttf")
    capitals = [one for one in drawn if one.letter.isupper()]

    small = [one._replace(letter=one.letter.lower()) for one in capitals]

    assert not any(contradicted(colors, small))


def test_a_letter_that_cannot_be_seen_is_not_contradicted() -> None:
    blank = np.full((40, 40, 3), 255, dtype=np.uint8)
    places = (Box(5, 5, 20, 20), Box(50, 50, 60, 60), Box(3, 3, 3, 3))

    assert contradicted(blank, [Drawn("g", place) for place in places]) == [False] * 3


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        pytest.param("sucralose", "glutamine", id="other-shape"),
        pytest.param("SUCRALOSE", "GLUTAMINE", id="capitals"),
        pytest.param("aspartame", "arginines", id="like-shape"),
        pytest.param("500", "900", id="a-dose"),
    ],
)
def test_one_misnamed_word_on_an_honest_page_is_caught(
    drawn: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_map = ttfonts.makeToUnicodeCMap

    def lying(font: str, subset: list[int]) -> str:
        place = font.rpartition("Letter")[2]
        codes = [ord(named[int(place)]) if c > 32 else c for c in subset]
        return true_map(font, codes if place.isdigit() else subset)

    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", lying)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 7)
        for row in range(6):
            canvas.drawString(20, 280 - 10 * row, "Honest print in an honest typeface 5 g.")
        x = 20.0
        for number, letter in enumerate(drawn):
            own = ttfonts.TTFont(f"Letter{number}", "Vera.ttf")
            own.face.name = f"Letter{number}".encode()
            pdfmetrics.registerFont(own)
            canvas.setFont(f"Letter{number}", 7)
            canvas.drawString(x, 150, letter)
            x += pdfmetrics.stringWidth(letter, f"Letter{number}", 7)

    page = page_of(draw)

    assert page.origin != "text-layer"
    assert named not in " ".join(word.text for word in page.words)
