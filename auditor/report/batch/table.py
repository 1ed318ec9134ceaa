"""Audits as a table with one row per product and criterion, for a spreadsheet.

A spreadsheet runs what looks like a formula, so a cell that begins like one gets
an apostrophe before it, which spreadsheets take for "this is text".
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import partial
from io import StringIO
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from auditor.report.printable import printable
from auditor.report.wording import number, quotations, quoted, short_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from auditor.model import Audit, Finding
    from auditor.report.batch.stored import StoredAudit

_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What spreadsheets take for a formula's beginning, full-width forms included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion of one product; the names of the fields head the columns."""

    product: str
    verdict: str

    score: Decimal | None
    """0 to 100; None while less than half of the weight is decided."""

    coverage: Decimal
    profile: str
    criterion: str = ""
    title: str = ""
    role: str = ""
    weight: Decimal | None = None
    outcome: str = ""
    reason: str = ""
    remedy: str = ""
    note: str = ""

    evidence: str = ""
    """What was read and where, quoted."""

    conflicts: str
    unread: str
    """The product's files that could not be read, with the reason."""


COLUMNS: Final = tuple(field.name for field in fields(Row))

values: Final = attrgetter(*COLUMNS)
"""A row's values in the order of the columns."""


def rows(audit: Audit) -> Iterator[Row]:
    """The product's rows; one without a criterion where nothing was judged."""
    names = short_names(audit)
    alike = partial(
        Row,
        product=audit.product,
        verdict=audit.verdict.value,
        score=audit.score,
        coverage=audit.coverage,
        profile=f"{audit.profile.id} {audit.profile.version}",
        conflicts="; ".join(conflict.reason for conflict in audit.conflicts),
        unread="; ".join(f"{f.file}: {f.problem} [{f.slug}]" for f in audit.failures),
    )
    for finding in audit.findings:
        yield alike(
            criterion=finding.id,
            title=finding.title,
            role=finding.role.value,
            weight=finding.weight,
            outcome=finding.outcome.value,
            reason=finding.reason,
            remedy=finding.remedy,
            note=finding.note,
            evidence=_evidence(finding, names),
        )
    if not audit.findings:
        yield alike()


def _evidence(finding: Finding, names: Mapping[str, str]) -> str:
    if not finding.evidence:
        return "; ".join(finding.searched)
    return "; ".join(map(quoted, quotations(finding.evidence, names)))


def csv_lines(results: Iterable[StoredAudit]) -> Iterator[str]:
    """The table as RFC 4180 wants it, product after product."""
    yield csv_text([COLUMNS])
    for result in results:
        yield csv_text(map(values, rows(result.audit)))


def csv_text(lines: Iterable[Iterable[str | Decimal | None]]) -> str:
    """Lines of cells as RFC 4180 wants them, none of which is run as a formula."""
    text = StringIO()
    csv.writer(text).writerows(map(_cell, line) for line in lines)
    return text.getvalue()


def _cell(value: str | Decimal | None) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return number(value)
        case str():
            shown = printable(value)
            # Some programs trim a cell before they look at it.
            formula = value[:1] in ("\t", "\r") or shown.lstrip().startswith(_FORMULA)
            return ("'" if formula else "") + shown
