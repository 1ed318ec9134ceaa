"""Laws that hold for whatever a label says, drawn from facts of every kind."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from labels_of_facts import (
    ABSENT,
    BLURRED,
    CAPSULES,
    GMP_WORDS,
    LECITHIN,
    LICENCE,
    NATURAL_FLAVOR,
    NSF,
    ORGANIC,
    POWDER,
    SHELL,
    SPORT,
    STEARATE,
    STRANGE,
    SUCRALOSE,
    TESTED,
    WHEY,
    found,
    free_from,
    ingredients,
    item,
    panel,
    row,
    where,
)

from auditor.criteria import find_conflicts, judge, load_profile, verdict_of
from auditor.model import (
    Absent,
    Caution,
    Coverage,
    Directions,
    DosageForm,
    Evidence,
    Found,
    LabelFacts,
    Origin,
    Outcome,
    Role,
    ServingSize,
    Strictness,
    Unreadable,
    Verdict,
)

laws = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

numbers = st.decimals(min_value=0, max_value=50, places=2)


def readings(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(
        st.just(ABSENT),
        st.just(BLURRED),
        st.builds(found, values, st.just("printed"), st.sampled_from([None, 0.3, 0.99])),
    )


items = st.sampled_from(
    [
        LECITHIN,
        SHELL,
        STEARATE,
        SUCRALOSE,
        NATURAL_FLAVOR,
        STRANGE,
        WHEY,
        item("L-Glutamine", Origin.NUTRIENT, amino_acid="glutamine"),
        item("sunflower lec1thin", exact=False),
        item("sucraiose", Origin.SYNTHETIC, Strictness.CORE, exact=False, confidence=0.3),
    ]
)
lists = st.lists(items, max_size=4).map(lambda some: ingredients(*some))
nutrients = st.lists(
    st.one_of(
        st.builds(
            row,
            st.sampled_from(
                [
                    "L-Glutamine",
                    "Glutamine",
                    "L-Glutathione",
                    "Glutamine Peptides",
                    "L-Leucine",
                    "Vitamin B6",
                    "Protein",
                    "Whey Protein",
                    "Calories",
                ]
            ),
            st.one_of(st.none(), numbers.map(str)),
            st.sampled_from(["g", "mg", "IU", None]),
            confidence=st.sampled_from([0.3, 0.99]),
            blend=st.sampled_from([None, None, "Blend"]),
            per=st.sampled_from(["serving", "100 g"]),
        ),
        st.builds(row, st.just("Blend"), st.one_of(st.none(), numbers.map(str)), is_blend=st.just(True)),
    ),
    max_size=4,
).map(lambda rows: panel(*rows))  # fmt: skip
ranges = st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))
coverages = st.builds(
    Coverage,
    complete=st.booleans(),
    panel=st.booleans(),
    list_state=st.sampled_from(["whole", "partial", "none", "unseen"]),
    skipped=st.sampled_from([(), (), ("page 3",)]),
    hidden=st.sampled_from([(), (), ("hidden",)]),
)
labels = st.builds(
    LabelFacts,
    product_name=readings(st.sampled_from(["L-Glutamine Powder", "Whey Protein", "Pills"])),
    net_contents=readings(st.sampled_from(["300 g", "120 capsules", "?"])),
    dosage_form=readings(st.sampled_from(DosageForm)),
    serving_size=readings(
        st.builds(
            ServingSize,
            text=st.just("serving"),
            count=st.one_of(st.none(), st.integers(0, 9).map(Decimal)),
            unit=st.sampled_from([None, "scoop", "capsule"]),
            grams=st.one_of(st.none(), numbers),
        )
    ),
    servings_per_container=readings(numbers),
    nutrients=st.one_of(st.just(ABSENT), st.just(BLURRED), nutrients, nutrients),
    glutamine_g_per_serving=readings(numbers),
    protein_g_per_serving=readings(numbers),
    ingredients=st.one_of(st.just(ABSENT), st.just(BLURRED), lists, lists),
    other_ingredients_text=readings(st.just("None")),
    certifications=readings(
        st.lists(
            st.sampled_from([NSF, SPORT, LICENCE, TESTED, GMP_WORDS, ORGANIC]), max_size=3
        ).map(tuple)
    ),
    claims=readings(st.just((free_from("artificial flavors", "additives"),))),
    directions=readings(
        st.builds(
            Directions,
            text=st.sampled_from(["Take daily", "Mix with water"]),
            servings_per_day=st.one_of(st.none(), ranges),
            servings_at_once=st.one_of(st.none(), ranges),
            with_water=st.sampled_from([None, True, False]),
        )
    ),
    daily_glutamine_g=readings(ranges),
    cautions=readings(st.just((Caution(topic="professional", evidence=where("ask")),))),
    allergens=readings(st.sampled_from(["Contains milk", "May contain milk"])),
    amino_acid_profile=readings(st.just(("Glutamine", "Leucine"))),
    front_amount=readings(numbers),
    coverage=coverages,
)
# Labels drawn at random seldom pass; these start from two that do.
near_passes = st.builds(
    lambda base, changes: replace(base, **changes),
    st.sampled_from([POWDER, CAPSULES]),
    st.lists(st.sampled_from([f.name for f in fields(LabelFacts) if f.name not in ("faces", "coverage", "conflicts")]), max_size=2)
    .flatmap(lambda names: st.fixed_dictionaries({name: st.sampled_from([ABSENT, BLURRED]) for name in names})),
)  # fmt: skip
any_label = st.one_of(labels, near_passes)
profiles = st.sampled_from(["glutamine", "glutamine-strict", "any-supplement"])

_RANK = {Verdict.FAIL: 0, Verdict.INCOMPLETE: 1, Verdict.PASS: 2}


def verdict(facts: LabelFacts, name: str = "glutamine") -> Verdict:
    profile = load_profile(name)
    return verdict_of(judge(facts, profile), profile.unknown_gate)


@laws
@given(any_label, profiles)
def test_a_pass_means_that_every_gate_was_shown(facts: LabelFacts, name: str) -> None:
    profile = load_profile(name)
    findings = judge(facts, profile)

    if verdict_of(findings, profile.unknown_gate) is Verdict.PASS:
        gates = [one for one in findings if one.role is Role.GATE]
        assert all(one.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE) for one in gates)
        assert all(one.evidence or one.searched for one in gates if one.outcome == "pass")


@laws
@given(any_label, profiles)
def test_every_label_gets_a_finding_for_every_rule(facts: LabelFacts, name: str) -> None:
    profile = load_profile(name)

    findings = judge(facts, profile)

    assert [one.id for one in findings] == [rule.id for rule in profile.rules]
    assert all(one.remedy for one in findings if one.outcome in ("fail", "unknown"))


@laws
@given(any_label, profiles, st.sampled_from([SUCRALOSE, STEARATE, WHEY]))
def test_one_more_synthetic_or_protein_never_improves_the_verdict(
    facts: LabelFacts, name: str, bad: object
) -> None:
    match facts.ingredients:
        case Found(value=before):
            after = replace(facts, ingredients=ingredients(*before, bad))  # type: ignore[arg-type]
        case Absent() | Unreadable():
            after = replace(facts, ingredients=ingredients(bad))  # type: ignore[arg-type]

    assert _RANK[verdict(after, name)] <= _RANK[verdict(facts, name)]
    assert verdict(after, name) is Verdict.FAIL


@laws
@given(any_label, st.sampled_from(["skipped", "hidden"]))
def test_what_was_left_out_never_helps_to_pass_by_absence(
    facts: LabelFacts, what: str
) -> None:
    left = replace(facts, coverage=replace(facts.coverage, **{what: ("something",)}))

    by_absence = ("composition.protein-source", "composition.synthetic-additives")
    findings = {one.id: one.outcome for one in judge(left, load_profile())}

    assert all(findings[id_] is not Outcome.PASS for id_ in by_absence)
    assert verdict(left) is not Verdict.PASS


@laws
@given(any_label, st.sampled_from([f.name for f in fields(LabelFacts)]))
def test_reading_less_never_makes_a_product_pass(facts: LabelFacts, name: str) -> None:
    """Losing a fact to blur may open a verdict, and never turns it into a pass,
    unless what was lost is the very thing that spoke against the product."""
    if name in ("faces", "coverage", "conflicts"):
        return
    blurred = replace(facts, **{name: BLURRED})

    if verdict(blurred) is Verdict.PASS:
        before = {one.id for one in judge(facts, load_profile()) if one.outcome == "fail"}
        gates = {rule.id for rule in load_profile().rules if rule.role is Role.GATE}
        assert verdict(facts) is Verdict.PASS or before & gates


@laws
@given(any_label)
def test_a_claim_never_moves_a_verdict(facts: LabelFacts) -> None:
    claims = found((free_from("artificial flavors", "whey", "additives", "sucralose"),))

    assert verdict(replace(facts, claims=claims)) is verdict(replace(facts, claims=ABSENT))


@laws
@given(any_label)
def test_strictness_never_forgives(facts: LabelFacts) -> None:
    assert _RANK[verdict(facts, "glutamine-strict")] <= _RANK[verdict(facts, "glutamine")]


@laws
@given(any_label)
def test_every_contradiction_quotes_the_label(facts: LabelFacts) -> None:
    for one in find_conflicts(facts):
        assert one.reason
        # What the page does not show has no place on it.
        assert one.evidence or one.what == "hidden-text"


GATE_FACTS = (
    "nutrients",
    "ingredients",
    "certifications",
    "directions",
)


@pytest.mark.parametrize("name", GATE_FACTS)
@pytest.mark.parametrize("facts", [POWDER, CAPSULES], ids=["powder", "capsules"])
def test_a_label_that_loses_a_gate_s_fact_is_incomplete(
    facts: LabelFacts, name: str
) -> None:
    lost = {name: BLURRED}
    if name == "nutrients":
        lost |= {"glutamine_g_per_serving": BLURRED}
    if name == "directions":
        lost |= {"daily_glutamine_g": BLURRED}

    assert verdict(facts) is Verdict.PASS
    assert verdict(replace(facts, **lost)) is Verdict.INCOMPLETE


@pytest.mark.parametrize("profile", ["glutamine", "glutamine-strict", "any-supplement"])
@pytest.mark.parametrize("facts", [POWDER, CAPSULES], ids=["powder", "capsules"])
def test_nothing_passes_by_what_the_reader_itself_doubts(
    facts: LabelFacts, profile: str
) -> None:
    findings = judge(_doubted(facts), load_profile(profile))

    assert [f.id for f in findings if f.outcome is Outcome.PASS and f.evidence] == []


def _doubted(value: Any) -> Any:
    """The same with every evidence read at a confidence of 0.05."""
    if isinstance(value, Evidence):
        return replace(value, confidence=0.05)
    if isinstance(value, tuple):
        return tuple(_doubted(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            f.name: _doubted(getattr(value, f.name)) for f in fields(value) if f.init
        }
        return replace(value, **changed)
    return value
