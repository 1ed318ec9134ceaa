"""The columns of a panel, and the amounts of a row, each in its column.

Columns are told by where the cells of all rows line up, so that a second serving
size or a "per 100 g" never mixes with the first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.kinds import DAILY_VALUE, PER_SERVING
from auditor.facts.panel.placed import lean_of
from auditor.facts.panel.titles import per_hundred
from auditor.lexicon import fold
from auditor.model import Amount, Column
from auditor.quantity import CellReading, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.panel.placed import Cell, Entry, Placed


def with_lost_signs(entries: Sequence[Entry]) -> list[Entry]:
    """Rows whose bare numbers among the daily values are percentages like these.

    The sign is small, and lost first. A number behind the row's amount that stands
    where other rows have their percentages can be nothing else. What may be the sign
    itself, read as a digit ("1%" as "19"), leaves it open, and digits much smaller than
    the row are the sign of its footnote.
    """
    lean = lean_of([entry for entry in entries if entry.cells])
    places = sorted(
        _place(cell, lean)
        for entry in entries
        for cell in entry.cells
        if cell.reading.percent is not None and not cell.reading.amount
    )
    return [_with_lost_signs(entry, places, lean) for entry in entries]


def _with_lost_signs(entry: Entry, places: Sequence[float], lean: float) -> Entry:
    cells: list[Cell] = []
    weighed = False
    for cell in entry.cells:
        amount = cell.reading.amount
        place, near = _place(cell, lean), entry.height
        beside = bisect_right(places, place + near) - bisect_left(places, place - near)
        if weighed and amount and not amount.unit and beside >= _COLUMN:
            # A nought alone may be the sign of a footnote.
            misread = (
                not amount.number
                or _is_a_sign(cell, entry)
                or _SIGN_AS_DIGIT.search(str(amount.number))
            )
            told = None if misread else amount.number
            reading = CellReading(percent=told, footnote=cell.reading.footnote, exact=False)
            cell = replace(cell, reading=reading)
        weighed = weighed or bool(amount and amount.unit)
        cells.append(cell)
    return replace(entry, cells=cells)


def with_doubtful_points(entries: Sequence[Entry]) -> list[Entry]:
    """Rows of a picture, where the point that an amount begins with may be the last dot
    of a leader, or a speck: ".25 mg" is that or 25 mg, and neither without a witness.
    What begins with a nought has lost its point: "05 mg" is 0.5 or 0.05 mg."""
    return [
        replace(entry, cells=[_with_doubtful_point(cell) for cell in entry.cells])
        if any(_POINTED.match(cell.words[0].word.text) for cell in entry.cells)
        else entry
        for entry in entries
    ]


_POINTED = regex.compile(r"\.\d|0(?P<behind>\d+)(?![\d.,])")


def _with_doubtful_point(cell: Cell) -> Cell:
    amount = cell.reading.amount
    pointed = _POINTED.match(cell.words[0].word.text)
    if amount is None or not amount.unit or not pointed:
        return cell
    if behind := pointed["behind"]:
        meant = (Decimal(f"0.{behind}"), Decimal(f"0.0{behind}"))
    else:
        digits = "".join(filter(str.isdigit, str(amount.number))).lstrip("0")
        meant = (amount.number, Decimal(digits or "0"))
    candidates = tuple(Amount(number, amount.unit) for number in meant)
    bare = replace(amount, unit="")
    return replace(
        cell,
        reading=replace(cell.reading, amount=bare, candidates=candidates, exact=False),
    )


def _place(cell: Cell, lean: float) -> float:
    return cell.middle - lean * cell.top


_SIGN_AS_DIGIT = regex.compile(r"\d[0689]$")

_COLUMN = 2
"""Cells in one place that are no chance."""

_SMALL = 0.6
"""Height of a footnote's sign as a share of its row's, at the most: stars and superscripts
have half the height of the print beside them, and heights are measured a tenth apart."""


def _is_a_sign(cell: Cell, entry: Entry) -> bool:
    """Whether digits are no number, or so small that they are what a reader made of
    "**"."""
    small = max(item.height for item in cell.words) < _SMALL * entry.height
    return small or _NOUGHTS.fullmatch(cell.words[0].word.text) is not None


_NOUGHTS = regex.compile(r"0{2,}")


@dataclass(slots=True)
class Columns:
    """Where the cells of a panel line up, and what the columns are of."""

    edges: list[float]
    """Middles of the amount columns at the top of the page, left to right."""

    headings: tuple[str, ...]
    main: int
    """Which of them is the serving."""

    per: str
    percents: frozenset[int] = frozenset()
    """Those of daily values alone: their head has the sign, if the numbers have none."""

    lean: float = 0.0
    """How far they move to the right from one unit of height to the next."""

    beside: frozenset[int] = frozenset()
    """Those with amounts of rows that have theirs in the main column, too."""

    @classmethod
    def none(cls) -> Columns:
        """Of running text, where no place means anything."""
        return cls([], ("",), 0, "serving")

    @classmethod
    def of(cls, data: Sequence[Entry], headers: Sequence[Sequence[Placed]]) -> Columns:
        """Of rows that have cells, and the heads over them."""
        size = sorted(entry.height for entry in data)[len(data) // 2]
        lean = lean_of(data)
        # Amounts of one column differ in width; of two columns in place.
        middles = sorted(
            _place(cell, lean)
            for entry in data
            for cell in entry.cells
            if cell.reading.amount and not _is_bracketed(cell)
        )
        edges: list[list[float]] = []
        for middle in middles:
            if edges and middle - edges[-1][-1] < 1.8 * size:
                edges[-1].append(middle)
            else:
                edges.append([middle])
        edges = [edge for edge in edges if len(edge) >= 0.3 * len(data)]
        told = max((len(_head_starts(header)) for header in headers), default=0)
        if 1 < told < len(edges):
            # More places than headings: those where most amounts stand.
            least = sorted(map(len, edges))[-told]
            edges = [edge for edge in edges if len(edge) >= least]
        counted = [sum(edge) / len(edge) for edge in edges]
        columns = counted or [sum(middles) / len(middles)] if middles else []
        heads = _heads_of(columns, headers, lean) if columns else ()
        layout = cls(columns, heads, *_serving_column(heads), lean=lean)
        cells = [cell for entry in data for cell in entry.cells if cell.reading.amount]
        weighed = {layout.number(cell) for cell in cells if _unit_of(cell)}
        headed = (n for n, head in enumerate(heads) if DAILY_VALUE.match(fold(head)))
        layout.percents = frozenset(headed) - weighed
        layout.beside = layout._beside_the_main(data)
        return layout

    def _beside_the_main(self, data: Sequence[Entry]) -> frozenset[int]:
        """The columns in which most amounts stand on a row with one of the main column:
        those of a panel in two halves stand on rows of their own."""
        if len(self.edges) < 2:
            return frozenset()
        rows = [
            {self.number(cell) for cell in entry.cells if cell.reading.amount}
            for entry in data
        ]
        others = (n for n in range(len(self.edges)) if n != self.main)
        return frozenset(
            n
            for n in others
            if 2 * sum(self.main in row for row in rows if n in row)
            > sum(n in row for row in rows)
        )

    def number(self, cell: Cell) -> int:
        """The column a cell stands in."""
        if len(self.edges) < 2:
            return 0
        x0, x1 = cell.words[0].x0, cell.words[-1].x1

        def away(number: int) -> tuple[float, float]:
            edge = self.edges[number] + self.lean * cell.top
            return max(x0 - edge, edge - x1, 0.0), abs(edge - cell.middle)

        return min(range(len(self.edges)), key=away)

    def is_of_serving(self, number: int) -> bool:
        """Whether amounts there may stand for those of the main column: not where
        its heading tells another quantity, nor where other rows have both."""
        if number in self.beside:
            return False
        if self.per != "serving":
            return True
        head, main = fold(self.headings[number]), fold(self.headings[self.main])
        told = _QUANTITY.search(head), _QUANTITY.search(main)
        return not (_PER_100.search(head) or (all(told) and head != main))


_QUANTITY = regex.compile(r"\b\d+ ?\p{L}{4,}")
_HEAD_START = regex.compile(
    r"(?:(?:avg|ave|average|amount|qty|quantity|quantite|cantidad|teneur|menge)\.? ?"
    r"|% ?(?:daily value|\p{L}{2,4})[*†‡]* ?)*"
    r"\b(?:per|par|por|pour|pro|je)\b"
)


def _head_starts(header: Sequence[Placed]) -> list[int]:
    """Where in its text a row of heads says "per" something."""
    starts: list[int] = []
    offset = 0
    for run in _runs_of(header):
        text = fold(" ".join(item.word.text for item in run))
        starts += (offset + match.start() for match in _HEAD_START.finditer(text))
        offset += len(text) + 1
    return starts


def _heads_of(
    columns: Sequence[float], headers: Sequence[Sequence[Placed]], lean: float
) -> tuple[str, ...]:
    """What stands over each column: by their order where a row has one head for each
    ("Qty per serving Qty per 100 g" set tight), else by the nearest place."""
    heads: list[list[str]] = [[] for _ in columns]
    for header in headers:
        text = " ".join(item.word.text for item in header)
        starts = _head_starts(header)
        if len(starts) == len(columns) > 1:
            for head, start, end in zip(
                heads, starts, [*starts[1:], len(text)], strict=True
            ):
                head.append(text[start:end].strip())
            continue
        for run in _runs_of(header):
            left, right = (x - lean * run[0].word.box.top for x in (run[0].x0, run[-1].x1))
            over = sum(left < column < right for column in columns)
            # One head may be wider than its column; what stands over two of them are
            # two heads, set tight.
            for part in ([item] for item in run) if over > 1 else (run,):
                middle = (part[0].x0 + part[-1].x1) / 2 - lean * part[0].word.box.top
                nearest = min(range(len(columns)), key=lambda n: abs(columns[n] - middle))
                heads[nearest] += (item.word.text for item in part)
    return tuple(" ".join(head) for head in heads)


_HEAD_GAP = 0.8
"""Heights of print between two heads."""


def _runs_of(header: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The words of a row of heads, parted at its gaps."""
    run: list[Placed] = []
    for item in header:
        if run and item.x0 - run[-1].x1 > _HEAD_GAP * item.height:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


_PER_100 = regex.compile(r"100\s*(?P<unit>g|ml)\b")


def _serving_column(heads: Sequence[str]) -> tuple[int, str]:
    """Which column is of one serving; "per 100 g" only where there is none."""
    folded = [fold(head) for head in heads]
    hundred = [_PER_100.search(head) for head in folded]
    if len(heads) < 2:
        only = hundred[0] if heads else None
        serving = bool(heads) and bool(PER_SERVING.search(folded[0]))
        return 0, per_hundred(only["unit"]) if only and not serving else "serving"
    for n, head in enumerate(folded):
        if not hundred[n] and PER_SERVING.search(head):
            return n, "serving"
    for n in range(len(heads)):
        if not hundred[n]:
            return n, "serving"
    first = hundred[0]
    return 0, per_hundred(first["unit"]) if first else "serving"


def _unit_of(cell: Cell) -> str:
    return cell.reading.amount.unit if cell.reading.amount else ""


def _is_bracketed(cell: Cell) -> bool:
    return cell.words[0].word.text.startswith("(")


def _repeats(cell: Cell) -> bool:
    """Whether the second amount of a cell stands in brackets: "20,000 mg (20 g)"."""
    first, *more = (item.word.text for item in cell.words)
    return "(" in first[1:] or any(text.startswith("(") for text in more)


ENERGIES = (Unit.KILOJOULE, Unit.KILOCALORIE)


@dataclass(frozen=True, slots=True)
class Values:
    """What a row states in its main column, and in the others."""

    amount: Amount | None = None
    bound: str = ""
    low: Decimal | None = None
    percent: Decimal | None = None
    twin: Amount | None = None
    """The same energy in its other unit: "1750 kJ / 410 kcal"."""

    readings: tuple[Amount, ...] = ()
    """What else the ink of a bare number may be."""

    columns: tuple[Column, ...] = ()
    twin_columns: tuple[Column, ...] = ()


def values_of(entry: Entry, columns: Columns, unit: str) -> Values:
    """The amounts of a row, each in its column."""
    slots: dict[int, Values] = {}
    current = 0
    for cell in entry.cells:
        reading = cell.reading
        if reading.amount is not None and slots and _is_bracketed(cell):
            # "20,000 mg (20 g)" says one amount twice.
            continue
        bare = reading.amount if reading.amount and not reading.amount.unit else None
        if slots and bare and columns.number(cell) in columns.percents:
            percent = None if _is_a_sign(cell, entry) else bare.number
            reading = CellReading(percent=percent, footnote=reading.footnote)
        if reading.amount is not None:
            current = columns.number(cell)
            while current in slots and slots[current].amount is not None:
                current += 1
            amount = reading.amount
            if not amount.unit and unit:
                amount = replace(amount, unit=unit)
            known = slots.get(current, Values())
            slots[current] = replace(
                known,
                amount=amount,
                bound=reading.bound,
                low=reading.low,
                readings=() if amount.unit else reading.candidates,
                percent=reading.percent if reading.percent is not None else known.percent,
            )
            for extra in reading.further:
                if {amount.unit, extra.unit} == set(ENERGIES):
                    slots[current] = replace(slots[current], twin=extra)
                    continue
                if extra.unit == Unit.PERCENT or _repeats(cell):
                    continue
                current += 1
                slots.setdefault(current, Values(amount=extra))
        elif reading.percent is not None:
            at = current if slots else 0
            known = slots.get(at, Values())
            if known.percent is None:
                slots[at] = replace(known, percent=reading.percent)
    if not slots:
        return Values()
    main = columns.main if columns.main in slots else min(slots)
    if main != columns.main and not columns.is_of_serving(main):
        # Of a serving nothing is said: "– 1.6 g" is of two scoops only.
        main = columns.main

    def further(number: int, amount: Amount | None, percent: Decimal | None) -> Column:
        return Column(
            heading=columns.headings[number] if number < len(columns.headings) else "",
            amount=amount.number if amount else None,
            unit=(amount.unit or None) if amount else None,
            percent_dv=percent,
        )

    others = [(n, value) for n, value in sorted(slots.items()) if n != main]
    return replace(
        slots.get(main, Values()),
        columns=tuple(further(n, value.amount, value.percent) for n, value in others),
        twin_columns=tuple(further(n, v.twin, None) for n, v in others if v.twin),
    )
