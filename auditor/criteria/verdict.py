"""From findings to one verdict and one score.

Gates decide the verdict and preferences make the score; neither can buy the other.
The walk is over the profile's rules, never over what the label happens to state: a
fact that is missing would otherwise take its rule with it.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Final

from auditor.criteria.criterion import registered, unknown
from auditor.criteria.seen import still_missing, sure
from auditor.model import Finding, Outcome, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.criteria.criterion import Judgement
    from auditor.criteria.profile import Profile, UnknownGate
    from auditor.criteria.terms import Terms
    from auditor.model import LabelFacts

_HALF: Final = Decimal("0.5")
_ALMOST: Final = Decimal("99.9")


def judge(facts: LabelFacts, profile: Profile) -> tuple[Finding, ...]:
    """One finding for every rule of the profile, in the profile's order.

    A criterion that raises is a defect, so nothing is caught here.
    """
    every = registered()
    findings = []
    for rule in profile.rules:
        criterion = every[rule.id]
        judgement = _credible(criterion.judge(facts, profile.terms), facts)
        failed = judgement.outcome is Outcome.FAIL
        findings.append(
            Finding(
                id=rule.id,
                title=titled(
                    criterion.failure_title if failed else criterion.title, profile.terms
                ),
                role=rule.role,
                weight=rule.weight,
                outcome=judgement.outcome,
                reason=judgement.reason,
                evidence=judgement.evidence,
                searched=judgement.searched,
                remedy=still_missing(judgement.remedy, facts),
                note=judgement.note,
            )
        )
    return tuple(findings)


def _credible(judgement: Judgement, facts: LabelFacts) -> Judgement:
    """The judgement, where it passes by something that was read well, of one package.

    What a reader itself doubts everywhere shows nothing, nor does one package vouch
    for another.
    """
    if judgement.outcome is not Outcome.PASS:
        return judgement
    where = judgement.evidence
    for conflict in facts.conflicts:
        if conflict.what == "packages":
            return unknown(
                f"{judgement.reason}, but {conflict.reason}",
                remedy="hand in one package at a time",
                evidence=where,
            )
    if not where or any(sure([e]) for e in where):
        return judgement
    return unknown(
        f"{judgement.reason}, but {where[0].text!r} was too badly read to rely on",
        remedy="photograph that place again, closer and sharp",
        evidence=where,
    )


def titled(title: str, terms: Terms) -> str:
    """A criterion's title with the name of the profile's active substance."""
    active = terms.wanted.name if terms.wanted else "the active"
    return title.replace("{active}", active)


def verdict_of(
    findings: Iterable[Finding], unknown_gate: UnknownGate = "incomplete"
) -> Verdict:
    """One failed gate fails; every gate passed passes; otherwise it is incomplete.

    Gates that do not apply are left out, but where none applies nothing was shown,
    and that is no pass. `unknown_gate` is the profile's policy: what a gate that
    could not be decided makes of the product.
    """
    gates = [
        finding.outcome
        for finding in findings
        if finding.role is Role.GATE and finding.outcome is not Outcome.NOT_APPLICABLE
    ]
    if Outcome.FAIL in gates:
        return Verdict.FAIL
    if Outcome.UNKNOWN in gates:
        return Verdict.FAIL if unknown_gate == "fail" else Verdict.INCOMPLETE
    return Verdict.PASS if gates else Verdict.INCOMPLETE


def score_of(findings: Iterable[Finding]) -> tuple[Decimal | None, Decimal]:
    """Score from 0 to 100 and the decided share of the applicable weight.

    Only preferences weigh. The score is None while less than half of the weight
    that applies is decided, or nothing applies: a number made of little would look
    as sure as one made of all.
    """
    preferences = [
        finding
        for finding in findings
        if finding.role is Role.PREFERENCE and finding.outcome is not Outcome.NOT_APPLICABLE
    ]
    applicable = _weight(preferences)
    decided = _weight(f for f in preferences if f.outcome is not Outcome.UNKNOWN)
    met = _weight(f for f in preferences if f.outcome is Outcome.PASS)
    if not applicable:
        return None, Decimal(0)
    coverage = decided / applicable
    score = None
    if decided and coverage >= _HALF:
        score = round(met / decided * 100, 1)
        if met < decided:
            # 100 means everything.
            score = min(score, _ALMOST)
    # Rounded down, so that what is short of the half never looks like it.
    return score, coverage.quantize(Decimal("0.001"), ROUND_FLOOR)


def _weight(findings: Iterable[Finding]) -> Decimal:
    return sum((finding.weight for finding in findings), Decimal(0))
