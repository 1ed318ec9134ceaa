"""An audit as Markdown, for a wiki, a ticket or a pull request.

Everything a label prints is escaped: it cannot make a link, a heading, a table
cell of its own or HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.model import Found, Role
from auditor.report.printable import printable
from auditor.report.texts import (
    ENGLISH,
    FACT_HEADINGS,
    NOTICE,
    ORIGIN_WORDS,
    OUTCOME_SIGNS,
    ROLE_HEADINGS,
    ROLE_MEANINGS,
    VERDICT_SIGNS,
    VERDICT_WORDS,
)
from auditor.report.wording import (
    amount_of,
    column_headings,
    column_said,
    corrections_said,
    daily_value_of,
    decided_words,
    headline,
    is_judged,
    made_by,
    of_role,
    open_heading,
    open_meaning,
    open_questions,
    outcome_word,
    quotations,
    retakes,
    score_words,
    short_names,
    single_facts,
    sureness,
    unseen,
    why_not,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from auditor.model import Audit, Evidence, Finding, Ingredient, Nutrient

# An address is a link in many readers even without brackets: breaking "://",
# "www." and "@" with an escape keeps the text and takes the link away.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~#$^@]|(?<=\w)://|(?i:\bwww)\.|^[-+=]")


def render_markdown(audit: Audit) -> str:
    """The report as CommonMark with the tables of GitHub's dialect."""
    return "\n".join(_lines(audit)) + "\n"


def safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = printable(text).replace("&", "&amp;")
    return _MARKUP.sub(_escape, escaped)


def _escape(match: re.Match[str]) -> str:
    found = match.group()
    if found == "<":
        return "&lt;"
    if found == ">":
        return "&gt;"
    if found == "://":
        return r":\//"
    if found[0] in "wW":
        return rf"{found[:-1]}\."
    return f"\\{found}"


def _lines(audit: Audit) -> Iterator[str]:
    sign, word = VERDICT_SIGNS[audit.verdict], VERDICT_WORDS[audit.verdict]
    yield f"# {sign} {word}: {safe(audit.product)}"
    yield ""
    yield safe(headline(audit))
    yield ""
    if is_judged(audit):
        yield f"- {ENGLISH['score']}: {score_words(audit)}"
        yield f"- {ENGLISH['decided']}: {decided_words(audit)}"
    yield f"- {safe(made_by(audit))}"
    # What cannot change the verdict does not stand before what made it.
    stands = bool(open_meaning(audit))
    if not stands:
        yield from _open(audit)
    if is_judged(audit):
        for role in Role:
            yield from _findings(audit, role)
    if stands:
        yield from _open(audit)
    yield from _conflicts(audit)
    yield from _failures(audit)
    yield from _corrections(audit)
    if is_judged(audit):
        yield from _facts(audit)
    yield from _sources(audit)
    yield from _headed(ENGLISH["notice"])
    for notice in NOTICE:
        yield f"- {notice}"


def _corrections(audit: Audit) -> Iterator[str]:
    if said := corrections_said(audit):
        yield from _headed(ENGLISH["corrected"])
        for key, text in said.items():
            yield f"- {FACT_HEADINGS[key]}: {safe(text)}"


def _open(audit: Audit) -> Iterator[str]:
    again, questions, gaps = retakes(audit), open_questions(audit), unseen(audit)
    if not (again or questions or gaps):
        return
    yield from _headed(open_heading(audit))
    if meaning := open_meaning(audit):
        yield meaning
        yield ""
    for retake in again:
        line = ENGLISH["advice"].format(place=retake.place, advice=retake.advice)
        yield f"- → {safe(line)}"
    for question in questions:
        titles = ", ".join(safe(finding.title) for finding in question.settles)
        settles = ENGLISH["settles_said"].format(titles=titles)
        yield f"- → {safe(question.remedy)} ({settles})"
    for gap in gaps:
        yield f"- {safe(gap)}"


def _findings(audit: Audit, role: Role) -> Iterator[str]:
    findings, names = of_role(audit, role), short_names(audit)
    if not findings:
        return
    yield from _headed(ROLE_HEADINGS[role])
    yield ROLE_MEANINGS[role]
    yield ""
    yield from _table(
        _headings("outcome", "criterion", "reason", "where"),
        (
            (
                f"{OUTCOME_SIGNS[finding.outcome]} {outcome_word(finding)}",
                f"{safe(finding.title)}<br>`{finding.id}`",
                _reasons(finding),
                _quotes(finding.evidence, names) or safe("; ".join(finding.searched)),
            )
            for finding in findings
        ),
    )


def _reasons(finding: Finding) -> str:
    parts = [safe(finding.reason)]
    if finding.remedy and finding.role is not Role.INFO:
        parts.append(f"→ {safe(finding.remedy)}")
    if finding.note:
        parts.append(f"{ENGLISH['note']}: {safe(finding.note)}")
    return "<br>".join(parts)


def _quotes(evidence: Sequence[Evidence], names: Mapping[str, str]) -> str:
    return "<br>".join(
        f"{safe(page.place)}: {', '.join(map(_quote, page.evidence))}"
        for page in quotations(evidence, names)
    )


def _quote(item: Evidence) -> str:
    sure = sureness(item)
    return f"“{safe(item.text)}”" + (f" ({sure})" if sure else "")


def _conflicts(audit: Audit) -> Iterator[str]:
    if not audit.conflicts:
        return
    names = short_names(audit)
    yield from _headed(ENGLISH["conflicts"])
    yield ENGLISH["contradicts"]
    yield ""
    yield from _table(
        _headings("what_conflicts", "why_conflicts", "where"),
        (
            (safe(conflict.what), safe(conflict.reason), _quotes(conflict.evidence, names))
            for conflict in audit.conflicts
        ),
    )


def _failures(audit: Audit) -> Iterator[str]:
    if not audit.failures:
        return
    yield from _headed(ENGLISH["unread_files"])
    yield from _table(
        _headings("file", "problem", "remedy", "slug"),
        (
            (
                safe(failure.file),
                safe(failure.problem),
                safe(failure.remedy),
                safe(failure.slug),
            )
            for failure in audit.failures
        ),
    )


def _facts(audit: Audit) -> Iterator[str]:
    names = short_names(audit)
    yield from _headed(ENGLISH["facts"])
    yield from _table(
        _headings("fact", "label", "where"),
        (
            (
                fact.heading,
                safe(fact.text) if fact.state == "found" else f"*{safe(fact.text)}*",
                _quotes(fact.evidence, names),
            )
            for fact in single_facts(audit)
        ),
    )
    yield from _headed(ENGLISH["panel"], 3)
    match audit.facts.nutrients:
        case Found(value=rows):
            yield from _panel(rows)
        case missing:
            yield f"*{safe(why_not(missing))}*"
    yield from _headed(ENGLISH["ingredients"], 3)
    match audit.facts.ingredients:
        case Found(value=items):
            yield from _ingredients(items)
        case missing:
            yield f"*{safe(why_not(missing))}*"


def _panel(rows: Sequence[Nutrient]) -> Iterator[str]:
    further = column_headings(rows)
    yield from _table(
        (*_headings("name", "amount", "daily_value"), *map(safe, further)),
        (
            (
                ("↳ " if row.blend else "") + safe(row.name) + _source_form(row),
                safe(amount_of(row)),
                daily_value_of(row),
                *(safe(column_said(row, heading)) for heading in further),
            )
            for row in rows
        ),
    )


def _source_form(row: Nutrient) -> str:
    return f" ({safe(row.source_form)})" if row.source_form else ""


def _ingredients(items: Sequence[Ingredient]) -> Iterator[str]:
    yield from _table(
        _headings("name", "origin", "classes"),
        (
            (
                ("↳ " if item.within else "") + safe(item.name),
                ORIGIN_WORDS[item.origin],
                safe(", ".join(item.classes)),
            )
            for item in items
        ),
    )


def _sources(audit: Audit) -> Iterator[str]:
    if not audit.sources:
        return
    yield from _headed(ENGLISH["files"])
    yield from _table(
        (*_headings("file", "pages", "reader"), "SHA-256"),
        (
            (
                safe(source.name),
                str(len(source.pages)),
                safe(source.reader),
                f"`{source.sha256}`",
            )
            for source in audit.sources
        ),
    )


def _headed(text: str, level: int = 2) -> Iterator[str]:
    yield ""
    yield f"{'#' * level} {text}"
    yield ""


def _headings(*names: str) -> tuple[str, ...]:
    return tuple(ENGLISH[name] for name in names)


def _table(headings: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
