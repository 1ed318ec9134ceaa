"""Running text of a label in which every character leads back to its words.

Parsers search text; a report shows boxes. A passage holds both, so that no
parser needs to know about pages and no evidence is ever typed by hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain, groupby, pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.places import by_row, right_of
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
    def entries(self) -> tuple[tuple[str, tuple[Word, ...]], ...]:
        """The titles of a form, folded, and what is entered for each: behind its colon,
        or in the cell beside it."""
        return tuple(_entries(self.lines))

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
    return was_badly_read(evidence.confidence)


def was_badly_read(confidence: float | None) -> bool:
    """The same of a word, by its confidence."""
    return confidence is not None and confidence < _BADLY_READ


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


def _entries(lines: tuple[Line, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    for line, following in zip(lines, (*lines[1:], None), strict=True):
        if ":" in line.text:
            title, _, entered = line.text.partition(":")
            if entered.strip():
                yield fold(title).strip(), line.words[len(f"{title}:".split()) :]
                continue
        if following and following.row == line.row:
            title = line.text.rstrip(" :")
            yield fold(title).strip(), following.words


def passage_of(file: str, page: int, lines: Iterable[Line]) -> Passage:
    """Lines as one passage, in the order given."""
    return Passage(file, page, tuple(lines))


def passages(document: Document) -> Iterator[Passage]:
    """Every block of every page of a document, in reading order."""
    for page in document.pages:
        blocks = [tuple(g) for _, g in groupby(page.lines, key=lambda line: line.block)]
        for lines in _beside_their_labels(blocks, flat=page.flat):
            yield passage_of(document.name, page.number, lines)


# --- sheets with a column of labels -------------------------------------------

_LABEL_WORDS = 5

_LEAST_LABELS = 3

_LIKE_SIZE = 1.5
"""Times one height of print to another: a form sets titles bold, not larger."""


def _beside_their_labels(
    blocks: list[tuple[Line, ...]], *, flat: bool
) -> list[tuple[Line, ...]]:
    """Blocks, with each label of a form joined to what stands beside it.

    A specification sheet prints its titles in a column of their own. Read down, the
    column runs its titles into one another; each belongs to the rows beside it.

    Args:
        flat: The page is a sheet. On a photo seals stand beside each other, too, and
            only a block that is nothing but titles is taken for them.
    """
    rows = by_row(chain.from_iterable(blocks))
    block_of = {id(line): block for block in blocks for line in block}
    columns = [
        column
        for column in _label_columns(blocks, rows)
        if _apart(column) > (_BLANK if flat else 1.0)
        and _others_beside(column, block_of, rows, flat=flat) < (len(column) if flat else 1)
    ]
    if not columns:
        return blocks
    claimed: dict[int, tuple[Line, ...]] = {}
    for column in columns:
        for one in column:
            beside = tuple(line for line in one.entered if id(line) not in claimed)
            claimed |= {id(line): () for line in (*one.title, *beside)}
            claimed[id(one.label)] = (*one.title, *beside)
    ordered: list[tuple[Line, ...]] = []
    for block in blocks:
        ordered += [claimed[id(line)] for line in block if claimed.get(id(line))]
        kept = tuple(line for line in block if id(line) not in claimed)
        if kept:
            ordered.append(kept)
    return ordered


@dataclass(slots=True)
class _Field:
    """One title of a form, and what is entered for it."""

    title: list[Line]
    first: Line
    """What stands beside the title, or nearest to it."""

    level: tuple[int, int]
    """The rows of what is entered that are beside the title for certain."""

    entered: list[Line] = field(default_factory=list)

    @property
    def label(self) -> Line:
        return self.title[0]


def _label_columns(
    blocks: Iterable[tuple[Line, ...]], rows: Mapping[int, Sequence[Line]]
) -> Iterator[list[_Field]]:
    """Three titles or more below each other, each with something beside it.

    The front of a flat label, which stands beside the panel, is centered or set large.
    """
    column: list[_Field] = []
    for line in (*chain.from_iterable(blocks), None):
        if line and column and _is_rest_of_title(line, column[-1].title[-1]):
            column[-1].title.append(line)
            continue
        following = _field_of(line, rows) if line else None
        if following and (not column or _goes_on(column, following)):
            column.append(following)
            continue
        if len(column) >= _LEAST_LABELS and _are_entries(column):
            _enter(column, rows)
            yield column
        column = [following] if following else []


def _others_beside(
    column: Sequence[_Field],
    block_of: Mapping[int, tuple[Line, ...]],
    rows: Mapping[int, Sequence[Line]],
    *,
    flat: bool,
) -> int:
    """How many lines are in the blocks of a column of titles that are none, although
    something stands beside them: what is said in two languages, column by column.

    Args:
        block_of: The block of each line, by the line's identity.
        flat: Count no line that may be a title of another column below.
    """
    titles = {id(line) for one in column for line in one.title}
    there = {id(block): block for block in map(block_of.__getitem__, titles)}
    return sum(
        id(line) not in titles
        and bool(right_of(line, rows[line.row]) or not flat)
        and not (flat and _field_of(line, rows))
        for block in there.values()
        for line in block
    )


def _is_rest_of_title(line: Line, above: Line) -> bool:
    return (
        line.text[0].islower()
        and len(line.words) <= _LABEL_WORDS
        and abs(line.box.x0 - above.box.x0) < above.height
        and 0 < line.box.center[1] - above.box.center[1] < _LIKE_SIZE * above.height
    )


def _field_of(label: Line, rows: Mapping[int, Sequence[Line]]) -> _Field | None:
    """The title that a line may be with what stands beside it, or None.

    Prose goes on in lower case and fills its column.
    """
    text, row = label.text, label.row
    if len(label.words) > _LABEL_WORDS or not text[0].isupper() or text[-1] in ".,;":
        return None
    if _ENTERED_ALREADY.search(text):
        return None
    if beside := right_of(label, rows[row]):
        return _Field([label], beside[0], (row, row))
    # In the middle of a cell with an even number of lines.
    above, below = (right_of(label, rows.get(near, ())) for near in (row - 1, row + 1))
    if len(rows[row]) == 1 and above and below:
        near = above[0].box.bottom > label.box.top - label.height / 2
        alone = len(above) == len(rows[row - 1]) and len(below) == len(rows[row + 1])
        aligned = abs(above[0].box.x0 - below[0].box.x0) < label.height
        if near and alone and aligned:
            return _Field([label], above[0], (row - 1, row + 1))
    return None


_ENTERED_ALREADY = regex.compile(r": ?\d")
"""A title that has its number on its own line: "Serving size: 30 g"."""


def _goes_on(column: Sequence[_Field], following: _Field) -> bool:
    """Whether a title and what is entered for it stand below those of a column."""
    label, first = following.label, following.first
    heights = [line.height for line in (column[0].label, column[0].first, label, first)]
    return (
        following.level[0] > column[-1].level[1]
        and abs(label.box.x0 - column[0].label.box.x0) < _LEVEL * label.height
        and abs(first.box.x0 - column[0].first.box.x0) < _LEVEL * label.height
        and max(heights) < _LIKE_SIZE * min(heights)
    )


_LEVEL = 0.5
"""Heights of print by which the lines of a column begin beside each other at most: what
is centered does not."""

_BLANK = 0.25
"""Heights of print between two words of a line: columns stand further apart."""


def _are_entries(column: Sequence[_Field]) -> bool:
    """Whether words are entered beside titles, and neither the numbers of a table nor
    the lines of a text, of which most go on in lower case."""
    starts = [one.first.text[0] for one in column]
    return 2 * sum(map(str.isalpha, starts)) >= len(starts) and 4 * sum(
        map(str.islower, starts)
    ) <= len(starts)


def _apart(column: Sequence[_Field]) -> float:
    """How far titles and what is entered stand apart, in heights of the titles."""
    left = max(one.label.box.x1 for one in column)
    right = min(one.first.box.x0 for one in column)
    return (right - left) / max(one.label.height for one in column)


def _enter(column: Sequence[_Field], rows: Mapping[int, Sequence[Line]]) -> None:
    """Give each title the rows that are entered for it.

    A title stands beside the first of them, or in the middle: what is between two
    titles is parted where the lines are furthest apart.
    """
    start = _end_of_entry(column[0], rows, -1) + 1
    for one, following in zip(column, (*column[1:], None), strict=True):
        if following is None:
            until = _end_of_entry(one, rows, 1)
        else:
            last, first = one.level[1], following.level[0]
            between = [
                (row, beside)
                for row in range(last, first + 1)
                if (beside := right_of(one.label, rows.get(row, ())))
            ]
            gaps = [
                (round(b[0].box.top - a[0].box.bottom), row)
                for (_, a), (row, b) in pairwise(between)
            ]
            until = max(gaps, default=(0, first))[1]
        one.entered = [
            line
            for row in range(start, until)
            for line in right_of(one.label, rows.get(row, ()))
            if line not in one.title
        ]
        start = until


def _end_of_entry(one: _Field, rows: Mapping[int, Sequence[Line]], step: int) -> int:
    """The row above or below that no longer belongs to a title: what is entered may
    take several, one close to the other, with nothing in the titles' column."""
    row, last = one.level[step > 0] + step, one.first
    while row in rows:
        beside = right_of(one.label, rows[row])
        others = [line for line in rows[row] if line not in beside + one.title]
        if others or not beside:
            break
        upper, lower = (last, beside[0]) if step > 0 else (beside[0], last)
        if (
            abs(beside[0].box.x0 - last.box.x0) >= last.height
            or lower.box.top - upper.box.bottom >= last.height / 2
        ):
            break
        row, last = row + step, beside[0]
    return row
