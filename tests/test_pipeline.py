"""Files to documents, documents to facts, facts to an audit."""

from __future__ import annotations

from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from auditor.criteria.profile import load_profile
from auditor.errors import CorruptInputError, MissingInputError
from auditor.model import Absent, Outcome, Verdict
from auditor.pipeline import (
    Settings,
    audit_documents,
    audit_product,
    facts_of,
    page_image,
    read_document,
    reading_fingerprint,
)
from auditor.reading.effort import Effort
from auditor.reading.source import Limits, open_source, source_of
from tests.drawing import picture_of

if TYPE_CHECKING:
    from auditor.reading.source import Source

FIXTURES = Path(__file__).parents[1] / "fixtures"
PLAIN = FIXTURES / "plain-l-glutamine.pdf"
PROFILE = load_profile("glutamine")


def test_a_product_is_called_by_its_first_file_unless_told_otherwise() -> None:
    named = audit_product([PLAIN], profile=PROFILE, product="tub 7")

    assert audit_product([PLAIN], profile=PROFILE).product == "plain-l-glutamine"
    assert named.product == "tub 7"
    assert named.verdict is Verdict.PASS


def test_an_open_source_is_read_like_its_file() -> None:
    source = open_source(PLAIN, Limits())

    read = read_document(source, Settings())

    assert read.pages == read_document(PLAIN, Settings()).pages
    assert read.name == source.name


def test_stages_in_a_row_are_the_whole_audit() -> None:
    settings = Settings()
    document = read_document(PLAIN, settings)

    audit = audit_documents(
        [document], profile=PROFILE, settings=settings, product="plain-l-glutamine"
    )

    assert audit == audit_product([PLAIN], profile=PROFILE)
    assert audit.facts == facts_of([document], settings)
    assert audit.profile == PROFILE.stamp


def test_a_file_that_cannot_be_read_is_a_failure_and_nothing_passes_by_absence(
    tmp_path: Path,
) -> None:
    torn = tmp_path / "torn.png"
    torn.write_bytes((FIXTURES / "broken" / "truncated.jpg").read_bytes()[:400])

    audit = audit_product([PLAIN, torn], profile=PROFILE)

    (failure,) = audit.failures
    assert failure.file == str(torn)
    assert failure.slug.startswith("input.")
    assert not audit.facts.coverage.complete
    assert str(torn) in audit.facts.coverage.skipped[-1]
    assert all(
        finding.evidence for finding in audit.findings if finding.outcome is Outcome.PASS
    )


def test_nothing_but_failures_is_incomplete(tmp_path: Path) -> None:
    audit = audit_product([tmp_path / "gone.jpg"], profile=PROFILE)

    assert [failure.slug for failure in audit.failures] == ["input.missing"]
    assert audit.verdict is Verdict.INCOMPLETE
    assert audit.sources == ()
    assert audit.score is None
    open_ = [one for one in audit.findings if one.outcome is Outcome.UNKNOWN]
    assert {one.reason.split(": ")[0] for one in open_} == {"nothing could be read"}
    # Another photo would not help.
    assert {one.remedy for one in open_} == {audit.failures[0].remedy}


def test_each_file_that_cannot_be_read_has_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    files = [tmp_path / "gone.jpg", tmp_path / "empty.jpg"]

    audit = audit_product(files, profile=PROFILE)

    for file in files:
        assert f"{file}: " in audit.findings[0].reason
        assert f"{file}: " in audit.findings[0].remedy


@pytest.mark.parametrize(
    ("name", "error"),
    [("gone.png", MissingInputError), ("torn.png", CorruptInputError)],
)
def test_reading_one_file_raises_what_is_wrong_with_it(
    name: str, error: type[Exception], tmp_path: Path
) -> None:
    (tmp_path / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)

    with pytest.raises(error):
        read_document(tmp_path / name, Settings())


def test_only_the_user_makes_pictures_a_whole_label() -> None:
    document = read_document(FIXTURES / "facts-only.pdf", Settings())
    document = replace(
        document, pages=tuple(replace(page, flat=False) for page in document.pages)
    )

    told = facts_of([document], Settings(complete=True))
    untold = facts_of([document], Settings())

    assert (told.coverage.complete, untold.coverage.complete) == (True, False)
    assert isinstance(told.warnings, Absent)
    assert not isinstance(untold.warnings, Absent)


def test_a_page_can_be_shown_in_the_frame_of_its_boxes() -> None:
    (page,) = read_document(PLAIN, Settings()).pages

    image = page_image(PLAIN, 1, Settings())

    assert image.mode == "RGB"
    assert image.width / image.height == pytest.approx(page.width / page.height, rel=0.01)


def test_pages_beyond_the_limit_are_told_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "leaflet.pdf"
    leaflet = Canvas(str(path))
    for number in range(3):
        leaflet.drawString(72, 600, f"Directions on page {number}: take one scoop a day.")
        leaflet.showPage()
    leaflet.save()

    document = read_document(path, Settings(limits=Limits(pages=2)))

    assert len(document.pages) == 2
    assert document.skipped
    assert not facts_of([document], Settings(complete=True)).coverage.complete


def test_beside_a_file_that_could_not_be_read_nothing_is_absent(tmp_path: Path) -> None:
    broken = tmp_path / "back.jpg"
    broken.write_bytes(b"no picture")

    audit = audit_product(
        [FIXTURES / "bare-glutamine.pdf", broken],
        profile=PROFILE,
        settings=Settings(complete=True),
    )

    readings = (getattr(audit.facts, entry.name) for entry in fields(audit.facts))
    assert audit.failures
    assert not audit.facts.coverage.complete
    assert not [reading for reading in readings if isinstance(reading, Absent)]


def test_what_a_picture_may_cost_is_part_of_what_read_it() -> None:
    picture = FIXTURES / "plain-l-glutamine.front.jpg"
    fast, normal = Settings(effort=Effort.FAST), Settings()
    sha256 = open_source(picture, Limits()).sha256

    document = read_document(picture, fast)

    assert document.reader.endswith("fast effort")
    assert reading_fingerprint(sha256, fast) != reading_fingerprint(sha256, normal)


def beneath(label: Path, picture: Image.Image) -> Source:
    """The artwork of a label with a picture beneath it, half a point to its pixel."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(label)
    page = document[0]
    width, height = picture.width / 2, picture.height / 2
    page.set_mediabox(0, -height, page.get_width(), page.get_height())
    image = pdfium.PdfImage.new(document)
    image.set_bitmap(pdfium.PdfBitmap.from_pil(picture))
    image.set_matrix(pdfium.PdfMatrix().scale(width, height).translate(20, -height))
    page.insert_obj(image)
    page.gen_content()
    file = BytesIO()
    document.save(file)
    return source_of("label.pdf", file.getvalue(), Limits())


@pytest.mark.parametrize(
    ("blur", "verdict"),
    [
        pytest.param(None, Verdict.PASS, id="no-print"),
        pytest.param(0, Verdict.FAIL, id="sharp"),
        pytest.param(5, Verdict.INCOMPLETE, id="blurred"),
    ],
)
def test_nothing_passes_beside_a_picture_that_nobody_can_read(
    blur: float | None, verdict: Verdict
) -> None:
    lines = ("Other Ingredients: sucralose,", "artificial flavor, FD&C Red No. 40,")
    print_ = [(30, 40 + 55 * n, line) for n, line in enumerate((*lines, "maltodextrin."))]
    pixels = picture_of(print_ if blur is not None else [], size=(900, 240))
    picture = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(blur or 0))

    audit = audit_product([beneath(PLAIN, picture)], profile=PROFILE)

    assert audit.verdict is verdict
    told = ("page 1: a picture on it is too blurred to tell what it says",)
    assert audit.sources[0].skipped == (told if verdict is Verdict.INCOMPLETE else ())
