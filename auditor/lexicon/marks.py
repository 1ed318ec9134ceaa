"""Seals and statements about making and testing, found by their patterns.

There are many patterns and few marks on a label: a pattern is asked only where the
text has letters that every match of it needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from auditor.lexicon.folding import fold
from auditor.lexicon.index import REMEMBERED, SHORT
from auditor.patterns import Sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from auditor.model import Tier
    from auditor.patterns import GuardedPattern


_LETTERS = re.compile(r"[a-z]{3,}")
_ESCAPED = re.compile(r"\\[a-zA-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A seal or statement about making and testing, and what stands behind it."""

    id: str
    title: str
    tier: Tier
    patterns: tuple[GuardedPattern, ...]
    """Over folded text."""

    exclude: tuple[GuardedPattern, ...] = ()
    """A match that overlaps one of these says something else."""

    named: bool = False
    gmp: bool = False
    third_party: bool = False
    organic: bool = False
    verify: str = ""
    """Where its registry can be searched."""

    source: str = ""

    def is_of_its_name(self, word: str) -> bool:
        """Whether a folded word, or its beginning, stands in one of the patterns."""
        return any(
            word.startswith(part)
            for pattern in self.patterns
            for part in _LETTERS.findall(_ESCAPED.sub(" ", pattern.pattern))
        )

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the label claims it, as spans of `text`, left to right."""
        return self.find_by(self.patterns, fold(text))

    def find_by(
        self, patterns: Iterable[GuardedPattern], folded: str
    ) -> Iterator[tuple[int, int]]:
        """The same by some of the patterns, of a text that is folded already."""
        spans = sorted(span for one in patterns for span in one.spans(folded))
        barred = (
            [span for one in self.exclude for span in one.spans(folded)] if spans else []
        )
        end = -1
        for start, stop in spans:
            if start < end or any(start < b and a < stop for a, b in barred):
                continue
            end = stop
            yield start, stop


class Marks:
    """All marks of a lexicon, looked for at once."""

    def __init__(self, certifications: tuple[Certification, ...]) -> None:
        self.certifications = certifications

    def find(self, text: str) -> tuple[tuple[int, int, Certification], ...]:
        """Where a text claims each mark, as spans; marks may overlap."""
        return self._found(text) if len(text) <= SHORT else self._find(text)

    @cached_property
    def _found(self) -> Callable[[str], tuple[tuple[int, int, Certification], ...]]:
        return lru_cache(maxsize=REMEMBERED)(self._find)

    def _find(self, text: str) -> tuple[tuple[int, int, Certification], ...]:
        folded = fold(text)
        patterns: dict[int, list[GuardedPattern]] = {}
        for number, at in sorted(self._sieve.passed(folded)):
            patterns.setdefault(number, []).append(self.certifications[number].patterns[at])
        return tuple(
            (start, end, self.certifications[number])
            for number, some in patterns.items()
            for start, end in self.certifications[number].find_by(some, folded)
        )

    @cached_property
    def _sieve(self) -> Sieve[tuple[int, int]]:
        """Over the number of each mark and of its pattern."""
        return Sieve(
            ((number, at), one.needs)
            for number, mark in enumerate(self.certifications)
            for at, one in enumerate(mark.patterns)
        )
