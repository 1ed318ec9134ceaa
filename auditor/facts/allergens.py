"""The allergen statements of a label, as printed.

"Contains: milk", "may contain" and "produced on equipment that also processes"
are told apart from ingredients and from "contains no milk", which is a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.answers import answered_yes
from auditor.facts.claims import denied
from auditor.facts.openings import SectionKind
from auditor.facts.sections import sentences
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import Absent, Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Evidence, Reading

_STATES = regex.compile(
    r"contain|contien|conten|enthält|enthalten|may be present|for allergens|produced|"
    r"processed|manufactured|facility|equipment|fabriqu|elabora",
    regex.IGNORECASE,
)
_ALLERGEN = regex.compile(r"al+[eé]rg", regex.IGNORECASE)


def find_allergens(
    sections: Sequence[Section], lexicon: Lexicon, *, complete: bool
) -> Reading[str]:
    """All allergen statements, headings included, in reading order."""
    found = [
        stated
        for section in sections
        if section.kind is SectionKind.ALLERGENS
        for stated in _stated(section, lexicon)
    ]
    found += _tabled(sections, lexicon)
    if found:
        said: list[tuple[str, tuple[Evidence, ...]]] = []
        for text, evidence in found:
            if not any(_is_said_again(text, known, lexicon) for known, _ in said):
                said.append((text, evidence))
        text = " ".join(text for text, _ in said)
        return Found(text, tuple(item for _, evidence in said for item in evidence))
    if complete:
        return Absent(("every printed face, for an allergen statement",))
    return Unreadable(
        "no allergen statement on these pictures: a photo of the side that has one may "
        "be missing"
    )


def _tabled(
    sections: Sequence[Section], lexicon: Lexicon
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """What a table of allergens says is in the product, with its answer."""
    for passage, asked, answer in answered_yes(section.passage for section in sections):
        named = lexicon.allergens.find(asked.text)
        if named and named[0].start == 0 and len(asked.words) <= _NAME_WORDS:
            evidence = (
                evidence_of(line.words, passage.file, passage.page)
                for line in (asked, answer)
            )
            yield f"{asked.text} {answer.text}", tuple(evidence)


_NAME_WORDS = 8
"""Of an allergen on a row of a table: "Cereals containing gluten and products thereof"."""

_SPOKEN = {
    "en": regex.compile(
        r"contains?\b|may\b|produced|manufactured|processed|made|allergens?"
    ),
    "fr": regex.compile(r"contient|peut\b|fabrique|produit|traces? (?:de|d.|eventuelles)"),
    "es": regex.compile(r"contiene|puede\b|fabricado|elaborado|producido|trazas"),
    "de": regex.compile(r"enthalt|kann\b|hergestellt|spuren"),
}
"""How allergen statements begin, by language; they are too short for other signs."""


def _is_said_again(text: str, known: str, lexicon: Lexicon) -> bool:
    """Whether a label in two languages states in one what it stated in the other."""
    if fold(text) == fold(known):
        return True
    languages = {_spoken(text), _spoken(known)}
    if len(languages) < 2 or None in languages:
        return False
    named, known_names = (
        {match.id for match in lexicon.allergens.find(one)} for one in (text, known)
    )
    return named <= known_names


def _spoken(text: str) -> str | None:
    folded = fold(text).lstrip()
    return next((code for code, words in _SPOKEN.items() if words.match(folded)), None)


def _stated(
    section: Section, lexicon: Lexicon
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """The sentences that state an allergen; those that deny one are left out.

    A heading without a colon and names without a verb are a table whose other
    cells say yes or no.
    """
    text = section.passage.text
    start = section.start
    for first, last in sentences(section.passage, section.body, section.end):
        sentence = " ".join(text[first:last].split())
        names = any(True for _ in lexicon.allergens.find(sentence))
        stated = _STATES.search(text[start:last]) or ":" in section.heading
        if stated and (names or _ALLERGEN.search(sentence)) and not _denies(sentence):
            yield " ".join(text[start:last].split()), section.evidence(start, last)
        start = last


def _denies(sentence: str) -> bool:
    """It says what is not in the product, and nothing that is."""
    if not denied(sentence):
        return False
    head = regex.split(
        r"\b(?:no|not|free|without|sans|sin|ohne|ne)\b", sentence, maxsplit=1
    )[0]
    return _STATES.search(head) is None or len(head.split()) <= 1
