"""What tables answer with yes or no: "Suitable for vegans", and beside it "No".

Specification sheets tell so what a product is free of, suitable for and certified by. A
row that answers no claims nothing, and one that answers yes says what it asks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from auditor import regex
from auditor.facts.places import Shelves, by_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.model import Line

_NO = regex.compile(
    r"\W*(?:x\W*)?(?:no|non|nein|absent|ausente|(?:not|non) (?:present|contained)"
    r"|does not contain|nicht enthalten)\b\W*x?\W*",
    regex.IGNORECASE,
)
_NO_LINE = regex.compile(rf"(?m)^{_NO.pattern}$", regex.IGNORECASE)
_YES = regex.compile(
    r"\W*(?:yes|oui|s[ií]|ja|present|présent|contains|contained|contient|contiene"
    r"|enthalten)\W*",
    regex.IGNORECASE,
)
_ANSWER = regex.compile(rf"{_YES.pattern}|{_NO.pattern}", regex.IGNORECASE)
_TICK = regex.compile(r"[xX×✓✔✗✘]")

Row: TypeAlias = tuple[str, int, int, float]
"""File, page and number of a printed row, and where on it the answered line begins."""


def answered_no(sections: Sequence[Section]) -> frozenset[Row]:
    """Rows of tables whose answer is no: "Suitable for vegans", and beside it "No".

    Or a cross in the column that is headed "No", and none in the one headed "Yes".
    """
    pages: dict[tuple[str, int], list[Passage]] = {}
    # Sections of one block share its passage.
    for passage in dict.fromkeys(section.passage for section in sections):
        pages.setdefault((passage.file, passage.page), []).append(passage)
    return frozenset(
        (*place, asked.row, asked.box.x0)
        for place, there in pages.items()
        if any(map(_has_a_no, there))
        for asked, _ in _answered([line for p in there for line in p.lines], _says_no)
    )


def answered_yes(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Line, Line]]:
    """What tables answer with yes, in which passage it stands, and the answer: "Milk",
    and beside it "Contains"."""
    pages: dict[tuple[str, int], list[Passage]] = {}
    for passage in dict.fromkeys(passages):
        pages.setdefault((passage.file, passage.page), []).append(passage)
    for there in pages.values():
        owners = {id(line): passage for passage in there for line in passage.lines}
        lines = [line for passage in there for line in passage.lines]
        if any(len(line.words) == 1 and _says_yes(line.text) for line in lines):
            for asked, answer in _answered(lines, _says_yes):
                yield owners[id(asked)], asked, answer


def _has_a_no(passage: Passage) -> bool:
    # Letters are found sooner than a line of them.
    folded = passage.folded
    return any(map(folded.__contains__, ("no", "nein", "nich", "absent", "ausente"))) and (
        _NO_LINE.search(passage.text) is not None
    )


def _answered(
    lines: Sequence[Line], says: Callable[[str], bool]
) -> Iterator[tuple[Line, Line]]:
    """The lines of tables that get this answer, each with the cell that gives it."""
    heads = [line for line in lines if _ANSWER.fullmatch(line.text)]
    headed = Shelves(
        (x - _IN_COLUMN * head.height, x + _IN_COLUMN * head.height, head)
        for head in heads
        for x, _ in (head.box.center,)
    )
    rows = by_row(lines)
    columns = sorted(head.box.center[0] for head in heads)
    lower = Shelves((line.box.top, line.box.top, line) for line in lines)
    for line in lines:
        if _TICK.fullmatch(line.text):
            head = _head_above(line, headed)
            if head is None or not says(head.text):
                continue
            asked = _left_of(line, rows)
            nearest = max(asked, key=lambda other: other.box.x0, default=None)
            asked = [nearest] if nearest else []
        elif not says(line.text) or _is_a_seal(line, columns, lower):
            continue
        else:
            asked = _left_of(line, rows)
        yield from ((other, line) for other in asked)


@lru_cache(maxsize=16_384)
def _says_no(text: str) -> bool:
    return _NO.fullmatch(text) is not None


@lru_cache(maxsize=16_384)
def _says_yes(text: str) -> bool:
    return _YES.fullmatch(text) is not None


def is_an_answer(passage: Passage, start: int) -> bool:
    """Whether the line at an offset stands beside another one and answers yes or no."""
    number = bisect_right(passage.line_starts, start) - 1
    line = passage.lines[number]
    return (
        number > 0
        and passage.lines[number - 1].row == line.row
        and (_says_yes(line.text) or _says_no(line.text))
    )


def _left_of(line: Line, rows: Mapping[int, Sequence[Line]]) -> list[Line]:
    return [other for other in rows[line.row] if other.box.x0 < line.box.x0]


def _is_a_seal(no: Line, columns: Sequence[float], lower: Shelves[Line]) -> bool:
    """Whether a "no" goes on below, "NON" over "GMO", and answers nothing.

    Answers of a table have other answers above or below them in their column.

    Args:
        columns: Middles of all answers, left to right.
        lower: The lines of the page by their tops.
    """
    x, _ = no.box.center
    beside = bisect_left(columns, x + 1.5 * no.height) - bisect_right(
        columns, x - 1.5 * no.height
    )
    itself = _ANSWER.fullmatch(no.text) is not None
    if beside > itself:
        return False
    bottom = no.box.bottom
    return any(
        0 <= other.box.top - bottom + 0.5 * no.height < 1.2 * no.height
        and abs(other.box.center[0] - x) < 0.5 * no.height
        and 0.75 <= other.height / no.height <= 1.33
        and any(map(str.isalpha, other.text))
        for other in lower.meeting(bottom - no.height, bottom + no.height)
    )


_IN_COLUMN = 1.5
"""Heights of a yes or no to either side of its middle, where its column's ticks are."""


def _head_above(tick: Line, headed: Shelves[Line]) -> Line | None:
    """The yes or no nearest above a tick, in its column."""
    x, y = tick.box.center
    above = (head for head in headed.meeting(x, x) if head.box.center[1] < y)
    return max(above, key=lambda head: head.box.top, default=None)


def denied_by_its_row(passage: Passage, start: int, noes: frozenset[Row]) -> bool:
    """The line at an offset stands on a row that answers no."""
    if not noes:
        return False
    line = passage.line_at(start)
    row = (passage.file, passage.page, line.row, line.box.x0)
    return row in noes and not _says_no(line.text)
