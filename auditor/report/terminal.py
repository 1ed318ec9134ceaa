"""An audit as text for a terminal.

Signs and words carry the meaning and color only repeats it, so that the report
reads the same in a pipe, in a log and for the color-blind. Nothing a label
prints is taken as markup or reaches the terminal as a control sequence.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from auditor.model import Outcome, Role, Verdict
from auditor.report.printable import printable
from auditor.report.texts import (
    ENGLISH,
    FACT_HEADINGS,
    NOTICE,
    OUTCOME_SIGNS,
    ROLE_HEADINGS,
    ROLE_MEANINGS,
    VERDICT_SIGNS,
    VERDICT_WORDS,
)
from auditor.report.wording import (
    corrections_said,
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
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    from auditor.model import Audit, Evidence, Finding

VERDICT_STYLES = {
    Verdict.PASS: "bold green",
    Verdict.FAIL: "bold red",
    Verdict.INCOMPLETE: "bold yellow",
}
_OUTCOME_STYLES = {
    Outcome.PASS: "green",
    Outcome.FAIL: "red",
    Outcome.UNKNOWN: "yellow",
    Outcome.NOT_APPLICABLE: "dim",
}

_BLANK_END = re.compile(r"(?: |\x1b\[[\d;]*m)+$", re.MULTILINE)
"""Blanks at the end of a line, with the color changes between them."""

_QUOTES_SHOWN = 3
"""Quotations under one finding; the rest is counted, and shown when asked for."""


def render_terminal(audit: Audit, *, color: bool, width: int, verbose: bool) -> str:
    """The report as lines no longer than `width`.

    `verbose` adds what the label says, fact by fact, and every quotation.
    """
    page = StringIO()
    console = console_on(page, color=color, width=width)
    _write_head(console, audit)
    if is_judged(audit):
        for role in Role:
            _write_findings(console, audit, role, verbose=verbose)
    _write_conflicts(console, audit, verbose=verbose)
    _write_failures(console, audit)
    _write_open(console, audit)
    _write_corrections(console, audit)
    if verbose:
        _write_facts(console, audit)
    _heading(console, ENGLISH["notice"])
    _write_items(console, NOTICE)
    return trimmed(page.getvalue())


def trimmed(text: str) -> str:
    """Without the blanks that Rich fills rows with: a diff of two reports shows them."""
    return _BLANK_END.sub(lambda end: end.group().replace(" ", ""), text)


def console_on(page: TextIO, *, color: bool, width: int) -> Console:
    """A console that takes nothing it is given for markup."""
    return Console(
        file=page,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _write_corrections(console: Console, audit: Audit) -> None:
    if said := corrections_said(audit):
        _heading(console, ENGLISH["corrected"])
        _write_items(
            console, [f"{FACT_HEADINGS[key]}: {text}" for key, text in said.items()]
        )


def _write_head(console: Console, audit: Audit) -> None:
    verdict = Text()
    verdict.append(
        f"{VERDICT_SIGNS[audit.verdict]} {VERDICT_WORDS[audit.verdict].upper()}",
        style=VERDICT_STYLES[audit.verdict],
    )
    verdict.append(f"  {printable(audit.product)}", style="bold")
    console.print(verdict)
    console.print(printable(headline(audit)))
    if is_judged(audit):
        console.print(
            f"{ENGLISH['score']}: {score_words(audit)}. "
            f"{ENGLISH['decided']}: {decided_words(audit)}."
        )
    console.print(Text(printable(made_by(audit)), style="dim"))


def _write_findings(console: Console, audit: Audit, role: Role, *, verbose: bool) -> None:
    findings = of_role(audit, role)
    if not findings:
        return
    names = short_names(audit)
    _heading(console, ROLE_HEADINGS[role], ROLE_MEANINGS[role])
    for finding in findings:
        _write_finding(console, finding, names, verbose=verbose)


def _write_finding(
    console: Console, finding: Finding, names: Mapping[str, str], *, verbose: bool
) -> None:
    style = _OUTCOME_STYLES[finding.outcome]
    title = Text(f"{OUTCOME_SIGNS[finding.outcome]} ", style=style)
    title.append(printable(finding.title), style="bold")
    title.append(f"  {outcome_word(finding)}", style=style)
    title.append(f"  {finding.id}", style="dim")
    console.print(Padding(title, (0, 0, 0, 2)))
    lines = [Text(printable(finding.reason))]
    if finding.remedy and finding.role is not Role.INFO:
        lines.append(Text(f"→ {printable(finding.remedy)}"))
    if finding.note:
        lines.append(Text(f"{ENGLISH['note']}: {printable(finding.note)}"))
    if finding.searched and (verbose or not finding.evidence):
        searched = ENGLISH["searched"].format(places="; ".join(finding.searched))
        lines.append(Text(printable(searched), style="dim"))
    lines += _quotes(finding.evidence, names, verbose=verbose)
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 4)))


def _quotes(
    evidence: Sequence[Evidence], names: Mapping[str, str], *, verbose: bool
) -> list[Text]:
    unique = tuple(dict.fromkeys(evidence))
    shown = unique if verbose else unique[:_QUOTES_SHOWN]
    lines = [
        Text(
            f"{printable(page.place)}: {', '.join(map(_quote, page.evidence))}", style="dim"
        )
        for page in quotations(shown, names)
    ]
    if len(unique) > len(shown):
        more = ENGLISH["more_quotes"].format(count=len(unique) - len(shown))
        lines.append(Text(more, style="dim"))
    return lines


def _quote(item: Evidence) -> str:
    sure = sureness(item)
    return f"“{printable(item.text)}”" + (f" ({sure})" if sure else "")


def _write_conflicts(console: Console, audit: Audit, *, verbose: bool) -> None:
    if not audit.conflicts:
        return
    names = short_names(audit)
    _heading(console, ENGLISH["conflicts"], ENGLISH["contradicts"])
    for conflict in audit.conflicts:
        title = Text("! ", style="yellow")
        title.append(printable(conflict.reason))
        title.append(f"  {printable(conflict.what)}", style="dim")
        console.print(Padding(title, (0, 0, 0, 2)))
        for line in _quotes(conflict.evidence, names, verbose=verbose):
            console.print(Padding(line, (0, 0, 0, 4)))


def _write_failures(console: Console, audit: Audit) -> None:
    if not audit.failures:
        return
    _heading(console, ENGLISH["unread_files"])
    for failure in audit.failures:
        remedy = f"; {failure.remedy}" if failure.remedy else ""
        said = printable(f"{failure.file}: {failure.problem}{remedy}")
        console.print(
            Padding(
                Text.assemble(("✗ ", "red"), said, (f" [{failure.slug}]", "dim")),
                (0, 0, 0, 2),
            )
        )


def _write_open(console: Console, audit: Audit) -> None:
    again = retakes(audit)
    questions = open_questions(audit)
    gaps = unseen(audit)
    if not (again or questions or gaps):
        return
    _heading(console, open_heading(audit), open_meaning(audit))
    for retake in again:
        said = ENGLISH["advice"].format(place=retake.place, advice=retake.advice)
        console.print(Padding(Text(f"→ {printable(said)}"), (0, 0, 0, 2)))
    for question in questions:
        titles = ", ".join(finding.title for finding in question.settles)
        settles = ENGLISH["settles_said"].format(titles=titles)
        line = Text(f"→ {printable(question.remedy)}")
        line.append(f" ({printable(settles)})", style="dim")
        console.print(Padding(line, (0, 0, 0, 2)))
    _write_items(console, gaps)
    coverage = audit.facts.coverage
    if questions and not (coverage.complete or coverage.skipped):
        # The other reports are read where there is no command line.
        _write_items(console, [ENGLISH["say_whole"]])


def _write_facts(console: Console, audit: Audit) -> None:
    _heading(console, ENGLISH["facts"])
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for fact in single_facts(audit):
        text = printable(fact.text)
        style = "" if fact.state == "found" else "dim"
        table.add_row(fact.heading, Text(text, style=style))
    console.print(Padding(table, (0, 0, 0, 2)))


def _heading(console: Console, heading: str, meaning: str = "") -> None:
    line = Text(f"\n{heading}", style="bold underline")
    if meaning:
        line.append(f"  {meaning}", style="not bold not underline dim")
    console.print(line)


def _write_items(console: Console, items: Iterable[str]) -> None:
    for item in items:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        table.add_row("·", Text(printable(item)))
        console.print(Padding(table, (0, 0, 0, 2)))
