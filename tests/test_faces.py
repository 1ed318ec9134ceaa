"""What each picture shows of a package, and how well it could be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from auditor.criteria import judge, load_profile
from auditor.facts.label import facts_of
from auditor.lexicon import load_lexicon
from auditor.model import Conflict, Document, Face, FaceKind, Outcome
from auditor.pipeline import Settings, audit_product
from tests.sheet import sheet

LEXICON = load_lexicon()
FIXTURES = Path(__file__).parents[1] / "fixtures"

PANEL = """
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
    Servings Per Container 60
                      Amount Per Serving   %DV
    L-Glutamine            5 g       **
    ** Daily Value not established.
"""


def face(drawing: str, **how: object) -> Face:
    documents = sheet(drawing, **how)  # type: ignore[arg-type]
    (found,) = facts_of(documents, LEXICON).faces
    return found


def of_print(height: float) -> tuple[Document, ...]:
    """A facts panel whose usual line is so many pixels high."""
    (document,) = sheet(PANEL, confidence=0.95)
    (page,) = document.pages
    usual = sorted(line.height for line in page.lines)[len(page.lines) // 2]
    factor = height / usual
    lines = tuple(
        replace(
            line,
            height=line.height * factor,
            words=tuple(
                replace(
                    word,
                    box=replace(
                        word.box,
                        x0=word.box.x0 * factor,
                        top=word.box.top * factor,
                        x1=word.box.x1 * factor,
                        bottom=word.box.bottom * factor,
                    ),
                )
                for word in line.words
            ),
        )
        for line in page.lines
    )
    small = replace(
        page, lines=lines, width=page.width * factor, height=page.height * factor
    )
    return (replace(document, pages=(small,)),)


@pytest.mark.parametrize(
    ("drawing", "shows"),
    [
        pytest.param(PANEL, [FaceKind.FACTS], id="panel"),
        pytest.param(
            f"{PANEL}\n\n    Other Ingredients: Citric acid, silica.",
            [FaceKind.FACTS, FaceKind.INGREDIENTS],
            id="panel-and-list",
        ),
        pytest.param(
            "    Directions: Mix 1 scoop with water daily.\n\n"
            "    Warning: Keep out of reach of children.",
            [FaceKind.DIRECTIONS, FaceKind.WARNINGS],
            id="statements",
        ),
        pytest.param("    # L-Glutamine", [FaceKind.FRONT], id="front"),
    ],
)
def test_tells_what_a_picture_shows(drawing: str, shows: list[FaceKind]) -> None:
    assert list(face(drawing, confidence=0.95).shows) == shows


def test_small_print_asks_to_go_closer() -> None:
    (small,) = facts_of(of_print(10), LEXICON).faces
    (large,) = facts_of(of_print(24), LEXICON).faces

    assert [advice for advice in small.advice if "go closer" in advice]
    assert large.advice == ()


def test_print_over_an_edge_is_told_with_the_edge() -> None:
    cut = face(PANEL, confidence=0.95, cut_off=True)

    assert cut.cut_off
    assert any(edge in advice for edge in cut.cut_off for advice in cut.advice)


def test_a_page_without_print_asks_for_another_picture() -> None:
    (document,) = sheet(PANEL)
    (page,) = document.pages
    empty = replace(document, pages=(replace(page, lines=()),))

    (found,) = facts_of((empty,), LEXICON).faces

    assert found.shows == ()
    assert "no print" in found.advice[0]


@pytest.mark.slow
def test_two_packages_in_one_picture_vouch_for_nothing(tmp_path: Path) -> None:
    front = Image.open(FIXTURES / "plain-l-glutamine.front.jpg")
    beside = Image.new("RGB", (2 * front.width, front.height), "white")
    beside.paste(front, (0, 0))
    beside.paste(front, (front.width, 0))
    beside.save(tmp_path / "two.jpg", quality=92)
    files = (
        tmp_path / "two.jpg",
        FIXTURES / "plain-l-glutamine.facts.jpg",
        FIXTURES / "plain-l-glutamine.claims.jpg",
    )

    audit = audit_product(
        files, profile=load_profile("glutamine"), settings=Settings(complete=True)
    )

    assert [found.packages for found in audit.facts.faces] == [2, 1, 1]
    assert [
        finding.id for finding in audit.findings if finding.outcome is Outcome.PASS
    ] == []
    assert "packages" in [conflict.what for conflict in audit.conflicts]


def test_files_with_bars_of_two_products_vouch_for_nothing() -> None:
    """Two that pass by themselves: what one of them lacks the other would show."""
    files = [FIXTURES / f"{name}.pdf" for name in ("self-claimed-gmp", "plain-l-glutamine")]
    audit = audit_product(files, profile=load_profile("glutamine"))
    (conflict,) = [found for found in audit.conflicts if found.what == "packages"]
    assert "9520000001001" in conflict.reason
    assert "9520000001339" in conflict.reason
    assert not [found for found in audit.findings if found.outcome is Outcome.PASS]


ROW = "Taurine                1 g       **"
FRONT = "# MAKER\n    # {name}\n    Dietary Supplement"


@pytest.mark.parametrize(
    ("name", "conflicts"),
    [
        pytest.param("WHEY PROTEIN ISOLATE", ["packages"], id="a-protein"),
        pytest.param("CREATINE POWDER", ["packages"], id="another-substance"),
        pytest.param("GLUTAMINE POWDER", [], id="the-same"),
        pytest.param("TAURINE", [], id="what-the-panel-has-too"),
        pytest.param("ENERGY BOOSTER", [], id="no-substance"),
        pytest.param("AMINO ACIDS", [], id="a-kind-of-substances"),
        pytest.param("ENERGY", [], id="of-every-food"),
    ],
)
def test_fronts_of_two_products_vouch_for_nothing(name: str, conflicts: list[str]) -> None:
    pictures = (
        sheet(FRONT.format(name="L-GLUTAMINE"), name="front.jpg", confidence=0.95),
        sheet(PANEL.replace("    **", f"    {ROW}\n    **"), confidence=0.95),
        sheet(FRONT.format(name=name), name="other.jpg", confidence=0.95),
    )

    found = facts_of([page for picture in pictures for page in picture], LEXICON)

    assert [conflict.what for conflict in found.conflicts] == conflicts


def test_many_fronts_of_different_products_are_told_of_once() -> None:
    names = ("L-GLUTAMINE", "WHEY PROTEIN ISOLATE", "CREATINE POWDER", "COLLAGEN")
    pictures = (
        sheet(FRONT.format(name=name), name=f"{number}.jpg", confidence=0.95)
        for number, name in enumerate(names)
    )

    found = facts_of([page for picture in pictures for page in picture], LEXICON)

    assert [conflict.what for conflict in found.conflicts] == ["packages"]


def test_one_package_vouches_for_itself() -> None:
    facts = facts_of(sheet(PANEL, confidence=0.95), LEXICON)
    beside = Conflict(what="packages", reason="two stand beside each other")
    crowded = replace(facts, conflicts=(beside,))
    profile = load_profile("glutamine")

    def passed(findings: object) -> list[str]:
        return [f.id for f in findings if f.outcome is Outcome.PASS]  # type: ignore[attr-defined]

    assert "identity.l-glutamine" in passed(judge(facts, profile))
    assert passed(judge(crowded, profile)) == []
