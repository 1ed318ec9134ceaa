"""Whether an ingredient list may go on in another place.

A list is told by its heading. Where it was cut in two, or a second one was misread, what
is left would pass for all of it. A synthetic additive or a protein that neither the list
nor the panel names, and that another text lists or says to be in the product, therefore
makes the list partial. What the label denies, or has only beside the product, does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.answers import answered_no, denied_by_its_row
from auditor.facts.claims import denied
from auditor.facts.ingredients import LISTS
from auditor.facts.openings import PANELS, SectionKind
from auditor.facts.panel.held import PanelPlaces, all_lines_taken
from auditor.facts.presence import (
    BESIDE,
    DENIES,
    IN_FOODS,
    says_a_protein_is_in,
    says_it_is_in,
)
from auditor.facts.sections import sentences
from auditor.facts.strays import names_an_additive
from auditor.facts.unrecognized import APART, lists_of_strangers
from auditor.lexicon import fold
from auditor.lexicon.folding import words_of
from auditor.model import Found

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from auditor.facts.ingredients import IngredientList
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon, Recognized
    from auditor.model import Line, Page


def going_on(
    listed: IngredientList,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> IngredientList:
    """The list, partial where it may go on in another place: a synthetic additive or a
    protein that neither it nor the panel names stands there as it would in a list, or
    names stand there that nobody knows."""
    if listed.state not in ("whole", "none"):
        return listed
    known = _known(listed, panels, lexicon)
    names = [item.name for item in listed.items]
    text = listed.text.value if isinstance(listed.text, Found) else ""
    open_ended = listed.state == "whole" and not text.rstrip().endswith((".", "!"))
    noes = answered_no(sections)
    held = PanelPlaces(panels)
    for before, section in pairwise((None, *sections)):
        if section is None:
            continue
        if section.kind in LISTS and (said := _behind_a_list(section, known, lexicon)):
            reason = f"{said[:60]!r} stands behind it, and may be of a list too"
            return replace(listed, state="partial", reason=reason)
        if section.kind in _LISTED_APART:
            continue
        if denied_by_its_row(section.passage, section.start, noes):
            continue
        said = section.text
        if (
            open_ended
            and section.kind is SectionKind.CLAIMS
            and len(said) <= _LONGEST_REST
            and said not in names
            and names_an_additive(said, lexicon, synthetic=True)
        ):
            reason = f"it has no full stop, and {said[:60]!r} may go on with it"
            return replace(listed, state="partial", reason=reason)
        if before is not None and _heads_denials(before):
            continue
        for more in _listed_more(section, held, known, lexicon):
            if not _is_denied_beside(more, sections):
                reason = (
                    f"{more.said[:60]!r} stands apart from it, and may be of a list too"
                )
                return replace(listed, state="partial", reason=reason)
    strange = next(
        lists_of_strangers(sections, all_lines_taken(pages, panels), lexicon), None
    )
    if strange is not None:
        reason = f"{strange[:60]!r} may be a list too, and is none that is known"
        return replace(listed, state="partial", reason=reason)
    return listed


_LISTED_APART = PANELS | {*LISTS, SectionKind.ALLERGENS}
"""Kinds of section whose additives are looked at by themselves."""


_WARNS_OF_ALLERGENS = regex.compile(r"\W*(?:may |also )*(?:contains?\b|allerg)")


def _behind_a_list(section: Section, known: Collection[str], lexicon: Lexicon) -> str:
    """A sentence behind the list's first that lists or speaks of a protein that the list
    does not name, and warns of no allergen; blank where there is none."""
    text = section.passage.text
    for start, end in sentences(section.passage, section.body, section.end)[1:]:
        said = " ".join(text[start:end].split())
        folded = fold(said)
        if (
            _WARNS_OF_ALLERGENS.match(folded)
            or DENIES.search(folded)
            or BESIDE.search(folded)
        ):
            continue
        items = (i.strip(" .*†‡") for i in APART.split(said))
        proteins = (one for one in map(lexicon.recognize, items) if one and one.protein)
        named = _lists(said, known, section, lexicon) and any(proteins)
        if named or says_a_protein_is_in(said, " ".join(denied(said)), known, lexicon):
            return said
    return ""


def _known(
    listed: IngredientList, panels: Sequence[Panel], lexicon: Lexicon
) -> frozenset[str]:
    """Ids of what the list and the panel name, the forms of its nutrients included:
    "Magnesium (as magnesium citrate)"."""
    rows = [row for panel in panels for row in panel.rows]
    names = [
        *(item.name for item in listed.items),
        *(row.name for row in rows),
        *(row.source_form for row in rows if row.source_form),
        *(match.name for row in rows for match in lexicon.additives.find(row.name)),
    ]
    return frozenset(one.id for one in map(lexicon.recognize, names) if one is not None)


_LONGEST_REST = 240
"""Characters of the rest of a list; a longer text is another one."""


def _heads_denials(section: Section) -> bool:
    """Whether a section says of what stands below it that it is not in the product:
    "Free from". One that says what it denies, "No GMOs", denies no more."""
    text = section.whole.rstrip()
    if text.endswith(".") or not DENIES.search(fold(text)):
        return False
    return text.endswith(":") or not denied(text)


@dataclass(frozen=True, slots=True)
class _More:
    """A text that names what no list does."""

    said: str
    passage: Passage
    line: Line


def _listed_more(
    section: Section, held: PanelPlaces, known: Collection[str], lexicon: Lexicon
) -> Iterator[_More]:
    """What lists or speaks of something that matters beyond the names that are known.
    Rows of a panel do not."""
    passage = section.passage
    finished = passage.text.rfind(".", 0, section.start) + 1
    for start, end in sentences(passage, section.start, section.end):
        line = passage.line_at(start)
        if not held.hold(line, passage) or _goes_on_behind_a_stop(passage.text, start):
            since = passage.text[finished:end]
            for text in _more_in(passage.text[start:end], since, section, known, lexicon):
                yield _More(text, passage, line)
        if passage.text[start:end].rstrip().endswith("."):
            finished = end


def _goes_on_behind_a_stop(text: str, start: int) -> bool:
    """Whether a sentence begins on the line on which another one ends, as behind a note
    on daily values; rows have one line each."""
    behind = text[:start].rstrip()
    return behind.endswith(".") and "\n" not in text[len(behind) : start]


def _more_in(
    sentence: str, since: str, section: Section, known: Collection[str], lexicon: Lexicon
) -> Iterator[str]:
    """The sentence, or lines of it, that are a name, alone, behind what it is for, or
    among other names, or that say that something is in the product.

    Args:
        since: From the last full stop on, so that a "free from" above a column reaches
            the names in it.
    """
    said = " ".join(sentence.split())
    if not (DENIES.search(fold(since)) or BESIDE.search(fold(said))):
        # Of a paragraph's lines one may break off between two names of prose.
        alone = (line for line in sentence.split("\n") if len(APART.split(line)) == 1)
        for text in dict.fromkeys((said, *alone)):
            if _lists(text, known, section, lexicon):
                yield text
    if section.kind not in _INSTRUCTS:
        out = " ".join(denied(" ".join(since.replace("•", ",").split())))
        if says_it_is_in(said, out, known, lexicon) or says_a_protein_is_in(
            said, out, known, lexicon
        ):
            yield said


_INSTRUCTS = frozenset({SectionKind.DIRECTIONS, SectionKind.STORAGE})


def _lists(text: str, known: Collection[str], section: Section, lexicon: Lexicon) -> bool:
    """Whether a text is names as in a list, one of which matters and is not known.

    A protein in one word, without a full stop, is also what fronts call a flavor or a
    line of products by; in two, "whey protein", it is what a product is. What the body
    does with it is no name of a list: "supports digestion of carbs, fats & protein".
    """
    items = [item for item in (i.strip(" .*†‡") for i in APART.split(text)) if item]
    # Names are short, and prose is not.
    if any(len(item.split()) > _WORDS_OF_A_NAME for item in items):
        return False
    stated = text.endswith(".") or len(items) > 1
    for item in items:
        more = _listed_name(_LEADS_TO_NAMES.sub("", item), lexicon)
        if more is None or more.id in known or not _matters(more, section):
            continue
        if more.protein is not None and (
            _DONE_BY_THE_BODY.match(text)
            or IN_FOODS.search(fold(text))
            or (more.protein == "collagen" and _GOOD_FOR.match(text))
        ):
            continue
        if more.additive and lexicon.entries["additive"][more.additive].nutrient in known:
            continue
        if stated or more.is_synthetic_additive or _is_of_two_words(item):
            return True
    return False


_COMPOUND = regex.compile(r"\p{L}{3}(?:protein|eiwei(?:ß|ss)|peptide?|hydrolysat|isolat)$")


def _is_of_two_words(name: str) -> bool:
    """As many languages print "whey protein"; German joins them."""
    return len(words_of(name)) > 1 or _COMPOUND.search(fold(name)) is not None


_WORDS_OF_A_NAME = 7
"""With what leads to it: "contains less than 2% of hydrolyzed milk protein"."""

_LEADS_TO_NAMES = regex.compile(
    r"^(?:other |added |also )*(?:(?:ingredients?|contains?|includes?|including|with|plus"
    r"|are|also|less|than|of|made|\d+ ?%|or|and|mit|enthält|avec|contient|con|contiene|des?"
    r"|du)\s+)+",
    regex.IGNORECASE,
)
"""Words in front of the first name of a list."""

_GOOD_FOR = regex.compile(
    r"\W*(?:for|supports?|promotes?|boosts?|builds?|improves?|strengthens?|maintains?)\b",
    regex.IGNORECASE,
)
"""How a list of benefits begins: collagen is also a tissue, like muscle and skin."""

_DONE_BY_THE_BODY = regex.compile(
    r"\W*(?:(?:support|promot|help|aid|assist|boost|improv|enhanc|increas|optimi[sz]|"
    r"stimulat|facilitat|speed|maintain|regulat|balanc|contribut|play|essential|important|"
    r"required|needed)\w*\b[^,;:]{0,40}?\b)?"
    r"(?:digest(?:s|ion|ing)?|absor(?:bs?|bing|ption)|metaboli[sz](?:m|e|es|ing)|"
    r"break(?:s|ing)? ?down|synthes(?:is|i[sz]es?)|uptake|utili[sz](?:e|es|ing|ation)|"
    r"assimilat(?:es?|ion)|turnover|process(?:es|ing)?)\b"
    # Whatever a reader made of the verb before it.
    r"|\W*\p{L}+ (?:digestion|absorption|breakdown|metabolism|assimilation) of\b",
    regex.IGNORECASE,
)
"""How a text begins that says what becomes of a food in the body."""


def _matters(named: Recognized, section: Section) -> bool:
    """Whether a product may fail for it. Directions name milk to drink it with."""
    if named.protein is not None:
        return section.kind is not SectionKind.DIRECTIONS
    return named.is_synthetic_additive


_MARKS = regex.compile(r"(?<=\p{Ll})(?:TM|SM)\b|[®™©]")
_SURELY_A_NAME = 8
"""Letters and digits of a word that no other word is a slip away from, as a rule."""


def _listed_name(text: str, lexicon: Lexicon) -> Recognized | None:
    """What a text is that is a name and nothing else, or a long one with a slip in it."""
    name = _MARKS.sub(" ", text).strip()
    if lexicon.names.get(name):
        return lexicon.recognize(name)
    named = lexicon.recognize(name) if len(name) >= _SURELY_A_NAME else None
    return named if named is not None and not named.exact else None


_NEXT_TO = 4.0
"""Heights of print between a name and the "no" or "free" that is set apart from it."""

_BARE_NO = regex.compile(
    r"\W*(?:(?:contains?|with|has) )?(?:no|not|zero|0 ?m?c?g|0 ?%|without|free (?:from|of)"
    r"|no added|never|nothing|none|sans|sin|ohne|keine?n?)\W*"
)
_BARE_FREE = regex.compile(r"\W*(?:free|frei)\W*")


def _is_denied_beside(more: _More, sections: Sequence[Section]) -> bool:
    """Whether a "no" to the left of a name or above it, or a "free" to the right of it or
    below, which are texts of their own, deny it."""
    box, reach = more.line.box, _NEXT_TO * more.line.height
    for section in sections:
        passage = section.passage
        if (passage.file, passage.page) != (more.passage.file, more.passage.page):
            continue
        other = passage.box
        near = (
            other.x0 < box.x1 + reach
            and other.x1 > box.x0 - reach
            and other.top < box.bottom + reach
            and other.bottom > box.top - reach
        )
        said = fold(passage.text) if near else ""
        if said and (
            (_BARE_NO.fullmatch(said) and (other.x1 <= box.x0 or other.bottom <= box.top))
            or (
                _BARE_FREE.fullmatch(said)
                and (other.x0 >= box.x1 or other.top >= box.bottom)
            )
        ):
            return True
    return False
