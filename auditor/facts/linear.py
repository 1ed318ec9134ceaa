"""Facts that are set as running text, for packages without room for a table.

21 CFR 101.9(j)(13)(ii)(A)(2) calls it linear; the medicinal ingredients of other
countries are often set the same way. Commas part the rows, and only what ends with
an amount is one: a name keeps its numbers ("Vitamin B6 1.4 mg"). Where a heading
announces the rows, names without an amount are rows too: the members of a blend.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor import regex
from auditor.lexicon import fold
from auditor.quantity import read_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.quantity import CellReading


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch between two commas: a row, or a statement without a name."""

    start: int
    end: int
    name: tuple[int, int] = (0, 0)
    cell: tuple[int, int] = (0, 0)
    reading: CellReading | None = None


_PART = regex.compile(
    r"[,;](?=\s|$)|\.(?=\s+\p{Lu}\p{Ll}+\s(?!\d)|\s*$)"
    r"|(?<=[)\]%*†‡]|\d\s?(?:mg|g|mcg|µg|kcal|iu))\.(?=\s)"
    # A footnote begins, which a line end parts from the last row as well.
    r"|\.(?=\s+[*†‡])|(?<=[)\]])\s(?=[*†‡]+\s?\p{L}{2})"
)
_LEAD = regex.compile(r"(?:[^()]|\([^()]*\))*:\s*")
_NUMBER = regex.compile(
    # The digits behind the blank of "5 000 mg" begin no number; those of "Omega 3 500
    # mg" do.
    r"(?<=\s)(?<!(?<!omega)(?<!vitamin)\s\d{1,3}\s(?=\d{3}\b))[<≤]?\s?\d",
    regex.IGNORECASE,
)
_BESIDE_PERCENT = regex.compile(
    r"[()\[\]]|\b(?:DV|VQ|NRV|VNR|VRN)\b\*?|(?<=[\w%])[*†‡]+", regex.IGNORECASE
)
_CALORIES = regex.compile(r"(?:calories|calorías)\s*", regex.IGNORECASE)

_LEADING_UP = regex.compile(r"[^:\d]+(?:\([^():]*\)\s*)?:\s*\p{L}")

LEAST_ROWS = 2
"""One name with one amount is what any line of a table says."""


def running_rows(
    text: str, leads: bool = False, announced: int | None = None
) -> tuple[Run, ...]:
    """The stretches of a panel that is set as running text; none where it is not.

    At least half of the stretches have to be rows, and more than one.

    Args:
        leads: the text begins with a heading that leads up to rows, so that one row
            behind its colon will do.
        announced: where the rows begin that a heading of amounts with a colon
            announces: "Amount per serving: ...". One row there will do, as it is
            no sentence by chance.
    """
    runs = tuple(_with_grades(_runs(text), text))
    rows = [run for run in runs if run.reading is not None]
    leads = leads and _LEADING_UP.match(text) is not None
    if (leads or announced is not None) and any(
        _AMOUNT_INSIDE.search(_name(run, text)) for run in rows
    ):
        return ()
    if announced is not None and any(run.end > announced for run in rows):
        return tuple(_with_names(runs, text, announced))
    least = 1 if leads else LEAST_ROWS
    return runs if len(rows) >= least and 2 * len(rows) >= len(runs) else ()


_AMOUNT_INSIDE = regex.compile(
    r"\d ?(?:mg|g|mcg|µg|iu|kcal)\b[^()]*\p{L}{3}[^()]*$", regex.IGNORECASE
)
"""An amount with words behind it: rows of a table, whose ends no commas mark."""


def _name(run: Run, text: str) -> str:
    return text[slice(*run.name)]


def _with_grades(runs: Iterable[Run], text: str) -> Iterator[Run]:
    """The same, with what stands before a comma joined to the grade behind it:
    "L-Glutamine, USP 5 g" is one row."""
    last: Run | None = None
    for run in runs:
        if last and run.reading and _GRADE.fullmatch(fold(_name(run, text)).strip()):
            begin = _LEAD.match(text[last.start : last.end])
            start = last.start + (begin.end() if begin else 0)
            if start > last.start:
                yield replace(last, end=start)
            last = replace(run, start=start, name=(start, run.name[1]))
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


_GRADE = regex.compile(
    r"(?:(?:usp|nf|fcc|bp|ep|jp|pharma(?:ceutical)?|food|grade|free|form|micronized|powder"
    r"|fermented|vegan|anhydrous|pure)[ .-]*)+"
)
"""Words behind a name and a comma that name no other substance."""


def _with_names(runs: Iterable[Run], text: str, announced: int) -> Iterator[Run]:
    """The same, with what has no amount as a name too, up to the footnotes: a member of
    a blend."""
    names = True
    for run in runs:
        said = text[run.start : run.end].strip()
        names = names and said[:1] not in _SIGNS
        if run.reading is None and names and run.start >= announced - 1:
            run = replace(run, name=(run.start, run.end))
        yield run


_SIGNS = frozenset("*†‡§")


BLEND = regex.compile(
    r"\b(?:blend|matrix|complex|proprietary|formula|m[ée]lange|mezcla|stack|fusion)\b"
)


def _runs(text: str) -> Iterator[Run]:
    start = depth = scanned = 0
    for part in (*_PART.finditer(text), None):
        end = part.start() if part else len(text)
        inside = text[scanned:end]
        depth = max(depth + inside.count("(") - inside.count(")"), 0)
        scanned = end
        if part is not None and depth:
            continue
        if text[start:end].strip():
            yield from _run(text, start, end)
        start = part.end() if part else end


_LONGEST_CELL = 120
"""Characters of an amount with its share of a daily value and its footnotes, and more."""


def _run(text: str, start: int, end: int) -> Iterator[Run]:
    """The row between two commas, and the statement that leads up to it."""
    lead = _LEAD.match(text[start:end])
    begin = start + lead.end() if lead else start
    best: Run | None = None
    for number in _NUMBER.finditer(text, begin, end):
        if end - number.start() > _LONGEST_CELL:
            continue
        name = text[begin : number.start()].strip()
        reading = read_cell(_BESIDE_PERCENT.sub(" ", text[number.start() : end]).strip())
        if reading is None or reading.amount is None or not name or reading.further:
            continue
        if not (reading.amount.unit or _CALORIES.fullmatch(name)):
            continue
        run = Run(begin, end, (begin, number.start()), (number.start(), end), reading)
        best = run if best is None or reading.exact else best
    if best is None:
        yield Run(start, end)
        return
    if begin > start:
        yield Run(start, begin)
    yield best
