"""The table of products and criteria as Parquet, for notebooks and warehouses.

Written in row groups as the audits come. The library is an extra: whoever wants
no Parquet is spared its 150 MB.
"""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from auditor.errors import DependencyError
from auditor.report.batch.table import COLUMNS, Row, rows, values
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.report.batch.stored import StoredAudit

_GROUP: Final = 20_000
"""Rows in a row group: some thousand products, a few megabytes before compression."""

_NUMBERS: Final = ("score", "coverage", "weight")


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
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise DependencyError(
            "parquet", "pyarrow is not installed", "pip install 'auditor[parquet]'"
        ) from error
    schema = pa.schema(
        (name, pa.float64() if name in _NUMBERS else pa.string()) for name in COLUMNS
    )
    tap = _Tap()
    records = (_record(row) for result in results for row in rows(result.audit))
    with parquet.ParquetWriter(tap, schema, compression="zstd") as writer:
        while group := list(islice(records, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
            yield tap.drain()
    yield tap.drain()


def _record(row: Row) -> dict[str, str | float | None]:
    return dict(zip(COLUMNS, map(_value, values(row)), strict=True))


def _value(value: str | Decimal | None) -> str | float | None:
    match value:
        case Decimal():
            return float(value)
        case str():
            return printable(value)
        case None:
            return None
