"""Many audits for a terminal: a line for each product, and what they come to."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from auditor.model import Outcome, Verdict
from auditor.report.batch.summary import Tally, decisive
from auditor.report.printable import printable
from auditor.report.terminal import VERDICT_STYLES, console_on, trimmed
from auditor.report.texts import NOTICE, OUTCOME_SIGNS, VERDICT_SIGNS, VERDICT_WORDS
from auditor.report.wording import score_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Audit
    from auditor.report.batch.stored import StoredAudit
    from auditor.report.batch.summary import Summary

_NARROWEST: Final = 40


def terminal_lines(
    results: Iterable[StoredAudit], *, color: bool, width: int
) -> Iterator[str]:
    """A line for each product as it comes, then the totals."""
    tally = Tally()
    page = StringIO()
    console = console_on(page, color=color, width=max(width, _NARROWEST))

    def written() -> str:
        text = trimmed(page.getvalue())
        page.seek(0)
        page.truncate()
        return text

    for result in results:
        tally.add(result.audit)
        console.print(_line(result.audit), no_wrap=True, overflow="ellipsis")
        yield written()
    summary = tally.summary()
    console.print(_totals(summary))
    console.print(_causes(summary))
    for line in NOTICE:
        console.print(Text(line, style="dim"))
    yield written()


def _line(audit: Audit) -> Text:
    line = Text()
    style = VERDICT_STYLES[audit.verdict]
    word = VERDICT_WORDS[audit.verdict].upper()
    line.append(f"{VERDICT_SIGNS[audit.verdict]} {word:<10} ", style=style)
    line.append(f"{score_number(audit) or '–':>3}  ")
    line.append(printable(audit.product), style="bold")
    causes = [f"{OUTCOME_SIGNS[f.outcome]} {f.title}" for f in decisive(audit)]
    unread = [f"✗ {failure.file}: {failure.problem}" for failure in audit.failures]
    # A file that was not read is why gates stay open, and lines are cut at their end.
    said = causes + unread if audit.verdict is Verdict.FAIL else unread + causes
    line.append("".join(f"  {printable(reason)}" for reason in said), style="dim")
    return line


def _totals(summary: Summary) -> Text:
    counts = ", ".join(
        f"{VERDICT_SIGNS[verdict]} {count:,} {VERDICT_WORDS[verdict].lower()}"
        for verdict, count in summary.verdicts.items()
    )
    products = "product" if summary.products == 1 else "products"
    text = Text(f"\n{summary.products:,} {products}: {counts}", style="bold")
    for slug, count in summary.unread.items():
        files = "file" if count == 1 else "files"
        text.append(f"\n{count:,} {files} could not be read [{printable(slug)}]")
    return text


def _causes(summary: Summary) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    table.add_column("not met by products")
    table.add_column(f"{OUTCOME_SIGNS[Outcome.FAIL]} failed", justify="right", no_wrap=True)
    table.add_column(
        f"{OUTCOME_SIGNS[Outcome.UNKNOWN]} open", justify="right", no_wrap=True
    )
    for cause in summary.causes:
        if cause.failed or cause.unknown:
            title = Text(printable(cause.title))
            title.append(f"  {cause.role}", style="dim")
            table.add_row(title, f"{cause.failed:,}", f"{cause.unknown:,}")
    return table
