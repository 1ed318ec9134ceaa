"""Every kind of conflict has a label that shows it, and a twin that must not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.criteria.conflicts import KINDS
from auditor.criteria.profile import load_profile
from auditor.evaluate import Case, load_cases
from auditor.pipeline import Settings, audit_product

FIXTURES = Path(__file__).parents[1] / "fixtures"

TWINS = {
    "form": ("powder-title-capsule-serving", "capsule-shell-only"),
    "amount": ("capsules-times-milligrams", "gelatin-capsules"),
    "free-from": ("free-from-conflict", "negations"),
    "net-contents": ("net-contents-conflict", "powder-that-only-rounds"),
    "hidden-text": ("lying/invisible-text", "lying/invisible-text.honest"),
    "panel": ("panels-of-two-prints.set", "panels-of-one-print.set"),
    "variety": ("flavor-that-is-not-listed", "flavor-that-is-listed"),
    "packages": ("two-packages.pair", "two-packages.alone"),
    "misreading": ("unit-that-reads-as-a-digit.facts", "number-without-a-unit.facts"),
    "blend": ("blend-parts-exceed-total", "powder-that-only-rounds"),
    "daily-value": ("daily-value-of-another-amount", "columns-that-only-round"),
    "calories": ("calories-of-nothing", "powder-that-only-rounds"),
    "columns": ("column-with-a-lost-point", "columns-that-only-round"),
    "serving": ("scoop-of-two-weights", "powder-that-only-rounds"),
    "expiry": ("two-dates", "one-date-in-two-forms"),
    "expired": ("passed-its-date", "may-have-passed-its-date"),
}
"""For each kind the label that shows it, and one that almost does."""


def test_no_kind_is_without_its_pair() -> None:
    assert set(TWINS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_truths_know_which_of_a_pair_shows_it(kind: str) -> None:
    showing, twin = (
        json.loads((FIXTURES / f"{name}.truth.json").read_text()) for name in TWINS[kind]
    )

    assert kind in showing["conflicts"]
    assert kind not in twin["conflicts"]


def case_of(name: str) -> Case:
    path = FIXTURES / name
    return next(case for case in load_cases(path.parent) if case.name == path.name)


@pytest.mark.parametrize("kind", ["panel", "packages", "misreading", "expiry", "expired"])
def test_a_label_shows_it_and_its_twin_does_not(kind: str) -> None:
    shown = []
    for name in TWINS[kind]:
        task = case_of(name).task
        audit = audit_product(
            task.files,
            profile=load_profile(task.profile or "glutamine"),
            settings=Settings(complete=task.complete, day=task.day),
        )
        shown.append(kind in {conflict.what for conflict in audit.conflicts})

    assert shown == [True, False]
