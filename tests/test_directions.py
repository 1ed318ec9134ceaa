"""Directions are kept as printed and counted in servings."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import label_of

from auditor.facts.directions import find_directions, read_directions
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Found, ServingSize, Unreadable

LEXICON = load_lexicon()
SCOOP = ServingSize(text="1 Scoop (5 g)", count=Decimal(1), unit="scoop", grams=Decimal(5))
TWO_CAPSULES = ServingSize(text="2 Capsules", count=Decimal(2), unit="capsule")


def per_day(text: str, serving: ServingSize | None = SCOOP) -> tuple[str, ...] | None:
    """Lowest and highest servings a day, as plain numbers."""
    found = read_directions(text, serving, LEXICON).servings_per_day
    return found and tuple(f"{number.normalize():f}" for number in found)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("Take one (1) scoop twice daily.", "2", "2", id="counted-twice"),
        pytest.param("Mix 1 scoop with water 1-3 times daily.", "1", "3", id="range"),
        pytest.param("Mix a scoop two to four times a day.", "2", "4", id="words"),
        pytest.param("Take 1 scoop once or twice per day.", "1", "2", id="once-or-twice"),
        pytest.param("Take 1 scoop up to 3 times daily.", "1", "3", id="up-to"),
        pytest.param("Take1scoop2times daily", "2", "2", id="lost-blanks"),
        pytest.param("Take 1 scoop 3x/day.", "3", "3", id="times-sign"),
        pytest.param("Take thirty-five grams daily.", "7", "7", id="compound-number-word"),
        pytest.param("AM: 4 scoops. PM: 4 scoops.", "4", "8", id="am-and-pm-apart"),
        pytest.param(
            "Mix 1 scoop in the morning. Mix 1 scoop before bed.",
            "1",
            "2",
            id="occasions-in-sentences-of-their-own",
        ),
        pytest.param(
            "Take 4 scoops per day: 2 in the morning and 2 in the evening.",
            "4",
            "4",
            id="a-sum-and-its-shares",
        ),
        pytest.param(
            "Take two scoops daily, one with breakfast and one at bedtime.",
            "2",
            "2",
            id="shares-in-words",
        ),
        pytest.param(
            "Take 2 scoops in the morning, 1 at lunch, and 1 at night.",
            "4",
            "4",
            id="shares-without-a-sum",
        ),
        pytest.param(
            "Prendre 3 doses par jour : 2 le matin et 1 le soir.",
            "3",
            "3",
            id="french-shares",
        ),
        pytest.param(
            "Take 6 scoops twice daily: 3 before food and 3 after food.",
            "12",
            "12",
            id="a-sum-of-each-time",
        ),
        pytest.param(
            "Take 2 scoops (30 g) daily: 1 in the morning and 1 at night.",
            "4",
            "4",
            id="a-sum-with-its-weight",
        ),
        pytest.param(
            "Take 1 scoop 30 minutes before breakfast and 30 after dinner.",
            "2",
            "2",
            id="minutes-are-no-shares",
        ),
        pytest.param("Mix 1 scoop in a cup of water daily.", "1", "1", id="a-cup-of-water"),
        pytest.param("Take 5,000 mg twice daily.", "2", "2", id="grouped-by-a-comma"),
        pytest.param("Tomar 10.000 mg al día.", "2", "2", id="grouped-by-a-point"),
        pytest.param("Prendre 5 000 mg par jour.", "1", "1", id="grouped-by-a-blank"),
        pytest.param("Take 2.500 g daily.", "0.5", "0.5", id="decimals-are-not-grouped"),
        pytest.param("Take one scoop every 6 hours.", "4", "4", id="every-hours"),
        pytest.param("Take 1 scoop daily.", "1", "1", id="daily"),
        pytest.param("Take 1 to 2 scoops daily.", "1", "2", id="scoops-a-day"),
        pytest.param("Take one scoop with each meal.", "3", "3", id="each-meal"),
        pytest.param(
            "Take 1 scoop with each meal and before bed.", "4", "4", id="meals-and-bed"
        ),
        pytest.param(
            "Take 1 scoop with every meal (6 meals/day).", "6", "6", id="meals-counted"
        ),
        pytest.param(
            "One scoop with each of your eight daily meals.", "8", "8", id="of-your-meals"
        ),
        pytest.param(
            "Take 1 scoop upon waking, at mid-morning, at lunch and at bedtime.",
            "4",
            "4",
            id="mid-morning-is-another",
        ),
        pytest.param(
            "Take 1 scoop before and after breakfast, lunch and dinner.",
            "6",
            "6",
            id="before-and-after",
        ),
        pytest.param("Take 5000 mg twice daily.", "2", "2", id="milligrams"),
        pytest.param(
            "Take 1 scoop daily for a week, then 4 scoops 2 times daily.",
            "1",
            "8",
            id="then-more",
        ),
        pytest.param(
            "Take 1 scoop daily. Do not take a double dose.", "1", "1", id="no-double"
        ),
        pytest.param("4 scoops AM and 4 scoops PM", "8", "8", id="am-and-pm"),
        pytest.param(
            "Mix 4 scoops before and 4 scoops after each workout.", "8", "8", id="joined"
        ),
        pytest.param(
            "1 scoop in the morning and 7 scoops at night.", "8", "8", id="not-as-much"
        ),
        pytest.param(
            "Take 1 scoop daily and 2 scoops on training days.", "1", "3", id="some-days"
        ),
        pytest.param(
            "Mix 1 scoop with water and 1 teaspoon of honey daily.", "1", "1", id="honey"
        ),
        pytest.param("Take 2 scoops b.i.d.", "4", "4", id="bid"),
        pytest.param("Take 2 scoops QID.", "8", "8", id="qid"),
        pytest.param("Take 2 x 4 scoops a day.", "8", "8", id="multiplied"),
        pytest.param("Take a dozen scoops a day.", "12", "12", id="dozen"),
        pytest.param("Take eleven scoops daily.", "11", "11", id="eleven"),
        pytest.param("Take twenty grams three times daily.", "12", "12", id="twenty-grams"),
        pytest.param("Mix 1 scoop every 30 minutes.", "48", "48", id="every-half-hour"),
        pytest.param("Take 1 scoop x10 daily.", "10", "10", id="sign-before-the-number"),
        pytest.param(
            "Start with 1 scoop daily and work up to 8 scoops daily.", "1", "8", id="grows"
        ),
        pytest.param(
            "Take 1 scoop on waking and before bed.", "2", "2", id="two-occasions"
        ),
        pytest.param("Take 1 scoop after training or before bed.", "1", "1", id="either"),
        pytest.param(
            "Take 1 scoop with water. Take another at night.", "2", "2", id="another"
        ),
        pytest.param("Take 10 g daily.", "2", "2", id="grams-of-the-serving"),
        pytest.param("Take 1O scoops daily.", "10", "10", id="nought-read-as-letter"),
        pytest.param("Take 1 scoop with each of 4 meals.", "4", "4", id="counted-meals"),
        pytest.param(
            "Take 1 scoop with each meal and snack, up to 8 times.",
            "6",
            "8",
            id="meals-and-times",
        ),
        pytest.param(
            "Take 1 scoop before, during and after exercise.",
            "3",
            "3",
            id="three-occasions",
        ),
        pytest.param(
            "Start with 1 scoop daily, increase by 1 scoop each day up to 4 scoops daily.",
            "1",
            "4",
            id="growing-step-by-step",
        ),
        pytest.param("Mix 1 scoop in 2 glasses of water daily.", "1", "1", id="of-water"),
        pytest.param("Take 1/2 scoop twice daily.", "1", "1", id="fraction"),
        pytest.param("Take 1½ scoops daily.", "1.5", "1.5", id="mixed-fraction"),
        pytest.param("Take 1 scoop every other day.", "0.5", "0.5", id="every-other-day"),
        pytest.param(
            "Loading: mix 1 scoop 4 times daily. After: mix 1 scoop once daily.",
            "1",
            "4",
            id="loading-spans",
        ),
        pytest.param(
            "Take 1 scoop 3 times daily. Do not exceed 2 scoops a day.", "2", "2", id="cap"
        ),
        pytest.param(
            "Adults: take 1 scoop daily. Children: take 1 scoop 4 times daily.",
            "1",
            "1",
            id="not-the-children's",
        ),
        pytest.param("Take 3 servings of 15 g per day.", "3", "9", id="of-so-much-each"),
        pytest.param("Prendre 3 doses de 15 g par jour.", "3", "9", id="french-of-so-much"),
        pytest.param("Täglich 4 Portionen zu je 10 g.", "4", "8", id="german-of-so-much"),
        pytest.param("Take 2 servings of 5 g daily.", "2", "2", id="of-a-serving-each"),
        pytest.param(
            "Ajouter 1 mesure à 250 ml d'eau par jour.", "1", "1", id="french-to-water"
        ),
        pytest.param(
            "Drink 4 servings of 2 scoops daily.", "4", "8", id="of-so-many-scoops-each"
        ),
        pytest.param("Take 35,000 milligrams daily.", "7", "7", id="milligrams-in-full"),
        pytest.param("Take 1 oz (28 g) 3 times daily.", "16.8", "16.8", id="ounces-in-g"),
        pytest.param(
            "Morgens 20 g und abends 20 g.", "8", "8", id="german-morning-and-evening"
        ),
        pytest.param("Take 1 scoop hourly.", "24", "24", id="hourly"),
        pytest.param("Take 1 scoop every hour while awake.", "16", "16", id="every-hour"),
        pytest.param("Prendre 1 mesure 2 fois par jour.", "2", "2", id="french"),
        pytest.param("Tomar una medida tres veces al día.", "3", "3", id="spanish"),
        pytest.param("2x täglich 1 Messlöffel einnehmen.", "2", "2", id="german"),
    ],
)
def test_counts_servings_a_day(text: str, low: str, high: str) -> None:
    assert per_day(text) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("Take 2 capsules 3 times daily.", "3", "3", id="serving-of-two"),
        pytest.param("Take 4 capsules daily.", "2", "2", id="two-servings"),
        pytest.param("Take 1 capsule 2 times daily.", "1", "1", id="half-a-serving"),
        pytest.param("Take 2-4 tablets daily.", "1", "2", id="tablets-for-capsules"),
        pytest.param("Chew 2 daily.", "1", "1", id="without-what-is-counted"),
        pytest.param("Täglich 6 Presslinge einnehmen.", "3", "3", id="pressed-tablets"),
        pytest.param("Täglich 6 Filmtabletten einnehmen.", "3", "3", id="film-tablets"),
    ],
)
def test_counts_pieces_in_servings(text: str, low: str, high: str) -> None:
    assert per_day(text, TWO_CAPSULES) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Take one scoop as needed.", id="as-needed"),
        pytest.param("Mix one scoop with 8 oz of cold water.", id="no-frequency"),
        pytest.param("Drink 8 glasses of water daily.", id="water-is-no-dose"),
        pytest.param("Eat enough to meet your daily protein needs.", id="daily-protein"),
        pytest.param("Take as directed by your doctor.", id="as-directed"),
        pytest.param("Take 0.6 g per kg of body weight daily.", id="by-body-weight"),
        pytest.param("Mix half a cup with water daily.", id="by-the-cup"),
        pytest.param("Take 1 scoop per 10 lbs of bodyweight daily.", id="by-pounds"),
        pytest.param("Take 1 scoop daily. Double the dose each week.", id="doubling"),
        pytest.param("Take half the container daily.", id="by-the-container"),
        pytest.param("Mix 1 heaping tub with water daily.", id="by-the-tub"),
        pytest.param("Take 1.5 oz twice a day.", id="by-the-ounce"),
        pytest.param("Take 1 ounce twice daily.", id="by-the-ounce-in-full"),
        pytest.param("1 ounce daily.", id="by-the-ounce-without-a-verb"),
        pytest.param("Take 0.04 kg daily with water.", id="by-the-kilogram"),
        pytest.param("Take 8 tablespoons 3 times daily.", id="in-another-unit"),
        pytest.param("Use 2 scoops per glass, 4 glasses a day.", id="glasses-a-day"),
        pytest.param("Drink 4 glasses daily, with 2 scoops in each.", id="scoops-in-each"),
        pytest.param("Use 3 scoops per 8 oz. Drink three per day.", id="three-of-what"),
        pytest.param("Take 8 thimblefuls daily.", id="eight-of-what"),
        pytest.param("Prendre 8 pincées par jour.", id="french-eight-of-what"),
    ],
)
def test_a_text_without_a_frequency_gives_none(text: str) -> None:
    assert per_day(text) is None


def test_what_is_taken_at_once_is_known_only_in_the_unit_of_the_serving() -> None:
    same = read_directions("Take 4 capsules twice daily.", TWO_CAPSULES, LEXICON)
    other = read_directions("Take 4 drops twice daily.", TWO_CAPSULES, LEXICON)

    assert same.servings_at_once == (Decimal(2), Decimal(2))
    assert other.servings_at_once is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Mix 1 scoop with 250 ml of water.", True, id="water"),
        pytest.param("Mix with water or juice.", True, id="water-or-juice"),
        pytest.param("Mélanger dans de l'eau.", True, id="french"),
        pytest.param("Mezclar con agua.", True, id="spanish"),
        pytest.param("Add to your favorite shake.", False, id="shake"),
        pytest.param("Sprinkle on food.", False, id="food"),
        pytest.param("Do not mix with water.", False, id="not-with-water"),
        pytest.param("Do not use hot water. Mix with cold water.", True, id="not-hot"),
        pytest.param(
            "Take 1 scoop. Drink plenty of water.", None, id="drinking-is-not-mixing"
        ),
        pytest.param("Take 2 capsules with food.", None, id="food-beside-is-not-instead"),
    ],
)
def test_says_whether_with_water(text: str, expected: bool | None) -> None:
    assert read_directions(text, SCOOP, LEXICON).with_water is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("on an empty stomach", True, id="empty-stomach"),
        pytest.param("between meals", True, id="between-meals"),
        pytest.param("30 minutes before meals", True, id="before-meals"),
        pytest.param("à jeun", True, id="french"),
        pytest.param("en ayunas", True, id="spanish"),
        pytest.param("with food", False, id="with-food"),
        pytest.param("daily, not on an empty stomach", False, id="not-empty"),
        pytest.param("daily. Never take on an empty stomach", False, id="never-empty"),
        pytest.param("par jour. Ne pas prendre à jeun", False, id="not-empty-in-french"),
        pytest.param(
            "daily. Do not exceed 4 scoops. Best on an empty stomach", True, id="other-not"
        ),
        pytest.param("at your two largest meals", False, id="at-meals"),
        pytest.param("after each meal", False, id="after-meals"),
        pytest.param("with or without food", None, id="either"),
        pytest.param("", None, id="silent"),
    ],
)
def test_says_whether_on_an_empty_stomach(text: str, expected: bool | None) -> None:
    assert (
        read_directions(f"Take one scoop {text}", SCOOP, LEXICON).empty_stomach is expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Take 1 scoop twice daily.", True, id="twice"),
        pytest.param("Take 4 scoops daily in divided doses.", True, id="divided-doses"),
        pytest.param("Take 1 scoop once daily.", False, id="once"),
        pytest.param("Take 1 scoop.", None, id="silent"),
    ],
)
def test_says_whether_in_parts(text: str, expected: bool | None) -> None:
    assert read_directions(text, SCOOP, LEXICON).divided is expected


def test_finds_headed_and_unheaded_directions_with_their_lines() -> None:
    sections = split_sections(
        label_of(
            "DIRECTIONS:", "Take one scoop daily.", "", "Mix 1 scoop with cold water."
        ),
        LEXICON,
    )

    found = find_directions(sections, SCOOP, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert found.value.text == "Take one scoop daily. Mix 1 scoop with cold water."
    assert [item.text for item in found.evidence] == [
        "DIRECTIONS:",
        "Take one scoop daily.",
        "Mix 1 scoop with cold water.",
    ]


def test_absent_needs_a_label_that_was_read_whole() -> None:
    sections = split_sections(label_of("GLUTAMINE"), LEXICON)

    assert isinstance(find_directions(sections, None, LEXICON, complete=True), Absent)
    unread = find_directions(sections, None, LEXICON, complete=False)
    assert isinstance(unread, Unreadable)
    assert "photo" in unread.reason


@pytest.mark.parametrize(
    ("beside", "most"),
    [
        pytest.param("Loading phase: 8 scoops a day for 5 days.", "8", id="at-first"),
        pytest.param("Athletes may take 40 g a day.", "8", id="in-grams"),
        pytest.param("Studies used 40 g a day.", "2", id="in-studies"),
        pytest.param("60 scoops in every jar.", "2", id="no-day"),
        pytest.param("Never more than 8 scoops a day.", "2", id="a-cap"),
        pytest.param("No more than one scoop a day is needed.", "2", id="less"),
        pytest.param("As many as 8 scoops of powder a day.", "8", id="of-the-product"),
        pytest.param("Replaces 8 servings of fruits and vegetables daily.", "2", id="food"),
        pytest.param("Eat 8 servings of fresh green vegetables a day.", "2", id="greens"),
    ],
)
def test_a_dose_for_a_day_outside_of_directions_widens_them(beside: str, most: str) -> None:
    sections = split_sections(
        label_of("Directions: Take 1 scoop 1-2 times daily.", "", "", beside), LEXICON
    )

    found = find_directions(sections, SCOOP, LEXICON, complete=True)

    assert isinstance(found, Found)
    assert found.value.servings_per_day == (1, Decimal(most))
    assert (beside in found.value.text) is (most == "8")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Loading phase: 8 scoops a day", id="a-day"),
        pytest.param("4 scoops in the morning, 4 scoops at night", id="times-of-the-day"),
    ],
)
def test_an_amount_for_a_day_is_no_absence_of_directions(line: str) -> None:
    sections = split_sections(label_of(line), LEXICON)

    found = find_directions(sections, SCOOP, LEXICON, complete=True)

    assert isinstance(found, Unreadable)
    assert line in found.reason


def test_how_often_without_a_beginning_is_no_absence_of_directions() -> None:
    sections = split_sections(label_of("four times daily: on waking, at noon"), LEXICON)

    found = find_directions(sections, None, LEXICON, complete=True)

    assert isinstance(found, Unreadable)
    assert "four times daily" in found.reason


def test_directions_that_begin_with_how_often_have_lost_their_beginning() -> None:
    sections = split_sections(
        label_of("four times daily: on waking, at noon.", "Mix with 300 ml of water."),
        LEXICON,
    )

    found = find_directions(sections, None, LEXICON, complete=True)

    assert isinstance(found, Found)
    assert not found.value.whole


@given(
    text=st.text(max_size=60)
    | st.from_regex(r"(take|mix) [0-9/½.,-]{1,6} (g|scoops?|times) daily")
)
def test_no_text_breaks_the_count(text: str) -> None:
    """Whatever is printed, a range is in order and never negative."""
    found = read_directions(text, SCOOP, LEXICON)

    for span in (found.servings_per_day, found.servings_at_once):
        if span is not None:
            assert 0 <= span[0] <= span[1]
