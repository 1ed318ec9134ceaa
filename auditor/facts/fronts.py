"""Which pages show a front, and the large print on it that may be a name.

What a front is made to be seen by stands out of the usual print of its page. The
sentences, seals and amounts that fronts set large, too, are no names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.names import (
    goes_across,
    in_sentence_case,
    names_a_substance,
    names_more_than_food,
    words_of,
)
from auditor.facts.net_contents import states_net_contents
from auditor.facts.openings import SectionKind, kind_of_sentence
from auditor.facts.panel.held import lines_taken
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import DosageForm, cover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Document, Evidence, Line, Page

LARGE = 1.6
"""Times the usual print of its page: what a front is made to be seen by."""

LARGE_BESIDE_A_BACK = 2.5
"""The same where panel or directions stand on the page: their titles are large too."""

_LOUD_BESIDE_A_BACK = 4.0
"""Print that can only be a front on the same picture, whatever it says."""

_ON_A_BACK = frozenset({SectionKind.FACTS, SectionKind.DIRECTIONS, SectionKind.WARNINGS})

_LINES_OF_A_BARE_FRONT = 8

TITLE = 0.42
"""Of the largest print. What a product is must be set in a size "reasonably related"
to it (21 CFR 101.3(d)), which is understood as a half; tall letters measure less."""

_JOINED = 1.4
"""Heights of print between lines of one name."""

_LONGEST_LINE_WORDS = 8

_LONGEST_SMALL_WORDS = 4
"""Of a name without a capital, "the good garlic co": more are part of a sentence."""

SHEET = (
    r"(?:(?:(?:finished )?(?:product|goods?)|technical|raw material|ingredient) )?"
    r"(?:specifications?|(?:safety )?data ?sheet|information sheet|certificate of analysis)"
    r"(?: sheet)?"
    r"|fiche (?:technique|produit)|ficha (?:tecnica|de producto)"
    r"|scheda (?:tecnica|prodotto)|\p{L}*spezifikation"
    r"|(?:technisches )?\p{L}*datenblatt"
)
"""What sheets call themselves: the product's name stands behind it or below."""

_NO_NAME = regex.compile(
    "|".join(
        (
            r"^(?:(?:an?|the|all|natural|food|dietary|herbal|nutritional|sports?|"
            r"amino acid)\b ?)*(?:supplements?|suplementos?|complementos?|"
            r"nahrungserganzungsmittel|(?:formulated )?supplementary (?:sports )?foods?|"
            r"homeopathic (?:medicines?|remed(?:y|ies)|drugs?|products?)|"
            r"medicaments? homeopathiques?|homoopathisches arzneimittel)\b"
            r"(?: facts| aliment\w+| diet\w+)?"
            r"(?: (?:with|mit|avec|con|of|a base d)\b.*)?$",
            r"^(?:suppl\p{L}+|nutri\p{L}+)? ?facts$|^compl[eé]ments? aliment|"
            r"^nahrungserganz|\bnet ?w|^(?:pack|bottle|serving|unit) (?:size|weight)",
            r"^[\d.,]+ ?(?:mg|g|gm|mcg|iu|kg|oz|lbs?|ml|billion|cfu|%|ct|count|kcal|"
            r"calories)\b",
            r"^\d+ (?:\p{L}+ )?(?:servings?|portions?|capsules|tablets|softgels|gummies)\b",
            r"^(?:servings?|portions?|calories|(?:amounts? )?per serving|sugars?|new|vegan|"
            r"keto|nsf|usp|non|product)$",
            r"\b(?:supports|promotes?|boosts|speeds?|enhances?|helps?)\b ?(?=.)",
            r"\b(?:zero|no|low|less|reduced) (?:added )?(?:sugars?|carbs?|calories|fat)\b",
            r"\b(?:gmo|gluten|free|certified|tested|facility|compliant|verified|suggest\w*|"
            r"warning|servings|recommended)\b|(?:#|\bno\. ?)1\b",
            r"\.com\b|^(?:made|manufactured|distributed|packed|produced) (?:by|for|in)\b|"
            r"^\p{L}{3,}(?:ed|en|lt) by\b|^(?:by|from|per|por|par|pour)\b",
            rf"^(?:{SHEET})\b|^(?:product|technical|raw material) (?:information|data)|"
            r"^certificat|^zertifi|^accreditation|^page \d|^features\b|^benefits\b",
        )
    )
)
"""What is set large on fronts, backs and sheets besides the name."""


BULLETS = ("•", "·", "●", "■", "✓", "✔", "►")
"""Signs of a list, such as claims are set in."""

_STRENGTH = regex.compile(r"^\d[\d.,]* ?(?:mg|m[ck]g|µg|g|iu|ui|ie|billion|cfu|%)\b")

_PURITY = regex.compile(r"100 ?%")

_ENDS_WITH_AN_AMOUNT = regex.compile(
    r"\p{L}[^\d]* \d[\d.,]* ?(?:mg|m[ck]g|µg|g|iu|ui|ie|billion|cfu)$"
)

_PER_PIECE = regex.compile(r"\d ?(?:mg|m[ck]g|µg|g|iu|ui|ie) (?:per|par|por|pro) ")

_FLAVOR = regex.compile(
    r"\b(?:un-?)?flavou?r(?:ed|s)?\b|\b(?:saveur|gout|sabor)\b|geschmack\b"
)

_BRIEF = regex.compile(r"100 ?%|[a-z]-?\d[\d,]*")
"""Lines of names with a letter or none: "PLATINUM", "100%", "WHEY"; "B-12"."""


@dataclass(frozen=True, eq=False)
class Print:
    """Lines that make one name: beside or below each other, of like size.

    Equal only to itself. What is derived from it is worked out once.
    """

    file: str
    page: int
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @cached_property
    def height(self) -> float:
        return max(line.height for line in self.lines)

    @cached_property
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

    describing: tuple[Line, ...]
    """What fronts print below the name and what is no name: strengths and claims."""

    loudness: float
    """Height of the largest print as a share of the page's."""

    width: float = 0.0
    """Of the page; 0 where it is not known."""

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
            inside = lines_taken(document.name, page, panels)
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
    said = [line for line in page.lines if id(line) in spoken]
    top = min((line.box.top for line in said), default=0.0)
    lines = tuple(
        line
        for line in said
        if may_be_a_name(line, lexicon)
        # On top of everything else it ends no sentence.
        and (line.box.top - top < line.height or not _ends_a_sentence(line.text))
    )
    if not lines:
        return None
    back = bool(inside) or any(section.kind in _ON_A_BACK for section in sections)
    usual = usual_height(page) if back else _small(page)
    largest = max((line.height for line in lines if not runs_upwards(line)), default=0.0)
    few = len(page.lines) <= _LINES_OF_A_BARE_FRONT and not back
    principal = (back or largest < LARGE * usual) and _is_principal(
        lines, largest, page, inside, lexicon
    )
    head = _head_of(page, sections, inside) if back and not principal else frozenset()
    headed = any(line.height >= largest for line in lines if id(line) in head)
    if headed:
        lines = tuple(line for line in lines if id(line) in head)
    if back:
        wanted = LARGE if principal or headed else LARGE_BESIDE_A_BACK
    else:
        wanted = HEADLINE if principal else LARGE
    if largest < wanted * usual and not few:
        return None
    large = tuple(
        line for line in lines if line.height >= TITLE * largest and not runs_upwards(line)
    )
    # Artwork shows every side of the package, so that a front is among them.
    loud = page.flat or principal or largest >= _LOUD_BESIDE_A_BACK * usual
    front = Front(
        file=file,
        page=page.number,
        usual=0.0 if few else usual,
        lines=lines,
        large=large,
        describing=tuple(line for line in said if _describes(line, lexicon)),
        loudness=largest / max(page.height, 1.0),
        width=page.width,
    )
    names = (names_a_substance(one.text, lexicon) for one in runs_of(large, front, lexicon))
    return front if loud or not back or any(names) else None


def _head_of(
    page: Page, sections: Sequence[Section], inside: frozenset[int]
) -> frozenset[int]:
    """Identities of the lines above whatever a sheet tells of the product: its title
    stands there, and nothing that heads a part of it."""
    if not page.flat:
        return frozenset()
    stated = chain(
        (line for line in page.lines if id(line) in inside),
        (
            line
            for section in sections
            if section.kind is not SectionKind.CLAIMS
            for line in section.passage.lines_of(section.start, section.end)
        ),
    )
    top = min((line.box.top for line in stated), default=page.height)
    return frozenset(id(line) for line in page.lines if line.box.center[1] < top)


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


def _is_above(title: Box, box: Box) -> bool:
    # Lines of one column begin at one place or have one middle.
    return title.bottom <= box.center[1] and title.shares_column(box)


HEADLINE = 1.2
"""Times the usual print of a page without a front, from which a line heads it."""


def usual_height(page: Page) -> float:
    """Height of the usual print; 0 where there is none."""
    return median(line.height for line in page.lines) if page.lines else 0.0


def _small(page: Page) -> float:
    """Height of the small print: a front has no more of it than of large print."""
    heights = sorted(line.height for line in page.lines)
    return heights[len(heights) // 4]


def may_be_a_name(line: Line, lexicon: Lexicon) -> bool:
    text = " ".join(fold(line.text).split())
    letters = sum(map(str.isalpha, text))
    return (
        (letters >= 2 or _BRIEF.fullmatch(text) is not None)
        and not (len(line.words) > 1 and _ends_a_sentence(line.text))
        and not (len(line.words) > _LONGEST_SMALL_WORDS and line.text[0].islower())
        and not line.text.startswith(BULLETS)
        and len(text.split()) <= _LONGEST_LINE_WORDS
        and not _NO_NAME.search(text.strip(" .,:;*†‡•|'\"-"))
        and _announced(line.text) is None
        and not (_FLAVOR.search(text) and not names_more_than_food(text, lexicon))
    )


def _ends_a_sentence(text: str) -> bool:
    """Or it is the logotype of a brand that is drawn so: "quorra."."""
    return text[0].islower() and text.endswith(".")


@lru_cache(maxsize=1024)
def _announced(text: str) -> SectionKind | None:
    """What a line announces, which is asked of it as a name and as a description."""
    return kind_of_sentence(text, 0)


def _describes(line: Line, lexicon: Lexicon) -> bool:
    """It says how strong a product is, what it does or what it is free from."""
    return _STRENGTH.search(fold(line.text)) is not None or (
        _announced(line.text) is SectionKind.CLAIMS
        and not states_net_contents(line, lexicon)
    )


_LONGEST_NAME_WORDS = 10
"""Of all its lines: 99 of 100 names in the Dietary Supplement Label Database have no
more behind their brands. More that go on with each other are a text."""


def runs_of(lines: Sequence[Line], front: Front, lexicon: Lexicon) -> list[Print]:
    """The lines as names, each beside or below the line before it."""

    def goes_on(run: Sequence[Line], line: Line) -> bool:
        heights = [one.height for one in (*run, line)]
        return (
            goes_with(run[-1], line)
            and min(heights) >= TITLE * max(heights)
            and sum(len(one.words) for one in (*run, line)) <= _LONGEST_NAME_WORDS
            and not (
                line.height < ALIKE * max(heights)
                and (
                    _is_apart(line.text, lexicon)
                    or _tells_of(run[-1].text, line.text, lexicon)
                )
            )
        )

    return [front.print_of(*run) for run in grouped(lines, goes_on)]


def grouped(
    lines: Iterable[Line], goes_on: Callable[[Sequence[Line], Line], bool]
) -> list[list[Line]]:
    """The lines in groups, each as long as it goes on with the next line."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


ALIKE = 0.8
"""Heights of two lines of one print, of which one may have no ascenders."""


def _is_apart(text: str, lexicon: Lexicon) -> bool:
    """Below a name it is none of it: a flavor, a Latin species, a line of a slogan, a
    list."""
    return (
        is_flavor(text, lexicon)
        or in_sentence_case(text)
        or _PER_PIECE.search(fold(text)) is not None
        # Two languages beside each other.
        or " / " in text
        or lists_things(text)
        or any(sign in text for sign in BULLETS)
    )


_JOINED_BY = regex.compile(
    r"[,+&|·•]|\b(?:and|und|et|y|with|mit|avec|con)\b", regex.IGNORECASE
)

_LEAST_LISTED = 2
"""Signs between things that make a list of them: names join two, "Zinc & Copper"."""


def _tells_of(name: str, text: str, lexicon: Lexicon) -> bool:
    """Below the name of a substance it tells what that is and how much: "100% Creapure"
    below "CREATINE", but not "Picolinate 30 mg" below "Zinc"."""
    if not names_a_substance(name, lexicon):
        return False
    return _PURITY.match(text) is not None or (
        _ENDS_WITH_AN_AMOUNT.search(fold(text)) is not None
        and names_a_substance(text, lexicon)
        and not goes_across(name, text, lexicon)
    )


def lists_things(text: str) -> bool:
    """It lists what is in the product; what opens with a joint, "+ Zinc", goes on with
    the name above it."""
    return _JOINED_BY.match(text) is None and len(_JOINED_BY.findall(text)) >= _LEAST_LISTED


def is_flavor(text: str, lexicon: Lexicon) -> bool:
    words = words_of(text)
    flavors = lexicon.qualifiers.describing | lexicon.qualifiers.flavor
    return (
        bool(words)
        and all(word in flavors or word in lexicon.qualifiers.natural for word in words)
        # Creams and biscuits are flavors as well.
        and all(
            match.id == DosageForm.OTHER for match in lexicon.dosage_forms.words.find(text)
        )
    )


def goes_with(line: Line, following: Line, *, least: float = TITLE) -> bool:
    """The second line goes on with the name of the first.

    Args:
        least: height of the smaller as a share of the larger.
    """
    alike = least <= following.height / max(line.height, 1.0) <= 1 / least
    a, b = line.box, following.box
    below = b.top - a.bottom <= (_JOINED - 1) * max(line.height, following.height)
    beside = line.row == following.row
    return alike and (beside or (below and a.shares_column(b) and b.top >= a.top))


_UPRIGHT = 2.0
"""Times as high as wide: a word of three letters that runs up or down."""


def runs_upwards(line: Line) -> bool:
    return line.box.height >= _UPRIGHT * max(line.box.width, 1.0)
