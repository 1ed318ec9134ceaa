"""What the label warns of.

Only what is printed counts. That a caution is missing says nothing about whether
the product is safe for anybody, and no sentence here is medical advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    passed,
    unknown,
)
from auditor.criteria.seen import (
    PHOTOGRAPH_REST,
    PHOTOGRAPH_WARNINGS,
    not_every_face,
    unreadable,
)
from auditor.model import Absent, Caution, Found, LabelFacts, Unreadable

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms

_SECTION = "Risks of Glutamine Supplements"


def _cautions(facts: LabelFacts, topic: str) -> tuple[Caution, ...]:
    match facts.cautions:
        case Found(value=cautions):
            return tuple(c for c in cautions if c.topic == topic)
        case Absent() | Unreadable():
            return ()


@criterion(
    id="caution.professional-advice",
    title="Advises to ask a health professional",
    failure_title="Does not advise to ask a health professional",
    why=Rationale(
        because="The article wants people who take insulin or live with a condition to "
        "ask their provider first; a label that says so reaches them.",
        article_section=_SECTION,
    ),
)
def professional_advice(facts: LabelFacts, terms: Terms) -> Judgement:
    """Any advice to ask a professional counts, whatever condition it names."""
    del terms
    advice = [c for c in _cautions(facts, "professional") if not c.contradicts]
    if advice:
        return passed(
            "the label advises to ask a health professional",
            evidence=[e for c in advice for e in c.evidence],
        )
    match facts.cautions:
        case Unreadable(reason=reason):
            return unknown(unreadable("the warnings", reason), remedy=PHOTOGRAPH_WARNINGS)
        case Found() | Absent():
            pass
    if reason := not_every_face(facts.coverage):
        return unknown(
            f"no advice to ask a health professional was read; {reason}",
            remedy=PHOTOGRAPH_REST,
        )
    return failed(
        "nothing on the label advises to ask a health professional",
        searched=(f"every face of the label: {facts.coverage.because or 'all were read'}",),
        remedy="ask a health professional before taking it, as the label does not say so",
    )


def _mention(facts: LabelFacts, topic: str, subject: str) -> Judgement:
    """Mentioned, claimed to be no matter, or not read.

    A label that does both contradicts itself, and the claim weighs more: somebody
    may rely on it.
    """
    found = _cautions(facts, topic)
    claims = [c for c in found if c.contradicts]
    if claims:
        return failed(
            f"the label claims that the product suits people with {subject}",
            evidence=[e for c in claims for e in c.evidence],
            remedy="ask a health professional before relying on that claim",
        )
    if found:
        return passed(
            f"the label mentions {subject}", evidence=[e for c in found for e in c.evidence]
        )
    return unknown(
        f"no mention of {subject} was read",
        remedy=PHOTOGRAPH_WARNINGS
        if not_every_face(facts.coverage)
        else f"ask a health professional about {subject}",
    )


@criterion(
    id="caution.diabetes",
    title="Mentions diabetes or blood sugar",
    failure_title="Claims to suit people with diabetes",
    why=Rationale(
        because="The article tells people who take insulin to ask first, because "
        "glutamine may change blood sugar.",
        article_section=_SECTION,
    ),
)
def diabetes(facts: LabelFacts, terms: Terms) -> Judgement:
    """Shown, never scored."""
    del terms
    return _mention(facts, "diabetes", "diabetes or blood sugar")


@criterion(
    id="caution.cancer",
    title="Mentions cancer",
    failure_title="Claims to suit people with cancer",
    why=Rationale(
        because="The article reports that findings on people with cancer disagree.",
        article_section=_SECTION,
    ),
)
def cancer(facts: LabelFacts, terms: Terms) -> Judgement:
    """Shown, never scored."""
    del terms
    return _mention(facts, "cancer", "cancer")


@criterion(
    id="caution.kidney",
    title="Mentions kidney disease",
    failure_title="Claims to suit people with kidney disease",
    why=Rationale(
        because="The article reports that the risk for people with kidney disease is "
        "not settled.",
        article_section=_SECTION,
    ),
)
def kidney(facts: LabelFacts, terms: Terms) -> Judgement:
    """Shown, never scored."""
    del terms
    return _mention(facts, "kidney", "kidney disease")


@criterion(
    id="caution.reye",
    title="Mentions Reye's syndrome",
    failure_title="Claims to suit people with Reye's syndrome",
    why=Rationale(
        because="The article tells people with Reye's disease not to take glutamine.",
        article_section=_SECTION,
    ),
)
def reye(facts: LabelFacts, terms: Terms) -> Judgement:
    """Shown, never scored."""
    del terms
    return _mention(facts, "reye", "Reye's syndrome")
