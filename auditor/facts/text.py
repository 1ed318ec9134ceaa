"""Running text of a label in which every character leads back to its words.

Parsers search text; a report shows boxes. A passage holds both, so that no
parser needs to know about pages and no evidence is ever typed by hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.lexicon import fold
from auditor.model import Evidence, Line, Word, cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.model import Box, Document


_ABBREVIATIONS = (
    "approx|appr|oz|fl|no|nos|e\\.g|i\\.e|ex|dr|st|inc|ltd|co|corp|vs|min|max|tbsp|tsp|"
    "lb|lbs|"
    "mfg|mfd|dist|dept|wt|vol|veg|temp|ca|cca|env|c\\.-à-d|aprox|z\\.b|bzw|u\\.s|p\\.o"
)
STOP = regex.compile(
    # Asked first, at each character: nothing else begins one.
    r"(?=[.!?•●▪■►~|·\s])(?:"
    # Asked before the looks behind, which take long.
    rf"(?=[.!?])(?<![\s(](?:{_ABBREVIATIONS}))(?<!\.\p{{L}})[.!?]+[)\"”’*†‡]*"
    r"(?=\s|(?-i:\p{Lu}\p{Ll})|$)"
    # An initial: "L. reuteri".
    r"(?!(?<=\b(?-i:\p{Lu})\.)\s(?-i:\p{Ll}))|[•●▪■►~|]|(?<!\d)·|·(?!\d)"
    # A footnote begins with its sign.
    r"|(?=\s[*†‡]{1,3}(?-i:\p{Lu})))",
    regex.IGNORECASE,
)
"""What ends a sentence: a full stop, but not of an abbreviation; a bullet; and where a
footnote begins."""

_MAY_STOP = re.compile(r"[.!?•●▪■►~|·*†‡]")
"""Signs of which each stop has one, looked for in less time than all that it needs."""

_FITS = 0.85
"""Of the widest line: measured line ends of ragged paragraphs vary by less."""


@dataclass(frozen=True, eq=False)
class Passage:
    """Lines that belong together, joined: blanks between words, newlines between lines.

    Equal only to itself: the same words elsewhere are another passage. What is derived
    from it is worked out once, when it is first asked for.
    """

    file: str
    page: int
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        return "".join(f"{line.text}\n" for line in self.lines)

    @cached_property
    def folded(self) -> str:
        """The text as matchers compare it, character by character."""
        return fold(self.text)

    @cached_property
    def words(self) -> tuple[tuple[int, Word], ...]:
        """All words, each with the number of its line."""
        return tuple((n, word) for n, line in enumerate(self.lines) for word in line.words)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where in `text` each of the words starts, in order."""
        ends = accumulate(len(word.text) + 1 for _, word in self.words)
        return (0, *ends)[:-1]

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Where in `text` each of the lines starts, in order."""
        ends = accumulate(len(line.text) + 1 for line in self.lines)
        return (0, *ends)[:-1]

    @cached_property
    def hard_breaks(self) -> tuple[int, ...]:
        """Offsets of the lines that begin anew rather than go on with the one before."""
        widest = max(line.box.width for line in self.lines)
        found: list[int] = []
        for (line, following), offset in zip(
            pairwise(self.lines), self.line_starts[1:], strict=True
        ):
            first = following.words[0]
            fits = line.box.width + line.height / 2 + first.box.width <= _FITS * widest
            resized = not 0.75 <= following.height / line.height <= 1.33
            begins = not (first.text[0].islower() or first.text[0] in ",;)")
            if begins and (resized or fits):
                found.append(offset)
        return tuple(found)

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """Offsets behind what ends a sentence, in order."""
        if _MAY_STOP.search(self.text) is None:
            return ()
        return tuple(stop.end() for stop in STOP.finditer(self.text))

    @cached_property
    def sentences(self) -> dict[tuple[int, int], tuple[tuple[int, int], ...]]:
        """Where sentences begin and end, by the stretch that they were looked for in."""
        return {}

    @cached_property
    def box(self) -> Box:
        return cover(line.box for line in self.lines)

    def line_at(self, offset: int) -> Line:
        """The line that a character of the text, or the newline behind it, is of."""
        return self.lines[bisect_right(self.line_starts, offset) - 1]

    def lines_of(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that the characters from start up to end touch."""
        first = max(bisect_right(self.line_starts, start) - 1, 0)
        if first < len(self.lines) and (
            self.line_starts[first] + len(self.lines[first].text) <= start
        ):
            # Only the newline behind it.
            first += 1
        return self.lines[first : bisect_left(self.line_starts, end)]

    def evidence(self, start: int, end: int, trust: float = 1.0) -> tuple[Evidence, ...]:
        """What the characters from start up to end rest on, one item per line.

        Words that the stretch only touches count whole: a box cannot be split
        where nobody measured. `trust` below 1 lowers the confidence where the
        match had to tolerate a misreading.
        """
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)), first + 1)
        stretch = self.words[first:last]
        return tuple(
            evidence_of([word for _, word in group], self.file, self.page, trust)
            for _, group in groupby(stretch, key=lambda pair: pair[0])
        )


_BADLY_READ = 0.7
"""Confidence of a word under which it is as likely another one."""


def is_badly_read(evidence: Evidence) -> bool:
    """Whether what was read may be the rest of another word, or another name."""
    return evidence.confidence is not None and evidence.confidence < _BADLY_READ


def evidence_of(
    words: Iterable[Word], file: str, page: int, trust: float = 1.0
) -> Evidence:
    """One piece of evidence for words that stand side by side on one line."""
    words = tuple(words)
    known = [word.confidence for word in words if word.confidence is not None]
    # A dagger that was hard to read does not make the name before it doubtful.
    told = [
        word.confidence
        for word in words
        if word.confidence is not None and any(map(str.isalnum, word.text))
    ]
    confidence = min(told or known) if known else None
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
    return Passage(file, page, tuple(lines))


def passages(document: Document) -> Iterator[Passage]:
    """Every block of every page of a document, in reading order."""
    for page in document.pages:
        blocks = [tuple(g) for _, g in groupby(page.lines, key=lambda line: line.block)]
        for lines in _beside_their_labels(blocks):
            yield passage_of(document.name, page.number, lines)


# --- sheets with a column of labels -------------------------------------------

_LABEL_WORDS = 5

_LIKE_SIZE = 1.5
"""Times one height of print to another: a form sets titles bold, not larger."""


def _beside_their_labels(blocks: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Blocks, with each label of a form joined to what stands beside it.

    A specification sheet prints its titles in a column of their own. Read down, the
    column runs its titles into one another; each belongs to the rows beside it.
    """
    rows: dict[int, list[Line]] = {}
    for block in blocks:
        for line in block:
            rows.setdefault(line.row, []).append(line)
    columns = [block for block in blocks if _is_label_column(block, rows)]
    if not columns:
        return blocks
    claimed: dict[int, tuple[Line, ...]] = {}
    for column in columns:
        for label, following in zip(column, (*column[1:], None), strict=True):
            until = following.row if following else label.row + 1
            beside = tuple(
                line
                for row in range(label.row, until)
                for line in _right_of(label, rows.get(row, ()))
                if id(line) not in claimed
            )
            claimed |= {id(line): () for line in beside}
            claimed[id(label)] = (label, *beside)
    ordered: list[tuple[Line, ...]] = []
    for block in blocks:
        ordered += [claimed[id(line)] for line in block if claimed.get(id(line))]
        kept = tuple(line for line in block if id(line) not in claimed)
        if kept:
            ordered.append(kept)
    return ordered


def _is_label_column(block: tuple[Line, ...], rows: Mapping[int, Sequence[Line]]) -> bool:
    """Three titles or more, each a few words with something beside them.

    Prose is told by its line ends: it goes on in lower case and fills its column. The
    front of a flat label, which stands beside the panel, is centered or set large.
    """
    if len(block) < 3 or any(len(line.words) > _LABEL_WORDS for line in block):
        return False
    if not all(line.text[0].isupper() and line.text[-1] not in ".,;" for line in block):
        return False
    beside = [_right_of(line, rows[line.row]) for line in block]
    if not all(beside):
        return False
    firsts = [lines[0] for lines in beside]
    starts = [line.box.x0 for line in firsts]
    height = max(line.height for line in block)
    own = [line.box.x0 for line in block]
    aligned = all(max(edge) - min(edge) < height for edge in (starts, own))
    heights = [line.height for line in (*block, *firsts)]
    aligned = aligned and max(heights) < _LIKE_SIZE * min(heights)
    worded = all(line.text[0].isalpha() for line in firsts)
    apart = min(starts) - max(line.box.x1 for line in block) > height
    return aligned and worded and apart


def _right_of(label: Line, lines: Sequence[Line]) -> list[Line]:
    """The lines that begin right of a label, nearest first."""
    right = (line for line in lines if line.box.x0 > label.box.x1)
    return sorted(right, key=lambda line: line.box.x0)
