"""Which printed rows make one row of the panel, and which of them a blend holds.

Names run over several lines, amounts stand between two of them, and a blend lists
its members in running text, each of which is a row, or below its head, further in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.linear import BLEND
from auditor.facts.panel.cells import bracket_depth
from auditor.facts.panel.columns import ENERGIES
from auditor.facts.panel.placed import Entry, Placed
from auditor.facts.places import Shelves
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def with_strays(entries: Sequence[Entry]) -> list[Entry]:
    """Cells without a name go to the nearest name without cells.

    Where a name takes two lines, its amount may stand between them. A single letter
    before a cell is no name, but the sign of a footnote that was misread, unless it is
    that of a vitamin or a mineral.
    """
    for entry in entries:
        letters = "".join(filter(str.isalnum, entry.text))
        if entry.cells and len(letters) == 1 and letters not in _NAMED_BY_A_LETTER:
            entry.name.clear()
    entries = [*_with_second_energies(entries)]
    strays = [entry for entry in entries if not entry.name and entry.cells]
    named = [entry for entry in entries if entry.name]
    places = Shelves((entry.top, entry.bottom, entry) for entry in named if strays)
    for stray in strays:
        middle = (stray.top + stray.bottom) / 2
        reach = 2 * stray.height
        free = [
            entry
            for entry in places.meeting(middle - reach, middle + reach)
            if not any(cell.reading.amount for cell in entry.cells)
            and abs((entry.top + entry.bottom) / 2 - middle) < 1.2 * stray.height
        ]
        if free:
            nearest = min(
                free, key=lambda entry: abs((entry.top + entry.bottom) / 2 - middle)
            )
            nearest.cells.extend(stray.cells)
            nearest.cells.sort(key=lambda cell: cell.middle)
    return named


_NAMED_BY_A_LETTER = frozenset("ACDEKP")
"""Under a head "Vitamins", or by the symbol of the element."""


def _with_second_energies(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Kilocalories below kilojoules have the name of these: "Energy 633 kJ" stands over
    "150 kcal"."""
    last: Entry | None = None
    for entry in entries:
        units = {_unit_of(last), _unit_of(entry)} if last and not entry.name else set()
        if last and units == set(ENERGIES) and entry.top - last.bottom < entry.height:
            yield Entry(list(last.name), entry.cells)
        else:
            yield entry
        last = entry


def _unit_of(entry: Entry) -> str | None:
    """Of the first amount of a row."""
    amounts = (cell.reading.amount for cell in entry.cells)
    return next((amount.unit for amount in amounts if amount), None)


WITHOUT_AMOUNT = regex.compile(
    r"(?:\s+(?:traces?|nil|(?:not|none|nil) detected|n\.?d\.?|n/a|negligible))+$"
)
"""What stands in the place of an amount and is none."""

NONE_FOUND = regex.compile(r"(?:\s+(?:nil|(?:not|none|nil) detected|n\.?d\.?))+$")
"""What of it says that there is nothing of the substance."""

_MOST_LINES = 200
"""Lines that a name may run over: a blend lists its members in a dozen."""


def joined_names(entries: Sequence[Entry]) -> list[Entry]:
    """Names that run over two or three lines, made one."""
    done: list[Entry] = []
    lines = 0
    for entry in entries:
        last = done[-1] if done else None
        if last is not None and lines < _MOST_LINES and _goes_on(last, entry):
            last.name.extend(entry.name)
            last.cells.extend(entry.cells)
            last.cells.sort(key=lambda cell: cell.middle)
            lines += 1
        else:
            lines = 1
            done.append(Entry(list(entry.name), list(entry.cells), entry.included))
    return done


def _goes_on(last: Entry, entry: Entry) -> bool:
    if not last.name or not entry.name or entry.top <= last.top:
        return False
    if entry.top - last.bottom > 0.8 * entry.height:
        return False
    if last.included and fold(f"{last.text} {entry.text}") == "added sugars":
        return True
    aligned = entry.name[0].x0 >= last.name[0].x0 - 1.5 * entry.height
    overlaps = entry.name[0].x0 < max(item.x1 for item in last.name)
    if not (aligned and overlaps):
        return False
    amounts = any(cell.reading.amount for cell in last.cells)
    more = any(cell.reading.amount for cell in entry.cells)
    if amounts and _lists_members(last, entry):
        return False
    if amounts and (more or WITHOUT_AMOUNT.search(fold(entry.text))):
        return False
    text = last.text
    if bracket_depth(text) > 0:
        return True
    start = entry.text.lstrip()
    if start.startswith(("(", "[", "and ", "& ", "or ", "from ", "as ")):
        return True
    if text.rstrip().endswith((",", "-", "&", " and", "(as", "from", " of")):
        return True
    if more or entry.cells:
        return False
    if entry.top - last.bottom >= 0.25 * entry.height or not amounts:
        return False
    return not BLEND.search(fold(text)) or (start[:1].islower() and "," not in start)


_MEMBERS = 2
"""Commas of a line below a row with an amount by which it lists members."""


def _lists_members(last: Entry, entry: Entry) -> bool:
    """Whether a line further in than a finished name lists what the row holds."""
    return (
        not entry.cells
        and bracket_depth(last.text) == 0
        and not last.text.rstrip().endswith((",", "-", "&"))
        and entry.name[0].x0 - last.name[0].x0 > 0.5 * entry.height
        and len(_commas(entry.name)) >= _MEMBERS
    )


def with_members(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Members that a blend lists in running text, each on its own."""
    in_blend = False
    last: Entry | None = None
    listed: list[Placed] = []
    plain: list[Entry] = []
    for entry in entries:
        if last is not None and any(cell.reading.amount for cell in last.cells):
            in_blend = in_blend or _lists_members(last, entry)
        last = entry
        if entry.cells or not in_blend:
            yield from _listed(listed) if _commas(listed) else plain
            listed, plain = [], []
            blend = bool(BLEND.search(fold(entry.text)))
            in_blend = blend or (in_blend and bool(entry.cells))
            head, members = _at_colon(entry.name) if blend else (entry.name, [])
            yield Entry(head, entry.cells, entry.included)
            listed += members
        else:
            listed += entry.name
            plain.append(entry)
    yield from _listed(listed) if _commas(listed) else plain


def _at_colon(name: list[Placed]) -> tuple[list[Placed], list[Placed]]:
    """The name of a blend and the members that its own line lists behind a colon."""
    depth = 0
    for number, item in enumerate(name[:-1], start=1):
        depth += bracket_depth(item.word.text)
        if depth == 0 and item.word.text.endswith(":") and _commas(name[number:]):
            return name[:number], name[number:]
    return name, []


def _commas(words: Sequence[Placed]) -> list[int]:
    """Numbers of the words that end with a comma outside of brackets."""
    depth = 0
    found = []
    for number, item in enumerate(words):
        depth = max(depth + bracket_depth(item.word.text), 0)
        if depth == 0 and item.word.text.rstrip("*†‡§").endswith((",", ";")):
            found.append(number)
    return found


def _listed(words: Sequence[Placed]) -> Iterator[Entry]:
    start = 0
    for stop in (*_commas(words), len(words) - 1):
        if stop >= start:
            yield Entry(list(words[start : stop + 1]))
        start = stop + 1


def is_member(entry: Entry, further_in: float, *, nested: bool) -> bool:
    """A row of a blend stands further in than its head, or, where the blend is not
    itself in another, prints no amount of its own."""
    amounts = any(cell.reading.amount for cell in entry.cells)
    return further_in > entry.step or not (amounts or nested)


def may_head(entry: Entry, following: Entry | None) -> bool:
    """Whether a member of a blend may be a blend of its own: it has an amount, and
    what follows stands below it."""
    amounts = any(cell.reading.amount for cell in entry.cells)
    return amounts and following is not None and following.top > entry.top
