"""Small pictures of label pages in a folder beside the gallery that shows them.

Ten thousand photos inside one page would make it a gigabyte; beside it a browser
loads the few that are on the screen. A thumbnail is named by the bytes it was made
of, so that a gallery of next week's results makes only what is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from auditor.errors import (
    ChangedInputError,
    InputError,
    MissingInputError,
    OutputError,
)
from auditor.pipeline import page_picture
from auditor.reading.source import open_source
from auditor.report.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PIL.Image import Image

    from auditor.model import Document, Page
    from auditor.pipeline import Settings
    from auditor.reading.source import Source

SIDE: Final = 800
"""Longest side in pixels: a facts panel's rows can be made out when it is opened."""

QUALITY: Final = 60


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Makes the thumbnails that a gallery asks for."""

    folder: Path
    """Beside the gallery; made with the first thumbnail."""

    images: Callable[[Document, Page], Image | None]
    """The upright picture of a page, None if there is none any more."""

    def __call__(self, document: Document, page: Page) -> str | None:
        name = self._name(document, page)
        target = self.folder / name
        if not target.exists():
            image = self.images(document, page)
            if image is None:
                return None
            self._make_folder()
            write_atomically(target, _small(image))
        return f"{quote(self.folder.name, errors='backslashreplace')}/{name}"

    def _name(self, document: Document, page: Page) -> str:
        # Hashed once more: a results file may claim any text to be a checksum.
        made_of = f"{document.sha256} {page.number} {page.rotation} {SIDE} {QUALITY}"
        return sha256(made_of.encode("utf-8", "replace")).hexdigest()[:24] + ".webp"

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(
                self.folder,
                f"the folder for pictures cannot be made: {error.strerror}",
                "write the gallery where a folder may be made, or use --no-pictures",
            ) from error


def _small(image: Image) -> bytes:
    small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    file = BytesIO()
    small.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Originals:
    """The files that results name, as long as they are what was read."""

    folders: Sequence[Path]
    """Where names that are not absolute are looked for, in this order."""

    settings: Settings

    def __call__(self, document: Document, page: Page) -> Image | None:
        """None where the file is gone, was changed, or cannot be opened again."""
        try:
            return page_picture(self.source(document), page, self.settings)
        except InputError:
            return None

    def source(self, document: Document) -> Source:
        """The file that the document was read from.

        Raises:
            MissingInputError: it is in none of the folders.
            ChangedInputError: there is another file in its place.
            InputError: it cannot be opened.
        """
        wrong: InputError | None = None
        for folder in self.folders:
            try:
                source = open_source(folder / document.name, self.settings.limits)
            except MissingInputError:
                continue
            except InputError as error:
                wrong = error
                continue
            if source.sha256 == document.sha256:
                return source
            # Boxes on another picture would show what is not there.
            wrong = ChangedInputError(
                document.name, "is not the file that was read", "scan it again"
            )
        raise wrong or MissingInputError(
            document.name,
            "is not where it was read",
            "put it back, or start from the folder that its path is relative to",
        )
