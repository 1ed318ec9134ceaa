"""The results of scans, wherever they are: written to files, or kept in a store.

A store keeps every audit that it was ever asked for. Its results are the last one of
each product by each profile: what the product looked like before is `diff`'s matter,
and needs the files of an earlier scan.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import simplejson

from auditor.batch.store import Kind, Store, store_path, unpacked
from auditor.errors import EmptyInputError
from auditor.report.batch.stored import load_results, parse_result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TypeAlias

    from auditor.report.batch.stored import StoredAudit

    Subject: TypeAlias = tuple[str, tuple[str, ...], str]


def results_at(path: Path) -> Iterator[StoredAudit]:
    """The results in a file or folder of JSON lines or tables, in order, or in the
    folder of a scan's store, sorted by product.

    Raises:
        InputError: one of its kinds says what is wrong, and in which line.
        DependencyError: they are tables, and pyarrow is not installed.
        StoreError: the store cannot be used.
    """
    kept = store_path(path)
    if not os.path.isfile(kept):
        yield from load_results(path)
        return
    with Store(kept) as store:
        last: dict[Subject, str] = {}
        for key in store.keys(Kind.AUDIT):
            if (entry := store.get(Kind.AUDIT, key)) is not None:
                last[_subject(unpacked(entry.content))] = key
        if not last:
            raise EmptyInputError(kept, "holds no audit yet", "scan something first")
        for _, key in sorted(last.items()):
            if (entry := store.get(Kind.AUDIT, key)) is not None:
                line = unpacked(entry.content).rstrip("\n")
                yield parse_result(line, f"{kept}, {key}")


def _subject(line: str) -> Subject:
    """What an audit is of: a product by its name and files, and the profile."""
    record = simplejson.loads(line)
    product = record["product"]
    files = [source["file"] for source in product["sources"]]
    files += [failure["file"] for failure in record["failures"]]
    return product["id"], tuple(sorted(files)), record["profile"]["id"]
