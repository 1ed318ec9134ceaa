"""How much is in the package, as the label prints it: a net weight or a count.

A labeled weight says so in words, and so do two units that agree; a weight or a count
alone is told from a dose by what stands beside it. Two units that disagree where a
picture was read are no answer, nor is the want of a statement while a face is unread.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from auditor import regex
from auditor.facts.dual_units import MILLILITERS_IN, as_agreed, disagree
from auditor.facts.openings import PANELS, SectionKind
from auditor.facts.places import Shelves
from auditor.facts.sections import Section
from auditor.facts.text import passage_of
from auditor.lexicon import fold
from auditor.model import Absent, Found, Unreadable
from auditor.quantity import LOOKALIKES, Unit, find_amounts, read_cell, to_grams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Line, Reading

_AMOUNT = (
    r"(?<!\d)(?:\d[\d.,  ]{0,12}|\d{1,3}/\d{1,3})\s?(?:(?:kg|kilos?|g|gr|gm|grams?|"
    r"grammes?|gramos|[o0]z|ounces?|onzas|lbs?|pounds?|f(?:[1l|]\.?|luid)\s?(?:[o0]z|ounces?)|pt|pints?|qt|quarts?|gal(?:lons?)?|"
    r"ml|cl|l|lit(?:er|re)s?)\b\.?|(?:k?g|[mc]l)(?=[e℮](?:\s|$)))"
)
_LABELED = (
    r"(?:net\.?\s*(?:wt|weight|mass|qty|quantity|contents?|vol(?:ume)?|cont)?|n\.?w\.?|"
    r"poids\s*net|quantité\s*nette|contenu\s*net|peso\s*nett?o|cantidad\s*neta|"
    r"cont(?:enido|\.)?\s*neto|contenuto\s*netto|(?:peso|conteúdo)\s*líquido|"
    r"netto\s*inhoud|"
    r"nettogewicht|netto(?:füllmenge)?|füllmenge|inhalt|unit\s*weight|pack\s*size|"
    r"(?<!(?:shipping|gross|pallet|body)\s)weight|(?<!\p{L}\s)size(?=\s*:)|contents)\b\.?"
)
_COUNT = (
    r"(?<!\d)\d{1,4} (?!fluid|ounces?|onzas?|pounds?|gra[mn]|kilo|lit(?:er|re)|pint|quart|"
    r"serv|por[ctz]|raci|dos[ei]|tomas|sticks?\b|sachet|packet|beutel|sobre|bustin)"
    r"\p{L}{4,}"
)
"""Of pieces, before what they weigh: "Inhalt: 60 Kapseln = 40 g". What stands behind
servings and sachets may be the weight of one."""
_POWDER = r"(?:powder|poudre|polvo|pulver)\b"
_PIECES = regex.compile(
    # Not of "B-12 lozenges", nor of "Vitamin D 3 softgels"; a statement of identity
    # stands beside the count and is read without the blank.
    r"(?:(?<![\w.,]|\p{L}-|\b[BDKQ] )|(?<=(?i:supplement)))"
    r"(?:\d|[lI|]\d)[\dO]{0,3}(?=\s*\p{L})"
)
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
        "pellet",
        "tea-bag",
    }
)
"""Ids of serving units that packages are counted in."""

_NET_CONTENTS = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        rf"\b{_LABELED}\s*[:=]?\s*[e℮]?\s*(?:{_COUNT}(?:\s*\(\s*{_AMOUNT}\s*\)|"
        rf"\s*[=·–-]\s*{_AMOUNT})|{_AMOUNT}(?:\s*[-/|,(·•]*\s*{_AMOUNT}\s*\)?)*)"
        rf"(?:(?:\s+e|\s*℮)(?=\s|$))?(?:\s*{_POWDER})?",
        rf"{_AMOUNT}\s*[-|(]+\s*{_AMOUNT}\s*\)?(?:(?:\s+e|\s*℮)(?=\s|$))?",
        rf"{_AMOUNT}(?:\s*(?:per container|net\b|℮)|\s+e(?=\s*(?:$|[\n|•·/\d]))|"
        r"(?=e(?:\s|$)))",
        rf"{_AMOUNT}\s*[(|/•·,-]\s*(?:(?P<servings>\d{{1,3}})\s*(?:servings|serves|portions|"
        r"portionen|porciones|raciones)|(?:ca\.?|approx\.?|env\.?)?\s*\d{3,4}\s*(?:drops|"
        r"tropfen|gouttes|gotas))\b\)?",
        rf"{_AMOUNT}\s*/?\s*(?:\p{{L}}[\p{{L}}-]*\s){{0,3}}?(?:bags?|sacks?|drums?|pails?|"
        r"cartons?|kegs?)\b",
    )
)
"""In order of how plainly they state the net contents."""

_NOT_THE_PACKAGE = regex.compile(
    r"\b(?:per|serving|take|daily|each|every|mix|add|contains?|provides?|portion|"
    r"tages(?:dosis|portion)|verzehrmenge|(?:par|por) (?:jour|dose|prise|d[ií]a|dosis)|"
    r"dose|dosis)\b[^.\n]*$",
    regex.IGNORECASE,
)
_NOT_CONTENTS_AFTER = regex.compile(
    r"\s*(?:per serving|per day|daily|a day|of (?:cold |cool )?water|of (?:l-)?\p{L}+ per|"
    r"protein)",
    regex.IGNORECASE,
)
_STATED_IN = frozenset({SectionKind.CLAIMS, SectionKind.MANUFACTURER, SectionKind.STORAGE})


_NOT_SEEN = (
    "no net weight or count on these pictures: a photo of the front's foot is missing"
)

_MISREAD = (
    'the two units of "{}" do not agree, so that one of them was misread: a closer photo '
    "of the front's foot is needed"
)


def find_net_contents(
    sections: Sequence[Section], lexicon: Lexicon, *, complete: bool
) -> Reading[str]:
    """Net weight or count as printed, or as its two units say where one was misread; a
    labeled weight before a bare count."""
    stated = [section for section in sections if section.kind in _STATED_IN]
    doubtful = ""
    others = [section for section in sections if section.kind in _MAY_END_WITH_IT]
    for section, start, end in chain(
        _all_stated(stated, lexicon), _lines_alone(others, lexicon)
    ):
        text = " ".join(section.passage.text[start:end].split())
        evidence = section.evidence(start, end)
        if disagree(text) and any(one.confidence is not None for one in evidence):
            doubtful = doubtful or text
            continue
        return Found(as_agreed(text) or _with_digits(text), evidence)
    if doubtful:
        return Unreadable(_MISREAD.format(doubtful))
    if complete:
        return Absent(("every printed face, for a net weight or count",))
    return Unreadable(_NOT_SEEN)


_MAY_END_WITH_IT = frozenset(SectionKind) - _STATED_IN - PANELS - {SectionKind.DISCLAIMER}
"""Kinds of text that a statement may follow with no heading of its own."""


def _lines_alone(
    sections: Sequence[Section], lexicon: Lexicon
) -> Iterator[tuple[Section, int, int]]:
    """Lines below other text that state nothing but net contents.

    Below directions, which measure what is taken and what it is stirred into, a weight
    with the word for it, its sign or a second unit.
    """
    for number, search in enumerate(_searches(lexicon)):
        for section in sections:
            dosed = section.kind is SectionKind.DIRECTIONS
            if dosed and number >= _SURE:
                continue
            passage = section.passage
            for start, line in _lines_in(section):
                end = start + len(line.text)
                if end > section.end or _DIGIT.search(line.text) is None:
                    continue
                alone = replace(section, start=start, body=start, end=end)
                for first, last in search(alone):
                    rest = passage.text[start:first] + passage.text[last:end]
                    stated = passage.text[first:last]
                    if not rest.strip(" .•|") and _is_a_package(stated, dosed=dosed):
                        yield alone, first, last


_FEWEST = 10
"""Pieces of a package: as many are in no dose."""


def _is_a_package(stated: str, *, dosed: bool) -> bool:
    """Whether it is more than a serving, and below directions no drink."""
    size = net_grams(stated)
    if size is None and not dosed:
        size = _milliliters(stated)
    if size is not None:
        return size > LARGEST_SERVING and size != _PER_100
    count = _PIECES.match(stated)
    return count is not None and int(count[0].translate(LOOKALIKES)) >= _FEWEST


_SURE = 4
"""Searches that need a word, a sign or a second unit."""


def _lines_in(section: Section) -> Iterator[tuple[int, Line]]:
    """The lines that begin in a section's body, and where."""
    passage = section.passage
    first = bisect_left(passage.line_starts, section.body)
    last = bisect_left(passage.line_starts, section.end)
    return zip(passage.line_starts[first:last], passage.lines[first:last], strict=True)


def _with_digits(text: str) -> str:
    """The text with the count that it begins with, where letters were read for digits:
    "l20 Capsules", "6O tablets"."""
    count = _PIECES.match(text)
    return text if count is None else count[0].translate(LOOKALIKES) + text[count.end() :]


def _all_stated(
    sections: Sequence[Section], lexicon: Lexicon
) -> Iterator[tuple[Section, int, int]]:
    """Every statement of them, the surest kind first."""
    labeled, *others = _searches(lexicon)
    yield from _each(labeled, sections)
    yield from _each(labeled, _rows(sections))
    for search in others:
        yield from _each(search, sections)
    yield from _each(_counts(lexicon), _stacks(sections))


def _searches(lexicon: Lexicon) -> Iterator[_Search]:
    """Ways to state net contents, in order of how plain they are."""
    labeled, *bare = map(_weights, _NET_CONTENTS)
    yield labeled
    yield _in_two_units
    yield from bare
    yield _counts(lexicon)
    yield _lone_weights


def _each(
    search: _Search, sections: Iterable[Section]
) -> Iterator[tuple[Section, int, int]]:
    for section in sections:
        for start, end in search(section):
            yield section, start, end


def states_net_contents(line: Line, lexicon: Lexicon) -> bool:
    """Whether the line by itself tells how much is in the package."""
    passage = passage_of("", 1, (line,))
    section = Section(
        kind=SectionKind.CLAIMS, passage=passage, start=0, body=0, end=len(passage.text)
    )
    return any(True for search in _searches(lexicon) for _ in search(section))


def _rows(sections: Sequence[Section]) -> list[Section]:
    """Printed rows put together, for a label in one cell and its weight in the next."""
    rows: dict[tuple[str, int, int], dict[int, Line]] = {}
    # Sections of one block share its passage.
    for passage in dict.fromkeys(section.passage for section in sections):
        for line in passage.lines:
            row = (passage.file, passage.page, line.row)
            rows.setdefault(row, {})[id(line)] = line
    passages = [
        passage_of(file, page, sorted(lines.values(), key=lambda line: line.box.x0))
        for (file, page, _), lines in rows.items()
        if len(lines) > 1
    ]
    return [
        Section(kind=SectionKind.CLAIMS, passage=one, start=0, body=0, end=len(one.text))
        for one in passages
    ]


_COUNT_ALONE = regex.compile(r"\d{2,4}")


def _stacks(sections: Sequence[Section]) -> Iterator[Section]:
    """Numbers alone on their lines, each put together with the line right below it that
    another size of print keeps apart: "600" over "SOFTGELS"."""
    pages: dict[tuple[str, int], list[Line]] = {}
    for passage in dict.fromkeys(section.passage for section in sections):
        pages.setdefault((passage.file, passage.page), []).extend(passage.lines)
    for (file, page), lines in pages.items():
        numbers = [line for line in lines if _COUNT_ALONE.fullmatch(line.text)]
        if not numbers:
            continue
        shelves = Shelves((line.box.top, line.box.top, line) for line in lines)
        for number in numbers:
            middle = number.box.center[1]
            below = [
                line
                for line in shelves.meeting(middle, number.box.bottom + number.height)
                if line is not number and line.box.shares_column(number.box)
            ]
            if below:
                nearest = min(below, key=lambda line: line.box.top)
                one = passage_of(file, page, (number, nearest))
                yield Section(
                    kind=SectionKind.CLAIMS, passage=one, start=0, body=0, end=len(one.text)
                )


_Search: TypeAlias = "Callable[[Section], Iterator[tuple[int, int]]]"


_DIGIT = regex.compile(r"\d")


def _weights(pattern: regex.Pattern[str]) -> _Search:
    def search(section: Section) -> Iterator[tuple[int, int]]:
        text = section.passage.text
        if _DIGIT.search(text, section.start, section.end) is None:
            return
        for match in pattern.finditer(text, section.start, section.end):
            start = _start_of_number(section.passage, *match.span())
            if _of_the_package(section, start, match.end()) and not _is_a_dose(match):
                yield start, match.end()

    return search


_GROUP = regex.compile(r"\d{1,3}[ \xa0](?=\d)")

_GROUPED_WITHIN = 0.5
"""Heights of print between groups of one number's digits, at the most: they are set
closer than words, and words have a quarter to a half em between them."""


def _start_of_number(passage: Passage, start: int, end: int) -> int:
    """Where the number begins that a stretch opens with, without another one that only
    stands beside it: "76   500 G" counts servings, and then weighs them."""
    group = _GROUP.match(passage.text, start, end)
    while group is not None:
        right = bisect_left(passage.starts, group.end())
        (_, left_word), (_, right_word) = passage.words[right - 1 : right + 1]
        gap = right_word.box.x0 - left_word.box.x1
        if gap > _GROUPED_WITHIN * passage.line_at(start).height:
            return int(group.end())
        group = _GROUP.match(passage.text, group.end(), end)
    return start


_LIGHTEST_SERVING_G = 1
"""What is sold by weight is taken by the gram: less a serving, and the weight beside
their number is that of one of them, "5 g | 60 servings"."""


def _is_a_dose(match: regex.Match[str]) -> bool:
    servings = match.groupdict().get("servings")
    grams = net_grams(match[0]) if servings else None
    return grams is not None and grams < _LIGHTEST_SERVING_G * int(servings or 0)


_TWO_AMOUNTS = regex.compile(
    # What stands before an amount may be a label of which letters were lost.
    rf"(?:\b{_LABELED}\s*[:=]?\s*)?(?<!\d)(?<!\d[.,])"
    r"\d[\d.,OSIl|B]{0,8}\s?\p{L}{0,6}\.?[\s(\[|/,·•-]{1,4}"
    r"\d[\d.,OSIl|B]{0,8}\s?(?:f[1l|]\.?\s?)?\p{L}{1,6}\b[\])}]?",
    regex.IGNORECASE,
)


def _in_two_units(section: Section) -> Iterator[tuple[int, int]]:
    """Two amounts beside each other that are one quantity, whatever was lost of the
    word for it and of one unit."""
    for start, end in _weights(_TWO_AMOUNTS)(section):
        if as_agreed(section.passage.text[start:end]) is not None:
            yield start, end


_LONE_WEIGHT = regex.compile(
    rf"{_AMOUNT}(?:\s+{_POWDER}(?:\s*/\s*{_POWDER})?)?", regex.IGNORECASE
)
LARGEST_SERVING = 50
"""Grams or milliliters: alone on its line and above this, an amount is of the package.
Scoops are lighter, and spoons and caps hold less."""

_PER_100 = 100
"""Grams or milliliters that head a column of a panel."""

_DRUNK_WITH = regex.compile(
    r"\s*(?:of |de |d['’])?(?:ice |ice-?cold |cold |cool |warm |hot )?(?:water|milk|juice|"
    r"liquid|beverage|fluid|eau|agua|wasser)\b",
    regex.IGNORECASE,
)
"""Behind a volume that a serving is stirred into: "8 FL OZ" above "COLD WATER"."""

_COLUMN = 3


def _lone_weights(section: Section) -> Iterator[tuple[int, int]]:
    """Lines that are nothing but a weight, as metric countries print net contents.

    Three amounts below each other are a column of a panel.
    """
    passage = section.passage
    for start, line in _lines_in(section):
        if _LONE_WEIGHT.fullmatch(line.text):
            end = start + len(line.text)
            start = _start_of_number(passage, start, end)
            stated = passage.text[start:end]
            size = net_grams(stated) or _milliliters(stated)
            if _DRUNK_WITH.match(passage.text, end):
                continue
            heavy = size and size > LARGEST_SERVING and size != _PER_100
            if heavy and not _holds_a_column(passage):
                yield start, end


def _milliliters(text: str) -> Decimal | None:
    """The volume that a text states; None if it states none."""
    volumes = (
        match.amount.number * MILLILITERS_IN[match.amount.unit]
        for match in find_amounts(text)
        if match.amount.unit in MILLILITERS_IN
    )
    return next(volumes, None)


def _holds_a_column(passage: Passage) -> bool:
    cells = (read_cell(line.text) for line in passage.lines)
    return sum(cell is not None and cell.amount is not None for cell in cells) >= _COLUMN


def _counts(lexicon: Lexicon) -> _Search:
    def search(section: Section) -> Iterator[tuple[int, int]]:
        text = section.passage.text
        for match in _PIECES.finditer(text, section.start, section.end):
            end = _end_of_count(text, match[0], match.end(), lexicon)
            if end is not None and _of_the_package(section, match.start(), end):
                yield match.start(), end

    return search


_UNIT_WORD = regex.compile(r"[\p{L}®™-]+")
_PARTS = regex.compile(r"[.,;:()/|\d]")


def _end_of_count(text: str, number: str, start: int, lexicon: Lexicon) -> int | None:
    """Where the counted unit ends that the words after a number lead to.

    "Omega 3 Capsule" is a name: a few are counted in the plural.
    """
    words = list(_UNIT_WORD.finditer(text, start, start + 64))
    for place, (word, behind) in enumerate(zip_longest(words, words[1:])):
        between = text[start : word.start()]
        if place >= _WORDS_OF_A_COUNT or _PARTS.search(between):
            return None
        if _DOSE_WORD.fullmatch(fold(word[0])):
            return None
        unit = lexicon.dosage_forms.units.lookup(word[0], tolerant=False)
        if unit is not None and fold(word[0]) == unit.id and "1" < number <= "9":
            return None
        if (unit is not None and unit.id in _COUNTED) or fold(word[0]) in ("count", "ct"):
            return int(word.end())
        if behind is not None and behind.start() == word.end() + 1:
            # "180 soft gels".
            unit = lexicon.dosage_forms.units.lookup(
                f"{word[0]} {behind[0]}", tolerant=False
            )
            if unit is not None and unit.id in _COUNTED:
                return int(behind.end())
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
