"""What the product is called, and whose it is.

A front says both in its largest print, and neither print says which of the two it is.
What the label says elsewhere of its maker settles it: large print that agrees with a
web address or the firm's line is the brand. Where nothing agrees, the words tell a
substance from a firm, and then place and size. A side without a front has no product
name but the one that its sentences use: the title of a facts panel is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.maker import find_makers, is_a_firm
from auditor.facts.names import (
    AROUND,
    letters_of,
    may_be_a_maker,
    misread,
    names_a_form,
    names_a_product,
    names_a_substance,
    names_more_than_food,
    says_nothing,
    sounds_like_a_maker,
    without_firm,
    without_substances,
    words_of,
)
from auditor.facts.net_contents import states_net_contents
from auditor.facts.openings import SectionKind, kind_of_sentence
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import Found, Unreadable, cover

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.maker import Maker
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Document, Evidence, Line, Page, Reading, Word

_NO_FRONT = (
    "no front on these pictures: a photo of the side with the product's name is missing"
)

# --- fronts -------------------------------------------------------------------

_LARGE = 1.6
"""Times the usual print of its page: what a front is made to be seen by."""

_LARGE_BESIDE_A_BACK = 2.5
"""The same where panel or directions stand on the page: their titles are large too."""

_LOUD_BESIDE_A_BACK = 4.0
"""Print that can only be a front on the same picture, whatever it says."""

_ON_A_BACK = frozenset({SectionKind.FACTS, SectionKind.DIRECTIONS, SectionKind.WARNINGS})

_LINES_OF_A_BARE_FRONT = 8

_TITLE = 0.42
"""Of the largest print. What a product is must be set in a size "reasonably related"
to it (21 CFR 101.3(d)), which is understood as a half; tall letters measure less."""

_JOINED = 1.4
"""Heights of print between lines of one name."""

_LONGEST_NAME_WORDS = 8

_SHEET = (
    r"^(?:product|technical|raw material) (?:specification|information|data)|"
    r"^specification|^(?:safety )?data sheet|^certificate of"
)

_TITLE_OF_A_SHEET = regex.compile(_SHEET)
"""Titles of papers about a product: what else is set large there is its name."""

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
            r"\b(?:gmo|gluten|free|certified|tested|facility|compliant|verified|"
            r"supports|promotes?|boosts|speeds?|enhances?|helps?|suggest\w*|"
            r"warning|servings)\b",
            r"\.com\b|^made in\b|^powered by\b|^by\b",
            rf"{_SHEET}|^page \d|^features\b|^benefits\b",
        )
    )
)
"""What is set large on fronts, backs and sheets besides the name."""


_FLAVOR = regex.compile(r"\b(?:un-?)?flavou?r(?:ed|s)?\b")

_WHOLLY = regex.compile(r"100 ?%")
"""A line of a name by itself: "PLATINUM", "100%", "WHEY"."""


@dataclass(frozen=True, slots=True)
class Print:
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

    @property
    def box(self) -> Box:
        return cover(line.box for line in self.lines)

    @property
    def confidence(self) -> float:
        known = [line.confidence for line in self.lines if line.confidence is not None]
        return min(known, default=1.0)

    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(evidence_of(line.words, self.file, self.page) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Front:
    """A page that shows a front, with what may be a name on it."""

    file: str
    page: int
    usual: float
    """Height of the page's usual print."""

    lines: tuple[Line, ...]
    """Whatever may be a part of a name, in any size, in reading order."""

    large: tuple[Line, ...]
    """Of these what the front is made to be seen by."""

    loudness: float
    """Height of the largest print as a share of the page's."""

    def print_of(self, *lines: Line) -> Print:
        return Print(self.file, self.page, lines)


def find_fronts(
    documents: Sequence[Document],
    sections: Sequence[Section],
    panels: Sequence[Panel],
    lexicon: Lexicon,
) -> tuple[Front, ...]:
    """The pages that show a front, in the order given.

    What stands in one of the panels is no part of it.
    """
    found = []
    for document in documents:
        for page in document.pages:
            place = (document.name, page.number)
            there = [s for s in sections if (s.passage.file, s.passage.page) == place]
            inside = frozenset(
                id(page.lines[number])
                for panel in panels
                if (panel.file, panel.page) == place
                for number in panel.used
            )
            front = _front(document.name, page, there, inside, lexicon)
            if front is not None:
                found.append(front)
    return tuple(found)


def _front(
    file: str,
    page: Page,
    sections: Sequence[Section],
    inside: frozenset[int],
    lexicon: Lexicon,
) -> Front | None:
    spoken = {
        id(line)
        for section in sections
        if section.kind is SectionKind.CLAIMS
        for line in section.passage.lines_of(section.start, section.end)
        if id(line) not in inside
    }
    lines = tuple(
        line for line in page.lines if id(line) in spoken and _may_be_a_name(line, lexicon)
    )
    if not lines:
        return None
    back = bool(inside) or any(section.kind in _ON_A_BACK for section in sections)
    usual = _usual(page) if back or _is_prose(page) else _small(page)
    largest = max((line.height for line in lines if not _runs_upwards(line)), default=0.0)
    few = len(page.lines) <= _LINES_OF_A_BARE_FRONT and not back
    principal = back and (
        _is_principal(lines, largest, page, inside, lexicon) or _is_a_sheet(page)
    )
    wanted = _LARGE_BESIDE_A_BACK if back and not principal else _LARGE
    if largest < wanted * usual and not few:
        return None
    large = tuple(
        line
        for line in lines
        if line.height >= _TITLE * largest and not _runs_upwards(line)
    )
    # Artwork shows every side of the package, so that a front is among them.
    loud = page.flat or principal or largest >= _LOUD_BESIDE_A_BACK * usual
    front = Front(
        file=file,
        page=page.number,
        usual=0.0 if few else usual,
        lines=lines,
        large=large,
        loudness=largest / max(page.height, 1.0),
    )
    if back and not loud:
        prints = _prints(large, front, lexicon)
        if not any(names_a_substance(one.text, lexicon) for one in prints):
            return None
    return front


_LONGEST_CONTENTS_WORDS = 8


def _is_principal(
    lines: Sequence[Line],
    largest: float,
    page: Page,
    inside: frozenset[int],
    lexicon: Lexicon,
) -> bool:
    """Whether net contents stand below the largest of the lines, in its column: the
    principal display panel must state them, in its lower part (21 CFR 101.7).
    """
    titles = [line.box for line in lines if line.height >= largest]
    # Where a line stands is asked before what it says, which costs more.
    return any(
        id(line) not in inside
        and any(_is_above(title, line.box) for title in titles)
        and sum(any(map(str.isalnum, word.text)) for word in line.words)
        <= _LONGEST_CONTENTS_WORDS
        and states_net_contents(line, lexicon)
        for line in page.lines
    )


def _is_a_sheet(page: Page) -> bool:
    """Whether the page is a paper about a product, by its title."""
    return any(_TITLE_OF_A_SHEET.search(fold(line.text).strip()) for line in page.lines)


def _is_above(title: Box, box: Box) -> bool:
    # Lines of one column begin at one place or have one middle.
    return title.bottom <= box.center[1] and min(title.x1, box.x1) > max(title.x0, box.x0)


def _usual(page: Page) -> float:
    """Height of the usual print; 0 where there is none."""
    return median(line.height for line in page.lines) if page.lines else 0.0


_WORDS_OF_PROSE = 5


def _is_prose(page: Page) -> bool:
    """Running text fills at least a quarter of its lines, as on no front."""
    long = sum(len(line.words) > _WORDS_OF_PROSE for line in page.lines)
    return 4 * long >= len(page.lines)


def _small(page: Page) -> float:
    """Height of the small print: a front has no more of it than of large print."""
    heights = sorted(line.height for line in page.lines)
    return heights[len(heights) // 4]


def _may_be_a_name(line: Line, lexicon: Lexicon) -> bool:
    text = " ".join(fold(line.text).split())
    letters = sum(map(str.isalpha, text))
    return (
        (letters >= 2 or _WHOLLY.fullmatch(text) is not None)
        and len(text.split()) <= _LONGEST_NAME_WORDS
        and not _NO_NAME.search(text.strip(" .,:;*†‡•|'\"-"))
        and kind_of_sentence(line.text, 0) is None
        and not (_FLAVOR.search(text) and not names_more_than_food(text, lexicon))
    )


# --- name and brand -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The product's name and its maker's, as found together: what is the one cannot be
    the other."""

    product_name: Reading[str]
    brand: Reading[str]


def find_identity(
    fronts: Sequence[Front],
    documents: Sequence[Document],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> Identity:
    """Name and brand from the loudest of the fronts, or else from what is said."""
    makers = find_makers(documents, sections, lexicon)
    entered = _entered(documents)
    if not fronts:
        return Identity(
            product_name=entered
            or _named_in_sentences(sections, makers)
            or Unreadable(_NO_FRONT),
            brand=_brand_beside_a_front(makers, documents, lexicon)
            or Unreadable(_NO_FRONT),
        )
    front = max(fronts, key=lambda one: one.loudness)
    logos = _logotypes(front, makers, lexicon)
    titles = _titles(front, [logo for logo, _ in logos], lexicon)
    name, brand = _told_apart(
        titles,
        front,
        logo=bool(logos),
        decided=any(maker.decides for maker in makers),
        lexicon=lexicon,
    )
    return Identity(
        product_name=entered
        or _name_of(name, sections, makers, lexicon)
        or _named_in_sentences(sections, makers)
        or Unreadable(_NO_FRONT),
        brand=_brand_of(logos, front, lexicon)
        or _best_reading(brand, front, makers)
        or _brand_beside_a_front(makers, documents, lexicon)
        or Unreadable(_NO_FRONT),
    )


_ENTRY = regex.compile(
    r"(?:product|trade|commercial) ?name|name of (?:the )?product|product designation|"
    r"nom (?:du produit|commercial)|nombre (?:del producto|comercial)|"
    r"produkt(?:name|bezeichnung)|handelsname"
)
"""What forms and sheets print before the name of the product."""

_ENTERED = regex.compile(rf"(?:{_ENTRY.pattern}) ?: ?(?=\S)")


def _entered(documents: Sequence[Document]) -> Found[str] | None:
    """The name that a sheet states under that title: "Product name: Velvane"."""
    for document in documents:
        for page in document.pages:
            for line in page.lines:
                folded = fold(line.text)
                if match := _ENTERED.match(folded):
                    words = line.words[len(folded[: match.end()].split()) :]
                elif _ENTRY.fullmatch(folded.strip(AROUND)):
                    words = _cell_beside(line, page)
                else:
                    continue
                text = " ".join(word.text for word in words).strip(AROUND)
                if any(map(str.isalpha, text)):
                    return Found(text, (evidence_of(words, document.name, page.number),))
    return None


def _cell_beside(line: Line, page: Page) -> tuple[Word, ...]:
    """The words right of a line on its row; none where nothing stands there."""
    beside = [
        other
        for other in page.lines
        if other.row == line.row and other.box.x0 > line.box.x1
    ]
    return min(beside, key=lambda other: other.box.x0).words if beside else ()


_SURE = 0.9
"""Confidence of large print that nothing else on the label repeats."""

# --- logotypes ----------------------------------------------------------------

_LINES_OF_A_LOGOTYPE = 3


def _logotypes(
    front: Front, makers: Sequence[Maker], lexicon: Lexicon
) -> list[tuple[Print, tuple[Maker, ...]]]:
    """Print that is known to be a maker's, with the makers that it agrees with: those
    first that the label names elsewhere, and of them the largest."""
    found: list[tuple[Print, tuple[Maker, ...]]] = []
    taken: set[int] = set()
    for count in range(_LINES_OF_A_LOGOTYPE, 0, -1):
        for start in range(len(front.lines) - count + 1):
            lines = front.lines[start : start + count]
            if taken.intersection(map(id, lines)) or not _make_one(lines):
                continue
            one = front.print_of(*lines)
            agreeing = _agreeing(one.text, makers, lexicon)
            sounds = sounds_like_a_maker(one.text, lexicon) or (
                count == 1 and is_a_firm(lines[0], lexicon)
            )
            if agreeing or sounds:
                taken.update(map(id, lines))
                found.append((one, agreeing))
    return sorted(found, key=lambda pair: (not pair[1], -pair[0].height))


def _make_one(lines: Sequence[Line]) -> bool:
    return all(_goes_with(line, following) for line, following in pairwise(lines))


def _agreeing(text: str, makers: Sequence[Maker], lexicon: Lexicon) -> tuple[Maker, ...]:
    # "glutamine.com" makes no brand of the substance.
    if not may_be_a_maker(without_substances(text, lexicon), lexicon):
        return ()
    return tuple(maker for maker in makers if maker.agrees(text))


def _brand_of(
    logos: Sequence[tuple[Print, tuple[Maker, ...]]], front: Front, lexicon: Lexicon
) -> Found[str] | None:
    """The logotype as printed, unless it was misread: then as small print has it."""
    if not logos:
        return None
    logo, makers = logos[0]
    # The rest of the name may be set small into it.
    for maker in makers:
        for line in front.lines:
            if _overlap(logo.box, line.box) and (
                letters_of(logo.text + line.text) == letters_of(maker.name)
            ):
                whole = front.print_of(*logo.lines, line)
                return Found(whole.text.strip(AROUND), whole.evidence())
    if not makers or any(maker.is_spelled(logo.text) for maker in makers):
        return Found(without_firm(logo.text, lexicon.identity), logo.evidence())
    # An address runs its words together; the firm's line does not.
    maker = max(makers, key=lambda one: " " in one.name)
    return Found(maker.name, (*maker.evidence, *logo.evidence()))


def _overlap(a: Box, b: Box) -> bool:
    across = min(a.x1, b.x1) > max(a.x0, b.x0)
    return across and min(a.bottom, b.bottom) > max(a.top, b.top)


def _monograms(logos: Sequence[Print]) -> frozenset[str]:
    """The initials of makers, which stand beside their names."""
    return frozenset("".join(word[0] for word in words_of(logo.text)) for logo in logos)


# --- titles -------------------------------------------------------------------


def _titles(front: Front, logos: Sequence[Print], lexicon: Lexicon) -> list[Print]:
    """Names in large print besides the logotypes, the largest first."""
    taken = {id(line) for logo in logos for line in logo.lines}
    monograms = _monograms(logos)
    lines = [
        line
        for line in front.lines
        if id(line) not in taken
        and not _runs_upwards(line)
        and letters_of(line.text) not in monograms
    ]
    largest = max((line.height for line in lines), default=0.0)
    least = max(_TITLE * largest, _LARGE * front.usual)
    return _prints([line for line in lines if line.height >= least], front, lexicon)


_MOST_LINES = 12
"""Lines that a name may run over. More that go on with each other are a text."""


def _prints(lines: Sequence[Line], front: Front, lexicon: Lexicon) -> list[Print]:
    """The lines as names, each beside or below the line before it, the largest first."""
    prints: list[Print] = []
    for line in lines:
        last = prints[-1] if prints else None
        # A brand above its product's name is not a part of it.
        begins = (
            last is not None
            and names_a_product(line.text, lexicon)
            and not names_a_product(last.text, lexicon)
            and may_be_a_maker(last.text, lexicon)
            and not _is_flavor(line.text, lexicon)
        )
        joins = last is not None and len(last.lines) < _MOST_LINES
        if last and joins and not begins and _goes_with(last.lines[-1], line):
            prints[-1] = front.print_of(*last.lines, line)
        else:
            prints.append(front.print_of(line))
    return sorted(prints, key=lambda one: one.height, reverse=True)


def _is_flavor(text: str, lexicon: Lexicon) -> bool:
    words = words_of(text)
    flavors = lexicon.qualifiers.describing | lexicon.qualifiers.flavor
    return (
        bool(words)
        and all(word in flavors or word in lexicon.qualifiers.natural for word in words)
        and not names_a_form(text, lexicon)
    )


def _goes_with(line: Line, following: Line) -> bool:
    """The second line goes on with the name of the first."""
    alike = 0.5 <= following.height / max(line.height, 1.0) <= 2.0
    a, b = line.box, following.box
    below = b.top - a.bottom <= (_JOINED - 1) * max(line.height, following.height)
    beside = line.row == following.row
    overlap = min(a.x1, b.x1) > max(a.x0, b.x0)
    return alike and (beside or (below and overlap and b.top >= a.top))


# --- which is which -----------------------------------------------------------


def _told_apart(
    titles: Sequence[Print], front: Front, *, logo: bool, decided: bool, lexicon: Lexicon
) -> tuple[Print | None, Print | None]:
    """The product's name and, where no logotype and nothing else tells it, the brand.

    Args:
        logo: the brand is known, and is none of the titles.
        decided: the brand is known, but a title may be a misreading of it.
    """
    flavors = [one for one in titles if _is_flavor(one.text, lexicon)]
    named = [
        one for one in titles if one not in flavors and names_a_product(one.text, lexicon)
    ]
    open_ = [
        one
        for one in titles
        if one not in named
        and not all(says_nothing(word, lexicon) for word in words_of(one.text))
    ]
    if logo:
        sure = [one for one in titles if one in named or _is_sure(one, open_)]
        name = next(iter((*sure, *titles)), None)
        return (name and _joined(name, titles, front)), None
    brands = [one for one in open_ if may_be_a_maker(one.text, lexicon)]
    if decided:
        return next(iter((*named, *open_, *titles)), None), None
    if named:
        name = named[0]
        brand = _brand_among(brands, name) or _above(name, front, lexicon)
        return _joined(name, [one for one in open_ if one is not brand], front), brand
    if len(open_) > 1 and brands:
        # Makers put themselves above their products.
        brand = min(brands, key=lambda one: one.box.top)
        return next(one for one in open_ if one is not brand), brand
    if not open_:
        return next(iter(titles), None), None
    title = open_[0]
    statement = _statement_below(title, front, lexicon)
    above = _above(title, front, lexicon)
    if statement and brands and (above is None or above.height < statement.height):
        return statement, title
    return title, above


def _is_sure(one: Print, open_: Sequence[Print]) -> bool:
    return one in open_ and one.confidence >= _SURE


def _joined(name: Print, titles: Sequence[Print], front: Front) -> Print:
    """The name with those titles that stand right above and below."""
    lines = list(name.lines)
    for one in titles:
        if one is not name and (
            _goes_with(one.lines[-1], lines[0]) or _goes_with(lines[-1], one.lines[0])
        ):
            lines = sorted((*lines, *one.lines), key=lambda line: (line.row, line.box.x0))
    return front.print_of(*lines)


def _brand_among(open_: Sequence[Print], name: Print) -> Print | None:
    """The topmost above the name: what stands between is its first line. Without one
    above, the largest."""
    others = [one for one in open_ if not _says_again(one.text, name.text)]
    above = [one for one in others if one.box.top < name.box.top]
    if above:
        return min(above, key=lambda one: one.box.top)
    return max(others, key=lambda one: one.height, default=None)


def _says_again(text: str, name: str) -> bool:
    return set(words_of(text)) <= set(words_of(name))


def _above(name: Print, front: Front, lexicon: Lexicon) -> Print | None:
    """The largest line above the name in its column that may be a brand's."""
    lines = [
        line
        for line in front.lines
        if line.box.center[1] < name.box.top
        and min(line.box.x1, name.box.x1) > max(line.box.x0, name.box.x0)
        and may_be_a_maker(line.text, lexicon)
        and not _is_flavor(line.text, lexicon)
    ]
    # "Juniper Lane" names a plant, and so does "Turmeric": the second is no brand.
    brands = [line for line in lines if not names_a_product(line.text, lexicon)] or [
        line for line in lines if lexicon.recognize(line.text) is None
    ]
    if not brands:
        return None
    return front.print_of(max(brands, key=lambda line: line.height))


def _statement_below(title: Print, front: Front, lexicon: Lexicon) -> Print | None:
    """The largest line under a title that says what the product is, with those right
    above and below that say it, too: a flavor, the rest of the name."""
    lines = [
        line
        for line in front.lines
        if line.box.center[1] > title.box.bottom
        and line.height > front.usual
        and names_a_product(line.text, lexicon)
    ]
    # A flavor is named by a food.
    telling = [line for line in lines if names_more_than_food(line.text, lexicon)] or lines
    if not telling:
        return None
    largest = max(telling, key=lambda line: line.height)
    alike = [
        front.print_of(line)
        for line in lines
        if line is not largest and _ALIKE <= line.height / largest.height <= 1 / _ALIKE
    ]
    return _joined(front.print_of(largest), alike, front)


_ALIKE = 0.8
"""Heights of two lines of one print, of which one may have no ascenders."""


def _best_reading(
    brand: Print | None, front: Front, makers: Sequence[Maker]
) -> Found[str] | None:
    """The brand as it was read best where it is printed again: on the cap, on a
    second package, or on a part of a body that bends less."""
    if brand is None:
        return None
    letters = letters_of(brand.text)
    again = [
        front.print_of(line)
        for line in front.lines
        if misread(letters_of(line.text), letters)
        # A shorter one may be cut off.
        and len(letters_of(line.text)) >= len(letters)
    ]
    best = max(
        (brand, *again),
        key=lambda one: (round(one.confidence, 2), len(letters_of(one.text))),
    )
    if best.confidence < _SURE and any(maker.alone for maker in makers):
        return None
    return Found(best.text.strip(AROUND), best.evidence())


def _brand_beside_a_front(
    makers: Sequence[Maker], documents: Sequence[Document], lexicon: Lexicon
) -> Found[str] | None:
    """Who the label says made it, or a logotype that runs up the side of a panel."""
    for maker in makers:
        if maker.alone:
            return Found(maker.name, maker.evidence)
    for document in documents:
        for page in document.pages:
            least = _LARGE_BESIDE_A_BACK * _usual(page)
            for line in page.lines:
                if (
                    _runs_upwards(line)
                    and line.height >= least
                    and may_be_a_maker(line.text, lexicon)
                    and _may_be_a_name(line, lexicon)
                    and not _goes_on(line, page)
                ):
                    one = Print(document.name, page.number, (line,))
                    if one.confidence >= _SURE:
                        return Found(line.text.strip(AROUND), one.evidence())
    return None


_UPRIGHT = 2.0
"""Times as high as wide: a word of three letters that runs up or down."""


def _runs_upwards(line: Line) -> bool:
    return line.box.height >= _UPRIGHT * max(line.box.width, 1.0)


def _goes_on(upright: Line, page: Page) -> bool:
    """Another line stands above or below at less than a letter's distance: the word was
    read in pieces."""
    a = upright.box
    return any(
        line is not upright
        and min(line.box.x1, a.x1) > max(line.box.x0, a.x0)
        and max(line.box.top - a.bottom, a.top - line.box.bottom) < upright.height
        for line in page.lines
    )


# --- what sentences call it ---------------------------------------------------

_SUBJECT = regex.compile(
    r"(?:^|(?<=[.!?:]\s)|(?<=\n)|(?=\b(?:each|every|one)\s))"
    r"(?:(?:[Oo]ne|[Ee]ach|[Ee]very|The|Our)\s)?"
    r"(?P<name>(?:[\p{Lu}\d][\p{L}\d'’%+-]*[®™]?[ \n]){0,6}[\p{Lu}\d][\p{L}\d'’%+-]*[®™])\s"
    r"(?:is (?:specially |specifically |carefully |expertly )?(?:an?\b(?! (?:registered |"
    r"brand|trade))|designed|formulated|made|crafted|developed|engineered)|"
    r"(?:serving|capsule|tablet|softgel|scoop) (?:supplies|provides|delivers|contains))"
)
"""A name with its sign that a sentence begins with and says what it is or gives."""

_SIGNED = regex.compile("[®™]")


def _named_in_sentences(
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
        if section.kind is not SectionKind.CLAIMS or not _SIGNED.search(
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


def _name_of(
    name: Print | None,
    sections: Sequence[Section],
    makers: Sequence[Maker],
    lexicon: Lexicon,
) -> Found[str] | None:
    """The name as printed; in full where sentences say more of it than was read."""
    if name is None:
        return None
    name = _once(name)
    said = _said_in_full(name, sections, makers, lexicon)
    if said is not None:
        return Found(said.value, (*name.evidence(), *said.evidence))
    text = " ".join(_without_twins(line.text) for line in name.lines)
    return Found(text.strip(AROUND), name.evidence())


def _once(name: Print) -> Print:
    """Without lines that say again beside others what these say: two packages."""
    kept: list[Line] = []
    for line in name.lines:
        letters = letters_of(line.text)
        if not any(
            misread(letters, letters_of(one.text))
            and (one.box.x1 < line.box.x0 or line.box.x1 < one.box.x0)
            for one in kept
        ):
            kept.append(line)
    return Print(name.file, name.page, tuple(kept))


def _without_twins(text: str) -> str:
    """A line over two packages reads its words twice."""
    words = text.split()
    half = len(words) // 2
    first, second = letters_of("".join(words[:half])), letters_of("".join(words[half:]))
    if len(words) % 2 == 0 and (first == second or misread(first, second)):
        return " ".join(words[:half])
    return text


_WORDS_BEFORE = 4
"""Of a name whose last word was read."""

_SAYS_WHAT_IT_IS = regex.compile(r"is|are|was|provides|delivers|combines|contains|features")


def _said_in_full(
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
            for found, following in _longer(line.text, section, makers, lexicon):
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
    text: str, section: Section, makers: Sequence[Maker], lexicon: Lexicon
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
        while first < at and says_nothing(letters_of(words[first][0]), lexicon):
            first += 1
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
