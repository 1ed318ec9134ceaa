"""What the product is called, and whose it is.

A front says both in its largest print, and neither print says which of the two it is.
What the label says elsewhere of its maker settles it: large print that agrees with a
web address or the firm's line is the brand. Where nothing agrees, what speaks for each
line as a brand and as a name is weighed: its words, size and place, and what stands
below it. Slogans, claims and net contents are neither, and where nothing speaks for a
line, nothing is told of it. A side without a front has no product name but the one that
its sentences use: the title of a facts panel is not one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from math import log2
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.fronts import (
    LARGE_BESIDE_A_BACK,
    TITLE,
    Print,
    goes_with,
    is_flavor,
    may_be_a_name,
    runs_of,
    runs_upwards,
    usual_height,
)
from auditor.facts.maker import find_makers, is_a_firm
from auditor.facts.names import (
    AROUND,
    letters_of,
    may_be_a_maker,
    misread,
    names_a_form,
    names_a_product,
    names_more_than_food,
    says_a_sentence,
    says_nothing,
    sounds_like_a_maker,
    without_firm,
    without_substances,
    words_of,
)
from auditor.facts.net_contents import states_net_contents
from auditor.facts.said import entered_name, named_in_sentences, said_in_full
from auditor.facts.text import passages
from auditor.model import Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.fronts import Front
    from auditor.facts.maker import Maker
    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Document, Line, Reading

_NO_FRONT = (
    "no front on these pictures: a photo of the side with the product's name is missing"
)

_NOT_TOLD = (
    "nothing tells the product's name from its maker's: a photo of the side with the "
    "maker's address is missing"
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
    entered = entered_name(documents)
    if not fronts:
        return Identity(
            product_name=entered
            or named_in_sentences(sections, makers)
            or Unreadable(_NO_FRONT),
            brand=_brand_beside_a_front(makers, documents, lexicon)
            or Unreadable(_NO_FRONT),
        )
    front = max(fronts, key=lambda one: one.loudness)
    logos = _logotypes(front, makers, lexicon)
    layout = _layout(front, [logo for logo, _ in logos], lexicon)
    known = bool(logos) or any(maker.decides for maker in makers)
    name, brand = layout.told_apart(brands=not known)
    return Identity(
        product_name=entered
        or _name_of(name, sections, makers, lexicon)
        or named_in_sentences(sections, makers)
        or Unreadable(_NOT_TOLD),
        brand=_brand_of(logos, front, lexicon)
        or _best_reading(brand, front, makers)
        or _brand_beside_a_front(makers, documents, lexicon)
        or Unreadable(_NOT_TOLD),
    )


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
    for lines in _windows(front.lines):
        if taken.intersection(map(id, lines)):
            continue
        one = front.print_of(*lines)
        agreeing = _agreeing(one.text, makers, lexicon)
        sounds = sounds_like_a_maker(one.text, lexicon) or (
            len(lines) == 1 and is_a_firm(lines[0], lexicon)
        )
        if agreeing or sounds:
            taken.update(map(id, lines))
            found.append((one, agreeing))
    return sorted(found, key=lambda pair: (not pair[1], -pair[0].height))


def _windows(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines that may be one logotype, the most of them first."""
    for count in range(_LINES_OF_A_LOGOTYPE, 0, -1):
        for start in range(len(lines) - count + 1):
            window = lines[start : start + count]
            if all(goes_with(line, following) for line, following in pairwise(window)):
                yield window


def _agreeing(text: str, makers: Sequence[Maker], lexicon: Lexicon) -> tuple[Maker, ...]:
    agreeing = tuple(maker for maker in makers if maker.agrees(text))
    # "glutamine.com" makes no brand of the substance.
    if agreeing and may_be_a_maker(without_substances(text, lexicon), lexicon):
        return agreeing
    return ()


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


# --- which is which -----------------------------------------------------------

_SMALLEST = 0.1
"""Of the largest print: what is set smaller is neither."""

_MOST_TITLES = 40
"""Lines that are weighed: more in large print are a text."""

_LEAST_NAME = -1.5
"""Weight up to which print is no name, whatever else there is."""

_ALONE = 1.0
"""The same where no brand is told: print of which nothing is known may be the brand."""

_ALIKE = 0.8
"""Heights of two lines of one print, of which one may have no ascenders."""

_NEAR = 2.0
"""Heights of print below a name within which what describes it stands."""

_PRAISING_BRAND = regex.compile(r"\p{Lu}\p{L}+(?: \p{Lu}\p{L}+){1,2}")
"""Brands of words that any product is praised by: "Superior Source", "New Sun"."""

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
    lexicon: Lexicon

    @property
    def largest(self) -> float:
        return max((line.height for line in self.titles), default=1.0)

    def told_apart(self, *, brands: bool) -> tuple[Print | None, Print | None]:
        """The name and the brand that together have the most weight.

        Args:
            brands: whether a brand is looked for.
        """
        wanting = {id(line) for line in self.titles if self._wants_a_reason(line)}
        weights: dict[tuple[int, ...], float] = {}
        choices: list[tuple[float, Print | None, Print | None]] = []
        for brand in (None, *(self._brands() if brands else ())):
            taken = set(map(id, brand.lines)) if brand else set()
            rest = [line for line in self.titles if id(line) not in taken]
            base = self._as_brand(brand) if brand else 0.0
            for name in runs_of(rest, self.front):
                own = tuple(map(id, name.lines))
                if own not in weights:
                    weights[own] = self._as_name(name)
                weight = weights[own]
                if weight > _LEAST_NAME:
                    above = brand is not None and brand.box.top < name.box.top
                    # The largest print is the one or the other.
                    left = wanting - taken.union(own)
                    weight += base + _sum_of((2, above), (-3, bool(left)))
                    choices.append((weight, name, brand))
        _, told, brand = max(choices, key=lambda one: one[0], default=(0.0, None, None))
        if brands and told and not brand and self._as_name(told) < _ALONE:
            return None, None
        return told, brand

    def _brands(self) -> Iterator[Print]:
        for lines in _windows(self.titles):
            one = self.front.print_of(*lines)
            if is_flavor(one.text, self.lexicon):
                continue
            if len(lines) > 1 and any(
                names_a_product(line.text, self.lexicon) for line in lines
            ):
                continue
            if (
                may_be_a_maker(one.text, self.lexicon)
                or "®" in one.text
                or _PRAISING_BRAND.fullmatch(one.text)
            ):
                yield one

    def _as_brand(self, one: Print) -> float:
        product = names_a_product(one.text, self.lexicon)
        somebody = self._names_somebody(_without_twins(one.text))
        return (
            log2(one.height / self.largest)
            - len(one.lines[1:])
            - self._tears(one)
            + _sum_of(
                # Few fronts are without one.
                (2, True),
                (-1, product and somebody),
                (-6, product and not somebody),
                (-3, self._praises(one.text)),
                (-2, self._is_described(self._below(one))),
                (2, "®" in one.text),
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
        )

    def _wants_a_reason(self, line: Line) -> bool:
        """It is so large, or so much like a name, that it must be the one or the other."""
        if is_flavor(line.text, self.lexicon):
            return False
        return line.height >= _ALIKE * self.largest or (
            line.height >= TITLE * self.largest
            and may_be_a_maker(line.text, self.lexicon)
            and not names_a_product(line.text, self.lexicon)
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
            1 if id(line) in own and self._begins(following.text, one.text) else 4
            for line, following in pairwise(self.titles)
            if (id(line) in own) != (id(following) in own)
            and goes_with(line, following)
            and _are_alike(line, following)
        )

    def _begins(self, name: str, brand: str) -> bool:
        """A substance below a name of nothing: the product's name begins with it."""
        return names_more_than_food(name, self.lexicon) and not names_a_product(
            brand, self.lexicon
        )

    def _is_explained(self, one: Print, following: Line | None) -> bool:
        """The next line below it says in smaller print what it is."""
        return (
            following is not None
            and following not in self.front.describing
            and following.height < one.height
            and names_a_product(following.text, self.lexicon)
        )

    def _is_described(self, following: Line | None) -> bool:
        """The next line below says how strong it is or what it does."""
        return following is not None and (
            following in self.front.describing or is_flavor(following.text, self.lexicon)
        )

    def _below(self, one: Print) -> Line | None:
        """The next line below it in its column, where one is near."""
        box = one.box
        below = [
            line
            for line in (*self.front.lines, *self.front.describing)
            if line.box.center[1] > box.bottom
            and line.box.top - box.bottom < _NEAR * one.height
            and min(line.box.x1, box.x1) > max(line.box.x0, box.x0)
            and not self._praises(line.text)
        ]
        return min(below, key=lambda line: line.box.top, default=None)


def _sum_of(*evidence: tuple[float, bool]) -> float:
    """The weights of what holds."""
    return sum(weight for weight, holds in evidence if holds)


def _layout(front: Front, logos: Sequence[Print], lexicon: Lexicon) -> _Layout:
    taken = {id(line) for logo in logos for line in logo.lines}
    monograms = _monograms(logos)
    large = [
        line
        for line in front.lines
        if id(line) not in taken
        and line.height > front.usual
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
        and not (runs_upwards(line) and _goes_on(line, front.lines))
    ]
    spoken = {
        id(line) for run in _of_one_size(lines) if _speaks(run, lexicon) for line in run
    }
    lines = [line for line in lines if id(line) not in spoken]
    least = _SMALLEST * max((line.height for line in lines), default=0.0)
    return _Layout(front, tuple(line for line in lines if line.height >= least), lexicon)


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


def _of_one_size(lines: Sequence[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = []
    for line in lines:
        if runs and goes_with(runs[-1][-1], line) and _are_alike(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _are_alike(line: Line, other: Line) -> bool:
    return _ALIKE <= line.height / max(other.height, 1.0) <= 1 / _ALIKE


def _speaks(lines: Sequence[Line], lexicon: Lexicon) -> bool:
    """It is a slogan; or a claim, which a sign leads to its disclaimer (21 CFR
    101.93(d))."""
    text = " ".join(line.text for line in lines)
    return not names_more_than_food(text, lexicon) and (
        says_a_sentence(text, lexicon)
        or any(line.text.endswith(_SIGNS_OF_CLAIMS) for line in lines)
    )


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
            least = LARGE_BESIDE_A_BACK * usual_height(page)
            for line in page.lines:
                if (
                    runs_upwards(line)
                    and line.height >= least
                    and may_be_a_maker(line.text, lexicon)
                    and may_be_a_name(line, lexicon)
                    and not _goes_on(line, page.lines)
                ):
                    one = Print(document.name, page.number, (line,))
                    if one.confidence >= _SURE:
                        return Found(line.text.strip(AROUND), one.evidence())
    return None


_LONG = 2.0
"""Times as wide as high: a line across the page, and no letters of a word up it."""


def _goes_on(upright: Line, lines: Sequence[Line]) -> bool:
    """Another line stands above or below at less than a letter's distance: the word was
    read in pieces."""
    a = upright.box
    return any(
        line is not upright
        and line.box.width <= _LONG * line.height
        and min(line.box.x1, a.x1) > max(line.box.x0, a.x0)
        and max(line.box.top - a.bottom, a.top - line.box.bottom) < upright.height
        for line in lines
    )


def _name_of(
    name: Print | None,
    sections: Sequence[Section],
    makers: Sequence[Maker],
    lexicon: Lexicon,
) -> Found[str] | None:
    """The name as printed; in full where sentences say more of it than was read."""
    if name is None:
        return None
    said = said_in_full(name, sections, makers, lexicon)
    if said is not None:
        return Found(said.value, (*name.evidence(), *said.evidence))
    text = " ".join(_without_twins(line.text) for line in name.lines)
    return Found(text.strip(AROUND), name.evidence())


def _without_twins(text: str) -> str:
    """A line over two packages reads its words twice."""
    words = text.split()
    half = len(words) // 2
    first, second = letters_of("".join(words[:half])), letters_of("".join(words[half:]))
    if len(words) % 2 == 0 and (first == second or misread(first, second)):
        return " ".join(words[:half])
    return text
