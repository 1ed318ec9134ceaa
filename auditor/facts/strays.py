"""What stands apart from every ingredient list and may be of one all the same.

A list is told by its heading. Where the heading was misread, is none that is known, or
stands elsewhere, the names below it are print like any other, and a label would pass by
what is left of its list. What names an additive or a protein as a list does, outside of
every list, therefore makes the list unknown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.claims import denied, excepts
from auditor.facts.ingredients import LISTS
from auditor.facts.openings import SectionKind
from auditor.facts.panel.held import PanelPlaces, lines_taken
from auditor.facts.sections import answered_no, denied_by_its_row, sentences
from auditor.lexicon import fold
from auditor.model import Absent, Found

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from auditor.facts.ingredients import IngredientList
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon, Recognized
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
    of every list: that is a list whose heading was not read.
    """
    if listed.state != "unseen" or any(page.unread for _, page in pages):
        return listed
    taken = {line for file, page in pages for line in lines_taken(file, page, panels)}
    stray = next(_strays(sections, taken, lexicon), None)
    if stray is not None:
        return replace(listed, reason=f"{stray[:60]!r} may be part of an ingredient list")
    if coverage.complete and coverage.panel:
        return replace(
            listed,
            state="none",
            reason="the label was read whole and has no ingredient list, "
            "which it need not have when there is nothing to list",
            ingredients=Absent(("the places below and beside the facts panel",)),
            text=Absent(("the places below and beside the facts panel",)),
        )
    return listed


def going_on(
    listed: IngredientList,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> IngredientList:
    """The same where it may go on in another place: a synthetic additive or a protein
    that neither it nor the panel names stands there as it would in a list."""
    if listed.state not in ("whole", "none"):
        return listed
    found = listed.ingredients
    names = [item.name for item in found.value] if isinstance(found, Found) else []
    names += [row.name for panel in panels for row in panel.rows]

    @cache
    def known() -> frozenset[str]:
        return frozenset(one.id for one in map(lexicon.recognize, names) if one is not None)

    text = listed.text.value if isinstance(listed.text, Found) else ""
    open_ended = listed.state == "whole" and not text.rstrip().endswith((".", "!"))
    noes = answered_no(sections)
    held = PanelPlaces(panels)
    for before, section in pairwise((None, *sections)):
        if section is None or section.kind in _LISTED_APART:
            continue
        if denied_by_its_row(section.passage, section.start, noes):
            continue
        said = section.text
        if (
            open_ended
            and section.kind is SectionKind.CLAIMS
            and len(said) <= _LONGEST_REST
            and said not in names
            and _names_an_additive(said, lexicon, synthetic=True)
        ):
            reason = f"it has no full stop, and {said[:60]!r} may go on with it"
            return replace(listed, state="partial", reason=reason)
        if before is not None and _heads_denials(before):
            continue
        for more in _listed_more(section, held, known, lexicon):
            reason = f"{more[:60]!r} stands apart from it, and may be of a list too"
            return replace(listed, state="partial", reason=reason)
    return listed


_LONGEST_REST = 240
"""Characters of the rest of a list; a longer text is another one."""


def _heads_denials(section: Section) -> bool:
    """Whether a section says of what stands below it that it is not in the product:
    "Free from"."""
    text = section.whole.rstrip()
    return not text.endswith(".") and _DENIES.search(fold(text)) is not None


def _listed_more(
    section: Section,
    held: PanelPlaces,
    known: Callable[[], Collection[str]],
    lexicon: Lexicon,
) -> Iterator[str]:
    """Sentences that list what matters beyond the ids that are known: by itself with a
    full stop, behind what it is for, or among other names. Rows of a panel are no such
    sentences."""
    text = section.passage.text
    finished = text.rfind(".", 0, section.start) + 1
    for start, end in sentences(section.passage, section.start, section.end):
        if held.hold(section.passage.line_at(start), section.passage):
            continue
        said = " ".join(text[start:end].split())
        items = [item for item in (i.strip(" .*†‡") for i in _APART.split(said)) if item]
        # Names are short, and prose is not.
        brief = all(len(item.split()) <= _WORDS_OF_A_NAME for item in items)
        stated = brief and (said.endswith(".") or len(items) > 1)
        if (
            stated
            and not _DENIES.search(fold(text[finished:end]))
            and not _BESIDE.search(fold(said))
        ):
            for item in items:
                name = _LEADS_TO_NAMES.sub("", item)
                more = lexicon.recognize(name) if lexicon.names.get(name) else None
                if more and _matters(more, section) and more.id not in known():
                    yield said
        if said.endswith("."):
            finished = end


def _matters(named: Recognized, section: Section) -> bool:
    """Whether a product may fail for it. Directions name milk to drink it with."""
    if named.protein is not None:
        return section.kind is not SectionKind.DIRECTIONS
    return named.is_synthetic_additive


_DENIES = regex.compile(
    r"\b(?:no|not|never|without|free|zero|0 ?m?c?g|0|nor|none|neither|unlike|avoid|others"
    r"|brands?|sans|sin|ohne|keine?n?|pas|aucune?)\b|n't\b|\?"
)

_WORDS_OF_A_NAME = 7
"""With what leads to it: "contains less than 2% of hydrolyzed milk protein"."""

_APART = regex.compile(r"[,;:()\[\]•|]\s*|\s(?:and|&)\s")
_LEADS_TO_NAMES = regex.compile(
    r"^(?:other |added |also )*(?:(?:ingredients?|contains?|includes?|including|with|plus"
    r"|are|also|less|than|of|made|\d+ ?%|or|and)\s+)+",
    regex.IGNORECASE,
)
"""Words in front of the first name of a list."""

_BESIDE = regex.compile(
    r"\bpackets?\b|\bsachets?\b|\bdesiccant|\bgel\b"
    r"|\b(?:stacks?|pairs?|combines?|mix|try|available)\b"
)
"""What lies in a package, or is to be bought or taken with it, is not in the product."""


_PANELS = frozenset({SectionKind.FACTS, SectionKind.AMINO_ACID_PROFILE})
_LISTED_APART = _PANELS | {*LISTS, SectionKind.ALLERGENS}
"""Kinds of section whose additives are looked at by themselves."""


def _strays(
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
        if section.kind is SectionKind.CLAIMS and _names_an_additive(section.text, lexicon):
            yield section.text
        if section.kind in _PANELS:
            # Rows and their forms may be additives elsewhere; a list names several.
            if _lists_synthetics(section.text, lexicon):
                yield section.text
            for line in section.passage.lines_of(section.start, section.end):
                if id(line) not in taken and _names_an_additive(
                    line.text, lexicon, synthetic=True
                ):
                    yield line.text
            continue
        for start, end in sentences(section.passage, section.start, section.end):
            said = " ".join(section.passage.text[start:end].split())
            if _names_an_additive(said, lexicon, synthetic=True):
                yield said


def _lists_synthetics(text: str, lexicon: Lexicon) -> bool:
    """Whether two names in a row, parted as in a list, are synthetic additives."""
    return any(
        all(_names_an_additive(name, lexicon, synthetic=True) for name in pair)
        for pair in pairwise(_ITEMS.split(text))
    )


_ITEMS = regex.compile(r"[,;:]\s*")


def _names_an_additive(text: str, lexicon: Lexicon, *, synthetic: bool = False) -> bool:
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
    return any(
        item is not None
        and (item.is_synthetic_additive if synthetic else item.kind == "additive")
        for item in known
    )
