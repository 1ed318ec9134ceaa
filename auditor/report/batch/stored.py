"""The results of a scan, read back as the audits they were written from.

A line of results is the record of one audit. It is checked against the very types
of the model before anything looks at it: a results file may be old, cut off or
written by somebody else, and a wrong line is told with its number, never skipped.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

import simplejson
from pydantic import TypeAdapter, ValidationError

from auditor.errors import (
    CorruptInputError,
    EmptyInputError,
    InputError,
    MissingInputError,
)
from auditor.model import SCHEMA, Audit
from auditor.report.batch.parquet import MAGIC, record_lines
from auditor.report.record import render_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

_SIDES: Final = ("x0", "top", "x1", "bottom")

_MAGNITUDE: Final = 30
"""Beyond ten to this power nothing is printed on a label, and writing it out in
full could fill the memory."""

_AGAIN: Final = "run the scan again"


@dataclass(frozen=True, slots=True)
class StoredAudit:
    """One line of results."""

    audit: Audit
    """Without the words of its pages, which a record only counts."""

    line: str
    """As it was written, without the newline; it may hold keys we do not know."""


def stored(audit: Audit) -> StoredAudit:
    """The audit as a scan stores it."""
    return StoredAudit(audit, render_jsonl(audit).rstrip("\n"))


def load_results(path: Path) -> Iterator[StoredAudit]:
    """The results in a file of JSON lines or a table, or in those of a folder by name,
    in order: in its ``*.jsonl``, or without any in its ``*.parquet``.

    Raises:
        InputError: one of its kinds says what is wrong, and in which line.
        DependencyError: it is a table, and pyarrow is not installed.
    """
    if not os.path.isdir(path):
        yield from _load_file(path)
        return
    # A table beside lines was made of them.
    shards = sorted(path.glob("*.jsonl")) or sorted(path.glob("*.parquet"))
    if not shards:
        raise EmptyInputError(
            path,
            "the folder holds no results",
            "name a folder with *.jsonl or *.parquet files in it",
        )
    for shard in shards:
        yield from _load_file(shard)


def _load_file(path: Path) -> Iterator[StoredAudit]:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise MissingInputError(path, "there is no such file", "check its name") from error
    except OSError as error:
        raise InputError(
            path, f"cannot be opened: {error.strerror}", "copy it to a local folder"
        ) from error
    with file:
        if file.peek(len(MAGIC)).startswith(MAGIC):
            yield from read_table(file, str(path))
        else:
            yield from read_results(file, str(path))


def read_table(file: BinaryIO, name: str) -> Iterator[StoredAudit]:
    """The results that a table was made of.

    Raises:
        CorruptInputError: with `name` and the number of the record that is wrong.
        DependencyError: pyarrow is not installed.
    """
    for number, line in enumerate(record_lines(file, name), 1):
        yield parse_result(line, f"{name}, record {number}")


def read_results(lines: Iterable[bytes], name: str) -> Iterator[StoredAudit]:
    """The results on the lines of a file or pipe; blank lines are none.

    Raises:
        CorruptInputError: with `name` and the number of the line that is wrong.
    """
    lines = iter(lines)
    for number, line in enumerate(lines, 1):
        if line.strip() == b"{":
            # As --format json writes the audit of one product, line by line.
            line = b" ".join(part.strip() for part in chain((line,), lines))
        if line.startswith(MAGIC):
            raise CorruptInputError(
                name, "is a table, of which the end is read first", "name its file"
            )
        place = f"{name}, line {number}"
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise CorruptInputError(place, "is not UTF-8", _AGAIN) from error
        if text:
            yield parse_result(text, place)


def parse_result(line: str, place: str) -> StoredAudit:
    """One line of results; `place` names it in an error.

    Raises:
        CorruptInputError: it is no JSON, no record of an audit, or one of another
            schema.
    """
    try:
        fields = _fields(line, place)
    except (ValueError, RecursionError) as error:
        raise CorruptInputError(
            place,
            "is not the JSON of results, or was cut off",
            "name what audit -f json, or scan -o results.jsonl, wrote",
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise CorruptInputError(
            place, f"is not the record of an audit ({error!r})", _AGAIN
        ) from error
    try:
        audit = _audits().validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise CorruptInputError(
            place, f"is not the record of an audit ({where}: {first['msg']})", _AGAIN
        ) from error
    return StoredAudit(audit, line)


def _fields(line: str, place: str) -> dict[str, object]:
    """What the record says, by the names of the model's fields."""
    record = simplejson.loads(line, parse_float=_decimal, object_hook=_with_box)
    if record["schema"] != SCHEMA:
        raise CorruptInputError(
            place,
            f"has schema {record['schema']!r}, and this program reads {SCHEMA}",
            "use the version of auditor that wrote it",
        )
    facts = {key: _reading(told) for key, told in record["facts"].items()}
    corrections = [
        {"correction": told, "read": _reading(told["read"])}
        for told in record.get("corrections", ())
    ]
    sources = [
        {
            **source,
            "name": source["file"],
            "pages": [_page(page) for page in source["pages"]],
        }
        for source in record["product"]["sources"]
    ]
    return {
        **record,
        "product": record["product"]["id"],
        "sources": sources,
        "facts": {
            **facts,
            "coverage": record["seen"],
            # Records of the first days have none.
            "faces": record.get("faces", ()),
        },
        "corrections": corrections,
    }


def _page(told: dict[str, object]) -> dict[str, object]:
    """A page by the names of the model's fields."""
    places = {name: told.get(name, ()) for name in ("unread", "unread_seals")}
    return {
        **told,
        "origin": told["reader"],
        # A record counts the words of a page and does not repeat them.
        "lines": (),
        **{
            name: [*map(_sided, boxes)] if isinstance(boxes, list) else boxes
            for name, boxes in places.items()
        },
    }


def _reading(told: dict[str, object]) -> dict[str, object]:
    """One of the three answers by the names of the model's fields."""
    reason = told["reason"]
    return {**told, "kind": told["state"], "searched": [reason] if reason else []}


@cache
def _audits() -> TypeAdapter[Audit]:
    return TypeAdapter(Audit)


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if abs(value.adjusted()) > _MAGNITUDE:
        raise ValueError(f"a number beyond all measure: {text[:20]}")
    return value


def _with_box(record: dict[str, object]) -> dict[str, object]:
    """A box is four numbers in a record and has named sides in the model."""
    if "box" in record:
        record["box"] = _sided(record["box"])
    return record


def _sided(box: object) -> object:
    """Four numbers as the sides of a box; whatever else it is, as it is."""
    if isinstance(box, list) and len(box) == len(_SIDES):
        return dict(zip(_SIDES, box, strict=True))
    return box
