"""The commands about this installation: the page that it serves, and what it can do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.options import (
    DayOption,
    EffortOption,
    EngineOption,
    LangOption,
    LimitOption,
    ProfileOption,
    QuietOption,
    VerboseOption,
)
from auditor.cli.output import log, remark, say
from auditor.errors import EngineError
from auditor.reading.effort import Effort
from auditor.reading.engines import DEFAULT_ENGINE
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.doctor import Check


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
        str,
        typer.Option(
            "--host", metavar="ADDRESS", help="Address to listen on; others need a token."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65_535,
            help="Port to listen on; 0 takes a free one.",
        ),
    ] = 8000,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TEXT",
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
    engine: EngineOption = DEFAULT_ENGINE,
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
    log(verbose)
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
    server.serve(told, started=None if quiet else remark)


def doctor() -> None:
    """Tell what this installation can do, and what is missing.

    For whatever is missing it prints the command that installs it.

    Exit status: 0 the default engine reads, 6 it does not.
    """
    from auditor import doctor as examination

    checks = examination.examine()
    say("".join(_check_lines(checks)))
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
