"""Running text of a label in which every character leads back to its words.

Parsers search text; a report shows boxes. A passage holds both, so that no
parser needs to know about pages and no evidence is ever typed by hand.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.model import Evidence, Line, Word, cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Document


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together, joined: blanks between words, newlines between lines."""

    file: str
    page: int
    lines: tuple[Line, ...]
    text: str
    starts: tuple[int, ...]
    """Where in `text` each word of `lines` starts, in order."""

    def evidence(self, start: int, end: int, trust: float = 1.0) -> tuple[Evidence, ...]:
        """What the characters from start up to end rest on, one item per line.

        Words that the stretch only touches count whole: a box cannot be split
        where nobody measured. `trust` below 1 lowers the confidence where the
        match had to tolerate a misreading.
        """
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)), first + 1)
        stretch = self._words()[first:last]
        return tuple(
            evidence_of([word for _, word in group], self.file, self.page, trust)
            for _, group in groupby(stretch, key=lambda pair: pair[0])
        )

    def _words(self) -> list[tuple[int, Word]]:
        return [(n, word) for n, line in enumerate(self.lines) for word in line.words]


def evidence_of(
    words: Iterable[Word], file: str, page: int, trust: float = 1.0
) -> Evidence:
    """One piece of evidence for words that stand side by side on one line."""
    words = tuple(words)
    known = [word.confidence for word in words if word.confidence is not None]
    confidence = min(known) if known else None
    if trust < 1.0:
        confidence = (1.0 if confidence is None else confidence) * trust
    return Evidence(
        file=file,
        page=page,
        box=cover(word.box for word in words),
        text=" ".join(word.text for word in words),
        confidence=confidence,
    )


def passage_of(file: str, page: int, lines: Iterable[Line]) -> Passage:
    """Lines as one passage, in the order given."""
    lines = tuple(lines)
    pieces: list[str] = []
    starts: list[int] = []
    position = 0
    for line in lines:
        for number, word in enumerate(line.words):
            starts.append(position)
            pieces.append(word.text)
            pieces.append("\n" if number == len(line.words) - 1 else " ")
            position += len(word.text) + 1
    return Passage(file, page, lines, "".join(pieces), tuple(starts))


def passages(document: Document) -> Iterator[Passage]:
    """Every block of every page of a document, in reading order."""
    for page in document.pages:
        for _, lines in groupby(page.lines, key=lambda line: line.block):
            yield passage_of(document.name, page.number, lines)
