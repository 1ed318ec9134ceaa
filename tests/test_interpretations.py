"""A unit that was read as a digit is taken where arithmetic decides, and only there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.criteria import find_conflicts
from auditor.criteria.profile import load_profile
from auditor.facts.label import facts_of
from auditor.facts.panel import find_panels
from auditor.lexicon import load_lexicon
from auditor.model import Found, LabelFacts, Nutrient, Outcome
from auditor.pipeline import Settings, audit_documents
from tests.sheet import sheet, sheet_page

LEXICON = load_lexicon()

MISREAD = """
    # Supplement Facts
    Serving Size 1 Scoop (5 g)
    Servings Per Container 60
                      Amount Per Serving   %DV
    L-Glutamine            59       **
    Vitamin C              60 mg     67%
    ** Daily Value not established.
"""
PER_100 = """
    # Nutrition Information
    Serving size: 10 g
                   Per serving     Per 100 g
    L-Glutamine        89             80 g
    Taurine            1 g            10 g
    Glycine            1 g            10 g
"""


def first_row(drawing: str, confidence: float | None = 0.95) -> Nutrient:
    (panel,) = find_panels("a.jpg", sheet_page(drawing, confidence=confidence), LEXICON)
    return panel.rows[0]


def facts(drawing: str) -> LabelFacts:
    return facts_of(sheet(drawing, confidence=0.95), LEXICON)


@pytest.mark.parametrize(
    ("drawing", "number", "as_read"),
    [
        pytest.param(MISREAD, "5", "59", id="the-serving-weighs-it"),
        pytest.param(PER_100, "8", "89", id="the-column-per-100-g-makes-it"),
        pytest.param(
            MISREAD.replace(
                "L-Glutamine            59       **", "Dietary Fiber          79      25%"
            ),
            "7",
            "79",
            id="the-daily-value-fits",
        ),
        pytest.param(MISREAD.replace("59 ", "49 "), "49", "", id="nothing-bears-it-out"),
        pytest.param(
            MISREAD.replace("59       **", "5 g       **"), "5", "", id="read-well"
        ),
        pytest.param(
            MISREAD.replace("L-Glutamine ", "Calories    "),
            "59",
            "",
            id="calories-are-bare",
        ),
        pytest.param(MISREAD.replace(" (5 g)", ""), "59", "", id="no-weight-of-a-serving"),
    ],
)
def test_one_reading_is_taken_where_another_number_bears_it_out(
    drawing: str, number: str, as_read: str
) -> None:
    row = first_row(drawing)

    assert (row.amount, row.as_read) == (Decimal(number), as_read)


def test_a_text_layer_tells_what_stands_there_and_is_not_interpreted() -> None:
    row = first_row(MISREAD, confidence=None)

    assert (row.amount, row.unit, row.as_read) == (Decimal(59), None, "")


def test_an_interpretation_is_listed_with_both_readings() -> None:
    (conflict,) = find_conflicts(facts(MISREAD))

    assert conflict.what == "misreading"
    assert "'59'" in conflict.reason
    assert "5 g" in conflict.reason
    assert conflict.evidence


def test_no_gate_passes_on_an_interpretation() -> None:
    told = facts(MISREAD)
    assert isinstance(told.glutamine_g_per_serving, Found)

    audit = audit_documents(
        sheet(MISREAD, confidence=0.95),
        profile=load_profile("glutamine"),
        settings=Settings(),
        product="misread",
    )

    outcomes = {finding.id: finding.outcome for finding in audit.findings}
    assert outcomes["dose.declared-amount"] is Outcome.UNKNOWN
