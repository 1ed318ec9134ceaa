"""What sentences and the fields of a sheet call the product.

Plain type is read where the drawn letters of a front are lost: a sentence has the
whole name of which large print has a line, and a back has the only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.fronts import ALIKE, HEADLINE, SHEET, goes_with, usual_height
from auditor.facts.names import (
    AROUND,
    SIGNED,
    letters_of,
    names_a_form,
    names_a_substance,
    says_a_sentence,
    says_nothing,
    words_of,
)
from auditor.facts.openings import SectionKind
from auditor.facts.places import by_row, right_of
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from auditor.facts.fronts import Print
    from auditor.facts.maker import Maker
    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Document, Line, Page, Word

# --- fields of sheets ---------------------------------------------------------

_ENTRY = regex.compile(
    r"(?:product|trade|commercial) ?name|name of (?:the )?product|product designation|"
    r"nom (?:du produit|commercial)|nombre (?:del producto|comercial)|"
    r"produkt(?:name|bezeichnung)|handelsname"
)
"""What forms and sheets print before the name of the product."""

_ITEM = frozenset({"product", "item", "article", "produit", "producto", "produkt"})
"""The same, where it is the title of what is entered: alone it may be any word."""

_WORD = regex.compile(r"^\P{N}*\p{L}{3}\P{N}*$")
"""What no number of an article is, though it has letters: "GLN-500"."""

_ENTERED = regex.compile(
    rf"(?:{_ENTRY.pattern}) ?: ?(?=\S)|"
    rf"(?P<sheet>{SHEET})(?: ?: | [–—-] )"
    rf"(?!(?:no|nr|version|rev|date|page|item|code)\b|\P{{L}})"
)

_SHEET_TITLE = regex.compile(SHEET)


def entered_name(
    documents: Sequence[Document], blocks: Sequence[Passage], lexicon: Lexicon
) -> Found[str] | None:
    """The name that a sheet states under that title: "Product name: Velvane"."""
    for document in documents:
        for page in document.pages:
            rows = by_row(page.lines)
            for line in page.lines:
                folded = fold(line.text)
                if match := _ENTERED.match(folded):
                    words = line.words[len(folded[: match.end()].split()) :]
                    if match["sheet"] and not _is_set_as_a_name(words, lexicon):
                        continue
                elif _ENTRY.fullmatch(folded.strip(AROUND)):
                    words = _cell_beside(line, rows)
                elif page.flat and folded.strip(AROUND) in _ITEM:
                    words = _cell_beside(line, rows, alone=True)
                    if not _is_worded(words):
                        continue
                elif _SHEET_TITLE.fullmatch(folded.strip(AROUND)):
                    words = _headline_below(line, page, lexicon)
                else:
                    continue
                text = " ".join(word.text for word in words).strip(AROUND)
                if any(map(str.isalpha, text)):
                    return Found(text, (evidence_of(words, document.name, page.number),))
    for passage in blocks:
        for title, words in passage.entries:
            if title in _ITEM and _is_worded(words):
                text = " ".join(word.text for word in words).strip(AROUND)
                return Found(text, (evidence_of(words, passage.file, passage.page),))
    return None


def _is_worded(words: Sequence[Word]) -> bool:
    """It has a word, and is no number of an item alone: "GLN-500"."""
    return any(_WORD.search(word.text) for word in words)


def _is_set_as_a_name(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Labels go on with a sentence there: "Certificate of analysis: available online"."""
    text = " ".join(word.text for word in words)
    return not text[:1].islower() and not says_a_sentence(text, lexicon)


def _cell_beside(
    line: Line, rows: Mapping[int, Sequence[Line]], *, alone: bool = False
) -> tuple[Word, ...]:
    """The words right of a line on its row; none where nothing stands there, or, if
    asked, more than one cell."""
    beside = right_of(line, rows[line.row])
    if not beside or (alone and len(beside) > 1):
        return ()
    return beside[0].words


def _headline_below(line: Line, page: Page, lexicon: Lexicon) -> tuple[Word, ...]:
    """The words right below the title of a sheet, where they are set larger than its
    text: the product has its name there, unless it is the heading of a first part."""
    usual = usual_height(page)
    reach = line.box.bottom + 2 * line.height
    below = [other for other in page.lines if line.box.center[1] < other.box.top < reach]
    nearest = min(below, key=lambda other: other.box.top, default=None)
    if nearest is None or nearest.height < HEADLINE * usual:
        return ()
    as_large = nearest.height >= line.height and nearest.box.shares_column(line.box)
    if not (as_large or names_a_substance(nearest.text, lexicon)):
        return ()
    words = nearest.words
    for other in sorted(below, key=lambda other: other.box.top):
        if other.row > nearest.row and goes_with(nearest, other, least=ALIKE):
            words, nearest = (*words, *other.words), other
    return words


# --- sentences ----------------------------------------------------------------

_SUBJECT = regex.compile(
    r"(?:^|(?<=[.!?:]\s)|(?<=\n)|(?=\b(?:each|every|one)\s))"
    r"(?:(?:[Oo]ne|[Ee]ach|[Ee]very|The|Our)\s)?"
    r"(?P<name>(?:[\p{Lu}\d][\p{L}\d'’%+-]*[®™]?[ \n]){0,6}[\p{Lu}\d][\p{L}\d'’%+-]*[®™])\s"
    r"(?:is (?:specially |specifically |carefully |expertly )?(?:an?\b(?! (?:registered |"
    r"brand|trade))|designed|formulated|made|crafted|developed|engineered)|"
    r"(?:serving|capsule|tablet|softgel|scoop) (?:supplies|provides|delivers|contains))"
)
"""A name with its sign that a sentence begins with and says what it is or gives."""


def named_in_sentences(
    sections: Sequence[Section], makers: Sequence[Maker]
) -> Found[str] | None:
    """What a sentence of the label calls the product: "HydroFlow™ is designed for"."""
    listed = "".join(
        letters_of(section.text)
        for section in sections
        if section.kind
        in (SectionKind.INGREDIENTS, SectionKind.OTHER_INGREDIENTS, SectionKind.FACTS)
    )
    for section in sections:
        if section.kind is not SectionKind.CLAIMS or not SIGNED.search(
            section.passage.text, section.start, section.end
        ):
            continue
        for match in _SUBJECT.finditer(section.passage.text, section.start, section.end):
            start, end = match.span("name")
            start += _length_of_maker(match["name"], makers)
            text = " ".join(section.passage.text[start:end].split())
            # A panel names the ingredients that have a sign of their own.
            if letters_of(text) and letters_of(text) not in listed:
                return Found(text, section.evidence(start, end))
    return None


def _length_of_maker(text: str, makers: Sequence[Maker]) -> int:
    """How much of the text is a maker's name in front of the product's."""
    words = list(_PRINTED.finditer(text))
    for count in range(len(words) - 1, 0, -1):
        end = words[count - 1].end()
        if any(maker.agrees(text[:end]) for maker in makers):
            return int(words[count].start())
    return 0


_WORDS_BEFORE = 4
"""Of a name whose last word was read."""

_SAYS_WHAT_IT_IS = regex.compile(r"is|are|was|provides|delivers|combines|contains|features")


def said_in_full(
    name: Print, sections: Sequence[Section], makers: Sequence[Maker], lexicon: Lexicon
) -> Found[str] | None:
    """A longer name that sentences use, of which large print has a line: outlined and
    overlaid letters are lost to the reader, and plain ones are not.

    Once will do for the subject of a sentence; else the label says it twice.
    """
    said: dict[str, list[Found[str]]] = {}
    subjects: set[str] = set()
    for line in name.lines:
        if not _lends_itself(line.text, lexicon):
            continue
        for section in sections:
            if section.kind is not SectionKind.CLAIMS:
                continue
            for found, following in _longer(line.text, section, makers):
                letters = letters_of(found.value)
                said.setdefault(letters, []).append(found)
                if _SAYS_WHAT_IT_IS.fullmatch(following):
                    subjects.add(letters)
    known = {
        letters: found
        for letters, found in said.items()
        if (len(found) > 1 or letters in subjects)
        and len(letters) > len(letters_of(name.text))
    }
    return max(known.values(), key=len)[0] if known else None


def _lends_itself(text: str, lexicon: Lexicon) -> bool:
    """Not a word that sentences use of many things: a substance, a form."""
    return not (
        names_a_substance(text, lexicon)
        or names_a_form(text, lexicon)
        or all(says_nothing(word, lexicon) for word in words_of(text))
    )


def _longer(
    text: str, section: Section, makers: Sequence[Maker]
) -> Iterator[tuple[Found[str], str]]:
    """Names in a section that end with the text, and the word after each."""
    passage = section.passage
    letters, count = letters_of(text), len(text.split())
    if letters not in letters_of(passage.text[section.start : section.end]):
        return
    words = list(_PRINTED.finditer(passage.text, section.start, section.end))
    for at in range(len(words) - count + 1):
        if not letters.startswith(letters_of(words[at][0])):
            continue
        last = at + count - 1
        if letters_of(passage.text[words[at].start() : words[last].end()]) != letters:
            continue
        first = at
        while first > max(at - _WORDS_BEFORE, 0) and _leads(words[first - 1][0]):
            first -= 1
        start, end = words[first].start(), words[last].end()
        start += _length_of_maker(passage.text[start:end], makers)
        if start < words[at].start():
            value = " ".join(passage.text[start:end].split()).strip(AROUND)
            following = words[last + 1][0] if last + 1 < len(words) else ""
            yield Found(value, section.evidence(start, end)), following


_PRINTED = regex.compile(r"\S+")

_LEADS = regex.compile(r"[\p{Lu}\d][\p{L}\d’'-]*[®™]?(?<!['’]s?)|[+&]")


def _leads(word: str) -> bool:
    """A word that belongs to the name behind it: in capitals, and no possessive."""
    return _LEADS.fullmatch(word) is not None
