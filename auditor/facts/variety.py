"""Whether the list that was read may be of another variety of the product.

A line comes in flavors, and what is read of it may be the front of one and the list of
another, which would pass by the shorter list. Where a label calls itself what nothing on
it makes it, that is a conflict for the report; which of the two is right is not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.fronts import is_flavor
from auditor.facts.openings import SectionKind
from auditor.facts.panel.held import all_lines_taken
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.lexicon.folding import words_of
from auditor.model import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.ingredients import IngredientList
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Page


_OFFERS = regex.compile(
    r"\b(?:available|try|also|flavou?rs|varieties|mix(?:es)?|add|recipes?|un-?flavou?red)\b"
)
"""What a text says that names flavors of other products, or what to drink it with."""


def of_another_variety(
    listed: IngredientList,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> Iterator[Conflict]:
    """A line that names a flavor, or calls the product effervescent, on a label that
    lists nothing but the active and a shell, and declares no plant, which give neither.
    One says it all."""
    if listed.state not in ("whole", "none") or any(
        not (item.shell or item.amino_acid) for item in listed.items
    ):
        return
    rows = (lexicon.recognize(row.name, panel=True) for p in panels for row in p.rows)
    if any(row is not None and row.kind in ("food", "botanical") for row in rows):
        return
    taken = all_lines_taken(pages, panels)
    for section in sections:
        if section.kind is not SectionKind.CLAIMS or _OFFERS.search(
            fold(section.passage.text)
        ):
            continue
        for line in section.passage.lines_of(section.start, section.end):
            if id(line) not in taken and _needs_more(line.text, lexicon):
                yield Conflict(
                    what="variety",
                    reason=f"the label says {line.text!r} and lists nothing that makes it "
                    "so, so the list may be of another variety",
                    evidence=(
                        evidence_of(line.words, section.passage.file, section.passage.page),
                    ),
                )
                return


def _needs_more(text: str, lexicon: Lexicon) -> bool:
    """Whether what calls itself so has something beside the active in it."""
    folded = fold(text)
    if "effervescen" in folded:
        return True
    # What is free of peanuts says so in a column of names.
    if not is_flavor(text, lexicon) or lexicon.allergens.find(text):
        return False
    return not lexicon.qualifiers.flavor.isdisjoint(words_of(folded)) or any(
        match.id.startswith(("food/", "botanical/")) for match in lexicon.names.find(text)
    )
