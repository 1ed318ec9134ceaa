"""What was worked out once, kept in a user's folder for the next start of the program.

Nothing rests on it but time: what is missing or damaged is worked out again, and a disk
that is full or may not be written to is no error. What is read from it is believed, so
that a file which anybody else may have written is never read.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST: Final = 4_000_000
"""Bytes of one file: several times what any of them comes to."""


class _Cache:
    """Where things are kept, and what keeps them when the program ends."""

    folder: Callable[[], Path] | None = None
    keepers: Final[list[Callable[[], None]]] = []


def keep_in(folder: Callable[[], Path] | None) -> None:
    """From now on keep things in a folder, which is asked for when something is looked
    up; with None, and before, nothing is read and nothing kept."""
    _Cache.folder = folder


def kept_in() -> Path | None:
    """The folder in which things are kept, for a process of this program's own; None
    where nothing is kept."""
    return _Cache.folder() if _Cache.folder else None


def keep_when_done(keeper: Callable[[], None]) -> None:
    """Call this when the program has done its work."""
    _Cache.keepers.append(keeper)


def done() -> None:
    """Keep what this run has worked out."""
    for keeper in _Cache.keepers:
        keeper()


def kept(name: str) -> bytes | None:
    """What is kept under a name; None where it is not sound, or not surely ours."""
    if _Cache.folder is None:
        return None
    file = _Cache.folder() / name
    try:
        with file.open("rb") as opened:
            if not (_is_ours(file.parent.stat()) and _is_ours(os.fstat(opened.fileno()))):
                return None
            checksum, content = opened.readline(), opened.read(_MOST)
    except OSError:
        return None
    return content if checksum.strip() == _checksum(content) else None


def keep(name: str, content: bytes) -> None:
    """Keep this under a name, in place of what was there."""
    if _Cache.folder is None or len(content) > _MOST:
        return
    file = _Cache.folder() / name
    with suppress(OSError):
        nearest = next(folder for folder in file.parents if folder.exists())
        # In the home of another user, even root would leave what stands in his way.
        if _is_ours(nearest.stat()):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _put(file, _checksum(content) + b"\n" + content)


def _put(file: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(name).replace(file)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _is_ours(told: os.stat_result) -> bool:
    """Whether nobody else may have written there. Where files have no such rights, a
    user's folders are his own."""
    if os.name != "posix":
        return True
    return told.st_uid == os.geteuid() and not told.st_mode & 0o022
