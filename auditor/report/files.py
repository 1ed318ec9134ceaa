"""Writing a report to disk, whole or not at all.

Whoever opens the file sees the report from before or the new one, never half of
one, even when the disk fills up or the program is killed while it writes.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable


def write_atomically(path: Path, content: str | bytes | Iterable[bytes]) -> None:
    """Put the content where `path` points, replacing what was there.

    Text is written as UTF-8, pieces one after the other as they come. A link is
    followed, so that what it leads to is replaced and not the link. The file keeps
    the access rights it had; a new one gets those the user's mask allows.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    if isinstance(content, str):
        content = content.encode("utf-8")
    pieces = (content,) if isinstance(content, bytes) else content
    try:
        _write(Path(os.path.realpath(path)), pieces)
    except IsADirectoryError as error:
        raise OutputError(path, "is a folder", "give the name of a file") from error
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise OutputError(
            path,
            f"cannot be written: {reason}",
            "choose a folder that exists, may be written to and has room",
        ) from error


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    if os.path.exists(target) and not os.path.isfile(target):
        # Replacing a device or a pipe would destroy it; writing into it is meant.
        with target.open("wb") as file:
            file.writelines(pieces)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(target))
        temporary.replace(target)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _mode_of(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
