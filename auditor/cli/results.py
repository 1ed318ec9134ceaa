"""The commands about stored results: one run told again, and two runs compared."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.inputs import check_output
from auditor.cli.options import (
    Color,
    ColorOption,
    ExitZeroOption,
    OutputOption,
    PasswordOption,
    QuietOption,
    StoreOption,
    TableFormat,
    format_option,
)
from auditor.cli.output import (
    batch_format_for,
    colored,
    deliver,
    deliver_pieces,
    diff_format_for,
    progress,
    remark,
    thumbnails_beside,
    width,
)
from auditor.cli.statuses import exit_status, gravest
from auditor.errors import UsageError
from auditor.report.batch import BatchFormat, render_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.report.batch.stored import StoredAudit


def report(
    context: typer.Context,
    results: Annotated[
        Path | None,
        typer.Argument(
            metavar="RESULTS",
            help="A JSONL or Parquet file of a scan, a folder of them, or - for JSONL from "
            "standard input; without it, what scans have kept.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[BatchFormat | None, format_option("the report")] = None,
    output: OutputOption = None,
    pictures: Annotated[
        bool,
        typer.Option(
            help="Thumbnails in a folder beside the gallery, of files that are still there."
        ),
    ] = True,
    store: StoreOption = None,
    password: PasswordOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Render stored results again, in any format.

    Of the store, the last audit of each product by each profile. With -f html and
    -o it is a gallery, with thumbnails in a folder beside it.

    Exit status: of the gravest product, as the scan had it; 4 also for results that
    cannot be read, 6 when a format's library is missing, 7 output not written.
    """
    form = form or batch_format_for(output)
    if results is None:
        from auditor.batch.store import store_path

        kept = store_path(store)
        if not os.path.isfile(kept):
            raise UsageError(kept, "nothing was scanned yet", "scan, or name RESULTS")
        results = kept.parent
    elif (given := context.get_parameter_source("store")) and given.name == "COMMANDLINE":
        # The variable may stay set while somebody looks at a file.
        raise UsageError(
            "--store", f"and {results} are two places of results", "name either one"
        )
    check_output(output, [results])
    from auditor.pipeline import Settings

    if form is BatchFormat.PARQUET and output is None and sys.stdout.isatty():
        raise UsageError("parquet", "is not for a screen", "name a file with -o")
    statuses: set[int] = {0}
    home = results if os.path.isdir(results) else results.parent
    settings = Settings(password=password)
    shown = pictures and form is BatchFormat.HTML
    thumbnails = thumbnails_beside(output, settings, home) if shown else None
    # Lines on the screen and a line of progress would disturb each other.
    with progress("writing the report", quiet=quiet or output is None):
        pieces = render_batch(
            _noting(_results(results), statuses),
            form,
            pictures=thumbnails,
            color=colored(color, to_file=output is not None),
            width=width(to_file=output is not None),
        )
        deliver_pieces(pieces, output)
    if output is not None and not quiet:
        remark(f"the report is in {output}")
    raise typer.Exit(gravest(statuses, exit_zero=exit_zero))


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Results of the earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Results of the later run.")],
    form: Annotated[TableFormat | None, format_option()] = None,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Tell what changed between two runs, product by product.

    Exit status: 1 when the verdict of some product got worse, else 0; 4 results
    that cannot be read, 7 output not written.
    """
    form = form or diff_format_for(output)
    check_output(output, [old, new])
    from auditor.report.batch import changes
    from auditor.report.batch.compare import Direction, compare

    with progress("comparing", quiet=quiet):
        comparison = compare(_results(old), _results(new))
    match form:
        case TableFormat.TERMINAL:
            text = changes.changes_as_text(
                comparison,
                color=colored(color, to_file=output is not None),
                width=width(to_file=output is not None),
            )
        case TableFormat.MARKDOWN:
            text = changes.changes_as_markdown(comparison)
        case TableFormat.JSON:
            text = changes.changes_as_json(comparison)
    deliver(text, output)
    raise typer.Exit(1 if comparison.count(Direction.WORSE) and not exit_zero else 0)


def _results(path: Path) -> Iterator[StoredAudit]:
    """Stored results; a dash stands for what is piped in."""
    from auditor.batch.results import results_at
    from auditor.report.batch.stored import read_results

    if str(path) != "-":
        return results_at(path)
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("-", "nothing is piped in", "pipe results in, or name a file")
    return read_results(sys.stdin.buffer, "standard input")


def _noting(results: Iterable[StoredAudit], statuses: set[int]) -> Iterator[StoredAudit]:
    """The results as they go by, their exit statuses noted."""
    for result in results:
        statuses.add(exit_status(result.audit))
        yield result
