"""The commands that look after what scans have kept."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from auditor.cli.options import OutputOption, Stored, StoreOption
from auditor.cli.output import counted, deliver_pieces, remark, say
from auditor.cli.typed import Command
from auditor.errors import StoreError
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.batch.store import Store

_HELD: Final = {
    "reading": "files read",
    "facts": "products with the facts of their labels",
    "audit": "audits",
}
"""What entries of a kind are, whose names are the store's own."""

store_commands = typer.Typer(
    help="Look after what is kept of readings and audits.", rich_markup_mode=None
)


@store_commands.command(cls=Command)
def info(store: StoreOption = None) -> None:
    """Tell where the store is and how much it holds."""
    with _opened_store(store) as opened:
        summary = opened.summary()
    say(f"{printable(str(summary.path))}: {summary.size_bytes / 1e6:,.1f} MB\n")
    for kind, number in summary.entries.items():
        say(f"{number:>9,} {_HELD[kind.value]}\n")
    say(f"{summary.files:>9,} known by size and time, not looked into again\n")


@store_commands.command(cls=Command)
def prune(
    store: StoreOption = None,
    unused: Annotated[
        int, typer.Option("--unused", min=0, metavar="DAYS", help="Kept if used since.")
    ] = 90,
) -> None:
    """Drop what no scan has used for a while."""
    with _opened_store(store) as opened:
        dropped = opened.prune(unused)
    say(f"dropped {counted(dropped, 'entry', 'entries')}\n")


@store_commands.command(cls=Command)
def export(
    store: StoreOption = None,
    what: Annotated[
        Stored, typer.Option("--what", help="Results, or documents with their words.")
    ] = Stored.AUDITS,
    output: OutputOption = None,
) -> None:
    """Write all that is kept, one line of JSON each.

    The lines are in the order of their fingerprints.
    """
    from auditor.batch.store import Kind, unpacked

    kind = {Stored.AUDITS: Kind.AUDIT, Stored.READINGS: Kind.READING}[what]
    with _opened_store(store) as opened:
        lines = (unpacked(entry.content).rstrip("\n") for _, entry in opened.entries(kind))
        deliver_pieces((f"{line}\n".encode() for line in lines), output)


@store_commands.command(cls=Command)
def verify(store: StoreOption = None) -> None:
    """Look at every byte, and drop what is damaged.

    What is dropped is made anew by the next scan that needs it.

    Exit status: 0 sound, 7 something was damaged.
    """
    mended: list[str] = []
    with _opened_store(store, mended.append) as opened:
        dropped = opened.verify()
        left = sum(opened.summary().entries.values())
    for line in mended:
        remark(line)
    if dropped:
        remark(f"{counted(dropped, 'damaged entry', 'damaged entries')} dropped")
    say(f"{counted(left, 'entry', 'entries')} sound\n")
    raise typer.Exit(StoreError.exit_code if mended or dropped else 0)


@contextmanager
def _opened_store(
    folder: Path | None, told: Callable[[str], None] | None = None
) -> Iterator[Store]:
    from auditor.batch.store import Store, store_path

    with Store(store_path(folder), told or remark) as store:
        yield store
