"""Audits as annotations that GitHub Actions show beside a run.

One line per thing that keeps a product from passing: an error where it fails the
product, a warning where it stays open. GitHub shows ten of each kind and step, so
nothing else is told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.report.batch.summary import fails_product, stands_against
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Audit, Finding
    from auditor.report.batch.stored import StoredAudit


def annotation_lines(results: Iterable[StoredAudit]) -> Iterator[str]:
    """Workflow commands, one on each line."""
    for result in results:
        audit = result.audit
        for finding in stands_against(audit):
            level = "error" if fails_product(audit, finding) else "warning"
            remedy = f"; {finding.remedy}" if finding.remedy else ""
            yield _command(
                level,
                f"{audit.product}: {finding.title}",
                _file(audit, finding),
                f"{finding.reason}{remedy} [{finding.id}]",
            )
        for failure in audit.failures:
            remedy = f"; {failure.remedy}" if failure.remedy else ""
            yield _command(
                "error",
                f"{audit.product}: a file could not be read",
                failure.file,
                f"{failure.problem}{remedy} [{failure.slug}]",
            )


def _file(audit: Audit, finding: Finding) -> str:
    """The file that the finding rests on, or else the product's first."""
    if finding.evidence:
        return finding.evidence[0].file
    return audit.sources[0].name if audit.sources else ""


def _command(level: str, title: str, file: str, message: str) -> str:
    place = f"file={_property(file)}," if file else ""
    return f"::{level} {place}title={_property(title)}::{_data(message)}\n"


def _data(text: str) -> str:
    # `printable` has made blanks of the line ends that the commands know.
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
