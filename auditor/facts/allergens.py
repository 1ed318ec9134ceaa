"""The allergen statements of a label, as printed.

"Contains: milk", "may contain" and "produced on equipment that also processes"
are told apart from ingredients and from "contains no milk", which is a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from auditor.facts.claims import denied
from auditor.facts.openings import SectionKind
from auditor.facts.sections import sentences
from auditor.model import Absent, Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Evidence, Reading

_STATES = regex.compile(
    r"contain|contien|conten|enthält|produced|processed|manufactured|facility|equipment|fabriqu|"
    r"elabora",
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
    if found:
        # A label in two languages states each allergen twice: the first one counts.
        said: dict[frozenset[str], tuple[str, tuple[Evidence, ...]]] = {}
        for text, evidence in found:
            names = frozenset(match.id for match in lexicon.allergens.find(text))
            said.setdefault(names or frozenset({text}), (text, evidence))
        text = " ".join(text for text, _ in said.values())
        return Found(
            text, tuple(item for _, evidence in said.values() for item in evidence)
        )
    if complete:
        return Absent(("every printed face, for an allergen statement",))
    return Unreadable(
        "no allergen statement on these pictures: a photo of the side with the "
        "ingredient list is missing"
    )


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
