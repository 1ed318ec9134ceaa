"""Patterns that come from data files: never without end, and seldom in vain.

A lexicon grows by hands that know labels and not engines of patterns. Each pattern is
given a time after which it is given up, and is not asked at all where a text has none
of the letters that every match of it needs.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from auditor import regex
from auditor.errors import TimeLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Set

T = TypeVar("T")
K = TypeVar("K", bound="Hashable")

PATIENCE_SECONDS: Final = 2.0
"""A thousand times what any pattern takes for the text of a label."""


class GuardedPattern:
    """A pattern that gives up in time.

    Its searches raise TimeLimitError when they take longer than its patience.
    """

    def __init__(self, pattern: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Raises ValueError where `pattern` is none."""
        try:
            # Checks in half the time what is compiled once a text asks for it.
            re.compile(pattern)
        except re.error as error:
            raise ValueError(str(error)) from error
        self.pattern = pattern
        self.patience_seconds = patience_seconds

    @cached_property
    def needs(self) -> frozenset[str]:
        """Every match contains one of these; empty where that could not be told."""
        return _needed(self.pattern)

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return regex.compile(self.pattern)

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match anywhere; TimeLimitError where looking takes too long."""
        return self._asked(self._compiled.search, text)

    def match(self, text: str) -> regex.Match[str] | None:
        """The same at the beginning of the text."""
        return self._asked(self._compiled.match, text)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where its matches begin and end, left to right."""
        if self.needs and not any(sign in text for sign in self.needs):
            return ()
        return self._asked(self._all_spans, text)

    def _all_spans(self, text: str, timeout: float) -> tuple[tuple[int, int], ...]:
        found = self._compiled.finditer(text, timeout=timeout)
        return tuple(match.span() for match in found)

    def _asked(self, question: Callable[..., T], text: str) -> T:
        try:
            return question(text, timeout=self.patience_seconds)
        except TimeoutError as error:
            raise TimeLimitError(
                f"{text[:40]!r}",
                f"looking in it for {self.pattern[:60]!r} took more than "
                f"{self.patience_seconds:g} s",
                "leave it out, and mend the pattern in the lexicon",
            ) from error


class SievedPattern:
    """A pattern of the program's own over folded text.

    It is neither compiled nor asked before a text has letters that its matches need:
    many patterns look for what few labels say.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def needs(self) -> frozenset[str]:
        """As of a guarded pattern; what stands in all texts sieves none out."""
        return _needed_of_group(f"(?:{self.pattern})") or frozenset({""})

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return regex.compile(self.pattern)

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match anywhere."""
        for letters in self.needs:
            if letters in text:
                return self._compiled.search(text)
        return None


class Sieve(Generic[K]):
    """Many patterns over folded text, and which of them one text may match.

    One pass over the text finds the letters that matches need, however many patterns
    there are.
    """

    def __init__(self, needs: Iterable[tuple[K, Collection[str]]]) -> None:
        """`needs`: of each pattern the letters of which every match has some; where
        there are none, any text passes."""
        told = [(pattern, frozenset(letters)) for pattern, letters in needs]
        self._always = frozenset(
            pattern for pattern, letters in told if not letters or "" in letters
        )
        asked_for: dict[str, set[K]] = {}
        for pattern, letters in told:
            for sign in letters if pattern not in self._always else ():
                asked_for.setdefault(sign, set()).add(pattern)
        # What begins with other letters that are needed has these as well.
        self._by_sign = {
            sign: frozenset(
                pattern
                for count in range(1, len(sign) + 1)
                for pattern in asked_for.get(sign[:count], ())
            )
            for sign in asked_for
        }
        by_initial: dict[str, list[str]] = {}
        for sign in sorted(asked_for, key=len, reverse=True):
            by_initial.setdefault(sign[0], []).append(re.escape(sign[1:]))
        self._signs = re.compile(
            "|".join(f"{re.escape(a)}(?:{'|'.join(b)})" for a, b in by_initial.items())
            or "(?!)"
        )

    def passed(self, folded: str) -> Set[K]:
        """The patterns that the text may match; it does not match the others."""
        found = self._signs.search(folded)
        if found is None:
            return self._always
        passed = set(self._always)
        while found:
            passed |= self._by_sign[found[0]]
            # Letters may begin within others.
            found = self._signs.search(folded, found.start() + 1)
        return passed


# --- what a match cannot be without -----------------------------------------------

_LEAST: Final = 2
"""Letters that tell enough to be looked for: a single one stands in every text."""

_PIECE: Final = regex.compile(
    r"(?<group>\((?:[^()\\[]|\\.|\[(?:[^\]\\]|\\.)*\]|(?&group))*\))"
    r"|(?<class>\[(?:[^\]\\]|\\.)*\])|\\(?<sign>[^\w\s])|(?<escaped>\\.)"
    r"|(?<quantifier>[*+?]|\{\d*,?\d*\})|(?<letter>[\w ])|(?<other>.)"
)


_FLAGS: Final = regex.compile(r"\(\?[A-Za-z]")
"""Letters may be meant in either case behind flags."""


def _needed(pattern: str) -> frozenset[str]:
    """Runs of letters of which each match of a pattern contains one; empty if none is.

    Of what stands side by side, that part tells whose shortest run is the longest.
    """
    if _FLAGS.search(pattern):
        return frozenset()
    choices: list[frozenset[str]] = []
    run = ""
    last: frozenset[str] = frozenset()
    pieces = [*_PIECE.finditer(pattern), None]
    for piece in pieces:
        kind = piece.lastgroup if piece else "other"
        text = piece[0] if piece else ""
        if kind in ("letter", "sign"):
            choices.append(last)
            last = frozenset()
            run += text.removeprefix("\\")
            continue
        if kind == "quantifier":
            if text != "+":
                # What it stands behind may be missing.
                run, last = run[:-1], frozenset()
            choices.append(frozenset({run}))
            run = ""
            continue
        choices += [frozenset({run}), last]
        run, last = "", frozenset()
        if kind == "group":
            last = _needed_of_group(text)
        elif text == "|":
            return frozenset()
    told = (choice for choice in choices if choice and min(map(len, choice)) >= _LEAST)
    return max(told, key=lambda choice: min(map(len, choice)), default=frozenset())


def _needed_of_group(group: str) -> frozenset[str]:
    """The same of a bracket with its alternatives; of one that looks around, nothing."""
    inside = group[1:-1]
    if inside.startswith("?"):
        if not inside.startswith("?:"):
            return frozenset()
        inside = inside[2:]
    alternatives = _alternatives(inside)
    needed = [_needed(one) for one in alternatives]
    return frozenset().union(*needed) if all(needed) else frozenset()


def _alternatives(pattern: str) -> list[str]:
    found = [""]
    for piece in _PIECE.finditer(pattern):
        if piece[0] == "|":
            found.append("")
        else:
            found[-1] += piece[0]
    return found
