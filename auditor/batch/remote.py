"""Files that lie elsewhere: on object storage, or wherever fsspec reaches.

A file is known by its URL and grouped by its path like any other. Its bytes are
fetched by whoever reads it, and the same limits hold: one that is larger is refused
before it is fetched.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from auditor.batch.files import (
    NOT_NAMED,
    LeftOut,
    Place,
    find_files,
    reason_to_leave,
)
from auditor.batch.products import group_files, named_among, read_manifest
from auditor.errors import (
    DependencyError,
    InputError,
    MissingInputError,
    OutputError,
    TooLargeInputError,
)
from auditor.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from auditor.batch.products import Group, Product
    from auditor.reading.source import Limits, Source


class FileSystem(Protocol):
    """What we ask of a file system of fsspec, which brings no types."""

    protocol: str | tuple[str, ...]

    def find(self, path: str, *, detail: Literal[True]) -> dict[str, dict[str, object]]: ...
    def info(self, path: str) -> dict[str, object]: ...
    def isdir(self, path: str) -> bool: ...
    def size(self, path: str) -> int | None: ...
    def open(self, path: str, mode: str) -> BinaryIO: ...
    def unstrip_protocol(self, name: str) -> str: ...
    def makedirs(self, path: str, *, exist_ok: bool) -> None: ...
    def ls(self, path: str, *, detail: Literal[False]) -> list[str]: ...
    def cat_file(self, path: str) -> bytes: ...
    def pipe_file(self, path: str, value: bytes) -> None: ...
    def mv(self, path1: str, path2: str) -> None: ...
    def rm_file(self, path: str) -> None: ...
    def invalidate_cache(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """The products of some paths and URLs."""

    products: tuple[Product, ...]
    left_out: tuple[LeftOut, ...]

    urls: Mapping[Path, str]
    """Where a product's file lies elsewhere; the others lie here."""

    looks: Mapping[Path, str]
    """What changes when a file's content does."""


def is_url(path: str | Path) -> bool:
    """Whether fsspec has to open it."""
    return "://" in str(path)


def find_anywhere(
    paths: Iterable[str | Path], group: Group, manifest: Path | None = None
) -> Listing:
    """The products below paths on this machine and URLs of elsewhere, or a manifest's.

    With both, the manifest's products are taken as far as the paths hold them.

    Raises:
        MissingInputError: there is no such thing.
        UsageError: the manifest is wrong.
        DependencyError: fsspec, or what it needs for the URL, is not installed.
    """
    given = tuple(paths)
    places: list[Place] = []
    left_out: list[LeftOut] = []
    urls: dict[Path, str] = {}
    looks: dict[Path, str] = {}
    for path in given:
        if not is_url(path):
            harvest = find_files([path])
            places += harvest.places
            left_out += harvest.left_out
            continue
        system, root = filesystem(str(path))
        found = _found(system, root, str(path))
        folder = Path(root) if system.isdir(root) else Path(root).parent
        for name, facts in sorted(found.items()):
            place = Place(Path(name), folder)
            if reason := reason_to_leave(place.inside):
                left_out.append(LeftOut(place.path, reason))
                continue
            places.append(place)
            urls[place.path] = system.unstrip_protocol(name)
            looks[place.path] = _looks(facts)
    if manifest is None:
        products = group_files(sorted(places, key=lambda place: str(place.path)), group)
    else:
        products = read_manifest(manifest, urls)
        if given:
            files = (place.path for place in places)
            products, unnamed = named_among(products, files)
            left_out += (LeftOut(file, NOT_NAMED) for file in unnamed)
        looks |= _looks_of_named(products, urls, looks)
    for product in products:
        for file in product.files:
            if file not in looks and file.exists():
                status = file.stat()
                looks[file] = f"{status.st_size} {status.st_mtime_ns}"
    return Listing(products, tuple(left_out), urls, looks)


def _looks_of_named(
    products: Iterable[Product], urls: Mapping[Path, str], known: Mapping[Path, str]
) -> dict[Path, str]:
    """The looks of files that a manifest names by their URL alone; those that are not
    there have none, and whoever reads them says so."""
    looks = {}
    for product in products:
        for file in product.files:
            if file in urls and file not in known:
                system, path = filesystem(urls[file])
                with suppress(OSError):
                    looks[file] = _looks(system.info(path))
    return looks


def _found(system: FileSystem, root: str, url: str) -> dict[str, dict[str, object]]:
    try:
        found = system.find(root, detail=True)
    except FileNotFoundError:
        found = {}
    except OSError as error:
        raise InputError(url, f"cannot be listed: {error}", "try again later") from error
    if not found:
        raise MissingInputError(url, "there is no such file or folder", "check its address")
    return found


def _looks(facts: Mapping[str, object]) -> str:
    stamp = next(
        (
            facts[key]
            for key in ("ETag", "md5Hash", "LastModified", "mtime", "created")
            if facts.get(key)
        ),
        "",
    )
    return f"{facts.get('size')} {stamp}"


def fetch(url: str, limits: Limits) -> Source:
    """The content of a file that lies elsewhere.

    Raises:
        InputError: one of its kinds says what is wrong with the file.
    """
    limit = max(limits.picture_bytes, limits.pdf_bytes)
    system, path = filesystem(url)
    try:
        size = system.size(path)
        if size is not None and size > limit:
            raise TooLargeInputError(url, f"{size / 1e6:,.0f} MB are too many", "reduce it")
        with system.open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise MissingInputError(
            url, "there is no such file", "check its address"
        ) from error
    except OSError as error:
        raise InputError(url, f"cannot be fetched: {error}", "try again later") from error
    return source_of(url, data, limits)


def filesystem(url: str) -> tuple[FileSystem, str]:
    """The file system of a URL or a path, by fsspec, and the path in it.

    Raises:
        DependencyError: fsspec, or what it needs for the URL, is not installed.
    """
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(url)
    except ImportError as error:
        raise DependencyError(
            url, f"cannot be opened: {error}", "install it with: pip install 'auditor[ray]'"
        ) from error
    except ValueError as error:
        raise MissingInputError(
            url, f"nothing opens such a URL: {error}", "check how it begins"
        ) from error
    return system, path


def names_in(system: FileSystem, folder: str) -> frozenset[str]:
    """The names of what lies in a folder; none where object storage has no such one."""
    # Others write there, of which a listing from before knows nothing.
    system.invalidate_cache()
    try:
        return frozenset(
            path.rsplit("/", 1)[-1] for path in system.ls(folder, detail=False)
        )
    except FileNotFoundError:
        return frozenset()


def write_to(system: FileSystem, path: str, data: bytes) -> None:
    """Write an object whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        # On a disk a file appears at once and grows; object storage shows it whole.
        if "file" in _protocols(system):
            system.pipe_file(f"{path}.part", data)
            system.mv(f"{path}.part", path)
        else:
            system.pipe_file(path, data)
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error}", "try again") from error


def _protocols(system: FileSystem) -> tuple[str, ...]:
    names = system.protocol
    return (names,) if isinstance(names, str) else tuple(names)
