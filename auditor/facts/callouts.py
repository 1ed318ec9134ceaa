"""What a front says in large print of one substance: "5 G GLUTAMINE PER SERVING".

Fronts print the number large over the small name of what it counts, often several of
them side by side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.held import PanelPlaces
from auditor.facts.places import Shelves
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import NOT_SEEN, Found
from auditor.quantity import Unit, find_amounts, read_cell, to_grams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from auditor.facts.panel import Panel
    from auditor.facts.text import Passage
    from auditor.model import Line, Reading, Word


@dataclass(frozen=True, slots=True)
class Callout:
    """A weight that print outside the panel states of something in a serving."""

    grams: Decimal

    named: str
    """What it says beside the weight and "per serving"."""

    per_serving: bool
    """It says that it is of a serving."""

    lines: tuple[Line, ...]
    file: str
    page: int


def find_callouts(blocks: Sequence[Passage], panels: Sequence[Panel]) -> Iterator[Callout]:
    """Whatever a few words with one weight say, in reading order."""
    for lines, file, page in _stretches(blocks, panels):
        if callout := _callout(lines, file, page):
            yield callout


def _callout(lines: tuple[Line, ...], file: str, page: int) -> Callout | None:
    if sum(len(line.words) for line in lines) > _CLAIM_WORDS:
        return None
    text = " ".join(line.text for line in lines)
    serving = _PER_SERVING.search(fold(text))
    # How much a serving weighs may stand there, too.
    said = f"{text[: serving.start()]}{text[serving.end() :]}" if serving else text
    amounts = [item for item in find_amounts(said) if not item.bound]
    if len(amounts) != 1 or amounts[0].low:
        return None
    named = f"{said[: amounts[0].start]} {said[amounts[0].end :]}".strip()
    per_serving = serving is not None
    if amounts[0].amount.unit != Unit.GRAM and not per_serving:
        # Milligrams on a front are of one capsule as often as of a serving.
        return None
    try:
        grams = to_grams(amounts[0].amount)
    except ValueError:
        return None
    if grams <= 0:
        return None
    named = _OF.sub("", named.strip(_PARTING))
    return Callout(grams, named, per_serving, lines, file, page)


def amount_claimed(
    callouts: Iterable[Callout],
    is_named: Callable[[str], bool],
    names_any: Callable[[str], bool],
    product: Reading[str],
) -> Reading[Decimal]:
    """Grams a serving that print outside the panel claims of a named substance.

    "5 g per serving" is of the product's own substance where its name is that, unless
    `names_any` tells that something else is named there.
    """
    own = isinstance(product, Found) and is_named(product.value)
    for one in callouts:
        its_own = own and one.per_serving and not names_any(one.named)
        if its_own or is_named(one.named):
            lines = (evidence_of(line.words, one.file, one.page) for line in one.lines)
            return Found(one.grams, tuple(lines))
    return NOT_SEEN


def _stretches(
    blocks: Sequence[Passage], panels: Sequence[Panel]
) -> Iterator[tuple[tuple[Line, ...], str, int]]:
    """Lines outside of panels that have a number: alone, with the one below, and a row
    of numbers each with what stands below it."""
    held = PanelPlaces(panels)
    pages: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    lines: list[tuple[Line, tuple[str, int]]] = []
    for block in blocks:
        for line in block.lines:
            if not held.hold(line, block):
                place = (block.file, block.page)
                pages.setdefault(place, []).append((len(lines), line))
                lines.append((line, place))
    # What reaches up to a line: it may be as far above as both are high.
    reaching = {
        place: Shelves(
            (y - 1.2 * line.height, y, (number, line))
            for number, line in there
            for y in (line.box.center[1],)
        )
        for place, there in pages.items()
    }
    rows: dict[tuple[tuple[str, int], int], list[Line]] = defaultdict(list)
    for line, place in lines:
        if read_cell(line.text):
            rows[place, line.row].append(line)
    numbered = {at for at, (line, _) in enumerate(lines) if _NUMBER.search(line.text)}
    for at, (line, place) in enumerate(lines):
        if at in numbered:
            yield (line,), *place
            for said in _side_by_side(line):
                yield (said,), *place
        elif len(line.words) >= _CLAIM_WORDS:
            # With a word more it is a sentence.
            continue
        box = line.box
        y = box.center[1]
        below = sorted(
            (other.box.top, number)
            for number, other in reaching[place].meeting(y, y + 1.2 * line.height)
            if box.x0 < other.box.x1
            and box.x1 > other.box.x0
            and 0 < other.box.center[1] - y < 1.2 * (line.height + other.height)
        )
        if below and (at in numbered or any(number in numbered for _, number in below)):
            under = [lines[number][0] for _, number in below]
            if own := _own_words(line, under[0], rows.get((place, line.row), ())):
                yield (line, own), *place
            yield (line, under[0]), *place
            for stack in _stacks(line, under):
                yield stack, *place


def _halfway(middles: Sequence[float]) -> list[float]:
    """Where columns part whose middles these are, from left to right."""
    return [(left + right) / 2 for left, right in pairwise(middles)]


def _own_words(line: Line, below: Line, row: Sequence[Line]) -> Line | None:
    """The words below a number that stands in a row of them, each read by itself, where
    all their words were read as one line."""
    middles = sorted(one.box.center[0] for one in row)
    if len(middles) < 2 or len(below.words) < len(middles) or not read_cell(line.text):
        return None
    edges = _halfway(middles)
    column = bisect_left(edges, line.box.center[0])
    words = tuple(
        word for word in below.words if bisect_left(edges, word.box.center[0]) == column
    )
    return replace(below, words=words) if words else None


def _side_by_side(line: Line) -> list[Line]:
    """The parts of a line that says several of them: "7 g BCAA · 3 g GLUTAMINE"."""
    parts: list[tuple[Word, ...]] = []
    for word in line.words:
        if read_cell(word.text) or (parts and word.text in _ZERO):
            parts.append((word,))
        elif not parts:
            return []
        else:
            parts[-1] += (word,)
    named = all(
        1 < len(part) <= _CLAIM_WORDS // 2 and any(_LETTERS.search(w.text) for w in part)
        for part in parts
    )
    return [replace(line, words=part) for part in parts] if len(parts) > 1 and named else []


_ZERO = frozenset({"O", "o"})
"""What readers take a zero for that stands by itself."""

_LETTERS = regex.compile(r"\p{L}{2}")

_PARTING = " ·•|,;*†‡-–"
"""Signs between callouts on one line."""


def _stacks(line: Line, below: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Of a line with nothing but numbers, each with the words right below it."""
    numbers: list[tuple[Word, ...]] = []
    for word in line.words:
        if read_cell(word.text):
            numbers.append((word,))
        elif not numbers:
            return
        else:
            numbers[-1] += (word,)
    columns = sorted(
        (replace(line, words=words) for words in numbers), key=lambda it: it.box.center[0]
    )
    if len(columns) < 2 or not all(read_cell(column.text) for column in columns):
        return
    middles = [column.box.center[0] for column in columns]
    edges = _halfway(middles)
    shares: list[tuple[Line, dict[int, list[Word]]]] = []
    for other in below:
        nearest: dict[int, list[Word]] = defaultdict(list)
        for word in other.words:
            nearest[bisect_left(edges, word.box.center[0])].append(word)
        shares.append((other, nearest))
    for number, column in enumerate(columns):
        for other, nearest in shares:
            if number in nearest:
                yield column, replace(other, words=tuple(nearest[number]))
                break


_NUMBER = regex.compile(r"\p{N}")

_OF = regex.compile(r"^(?:of|de|d['’])\s*\b", regex.IGNORECASE)
"""Between an amount and its name: "26 g de protéines"."""

_PER_SERVING = regex.compile(
    r"(?:per|par|por|pro) (?:\d[\d.,]* ?(?:g|ml) )?"
    r"(?:serving|scoop|portion|porcion|dose|dosis)\b"
)

_CLAIM_WORDS = 8
"""More words than "5 g micronized L-glutamine per serving" are a sentence, in which
an amount may be of anything."""
