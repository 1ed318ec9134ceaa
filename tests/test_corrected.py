"""Corrections laid over facts: what follows, what is kept, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import pipeline
from auditor.criteria.profile import load_profile
from auditor.facts.corrected import CORRECTABLE, correct, typed
from auditor.lexicon import load_lexicon
from auditor.model import (
    Absent,
    Audit,
    Box,
    Correction,
    DosageForm,
    Evidence,
    Found,
    LabelFacts,
    Unreadable,
    Verdict,
)
from auditor.report import ReportFormat, render

FIXTURES = Path(__file__).parents[1] / "fixtures"
LEXICON = load_lexicon()
PLACE = Evidence(file="front.jpg", page=1, box=Box(0, 0, 100, 100), text="")


def correction(fact: str, text: str | None = None, state: str = "found") -> Correction:
    seen = replace(PLACE, text=text) if text is not None else None
    return Correction(
        fact=fact,
        state="found" if seen else state,  # type: ignore[arg-type]
        seen=seen,
        who="Ann",
        when="2026-11-22T10:00:00+00:00",
    )


def facts_of(label: str) -> LabelFacts:
    settings = pipeline.Settings()
    document = pipeline.read_document(FIXTURES / f"{label}.pdf", settings)
    return pipeline.facts_of((document,), settings)


def audit_of(label: str, *corrections: Correction) -> Audit:
    settings = pipeline.Settings()
    return pipeline.audit_documents(
        (pipeline.read_document(FIXTURES / f"{label}.pdf", settings),),
        profile=load_profile("glutamine"),
        settings=settings,
        product=label,
        corrections=corrections,
    )


def outcome(audit: Audit, criterion: str) -> str:
    return next(f.outcome.value for f in audit.findings if f.id == criterion)


# --- nothing is lost ----------------------------------------------------------


LABELS = ("plain-l-glutamine", "bcaa-with-glutamine", "two-serving-columns")


def bare(value: object) -> object:
    """A value without the places it was read at."""
    if isinstance(value, tuple):
        return tuple(
            replace(item, evidence=()) if hasattr(item, "evidence") else item
            for item in value
        )
    return value


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("key", CORRECTABLE)
def test_typing_what_was_read_changes_nothing(label: str, key: str) -> None:
    facts = facts_of(label)
    reading = getattr(facts, key)
    if not isinstance(reading, Found):
        return

    now, _ = correct(facts, [correction(key, typed(facts, key))], LEXICON)

    for name in LabelFacts.__dataclass_fields__:
        before, after = getattr(facts, name), getattr(now, name)
        if isinstance(before, Found):
            assert isinstance(after, Found), name
            assert bare(after.value) == bare(before.value), name
        elif name not in ("coverage", "conflicts"):
            assert after == before, name


def test_the_reading_is_kept_beside_the_correction() -> None:
    facts = facts_of("plain-l-glutamine")

    now, (made,) = correct(facts, [correction("brand", "Hilltop")], LEXICON)

    assert isinstance(now.brand, Found)
    assert now.brand.value == "Hilltop"
    assert made.read == facts.brand


def test_the_last_correction_of_a_fact_counts() -> None:
    facts, made = correct(
        LabelFacts(), [correction("brand", "One"), correction("brand", "Two")], LEXICON
    )

    assert facts.brand == Found("Two", (replace(PLACE, text="Two"),))
    assert len(made) == 1


# --- what follows -------------------------------------------------------------


def test_a_corrected_list_is_judged_name_by_name() -> None:
    before = audit_of("plain-l-glutamine")
    after = audit_of(
        "plain-l-glutamine",
        correction("other_ingredients_text", "Rice flour, sucralose, silicon dioxide."),
    )

    assert before.verdict is Verdict.PASS
    assert after.verdict is Verdict.FAIL
    assert outcome(after, "composition.synthetic-additives") == "fail"


def test_an_additive_that_was_misread_can_be_corrected_away() -> None:
    before = audit_of("bcaa-with-glutamine")
    after = audit_of("bcaa-with-glutamine", correction("other_ingredients_text", "None"))

    assert outcome(before, "composition.synthetic-additives") == "fail"
    assert outcome(after, "composition.synthetic-additives") == "pass"


def test_a_name_nobody_knows_makes_a_corrected_list_unknown_and_never_pass() -> None:
    after = audit_of(
        "plain-l-glutamine", correction("other_ingredients_text", "Zyxquorite.")
    )

    assert outcome(after, "composition.synthetic-additives") == "unknown"


def test_the_grams_of_a_day_follow_panel_and_directions() -> None:
    facts = facts_of("plain-l-glutamine")

    now, _ = correct(
        facts,
        [
            correction("nutrients", "L-Glutamine | 2500 mg"),
            correction("directions", "Take 1 scoop 3 times daily."),
        ],
        LEXICON,
    )

    assert isinstance(now.glutamine_g_per_serving, Found)
    assert now.glutamine_g_per_serving.value == Decimal("2.5")
    assert isinstance(now.daily_glutamine_g, Found)
    assert now.daily_glutamine_g.value == (Decimal("7.5"), Decimal("7.5"))


def test_directions_are_counted_in_the_corrected_serving() -> None:
    facts = facts_of("capsules-magnesium-stearate")
    assert isinstance(facts.directions, Found)

    now, _ = correct(facts, [correction("serving_size", "1 capsule")], LEXICON)

    assert isinstance(now.directions, Found)
    before, after = facts.directions.value, now.directions.value
    assert before.servings_per_day != after.servings_per_day
    assert after.text == before.text


def test_a_blend_is_typed_with_dashes() -> None:
    text = "Recovery blend | 3 g\n- L-Glutamine\n- L-Leucine\nSodium | 20 mg | 1%"

    facts, _ = correct(LabelFacts(), [correction("nutrients", text)], LEXICON)

    assert isinstance(facts.nutrients, Found)
    rows = [(row.name, row.blend, row.is_blend) for row in facts.nutrients.value]
    assert rows == [
        ("Recovery blend", None, True),
        ("L-Glutamine", "Recovery blend", False),
        ("L-Leucine", "Recovery blend", False),
        ("Sodium", None, False),
    ]
    assert isinstance(facts.glutamine_g_per_serving, Unreadable)
    assert typed(facts, "nutrients") == text


def test_corrected_warnings_are_searched_for_their_topics() -> None:
    facts = facts_of("plain-l-glutamine")

    now, _ = correct(facts, [correction("warnings", "Not for diabetics.")], LEXICON)

    assert isinstance(now.cautions, Found)
    assert {caution.topic for caution in now.cautions.value} == {"diabetes"}


def test_a_seal_that_no_list_knows_vouches_for_nothing() -> None:
    after = audit_of("plain-l-glutamine", correction("certifications", "Aunt Ann's best"))

    assert isinstance(after.facts.certifications, Found)
    assert outcome(after, "assurance.gmp-third-party") != "pass"


@pytest.mark.parametrize(
    ("state", "kind"), [("absent", Absent), ("unreadable", Unreadable)]
)
@pytest.mark.parametrize("key", CORRECTABLE)
def test_every_fact_can_be_called_absent_or_unreadable(
    key: str, state: str, kind: type
) -> None:
    facts = facts_of("plain-l-glutamine")

    now, _ = correct(facts, [correction(key, state=state)], LEXICON)

    assert isinstance(getattr(now, key), kind)


def test_a_list_that_cannot_be_read_decides_nothing() -> None:
    after = audit_of(
        "plain-l-glutamine", correction("other_ingredients_text", state="unreadable")
    )

    assert after.verdict is Verdict.INCOMPLETE
    assert outcome(after, "composition.synthetic-additives") == "unknown"


# --- what is refused ----------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        pytest.param("brand", "  ", "nothing was typed", id="blank"),
        pytest.param("dosage_form", "brick", "not a dosage form", id="form"),
        pytest.param("serving_size", "plenty", "not a serving", id="serving"),
        pytest.param("servings_per_container", "many", "not a count", id="count"),
        pytest.param("glutamine_g_per_serving", "-5", "not an amount", id="negative"),
        pytest.param("glutamine_g_per_serving", "5 IU", "IU", id="no-weight"),
        pytest.param("daily_glutamine_g", "10 to 5", "not a range", id="range"),
        pytest.param("nutrients", "L-Glutamine | lots", "not an amount", id="amount"),
        pytest.param("nutrients", "a | 1 g | 2% | x", "not a row", id="cells"),
        pytest.param("nutrients", "- Leucine | 1 g", "no blend", id="no-blend"),
        pytest.param("cautions", "x", "no fact that can be corrected", id="derived"),
    ],
)
def test_a_text_that_is_not_the_fact_is_refused(key: str, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        correct(LabelFacts(), [correction(key, text)], LEXICON)


@given(key=st.sampled_from(CORRECTABLE), text=st.text(max_size=60))
def test_any_text_is_a_fact_or_a_value_error(key: str, text: str) -> None:
    try:
        facts, _ = correct(LabelFacts(), [correction(key, text)], LEXICON)
    except ValueError:
        return
    assert isinstance(getattr(facts, key), Found)


def test_what_is_found_was_seen_somewhere() -> None:
    with pytest.raises(ValueError, match="brand"):
        Correction(fact="brand", state="found", who="Ann", when="now")


# --- reports ------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", [ReportFormat.TERMINAL, ReportFormat.MARKDOWN, ReportFormat.HTML]
)
def test_a_report_tells_who_corrected_what_and_what_was_read(form: ReportFormat) -> None:
    audit = audit_of("plain-l-glutamine", correction("dosage_form", "capsule"))
    assert isinstance(audit.facts.dosage_form, Found)
    assert audit.facts.dosage_form.value is DosageForm.CAPSULE

    report = " ".join(render(audit, form).split())

    assert "corrected by Ann on 2026-11-22; read by the program: “powder”" in report


def test_the_record_keeps_correction_and_reading() -> None:
    import simplejson

    audit = audit_of("plain-l-glutamine", correction("dosage_form", state="absent"))

    (told,) = simplejson.loads(render(audit, ReportFormat.JSON))["corrections"]

    assert (told["fact"], told["state"], told["who"]) == ("dosage_form", "absent", "Ann")
    assert told["read"]["value"] == "powder"
