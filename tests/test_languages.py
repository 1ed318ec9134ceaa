"""The language of a stretch is told by its little words, or not at all."""

from __future__ import annotations

import pytest
from pages import document_of, page_of

from auditor.facts.directions import find_directions
from auditor.facts.languages import in_one_language, language_of
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Mix one scoop with water before you eat.", "en", id="english"),
        pytest.param("Mélanger une mesure dans l'eau avant les repas.", "fr", id="french"),
        pytest.param(
            "Mezclar una medida con agua antes de las comidas.", "es", id="spanish"
        ),
        pytest.param(
            "Einen Messlöffel mit Wasser vor der Mahlzeit und nicht danach.",
            "de",
            id="german",
        ),
        pytest.param("Adults: Take 2 capsules, 2 times per day.", "en", id="short-english"),
        pytest.param(
            "Adultes : Prendre 2 capsules, 2 fois par jour.", "fr", id="short-french"
        ),
        pytest.param("Tomar 2 comprimidos, 2 veces al día.", "es", id="short-spanish"),
        pytest.param(
            "Täglich einen Messlöffel in 250 ml Wasser mischen.", "de", id="short-german"
        ),
        pytest.param("Buiten bereik van jonge kinderen houden.", "nl", id="dutch"),
        pytest.param(
            "Non superare la dose giornaliera. Tenere fuori della portata dei bambini.",
            "it",
            id="italian",
        ),
        pytest.param("Diluir em água, uma vez ao dia.", "pt", id="portuguese"),
        pytest.param("L-Glutamine 5 g", None, id="a-name-has-none"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_little_words_tell_the_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_directions_in_two_languages_are_told_once() -> None:
    lexicon = load_lexicon()
    page = page_of(
        "Directions: Mix 1 scoop with water for your gut once daily.",
        "",
        "Mode d'emploi : Mélanger 1 mesure dans l'eau pour une prise avec les repas.",
    )

    sections = in_one_language(split_sections([document_of(page)], lexicon))

    found = find_directions(sections, None, lexicon, complete=False)
    assert isinstance(found, Found)
    assert "Mélanger" not in found.value.text
    assert "Mix 1 scoop" in found.value.text
