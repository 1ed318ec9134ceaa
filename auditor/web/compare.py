"""Two to four products side by side, criterion by criterion.

The better one of a line is marked, and none where they are even or where one of
them was never asked. A criterion is told in the words of the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.model import Outcome, Role, Verdict
from auditor.report import wording
from auditor.report.texts import (
    OUTCOME_SIGNS,
    ROLE_HEADINGS,
    VERDICT_SIGNS,
    VERDICT_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from auditor.model import Audit, Finding
    from auditor.web.store import Product

MOST: Final = 4

_RANKS: Final[Mapping[Outcome, int]] = {
    Outcome.FAIL: 0,
    Outcome.UNKNOWN: 1,
    Outcome.PASS: 2,
}
_VERDICTS: Final[Mapping[Verdict, int]] = {
    Verdict.FAIL: 0,
    Verdict.INCOMPLETE: 1,
    Verdict.PASS: 2,
}
_FACTS: Final = (
    *("dosage_form", "serving_size", "servings_per_container"),
    *("glutamine_g_per_serving", "daily_glutamine_g", "other_ingredients_text"),
    *("certifications", "warnings"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one product has to say on one line."""

    text: str
    sign: str = ""
    kind: str = ""
    reason: str = ""
    better: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line with a cell for every product."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines under one heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of the products side by side."""

    product: Product
    audit: Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The products side by side, and what is told of them."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]


def compare(columns: Sequence[Column], texts: Mapping[str, str]) -> Comparison:
    """Verdicts and scores, then every criterion that any of them was asked."""
    audits = [column.audit for column in columns]
    groups = (
        Group(heading=texts["overall"], rows=tuple(_overall(audits, texts))),
        *(
            Group(
                heading=ROLE_HEADINGS[role],
                rows=tuple(_criteria(audits, role, texts["dash"])),
            )
            for role in Role
        ),
        Group(heading=texts["facts"], rows=tuple(_facts(audits))),
    )
    return Comparison(
        columns=tuple(columns), groups=tuple(group for group in groups if group.rows)
    )


def _overall(audits: Sequence[Audit], texts: Mapping[str, str]) -> list[Row]:
    verdicts = _marked([_VERDICTS[audit.verdict] for audit in audits])
    scores = _marked([audit.score for audit in audits])
    return [
        Row(
            title=texts["verdict"],
            cells=tuple(
                Cell(
                    text=VERDICT_WORDS[audit.verdict],
                    sign=VERDICT_SIGNS[audit.verdict],
                    kind=audit.verdict.value,
                    reason=wording.headline(audit),
                    better=better,
                )
                for audit, better in zip(audits, verdicts, strict=True)
            ),
        ),
        Row(
            title=texts["score"],
            cells=tuple(
                Cell(
                    text=wording.score_words(audit),
                    reason=wording.decided_words(audit),
                    better=better,
                )
                for audit, better in zip(audits, scores, strict=True)
            ),
        ),
    ]


def _criteria(audits: Sequence[Audit], role: Role, dash: str) -> list[Row]:
    """The criteria of a role, in the order of the first product that was asked."""
    by_id = [{f.id: f for f in audit.findings if f.role is role} for audit in audits]
    ids = dict.fromkeys(id_ for findings in by_id for id_ in findings)
    rows = []
    for id_ in ids:
        findings = [found.get(id_) for found in by_id]
        ranks = [
            _RANKS.get(finding.outcome) if finding and role is not Role.INFO else None
            for finding in findings
        ]
        cells = tuple(
            _cell(finding, better=better) if finding else Cell(text=dash)
            for finding, better in zip(findings, _marked(ranks), strict=True)
        )
        # A title tells the failure where there is one; the heading asks.
        passed = [f.title for f in findings if f and f.outcome is not Outcome.FAIL]
        failed = [f.title for f in findings if f]
        rows.append(Row(title=(passed or failed)[0], cells=cells))
    return rows


def _cell(finding: Finding, *, better: bool) -> Cell:
    return Cell(
        text=wording.outcome_word(finding),
        sign=OUTCOME_SIGNS[finding.outcome],
        kind=finding.outcome.value,
        reason=finding.reason,
        better=better,
    )


def _facts(audits: Sequence[Audit]) -> list[Row]:
    rows = []
    for key in _FACTS:
        facts = [wording.fact_of(audit.facts, key) for audit in audits]
        cells = tuple(Cell(text=fact.text, kind=fact.state) for fact in facts)
        rows.append(Row(title=facts[0].heading, cells=cells))
    return rows


def _marked(ranks: Sequence[int | Decimal | None]) -> list[bool]:
    """Which are best, where all can be compared and some are not."""
    known = [rank for rank in ranks if rank is not None]
    if len(known) < len(ranks) or len(set(known)) < 2:
        return [False] * len(ranks)
    best = max(known)
    return [rank == best for rank in ranks]
