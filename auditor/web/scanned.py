"""The pictures of what a scan judged: the scan's own files, as long as they are what it
read.

A page asks by number for a file that the opened results name, and never by path; what
lies there is shown only when it has the checksum that the results tell. Nothing of it
is kept on the disk, so that a file that is taken away is gone from here as well.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from auditor.errors import InputError
from auditor.pipeline import page_picture
from auditor.report.batch.thumbnails import Originals
from auditor.report.pictures import jpeg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from auditor.model import Document, Page
    from auditor.pipeline import Settings

_KEPT: Final = 32
"""Pictures in memory, of about half a megabyte each."""

_CHECKED: Final = 4096
"""Files whose checksum is remembered for as long as they stay the same."""


class ScannedFiles:
    """The files that results name, from the folders their paths may be relative to."""

    def __init__(self, folders: Sequence[Path], settings: Settings) -> None:
        self._originals = Originals(folders, settings)
        self._settings = settings
        # By what the file system tells of the file, so that one that nobody touched is
        # not read again for every page that shows it.
        self._checks = lru_cache(maxsize=_CHECKED)(self._check)
        self._pictures = lru_cache(maxsize=_KEPT)(self._picture)

    def why_not(self, document: Document) -> str:
        """Why no picture of it can be shown; blank where one can."""
        return self._checks(self._stamp(document), document)

    def picture(self, document: Document, page: Page, side: int) -> bytes:
        """A page as a JPEG, its longest side reduced to so many pixels.

        Raises:
            InputError: there is no such file any more, or it cannot be read again.
        """
        return self._pictures(self._stamp(document), document, page, side)

    def _stamp(self, document: Document) -> tuple[tuple[int, ...], ...]:
        return tuple(
            stamp
            for folder in self._originals.folders
            if (stamp := _stamp(folder / document.name))
        )

    def content(self, document: Document) -> bytes:
        """The file itself.

        Raises:
            InputError: it is gone, or is not what was read.
        """
        return self._originals.source(document).data

    def _check(self, _stamp: object, document: Document) -> str:
        try:
            self._originals.source(document)
        except InputError as error:
            return "; ".join(filter(None, (error.problem, error.remedy)))
        return ""

    def _picture(self, _stamp: object, document: Document, page: Page, side: int) -> bytes:
        source = self._originals.source(document)
        return jpeg(page_picture(source, page, self._settings), side)


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes with a file; blank where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ()
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
