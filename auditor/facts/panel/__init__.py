"""The facts panel: serving, servings, and every row with its amounts.

A panel is read as it is printed, in rows of words on their places: a name, then
cells. Columns are told by where the cells of all rows line up, so that a second
serving size or a "per 100 g" never mixes with the first. What is no number is no
cell: a row that cannot be made out stays a name without an amount.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.level import sides_of
from auditor.facts.panel.assembly import joined_names, with_members, with_strays
from auditor.facts.panel.columns import (
    Columns,
    with_doubtful_points,
    with_lost_signs,
)
from auditor.facts.panel.kinds import PER_SERVING, note_missing, source_notes
from auditor.facts.panel.nutrients import Context, is_known, nutrients_of
from auditor.facts.panel.placed import evidence_of_words, placed_words
from auditor.facts.panel.sheet import Sheet, note_astray, notes_elsewhere
from auditor.facts.panel.titles import (
    find_openings,
    per_hundred,
    per_of_title,
    title_ends_at,
    unit_of_title,
)
from auditor.facts.panel.walk import walk_running, walk_table
from auditor.facts.serving import grams_stated
from auditor.facts.text import was_badly_read
from auditor.lexicon import fold
from auditor.model import Box, Evidence, Nutrient, cover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.facts.panel.placed import Entry, Placed
    from auditor.facts.panel.titles import Opening
    from auditor.lexicon import Lexicon
    from auditor.model import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One facts panel as printed."""

    file: str
    page: int
    title: str
    """As printed; empty where only its rows were on the picture."""

    rows: tuple[Nutrient, ...]
    statements: tuple[tuple[str, tuple[Evidence, ...]], ...]
    """Lines of the panel that are no rows: serving size, servings, footnotes."""

    headings: tuple[str, ...]
    """Of the columns of amounts, left to right, as printed; empty if none is."""

    ended: bool
    """Something that is no row follows it: it was not cut off by the picture."""

    box: Box
    evidence: tuple[Evidence, ...]
    """Of its title, or of its first row."""

    profile: bool = False
    """It is a typical amino acid profile: what is in the protein, not added."""

    used: frozenset[int] = frozenset()
    """Numbers of the page's lines that lie in the panel, by their order."""


def find_panels(file: str, page: Page, lexicon: Lexicon) -> tuple[Panel, ...]:
    """Every facts panel and amino acid profile of a page, in reading order.

    A panel opens at its title or, where the picture has cut that off, at the
    serving size or the heading of its columns. It may be printed along the side.
    """
    found = [
        replace(
            side.as_printed(panel),
            box=side.box(panel.box),
            used=frozenset(side.numbers[n] for n in panel.used),
        )
        for side in sides_of(page)
        for panel in _panels_of(file, side.page, lexicon)
    ]
    return tuple(sorted(found, key=lambda panel: min(panel.used)))


def _panels_of(file: str, page: Page, lexicon: Lexicon) -> list[Panel]:
    found: list[Panel] = []
    taken: set[int] = set()
    openings = sorted(find_openings(page, lexicon), key=lambda opening: opening.rank)
    sheet = Sheet(page, openings)
    for opening in openings:
        if opening.line in taken or sheet.leads_nowhere(opening):
            continue
        panel = _read_panel(file, sheet, opening, taken, lexicon)
        if panel is not None:
            found.append(panel)
            taken |= panel.used
        else:
            sheet.led_nowhere(opening)
    return found


def rows_of(panels: Sequence[Panel]) -> tuple[Nutrient, ...]:
    """The rows of a product's panels: those of the first, and of each further one
    that is no second photo or translation of it."""
    rows = list(panels[0].rows)
    names = {fold(row.name) for row in rows}
    amounts = {(row.amount, row.unit) for row in rows}
    number = 0
    for panel in panels[1:]:
        told = [row for row in panel.rows if row.amount is not None]
        known = [r for r in told if fold(r.name) in names or (r.amount, r.unit) in amounts]
        same = {row.per for row in panel.rows} == {rows[0].per}
        # Another panel has hardly any name or amount that stands there already.
        if panel.title and same and 2 * len(known) < len(told):
            number += 1
            rows += (replace(row, panel=number) for row in panel.rows)
            names |= {fold(row.name) for row in panel.rows}
            amounts |= {(row.amount, row.unit) for row in panel.rows}
    return tuple(rows)


def _read_panel(
    file: str,
    sheet: Sheet,
    opening: Opening,
    taken: set[int],
    lexicon: Lexicon,
) -> Panel | None:
    page = sheet.page
    title = page.lines[opening.line]
    rows = sheet.rows_below(opening, taken)
    running = walk_running(page, opening, lexicon)
    if not (rows or running):
        return None
    walked = running or walk_table(title, rows, opening, lexicon)
    entries, statements, headers, ended = walked
    end_of_title = title_ends_at(title, opening, lexicon)
    if not running and end_of_title < len(title.words):
        statements = [placed_words(title, opening.line, end_of_title), *statements]
    lowest = max((entry.bottom for entry in entries), default=0.0)
    if page.origin == "text-layer" and lowest < page.height - title.height:
        # A text layer has all of its print, and the page goes on below it.
        ended = True
    entries = list(with_members(joined_names(with_strays(entries))))
    if not running:
        entries = with_lost_signs(entries)
    if page.origin != "text-layer":
        entries = with_doubtful_points(entries)
    data = [entry for entry in entries if entry.cells]
    if not data:
        return None
    layout = Columns.of(data, headers) if not running else Columns.none()
    unit = unit_of_title(sheet.text_of_block(title))
    if unit:
        layout.per = per_hundred("g")
    elif not any(PER_SERVING.search(fold(head)) for head in layout.headings):
        layout.per = per_of_title(title.text) or layout.per
    stated = tuple(
        (
            " ".join(item.word.text for item in statement),
            evidence_of_words(statement, file, page.number),
        )
        for statement in statements
    )
    notes = [*source_notes(statements), *notes_elsewhere(sheet, entries, lexicon)]
    context = Context(
        file=file,
        page=page.number,
        unit=unit,
        notes=notes,
        serving=grams_stated(stated, lexicon),
        tell_language=lambda: sheet.language,
    )
    rows_told = list(nutrients_of(entries, layout, context, lexicon))
    # Where nothing else was read, it is what is left of a panel.
    told = [
        (entry, row)
        for entry, row in rows_told
        if not _is_hardly_read(entry, row.name, lexicon)
    ] or rows_told
    titled = opening.rank == 0
    if not told:
        return None
    if not (titled or any(_tells_much(row, lexicon) for _, row in told)):
        return None
    stating = {id(entry) for entry, _ in told}
    # A line among the rows that states nothing is print like any other.
    words = [word for entry in entries if id(entry) in stating for word in entry.words]
    words += [word for statement in statements for word in statement]
    heading = placed_words(title, opening.line, opening.start, end_of_title)
    if titled:
        words += heading
    return Panel(
        file=file,
        page=page.number,
        title=" ".join(item.word.text for item in heading) if titled else "",
        rows=tuple(row for _, row in told),
        statements=stated,
        headings=layout.headings,
        ended=ended
        and len(told) == len(rows_told)
        and _is_made_out(told, page, lexicon)
        and not any(_names_an_ingredient(header, lexicon) for header in headers)
        and not note_missing(entries, statements, notes, lexicon)
        and not note_astray(sheet, entries, lexicon)
        and not any(
            _PER_ANOTHER.search(fold(page.lines[number].text))
            for number in {item.line for item in words}
        ),
        box=cover(item.word.box for item in words),
        evidence=evidence_of_words(heading, file, page.number)
        if titled
        else told[0][1].evidence,
        profile=opening.profile,
        used=frozenset(item.line for item in words) | {opening.line},
    )


def _names_an_ingredient(header: Sequence[Placed], lexicon: Lexicon) -> bool:
    """Whether a head of columns has the name of something that a product may fail for:
    it may be a row, whose amount is told by the piece. "Sucralose per 2 capsules"."""
    text = " ".join(item.word.text for item in header)
    additives = (lexicon.recognize(match.name) for match in lexicon.additives.find(text))
    return any(one is not None and one.is_synthetic_additive for one in additives) or any(
        match.id.startswith("protein/") for match in lexicon.names.find(text)
    )


def _is_hardly_read(entry: Entry, name: str, lexicon: Lexicon) -> bool:
    """Whether half of a row's name is as likely another one, and no substance is known
    by it."""
    words = {id(item.printed): item.printed for item in entry.name}.values()
    doubtful = sum(len(word.text) for word in words if was_badly_read(word.confidence))
    letters = sum(len(word.text) for word in words)
    return bool(doubtful) and 2 * doubtful >= letters and not is_known(name, lexicon)


def _is_made_out(
    told: Sequence[tuple[Entry, Nutrient]], page: Page, lexicon: Lexicon
) -> bool:
    """Whether a row names what is known. Of a picture on which none does, only scraps of
    the names may have been read, and what is not among them may yet be on the panel."""
    return page.origin == "text-layer" or any(
        is_known(row.name, lexicon) for _, row in told
    )


def _tells_much(row: Nutrient, lexicon: Lexicon) -> bool:
    """Whether a row is one without a title over it: a number without a unit may count
    whatever stands near it, and a name without a number may be the product's."""
    if any(heading.id == "net-contents" for heading in lexicon.headings.find(row.name)):
        # Below the serving of a front: "Dietary Supplement • Net Wt 10.6 oz".
        return False
    if row.unit is not None or row.percent_dv is not None:
        return True
    return row.amount is not None and is_known(row.name, lexicon)


_PER_ANOTHER = regex.compile(
    r"\d ?(?:m|mc|k)?g (?:per|pro|por|par|pour)\b"
    r"(?! (?:100|servings?|scoop|portion|porci|dose|dosis))"
)
"""An amount of more than a serving: "5 g per container"."""
