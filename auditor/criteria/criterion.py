"""What a criterion is: one function, why it exists, and the answer that it gives.

A criterion sees the facts of a label and the terms of a profile, and nothing else.
Which role it plays and what it weighs is the profile's matter. It answers with what
it rests on, and where it fails or cannot tell, with what would settle it; an answer
that leaves that out cannot be built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from typing import TYPE_CHECKING, TypeAlias

from auditor.model import LabelFacts, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.criteria.terms import Terms
    from auditor.model import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rationale:
    """Why a criterion exists."""

    because: str
    """In our own words; a claim about health is told as the article's, not as a fact."""

    article_section: str
    """The heading of the article under which the wish stands."""

    rules: tuple[str, ...] = ()
    """Public rules that decide what the words on a label mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a criterion answers; the profile makes a finding of it."""

    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()
    searched: tuple[str, ...] = ()
    remedy: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        decided = self.outcome in (Outcome.PASS, Outcome.FAIL)
        if decided and not (self.evidence or self.searched):
            raise ValueError(f"a {self.outcome} that rests on nothing: {self.reason}")
        if self.outcome in (Outcome.FAIL, Outcome.UNKNOWN) and not self.remedy:
            raise ValueError(f"a {self.outcome} without a remedy: {self.reason}")
        if not self.reason:
            raise ValueError("a judgement without a reason")


def passed(
    reason: str,
    *,
    evidence: Iterable[Evidence] = (),
    searched: Iterable[str] = (),
    note: str = "",
) -> Judgement:
    """The label shows it; by absence, `searched` tells why nothing can be left out."""
    return Judgement(
        outcome=Outcome.PASS,
        reason=reason,
        evidence=tuple(evidence),
        searched=tuple(searched),
        note=note,
    )


def failed(
    reason: str,
    *,
    remedy: str,
    evidence: Iterable[Evidence] = (),
    searched: Iterable[str] = (),
    note: str = "",
) -> Judgement:
    """The label shows the opposite, or was read in full and does not say it."""
    return Judgement(
        outcome=Outcome.FAIL,
        reason=reason,
        evidence=tuple(evidence),
        searched=tuple(searched),
        remedy=remedy,
        note=note,
    )


def unknown(
    reason: str, *, remedy: str, evidence: Iterable[Evidence] = (), note: str = ""
) -> Judgement:
    """What was read does not decide it."""
    return Judgement(
        outcome=Outcome.UNKNOWN,
        reason=reason,
        evidence=tuple(evidence),
        remedy=remedy,
        note=note,
    )


def not_applicable(
    reason: str, *, evidence: Iterable[Evidence] = (), note: str = ""
) -> Judgement:
    """The question does not arise for this product."""
    return Judgement(
        outcome=Outcome.NOT_APPLICABLE, reason=reason, evidence=tuple(evidence), note=note
    )


Judge: TypeAlias = Callable[[LabelFacts, "Terms"], Judgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question to a label."""

    id: str
    """``theme.noun``, never renamed."""

    title: str
    """The heading of a finding that does not fail; ``{active}`` stands for the
    substance that the profile asks for."""

    failure_title: str
    why: Rationale
    judge: Judge

    needs_substance: bool
    """It asks about the profile's active substance, so the profile must name one."""

    @property
    def details(self) -> str:
        """How it decides, at length: the docstring of its function."""
        return getdoc(self.judge) or ""


_REGISTRY: dict[str, Criterion] = {}


def criterion(
    *,
    id: str,  # noqa: A002 - the field's name, read at every criterion
    title: str,
    failure_title: str,
    why: Rationale,
    needs_substance: bool = False,
) -> Callable[[Judge], Judge]:
    """Register the decorated function as the judge of a criterion.

    The function itself is returned unchanged. Raises ValueError when the id is
    taken: two rules for one question would make the verdict depend on the order
    of imports.
    """

    def register(judge: Judge) -> Judge:
        if id in _REGISTRY:
            raise ValueError(f"the criterion {id!r} is registered twice")
        _REGISTRY[id] = Criterion(
            id=id,
            title=title,
            failure_title=failure_title,
            why=why,
            judge=judge,
            needs_substance=needs_substance,
        )
        return judge

    return register


def registered() -> dict[str, Criterion]:
    """Every criterion that was imported, by id, in alphabetical order."""
    return dict(sorted(_REGISTRY.items()))
