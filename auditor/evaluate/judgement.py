"""Verdict, findings and conflicts; a pass that is wrong is the gravest mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.evaluate.likeness import squeezed
from auditor.lexicon import load_lexicon
from auditor.model import Strictness, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.evaluate.outcome import Tally
    from auditor.evaluate.truth import Case, Task, Truth
    from auditor.model import Audit


def compare_judgement(
    tally: Tally, case: Case, result: Audit, audit: Callable[[Task], Audit]
) -> None:
    """Count verdicts, findings and conflicts that somebody transcribed.

    Where the truth has a verdict of other terms, the files are audited on them too.
    """
    truth = case.truth
    if truth.verdict is not None:
        _compare_verdict(tally, "", truth.verdict, result.verdict)
    if truth.verdict_if_complete is not None:
        whole = audit(replace(case.task, complete=True))
        _compare_verdict(tally, "if complete: ", truth.verdict_if_complete, whole.verdict)
    for profile, verdict in truth.other_profiles.items():
        other = audit(replace(case.task, profile=profile))
        _compare_verdict(tally, f"{profile}: ", verdict, other.verdict)
    outcomes = {finding.id: finding.outcome.value for finding in result.findings}
    for criterion, expected in truth.findings.items():
        outcome = outcomes.get(criterion)
        tally.item(
            "findings",
            f"{criterion}: {expected}",
            None if outcome is None else f"{criterion}: {outcome}",
            right=outcome == expected,
        )
    for criterion, barred in truth.findings_not.items():
        outcome = outcomes.get(criterion)
        tally.item(
            "findings",
            f"{criterion}: not {barred}",
            None if outcome is None else f"{criterion}: {outcome}",
            right=outcome is not None and outcome != barred,
        )
    if truth.conflicts is not None:
        found = {conflict.what for conflict in result.conflicts}
        for what in sorted(found | set(truth.conflicts)):
            tally.item(
                "conflicts",
                what if what in truth.conflicts else None,
                what if what in found else None,
                right=what in found and what in truth.conflicts,
            )


def _compare_verdict(tally: Tally, under: str, printed: Verdict, found: Verdict) -> None:
    tally.item("verdict", f"{under}{printed}", f"{under}{found}", right=printed == found)


def false_pass(truth: Truth, result: Audit) -> str:
    """Why a pass of the program is wrong; empty when it is right or there is none."""
    if result.verdict is not Verdict.PASS:
        return ""
    if truth.verdict is not None:
        return (
            "" if truth.verdict is Verdict.PASS else f"the right verdict is {truth.verdict}"
        )
    return "; ".join(reasons_against(truth))


def reasons_against(truth: Truth) -> Iterator[str]:
    """Why a label without a transcribed verdict cannot pass as a glutamine product."""
    rows = truth.nutrients or ()
    if not any("glutamin" in squeezed(row.name) for row in rows):
        yield "no glutamine on the transcribed panel"
    if not truth.certifications:
        yield "no certification transcribed"
    for name in truth.additives_seen:
        known = load_lexicon().recognize(name)
        if known is not None and known.strictness in (Strictness.CORE, Strictness.NOP):
            yield f"lists {name}"
    if not (truth.other_ingredients_text or truth.ingredients_text):
        yield "no ingredient list transcribed"
