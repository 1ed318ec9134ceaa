"""Whole audits of six labels, exactly as they were seen and found good.

A verdict, a quotation or a box that moves is seen in review. After a change that is
meant, write the records anew, look at the difference, and say in the commit why
each verdict moved:

    python -m tests.test_golden
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.criteria.profile import load_profile
from auditor.pipeline import audit_product
from auditor.report import ReportFormat, render

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOLDEN = Path(__file__).parent / "golden" / "audits"

LABELS = (
    "plain-l-glutamine",
    "capsules-magnesium-stearate",
    "proprietary-blend",
    "eu-tablets-e-numbers",
    "whey-amino-profile",
    "two-serving-columns",
)
"""A powder that passes; capsules with additives; a hidden amount; a European table; a
protein powder with its amino acids; two servings side by side."""


def audit_of(label: str) -> str:
    """The audit of a label's text layer as JSON, under the usual profile.

    Reads the fixture by its bare name, so that no path of a machine gets in.
    """
    audit = audit_product([Path(f"{label}.pdf")], profile=load_profile("glutamine"))
    # Which versions of an engine's libraries are installed is nothing of the label's.
    sources = tuple(replace(source, reader="") for source in audit.sources)
    return render(replace(audit, sources=sources), ReportFormat.JSON)


@pytest.mark.parametrize("label", LABELS)
def test_an_audit_stays_as_it_was(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES)

    expected = (GOLDEN / f"{label}.json").read_text(encoding="utf-8")

    assert audit_of(label) == expected, "meant? then run: python -m tests.test_golden"


def test_there_is_no_record_of_a_label_that_nobody_audits() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(LABELS)


def write_golden() -> None:
    """Write the records anew; look at the difference before you commit it."""
    os.chdir(FIXTURES)
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for label in LABELS:
        (GOLDEN / f"{label}.json").write_text(audit_of(label), encoding="utf-8")


if __name__ == "__main__":
    write_golden()
