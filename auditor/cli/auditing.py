"""The commands about one product's files: audit judges them, read only reads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor import __version__
from auditor.cli.inputs import check_output, files_to_read, name_of, page_images
from auditor.cli.options import (
    Color,
    ColorOption,
    CompleteOption,
    DayOption,
    EffortOption,
    EngineOption,
    ExitZeroOption,
    Files,
    FormatOption,
    LangOption,
    LimitOption,
    OutputOption,
    PasswordOption,
    ProfileOption,
    QuietOption,
    Stage,
    VerboseOption,
)
from auditor.cli.output import (
    colored,
    complain,
    counted,
    deliver,
    format_for,
    log,
    progress,
    remark,
    width,
)
from auditor.cli.statuses import exit_status
from auditor.errors import InputError, UsageError
from auditor.reading.effort import Effort
from auditor.reading.engines import DEFAULT_ENGINE
from auditor.report import render
from auditor.report.files import write_atomically

if TYPE_CHECKING:
    from auditor.model import Document
    from auditor.pipeline import Settings
    from auditor.reading.source import Source


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
    engine: EngineOption = DEFAULT_ENGINE,
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
    form = form or format_for(output)
    log(verbose)
    check_output(output, files)
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
    inputs = files_to_read(files, settings.limits)
    with progress(f"reading {counted(len(inputs), 'file')}", quiet=quiet):
        result = pipeline.audit_product(
            inputs, profile=rules, settings=settings, product=product
        )
    for failure in result.failures:
        complain(failure)
    with progress("writing the report", quiet=quiet):
        report = render(
            result,
            form,
            images=page_images(inputs, settings),
            color=colored(color, to_file=output is not None),
            width=width(to_file=output is not None),
            verbose=verbose > 0,
        )
    deliver(report, output)
    if output is not None and not quiet:
        remark(f"{result.product}: {result.verdict}; the report is in {output}")
    raise typer.Exit(exit_status(result, exit_zero=exit_zero))


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
        int,
        typer.Option(
            "--page", metavar="N", min=1, help="Page for --overlay, counted from 1."
        ),
    ] = 1,
    output: OutputOption = None,
    complete: CompleteOption = False,
    engine: EngineOption = DEFAULT_ENGINE,
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
    log(verbose)
    check_output(output, files)
    check_output(overlay, files)
    if overlay is not None and len(files) > 1:
        raise UsageError("--overlay", "draws on one file", "hand in one file at a time")
    from auditor import pipeline
    from auditor.report import record

    settings = pipeline.Settings(
        engine=engine, effort=effort, lang=lang, password=password, complete=complete
    ).limited(limit or ())
    documents, failures = [], []
    for file in files_to_read(files, settings.limits):
        try:
            with progress(f"reading {name_of(file)}", quiet=quiet):
                document = pipeline.read_document(file, settings)
        except InputError as error:
            failure = pipeline.failure_of(error)
            failures.append(failure)
            complain(failure)
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
    deliver(record.dumps(told, indent=True), output)
    raise typer.Exit(InputError.exit_code if failures and not exit_zero else 0)


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
