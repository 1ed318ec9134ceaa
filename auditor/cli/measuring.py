"""The commands that measure the program itself: how right it is, and at what cost."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.inputs import check_output
from auditor.cli.options import (
    BenchFormat,
    Color,
    ColorOption,
    EffortOption,
    EngineOption,
    EvaluationFormat,
    LangOption,
    OutputOption,
    ProfileOption,
    QuietOption,
    VerboseOption,
    format_option,
)
from auditor.cli.output import (
    bench_format_for,
    colored,
    deliver,
    log,
    remark,
    step,
    width,
)
from auditor.errors import UsageError
from auditor.reading.effort import Effort
from auditor.reading.engines import DEFAULT_ENGINE

if TYPE_CHECKING:
    from auditor.bench.comparison import Comparison
    from auditor.bench.result import BenchResult
    from auditor.model import Audit


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
    engine: EngineOption = DEFAULT_ENGINE,
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

    log(verbose)
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
        step(f"reading {label}", quiet=quiet)

    measured = evaluation.evaluate_folder(folder, audit_of, progress=told)
    match form:
        case EvaluationFormat.TERMINAL:
            text = evaluation.render_evaluation(
                measured,
                misses=verbose > 0,
                color=colored(color, to_file=output is not None),
                width=width(to_file=output is not None),
            )
        case EvaluationFormat.JSON:
            text = dumps(evaluation.evaluation_record(measured), indent=True)
    deliver(text, output)


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
        int,
        typer.Option(
            "--repeat", metavar="N", min=1, help="Rounds, of which the least counts."
        ),
    ] = 1,
    files: Annotated[
        int,
        typer.Option(
            "--files", metavar="N", min=10, help="Of the made-up folder that is scanned."
        ),
    ] = 1_000,
    many: Annotated[
        int,
        typer.Option(
            "--pictures",
            metavar="N",
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
        typer.Option(
            "--tolerance", metavar="SHARE", min=0, help="Share by which a cost may grow."
        ),
    ] = 0.15,
    form: Annotated[BenchFormat | None, format_option()] = None,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> None:
    """Measure speed, memory and accuracy, beside other readers.

    They read the same pictures, and those that are not installed are left out.

    Exit status: 0 measured, 1 slower or less accurate than the run to compare with.
    """
    form = form or bench_format_for(output)
    check_output(output, [given, *([against] if against else [])])
    from auditor.bench.comparison import compare
    from auditor.bench.result import load_result

    earlier = load_result(against) if against else None
    if os.path.isfile(given) or given.suffix == ".json":
        result = load_result(given)
    else:
        result = _measured(given, only, readers, repeat, files, many, quiet=quiet)
    comparison = compare(earlier, result, tolerance) if earlier else None
    deliver(
        _bench_text(result, comparison, form, color, to_file=output is not None), output
    )
    worse = comparison.worse if comparison else ()
    for line in comparison.remarks if comparison else ():
        remark(line)
    for change in worse:
        remark(f"{change.title}: {change.before:.4g} before, {change.after:.4g} now")
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
        told=partial(step, quiet=quiet),
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
            tables = tell.tables_of(result, comparison)
            return tell.tables_as_text(
                tables, result, color=colored(color, to_file=to_file)
            )
        case BenchFormat.MARKDOWN:
            return tell.tables_as_markdown(tell.tables_of(result, comparison), result)
        case BenchFormat.JSON:
            from auditor.bench.result import result_to_json

            return result_to_json(result)
        case BenchFormat.SVG:
            from auditor.bench.plot import plot_of

            return plot_of(result)
