"""What the product is called, whose it is, and how much is in the package.

A front says its name in the largest print, so print size decides and the lexicon
tells the name of a substance from the name of a brand. A side without a front
has no product name: the title of a facts panel is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

import regex

from auditor.facts.openings import SectionKind
from auditor.facts.sections import Section
from auditor.facts.text import evidence_of, passage_of
from auditor.lexicon import fold
from auditor.model import Absent, Found, Unreadable, cover
from auditor.quantity import Unit, find_amounts, read_cell, to_grams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from auditor.lexicon import Lexicon
    from auditor.model import Document, Evidence, Line, Page, Reading

_NO_FRONT = (
    "no front on these pictures: a photo of the side with the product's name is missing"
)

# --- the front ----------------------------------------------------------------

_LARGE = 1.6
"""Times the usual print of its page: what a front is made to be seen by."""

_LARGE_BESIDE_A_BACK = 2.5
"""The same where panel or directions stand on the page: their titles are large too."""

_LOUD_BESIDE_A_BACK = 4.0
"""Print that can only be a front on the same picture, whatever it says."""

_ON_A_BACK = frozenset({SectionKind.FACTS, SectionKind.DIRECTIONS, SectionKind.WARNINGS})

_LINES_OF_A_BARE_FRONT = 8

_TITLE = 0.42
"""Of the largest print: names are set in several sizes, slogans in less."""

_JOINED = 1.4
"""Heights of print between lines of one name."""

_LONGEST_NAME_WORDS = 8

_NO_NAME = regex.compile(
    "|".join(
        (
            r"^(?:(?:an?|the|all|natural|food|dietary|herbal|nutritional|sports?|"
            r"amino acid)\b ?)*(?:supplements?|suplementos?|complementos?)\b(?: facts|"
            r" aliment\w+| diet\w+)?$",
            r"^(?:supplement|nutrition)? ?facts$|^compl[eé]ments? aliment|^nahrungserganz|"
            r"\bnet ?w",
            r"^[\d.,]+ ?(?:mg|g|gm|mcg|iu|kg|oz|lbs?|ml|billion|cfu|%|ct|count|kcal|"
            r"calories)\b",
            r"^\d+ (?:\p{L}+ )?(?:servings?|portions?|capsules|tablets|softgels|gummies)\b",
            r"^(?:servings?|portions?|calories|per serving|sugars?|new|vegan|keto|nsf|usp|"
            r"non|product)$",
            r"\b(?:gmo|gluten|free|certified|tested|facility|compliant|verified|support|"
            r"supports|recovery|promotes?|boosts|speeds?|enhances?|helps?|suggest\w*|"
            r"warning|servings)\b",
            r"\bun-?flavou?red\b|\bflavou?r(?:ed|s)?\b|\.com\b|^made in\b|^powered by\b",
        )
    )
)
"""What is set large on fronts and backs besides the name."""


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
    titles = _titles(documents, sections, lexicon)
    if not titles:
        return Unreadable(_NO_FRONT)
    name = _product(titles, lexicon)
    return Found(name.text, name.evidence())


def find_brand(
    documents: Sequence[Document], sections: Sequence[Section], lexicon: Lexicon
) -> Reading[str]:
    """The maker's name on the front; without one, the label's own web address, and
    then who it says made it."""
    titles = _titles(documents, sections, lexicon)
    if titles:
        name = _product(titles, lexicon)
        others = [
            one for one in titles if one is not name and not _named(one.text, lexicon)
        ]
        if others:
            brand = max(others, key=lambda one: one.height)
            return Found(brand.text, brand.evidence())
        if above := _above(name, sections, lexicon):
            return Found(above.text, above.evidence())
    for section in sections:
        for match in _WEB_ADDRESS.finditer(
            section.passage.text, section.start, section.end
        ):
            if not _is_of_others(match["name"], lexicon):
                return Found(match["name"], section.evidence(*match.span("name")))
    for section in sections:
        if section.kind is SectionKind.MANUFACTURER and (
            match := _MAKER.search(section.whole)
        ):
            return Found(match["maker"].strip(" .,:;"), section.evidence())
    return Unreadable(_NO_FRONT)


_WEB_ADDRESS = regex.compile(
    r"(?<![\w@.])(?:https?://)?(?:www\.)?(?P<name>\p{L}[\p{L}\p{N}-]{2,40})"
    r"\.(?:com|net|org|co|shop|store|us|ca|de|fr|es|mx|eu|com\.\p{L}{2}|co\.\p{L}{2})\b",
    regex.IGNORECASE,
)
_OTHERS = regex.compile(r"p65|verified|certified|recycl|patents?$|amazon|walmart|instagram")


def _is_of_others(name: str, lexicon: Lexicon) -> bool:
    """A web address of a certifier, an authority or a shop."""
    certifies = any(True for _ in lexicon.find_certifications(name))
    return certifies or _OTHERS.search(fold(name)) is not None


def _above(name: _Print, sections: Sequence[Section], lexicon: Lexicon) -> _Print | None:
    """The largest line above the name in its column that may be a brand's."""
    box = cover(line.box for line in name.lines)
    lines = [
        line
        for section in sections
        if section.kind is SectionKind.CLAIMS
        and (section.passage.file, section.passage.page) == (name.file, name.page)
        for line in section.passage.lines
        if line.box.bottom <= box.top
        and min(line.box.x1, box.x1) > max(line.box.x0, box.x0)
        and _may_be_a_name(line)
    ]
    # "Juniper Lane" names a plant, and so does "Turmeric": the second is no brand.
    brands = [line for line in lines if not _named(line.text, lexicon)] or [
        line for line in lines if lexicon.recognize(line.text) is None
    ]
    if not brands:
        return None
    return _Print(name.file, name.page, (max(brands, key=lambda line: line.height),))


_MAKER = regex.compile(
    r"(?:manufactured|made|distributed|dist\.?|mfg\.?|mfd\.?|marketed|produced|packed|"
    r"packaged|fabriqué|distribué|importé|fabricado|distribuido|elaborado|"
    r"hergestellt)\b[^:]{0,40}?\b(?:by|for|par|pour|por|para|von|"
    r"für)\s*:?\s*(?P<maker>(?-i:[\p{Lu}\d]|nutri|\p{Ll})[^,\n•|]{1,40}?)(?=,|•|\||"
    r"\s(?:inc|llc|ltd|corp|gmbh|mfg|co)\b|\s\d|\.\s|$)",
    regex.IGNORECASE,
)


def _titles(
    documents: Sequence[Document], sections: Sequence[Section], lexicon: Lexicon
) -> list[_Print]:
    """Names in large print, the largest of the best front first."""
    best: list[_Print] = []
    for document in documents:
        for page in document.pages:
            place = (document.name, page.number)
            there = [s for s in sections if (s.passage.file, s.passage.page) == place]
            prints = _large_prints(document.name, page, there, lexicon)
            if prints and (not best or _loudness(prints, page) > _loudness(best, page)):
                best = prints
    return best


def _loudness(prints: Sequence[_Print], page: Page) -> float:
    return max(one.height for one in prints) / max(page.height, 1.0)


def front_lines(
    file: str, page: Page, sections: Sequence[Section], lexicon: Lexicon
) -> tuple[Line, ...]:
    """The lines of one page that a front is made to be seen by; none on other faces.

    `sections` are those of the page.
    """
    prints = _large_prints(file, page, sections, lexicon)
    return tuple(line for one in prints for line in one.lines)


def _large_prints(
    file: str, page: Page, sections: Sequence[Section], lexicon: Lexicon
) -> list[_Print]:
    if not page.lines:
        return []
    back = any(section.kind in _ON_A_BACK for section in sections)
    spoken = {
        id(line)
        for section in sections
        if section.kind is SectionKind.CLAIMS
        for line in section.passage.lines
    }
    usual = median(line.height for line in page.lines)
    largest = max(
        (line.height for line in page.lines if id(line) in spoken and _may_be_a_name(line)),
        default=0.0,
    )
    few = len(page.lines) <= _LINES_OF_A_BARE_FRONT
    if largest < (_LARGE_BESIDE_A_BACK if back else _LARGE) * usual and not few:
        return []
    lines = [
        line
        for line in page.lines
        if id(line) in spoken and line.height >= _TITLE * largest and _may_be_a_name(line)
    ]
    prints: list[_Print] = []
    for line in lines:
        last = prints[-1] if prints else None
        # A brand above its product's name is not a part of it.
        begins = _named(line.text, lexicon) and last and not _named(last.text, lexicon)
        if last and not begins and _goes_with(last.lines[-1], line):
            prints[-1] = _Print(file, page.number, (*last.lines, line))
        else:
            prints.append(_Print(file, page.number, (line,)))
    # Artwork shows every side of the package, so that a front is among them.
    loud = page.flat or largest >= _LOUD_BESIDE_A_BACK * usual
    if back and not loud and not any(_substance(one.text, lexicon) for one in prints):
        return []
    return sorted(prints, key=lambda one: one.height, reverse=True)


def _may_be_a_name(line: Line) -> bool:
    text = " ".join(fold(line.text).split())
    letters = sum(char.isalpha() for char in text)
    return (
        letters >= 2
        and len(text.split()) <= _LONGEST_NAME_WORDS
        and not _NO_NAME.search(text.strip(" .,:;*†‡•|'\"-"))
    )


def _goes_with(line: Line, following: Line) -> bool:
    """The second line goes on with the name of the first."""
    alike = 0.5 <= following.height / max(line.height, 1.0) <= 2.0
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
    return _substance(text, lexicon) or any(
        True for _ in lexicon.dosage_forms.words.find(text)
    )


def _substance(text: str, lexicon: Lexicon) -> bool:
    return any(
        match.id.split("/")[0] != "additive" for match in lexicon.panel_names.find(text)
    )


# --- net contents -------------------------------------------------------------

_AMOUNT = (
    r"(?<!\d)(?:\d[\d.,  ]{0,12}|\d{1,3}/\d{1,3})\s?(?:kg|kilos?|g|gr|gm|grams?|grammes?|"
    r"gramos|[o0]z|ounces?|onzas|lbs?|pounds?|fl\.?\s?oz|ml|cl|l|lit(?:er|re)s?)\b\.?"
)
_LABELED = (
    r"(?:net\.?\s*(?:wt|weight|qty|quantity|contents?|vol(?:ume)?|cont)?|n\.?w\.?|"
    r"poids\s*net|quantité\s*nette|contenu\s*net|peso\s*neto|cont(?:enido|\.)?\s*neto|"
    r"nettogewicht|netto(?:füllmenge)?|füllmenge|inhalt|unit\s*weight|pack\s*size|weight|"
    r"contents)\b\.?"
)
_PIECES = regex.compile(r"(?<![\w.,])\d[\dO]{0,3}(?=\s*\p{L})")
_DOSE_WORD = regex.compile(r"per|par|por|pro|m?c?g|mcg|ug|iu|ui|billion|million|cfu")
"""Between a number and a unit: what one piece holds, "500 mg per capsule"."""

_WORDS_OF_A_COUNT = 4
"""Words up to the unit: "60 easy to swallow capsules" is about the longest."""

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
        rf"{_AMOUNT}\s*[-|(]+\s*{_AMOUNT}\s*\)?(?:\s*[e℮](?=\s|$))?",
        rf"{_AMOUNT}\s*(?:per container|net\b|℮)",
    )
)
"""In order of how plainly they state the net contents."""

_NOT_THE_PACKAGE = regex.compile(
    r"\b(?:per|serving|take|daily|each|every|mix|add|contains?|provides?|"
    r"portion)\b[^.\n]*$",
    regex.IGNORECASE,
)
_NOT_CONTENTS_AFTER = regex.compile(
    r"\s*(?:per serving|per day|daily|a day|of (?:cold |cool )?water|of (?:l-)?\p{L}+ per|"
    r"protein)",
    regex.IGNORECASE,
)
_STATED_IN = frozenset({SectionKind.CLAIMS, SectionKind.MANUFACTURER, SectionKind.STORAGE})


def find_net_contents(
    sections: Sequence[Section], lexicon: Lexicon, *, complete: bool
) -> Reading[str]:
    """Net weight or count as printed; a labeled weight before a bare count."""
    stated = [section for section in sections if section.kind in _STATED_IN]
    labeled, *bare = (_weights(pattern) for pattern in _NET_CONTENTS)
    searches = [(labeled, stated), (labeled, _rows(stated))]
    searches += [(search, stated) for search in (*bare, _counts(lexicon), _lone_weights)]
    for search, where in searches:
        for section in where:
            for start, end in search(section):
                text = " ".join(section.passage.text[start:end].split())
                return Found(text, section.evidence(start, end))
    if complete:
        return Absent(("every printed face, for a net weight or count",))
    return Unreadable(_NO_FRONT)


def _rows(sections: Sequence[Section]) -> list[Section]:
    """Printed rows put together, for a label in one cell and its weight in the next."""
    rows: dict[tuple[str, int, int], dict[Line, None]] = {}
    for section in sections:
        for line in section.passage.lines:
            row = (section.passage.file, section.passage.page, line.row)
            rows.setdefault(row, {})[line] = None
    passages = [
        passage_of(file, page, sorted(lines, key=lambda line: line.box.x0))
        for (file, page, _), lines in rows.items()
        if len(lines) > 1
    ]
    return [
        Section(kind=SectionKind.CLAIMS, passage=one, start=0, body=0, end=len(one.text))
        for one in passages
    ]


_Search: TypeAlias = "Callable[[Section], Iterator[tuple[int, int]]]"


def _weights(pattern: regex.Pattern[str]) -> _Search:
    def search(section: Section) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(section.passage.text, section.start, section.end):
            if _of_the_package(section, *match.span()):
                yield match.span()

    return search


_LONE_WEIGHT = regex.compile(_AMOUNT, regex.IGNORECASE)
_HEAVIEST_SERVING_G = 50
"""A weight alone on its line and above this is of the package: scoops are lighter."""

_PER_100 = 100
"""Grams that head a column of a panel."""

_COLUMN = 3


def _lone_weights(section: Section) -> Iterator[tuple[int, int]]:
    """Lines that are nothing but a weight, as metric countries print net contents.

    Three amounts below each other are a column of a panel.
    """
    cells = (read_cell(line.text) for line in section.passage.lines)
    if sum(cell is not None and cell.amount is not None for cell in cells) >= _COLUMN:
        return
    at = 0
    for line in section.passage.lines:
        start, at = at, at + len(line.text) + 1
        if section.start <= start < section.end and _LONE_WEIGHT.fullmatch(line.text):
            grams = net_grams(line.text)
            if grams and grams > _HEAVIEST_SERVING_G and grams != _PER_100:
                yield start, start + len(line.text)


def _counts(lexicon: Lexicon) -> _Search:
    def search(section: Section) -> Iterator[tuple[int, int]]:
        text = section.passage.text
        for match in _PIECES.finditer(text, section.start, section.end):
            end = _end_of_count(text, match.end(), lexicon)
            if end is not None and _of_the_package(section, match.start(), end):
                yield match.start(), end

    return search


def _end_of_count(text: str, start: int, lexicon: Lexicon) -> int | None:
    """Where the counted unit ends that the words after a number lead to."""
    words = regex.finditer(r"[\p{L}®™-]+", text[: start + 64], pos=start)
    for number, word in enumerate(words):
        between = text[start : word.start()]
        if number >= _WORDS_OF_A_COUNT or regex.search(r"[.,;:()/|]", between):
            return None
        if _DOSE_WORD.fullmatch(fold(word[0])):
            return None
        unit = lexicon.dosage_forms.units.lookup(word[0], tolerant=False)
        if (unit is not None and unit.id in _COUNTED) or fold(word[0]) in ("count", "ct"):
            return int(word.end())
    return None


def _of_the_package(section: Section, start: int, end: int) -> bool:
    """Not a dose: no "per serving" and no "take" on its line."""
    text = section.passage.text
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not (_NOT_THE_PACKAGE.search(line) or _NOT_CONTENTS_AFTER.match(text, end))


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
