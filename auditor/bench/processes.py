"""What the program costs as a user starts it: whole processes, from the shell's call
to the exit status."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

from auditor.bench.result import Figure, Unit
from auditor.bench.spent import least
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PDF_STATUSES = frozenset({0, 1, 3})
"""Of an audit that came to a verdict."""


def measure_startup(pdf: Path | None, repeat: int) -> Iterator[Figure]:
    """Help, and the audit of a PDF with a text layer.

    Args:
        pdf: None where the pictures' folder has no such file.
    """
    yield from _process("help", "auditor --help", ("--help",), repeat)
    if pdf is None:
        note = "no PDF with a text layer beside the pictures"
        yield Figure("startup.pdf", "auditor audit of a text-layer PDF", None, note=note)
    else:
        title = "auditor audit of a text-layer PDF"
        yield from _process("pdf", title, ("audit", str(pdf)), repeat)


def _process(
    name: str, title: str, arguments: tuple[str, ...], repeat: int
) -> Iterator[Figure]:
    command = (sys.executable, "-m", "auditor", *arguments)
    spent = least(partial(_run, command), repeat)
    yield Figure(f"startup.{name}", title, spent.cpu)
    yield Figure(f"startup.{name}-wall", title, spent.wall, Unit.WALL_SECONDS)


def _run(command: tuple[str, ...]) -> None:
    ended = subprocess.run(command, capture_output=True, check=False)
    if ended.returncode not in _PDF_STATUSES:
        raise AuditorError(" ".join(command[2:]), f"ended with {ended.returncode}")
