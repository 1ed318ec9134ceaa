"""What every report for people says, put together from the texts they share.

One place, so that the terminal, Markdown and HTML cannot tell three different
stories. Text that comes from the label is passed through as it is: making it
harmless is the part of each format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from auditor.model import (
    Absent,
    Caution,
    Certification,
    Claim,
    Directions,
    Expiry,
    Found,
    Ingredient,
    Nutrient,
    Outcome,
    Role,
    ServingSize,
    Unreadable,
    Verdict,
)
from auditor.report.texts import ENGLISH, FACT_HEADINGS, OUTCOME_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditor.model import Audit, Document, Evidence, Face, Finding, LabelFacts, Reading

T = TypeVar("T")


def outcome_word(finding: Finding) -> str:
    """What the finding's outcome is called in its role."""
    return OUTCOME_WORDS[finding.role][finding.outcome]


def is_judged(audit: Audit) -> bool:
    """Whether anything stands behind the findings: a file that was read, or a person."""
    return bool(audit.sources or audit.corrections)


def headline(audit: Audit) -> str:
    """Why the verdict is what it is, in a sentence or two."""
    if not is_judged(audit):
        return ENGLISH["nothing_read"]
    gates = [f for f in audit.findings if f.role is Role.GATE]
    asked = [f for f in gates if f.outcome is not Outcome.NOT_APPLICABLE]
    failed = [f for f in asked if f.outcome is Outcome.FAIL]
    unknown = [f for f in asked if f.outcome is Outcome.UNKNOWN]
    match audit.verdict:
        case Verdict.PASS:
            text = "all_passed" if len(asked) != 1 else "all_passed_one"
        case Verdict.FAIL if not failed:
            # A strict profile fails a product on a gate that stayed unknown.
            text = "undecided"
        case Verdict.FAIL:
            text = "some_failed_and_open" if unknown else "some_failed"
        case Verdict.INCOMPLETE:
            text = "none_failed"
    return ENGLISH[text].format(
        asked=_gates(len(asked)),
        failed=len(failed),
        open=len(unknown),
        titles="; ".join(finding.title for finding in failed),
    )


def _gates(count: int) -> str:
    return ENGLISH["gate_one" if count == 1 else "gates"].format(count=count)


def score_words(audit: Audit) -> str:
    """The score, or why there is none."""
    if audit.score is None:
        return ENGLISH["no_score_because"]
    return f"{score_number(audit)} {ENGLISH['of_100']}"


def decided_words(audit: Audit) -> str:
    """How much of the score is decided; the gates are not part of it."""
    return f"{percent(audit.coverage)} {ENGLISH['of_weight']}"


def score_number(audit: Audit) -> str:
    """The score without a fraction, cut down so that 100 means everything."""
    return "" if audit.score is None else str(int(audit.score))


def made_by(audit: Audit) -> str:
    """The rules and the program."""
    rules = ENGLISH["rules_said"].format(id=audit.profile.id, version=audit.profile.version)
    program = ENGLISH["program_said"].format(version=audit.auditor_version)
    return f"{ENGLISH['rules']}: {rules}, {program}"


def source_said(source: Document) -> str:
    """A file and what became of it."""
    text = ENGLISH["file_said_one" if len(source.pages) == 1 else "file_said"].format(
        name=source.name, media_type=source.media_type, count=len(source.pages)
    )
    read = ENGLISH["read_by"].format(reader=source.reader) if source.reader else ""
    return ", ".join(filter(None, (text, read)))


def percent(share: Decimal | float) -> str:
    """A share in [0, 1] as whole percent, cut down so that 100 % means all of it."""
    return f"{int(Decimal(str(share)) * 100)}%"


def number(value: Decimal) -> str:
    """The digits as they stand, without an exponent."""
    return f"{value:f}"


def of_role(audit: Audit, role: Role) -> tuple[Finding, ...]:
    """The findings of that role: failed, unknown, passed, then not applicable."""
    order = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)
    chosen = [finding for finding in audit.findings if finding.role is role]
    return tuple(sorted(chosen, key=lambda finding: order.index(finding.outcome)))


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that would settle questions the files left open."""

    remedy: str
    settles: tuple[Finding, ...]


def open_questions(audit: Audit) -> tuple[Open, ...]:
    """What to photograph or ask, with the findings each answer would settle.

    Those that decide the verdict come first; information is not asked for, and nothing
    where no file was read: a better photo is no answer to a misspelled name.
    """
    if not is_judged(audit):
        return ()
    wanted: dict[str, list[Finding]] = {}
    for role in (Role.GATE, Role.PREFERENCE):
        for finding in audit.findings:
            if finding.role is role and finding.outcome is Outcome.UNKNOWN:
                wanted.setdefault(finding.remedy or finding.reason, []).append(finding)
    return tuple(Open(remedy, tuple(findings)) for remedy, findings in wanted.items())


def open_heading(audit: Audit) -> str:
    """What stands above the open questions and what was not seen."""
    return ENGLISH["missing" if audit.verdict is Verdict.INCOMPLETE else "still_open"]


def open_meaning(audit: Audit) -> str:
    """That open questions cannot change the verdict, where they cannot; else blank."""
    settled = any(
        finding.role is Role.GATE and finding.outcome is Outcome.FAIL
        for finding in audit.findings
    )
    return ENGLISH["stands"] if settled else ""


@dataclass(frozen=True, slots=True)
class Retake:
    """A picture to take again, since its print is hard to read."""

    place: str
    advice: str


def retakes(audit: Audit) -> tuple[Retake, ...]:
    """The pictures that a sharper or closer one would replace.

    They come before what other photos would settle: what is asked for may stand on them.
    That print runs over an edge is not among them, as it does on every photo of a bottle.
    """
    names = short_names(audit)
    return tuple(
        Retake(_place_of(face, names), advice)
        for face in audit.facts.faces
        for advice in face.advice[: _legibility(face)]
    )


def _legibility(face: Face) -> int:
    """How many pieces of a face's advice are about its print; the last is about edges."""
    return len(face.advice) - bool(face.cut_off)


def _place_of(face: Face, names: Mapping[str, str]) -> str:
    return page_named(names.get(face.file, face.file), face.page)


def unseen(audit: Audit) -> tuple[str, ...]:
    """What of the label was not seen, or is in a file but not on its picture."""
    if not is_judged(audit):
        return ()
    coverage = audit.facts.coverage
    said = []
    if not coverage.complete:
        because = coverage.because
        text = "not_every_face_because" if because else "not_every_face"
        said.append(ENGLISH[text].format(because=because))
    said += [
        f"{source.name}: {skipped}"
        for source in audit.sources
        for skipped in source.skipped
    ]
    # Coverage repeats what the files skipped, and the files that failed.
    known = {skipped for source in audit.sources for skipped in source.skipped}
    known |= {
        f"{source.name}: {text}" for source in audit.sources for text in source.skipped
    }
    known |= {f"{failure.file}: {failure.problem}" for failure in audit.failures}
    said += [skipped for skipped in coverage.skipped if skipped not in known]
    names = short_names(audit)
    said += [
        ENGLISH["not_made_out_one" if len(page.unread) == 1 else "not_made_out"].format(
            place=page_named(names[source.name], page.number), count=len(page.unread)
        )
        for source in audit.sources
        for page in source.pages
        if page.unread
    ]
    said += [
        ENGLISH["advice"].format(place=_place_of(face, names), advice=advice)
        for face in audit.facts.faces
        for advice in face.advice[_legibility(face) :]
    ]
    said += [ENGLISH["hidden"].format(text=text) for text in coverage.hidden]
    return tuple(said)


def short_names(audit: Audit) -> Mapping[str, str]:
    """Each file's name with as many of its folders as it takes to tell it apart."""
    parts = {source.name: re.split(r"[/\\]", source.name) for source in audit.sources}
    short = {}
    for name, own in parts.items():
        others = [other for path, other in parts.items() if path != name]
        length = 1
        while length < len(own) and any(
            other[-length:] == own[-length:] for other in others
        ):
            length += 1
        short[name] = "/".join(own[-length:])
    return short


def where(evidence: Evidence, names: Mapping[str, str]) -> str:
    """File, by its short name where it has one, and page."""
    return page_named(names.get(evidence.file, evidence.file), evidence.page)


def page_named(file: str, page: int) -> str:
    """A page as people call it."""
    return ENGLISH["place"].format(file=file, page=page)


@dataclass(frozen=True, slots=True)
class Quotation:
    """What was read on one page, so that the page is named once."""

    place: str
    evidence: tuple[Evidence, ...]


def quotations(
    evidence: Sequence[Evidence], names: Mapping[str, str]
) -> tuple[Quotation, ...]:
    """Evidence page by page, each piece once, in the order it was given."""
    places: dict[str, list[Evidence]] = {}
    for item in dict.fromkeys(evidence):
        places.setdefault(where(item, names), []).append(item)
    return tuple(Quotation(place, tuple(items)) for place, items in places.items())


def quoted(page: Quotation) -> str:
    """The page and what was read on it, on one line."""
    return f"{page.place}: {', '.join(f'“{item.text}”' for item in page.evidence)}"


def sureness(evidence: Evidence) -> str:
    """How well it was read; blank for a text layer, where nothing was guessed."""
    if evidence.confidence is None:
        return ""
    return ENGLISH["sure"].format(share=percent(evidence.confidence))


# --- facts --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the table of facts."""

    key: str
    heading: str
    state: str
    """``found``, ``absent`` or ``unreadable``."""

    text: str
    """The value as a reader would say it, or why there is none."""

    evidence: tuple[Evidence, ...] = ()


def single_facts(audit: Audit) -> tuple[Fact, ...]:
    """The facts that fit on one line, in the order a label is read.

    The panel's rows and the ingredients are tables of their own. What no label but one
    of glutamine states is left out where no criterion asks for it and none was found.
    """
    asked = any(finding.id.startswith(("identity.", "dose.")) for finding in audit.findings)
    facts = (fact_of(audit.facts, key) for key in FACT_HEADINGS if key not in _TABLES)
    return tuple(
        fact
        for fact in facts
        if asked or fact.key not in _OF_GLUTAMINE or fact.state == "found"
    )


_TABLES: Final = frozenset({"nutrients"})


def fact_of(facts: LabelFacts, key: str) -> Fact:
    """One fact as a line."""
    return _fact(
        key, FACT_HEADINGS[key], getattr(facts, key), "g" if key in _IN_GRAMS else ""
    )


_OF_GLUTAMINE: Final = frozenset(
    {"glutamine_g_per_serving", "front_amount", "daily_glutamine_g"}
)
_IN_GRAMS: Final = _OF_GLUTAMINE | {"protein_g_per_serving"}


def _fact(key: str, heading: str, reading: Reading[T], unit: str) -> Fact:
    match reading:
        case Found(value=value, evidence=evidence):
            return Fact(key, heading, "found", f"{said(value)} {unit}".rstrip(), evidence)
        case Absent():
            return Fact(key, heading, "absent", why_not(reading))
        case Unreadable():
            return Fact(key, heading, "unreadable", why_not(reading))


def corrections_said(audit: Audit) -> Mapping[str, str]:
    """For each fact that a person corrected: what was read, who corrected it, when."""
    said = {}
    for corrected in audit.corrections:
        correction, key = corrected.correction, corrected.correction.fact
        before = _fact(key, "", corrected.read, "g" if key in _IN_GRAMS else "")
        read = f"“{before.text}”" if before.state == "found" else before.text
        said[key] = ENGLISH["corrected_said"].format(
            who=correction.who, day=correction.when[:10], read=read
        )
    return said


def why_not(reading: Absent | Unreadable) -> str:
    """Why the fact has no value."""
    match reading:
        case Absent(searched=searched):
            text = "not_stated_in" if searched else "not_stated"
            return ENGLISH[text].format(places=", ".join(searched))
        case Unreadable(reason=reason):
            return reason


def said(value: object) -> str:
    """The value of a fact, or one item of it, as a reader would say it."""
    match value:
        case ServingSize(text=text) | Directions(text=text):
            return text
        case Expiry(text=text, earliest=earliest, latest=latest) if earliest < latest:
            return f"{text}: any day from {earliest} to {latest}, by its print"
        case Expiry(text=text, latest=latest):
            return f"{text}: {latest}"
        case Decimal():
            return number(value)
        case (Decimal() as low, Decimal() as high):
            if low == high:
                return number(low)
            return ENGLISH["range"].format(low=number(low), high=number(high))
        case Certification(text=text) | Claim(text=text):
            return f"“{text}”"
        case Nutrient(name=name):
            share = daily_value_of(value)
            parts = (name, amount_of(value), f"({share})" if share else "")
            return " ".join(part for part in parts if part)
        case Ingredient(name=name):
            return name
        case Caution(topic=topic):
            return topic
        case tuple():
            return ", ".join(said(item) for item in value)
        case _:
            return str(value)


def amount_of(row: Nutrient) -> str:
    """The row's amount as printed, blank where the row prints none."""
    if row.amount is None:
        return ""
    low = "" if row.low is None else f"{number(row.low)}–"
    return f"{row.bound}{low}{number(row.amount)} {row.unit or ''}".rstrip()


def daily_value_of(row: Nutrient) -> str:
    """The percentage as printed, with its sign; blank where none is."""
    return "" if row.percent_dv is None else f"{number(row.percent_dv)}%"


def column_headings(rows: Sequence[Nutrient]) -> tuple[str, ...]:
    """Headings of the panel's further columns, each once, in order."""
    return tuple(dict.fromkeys(column.heading for row in rows for column in row.columns))


def column_said(row: Nutrient, heading: str) -> str:
    """What the row prints in a further column, blank where it prints nothing."""
    for column in row.columns:
        if column.heading == heading:
            amount = "" if column.amount is None else number(column.amount)
            share = "" if column.percent_dv is None else f"{number(column.percent_dv)}%"
            printed = f"{amount} {column.unit or ''}".strip() if amount else ""
            return ", ".join(part for part in (printed, share) if part)
    return ""
