"""What the product is called, whose it is, and how much is in the package.

A front says its name in the largest print, so print size decides and the lexicon
tells the name of a substance from the name of a brand. A side without a front
has no product name: the title of a facts panel is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import regex

from auditor.facts.openings import SectionKind
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import Absent, Found, Unreadable
from auditor.quantity import Unit, find_amounts, to_grams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Document, Evidence, Line, Page, Reading

_NO_FRONT = (
    "no front on these pictures: a photo of the side with the product's name is missing"
)

# --- the front ----------------------------------------------------------------

_LARGE = 1.6
"""Times the usual print of its page: what a front is made to be seen by."""

_TITLE = 0.42
"""Of the largest print: names are set in several sizes, slogans in less."""

_JOINED = 1.4
"""Heights of print between lines of one name."""

_LONGEST_NAME_WORDS = 8

_NO_NAME = regex.compile(
    r"\W*(?:(?:a |an |the |all )*(?:natural |food |dietary |herbal |nutritional |sports? "
    r"|amino acid )*"
    r"supplements?(?: facts)?|nutrition facts|supl\w+ \w+|compl\w+ alim\w+|net\b.*|"
    r"[\d.,\s]*(?:mg|g|gm|mcg|iu|kg|oz|lbs?|ml|servings?|portions?|capsules|tablets|"
    r"softgels|gummies|"
    r"veg\w*|count|ct|billion|cfu|%|calories|per serving|grams|kcal|sugars?|"
    r"protein)+[\d.,\s()/a-z]*|"
    r"[\d.,%/+()\s]+|new!?|non-?gmo.*|gluten.free.*|.*flavou?r(?:ed|s)?|un-?flavou?red|"
    r".*\.com|"
    r"vegan|keto|gmp.*|.*certified.*|.*tested.*|made in .*|.*\b(?:free|support|supports|"
    r"recovery|"
    r"promotes?|boosts?|speeds?|enhances?|helps?)\b.*)\W*"
)


@dataclass(frozen=True, slots=True)
class _Print:
    """Lines that make one name: beside or below each other, of like size."""

    file: str
    page: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def height(self) -> float:
        return max(line.height for line in self.lines)

    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(evidence_of(line.words, self.file, self.page) for line in self.lines)


def find_product_name(
    documents: Sequence[Document], sections: Sequence[Section], lexicon: Lexicon
) -> Reading[str]:
    """The name in the largest print of the front, its lines joined."""
    titles = _titles(documents, sections)
    if not titles:
        return Unreadable(_NO_FRONT)
    name = _product(titles, lexicon)
    return Found(name.text, name.evidence())


def find_brand(
    documents: Sequence[Document], sections: Sequence[Section], lexicon: Lexicon
) -> Reading[str]:
    """The maker's name on the front; without one, who the label says made it."""
    titles = _titles(documents, sections)
    if titles:
        name = _product(titles, lexicon)
        others = [
            one for one in titles if one is not name and not _named(one.text, lexicon)
        ]
        if others:
            brand = max(others, key=lambda one: one.height)
            return Found(brand.text, brand.evidence())
    for section in sections:
        if section.kind is SectionKind.MANUFACTURER and (
            match := _MAKER.search(section.whole)
        ):
            return Found(match["maker"].strip(" .,:;"), section.evidence())
    return Unreadable(_NO_FRONT)


_MAKER = regex.compile(
    r"(?:manufactured|made|distributed|dist\.?|mfg\.?|mfd\.?|marketed|produced|packed|"
    r"packaged|"
    r"fabriqué|distribué|importé|fabricado|distribuido|elaborado|hergestellt)\b[^:]{0,40}?"
    r"\b(?:by|for|par|pour|por|para|von|für)\s*:?\s*"
    r"(?P<maker>(?-i:[\p{Lu}\d]|nutri|\p{Ll})[^,\n•|]{1,40}?)"
    r"(?=,|•|\||\s(?:inc|llc|ltd|corp|gmbh|mfg|co)\b|\s\d|\.\s|$)",
    regex.IGNORECASE,
)


def _titles(documents: Sequence[Document], sections: Sequence[Section]) -> list[_Print]:
    """Names in large print, the largest of the best front first."""
    spoken = {
        id(line)
        for section in sections
        if section.kind is SectionKind.CLAIMS
        for line in section.passage.lines
    }
    best: list[_Print] = []
    for document in documents:
        for page in document.pages:
            prints = _large_prints(document.name, page, spoken)
            if prints and (not best or _loudness(prints, page) > _loudness(best, page)):
                best = prints
    return best


def _loudness(prints: Sequence[_Print], page: Page) -> float:
    return max(one.height for one in prints) / max(page.height, 1.0)


def _large_prints(file: str, page: Page, spoken: set[int]) -> list[_Print]:
    if not page.lines:
        return []
    usual = median(line.height for line in page.lines)
    largest = max(
        (line.height for line in page.lines if id(line) in spoken and _may_be_a_name(line)),
        default=0.0,
    )
    few = len(page.lines) <= _LONGEST_NAME_WORDS
    if largest < _LARGE * usual and not few:
        return []
    lines = [
        line
        for line in page.lines
        if id(line) in spoken and line.height >= _TITLE * largest and _may_be_a_name(line)
    ]
    prints: list[_Print] = []
    for line in lines:
        last = prints[-1] if prints else None
        if last and _goes_with(last.lines[-1], line):
            prints[-1] = _Print(file, page.number, (*last.lines, line))
        else:
            prints.append(_Print(file, page.number, (line,)))
    return sorted(prints, key=lambda one: one.height, reverse=True)


def _may_be_a_name(line: Line) -> bool:
    text = " ".join(fold(line.text).split())
    letters = sum(char.isalpha() for char in text)
    return (
        letters >= 2
        and len(text.split()) <= _LONGEST_NAME_WORDS
        and not _NO_NAME.fullmatch(text)
    )


def _goes_with(line: Line, following: Line) -> bool:
    """The second line goes on with the name of the first."""
    alike = 0.6 <= following.height / max(line.height, 1.0) <= 1.7
    a, b = line.box, following.box
    below = b.top - a.bottom <= (_JOINED - 1) * max(line.height, following.height)
    beside = line.row == following.row
    overlap = min(a.x1, b.x1) > max(a.x0, b.x0)
    return alike and (beside or (below and overlap and b.top >= a.top))


def _product(titles: Sequence[_Print], lexicon: Lexicon) -> _Print:
    """The largest that names a substance or a form; else the largest."""
    for one in titles:
        if _named(one.text, lexicon):
            return one
    return titles[0]


def _named(text: str, lexicon: Lexicon) -> bool:
    """The text names something that the product may be made of, or its form."""
    found = any(
        match.id.split("/")[0] != "additive" for match in lexicon.panel_names.find(text)
    )
    return found or any(True for _ in lexicon.dosage_forms.words.find(text))


# --- net contents -------------------------------------------------------------

_AMOUNT = (
    r"(?:\d[\d.,  ]*|\d+/\d+)\s?(?:kg|kilos?|g|gr|gm|grams?|grammes?|gramos|oz|ounces?|"
    r"onzas|lbs?|"
    r"pounds?|fl\.?\s?oz|ml|cl|l|lit(?:er|re)s?)\b\.?"
)
_LABELED = (
    r"(?:net\.?\s*(?:wt|weight|qty|quantity|contents?|vol(?:ume)?|cont)?|n\.?w\.?|"
    r"poids\s*net|"
    r"quantité\s*nette|contenu\s*net|peso\s*neto|cont(?:enido|\.)?\s*neto|nettogewicht|"
    r"netto(?:füllmenge)?|füllmenge|inhalt|unit\s*weight|pack\s*size|weight|contents)\b\.?"
)
_PIECES = (
    r"(?P<pieces>\d{1,4}\s*(?:[\p{L}®™.-]+\s+){0,3}?"
    r"(?P<unit>soft\s?-?gels?|stick\s+packs?|[\p{L}-]+))\b"
)
_COUNTED = frozenset(
    {
        "capsule",
        "tablet",
        "softgel",
        "gummy",
        "chew",
        "lozenge",
        "stick",
        "packet",
        "bar",
        "patch",
    }
)
"""Ids of serving units that packages are counted in."""

_NET_CONTENTS = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        rf"\b{_LABELED}\s*[:=]?\s*[e℮]?\s*{_AMOUNT}(?:\s*[-/|,(]*\s*{_AMOUNT}\s*\)?)*"
        r"(?:\s*[e℮](?=\s|$))?(?:\s*(?:powder|poudre|polvo|pulver)\b)?",
        rf"{_AMOUNT}\s*[-/|(]+\s*{_AMOUNT}\s*\)?(?:\s*[e℮](?=\s|$))?",
        rf"{_AMOUNT}\s*(?:per container|net\b|℮)",
        rf"(?<![\d.,]){_PIECES}",
    )
)
"""In order of how plainly they state the net contents."""

_NOT_THE_PACKAGE = regex.compile(
    r"\b(?:per|serving|take|daily|each|every|mix|add|contains?|provides?|"
    r"portion)\b[^.\n]*$",
    regex.IGNORECASE,
)
_NOT_CONTENTS_AFTER = regex.compile(
    r"\s*(?:per serving|per day|daily|a day|of (?:cold |cool )?water|of (?:l-)?\p{L}+ "
    r"per|protein)",
    regex.IGNORECASE,
)
_STATED_IN = frozenset({SectionKind.CLAIMS, SectionKind.MANUFACTURER, SectionKind.STORAGE})


def find_net_contents(
    sections: Sequence[Section], lexicon: Lexicon, *, complete: bool
) -> Reading[str]:
    """Net weight or count as printed; a labeled weight before a bare count."""
    for pattern in _NET_CONTENTS:
        for section in sections:
            if section.kind not in _STATED_IN:
                continue
            for start, end in _stated(section, pattern, lexicon):
                text = " ".join(section.passage.text[start:end].split())
                return Found(text, section.evidence(start, end))
    if complete:
        return Absent(("every printed face, for a net weight or count",))
    return Unreadable(_NO_FRONT)


def _stated(
    section: Section, pattern: regex.Pattern[str], lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    text = section.passage.text
    for match in pattern.finditer(text, section.start, section.end, overlapped=True):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _NOT_THE_PACKAGE.search(line) or _NOT_CONTENTS_AFTER.match(text, match.end()):
            continue
        if "unit" in match.groupdict() and not _counts(match["unit"], lexicon):
            continue
        yield match.span()


def _counts(word: str, lexicon: Lexicon) -> bool:
    unit = lexicon.dosage_forms.units.lookup(word, tolerant=False)
    if unit is None:
        return fold(word) in ("count", "ct")
    return unit.id in _COUNTED


def net_grams(text: str) -> Decimal | None:
    """The net weight in grams that a net contents text states; None if it states none.

    Metric weights come first: ounces and pounds beside them are rounded.
    """
    weights = []
    for match in find_amounts(text):
        try:
            weights.append(
                (
                    match.amount.unit not in (Unit.GRAM, Unit.KILOGRAM),
                    to_grams(match.amount),
                )
            )
        except ValueError:
            continue
    return min(weights, key=lambda one: one[0])[1] if weights else None
