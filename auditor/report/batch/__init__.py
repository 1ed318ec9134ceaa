"""Many audits, told to people and to programs.

Each format is a module of its own and takes the audits one after the other, as a
scan yields them, so that a million of them need no more memory than the totals.
None decides anything. A format's libraries are loaded when it is asked for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from auditor.model import Document, Page
    from auditor.report.batch.stored import StoredAudit

    PagePictures: TypeAlias = Callable[[Document, Page], str | None]
    """The address of a page's picture as the gallery knows it, None without one."""


class BatchFormat(StrEnum):
    """How to write many products' results."""

    TERMINAL = "terminal"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    GITHUB = "github"
    HTML = "html"


def render_batch(
    results: Iterable[StoredAudit],
    form: BatchFormat,
    *,
    pictures: PagePictures | None = None,
    color: bool = False,
    width: int = 80,
) -> Iterator[bytes]:
    """The report piece by piece; text is UTF-8 and ends with a newline.

    The results are gone through once. `pictures` puts pictures into HTML; `color`
    and `width` shape the terminal's text. The other formats look at none of them.

    Raises:
        DependencyError: Parquet was asked for and pyarrow is not installed.
    """
    match form:
        case BatchFormat.TERMINAL:
            from auditor.report.batch.terminal import terminal_lines

            return _encoded(terminal_lines(results, color=color, width=width))
        case BatchFormat.JSONL:
            from auditor.report.record import inert

            return _encoded(inert(result.line) + "\n" for result in results)
        case BatchFormat.CSV:
            from auditor.report.batch.table import csv_lines

            return _encoded(csv_lines(results))
        case BatchFormat.PARQUET:
            from auditor.report.batch.parquet import parquet_bytes

            return parquet_bytes(results)
        case BatchFormat.SARIF:
            from auditor.report.batch.sarif import sarif_pieces

            return _encoded(sarif_pieces(results))
        case BatchFormat.JUNIT:
            from auditor.report.batch.junit import junit_pieces

            return _encoded(junit_pieces(results))
        case BatchFormat.MARKDOWN:
            from auditor.report.batch.markdown import markdown_lines

            return _encoded(markdown_lines(results))
        case BatchFormat.GITHUB:
            from auditor.report.batch.github import annotation_lines

            return _encoded(annotation_lines(results))
        case BatchFormat.HTML:
            from auditor.report.batch.gallery import gallery_pieces

            return _encoded(gallery_pieces(results, pictures))


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8") for piece in pieces)
