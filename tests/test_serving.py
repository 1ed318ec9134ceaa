"""Serving sizes and servings per container, in every wording that panels use."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pages import table_of

from auditor.facts.panel import find_panels
from auditor.facts.serving import find_serving_size, find_servings, parse_servings
from auditor.facts.text import passages
from auditor.lexicon import load_lexicon
from auditor.model import Found, Unreadable
from tests.sheet import sheet

LEXICON = load_lexicon()

Expected = tuple[str | None, str | None, str | None]


def serving_of(lines: str) -> object:
    """The serving that a panel with these lines above its rows states."""
    drawing = (
        f"# Supplement Facts\n{lines}\nL-Glutamine        5 g\nZinc               5 mg"
    )
    (document,) = sheet(drawing)
    panels = find_panels("x", document.pages[0], LEXICON)
    return find_serving_size(panels, tuple(passages(document)), LEXICON)


@pytest.mark.parametrize(
    ("lines", "count", "unit", "grams"),
    [
        pytest.param("Serving Size: 1 Scoop (5 g)", "1", "scoop", "5", id="scoop"),
        pytest.param("Serving size    1 scoop (32g)", "1", "scoop", "32", id="two-cells"),
        pytest.param(
            "Serving Size 2 Vegetarian Capsules", "2", "capsule", None, id="adjective"
        ),
        pytest.param("Serving Size: Two (2) Tablets", "2", "tablet", None, id="in-words"),
        pytest.param(
            "Serving Size: 1/2 teaspoon (2.5 g)", "0.5", "teaspoon", "2.5", id="half"
        ),
        pytest.param(
            "Serving Size: 1 Heaping Scoop (approx. 5g)", "1", "scoop", "5", id="about"
        ),
        pytest.param(
            "Serving size: 5 g (1 level scoop)", "1", "scoop", "5", id="grams-first"
        ),
        pytest.param("Serving Size 1 Packet (8g)", "1", "packet", "8", id="packet"),
        pytest.param("Serving Size: 1 Teaspoon (5 mL)", "1", "teaspoon", None, id="volume"),
        pytest.param("Serving Slze: 1 Scoop (5 g)", "1", "scoop", "5", id="misread"),
        pytest.param("Sorving Size 5 g (1 scoop)", "1", "scoop", "5", id="misread-weight"),
        pytest.param("Serving Size: 500 mg", None, "milligram", "0.5", id="a-weight-only"),
        pytest.param(
            "Serving Size: 1 Scoop (5 g) 2 Scoops (10 g)",
            "1",
            "scoop",
            "5",
            id="two-of-them",
        ),
        pytest.param(
            "Serving Size 1 Tablet   Servings Per Container 100",
            "1",
            "tablet",
            None,
            id="both",
        ),
        pytest.param("Serving Size\n1 Scoop (5 g)", "1", "scoop", "5", id="value-below"),
        pytest.param(
            "Serving Size / Portion: 1 scoop / mesure (5 g)",
            "1",
            "scoop",
            "5",
            id="bilingual",
        ),
        pytest.param(
            "Per 1 scoop (5 g) / Par mesure (5 g)", "1", "scoop", "5", id="per-one"
        ),
        pytest.param("Par 1 mesure (5 g)", "1", "scoop", "5", id="french-per"),
        pytest.param(
            "Tamaño de la porción: 1 cucharada (5 g)", "1", "tablespoon", "5", id="spanish"
        ),
        pytest.param("Portionsgröße: 10 g", None, "gram", "10", id="german"),
        pytest.param(
            "Recommended daily dose: 4 tablets", "4", "tablet", None, id="daily-dose"
        ),
        pytest.param(
            "                   per 100 g     per 30 g serving",
            None,
            "gram",
            "30",
            id="of-a-column",
        ),
        pytest.param(
            "                   Per 100g     Per 25g serving",
            None,
            "gram",
            "25",
            id="of-a-column-set-tight",
        ),
        pytest.param(
            "                   Dosis diaria 5 g     Por 100 g",
            None,
            "gram",
            "5",
            id="daily-dose-beside-100-g",
        ),
        pytest.param(
            "                   100 g     6 g (1 scoop)",
            "1",
            "scoop",
            "6",
            id="weight-beside-100-g",
        ),
        pytest.param(
            "                   Portion (6 g)     100 g",
            None,
            None,
            "6",
            id="portion-beside-100-g",
        ),
        pytest.param(
            "                   pro Tagesdosis (6 Kapseln)   %NRV*",
            "6",
            "capsule",
            None,
            id="daily-dose-of-a-column",
        ),
        pytest.param(
            "                   Average per tablet   %NRV*",
            "1",
            "tablet",
            None,
            id="one-piece-of-a-column",
        ),
        pytest.param(
            "pro Tropfen  NRV**",
            "1",
            "drop",
            None,
            id="one-drop-of-a-column",
        ),
        pytest.param("Porção: 5 g (1 dosador)", "1", "scoop", "5", id="portuguese"),
        pytest.param("Porzione: 10 g", None, "gram", "10", id="italian"),
    ],
)
def test_reads_what_one_serving_is(
    lines: str, count: str | None, unit: str | None, grams: str | None
) -> None:
    serving = serving_of(lines)

    assert isinstance(serving, Found)
    assert serving.value.count == (None if count is None else Decimal(count))
    if count is not None:
        assert serving.value.unit == unit
    assert serving.value.grams == (None if grams is None else Decimal(grams))


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("Amount Per Serving   %DV", id="a-head-without-a-number"),
        pytest.param("                   per 100 g", id="per-100-g"),
        pytest.param("                   per 100g", id="per-100g"),
        pytest.param(
            "                   Per serving     Per 100 g", id="a-serving-beside-per-100-g"
        ),
        pytest.param("Servings Per Container 60", id="servings-only"),
        pytest.param("30 portions par contenant de 300 g", id="of-the-container"),
    ],
)
def test_no_serving_is_made_up(lines: str) -> None:
    assert isinstance(serving_of(lines), Unreadable)


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        pytest.param("Servings Per Container: 60", "60", id="plain"),
        pytest.param("Servings Per Container: About 111", "111", id="about"),
        pytest.param("About 29 servings per container", "29", id="before"),
        pytest.param("30 servings per container", "30", id="new-nutrition-facts"),
        pytest.param("Servings Per Bottle 45", "45", id="bottle"),
        pytest.param("Servings per package: 60", "60", id="australian"),
        pytest.param("Servings Per Container: 60 / 30", "60", id="of-two-servings"),
        pytest.param(
            "Servings per container / Portions par contenant: 60", "60", id="bilingual"
        ),
        pytest.param("Porciones por envase: 60", "60", id="spanish"),
        pytest.param("Portionen pro Packung: 30", "30", id="german"),
        pytest.param("Porções por embalagem: 60", "60", id="portuguese"),
        pytest.param("Porzioni per confezione: 30", "30", id="italian"),
        pytest.param("Porties per verpakking: 25", "25", id="dutch"),
        pytest.param("Daily doses per pack: 30", "30", id="daily-doses"),
        pytest.param("Servings Per Container: 12.5", "12.5", id="a-half"),
    ],
)
def test_reads_how_many_servings_there_are(printed: str, count: str) -> None:
    assert parse_servings(printed) == Decimal(count)


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("Servings Per Container: varied", id="no-number"),
        pytest.param("Serving Size: 2 capsules", id="the-size"),
        pytest.param("Servings Per Container: 0", id="none-at-all"),
        pytest.param("Servings per container 500 g", id="a-weight"),
    ],
)
def test_no_number_of_servings_is_made_up(printed: str) -> None:
    assert parse_servings(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        *("80 servings", "80 serves", "900 g/80 servings", "80 doses", "80 dosis"),
    ],
)
def test_another_face_may_count_the_servings(printed: str) -> None:
    (document,) = sheet(f"# GLUTAMINE\n\nPowder\n\n{printed}")

    found = find_servings((), tuple(passages(document)))

    assert isinstance(found, Found)
    assert found.value == 80
    (evidence,) = found.evidence
    assert evidence.text in printed


@pytest.mark.parametrize("title", ["Servings Per Container", "Portionen", "Servings:"])
def test_a_form_may_count_the_servings(title: str) -> None:
    (document,) = table_of(
        ("Product Name", "Glutamine"), ("Net Weight", "500 g"), (title, "80"), ("Form", "X")
    )

    found = find_servings((), tuple(passages(document)))

    assert isinstance(found, Found)
    assert found.value == Decimal(80)


def test_servings_may_stand_behind_the_weight_in_spanish() -> None:
    (document,) = sheet("Contenido neto: 390 g (30 tomas)")

    found = find_servings((), tuple(passages(document)))

    assert isinstance(found, Found)
    assert found.value == Decimal(30)


def test_a_serving_size_may_follow_a_sentence() -> None:
    (document,) = sheet("Powder, 600 g, 40 servings. Serving size: 15 g (1 scoop)")

    found = find_serving_size((), tuple(passages(document)), LEXICON)

    assert isinstance(found, Found)
    assert found.value.grams == Decimal(15)


@pytest.mark.parametrize(
    "printed",
    ["2 dosis al día", "2 dosis diarias", "2 tomas al día", "Use 1-2 servings per day."],
)
def test_doses_of_a_day_are_no_servings_of_the_container(printed: str) -> None:
    (document,) = sheet(printed)

    assert isinstance(find_servings((), tuple(passages(document))), Unreadable)
