"""The commands, and the only place where an error becomes an exit status.

Reports go to standard output and everything else to standard error, so that a
pipe holds nothing but the report. A command loads what it needs when it runs:
help and completion answer without the libraries that read pictures.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from auditor import __version__, garbage
from auditor.batch.products import Group
from auditor.errors import (
    AuditorError,
    EngineError,
    InputError,
    NoLabelError,
    OutputError,
    StoreError,
    UsageError,
)
from auditor.reading.effort import Effort
from auditor.report import ReportFormat, render
from auditor.report.batch import BatchFormat, render_batch
from auditor.report.files import write_atomically
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    from PIL.Image import Image

    from auditor.batch.remote import Listing
    from auditor.batch.scan import Catalogue, Progress, Result
    from auditor.batch.store import Store
    from auditor.batch.work import Terms
    from auditor.bench.comparison import Comparison
    from auditor.bench.result import BenchResult
    from auditor.doctor import Check
    from auditor.model import Audit, Document, Failure
    from auditor.pipeline import Settings
    from auditor.reading.source import Limits, Source
    from auditor.report import PageImages
    from auditor.report.batch import PagePictures
    from auditor.report.batch.stored import StoredAudit

T = TypeVar("T")

INTERRUPTED: Final = 130
_GRAVEST_FIRST: Final = (70, 7, 6, 5, 4, 1, 3, 0)
_FORGIVEN: Final = frozenset({1, 3, 4})
"""What --exit-zero reports as 0: verdicts and unread files, never a broken set-up."""

_STATUS_OF_VERDICT: Final = {"pass": 0, "fail": 1, "incomplete": 3}

_TERMINAL: Final = BatchFormat.TERMINAL

_NAMED: Final = 5
"""Things that a remark names before it says how many more there are."""

_WIDEST: Final = 100
"""Columns of a report on a wide terminal; longer lines are hard to read."""

_ENTRIES_SHOWN: Final = 12

app = typer.Typer(
    name="auditor",
    help="Audit supplement labels from pictures and PDFs; every answer leads to the print.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Color(StrEnum):
    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Stage(StrEnum):
    WORDS = "words"
    FACTS = "facts"


class TableFormat(StrEnum):
    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


class DiffFormat(StrEnum):
    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


class EvaluationFormat(StrEnum):
    TERMINAL = "terminal"
    JSON = "json"


class BenchFormat(StrEnum):
    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"
    SVG = "svg"


class FailOn(StrEnum):
    FAIL = "fail"
    INCOMPLETE = "incomplete"


class Stored(StrEnum):
    AUDITS = "audits"
    READINGS = "readings"


Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help="Pictures and PDFs of one product; - reads one file from standard input.",
        show_default=False,
    ),
]
ProfileOption = Annotated[
    str, typer.Option("--profile", metavar="NAME|FILE", help="Rules to judge by.")
]
CompleteOption = Annotated[
    bool,
    typer.Option("--complete", help="These files show the whole label, every side of it."),
]
DayOption = Annotated[
    datetime | None,
    typer.Option(
        "--day",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        envvar="AUDITOR_DAY",
        help="The day of the audit, as in 2026-03-31: what expired before it is told.",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="Engine that reads print; see: auditor doctor.")
]
EffortOption = Annotated[
    Effort,
    typer.Option("--effort", help="What a picture may cost, and how well it is read."),
]
LangOption = Annotated[
    str, typer.Option("--lang", help="Languages of the label, as in en or en+fr.")
]
PasswordOption = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="AUDITOR_PASSWORD",
        help="Password of encrypted PDFs; the variable keeps it out of the process list.",
        show_default=False,
    ),
]
LimitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=VALUE",
        help="Raise or lower what one file may cost, as in pages=5; see: auditor doctor.",
        show_default=False,
    ),
]
FormatOption = Annotated[
    ReportFormat | None,
    typer.Option(
        "--format",
        "-f",
        help="How to write the report; by default as -o's suffix says, else terminal.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write there.", show_default=False),
]
ColorOption = Annotated[Color, typer.Option("--color", help="Color on standard output.")]
QuietOption = Annotated[
    bool,
    typer.Option("-q", "--quiet", help="No progress and no remarks on standard error."),
]
VerboseOption = Annotated[
    int,
    typer.Option(
        "-v",
        "--verbose",
        count=True,
        help="Tell more; twice also logs.",
        show_default=False,
    ),
]
ExitZeroOption = Annotated[
    bool,
    typer.Option(
        "--exit-zero", help="Status 0 also for fail, incomplete and unread files."
    ),
]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="FOLDER",
        envvar="AUDITOR_STATE",
        help="Where readings and audits are kept, on a local disk.",
        show_default=False,
    ),
]


@app.callback(invoke_without_command=True)
def top(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True)
    ] = False,
) -> None:
    if show_version:
        _say(f"auditor {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(UsageError.exit_code)


# --- the commands -------------------------------------------------------------


@app.command()
def audit(
    files: Files,
    profile: ProfileOption = "glutamine",
    complete: CompleteOption = False,
    day: DayOption = None,
    product: Annotated[
        str | None,
        typer.Option(
            "--product", metavar="NAME", help="What the report calls the product."
        ),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
    engine: EngineOption = "ppocr",
    effort: EffortOption = Effort.NORMAL,
    lang: LangOption = "en",
    password: PasswordOption = None,
    limit: LimitOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = 0,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Audit one product: its pictures and PDFs together, one report.

    Exit status: 0 pass, 1 fail, 3 incomplete, 4 a file could not be read,
    2 wrong usage, 5 configuration, 6 engine missing, 7 output not written. Without
    --day, dates on the label are held against today.
    """
    form = form or _format_for(output)
    _log(verbose)
    _check_output(output, files)
    from auditor import pipeline
    from auditor.criteria.profile import load_profile

    rules = load_profile(profile)
    settings = pipeline.Settings(
        engine=engine,
        effort=effort,
        lang=lang,
        password=password,
        complete=complete,
        day=day.date() if day else date.today(),
    ).limited(limit or ())
    inputs = _inputs(files, settings.limits)
    with _progress(f"reading {_count(len(inputs), 'file')}", quiet=quiet):
        result = pipeline.audit_product(
            inputs, profile=rules, settings=settings, product=product
        )
    for failure in result.failures:
        _complain(failure)
    with _progress("writing the report", quiet=quiet):
        report = render(
            result,
            form,
            images=_page_images(inputs, settings),
            color=_colored(color, to_file=output is not None),
            width=_width(to_file=output is not None),
            verbose=verbose > 0,
        )
    _deliver(report, output)
    if output is not None and not quiet:
        _remark(f"{result.product}: {result.verdict}; the report is in {output}")
    raise typer.Exit(exit_status(result, exit_zero=exit_zero))


@app.command()
def scan(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Folders, files, patterns as in 'photos/**/*.jpg', and @list.txt.",
            show_default=False,
        ),
    ] = None,
    group: Annotated[
        Group, typer.Option("--group", help="How pictures become products.")
    ] = Group.AUTO,
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            metavar="CSV",
            help="Which file shows which product: columns file, product and complete.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the products and read nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with what arrives, until interrupted.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j",
            "--jobs",
            min=0,
            help="Workers, by default one for each processor; 0 reads in this process.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="ray[://HEAD]",
            help="Work on a Ray cluster, into a folder or URL of shards given with -o.",
            show_default=False,
        ),
    ] = None,
    profile: ProfileOption = "glutamine",
    complete: CompleteOption = False,
    day: DayOption = None,
    form: Annotated[
        BatchFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write the results; by default as -o's suffix says, else terminal.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write there.", show_default=False
        ),
    ] = None,
    engine: EngineOption = "ppocr",
    effort: EffortOption = Effort.NORMAL,
    lang: LangOption = "en",
    password: PasswordOption = None,
    limit: LimitOption = None,
    store: StoreOption = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Take nothing from the store, keep nothing.")
    ] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="What gives status 1.")
    ] = FailOn.FAIL,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = 0,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Audit many products: folders of pictures and PDFs, one result for each product.

    What was read before is not read again: after an interruption the same command goes
    on. Exit status: the gravest of all products', as for audit; 7 store or output.
    Dates on labels are held against --day only, so that a scan gives one result.
    """
    _log(verbose)
    if not (paths or manifest):
        raise UsageError("scan", "no path is given", "name a folder or a --manifest")
    from auditor import pipeline
    from auditor.batch.work import Terms
    from auditor.criteria.profile import load_profile

    settings = pipeline.Settings(
        engine=engine,
        effort=effort,
        lang=lang,
        password=password,
        complete=complete,
        day=day.date() if day else None,
    ).limited(limit or ())
    if on is not None:
        here_only = group in (Group.BARCODE, Group.PAGE)
        formed = form in (None, BatchFormat.JSONL, BatchFormat.PARQUET)
        if any((watch, dry_run, no_cache, here_only)) or not formed:
            raise UsageError(
                "--on",
                "takes paths, --manifest, --group auto, folder, name or none, --format "
                "jsonl or parquet, and -o",
                "leave the rest out",
            )
        terms = Terms(load_profile(profile), settings)
        statuses = _scan_on_cluster(
            on, paths or (), group, manifest, form, terms, output, quiet=quiet
        )
        status = _Outcome(statuses).status(fail_on, exit_zero=exit_zero)
        raise typer.Exit(status)
    target = None if output is None else Path(output)
    form = form or _batch_format_for(target)
    if watch and (manifest or dry_run or group in (Group.BARCODE, Group.PAGE)):
        raise UsageError("--watch", "groups by folder or name only", "leave the rest out")
    if watch and not (form is BatchFormat.JSONL or (form, target) == (_TERMINAL, None)):
        raise UsageError("--watch", "has no end", "use --format jsonl, or leave -o out")
    from auditor.batch.scan import Scanner, find_products
    from auditor.batch.watch import watch as watched

    catalogue = find_products(
        paths or (), group=group, manifest=manifest, settings=settings
    )
    if dry_run:
        _say("".join(_catalogue_lines(catalogue)))
        return
    if not (catalogue.products or watch):
        raise UsageError(" ".join(paths or ()), "no picture or PDF was found there")
    terms = Terms(load_profile(profile), settings)
    told = (lambda _: None) if quiet else _remark
    _tell_left_out(catalogue, told, verbose=verbose > 0)
    outcome = _Outcome({InputError.exit_code for item in catalogue.left_out if item.unread})
    with (
        _interruptible(keeps=not no_cache),
        _scan_progress(quiet=quiet or watch) as progress,
        Scanner(terms, jobs=jobs, store=store, cache=not no_cache, told=told) as scanner,
    ):
        if watch:
            results = watched(paths or (), scanner, group=group, told=told)
        else:
            products = catalogue.products
            if group is Group.BARCODE and manifest is None:
                products = scanner.joined_by_barcode(products)
            results = scanner.audit(products, progress)
        pieces = _result_pieces(outcome.counting(results), form, target, settings, color)
        if sys.stdout.isatty() and target is None and not watch:
            # A line of progress and a line of results would disturb each other.
            pieces = list(pieces)
        else:
            _deliver_stream(pieces, target, endless=watch)
            pieces = ()
    _deliver_pieces(pieces, None)
    if not quiet:
        outcome.tell(_remark, target)
    raise typer.Exit(outcome.status(fail_on, exit_zero=exit_zero))


store_commands = typer.Typer(
    help="Look after what is kept of readings and audits.", rich_markup_mode=None
)
app.add_typer(store_commands, name="store")


@store_commands.command()
def info(store: StoreOption = None) -> None:
    """Tell where the store is and how much it holds."""
    with _opened_store(store) as opened:
        summary = opened.summary()
    _say(f"{printable(str(summary.path))}: {summary.size_bytes / 1e6:,.1f} MB\n")
    for kind, number in summary.entries.items():
        _say(f"{number:>9,} {kind}\n")
    _say(f"{summary.files:>9,} files known by size and time\n")


@store_commands.command()
def prune(
    store: StoreOption = None,
    unused: Annotated[
        int, typer.Option("--unused", min=0, metavar="DAYS", help="Kept if used since.")
    ] = 90,
) -> None:
    """Drop what no scan has used for a while."""
    with _opened_store(store) as opened:
        dropped = opened.prune(unused)
    _say(f"dropped {_count(dropped, 'entry', 'entries')}\n")


@store_commands.command()
def export(
    store: StoreOption = None,
    what: Annotated[
        Stored, typer.Option("--what", help="Results, or documents with their words.")
    ] = Stored.AUDITS,
    output: OutputOption = None,
) -> None:
    """Write everything that is kept, one line of JSON each, by fingerprint."""
    from auditor.batch.store import Kind, unpacked

    kind = {Stored.AUDITS: Kind.AUDIT, Stored.READINGS: Kind.READING}[what]
    with _opened_store(store) as opened:
        lines = (unpacked(entry.content).rstrip("\n") for _, entry in opened.entries(kind))
        _deliver_pieces((f"{line}\n".encode() for line in lines), output)


@store_commands.command()
def verify(store: StoreOption = None) -> None:
    """Look at every byte of the store; what is damaged is dropped, to be made anew.

    Exit status: 0 sound, 7 something was damaged.
    """
    mended: list[str] = []
    with _opened_store(store, mended.append) as opened:
        dropped = opened.verify()
        left = sum(opened.summary().entries.values())
    for remark in mended:
        _remark(remark)
    if dropped:
        _remark(f"{_count(dropped, 'damaged entry', 'damaged entries')} dropped")
    _say(f"{_count(left, 'entry', 'entries')} sound\n")
    raise typer.Exit(StoreError.exit_code if mended or dropped else 0)


@app.command()
def read(
    files: Files,
    stage: Annotated[
        Stage,
        typer.Option("--stage", help="Words with their boxes, or what the label states."),
    ] = Stage.WORDS,
    overlay: Annotated[
        Path | None,
        typer.Option(
            "--overlay",
            metavar="OUT.png",
            help="Draw the boxes on the picture of one page.",
            show_default=False,
        ),
    ] = None,
    page: Annotated[
        int, typer.Option("--page", min=1, help="Page for --overlay, counted from 1.")
    ] = 1,
    output: OutputOption = None,
    complete: CompleteOption = False,
    engine: EngineOption = "ppocr",
    effort: EffortOption = Effort.NORMAL,
    lang: LangOption = "en",
    password: PasswordOption = None,
    limit: LimitOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = 0,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Read files and print what was read as JSON, without judging it.

    Exit status: 0 read, 4 a file could not be read.
    """
    _log(verbose)
    _check_output(output, files)
    _check_output(overlay, files)
    if overlay is not None and len(files) > 1:
        raise UsageError("--overlay", "draws on one file", "hand in one file at a time")
    from auditor import pipeline
    from auditor.report import record

    settings = pipeline.Settings(
        engine=engine, effort=effort, lang=lang, password=password, complete=complete
    ).limited(limit or ())
    documents, failures = [], []
    for file in _inputs(files, settings.limits):
        try:
            with _progress(f"reading {_name_of(file)}", quiet=quiet):
                document = pipeline.read_document(file, settings)
        except InputError as error:
            failure = pipeline.failure_of(error)
            failures.append(failure)
            _complain(failure)
        else:
            documents.append(document)
            if overlay is not None:
                _draw(overlay, file, document, page, stage, settings)
    match stage:
        case Stage.WORDS:
            told = record.words_record(documents, failures, __version__)
        case Stage.FACTS:
            facts = pipeline.facts_of(documents, settings, failures)
            told = record.facts_record(facts, documents, failures, __version__)
    _deliver(record.dumps(told, indent=True), output)
    raise typer.Exit(InputError.exit_code if failures and not exit_zero else 0)


@app.command()
def report(
    context: typer.Context,
    results: Annotated[
        Path | None,
        typer.Argument(
            metavar="RESULTS",
            help="A JSONL file of a scan, a folder of them, or - for standard input; "
            "without it, what scans have kept.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        BatchFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write the report; by default as -o's suffix says, else terminal.",
            show_default=False,
        ),
    ] = None,
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
    form = form or _batch_format_for(output)
    if results is None:
        from auditor.batch.store import store_path

        kept = store_path(store)
        if not kept.is_file():
            raise UsageError(kept, "nothing was scanned yet", "scan, or name RESULTS")
        results = kept.parent
    elif (given := context.get_parameter_source("store")) and given.name == "COMMANDLINE":
        # The variable may stay set while somebody looks at a file.
        raise UsageError(
            "--store", f"and {results} are two places of results", "name either one"
        )
    _check_output(output, [results])
    from auditor.pipeline import Settings

    if form is BatchFormat.PARQUET and output is None and sys.stdout.isatty():
        raise UsageError("parquet", "is not for a screen", "name a file with -o")
    statuses: set[int] = {0}
    home = results if results.is_dir() else results.parent
    settings = Settings(password=password)
    shown = pictures and form is BatchFormat.HTML
    thumbnails = _thumbnails(output, settings, home) if shown else None
    # Lines on the screen and a line of progress would disturb each other.
    with _progress("writing the report", quiet=quiet or output is None):
        pieces = render_batch(
            _noting(_results(results), statuses),
            form,
            pictures=thumbnails,
            color=_colored(color, to_file=output is not None),
            width=_width(to_file=output is not None),
        )
        _deliver_pieces(pieces, output)
    if output is not None and not quiet:
        _remark(f"the report is in {output}")
    raise typer.Exit(_gravest(statuses, exit_zero=exit_zero))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Results of the earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Results of the later run.")],
    form: Annotated[
        DiffFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write it; by default as -o's suffix says, else terminal.",
            show_default=False,
        ),
    ] = None,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Tell what changed between two runs, product by product.

    Exit status: 1 when the verdict of some product got worse, else 0; 4 results
    that cannot be read, 7 output not written.
    """
    form = form or _diff_format_for(output)
    _check_output(output, [old, new])
    from auditor.report.batch import changes
    from auditor.report.batch.compare import Direction, compare

    with _progress("comparing", quiet=quiet):
        comparison = compare(_results(old), _results(new))
    match form:
        case DiffFormat.TERMINAL:
            text = changes.changes_as_text(
                comparison,
                color=_colored(color, to_file=output is not None),
                width=_width(to_file=output is not None),
            )
        case DiffFormat.MARKDOWN:
            text = changes.changes_as_markdown(comparison)
        case DiffFormat.JSON:
            text = changes.changes_as_json(comparison)
    _deliver(text, output)
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


def _thumbnails(
    output: Path | None, settings: Settings, *homes: Path
) -> PagePictures | None:
    """Pictures in a folder beside the gallery, of files that lie here or in a home."""
    from auditor.report.batch.thumbnails import Originals, Thumbnails

    if output is None:
        return None
    originals = Originals((Path(), *homes), settings)
    return Thumbnails(output.with_name(f"{output.stem}-pictures"), originals)


@app.command()
def criteria(
    profile: ProfileOption = "glutamine",
    form: Annotated[
        TableFormat, typer.Option("--format", "-f", help="How to write the rules.")
    ] = TableFormat.TERMINAL,
) -> None:
    """Print the rules of a profile: what each asks and how it decides."""
    from auditor.criteria import criteria_table, load_profile
    from auditor.report import rules

    loaded = load_profile(profile)
    rows = criteria_table(loaded)
    match form:
        case TableFormat.TERMINAL:
            _say(rules.rules_as_text(loaded, rows))
        case TableFormat.MARKDOWN:
            _say(rules.rules_as_markdown(rows))
        case TableFormat.JSON:
            _say(rules.rules_as_json(loaded, rows))


@app.command()
def explain(
    id: Annotated[  # noqa: A002 - the field's name
        str, typer.Argument(metavar="ID", help="Of a criterion, as in form.powder.")
    ],
    profile: ProfileOption = "glutamine",
) -> None:
    """Tell why a criterion exists and how it decides."""
    from auditor import criteria as registry
    from auditor.criteria.verdict import titled
    from auditor.report.rules import explanation

    loaded = registry.load_profile(profile)
    criterion = registry.explain(id)
    title, failure = (
        titled(text, loaded.terms) for text in (criterion.title, criterion.failure_title)
    )
    _say(explanation(criterion, loaded, title, failure))


@app.command()
def lexicon(
    find: Annotated[str, typer.Argument(metavar="FIND", help="A name or a part of one.")],
    verbose: VerboseOption = 0,
) -> None:
    """Look a name up in the lexicons: additives, proteins, seals, substances."""
    from auditor.lexicon import load_lexicon
    from auditor.report.rules import search_as_text, search_lexicon

    found = search_lexicon(load_lexicon(), find)
    if not (found.entries or found.recognized):
        _remark(f"no lexicon has a name with “{find}” in it")
    _say(search_as_text(found, limit=None if verbose else _ENTRIES_SHOWN))


@app.command()
def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Holds NAME.truth.json beside pictures."),
    ],
    form: Annotated[
        EvaluationFormat, typer.Option("--format", "-f", help="How to write the figures.")
    ] = EvaluationFormat.TERMINAL,
    output: OutputOption = None,
    profile: ProfileOption = "glutamine",
    engine: EngineOption = "ppocr",
    effort: EffortOption = Effort.NORMAL,
    lang: LangOption = "en",
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = 0,
) -> None:
    """Measure accuracy against hand transcriptions, item by item.

    -v lists every item that is not as printed. Exit status: 0 measured.
    """
    from auditor import evaluate as evaluation
    from auditor import pipeline
    from auditor.criteria.profile import load_profile
    from auditor.report.record import dumps

    _log(verbose)
    load_profile(profile)

    def audit_of(task: evaluation.Task) -> Audit:
        settings = pipeline.Settings(
            engine=engine,
            effort=effort,
            lang=lang,
            complete=task.complete,
            day=task.day,
        )
        rules = load_profile(task.profile or profile)
        return pipeline.audit_product(task.files, profile=rules, settings=settings)

    def told(label: str) -> None:
        if sys.stderr.isatty() and not quiet:
            _remark(f"reading {label}")

    measured = evaluation.evaluate_folder(folder, audit_of, progress=told)
    match form:
        case EvaluationFormat.TERMINAL:
            text = evaluation.render_evaluation(
                measured,
                misses=verbose > 0,
                color=_colored(color, to_file=output is not None),
                width=_width(to_file=output is not None),
            )
        case EvaluationFormat.JSON:
            text = dumps(evaluation.evaluation_record(measured), indent=True)
    _deliver(text, output)


@app.command()
def bench(
    given: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|RESULT",
            help="Pictures with NAME.truth.json, as for evaluate; or a JSON to tell again.",
        ),
    ],
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            metavar="SECTIONS",
            help="Of reading, parsing, judging, reports, scan, startup, memory, scale.",
            show_default=False,
        ),
    ] = None,
    readers: Annotated[
        str | None,
        typer.Option(
            "--readers",
            metavar="NAMES",
            help="Others to read the same pictures; by default all that are installed.",
            show_default=False,
        ),
    ] = None,
    repeat: Annotated[
        int, typer.Option("--repeat", min=1, help="Rounds, of which the least counts.")
    ] = 1,
    files: Annotated[
        int,
        typer.Option("--files", min=10, help="Of the made-up folder that is scanned."),
    ] = 1_000,
    many: Annotated[
        int,
        typer.Option(
            "--pictures",
            min=0,
            help="Small pictures to scan, to see whether memory grows; 5000 take an hour.",
        ),
    ] = 0,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="RESULT",
            help="JSON of an earlier run to compare with.",
            show_default=False,
        ),
    ] = None,
    tolerance: Annotated[
        float,
        typer.Option("--tolerance", min=0, help="Share by which a cost may grow."),
    ] = 0.15,
    form: Annotated[
        BenchFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write it; by default as -o's suffix says, else terminal.",
            show_default=False,
        ),
    ] = None,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> None:
    """Measure speed, memory and accuracy, beside other readers of the same pictures.

    Exit status: 0 measured, 1 slower or less accurate than the run to compare with.
    """
    form = form or _bench_format_for(output)
    _check_output(output, [given, *([against] if against else [])])
    from auditor.bench.comparison import compare
    from auditor.bench.result import load_result

    earlier = load_result(against) if against else None
    if given.is_file() or given.suffix == ".json":
        result = load_result(given)
    else:
        result = _measured(given, only, readers, repeat, files, many, quiet=quiet)
    comparison = compare(earlier, result, tolerance) if earlier else None
    _deliver(
        _bench_text(result, comparison, form, color, to_file=output is not None), output
    )
    worse = [change for change in comparison.changes if change.worse] if comparison else []
    for remark in comparison.remarks if comparison else ():
        _remark(remark)
    for change in worse:
        _remark(f"{change.title}: {change.before:.4g} before, {change.after:.4g} now")
    raise typer.Exit(1 if worse else 0)


def _measured(
    folder: Path,
    only: str | None,
    readers: str | None,
    repeat: int,
    files: int,
    many: int,
    *,
    quiet: bool,
) -> BenchResult:
    from datetime import UTC, datetime

    from auditor.bench.run import Section, measure

    def told(doing: str) -> None:
        if sys.stderr.isatty() and not quiet:
            _remark(doing)

    known = {section.value: section for section in Section}
    names = [name.strip() for name in only.split(",")] if only else list(known)
    for name in names:
        if name not in known:
            raise UsageError(
                f"--only {name}", "is no section", f"use one of {', '.join(known)}"
            )
    return measure(
        folder,
        sections=frozenset(known[name] for name in names),
        peers=[name.strip() for name in readers.split(",")] if readers else (),
        repeat=repeat,
        files=files,
        many=many,
        today=datetime.now(UTC).date(),
        told=told,
    )


def _bench_text(
    result: BenchResult,
    comparison: Comparison | None,
    form: BenchFormat,
    color: Color,
    *,
    to_file: bool,
) -> str:
    from auditor.bench import tell

    match form:
        case BenchFormat.TERMINAL:
            colored = _colored(color, to_file=to_file)
            tables = tell.tables_of(result, comparison)
            return tell.tables_as_text(tables, result, color=colored)
        case BenchFormat.MARKDOWN:
            return tell.tables_as_markdown(tell.tables_of(result, comparison), result)
        case BenchFormat.JSON:
            from auditor.bench.result import result_to_json

            return result_to_json(result)
        case BenchFormat.SVG:
            from auditor.bench.plot import plot_of

            return plot_of(result)


@app.command()
def serve(
    data: Annotated[
        Path,
        typer.Option(
            "--data", metavar="FOLDER", help="Where products and their pictures are kept."
        ),
    ] = Path("auditor-data"),
    store: Annotated[
        Path | None,
        typer.Option(
            "--store",
            metavar="RESULTS",
            help="Show a scan's results too: its store, or a file or folder of JSON lines.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others need a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535)] = 8000,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="AUDITOR_TOKEN",
            help="What visitors have to know; the variable keeps it off the process list.",
            show_default=False,
        ),
    ] = None,
    accounts: Annotated[
        Path | None,
        typer.Option(
            "--accounts",
            metavar="FILE",
            help="TOML file of names and tokens; nobody sees the products of others.",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep",
            metavar="SPAN",
            help="Delete what nobody has changed for so long, as in 12h or 7d.",
            show_default=False,
        ),
    ] = None,
    quota: Annotated[
        str, typer.Option("--quota", metavar="SIZE", help="Room for pictures.")
    ] = "10GB",
    profile: ProfileOption = "glutamine",
    engine: EngineOption = "ppocr",
    effort: EffortOption = Effort.NORMAL,
    lang: LangOption = "en",
    limit: LimitOption = None,
    day: DayOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = 0,
) -> None:
    """Serve the web page and the JSON API until interrupted.

    Only this machine can reach it, unless --host says otherwise and there is a token.
    Dates on labels are held against --day, or else the day on which a page is looked at.
    """
    _log(verbose)
    try:
        from auditor.web import app as server
        from auditor.web import serving
    except ImportError as error:
        raise EngineError(
            "the web page",
            f"{error.name} is not installed",
            "install the extra: pip install 'auditor[web]'",
        ) from error
    from auditor import pipeline

    known = serving.load_accounts(accounts) if accounts else {}
    if token is not None:
        known["owner"] = token
    told = serving.Serving(
        folder=data.absolute(),
        host=host,
        port=port,
        accounts=known,
        reading=pipeline.Settings(
            engine=engine, effort=effort, lang=lang, day=day.date() if day else None
        ).limited(limit or ()),
        profile=profile,
        results=store,
        quota_bytes=serving.parse_size(quota),
        keep_seconds=serving.parse_span(keep) if keep else None,
    )
    server.serve(told, started=None if quiet else _remark)


@app.command()
def doctor() -> None:
    """Tell what this installation can do, and how to get what is missing.

    Exit status: 0 the default engine reads, 6 it does not.
    """
    from auditor import doctor as examination

    checks = examination.examine()
    _say("".join(_check_lines(checks)))
    raise typer.Exit(0 if examination.works(checks) else EngineError.exit_code)


def _check_lines(checks: Sequence[Check]) -> Iterator[str]:
    signs = {"ok": "✓", "told": "·", "optional": "–", "missing": "✗"}
    group = ""
    for check in checks:
        if check.group != group:
            group = check.group
            yield f"{group}\n"
        yield f"  {signs[check.state]} {check.name}: {printable(check.detail)}\n"
        if check.remedy:
            yield f"    → {check.remedy}\n"


# --- statuses -----------------------------------------------------------------


def exit_status(result: Audit, *, exit_zero: bool = False) -> int:
    """The status of a finished audit: the gravest of its verdict and failures.

    `exit_zero` makes 0 of what a caller may not want to stop at, and of no more.
    """
    slugs = {failure.slug for failure in result.failures}
    if not result.sources and slugs == {NoLabelError.slug}:
        # Nothing was judged, and nothing is held against anybody.
        return 0
    return _gravest(_statuses(result.verdict.value, slugs), exit_zero=exit_zero)


def _statuses(verdict: str, slugs: Iterable[str]) -> set[int]:
    known = _status_of_slugs()
    # A slug we do not know comes from another package's kind of input error.
    return {
        _STATUS_OF_VERDICT[verdict],
        *(known.get(slug, InputError.exit_code) for slug in slugs),
    }


def _gravest(statuses: Collection[int], *, exit_zero: bool) -> int:
    status = next((status for status in _GRAVEST_FIRST if status in statuses), 0)
    return 0 if exit_zero and status in _FORGIVEN else status


@dataclass(slots=True)
class _Outcome:
    """What a scan comes to: its exit status, and what to tell at its end."""

    statuses: set[int]
    aside: list[str] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)

    def counting(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as they come, counted."""
        for result in results:
            if result.is_aside:
                # Nothing was judged, and nothing is held against anybody.
                self.aside.append(result.product)
            else:
                self.verdicts[result.verdict.value] += 1
                self.statuses |= _statuses(result.verdict.value, result.slugs)
            yield result

    def tell(self, say: Callable[[str], None], output: Path | None) -> None:
        if self.aside:
            some = ", ".join(self.aside[:_NAMED])
            more = f" and {len(self.aside) - _NAMED} more" if self.aside[_NAMED:] else ""
            count = _count(len(self.aside), "product")
            say(f"{count} put aside, whose pictures show no label: {some}{more}")
        if output is not None:
            counts = ", ".join(f"{n:,} {verdict}" for verdict, n in self.verdicts.items())
            say(f"{counts or 'nothing judged'}; the results are in {output}")

    def status(self, fail_on: FailOn, *, exit_zero: bool) -> int:
        """The gravest of all; an incomplete product fails where it is asked for."""
        incomplete, failed = _STATUS_OF_VERDICT["incomplete"], _STATUS_OF_VERDICT["fail"]
        found = set(self.statuses)
        if fail_on is FailOn.INCOMPLETE and incomplete in found:
            found.add(failed)
        return _gravest(found, exit_zero=exit_zero)


def _status_of_slugs() -> dict[str, int]:
    kinds: list[type[AuditorError]] = [AuditorError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return {kind.slug: kind.exit_code for kind in kinds}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its status."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks must not stop a report.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    garbage.look_seldom()
    status = _status(arguments)
    # The kernel takes back all memory at once.
    garbage.spare_what_is_loaded()
    sys.exit(status)


def _status(arguments: Sequence[str] | None) -> int:
    try:
        status = app(arguments, prog_name="auditor", standalone_mode=False)
    except AuditorError as error:
        for line in _lines_of(error):
            _remark(line)
        return error.exit_code
    except typer.TyperException as error:
        _remark(_usage(error))
        return UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _remark("interrupted")
        return INTERRUPTED
    except Exception as error:
        traceback.print_exc()
        _remark(
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


# --- input --------------------------------------------------------------------


def _inputs(files: Sequence[Path], limits: Limits) -> tuple[Path | Source, ...]:
    """What to read, each once; a dash stands for what is piped in."""
    unique = tuple(dict.fromkeys(files))
    return tuple(_standard_input(limits) if str(file) == "-" else file for file in unique)


def _standard_input(limits: Limits) -> Source:
    from auditor.reading.source import source_of

    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("-", "nothing is piped in", "pipe a file in, or give its name")
    longest = max(limits.picture_bytes, limits.pdf_bytes)
    return source_of("standard input", sys.stdin.buffer.read(longest + 1), limits)


def _name_of(file: Path | Source) -> str:
    return str(file) if isinstance(file, Path) else file.name


def _check_output(output: Path | None, files: Sequence[Path]) -> None:
    """Refuse to write over what is to be read."""
    if output is None or not output.exists():
        return
    for file in files:
        if file.exists() and output.samefile(file):
            raise UsageError(output, "is one of the files to read", "write to another file")


def _page_images(files: Sequence[Path | Source], settings: Settings) -> PageImages:
    """The pictures of the files' pages, for a report that shows them."""
    from auditor import pipeline

    by_name = {_name_of(file): file for file in files}

    def image(name: str, page: int) -> Image | None:
        return (
            pipeline.page_image(by_name[name], page, settings) if name in by_name else None
        )

    return image


def _draw(
    overlay: Path,
    file: Path | Source,
    document: Document,
    number: int,
    stage: Stage,
    settings: Settings,
) -> None:
    from auditor import pipeline
    from auditor.report.overlay import draw_overlay, fact_marks, word_marks

    page = next((page for page in document.pages if page.number == number), None)
    if page is None:
        raise UsageError(
            "--page",
            f"{document.name} has no page {number} that was read",
            "give 1, its only page"
            if len(document.pages) == 1
            else f"give one of 1 to {len(document.pages)}",
        )
    match stage:
        case Stage.WORDS:
            marks = word_marks(page)
        case Stage.FACTS:
            facts = pipeline.facts_of((document,), settings)
            marks = fact_marks(facts, document.name, number)
    image = pipeline.page_image(file, number, settings)
    write_atomically(overlay, draw_overlay(image, page, marks))


# --- scans --------------------------------------------------------------------


def _catalogue_lines(catalogue: Catalogue) -> Iterator[str]:
    """Which files would be audited as which products, and what would not."""
    for product in catalogue.products:
        yield f"{printable(product.id)}{' (complete)' if product.complete else ''}\n"
        for file in product.files:
            yield f"  {printable(str(file))}\n"
    for item in catalogue.left_out:
        yield f"left out: {printable(str(item.path))}: {item.reason}\n"
    files = len({file for product in catalogue.products for file in product.files})
    products = _count(len(catalogue.products), "product")
    yield (
        f"{products} from {_count(files, 'file')}; "
        f"{_count(len(catalogue.left_out), 'other thing')} left out\n"
    )


def _tell_left_out(
    catalogue: Catalogue | Listing, told: Callable[[str], None], *, verbose: bool
) -> None:
    """Name what may hold labels; count the rest, or name it when asked."""
    reasons: Counter[str] = Counter()
    for item in catalogue.left_out:
        if item.unread or verbose:
            told(f"{item.path}: left out, {item.reason}")
        else:
            reasons[item.reason] += 1
    if reasons:
        counts = ", ".join(f"{n:,} ({reason})" for reason, n in reasons.most_common())
        told(f"left out of the folders: {counts}; -v names them")


@contextmanager
def _interruptible(*, keeps: bool) -> Iterator[None]:
    """An interrupt, or being asked to end, ends the scan and tells how to go on."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        _remark(
            "interrupted; what was done is kept, and the same command goes on from there"
            if keeps
            else "interrupted; nothing was kept"
        )
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _scan_on_cluster(
    on: str,
    paths: Sequence[str],
    group: Group,
    manifest: Path | None,
    form: BatchFormat | None,
    terms: Terms,
    output: str | None,
    *,
    quiet: bool,
) -> set[int]:
    """Scan into shards; the statuses of all products."""
    from auditor.batch.cluster import OnRay
    from auditor.batch.remote import find_anywhere
    from auditor.batch.shards import ShardForm, scan_in_shards

    if output is None:
        raise UsageError("--on", "writes shards", "name a folder or URL with -o")
    runner = OnRay(on)
    told = (lambda _: None) if quiet else _remark
    listing = find_anywhere(paths, group, manifest)
    _tell_left_out(listing, told, verbose=False)
    with _interruptible(keeps=True):
        done = scan_in_shards(
            listing,
            terms,
            output,
            runner=runner,
            form=ShardForm(form or BatchFormat.JSONL),
            progress=lambda now: told(f"{now.done:,} of {now.products:,} products"),
        )
    told(
        f"{_count(done.done, 'product')} in {_count(done.shards, 'shard')}, "
        f"{done.resumed:,} of them there before; the results are in {output}"
    )
    statuses = set()
    for outcome in done.outcomes:
        verdict, *slugs = outcome.split()
        if verdict in _STATUS_OF_VERDICT:
            statuses |= _statuses(verdict, slugs)
    return statuses


@contextmanager
def _scan_progress(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    from auditor.batch.progress import shown_progress

    with shown_progress(quiet=quiet, say=_remark) as progress:
        yield progress


@contextmanager
def _opened_store(
    folder: Path | None, told: Callable[[str], None] | None = None
) -> Iterator[Store]:
    from auditor.batch.store import Store, store_path

    with Store(store_path(folder), told or _remark) as store:
        yield store


def _result_pieces(
    results: Iterable[Result],
    form: BatchFormat,
    output: Path | None,
    settings: Settings,
    color: Color,
) -> Iterable[bytes]:
    if form is BatchFormat.JSONL:
        return (result.line.encode() for result in results)
    to_file = output is not None
    return render_batch(
        _stored(results),
        form,
        pictures=_thumbnails(output, settings) if form is BatchFormat.HTML else None,
        color=_colored(color, to_file=to_file),
        width=_width(to_file=to_file),
    )


def _deliver_stream(pieces: Iterable[bytes], output: Path | None, *, endless: bool) -> None:
    """Write the whole at its end, or without an end each piece as it comes."""
    if not endless:
        _deliver_pieces(pieces, output)
    elif output is None:
        for piece in pieces:
            _deliver_pieces((piece,), None)
    else:
        with _appending(output) as file:
            for piece in pieces:
                file.write(piece)
                file.flush()


def _stored(results: Iterable[Result]) -> Iterator[StoredAudit]:
    from auditor.report.batch.stored import parse_result

    for result in results:
        yield parse_result(result.line.rstrip("\n"), result.product)


# --- output -------------------------------------------------------------------


def _format_for(output: Path | None) -> ReportFormat:
    return _by_ending(
        output,
        {
            "": ReportFormat.TERMINAL,
            ".txt": ReportFormat.TERMINAL,
            ".html": ReportFormat.HTML,
            ".htm": ReportFormat.HTML,
            ".json": ReportFormat.JSON,
            ".jsonl": ReportFormat.JSONL,
            ".md": ReportFormat.MARKDOWN,
        },
    )


def _batch_format_for(output: Path | None) -> BatchFormat:
    return _by_ending(
        output,
        {
            "": BatchFormat.TERMINAL,
            ".txt": BatchFormat.TERMINAL,
            ".csv": BatchFormat.CSV,
            ".htm": BatchFormat.HTML,
            ".html": BatchFormat.HTML,
            ".jsonl": BatchFormat.JSONL,
            ".md": BatchFormat.MARKDOWN,
            ".parquet": BatchFormat.PARQUET,
            ".sarif": BatchFormat.SARIF,
            ".xml": BatchFormat.JUNIT,
        },
    )


def _diff_format_for(output: Path | None) -> DiffFormat:
    return _by_ending(
        output,
        {
            "": DiffFormat.TERMINAL,
            ".txt": DiffFormat.TERMINAL,
            ".md": DiffFormat.MARKDOWN,
            ".json": DiffFormat.JSON,
        },
    )


def _bench_format_for(output: Path | None) -> BenchFormat:
    return _by_ending(
        output,
        {
            "": BenchFormat.TERMINAL,
            ".txt": BenchFormat.TERMINAL,
            ".json": BenchFormat.JSON,
            ".md": BenchFormat.MARKDOWN,
            ".svg": BenchFormat.SVG,
        },
    )


def _by_ending(output: Path | None, formats: Mapping[str, T]) -> T:
    """The format that a file's name asks for; UsageError where it asks for none."""
    suffix = output.suffix.lower() if output else ""
    if suffix not in formats:
        known = ", ".join(filter(None, formats))
        raise UsageError(
            str(output),
            f"{suffix} tells no format of a report",
            f"use one of {known}, or say --format",
        )
    return formats[suffix]


def _deliver(report: str, output: Path | None) -> None:
    if output is None:
        _say(report)
    else:
        write_atomically(output, report)


@contextmanager
def _appending(output: Path) -> Iterator[BinaryIO]:
    try:
        with output.open("ab") as file:
            yield file
    except OSError as error:
        raise OutputError(
            output, f"cannot be written: {error.strerror}", "choose another file"
        ) from error


def _say(text: str) -> None:
    """Write on standard output; a reader that has seen enough is no error."""
    with _heard():
        sys.stdout.write(text)
        sys.stdout.flush()


def _deliver_pieces(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write piece by piece as they come, bytes as they are."""
    if output is not None:
        write_atomically(output, pieces)
        return
    for piece in pieces:
        with _heard():
            sys.stdout.buffer.write(piece)
    with _heard():
        sys.stdout.flush()


@contextmanager
def _heard() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # The interpreter flushes once more when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(
            "standard output",
            f"cannot be written: {error.strerror}",
            "make room, or use -o",
        ) from error


def _remark(text: str) -> None:
    """One line on standard error."""
    with suppress(OSError):
        print(f"auditor: {printable(text)}", file=sys.stderr)  # noqa: T201


def _complain(failure: Failure) -> None:
    remedy = f"; {failure.remedy}" if failure.remedy else ""
    _remark(f"{failure.file}: {failure.problem}{remedy} [{failure.slug}]")


@contextmanager
def _progress(doing: str, *, quiet: bool) -> Iterator[None]:
    """Tell a person who waits what is going on; a file or pipe is told nothing."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(printable(doing))):
        yield


def _log(verbose: int) -> None:
    """Let the stages tell the operator what they do."""
    if verbose > 1:
        import logging

        logging.basicConfig(
            stream=sys.stderr, level=logging.DEBUG, format="%(name)s: %(message)s"
        )


def _colored(color: Color, *, to_file: bool) -> bool:
    """Whether to color: NO_COLOR and a pipe say no, and the option has the last word."""
    match color:
        case Color.ALWAYS:
            return True
        case Color.NEVER:
            return False
        case Color.AUTO:
            plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
            return not (to_file or plain) and sys.stdout.isatty()


def _width(*, to_file: bool) -> int:
    if to_file or not sys.stdout.isatty():
        return 80
    return min(max(shutil.get_terminal_size().columns, 20), _WIDEST)


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
