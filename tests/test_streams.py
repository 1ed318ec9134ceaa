"""What a damaged PDF lacks is told, though its readers draw the rest without a word."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from drawing import picture_of
from PIL import Image

from auditor.criteria.profile import load_profile
from auditor.model import Verdict
from auditor.pipeline import Settings, audit_product
from auditor.reading.pdf import open_pdf
from auditor.reading.pdf.streams import page_tree
from auditor.reading.source import Limits, source_of
from tests.test_hostile import form, pdf, stream

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = Limits()

PLAIN = Path(__file__).parents[1] / "fixtures" / "plain-l-glutamine.pdf"

CONTENT = "".join(
    f"BT /F1 10 Tf 50 {740 - 12 * row} Td (Line {row} of the label, {row**5} mg) Tj ET\n"
    for row in range(40)
).encode()


def damage_of(data: bytes) -> tuple[str, ...]:
    """What is told to be missing once all pages were read."""
    with open_pdf(source_of("label.pdf", data, LIMITS), "", LIMITS) as opened:
        for _ in opened:
            pass
        return opened.skipped


def jpeg() -> bytes:
    file = BytesIO()
    Image.fromarray(picture_of([(20, 20, "Other ingredients: none")])).save(file, "JPEG")
    return file.getvalue()


def with_picture(data: bytes, kind: str, *, more: str = "", mask: bytes = b"") -> bytes:
    """A page that draws one picture of 900 by 600 pixels."""
    entries = (
        "/Type/XObject/Subtype/Image/Width 900/Height 600/BitsPerComponent 8"
        f"/ColorSpace/DeviceRGB/Filter/{kind}{more}"
    )
    objects = [stream(entries, data)]
    if mask:
        gray = entries.replace("RGB", "Gray").replace(more, "")
        objects.append(stream(gray, mask))
    content = b"BT /F1 12 Tf 72 720 Td (Facts) Tj ET q 300 0 0 200 50 50 cm /X Do Q"
    return pdf(content, resources="/XObject<</X 6 0 R>>", more=objects)


def with_form(data: bytes) -> bytes:
    drawn = form(data, "/Font<</F1 4 0 R>>").replace(
        b"/Subtype/Form", b"/Subtype/Form/Filter/FlateDecode"
    )
    return pdf(b"/X Do", resources="/XObject<</X 6 0 R>>", more=[drawn])


def with_note(appearance: str, data: bytes = b"") -> bytes:
    """A page with a stamp in its corner; its appearance is the seventh object."""
    note = f"<</Type/Annot/Subtype/Stamp/Rect[50 50 350 80]/F 4/AP<</N {appearance}>>>>"
    whole = pdf(CONTENT, more=[note.encode(), form(data, "/Font<</F1 4 0 R>>")])
    return whole.replace(b"/Contents 5 0 R", b"/Contents 5 0 R/Annots[6 0 R]").replace(
        b"/Subtype/Form", b"/Subtype/Form/Filter/FlateDecode"
    )


PACKED = zlib.compress(CONTENT)
FORM = form(CONTENT, "/Font<</F1 4 0 R>>")
PIXELS = zlib.compress(picture_of([(20, 20, "Other ingredients: none")]).tobytes())
GRAY = zlib.compress(bytes(900 * 600))
MASKED = "/SMask 7 0 R"


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: pdf(CONTENT), id="plain"),
        pytest.param(lambda: pdf(PACKED, packed=1), id="deflated"),
        pytest.param(lambda: pdf(PACKED[:-4], packed=1), id="no-checksum"),
        pytest.param(lambda: pdf(zlib.compress(PACKED), packed=2), id="deflated-twice"),
        pytest.param(lambda: pdf(b""), id="empty"),
        pytest.param(
            lambda: pdf(b"/Artifact <</Type /Pagination>> BDC q 0 0 9 9 re W* n Q EMC"),
            id="nothing-drawn",
        ),
        pytest.param(lambda: pdf(CONTENT, resources="/XObject<<>>"), id="no-pictures"),
        pytest.param(lambda: with_picture(PIXELS, "FlateDecode"), id="pixels"),
        pytest.param(lambda: with_picture(jpeg(), "DCTDecode"), id="jpeg"),
        pytest.param(
            lambda: with_picture(jpeg() + bytes(9), "DCTDecode"), id="padded-jpeg"
        ),
        pytest.param(
            lambda: with_picture(PIXELS, "FlateDecode", more=MASKED, mask=GRAY), id="mask"
        ),
        pytest.param(lambda: with_form(PACKED), id="form"),
        pytest.param(
            lambda: pdf(CONTENT).replace(b"\n", b"\r\n").replace(b"\r\n", b"\n"),
            id="line-ends",
        ),
        pytest.param(lambda: pdf(CONTENT).replace(b"/Length ", b"/Length  "), id="shifted"),
        pytest.param(lambda: with_note("7 0 R", PACKED), id="note"),
        pytest.param(lambda: with_note("<</On 7 0 R>>", PACKED[:-40]), id="note-off"),
        pytest.param(
            lambda: pdf(b"/A#42 Do", resources="/XObject<</AB 6 0 R>>", more=[FORM]),
            id="name-by-numbers",
        ),
        pytest.param(PLAIN.read_bytes, id="fixture"),
    ],
)
def test_of_a_whole_pdf_nothing_is_missing(build: Callable[[], bytes]) -> None:
    assert damage_of(build()) == ()


@pytest.mark.parametrize(
    ("build", "told"),
    [
        pytest.param(
            lambda: pdf(PACKED[:-40], packed=1), "its content breaks off", id="torn"
        ),
        pytest.param(
            lambda: pdf(PACKED[:200] + bytes(30) + PACKED[230:], packed=1),
            "its content is damaged",
            id="bad-sector",
        ),
        pytest.param(
            lambda: pdf(PACKED[:-1] + bytes([PACKED[-1] ^ 1]), packed=1),
            "its content is damaged",
            id="wrong-checksum",
        ),
        pytest.param(
            lambda: pdf(CONTENT).replace(b"/Length ", b"/Length 99"),
            "its content is shorter than it should be",
            id="too-short",
        ),
        pytest.param(
            lambda: pdf(CONTENT).replace(b"/Contents 5 0 R", b"/Contents 9 0 R"),
            "its content is missing",
            id="no-content",
        ),
        pytest.param(
            lambda: pdf(CONTENT).replace(b"/Contents 5 0 R", b"/Contents[5 0 R 9 0 R]"),
            "its content is missing",
            id="half-the-content",
        ),
        pytest.param(
            lambda: with_picture(PIXELS[:-900], "FlateDecode"),
            "picture or form 'X' breaks off",
            id="pixels",
        ),
        pytest.param(
            lambda: with_picture(jpeg()[:-900], "DCTDecode"),
            "picture or form 'X' breaks off",
            id="jpeg",
        ),
        pytest.param(
            lambda: with_picture(jpeg()[:-900] + b"\xff\xd9", "DCTDecode"),
            "picture or form 'X' breaks off",
            id="jpeg-closed-too-early",
        ),
        pytest.param(
            lambda: pdf(b"/X Do", resources="/XObject<</X 6 0 R>>"),
            "picture or form 'X' is missing",
            id="no-picture",
        ),
        pytest.param(
            lambda: with_picture(PIXELS, "FlateDecode", more=MASKED, mask=GRAY[:-20]),
            "the mask of picture or form 'X' breaks off",
            id="mask",
        ),
        pytest.param(
            lambda: with_form(PACKED[:-40]), "picture or form 'X' breaks off", id="form"
        ),
        pytest.param(
            lambda: with_picture(zlib.compress(bytes(900 * 1700)), "FlateDecode"),
            "picture or form 'X' breaks off",
            id="pixels-too-few",
        ),
        pytest.param(
            lambda: with_picture(PIXELS, "FlateDecode").replace(
                b"/ColorSpace/DeviceRGB", b"/ColorSpaze/DeviceRGB"
            ),
            "picture or form 'X' does not tell its colors",
            id="no-colors",
        ),
        pytest.param(
            lambda: with_picture(jpeg(), "DCTDecode").replace(b"/Width 900", b"/Width 100"),
            "picture or form 'X' is of another size than it says",
            id="jpeg-of-another-size",
        ),
        pytest.param(
            lambda: pdf(CONTENT + b"/Y Do", resources="/XObject<</X 6 0 R>>", more=[FORM]),
            "picture or form 'Y' is missing",
            id="drawn-and-not-named",
        ),
        pytest.param(
            lambda: pdf(CONTENT + b"/Pattern cs /P scn 0 0 99 99 re f"),
            "pattern 'P' is missing",
            id="painted-and-not-named",
        ),
        pytest.param(
            lambda: pdf(CONTENT, resources="/Pattern<</P 6 0 R>>"),
            "pattern 'P' is missing",
            id="no-pattern",
        ),
        pytest.param(
            lambda: pdf(
                CONTENT + b"/X Do",
                resources="/XObject<</X 6 0 R>>",
                more=[FORM.replace(b"/Subtype/Form", b"/Subtype/Farm")],
            ),
            "picture or form 'X' is neither",
            id="no-known-kind",
        ),
        pytest.param(
            lambda: with_note("9 0 R"), "a note or field on it is missing", id="no-note"
        ),
        pytest.param(
            lambda: with_note("7 0 R", PACKED[:-40]),
            "a note or field on it breaks off",
            id="note",
        ),
        pytest.param(
            lambda: pdf(zlib.compress(PACKED[:-40]), packed=2),
            "its content breaks off",
            id="torn-before-it-was-packed",
        ),
        pytest.param(
            lambda: with_form(PACKED).replace(b"/FlateDecode", b"/FlakeDecode"),
            "picture or form 'X' is packed in an unknown way",
            id="unknown-filter",
        ),
        pytest.param(
            lambda: with_form(PACKED).replace(b"/FlateDecode", b"/LZWDecode"),
            "picture or form 'X' is damaged",
            id="no-lzw",
        ),
        pytest.param(
            lambda: with_picture(b"no such picture", "JBIG2Decode"),
            "a picture on it cannot be shown",
            id="picture-that-nobody-decodes",
        ),
        pytest.param(
            lambda: pdf(b"\x80\x0b\x60\x50" * 99).replace(
                b">>stream", b"/Filter/LZWDecode>>stream"
            ),
            "its content cannot be shown",
            id="content-that-nobody-decodes",
        ),
        pytest.param(
            lambda: pdf(CONTENT + b"BT /F1 9 Tf 50 60 Td (Other ingredients: \\) sucr"),
            "its content breaks off",
            id="torn-in-a-text",
        ),
        pytest.param(
            lambda: with_picture(PIXELS, "FlateDecode", more=MASKED, mask=GRAY).replace(
                b"Gray/", b"Gray/BitsPerComponent 3/"
            ),
            "the mask of picture or form 'X' does not tell its size",
            id="mask-of-odd-bits",
        ),
        pytest.param(
            lambda: pdf(CONTENT[:700] + bytes(400) + CONTENT[1100:]),
            "its content has gaps",
            id="overwritten",
        ),
    ],
)
def test_what_is_missing_is_told_once(build: Callable[[], bytes], told: str) -> None:
    [skipped] = damage_of(build())

    assert skipped.startswith(f"page 1: {told}")


def test_a_black_picture_in_the_midst_of_a_content_is_no_gap() -> None:
    black = b"q 8 0 0 8 0 0 cm BI /W 16 /H 16 /BPC 8 /CS /G ID " + bytes(256) + b" EI Q\n"

    assert damage_of(pdf(black + CONTENT)) == ()


def test_forms_that_draw_each_other_are_looked_at_once() -> None:
    resources = "/Font<</F1 4 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>"
    ring = [form(b"/Y Do", resources), form(b"/X Do", resources)]

    assert damage_of(pdf(b"/X Do", resources="/XObject<</X 6 0 R>>", more=ring)) == ()


@pytest.mark.parametrize(
    "kids",
    [
        pytest.param("3 0 R 3 0 R", id="shown-twice"),
        pytest.param("6 0 R", id="nested"),
    ],
)
def test_every_page_of_a_tree_is_found(kids: str) -> None:
    nested = [b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>"]
    count = kids.count("R")

    assert damage_of(pdf(CONTENT, kids=kids, count=count, more=nested)) == ()


@pytest.mark.parametrize("lost", ["null", "99 0 R", "[]"])
def test_a_branch_of_the_page_tree_that_leads_nowhere_is_told(lost: str) -> None:
    (told,) = damage_of(pdf(CONTENT, kids=f"3 0 R {lost}", count=1))

    assert told.startswith("the file is damaged")


def test_a_page_too_deep_for_the_renderer_is_told() -> None:
    depth = 1100
    nodes = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (7 + n) for n in range(depth)]
    deep = pdf(CONTENT, kids="3 0 R 6 0 R", more=[*nodes, b"<</Kids[3 0 R]>>"])

    assert any(told.startswith("the file is damaged") for told in damage_of(deep))


def test_a_page_tree_that_goes_round_ends() -> None:
    ring: dict[str, object] = {}
    ring["Kids"] = [ring, ring]

    assert page_tree({"Pages": ring}) == ((), False)


def torn_label(kept: float) -> bytes:
    """The label of a fixture that passes, whose deflated content ends early."""
    data = PLAIN.read_bytes()
    head = data.rindex(b"/Length ", 0, data.index(b"stream\n"))
    start, stop = data.index(b"stream\n") + 7, data.index(b"endstream")
    whole = data[start:stop].rstrip(b"\n")
    torn = whole[: int(len(whole) * kept)]
    told = data[head:start].replace(b"%d" % len(whole), b"%d" % len(torn))
    # Every object stays where it was.
    filled = (told + torn + b"\nendstream").ljust(stop + len(b"endstream") - head)
    return data[:head] + filled + data[stop + len(b"endstream") :]


def test_nothing_passes_by_the_silence_of_a_torn_label() -> None:
    profile, settings = load_profile("glutamine"), Settings()

    def audited(data: bytes) -> tuple[Verdict, tuple[str, ...]]:
        source = source_of("label.pdf", data, LIMITS)
        audit = audit_product([source], profile=profile, settings=settings)
        return audit.verdict, audit.sources[0].skipped

    assert audited(torn_label(1.0)) == (Verdict.PASS, ())
    verdict, skipped = audited(torn_label(0.97))
    assert verdict is Verdict.INCOMPLETE
    assert skipped == ("page 1: its content breaks off",)
