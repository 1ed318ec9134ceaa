"""The exit status of an audit, and of many: the gravest of verdicts and failures.

One table of statuses serves every command, so that a script may rely on a number
whatever it ran.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from auditor.cli.options import FailOn
from auditor.cli.output import counted
from auditor.errors import AuditorError, InputError, NoLabelError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from auditor.batch.scan import Result
    from auditor.model import Audit

INTERRUPTED: Final = 130

_GRAVEST_FIRST: Final = (70, 7, 6, 5, 4, 1, 3, 0)

_FORGIVEN: Final = frozenset({1, 3, 4})
"""What --exit-zero reports as 0: verdicts and unread files, never a broken set-up."""

STATUS_OF_VERDICT: Final = {"pass": 0, "fail": 1, "incomplete": 3}

_NAMED: Final = 5
"""Things that a remark names before it says how many more there are."""


def exit_status(result: Audit, *, exit_zero: bool = False) -> int:
    """The status of a finished audit: the gravest of its verdict and failures.

    `exit_zero` makes 0 of what a caller may not want to stop at, and of no more.
    """
    slugs = {failure.slug for failure in result.failures}
    if not result.sources and slugs == {NoLabelError.slug}:
        # Nothing was judged, and nothing is held against anybody.
        return 0
    return gravest(statuses_of(result.verdict.value, slugs), exit_zero=exit_zero)


def statuses_of(verdict: str, slugs: Iterable[str]) -> set[int]:
    """The status of a verdict, and those of the failures beside it."""
    known = _status_of_slugs()
    # A slug we do not know comes from another package's kind of input error.
    return {
        STATUS_OF_VERDICT[verdict],
        *(known.get(slug, InputError.exit_code) for slug in slugs),
    }


def gravest(statuses: Collection[int], *, exit_zero: bool) -> int:
    """The one to leave with; `exit_zero` forgives verdicts and unread files."""
    status = next((status for status in _GRAVEST_FIRST if status in statuses), 0)
    return 0 if exit_zero and status in _FORGIVEN else status


@dataclass(slots=True)
class Outcome:
    """What a scan comes to: its exit status, and what to tell at its end."""

    statuses: set[int]
    aside: list[str] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)

    def counting(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as they come, counted."""
        for result in results:
            if result.is_aside:
                # Nothing was judged, and nothing is held against anybody.
                self.aside.append(result.product)
            else:
                self.verdicts[result.verdict.value] += 1
                self.statuses |= statuses_of(result.verdict.value, result.slugs)
            yield result

    def tell(self, say: Callable[[str], None], output: Path | None) -> None:
        """Say what was put aside, and where the results are."""
        if self.aside:
            some = ", ".join(self.aside[:_NAMED])
            more = f" and {len(self.aside) - _NAMED} more" if self.aside[_NAMED:] else ""
            count = counted(len(self.aside), "product")
            say(f"{count} put aside, whose pictures show no label: {some}{more}")
        if output is not None:
            counts = ", ".join(f"{n:,} {verdict}" for verdict, n in self.verdicts.items())
            say(f"{counts or 'nothing judged'}; the results are in {output}")

    def status(self, fail_on: FailOn, *, exit_zero: bool) -> int:
        """The gravest of all; an incomplete product fails where it is asked for."""
        incomplete, failed = STATUS_OF_VERDICT["incomplete"], STATUS_OF_VERDICT["fail"]
        found = set(self.statuses)
        if fail_on is FailOn.INCOMPLETE and incomplete in found:
            found.add(failed)
        return gravest(found, exit_zero=exit_zero)


def _status_of_slugs() -> dict[str, int]:
    kinds: list[type[AuditorError]] = [AuditorError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return {kind.slug: kind.exit_code for kind in kinds}
