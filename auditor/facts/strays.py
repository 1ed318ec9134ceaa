"""Additives that are named as a list names them, outside of every list.

A list is told by its heading. Where the heading was misread, is none that is known, or
stands elsewhere, the names below it are print like any other, and a label would pass by
what is left of its list.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.claims import denied, excepts
from auditor.facts.openings import PANELS, SectionKind
from auditor.facts.sections import sentences
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon


def strays(
    sections: Sequence[Section], taken: Collection[int], lexicon: Lexicon
) -> Iterator[str]:
    """Texts outside of every list that name an additive as a list does.

    The paragraph of a list may stand below any statement. Directions name water and
    honey, too, and a line among the rows of a panel may be of their names: there only a
    synthetic name tells a list.

    Args:
        taken: Identities of the lines that the rows and statements of panels take.
    """
    for section in sections:
        if section.kind is SectionKind.CLAIMS and names_an_additive(section.text, lexicon):
            yield section.text
        if section.kind in PANELS:
            # Rows and their forms may be additives elsewhere; a list names several.
            if _lists_synthetics(section.text, lexicon):
                yield section.text
            for line in section.passage.lines_of(section.start, section.end):
                if id(line) not in taken and names_an_additive(
                    line.text, lexicon, synthetic=True
                ):
                    yield line.text
            continue
        for start, end in sentences(section.passage, section.start, section.end):
            said = " ".join(section.passage.text[start:end].split())
            if names_an_additive(said, lexicon, synthetic=True):
                yield said


def _lists_synthetics(text: str, lexicon: Lexicon) -> bool:
    """Whether two names in a row, parted as in a list, are synthetic additives."""
    return any(
        all(names_an_additive(name, lexicon, synthetic=True) for name in pair)
        for pair in pairwise(_ITEMS.split(text))
    )


_ITEMS = regex.compile(r"[,;:]\s*")


_UNADDED = regex.compile(r"\bun-?(?:flavou?red|sweetened|colou?red)\b")
"""An answer that nothing was added for a function: "Flavor: unflavored"."""


def names_an_additive(text: str, lexicon: Lexicon, *, synthetic: bool = False) -> bool:
    """Whether a text lists an additive, alone or among others, and denies it not, or
    denies the others only: "no additives except sucralose"."""
    named = lexicon.additives.find(text)
    if not named:
        return False
    if excepts(text):
        names = [match.name for match in named]
    elif denied(text):
        return False
    else:
        names = [item.strip(" .()") for item in _ITEMS.split(text)]
        if not synthetic:
            names = [item for item in names if lexicon.additives.get(item)]
    known = (lexicon.recognize(name) for name in names)
    unadded = _UNADDED.search(fold(text)) is not None
    return any(
        item is not None
        and not (unadded and item.is_function)
        and (item.is_synthetic_additive if synthetic else item.kind == "additive")
        for item in known
    )
