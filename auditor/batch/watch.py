"""Folders that files arrive in: each product is audited once its files are complete.

Looking again and again works where notifications do not, on network shares above
all. A file is complete when its size and time have stayed the same for a while; a
product waits for all of its files, and is audited anew when one is added or changed.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from auditor.batch.files import find_files
from auditor.batch.products import group_files
from auditor.errors import MissingInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from auditor.batch.files import Place
    from auditor.batch.products import Group, Product
    from auditor.batch.scan import Result, Scanner

    _Looks: TypeAlias = tuple[int, int]

_SHARE = 10
"""Looking may take one part in so many of the time, however large the folder."""


def watch(
    paths: Sequence[str | Path],
    scanner: Scanner,
    *,
    group: Group,
    settle_seconds: float = 5,
    poll_seconds: float = 2,
    told: Callable[[str], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Result]:
    """Audit what is there and what arrives, without end.

    Args:
        settle_seconds: How long a file must stay as it is to count as complete.
        poll_seconds: Between two looks at the least; large folders are left alone
            for longer.
    """
    seen: dict[Path, tuple[_Looks, float]] = {}
    audited: dict[str, tuple[tuple[Path, _Looks], ...]] = {}
    missing = ""
    while True:
        started = time.monotonic()
        try:
            places = find_files(paths).places
        except MissingInputError as error:
            # A share that is away comes back; it is told once each time it goes.
            if told and not missing:
                told(f"{error}; still watching")
            missing, places = str(error), ()
        else:
            missing = ""
        seen = _looked_at(places, seen, started)
        ready = []
        for product in group_files(places, group):
            looks = _settled(product, seen, started - settle_seconds)
            if looks is not None and audited.get(product.id) != looks:
                audited[product.id] = looks
                ready.append(product)
        taken = time.monotonic() - started
        yield from scanner.audit(ready)
        sleep(max(poll_seconds, taken * _SHARE))


def _looked_at(
    places: Sequence[Place], before: dict[Path, tuple[_Looks, float]], now: float
) -> dict[Path, tuple[_Looks, float]]:
    """Each file's looks, and since when it has them."""
    seen = {}
    for place in places:
        try:
            status = os.stat(place.path)
        except OSError:
            continue
        looks = (status.st_size, status.st_mtime_ns)
        known = before.get(place.path)
        seen[place.path] = known if known and known[0] == looks else (looks, now)
    return seen


def _settled(
    product: Product, seen: dict[Path, tuple[_Looks, float]], since: float
) -> tuple[tuple[Path, _Looks], ...] | None:
    """The product's files as they look; None while one of them may still grow."""
    found = [(file, *seen[file]) for file in product.files if file in seen]
    if len(found) < len(product.files) or any(time > since for _, _, time in found):
        return None
    return tuple((file, looks) for file, looks, _ in found)
