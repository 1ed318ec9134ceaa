"""What the words of a name tell: product, maker, or neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.names import (
    letters_of,
    may_be_a_maker,
    misread,
    names_a_product,
    sounds_like_a_maker,
    without_firm,
    without_substances,
)
from auditor.lexicon import load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("L-Glutamine", id="substance"),
        pytest.param("POWDER", id="form"),
        pytest.param("Multivitamin for Men", id="kind"),
        pytest.param("Joint Health", id="purpose"),
    ],
)
def test_a_product_is_named(text: str) -> None:
    assert names_a_product(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("THE LANTERN", id="an-article-is-no-tea"),
        pytest.param("OL Quorra", id="initials-are-no-oil"),
        pytest.param("ULTRA PURE", id="praise"),
        pytest.param("Silicon Dioxide", id="an-additive-is-no-product"),
        pytest.param("Quorra", id="unknown"),
    ],
)
def test_no_product_is_named(text: str) -> None:
    assert not names_a_product(text, LEXICON)


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        pytest.param("Quorra Nutrition", True, id="nutrition"),
        pytest.param("GREENWICK & SONS LABS", True, id="labs"),
        pytest.param("Sports Nutrition", False, id="no-name-in-it"),
        pytest.param("NUTRPTION COMPANY", False, id="no-name-in-it-but-misread"),
        pytest.param("Joint Health", False, id="what-it-is-for"),
        pytest.param("Creatine Labs", False, id="a-substance-and-no-name"),
        pytest.param("for your daily nutrition", False, id="end-of-a-sentence"),
        pytest.param("Nutrition", False, id="alone"),
        pytest.param("Quorra 24 Nutrition", False, id="number"),
        pytest.param("", False, id="empty"),
    ],
)
def test_makers_are_told_by_their_last_word(text: str, sounds: bool) -> None:
    assert sounds_like_a_maker(text, LEXICON) is sounds


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        pytest.param("Quorra", True, id="unknown"),
        pytest.param("NEW & IMPROVED", False, id="praise"),
        pytest.param("Fruit Punch", False, id="flavor"),
        pytest.param("60 Servings", False, id="count"),
        pytest.param("one two three four five Quorra", False, id="too-long"),
        pytest.param("Quorra24", True, id="number-in-a-word"),
        pytest.param("21st Quorra", True, id="ordinal"),
        pytest.param("ISO100", False, id="more-number-than-word"),
        pytest.param("Nature's Best", True, id="whose-praise"),
        pytest.param("Men's Daily", False, id="who-takes-it"),
    ],
)
def test_a_maker_has_a_word_of_its_own(text: str, may_be: bool) -> None:
    assert may_be_a_maker(text, LEXICON) is may_be


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("quorrafield", "qucrrafield", True, id="a-letter-in-eleven"),
        pytest.param("quorra", "quanta", False, id="two-in-six"),
        pytest.param("zinc", "zink", False, id="too-short-to-tell"),
    ],
)
def test_two_readings_of_one_name(one: str, other: str, same: bool) -> None:
    assert misread(one, other) is same


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        pytest.param("Quorra Labs LLC", "Quorra Labs", id="llc"),
        pytest.param("Quorra Foods Co., Inc.", "Quorra Foods", id="two"),
        pytest.param("Quorra S.A. de C.V.", "Quorra", id="mexican"),
        pytest.param("Inc.", "Inc", id="nothing-else"),
    ],
)
def test_the_form_of_a_firm_is_no_part_of_its_name(printed: str, name: str) -> None:
    assert without_firm(printed, LEXICON.identity) == name


@given(text=st.text(max_size=60))
def test_what_is_no_substance_stays_in_its_place(text: str) -> None:
    rest = without_substances(text, LEXICON)

    assert len(rest) == len(text)
    assert all(there in (" ", here) for here, there in zip(text, rest, strict=True))
    assert set(letters_of(rest)) <= set(letters_of(text))
