"""An audit, told to people and to programs.

Each format is a module of its own and tells the same audit; none decides
anything. A format's libraries are loaded when it is asked for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from auditor.model import Audit

    PageImages: TypeAlias = Callable[[str, int], Image | None]
    """The upright picture of a file's page (counted from 1), None if there is none."""


class ReportFormat(StrEnum):
    """How to write one product's report."""

    TERMINAL = "terminal"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    HTML = "html"


def render(
    audit: Audit,
    form: ReportFormat,
    *,
    images: PageImages | None = None,
    color: bool = False,
    width: int = 80,
    verbose: bool = False,
) -> str:
    """The report as text that ends with a newline.

    `images` puts the pictures into HTML; `color`, `width` and `verbose` shape the
    terminal's text. The other formats look at none of them.
    """
    match form:
        case ReportFormat.TERMINAL:
            from auditor.report.terminal import render_terminal

            return render_terminal(audit, color=color, width=width, verbose=verbose)
        case ReportFormat.JSON:
            from auditor.report.record import render_json

            return render_json(audit)
        case ReportFormat.JSONL:
            from auditor.report.record import render_jsonl

            return render_jsonl(audit)
        case ReportFormat.MARKDOWN:
            from auditor.report.markdown import render_markdown

            return render_markdown(audit)
        case ReportFormat.HTML:
            from auditor.report.html import render_html

            return render_html(audit, images)
