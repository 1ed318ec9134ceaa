"""The printed matter of a label, cut into what its headings and openings announce.

A label has no mark-up: a heading may stand above its text, run into it, or be
missing where a sentence speaks for itself ("Keep out of reach of children").
Every parser of statements works on the same cut, so that one stretch of label
never counts as directions here and as a warning there. Nothing is dropped: what
no heading claims is a section of kind ``claims``.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import Levenshtein

from auditor.facts.text import Passage, passage_of, passages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from auditor.lexicon import Lexicon
    from auditor.model import Box, Document, Evidence


class SectionKind(StrEnum):
    FACTS = "facts"
    INGREDIENTS = "ingredients"
    OTHER_INGREDIENTS = "other_ingredients"
    DIRECTIONS = "directions"
    WARNINGS = "warnings"
    ALLERGENS = "allergens"
    STORAGE = "storage"
    DISCLAIMER = "disclaimer"
    MANUFACTURER = "manufacturer"
    AMINO_ACID_PROFILE = "amino_acid_profile"
    CLAIMS = "claims"
    """Whatever no heading and no opening claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One stretch of label of one kind."""

    kind: SectionKind

    passage: Passage
    """The blocks that the section runs through, whole."""

    start: int
    """Where the heading begins in the passage's text."""

    body: int
    """Where the heading has ended; equal to `start` where there is none."""

    end: int

    trust: float = 1.0
    """Below 1 where the heading was known only by tolerating a misreading."""

    @property
    def headed(self) -> bool:
        return self.start < self.body

    @property
    def heading(self) -> str:
        return " ".join(self.passage.text[self.start : self.body].split())

    @property
    def text(self) -> str:
        """The body, its lines joined by blanks."""
        return " ".join(self.passage.text[self.body : self.end].split())

    @property
    def whole(self) -> str:
        """Heading and body, their lines joined by blanks."""
        return " ".join(self.passage.text[self.start : self.end].split())

    def evidence(self, start: int | None = None, end: int | None = None) -> tuple[Evidence, ...]:
        """What the section, or a stretch of it in offsets of the passage, rests on."""
        start = self.start if start is None else start
        return self.passage.evidence(start, self.end if end is None else end, self.trust)


# --- sentences ----------------------------------------------------------------

_ABBREVIATIONS = (
    "approx|appr|oz|fl|no|nos|e\\.g|i\\.e|ex|dr|st|inc|ltd|co|corp|vs|min|max|tbsp|tsp|lb|lbs|"
    "mfg|mfd|dist|dept|wt|vol|veg|temp|ca|cca|env|c\\.-à-d|aprox|z\\.b|bzw|u\\.s|p\\.o"
)
_STOP = regex.compile(
    rf"(?<![\s(](?:{_ABBREVIATIONS}))(?<!\b\p{{Lu}})[.!?]+[)\"”’*†‡]*(?=\s|\p{{Lu}}\p{{Ll}}|$)"
    r"|[•●▪■►~|]",
    regex.IGNORECASE,
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the sentences of a stretch of text begin and end, blanks left out.

    A full stop after an abbreviation or inside a number ends nothing, bullets do.
    Line breaks do not: running text breaks its lines anywhere.
    """
    end = len(text) if end is None else end
    at = start
    for stop in _STOP.finditer(text, start, end):
        yield from _trimmed(text, at, stop.end())
        at = stop.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in "•●▪■►~|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "•●▪■►~|"):
        end -= 1
    if start < end:
        yield start, end


# --- headings -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a section begins."""

    kind: SectionKind
    start: int
    body: int
    trust: float = 1.0


_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "l": "i", "|": "i", "5": "s", "8": "b"})

_READ_WITH_A_LOOKALIKE = 0.9
_READ_WITH_A_WRONG_LETTER = 0.8

_LONGEST_HEADING_WORDS = 7
_SHORTEST_TOLERANT_HEADING = 8
"""Letters; one wrong letter in a shorter heading makes another word of it."""

_WORD = regex.compile(r"[\p{L}\p{N}|]+(?:['’&/-][\p{L}\p{N}|]+)*")
_COLON = regex.compile(r"\s{0,2}[:：]")
_ASIDE = regex.compile(r"\s{0,2}\([^()\n]{1,48}\)|\s(?:for|pour|para|für|in|per)\s[\p{L} ]{2,32}(?=\s?:)")
_LOOSE_END = regex.compile(r"\s{0,2}[.;!|–—-]+(?=\s)")
_DECORATION = " \t•●▪■►~*†‡|-–—_=<>«»\"'“”"
_RUNS_ON = regex.compile(
    r"(?:[,&/-]|\b(?:a|an|the|of|or|and|with|for|to|in|on|by|if|any|this|your|our|from|these|"
    r"globally|sourced|natural|quality|de|la|le|les|des|du|et|ou|el|los|las|y|con|avec|und|oder|mit))$",
    regex.IGNORECASE,
)


def _plain(text: str) -> str:
    """Letters and digits only, folded, accents dropped."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if char.isalnum() or char == "|")


def _lenient(plain: str) -> str:
    """The same for letters that readers take for each other."""
    return plain.translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w")


@dataclass(frozen=True, slots=True)
class _Headings:
    """The lexicon's headings by their letters."""

    exact: Mapping[str, SectionKind]
    lenient: Mapping[str, SectionKind]

    def find(self, text: str) -> tuple[SectionKind, float] | None:
        """What a heading-like stretch announces and how far to trust it."""
        plain = _plain(text)
        if kind := self.exact.get(plain):
            return kind, 1.0
        lenient = _lenient(plain)
        if kind := self.lenient.get(lenient):
            return kind, _READ_WITH_A_LOOKALIKE
        if len(lenient) < _SHORTEST_TOLERANT_HEADING:
            return None
        for name, kind in self.lenient.items():
            if len(name) >= _SHORTEST_TOLERANT_HEADING and abs(len(name) - len(lenient)) <= 1:
                if Levenshtein.distance(name, lenient, score_cutoff=1) <= 1:
                    return kind, _READ_WITH_A_WRONG_LETTER
        return None


@lru_cache(maxsize=4)
def _headings_of(lexicon: Lexicon) -> _Headings:
    exact: dict[str, SectionKind] = {}
    lenient: dict[str, SectionKind] = {}
    for heading in lexicon.headings:
        kind = SectionKind(heading.kind)
        for name in heading.names:
            plain = _plain(name)
            exact.setdefault(plain, kind)
            lenient.setdefault(_lenient(plain), kind)
    return _Headings(exact, lenient)


def _heading_cuts(text: str, headings: _Headings) -> Iterator[_Cut]:
    """Headings of a block, in no order, possibly overlapping."""
    words = [match.span() for match in _WORD.finditer(text)]
    firsts = [start for start, _ in words]
    for colon in _COLON.finditer(text):
        last = bisect_right(firsts, colon.start()) - 1
        if last >= 0 and words[last][1] == colon.start():
            yield from _before_a_colon(text, words[: last + 1], colon.end(), headings)
    for start in _openings(text):
        first = bisect_right(firsts, start - 1)
        if first < len(words) and not text[start : words[first][0]].strip(_DECORATION):
            yield from _at_an_opening(text, words[first:], headings)


def _before_a_colon(
    text: str, words: Sequence[tuple[int, int]], body: int, headings: _Headings
) -> Iterator[_Cut]:
    """The longest heading that ends at a colon, if it looks like a heading there."""
    end = words[-1][1]
    for first in range(max(len(words) - _LONGEST_HEADING_WORDS, 0), len(words)):
        start = words[first][0]
        stretch = text[start:end]
        if stretch.count("\n") > 1 or regex.search(r"[.:!?]\s", stretch):
            continue
        found = headings.find(stretch)
        if found and (text[start].isupper() or _opens(text, start)):
            yield _Cut(found[0], start, body, found[1])
            return


def _at_an_opening(
    text: str, words: Sequence[tuple[int, int]], headings: _Headings
) -> Iterator[_Cut]:
    """The longest heading at the start of a line or sentence, colon or none."""
    start = words[0][0]
    for count in range(min(_LONGEST_HEADING_WORDS, len(words)), 0, -1):
        end = words[count - 1][1]
        stretch = text[start:end]
        if "\n" in stretch or regex.search(r"[.:!?]\s", stretch):
            continue
        found = headings.find(stretch)
        if found is None:
            continue
        kind, trust = found
        if (body := _body_after(text, start, end, count, kind, exact=trust == 1.0)) is not None:
            yield _Cut(kind, start, body, trust)
            return


def _body_after(
    text: str, start: int, end: int, count: int, kind: SectionKind, *, exact: bool
) -> int | None:
    """Where the body begins if the words up to `end` are a heading; None if not.

    Words of a heading are also words of sentences ("globally sourced
    ingredients"): without a colon, case and what stands around them decide.
    """
    heading = text[start:end]
    aside = _ASIDE.match(text, end)
    if colon := _COLON.match(text, aside.end() if aside else end):
        return colon.end()
    if not text[start].isupper() or _runs_into(text, start):
        return None
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    rest = text[aside.end() if aside else end : line_end]
    if not rest.strip(_DECORATION):
        return line_end
    if not exact:
        return None
    shouted = heading.isupper() and len(heading) > 2
    if (loose := _LOOSE_END.match(text, end)) and (shouted or count > 1):
        return loose.end() if loose.end() < line_end else None
    following = rest.lstrip(_DECORATION)
    if not following or not text[end].isspace():
        return None
    if shouted and any(char.islower() for char in following.split()[0]):
        return end
    if kind in _OPENERS and any(
        pattern.match(following) for pattern in _OPENERS[kind]
    ):
        return end
    if count > 1 and kind not in (SectionKind.INGREDIENTS, SectionKind.CLAIMS):
        return end if following[0].isupper() or following[0].isdigit() else None
    return None


_SENTENCE_END = regex.compile(r"[.!?:;)\]*†‡•●▪■►~|]\s*$")


def _openings(text: str) -> Iterator[int]:
    """Starts of lines and of sentences."""
    starts = {0} | {match.end() for match in regex.finditer(r"\n", text)}
    starts |= {match.end() for match in _STOP.finditer(text)}
    yield from sorted(start for start in starts if start < len(text))


def _opens(text: str, start: int) -> bool:
    """Nothing on the line, or a finished sentence, stands before."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip(_DECORATION) or _SENTENCE_END.search(line) is not None


def _runs_into(text: str, start: int) -> bool:
    """The line before cannot end where it does: its sentence goes on here."""
    before = text[:start].rstrip(_DECORATION + "\n")
    return text[:start].endswith("\n") and _RUNS_ON.search(before) is not None
