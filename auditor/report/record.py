"""An audit, or what was read, as JSON for other programs.

Keys and types are the public contract: they may be added to, never renamed or
retyped without raising the schema's number. Numbers of the label stay exact.
Characters that could disturb a screen are written as escapes, which any JSON
reader turns back; half of a surrogate pair, which strict readers refuse, is told
by its code as text.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

import simplejson

from auditor.model import (
    SCHEMA,
    Absent,
    Box,
    Certification,
    Claim,
    Directions,
    Evidence,
    Expiry,
    Found,
    Ingredient,
    LabelFacts,
    Nutrient,
    ServingSize,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from auditor.model import Audit, Document, Failure, Finding, Page, Reading

Json: TypeAlias = (
    "str | int | float | Decimal | bool | Sequence[Json] | Mapping[str, Json] | None"
)

_CONTRACT_KEYS: Final[Mapping[type, tuple[str, ...]]] = {
    ServingSize: ("text", "count", "unit", "grams"),
    Nutrient: ("name", "amount", "unit", "percent_dv", "blend", "source_form", "columns"),
    Ingredient: ("name", "additive", "classes", "origin"),
    Certification: ("id", "tier", "text"),
    Claim: ("text", "kind", "negated"),
    Expiry: ("text", "kind", "earliest", "latest"),
    Directions: ("text", "servings_per_day", "with_water", "empty_stomach"),
}
"""Keys the contract names, in its order; the other fields follow them."""

FACT_KEYS: Final = tuple(
    entry.name
    for entry in fields(LabelFacts)
    if entry.name not in ("faces", "coverage", "conflicts")
)


def render_json(audit: Audit) -> str:
    """One object, indented, for a file that people also look at."""
    return dumps(audit_record(audit), indent=True)


def render_jsonl(audit: Audit) -> str:
    """The same object on one line."""
    return dumps(audit_record(audit))


def audit_record(audit: Audit) -> Mapping[str, Json]:
    """The audit by the contract's keys, in the contract's order."""
    return {
        "schema": SCHEMA,
        "auditor_version": audit.auditor_version,
        "profile": _plain(audit.profile),
        "product": {
            "id": audit.product,
            "sources": [_source(document) for document in audit.sources],
        },
        "verdict": audit.verdict.value,
        "score": audit.score,
        "coverage": audit.coverage,
        "facts": _facts(audit.facts),
        "findings": [_finding(finding) for finding in audit.findings],
        "conflicts": _plain(audit.conflicts),
        "failures": _plain(audit.failures),
        "seen": _plain(audit.facts.coverage),
        "faces": _plain(audit.facts.faces),
        # A key that only a person's corrections bring.
        **({"corrections": _corrections(audit)} if audit.corrections else {}),
    }


def facts_record(
    facts: LabelFacts,
    documents: Iterable[Document],
    failures: Iterable[Failure],
    auditor_version: str,
) -> Mapping[str, Json]:
    """What the label states, without a judgement."""
    return {
        "schema": SCHEMA,
        "auditor_version": auditor_version,
        "sources": [_source(document) for document in documents],
        "facts": _facts(facts),
        "conflicts": _plain(facts.conflicts),
        "failures": _plain(tuple(failures)),
        "seen": _plain(facts.coverage),
        "faces": _plain(facts.faces),
    }


def words_record(
    documents: Iterable[Document], failures: Iterable[Failure], auditor_version: str
) -> Mapping[str, Json]:
    """What was read, word by word with its box."""
    return {
        "schema": SCHEMA,
        "auditor_version": auditor_version,
        "documents": [
            {
                **_source(document),
                "pages": [
                    {**_page(page), "lines": _plain(page.lines)} for page in document.pages
                ],
            }
            for document in documents
        ],
        "failures": _plain(tuple(failures)),
    }


def dumps(record: Mapping[str, Json] | Sequence[Json], *, indent: bool = False) -> str:
    """The record as JSON text that ends with a newline."""
    text = simplejson.dumps(
        record,
        use_decimal=True,
        ensure_ascii=False,
        allow_nan=False,
        indent=2 if indent else None,
        separators=(",", ": ") if indent else (",", ":"),
    )
    return inert(text) + "\n"


def inert(text: str) -> str:
    """The same JSON with what could disturb a screen written as escapes."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    # The newlines are the indentation's: inside a string they are escaped already.
    if character.isprintable() or character == "\n":
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return f"\\\\u{code:04x}"
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"


def _source(document: Document) -> dict[str, Json]:
    return {
        "file": document.name,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "pages": [_page(page) for page in document.pages],
        "skipped": list(document.skipped),
        "reader": document.reader,
    }


def _page(page: Page) -> dict[str, Json]:
    return {
        "number": page.number,
        "width": _measure(page.width),
        "height": _measure(page.height),
        "unit": page.unit,
        "reader": page.origin,
        "words": len(page.words),
        "quality": None if page.quality is None else round(page.quality, 4),
        "rotation": page.rotation,
        "flat": page.flat,
        "hidden": list(page.hidden),
        "unread": _plain(page.unread),
        "unread_seals": _plain(page.unread_seals),
        "legible_height": _plain(page.legible_height),
        "blurred": _plain(page.blurred),
        "reflected": _plain(page.reflected),
    }


def _facts(facts: LabelFacts) -> dict[str, Json]:
    return {key: _reading(getattr(facts, key)) for key in FACT_KEYS}


def _corrections(audit: Audit) -> list[Json]:
    return [
        {
            "fact": correction.fact,
            "state": correction.state,
            "seen": _plain(correction.seen),
            "who": correction.who,
            "when": correction.when,
            "read": _reading(corrected.read),
        }
        for corrected in audit.corrections
        for correction in (corrected.correction,)
    ]


def _reading(reading: Reading[object]) -> Json:
    match reading:
        case Found(value=value, evidence=evidence):
            state, reason, shown = "found", "", _plain(value)
        case Absent(searched=searched):
            state, reason, shown, evidence = "absent", "; ".join(searched), None, ()
        case Unreadable(reason=reason):
            state, shown, evidence = "unreadable", None, ()
    return {"state": state, "value": shown, "reason": reason, "evidence": _plain(evidence)}


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "title": finding.title,
        "role": finding.role.value,
        "weight": finding.weight,
        "outcome": finding.outcome.value,
        "reason": finding.reason,
        "remedy": finding.remedy,
        "evidence": _plain(finding.evidence),
        "searched": list(finding.searched),
        "note": finding.note,
    }


def _plain(value: object) -> Json:
    """Any record of the model, field by field."""
    match value:
        case StrEnum():
            return value.value
        case Box():
            return [
                _measure(side) for side in (value.x0, value.top, value.x1, value.bottom)
            ]
        case Evidence():
            return {
                "file": value.file,
                "page": value.page,
                "box": _plain(value.box),
                "text": value.text,
                "confidence": _plain(value.confidence),
            }
        case tuple():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
        case bool() | str() | int() | Decimal() | None:
            return value
        case float():
            return round(value, 4)
        case _ if is_dataclass(value):
            names = [entry.name for entry in fields(value)]
            first = _CONTRACT_KEYS.get(type(value), ())
            order = (*first, *(name for name in names if name not in first))
            return {name: _plain(getattr(value, name)) for name in order}
        case _:
            raise TypeError(f"no JSON form for {value!r}")


def _measure(length: float) -> float:
    """A coordinate to a hundredth of a unit, whole numbers without a fraction."""
    rounded = round(length, 2)
    return int(rounded) if rounded == int(rounded) else rounded
