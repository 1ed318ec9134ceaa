"""A printed row of a panel, and what its words come to.

How far a panel reaches, whether it has halves and which of its layouts tells most is
asked of the same rows, by every panel that they may be of. What the words of a row, or
some of them, come to is worked out when it is first asked for, and once.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.cells import split_row
from auditor.facts.panel.placed import SIGN_ONLY, Entry, Placed
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Row(tuple[Placed, ...]):
    """The words of a printed row, or some of them, left to right."""

    def part(self, words: Iterable[Placed]) -> Row:
        """Some of its words as a row: the same one whenever they are the same."""
        some = tuple(words)
        if some == self:
            return self
        known = self._parts.get(some)
        if known is None:
            known = self._parts[some] = Row(some)
        return known

    @cached_property
    def _parts(self) -> dict[tuple[Placed, ...], Row]:
        return {}

    def before(self, limit: float) -> Row:
        """Without the words whose middle lies beyond a limit, which belong to a neighbor
        of the panel, but for those that a dotted leader leads to."""
        led = {item.line for item in self if item.led}
        return self.part(
            item for item in self if (item.x0 + item.x1) / 2 < limit or item.line in led
        )

    @cached_property
    def size(self) -> float:
        """The height of its smallest print; signs of footnotes are smaller than any."""
        heights = [
            item.height
            for item in self
            if not (item.begins_cell and SIGN_ONLY.fullmatch(item.word.text))
        ]
        return min(heights or (item.height for item in self))

    @cached_property
    def text(self) -> str:
        return " ".join(item.word.text for item in self)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def numbers(self) -> int:
        """How many of its words may begin a cell."""
        return sum(item.begins_cell for item in self)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Its names with their cells, to be looked at only: whoever takes them apart or
        puts them together splits the row for himself."""
        return tuple(split_row(self))

    @cached_property
    def told(self) -> tuple[Entry, ...]:
        """Those of them that are a name with its cells."""
        if not self.numbers:
            return ()
        return tuple(entry for entry in self.entries if entry.cells and entry.name)

    @cached_property
    def heads(self) -> tuple[tuple[float, float, str], ...]:
        """Where heads of amounts and of daily values begin and end, and what they say."""
        if not any(sign in self.folded for sign in _SIGNS_OF_HEADS):
            return ()
        return tuple(_heads_in(self))

    @cached_property
    def lines(self) -> tuple[tuple[Placed, float], ...]:
        """The first word of each line of print, and how far the line reaches."""
        lines: dict[int, tuple[Placed, float]] = {}
        for item in self:
            first, reach = lines.get(item.line, (item, item.x1))
            lines[item.line] = first, max(reach, item.x1)
        return tuple(lines.values())

    @cached_property
    def openings(self) -> tuple[Placed, ...]:
        """The words that begin a line or stand behind a gap."""
        return tuple(
            item
            for before, item in pairwise((None, *self))
            if item is not None
            and (
                before is None
                or before.line != item.line
                or item.x0 - before.x1 > item.height
            )
        )


def _heads_in(row: Sequence[Placed]) -> Iterator[tuple[float, float, str]]:
    run: list[Placed] = []
    for item in (*row, None):
        if item is not None and (not run or item.x0 - run[-1].x1 <= 0.8 * item.height):
            run.append(item)
            continue
        text = fold(" ".join(one.word.text for one in run))
        if _HEAD.fullmatch(text):
            yield run[0].x0, run[-1].x1, text
        run = [] if item is None else [item]


_OF_WHAT = (
    r"(?:\d+ ?\p{L}{1,12}|(?:recommended )?(?:daily )?(?:serving|portion|dose|dosage)"
    r"|porcion|racion|dosis|tages(?:dosis|portion)"
    r"|scoop|capsule|tablet|softgel|gummy|packet|stick|sachet|gelule|comprime|messloffel)"
    r"(?: (?:serving|portion|porcion|racion|dose|dosis)s?)?"
    r"(?: ?\([^()]{1,24}\)| ?\d+ ?(?:g|ml))?"
)
_HEAD = regex.compile(
    r"(?:(?:avg|ave|average)\.? )?(?:amount|quantity|qty)s?(?: ?(?:per|/) ?"
    rf"{_OF_WHAT})?"
    r"|% ?(?:daily value|d\.?v\.?|rdi|ri|nrv|(?:u\.? ?s\.? ?)?rda|vnr|vrn|ajr|vq|vd)[*†‡]*"
    rf"(?: (?:(?:per|pour|par|por|pro|je) {_OF_WHAT}|\([^()]{{1,24}}\)))?"
    rf"|(?:per|pour|par|por|pro|je) {_OF_WHAT}"
)
"""A head of amounts or of daily values, and nothing else."""

_SIGNS_OF_HEADS = (
    *("amount", "quantity", "qty", "%", "per ", "pour ", "par ", "por ", "pro ", "je "),
)
"""Each head has one of them."""
