"""The parts of the SARIF 2.1.0 schema that our logs use, as tables to check against.

From the OASIS schema, errata 01: for every object what it must have, what it may
have, and what kind of object stands under a key. Nothing else is allowed there.
"""

from __future__ import annotations

import re
from typing import Final

LEVELS: Final = {"none", "note", "warning", "error"}
KINDS: Final = {"notApplicable", "pass", "fail", "review", "open", "informational"}

# object: (required keys, {key: object, or a type of JSON, or a set of words})
SHAPES: Final[dict[str, tuple[set[str], dict[str, object]]]] = {
    "log": ({"version", "runs"}, {"$schema": str, "version": {"2.1.0"}, "runs": ["run"]}),
    "run": (
        {"tool"},
        {"tool": "tool", "invocations": ["invocation"], "results": ["result"]},
    ),
    "tool": ({"driver"}, {"driver": "toolComponent"}),
    "toolComponent": (
        {"name"},
        {"name": str, "version": str, "rules": ["reportingDescriptor"]},
    ),
    "reportingDescriptor": (
        {"id"},
        {
            "id": str,
            "name": str,
            "shortDescription": "multiformatMessageString",
            "fullDescription": "multiformatMessageString",
            "help": "multiformatMessageString",
            "defaultConfiguration": "reportingConfiguration",
            "properties": dict,
        },
    ),
    "multiformatMessageString": ({"text"}, {"text": str}),
    "reportingConfiguration": (set(), {"level": LEVELS}),
    "invocation": (
        {"executionSuccessful"},
        {"executionSuccessful": bool, "toolExecutionNotifications": ["notification"]},
    ),
    "notification": (
        {"message"},
        {
            "message": "message",
            "level": LEVELS,
            "locations": ["location"],
            "descriptor": "reportingDescriptorReference",
        },
    ),
    "reportingDescriptorReference": ({"id"}, {"id": str}),
    "message": ({"text"}, {"text": str}),
    "result": (
        {"message"},
        {
            "ruleId": str,
            "kind": KINDS,
            "level": LEVELS,
            "message": "message",
            "locations": ["location"],
            "attachments": ["attachment"],
            "partialFingerprints": dict,
            "properties": dict,
        },
    ),
    "location": (
        set(),
        {"physicalLocation": "physicalLocation", "logicalLocations": ["logicalLocation"]},
    ),
    "physicalLocation": (
        {"artifactLocation"},
        {"artifactLocation": "artifactLocation", "region": "region"},
    ),
    "artifactLocation": (set(), {"uri": "uri-reference"}),
    "logicalLocation": (set(), {"name": str, "kind": str}),
    "region": ({"startLine"}, {"startLine": int, "snippet": "content", "properties": dict}),
    "content": (set(), {"text": str}),
    "attachment": (
        {"artifactLocation"},
        {
            "artifactLocation": "artifactLocation",
            "description": "message",
            "rectangles": ["rectangle"],
            "properties": dict,
        },
    ),
    "rectangle": (
        set(),
        {
            "left": (int, float),
            "top": (int, float),
            "right": (int, float),
            "bottom": (int, float),
            "message": "message",
        },
    ),
}

UNIQUE: Final = {"attachments", "rectangles", "logicalLocations", "rules"}

# RFC 3986: no blank, no control character, nothing beyond ASCII, "%" with two digits.
URI: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")


def misshapen(log: object) -> list[str]:
    """Every place that the schema does not allow; none for a valid log."""
    return _wrong(log, "log", "log")


def _wrong(value: object, kind: object, path: str) -> list[str]:
    match kind:
        case "uri-reference":
            good = isinstance(value, str) and URI.fullmatch(value)
            return [] if good else [f"{path}: no URI: {value!r}"]
        case str():
            return _wrong_object(value, kind, path)
        case [inner]:
            if not isinstance(value, list):
                return [f"{path}: no array"]
            wrong = [
                w for n, v in enumerate(value) for w in _wrong(v, inner, f"{path}[{n}]")
            ]
            if path.rpartition(".")[2] in UNIQUE and any(
                one == other for n, one in enumerate(value) for other in value[:n]
            ):
                wrong.append(f"{path}: twice the same")
            return wrong
        case set():
            return [] if value in kind else [f"{path}: {value!r} is none of {sorted(kind)}"]
        case _:
            return [] if isinstance(value, kind) else [f"{path}: {value!r}"]  # type: ignore[arg-type]


def _wrong_object(value: object, kind: str, path: str) -> list[str]:
    required, allowed = SHAPES[kind]
    if not isinstance(value, dict):
        return [f"{path}: no {kind}"]
    wrong = [f"{path}: {key} is missing" for key in sorted(required - value.keys())]
    for key, inner in value.items():
        if key in allowed:
            wrong += _wrong(inner, allowed[key], f"{path}.{key}")
        else:
            wrong.append(f"{path}: {key} is not allowed")
    # The standard lets only a failure have a level.
    if kind == "result" and value.get("kind") != "fail" and value.get("level") != "none":
        wrong.append(f"{path}: a level without a failure")
    return wrong
