"""What was read and judged, kept on this machine so that nothing is done twice.

Every entry is found by a fingerprint of all that it depends on, so that an entry is
either right or not found; nothing is ever out of date. Each carries a checksum: a
damaged entry is dropped and made anew, and a damaged file is rebuilt from what is
sound in it. One process writes; what it wrote survives its being killed. Failures
are not kept: a full disk or too little memory must not stick to a file.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from auditor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_SCHEMA: Final = 1
_DAY: Final = 86_400
_SETTLED_NS: Final = 2_000_000_000
"""A file changed so shortly before it was hashed may change again under the same
time: FAT counts in steps of two seconds."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS entry (
    kind TEXT NOT NULL, key TEXT NOT NULL, note TEXT NOT NULL, used INTEGER NOT NULL,
    checksum INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE (kind, key)
);
CREATE TABLE IF NOT EXISTS file (
    path BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL, sha256 TEXT NOT NULL, checksum INTEGER NOT NULL
);
"""


class Kind(StrEnum):
    """What an entry holds."""

    READING = "reading"
    """A document as JSON, under its reading fingerprint."""

    FACTS = "facts"
    """What a product's documents state, under their facts fingerprint."""

    AUDIT = "audit"
    """One line of the results, under its audit fingerprint."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is kept."""

    content: bytes
    """Compressed; see `packed` and `unpacked`."""

    note: str = ""
    """What a list of entries tells of it: a verdict, a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSummary:
    """How much a store holds."""

    path: Path
    size_bytes: int
    entries: dict[Kind, int]
    files: int


def packed(text: str) -> bytes:
    """Text as the store keeps it."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(content: bytes) -> str:
    """The text that `packed` was given."""
    return zlib.decompress(content).decode("utf-8", "surrogatepass")


def store_path(folder: Path | None) -> Path:
    """The store's file in a folder; None is that of the user's local state.

    A local disk, since a network share's locks are not to be relied on.
    """
    if folder is None:
        from platformdirs import user_state_path

        folder = user_state_path("auditor")
    return folder / "store.sqlite"


class Store:
    """Entries by fingerprint, and which bytes a file held when it was last seen.

    Damage that is found while it is in use is mended: `told` is called with one
    sentence for people.

    Raises:
        StoreError: it cannot be opened or written, or is that of a later version.
    """

    def __init__(self, path: Path, told: Callable[[str], None] | None = None) -> None:
        self.path = path
        self._told = told or (lambda _: None)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                path, f"its folder cannot be made: {error.strerror}", _REMEDY
            ) from error
        self._connection: sqlite3.Connection | None = None
        self._guarded(self._open)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; whatever is asked next opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --- entries ----------------------------------------------------------------

    def get(self, kind: Kind, key: str) -> Entry | None:
        """The entry under a fingerprint; None where there is none or it was damaged."""

        def find() -> Entry | None:
            row = self._row("content, note, checksum, used", kind, key)
            if row is None:
                return None
            content, note, checksum, used = row
            if _checksum(kind, key, note, content) != checksum:
                self._drop(kind, key)
                self._told(f"{self.path}: a damaged {kind} is made anew")
                return None
            if used < _today():
                self._open().execute(
                    "UPDATE entry SET used = ? WHERE kind = ? AND key = ?",
                    (_today(), kind, key),
                )
            return Entry(content, note)

        return self._guarded(find)

    def note(self, kind: Kind, key: str) -> str | None:
        """What is noted of an entry, whose content is not looked at; None without one."""
        row = self._guarded(lambda: self._row("note", kind, key))
        return None if row is None else str(row[0])

    def put(self, kind: Kind, key: str, entry: Entry) -> None:
        """Keep an entry; one that was there under the fingerprint is replaced."""
        row = (
            *(kind, key, entry.note, _today()),
            *(_checksum(kind, key, entry.note, entry.content), entry.content),
        )
        self._guarded(
            lambda: self._open().execute(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)", row
            )
        )

    def entries(self, kind: Kind) -> Iterator[tuple[str, Entry]]:
        """All sound entries of a kind, by fingerprint."""
        for key in sorted(self.keys(kind)):
            entry = self.get(kind, key)
            if entry is not None:
                yield key, entry

    def keys(self, kind: Kind) -> tuple[str, ...]:
        """Fingerprints of a kind, those that were put first before the others."""
        query = "SELECT key FROM entry WHERE kind = ? ORDER BY rowid"
        rows = self._guarded(lambda: self._open().execute(query, (kind,)).fetchall())
        return tuple(key for (key,) in rows)

    def _row(self, columns: str, kind: Kind, key: str) -> tuple[Any, ...] | None:
        query = f"SELECT {columns} FROM entry WHERE kind = ? AND key = ?"  # noqa: S608 # nosec B608
        row: tuple[Any, ...] | None = self._open().execute(query, (kind, key)).fetchone()
        return row

    def _drop(self, kind: Kind, key: str) -> None:
        self._open().execute("DELETE FROM entry WHERE kind = ? AND key = ?", (kind, key))

    # --- files ------------------------------------------------------------------

    def digest(self, path: Path, status: os.stat_result) -> str | None:
        """The SHA-256 that the file had when it last looked as it does now."""
        row = self._guarded(
            lambda: (
                self._open()
                .execute(
                    "SELECT sha256, checksum FROM file "
                    "WHERE path = ? AND size = ? AND mtime_ns = ? AND inode = ?",
                    _looks(path, status),
                )
                .fetchone()
            )
        )
        if row is None or row[1] != _checksum(*_looks(path, status), row[0]):
            return None
        return str(row[0])

    def remember(self, path: Path, status: os.stat_result, sha256: str) -> None:
        """Keep a file's SHA-256 for as long as it looks as it did before hashing."""
        if time.time_ns() - status.st_mtime_ns < _SETTLED_NS:
            return
        looks = _looks(path, status)
        row = (*looks, sha256, _checksum(*looks, sha256))
        self._guarded(
            lambda: self._open().execute(
                "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", row
            )
        )

    # --- care -------------------------------------------------------------------

    def summary(self) -> StoreSummary:
        """How much there is."""

        def count() -> StoreSummary:
            found = dict(
                self._open().execute("SELECT kind, count(*) FROM entry GROUP BY kind")
            )
            files = self._open().execute("SELECT count(*) FROM file").fetchone()[0]
            return StoreSummary(
                path=self.path,
                size_bytes=sum(part.stat().st_size for part in self._parts()),
                entries={kind: found.get(kind, 0) for kind in Kind},
                files=files,
            )

        return self._guarded(count)

    def prune(self, unused_days: int) -> int:
        """Drop entries that no scan used for so many days; the number dropped."""

        def drop() -> int:
            before = _today() - unused_days * _DAY
            cursor = self._open().execute("DELETE FROM entry WHERE used <= ?", (before,))
            gone = [
                (path,)
                for (path,) in self._open().execute("SELECT path FROM file")
                if not os.path.lexists(path)
            ]
            self._open().executemany("DELETE FROM file WHERE path = ?", gone)
            self._open().execute("VACUUM")
            return cursor.rowcount

        return self._guarded(drop)

    def verify(self) -> int:
        """Look at every byte; the number of entries that were damaged and dropped.

        A damaged file is rebuilt from its sound entries first, which `told` hears of.
        """

        def check() -> int:
            (state,) = self._open().execute("PRAGMA integrity_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(state)
            damaged = [
                (kind, key)
                for kind, key, note, checksum, content in self._open().execute(
                    "SELECT kind, key, note, checksum, content FROM entry"
                )
                if _checksum(kind, key, note, content) != checksum
            ]
            for kind, key in damaged:
                self._drop(kind, key)
            return len(damaged)

        return self._guarded(check)

    # --- the file itself ----------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        """The connection, made when there is none."""
        if self._connection is None:
            self._connection = _opened(self.path)
        return self._connection

    def _guarded(self, work: Callable[[], T]) -> T:
        """Do it; a damaged file is rebuilt first, once."""
        try:
            try:
                return work()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._rebuild()
                return work()
        except sqlite3.Error as error:
            raise StoreError(self.path, f"cannot be used: {error}", _REMEDY) from error

    def _rebuild(self) -> None:
        """A new file with everything that is sound in the old one, which is kept."""
        self.close()
        damaged = self.path.with_suffix(f".damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        self.path.replace(damaged)
        for suffix in ("-wal", "-shm"):
            part = Path(f"{self.path}{suffix}")
            if part.exists():
                part.replace(f"{damaged}{suffix}")
        saved = _salvage(damaged, self._open())
        self._told(
            f"{self.path}: the store was damaged and is rebuilt with {saved} sound "
            f"entries; the rest is made anew, and the old file is {damaged.name}"
        )

    def _parts(self) -> Iterator[Path]:
        for suffix in ("", "-wal", "-shm"):
            part = Path(f"{self.path}{suffix}")
            if part.exists():
                yield part


_REMEDY: Final = "make room or give another place with --store"


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=30, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # With a write-ahead log this survives the program's end, however it ends.
        connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _SCHEMA:
            raise StoreError(
                path,
                f"was written by a later version of the program (schema {version})",
                "update the program, or give another place with --store",
            )
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA user_version = {_SCHEMA}")
    except BaseException:
        connection.close()
        raise
    return connection


def _salvage(damaged: Path, into: sqlite3.Connection) -> int:
    """Copy the entries that can be read and are sound; their number.

    What was known of files is not copied: they are hashed again.
    """
    saved = 0
    try:
        source = sqlite3.connect(f"{damaged.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return 0
    with closing(source):
        for row in _readable_entries(source):
            kind, key, note, _, checksum, content = row
            if _checksum(kind, key, note, content) == checksum:
                saved += into.execute(
                    "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?, ?)", row
                ).rowcount
    return saved


def _readable_entries(source: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Row by row from both ends, since a damaged page hides what lies behind it. Rows
    come twice where none does, and noise that looks like a row comes too."""
    for query, start in (
        ("SELECT rowid, * FROM entry WHERE rowid > ? ORDER BY rowid LIMIT 1", -1),
        ("SELECT rowid, * FROM entry WHERE rowid < ? ORDER BY rowid DESC LIMIT 1", 2**62),
    ):
        last = start
        while True:
            try:
                row = source.execute(query, (last,)).fetchone()
            except sqlite3.DatabaseError:
                break
            if row is None:
                break
            last = row[0]
            yield row[1:]


def _checksum(*parts: object) -> int:
    """Over everything that a row says, its address included."""
    checksum = 0
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode(errors="replace")
        checksum = zlib.crc32(len(data).to_bytes(8, "big") + data, checksum)
    return checksum


def _looks(path: Path, status: os.stat_result) -> tuple[bytes, int, int, int]:
    """A file's address and what changes when its content does."""
    absolute = os.fsencode(os.path.abspath(path))
    # SQLite counts to 2**63; some file systems number their files beyond.
    return absolute, status.st_size, status.st_mtime_ns, status.st_ino & (2**63 - 1)


def _today() -> int:
    """The beginning of the day, in seconds: how exactly use is kept in mind."""
    return int(time.time()) // _DAY * _DAY
