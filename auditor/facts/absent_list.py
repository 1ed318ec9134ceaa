"""When a label without an ingredient list lawfully has none.

A label whose every ingredient stands in its panel needs no list, and passes by that
alone. So much rests on it that whatever may hide a list keeps it unknown: print that
could not be made out, another script, a name that a list gives, and a picture that is
blank, covered or cut off where the list would stand.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.panel.held import all_lines_taken
from auditor.facts.strays import strays
from auditor.model import Absent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from auditor.facts.ingredients import IngredientList
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Coverage, Page


def lawfully_none(
    listed: IngredientList,
    coverage: Coverage,
    sections: Sequence[Section],
    panels: Sequence[Panel],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> IngredientList:
    """A whole label without a list has nothing to list (21 CFR 101.4(g)).

    Not where some print could not be made out, nor where an additive is named outside
    of every list: that is a list whose heading was not read. Nor on a picture whose
    panel has as much blank below it as a list takes: something may lie on it. Nor where
    the picture ends with the panel.
    """
    if listed.state != "unseen" or any(page.unread for _, page in pages):
        return listed
    if strange := next(_in_another_script(sections), None):
        return replace(listed, reason=f"{strange[:60]!r} is in a script that is not read")
    taken = all_lines_taken(pages, panels)
    stray = next(strays(sections, taken, lexicon), None)
    if stray is not None:
        return replace(listed, reason=f"{stray[:60]!r} may be part of an ingredient list")
    if not (coverage.complete and coverage.panel):
        return listed
    if _ends_with_the_picture(panels, pages):
        reason = "the picture ends with the facts panel, below which a list would stand"
        return replace(listed, reason=reason)
    if _is_blank_below(panels, pages):
        reason = "the place of a list below the facts panel is blank, or covered"
        return replace(listed, reason=reason)
    return replace(
        listed,
        state="none",
        reason="the label was read whole and has no ingredient list, "
        "which it need not have when there is nothing to list",
        ingredients=Absent(("the places below and beside the facts panel",)),
        text=Absent(("the places below and beside the facts panel",)),
    )


_ANOTHER_SCRIPT = regex.compile(r"(?!\p{Latin}|\p{Greek})\p{L}")


def _in_another_script(sections: Sequence[Section]) -> Iterator[str]:
    """Texts in letters that no heading of a list is known in: a few of them may be a
    logotype, or what a reader made of one."""
    for section in sections:
        said = section.text
        if not said.isascii() and len(_ANOTHER_SCRIPT.findall(said)) >= _LETTERS_OF_A_TEXT:
            yield said


_LETTERS_OF_A_TEXT = 4

_ROOM_OF_A_LIST = 2.5
"""Heights of print: a line, with half of one above it and below. A list stands right
below the panel (21 CFR 101.4(g)), and so does what follows it."""


_BIT_OF_A_WORD = 5
"""Letters."""


def _is_blank_below(panels: Sequence[Panel], pages: Sequence[tuple[str, Page]]) -> bool:
    """Whether every picture of a panel shows so much room below it. Artwork with a text
    layer has nothing that lies on it."""
    return _all_pictured(
        panels, pages, lambda panel, page: _room_below(panel, page) > _ROOM_OF_A_LIST
    )


_MARGIN = 0.5
"""Heights of print below a panel that leave no room for another line."""


def _ends_with_the_picture(
    panels: Sequence[Panel], pages: Sequence[tuple[str, Page]]
) -> bool:
    """Whether every picture of a panel is cut off right below it."""
    return _all_pictured(
        panels,
        pages,
        lambda panel, page: (
            (page.height - panel.box.bottom) / _print_height(panel, page) < _MARGIN
        ),
    )


def _all_pictured(
    panels: Sequence[Panel],
    pages: Sequence[tuple[str, Page]],
    holds: Callable[[Panel, Page], bool],
) -> bool:
    """Whether something holds of every panel on the picture of it, and there is one."""
    pictures = {
        (name, page.number): page for name, page in pages if page.origin != "text-layer"
    }
    shown = [panel for panel in panels if not panel.profile]
    return bool(shown) and all(
        (page := pictures.get((panel.file, panel.page))) is not None and holds(panel, page)
        for panel in shown
    )


def _print_height(panel: Panel, page: Page) -> float:
    return max(median(page.lines[number].height for number in panel.used), 1.0)


def _room_below(panel: Panel, page: Page) -> float:
    """Heights of the panel's print from its end to the next print below it. A bit of a
    word alone is what sticks out of something that lies on a line."""
    height = _print_height(panel, page)
    end = panel.box.bottom - 0.5 * height
    below = [
        line.box.top
        for number, line in enumerate(page.lines)
        if number not in panel.used
        and len(line.text) > _BIT_OF_A_WORD
        and line.box.top > end
        and line.box.x0 < panel.box.x1
        and line.box.x1 > panel.box.x0
    ]
    return (min(below, default=page.height) - panel.box.bottom) / height
