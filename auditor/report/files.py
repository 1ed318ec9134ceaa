"""Writing a report to disk, whole or not at all.

Whoever opens the file sees the report from before or the new one, never half of
one, even when the disk fills up or the program is killed while it writes.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from auditor.errors import OutputError


def write_atomically(path: Path, content: str | bytes) -> None:
    """Put the content where `path` points, replacing what was there.

    Text is written as UTF-8. A link is followed, so that what it leads to is
    replaced and not the link. The file keeps the access rights it had; a new one
    gets those the user's mask allows.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    payload = content.encode("utf-8") if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise OutputError(path, "is a folder", "give the name of a file")
    if target.exists() and not target.is_file():
        # Replacing a device or a pipe would destroy it; writing in it is meant.
        _write_into(path, target, payload)
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    except OSError as error:
        raise _refused(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(target))
        temporary.replace(target)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _write_into(path: Path, target: Path, payload: bytes) -> None:
    try:
        target.write_bytes(payload)
    except OSError as error:
        raise _refused(path, error) from error


def _mode_of(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _refused(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or type(error).__name__).lower()
    return OutputError(
        path,
        f"cannot be written: {reason}",
        "choose a folder that exists, may be written to and has room",
    )
