"""What the product is called, and whose it is.

A front says both in its largest print, and neither print says which of the two it is.
What speaks for each line as a brand and as a name is weighed: most of all whether the
label names such a maker elsewhere, in a web address or the firm's line; then its words,
size and place, and what stands below it. Slogans, claims and net contents are neither,
and where nothing speaks for a line, nothing is told of it. A side without a front has no
product name but the one that its sentences use: the title of a facts panel is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from math import log2
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.fronts import (
    ALIKE,
    BULLETS,
    HEADLINE,
    LARGE,
    LARGE_BESIDE_A_BACK,
    TITLE,
    Print,
    goes_with,
    grouped,
    is_flavor,
    lists_things,
    may_be_a_name,
    runs_of,
    runs_upwards,
    usual_height,
)
from auditor.facts.maker import LARGER, SURE, find_makers
from auditor.facts.names import (
    AROUND,
    SIGNED,
    becomes_another,
    in_sentence_case,
    is_one_word,
    letters_of,
    may_be_a_maker,
    misread,
    names_a_form,
    names_a_product,
    names_a_substance,
    names_more_than_food,
    opens_as_a_maker,
    says_a_sentence,
    says_nothing,
    sounds_like_a_maker,
    without_firm,
    without_substances,
    words_of,
)
from auditor.facts.net_contents import states_net_contents
from auditor.facts.openings import SectionKind
from auditor.facts.places import Shelves
from auditor.facts.said import entered_name, named_in_sentences, said_in_full
from auditor.facts.text import evidence_of, is_badly_read, passages
from auditor.model import Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.facts.fronts import Front
    from auditor.facts.maker import Maker
    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Document, Evidence, Line, Reading

_NO_FRONT = (
    "no front on these pictures: a photo of the side with the product's name is missing"
)

_NOT_TOLD = (
    "nothing tells the product's name from its maker's: a photo of the side with the "
    "maker's address is missing"
)

_HARDLY_READ = (
    "the large print of the front was hardly read: a photo of it from nearer, sharp and "
    "without reflections, is missing"
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
    blocks: Sequence[Passage] | None = None,
) -> Identity:
    """Name and brand from the loudest of the fronts, or else from what is said.

    `blocks`: the passages of the documents, from whoever has them already.
    """
    if blocks is None:
        blocks = tuple(chain.from_iterable(map(passages, documents)))
    makers = find_makers(blocks, sections, lexicon)
    name = brand = title = logo = None
    if not fronts:
        name, brand = _headline(documents, sections, makers, lexicon)
    else:
        front = max(fronts, key=lambda one: one.loudness)
        title, logo = _layout(front, makers, lexicon).told_apart()
        name = _name_of(title, sections, makers, lexicon) if title else None
        brand = _brand_of(logo, front, makers, lexicon) if logo else None
    untold = Unreadable(_NOT_TOLD if fronts else _NO_FRONT)
    hardly = Unreadable(_HARDLY_READ)
    return Identity(
        product_name=entered_name(documents, blocks, lexicon)
        or name
        or named_in_sentences(sections, makers)
        or (hardly if title else untold),
        brand=brand
        or _brand_beside_a_front(makers, documents, lexicon)
        or (hardly if logo else untold),
    )


def _well_read(text: str, one: Print) -> Found[str] | None:
    """Print that nothing else on the label repeats; None where so much of it is doubtful
    that the word may be another one."""
    evidence = one.evidence()
    return None if any(map(is_badly_read, evidence)) else Found(text, evidence)


# --- logotypes ----------------------------------------------------------------

_LINES_OF_A_LOGOTYPE = 3

_LEAST_OF_A_LOGOTYPE = 0.5
"""Height of the smaller of its lines as a share of the larger: below a brand its maker
says in smaller print what else he is."""


def _logotypes(
    front: Front, makers: Sequence[Maker], lexicon: Lexicon
) -> tuple[Print, ...]:
    """Print that agrees with a maker whom the label names elsewhere, or sounds like one:
    the widest that can be made of its lines."""
    found: list[Print] = []
    taken: set[int] = set()
    for lines in _windows(front.lines):
        one = front.print_of(*lines)
        if taken.isdisjoint(map(id, lines)) and (
            _agreeing(one.text, makers, lexicon) or sounds_like_a_maker(one.text, lexicon)
        ):
            taken.update(map(id, lines))
            found.append(one)
    return tuple(found)


def _speaks_below(lines: Sequence[Line]) -> bool:
    """Below a logotype stands what the maker says of himself: "Herbs, grown slowly"."""
    return any("," in line.text or in_sentence_case(line.text) for line in lines[1:])


def _windows(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines that may be one logotype, the most of them first."""
    for count in range(_LINES_OF_A_LOGOTYPE, 0, -1):
        for start in range(len(lines) - count + 1):
            window = lines[start : start + count]
            if all(
                goes_with(line, following, least=_LEAST_OF_A_LOGOTYPE)
                for line, following in pairwise(window)
            ):
                yield window


def _agreeing(text: str, makers: Sequence[Maker], lexicon: Lexicon) -> tuple[Maker, ...]:
    agreeing = tuple(maker for maker in makers if maker.agrees(text))
    # "glutamine.com" makes no brand of the substance.
    if agreeing and may_be_a_maker(without_substances(text, lexicon), lexicon):
        return agreeing
    return ()


_INEXACT = 0.1
"""Heights of print by which the boxes of print that touches may stand apart."""


def _brand_of(
    brand: Print, front: Front, makers: Sequence[Maker], lexicon: Lexicon
) -> Found[str] | None:
    """The brand as printed; where it was misread, as it was read best elsewhere: in
    small print, on the cap, on a second package."""
    agreeing = _agreeing(brand.text, makers, lexicon)
    # The rest of the name may be set small into it.
    names = {letters_of(maker.name) for maker in agreeing}
    for line in front.lines:
        near = line.box.moved(0.0, -_INEXACT * line.height)
        touch = brand.box.meets(line.box) or brand.box.meets(near)
        if touch and letters_of(brand.text + line.text) in names:
            brand = front.print_of(*brand.lines, line)
    if not agreeing:
        brand = _with_what_he_is(brand, front, lexicon)
    if any(maker.is_spelled(brand.text) for maker in agreeing):
        return Found(without_firm(brand.text, lexicon.identity), brand.evidence())
    if agreeing:
        # An address runs its words together; the firm's line does not.
        maker = max(agreeing, key=lambda one: " " in one.name)
        return Found(maker.name, (*maker.evidence, *brand.evidence()))
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
    if best.confidence < SURE:
        return None
    return Found(without_firm(best.text, lexicon.identity), best.evidence())


_LEAST_OF_A_TRADE = 0.3
"""Height of a maker's trade as a share of the name above it."""


def _with_what_he_is(brand: Print, front: Front, lexicon: Lexicon) -> Print:
    """The logotype with the line close below it that only says what its maker is:
    "NUTRITION", "LABORATORIOS", "SPORTS SCIENCE"."""
    last = brand.lines[-1]
    for line in front.lines:
        if (
            line.box.top > last.box.center[1]
            and goes_with(last, line, least=_LEAST_OF_A_TRADE)
            and line.height < last.height
            and all(word in lexicon.identity.makers for word in words_of(line.text))
        ):
            return front.print_of(*brand.lines, line)
    return brand


# --- which is which -----------------------------------------------------------

_MOST_TITLES = 40
"""Lines that are weighed: more in large print are a text."""

_LEAST_NAME = -1.5
"""Weight below which print is no name, whatever else there is."""

_ALONE = 1.0
"""The same where no brand is told: print of which nothing is known may be the brand."""

_LEAST_REST = 0.25
"""Of the height of a name: the rest of it is set as small as it can be read."""

_NEAR = 2.0
"""Heights of print below a name within which what describes it stands."""

_PRAISING_BRAND = regex.compile(r"\p{Lu}\p{L}+(?: \p{Lu}\p{L}+){1,2}")
"""Brands of words that any product is praised by: "Superior Source", "New Sun"."""

_COUNT = regex.compile(r"\d[\d,]*\+? (?:\p{L}+ ){0,2}\p{L}{2,}s", regex.IGNORECASE)
"""What a callout counts, "5 ELECTROLYTES": none of 10,256 names of products in the
Dietary Supplement Label Database is that and no more, and two of 1,326 brands are."""

_JOINT = regex.compile(r"(?:with|mit|avec|con) ", regex.IGNORECASE)
"""Goes on with a name, and opens none of 8,345 in the Dietary Supplement Label
Database."""

_SIGNS_OF_CLAIMS = ("*", "†", "‡")


@dataclass(frozen=True, slots=True)
class _Layout:
    """The titles of a front, and what speaks for each as a brand and as a name.

    Weights add up like logarithms of odds, base two: what is four times as frequent on
    brands weighs two. They were counted on 900 fronts, 729 of them drawn with names
    from the Dietary Supplement Label Database (November 2026), and one more or less on
    any of them moves less than two names in a hundred. Size is one for a brand each
    time that it doubles, and two for a name, which must be in "reasonable relation" to
    the largest print (21 CFR 101.3(d)); brands are drawn in any.
    """

    front: Front
    titles: tuple[Line, ...]
    """Large print that is not known to be a maker's."""

    logotypes: tuple[Print, ...]
    makers: Sequence[Maker]
    lexicon: Lexicon

    around: Shelves[Line]
    """All lines of the front, by their places from the top down."""

    describing: frozenset[int]
    """Identities of those that say how strong it is or what it does."""

    @property
    def largest(self) -> float:
        return max((line.height for line in self.titles), default=1.0)

    def told_apart(self) -> tuple[Print | None, Print | None]:
        """The name and the brand that together have the most weight."""
        wanting = {
            id(line)
            for run in runs_of(self.titles, self.front, self.lexicon)
            for line in run.lines
            if self._wants_a_reason(line, run)
        }
        as_name = cache(self._as_name)
        choices: list[tuple[float, Print | None, Print | None]] = []
        for brand in (None, *self.logotypes, *self._brands()):
            base = self._as_brand(brand) if brand else 0.0
            taken = set(map(id, brand.lines)) if brand else set()
            rest = [line for line in self.titles if id(line) not in taken]
            letters = letters_of(brand.text) if brand else ""
            names = [
                name
                for name in runs_of(rest, self.front, self.lexicon)
                # Printed again it is the brand there, too.
                if letters_of(name.text) != letters
            ]
            for name in (*names, *([None] if brand in self.logotypes else [])):
                weight = as_name(name) if name else _LEAST_NAME
                if weight >= _LEAST_NAME:
                    above = brand and name and brand.box.top < name.box.top
                    # The largest print is the one or the other.
                    left = wanting - taken - set(map(id, name.lines if name else ()))
                    weight += base + _sum_of((2, bool(above)), (-3, bool(left)))
                    choices.append((weight, name, brand))
        _, name, brand = max(choices, key=lambda one: one[0], default=(0.0, None, None))
        if name and not brand and not self._is_decided and as_name(name) < _ALONE:
            return None, None
        return name and self._in_full(name, brand), brand

    def _in_full(self, name: Print, brand: Print | None) -> Print:
        """The name with the lines close to it, in whatever size, that it is not whole
        without: the one above that tells what its "SHAKE" is made of, the one below that
        goes on with a "+" or makes another substance of it."""
        taken = set(map(id, brand.lines)) if brand else set()
        rest = self._above(name)
        if (
            rest is not None
            and id(rest) not in taken
            and len(words_of(name.text)) == 1
            and not names_more_than_food(name.text, self.lexicon)
            and not self._names_somebody(name.text)
            and names_more_than_food(rest.text, self.lexicon)
            and not any(map(str.isdigit, rest.text))
        ):
            name = self.front.print_of(rest, *name.lines)
        rest = self._below(name)
        if (
            rest is not None
            and rest.text.startswith("+")
            and goes_with(name.lines[-1], rest, least=_LEAST_REST)
            and names_more_than_food(rest.text, self.lexicon)
        ):
            return self.front.print_of(*name.lines, rest)
        if (
            rest is None
            or id(rest) in self.describing
            or not goes_with(name.lines[-1], rest, least=_LEAST_REST)
            or any(map(str.isdigit, rest.text))
            or not becomes_another(name.lines[-1].text, rest.text, self.lexicon)
        ):
            return name
        return self.front.print_of(*name.lines, rest)

    @property
    def _is_decided(self) -> bool:
        """Small print names the brand whatever large print says."""
        return any(maker.decides for maker in self.makers)

    def _brands(self) -> Iterator[Print]:
        for lines in () if self._is_decided else _windows(self.titles):
            one = self.front.print_of(*lines)
            large = one.height >= TITLE * self.largest
            products = [names_a_product(line.text, self.lexicon) for line in lines]
            listed = any(sign in one.text for sign in BULLETS)
            if (
                not listed
                and (
                    may_be_a_maker(one.text, self.lexicon)
                    or "®" in one.text
                    or (large and _PRAISING_BRAND.fullmatch(one.text))
                )
                and not (len(lines) > 1 and (any(products) or _speaks_below(lines)))
            ):
                yield one

    def _as_brand(self, one: Print) -> float:
        product = names_a_product(one.text, self.lexicon)
        somebody = self._names_somebody(one.text)
        return (
            log2(one.height / self.largest)
            - len(one.lines[1:])
            - self._tears(one)
            + _sum_of(
                # Few fronts are without one.
                (2, True),
                (5, one in self.logotypes),
                (3, bool(_agreeing(one.text, self.makers, self.lexicon))),
                (-1, product and somebody),
                (-6, product and not somebody),
                (-3, self._praises(one.text)),
                (-2, self._is_described(self._below(one))),
                (2, "®" in one.text),
                (3, opens_as_a_maker(one.text, self.lexicon)),
                (2, self._is_repeated(one)),
                (1, all(one.box.top <= line.box.top for line in self.titles)),
            )
        )

    def _as_name(self, one: Print) -> float:
        substance = names_more_than_food(one.text, self.lexicon)
        product = names_a_product(one.text, self.lexicon)
        following = self._below(one)
        return 2 * log2(one.height / self.largest) + _sum_of(
            (4, substance),
            (2, product and not substance),
            (3, not product and self._is_explained(one, following)),
            (2, self._is_described(following)),
            (-3, self._praises(one.text) or is_flavor(one.text, self.lexicon)),
            (-3, any(in_sentence_case(line.text) for line in one.lines)),
            (-4, _COUNT.fullmatch(one.text) is not None),
            (-4, _JOINT.match(one.text) is not None),
            (-3, one.height < ALIKE * self.largest and lists_things(one.text)),
        )

    def _wants_a_reason(self, line: Line, run: Print) -> bool:
        """It is so large, or so much like a name, that it must be the one or the other."""
        if is_flavor(line.text, self.lexicon):
            return False
        return line.height >= ALIKE * self.largest or (
            line.height >= TITLE * self.largest
            and may_be_a_maker(line.text, self.lexicon)
            and not names_a_product(run.text, self.lexicon)
        )

    def _praises(self, text: str) -> bool:
        return all(says_nothing(word, self.lexicon) for word in words_of(text))

    def _names_somebody(self, text: str) -> bool:
        """Some word of it is left when substances, forms and purposes are taken away."""
        rest = without_substances(text, self.lexicon)
        return not names_a_form(rest, self.lexicon) and any(
            word not in self.lexicon.identity.purposes
            and not says_nothing(word, self.lexicon)
            for word in words_of(rest)
        )

    def _is_repeated(self, one: Print) -> bool:
        """It is printed again above or below: on the cap, on another side."""
        letters = letters_of(one.text)
        return any(
            abs(line.box.center[1] - one.box.center[1]) > one.height
            and (
                letters == letters_of(line.text) or misread(letters, letters_of(line.text))
            )
            for line in self.titles
        )

    def _tears(self, one: Print) -> int:
        """How much it is torn out of a longer name, by the lines in its size that go on
        with it."""
        own = set(map(id, one.lines))
        return sum(
            1 if id(line) in own and self._begins(number, one.text) else 4
            for number, (line, following) in enumerate(pairwise(self.titles), start=1)
            if (id(line) in own) != (id(following) in own)
            and goes_with(line, following, least=ALIKE)
        )

    def _begins(self, number: int, brand: str) -> bool:
        """A product below a name of nothing: its own name begins at that title, with
        what praises it or not."""
        texts = (line.text for line in self.titles[number:])
        name = next((text for text in texts if not self._praises(text)), "")
        return (
            names_a_product(name, self.lexicon)
            and not names_a_product(brand, self.lexicon)
            # "EVENING" above "PRIMROSE OIL".
            and not becomes_another(brand, name, self.lexicon)
        )

    def _is_explained(self, one: Print, following: Line | None) -> bool:
        """The next line below it says in smaller print what it is."""
        return (
            following is not None
            and id(following) not in self.describing
            and following.height < one.height
            and names_a_product(following.text, self.lexicon)
        )

    def _is_described(self, following: Line | None) -> bool:
        """The next line below says how strong it is or what it does."""
        return following is not None and (
            id(following) in self.describing or is_flavor(following.text, self.lexicon)
        )

    def _above(self, one: Print) -> Line | None:
        """The line that it goes on from, in whatever size."""
        first = one.lines[0]
        above = [
            line
            for line in self.around.meeting(first.box.top - first.height, first.box.top)
            if id(line) not in self.describing
            and line.box.center[1] < first.box.top
            and goes_with(line, first, least=_LEAST_REST)
        ]
        return max(above, key=lambda line: line.box.top, default=None)

    def _below(self, one: Print) -> Line | None:
        """The next line below it in its column, where one is near."""
        box = one.box
        below = [
            line
            for line in self.around.meeting(box.bottom, box.bottom + _NEAR * one.height)
            if line.box.center[1] > box.bottom
            and line.box.top - box.bottom < _NEAR * one.height
            and line.box.shares_column(box)
            and not self._praises(line.text)
        ]
        return min(below, key=lambda line: line.box.top, default=None)


def _sum_of(*evidence: tuple[float, bool]) -> float:
    """The weights of what holds."""
    return sum(weight for weight, holds in evidence if holds)


def _layout(front: Front, makers: Sequence[Maker], lexicon: Lexicon) -> _Layout:
    logos = _logotypes(front, makers, lexicon)
    taken = {id(line) for logo in logos for line in logo.lines}
    # The initials of makers stand beside their names.
    monograms = {"".join(word[0] for word in words_of(logo.text)) for logo in logos}
    # Of a few lines the small ones may be no text, and brands stand above all else.
    top = min(line.box.top for line in front.lines)
    within = [line for line in front.lines if not _is_cut(line, front)]
    large = [
        line
        for line in within or front.lines
        if id(line) not in taken
        and (line.height > front.usual or line.box.top <= top)
        and letters_of(line.text) not in monograms
    ]
    largest = {
        id(line)
        for line in sorted(large, key=lambda one: one.height, reverse=True)[:_MOST_TITLES]
    }
    lines = [
        line
        for line in _once(line for line in large if id(line) in largest)
        if not _counts_contents(line, lexicon)
    ]
    tallest = max((line.height for line in lines), default=0.0)
    spoken = {
        id(line)
        for run in grouped(lines, lambda run, line: goes_with(run[-1], line, least=ALIKE))
        if _speaks(run, tallest, lexicon)
        for line in run
    }
    titles = tuple(line for line in lines if id(line) not in spoken)
    around = Shelves(
        (line.box.top, line.box.bottom, line) for line in (*front.lines, *front.describing)
    )
    describing = frozenset(map(id, front.describing))
    return _Layout(front, titles, logos, makers, lexicon, around, describing)


def _is_cut(line: Line, front: Front) -> bool:
    """A side of the picture cuts it off: it is of what stands beside or behind."""
    near = _INEXACT * line.height
    return front.width > 0 and (line.box.x0 < near or line.box.x1 > front.width - near)


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    """Without lines that say again beside others what these say: two packages."""
    kept: list[tuple[str, Box]] = []
    for line in lines:
        letters, box = letters_of(line.text), line.box
        if not any(
            (letters == other or misread(letters, other))
            and (there.x1 < box.x0 or box.x1 < there.x0)
            and abs(there.center[1] - box.center[1]) < line.height
            for other, there in kept
        ):
            kept.append((letters, box))
            yield line


def _counts_contents(line: Line, lexicon: Lexicon) -> bool:
    return (
        any(map(str.isdigit, line.text))
        and not names_more_than_food(line.text, lexicon)
        and states_net_contents(line, lexicon)
    )


def _speaks(lines: Sequence[Line], largest: float, lexicon: Lexicon) -> bool:
    """It is a slogan; or a claim, which a sign leads to its disclaimer (21 CFR
    101.93(d))."""
    text = " ".join(line.text for line in lines)
    return not names_more_than_food(text, lexicon) and (
        says_a_sentence(text, lexicon)
        or any(
            line.text.endswith(_SIGNS_OF_CLAIMS)
            and SIGNED.search(line.text) is None
            # In the largest print a reader takes a "®" for one.
            and (line.confidence is None or line.height < ALIKE * largest)
            for line in lines
        )
    )


def _brand_beside_a_front(
    makers: Sequence[Maker], documents: Sequence[Document], lexicon: Lexicon
) -> Found[str] | None:
    """Who the label says made it, or a logotype that runs up the side of a panel."""
    for maker in makers:
        if maker.alone and not any(
            is_badly_read(one) for one in maker.evidence if maker.name in one.text
        ):
            return Found(maker.name, maker.evidence)
    for document in documents:
        for page in document.pages:
            least = LARGE_BESIDE_A_BACK / LARGER * usual_height(page)
            for line in page.lines:
                if (
                    runs_upwards(line)
                    and line.height >= least
                    and may_be_a_maker(line.text, lexicon)
                    and may_be_a_name(line, lexicon)
                ):
                    one = Print(document.name, page.number, (line,))
                    if one.confidence >= SURE:
                        return Found(line.text.strip(AROUND), one.evidence())
    return None


def _headline(
    documents: Sequence[Document],
    sections: Sequence[Section],
    makers: Sequence[Maker],
    lexicon: Lexicon,
) -> tuple[Found[str] | None, Found[str] | None]:
    """Name and brand of what heads a back: a line with both, "Harbor Vitamin D3", or
    the brand in larger print and the name below it."""
    usual = {
        (document.name, page.number): usual_height(page)
        for document in documents
        for page in document.pages
    }
    above: tuple[Passage, Line] | None = None
    for section in sections:
        passage = section.passage
        if section.kind is not SectionKind.CLAIMS:
            continue
        least = HEADLINE * usual[passage.file, passage.page]
        lines = passage.lines_of(section.start, section.end)
        for line in lines:
            if above and _heads(above, (passage, line), makers, lexicon):
                return (
                    Found(line.text.strip(AROUND), (_whole(passage, line),)),
                    Found(above[1].text.strip(AROUND), (_whole(*above),)),
                )
            above = (passage, line) if line.height >= least else None
            # A line by itself needs no larger print.
            small = line.height < least and len(lines) > 1
            if small or len(line.words) > _LONGEST_HEADLINE_WORDS:
                continue
            for count in range(1, len(line.words)):
                brand = " ".join(word.text for word in line.words[:count]).strip(AROUND)
                rest = " ".join(word.text for word in line.words[count:]).strip(AROUND)
                # What costs least is asked first.
                if any(maker.is_spelled(brand) for maker in makers) and _says_what_it_is(
                    rest, lexicon
                ):
                    parts = line.words[:count], line.words[count:]
                    of_brand, of_name = (
                        (evidence_of(words, passage.file, passage.page),) for words in parts
                    )
                    return Found(rest, of_name), Found(brand, of_brand)
    return _title(sections, usual, lexicon), None


def _title(
    sections: Sequence[Section], usual: Mapping[tuple[str, int], float], lexicon: Lexicon
) -> Found[str] | None:
    """What a page is headed by in large print, where that names a product: its largest
    line, above every section that has a heading."""
    tops: dict[tuple[str, int], float] = {}
    heights: dict[tuple[str, int], float] = {}
    titles: list[tuple[Passage, Line]] = []
    for section in sections:
        passage = section.passage
        place = passage.file, passage.page
        lines = passage.lines_of(section.start, section.end)
        if section.headed:
            top = min(line.box.top for line in lines)
            tops[place] = min(tops.get(place, top), top)
        elif section.kind is SectionKind.CLAIMS:
            heights[place] = max(
                [heights.get(place, 0.0), *(line.height for line in lines)]
            )
            least = LARGE * usual[place]
            titles += ((passage, line) for line in lines if line.height >= least)
    for passage, line in titles:
        place = passage.file, passage.page
        if (
            line.height >= ALIKE * heights[place]
            and line.box.bottom <= tops.get(place, 0.0)
            and may_be_a_name(line, lexicon)
            and not line.text.endswith((".", ",", "!", *_SIGNS_OF_CLAIMS))
            and (
                names_more_than_food(line.text, lexicon) or names_a_form(line.text, lexicon)
            )
            and _says_what_it_is(line.text, lexicon)
        ):
            evidence = _whole(passage, line)
            if not is_badly_read(evidence):
                return Found(line.text.strip(AROUND), (evidence,))
    return None


def _heads(
    above: tuple[Passage, Line],
    below: tuple[Passage, Line],
    makers: Sequence[Maker],
    lexicon: Lexicon,
) -> bool:
    """Whether a maker's name stands above a product's."""
    (passage, brand), (other, name) = above, below
    return (
        (passage.file, passage.page) == (other.file, other.page)
        and goes_with(brand, name)
        and brand.row != name.row
        and len(name.words) <= _LONGEST_HEADLINE_WORDS
        and not name.text.endswith(".")
        and any(maker.is_spelled(brand.text.strip(AROUND)) for maker in makers)
        and may_be_a_name(name, lexicon)
        and _says_what_it_is(name.text, lexicon)
    )


def _whole(passage: Passage, line: Line) -> Evidence:
    return evidence_of(line.words, passage.file, passage.page)


def _says_what_it_is(text: str, lexicon: Lexicon) -> bool:
    """It names a product, and is neither a firm nor a slogan."""
    return (
        not _belongs_to_a_firm(text, lexicon)
        and not says_a_sentence(text, lexicon)
        and names_a_product(text, lexicon)
    )


_LONGEST_HEADLINE_WORDS = 10
"""A brand and a name; more are a text."""


def _belongs_to_a_firm(text: str, lexicon: Lexicon) -> bool:
    """It ends as the names of makers do: "Nutrition LLC"."""
    last = words_of(text)[-1:]
    identity = lexicon.identity
    return any(word in identity.firms or word in identity.makers for word in last)


def _name_of(
    name: Print,
    sections: Sequence[Section],
    makers: Sequence[Maker],
    lexicon: Lexicon,
) -> Found[str] | None:
    """The name as printed; in full where sentences say more of it than was read."""
    said = said_in_full(name, sections, makers, lexicon)
    if said is not None:
        return Found(said.value, (*name.evidence(), *said.evidence))
    texts: list[str] = []
    known: list[str] = []
    for line in name.lines:
        text = _without_twins(line.text)
        # Two languages may spell it almost alike, in an order of their own: "Vitamin D3",
        # "Vitamine D3"; "fermented protein", "protéine fermentée".
        letters = "".join(sorted(map(letters_of, text.split())))
        if not any(misread(letters, other) for other in known):
            texts.append(text)
            known.append(letters)
    return _well_read(_joined(texts, lexicon).strip(AROUND), name)


def _joined(texts: Iterable[str], lexicon: Lexicon) -> str:
    """The lines of a name as one, and a word that they part in one piece: "CREA" over
    "TINE", "L-ARGI-" over "NINE"."""
    whole = ""
    for text in texts:
        before, _, end = whole.rpartition(" ")
        first, _, rest = text.partition(" ")
        word = end.removesuffix("-") + first
        if (
            first.isalpha()
            and is_one_word(word, lexicon)
            and not names_a_substance(end, lexicon)
            and not names_a_substance(first, lexicon)
        ):
            whole = " ".join(filter(None, (before, word, rest)))
        else:
            whole = f"{whole} {text}".strip()
    return whole


def _without_twins(text: str) -> str:
    """A line over two packages reads its words twice."""
    words = text.split()
    half = len(words) // 2
    first, second = letters_of("".join(words[:half])), letters_of("".join(words[half:]))
    if len(words) % 2 == 0 and (first == second or misread(first, second)):
        return " ".join(words[:half])
    return text
