"""One data file while it is checked.

Every value is asked for by its type, and what is wrong is told with its file, its line
and its key: a data file is mended by hands that know labels and not this program.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import tomli

from auditor.errors import LexiconError
from auditor.lexicon.index import NameIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

ONE_ENTRY = "keep each name in one entry"
SLUG = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*")


_BRACES = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d{1,3})-(\d{1,3})")


def _counted(choice: str) -> Sequence[str]:
    """The numbers of a range, "2-4", or the choice itself."""
    ends = _RANGE.fullmatch(choice)
    return [*map(str, range(int(ends[1]), int(ends[2]) + 1))] if ends else (choice,)


class DataFile:
    """One data file while it is checked, so that an error can tell the place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.bytes = path.read_bytes()
        except OSError as error:
            raise LexiconError(
                path, f"cannot be read: {error.strerror}", "install auditor again"
            ) from error
        try:
            self.text = self.bytes.decode()
            self.table = tomli.loads(self.text)
        except (UnicodeDecodeError, tomli.TOMLDecodeError) as error:
            raise LexiconError(
                path, f"is no TOML: {error}", "mend that line, or install auditor again"
            ) from error

    def fail(
        self,
        problem: str,
        near: str = "",
        remedy: str = "see docs/lexicons.md for its form",
    ) -> LexiconError:
        """An error that names the line on which `near` first stands."""
        position = self.text.find(near) if near else -1
        line = (
            f", line {self.text.count(chr(10), 0, position) + 1}" if position >= 0 else ""
        )
        return LexiconError(f"{self.path}{line}", problem, remedy)

    def tables(self, key: str) -> list[dict[str, object]]:
        """The tables of an array; none where the file has no such key."""
        found = self.table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.fail(f"{key} is not an array of tables", key, f"write [[{key}]]")
        return found

    def check_keys(
        self, table: Mapping[str, object], allowed: Iterable[str], where: str
    ) -> None:
        """Refuse a key that is none of those allowed: it would be a typing mistake."""
        for key in table:
            if key not in allowed:
                raise self.fail(
                    f"{where}: unknown key {key!r}",
                    key,
                    f"known keys: {', '.join(allowed)}",
                )

    def text_of(
        self, table: Mapping[str, object], key: str, where: str, default: str = ""
    ) -> str:
        """A text; LexiconError for a value that is none."""
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self.fail(f"{where}: {key} is not a text: {value!r}", where)
        return value

    def flag(self, table: Mapping[str, object], key: str, where: str) -> bool:
        """True or false, by default false; LexiconError for any other value."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(f"{where}: {key} is not true or false: {value!r}", where)
        return value

    def texts(self, table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
        """A list of texts; LexiconError for a value that is none."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(one, str) and one for one in value
        ):
            raise self.fail(f"{where}: {key} is not a list of texts: {value!r}", where)
        return tuple(value)

    def names(self, table: Mapping[str, object], where: str) -> tuple[str, ...]:
        """An entry's names, at least one."""
        found = self.texts(table, "names", where)
        if not found:
            raise self.fail(f"{where}: has no names", where)
        return found

    def spelled_out(self, table: Mapping[str, object], where: str) -> tuple[str, ...]:
        """An entry's names, each with every choice that it leaves in braces."""
        names = self.names(table, where)
        return tuple(one for name in names for one in self._choices(name, where))

    def _choices(self, name: str, where: str) -> Iterator[str]:
        parts = _BRACES.split(name)
        if any("{" in part or "}" in part for part in parts):
            raise self.fail(f"{where}: {name!r} has a brace without its other one", name)
        choices = [
            [one for choice in part.split("|") for one in _counted(choice)]
            if number % 2
            else [part]
            for number, part in enumerate(parts)
        ]
        if not all(choices):
            raise self.fail(f"{where}: {name!r} has a range that runs backwards", name)
        for chosen in product(*choices):
            yield "".join(chosen)

    def id_of(self, table: Mapping[str, object], what: str) -> str:
        """An entry's id, a lower-case slug."""
        value = table.get("id")
        if not isinstance(value, str) or not SLUG.fullmatch(value):
            raise self.fail(
                f"{what} without a proper id: {value!r}",
                str(value) if value else f"[[{what}]]",
                "an id is a lower-case slug",
            )
        return value

    def source(self, table: Mapping[str, object], where: str) -> str:
        """Where an entry can be checked, by default where the file's entries can."""
        source = self.text_of(table, "source", where) or self.text_of(
            self.table, "source", where
        )
        if not source:
            raise self.fail(
                f"{where}: has no source", where, "tell where it can be checked"
            )
        return source

    def index(self, names: Iterable[tuple[str, str]]) -> NameIndex:
        """An index of names and their ids; LexiconError where two share a name."""
        try:
            return NameIndex(names)
        except ValueError as error:
            quoted = str(error).split("'")[1]
            raise self.fail(str(error), quoted, ONE_ENTRY) from error
