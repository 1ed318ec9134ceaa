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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from auditor.model import Tier
    from auditor.patterns import GuardedPattern


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
        asked = set(self._unsigned)
        for sign in self._longest_signs.finditer(folded):
            asked |= self._by_sign[sign[1]]
        patterns: dict[int, list[GuardedPattern]] = {}
        for number, at in sorted(asked):
            patterns.setdefault(number, []).append(self.certifications[number].patterns[at])
        return tuple(
            (start, end, self.certifications[number])
            for number, some in patterns.items()
            for start, end in self.certifications[number].find_by(some, folded)
        )

    @cached_property
    def _by_sign(self) -> Mapping[str, frozenset[tuple[int, int]]]:
        """By letters that a match needs, the patterns of marks that need them or what
        they begin with: the number of the mark, and of its pattern."""
        found: dict[str, set[tuple[int, int]]] = {}
        for number, mark in enumerate(self.certifications):
            for at, one in enumerate(mark.patterns):
                for sign in one.needs:
                    found.setdefault(sign, set()).add((number, at))
        return {
            sign: frozenset(
                one
                for count in range(1, len(sign) + 1)
                for one in found.get(sign[:count], ())
            )
            for sign in found
        }

    @cached_property
    def _longest_signs(self) -> re.Pattern[str]:
        """The longest of such letters at each place where any stand, looked for by the
        first of them."""
        by_initial: dict[str, list[str]] = {}
        for sign in sorted(self._by_sign, key=len, reverse=True):
            by_initial.setdefault(sign[0], []).append(re.escape(sign[1:]))
        signs = (f"{re.escape(a)}(?:{'|'.join(b)})" for a, b in by_initial.items())
        initials = "".join(map(re.escape, by_initial))
        return re.compile(f"(?=[{initials}])(?=({'|'.join(signs)}))" if initials else "(?!)()")

    @cached_property
    def _unsigned(self) -> frozenset[tuple[int, int]]:
        """Patterns that any letters may match."""
        return frozenset(
            (number, at)
            for number, mark in enumerate(self.certifications)
            for at, one in enumerate(mark.patterns)
            if not one.needs
        )
