"""What stands apart from every ingredient list and may be of one all the same.

A list is told by its heading. Where the heading was misread, is none that is known, or
stands elsewhere, the names below it are print like any other, and a label would pass by
what is left of its list. What names an additive or a protein as a list does, outside of
every list, therefore makes the list unknown, and so does what lists names that nobody
knows behind a heading that nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.claims import KEEPS_DRY, denied, excepts, kinds_of
from auditor.facts.ingredients import LISTS
from auditor.facts.openings import SectionKind
from auditor.facts.panel.held import PanelPlaces, lines_taken
from auditor.facts.sections import answered_no, denied_by_its_row, sentences
from auditor.lexicon import fold
from auditor.lexicon.folding import words_of
from auditor.model import Absent, Found

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from auditor.facts.ingredients import IngredientList
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon, Recognized
    from auditor.model import Coverage, Ingredient, Line, Page


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
    panel has as much blank below it as a list takes: something may lie on it.
    """
    if listed.state != "unseen" or any(page.unread for _, page in pages):
        return listed
    taken = _taken(pages, panels)
    stray = next(_strays(sections, taken, lexicon), None)
    if stray is not None:
        return replace(listed, reason=f"{stray[:60]!r} may be part of an ingredient list")
    if not (coverage.complete and coverage.panel):
        return listed
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


_ROOM_OF_A_LIST = 2.5
"""Heights of print: a line, with half of one above it and below. A list stands right
below the panel (21 CFR 101.4(g)), and so does what follows it."""


_BIT_OF_A_WORD = 5
"""Letters."""


def _is_blank_below(panels: Sequence[Panel], pages: Sequence[tuple[str, Page]]) -> bool:
    """Whether every picture of a panel shows so much room below it. Artwork with a text
    layer has nothing that lies on it."""
    pictures = {
        (name, page.number): page for name, page in pages if page.origin != "text-layer"
    }
    shown = [panel for panel in panels if not panel.profile]
    return bool(shown) and all(
        (page := pictures.get((panel.file, panel.page))) is not None
        and _room_below(panel, page) > _ROOM_OF_A_LIST
        for panel in shown
    )


def _room_below(panel: Panel, page: Page) -> float:
    """Heights of the panel's print from its end to the next print below it. A bit of a
    word alone is what sticks out of something that lies on a line."""
    height = max(median(page.lines[number].height for number in panel.used), 1.0)
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


def going_on(
    listed: IngredientList,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> IngredientList:
    """The same where it may go on in another place: a synthetic additive or a protein
    that neither it nor the panel names stands there as it would in a list, or names
    stand there that nobody knows."""
    if listed.state not in ("whole", "none"):
        return listed
    known = _known(listed, panels, lexicon)
    names = [item.name for item in _items_of(listed)]
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
            if not _is_denied_beside(more, sections):
                reason = (
                    f"{more.said[:60]!r} stands apart from it, and may be of a list too"
                )
                return replace(listed, state="partial", reason=reason)
    strange = next(_lists_of_strangers(sections, _taken(pages, panels), lexicon), None)
    if strange is not None:
        reason = f"{strange[:60]!r} may be a list too, and is none that is known"
        return replace(listed, state="partial", reason=reason)
    return listed


def _taken(pages: Sequence[tuple[str, Page]], panels: Sequence[Panel]) -> frozenset[int]:
    """Identities of the lines that the rows and statements of panels take."""
    return frozenset().union(*(lines_taken(file, page, panels) for file, page in pages))


def _items_of(listed: IngredientList) -> Sequence[Ingredient]:
    found = listed.ingredients
    return found.value if isinstance(found, Found) else ()


def _known(
    listed: IngredientList, panels: Sequence[Panel], lexicon: Lexicon
) -> frozenset[str]:
    """Ids of what the list and the panel name, the forms of its nutrients included:
    "Magnesium (as magnesium citrate)"."""
    rows = [row for panel in panels for row in panel.rows]
    names = [
        *(item.name for item in _items_of(listed)),
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
    if text.endswith(".") or not _DENIES.search(fold(text)):
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
        if not held.hold(line, passage):
            since = passage.text[finished:end]
            for text in _more_in(passage.text[start:end], since, section, known, lexicon):
                yield _More(text, passage, line)
        if passage.text[start:end].rstrip().endswith("."):
            finished = end


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
    if not (_DENIES.search(fold(since)) or _BESIDE.search(fold(said))):
        # Of a paragraph's lines one may break off between two names of prose.
        alone = (line for line in sentence.split("\n") if len(_APART.split(line)) == 1)
        for text in dict.fromkeys((said, *alone)):
            if _lists(text, known, section, lexicon):
                yield text
    if section.kind not in _INSTRUCTS:
        out = " ".join(denied(" ".join(since.replace("•", ",").split())))
        if _says_it_is_in(said, out, known, lexicon):
            yield said


def _lists(text: str, known: Collection[str], section: Section, lexicon: Lexicon) -> bool:
    """Whether a text is names as in a list, one of which matters and is not known.

    A protein by itself, without a full stop, is also what fronts call a flavor or a line
    of products by.
    """
    items = [item for item in (i.strip(" .*†‡") for i in _APART.split(text)) if item]
    # Names are short, and prose is not.
    if any(len(item.split()) > _WORDS_OF_A_NAME for item in items):
        return False
    stated = text.endswith(".") or len(items) > 1
    for item in items:
        more = _listed_name(_LEADS_TO_NAMES.sub("", item), lexicon)
        if more is None or more.id in known or not _matters(more, section):
            continue
        if more.additive and lexicon.entries["additive"][more.additive].nutrient in known:
            continue
        if stated or more.is_synthetic_additive:
            return True
    return False


_MARKS = regex.compile(r"(?<=\p{Ll})(?:TM|SM)\b|[®™©]")
_SURELY_A_NAME = 8
"""Letters and digits of a word that no other word is a slip away from, as a rule."""


def _listed_name(text: str, lexicon: Lexicon) -> Recognized | None:
    """What a text is that is a name and nothing else, or a long one with a slip in it."""
    name = _MARKS.sub(" ", text).strip()
    named = lexicon.recognize(name)
    if named is None or lexicon.names.get(name):
        return named
    misread = not named.exact and len(name) >= _SURELY_A_NAME
    return named if misread else None


_INSTRUCTS = frozenset({SectionKind.DIRECTIONS, SectionKind.STORAGE})

_OF_OTHERS = regex.compile(
    r"\b(?:unlike|instead|rather|than|avoid|others?|most|many|brands|competit\w+"
    r"|facilit\w+|equipment|machinery)\b|\?"
)
_CLOSES = regex.compile(
    r"[.;!•|]|\bfree\b(?! (?:of|from)\b)|\b(?:but|yet|mais|pero|aber)\b"
    r"|,[^,;.]{0,32}?\b(?:contains?|with|plus|including)\b"
)
"""What ends the reach of a "no" that stands before it."""

_NO = (
    r"no(?!\.? ?\d)|not|never|without|free|zero|0 ?m?c?g|0(?![.,]?\d)|nor|none|neither"
    r"|exclud(?:es?|ing)|sans|sin|ohne|keine?n?|pas|aucune?"
)
_BEFORE_DENIED = regex.compile(rf"\b(?:{_NO})\b|n't\b")
_BEHIND_DENIED = regex.compile(
    r"[\s-]*(?:free|frei)\b|\W{0,3}(?:0(?![.,]?\d)|zero\b)"
    r"|[^,;.]{0,32}\b(?:not|never|no|none|nor)\b|[^,;.]{0,32}n't\b"
)


def _says_it_is_in(said: str, out: str, known: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a sentence speaks of a synthetic additive that is not known, and neither
    denies it nor speaks of other products.

    Args:
        out: What it denies, folded.
    """
    folded = fold(said)
    excepted = excepts(said)
    if not excepted and (_OF_OTHERS.search(folded) or _BESIDE.search(folded)):
        return False
    for match in lexicon.additives.find(said):
        more = lexicon.recognize(match.name)
        if more is None or not more.is_synthetic_additive:
            continue
        # Kinds of additives are spoken of by other rules, and by words of all days.
        if more.id.removeprefix("artificial-").replace("-", " ") in more.classes:
            continue
        if more.id in known or lexicon.entries["additive"][more.id].nutrient in known:
            continue
        if excepted:
            return True
        head = _CLOSES.split(folded[: match.start])[-1]
        if not (
            fold(match.name) in out
            or _BEFORE_DENIED.search(head)
            or _BEHIND_DENIED.match(folded, match.end)
        ):
            return True
    return False


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


def _matters(named: Recognized, section: Section) -> bool:
    """Whether a product may fail for it. Directions name milk to drink it with."""
    if named.protein is not None:
        return section.kind is not SectionKind.DIRECTIONS
    return named.is_synthetic_additive


_DENIES = regex.compile(rf"\b(?:{_NO}|unlike|avoid|others|brands?)\b|n't\b|\?")

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
    rf"\b(?:{KEEPS_DRY})\b"
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


_UNADDED = regex.compile(r"\bun-?(?:flavou?red|sweetened|colou?red)\b")
"""An answer that nothing was added for a function: "Flavor: unflavored"."""


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
    unadded = _UNADDED.search(fold(text)) is not None
    return any(
        item is not None
        and not (unadded and item.is_function)
        and (item.is_synthetic_additive if synthetic else item.kind == "additive")
        for item in known
    )


# --- lists that nobody knows -----------------------------------------------------

_HEADED = regex.compile(r"\W*(\p{L}[\p{L} .'’&/-]{0,40}?) ?: ?(\P{N}+)")
"""A heading and names behind it. What has numbers is a code, an address or an amount."""

_WORDS_OF_SENTENCES = frozenset(
    {
        *("a", "an", "the", "or", "for", "to", "with", "without", "in", "on", "at", "by"),
        *("from", "as", "is", "are", "was", "be", "it", "its", "this", "that", "these"),
        *("your", "our", "us", "you", "we", "they", "my", "what", "when", "where", "who"),
        *("why", "how", "if", "each", "every", "any", "all", "take", "use", "see", "call"),
        *("visit", "follow", "scan", "mix", "store", "keep", "contact", "find", "get"),
        *("try", "share", "pour", "sur", "avec", "dans", "votre", "nos", "para", "con"),
        *("en", "su", "tus", "für", "mit", "auf", "bei", "zu", "ihre"),
    }
)
"""Small words of prose, and what calls to do something: headings of lists have none, and
neither have names in them."""

_WORDS_OF_A_STRANGER = 4


def _lists_of_strangers(
    sections: Sequence[Section], taken: Collection[int], lexicon: Lexicon
) -> Iterator[str]:
    """Texts that list names, some of them unknown, behind a heading that is unknown too."""
    for section in sections:
        if section.kind not in _WHERE_STRANGERS_STAND:
            continue
        text = section.passage.text
        for start, end in sentences(section.passage, section.start, section.end):
            said = " ".join(text[start:end].split())
            free = (
                line.text
                for line in section.passage.lines_of(start, end)
                if id(line) not in taken
            )
            whole = (said,) if section.kind is SectionKind.CLAIMS else ()
            for one in (*whole, *free):
                if _is_list_of_strangers(one, lexicon):
                    yield one


_WHERE_STRANGERS_STAND = _PANELS | {SectionKind.CLAIMS}


def _is_list_of_strangers(said: str, lexicon: Lexicon) -> bool:
    """What claims, denies or certifies something is no such list, nor is what the label
    announces by a heading that is known."""
    headed = _HEADED.fullmatch(said)
    if headed is None or lexicon.headings.lookup(headed[1]) is not None:
        return False
    names = [name.strip(" .*†‡") for name in _APART.split(headed[2])]
    names = [name for name in names if name]
    if len(names) < _FEWEST_STRANGERS:
        return False
    if any(len(name.split()) > _WORDS_OF_A_STRANGER for name in (headed[1], *names)):
        return False
    if any(_is_prose(words_of(part)) for part in (headed[1], *names)):
        return False
    if _DENIES.search(fold(said)) or kinds_of(said, lexicon):
        return False
    return any(lexicon.recognize(name) is None for name in names)


_FEWEST_STRANGERS = 2


def _is_prose(words: Sequence[str]) -> bool:
    """Whether small words stand among others; one alone is what was left of a name."""
    return len(words) > 1 and not _WORDS_OF_SENTENCES.isdisjoint(words)
