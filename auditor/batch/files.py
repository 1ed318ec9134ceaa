"""The files of a scan: folders, patterns and lists to the pictures and PDFs in them.

A folder of photos also holds what nobody meant: thumbnails, half a download, links
to elsewhere. Such things are left out by rules that stand here, and every one of
them is named with its reason: a label that is not audited must not be overlooked.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from glob import has_magic, iglob
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from auditor.errors import InputError, MissingInputError, UsageError, reason_of
from auditor.reading.source import sniff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIXES: Final = frozenset(
    {
        *(".avif", ".bmp", ".gif", ".heic", ".heif", ".hif", ".jfif", ".jpe", ".jpeg"),
        *(".jpg", ".pdf", ".png", ".tif", ".tiff", ".webp"),
    }
)
"""Of files that are taken without a look inside: what is wrong with one becomes a row."""

_SYSTEM: Final = frozenset(
    {
        "thumbs.db",
        "desktop.ini",
        "ehthumbs.db",
        "__macosx",
        "@eadir",
        "$recycle.bin",
        "system volume information",
        "lost+found",
    }
)
_UNFINISHED: Final = (".part", ".partial", ".crdownload", ".download", ".tmp")
_HEAD: Final = 2048
"""Bytes that are enough to tell what a file is."""


NOT_NAMED: Final = "not in the manifest"
"""Why a file is left out that a manifest does not name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file that may show a label, and where it was found."""

    path: Path
    """As the user would write it; the report's name for the file."""

    root: Path
    """The folder that was named; for a file that was named, the folder it is in."""

    @property
    def inside(self) -> PurePath:
        """The path below the root."""
        return self.path.relative_to(self.root)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a folder that is not audited, and why."""

    path: Path
    reason: str
    unread: bool = False
    """There may be labels in it: a folder that could not be opened."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was found below the given paths."""

    places: tuple[Place, ...]
    """Sorted by path; every file once."""

    left_out: tuple[LeftOut, ...] = ()


def find_files(paths: Iterable[str | Path]) -> Harvest:
    """The pictures and PDFs below some paths.

    A path is a file, a folder, a pattern such as ``photos/**/*.jpg``, or ``@list.txt``:
    a file that names one path in each line, ``@-`` for standard input. What a list
    names need not exist; it is then a row of the results.

    Raises:
        MissingInputError: a path that was given is not there.
        UsageError: nothing was found.
    """
    given = [str(path) for path in paths]
    places: dict[str, Place] = {}
    left_out: dict[Path, LeftOut] = {}
    for found in _below_all(given):
        if isinstance(found, LeftOut):
            left_out.setdefault(found.path, found)
        else:
            places.setdefault(os.path.abspath(found.path), found)
    return Harvest(
        tuple(sorted(places.values(), key=lambda place: os.fsencode(place.path))),
        tuple(sorted(left_out.values(), key=lambda item: os.fsencode(item.path))),
    )


def _below_all(given: Iterable[str]) -> Iterator[Place | LeftOut]:
    for text in given:
        if text.startswith("@") and not os.path.lexists(text):
            for path in _listed(text):
                yield from (
                    _below(path) if os.path.isdir(path) else (Place(path, path.parent),)
                )
        elif os.path.lexists(text):
            yield from _below(Path(text))
        elif has_magic(text):
            matches = sorted(iglob(text, recursive=True))
            if not matches:
                raise MissingInputError(
                    text, "no file has such a name", "check the pattern"
                )
            for match in matches:
                # A folder that a pattern ends in is meant; one it passes through is not.
                if not (os.path.isdir(match) and "**" in text):
                    yield from _below(Path(match))
        else:
            raise _not_there(text)


def _not_there(text: str) -> InputError:
    """What is wrong with a path that leads nowhere."""
    try:
        os.lstat(text)
    except PermissionError as error:
        return InputError(
            text, f"cannot be opened: {reason_of(error)}", "ask whoever owns the folder"
        )
    except (OSError, ValueError):
        pass
    return MissingInputError(text, "there is no such file or folder", "check its name")


def _listed(text: str) -> list[Path]:
    """The paths of a list, one in each line, or with zero bytes between them."""
    name = text[1:]
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError as error:
        raise MissingInputError(text, "there is no such list", "check its name") from error
    except OSError as error:
        raise UsageError(
            text,
            f"the list cannot be read: {error.strerror}",
            "name a file with paths in it",
        ) from error
    lines = data.split(b"\0") if b"\0" in data else data.splitlines()
    paths = [Path(os.fsdecode(line)) for line in lines if line.strip()]
    if not paths:
        raise UsageError(text, "the list is empty", "write one path in each line")
    return paths


def _below(path: Path) -> Iterator[Place | LeftOut]:
    """A file itself, or everything in a folder."""
    if os.path.isdir(path):
        yield from _walk(path, path, os.path.realpath(path))
    else:
        yield Place(path, path.parent)


def _walk(folder: Path, root: Path, real_root: str) -> Iterator[Place | LeftOut]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        yield LeftOut(folder, f"the folder cannot be opened: {reason}", unread=True)
        return
    for entry in found:
        path = folder / entry.name
        reason = _unwanted(entry, real_root)
        if reason:
            yield LeftOut(path, reason)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, root, real_root)
        elif path.suffix.lower() in _SUFFIXES or _seems_readable(entry):
            yield Place(path, root)
        else:
            yield LeftOut(path, "not a picture or PDF")


def _unwanted(entry: os.DirEntry[str], real_root: str) -> str:
    """Why an entry of a folder is not looked at; blank when it is."""
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if os.path.commonpath((target, real_root)) != real_root:
            return "a link that leads out of the folder"
        if os.path.isdir(target):
            return "a link to a folder that is looked at anyway"
    return _unwanted_name(entry.name)


def _unwanted_name(name: str) -> str:
    """Why nothing of such a name is looked at; blank when it is."""
    folded = name.casefold()
    if folded.startswith((".", "~$")):
        return "hidden"
    if folded in _SYSTEM:
        return "a system file"
    return "an unfinished download" if folded.endswith(_UNFINISHED) else ""


def reason_to_leave(inside: PurePath) -> str:
    """Why a file is left out whose content is not at hand; blank when it is not."""
    reasons = filter(None, map(_unwanted_name, inside.parts))
    known = inside.suffix.lower() in _SUFFIXES
    return next(reasons, "" if known else "not a picture or PDF")


def _seems_readable(entry: os.DirEntry[str]) -> bool:
    """Whether a file without one of the usual endings is a picture or PDF."""
    # A pipe would keep us waiting, and a device never ends.
    if not entry.is_file():
        return False
    try:
        with open(entry.path, "rb") as file:
            return sniff(file.read(_HEAD)) is not None
    except OSError:
        # The suffix says nothing and the content cannot be seen: let reading tell.
        return True
