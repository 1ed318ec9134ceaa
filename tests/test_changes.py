"""What changed between two runs, and how it is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import AUDIT, FACTS, FINDINGS, HOSTILE, hostile_audit

from auditor.errors import CorruptInputError
from auditor.model import Absent, Found, Outcome, Unreadable, Verdict
from auditor.report.batch.changes import (
    changes_as_json,
    changes_as_markdown,
    changes_as_text,
)
from auditor.report.batch.compare import Direction, compare
from auditor.report.batch.stored import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from auditor.model import Audit, LabelFacts
    from auditor.report.batch.compare import Comparison, ProductChange


def compared(old: Sequence[Audit], new: Sequence[Audit]) -> Comparison:
    return compare(map(stored, old), map(stored, new))


def only_change(old: Audit, new: Audit) -> ProductChange:
    (change,) = compared([old], [new]).products
    return change


def with_facts(**facts: object) -> Audit:
    changed: LabelFacts = replace(FACTS, **facts)  # type: ignore[arg-type]
    return replace(AUDIT, facts=changed)


# --- comparing ----------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [*product(Verdict, Verdict)])
def test_a_product_is_worse_only_by_its_verdict(old: Verdict, new: Verdict) -> None:
    order = [Verdict.PASS, Verdict.INCOMPLETE, Verdict.FAIL]
    steps = order.index(new) - order.index(old)

    comparison = compared([replace(AUDIT, verdict=old)], [replace(AUDIT, verdict=new)])

    assert comparison.count(Direction.WORSE) == (steps > 0)
    assert comparison.count(Direction.BETTER) == (steps < 0)
    assert comparison.same == (steps == 0)


def test_new_and_gone_products_are_neither_worse_nor_better() -> None:
    comparison = compared(
        [AUDIT, replace(AUDIT, product="b")], [AUDIT, replace(AUDIT, product="a")]
    )

    assert [(c.product, c.direction) for c in comparison.products] == [
        ("a", Direction.NEW),
        ("b", Direction.GONE),
    ]
    assert comparison.same == 1


def test_a_criterion_that_is_answered_otherwise_is_told() -> None:
    failed = replace(
        FINDINGS[0], outcome=Outcome.FAIL, reason="declares none", remedy="choose another"
    )

    change = only_change(AUDIT, replace(AUDIT, findings=(failed, *FINDINGS[1:])))

    (outcome,) = change.outcomes
    assert change.direction is Direction.CHANGED
    assert (outcome.id, outcome.old, outcome.new) == (
        FINDINGS[0].id,
        Outcome.PASS,
        Outcome.FAIL,
    )
    assert outcome.reason == "declares none"


def test_a_criterion_that_only_one_profile_asks_is_told() -> None:
    change = only_change(AUDIT, replace(AUDIT, findings=FINDINGS[1:]))

    (outcome,) = change.outcomes
    assert (outcome.old, outcome.new) == (Outcome.PASS, None)


def test_another_wording_of_the_same_answer_is_no_change() -> None:
    reworded = replace(FINDINGS[0], reason="the panel says so")

    comparison = compared(
        [AUDIT], [replace(AUDIT, findings=(reworded, *FINDINGS[1:]), facts=FACTS)]
    )

    assert comparison.products == ()
    assert comparison.same == 1


def test_a_list_tells_what_it_lost_and_gained() -> None:
    assert isinstance(FACTS.ingredients, Found)
    first, second = FACTS.ingredients.value
    other = replace(second, name="Stevia")

    change = only_change(AUDIT, with_facts(ingredients=Found((first, other), ())))

    (item,) = change.items
    assert item.key == "ingredients"
    assert (item.gone, item.new) == (("Silicon Dioxide",), ("Stevia",))


@pytest.mark.parametrize(
    ("reading", "state"),
    [
        pytest.param(Absent(("front",)), "absent", id="no-longer-stated"),
        pytest.param(Unreadable("blurred"), "unreadable", id="no-longer-legible"),
    ],
)
def test_what_is_gone_from_a_label_differs_from_what_cannot_be_read(
    reading: Absent | Unreadable, state: str
) -> None:
    (item,) = only_change(AUDIT, with_facts(net_contents=reading)).items

    assert (item.old_state, item.new_state) == ("found", state)
    assert item.gone == ("1.1 lb (500 g)",)


def test_conflicts_and_unread_files_are_told() -> None:
    change = only_change(AUDIT, replace(AUDIT, conflicts=(), failures=()))

    assert [(item.key, item.gone) for item in change.items] == [
        ("conflicts", ("says no artificial sweeteners and lists Sucralose",)),
        ("unread", ("south/side.pdf: the PDF asks for a password",)),
    ]


def test_a_product_that_stands_twice_is_an_error() -> None:
    with pytest.raises(CorruptInputError, match=r"north-star-glutamine: .* twice"):
        compared([AUDIT, AUDIT], [AUDIT])


names = st.lists(st.sampled_from("abcdef"), unique=True)


@given(old=names, new=names)
def test_every_product_is_counted_once(old: list[str], new: list[str]) -> None:
    comparison = compared(
        [replace(AUDIT, product=name) for name in old],
        [replace(AUDIT, product=name, score=None) for name in new],
    )

    assert len(comparison.products) + comparison.same == len({*old, *new})
    assert comparison.count(Direction.NEW) == len({*new} - {*old})
    assert comparison.count(Direction.GONE) == len({*old} - {*new})
    assert comparison.count(Direction.CHANGED) == len({*old} & {*new})


# --- telling ------------------------------------------------------------------

NEWER = replace(
    with_facts(
        net_contents=Found("500 g", ()),
        brand=Found("North Star", ()),
        servings_per_container=Absent(()),
    ),
    verdict=Verdict.INCOMPLETE,
    score=Decimal("83.5"),
    profile=replace(AUDIT.profile, version="2"),
)


def as_text(comparison: Comparison) -> str:
    return changes_as_text(comparison, color=False, width=80)


def test_the_terminal_tells_each_change_and_the_totals_last() -> None:
    old = [replace(AUDIT, verdict=Verdict.PASS), replace(AUDIT, product="same")]

    told = as_text(compared(old, [NEWER, replace(AUDIT, product="same")]))

    assert told.splitlines() == [
        "↓ worse     north-star-glutamine  ✓ pass → ? incomplete",
        "    score: 100 → 83.5",
        "    brand: cannot be told → North Star",
        "    net contents: 1.1 lb (500 g) → 500 g",
        "    servings per container: − 94",
        "2 products: 1 worse, 0 better, 0 changed, 0 new, 0 gone, 1 the same",
        "Judged by glutamine 1 before and by glutamine 1, glutamine 2 now",
    ]


def test_json_tells_the_same_by_key() -> None:
    told = json.loads(changes_as_json(compared([AUDIT], [NEWER])))

    (change,) = told["products"]
    assert told["counts"] == {
        "worse": 0,
        "better": 1,
        "changed": 0,
        "new": 0,
        "gone": 0,
        "same": 0,
    }
    assert change["verdict"] == {"old": "fail", "new": "incomplete"}
    assert change["facts"][1] == {
        "key": "net_contents",
        "old": "found",
        "new": "found",
        "lost": ["1.1 lb (500 g)"],
        "gained": ["500 g"],
    }


def test_markdown_has_a_table_for_each_direction() -> None:
    comparison = compared([AUDIT], [NEWER, replace(AUDIT, product="b")])

    told = changes_as_markdown(comparison)

    assert re.findall("^## .*", told, re.MULTILINE) == ["## ↑ Got better", "## + New"]
    assert "| b | ✗ fail |  |" in told


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "render", [as_text, changes_as_markdown, changes_as_json], ids=lambda f: f.__name__
)
def test_a_label_disturbs_no_comparison(
    render: Callable[[Comparison], str], text: str
) -> None:
    calm = replace(hostile_audit("calm"), product=text)

    told = render(compared([calm], [replace(hostile_audit(text), verdict=Verdict.PASS)]))

    assert all(c.isprintable() or c == "\n" for c in told)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_tables_of_a_comparison_keep_their_columns(text: str) -> None:
    told = changes_as_markdown(compared([], [hostile_audit(text)]))

    rows = [line for line in told.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}
