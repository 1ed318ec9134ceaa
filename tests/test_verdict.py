"""Laws of the verdict and the score, whatever the criteria found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.criteria import score_of, verdict_of
from auditor.model import Finding, Outcome, Role, Verdict


def finding(
    role: Role = Role.GATE, outcome: Outcome = Outcome.PASS, weight: int | str = 0
) -> Finding:
    return Finding(
        id="theme.noun",
        title="A title",
        role=role,
        weight=Decimal(weight),
        outcome=outcome,
        reason="a reason",
        searched=("a place",),
        remedy="a remedy",
    )


def preference(outcome: Outcome, weight: int | str) -> Finding:
    return finding(Role.PREFERENCE, outcome, weight)


outcomes = st.sampled_from(Outcome)
findings = st.lists(
    st.builds(
        finding, role=st.sampled_from(Role), outcome=outcomes, weight=st.integers(1, 20)
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("gates", "policy", "verdict"),
    [
        pytest.param([Outcome.PASS], "incomplete", Verdict.PASS, id="one-gate-passed"),
        pytest.param(
            [Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN],
            "incomplete",
            Verdict.FAIL,
            id="one-failed-gate-is-enough",
        ),
        pytest.param(
            [Outcome.PASS, Outcome.UNKNOWN], "incomplete", Verdict.INCOMPLETE, id="unknown"
        ),
        pytest.param(
            [Outcome.PASS, Outcome.UNKNOWN],
            "fail",
            Verdict.FAIL,
            id="unknown-by-strict-policy",
        ),
        pytest.param(
            [Outcome.PASS, Outcome.NOT_APPLICABLE],
            "fail",
            Verdict.PASS,
            id="what-does-not-apply-is-left-out",
        ),
        pytest.param(
            [Outcome.NOT_APPLICABLE],
            "incomplete",
            Verdict.INCOMPLETE,
            id="nothing-applies-is-no-pass",
        ),
        pytest.param([], "incomplete", Verdict.INCOMPLETE, id="no-gates-is-no-pass"),
    ],
)
def test_gates_decide_the_verdict(
    gates: list[Outcome], policy: str, verdict: Verdict
) -> None:
    judged = [finding(outcome=outcome) for outcome in gates]

    assert verdict_of(judged, policy) == verdict


@given(findings)
def test_preferences_and_info_never_touch_the_verdict(found: list[Finding]) -> None:
    gates = [one for one in found if one.role is Role.GATE]

    assert verdict_of(found) == verdict_of(gates)


@given(findings)
def test_an_unknown_gate_never_passes(found: list[Finding]) -> None:
    unknown = finding(outcome=Outcome.UNKNOWN)

    assert verdict_of([*found, unknown]) is not Verdict.PASS
    assert verdict_of([*found, unknown], "fail") is Verdict.FAIL


_RANK = {Verdict.FAIL: 0, Verdict.INCOMPLETE: 1, Verdict.PASS: 2}
_BETTER = {
    Outcome.FAIL: (Outcome.UNKNOWN, Outcome.PASS),
    Outcome.UNKNOWN: (Outcome.PASS,),
}


@given(findings, st.data())
def test_a_better_finding_never_makes_a_worse_verdict(
    found: list[Finding], data: st.DataObject
) -> None:
    worse = [n for n, one in enumerate(found) if one.outcome in _BETTER]
    if not worse:
        return
    number = data.draw(st.sampled_from(worse))
    better = list(found)
    outcome = data.draw(st.sampled_from(_BETTER[found[number].outcome]))
    better[number] = replace(found[number], outcome=outcome)

    assert _RANK[verdict_of(better)] >= _RANK[verdict_of(found)]


@pytest.mark.parametrize(
    ("judged", "score", "coverage"),
    [
        pytest.param([], None, "0", id="nothing-weighs"),
        pytest.param([preference(Outcome.PASS, 3)], "100", "1", id="all-met"),
        pytest.param([preference(Outcome.FAIL, 3)], "0", "1", id="none-met"),
        pytest.param(
            [preference(Outcome.PASS, 10), preference(Outcome.FAIL, 5)],
            "66.7",
            "1",
            id="passed-weight-over-decided-weight",
        ),
        pytest.param(
            [preference(Outcome.PASS, 5), preference(Outcome.UNKNOWN, 5)],
            "100",
            "0.5",
            id="half-decided-is-enough",
        ),
        pytest.param(
            [preference(Outcome.PASS, "4.99"), preference(Outcome.UNKNOWN, "5.01")],
            None,
            "0.499",
            id="less-than-half-is-not",
        ),
        pytest.param(
            [preference(Outcome.PASS, "4.999"), preference(Outcome.UNKNOWN, "5.0001")],
            None,
            "0.499",
            id="rounding-does-not-lift-it-over-the-half",
        ),
        pytest.param(
            [preference(Outcome.PASS, 5), preference(Outcome.NOT_APPLICABLE, 100)],
            "100",
            "1",
            id="what-does-not-apply-weighs-nothing",
        ),
        pytest.param(
            [finding(outcome=Outcome.FAIL), finding(Role.INFO, Outcome.FAIL)],
            None,
            "0",
            id="gates-and-info-weigh-nothing",
        ),
    ],
)
def test_score_is_passed_weight_over_decided_weight(
    judged: list[Finding], score: str | None, coverage: str
) -> None:
    got = score_of(judged)

    assert got == (Decimal(score) if score else None, Decimal(coverage))


@given(findings)
def test_score_and_coverage_stay_in_their_ranges(found: list[Finding]) -> None:
    score, coverage = score_of(found)

    assert 0 <= coverage <= 1
    assert score is None or (0 <= score <= 100 and coverage >= Decimal("0.5"))


@given(findings, st.integers(1, 20))
def test_one_more_preference_met_never_lowers_the_score(
    found: list[Finding], weight: int
) -> None:
    before, covered = score_of(found)
    after, covers = score_of([*found, preference(Outcome.PASS, weight)])

    assert covers >= covered
    if before is not None:
        assert after is not None
        assert after >= before


@given(findings, st.integers(1, 20))
def test_one_more_preference_missed_never_raises_the_score(
    found: list[Finding], weight: int
) -> None:
    before, _ = score_of(found)
    after, _ = score_of([*found, preference(Outcome.FAIL, weight)])

    if before is not None:
        assert after is not None
        assert after <= before
