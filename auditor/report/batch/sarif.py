"""Audits as SARIF 2.1.0, for code scanning and for viewers of it.

Results are the gates and preferences that failed or stayed open. SARIF tells
"could not be decided" from "failed" by a result's kind, and so do we. Its regions
count lines of text, which a picture has not: every region is the file's first
line, and the boxes are the rectangles of an attachment, in the page's own units.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from auditor.criteria import registered
from auditor.model import Outcome, Role
from auditor.report.batch.summary import Tally
from auditor.report.printable import printable
from auditor.report.record import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from auditor.model import Audit, Evidence, Failure, Finding
    from auditor.report.batch.stored import StoredAudit
    from auditor.report.batch.summary import Cause
    from auditor.report.record import Json

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)

_ESCAPES: Final = {"[": r"\[", "]": r"\]", "{": "{{", "}": "}}"}
"""A message is a format string, in which brackets make links and braces places."""

_MARKUP: Final = re.compile(r"[\[\]{}]")

_LEVELS: Final = {Role.GATE: "error", Role.PREFERENCE: "note", Role.INFO: "none"}


def sarif_pieces(results: Iterable[StoredAudit]) -> Iterator[str]:
    """The log, a result at a time; what is known of the whole run comes last."""
    tally = Tally()
    versions: dict[str, None] = {}
    notifications: list[Json] = []
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"results":['
    comma = ""
    for stored in results:
        audit = stored.audit
        tally.add(audit)
        versions[audit.auditor_version] = None
        notifications += [_notification(audit, failure) for failure in audit.failures]
        for finding in audit.findings:
            if _is_result(finding):
                yield f"{comma}\n{_json(_result(audit, finding))}"
                comma = ","
    yield f'\n],"tool":{_json(_tool(tally, tuple(versions)))},'
    yield f'"invocations":[{_json(_invocation(notifications))}]}}]}}\n'


def _json(record: Mapping[str, Json]) -> str:
    return dumps(record).rstrip("\n")


def _is_result(finding: Finding) -> bool:
    undone = finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    return undone and finding.role is not Role.INFO


def _result(audit: Audit, finding: Finding) -> Mapping[str, Json]:
    failed = finding.outcome is Outcome.FAIL
    identity = f"{audit.product}\0{finding.id}".encode("utf-8", "backslashreplace")
    return {
        "ruleId": finding.id,
        "kind": "fail" if failed else "open",
        # The standard allows a level to failures only.
        "level": _LEVELS[finding.role] if failed else "none",
        "message": {"text": _message(audit, finding)},
        "locations": _locations(audit, finding),
        "attachments": _attachments(finding),
        "partialFingerprints": {"productAndCriterion/v1": sha256(identity).hexdigest()},
        "properties": {
            "product": printable(audit.product),
            "verdict": audit.verdict.value,
            "role": finding.role.value,
            "weight": finding.weight,
            "profile": printable(f"{audit.profile.id} {audit.profile.version}"),
        },
    }


def _message(audit: Audit, finding: Finding) -> str:
    said = f"{audit.product}: {finding.title}: {finding.reason}."
    if finding.remedy:
        said += f" What would settle it: {finding.remedy}."
    if finding.note:
        said += f" Note: {finding.note}."
    return _plain(said)


def _plain(text: str) -> str:
    """Text as a message that has neither links nor placeholders in it."""
    return _MARKUP.sub(lambda found: _ESCAPES[found.group()], printable(text))


def _pages(finding: Finding) -> dict[tuple[str, int], list[Evidence]]:
    """What the finding rests on, by file and page, each piece once."""
    pages: dict[tuple[str, int], list[Evidence]] = {}
    for item in {(e.file, e.page, e.box, e.text): e for e in finding.evidence}.values():
        pages.setdefault((item.file, item.page), []).append(item)
    return pages


def _locations(audit: Audit, finding: Finding) -> list[Json]:
    """Every page that the finding rests on, or else the product's first file."""
    pages = _pages(finding)
    if not pages:
        return [_location(source.name, 1, "") for source in audit.sources[:1]]
    return [
        _location(file, page, " … ".join(item.text for item in items))
        for (file, page), items in pages.items()
    ]


def _location(file: str, page: int, text: str) -> Json:
    region: dict[str, Json] = {"startLine": 1, "properties": {"page": page}}
    if text:
        region["snippet"] = {"text": printable(text)}
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region},
        "logicalLocations": [{"name": f"page {page}", "kind": "page"}],
    }


def _uri(file: str) -> str:
    """A path or an address as a URI: what URIs do not allow is percent-encoded."""
    if "://" in file:
        return quote(file, safe=":/?&=#%+@~", errors="backslashreplace")
    path = PurePath(file)
    address = quote(path.as_posix(), errors="backslashreplace")
    return f"file://{address}" if path.is_absolute() else address


def _attachments(finding: Finding) -> list[Json]:
    return [
        {
            "artifactLocation": {"uri": _uri(file)},
            "description": {"text": f"page {page}, boxes in the units of its size"},
            "rectangles": [
                {
                    "left": item.box.x0,
                    "top": item.box.top,
                    "right": item.box.x1,
                    "bottom": item.box.bottom,
                    "message": {"text": _plain(item.text)},
                }
                for item in items
            ],
            "properties": {"page": page},
        }
        for (file, page), items in _pages(finding).items()
    ]


def _tool(tally: Tally, versions: tuple[str, ...]) -> Mapping[str, Json]:
    driver: dict[str, Json] = {
        "name": "auditor",
        "rules": [_rule(cause) for cause in tally.summary().causes],
    }
    # Results of several versions have no one version to tell.
    if len(versions) == 1:
        driver["version"] = printable(versions[0])
    return {"driver": driver}


def _rule(cause: Cause) -> Json:
    rule: dict[str, Json] = {
        "id": cause.id,
        "name": cause.id,
        "shortDescription": {"text": printable(cause.title)},
        "defaultConfiguration": {"level": _LEVELS[cause.role]},
        "properties": {"role": cause.role.value},
    }
    criterion = registered().get(cause.id)
    if criterion is not None:
        rule["fullDescription"] = {"text": criterion.why.because}
        rule["help"] = {"text": criterion.details}
        rule["properties"] = {
            "role": cause.role.value,
            "article_section": criterion.why.article_section,
            "rules": list(criterion.why.rules),
        }
    return rule


def _invocation(notifications: list[Json]) -> Mapping[str, Json]:
    return {"executionSuccessful": True, "toolExecutionNotifications": notifications}


def _notification(audit: Audit, failure: Failure) -> Json:
    remedy = f"; {failure.remedy}" if failure.remedy else ""
    return {
        "level": "error",
        "descriptor": {"id": printable(failure.slug)},
        "message": {
            "text": _plain(f"{audit.product}: {failure.file}: {failure.problem}{remedy}")
        },
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(failure.file)}}}
        ],
    }
