"""Which print stands in a panel: what is said there is said by its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.places import Shelves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.facts.panel import Panel
    from auditor.facts.text import Passage
    from auditor.model import Box, Line, Page


def lines_taken(file: str, page: Page, panels: Iterable[Panel]) -> frozenset[int]:
    """Identities of the page's lines that rows and statements of the panels take."""
    return frozenset(
        id(page.lines[number])
        for panel in panels
        if (panel.file, panel.page) == (file, page.number)
        for number in panel.used
    )


def all_lines_taken(
    pages: Iterable[tuple[str, Page]], panels: Sequence[Panel]
) -> frozenset[int]:
    """The same of the lines of all the pages."""
    return frozenset().union(*(lines_taken(file, page, panels) for file, page in pages))


class PanelPlaces:
    """The places that panels take, to tell what stands in one of them."""

    def __init__(self, panels: Iterable[Panel]) -> None:
        pages: dict[tuple[str, int], list[Box]] = {}
        for panel in panels:
            pages.setdefault((panel.file, panel.page), []).append(panel.box)
        self._pages = {
            place: Shelves((box.top, box.bottom, box) for box in boxes)
            for place, boxes in pages.items()
        }

    def hold(self, line: Line, block: Passage) -> bool:
        """Whether a line of a block stands in one of them."""
        places = self._pages.get((block.file, block.page))
        if places is None:
            return False
        center = line.box.center
        return any(box.holds(center) for box in places.meeting(center[1], center[1]))
