"""A row's words parted into names and cells.

What is no number is no cell, and a number that only ends a name is none: "Vitamin
B 12", "standardized to 5%". A row that cannot be made out stays a name.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.placed import NUMBER_START, SIGN_ONLY, Cell, Entry, Placed
from auditor.lexicon import fold
from auditor.quantity import CellReading, Unit, read_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


ENERGY = regex.compile(
    r"(?:total )?(?:calories|calorias|energy|energie|energia|brennwert)\W*"
)
_INCLUDES = regex.compile(r"incl(?:udes?|uding|\.)?|comprend|incluye")


def split_row(words: Sequence[Placed]) -> Iterator[Entry]:
    """A row's words as entries: a name and the cells that follow it, again and again."""
    entry: Entry | None = None
    position = 0
    while position < len(words):
        length, reading = _cell_at(words, position, entry)
        if length and reading is not None:
            if entry is None:
                entry = Entry([])
            cell = Cell(reading, list(words[position : position + length]))
            entry.cells.append(cell)
            position += length
            continue
        item = words[position]
        if _LONE_LEADER.fullmatch(item.word.text):
            position += 1
            continue
        if entry is not None and entry.cells and _is_smudge(item.word.text):
            position += 1
            following = words[position] if position < len(words) else None
            entry.cells[-1] = _with_unit_of_its_column(entry.cells[-1], item, following)
            continue
        if entry is not None and entry.name and _follows_an_amount(entry, item):
            remark = _remark_at(words, position)
            entry.name.extend(remark)
            position += len(remark)
            if remark:
                continue
        if entry is not None and entry.cells and not entry.included:
            if _INCLUDES.fullmatch(fold(entry.text)):
                entry.name, entry.included = [], True
            else:
                yield _with_bounds(entry)
                entry = None
        if entry is None:
            entry = Entry([])
        entry.name.append(item)
        position += 1
    if entry is not None:
        yield _with_bounds(entry)


def _follows_an_amount(entry: Entry, item: Placed) -> bool:
    last = entry.cells[-1] if entry.cells else None
    return (
        last is not None
        and last.reading.amount is not None
        and item.word.text[0] in "(["
        and item.line == last.words[-1].line
    )


def _opens_a_remark(words: Sequence[Placed], position: int) -> bool:
    return words[position].word.text[0] in "([" and bool(_remark_at(words, position))


def _remark_at(words: Sequence[Placed], position: int) -> list[Placed]:
    """The bracket behind an amount that says what it is made of: "680 mcg DFE (400 mcg
    folic acid)". Empty where none closes near."""
    depth = 0
    for end in range(position, min(position + _LEFT_OPEN, len(words))):
        depth += bracket_depth(words[end].word.text)
        if depth <= 0:
            remark = list(words[position : end + 1])
            share = any("%" in item.word.text for item in remark[:2])
            return [] if share or not _is_remark(remark) else remark
    return []


_LESS_THAN = (("less", "than"), ("moins", "de"), ("menos", "de"))


def _with_bounds(entry: Entry) -> Entry:
    """ "less than" before a number belongs to the number, not to the name, and so does
    the limit of a specification."""
    if entry.cells and len(entry.name) > 1 and _is_limit(entry.name[-1]):
        entry.name.pop()
    last_two = tuple(fold(item.word.text) for item in entry.name[-2:])
    if entry.cells and last_two in _LESS_THAN and entry.cells[0].reading.amount:
        first = entry.cells[0]
        bound = Cell(replace(first.reading, bound="<"), [*entry.name[-2:], *first.words])
        return Entry(entry.name[:-2], [bound, *entry.cells[1:]])
    return entry


_BEFORE_A_NUMBER = frozenset(
    {"in", "per", "pro", "je", "pour", "por", "par", "to", "of", "least", "minimum"}
)
"""Words after which a number still belongs to the name: "standardized to 5%"."""


def _with_unit_of_its_column(cell: Cell, item: Placed, following: Placed | None) -> Cell:
    """Specification sheets print the units in a column of their own."""
    amount = cell.reading.amount
    last = cell.words[-1]
    alone = item.line != last.line and (following is None or following.line != item.line)
    if amount is None or amount.unit or not alone or item.x0 - last.x1 < item.height:
        return cell
    unit = cell_of(f"1 {item.word.text}")
    if unit is None or not (unit.percent or (unit.amount and unit.amount.unit)):
        return cell
    told = unit.amount.unit if unit.amount else Unit.PERCENT
    if told not in _UNITS_OF_ROWS:
        return cell
    reading = replace(cell.reading, amount=replace(amount, unit=told), candidates=())
    return replace(cell, reading=reading, words=[*cell.words, item])


_UNITS_OF_ROWS = frozenset(
    {
        *(Unit.GRAM, Unit.MILLIGRAM, Unit.MICROGRAM, Unit.PERCENT),
        *(Unit.KILOJOULE, Unit.KILOCALORIE, Unit.INTERNATIONAL_UNIT),
    }
)

_LIMITS = frozenset({"max", "min", "≥", "nmt", "nlt"})
"""What specification sheets print before a number: it belongs to no name."""


def _is_limit(item: Placed) -> bool:
    return fold(item.word.text).rstrip(".:") in _LIMITS


_LONE_LEADER = regex.compile(r"[.…·_\-–—]{2,}")


_REFERENCE = regex.compile(r"(?:rdi|rda|nrv|dv|ri|vnr|vrn|ajr)[)*†‡]*")


def _is_smudge(text: str) -> bool:
    """Behind a number, one or two letters are a footnote sign that was misread, and the
    short name of the daily values is no name: "60 mg (150% RDI)"."""
    if _REFERENCE.fullmatch(fold(text)):
        return True
    return len(text.strip("*†‡§^★☆#•·")) <= 2 and not any(c.isdigit() for c in text)


@lru_cache(maxsize=4096)
def cell_of(text: str) -> CellReading | None:
    """What a cell says: asked for the edges of a panel, for its halves and its rows."""
    active = _ACTIVITY.fullmatch(text)
    if active is None:
        return read_cell(text)
    reading = read_cell(f"{active['number']} {Unit.INTERNATIONAL_UNIT}{active['sign']}")
    if reading is None or reading.amount is None:
        return None
    return replace(reading, amount=replace(reading.amount, unit=active["unit"]))


_ACTIVITY = regex.compile(
    r"(?P<number>\d[\d.,]*) ?"
    r"(?P<unit>DU|SKB|HUT|SAPU?|FIP|LU|FCCLU|CU|ALU|GalU|HCU|XU|BGU|AGU|FTU|GDU|FU|SU"
    r"|MCU|PGU|DPP-?IV|FCC|USP)(?P<sign>[*†‡]*)"
)
"""Of an enzyme, in the units of the Food Chemicals Codex and the USP, whose capitals tell
them from words."""


_LONGEST_CELL = 6
"""Words of a cell: "1 602 kJ / 377 kcal"."""


def _cell_at(
    words: Sequence[Placed], position: int, entry: Entry | None
) -> tuple[int, CellReading | None]:
    """How many words from here are one cell, and what it says.

    A number that only ends a name is no cell: "Vitamin B 12", "Omega 3".
    """
    first = words[position]
    if not first.begins_cell:
        return 0, None
    text = first.word.text
    opens = position - 1 if position and _is_limit(words[position - 1]) else position
    after_gap = opens == 0 or words[opens].x0 - words[opens - 1].x1 > 1.0 * first.height
    if SIGN_ONLY.fullmatch(text):
        behind = entry is not None and (entry.cells or entry.name)
        plain = all(sign in "*†‡§^★☆#" for sign in text)
        if behind and (plain or (after_gap and bool(entry and entry.cells))):
            return 1, cell_of("*") if plain else cell_of(text)
        return 0, None
    if text in "<≤~" and position + 1 < len(words):
        text += words[position + 1].word.text
    if not NUMBER_START.match(text.lstrip("([|")):
        return 0, None
    led = position > 0 and fold(words[position - 1].word.text) in _BEFORE_A_NUMBER
    apart = led and first.line != words[position - 1].line and "%" not in text
    if led and not (after_gap or apart):
        return 0, None
    named = entry is not None and not entry.cells and not after_gap
    near = words[position : position + _LEFT_OPEN]
    if entry is not None and named and _in_brackets(entry.text, near):
        return 0, None
    if text[0] in "([" and _is_remark(near):
        return 0, None
    if (
        (named or entry is None)
        and "%" in text
        and _is_share_of_form(entry, words, position)
    ):
        return 0, None
    if named and _PURITY.fullmatch(text) and _amount_follows(words, position + 1):
        return 0, None
    best: tuple[int, CellReading | None] = (0, None)
    for length in range(1, _LONGEST_CELL + 1):
        stretch = words[position : position + length]
        if len(stretch) < length:
            break
        if length > 1 and (
            stretch[-1].x0 - stretch[-2].x1 > 1.2 * first.height
            or _is_raised(stretch[-1], first)
            or _opens_a_remark(words, position + length - 1)
        ):
            break
        joined = " ".join(item.word.text for item in stretch)
        reading = cell_of(joined.strip("()[]|"))
        if reading is None:
            continue
        numbered = NUMBER_START.match(stretch[-1].word.text) and reading.low is None
        if numbered and best[1] and best[1].percent is not None:
            # Behind its percentage a column ends: "8% 350mg" where two stand close.
            break
        bare = reading.amount is not None and not reading.amount.unit
        if bare and reading.percent is None:
            # Without a unit only where it stands apart, as calories do.
            energy = entry is not None and ENERGY.fullmatch(fold(entry.text))
            lone = (length == 1 or first.word.text in "<≤~") and (after_gap or energy)
            ends = _ends_cell(words, position + length, first.height) or (
                energy and _is_per_serving(words[position + length : position + length + 2])
            )
            if not (lone and ends):
                continue
        elif best[0] and reading.amount is None and best[1] and best[1].amount:
            # A bare number and a percentage: two cells that stand close.
            break
        if reading.further and _opens_a_text(words, position + length - 1):
            break
        best = (length, reading)
        if length > 1 and reading.further:
            # Two cells that stand close: the first one only.
            break
    return best


def _opens_a_text(words: Sequence[Placed], position: int) -> bool:
    """Whether a line begins at an amount, or at its unit, that goes on in words: what
    stands beside a panel may be as near to its last column as that to the one before."""
    first = position - words[position].word.text.isalpha()
    if first < 1 or position + 1 >= len(words):
        return False
    behind = words[position + 1]
    return (
        words[first - 1].line != words[first].line == behind.line
        and behind.word.text.isalpha()
    )


_RAISED = 0.75
"""Heights of a number's print below which letters by themselves are a sign beside it."""


def _is_raised(item: Placed, number: Placed) -> bool:
    """A sign that was read as letters ("at" for "**") is set smaller, on its own, and
    higher: a unit without tall letters ("g") hangs below the middle of its number."""
    small = item.height < _RAISED * number.height
    apart = item.line != number.line and item.word.text.isalpha()
    return small and apart and item.word.box.center[1] < number.word.box.center[1]


def _is_share_of_form(entry: Entry | None, words: Sequence[Placed], position: int) -> bool:
    """Whether a percentage stands in a bracket of the name that goes on below it or
    began above: "(as 100% | beta-carotene)  900 mcg"."""
    if entry is not None and bracket_depth(entry.text) > 0:
        return _amount_follows(words, position + 1)
    depth = 0
    for item in words[position + 1 :]:
        depth += bracket_depth(item.word.text)
        if depth < 0:
            return True
    return False


_PURITY = regex.compile(r"[(\[]\d{1,3}(?:[.,]\d+)? ?%[)\]]")
"""Behind a name whose amount is still to come: "L-Glutamine (98.5%)  5 g"."""


def _amount_follows(words: Sequence[Placed], position: int) -> bool:
    """Whether the first number from there on is no percentage."""
    texts = (item.word.text for item in islice(words, position, None))
    number = next((text for text in texts if NUMBER_START.match(text)), "%")
    return "%" not in number


_LEFT_OPEN = 8
"""Words after which a bracket that is still open was never closed."""


_WORDED = regex.compile(r"\p{L}{4}")


def _in_brackets(name: str, following: Sequence[Placed]) -> bool:
    """Whether a bracket opens in the name and holds more than the number that follows.

    It may close on the next line: "pomegranate (40% ellagic".
    """
    depth = bracket_depth(name)
    if depth <= 0:
        return False
    worded = False
    for number, item in enumerate(following):
        if number and item.x0 - following[number - 1].x1 > 1.5 * item.height:
            break
        depth += bracket_depth(item.word.text)
        if depth <= 0:
            return True
        worded = worded or bool(_WORDED.search(item.word.text))
    return worded


def _is_remark(following: Sequence[Placed]) -> bool:
    """Whether a bracket that opens with a number holds words: "(400 mcg as folate)"."""
    depth = 0
    content: list[str] = []
    for item in following:
        depth += bracket_depth(item.word.text)
        content.append(item.word.text)
        if depth <= 0:
            break
    return len(content) > 1 and cell_of(" ".join(content).strip("()[]*†‡|")) is None


def bracket_depth(text: str) -> int:
    """How many more brackets open in a text than close."""
    return text.count("(") + text.count("[") - text.count(")") - text.count("]")


def _ends_cell(words: Sequence[Placed], position: int, height: float) -> bool:
    """Whether the row ends here, or a gap or another number follows."""
    if position >= len(words):
        return True
    following = words[position]
    gap = following.x0 - words[position - 1].x1
    return gap > 1.0 * height or bool(
        SIGN_ONLY.fullmatch(following.word.text)
        or NUMBER_START.match(following.word.text.lstrip("([|"))
    )


def _is_per_serving(words: Sequence[Placed]) -> bool:
    """Behind the calories of a tabular panel: "Calories 110 per serving"."""
    return fold(" ".join(item.word.text for item in words)) in _EACH_SERVING


_EACH_SERVING = frozenset({"per serving", "par portion", "por porcion"})
