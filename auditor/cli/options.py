"""What the commands can be told: their options, and the choices of each.

An option is written once, so that it means the same and reads the same in the help
wherever it is offered.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from auditor.reading.effort import Effort
from auditor.reading.engines import DEFAULT_ENGINE, known_engines, no_engine
from auditor.report import ReportFormat


class Color(StrEnum):
    """Whether to color."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Stage(StrEnum):
    """How far files are read."""

    WORDS = "words"
    FACTS = "facts"


class TableFormat(StrEnum):
    """How to write a table."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


class EvaluationFormat(StrEnum):
    """How to write an evaluation."""

    TERMINAL = "terminal"
    JSON = "json"


class BenchFormat(StrEnum):
    """How to write measurements."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"
    SVG = "svg"


class FailOn(StrEnum):
    """What gives status 1."""

    FAIL = "fail"
    INCOMPLETE = "incomplete"


class Stored(StrEnum):
    """What the store keeps that can be taken out."""

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


def _known_engine(name: str) -> str:
    """A misspelled engine is told at once, also where no file needs one."""
    if name != DEFAULT_ENGINE and name not in known_engines():
        raise no_engine(name)
    return name


EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        callback=_known_engine,
        help="Engine that reads print; see: auditor doctor.",
    ),
]

EffortOption = Annotated[
    Effort,
    typer.Option("--effort", help="What a picture may cost, and how well it is read."),
]

LangOption = Annotated[
    str,
    typer.Option(
        "--lang", metavar="CODES", help="Languages of the label, as in en or en+fr."
    ),
]

PasswordOption = Annotated[
    str | None,
    typer.Option(
        "--password",
        metavar="TEXT",
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


def format_option(what: str = "it") -> OptionInfo:
    """How to write something, of a command that else asks the output's name."""
    option: OptionInfo = typer.Option(
        "--format",
        "-f",
        help=f"How to write {what}; by default as -o's suffix says, else terminal.",
        show_default=False,
    )
    return option


FormatOption = Annotated[ReportFormat | None, format_option("the report")]

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
