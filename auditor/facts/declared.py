"""What a product's panels declare: its rows, glutamine and protein."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import chain, tee
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.callouts import amount_claimed, find_callouts
from auditor.facts.coverage import reads_well
from auditor.facts.names import misread
from auditor.facts.panel import rows_of
from auditor.facts.places import Shelves
from auditor.lexicon import fold
from auditor.model import NOT_SEEN, Absent, Amount, Found, Nutrient, Unreadable
from auditor.quantity import to_grams
from auditor.substance import identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.panel import Panel
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Directions, Line, Reading


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of a serving, in grams."""

    glutamine: Reading[Decimal]
    protein: Reading[Decimal]
    on_front: Reading[Decimal]
    """Of glutamine, as another place than the panel claims."""


def find_declared(
    panels: Sequence[Panel],
    blocks: Sequence[Passage],
    product_name: Reading[str],
    lexicon: Lexicon,
) -> Declared:
    """Glutamine and protein of a serving by the panel, and by claims where there is none.

    Args:
        panels: Those of the product, the one that tells most first.
    """
    # The first of them mostly tells, and the others are not looked for.
    callouts, again = tee(find_callouts(blocks, panels))
    names_any = partial(_names_any, lexicon=lexicon)
    claimed = amount_claimed(
        callouts,
        lambda text: _is_of_glutamine(text, lexicon),
        names_any,
        product_name,
    )
    glutamine = _glutamine(panels, blocks, lexicon)
    protein = _protein(panels, lexicon)
    if not panels:
        # No panel, no row: what another face claims is all that is told, and a
        # criterion that wants the panel asks whether there is one.
        glutamine = claimed if isinstance(claimed, Found) else glutamine
    if not isinstance(protein, Found):
        told = amount_claimed(
            again, lambda text: _is_protein(text, lexicon), names_any, NOT_SEEN
        )
        protein = told if isinstance(told, Found) else protein
    return Declared(glutamine, protein, claimed)


def nutrients_declared(
    panels: Sequence[Panel], profiles: Sequence[Panel], complete: bool
) -> Reading[tuple[Nutrient, ...]]:
    """The rows that the panels of a product declare, or those of its specification sheet.

    Args:
        profiles: Panels of amino acids per weight of protein or of the product.
        complete: every printed face was seen.
    """
    if panels and panels[0].rows[0].per != "serving":
        # A specification sheet: its tables together describe 100 g of the product.
        more = tuple(row for panel in profiles for row in panel.rows)
        return Found((*panels[0].rows, *more), panels[0].evidence)
    if panels:
        return Found(rows_of(panels), panels[0].evidence)
    if complete:
        return Absent(("every printed face, for a facts panel",))
    return Unreadable("no facts panel on these pictures")


def _grams(row: Nutrient) -> Decimal | None:
    if row.amount is None or row.unit is None or row.bound or row.per != "serving":
        return None
    try:
        return to_grams(Amount(row.amount, row.unit))
    except ValueError:
        return None


def _names_any(text: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.names.find(text))


def _is_of_glutamine(said: str, lexicon: Lexicon) -> bool:
    """Whether what stands beside an amount names glutamine, and nothing that has it."""
    identity = identify(said, lexicon.substances["l-glutamine"])
    named = (match.id for match in lexicon.names.find(said))
    of_protein = any(one.startswith("protein/") for one in named)
    return identity.is_active and identity.whole and not of_protein


def _glutamine(
    panels: Sequence[Panel], blocks: Sequence[Passage], lexicon: Lexicon
) -> Reading[Decimal]:
    """Free L-glutamine per serving by the panel; rows that are only it, summed.

    A second panel of the page is looked at where the first has none: a pack may
    print one for each of its parts.
    """
    if not panels:
        return Unreadable("no facts panel on these pictures")
    first = panels[0]
    beside = [p for p in panels[1:] if (p.file, p.page) == (first.file, first.page)]
    lines = _Lines(blocks)
    readings = [_glutamine_of(panel, lines, lexicon) for panel in (first, *beside)]
    told = next((reading for reading in readings if isinstance(reading, Found)), None)
    open_ = next((reading for reading in readings if isinstance(reading, Unreadable)), None)
    return told or open_ or readings[0]


def _glutamine_of(panel: Panel, lines: _Lines, lexicon: Lexicon) -> Reading[Decimal]:
    told = glutamine_of(panel.rows, lexicon)
    if told is not None:
        return told
    substance = lexicon.substances["l-glutamine"]
    if any(identify(line.text, substance).is_active for line in lines.of(panel)):
        return Unreadable("the panel names glutamine in a line that is no row of it")
    if panel.ended and reads_well(panel):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


def glutamine_of(rows: Sequence[Nutrient], lexicon: Lexicon) -> Reading[Decimal] | None:
    """Free L-glutamine by the rows of a panel; None where no row names it."""
    substance = lexicon.substances["l-glutamine"]
    amounts: dict[Decimal, Nutrient] = {}
    hidden: Nutrient | None = None
    for row in rows:
        identity = identify(row.full_name, substance)
        if not identity.is_active:
            continue
        grams = _grams(row)
        if not identity.whole or row.is_blend or grams is None:
            hidden = hidden or row
        else:
            # A panel in two languages prints a row twice, with one amount.
            amounts.setdefault(grams, row)
    if amounts:
        evidence = tuple(item for row in amounts.values() for item in row.evidence)
        return Found(sum(amounts, Decimal(0)), evidence)
    if hidden is not None:
        return Unreadable(f"the panel lists {hidden.name} without an amount of its own")
    return None


def _is_protein(name: str, lexicon: Lexicon) -> bool:
    """Whether that is what a name says, or what a reader may have made of it."""
    return lexicon.is_protein_row(name) or misread(fold(name), "protein")


def _protein(panels: Sequence[Panel], lexicon: Lexicon) -> Reading[Decimal]:
    if not panels:
        return Unreadable("no facts panel on these pictures")
    told = protein_of(panels[0].rows, lexicon)
    if told is not None:
        return told
    if panels[0].ended and reads_well(panels[0]):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


_BRACKET_OR_SLASH = regex.compile(r"[(/]")


def protein_of(rows: Sequence[Nutrient], lexicon: Lexicon) -> Reading[Decimal] | None:
    """Protein by the rows of a panel; None where no row names it."""
    row = _row_of_protein(rows, lexicon)
    if row is None:
        return None
    # "Less than 1 g" tells the most there can be, which is what matters here.
    grams = _grams(replace(row, bound=""))
    if grams is not None:
        return Found(grams, row.evidence)
    return Unreadable("the protein row has no amount that could be read")


def _row_of_protein(rows: Sequence[Nutrient], lexicon: Lexicon) -> Nutrient | None:
    """The row that names it, or else one that a picture's reader made of its name."""
    named = [(_BRACKET_OR_SLASH.split(row.name)[0].strip(), row) for row in rows]
    exact = (row for name, row in named if lexicon.is_protein_row(name))
    alike = (
        row
        for name, row in named
        if _is_protein(name, lexicon) and any(one.confidence for one in row.evidence)
    )
    return next(chain(exact, alike), None)


def profile_declared(panels: Sequence[Panel]) -> Reading[tuple[str, ...]]:
    """The names of the rows of an amino acid profile."""
    for panel in panels:
        if panel.profile:
            return Found(tuple(row.name for row in panel.rows), panel.evidence)
    return NOT_SEEN


def daily_glutamine(
    grams: Reading[Decimal], directions: Reading[Directions]
) -> Reading[tuple[Decimal, Decimal]]:
    """Grams of glutamine a day by the directions."""
    if not isinstance(grams, Found):
        return Unreadable("the grams of glutamine per serving are not known")
    if not isinstance(directions, Found):
        return Unreadable("no directions were read")
    if not directions.value.whole:
        return Unreadable("a line of the directions could not be read")
    often = directions.value.servings_per_day
    if often is None:
        return Unreadable("the directions do not say how often")
    low, high = often
    return Found(
        (grams.value * low, grams.value * high), (*grams.evidence, *directions.evidence)
    )


class _Lines:
    """The lines of all pages by their places."""

    def __init__(self, blocks: Iterable[Passage]) -> None:
        pages: dict[tuple[str, int], list[tuple[float, float, Line]]] = {}
        for block in blocks:
            there = pages.setdefault((block.file, block.page), [])
            there += ((line.box.top, line.box.bottom, line) for line in block.lines)
        self._pages = {place: Shelves(lines) for place, lines in pages.items()}

    def of(self, panel: Panel) -> Iterator[Line]:
        """Those whose middle lies in the panel."""
        lines = self._pages[panel.file, panel.page]
        for line in lines.meeting(panel.box.top, panel.box.bottom):
            if panel.box.holds(line.box.center):
                yield line
