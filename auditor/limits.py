"""What one file may cost, by name: what `--limit` sets and `auditor doctor` lists.

Some limits keep a reader from a file that is too much, the others stop a reader
that takes too much. To a user both are one list.
"""

from __future__ import annotations

from dataclasses import fields, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from auditor.errors import UsageError
from auditor.reading.source import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from auditor.sandbox import Confinement


def limits_by_name(limits: Limits, confinement: Confinement) -> Mapping[str, float]:
    """Every limit with its value, those of a file's content first."""
    return {
        field.name: getattr(record, field.name)
        for record in (limits, confinement)
        for field in fields(record)
    }


def parse_limits(
    given: Iterable[str], limits: Limits, confinement: Confinement
) -> tuple[Limits, Confinement]:
    """The limits with some of them changed, each given as ``NAME=VALUE``.

    Raises:
        UsageError: no limit has the name, or the value is no whole number from 1.
    """
    known = limits_by_name(limits, confinement)
    changed = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"--limit {text}",
                f"there is no limit {name!r}",
                f"{meant}known are {', '.join(known)}",
            )
        changed[name] = _value(text, value)
    own = {field.name for field in fields(Limits)}
    return (
        replace(limits, **{name: n for name, n in changed.items() if name in own}),
        replace(confinement, **{name: n for name, n in changed.items() if name not in own}),
    )


def _value(text: str, value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        number = 0
    # Beyond this the kernel takes a limit for none at all.
    if not 0 < number < 2**62:
        raise UsageError(
            f"--limit {text}", f"{value!r} is no whole number from 1", "write NAME=VALUE"
        )
    return number
