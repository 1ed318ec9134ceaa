"""Who the label says stands behind the product, wherever that is said in small print.

A logotype is drawn to be recognized and often read wrongly; the firm's line (21 CFR
101.5), its web address and its address block are set in plain type. They name the
brand where no front was photographed, and where one was they tell the logotype from
the name of the product.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from statistics import median
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.addresses import DOMAIN_ENDING, POST_CODE
from auditor.facts.names import (
    AROUND,
    LONGEST_BRAND_WORDS,
    in_sentence_case,
    letters_of,
    may_be_a_maker,
    misread,
    names_a_form,
    says_a_sentence,
    says_nothing,
    sounds_like_a_maker,
    without_firm,
    words_of,
)
from auditor.facts.openings import SectionKind
from auditor.facts.text import evidence_of
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import IdentityWords, Lexicon
    from auditor.model import Evidence, Line

_LEAST_LETTERS = 3
"""Of a name that a longer one may begin with: fewer begin anything."""


@dataclass(frozen=True, eq=False)
class Maker:
    """A firm or brand that the label names outside of its large print."""

    name: str
    evidence: tuple[Evidence, ...]
    words: IdentityWords

    alone: bool = True
    """It names the brand by itself, and not only where large print agrees."""

    decides: bool = False
    """It names the brand even where large print has another name: retailers and
    holdings stand in the firm's line, not in the web address."""

    @cached_property
    def core(self) -> str:
        """The name without what others are called, too: Blue Harbor of "Blue Harbor
        Protein Products"."""
        printed = self.name.split()
        while len(printed) > 1 and _told_by_all(printed[-1], self.words):
            printed.pop()
        return " ".join(printed)

    def is_spelled(self, text: str) -> bool:
        """The text is this maker's name, in full or by its first part."""
        return any(
            print_ == name or _begins(name, print_, self.words)
            for print_ in _letters_of_print(text)
            for name in self._letters
        )

    def agrees(self, text: str) -> bool:
        """The same, or the text is a reading of the name."""
        return any(
            print_ == name or _begins(name, print_, self.words) or misread(name, print_)
            for print_ in _letters_of_print(text)
            for name in self._letters
        )

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset((letters_of(self.name), letters_of(self.core)))


_BEFORE_A_NAME = frozenset({"the", "dr", "doctor"})


@lru_cache(maxsize=1024)
def _letters_of_print(text: str) -> tuple[str, ...]:
    """Its letters, and those without a title or as nobody's own: "Dr. Lantern" is
    lantern.com, "Lantern's" of Lantern Health Ltd."""
    first, _, rest = text.strip().partition(" ")
    if letters_of(first) in _BEFORE_A_NAME:
        return letters_of(text), letters_of(rest)
    if text.endswith(("'s", "’s")):
        return letters_of(text), letters_of(text[:-2])
    return (letters_of(text),)


def _told_by_all(word: str, words: IdentityWords) -> bool:
    folded = letters_of(word)
    return not folded or any(
        folded in listed for listed in (words.makers, words.firms, words.purposes)
    )


def _begins(name: str, print_: str, words: IdentityWords) -> bool:
    """One is the other and a word that says nothing of whose it is: "ruleoneproteins".

    Print that goes on with what the product is, is the product's name.
    """
    short, long = (name, print_) if len(name) <= len(print_) else (print_, name)
    if len(short) < _LEAST_LETTERS or not long.startswith(short):
        return False
    rest = long[len(short) :]
    idle = [words.makers, words.firms, _ON_THE_WEB]
    if long == name:
        idle += [words.purposes, words.praise]
    return any(rest in listed for listed in idle)


_ON_THE_WEB = frozenset({"mfg", "official", "online", "store", "shop", "group", "europe"})
"""What firms add to their name where the plain address was taken."""


_MOST_MAKERS = 12
"""Names in small print that are compared with the large print. Labels have one to
three; a page that is crammed with addresses names nobody."""


def find_makers(
    blocks: Sequence[Passage], sections: Sequence[Section], lexicon: Lexicon
) -> tuple[Maker, ...]:
    """Everybody whom the label names as behind it, the most telling first."""
    found = (
        *_entered(blocks, lexicon),
        *_web_addresses(sections, lexicon),
        *_beside_addresses(blocks, lexicon),
        *_firm_lines(sections, lexicon),
        *_before_addresses(blocks, lexicon),
        *_above_towns(blocks, lexicon),
        *_by_lines(blocks, lexicon),
        *_letterheads(blocks, lexicon),
        *_speakers(sections, lexicon),
        *_owners(sections, lexicon),
        *_legal_names(blocks, lexicon),
        *_possessives(sections, lexicon),
    )
    by_name = {(letters_of(maker.name), maker.alone): maker for maker in reversed(found)}
    first = list(reversed(by_name.values()))[:_MOST_MAKERS]
    return tuple(_as_words(first, blocks))


# --- fields of sheets ---------------------------------------------------------

_BRANDS = frozenset({"brand", "brand name", "marque", "marca", "marke"})
_FIRMS = frozenset(
    {
        *("manufacturer", "producer", "supplier", "company", "company name"),
        *("fabricant", "fournisseur", "fabricante", "proveedor", "hersteller", "lieferant"),
    }
)


def _entered(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """The brand that a sheet states under that title, before the firm behind it."""
    found: list[tuple[bool, Maker]] = []
    for block in blocks:
        for title, words in block.entries:
            text = " ".join(word.text for word in words).strip(AROUND)
            is_brand = title in _BRANDS
            if not (is_brand or title in _FIRMS) or not may_be_a_maker(text, lexicon):
                continue
            # "Manufacturer: see the lid".
            if text.islower() or says_a_sentence(text, lexicon):
                continue
            evidence = (evidence_of(words, block.file, block.page),)
            name = without_firm(text, lexicon.identity)
            maker = Maker(name, evidence, lexicon.identity, decides=is_brand)
            found.append((not is_brand, maker))
    yield from (maker for _, maker in sorted(found, key=lambda pair: pair[0]))


# --- web addresses ------------------------------------------------------------

_WEB_ADDRESS = regex.compile(
    r"(?<![\w@.])(?:https?://)?(?:www\.)?(?P<name>\p{L}[\p{L}\p{N}-]{2,40})"
    rf"{DOMAIN_ENDING}",
    regex.IGNORECASE,
)
_OTHERS = regex.compile(
    r"p65|verified|certified|recycl|patents?$|amazon|walmart|instagram|facebook|tiktok|"
    r"youtube|twitter|^(?:fda|usp|nsf|nih|who)$"
)


def _web_addresses(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[Maker]:
    for section in sections:
        for match in _WEB_ADDRESS.finditer(
            section.passage.text, section.start, section.end
        ):
            if not _is_of_others(match["name"], lexicon):
                yield Maker(
                    match["name"],
                    section.evidence(*match.span("name")),
                    lexicon.identity,
                    decides=True,
                )


def _is_of_others(name: str, lexicon: Lexicon) -> bool:
    """A web address of a certifier, an authority or a shop."""
    certifies = any(True for _ in lexicon.find_certifications(name))
    return certifies or _OTHERS.search(fold(name)) is not None


def _as_words(makers: Sequence[Maker], blocks: Iterable[Passage]) -> Iterator[Maker]:
    """The same with their blanks, where the label prints an address's letters as words."""
    run_together = {letters_of(maker.name) for maker in makers if " " not in maker.name}
    beginnings = {
        letters[:count] for letters in run_together for count in range(len(letters) + 1)
    }
    parted: dict[str, str] = {}
    for line in (line for block in blocks for line in block.lines):
        for start, word in enumerate(line.words):
            letters = letters_of(word.text)
            if letters not in beginnings:
                continue
            for end, more in enumerate(
                line.words[start + 1 : start + LONGEST_BRAND_WORDS], start=start + 2
            ):
                joins = more.text == "&" and f"{letters}and" in beginnings
                letters += "and" if joins else letters_of(more.text)
                if letters in run_together:
                    texts = (one.text for one in line.words[start:end])
                    parted.setdefault(letters, " ".join(texts).strip(AROUND + "&"))
    for maker in makers:
        name = parted.get(letters_of(maker.name)) if " " not in maker.name else None
        yield maker if name is None else replace(maker, name=name)


# --- the firm's line and address ----------------------------------------------

_MAKER = regex.compile(
    r"(?P<verb>manufactured|made|distributed|dist\.?|mfg\.?|mfd\.?|marketed|produced|packed|"
    r"packaged|fabriqué|distribué|importé|fabricado|distribuido|elaborado|"
    r"hergestellt)\b[^:]{0,40}?\b(?P<whom>by|for|par|pour|por|para|von|"
    r"für)\s*:?\s*(?P<maker>(?-i:[\p{Lu}\d]|nutri|\p{Ll})[^,\n•|]{1,40}?)(?=,|•|\||"
    r"\s(?:inc|llc|ltd|corp|gmbh|mfg|co)\b|\s\d|\.\s|$)",
    regex.IGNORECASE,
)
_FOR_ANOTHER = regex.compile(r"dist|market|import|vertrieb", regex.IGNORECASE)
_FOR = frozenset({"for", "pour", "para", "fur"})


def _firm_lines(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[Maker]:
    """Whom it is made for or who distributes it before who made it.

    21 CFR 101.5(c): a firm that did not make the product says so by these words, and
    the product is sold under its name.
    """
    found: list[tuple[bool, Maker]] = []
    for section in sections:
        if section.kind is not SectionKind.MANUFACTURER:
            continue
        for match in _MAKER.finditer(section.whole):
            made_only = not (
                fold(match["whom"]) in _FOR or _FOR_ANOTHER.match(match["verb"])
            )
            name = match["maker"].strip(" .,:;")
            if len(letters_of(name)) < _LEAST_LETTERS and name.islower():
                # The side of a picture cuts the line off.
                continue
            found.append((made_only, Maker(name, section.evidence(), lexicon.identity)))
    yield from (maker for _, maker in sorted(found, key=lambda pair: pair[0]))


_CONTACT = regex.compile(
    # The bracket tells a telephone number that the side of a picture cuts off.
    r"\(\d{2,3}\)?[\W_]{0,3}\d{3}-|\(?\d{3}\)?[\W_]{0,3}\d{3}[\W_]{0,3}\d{4}|"
    rf"(?-i:{POST_CODE.pattern})|\bp\.? ?o\.? box\b",
    regex.IGNORECASE,
)
LARGER = 1.1
"""Times the print of its block: heights of one font are measured a tenth apart."""

SURE = 0.9
"""Confidence of a name in print that nothing else repeats."""


def _beside_addresses(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """The name that stands larger above or below the firm's address."""
    for block in blocks:
        usual = median(line.height for line in block.lines)
        for one, other in pairwise(block.lines):
            for name, contact in ((one, other), (other, one)):
                sure = name.confidence is None or name.confidence >= SURE
                if (
                    name.height >= LARGER * usual
                    and sure
                    and not (name.text.endswith(".") and in_sentence_case(name.text))
                    and not _MAKER.match(name.text)
                    and _CONTACT.search(contact.text)
                    and may_be_a_maker(name.text, lexicon)
                ):
                    evidence = (evidence_of(name.words, block.file, block.page),)
                    yield Maker(
                        name.text.strip(AROUND), evidence, lexicon.identity, decides=True
                    )


_BEFORE_AN_ADDRESS = regex.compile(
    r"(?:^|(?<=[\d)•·|] ))(?P<name>\p{Lu}[^,:\d|•]{2,40}?)(?:,|\s[-–—])\s"
    r"(?P<numbered>(?:[Nn]o\.? ?)?\d{1,5}\s\p{L})?"
)
"""A name and a street or town: "Blue Harbor Foods, 12 Pier Road, Salem, MA 01970". A
number or net contents may stand before it on the line."""

_TOWN = regex.compile(r"\p{L}{3}")
"""What an address has besides the letters of a state."""

_PART_OF_AN_ADDRESS = regex.compile(
    r"\b(?:street|st|road|rd|lane|ln|avenue|ave|boulevard|blvd|drive|way|parkway|pkwy|"
    r"highway|hwy|suite|unit|floor|building|park|estate|house|box|straße|strasse|str|weg|"
    r"allee|platz|rue|calle)\b\.?$|straße$|strasse$|str\.?$",
    regex.IGNORECASE,
)

_UNFINISHED = regex.compile(
    r"\b(?:by|for|par|pour|por|para|von|für)\b[^.,:;•|]*$", regex.IGNORECASE
)
"""A line that announces whose address it is, and ends within the name."""

_JOINS_NAMES = frozenset({"&", "and", "of", "the", "y", "et", "und", "de"})


def _before_addresses(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """The name that a firm's address begins with, on a line that nothing announces.

    The street may be left out where a directory has it (21 CFR 101.5(d)).
    """
    for block in blocks:
        if not _CONTACT.search(block.text):
            continue
        before = (None, *block.lines)
        for above, line, following in zip_longest(before, block.lines, block.lines[1:]):
            match = line and _BEFORE_AN_ADDRESS.search(line.text)
            if not match or (above and _UNFINISHED.search(above.text)):
                continue
            if not _is_capitalized(match["name"], lexicon):
                continue
            address = line.text[match.end("name") :]
            if following is not None:
                address = f"{address} {following.text}"
            code = POST_CODE.search(address)
            if (
                (match["numbered"] and _CONTACT.search(line.text))
                or (code and _TOWN.search(address[: code.end()]))
            ) and may_be_a_maker(match["name"], lexicon):
                evidence = (evidence_of(line.words, block.file, block.page),)
                name = without_firm(match["name"].strip(AROUND), lexicon.identity)
                yield Maker(name, evidence, lexicon.identity)


_TOWN_ALONE = regex.compile(
    rf"\p{{Lu}}[\p{{L}}.' -]+,? (?-i:{POST_CODE.pattern})(?:,? (?:USA?|U\.S\.A\.?))?"
)
"""The last line of an address: "Salem, MA 01970"."""


def _above_towns(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """The name on a line of its own above the town, or above the street over it."""
    for block in blocks:
        for number, line in enumerate(block.lines):
            if not number or not _TOWN_ALONE.fullmatch(line.text):
                continue
            street = number > 1 and block.lines[number - 1].text[0].isdigit()
            place = number - 2 if street else number - 1
            above = block.lines[place]
            before = block.lines[place - 1].text if place else ""
            name = without_firm(above.text.strip(AROUND), lexicon.identity)
            if (
                not any(map(str.isdigit, above.text))
                # "CERTIFIED ORGANIC BY" announces another firm than the maker.
                and not _UNFINISHED.search(before)
                and not above.text.endswith(".")
                and not _MAKER.match(above.text)
                and _is_capitalized(name, lexicon)
                and may_be_a_maker(name, lexicon)
                and not says_a_sentence(name, lexicon)
                and not names_a_form(name, lexicon)
                and not any(True for _ in lexicon.find_certifications(name))
            ):
                evidence = (evidence_of(above.words, block.file, block.page),)
                yield Maker(name, evidence, lexicon.identity)


def _is_capitalized(name: str, lexicon: Lexicon) -> bool:
    """Every word has a capital but those that join others and the form of a firm, and
    it is no street."""
    return _PART_OF_AN_ADDRESS.search(name) is None and all(
        word[0].isupper()
        or not word[0].isalpha()
        or word in _JOINS_NAMES
        or letters_of(word) in lexicon.identity.firms
        for word in name.split()
    )


_BY = regex.compile(
    r"(?P<word>by|from) (?P<name>(?-i:\p{Lu}|\p{Ll}+\p{Lu}).+)", regex.IGNORECASE
)


def _by_lines(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """ "by Blue Harbor" on a line of its own, as fronts put it."""
    for block in blocks:
        for line in block.lines:
            match = _BY.fullmatch(line.text)
            if (
                match
                and may_be_a_maker(match["name"], lexicon)
                # "CERTIFIED ORGANIC" above "BY CCOF".
                and not any(True for _ in lexicon.find_certifications(match["name"]))
                # "FROM THE SEA" tells an origin.
                and not (
                    fold(match["word"]) == "from"
                    and says_nothing(words_of(match["name"])[0], lexicon)
                )
            ):
                evidence = (evidence_of(line.words, block.file, block.page),)
                yield Maker(
                    match["name"].strip(AROUND), evidence, lexicon.identity, decides=True
                )


_PARTED = regex.compile(r"\s+[|–—-]\s+")


def _letterheads(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """The firm that heads a page, by itself or before what the page is."""
    for block in blocks:
        for line in block.lines:
            # Rows are counted from the head of the page.
            if line.row > 0:
                continue
            name = _PARTED.split(line.text)[0]
            if is_a_firm(line, lexicon) or sounds_like_a_maker(name, lexicon):
                evidence = (evidence_of(line.words, block.file, block.page),)
                yield Maker(
                    without_firm(name, lexicon.identity), evidence, lexicon.identity
                )


_OWNER = regex.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s,]*(?:©\s*)?(?:(?:19|20)\d\d[\s,–-]*)*"
    r"(?:by )?(?P<name>(?-i:\p{Lu}|\p{Ll}+\p{Lu})[^,.\n•|©]{1,40}?)"
    r"(?=,|\.|•|\||\s(?:inc|llc|ltd|corp|gmbh)\b|\sall rights|$|\n)",
    regex.IGNORECASE,
)
"""The notice of 17 U.S.C. 401(b): the sign, the year and the owner."""


def _owners(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[Maker]:
    """Who has the copyright of the label: "© 2023 Blue Harbor. All rights reserved"."""
    for section in sections:
        for match in _OWNER.finditer(section.passage.text, section.start, section.end):
            if may_be_a_maker(match["name"], lexicon):
                evidence = section.evidence(*match.span("name"))
                yield Maker(match["name"].strip(AROUND), evidence, lexicon.identity)


# --- what agrees with a logotype ----------------------------------------------


def _legal_names(blocks: Iterable[Passage], lexicon: Lexicon) -> Iterator[Maker]:
    """Lines that end with the form of a firm: "Blue Harbor Foods LLC"."""
    for block in blocks:
        for line in block.lines:
            name = without_firm(line.text, lexicon.identity)
            # "SUPPLEMENT CO." below a logotype names nobody.
            anybody = all(_told_by_all(word, lexicon.identity) for word in name.split())
            if is_a_firm(line, lexicon) and not anybody:
                evidence = (evidence_of(line.words, block.file, block.page),)
                yield Maker(name, evidence, lexicon.identity, alone=False)


def is_a_firm(line: Line, lexicon: Lexicon) -> bool:
    """Words in capitals and, after them, the form of a firm."""
    texts = [word.text for word in line.words]
    return (
        2 <= len(texts) <= LONGEST_BRAND_WORDS + 1
        and letters_of(texts[-1]) in lexicon.identity.firms
        and texts[-1][0].isupper()
        and all(text[0].isupper() or text == "&" for text in texts)
        and not any(text.endswith(":") for text in texts)
        and len(letters_of(texts[0])) > 1
    )


_NAME = r"(?P<name>\p{Lu}[\p{L}\d]{2,}(?: \p{Lu}[\p{L}\d]+){0,2})"

_SPEAKS_OF_ITSELF = regex.compile(rf"\bAt {_NAME},\s+(?:we|our)\b")
"""Labels tell of their maker in the first person: "At Blue Harbor, we believe"."""

_POSSESSIVE = regex.compile(
    rf"\b{_NAME}(?:['’]s|(?<=s)['’])\s+"
    r"(?:own|unique|latest|newest|exclusive|proprietary|patented|signature|original|"
    r"innovative|trusted)\b"
)


def _speakers(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[Maker]:
    for section in sections:
        for match in _SPEAKS_OF_ITSELF.finditer(
            section.passage.text, section.start, section.end
        ):
            evidence = section.evidence(*match.span("name"))
            yield Maker(match["name"], evidence, lexicon.identity, decides=True)


_APOSTROPHES = "'’"


def _possessives(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[Maker]:
    """ "Blue Harbor's unique combination": whoever it is has made the product."""
    for section in sections:
        text = section.passage.text
        if all(text.find(sign, section.start, section.end) < 0 for sign in _APOSTROPHES):
            continue
        for match in _POSSESSIVE.finditer(text, section.start, section.end):
            start, end = match.span("name")
            # Words before the name may begin the sentence with a capital.
            for word in regex.finditer(r"\S+", match["name"]):
                at = start + word.start()
                yield Maker(
                    text[at:end],
                    section.evidence(at, end),
                    lexicon.identity,
                    alone=False,
                )
