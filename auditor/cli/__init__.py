"""The commands, and the only place where an error becomes an exit status.

Each group of commands has its module, and all are listed here, in the order in
which help tells them. A command loads what it needs when it runs: help and
completion answer without the libraries that read pictures.
"""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Annotated, Final

import typer

from auditor import __version__, cache
from auditor.cli.auditing import audit, read
from auditor.cli.encoding import write_what_the_terminal_can
from auditor.cli.measuring import bench, evaluate
from auditor.cli.output import remark, say
from auditor.cli.results import diff, report
from auditor.cli.rules import criteria, explain, lexicon
from auditor.cli.scanning import scan
from auditor.cli.serving import doctor, serve
from auditor.cli.statuses import INTERRUPTED
from auditor.cli.store import store_commands
from auditor.cli.typed import Command, Group
from auditor.errors import AuditorError, UsageError
from auditor.process import run_lean, spare_what_is_loaded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

app = typer.Typer(
    name="auditor",
    cls=Group,
    help="Audit supplement labels from pictures and PDFs; every answer leads to the print.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\
auditor audit front.jpg facts.jpg back.jpg --complete -o report.html
auditor scan photos -o results.csv
auditor serve""",
)

_EXAMPLES: Final = {
    audit: """\
auditor audit front.jpg facts.jpg back.jpg --complete -o report.html
auditor audit label.pdf --format json
auditor audit - < photo.jpg""",
    scan: """\
auditor scan photos --dry-run
auditor scan photos -o gallery.html
auditor scan 'shelf/**/*.jpg' @more.txt --profile any-supplement -o results.csv""",
    read: """\
auditor read label.jpg --stage facts
auditor read label.jpg --overlay boxes.png -q""",
    report: """\
auditor report results.jsonl -o gallery.html
auditor report results.jsonl -f github --exit-zero""",
    diff: "auditor diff last-week.jsonl this-week.jsonl -o changes.md",
    criteria: "auditor criteria --profile any-supplement",
    explain: "auditor explain form.powder",
    lexicon: "auditor lexicon 'oat fibre'",
    evaluate: "auditor evaluate labels -v",
    bench: "auditor bench labels -o bench.json",
    serve: """\
auditor serve --data labels --keep 30d
AUDITOR_TOKEN=a-long-random-token auditor serve --host 0.0.0.0 --port 8080""",
}
"""Commands to copy, below the help of their command."""


@app.callback(invoke_without_command=True)
def top(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("-V", "--version", help="Print the version.", is_eager=True)
    ] = False,
) -> None:
    if show_version:
        say(f"auditor {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(UsageError.exit_code)


for command in (
    audit,
    scan,
    read,
    report,
    diff,
    criteria,
    explain,
    lexicon,
    evaluate,
    bench,
    serve,
    doctor,
):
    app.command(cls=Command, epilog=_EXAMPLES.get(command))(command)
app.add_typer(store_commands, name="store")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its status."""
    write_what_the_terminal_can(sys.stdout, sys.stderr)
    run_lean()
    cache.keep_in(_cache_folder)
    status = _status(arguments)
    cache.done()
    # The kernel takes back all memory at once.
    spare_what_is_loaded()
    sys.exit(status)


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("auditor")


def _status(arguments: Sequence[str] | None) -> int:
    try:
        status = app(arguments, prog_name="auditor", standalone_mode=False)
    except AuditorError as error:
        for line in _lines_of(error):
            remark(line)
        return error.exit_code
    except typer.TyperException as error:
        remark(_usage(error))
        return UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        remark("interrupted")
        return INTERRUPTED
    except Exception as error:
        traceback.print_exc()
        remark(
            f"{type(error).__name__}: this is a defect; please report it with the lines "
            f"above [{AuditorError.slug}]"
        )
        return AuditorError.exit_code
    return status or 0


def _lines_of(error: AuditorError) -> Iterator[str]:
    """The error on one line; before it, each of several mistakes on one of its own."""
    problem, *mistakes = error.problem.splitlines() or [""]
    for mistake in filter(None, map(str.strip, mistakes)):
        yield f"{error.subject}, {mistake} [{error.slug}]"
    yield str(type(error)(error.subject, problem, error.remedy))


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "auditor"
    problem = error.format_message().rstrip(".")
    return f"{problem}; see: {command} --help [{UsageError.slug}]"
