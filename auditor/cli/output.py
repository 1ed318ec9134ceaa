"""Where reports and remarks go, and in which form.

Reports go to standard output or a file, everything else to standard error, so that
a pipe holds nothing but the report. Where no format is asked for, the ending of the
file's name tells it.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from auditor.cli.options import BenchFormat, Color, TableFormat
from auditor.errors import OutputError, UsageError
from auditor.report import ReportFormat
from auditor.report.batch import BatchFormat
from auditor.report.files import write_atomically
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    from auditor.model import Failure
    from auditor.pipeline import Settings
    from auditor.report.batch import PagePictures

T = TypeVar("T")

_WIDEST: Final = 100
"""Columns of a report on a wide terminal; longer lines are hard to read."""


def format_for(output: Path | None) -> ReportFormat:
    """The format of one product's report, as its file's name tells it."""
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


def batch_format_for(output: Path | None) -> BatchFormat:
    """The format of many products' results, as their file's name tells it."""
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


def diff_format_for(output: Path | None) -> TableFormat:
    """The format of a comparison, as its file's name tells it."""
    return _by_ending(
        output,
        {
            "": TableFormat.TERMINAL,
            ".txt": TableFormat.TERMINAL,
            ".md": TableFormat.MARKDOWN,
            ".json": TableFormat.JSON,
        },
    )


def bench_format_for(output: Path | None) -> BenchFormat:
    """The format of measurements, as their file's name tells it."""
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


def deliver(report: str, output: Path | None) -> None:
    """Write the whole report, into its file or on standard output."""
    if output is None:
        say(report)
    else:
        write_atomically(output, report)


def deliver_pieces(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write piece by piece as they come, bytes as they are."""
    if output is not None:
        write_atomically(output, pieces)
        return
    for piece in pieces:
        with _heard():
            sys.stdout.buffer.write(piece)
    with _heard():
        sys.stdout.flush()


def deliver_stream(pieces: Iterable[bytes], output: Path | None, *, endless: bool) -> None:
    """Write the whole at its end, or without an end each piece as it comes."""
    if not endless:
        deliver_pieces(pieces, output)
    elif output is None:
        for piece in pieces:
            deliver_pieces((piece,), None)
    else:
        with _appending(output) as file:
            for piece in pieces:
                file.write(piece)
                file.flush()


@contextmanager
def _appending(output: Path) -> Iterator[BinaryIO]:
    try:
        with output.open("ab") as file:
            yield file
    except OSError as error:
        raise OutputError(
            output, f"cannot be written: {error.strerror}", "choose another file"
        ) from error


def say(text: str) -> None:
    """Write on standard output; a reader that has seen enough is no error."""
    with _heard():
        sys.stdout.write(text)
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


def thumbnails_beside(
    output: Path | None, settings: Settings, *homes: Path
) -> PagePictures | None:
    """Pictures in a folder beside the gallery, of files that lie here or in a home."""
    from auditor.report.batch.thumbnails import Originals, Thumbnails

    if output is None:
        return None
    originals = Originals((Path(), *homes), settings)
    return Thumbnails(output.with_name(f"{output.stem}-pictures"), originals)


def remark(text: str) -> None:
    """One line on standard error."""
    with suppress(OSError):
        print(f"auditor: {printable(text)}", file=sys.stderr)  # noqa: T201


def complain(failure: Failure) -> None:
    """Name a file that could not be read, on one line of standard error."""
    remedy = f"; {failure.remedy}" if failure.remedy else ""
    remark(f"{failure.file}: {failure.problem}{remedy} [{failure.slug}]")


def _is_watched(*, quiet: bool) -> bool:
    """Whether a person waits, who wants to know; a file or pipe is told nothing."""
    return sys.stderr.isatty() and not quiet


def step(doing: str, *, quiet: bool) -> None:
    """Tell a person who waits what is done now, one line for each of many things."""
    if _is_watched(quiet=quiet):
        remark(doing)


@contextmanager
def progress(doing: str, *, quiet: bool) -> Iterator[None]:
    """Tell a person who waits what is going on."""
    if not _is_watched(quiet=quiet):
        yield
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(printable(doing))):
        yield


def log(verbose: int) -> None:
    """Let the stages tell the operator what they do."""
    if verbose > 1:
        import logging

        logging.basicConfig(
            stream=sys.stderr, level=logging.DEBUG, format="%(name)s: %(message)s"
        )


def colored(color: Color, *, to_file: bool) -> bool:
    """Whether to color: NO_COLOR and a pipe say no, and the option has the last word."""
    match color:
        case Color.ALWAYS:
            return True
        case Color.NEVER:
            return False
        case Color.AUTO:
            plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
            return not (to_file or plain) and sys.stdout.isatty()


def width(*, to_file: bool) -> int:
    """Columns of a report: those of the terminal within reason, elsewhere 80."""
    if to_file or not sys.stdout.isatty():
        return 80
    return min(max(shutil.get_terminal_size().columns, 20), _WIDEST)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, as in 1 file and 2,000 files."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
