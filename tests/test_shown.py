"""Which pictures show a label: in doubt they do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.facts.shown import no_label
from auditor.lexicon import load_lexicon
from auditor.model import Box, Code, Document, Line, Page, Word

BOX = Box(0, 0, 400, 20)


def picture(*lines: str, confidence: float = 0.9) -> Document:
    """A picture with lines of print from top to bottom."""
    printed = tuple(
        Line(
            tuple(
                Word(word, Box(20 + 60 * m, 30 * n, 75 + 60 * m, 30 * n + 20), confidence)
                for m, word in enumerate(line.split())
            ),
            20.0,
            row=n,
        )
        for n, line in enumerate(lines, 1)
    )
    page = Page(number=1, width=800, height=900, unit="px", origin="test", lines=printed)
    return Document(name="x.jpg", sha256="0", media_type="image/jpeg", pages=(page,))


def on_page(document: Document, **changes: object) -> Document:
    (page,) = document.pages
    return replace(document, pages=(replace(page, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param(picture(), "no print", id="blank"),
        pytest.param(picture("GLOW"), "only 1 words", id="a-cap"),
        pytest.param(
            picture("Welcome to our shop", "in town"), "none of its 6", id="banner"
        ),
    ],
)
def test_a_picture_without_a_statement_shows_no_label(
    document: Document, reason: str
) -> None:
    assert reason in no_label(document, load_lexicon())


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(picture("Net Wt 500 g"), id="net-contents"),
        pytest.param(
            picture("Supplement Facts", "Serving Size 1 scoop (5 g)", "L-Glutamine 5 g"),
            id="panel",
        ),
        pytest.param(picture("Other Ingredients: gelatin, silica."), id="list"),
        pytest.param(picture("Directions: mix 1 scoop with water daily."), id="directions"),
        pytest.param(picture("NSF Certified for Sport"), id="seal"),
        pytest.param(picture("Gluten free"), id="claim"),
        pytest.param(picture(*["lorem ipsum dolor sit amet quia"] * 10), id="many-words"),
        pytest.param(picture("Welcome", confidence=0.2), id="a-guess"),
        pytest.param(on_page(picture(), unread=(BOX,)), id="print-not-made-out"),
        pytest.param(
            on_page(picture(), codes=(Code("4006381333931", "EAN-13", BOX),)), id="barcode"
        ),
        pytest.param(on_page(picture(), hidden=("x",)), id="hidden-text"),
        pytest.param(replace(picture(), skipped=("page 21",)), id="pages-left-out"),
    ],
)
def test_anything_that_stands_on_labels_is_judged(document: Document) -> None:
    assert no_label(document, load_lexicon()) == ""
