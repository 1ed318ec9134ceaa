"""The files that a command was given: each once, piped in, or to be drawn again.

What is read must not be written over, so the output is held against it here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from auditor.pipeline import Settings
    from auditor.reading.source import Limits, Source
    from auditor.report import PageImages


def files_to_read(files: Sequence[Path], limits: Limits) -> tuple[Path | Source, ...]:
    """What to read, each once; a dash stands for what is piped in."""
    unique = tuple(dict.fromkeys(files))
    return tuple(_standard_input(limits) if str(file) == "-" else file for file in unique)


def _standard_input(limits: Limits) -> Source:
    from auditor.reading.source import source_of

    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("-", "nothing is piped in", "pipe a file in, or give its name")
    longest = max(limits.picture_bytes, limits.pdf_bytes)
    return source_of("standard input", sys.stdin.buffer.read(longest + 1), limits)


def name_of(file: Path | Source) -> str:
    """What messages call a file."""
    return str(file) if isinstance(file, Path) else file.name


def check_output(output: Path | None, files: Sequence[Path]) -> None:
    """Refuse to write over what is to be read."""
    if output is None or not os.path.exists(output):
        return
    for file in files:
        if os.path.exists(file) and output.samefile(file):
            raise UsageError(output, "is one of the files to read", "write to another file")


def page_images(files: Sequence[Path | Source], settings: Settings) -> PageImages:
    """The pictures of the files' pages, for a report that shows them."""
    from auditor import pipeline

    by_name = {name_of(file): file for file in files}

    def image(name: str, page: int) -> Image | None:
        return (
            pipeline.page_image(by_name[name], page, settings) if name in by_name else None
        )

    return image
