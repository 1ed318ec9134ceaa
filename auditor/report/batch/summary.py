"""What many audits come to: verdicts, what products fail on, files left unread.

The same few numbers stand in the terminal, in Markdown and in the gallery, so
they are counted in one place.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.criteria import registered
from auditor.model import Outcome, Role, Verdict
from auditor.report.wording import is_judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.model import Audit, Finding

WORST_FIRST: Final = (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS)

_AGAINST: Final = (Outcome.FAIL, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One criterion and how many products do not meet it."""

    id: str
    title: str
    role: Role
    failed: int

    unknown: int
    """Products for which it could not be decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A batch in a few numbers."""

    products: int

    verdicts: Mapping[Verdict, int]
    """All three, the worst first, zeros included."""

    causes: tuple[Cause, ...]
    """Gates, then preferences; within a role those that most products fail first.
    Criteria that every product meets are among them, with zeros."""

    scores: tuple[int, ...]
    """Products by score in ten steps of ten points; 100 is in the last."""

    unscored: int
    """Products without a score."""

    unread: Mapping[str, int]
    """Files that could not be read, by slug."""

    profiles: tuple[str, ...]
    """Id and version of every profile that judged."""


class Tally:
    """Counts audits as they come."""

    def __init__(self) -> None:
        self._verdicts: Counter[Verdict] = Counter()
        self._outcomes: Counter[tuple[str, Outcome]] = Counter()
        self._roles: dict[str, Role] = {}
        self._titles: dict[str, str] = {}
        self._scores: Counter[int | None] = Counter()
        self._unread: Counter[str] = Counter()
        self._profiles: dict[str, None] = {}

    def add(self, audit: Audit) -> None:
        """Count one audit."""
        self._verdicts[audit.verdict] += 1
        step = None if audit.score is None else min(int(audit.score) // 10, 9)
        self._scores[step] += 1
        self._unread.update(failure.slug for failure in audit.failures)
        self._profiles[f"{audit.profile.id} {audit.profile.version}"] = None
        for finding in audit.findings:
            self._outcomes[finding.id, finding.outcome] += 1
            self._roles.setdefault(finding.id, finding.role)
            # A finding that fails is headed by what is wrong, and not by the question.
            if finding.outcome is not Outcome.FAIL:
                self._titles.setdefault(finding.id, finding.title)

    def title(self, criterion: str) -> str:
        """What the criterion asks, as the findings head it where none failed."""
        if criterion in self._titles:
            return self._titles[criterion]
        known = registered().get(criterion)
        return criterion if known is None else known.title.replace("{active}", "the active")

    def summary(self) -> Summary:
        """What was counted so far."""
        causes = [
            Cause(
                id=criterion,
                title=self.title(criterion),
                role=role,
                failed=self._outcomes[criterion, Outcome.FAIL],
                unknown=self._outcomes[criterion, Outcome.UNKNOWN],
            )
            for criterion, role in self._roles.items()
            if role is not Role.INFO
        ]
        order = list(Role)
        causes.sort(key=lambda c: (order.index(c.role), -c.failed, -c.unknown))
        return Summary(
            products=self._verdicts.total(),
            verdicts={verdict: self._verdicts[verdict] for verdict in WORST_FIRST},
            causes=tuple(causes),
            scores=tuple(self._scores[step] for step in range(10)),
            unscored=self._scores[None],
            unread=dict(sorted(self._unread.items())),
            profiles=tuple(self._profiles),
        )


def fails_product(audit: Audit, finding: Finding) -> bool:
    """Whether the product fails by this finding.

    A failed gate does it. Where a product failed and no gate did, a strict profile
    does not forgive the gates that stayed open, and each of them does it.
    """
    if finding.role is not Role.GATE or audit.verdict is not Verdict.FAIL:
        return False
    if finding.outcome is Outcome.FAIL:
        return True
    return finding.outcome is Outcome.UNKNOWN and not any(
        other.role is Role.GATE and other.outcome is Outcome.FAIL
        for other in audit.findings
    )


def decisive(audit: Audit) -> tuple[Finding, ...]:
    """The findings that made the verdict what it is; none for a pass."""
    against = stands_against(audit)
    if audit.verdict is not Verdict.FAIL:
        return against
    return tuple(finding for finding in against if fails_product(audit, finding))


def stands_against(audit: Audit) -> tuple[Finding, ...]:
    """The gates that keep the product from passing, the failed ones first.

    None where no file was read: then it is the files, and no photo would settle it.
    """
    if not is_judged(audit):
        return ()
    gates = [
        finding
        for finding in audit.findings
        if finding.role is Role.GATE and finding.outcome in _AGAINST
    ]
    return tuple(sorted(gates, key=lambda finding: _AGAINST.index(finding.outcome)))
