"""Audits as JUnit XML, for whatever shows test results.

A product is a suite and each gate a test of it, so that the suite is red exactly
when the product fails. What is not met without failing a product is told in the
output of the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from auditor.model import Outcome, Role
from auditor.report.batch.summary import fails_product
from auditor.report.printable import printable
from auditor.report.wording import outcome_word, quotations, quoted, short_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Audit, Finding
    from auditor.report.batch.stored import StoredAudit

_UNDONE: Final = (Outcome.FAIL, Outcome.UNKNOWN)


def junit_pieces(results: Iterable[StoredAudit]) -> Iterator[str]:
    """The document, a suite at a time."""
    yield "<?xml version='1.0' encoding='UTF-8'?>\n<testsuites name=\"auditor\">\n"
    for result in results:
        suite = _suite(result.audit)
        indent(suite)
        yield tostring(suite, encoding="unicode") + "\n"
    yield "</testsuites>\n"


def _suite(audit: Audit) -> Element:
    product = printable(audit.product)
    gates = [finding for finding in audit.findings if finding.role is Role.GATE]
    failed = [finding for finding in gates if fails_product(audit, finding)]
    skipped = [
        finding
        for finding in gates
        if finding.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)
        and finding not in failed
    ]
    suite = Element(
        "testsuite",
        name=product,
        tests=str(len(gates) + len(audit.failures)),
        failures=str(len(failed)),
        errors=str(len(audit.failures)),
        skipped=str(len(skipped)),
    )
    for finding in gates:
        case = SubElement(suite, "testcase", classname=product, name=finding.id, time="0")
        if finding in failed:
            told = SubElement(
                case, "failure", type=finding.outcome.value, message=_message(finding)
            )
            told.text = _details(audit, finding)
        elif finding in skipped:
            SubElement(case, "skipped", message=_message(finding))
    for failure in audit.failures:
        case = SubElement(
            suite, "testcase", classname=product, name=printable(failure.file), time="0"
        )
        told = SubElement(
            case, "error", type=printable(failure.slug), message=printable(failure.problem)
        )
        told.text = printable(failure.remedy)
    SubElement(suite, "system-out").text = "\n".join(map(printable, _remarks(audit)))
    return suite


def _message(finding: Finding) -> str:
    return printable(f"{finding.title}: {finding.reason}")


def _details(audit: Audit, finding: Finding) -> str:
    places = quotations(finding.evidence, short_names(audit))
    lines = (finding.reason, finding.remedy, finding.note, *map(quoted, places))
    return "\n".join(printable(line) for line in lines if line)


def _remarks(audit: Audit) -> Iterator[str]:
    yield f"verdict: {audit.verdict}"
    for finding in audit.findings:
        if finding.role is Role.PREFERENCE and finding.outcome in _UNDONE:
            yield f"{outcome_word(finding)}: {finding.title}: {finding.reason}"
    for conflict in audit.conflicts:
        yield f"conflict: {conflict.reason}"
