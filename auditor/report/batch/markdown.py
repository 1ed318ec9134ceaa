"""Many audits as a summary in Markdown, for a job's page or a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from auditor.model import Verdict
from auditor.report.batch.summary import Tally, decisive
from auditor.report.markdown import safe
from auditor.report.texts import NOTICE, OUTCOME_SIGNS, VERDICT_SIGNS, VERDICT_WORDS
from auditor.report.wording import percent, score_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Audit
    from auditor.report.batch.stored import StoredAudit
    from auditor.report.batch.summary import Summary

LISTED: Final = 500
"""Products that are listed: GitHub cuts a job's summary off at 1 MiB."""


def markdown_lines(results: Iterable[StoredAudit]) -> Iterator[str]:
    """The summary: totals, what products fail on, and those that do not pass."""
    tally, listed = Tally(), _Listed()
    for result in results:
        tally.add(result.audit)
        listed.add(result.audit)
    summary = tally.summary()
    yield from _totals(summary)
    yield from _causes(summary)
    yield from listed.lines()
    yield "\n## Please note\n\n"
    for notice in NOTICE:
        yield f"- {notice}\n"


def _totals(summary: Summary) -> Iterator[str]:
    yield f"# Supplement label audits: {summary.products:,}\n\n"
    yield "| Verdict | Products | Share |\n| --- | ---: | ---: |\n"
    for verdict, count in summary.verdicts.items():
        share = percent(count / summary.products) if count else "0%"
        sign, word = VERDICT_SIGNS[verdict], VERDICT_WORDS[verdict]
        yield f"| {sign} {word} | {count:,} | {share} |\n"
    if summary.unread:
        kinds = ", ".join(f"`{slug}` {count:,}" for slug, count in summary.unread.items())
        yield f"\nFiles that could not be read: {kinds}\n"
    if summary.profiles:
        yield f"\nJudged by profile {safe(', '.join(summary.profiles))}.\n"


def _causes(summary: Summary) -> Iterator[str]:
    causes = [cause for cause in summary.causes if cause.failed or cause.unknown]
    if not causes:
        return
    yield "\n## What products do not meet\n\n"
    yield "| Criterion | Role | ✗ Failed | ? Not decided |\n| --- | --- | ---: | ---: |\n"
    for cause in causes:
        yield (
            f"| {safe(cause.title)}<br>`{safe(cause.id)}` | {cause.role} "
            f"| {cause.failed:,} | {cause.unknown:,} |\n"
        )


class _Listed:
    """The first products that do not pass, and how many more there are."""

    def __init__(self) -> None:
        self._rows: dict[Verdict, list[str]] = {Verdict.FAIL: [], Verdict.INCOMPLETE: []}
        self._count = 0

    def add(self, audit: Audit) -> None:
        if audit.verdict is Verdict.PASS:
            return
        self._count += 1
        rows = self._rows[audit.verdict]
        if len(rows) < LISTED:
            rows.append(_row(audit))

    def lines(self) -> Iterator[str]:
        rows = [row for rows in self._rows.values() for row in rows][:LISTED]
        if not rows:
            return
        yield "\n## Products that do not pass\n\n"
        yield "| Verdict | Product | Score | Why |\n| --- | --- | ---: | --- |\n"
        yield from rows
        if self._count > len(rows):
            yield f"\n… and {self._count - len(rows):,} more, which are not listed here.\n"


def _row(audit: Audit) -> str:
    reasons = "<br>".join(
        f"{OUTCOME_SIGNS[finding.outcome]} {safe(finding.title)}: {safe(finding.reason)}"
        for finding in decisive(audit)
    )
    unread = "".join(
        f"<br>✗ {safe(failure.file)}: {safe(failure.problem)}" for failure in audit.failures
    )
    sign, word = VERDICT_SIGNS[audit.verdict], VERDICT_WORDS[audit.verdict]
    told = (reasons + unread).removeprefix("<br>")
    score = score_number(audit) or "–"
    return f"| {sign} {word} | {safe(audit.product)} | {score} | {told} |\n"
