"""The table of products and criteria as Parquet, for notebooks and warehouses.

Written in row groups as the audits come. A product's first row carries the record
that the row was made of, so that the table can be reported again; whoever does not
ask for that column does not read it. The library is an extra: whoever wants no
Parquet is spared its 150 MB.
"""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from auditor.errors import CorruptInputError, DependencyError
from auditor.report.batch.table import COLUMNS, rows, values
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, BinaryIO

    from auditor.report.batch.stored import StoredAudit

_GROUP: Final = 20_000
"""Rows in a row group: some thousand products, a few megabytes before compression."""

_NUMBERS: Final = ("score", "coverage", "weight")

_RECORD: Final = "record"
"""The audit's line of JSON, in the product's first row only."""

TABLE_COLUMNS: Final = (*COLUMNS, _RECORD)

MAGIC: Final = b"PAR1"
"""What such a file begins with."""


class _Tap(BytesIO):
    """A file that hands out what was written since it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self._drained = 0

    def tell(self) -> int:
        return self._drained + super().tell()

    def drain(self) -> bytes:
        written = self.getvalue()
        self._drained += len(written)
        self.seek(0)
        self.truncate()
        return written


def parquet_bytes(results: Iterable[StoredAudit]) -> Iterator[bytes]:
    """The file piece by piece."""
    pa = _pyarrow()
    schema = pa.schema(
        (name, pa.float64() if name in _NUMBERS else pa.string()) for name in TABLE_COLUMNS
    )
    tap = _Tap()
    records = (record for result in results for record in _records(result))
    with pa.parquet.ParquetWriter(tap, schema, compression="zstd") as writer:
        while group := list(islice(records, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
            yield tap.drain()
    yield tap.drain()


def record_lines(file: BinaryIO, name: str) -> Iterator[str]:
    """The records that a table was made of, one line of JSON after the other.

    Raises:
        DependencyError: pyarrow is not installed.
        CorruptInputError: it is damaged, or a table of another kind; `name` says which.
    """
    pa = _pyarrow()
    try:
        table = pa.parquet.ParquetFile(file)
        names = table.schema_arrow.names
    except (pa.ArrowException, OSError) as error:
        raise CorruptInputError(name, _DAMAGED, _AGAIN) from error
    if _RECORD not in names:
        raise CorruptInputError(
            name, f"is a table without the column {_RECORD!r} of an audit's results", _AGAIN
        )
    batches = table.iter_batches(_BATCH, columns=[_RECORD])
    while True:
        try:
            lines = next(batches).column(0).drop_null().to_pylist()
        except StopIteration:
            return
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise CorruptInputError(name, _DAMAGED, _AGAIN) from error
        yield from lines


_DAMAGED: Final = "is damaged or cut off, and no table can be read from it"
_AGAIN: Final = "write it again with --format parquet"

_BATCH: Final = 2_000
"""Rows that are looked at together: a hundred products or so."""


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
        from pyarrow import parquet  # noqa: F401 - a part of it that it does not load
    except ImportError as error:
        raise DependencyError(
            "parquet", "pyarrow is not installed", "pip install 'auditor[parquet]'"
        ) from error
    return pa


def _records(result: StoredAudit) -> Iterator[dict[str, str | float | None]]:
    line: str | None = result.line
    for row in rows(result.audit):
        yield {**dict(zip(COLUMNS, map(_value, values(row)), strict=True)), _RECORD: line}
        line = None


def _value(value: str | Decimal | None) -> str | float | None:
    match value:
        case Decimal():
            return float(value)
        case str():
            return printable(value)
        case None:
            return None
